package db

import (
	"sync"

	"github.com/ncruces/go-sqlite3/vfs"
)

// encryptedFile is what a file of adiantum can do.
type encryptedFile interface {
	vfs.FileUnwrap
	vfs.FilePragma
	vfs.FileLockState
	vfs.FileChunkSize
	vfs.FileSizeHint
	vfs.FileHasMoved
	vfs.FileOverwrite
	vfs.FileSync
	vfs.FileCommitPhaseTwo
	vfs.FileBatchAtomicWrite
	vfs.FileCheckpoint
	vfs.FileBusyHandler
	vfs.FileSharedMemory
}

// blockFile is an encrypted file whose blocks are kept (blocks).
type blockFile struct {
	encryptedFile
	path  string
	open  openFile
	file  uint64 // its number among all; 0: nothing is kept, the key is not known yet
	block [blockSize]byte
}

// openFile is a file that is open, and under which key: who has another one
// must not be shown what was read with this one.
type openFile struct{ path, key string }

// opened numbers the files that are open, and how often.
var opened = struct {
	sync.Mutex
	files map[openFile]*numbered
}{files: map[openFile]*numbered{}}

type numbered struct {
	n    uint64
	refs int
}

func (f *blockFile) enter(key string) {
	f.leave()
	f.open = openFile{f.path, key}
	opened.Lock()
	defer opened.Unlock()
	o := opened.files[f.open]
	if o == nil {
		o = &numbered{n: blocks.files.Add(1)}
		opened.files[f.open] = o
	}
	o.refs++
	f.file = o.n
}

func (f *blockFile) leave() {
	if f.file == 0 {
		return
	}
	opened.Lock()
	defer opened.Unlock()
	if o := opened.files[f.open]; o.refs > 1 {
		o.refs--
	} else {
		delete(opened.files, f.open)
	}
	f.file = 0
}

// Pragma learns the key.
func (f *blockFile) Pragma(name, value string) (string, error) {
	answer, err := f.encryptedFile.Pragma(name, value)
	if err == nil && name == "hexkey" {
		f.enter(value)
	}
	return answer, err
}

// Unwrap shows the file beneath.
func (f *blockFile) Unwrap() vfs.File { return f.encryptedFile }

// Close lets go of the blocks when nobody has the file open any more.
func (f *blockFile) Close() error {
	f.leave()
	return f.encryptedFile.Close()
}

// ReadAt reads block by block, what is kept from memory.
func (f *blockFile) ReadAt(p []byte, off int64) (n int, err error) {
	if f.file == 0 {
		return f.encryptedFile.ReadAt(p, off)
	}
	for n < len(p) {
		at := off + int64(n)
		id, from := blockID{f.file, at / blockSize}, int(at%blockSize)
		want := p[n:min(len(p), n+blockSize-from)]
		s := blocks.of(id)
		ok, mark := s.read(id, want, from)
		if !ok {
			whole := f.block[:]
			if len(want) == blockSize {
				whole = want
			}
			if m, _ := f.encryptedFile.ReadAt(whole, at-int64(from)); m != blockSize { // the end of the file
				m, err := f.encryptedFile.ReadAt(p[n:], at)
				return n + m, err
			}
			s.fill(id, whole, mark)
			if len(want) < blockSize {
				copy(want, whole[from:])
			}
		}
		n += len(want)
	}
	return n, nil
}

// WriteAt writes, and keeps what it wrote.
func (f *blockFile) WriteAt(p []byte, off int64) (int, error) {
	if f.file == 0 {
		return f.encryptedFile.WriteAt(p, off)
	}
	f.each(p, off, func(id blockID, _ []byte, _ int) { blocks.of(id).begin() })
	n, err := f.encryptedFile.WriteAt(p, off)
	f.each(p, off, func(id blockID, part []byte, from int) { blocks.of(id).end(id, part, from, err == nil) })
	return n, err
}

// each gives fn the pieces of p in the blocks of the file.
func (f *blockFile) each(p []byte, off int64, fn func(id blockID, part []byte, from int)) {
	for len(p) > 0 {
		from := int(off % blockSize)
		part := p[:min(len(p), blockSize-from)]
		fn(blockID{f.file, off / blockSize}, part, from)
		p, off = p[len(part):], off+int64(len(part))
	}
}

// Truncate cuts the file.
func (f *blockFile) Truncate(size int64) error {
	if f.file != 0 {
		blocks.forget(f.file, size/blockSize)
		defer blocks.forget(f.file, size/blockSize)
	}
	return f.encryptedFile.Truncate(size)
}
