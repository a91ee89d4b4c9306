package intake

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/web"
)

const (
	office   = "3503"
	district = "35.03"
	siki     = "35.03.04.2002"
)

var start = time.Date(2021, 3, 4, 1, 30, 0, 0, time.UTC)

// rig is an office with the real ledger, accounts and register.
type rig struct {
	testing.TB
	d   *db.DB
	l   *ledger.Ledger
	acc *account.Accounts
	s   *Service
	who map[authority.Role]user
	srv http.Handler
}

type user struct {
	scope db.Scope
	token string
}

func on(t *testing.T, fn func(r *rig)) {
	t.Helper()
	clock := func() time.Time { return start }
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(newRig(t, d, clock)) }, func(o *db.Options) { o.Clock = clock })
}

// onOne is a rig on SQLite alone, for what no database sees.
func onOne(t *testing.T) *rig {
	t.Helper()
	clock := func() time.Time { return start }
	return newRig(t, dbtest.OpenSQLite(t, func(o *db.Options) { o.Clock = clock }), clock)
}

func newRig(t testing.TB, d *db.DB, clock func() time.Time) *rig {
	t.Helper()
	l, err := ledger.Open(t.Context(), d, ledger.Options{Office: office, Replica: "office", IsOffice: true, Clock: clock,
		Kinds: append(Kinds(), casefile.NewKind(), account.Kind())})
	if err != nil {
		t.Fatal(err)
	}
	acc := account.New(account.Options{HashKiB: 64, Office: office, DB: d, Ledger: l, Clock: clock})
	files, err := attachment.Open(d, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	s := New(Deps{DB: d, Ledger: l, Accounts: acc, Attachments: files, Register: register.Open(d, l), Book: lawbook.Current(),
		District: district, Clock: clock})
	srv, err := web.New(web.Config{Log: slog.New(slog.DiscardHandler), Now: clock,
		Identify: acc.Identify, Allow: acc.Allow, WhoMay: acc.WhoMay})
	if err != nil {
		t.Fatal(err)
	}
	srv.Handle(s.Routes()...)
	return &rig{TB: t, d: d, l: l, acc: acc, s: s, who: map[authority.Role]user{}, srv: srv.Handler()}
}

// as signs somebody of the role in.
func (r *rig) as(role authority.Role) user {
	r.Helper()
	u, ok := r.who[role]
	if !ok {
		u = r.enter("orang-"+string(role), role)
		r.who[role] = u
	}
	return u
}

// another is an act of a second person of a role.
func (r *rig) another(role authority.Role) ledger.Op {
	r.Helper()
	return ledger.Op{ID: ledger.NewOpID(), Scope: r.enter("orang-kedua", role).scope}
}

// enter makes an account where the role works here, and signs it in.
func (r *rig) enter(login string, role authority.Role) user {
	r.Helper()
	rights := account.Rights{Role: role}
	switch role {
	case authority.Registrar, authority.Companion:
		rights.Areas = []string{siki}
	case authority.Social:
		rights.Agency = "dinsos"
	case authority.Institution, authority.Partner:
		rights.Institution = "panti-1"
	}
	const password = "kebun jati pagi hari"
	_, err := r.acc.Create(r.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: r.acc.System("test")},
		account.NewUser{Login: login, Name: "Petugas " + strings.TrimPrefix(login, "orang-"), Rights: rights, Password: password})
	if err != nil {
		r.Fatal(err)
	}
	token, err := r.acc.SignIn(r.Context(), login, password, account.Client{})
	if err != nil {
		r.Fatal(err)
	}
	_, scope, err := r.acc.Session(r.Context(), token)
	if err != nil {
		r.Fatal(err)
	}
	return user{scope, token}
}

func (r *rig) op(role authority.Role) ledger.Op {
	r.Helper()
	return ledger.Op{ID: ledger.NewOpID(), Scope: r.as(role).scope}
}

// send asks a page as somebody of the role and returns status, place and text.
func (r *rig) send(role authority.Role, method, path string, form url.Values) (int, string, string) {
	r.Helper()
	var body io.Reader
	if form != nil {
		if !form.Has("op") {
			form.Set("op", ledger.NewOpID())
		}
		body = strings.NewReader(form.Encode())
	}
	return r.raw(role, method, path, "application/x-www-form-urlencoded", body)
}

func (r *rig) raw(role authority.Role, method, path, ctype string, body io.Reader) (int, string, string) {
	r.Helper()
	req := httptest.NewRequest(method, path, body)
	req.Header.Set("Content-Type", ctype)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.AddCookie(&http.Cookie{Name: "jempol", Value: r.as(role).token})
	w := httptest.NewRecorder()
	r.srv.ServeHTTP(w, req)
	return w.Code, w.Header().Get("Location"), w.Body.String()
}

// values is a form for the pure rules.
type values url.Values

func (v values) Text(n string) string    { return strings.TrimSpace(url.Values(v).Get(n)) }
func (v values) Texts(n string) []string { return v[n] }

// form is a report that can be saved.
func filled(change ...string) url.Values {
	f := url.Values{"nama": {"Sumirah"}, "jk": {"P"}, "lahir.y": {"1943"}, "ibu": {"Sainem"}, "desa": {siki},
		"alasan": {"no_nik"}, "dasar": {"public_task"}, "kerentanan": {"elderly"}}
	for i := 0; i+1 < len(change); i += 2 {
		if change[i+1] == "" {
			f.Del(change[i])
			continue
		}
		f.Set(change[i], change[i+1])
	}
	return f
}

// file saves a report and gives number and id.
func (r *rig) file(role authority.Role, change ...string) (number, id string) {
	r.Helper()
	in, err := ReadReport(values(filled(change...)), start, district, r.s.Book)
	if err != nil {
		r.Fatal(err)
	}
	op := r.op(role)
	number, err = r.s.File(r.Context(), op, in)
	if err != nil {
		r.Fatal(err)
	}
	return number, caseOf(op.ID)
}

func (r *rig) state(id string) casefile.State {
	r.Helper()
	events, err := r.l.Events(r.Context(), r.acc.System("test"), ledger.Subject{Kind: casefile.KindCase, ID: id})
	if err != nil {
		r.Fatal(err)
	}
	return casefile.FoldState(id, events)
}

func (r *rig) list(id string) List {
	r.Helper()
	l, err := r.s.ListOf(r.Context(), r.acc.System(importer), id)
	if err != nil {
		r.Fatal(err)
	}
	return l
}

func (r *rig) cases() int {
	r.Helper()
	var n int
	if err := r.d.QueryRow(r.Context(), `SELECT COUNT(*) FROM case_file WHERE office_id = $1`, office).Scan(&n); err != nil {
		r.Fatal(err)
	}
	return n
}

// person puts somebody into the register.
func (r *rig) resident(id, nik, name, birth string) {
	r.Helper()
	_, err := r.s.Register.Load(r.Context(), r.acc.System("test"), []register.Record{{ID: id, NIK: nik, Name: name, Sex: "P",
		Birth: birth, Village: siki, Mother: "SAINEM", State: "active", Source: id}})
	if err != nil {
		r.Fatal(err)
	}
}
