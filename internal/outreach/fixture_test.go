package outreach_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/office"
	"github.com/jempolkeren/jempol/internal/outreach"
	"github.com/jempolkeren/jempol/internal/register"
)

const (
	officeID = "3503"
	day      = "2021-06-16"
	village  = "35.03.04.2010"
	village2 = "35.03.04.2001"
	dongko   = "35.03.04"
	goodPass = "kebun jati pagi hari"
)

// world is one office with its trips, on one engine, under a clock that the
// test moves.
type world struct {
	*testing.T
	d   *db.DB
	l   *ledger.Ledger
	a   *account.Accounts
	s   *outreach.Service
	att *attachment.Store
	now time.Time

	coordinator, officer, officer2, head, verifier db.Scope
	n                                              int
}

func (w *world) clock() time.Time { return w.now }

func on(t *testing.T, fn func(w *world)) {
	t.Helper()
	w := &world{now: time.Date(2021, 6, 10, 2, 0, 0, 0, time.UTC)}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w.T, w.d, w.n = t, d, 0
		w.now = time.Date(2021, 6, 10, 2, 0, 0, 0, time.UTC)
		var err error
		w.l, err = ledger.Open(t.Context(), d, ledger.Options{Office: officeID, Replica: "office", IsOffice: true, Clock: w.clock,
			Kinds: []casefile.Kind{account.Kind(), office.Kind(), outreach.Kind(), outreach.RoadKind(), outreach.PlanKind(), casefile.NewKind(outreach.Steps())},
			React: []ledger.Reaction{{Type: casefile.Erased, Enqueue: func(tx *db.Tx, e ledger.Event) error { return w.s.Erased(tx, e) }}}})
		if err != nil {
			t.Fatal(err)
		}
		w.a = account.New(account.Options{HashKiB: 64, Office: officeID, DB: d, Ledger: w.l, Clock: w.clock, Log: slog.New(slog.DiscardHandler)})
		if w.att, err = attachment.Open(d, t.TempDir(), nil); err != nil {
			t.Fatal(err)
		}
		w.s = outreach.New(outreach.Deps{DB: d, Ledger: w.l, Accounts: w.a, Attachments: w.att, Register: register.Open(d, w.l), Clock: w.clock, OfficeID: officeID,
			District: "35.03", Office: func() string { return "Dinas Kependudukan dan Pencatatan Sipil" }})
		w.coordinator = scope(authority.Coordinator, "u-rina")
		w.officer, w.officer2 = scope(authority.Field, "u-bagus"), scope(authority.Field, "u-dewi")
		w.head, w.verifier = scope(authority.Head, "u-kepala"), scope(authority.Verifier, "u-periksa")
		w.reference("tim-a", office.ChangedBody{What: office.Team, Name: "Tim A", Active: true, Members: []string{"u-bagus", "u-dewi"}, Lead: "u-bagus"})
		w.reference("tim-b", office.ChangedBody{What: office.Team, Name: "Tim B", Active: true, Members: []string{"u-dewi"}, Lead: "u-dewi"})
		w.reference("mobil", office.ChangedBody{What: office.Vehicle, Name: "Mobil layanan", Kind: "car", Plate: "AG 0000 XX", Seats: 5, RupiahKM: 2500, Active: true})
		w.reference("alat-1", office.ChangedBody{What: office.Kit, Name: "Alat 1", Serial: "X-1", Condition: office.KitReady, Active: true})
		w.reference("alat-rusak", office.ChangedBody{What: office.Kit, Name: "Alat 2", Serial: "X-2", Condition: office.KitRepair, Active: true})
		fn(w)
	}, func(o *db.Options) { o.Clock = w.clock })
}

func scope(r authority.Role, person string) db.Scope {
	s := db.Scope{Office: officeID, Role: string(r), Person: person}
	if authority.Reaches(r, "page.home") == authority.Office {
		s.Areas = []string{""}
	}
	return s
}

func areaScope(r authority.Role, person, area string) db.Scope {
	s := scope(r, person)
	s.Areas = []string{area}
	return s
}

func (w *world) op(s db.Scope) ledger.Op { return ledger.Op{ID: ledger.NewOpID(), Scope: s} }

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) do(s db.Scope, drafts ...ledger.Draft) {
	w.Helper()
	_, err := w.l.Do(w.Context(), w.op(s), func(*db.Tx) ([]ledger.Draft, error) { return drafts, nil })
	w.must(err)
}

// reference changes an entry of the office; a setting has a value.
func (w *world) reference(id string, b office.ChangedBody, value ...string) {
	w.Helper()
	d := ledger.Draft{Subject: ledger.Subject{Kind: casefile.KindReference, ID: id}, Type: casefile.ReferenceChanged, Body: b}
	for _, v := range value {
		d.Personal = office.ChangedPersonal{Value: v}
	}
	w.do(w.a.System("test"), d)
}

// person is somebody who waits for a visit.
type person struct {
	name, birth, area, institution string
	nik                            string
	needs                          []string
}

