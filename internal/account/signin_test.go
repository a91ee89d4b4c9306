package account

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/fault"
)

func TestSignIn(t *testing.T) {
	on(t, func(w *world) {
		p, _ := w.person("ratna", rightsOf(authority.Registrar))
		token, err := w.signIn(" RATNA ", goodPass)
		if err != nil {
			w.Fatal(err)
		}
		got, s, err := w.a.Session(w.Context(), token)
		if err != nil || got.ID != p.ID || got.Login != "ratna" {
			w.Fatalf("session of %+v: %v", got, err)
		}
		if s.Office != office || s.Role != "registrar" || s.Person != p.ID || len(s.Areas) != 1 || s.Purpose != "" {
			w.Errorf("scope %+v", s)
		}
		if w.count("account_session", "token_hash = $1", token) != 0 {
			w.Error("the token itself is in the table")
		}
		again := w.mustSignIn("ratna")
		if again == token {
			w.Error("two sign-ins, one token")
		}
	})
}

// Whether an account exists, is disabled, or has no password yet cannot be
// told from the refusal, nor from how it locks.
func TestRefusalsAreAlike(t *testing.T) {
	on(t, func(w *world) {
		w.person("ratna", rightsOf(authority.Field))
		off, _ := w.person("budi", rightsOf(authority.Field))
		sys := w.a.System("test")
		if err := w.a.SetDisabled(w.Context(), w.op(sys), off.ID, true); err != nil {
			w.Fatal(err)
		}
		if _, err := w.a.Create(w.Context(), w.op(sys), NewUser{Login: "waiting", Name: "Pak Slamet", Rights: rightsOf(authority.Field)}); err != nil {
			w.Fatal(err)
		}
		for _, c := range [][2]string{{"ratna", "salah sekali ini"}, {"budi", goodPass}, {"nobody", goodPass}, {"waiting", goodPass}} {
			var texts []string
			for range freeTries + 1 {
				_, err := w.signIn(c[0], c[1])
				texts = append(texts, fault.As(err).Error())
			}
			for i := range freeTries {
				if texts[i] != "unauthenticated: fault.account.refused" {
					w.Errorf("%s, try %d: %s", c[0], i, texts[i])
				}
			}
			if texts[freeTries] != "busy: fault.account.locked" {
				w.Errorf("%s after %d failures: %s", c[0], freeTries, texts[freeTries])
			}
		}
	})
}

func TestLockEndsByItselfAndGrows(t *testing.T) {
	on(t, func(w *world) {
		w.person("ratna", rightsOf(authority.Field))
		for range freeTries {
			_, err := w.signIn("ratna", "salah sekali ini")
			want(w.T, err, fault.Unauthenticated, "fault.account.refused")
		}
		_, err := w.signIn("ratna", goodPass)
		want(w.T, err, fault.Busy, "fault.account.locked")
		if n := fault.As(err).Args["Count"]; n != 1 {
			w.Errorf("locked for %v minutes", n)
		}
		w.later(61 * time.Second)
		_, err = w.signIn("ratna", "salah sekali ini")
		want(w.T, err, fault.Unauthenticated, "fault.account.refused")
		w.later(61 * time.Second)
		_, err = w.signIn("ratna", goodPass)
		want(w.T, err, fault.Busy, "fault.account.locked")
		w.later(60 * time.Second)
		w.mustSignIn("ratna") // two minutes are over, and success forgets
		if n := w.count("account_attempt", "office_id = $1", office); n != 0 {
			w.Errorf("%d attempts are still counted", n)
		}
	})
}

// Many guesses at once are counted each: no more passwords are looked at than
// one after the other.
func TestGuessesAtOnce(t *testing.T) {
	on(t, func(w *world) {
		w.person("ratna", rightsOf(authority.Field))
		var wg sync.WaitGroup
		var mu sync.Mutex
		looked := 0
		for i := range 20 {
			wg.Go(func() {
				_, err := w.a.SignIn(w.Context(), "ratna", "tebakan nomor satu", Client{Address: fmt.Sprint("10.1.0.", i)})
				mu.Lock()
				defer mu.Unlock()
				if fault.Is(err, fault.Unauthenticated) {
					looked++
				}
			})
		}
		wg.Wait()
		if looked != freeTries {
			w.Errorf("%d guesses were looked at", looked)
		}
	})
}

