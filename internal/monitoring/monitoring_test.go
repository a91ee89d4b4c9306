package monitoring

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
)

const officeID = "3503"

// world is one office on one engine, on 14 June 2021.
type world struct {
	*testing.T
	d   *db.DB
	l   *ledger.Ledger
	a   *account.Accounts
	s   *Service
	now time.Time
}

func each(t *testing.T, fn func(w *world)) {
	t.Helper()
	now := time.Date(2021, 6, 14, 8, 0, 0, 0, zone)
	clock := func() time.Time { return now }
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := &world{T: t, d: d, now: now}
		var err error
		w.l, err = ledger.Open(t.Context(), d, ledger.Options{Office: officeID, Replica: "office", IsOffice: true, Clock: clock,
			Kinds: append(Kinds(), account.Kind(), casefile.NewKind())})
		if err != nil {
			t.Fatal(err)
		}
		w.a = account.New(account.Options{HashKiB: 64, Office: officeID, DB: d, Ledger: w.l, Clock: clock})
		w.s = New(Deps{Office: officeID, District: "35.03", DB: d, Ledger: w.l, Accounts: w.a, Book: lawbook.Current(), Clock: clock})
		fn(w)
	}, func(o *db.Options) { o.Clock = clock })
}

func (w *world) scope(r authority.Role) db.Scope {
	s := db.Scope{Office: officeID, Role: string(r), Person: "u-" + string(r)}
	switch authority.Reaches(r, "page.home") {
	case authority.OwnArea:
		s.Areas = []string{"35.03.02"}
	case authority.OwnAgency:
		s.Agency = "dinsos"
	case authority.OwnInstitution, authority.OwnReports:
		s.Institution = "panti-1"
	default:
		s.Areas = []string{""}
	}
	return s
}

func (w *world) op(r authority.Role) ledger.Op {
	return ledger.Op{ID: ledger.NewOpID(), Scope: w.scope(r)}
}

// life is a person with the days of each step, 0 for none, and the agency.
type life struct {
	Person
	agency string
}

