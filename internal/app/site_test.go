package app

import (
	"path/filepath"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// A route whose action is not in the table is nobody's; one that is marked
// public must be meant to be.
func TestEveryRouteHasAnActionOfTheTable(t *testing.T) {
	a := open(t, configAt(t, filepath.Join(t.TempDir(), "data"), "demo=true"))
	site, err := a.Site()
	if err != nil {
		t.Fatal(err)
	}
	public := map[string]bool{
		"GET /masuk": true, "POST /masuk": true, "POST /keluar": true, "GET /siapkan/{token}": true, "POST /siapkan/{token}": true,
		// A courier has no account: the one-time link is the right.
		"GET /lacak": true, "POST /lacak": true, "GET /lacak/{kode}": true, "GET /periksa": true, "POST /periksa": true,
		"GET /periksa/{kode}": true, "GET /lapor-warga": true, "POST /lapor-warga": true, "GET /lapor-warga/terkirim": true,
		"GET /lapor-warga/desa": true,
		// A complaint reaches the head from everybody.
		"GET /pengaduan": true, "POST /pengaduan": true, "GET /pengaduan/terkirim": true,
		"GET /k/{token}": true, "POST /k/{token}/ambil": true, "POST /k/{token}/sampai": true, "POST /k/{token}/serahkan": true,
		"POST /k/{token}/gagal": true, "POST /k/{token}/balik": true,
		"POST /bahasa": true, "GET /lainnya": true, "GET /isian/{id}": true,
	}
	for _, r := range site.Routes() {
		name := r.Method + " " + r.Pattern
		switch {
		case r.Action == web.Public:
			if !public[name] && !isKomponen(r.Pattern) {
				t.Errorf("%s is open to everybody", name)
			}
		case !authority.Action(r.Action).Known():
			t.Errorf("%s needs %q, which is in no table", name, r.Action)
		case len(authority.WhoMay(authority.Action(r.Action))) == 0:
			t.Errorf("%s needs %q, which nobody may", name, r.Action)
		}
	}
}

func isKomponen(pattern string) bool { return len(pattern) >= 9 && pattern[:9] == "/komponen" }

// Every event type is folded by exactly one kind: the ledger refuses two, this
// refuses none.
func TestEveryEventTypeIsFolded(t *testing.T) {
	known := map[string]bool{}
	for _, k := range Kinds() {
		for _, e := range k.Types {
			known[e] = true
		}
	}
	for _, e := range casefile.Catalogue() {
		if e.Kind != "" && !known[e.Type] {
			t.Errorf("%s is folded by no room", e.Type)
		}
	}
}

// Every place of the navigation is a page, and a role that sees it may open it.
func TestNavigationLeadsToPages(t *testing.T) {
	a := open(t, configAt(t, filepath.Join(t.TempDir(), "data"), "no-encrypt=true"))
	site, err := a.Site()
	if err != nil {
		t.Fatal(err)
	}
	routes := map[string]string{}
	for _, r := range site.Routes() {
		if r.Method == "GET" {
			routes[r.Pattern] = r.Action
		}
	}
	for _, p := range places {
		if got, ok := routes[p.route]; !ok || got != string(p.action) {
			t.Errorf("%s: its page needs %q, the navigation says %q", p.route, got, p.action)
		}
		if !i18n.Has(p.label) {
			t.Errorf("%s has no label", p.route)
		}
	}
	for _, role := range authority.AccountRoles() {
		items := a.nav(t.Context(), web.Viewer{ID: "u", Role: string(role)})
		wide, tabs := 0, 0
		for _, it := range items {
			if !it.Quiet {
				wide++
			}
			if it.Tab {
				tabs++
			}
		}
		if wide > 8 || tabs > 3 || len(items) == 0 {
			t.Errorf("%s sees %d places and %d tabs", role, wide, tabs)
		}
	}
}