func TestRateLimitOfAnAddress(t *testing.T) {
	on(t, func(w *world) {
		refused := 0
		for i := range addressBurst + 5 {
			_, err := w.a.SignIn(w.Context(), fmt.Sprintf("orang%d", i), strings.Repeat("x", maxPassword+1), Client{Address: "10.9.9.9"})
			if fault.Is(err, fault.Busy) {
				refused++
			}
		}
		if refused != 5 {
			w.Errorf("%d tries were refused", refused)
		}
		w.person("ratna", rightsOf(authority.Field))
		w.mustSignIn("ratna") // from another address
		w.later(addressEvery)
		if _, err := w.a.SignIn(w.Context(), "ratna", goodPass, Client{Address: "10.9.9.9"}); err != nil {
			w.Errorf("a little later: %v", err)
		}
	})
}

func TestSessionsEnd(t *testing.T) {
	on(t, func(w *world) {
		w.person("desk", rightsOf(authority.Verifier))
		w.person("village", rightsOf(authority.Registrar))
		open := func(token string) bool {
			_, _, err := w.a.Session(w.Context(), token)
			if err != nil {
				want(w.T, err, fault.Unauthenticated, "fault.account.session_over")
			}
			return err == nil
		}
		desk, village := w.mustSignIn("desk"), w.mustSignIn("village")
		w.later(7 * time.Hour)
		if !open(desk) {
			w.Error("over within the idle time")
		}
		w.later(4*time.Hour + 59*time.Minute)
		if !open(desk) {
			w.Error("using it did not renew it")
		}
		w.later(2 * time.Minute)
		if open(desk) {
			w.Error("open beyond the office day")
		}
		idle := w.mustSignIn("desk")
		w.later(8*time.Hour + time.Minute)
		if open(idle) {
			w.Error("open although idle")
		}
		w.later(12 * 24 * time.Hour)
		if !open(village) {
			w.Error("the village's phone had to sign in again")
		}
		w.later(15 * 24 * time.Hour)
		if open(village) {
			w.Error("open after two weeks without use")
		}
		w.later(endedFor) // whose it was is known for a while
		w.mustSignIn("desk")
		if n := w.count("account_session", "office_id = $1", office); n != 1 {
			w.Errorf("%d rows: what is over was not deleted", n)
		}
		for _, token := range []string{"", "x", strings.Repeat("A", 43)} {
			if open(token) {
				w.Errorf("token %q opens a session", token)
			}
		}
	})
}

// What is typed in a session that is over belongs to its person: for a week, and
// not where somebody ended it on purpose or may not sign in any more.
func TestWhoseASessionWas(t *testing.T) {
	on(t, func(w *world) {
		p, s := w.person("desk", rightsOf(authority.Verifier))
		whose := func(token string) string {
			w.Helper()
			r := httptest.NewRequest("POST", "/lapor", nil)
			r.AddCookie(&http.Cookie{Name: w.a.cookieName(), Value: token})
			id, err := w.a.Ended(w.Context(), r)
			if err != nil {
				w.Fatal(err)
			}
			return id
		}
		one, two := w.mustSignIn("desk"), w.mustSignIn("desk")
		if err := w.a.EndOthers(w.Context(), s, one); err != nil {
			w.Fatal(err)
		}
		if id := whose(one) + whose(""); id != "" {
			w.Errorf("an open session, or none, is over: %q", id)
		}
		w.later(9 * time.Hour)
		w.mustSignIn("desk") // deletes what has long been over
		for token, want := range map[string]string{one: p.ID, two: "", "": "", "x": ""} {
			if id := whose(token); id != want {
				w.Errorf("%q was of %q, want %q", token, id, want)
			}
		}
		w.later(endedFor)
		if id := whose(one); id != "" {
			w.Error("it is known for ever")
		}
		three := w.mustSignIn("desk")
		_, admin := w.person("admin", rightsOf(authority.Admin))
		if err := w.a.SetDisabled(w.Context(), w.op(admin), p.ID, true); err != nil {
			w.Fatal(err)
		}
		w.later(9 * time.Hour)
		if id := whose(three); id != "" {
			w.Error("somebody who may not sign in any more")
		}
	})
}

