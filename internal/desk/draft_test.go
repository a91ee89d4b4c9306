package desk

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

// longForm is a form of another room that can be put aside.
func longForm() []web.Route {
	form := func(r *web.Request, problem error) (web.Response, error) {
		f := web.Form{Action: "/lapor", Draft: "desk.open_case", Fields: []any{
			&web.Input{Label: web.Ask("nama", "desk.open_case")},
			&web.Checks{Label: web.Ask("alasan", "desk.look"), Options: []web.Option{{Value: "a", Label: "Satu"}, {Value: "b", Label: "Dua"}}},
			web.Day(web.Ask("lahir", "desk.log.from"), ""),
		}, Buttons: []any{web.Button{Label: "desk.look"}}}
		return web.Page("", web.View{Title: "desk.open_case", Err: problem, Body: []any{f.Fill(r, problem)}}, nil), nil
	}
	return []web.Route{
		{Method: "GET", Pattern: "/lapor", Action: "page.report", Handle: func(r *web.Request) (web.Response, error) { return form(r, nil) }},
		{Method: "POST", Pattern: "/lapor", Action: "page.report", Handle: func(r *web.Request) (web.Response, error) {
			if r.Text("nama") == "" {
				return form(r, fault.At("nama", "fault.desk.query"))
			}
			return web.Redirect("/kasus"), nil
		}},
	}
}

var draftLink = regexp.MustCompile(`href="(/lapor\?draf=[^"]+)"`)

// aside puts the form aside and returns where it can be finished.
func (w *world) aside(role authority.Role, pairs ...string) string {
	w.Helper()
	code, to, body := w.post(role, "/draf", append([]string{"draf.jalan", "/lapor", "draf.judul", "desk.open_case", "isian", "/lapor"}, pairs...)...)
	if code != http.StatusSeeOther || to != "/" {
		w.Fatalf("put aside: %d to %q\n%s", code, to, body)
	}
	_, home := w.get(role, "/")
	link := draftLink.FindStringSubmatch(html.UnescapeString(home))
	if link == nil {
		w.Fatalf("the home page names no draft:\n%s", home)
	}
	return link[1]
}

func TestAFormIsPutAsideAndFinished(t *testing.T) {
	on(t, func(w *world) {
		w.later(0)
		at := w.aside(authority.Registrar, "nama", "Mbok Yem & Parno", "alasan", "b", "lahir.y", "1943")
		if strings.Contains(at, "Yem") {
			t.Errorf("the address names a person: %s", at)
		}
		code, page := w.get(authority.Registrar, at)
		for _, want := range []string{`value="Mbok Yem &amp; Parno"`, `value="b" checked`, `value="1943"`, `name="draf" value="` + strings.TrimPrefix(at, "/lapor?draf=")} {
			if code != http.StatusOK || !strings.Contains(page, want) {
				t.Errorf("the draft comes back without %s: %d\n%s", want, code, page)
			}
		}
		if _, home := w.get(authority.Registrar, "/"); strings.Contains(home, "Yem") {
			t.Error("the home page shows what was typed")
		}
		for _, other := range []authority.Role{authority.Coordinator, authority.Social} {
			if code, _ := w.get(other, at); code != http.StatusNotFound {
				t.Errorf("%s opens somebody else's draft: %d", other, code)
			}
			if _, home := w.get(other, "/"); draftLink.MatchString(home) {
				t.Errorf("%s sees somebody else's draft at home", other)
			}
			w.post(other, "/draf/"+strings.TrimPrefix(at, "/lapor?draf=")+"/hapus")
		}

		// Put aside again it is the same draft; refused it stays; sent it goes.
		id := strings.TrimPrefix(at, "/lapor?draf=")
		if again := w.aside(authority.Registrar, "nama", "Mbok Yem", "draf", id); again != at {
			t.Errorf("a second draft: %s", again)
		}
		if code, _, _ := w.post(authority.Registrar, "/lapor", "draf", id, "isian", "/lapor"); code != http.StatusUnprocessableEntity {
			t.Errorf("an empty form: %d", code)
		}
		if code, _ := w.get(authority.Registrar, at); code != http.StatusOK {
			t.Errorf("a refused form took the draft along: %d", code)
		}
		w.post(authority.Registrar, "/lapor", "draf", id, "isian", "/lapor", "nama", "Mbok Yem")
		if code, page := w.get(authority.Registrar, at); code != http.StatusNotFound || !strings.Contains(page, "Draf ini sudah dihapus") {
			t.Errorf("the draft of a form that was sent: %d", code)
		}
	})
}

func TestADraftIsDeletedAndExpires(t *testing.T) {
	on(t, func(w *world) {
		at := w.aside(authority.Registrar, "nama", "Mbok Yem")
		if code, to, _ := w.post(authority.Registrar, "/draf/"+strings.TrimPrefix(at, "/lapor?draf=")+"/hapus"); code != http.StatusSeeOther || to != "/" {
			t.Errorf("deleting: %d %s", code, to)
		}
		if code, _ := w.get(authority.Registrar, at); code != http.StatusNotFound {
			t.Errorf("a deleted draft: %d", code)
		}
		at = w.aside(authority.Registrar, "nama", "Mbok Yem")
		w.later(draftFor + time.Minute)
		if code, _ := w.get(authority.Registrar, at); code != http.StatusNotFound {
			t.Errorf("a draft of two weeks ago: %d", code)
		}
		w.aside(authority.Coordinator, "nama", "x")
		var n int
		if err := w.d.QueryRow(w.Context(), `SELECT COUNT(*) FROM form_draft`).Scan(&n); err != nil || n != 1 {
			t.Errorf("%d drafts are kept, %v", n, err)
		}
	})
}

func TestWhatCannotBePutAside(t *testing.T) {
	on(t, func(w *world) {
		for name, tt := range map[string]struct {
			path, title, text string
			want              int
		}{
			"no form":          {"/kasus", "desk.open_case", "x", http.StatusUnprocessableEntity},
			"another site":     {"https://x.example/lapor", "desk.open_case", "x", http.StatusUnprocessableEntity},
			"words of its own": {"/lapor", "Hadiah menunggu", "x", http.StatusUnprocessableEntity},
			"too long":         {"/lapor", "desk.open_case", strings.Repeat("x", maxDraft), http.StatusRequestEntityTooLarge},
		} {
			if code, _, _ := w.post(authority.Registrar, "/draf", "draf.jalan", tt.path, "draf.judul", tt.title, "nama", tt.text); code != tt.want {
				t.Errorf("%s: %d, want %d", name, code, tt.want)
			}
		}
		for range maxDrafts {
			w.aside(authority.Registrar, "nama", "x", "draf", ledger.NewID())
		}
		if code, _, page := w.post(authority.Registrar, "/draf", "draf.jalan", "/lapor", "draf.judul", "desk.open_case", "nama", "x"); code != http.StatusConflict || !strings.Contains(page, "Anda sudah punya 20 draf") {
			t.Errorf("one too many: %d", code)
		}
	})
}
