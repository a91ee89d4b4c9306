package account

import (
	"bytes"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

const (
	office   = "3503"
	goodPass = "kebun jati pagi hari"
)

// world is one office with its accounts on one engine, under a clock that the
// test moves.
type world struct {
	*testing.T
	a   *Accounts
	l   *ledger.Ledger
	d   *db.DB
	mu  sync.Mutex
	now time.Time
	log bytes.Buffer
}

func (w *world) clock() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }

func (w *world) later(d time.Duration) { w.mu.Lock(); w.now = w.now.Add(d); w.mu.Unlock() }

// on runs fn in such an office, on both engines.
func on(t *testing.T, fn func(w *world)) {
	t.Helper()
	w := &world{now: time.Date(2021, 3, 4, 1, 30, 0, 0, time.UTC)}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w.T, w.d = t, d
		w.now = time.Date(2021, 3, 4, 1, 30, 0, 0, time.UTC)
		var err error
		w.l, err = ledger.Open(t.Context(), d, ledger.Options{Office: office, Replica: "office", IsOffice: true,
			Kinds: []casefile.Kind{Kind(), casefile.NewKind()}, Clock: w.clock})
		if err != nil {
			t.Fatal(err)
		}
		w.a = New(Options{Office: office, DB: d, Ledger: w.l, Clock: w.clock, Log: slog.New(slog.NewTextHandler(&w.log, nil))})
		// What a hash costs is TestHash's business; here are hundreds of them.
		w.a.cost = cost{mem: 64, rounds: 1, lanes: 1}
		w.a.nobody = nobodysHash(w.a.cost)
		fn(w)
	}, func(o *db.Options) { o.Clock = w.clock })
}

func (w *world) op(s db.Scope) ledger.Op { return ledger.Op{ID: ledger.NewOpID(), Scope: s} }

// rightsOf gives each role a place of its own.
func rightsOf(r authority.Role) Rights {
	in := Rights{Role: r}
	switch {
	case in.byArea():
		in.Areas = []string{"35.03.02.2010"}
	case in.byAgency():
		in.Agency = "dinsos"
	case in.byInstitution():
		in.Institution = "panti-1"
	}
	return in
}

// person makes an account with goodPass and returns it with its scope.
func (w *world) person(login string, rights Rights) (Person, db.Scope) {
	w.Helper()
	made, err := w.a.Create(w.Context(), w.op(w.a.System("test")), NewUser{Login: login, Name: "Bu " + login, Rights: rights, Password: goodPass})
	if err != nil {
		w.Fatalf("%s: %v", login, err)
	}
	u, err := w.a.user(w.Context(), made.ID)
	if err != nil {
		w.Fatal(err)
	}
	return u.Person, w.a.scopeOf(u.Person)
}

func (w *world) signIn(login, password string) (string, error) {
	return w.a.SignIn(w.Context(), login, password, Client{Address: "10.0.0.7", Agent: "Mozilla/5.0 (Linux; Android 11) Chrome/90"})
}

func (w *world) mustSignIn(login string) string {
	w.Helper()
	token, err := w.signIn(login, goodPass)
	if err != nil {
		w.Fatalf("%s: %v", login, err)
	}
	return token
}

// want checks the kind and the key of a fault.
func want(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	if err == nil {
		t.Errorf("no fault, want %s %s", kind, key)
		return
	}
	f := fault.As(err)
	got := f.Key
	if len(f.Fields) > 0 {
		got = f.Fields[0].Key
	}
	if f.Kind != kind || got != key {
		t.Errorf("got %v, want %s %s", err, kind, key)
	}
}

// count counts rows.
func (w *world) count(table, where string, args ...any) (n int) {
	w.Helper()
	if err := w.d.QueryRow(w.Context(), `SELECT COUNT(*) FROM `+table+` WHERE `+where, args...).Scan(&n); err != nil {
		w.Fatal(err)
	}
	return n
}
