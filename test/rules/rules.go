package rules

import (
	"fmt"
	"go/ast"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// rule is one thing that must hold; check names each place where it does not.
type rule struct {
	name  string
	check func(tree) []string
}

var rules = []rule{
	{"rooms import only what the plan allows", roomImports},
	{"code for tests stays out of the program", testsStayOut},
	{"libraries stay with their keeper", keptLibraries},
	{"HTTP is spoken where the file's name says so", httpPlaces},
	{"only account makes a db.Scope", scopeLiterals},
	{"a package's name says why it exists", packageNames},
	{"every package says what it is", packageDocs},
	{"a file has one reason to exist", fileLength},
	{"pages have no style or script of their own", pagePurity},
	{"help stands beside the fields", hints},
	{"a day is the office's, not of one fixed zone", officeDays},
	{"schema holds numbered SQL of known rooms", schemaNames},
}

func roomImports(t tree) (wrong []string) {
	for _, s := range t.source {
		if s.test || s.room == "" {
			continue
		}
		if _, known := floor(s.room); !known {
			wrong = append(wrong, fmt.Sprintf("%s: the plan has no room %s", s.path, s.room))
			continue
		}
		for _, imported := range s.imports() {
			to := roomOf(imported)
			if strings.HasPrefix(imported, module+"/") && to != "" && !mayImport(s.room, to) {
				wrong = append(wrong, fmt.Sprintf("%s: %s may not import %s", s.path, s.room, to))
			}
		}
	}
	return wrong
}

func testsStayOut(t tree) (wrong []string) {
	for _, s := range t.source {
		for _, imported := range s.imports() {
			if !s.test && strings.HasPrefix(imported, module+"/") && forTests(imported) {
				wrong = append(wrong, fmt.Sprintf("%s imports %s", s.path, imported))
			}
		}
	}
	return wrong
}

func keptLibraries(t tree) (wrong []string) {
	for _, s := range t.source {
		for _, imported := range s.imports() {
			for _, k := range keepers {
				if !s.test && strings.HasPrefix(imported, k.library) && !slices.Contains(k.rooms, s.room) {
					wrong = append(wrong, fmt.Sprintf("%s imports %s, which %v keeps", s.path, imported, k.rooms))
				}
			}
		}
	}
	return wrong
}

func httpPlaces(t tree) (wrong []string) {
	for _, s := range t.source {
		if s.test || slices.Contains(httpRooms, s.room) || slices.Contains(httpFiles, path.Base(s.path)) {
			continue
		}
		for _, imported := range s.imports() {
			if imported == "net/http" || strings.HasPrefix(imported, "net/http/") {
				wrong = append(wrong, fmt.Sprintf("%s imports %s; only %v do", s.path, imported, httpFiles))
			}
		}
	}
	return wrong
}

// scopeLiterals looks for db.Scope{...}, and for lists and maps of them that
// are filled in place.
func scopeLiterals(t tree) (wrong []string) {
	for _, s := range t.source {
		name := localName(s.ast, module+"/internal/db")
		if s.test || name == "" || slices.Contains(scopeMakers, s.room) {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			lit, is := n.(*ast.CompositeLit)
			if !is {
				return true
			}
			_, whole := lit.Type.(*ast.SelectorExpr)
			if mentionsScope(lit.Type, name) && (whole || len(lit.Elts) > 0) {
				wrong = append(wrong, s.at(lit)+" makes a db.Scope")
			}
			return true
		})
	}
	return wrong
}

// localName returns what a file calls an imported package, or "".
func localName(f *ast.File, importPath string) string {
	for _, spec := range f.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err != nil || p != importPath {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path.Base(importPath)
	}
	return ""
}

func mentionsScope(typ ast.Expr, db string) bool {
	switch typ := typ.(type) {
	case *ast.SelectorExpr:
		x, is := typ.X.(*ast.Ident)
		return is && x.Name == db && typ.Sel.Name == "Scope"
	case *ast.Ident:
		return db == "." && typ.Name == "Scope"
	case *ast.ArrayType:
		return mentionsScope(typ.Elt, db)
	case *ast.MapType:
		return mentionsScope(typ.Key, db) || mentionsScope(typ.Value, db)
	case *ast.StarExpr:
		return mentionsScope(typ.X, db)
	}
	return false
}

