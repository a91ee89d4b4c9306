package attachment

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"

	"filippo.io/age"

	"github.com/jempolkeren/jempol/internal/fault"
)

// keptDir holds large files that wait to be read, such as an extract of the
// population register. They are no attachments of anything and in no backup.
const keptDir = "menunggu"

var keptName = regexp.MustCompile(`^[0-9a-z-]{8,64}$`)

// Kept is a waiting file, opened: decrypted as it is read, never as a whole.
type Kept struct {
	io.ReaderAt
	Size int64
	file *os.File
}

// Close closes the file.
func (k *Kept) Close() error { return k.file.Close() }

func (s *Store) keptPath(name string) (string, error) {
	if !keptName.MatchString(name) {
		return "", fault.New(fault.NotFound, "attachment.not_found")
	}
	return filepath.Join(s.dir, keptDir, name), nil
}

// Keep stores a large file under a name of the caller's, encrypted as all files
// are, and says how long it is. Errors: fault.TooLarge beyond most bytes,
// fault.Unavailable where the disk is full.
func (s *Store) Keep(name string, r io.Reader, most int64) (size int64, err error) {
	path, err := s.keptPath(name)
	if err != nil {
		return 0, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return 0, fault.New(fault.Unavailable, "attachment.disk").Because(err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "put-*")
	if err != nil {
		return 0, fault.New(fault.Unavailable, "attachment.disk").Because(err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	size, err = s.encodeFrom(tmp, io.LimitReader(r, most+1))
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err == nil && size <= most {
		err = os.Rename(tmp.Name(), path)
	}
	if f := (*fault.Fault)(nil); errors.As(err, &f) {
		return size, f
	}
	if err != nil {
		return size, fault.New(fault.Unavailable, "attachment.disk").Because(err)
	}
	if size > most {
		return size, fault.New(fault.TooLarge, "document.file.large").WithArgs(map[string]any{"mb": most >> 20})
	}
	return size, nil
}

// source tells an upload that broke off from a disk that is full.
type source struct{ io.Reader }

func (s source) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fault.New(fault.Invalid, "attachment.unreadable").Because(err)
	}
	return n, err
}

func (s *Store) encodeFrom(w io.Writer, r io.Reader) (int64, error) {
	if s.identity == nil {
		return io.Copy(w, source{r})
	}
	enc, err := age.Encrypt(w, s.identity.Recipient())
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(enc, source{r})
	return n, errors.Join(err, enc.Close())
}

// OpenKept opens a waiting file.
func (s *Store) OpenKept(name string) (*Kept, error) {
	path, err := s.keptPath(name)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "attachment.not_found")
	}
	if err != nil {
		return nil, fault.Wrap("attachment.read", err)
	}
	k := &Kept{ReaderAt: f, file: f}
	info, err := f.Stat()
	if err == nil {
		if k.Size = info.Size(); s.identity != nil {
			k.ReaderAt, k.Size, err = age.DecryptReaderAt(f, info.Size(), s.identity)
		}
	}
	if err != nil {
		_ = f.Close()
		return nil, fault.Wrap("attachment.decrypt", err)
	}
	return k, nil
}

// Forget removes a waiting file; one that is gone already is no error.
func (s *Store) Forget(name string) error {
	path, err := s.keptPath(name)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fault.Wrap("attachment.read", err)
	}
	return nil
}
