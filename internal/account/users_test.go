package account

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

func TestNoDefaultAccounts(t *testing.T) {
	on(t, func(w *world) {
		if n := w.count("account_user", "1 = 1"); n != 0 {
			w.Fatalf("%d accounts in an empty office", n)
		}
		for _, login := range []string{"admin", "administrator", "root", "demo", ""} {
			if _, err := w.signIn(login, "admin"); err == nil {
				w.Errorf("%q signs in", login)
			}
		}
	})
}

func TestReadyExactlyWhenSomebodyCanSignIn(t *testing.T) {
	on(t, func(w *world) {
		want(w.T, w.a.Ready(w.Context()), fault.Unavailable, "fault.account.nobody")
		if _, err := w.a.Setup(w.Context()); err != nil {
			w.Fatal(err)
		}
		want(w.T, w.a.Ready(w.Context()), fault.Unavailable, "fault.account.nobody") // asked a moment ago
		w.later(readyFor)
		if err := w.a.Ready(w.Context()); err != nil {
			w.Error(err)
		}
		w.later(setupLasts)
		want(w.T, w.a.Ready(w.Context()), fault.Unavailable, "fault.account.nobody")
		w.person("ratna", rightsOf(authority.Field))
		w.later(readyFor)
		if err := w.a.Ready(w.Context()); err != nil {
			w.Error(err)
		}
		w.mustSignIn("ratna")
		if n := w.count("account_session", "1 = 1"); n != 1 {
			w.Errorf("%d sessions: what Ready tried is still there", n)
		}
		w.later(readyFor)
		if err := w.d.Close(); err != nil {
			w.Fatal(err)
		}
		if err := w.a.Ready(w.Context()); err == nil {
			w.Error("ready without a database")
		}
	})
}

func TestSetupIsSingleUse(t *testing.T) {
	on(t, func(w *world) {
		first, err := w.a.Setup(w.Context())
		if err != nil || first == "" {
			w.Fatal(first, err)
		}
		token, err := w.a.Setup(w.Context())
		if err != nil || token == "" || token == first {
			w.Fatal(token, err)
		}
		over := func(err error) { w.Helper(); want(w.T, err, fault.NotFound, "fault.account.link_over") }
		create := func(token, login string) error {
			return w.a.CreateFirst(w.Context(), ledger.NewOpID(), token, login, "Bu Admin", goodPass)
		}
		over(create(first, "admin1")) // a later start of the program replaced it
		over(create("", "admin1"))
		want(w.T, w.a.CreateFirst(w.Context(), ledger.NewOpID(), token, "admin1", "Bu Admin", "admin1admin1"), fault.Invalid, "fault.account.password_login")
		// Two browsers have the page open; one administrator comes of it.
		var wg sync.WaitGroup
		results := make([]error, 4)
		for i := range results {
			wg.Go(func() { results[i] = create(token, "admin"+string(rune('1'+i))) })
		}
		wg.Wait()
		made := 0
		for _, err := range results {
			if err == nil {
				made++
			} else {
				over(err)
			}
		}
		if made != 1 || w.count("account_user", "1 = 1") != 1 {
			w.Fatalf("%d administrators were made: %v", made, results)
		}
		over(create(token, "admin9"))
		if again, err := w.a.Setup(w.Context()); err != nil || again != "" {
			w.Errorf("a set-up link although there are accounts: %v", err)
		}
		if n := w.count("account_right", "change = 'created' AND role = 'admin' AND actor = 'system:setup'"); n != 1 {
			w.Errorf("%d events of it", n)
		}
	})
}

func TestSetupExpires(t *testing.T) {
	on(t, func(w *world) {
		token, err := w.a.Setup(w.Context())
		if err != nil {
			w.Fatal(err)
		}
		w.later(setupLasts)
		want(w.T, w.a.CreateFirst(w.Context(), ledger.NewOpID(), token, "admin", "Bu Admin", goodPass), fault.NotFound, "fault.account.link_over")
	})
}

