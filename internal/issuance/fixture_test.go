package issuance

import (
	"bytes"
	"cmp"
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	cf "github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
)

const (
	officeID = "3503"
	village  = "35.03.02.2010"
	goodPass = "kebun jati pagi hari"
	nikA     = "3503025203499001" // kecamatan 02, woman, 12-03-1949, serial 9001
	kkA      = "3503021406219001"
)

// world is one office on one engine, with a person in each role, under a clock
// that the test moves.
type world struct {
	*testing.T
	s    *Service
	acc  *account.Accounts
	l    *ledger.Ledger
	d    *db.DB
	mu   sync.Mutex
	now  time.Time
	log  bytes.Buffer
	role map[authority.Role]db.Scope
	// who is reported from now on; "" is Tumirah
	named string
	at    string // where the cases are from now on; "" is the village
}

func (w *world) place() string { return cmp.Or(w.at, village) }

func (w *world) clock() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }

func (w *world) later(d time.Duration) { w.mu.Lock(); w.now = w.now.Add(d); w.mu.Unlock() }

func on(t *testing.T, fn func(w *world)) {
	t.Helper()
	w := &world{now: time.Date(2021, 6, 14, 1, 30, 0, 0, time.UTC)}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w.T, w.d, w.now = t, d, time.Date(2021, 6, 14, 1, 30, 0, 0, time.UTC)
		var err error
		w.l, err = ledger.Open(t.Context(), d, ledger.Options{Office: officeID, Replica: "office", IsOffice: true,
			Kinds: []cf.Kind{account.Kind(), cf.NewKind(Steps())}, Clock: w.clock})
		if err != nil {
			t.Fatal(err)
		}
		w.acc = account.New(account.Options{HashKiB: 64, Office: officeID, DB: d, Ledger: w.l, Clock: w.clock, Log: slog.New(slog.NewTextHandler(&w.log, nil))})
		w.s = New(Deps{DB: d, Ledger: w.l, Accounts: w.acc, Register: register.Open(d, w.l), Book: lawbook.Current(), District: "35.03", Clock: w.clock,
			Letterhead: func() document.Letterhead {
				return document.Letterhead{Government: "PEMERINTAH KABUPATEN TRENGGALEK", Office: "DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL"}
			},
			Place: "Trenggalek"})
		w.role = map[authority.Role]db.Scope{}
		for _, r := range authority.AccountRoles() {
			s := db.Scope{Office: officeID, Role: string(r), Person: "u-" + string(r), Areas: []string{""}}
			switch r {
			case authority.Registrar, authority.Companion:
				s.Areas = []string{village}
			case authority.Social:
				s.Areas, s.Agency = nil, "dinsos"
			case authority.Institution, authority.Partner:
				s.Areas, s.Institution = nil, "panti-1"
			}
			w.role[r] = s
		}
		fn(w)
	}, func(o *db.Options) { o.Clock = w.clock })
}

func (w *world) op(r authority.Role) ledger.Op {
	return ledger.Op{ID: ledger.NewOpID(), Scope: w.acc.With(w.role[r], "test")}
}

// as does one event on the case, in a role.
func (w *world) as(r authority.Role, caseID, action string, body, personal any) string {
	w.Helper()
	rec, err := w.l.Do(w.Context(), w.op(r), func(tx *db.Tx) ([]ledger.Draft, error) {
		if b, ok := body.(cf.ReportedBody); ok {
			var err error
			if b.Number, err = w.l.NextNumber(tx, "case", w.clock()); err != nil {
				return nil, err
			}
			body = b
		}
		return []ledger.Draft{{Subject: subjectOf(caseID), Type: action, Area: w.place(), Body: body, Personal: personal}}, nil
	})
	if err != nil {
		w.Fatalf("%s: %v", action, err)
	}
	return rec.Events[0]
}

func said(pairs ...string) cf.PersonPersonal {
	var p cf.PersonPersonal
	for i := 0; i+1 < len(pairs); i += 2 {
		p.Fields = append(p.Fields, cf.Assertion{Field: pairs[i], Value: pairs[i+1], Certainty: cf.CertaintySaid})
	}
	return p
}

// visited makes a case that came as far as the visit; not found nationally.
func (w *world) visited(needs ...string) string {
	w.Helper()
	id := ledger.NewID()
	w.as(authority.Registrar, id, cf.Reported, cf.ReportedBody{Channel: "registrar", Reasons: []string{"elderly"}, Needs: needs, Basis: "public_task"},
		said(cf.FieldName, cmp.Or(w.named, "Tumirah"), cf.FieldSex, "P", cf.FieldBirth, "1949-03-12", cf.FieldMother, "Sarinem", cf.FieldVillage, w.place(), cf.FieldBirthPlace, "Trenggalek"))
	w.as(authority.Coordinator, id, cf.Accepted, cf.AcceptedBody{}, nil)
	w.as(authority.Coordinator, id, cf.Scheduled, cf.ScheduledBody{Trip: "t1", Stop: "s1", Day: "2021-06-10", Kit: true}, nil)
	w.as(authority.Field, id, cf.Visited, cf.VisitedBody{Trip: "t1", Stop: "s1", Day: "2021-06-10", Sources: []string{"family"}}, nil)
	w.as(authority.Field, id, cf.Biometric, cf.BiometricBody{Outcome: cf.BioNotFound, Enrolled: true}, nil)
	return id
}

// submitted makes a case whose dossier of these needs is in.
func (w *world) submitted(needs ...string) string {
	w.Helper()
	id := w.visited(needs...)
	var in []string
	for _, n := range needs {
		if flow, _ := cf.FlowOf(n); flow.Has(cf.StageSubmitted) {
			in = append(in, n)
		}
	}
	w.as(authority.Registrar, id, cf.Submitted, cf.SubmittedBody{Needs: in, Lawbook: lawbook.Current().Version}, nil)
	return id
}

func (w *world) verified(needs ...string) string {
	w.Helper()
	id := w.submitted(needs...)
	if _, err := w.s.Verify(w.Context(), w.op(authority.Verifier), id, at(w.state(id), cf.StageSubmitted)); err != nil {
		w.Fatal(err)
	}
	return id
}

func (w *world) state(id string) cf.State {
	w.Helper()
	events, err := w.l.Events(context.Background(), w.acc.With(w.role[authority.Coordinator], "test"), subjectOf(id))
	if err != nil {
		w.Fatal(err)
	}
	return cf.FoldState(id, events)
}

func (w *world) stage(id, need string, want cf.Stage) {
	w.Helper()
	st := w.state(id)
	if n, _ := st.Need(need); n.Stage != want {
		w.Errorf("%s is %s, want %s", need, n.Stage, want)
	}
}

// want checks kind and key of a fault; the key of its first field, if it has one.
func want(t testing.TB, err error, kind fault.Kind, key string) {
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

func (w *world) count(q string, args ...any) (n int) {
	w.Helper()
	if err := w.d.QueryRow(w.Context(), `SELECT COUNT(*) FROM `+q, args...).Scan(&n); err != nil {
		w.Fatal(err)
	}
	return n
}
