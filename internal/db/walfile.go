package db

import (
	"encoding/binary"

	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
	_ "github.com/ncruces/go-sqlite3/vfs/adiantum" // registers the VFS that encrypts at rest
)

// The VFSs of databases with a key: adiantum, with a write-ahead log that gathers
// what one transaction writes. In the process that serves a folder what was read
// is kept for all connections; who reads beside it would not see what it writes.
const (
	encrypted = "jempol-adiantum"
	kept      = "jempol-adiantum-kept"
)

func init() {
	vfs.Register(encrypted, gatheringVFS{vfs.Find("adiantum"), false})
	vfs.Register(kept, gatheringVFS{vfs.Find("adiantum"), true})
}

type gatheringVFS struct {
	vfs.VFS
	keep bool
}

// Open is for temporary files, which have no name.
func (g gatheringVFS) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	return vfsutil.WrapOpen(g.VFS, name, flags)
}

// OpenFilename opens every other file.
func (g gatheringVFS) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	file, got, err := vfsutil.WrapOpenFilename(g.VFS, name, flags)
	if err != nil {
		return file, got, err
	}
	if f, ok := file.(encryptedFile); ok && g.keep && flags&(vfs.OPEN_MAIN_DB|vfs.OPEN_WAL) != 0 {
		b := &blockFile{encryptedFile: f, path: name.String()}
		if main, ok := vfsutil.UnwrapFile[*blockFile](name.DatabaseFile()); ok && main.file != 0 {
			b.enter(main.open.key)
		}
		file = b
	}
	if flags&vfs.OPEN_WAL != 0 {
		file = &walFile{File: file}
	}
	return file, got, nil
}

// Of the write-ahead log (https://sqlite.org/fileformat2.html#walformat).
const (
	frameHeader = 24      // bytes before the page
	gatherMost  = 1 << 20 // bytes held at most
)

// walFile gathers the frames of a transaction and writes them together. SQLite
// writes a frame in two pieces, neither of which fills the blocks of 4 kB that
// are encrypted as a whole: each piece alone is a block or two read, decrypted,
// encrypted and written, three times the work of the page itself. Nobody reads a
// frame before the transaction is written out, which the file sees in the
// header of its last frame; an error comes back to the write of that frame.
type walFile struct {
	vfs.File
	held   []byte
	at     int64 // where held begins
	commit bool  // the frame that is begun is the last of its transaction
}

// WriteAt holds what continues what is held.
func (f *walFile) WriteAt(p []byte, off int64) (int, error) {
	if len(f.held) > 0 && off != f.at+int64(len(f.held)) {
		if err := f.write(); err != nil {
			return 0, err
		}
	}
	if len(f.held) == 0 {
		f.at = off
	}
	f.held = append(f.held, p...)
	if len(p) == frameHeader {
		f.commit = binary.BigEndian.Uint32(p[4:]) != 0 // the size of the database after it
		return len(p), nil
	}
	// The page may come in two pieces with a wait for the disk between them.
	if f.commit || len(f.held) >= gatherMost {
		if err := f.write(); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// write writes what is held.
func (f *walFile) write() error {
	if len(f.held) == 0 {
		return nil
	}
	held := f.held
	f.held = f.held[:0]
	_, err := f.File.WriteAt(held, f.at)
	return err
}

// ReadAt reads what was written, held or not.
func (f *walFile) ReadAt(p []byte, off int64) (int, error) {
	if err := f.write(); err != nil {
		return 0, err
	}
	return f.File.ReadAt(p, off)
}

// Truncate cuts the file.
func (f *walFile) Truncate(size int64) error {
	if err := f.write(); err != nil {
		return err
	}
	return f.File.Truncate(size)
}

// Sync waits for the disk.
func (f *walFile) Sync(flags vfs.SyncFlag) error {
	if err := f.write(); err != nil {
		return err
	}
	return f.File.Sync(flags)
}

// Size is the size with what is held.
func (f *walFile) Size() (int64, error) {
	if err := f.write(); err != nil {
		return 0, err
	}
	return f.File.Size()
}

// Close writes what is held: a transaction that was not finished.
func (f *walFile) Close() error {
	err := f.write()
	if e := f.File.Close(); err == nil {
		err = e
	}
	return err
}

// Unwrap shows the file beneath.
func (f *walFile) Unwrap() vfs.File { return f.File }