func TestLinkOfAnAccount(t *testing.T) {
	on(t, func(w *world) {
		_, admin := w.person("admin", rightsOf(authority.Admin))
		made, err := w.a.Create(w.Context(), w.op(admin), NewUser{Login: "Suyanto.Pringapus ", Name: "Suyanto", Phone: "0800-1234", Rights: rightsOf(authority.Registrar)})
		if err != nil || made.Token == "" {
			w.Fatal(err)
		}
		inv, err := w.a.OpenInvite(w.Context(), made.Token)
		if err != nil || inv.First || inv.Person.Login != "suyanto.pringapus" {
			w.Fatalf("%+v %v", inv, err)
		}
		want(w.T, w.a.ChoosePassword(w.Context(), made.Token, "suyanto.pringapus"), fault.Invalid, "fault.account.password_login")
		if err := w.a.ChoosePassword(w.Context(), made.Token, goodPass); err != nil {
			w.Fatal(err)
		}
		want(w.T, w.a.ChoosePassword(w.Context(), made.Token, "lain lagi dan panjang"), fault.NotFound, "fault.account.link_over")
		session := w.mustSignIn("suyanto.pringapus")

		// Forgotten: a new link ends the one before, and using it the sessions.
		old, err := w.a.Link(w.Context(), w.op(admin), made.ID)
		if err != nil {
			w.Fatal(err)
		}
		link, err := w.a.Link(w.Context(), w.op(admin), made.ID)
		if err != nil {
			w.Fatal(err)
		}
		want(w.T, w.a.ChoosePassword(w.Context(), old, goodPass), fault.NotFound, "fault.account.link_over")
		if _, _, err := w.a.Session(w.Context(), session); err != nil {
			w.Error("making a link already ended the session")
		}
		if err := w.a.ChoosePassword(w.Context(), link, "sawah hijau di lembah"); err != nil {
			w.Fatal(err)
		}
		if _, _, err := w.a.Session(w.Context(), session); err == nil {
			w.Error("a session outlived a lost password")
		}
		late, err := w.a.Link(w.Context(), w.op(admin), made.ID)
		if err != nil {
			w.Fatal(err)
		}
		w.later(inviteLasts + time.Second)
		want(w.T, w.a.ChoosePassword(w.Context(), late, goodPass), fault.NotFound, "fault.account.link_over")
	})
}

func TestCreate(t *testing.T) {
	on(t, func(w *world) {
		_, admin := w.person("admin", rightsOf(authority.Admin))
		base := NewUser{Login: "budi", Name: "Budi", Rights: rightsOf(authority.Registrar)}
		for key, change := range map[string]func(*NewUser){
			"fault.account.login_shape":  func(n *NewUser) { n.Login = "b u" },
			"fault.account.login_taken":  func(n *NewUser) { n.Login = "ADMIN" },
			"fault.account.name":         func(n *NewUser) { n.Name = " " },
			"fault.account.phone":        func(n *NewUser) { n.Phone = "tanya Bu Ratna" },
			"fault.account.areas":        func(n *NewUser) { n.Areas = nil },
			"fault.account.area_unknown": func(n *NewUser) { n.Areas = []string{"35.03.99"} },
			"fault.account.role":         func(n *NewUser) { n.Rights = Rights{Role: authority.System} },
			"fault.account.agency":       func(n *NewUser) { n.Rights = Rights{Role: authority.Social} },
			"fault.account.institution":  func(n *NewUser) { n.Rights = Rights{Role: authority.Institution} },
		} {
			in := base
			change(&in)
			_, err := w.a.Create(w.Context(), w.op(admin), in)
			want(w.T, err, fault.Invalid, key)
		}
		op := w.op(admin)
		made, err := w.a.Create(w.Context(), op, base)
		if err != nil {
			w.Fatal(err)
		}
		again, err := w.a.Create(w.Context(), op, base) // a double click
		if err != nil || again.ID != made.ID || again.Token != "" {
			w.Errorf("again: %+v %v", again, err)
		}
		if n := w.count("account_user", "login = 'budi'"); n != 1 {
			w.Errorf("%d accounts", n)
		}
	})
}

