package app

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// A backup is one tar file: the database, the attachments, and at its end the
// manifest, so that a file that was cut is seen to be cut. What was encrypted
// on the disk is encrypted in it; the key is not in it.
const (
	manifestFile   = "manifest.json"
	manifestFormat = 1
	attachmentsDir = "attachments"
)

// Manifest says what a backup holds.
type Manifest struct {
	Format  int
	Office  string
	Engine  string // that the data came from
	Schema  int64
	Made    time.Time
	Heads   []ledger.Head
	Entries []Entry
}

// Entry is one file of a backup.
type Entry struct {
	Name   string
	Size   int64
	SHA256 string
}

// writer writes the entries of a backup and remembers them.
type archiveWriter struct {
	tar      *tar.Writer
	manifest Manifest
}

func (w *archiveWriter) file(name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := w.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: w.manifest.Made}); err != nil {
		return err
	}
	sum := sha256.New()
	// A file that grows while it is read is cut at the size it had.
	if _, err := io.CopyN(io.MultiWriter(w.tar, sum), f, info.Size()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	w.manifest.Entries = append(w.manifest.Entries, Entry{name, info.Size(), hexSum(sum)})
	return nil
}

func (w *archiveWriter) finish() error {
	text, err := json.MarshalIndent(w.manifest, "", "  ")
	if err != nil {
		return err
	}
	if err := w.tar.WriteHeader(&tar.Header{Name: manifestFile, Mode: 0o600, Size: int64(len(text)), ModTime: w.manifest.Made}); err != nil {
		return err
	}
	if _, err := w.tar.Write(text); err != nil {
		return err
	}
	return w.tar.Close()
}

func hexSum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// entryName is what may stand in a backup: nothing that leads out of the folder.
var entryName = regexp.MustCompile(`^(jempol\.db|jempol\.key\.age|attachments/[0-9a-f]{2}/[0-9a-f]{62})$`)

const maxManifest = 256 << 20

func damaged(why string, err error) error {
	return fault.New(fault.Invalid, "app.backup.damaged").WithArgs(map[string]any{"Why": why}).Because(err)
}

// unpack writes the files of a backup into an empty folder and checks each
// against the manifest. A backup that was cut, or changed anywhere, is refused.
func unpack(ctx context.Context, from io.Reader, dir string) (Manifest, error) {
	found := map[string]Entry{}
	var m Manifest
	in := tar.NewReader(from)
	for {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return m, damaged("the end is missing", nil)
		}
		if err != nil {
			return m, damaged("not a backup, or cut", err)
		}
		if err := ctx.Err(); err != nil {
			return m, err
		}
		if h.Name == manifestFile {
			text, err := io.ReadAll(io.LimitReader(in, maxManifest))
			if err != nil {
				return m, damaged("the end is cut", err)
			}
			if err := json.Unmarshal(text, &m); err != nil {
				return m, damaged("the list of contents does not parse", err)
			}
			break
		}
		if !entryName.MatchString(h.Name) || h.Typeflag != tar.TypeReg || found[h.Name].Name != "" {
			return m, damaged("an entry does not belong in a backup", nil)
		}
		e, err := unpackOne(in, h, dir)
		if err != nil {
			return m, err
		}
		found[h.Name] = e
	}
	if m.Format != manifestFormat {
		return m, fault.New(fault.Invalid, "app.backup.format")
	}
	if len(m.Entries) != len(found) {
		return m, damaged("files are missing", nil)
	}
	for _, e := range m.Entries {
		if found[e.Name] != e {
			return m, damaged(e.Name, nil)
		}
	}
	return m, nil
}

func unpackOne(in io.Reader, h *tar.Header, dir string) (Entry, error) {
	path := filepath.Join(dir, filepath.FromSlash(h.Name))
	full := func(err error) (Entry, error) {
		return Entry{}, fault.New(fault.Unavailable, "app.backup.write").WithArgs(map[string]any{"Dir": dir}).Because(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return full(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return full(err)
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), in)
	if err != nil {
		f.Close()
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return Entry{}, damaged(h.Name+" is cut", err)
		}
		return full(err)
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return full(err)
	}
	if err := f.Close(); err != nil {
		return full(err)
	}
	return Entry{h.Name, n, hexSum(sum)}, nil
}
