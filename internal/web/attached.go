package web

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"slices"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Attached is a file that a form brought. Up to memoryBytes of a form stay in memory;
// what is more waits in the system's folder for temporary files, encrypted under
// a key that is nowhere but in memory, until the request is answered: a list or an
// extract of the register is population data, and that folder is not ours.
type Attached struct {
	Filename string
	Size     int64

	held []byte
	kept *spool
}

// AttachedFile reads what a form brought, from anywhere.
type AttachedFile interface {
	io.Reader
	io.ReaderAt
	io.Seeker
	io.Closer
}

const (
	memoryBytes = 4 << 20  // of the files of one form, in memory
	textBytes   = 14 << 20 // of all its other fields
	mostParts   = 2_000    // fields and files of one form

	// readOn is how much of a file that is too large is read and thrown away: what
	// was typed below it comes after it, and a browser whose sending is broken off
	// shows no answer.
	readOn = 256 << 20
)

// Open reads the file from its beginning. It can be opened several times, until
// the request is answered.
func (u *Attached) Open() (AttachedFile, error) {
	if u.kept == nil {
		return opened{io.NewSectionReader(bytes.NewReader(u.held), 0, u.Size)}, nil
	}
	return opened{io.NewSectionReader(u.kept, 0, u.Size)}, nil
}

type opened struct{ *io.SectionReader }

func (opened) Close() error { return nil }

// Attached gives the first file of a field; nil where none was sent.
func (r *Request) Attached(name string) *Attached {
	if list := r.AllAttached(name); len(list) > 0 {
		return list[0]
	}
	return nil
}

// AllAttached gives the files of a field.
func (r *Request) AllAttached(name string) []*Attached {
	if r.Parse() != nil {
		return nil
	}
	return r.files[name]
}

// BringsFiles reports whether the form brought files, which cannot be kept with
// the text of a form.
func (r *Request) BringsFiles() bool {
	return (r.Parse() == nil || r.kept()) && len(r.files)+len(r.large) > 0
}

// kept reports whether all but its files could be read of a form.
func (r *Request) kept() bool { return len(r.large) > 0 && !r.cut }

// forget removes what waits of the files of a form.
func (r *Request) forget() {
	for _, list := range r.files {
		for _, u := range list {
			if u.kept != nil {
				u.kept.remove()
			}
		}
	}
}

// readMultipart reads a form that may bring files into Form, PostForm and files.
func (r *Request) readMultipart() error {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return nil
	}
	parts := multipart.NewReader(r.Body, params["boundary"])
	held, text, room := int64(memoryBytes), min(textBytes, r.room()), r.room()
	for n := 0; ; n++ {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && n >= mostParts {
			err = multipart.ErrMessageTooLarge
		}
		if err != nil {
			return err
		}
		name := p.FormName()
		switch {
		case name == "":
		case p.FileName() == "":
			b, err := io.ReadAll(io.LimitReader(p, text+1))
			if err != nil {
				return err
			}
			if text -= int64(len(b)); text < 0 {
				return &http.MaxBytesError{Limit: r.room()}
			}
			r.Form[name], r.PostForm[name] = append(r.Form[name], string(b)), append(r.PostForm[name], string(b))
		default:
			u := &Attached{Filename: p.FileName()}
			if r.files == nil {
				r.files = map[string][]*Attached{}
			}
			r.files[name] = append(r.files[name], u)
			if err := r.takeFile(u, name, p, &room, &held); err != nil {
				return err
			}
		}
	}
}

// takeFile reads a file as long as there is room for it in the form; of one that
// is larger its field is remembered, and what is too much is thrown away.
func (r *Request) takeFile(u *Attached, name string, p *multipart.Part, room, held *int64) error {
	err := u.take(io.LimitReader(p, *room), held)
	*room -= u.Size
	var more int64
	if err == nil {
		more, err = io.Copy(io.Discard, p)
	}
	var big *http.MaxBytesError
	if (more > 0 || errors.As(err, &big)) && !slices.Contains(r.large, name) {
		r.large = append(r.large, name)
	}
	return err
}

// take reads the file: into memory as long as there is room for files.
func (u *Attached) take(from io.Reader, room *int64) error {
	b, err := io.ReadAll(io.LimitReader(from, *room+1))
	if err != nil {
		return err
	}
	if int64(len(b)) <= *room {
		*room -= int64(len(b))
		u.held, u.Size = b, int64(len(b))
		return nil
	}
	if u.kept, err = newSpool(); err != nil {
		return err
	}
	u.Size, err = io.Copy(u.kept, io.MultiReader(bytes.NewReader(b), from))
	return err
}

// spool is a file on disk that only this process can read (AES-256 in counter
// mode; the key is used for one file and forgotten with it). Where the system
// allows it, it has no name any more.
type spool struct {
	f      *os.File
	block  cipher.Block
	stream cipher.Stream
	named  bool
	buf    []byte
}

func newSpool() (*spool, error) {
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	f, err := os.CreateTemp("", "jempol-*")
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	s := &spool{f: f, block: block, stream: cipher.NewCTR(block, make([]byte, aes.BlockSize)), buf: make([]byte, 32<<10)}
	s.named = os.Remove(f.Name()) != nil // Windows keeps the name of an open file
	return s, nil
}

// Write appends.
func (s *spool) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		part := p[:min(len(p), len(s.buf))]
		s.stream.XORKeyStream(s.buf, part)
		m, err := s.f.Write(s.buf[:len(part)])
		if n += m; err != nil {
			return n, fault.Wrap("fault.internal", err)
		}
		p = p[len(part):]
	}
	return n, nil
}

// ReadAt decrypts from anywhere: the counter is the number of the block.
func (s *spool) ReadAt(p []byte, at int64) (int, error) {
	n, err := s.f.ReadAt(p, at)
	if at >= 0 {
		var counter [aes.BlockSize]byte
		binary.BigEndian.PutUint64(counter[8:], uint64(at/aes.BlockSize))
		stream := cipher.NewCTR(s.block, counter[:])
		var skip [aes.BlockSize]byte
		stream.XORKeyStream(skip[:at%aes.BlockSize], skip[:at%aes.BlockSize])
		stream.XORKeyStream(p[:n], p[:n])
	}
	return n, err
}

func (s *spool) remove() {
	_ = s.f.Close()
	if s.named {
		_ = os.Remove(s.f.Name())
	}
}