func packageNames(t tree) (wrong []string) {
	for _, s := range t.source {
		if slices.Contains(vague, s.ast.Name.Name) || slices.Contains(vague, path.Base(path.Dir(s.path))) {
			wrong = append(wrong, fmt.Sprintf("%s: package %s", s.path, s.ast.Name.Name))
		}
	}
	return wrong
}

func packageDocs(t tree) (wrong []string) {
	documented := map[string]bool{}
	for _, s := range t.source {
		if !strings.HasSuffix(s.path, "_test.go") {
			dir := path.Dir(s.path)
			documented[dir] = documented[dir] || s.ast.Doc != nil
		}
	}
	for dir, is := range documented {
		if !is {
			wrong = append(wrong, dir+" has no doc comment")
		}
	}
	slices.Sort(wrong)
	return wrong
}

func fileLength(t tree) (wrong []string) {
	for _, s := range t.source {
		if s.lines > maxLines && !ast.IsGenerated(s.ast) {
			wrong = append(wrong, fmt.Sprintf("%s has %d lines", s.path, s.lines))
		}
	}
	return wrong
}

var (
	ownStyle  = regexp.MustCompile(`(?i)<style\b|\sstyle\s*=`)
	ownScript = regexp.MustCompile(`(?i)<script\b|\son[a-z]+\s*=\s*["']|javascript:`)
)

// pagePurity: the shell in web may load the one script file, and nothing else
// anywhere may; the content security policy would refuse it in the browser,
// silently for whoever does not look at the console.
func pagePurity(t tree) (wrong []string) {
	for _, name := range t.other {
		room := roomOf(path.Dir(name))
		if path.Ext(name) == ".css" && room != "" && room != "web" {
			wrong = append(wrong, name+": the one stylesheet is in web")
		}
		if ext := path.Ext(name); room == "" || ext != ".html" && ext != ".tmpl" {
			continue
		}
		page, err := fs.ReadFile(t.files, name)
		text := string(page)
		if err != nil {
			wrong = append(wrong, err.Error())
			continue
		}
		if found := ownStyle.FindString(text); found != "" {
			wrong = append(wrong, fmt.Sprintf("%s: %q", name, strings.TrimSpace(found)))
		}
		if found := ownScript.FindString(text); found != "" && room != "web" {
			wrong = append(wrong, fmt.Sprintf("%s: %q", name, strings.TrimSpace(found)))
		}
	}
	return wrong
}

var migration = regexp.MustCompile(`^[0-9]{4}_([a-z]+)_[a-z0-9_]+\.sql$`)

// zoneNames are what a day of one fixed zone is made with; text and comments
// may speak of them.
var zoneNames = []string{"WIB", "FixedZone"}

// officeDays lets only region say what the time zones are: whoever fixes one
// shifts the midnight of every district that lies elsewhere.
func officeDays(t tree) (wrong []string) {
	for _, s := range t.source {
		if s.test || s.room == "" || s.path == "internal/region/zone.go" {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && slices.Contains(zoneNames, id.Name) {
				wrong = append(wrong, fmt.Sprintf("%s: %s fixes a time zone; take the office's (region.Hours, or Deps.Zone)", s.at(n), id.Name))
			}
			if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Local" {
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == localName(s.ast, "time") {
					wrong = append(wrong, fmt.Sprintf("%s: the machine's time zone is not the office's", s.at(n)))
				}
			}
			return true
		})
	}
	return wrong
}

func schemaNames(t tree) (wrong []string) {
	numbers := map[string]string{}
	for _, name := range t.other {
		if path.Ext(name) != ".sql" || roomOf(path.Dir(name)) == "" {
			continue
		}
		base := path.Base(name)
		m := migration.FindStringSubmatch(base)
		switch {
		case roomOf(path.Dir(name)) != "schema":
			wrong = append(wrong, name+": migrations are in schema")
		case m == nil:
			wrong = append(wrong, name+" is not NNNN_<room>_<what>.sql")
		default:
			if _, known := floor(m[1]); !known {
				wrong = append(wrong, fmt.Sprintf("%s: the plan has no room %s", name, m[1]))
			}
			if other := numbers[base[:4]]; other != "" {
				wrong = append(wrong, name+" has the number of "+other)
			}
			numbers[base[:4]] = name
		}
	}
	return wrong
}
