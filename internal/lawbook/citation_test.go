package lawbook

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// citation is how comments in this repository cite an instrument.
var citation = regexp.MustCompile(`\b(UU|PP|Perpres|Permendagri|Permenpan-RB|Kepmendagri|Perbup|SE|Instruksi)(?: Dirjen Dukcapil| Mendagri| Purbalingga)? (\d[\d.\-]*/[\w.\-/]*[\w])`)

// Every instrument that a comment of the program cites stands in the newest
// version's sources, so that the page of sources is the whole of them.
func TestEveryCitationHasItsSource(t *testing.T) {
	b := Current()
	cited := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		for _, g := range f.Comments {
			for _, c := range g.List {
				for _, m := range citation.FindAllStringSubmatch(c.Text, -1) {
					cited++
					if _, err := b.Cite(m[1], m[2]); err != nil {
						t.Errorf("%s cites %s %s, which no source of the lawbook is", set.Position(c.Pos()), m[1], m[2])
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if cited == 0 {
		t.Error("no citation was found; the pattern is wrong")
	}
	for text, want := range map[string]bool{
		"// Perpres 96/2018 pasal 11": true, "// SE Dirjen Dukcapil 470/13287": true, "// UU 1/2": true, "// the SE of 2021": false,
	} {
		if citation.MatchString(text) != want {
			t.Errorf("%q: citation %v, want %v", text, !want, want)
		}
	}
	if _, err := b.Cite("Perpres", "97/2018"); err == nil {
		t.Error("an instrument that is no source was found")
	}
	if s, err := b.Cite("SE", "470/13287"); err != nil || s.ID != "se-13287-2021" {
		t.Errorf("%+v, %v", s, err)
	}
}
