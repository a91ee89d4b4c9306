package db

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// sealedFile is a file in memory that stands for an encrypted one; guarded, since
// several have it open.
type sealedFile struct {
	encryptedFile
	mu    *sync.Mutex
	inner *bare
	reads *int
}

func (s *sealedFile) ReadAt(p []byte, off int64) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*s.reads++
	return s.inner.ReadAt(p, off)
}

func (s *sealedFile) WriteAt(p []byte, off int64) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.inner.WriteAt(p, off)
}

func (s *sealedFile) Truncate(size int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.inner.Truncate(size)
}

func (s *sealedFile) Pragma(string, string) (string, error) { return "ok", nil }
func (s *sealedFile) Close() error                          { return nil }

// opens gives several openings of one file.
func opens(t interface{ Cleanup(func()) }, n int, key string) (*bare, *int, []*blockFile) {
	inner, reads, mu, path := &bare{}, new(int), &sync.Mutex{}, fmt.Sprint("/", rand.Text())
	var all []*blockFile
	for range n {
		f := &blockFile{encryptedFile: &sealedFile{mu: mu, inner: inner, reads: reads}, path: path}
		_, _ = f.Pragma("hexkey", key)
		t.Cleanup(func() { _ = f.Close() })
		all = append(all, f)
	}
	return inner, reads, all
}

// Whoever writes and whoever reads, through whichever opening: what is read is
// what the file holds.
func TestBlocksAreWhatTheFileHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inner, _, files := opens(t, 3, "k")
		const most = 40 * blockSize
		for range rapid.IntRange(1, 60).Draw(t, "acts") {
			f := files[rapid.IntRange(0, 2).Draw(t, "who")]
			off := rapid.Int64Range(0, min(most, int64(len(inner.data)))).Draw(t, "from")
			if rapid.Bool().Draw(t, "aligned") {
				off -= off % blockSize
			}
			size := rapid.SampledFrom([]int{1, 24, 100, blockSize, blockSize + 24, 3 * blockSize}).Draw(t, "size")
			switch rapid.IntRange(0, 9).Draw(t, "act") {
			case 0:
				if err := f.Truncate(off); err != nil {
					t.Fatal(err)
				}
			case 1:
				inner.full = true
				if _, err := f.WriteAt(make([]byte, size), off); err != errFull {
					t.Fatal(err)
				}
				inner.full = false
			case 2, 3, 4:
				if n, err := f.WriteAt(bytes.Repeat([]byte{byte(rapid.IntRange(1, 255).Draw(t, "with"))}, size), off); n != size || err != nil {
					t.Fatal(n, err)
				}
			default:
				got, want := make([]byte, size), make([]byte, size)
				n, err := f.ReadAt(got, off)
				m, err2 := inner.ReadAt(want, off)
				if n != m || err != err2 || !bytes.Equal(got[:n], want[:n]) {
					t.Fatalf("%d bytes at %d: %d %v, want %d %v", size, off, n, err, m, err2)
				}
			}
		}
	})
}

// What one has read another need not decrypt; what is used is kept longer; and
// who has another key is shown nothing.
func TestBlocksAreReadOnce(t *testing.T) {
	inner, reads, files := opens(t, 2, "k")
	inner.data = make([]byte, 2*blocksKept*blockSize)
	block := make([]byte, blockSize)
	for range 3 {
		for _, f := range files {
			if _, err := f.ReadAt(block, 7*blockSize); err != nil {
				t.Fatal(err)
			}
		}
	}
	if *reads != 1 {
		t.Errorf("a block was read %d times", *reads)
	}
	for n := range int64(2 * blocksKept) { // far more than are kept
		if _, err := files[0].ReadAt(block, n*blockSize); err != nil {
			t.Fatal(err)
		}
		if _, err := files[1].ReadAt(block[:100], 7*blockSize+8); err != nil {
			t.Fatal(err)
		}
	}
	if *reads != 2*blocksKept {
		t.Errorf("%d reads of %d blocks: what is used all the time was dropped", *reads, 2*blocksKept)
	}
	other := &blockFile{encryptedFile: files[0].encryptedFile, path: files[0].path}
	if _, err := other.Pragma("hexkey", "another"); err != nil {
		t.Fatal(err)
	}
	if _, err := other.ReadAt(block, 7*blockSize); err != nil || *reads != 2*blocksKept+1 {
		t.Errorf("under another key: %d reads, %v", *reads, err)
	}
	_ = other.Close()
	// Nobody has it open any more: it may have become another file.
	for _, f := range files {
		_ = f.Close()
	}
	again := &blockFile{encryptedFile: files[0].encryptedFile, path: files[0].path}
	_, _ = again.Pragma("hexkey", "k")
	if _, err := again.ReadAt(block, 7*blockSize); err != nil || *reads != 2*blocksKept+2 {
		t.Errorf("opened again: %d reads, %v", *reads, err)
	}
	_ = again.Close()
}

// While somebody writes, nobody is left with what was before, however the two meet.
func TestBlocksWhileSomebodyWrites(t *testing.T) {
	inner, _, files := opens(t, 5, "k")
	const size = 8
	inner.data = make([]byte, size*blockSize)
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for _, f := range files[1:4] {
		wg.Go(func() {
			p := make([]byte, blockSize)
			for n := int64(0); ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := f.ReadAt(p, n%size*blockSize); err != nil || p[0] != p[blockSize-1] {
					t.Errorf("half of a block is old: %d %d %v", p[0], p[blockSize-1], err)
					return
				}
			}
		})
	}
	for i := range 20_000 {
		n := int64(i % size)
		if _, err := files[0].WriteAt(bytes.Repeat([]byte{byte(i)}, blockSize), n*blockSize); err != nil {
			t.Fatal(err)
		}
		p := make([]byte, 1)
		if _, err := files[4].ReadAt(p, n*blockSize+9); err != nil || p[0] != byte(i) {
			t.Fatalf("after a write %d is read, want %d, %v", p[0], byte(i), err)
		}
	}
	close(stop)
	wg.Wait()
}

// The files of an encrypted database are kept; who reads beside it, in this process
// or another, reads the file.
func TestBlocksOfADatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "k.db")
	key := bytes.Repeat([]byte{5}, 32)
	open := func(readOnly bool) *DB {
		d, err := Open(context.Background(), Options{URL: "sqlite:" + path, Key: key, ReadOnly: readOnly})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	kept := func() (n int) {
		opened.Lock()
		defer opened.Unlock()
		for f := range opened.files {
			if f.path == path || f.path == path+"-wal" {
				n++
			}
		}
		return n
	}
	d := open(false)
	put := func(words string) {
		if err := d.Write(t.Context(), "JK", func(tx *Tx) error {
			_, err := tx.Exec(`INSERT INTO t (words) VALUES ($1)`, words)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Write(t.Context(), "JK", func(tx *Tx) error {
		_, err := tx.Exec(`CREATE TABLE t (words TEXT)`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	put("one")
	if n := kept(); n != 2 {
		t.Errorf("%d files are kept, want the database and its log", n)
	}
	beside := open(true)
	for i := range 50 {
		put(fmt.Sprint(i))
		if i%20 == 0 {
			if _, err := d.Checkpoint(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for _, who := range []*DB{d, beside} {
			var n int
			if err := who.QueryRow(t.Context(), `SELECT COUNT(*) FROM t`).Scan(&n); err != nil || n != i+2 {
				t.Fatalf("%d rows, want %d, %v", n, i+2, err)
			}
		}
	}
	_ = beside.Close()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if n := kept(); n != 0 {
		t.Errorf("%d files are kept of a database that is closed", n)
	}
}