// Only an administrator changes who may do what.
func TestUsersForbidden(t *testing.T) {
	on(t, func(w *world) {
		victim, _ := w.person("korban", rightsOf(authority.Field))
		for i, role := range authority.AccountRoles() {
			if role == authority.Admin {
				continue
			}
			_, s := w.person("orang"+string(rune('a'+i)), rightsOf(role))
			kind, key := fault.Forbidden, "fault.authority.forbidden"
			if role.Hides() {
				kind, key = fault.NotFound, "fault.authority.not_found"
			}
			_, err := w.a.Create(w.Context(), w.op(s), NewUser{Login: "baru", Name: "Baru", Rights: rightsOf(authority.Admin)})
			want(w.T, err, kind, key)
			want(w.T, w.a.Change(w.Context(), w.op(s), victim.ID, Edit{Name: "X", Rights: rightsOf(authority.Admin)}), kind, key)
			want(w.T, w.a.SetDisabled(w.Context(), w.op(s), victim.ID, true), kind, key)
			want(w.T, w.a.EndSessions(w.Context(), s, victim.ID), kind, key)
			token, err := w.a.Link(w.Context(), w.op(s), victim.ID)
			want(w.T, err, kind, key)
			list, n, err2 := w.a.Users(w.Context(), s, "", 0, 10)
			want(w.T, err2, kind, key)
			_, err = w.a.User(w.Context(), s, victim.ID)
			want(w.T, err, kind, key)
			if token != "" || n != 0 || list != nil {
				w.Errorf("%s gets %q and %d users", role, token, n)
			}
		}
	})
}

func TestChangeOfRights(t *testing.T) {
	on(t, func(w *world) {
		me, admin := w.person("admin", rightsOf(authority.Admin))
		p, _ := w.person("ratna", rightsOf(authority.Registrar))
		token := w.mustSignIn("ratna")

		// A name is no right: no event, no new sign-in.
		if err := w.a.Change(w.Context(), w.op(admin), p.ID, Edit{Name: "Ratna Sari", Rights: p.rights()}); err != nil {
			w.Fatal(err)
		}
		if got, _, err := w.a.Session(w.Context(), token); err != nil || got.Name != "Ratna Sari" {
			w.Errorf("%+v %v", got, err)
		}
		if err := w.a.Change(w.Context(), w.op(admin), p.ID, Edit{Name: "Ratna Sari",
			Rights: Rights{Role: authority.Verifier, Areas: []string{"35.03.02.2010"}}}); err != nil {
			w.Fatal(err)
		}
		if _, _, err := w.a.Session(w.Context(), token); err == nil {
			w.Error("a session of the old role is open")
		}
		_, s, err := w.a.Session(w.Context(), w.mustSignIn("ratna"))
		if err != nil || s.Role != "verifier" || !slices.Equal(s.Areas, []string{""}) {
			w.Errorf("%+v %v", s, err)
		}
		if err := w.a.SetDisabled(w.Context(), w.op(admin), p.ID, true); err != nil {
			w.Fatal(err)
		}
		if err := w.a.SetDisabled(w.Context(), w.op(admin), p.ID, false); err != nil {
			w.Fatal(err)
		}
		history, err := w.a.RightsHistory(w.Context(), admin, p.ID)
		if err != nil {
			w.Fatal(err)
		}
		var got []string
		for _, h := range history {
			got = append(got, h.Change+" "+string(h.Role))
		}
		if !slices.Equal(got, []string{"enabled verifier", "disabled verifier", "rights verifier", "created registrar"}) {
			w.Errorf("history %v", got)
		}
		// No event of a user names anybody.
		events, err := w.l.History(w.Context(), admin, ledger.Subject{Kind: casefile.KindUser, ID: p.ID})
		if err != nil || len(events) != 4 {
			w.Fatalf("%d events, %v", len(events), err)
		}
		for _, e := range events {
			if strings.Contains(strings.ToLower(string(e.Body)), "ratna") {
				w.Errorf("event %s", e.Body)
			}
		}
		want(w.T, w.a.Change(w.Context(), w.op(admin), me.ID, Edit{Name: "A", Rights: rightsOf(authority.Coordinator)}), fault.Forbidden, "fault.account.own_rights")
		want(w.T, w.a.SetDisabled(w.Context(), w.op(admin), me.ID, true), fault.Forbidden, "fault.account.own_rights")
		_, err = w.a.Link(w.Context(), w.op(admin), me.ID)
		want(w.T, err, fault.Forbidden, "fault.account.own_link")
		want(w.T, w.a.SetDisabled(w.Context(), w.op(w.a.System("test")), me.ID, true), fault.Conflict, "fault.account.last_admin")
		want(w.T, w.a.SetDisabled(w.Context(), w.op(admin), "nobody", true), fault.NotFound, "fault.account.user")
	})
}