func TestListAndEndSessions(t *testing.T) {
	on(t, func(w *world) {
		_, s := w.person("ratna", rightsOf(authority.Field))
		_, other := w.person("budi", rightsOf(authority.Field))
		one, two, three := w.mustSignIn("ratna"), w.mustSignIn("ratna"), w.mustSignIn("ratna")
		list, err := w.a.Sessions(w.Context(), s, one)
		if err != nil || len(list) != 3 {
			w.Fatalf("%d sessions, %v", len(list), err)
		}
		current := 0
		var second string
		for _, e := range list {
			if e.Client != "Chrome, Android" || !e.Created.Equal(w.clock()) {
				w.Errorf("session %+v", e)
			}
			if e.Current {
				current++
			} else {
				second = e.ID
			}
		}
		if current != 1 {
			w.Errorf("%d sessions are this one", current)
		}
		// Somebody else's session cannot be ended by its id.
		if err := w.a.EndSession(w.Context(), other, second); err != nil {
			w.Fatal(err)
		}
		if n := w.count("account_session", "office_id = $1", office); n != 3 {
			w.Errorf("%d left after somebody else's try", n)
		}
		if err := w.a.EndSession(w.Context(), s, second); err != nil {
			w.Fatal(err)
		}
		if n := w.count("account_session", "office_id = $1", office); n != 2 {
			w.Errorf("%d left", n)
		}
		if err := w.a.EndOthers(w.Context(), s, one); err != nil {
			w.Fatal(err)
		}
		for token, want := range map[string]bool{one: true, two: false, three: false} {
			if _, _, err := w.a.Session(w.Context(), token); (err == nil) != want {
				w.Errorf("open: %v, want %v", err == nil, want)
			}
		}
		if err := w.a.SignOut(w.Context(), one); err != nil {
			w.Fatal(err)
		}
		if _, _, err := w.a.Session(w.Context(), one); err == nil {
			w.Error("signed out and still open")
		}
	})
}

func TestChangePassword(t *testing.T) {
	on(t, func(w *world) {
		_, s := w.person("ratna", rightsOf(authority.Field))
		here, there := w.mustSignIn("ratna"), w.mustSignIn("ratna")
		next := "sawah hijau di lembah"
		want(w.T, w.a.ChangePassword(w.Context(), s, here, "bukan ini yang lama", next), fault.Invalid, "fault.account.old_password")
		want(w.T, w.a.ChangePassword(w.Context(), s, here, goodPass, "pendek"), fault.Invalid, "fault.account.password_short")
		if err := w.a.ChangePassword(w.Context(), s, here, goodPass, next); err != nil {
			w.Fatal(err)
		}
		if _, _, err := w.a.Session(w.Context(), here); err != nil {
			w.Errorf("the own session ended: %v", err)
		}
		if _, _, err := w.a.Session(w.Context(), there); err == nil {
			w.Error("another session is still open")
		}
		_, err := w.signIn("ratna", goodPass)
		want(w.T, err, fault.Unauthenticated, "fault.account.refused")
		if _, err := w.signIn("ratna", next); err != nil {
			w.Error(err)
		}
		for range freeTries {
			want(w.T, w.a.ChangePassword(w.Context(), s, here, "bukan ini yang lama", goodPass), fault.Invalid, "fault.account.old_password")
		}
		want(w.T, w.a.ChangePassword(w.Context(), s, here, next, goodPass), fault.Busy, "fault.account.locked")
	})
}

func TestPasswordsNeverReachTheLog(t *testing.T) {
	on(t, func(w *world) {
		w.person("ratna", rightsOf(authority.Field))
		_, _ = w.signIn("ratna", "rahasia yang salah")
		_, _ = w.signIn("rahasia sebagai nama", goodPass)
		token := w.mustSignIn("ratna")
		for _, secret := range []string{"rahasia", goodPass, token, "argon2id"} {
			if strings.Contains(w.log.String(), secret) {
				w.Errorf("the log holds %q:\n%s", secret, w.log.String())
			}
		}
	})
}
