package schema

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// translated shows a folder of migrations in an engine's own words.
type translated struct {
	fs.FS
	engine db.Engine
}

// Open opens a file; a migration is translated as it is read.
func (t translated) Open(name string) (fs.File, error) {
	if !strings.HasSuffix(name, ".sql") {
		return t.FS.Open(name)
	}
	if !fileName.MatchString(name) {
		return nil, fault.Wrap("schema.read", fmt.Errorf("%s is not NNNN_<room>_<what>.sql", name))
	}
	f, err := t.FS.Open(name)
	if err != nil {
		return nil, err
	}
	text, err := fs.ReadFile(t.FS, name)
	if err != nil {
		return nil, err
	}
	return &translatedFile{File: f, Reader: strings.NewReader("-- +goose Up\n" + translate(string(text), t.engine))}, nil
}

type translatedFile struct {
	fs.File
	*strings.Reader
}

// Read reads the translation, not the file.
func (f *translatedFile) Read(p []byte) (int, error) { return f.Reader.Read(p) }
