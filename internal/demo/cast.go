package demo

import (
	"math/rand/v2"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/region"
)

// Baseline is how many people were on the list of 1 January 2021.
const Baseline = 2028

// cast chooses the vulnerable people and what becomes of each.
func (w *world) cast(baseline int) {
	r := w.rand("cases")
	known := w.known
	dealt := goals(r, baseline, w.cal.today)
	found := min(160, baseline/12) * min(w.cal.today, 365) / 365
	dealt = append(dealt, laterGoals(r, found)...)
	for i, g := range dealt {
		c := &story{w: w, goal: g, baseline: i < baseline, says: map[string][]string{}}
		c.kind = drawKind(r, g)
		c.person(r, known)
		c.area = string(w.villages.list[c.p.village].code)
		c.arrive(r, i)
		c.character(r)
		w.cases = append(w.cases, c)
	}
}

// laterGoals deals the goals of people who were found after the list: many of
// them are new.
func laterGoals(r *rand.Rand, n int) []goal {
	fresh := []goal{goal(casefile.StageReported), goal(casefile.StageReported), goal(casefile.StageAccepted), goal(casefile.StageScheduled),
		goal(casefile.StageVisited), goal(casefile.StageSubmitted), closedGoal, closedGoal, closedGoal}
	out := make([]goal, n)
	for i := range out {
		out[i] = fresh[r.IntN(len(fresh))]
	}
	return out
}

// drawKind draws what is the matter with somebody who comes to the goal.
func drawKind(r *rand.Rand, g goal) kind {
	weights := []int{38, 29, 14, 8, 6, 5}
	switch casefile.Stage(g) {
	case casefile.StageSubmitted, casefile.StageReturned, casefile.StageVerified, casefile.StageEntered:
		weights = []int{50, 0, 28, 12, 0, 10}
	case casefile.StageAwaitingUniqueness:
		weights = []int{45, 45, 0, 0, 10, 0}
	}
	n := r.IntN(100)
	for k, weight := range weights {
		if n < weight {
			return kind(k)
		}
		n -= weight
	}
	return newAdult
}

// pool are people of the register, by what they may need.
type pool struct{ unrecorded, recorded []int }

func (w *world) byNeed() *pool {
	p := &pool{}
	for i := range w.people {
		switch q := &w.people[i]; {
		case q.year <= 2003 && !q.recorded:
			p.unrecorded = append(p.unrecorded, i)
		case q.year <= 2003:
			p.recorded = append(p.recorded, i)
		}
	}
	r := w.rand("pool")
	r.Shuffle(len(p.unrecorded), func(i, j int) { p.unrecorded[i], p.unrecorded[j] = p.unrecorded[j], p.unrecorded[i] })
	r.Shuffle(len(p.recorded), func(i, j int) { p.recorded[i], p.recorded[j] = p.recorded[j], p.recorded[i] })
	return p
}

func take(list *[]int) (int, bool) {
	if len(*list) == 0 {
		return 0, false
	}
	i := (*list)[0]
	*list = (*list)[1:]
	return i, true
}

// person makes or finds the person of the case.
func (c *story) person(r *rand.Rand, known *pool) {
	w := c.w
	switch c.kind {
	case unrecorded:
		if i, ok := take(&known.unrecorded); ok {
			c.p = w.people[i]
			return
		}
		c.kind = newAdult
	case papersLost, knownHere:
		if i, ok := take(&known.recorded); ok {
			c.p = w.people[i]
			if c.kind == knownHere { // the report does not know the number, and hears the name otherwise
				c.p.name = otherSpelling(r, c.p.name)
			}
			return
		}
		c.kind = newAdult
	}
	at := w.villages.draw(r)
	if r.IntN(40) == 0 {
		at = w.villages.at[w.profile.home]
	}
	year := 1930 + r.IntN(70)
	if r.IntN(100) < 45 {
		year = 1930 + r.IntN(30)
	}
	if c.kind == child {
		year = 2006 + r.IntN(14)
	}
	sex := "L"
	if r.IntN(100) < 54 {
		sex = "P"
	}
	p := person{sex: sex, year: year, village: at, hamlet: r.IntN(3), rt: 1 + r.IntN(12), rw: 1 + r.IntN(6)}
	p.name = nameOf(r, sex, year)
	p.month, p.day = birthDate(r, year)
	p.mother, p.father = nameOf(r, "P", max(1925, year-25)), nameOf(r, "L", max(1925, year-29))
	if c.kind == elsewhere {
		var err error
		if p.nik, err = w.serials.nikOf(&p, neighbour(w.district)); err != nil {
			w.fail(err)
		}
	}
	c.p = p
}

