package db

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"

	"github.com/ncruces/go-sqlite3/vfs"
	"pgregory.net/rapid"
)

// bare is a file in memory that can be full.
type bare struct {
	vfs.File
	data   []byte
	writes int
	full   bool
}

var errFull = errors.New("full")

func (b *bare) WriteAt(p []byte, off int64) (int, error) {
	if b.full {
		return 0, errFull
	}
	b.writes++
	if end := int(off) + len(p); end > len(b.data) {
		b.data = append(b.data, make([]byte, end-len(b.data))...)
	}
	return copy(b.data[off:], p), nil
}

func (b *bare) ReadAt(p []byte, off int64) (int, error) {
	if off >= int64(len(b.data)) {
		return 0, io.EOF
	}
	n := copy(p, b.data[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (b *bare) Truncate(size int64) error { b.data = b.data[:min(int(size), len(b.data))]; return nil }
func (b *bare) Sync(vfs.SyncFlag) error   { return nil }
func (b *bare) Size() (int64, error)      { return int64(len(b.data)), nil }
func (b *bare) Close() error              { return nil }

// header is that of a frame, the last of its transaction or not.
func header(last bool) []byte {
	h := make([]byte, frameHeader)
	if last {
		binary.BigEndian.PutUint32(h[4:], 1)
	}
	return h
}

// Whatever SQLite does to the log, the file holds the same as without gathering
// whenever somebody else may read it: after the last frame of a transaction,
// however many pieces its page comes in, and after a wait for the disk.
func TestLogIsGatheredFaithfully(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		under, plain := &bare{}, &bare{}
		f := &walFile{File: under}
		both := func(p []byte, off int64) {
			if _, err := f.WriteAt(p, off); err != nil {
				t.Fatal(err)
			}
			_, _ = plain.WriteAt(p, off)
		}
		same := func(when string) {
			if !bytes.Equal(under.data, plain.data) {
				t.Fatalf("%s the file differs", when)
			}
		}
		end := int64(0)
		for range rapid.IntRange(1, 30).Draw(t, "acts") {
			switch rapid.IntRange(0, 6).Draw(t, "act") {
			case 0: // the log begins anew
				both(bytes.Repeat([]byte{9}, 32), 0)
				end = 32
			case 1: // something is written once more
				at := rapid.Int64Range(0, end).Draw(t, "at")
				both(header(false), at)
				end = max(end, at+frameHeader)
			case 2:
				p := make([]byte, rapid.IntRange(1, 200).Draw(t, "length"))
				q := bytes.Clone(p)
				off := rapid.Int64Range(0, end).Draw(t, "from")
				n, err := f.ReadAt(p, off)
				m, err2 := plain.ReadAt(q, off)
				if n != m || err != err2 || !bytes.Equal(p, q) {
					t.Fatalf("read %d %v, want %d %v", n, err, m, err2)
				}
			case 3:
				if err := f.Sync(0); err != nil {
					t.Fatal(err)
				}
				same("after a wait for the disk")
				if n, err := f.Size(); err != nil || n != int64(len(plain.data)) {
					t.Fatalf("%d bytes, want %d", n, len(plain.data))
				}
			case 4:
				size := rapid.Int64Range(0, end).Draw(t, "size")
				if err := f.Truncate(size); err != nil {
					t.Fatal(err)
				}
				_ = plain.Truncate(size)
				end = size
			default: // a transaction
				for n := rapid.IntRange(1, 5).Draw(t, "frames"); n > 0; n-- {
					page := bytes.Repeat([]byte{byte(n)}, 400)
					both(header(n == 1), end)
					cut := rapid.SampledFrom([]int{400, 400, 1, 399}).Draw(t, "cut")
					both(page[:cut], end+frameHeader)
					if cut < len(page) {
						both(page[cut:], end+frameHeader+int64(cut))
					}
					end += frameHeader + 400
				}
				same("after a transaction")
			}
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		same("in the end")
	})
}

// A transaction is one write, and learns of a full disk.
func TestATransactionIsOneWrite(t *testing.T) {
	under := &bare{}
	f := &walFile{File: under}
	put := func(frames int) error {
		at := int64(len(under.data))
		for n := range frames {
			if _, err := f.WriteAt(header(n == frames-1), at); err != nil {
				return err
			}
			if _, err := f.WriteAt(make([]byte, 4096), at+frameHeader); err != nil {
				return err
			}
			at += frameHeader + 4096
		}
		return nil
	}
	if err := put(100); err != nil || under.writes != 1 {
		t.Fatal(under.writes, "writes:", err)
	}
	under.full = true
	if err := put(100); !errors.Is(err, errFull) {
		t.Fatal("a full disk was not told of:", err)
	}
}
