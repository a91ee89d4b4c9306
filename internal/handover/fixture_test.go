package handover

import (
	"bytes"
	"cmp"
	"image"
	"image/png"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

const (
	officeID = "3503"
	village  = "35.03.02.2010"
	password = "kebun jati pagi hari"
	longName = "Tukinah Binti Karso"
)

// world is an office with its people on one engine, under a clock that the test
// moves.
type world struct {
	*testing.T
	s     *Service
	l     *ledger.Ledger
	a     *account.Accounts
	d     *db.DB
	mu    sync.Mutex
	now   time.Time
	log   bytes.Buffer
	who   map[string]db.Scope // by login
	cases int
	// who is reported from now on, and where; "" is longName in the village
	named, at string
}

func (w *world) place() string { return cmp.Or(w.at, village) }

func (w *world) clock() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }

func (w *world) later(d time.Duration) { w.mu.Lock(); w.now = w.now.Add(d); w.mu.Unlock() }

// on runs fn in such an office on both engines.
func on(t *testing.T, fn func(w *world)) {
	t.Helper()
	w := &world{now: time.Date(2021, 6, 14, 2, 0, 0, 0, time.UTC)}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w.T, w.d, w.who, w.cases = t, d, map[string]db.Scope{}, 0
		w.now = time.Date(2021, 6, 14, 2, 0, 0, 0, time.UTC)
		var err error
		w.l, err = ledger.Open(t.Context(), d, ledger.Options{Office: officeID, Replica: "office", IsOffice: true,
			Kinds: []casefile.Kind{account.Kind(), casefile.NewKind(), Kind()}, Clock: w.clock})
		if err != nil {
			t.Fatal(err)
		}
		w.a = account.New(account.Options{HashKiB: 64, Office: officeID, DB: d, Ledger: w.l, Clock: w.clock, Log: slog.New(slog.NewTextHandler(&w.log, nil))})
		files, err := attachment.Open(d, t.TempDir(), nil)
		if err != nil {
			t.Fatal(err)
		}
		w.s = New(Deps{Office: officeID, Name: func() string { return "Dinas Dukcapil Kabupaten Trenggalek" }, DB: d, Ledger: w.l, Accounts: w.a, Attachments: files, Clock: w.clock,
			Letterhead: func() document.Letterhead {
				return document.Letterhead{Government: "PEMERINTAH KABUPATEN CONTOH", Office: "DINAS DUKCAPIL"}
			}})
		for _, r := range authority.AccountRoles() {
			w.person(string(r), r)
		}
		fn(w)
	}, func(o *db.Options) { o.Clock = w.clock })
}

// person makes an account and its scope.
func (w *world) person(login string, role authority.Role) db.Scope {
	w.Helper()
	rights := account.Rights{Role: role}
	scope := db.Scope{Office: officeID, Role: string(role), Areas: []string{""}}
	switch role {
	case authority.Registrar, authority.Companion:
		rights.Areas, scope.Areas = []string{village}, []string{village}
	case authority.Social:
		rights.Agency, scope.Agency, scope.Areas = "dinsos", "dinsos", nil
	case authority.Institution, authority.Partner:
		rights.Institution, scope.Institution, scope.Areas = "panti", "panti", nil
	}
	made, err := w.a.Create(w.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: w.a.System("test")},
		account.NewUser{Login: login + ".satu", Name: "Bu " + login, Rights: rights, Password: password})
	if err != nil {
		w.Fatal(err)
	}
	scope.Person = made.ID
	w.who[login] = scope
	return scope
}

func (w *world) op(login string) ledger.Op {
	return ledger.Op{ID: ledger.NewOpID(), Scope: w.who[login]}
}

// act does one event on a case as a role.
func (w *world) act(login, caseID, event string, body, personal any) {
	w.Helper()
	_, err := w.l.Do(w.Context(), w.op(login), func(*db.Tx) ([]ledger.Draft, error) {
		return []ledger.Draft{{Subject: caseSubject(caseID), Type: event, Area: w.place(), Body: body, Personal: personal}}, nil
	})
	if err != nil {
		w.Fatalf("%s: %v", event, err)
	}
}

