package demo

import (
	"fmt"
	"iter"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/monitoring"
)

// reviews queues each year's target and, twice a year, the evaluation.
func (w *world) reviews() {
	people := map[int]int64{2021: 1217, 2022: 500}
	zone := w.cal.first.Location()
	for year := 2021; ; year++ {
		set := time.Date(year, 1, 11, 9, 30, 0, 0, zone)
		if w.cal.dayOf(set) > w.cal.last {
			return
		}
		goal := people[year]
		if goal == 0 {
			goal = 150
		}
		target := ledger.Subject{Kind: casefile.KindTarget, ID: fmt.Sprint(year)}
		w.at(set, func(t time.Time) {
			w.do(t, w.staff.head, ledger.Draft{Subject: target, Type: casefile.TargetSet,
				Body: monitoring.TargetBody{People: goal, Budget: 45_000_000, Lines: budgetLines}})
			w.spend(target, t)
			w.done(target)
		})
		for _, held := range []time.Time{time.Date(year, 6, 28, 13, 0, 0, 0, zone), time.Date(year, 12, 20, 13, 0, 0, 0, zone)} {
			if w.cal.dayOf(held) <= w.cal.last {
				w.at(held, w.evaluate)
			}
		}
	}
}

// budgetLines are those of each year.
var budgetLines = []monitoring.BudgetLine{{Name: "Perjalanan dinas dalam daerah", Rupiah: 32_000_000, Trips: true},
	{Name: "Alat tulis dan penggandaan", Rupiah: 6_000_000}, {Name: "Makan dan minum kegiatan", Rupiah: 4_500_000}, {Name: "Perlengkapan perekaman", Rupiah: 2_500_000}}

// spend buys what the year begins with.
func (w *world) spend(year ledger.Subject, t time.Time) {
	for i, e := range []struct {
		line   int
		rupiah int64
		what   string
	}{{2, 1_250_000, "Kertas, tinta, dan map berkas"}, {4, 780_000, "Baterai cadangan alat rekam"}} {
		at := t.Add(time.Duration(i+1) * time.Minute)
		w.do(at, w.staff.coordinator, ledger.Draft{Subject: year, Type: casefile.BudgetSpent,
			Body:     monitoring.SpentBody{Expense: w.maker.NewID(at), Day: t.Format(time.DateOnly), Line: e.line, Rupiah: e.rupiah},
			Personal: monitoring.SpentPersonal{For: e.what}})
	}
}

// counted are the people as the figures of the program see them now: what
// happened so far, folded. A case that was entered by mistake is in no figure,
// also not in those of the days before that was noticed.
func (w *world) counted() iter.Seq[monitoring.Person] {
	return func(yield func(monitoring.Person) bool) {
		for _, c := range w.cases {
			if c.goal == goal(casefile.ExitWithdrawn) {
				continue
			}
			if !c.over {
				c.count(casefile.FoldState(c.id, c.events()))
			}
			if c.figure.Opened != 0 && !yield(c.figure) {
				return
			}
		}
	}
}

// count keeps what figures ask of the case: its events may be out of hand when
// they are counted.
func (c *story) count(st casefile.State) {
	c.figure = monitoring.Person{Baseline: st.Baseline, Open: st.Open(), Stage: st.Stage, Exit: st.Exit,
		Opened: st.OpenedAt, Handed: st.HandedAt, Closed: st.ClosedAt, Exited: st.ExitAt}
}

// evaluate is one session, with the figures of its day.
func (w *world) evaluate(t time.Time) {
	all := monitoring.Count(monitoring.YearOf(t.Year(), t, ""), w.counted()).All
	subject := ledger.Subject{Kind: casefile.KindEvaluation, ID: w.maker.NewID(t)}
	w.do(t, w.staff.head, ledger.Draft{Subject: subject, Type: casefile.EvaluationHeld,
		Body: monitoring.EvaluationBody{Day: t.Format(time.DateOnly), List: int64(all.List), Served: int64(all.Served), Left: int64(all.Left)},
		Personal: monitoring.EvaluationPersonal{
			Findings: []string{"Perekaman menunggu ketunggalan paling lama.", "Desa di pegunungan baru sekali dikunjungi."},
			FollowUps: []monitoring.FollowUp{{Text: "Jadwalkan kunjungan kedua bersama perangkat desa", Who: "Koordinator",
				Due: t.AddDate(0, 1, 0).Format(time.DateOnly)}}}})
	w.done(subject)
}
