package desk

import (
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/docs"
	"github.com/jempolkeren/jempol/internal/authority"
)

func TestEveryRoleHasItsGuide(t *testing.T) {
	picture := regexp.MustCompile(`src="(/panduan/gambar/[^"]+)"`)
	on(t, func(w *world) {
		for _, role := range authority.AccountRoles() {
			code, page := w.get(role, "/panduan")
			if code != http.StatusOK || !strings.Contains(page, "Dasar pemakaian") || strings.Count(page, "<h2>") < 8 {
				t.Errorf("%s: %d\n%s", role, code, page)
			}
			pictures := picture.FindAllStringSubmatch(page, -1)
			if len(pictures) < 2 {
				t.Errorf("%s sees %d pictures", role, len(pictures))
			}
			for _, p := range pictures {
				if code, png := w.get(role, p[1]); code != http.StatusOK || !strings.HasPrefix(png, "\x89PNG") {
					t.Errorf("%s: %s: %d", role, p[1], code)
				}
			}
			for _, raw := range []string{"**", "](", "\n- "} {
				if strings.Contains(page, raw) {
					t.Errorf("%s reads %q", role, raw)
				}
			}
		}
		for _, wrong := range []string{"hilang.png", "..%2Fpanduan%2Fumum.md", "%2e%2e"} {
			if code, _ := w.get(authority.Field, "/panduan/gambar/"+wrong); code != http.StatusNotFound {
				t.Errorf("%s: %d", wrong, code)
			}
		}
	})
}

// The guide is one file a role, each short enough to be read before work, and
// all of them stand in the list of the folder.
func TestTheGuideIsComplete(t *testing.T) {
	list, err := fs.ReadFile(docs.Guide, "panduan/README.md")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := fs.Glob(docs.Guide, "panduan/*.md")
	known := map[string]bool{"README": true, commonGuide: true}
	for _, name := range guides {
		known[name] = true
	}
	for _, f := range files {
		name := strings.TrimSuffix(path.Base(f), ".md")
		text, err := fs.ReadFile(docs.Guide, f)
		if err != nil || !known[name] {
			t.Errorf("%s belongs to no role, %v", f, err)
		}
		if n := strings.Count(string(text), "\n"); n > 60 {
			t.Errorf("%s has %d lines", f, n)
		}
		if name != "README" && !strings.Contains(string(list), "("+name+".md)") {
			t.Errorf("%s is not in the list", f)
		}
		delete(known, name)
	}
	for name := range known {
		t.Errorf("no guide %s", name)
	}
}