// issued makes a case whose family card and birth deed are there.
func (w *world) issued(more ...casefile.Assertion) (caseID, number string) {
	w.Helper()
	w.cases++
	caseID = ledger.NewID()
	number = ledger.FormatNumber("case", "", 2021, int64(w.cases))
	needs := []string{casefile.NeedKK, casefile.NeedBirthDeed}
	w.act("registrar", caseID, casefile.Reported, casefile.ReportedBody{Number: number, Channel: "registrar", Needs: needs, Basis: "public_task", Agency: "dinsos"},
		casefile.PersonPersonal{Fields: append([]casefile.Assertion{{Field: casefile.FieldName, Value: cmp.Or(w.named, longName), Certainty: casefile.CertaintySaid},
			{Field: casefile.FieldVillage, Value: w.place()}, {Field: casefile.FieldKK, Value: "3503021503219001"}}, more...)})
	w.act("coordinator", caseID, casefile.Accepted, casefile.AcceptedBody{}, nil)
	w.act("coordinator", caseID, casefile.Scheduled, casefile.ScheduledBody{Trip: "t", Stop: "s", Day: "2021-06-01"}, nil)
	w.act("field", caseID, casefile.Visited, casefile.VisitedBody{Trip: "t", Stop: "s", Day: "2021-06-01", Sources: []string{"family"}}, nil)
	w.act("registrar", caseID, casefile.Submitted, casefile.SubmittedBody{Needs: needs, Lawbook: "1"}, nil)
	w.act("verifier", caseID, casefile.Verified, casefile.VerifiedBody{Needs: needs}, nil)
	w.act("siak", caseID, casefile.Entered, casefile.EnteredBody{Needs: needs}, nil)
	for _, n := range needs {
		w.act("siak", caseID, casefile.Issued, casefile.IssuedBody{Need: n}, nil)
	}
	return caseID, number
}

// sealed makes an envelope at the counter with all that is issued.
func (w *world) sealed(more ...casefile.Assertion) (caseID string, m Made) {
	w.Helper()
	caseID, _ = w.issued(more...)
	m, err := w.s.Seal(w.Context(), w.op("handover"), Seal{Case: caseID, Needs: []string{casefile.NeedKK, casefile.NeedBirthDeed},
		Seal: ledger.NewOpID()[24:], Meeting: "Balai Desa Pringapus", Receiver: "Wiji Astuti, anak"})
	if err != nil {
		w.Fatal(err)
	}
	return caseID, m
}

func (w *world) envelope(id string) Envelope {
	w.Helper()
	var e Envelope
	err := w.d.View(w.Context(), func(tx *db.Tx) (err error) {
		e, err = w.s.envelopeTx(tx, id)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return e
}

func (w *world) state(caseID string) casefile.State {
	w.Helper()
	events, err := w.l.History(w.Context(), w.a.System("test"), caseSubject(caseID))
	if err != nil {
		w.Fatal(err)
	}
	return casefile.FoldState(caseID, events)
}

func (w *world) stage(caseID string, want casefile.Stage) {
	w.Helper()
	if got := w.state(caseID).Stage; got != want {
		w.Errorf("the case is at %s, want %s", got, want)
	}
}

// photo stores a picture for the case.
func (w *world) photo(login, caseID string) string {
	w.Helper()
	f, err := w.s.Attachments.Put(w.Context(), w.who[login], casefile.KindCase, caseID, bytes.NewReader(picture()))
	if err != nil {
		w.Fatal(err)
	}
	return f.Hash
}

func picture() []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 8, 8))) // into memory
	return b.Bytes()
}

// want checks the kind and the first key of a fault.
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

func must[T any](w *world) func(T, error) T {
	return func(v T, err error) T {
		w.Helper()
		if err != nil {
			w.Fatal(err)
		}
		return v
	}
}
