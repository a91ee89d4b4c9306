package lawbook

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/jempolkeren/jempol/internal/fault"
)

//go:embed data
var data embed.FS

// Book is one version of the law. It is read-only and safe for concurrent use.
type Book struct {
	Version string            `json:"version"`
	From    string            `json:"from"` // ISO date from which it is used
	Title   Label             `json:"title"`
	Note    Label             `json:"note"`
	Notices map[string]Notice `json:"notices"`

	sources       []Source
	tables        []*Table
	forms         []*Form
	needs         []Need
	circumstances []Code
	requirements  []Requirement
	statuses      []Status
}

var books = sync.OnceValue(func() []*Book {
	entries, err := data.ReadDir("data")
	if err != nil {
		panic("lawbook: embedded data: " + err.Error())
	}
	var out []*Book
	for _, e := range entries {
		b, err := load(data, "data/"+e.Name())
		if err != nil {
			panic("lawbook: embedded data: " + err.Error())
		}
		out = append(out, b)
	}
	return out
})

// Versions are all versions, oldest first.
func Versions() []string {
	var out []string
	for _, b := range books() {
		out = append(out, b.Version)
	}
	return out
}

// Current is the newest version.
func Current() *Book { return books()[len(books())-1] }

// At is a version by its name, for a dossier that was complete under it.
func At(version string) (*Book, error) {
	for _, b := range books() {
		if b.Version == version {
			return b, nil
		}
	}
	return nil, unknown("version", version)
}

func unknown(what, code string) error {
	return fault.New(fault.NotFound, "lawbook."+what+".unknown").WithArgs(map[string]any{"Code": code})
}

func load(files fs.FS, dir string) (*Book, error) {
	b := &Book{}
	read := func(name string, into any) error {
		raw, err := fs.ReadFile(files, dir+"/"+name)
		if err != nil {
			return err
		}
		dec := json.NewDecoder(strings.NewReader(string(raw)))
		dec.DisallowUnknownFields()
		if err := dec.Decode(into); err != nil {
			return fmt.Errorf("%s/%s: %w", dir, name, err)
		}
		return nil
	}
	var all struct {
		Sources       []Source      `json:"sources"`
		Tables        []*Table      `json:"tables"`
		Forms         []*Form       `json:"forms"`
		Needs         []Need        `json:"needs"`
		Circumstances []Code        `json:"circumstances"`
		Requirements  []Requirement `json:"requirements"`
		Statuses      []Status      `json:"statuses"`
	}
	if err := read("book.json", b); err != nil {
		return nil, err
	}
	for _, name := range []string{"sources.json", "tables.json", "forms.json", "needs.json", "requirements.json", "enrolment.json"} {
		if err := read(name, &all); err != nil {
			return nil, err
		}
	}
	for _, f := range all.Forms {
		if f.Layout == "" {
			continue
		}
		if err := read(f.Layout, f); err != nil {
			return nil, err
		}
	}
	b.sources, b.tables, b.forms, b.needs = all.Sources, all.Tables, all.Forms, all.Needs
	b.circumstances, b.requirements, b.statuses = all.Circumstances, all.Requirements, all.Statuses
	return b, nil
}

// Source finds a source by its id.
func (b *Book) Source(id string) (Source, error) {
	for _, s := range b.sources {
		if s.ID == id {
			return s, nil
		}
	}
	return Source{}, unknown("source", id)
}

// Sources are all sources, in the order in which a page lists them.
func (b *Book) Sources() []Source { return slices.Clone(b.sources) }

// Cite finds the source of a citation by kind and number: ("Perpres",
// "96/2018"). The number of a circular may be cited without its last part.
func (b *Book) Cite(kind, number string) (Source, error) {
	for _, s := range b.sources {
		if s.Kind == kind && (s.Number == number || strings.HasPrefix(s.Number, number+"/")) {
			return s, nil
		}
	}
	return Source{}, unknown("source", kind+" "+number)
}

// Notice is a sentence that pages and papers say: "free", "levy", "one_nik".
func (b *Book) Notice(name string) (Notice, error) {
	n, ok := b.Notices[name]
	if !ok {
		return Notice{}, unknown("notice", name)
	}
	return n, nil
}