// live draws lives and stores them as the events of the service, through the
// real folds. It returns what the figures should know of each.
func (w *world) live(n int, seed uint64) []life {
	w.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	m := ledger.NewMaker(officeID, "office", nil)
	sys := w.a.System("test")
	var events []ledger.Event
	var out []life
	for i := range n {
		var l life
		id := ledger.NewID()
		l.Area = villages[r.IntN(len(villages)-1)]
		l.Kecamatan, l.Sex = l.Area[:8], []string{"L", "P", ""}[r.IntN(3)]
		l.Baseline = r.IntN(4) > 0
		if r.IntN(3) == 0 {
			l.agency = "dinsos"
		}
		l.Open = true
		day := r.IntN(60)
		at := func() int64 { return on(day) }
		add := func(typ string, body, personal any) {
			e, err := m.Make(ledger.Op{ID: ledger.NewOpID(), Scope: sys, OccurredAt: time.UnixMicro(at())}, 0, time.UnixMicro(at()),
				ledger.Draft{Subject: ledger.Subject{Kind: casefile.KindCase, ID: id}, Type: typ, Area: l.Area, Body: body, Personal: personal})
			if err != nil {
				w.Fatal(err)
			}
			events = append(events, e)
		}
		fields := []casefile.Assertion{{Field: casefile.FieldName, Value: "Rahasia", Certainty: "said"}, {Field: casefile.FieldVillage, Value: l.Area, Certainty: "said"},
			{Field: casefile.FieldVulnerability, Element: "odgj", Value: "1", Certainty: "said"}, {Field: casefile.FieldVulnerability, Element: "elderly", Value: "1", Certainty: "said"},
			{Field: casefile.FieldDifficulty, Element: "self_care", Value: "3", Certainty: "said"}}
		if l.Sex != "" {
			fields = append(fields, casefile.Assertion{Field: casefile.FieldSex, Value: l.Sex, Certainty: "said"})
		}
		l.Opened, l.Stage = at(), casefile.StageReported
		add(casefile.Reported, casefile.ReportedBody{Number: fmt.Sprintf("JK-2021-%05d", i+1), Channel: "list", Reasons: []string{"no_nik"},
			Needs: []string{casefile.NeedKK}, Agency: l.agency, Baseline: l.Baseline, Basis: "public_task"}, casefile.PersonPersonal{Fields: fields})
		steps := r.IntN(8)
		for step := range steps {
			day += 1 + r.IntN(20)
			needs := []string{casefile.NeedKK}
			switch step {
			case 0:
				l.Accepted, l.Stage = at(), casefile.StageAccepted
				add(casefile.Accepted, casefile.AcceptedBody{}, nil)
			case 1:
				add(casefile.Scheduled, casefile.ScheduledBody{Trip: "t1", Stop: "s", Day: "2021-05-01"}, nil)
				l.Visited, l.Stage = at(), casefile.StageVisited
				add(casefile.Visited, casefile.VisitedBody{Trip: "t1", Day: "2021-05-01"}, nil)
			case 2:
				l.Submitted, l.Stage = at(), casefile.StageSubmitted
				add(casefile.Submitted, casefile.SubmittedBody{Needs: needs}, nil)
			case 3:
				l.Verified, l.Entered, l.Stage = at(), at(), casefile.StageEntered
				add(casefile.Verified, casefile.VerifiedBody{Needs: needs}, nil)
				add(casefile.Entered, casefile.EnteredBody{Needs: needs}, nil)
			case 4:
				l.Issued, l.Waits, l.Stage = at(), at(), casefile.StageIssued
				add(casefile.Issued, casefile.IssuedBody{Need: casefile.NeedKK}, nil)
			case 5:
				l.Waits, l.Stage = at(), casefile.StageInDelivery
				add(casefile.Dispatched, casefile.DispatchedBody{Needs: needs, Envelope: "e" + id}, nil)
			case 6:
				l.Handed, l.Waits, l.Stage = at(), 0, casefile.StageHandedOver
				add(casefile.HandedOver, casefile.HandedOverBody{Needs: needs, Envelope: "e" + id, Receiver: "self", Proof: "pin", Day: "2021-06-01"}, nil)
			}
		}
		day++
		switch {
		case steps == 7 && r.IntN(2) == 0:
			l.Closed, l.Open, l.Stage = at(), false, casefile.StageClosed
			add(casefile.Closed, casefile.ClosedBody{Receipt: "proof:x"}, nil)
		case steps < 5 && steps > 0 && r.IntN(4) == 0:
			l.Exited, l.Open = at(), false
			switch r.IntN(3) {
			case 0:
				l.Exit = casefile.ExitDuplicate
				add(casefile.Duplicate, casefile.ExitBody{Reason: "same_person", Evidence: "seen", Kept: "case:" + id}, nil)
			case 1:
				l.Exit = casefile.ExitMoved
				add(casefile.Moved, casefile.ExitBody{Reason: "other_kabupaten", Evidence: "seen", To: "35.71"}, nil)
			default:
				l.Exit = casefile.ExitWithdrawn
				add(casefile.Withdrawn, casefile.ExitBody{Reason: "mistake"}, nil)
				continue // in no figure
			}
		}
		out = append(out, l)
	}
	if _, err := w.l.Restore(w.Context(), sys, events); err != nil {
		w.Fatal(err)
	}
	return out
}

func people(lives []life, keep func(life) bool) []Person {
	var out []Person
	for _, l := range lives {
		if keep(l) {
			out = append(out, l.Person)
		}
	}
	return out
}