func (w *world) waiting(p person) (id, number string) {
	w.Helper()
	w.n++
	id = ledger.NewID()
	if p.area == "" {
		p.area = village
	}
	number = "JK-2021-0" + string(rune('0'+w.n/100)) + string(rune('0'+w.n/10%10)) + string(rune('0'+w.n%10)) + "1"
	subject := ledger.Subject{Kind: casefile.KindCase, ID: id}
	fields := []casefile.Assertion{{Field: casefile.FieldName, Value: p.name}, {Field: casefile.FieldVillage, Value: p.area},
		{Field: casefile.FieldBirth, Value: p.birth}, {Field: casefile.FieldAddress, Value: "RT 09 RW 03"}}
	if p.nik != "" {
		fields = append(fields, casefile.Assertion{Field: casefile.FieldNIK, Value: p.nik})
	}
	w.do(w.coordinator,
		ledger.Draft{Subject: subject, Type: casefile.Reported, Area: p.area, Body: casefile.ReportedBody{Number: number, Channel: "office",
			Reasons: []string{"no_nik"}, Needs: p.needs, Basis: "public_task", Institution: p.institution}, Personal: casefile.PersonPersonal{Fields: fields}},
		ledger.Draft{Subject: subject, Type: casefile.Accepted, Area: p.area, Body: casefile.AcceptedBody{}})
	return id, number
}

func (w *world) plan(kit, team string) string {
	w.Helper()
	id, err := w.s.Plan(w.Context(), w.op(w.coordinator), outreach.PlanIn{Day: day, Depart: "08:00", Area: dongko, Team: team, Vehicle: "mobil", Kit: kit})
	w.must(err)
	return id
}

func (w *world) add(trip, kind string, cases ...string) {
	w.Helper()
	w.must(w.s.AddStops(w.Context(), w.op(w.coordinator), trip, outreach.StopIn{Cases: cases, Kind: kind, Point: "village_hall", Companion: "companion"}))
}

// trip is a published trip with the kit to the people.
func (w *world) trip(cases ...string) string {
	w.Helper()
	id := w.plan("alat-1", "tim-a")
	w.add(id, outreach.Home, cases...)
	w.must(w.s.Publish(w.Context(), w.op(w.coordinator), id))
	return id
}

func (w *world) onTheDay() { w.now = time.Date(2021, 6, 16, 3, 0, 0, 0, time.UTC) }

func (w *world) state(id string) casefile.State {
	w.Helper()
	events, err := w.l.Events(w.Context(), w.a.System("test"), ledger.Subject{Kind: casefile.KindCase, ID: id})
	w.must(err)
	st := casefile.FoldState(id, events)
	if len(st.Parked) > 0 {
		w.Errorf("parked: %v", st.Parked)
	}
	return st
}

func (w *world) tripState(id string) outreach.Trip {
	w.Helper()
	events, err := w.l.History(w.Context(), w.coordinator, ledger.Subject{Kind: casefile.KindTrip, ID: id})
	w.must(err)
	t, parked := outreach.Fold(id, events)
	if len(parked) > 0 {
		w.Errorf("parked: %v", parked)
	}
	return t
}

func (w *world) count(q string, args ...any) (n int) {
	w.Helper()
	w.must(w.d.QueryRow(w.Context(), q, args...).Scan(&n))
	return n
}

// want checks the kind and the key of a fault: its own, or that of a field.
func (w *world) want(err error, kind fault.Kind, key string) {
	w.Helper()
	if err == nil {
		w.Errorf("no fault, want %s", key)
		return
	}
	f := fault.As(err)
	keys := []string{f.Key}
	for _, fl := range f.Fields {
		keys = append(keys, fl.Key)
	}
	if why, ok := f.Args["Why"].(string); ok {
		keys = append(keys, why)
	}
	if f.Kind != kind || !strings.Contains(" "+strings.Join(keys, " ")+" ", " "+key+" ") {
		w.Errorf("got %v, want %s %s", err, kind, key)
	}
}

// met are the answers of a visit with this outcome.
func met(outcome string, needs ...string) outreach.Answers {
	a := outreach.Answers{Present: outreach.Yes, Sources: []string{"family"}, Witnesses: "2", PersonDone: true, Outcome: outcome,
		Needs: needs, NeedsDone: true, Device: "Alat 1"}
	switch outcome {
	case casefile.BioLocal:
		a.NIK = "3503044101639001"
	case casefile.BioElsewhere:
		a.NIK, a.Kabupaten = "3504034101639002", "35.04"
	case casefile.BioFailed:
		a.Traits, a.Why, a.Evidence = []string{"fingers_right"}, "worn", "abc"
	}
	return a
}

func (w *world) planOn(on, kit string) string { return w.planOnTeam(on, kit, "tim-a") }

func (w *world) planOnTeam(on, kit, team string) string {
	w.Helper()
	id, err := w.s.Plan(w.Context(), w.op(w.coordinator), outreach.PlanIn{Day: on, Depart: "08:00", Area: dongko, Team: team, Vehicle: "mobil", Kit: kit})
	w.must(err)
	return id
}

// issueNIK takes the NIK through dossier, verification and entry.
func (w *world) issueNIK(id string) {
	w.Helper()
	subject := ledger.Subject{Kind: casefile.KindCase, ID: id}
	nik := []string{casefile.NeedNIK}
	siak := scope(authority.Siak, "u-siak")
	w.do(w.coordinator, ledger.Draft{Subject: subject, Type: casefile.Submitted, Area: village, Body: casefile.SubmittedBody{Needs: nik}})
	w.do(w.verifier, ledger.Draft{Subject: subject, Type: casefile.Verified, Area: village, Body: casefile.VerifiedBody{Needs: nik}})
	w.do(siak, ledger.Draft{Subject: subject, Type: casefile.Entered, Area: village, Body: casefile.EnteredBody{Needs: nik, Got: []string{casefile.GotNIK}},
		Personal: casefile.EnteredPersonal{NIK: "3503044101639003"}})
	w.do(siak, ledger.Draft{Subject: subject, Type: casefile.Issued, Area: village, Body: casefile.IssuedBody{Need: casefile.NeedNIK}})
}

func answer(stop, word string) outreach.ConfirmedBody {
	return outreach.ConfirmedBody{Stop: stop, Answer: word}
}