// arrive says on which way the case came in.
func (c *story) arrive(r *rand.Rand, i int) {
	w, s := c.w, c.w.staff
	t := w.cal.first
	if !c.baseline {
		t = t.AddDate(0, 1, 0)
	}
	c.id = w.maker.NewID(t)
	switch n := r.IntN(100); {
	case n < 3 && c.kind != child:
		c.institution = prison
	case n < 5:
		c.institution = careHome
	case n < 6 && c.kind != child:
		c.institution = hospital
	}
	if c.institution != "" {
		stands := w.profile.of(c.institution)
		c.p.village = w.villages.at[stands]
		c.area = string(stands)
	}
	if c.baseline {
		c.row = i + 1
		c.channel, c.reporter, c.list = "list", s.coordinator, listOffice
		if i%5 == 4 {
			c.channel, c.reporter, c.list, c.agency = "social", s.social, listSocial, agencySocial
		}
		return
	}
	c.urgent = r.IntN(8) == 0
	switch n := r.IntN(100); {
	case c.institution == prison:
		c.channel, c.reporter = "institution", s.institution
	case n < 45:
		c.channel, c.reporter = "registrar", s.registrars[c.p.village]
	case n < 65:
		c.channel, c.reporter, c.agency = "social", s.social, agencySocial
	case n < 80:
		c.channel, c.reporter = "partner", s.partner
	case n < 92:
		c.channel, c.reporter = "field", s.field[r.IntN(4)]
	default:
		c.channel, c.reporter = "office", s.coordinator
	}
	c.placeOnly = c.kind == newAdult && r.IntN(6) == 0
}

// of is the village in which an institution stands.
func (p profile) of(institution string) region.Code {
	switch institution {
	case hospital:
		return p.hospital
	case careHome:
		return p.careHome
	}
	return p.centre
}

// character is why the person is on the list, and what the kit will say.
func (c *story) character(r *rand.Rand) {
	p := &c.p
	switch c.kind {
	case unrecorded:
		c.reasons = []string{"no_recording"}
	case papersLost:
		c.reasons = []string{"disaster_documents"}
		c.classes = []string{"natural_disaster"}
		c.vulnerabilities = []string{"disaster_victim"}
	default:
		c.reasons = []string{"no_nik"}
		if r.IntN(3) == 0 {
			c.reasons = append(c.reasons, "not_in_database")
		}
	}
	switch {
	case c.institution == prison:
		c.vulnerabilities = []string{"detained"}
	case c.institution != "":
		c.vulnerabilities = []string{"institutional_care"}
	case c.kind == child && r.IntN(4) == 0:
		c.vulnerabilities, c.classes = []string{"abandoned_child"}, []string{"neglected"}
	case len(c.vulnerabilities) == 0:
		if 2021-p.year >= 60 {
			c.vulnerabilities = append(c.vulnerabilities, "elderly")
		}
		others := []string{"disability_physical", "odgj", "chronically_ill", "disability_sight", "remote", "disability_hearing",
			"disability_intellect", "homeless", "other_barrier", "disability_mental"}
		if len(c.vulnerabilities) == 0 || r.IntN(4) == 0 {
			c.vulnerabilities = append(c.vulnerabilities, others[r.IntN(len(others))])
		}
	}
	if r.IntN(10) < 7 {
		c.needs = c.wanted()
	}
	c.outcomes(r)
}

func (c *story) outcomes(r *rand.Rand) {
	visited := c.goal == goal(casefile.StageVisited)
	switch c.kind {
	case newAdult:
		c.outcome = casefile.BioNotFound
		n := r.IntN(100)
		if visited {
			n /= 4 // here the search and the second approver are still awaited
		}
		switch {
		case n < 8:
			c.outcome = casefile.BioPending
		case n < 12:
			c.outcome = casefile.BioFailed
		}
		c.enrolled = c.outcome == casefile.BioNotFound && r.IntN(100) < 40
		c.interim = r.IntN(12) == 0 && c.goal != goal(casefile.StageEntered)
	case unrecorded, knownHere:
		c.outcome, c.enrolled = casefile.BioLocal, !visited && r.IntN(12) > 0
	case papersLost:
		c.outcome = casefile.BioLocal
	case elsewhere:
		c.outcome = casefile.BioElsewhere
	}
}

// String is the kind in a word, for messages of tests.
func (k kind) String() string {
	return [...]string{"new_adult", "unrecorded", "child", "papers_lost", "known_here", "elsewhere"}[k]
}

// plan gives every case its days and a place on trips.
func (w *world) plan() {
	r := w.rand("days")
	for _, c := range w.cases {
		c.plan(r)
	}
}

