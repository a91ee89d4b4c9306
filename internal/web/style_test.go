package web

import (
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
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

// luminance and contrast follow WCAG 2.2, "relative luminance".
func luminance(hex string) float64 {
	l, weights := 0.0, []float64{0.2126, 0.7152, 0.0722}
	for i, w := range weights {
		v, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		c := float64(v) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		l += w * c
	}
	return l
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// TestContrasts recomputes every pair of text and ground that the sheet uses.
func TestContrasts(t *testing.T) {
	token := map[string]string{"white": "#ffffff"}
	for _, m := range regexp.MustCompile(`--([a-z0-9-]+):(#[0-9a-f]{3,6});`).FindAllStringSubmatch(sheet(t), -1) {
		hex := m[2]
		if len(hex) == 4 {
			hex = fmt.Sprintf("#%c%c%c%c%c%c", hex[1], hex[1], hex[2], hex[2], hex[3], hex[3])
		}
		token[m[1]] = hex
	}
	for _, p := range []struct {
		text, ground string
		least        float64
	}{
		{"blue", "white", 4.5}, {"white", "blue", 4.5}, {"blue", "bg", 4.5}, {"blue-dark", "white", 4.5}, {"blue-dark", "bg", 4.5}, {"blue-dark", "blue-tint", 4.5},
		{"navy", "white", 7}, {"navy", "bg", 7}, {"navy", "group", 7}, {"white", "navy", 7},
		{"ink", "white", 7}, {"ink", "bg", 7}, {"ink-2", "white", 7}, {"ink-2", "bg", 4.5}, {"ink-2", "blue-tint", 4.5},
		{"ink-3", "white", 4.5}, {"ink-3", "bg", 4.5}, {"ink-3", "sunk", 4.5}, {"ink-3", "blue-tint", 4.5},
		{"ok", "ok-tint", 4.5}, {"warn", "warn-tint", 4.5}, {"bad", "bad-tint", 4.5}, {"bad", "white", 4.5}, {"ok", "white", 4.5}, {"warn", "white", 4.5},
		{"field", "white", 3}, {"field", "bg", 3}, {"focus", "navy", 3}, {"navy", "focus", 3},
	} {
		if token[p.text] == "" || token[p.ground] == "" {
			t.Errorf("no token %s or %s", p.text, p.ground)
			continue
		}
		if got := contrast(token[p.text], token[p.ground]); got < p.least {
			t.Errorf("%s on %s: contrast %.2f, at least %.1f", p.text, p.ground, got, p.least)
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
