package web

import (
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func sheet(t *testing.T) string {
	t.Helper()
	b, err := staticFiles.ReadFile("static/ui.css")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestSheetIsSmall(t *testing.T) {
	if n := len(sheet(t)); n > 30000 {
		t.Errorf("ui.css has %d bytes, at most 30000", n)
	}
}

// TestContrasts recomputes every pair of text and ground that the sheet uses.
func TestContrasts(t *testing.T) {
	if err := checkContrasts(tokens(sheet(t))); err != nil {
		t.Error(err)
	}
}

func TestThemeIsChecked(t *testing.T) {
	for css, ok := range map[string]bool{
		"": true,
		":root{--blue:#0b5d3b; --blue-dark:#084a2f; --navy:#10331f;}": true,
		":root{--blue:#9fd0ff;}":                    false, // white on it cannot be read
		":root{--blue:red;}":                        false,
		"body{background:url(https://evil/x.png)}":  false,
		":root{--blue:#0b5d3b;} .btn{display:none}": false,
		":root{--size:#000000;}":                    false, // no such token
	} {
		if err := CheckTheme([]byte(css)); (err == nil) != ok {
			t.Errorf("%q: %v", css, err)
		}
	}
}

// TestNoInlineStyle reads the templates of every room: the content policy
// refuses inline styles and scripts, and a page has no style of its own.
func TestNoInlineStyle(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)<style|\sstyle\s*=|<script(?:>| [^>]*>[^<])|\son[a-z]+\s*=|javascript:|<link`)
	seen := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".html" {
			return err
		}
		seen++
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		layout := strings.HasSuffix(filepath.ToSlash(path), "web/html/layout.html")
		for _, m := range forbidden.FindAllString(string(body), -1) {
			if !layout || m != "<link" {
				t.Errorf("%s: %q", path, m)
			}
		}
		return nil
	})
	if err != nil || seen < 5 {
		t.Fatal("templates read:", seen, err)
	}
}

// TestOneSheet: no room brings a style sheet of its own.
func TestOneSheet(t *testing.T) {
	_ = filepath.WalkDir("..", func(path string, _ fs.DirEntry, _ error) error {
		if filepath.Ext(path) == ".css" && filepath.ToSlash(path) != "../web/static/ui.css" {
			t.Error("a style sheet beside ui.css:", path)
		}
		return nil
	})
}

// TestOneKindOfDay: a date field of the browser writes 06/07 as the browser's
// language does, whatever the page's is; Day is the one way to ask.
func TestOneKindOfDay(t *testing.T) {
	native := regexp.MustCompile(`Type:\s*"(?:date|month|week|datetime-local)"|type="(?:date|month|week|datetime-local)"`)
	seen := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") || filepath.Ext(path) != ".go" && filepath.Ext(path) != ".html" {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		seen++
		if m := native.Find(body); m != nil {
			t.Errorf("%s: %s", path, m)
		}
		return nil
	})
	if err != nil || seen < 50 {
		t.Fatal("files read:", seen, err)
	}
}

func TestDay(t *testing.T) {
	for name, tt := range map[string]struct{ body, want string }{
		"nothing":       {"", ""},
		"whole":         {"tgl.d=7&tgl.m=6&tgl.y=2021", "2021-06-07"},
		"as typed":      {"tgl.d=31&tgl.m=02&tgl.y=21", "21-02-31"},
		"part of it":    {"tgl.y=2021", "2021--"},
		"carried along": {"tgl=2021-06-07", "2021-06-07"},
	} {
		r := &Request{Request: httptest.NewRequest("POST", "/", strings.NewReader(tt.body))}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if got := r.Day("tgl"); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	d := Day(Ask("tgl", "x"), "2021-06-07")
	if d.Y != "2021" || d.M != "6" || d.D != "7" {
		t.Errorf("%+v", d)
	}
}
