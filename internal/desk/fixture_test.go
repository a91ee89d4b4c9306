package desk

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/docs"
	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

const (
	officeID = "3503"
	siki     = "35.03.04.2002"
	pule     = "35.03.06.2001"
)

// world is an office with cases, on one engine, under a clock that the test moves.
type world struct {
	*testing.T
	d   *db.DB
	l   *ledger.Ledger
	a   *account.Accounts
	s   *Service
	srv http.Handler
	mu  sync.Mutex
	now time.Time
	who map[authority.Role]person
}

type person struct {
	account.Person
	scope db.Scope
	token string
}

func (w *world) clock() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }

// later moves the clock; after days everybody signs in again.
func (w *world) later(d time.Duration) {
	w.mu.Lock()
	w.now = w.now.Add(d)
	w.mu.Unlock()
	for role, p := range w.who {
		if d > 4*time.Hour {
			w.signIn(role, p)
		}
	}
}

const password = "kebun jati pagi hari"

func (w *world) signIn(role authority.Role, p person) person {
	w.Helper()
	var err error
	if p.token, err = w.a.SignIn(w.Context(), "orang-"+string(role), password, account.Client{}); err != nil {
		w.Fatal(err)
	}
	if p.Person, p.scope, err = w.a.Session(w.Context(), p.token); err != nil {
		w.Fatal(err)
	}
	w.who[role] = p
	return p
}

func on(t *testing.T, fn func(w *world)) {
	t.Helper()
	w := &world{}
	dbtest.Each(t, func(t *testing.T, d *db.DB) { w.open(t, d); fn(w) }, func(o *db.Options) { o.Clock = w.clock })
}

func (w *world) open(t *testing.T, d *db.DB) {
	w.T, w.d, w.who = t, d, map[authority.Role]person{}
	w.now = time.Date(2021, 6, 14, 1, 30, 0, 0, time.UTC)
	var err error
	w.l, err = ledger.Open(t.Context(), d, ledger.Options{Office: officeID, Replica: "office", IsOffice: true, Clock: w.clock,
		Kinds: []casefile.Kind{casefile.NewKind(), account.Kind()}})
	if err != nil {
		t.Fatal(err)
	}
	w.a = account.New(account.Options{HashKiB: 64, Office: officeID, DB: d, Ledger: w.l, Clock: w.clock})
	w.s = New(Deps{Office: officeID, DB: d, Ledger: w.l, Accounts: w.a, Book: lawbook.Current(), Clock: w.clock,
		Guide:  docs.Guide,
		Work:   []casefile.WorkRoute{{Action: casefile.Accepted, Path: "/laporan/{case}", Text: "desk.look"}},
		Starts: []Start{{Action: "page.report", Path: "/lapor", Text: "desk.open_case", Icon: "plus"}},
		Doors: []Door{{At: DoorPerson, Action: "case.person_stated", Path: "/kasus/{case}/data", Text: "desk.disputed.settle"},
			{At: DoorReopen, Action: "case.reopened", Path: "/kasus/{case}/buka-kembali", Text: "desk.look"}}})
	srv, err := web.New(web.Config{Log: slog.New(slog.DiscardHandler), Now: w.clock, Identify: w.a.Identify, Allow: w.a.Allow, WhoMay: w.a.WhoMay,
		Draft: w.s.Draft, DraftSent: w.s.DropDraft, Hold: w.s.Hold, Held: w.s.Held})
	if err != nil {
		t.Fatal(err)
	}
	srv.Handle(w.s.Routes()...)
	srv.Handle(longForm()...)
	w.srv = srv.Handler()
}

// as is somebody of the role; field workers belong to Siki, the agency dinsos
// or the institution panti-1.
func (w *world) as(role authority.Role) person {
	w.Helper()
	if p, ok := w.who[role]; ok {
		return p
	}
	rights := account.Rights{Role: role}
	switch role {
	case authority.Registrar, authority.Companion:
		rights.Areas = []string{siki}
	case authority.Social:
		rights.Agency = "dinsos"
	case authority.Institution, authority.Partner:
		rights.Institution = "panti-1"
	}
	_, err := w.a.Create(w.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: w.a.System("test")},
		account.NewUser{Login: "orang-" + string(role), Name: "Petugas " + string(role), Rights: rights, Password: password})
	if err != nil {
		w.Fatal(err)
	}
	return w.signIn(role, person{})
}

// report is a case to make.
type report struct {
	id, name, nik, area, agency, institution, letter string
	reporter                                         authority.Role
	urgent, baseline                                 bool
}