func (c *story) plan(r *rand.Rand) {
	cal := c.w.cal
	lead := cal.days(planAhead) + 1
	c.acceptDay = cal.workday(min(3+r.IntN(cal.days(40)), cal.last-1), -1)
	c.acceptDay = max(c.acceptDay, 3)
	switch casefile.Stage(c.goal) {
	case casefile.StageReported:
		c.acceptDay = never
		if !c.baseline {
			c.reportDay = cal.last - r.IntN(cal.days(6))
		}
		if !c.w.doubled && !c.placeOnly {
			c.w.doubled, c.doubles = true, c.twin(c.w.rand("doubles")) // every other person stays who they were
		}
		return
	case casefile.StageAccepted:
		if !c.baseline {
			c.acceptDay = cal.workday(cal.last-r.IntN(cal.days(20)), -1)
			c.reportDay = cal.workday(c.acceptDay-r.IntN(3)-1, -1)
		} else if r.IntN(3) == 0 {
			c.attempt(r, cal.last-r.IntN(cal.days(40)))
		}
		return
	case casefile.StageScheduled:
		if !c.baseline {
			c.acceptDay = cal.workday(cal.last-lead-1-r.IntN(5), -1)
			c.reportDay = cal.workday(c.acceptDay-2, -1)
		}
		c.first = &slot{c: c, purpose: "first", meet: c.meet}
		c.w.bookSlot(cal.today+r.IntN(tripsPlanned), cal.today, cal.today+tripsPlanned+2, c.first, c.kind != child)
		return
	}
	if c.exits(r) {
		return
	}
	before, after := c.path(r.IntN)
	before, after = c.cut(before, after)
	end := cal.last - cal.days(max(1, c.w.since(r, c.goal))) + 1
	if c.goal == closedGoal {
		whole := span(cal, before) + span(cal, after) + 2*lead + 4
		end = min(cal.last-1, whole+r.IntN(max(1, cal.last-whole)))
	}
	want := end - span(cal, before)
	if len(after) > 0 {
		want -= span(cal, after) + lead + 2
	}
	if !c.baseline {
		c.acceptDay = cal.workday(max(3, want-lead-r.IntN(cal.days(15))), -1)
		c.reportDay = cal.workday(max(0, c.acceptDay-1-r.IntN(3)), -1)
	} else {
		c.acceptDay = cal.workday(max(3, min(c.acceptDay, want-lead)), -1)
	}
	if r.IntN(9) == 0 && want-c.acceptDay > 2*lead+14 {
		c.attempt(r, want-lead-7)
	}
	c.first = &slot{c: c, purpose: "first", meet: c.meet}
	lo := c.acceptDay + lead
	if len(c.attempts) > 0 {
		lo = c.attempts[0].trip.day + lead + 1
	}
	c.w.bookSlot(want, lo, max(lo+2, end-span(cal, before)), c.first, c.kind != child)
	day := c.days(before, c.first.trip.day)
	if len(after) > 0 {
		if lo2 := day + lead + 1; lo2 <= cal.last-1 {
			c.second = &slot{c: c, purpose: "recording", meet: c.record}
			c.w.bookSlot(lo2+2, lo2, max(lo2+3, cal.last), c.second, true)
			c.days(after, c.second.trip.day)
		} else {
			c.enrolled = true // no time is left for another visit: the office issued while the team waited
			c.days(after, day)
			before, after = append(before, after...), nil
		}
	}
	c.steps, c.more = before, after
}

// attempt is a stop at which nobody was met.
func (c *story) attempt(r *rand.Rand, want int) {
	lead := c.w.cal.days(planAhead) + 1
	lo := c.acceptDay + lead
	if n := len(c.attempts); n > 0 {
		lo = c.attempts[n-1].trip.day + lead + 1
	}
	hi := min(c.w.cal.last, want+5)
	if lo+3 > hi {
		return
	}
	s := &slot{c: c, purpose: "first", meet: c.notMet}
	c.w.bookSlot(want, lo, hi, s, c.kind != child)
	c.attempts = append(c.attempts, s)
}

// cut ends the path where the goal is reached.
func (c *story) cut(before, after []step) ([]step, []step) {
	switch c.goal {
	case goal(casefile.StageVisited):
		if c.kind == child { // all there but what the head decides
			return []step{{days: 2, do: func(t time.Time) {
				if drafts := c.supplies(t, []string{casefile.NeedNIK, casefile.NeedBirthDeed, casefile.NeedKIA}); len(drafts) > 0 {
					c.w.do(t, c.registrar(), drafts...)
				}
			}}}, nil
		}
		return nil, nil
	case closedGoal:
		return before, after
	}
	for i, s := range before {
		if s.goal == c.goal {
			return before[:i+1], nil
		}
	}
	for i, s := range after {
		if s.goal == c.goal {
			return before, after[:i+1]
		}
	}
	return before, after
}

func span(cal calendar, steps []step) int {
	n := 0
	for _, s := range steps {
		n += cal.days(s.days)
	}
	return n
}

// days dates the steps from a day on and returns the last.
func (c *story) days(steps []step, day int) int {
	cal := c.w.cal
	for i := range steps {
		if steps[i].days > 0 {
			day = cal.workday(day+cal.days(steps[i].days), 1)
		}
		steps[i].day = day
	}
	return day
}

// begin queues how every case comes in: the list on its day, later people one
// by one.
func (w *world) begin() {
	at := w.cal.first.Add(9 * time.Hour)
	for _, c := range w.cases {
		t := at.Add(time.Duration(c.row) * 200 * time.Millisecond)
		if !c.baseline {
			t = w.cal.office(w.times, c.reportDay, time.Time{})
		}
		w.at(t, func(t time.Time) {
			c.report(t)
			if c.acceptDay == never {
				c.next(t)
				return
			}
			w.at(w.cal.office(w.times, c.acceptDay, t), func(t time.Time) {
				c.accept(t)
				if c.first == nil && len(c.attempts) == 0 {
					c.next(t)
				}
			})
		})
	}
}