// Figures of a stored office, of each scope, are those of its lives.
func TestFiguresOfStoredLives(t *testing.T) {
	each(t, func(w *world) {
		lives := w.live(200, 7)
		keep := map[authority.Role]func(life) bool{
			authority.Head:        func(life) bool { return true },
			authority.Coordinator: func(life) bool { return true },
			authority.Companion:   func(l life) bool { return l.Kecamatan == "35.03.02" },
			authority.Social:      func(l life) bool { return l.agency == "dinsos" },
		}
		for _, role := range authority.AccountRoles() {
			k, ok := keep[role]
			if !ok {
				k = func(life) bool { return false }
			}
			for _, kecamatan := range []string{"", "35.03.01", "35.03.02"} {
				p := YearOf(2021, w.now, kecamatan)
				f, err := w.s.Figures(w.Context(), w.scope(role), p)
				if err != nil {
					w.Fatal(err)
				}
				bruteOf(p, people(lives, k)).check(w, f)
				// What the note below the steps says: the table also has the rows of the
				// list that turned out to be of somebody on it already.
				twice := len(people(lives, func(l life) bool {
					return k(l) && l.Baseline && l.Exit == casefile.ExitDuplicate && (kecamatan == "" || l.Kecamatan == kecamatan)
				}))
				if f.Funnel[0]+twice != f.All.List+f.All.Later {
					w.Errorf("%s: %d reports and %d rows twice, but %d in the table", role, f.Funnel[0], twice, f.All.List+f.All.Later)
				}
			}
			cats, err := w.s.Categories(w.Context(), w.scope(role), "")
			if err != nil {
				w.Fatal(err)
			}
			got := map[string]int{}
			for _, c := range cats {
				got[c.Code] = c.List + c.Later
			}
			single := len(people(lives, func(l life) bool { return k(l) && l.Exit != casefile.ExitDuplicate }))
			want := map[string]int{}
			if single > 0 {
				want = map[string]int{"no_nik": single, "elderly": single, "odgj": single, "self_care": single}
				if role == authority.Companion {
					delete(want, "odgj") // health
					delete(want, "self_care")
				}
			}
			if !reflect.DeepEqual(got, want) {
				w.Errorf("%s: categories %v, want %v", role, got, want)
			}
		}
	})
}

func TestTargetIsAHistoryOfWhichTheNewestCounts(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		if got, err := w.s.Target(ctx, w.scope(authority.Head), 2021); err != nil || !reflect.DeepEqual(got, Target{Year: 2021}) {
			w.Fatalf("%+v %v", got, err)
		}
		for _, n := range []int64{1300, 1217} {
			if err := w.s.SetTarget(ctx, w.op(authority.Head), Target{Year: 2021, People: n, Budget: 45_000_000}); err != nil {
				w.Fatal(err)
			}
		}
		got, err := w.s.Target(ctx, w.scope(authority.Head), 2021)
		if err != nil || got.People != 1217 || got.Budget != 45_000_000 || got.SetBy != "u-head" {
			w.Errorf("%+v %v", got, err)
		}
		history, err := w.s.TargetHistory(ctx, w.scope(authority.Head), 2021)
		if err != nil || len(history) != 2 || history[0].People != 1217 || history[1].People != 1300 || history[1].By != "u-head" {
			w.Errorf("the history of the target: %+v %v", history, err)
		}
		for _, bad := range []Target{{Year: 1, People: 5}, {Year: 2021}, {Year: 2021, People: -1}, {Year: 2021, People: 5, Budget: -1}, {Year: 2099, People: 5}} {
			if err := w.s.SetTarget(ctx, w.op(authority.Head), bad); !fault.Is(err, fault.Invalid) {
				w.Errorf("%+v: %v", bad, err)
			}
		}
	})
}