// file reports a case; it returns its number.
func (w *world) file(c report) string {
	w.Helper()
	role := authority.Coordinator
	if c.reporter != "" {
		role = c.reporter
	}
	if c.area == "" {
		c.area = siki
	}
	var number string
	w.do(role, func(tx *db.Tx) ([]ledger.Draft, error) {
		var err error
		if number, err = w.l.NextNumber(tx, "case", tx.Now); err != nil {
			return nil, err
		}
		fields := []casefile.Assertion{{Field: casefile.FieldName, Value: c.name}, {Field: casefile.FieldVillage, Value: c.area},
			{Field: casefile.FieldBirth, Value: "1943", Certainty: casefile.CertaintySaid}, {Field: casefile.FieldSex, Value: "P"}}
		if c.nik != "" {
			fields = append(fields, casefile.Assertion{Field: casefile.FieldNIK, Value: c.nik, Certainty: casefile.CertaintyDocument})
		}
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindCase, ID: c.id}, Type: casefile.Reported, Area: c.area,
			Body: casefile.ReportedBody{Number: number, Channel: "registrar", Basis: "public_task", Reasons: []string{"no_nik"}, Needs: []string{casefile.NeedNIK},
				Agency: c.agency, Institution: c.institution, Letter: c.letter, Urgent: c.urgent, Baseline: c.baseline},
			Personal: casefile.PersonPersonal{Fields: fields}}}, nil
	})
	return number
}

func (w *world) act(role authority.Role, id, typ string, body, personal any, replaces ...string) {
	w.Helper()
	w.do(role, func(*db.Tx) ([]ledger.Draft, error) {
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindCase, ID: id}, Type: typ, Area: siki, Body: body, Personal: personal, Replaces: replaces}}, nil
	})
}

// state is the case as its events come to.
func (w *world) state(id string) casefile.State {
	w.Helper()
	events, err := w.l.Events(w.Context(), w.a.System("test"), ledger.Subject{Kind: casefile.KindCase, ID: id})
	if err != nil {
		w.Fatal(err)
	}
	return casefile.FoldState(id, events)
}

func (w *world) do(role authority.Role, fn func(tx *db.Tx) ([]ledger.Draft, error)) {
	w.Helper()
	if _, err := w.l.Do(w.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: w.as(role).scope}, fn); err != nil {
		w.Fatal(err)
	}
}

// get and post ask a page as somebody of the role.
func (w *world) get(role authority.Role, path string) (int, string) {
	w.Helper()
	code, _, body := w.send(role, http.MethodGet, path, nil)
	return code, body
}

func (w *world) post(role authority.Role, path string, pairs ...string) (code int, to, body string) {
	w.Helper()
	form := url.Values{"op": {ledger.NewOpID()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return w.send(role, http.MethodPost, path, strings.NewReader(form.Encode()))
}

func (w *world) send(role authority.Role, method, path string, body io.Reader) (int, string, string) {
	w.Helper()
	req := httptest.NewRequest(method, path, body)
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Header.Set("Accept", "text/html")
	req.AddCookie(&http.Cookie{Name: "jempol", Value: w.as(role).token})
	rec := httptest.NewRecorder()
	w.srv.ServeHTTP(rec, req)
	return rec.Code, rec.Header().Get("Location"), rec.Body.String()
}

// work is all open work of a scope, what is due first in front.
func (w *world) work(sc db.Scope) ([]WorkRow, error) {
	l, err := w.s.load(context.Background(), sc, func(string) int { return 100_000 })
	return l.all.rows, err
}

func (w *world) logged(action string) (n int) {
	w.Helper()
	if err := w.d.QueryRow(w.Context(), `SELECT COUNT(*) FROM access_log WHERE office_id = $1 AND action = $2`, officeID, action).Scan(&n); err != nil {
		w.Fatal(err)
	}
	return n
}

// visits puts the case into a published trip of a team of the role's person.
func (w *world) visits(role authority.Role, id string) {
	w.Helper()
	sc := w.as(role).scope
	err := w.d.Write(w.Context(), sc.Office, func(tx *db.Tx) error {
		if _, err := tx.Exec(`INSERT INTO team_member (office_id, team_id, user_id) VALUES ($1, 'tim-a', $2)`, sc.Office, sc.Person); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO trip (office_id, trip_id, state, day, depart, area, team, vehicle, kit, kit_lost, stops, people, planned_by, planned_at,
			published_at, started_at, finished_at, cancelled_at, reason, km, cost) VALUES ($1, 'p-visit', 'published', '2021-06-16', '08:00', $2, 'tim-a', 'm', '', 0, 1, 1, 'u', 1, 1, 0, 0, 0, '', 0, 0)`,
			sc.Office, siki[:8]); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO trip_case (office_id, trip_id, case_id, stop) VALUES ($1, 'p-visit', $2, 's')`, sc.Office, id)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
}
