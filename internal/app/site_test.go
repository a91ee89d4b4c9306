package app

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/public"
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
		// Like the language, a cookie of the browser and nothing else.
		"POST /tombol-angka": true,
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

// Pages are parsed when they are first shown: here all of them are.
func TestEveryPageIsATemplate(t *testing.T) {
	a := open(t, configAt(t, filepath.Join(t.TempDir(), "data"), "no-encrypt=true"))
	site, err := a.Site()
	if err != nil {
		t.Fatal(err)
	}
	if err := site.CheckPages(); err != nil {
		t.Error(err)
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

// What the menu counts and what the home page says waits there are one answer:
// with complaints, without, and for whoever may not see them.
func TestMenuAndHomeCountTheSame(t *testing.T) {
	a := open(t, configAt(t, filepath.Join(t.TempDir(), "data"), "demo=true"))
	viewers := map[authority.Role]web.Viewer{}
	for _, role := range []authority.Role{authority.Head, authority.Coordinator, authority.Verifier, authority.Admin} {
		login := "orang-" + string(role)
		if _, err := a.Accounts.Create(t.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: a.Accounts.System("test")},
			account.NewUser{Login: login, Name: "Petugas", Rights: account.Rights{Role: role}, Password: "kebun jati pagi hari"}); err != nil {
			t.Fatal(err)
		}
		token, err := a.Accounts.SignIn(t.Context(), login, "kebun jati pagi hari", account.Client{})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.AddCookie(&http.Cookie{Name: "jempol", Value: token})
		if viewers[role], err = a.Accounts.Identify(r); err != nil || !viewers[role].SignedIn() {
			t.Fatalf("%s: %v", role, err)
		}
	}
	for n := range 3 {
		for role, v := range viewers {
			menu := map[string]int{}
			for _, item := range a.nav(t.Context(), v) {
				menu[item.Route] = item.Count
			}
			waiting, err := a.beside(t.Context(), account.ScopeOfViewer(v))
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range waiting {
				if n, listed := menu[w.Path]; listed && n != w.Count {
					t.Errorf("%s: the menu says %d of %s, home %d", role, menu[w.Path], w.Path, w.Count)
				}
				if w.Path == "/pengaduan-masuk" && (role != authority.Head || w.Count != n) {
					t.Errorf("%s: %d complaints, want %d", role, w.Count, n)
				}
			}
			if role == authority.Head && len(waiting) == 0 {
				t.Error("the head is not told of complaints")
			}
		}
		if err := a.rooms.public.Complain(t.Context(), ledger.NewOpID(), public.Complaint{About: "slow", Words: "Lama sekali"}); err != nil {
			t.Fatal(err)
		}
	}
}