func TestEvaluation(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		lives := w.live(40, 3)
		op := w.op(authority.Head)
		in := Evaluation{Day: "2021-06-14", Findings: []string{" Panggul  jauh ", "", "Kit satu"},
			FollowUps: []FollowUp{{Text: "Titik kumpul", Who: "Koordinator", Due: "2021-07-01"}, {}, {Text: "Pinjam alat"}}}
		id, err := w.s.HoldEvaluation(ctx, op, in)
		if err != nil {
			w.Fatal(err)
		}
		if again, err := w.s.HoldEvaluation(ctx, op, in); err != nil || again != id {
			w.Errorf("a double click: %q %v", again, err)
		}
		e, err := w.s.Evaluation(ctx, w.scope(authority.Coordinator), id)
		if err != nil || len(e.Findings) != 2 || e.Findings[0] != "Panggul jauh" || len(e.FollowUps) != 2 {
			w.Fatalf("%+v %v", e, err)
		}
		onList := len(people(lives, func(l life) bool { return l.Baseline }))
		if e.List != int64(onList) || e.List < e.Served+e.Left {
			w.Errorf("figures %d %d %d of %d", e.List, e.Served, e.Left, onList)
		}
		e.FollowUps[1].Done = true
		// Ticked by somebody else, on another day.
		ticks := w.op(authority.Head)
		ticks.Scope.Person, ticks.OccurredAt = "u-next", w.now.AddDate(0, 0, -1)
		if _, err := w.s.HoldEvaluation(ctx, ticks, e); err != nil {
			w.Fatal(err)
		}
		after, err := w.s.Evaluation(ctx, w.scope(authority.Head), id)
		if err != nil || after.FollowUps[0].Done || !after.FollowUps[1].Done || after.List != e.List {
			w.Errorf("%+v %v", after, err)
		}
		if after.By != "u-head" || after.At != e.At {
			w.Errorf("a tick rewrote who recorded it and when: %s %d, want %s %d", after.By, after.At, e.By, e.At)
		}
		for field, bad := range map[string]Evaluation{
			"tanggal":   {Day: "2021-06-15", Findings: []string{"x"}},
			"temuan":    {Day: "2021-06-14"},
			"tindak-1":  {Day: "2021-06-14", Findings: []string{"x"}, FollowUps: []FollowUp{{Who: "Saya"}}},
			"tenggat-1": {Day: "2021-06-14", Findings: []string{"x"}, FollowUps: []FollowUp{{Text: "y", Due: "besok"}}},
		} {
			_, err := w.s.HoldEvaluation(ctx, w.op(authority.Head), bad)
			if !fault.Is(err, fault.Invalid) || fault.As(err).Fields[0].Name != field {
				w.Errorf("%s: %v", field, err)
			}
		}
		// What was written may be erased; that there was a session, and its
		// figures, stay (UU 27/2022 pasal 43).
		if err := w.l.Erase(ctx, w.op(authority.Head), ledger.Subject{Kind: casefile.KindEvaluation, ID: id}, "request"); err != nil {
			w.Fatal(err)
		}
		erased, err := w.s.Evaluation(ctx, w.scope(authority.Head), id)
		if err != nil || len(erased.Findings) != 0 || erased.List != e.List {
			w.Errorf("%+v %v", erased, err)
		}
		report, err := w.l.Verify(ctx)
		if err != nil || !report.OK() {
			w.Errorf("%+v %v", report, err)
		}
	})
}

func TestNextEvaluation(t *testing.T) {
	for in, want := range map[string]string{"2021-06-14": "2021-12-14", "": "", "x": ""} {
		if got := NextEvaluation(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// Every role × every act of this room.
func TestWhoMay(t *testing.T) {
	each(t, func(w *world) {
		for _, r := range authority.AccountRoles() {
			err := w.s.SetTarget(w.Context(), w.op(r), Target{Year: 2021, People: 5})
			if may := r == authority.Head || r == authority.Coordinator; (err == nil) != may {
				w.Errorf("%s sets a target: %v", r, err)
			}
			_, err = w.s.HoldEvaluation(w.Context(), w.op(r), Evaluation{Day: "2021-06-14", Findings: []string{"x"}})
			if (err == nil) != (r == authority.Head) {
				w.Errorf("%s records an evaluation: %v", r, err)
			}
			_, err = w.s.Evaluations(w.Context(), w.scope(r))
			if may := r == authority.Head || r == authority.Coordinator; (err == nil) != may {
				w.Errorf("%s reads evaluations: %v", r, err)
			}
		}
	})
}

func TestFoldsAreTotal(t *testing.T) {
	for _, k := range Kinds() {
		for _, body := range []string{``, `[]`, `{"people":-1,"day":7}`, `{"people":"x","list":"x"}`} {
			res := k.Fold("2021", []casefile.Event{{ID: "a", Type: k.Types[0], Body: []byte(body)}, {ID: "b", Type: casefile.Erased}})
			if len(res.Parked) != 1 || len(res.Rows) != 0 {
				t.Errorf("%s %s: %+v", k.Name, body, res)
			}
		}
	}
}
