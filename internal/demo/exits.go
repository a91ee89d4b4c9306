package demo

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// evidenceNote is the evidence of an exit that is told in words, as the intake
// room writes it.
const evidenceNote = "note"

// leave is a side exit with its words.
func (c *story) leave(t time.Time, who *user, event string, b casefile.ExitBody, words string) {
	b.Evidence = evidenceNote
	note := c.draft(casefile.Noted, casefile.NotedBody{About: "general"})
	note.Personal = casefile.NotePersonal{Text: words}
	c.w.do(t, who, c.draft(event, b), note)
}

// exits plans a case that takes a side exit, and says whether it does.
func (c *story) exits(r *rand.Rand) bool {
	w, cal := c.w, c.w.cal
	office := w.staff.coordinator
	// An exit lies anywhere between the first days and now.
	some := func(lo int) int { return lo + r.IntN(max(1, cal.last-lo)) }
	lead := cal.days(planAhead) + 1
	switch casefile.Exit(c.goal) {
	case casefile.ExitDeclined:
		c.acceptDay = never
		reasons := []string{"not_vulnerable", "has_papers", "counter_service"}
		reason := reasons[r.IntN(len(reasons))]
		c.steps = []step{{day: min(3+r.IntN(60), cal.last), do: func(t time.Time) {
			c.leave(t, office, casefile.Declined, casefile.ExitBody{Reason: reason}, "Menurut pemeriksaan di kantor.")
			c.end()
		}}}
	case casefile.ExitDuplicate:
		c.acceptDay = never
		kept := c.twin(r)
		c.steps = []step{
			{day: min(3+r.IntN(50), cal.last), do: func(t time.Time) {
				c.do(t, office, casefile.IdentityDecided, casefile.IdentityDecidedBody{Candidate: kept, Decision: "same", Score: int64(80 + r.IntN(20))})
			}},
			{day: min(3+r.IntN(50), cal.last), do: func(t time.Time) {
				c.do(t, w.staff.head, casefile.Duplicate, casefile.ExitBody{Reason: "same_person", Evidence: "compared", Kept: kept}) // the second pair of eyes
				c.end()
			}}}
	case casefile.ExitNotFound:
		c.attempt(r, some(c.acceptDay+lead))
		c.attempt(r, some(c.acceptDay+lead))
		if len(c.attempts) == 0 {
			c.attempt(r, cal.last)
		}
		if len(c.attempts) == 0 { // no trip could be made: the history is too short
			c.goal = goal(casefile.StageAccepted)
			return true
		}
		last := c.attempts[len(c.attempts)-1].trip.day
		c.steps = []step{{day: min(last+1+r.IntN(6), cal.last), do: func(t time.Time) {
			reasons := []string{"never_there", "unknown_in_village", "wandering"}
			c.leave(t, office, casefile.NotFound, casefile.ExitBody{Reason: reasons[r.IntN(len(reasons))], Attempts: len(c.attempts),
				Next: cal.iso(max(cal.today-20, cal.dayOf(t)+30) + r.IntN(90))}, "Keluarga dan tetangga sudah ditanya.")
			c.end()
		}}}
	case casefile.ExitDeceased:
		c.dies(r, some(c.acceptDay+2))
	case casefile.ExitMoved:
		c.oneExit(some(c.acceptDay+1), office, casefile.Moved, casefile.ExitBody{Reason: "other_kabupaten", To: "35.04.05"}, "Ikut anaknya pindah.")
	case casefile.ExitRefused:
		c.oneExit(some(c.acceptDay+1), w.staff.field[r.IntN(4)], casefile.Refused, casefile.ExitBody{Reason: "person"},
			"Yang bersangkutan belum bersedia; akan ditanya lagi oleh kepala dusun.")
	case casefile.ExitReferred:
		c.oneExit(some(c.acceptDay+1), office, casefile.Referred, casefile.ExitBody{Reason: "social", To: agencySocial, Agency: agencySocial}, "Perlu pendampingan lebih dahulu.")
	case casefile.ExitWithdrawn:
		c.withdraw(r)
	default:
		return false
	}
	return true
}

// never is the day on which a case is accepted that is not.
const never = -1

func (c *story) oneExit(day int, who *user, event string, b casefile.ExitBody, words string) {
	c.steps = []step{{day: min(day, c.w.cal.last), do: func(t time.Time) {
		c.leave(t, who, event, b, words)
		c.end()
	}}}
}

// twin makes the case a second record of another one, and names that.
func (c *story) twin(r *rand.Rand) string {
	other := c.w.cases[r.IntN(len(c.w.cases))]
	for other == c || !slices.Contains([]goal{closedGoal, goal(casefile.StageAccepted)}, other.goal) {
		other = c.w.cases[r.IntN(len(c.w.cases))]
	}
	c.kind, c.p, c.area = other.kind, other.p, other.area
	c.p.name = otherSpelling(r, c.p.name)
	if c.kind == unrecorded || c.kind == papersLost {
		c.kind = newAdult // this record came without the number
	}
	return casefile.KindCase + ":" + other.id
}

// dies: the person died before the papers were there, and the family gets the
// deed of it.
func (c *story) dies(r *rand.Rand, day int) {
	w, cal := c.w, c.w.cal
	reasons := []string{"family", "village_office", "village_office", "hospital", casefile.ReasonRecorded}
	reason := reasons[r.IntN(len(reasons))]
	c.interim, c.returned = false, false
	steps := []step{{days: 0, do: func(t time.Time) {
		c.leave(t, w.staff.coordinator, casefile.Deceased, casefile.ExitBody{Reason: reason}, "Kabar dari keluarga, dibenarkan kantor desa.")
	}}}
	if reason != casefile.ReasonRecorded {
		steps = append(steps, c.dossier(r.IntN, casefile.NeedDeathDeed)...)
		steps = append(steps, c.delivery(r.IntN, casefile.NeedDeathDeed)...)
		if r.IntN(3) == 0 { // this one is not through yet
			steps = steps[:1+r.IntN(len(steps)-2)]
			day = max(day, cal.last-10)
		} else {
			day = min(day, cal.last-span(cal, steps))
		}
	}
	day = cal.workday(max(day, c.acceptDay+1), 1)
	steps[0].day = day
	c.days(steps, day)
	c.steps = steps
}

// withdraw: entered by mistake. After thirty days the personal data is erased.
func (c *story) withdraw(r *rand.Rand) {
	w, cal := c.w, c.w.cal
	c.acceptDay = never
	day := max(2, cal.last-1-r.IntN(25))
	old := r.IntN(2) == 0 && cal.last > 45
	if old {
		day = 2 + r.IntN(cal.last-40)
	}
	c.steps = []step{{day: day, do: func(t time.Time) {
		c.do(t, w.staff.coordinator, casefile.Withdrawn, casefile.ExitBody{Reason: "entered_twice"})
		if !old {
			c.end()
		}
	}}}
	if !old {
		return
	}
	c.steps = append(c.steps, step{day: day + 31, do: func(t time.Time) {
		st := casefile.FoldState(c.id, c.events())
		b := st.Figures()
		b.Basis = "withdrawn"
		w.do(t, w.staff.system, ledger.Draft{Subject: c.subject(), Type: casefile.Erased, Area: c.area, Body: b})
		c.end()
	}})
}
