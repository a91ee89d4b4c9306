package desk

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
)

// Long after the coordinator's session of eight hours.
const overNight = 14 * time.Hour

// sends posts a form with the cookie of a session that is over, and returns
// where it leads.
func (w *world) sends(token, path string, pairs ...string) string {
	w.Helper()
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if token != "" {
		r.AddCookie(&http.Cookie{Name: "jempol", Value: token})
	}
	rec := httptest.NewRecorder()
	w.srv.ServeHTTP(rec, r)
	if rec.Code != http.StatusSeeOther {
		w.Fatalf("%s without a session: %d\n%s", path, rec.Code, rec.Body)
	}
	to, err := url.QueryUnescape(strings.TrimPrefix(rec.Header().Get("Location"), "/masuk?ke="))
	if err != nil {
		w.Fatal(err)
	}
	return to
}

// What was typed when the session ended waits for its person, whatever became of
// the process and of the browser, and for nobody else; sent, it is gone.
func TestWhatWasTypedOutlivesTheSession(t *testing.T) {
	on(t, func(w *world) {
		w.s.DraftKey = make([]byte, 32)
		c := w.as(authority.Coordinator)
		w.later(overNight)
		to := w.sends(c.token, "/lapor?desa=1", "op", "op-1", "isian", "/lapor", "nama", "Mbok Yem & Parno", "alasan", "b", "lahir.y", "1943")
		id := strings.TrimPrefix(to, "/isian/")
		if id == to || strings.Contains(to, "Yem") {
			t.Fatalf("it is not kept, or its address names a person: %s", to)
		}
		var stored string
		if err := w.d.QueryRow(w.Context(), `SELECT content FROM form_draft`).Scan(&stored); err != nil || strings.Contains(stored, "Yem") || strings.Contains(stored, "nama") {
			t.Errorf("%q lies in the database (%v)", stored, err)
		}

		// Somebody else at the same browser, and the database alone.
		w.signIn(authority.Social, w.as(authority.Social))
		for _, path := range []string{to, "/", "/lapor?draf=" + id} {
			if _, page := w.get(authority.Social, path); strings.Contains(page, "Yem") || path != to && strings.Contains(page, to) {
				t.Errorf("somebody else sees %s:\n%s", path, page)
			}
		}
		w.post(authority.Social, "/draf/"+id+"/hapus")
		w.s.DraftKey[0] = 1
		w.signIn(authority.Coordinator, c)
		if _, page := w.get(authority.Coordinator, to); strings.Contains(page, "Yem") {
			t.Error("another key opens it")
		}
		w.s.DraftKey[0] = 0

		w.later(7 * time.Hour) // a session later
		if _, home := w.get(authority.Coordinator, "/"); !strings.Contains(home, `href="`+to+`"`) || !strings.Contains(home, "Isian yang belum terkirim") || strings.Contains(home, "Yem") {
			t.Errorf("home does not lead to it, or says too much:\n%s", home)
		}
		_, page := w.get(authority.Coordinator, to)
		for _, want := range []string{`value="Mbok Yem &amp; Parno"`, `name="op" value="op-1"`, `action="/lapor?desa=1"`, `href="/lapor?desa=1&amp;draf=` + id + `"`, `name="draf" value="` + id + `"`} {
			if !strings.Contains(page, want) {
				t.Errorf("it comes back without %s:\n%s", want, page)
			}
		}
		_, page = w.get(authority.Coordinator, "/lapor?desa=1&draf="+id)
		for _, want := range []string{`value="Mbok Yem &amp; Parno"`, `value="b" checked`, `value="1943"`, `name="draf" value="` + id + `"`} {
			if !strings.Contains(page, want) || strings.Contains(page, "op-1") {
				t.Errorf("looked at it lacks %s:\n%s", want, page)
			}
		}

		// Refused it stays; sent it is gone, and cannot be sent twice.
		w.post(authority.Coordinator, "/lapor?desa=1", "draf", id, "isian", "/lapor")
		if _, page := w.get(authority.Coordinator, to); !strings.Contains(page, "Yem") {
			t.Error("a refused form took along what waited")
		}
		w.post(authority.Coordinator, "/lapor?desa=1", "draf", id, "isian", "/lapor", "nama", "Mbok Yem")
		if _, page := w.get(authority.Coordinator, to); strings.Contains(page, "Yem") || !strings.Contains(page, "sudah terkirim") {
			t.Errorf("sent, it waits still:\n%s", page)
		}
	})
}

// A form that was put aside before, and one that is put aside when the session
// is over, are the same draft.
func TestADraftOutlivesTheSession(t *testing.T) {
	on(t, func(w *world) {
		at := w.aside(authority.Coordinator, "nama", "Mbok Yem")
		id, c := strings.TrimPrefix(at, "/lapor?draf="), w.as(authority.Coordinator)
		w.later(overNight)
		to := w.sends(c.token, "/draf", "draf.jalan", "/lapor", "draf.judul", "desk.open_case", "isian", "/lapor", "draf", id, "nama", "Mbok Yem dari Siki")
		w.signIn(authority.Coordinator, c)
		if to != "/isian/"+id {
			t.Fatalf("a second draft: %s", to)
		}
		if _, page := w.get(authority.Coordinator, to); !strings.Contains(page, "Mbok Yem dari Siki") || !strings.Contains(page, `action="/draf"`) {
			t.Errorf("what was typed last is not there:\n%s", page)
		}
		if again := w.aside(authority.Coordinator, "nama", "Mbok Yem dari Siki", "draf", id); again != at {
			t.Errorf("put aside at last, it is another draft: %s", again)
		}
		if _, home := w.get(authority.Coordinator, "/"); strings.Contains(home, to) {
			t.Error("it waits to be sent still")
		}
	})
}

// Ten wait for a person, the oldest goes; what is large, nobody's, or of a
// session that was ended on purpose is not kept, and the sign-in page is told.
func TestHowMuchWaits(t *testing.T) {
	on(t, func(w *world) {
		c := w.as(authority.Coordinator)
		w.later(overNight)
		var kept []string
		for i := range maxHeld + 2 {
			w.later(time.Minute)
			kept = append(kept, w.sends(c.token, "/lapor", "nama", "Warga "+strconv.Itoa(i)))
		}
		for what, to := range map[string]string{
			"too large":        w.sends(c.token, "/lapor", "nama", strings.Repeat("x", maxDraft)),
			"nobody's":         w.sends("", "/lapor", "nama", "Yem"),
			"a made-up cookie": w.sends("x", "/lapor", "nama", "Yem"),
		} {
			if to != "/lapor&lepas=1" { // which says so
				t.Errorf("%s: %s", what, to)
			}
		}
		c = w.signIn(authority.Coordinator, c)
		for i, to := range kept {
			if _, page := w.get(authority.Coordinator, to); strings.Contains(page, "Warga") != (i >= 2) {
				t.Errorf("form %d of %d: kept %v", i, len(kept), i < 2)
			}
		}
		w.later(draftFor)
		c = w.signIn(authority.Coordinator, c)
		if _, page := w.get(authority.Coordinator, kept[len(kept)-1]); strings.Contains(page, "Warga") {
			t.Error("it waits for ever")
		}
		if err := w.a.SignOut(w.Context(), c.token); err != nil {
			t.Fatal(err)
		}
		if to := w.sends(c.token, "/lapor", "nama", "Yem"); to != "/lapor&lepas=1" {
			t.Errorf("after signing out: %s", to)
		}
	})
}