func TestDisabledIsOutAtOnce(t *testing.T) {
	on(t, func(w *world) {
		_, admin := w.person("admin", rightsOf(authority.Admin))
		p, _ := w.person("ratna", rightsOf(authority.Field))
		token := w.mustSignIn("ratna")
		link, err := w.a.Link(w.Context(), w.op(admin), p.ID)
		if err != nil {
			w.Fatal(err)
		}
		if err := w.a.SetDisabled(w.Context(), w.op(admin), p.ID, true); err != nil {
			w.Fatal(err)
		}
		if _, _, err := w.a.Session(w.Context(), token); err == nil {
			w.Error("the session is open")
		}
		want(w.T, w.a.ChoosePassword(w.Context(), link, goodPass), fault.NotFound, "fault.account.link_over")
		_, err = w.a.Link(w.Context(), w.op(admin), p.ID)
		want(w.T, err, fault.Conflict, "fault.account.disabled")
		people, err := w.a.InRole(w.Context(), admin, authority.Field)
		if err != nil || len(people) != 0 {
			w.Errorf("%d active, %v", len(people), err)
		}
	})
}

func TestDirectory(t *testing.T) {
	on(t, func(w *world) {
		me, admin := w.person("admin", rightsOf(authority.Admin))
		one, _ := w.person("ani", rightsOf(authority.Field))
		two, _ := w.person("beni", rightsOf(authority.Field))
		list, total, err := w.a.Users(w.Context(), admin, authority.Field, 1, 1)
		if err != nil || total != 2 || len(list) != 1 || list[0].ID != two.ID || !list[0].Ready {
			w.Errorf("%d of %d, %v", len(list), total, err)
		}
		if _, total, err = w.a.Users(w.Context(), admin, "", 0, 10); err != nil || total != 3 {
			w.Errorf("%d, %v", total, err)
		}
		names, err := w.a.Names(w.Context(), admin, []string{one.ID, me.ID, "system:test"})
		if err != nil || len(names) != 2 || names[one.ID] != "Bu ani" {
			w.Errorf("%v %v", names, err)
		}
		if err := w.a.SetLanguage(w.Context(), admin, "en"); err != nil {
			w.Fatal(err)
		}
		if u, err := w.a.User(w.Context(), admin, me.ID); err != nil || u.Lang != "en" {
			w.Errorf("%+v %v", u, err)
		}
		if got, err := w.a.InRole(w.Context(), db.Scope{}, authority.Field); got != nil || err != nil {
			w.Error("an empty scope reads people")
		}
	})
}

// Somebody is found by part of the name or the login, whatever the case, and
// the list comes in the order that was asked for.
func TestFindUsers(t *testing.T) {
	on(t, func(w *world) {
		ctx, sys := w.Context(), w.a.System("test")
		for _, p := range [][2]string{{"reg.satu", "Sri Wahyuni"}, {"reg.dua", "Agus Santoso"}, {"petugas", "Wahyu Agung"}} {
			if _, err := w.a.Create(ctx, ledger.Op{ID: ledger.NewOpID(), Scope: sys}, NewUser{Login: p[0], Name: p[1], Rights: Rights{Role: authority.Field}}); err != nil {
				w.Fatal(err)
			}
		}
		admin := db.Scope{Office: sys.Office, Areas: []string{""}, Role: string(authority.Admin), Person: "u-admin"}
		for words, want := range map[string]string{"WAHYU": "Sri Wahyuni, Wahyu Agung", "agung wahyu": "Wahyu Agung", "reg.": "Agus Santoso, Sri Wahyuni", "zzz": "", "%": ""} {
			list, total, err := w.a.Find(ctx, admin, UserQuery{Words: words, Order: OrderName, Limit: 10})
			var names []string
			for _, u := range list {
				names = append(names, u.Name)
			}
			if err != nil || strings.Join(names, ", ") != want || total != len(list) {
				w.Errorf("%q finds %v of %d, %v", words, names, total, err)
			}
		}
		if _, _, err := w.a.Find(ctx, db.Scope{Office: sys.Office, Role: string(authority.Coordinator)}, UserQuery{Limit: 1}); !fault.Is(err, fault.Forbidden) {
			w.Errorf("the coordinator: %v", err)
		}
	})
}
