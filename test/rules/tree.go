package rules

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// tree is a checkout, as the rules see it: all files for all systems, whatever
// the machine that runs the test would compile.
type tree struct {
	source []source
	other  []string // paths of files that are no Go
	files  fs.FS
}

// source is a Go file.
type source struct {
	path  string
	room  string // "" outside cmd and internal
	test  bool   // of the tests: a _test.go, or a package for tests only
	lines int
	text  string
	ast   *ast.File
	fset  *token.FileSet
}

// imports returns the paths that the file imports.
func (s source) imports() []string {
	var all []string
	for _, spec := range s.ast.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			all = append(all, p)
		}
	}
	return all
}

// at names a place in the file.
func (s source) at(n ast.Node) string { return s.fset.Position(n.Pos()).String() }

// read takes in a checkout.
func read(files fs.FS) (tree, error) {
	t := tree{files: files}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		if d.IsDir() {
			if name != "." && (strings.HasPrefix(base, ".") || base == "testdata" || base == "node_modules" || name == "dist" || name == "data") {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			t.other = append(t.other, name)
			return nil
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, name, text, parser.ParseComments)
		if err != nil {
			return err
		}
		room := roomOf(path.Dir(name))
		t.source = append(t.source, source{
			path: name, room: room, text: string(text), ast: parsed, fset: fset,
			lines: strings.Count(string(text), "\n"),
			test:  strings.HasSuffix(base, "_test.go") || forTests(path.Dir(name)),
		})
		return nil
	})
	return t, err
}

// roomOf names the room that a folder or an import path of this module lies in.
func roomOf(dir string) string {
	parts := strings.Split(strings.TrimPrefix(dir, module+"/"), "/")
	switch {
	case parts[0] == "cmd":
		return "cmd"
	case parts[0] == "internal" && len(parts) > 1:
		return parts[1]
	}
	return ""
}

// forTests says whether a package exists for tests only: all under test/, and
// inside a room a package named after it, like dbtest.
func forTests(dir string) bool {
	dir = strings.TrimPrefix(dir, module+"/")
	return dir == "test" || strings.HasPrefix(dir, "test/") || strings.HasPrefix(dir, "internal/") && strings.HasSuffix(dir, "test")
}
