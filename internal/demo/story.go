package demo

import (
	"fmt"
	"strconv"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/monitoring"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// kind is what is the matter with a person.
type kind int

const (
	newAdult   kind = iota // no NIK: all papers, with a recording
	unrecorded             // has a NIK, was never recorded
	child                  // no NIK, no deed
	papersLost             // has everything in the register, lost the papers
	knownHere              // reported without NIK, and the kit finds one
	elsewhere              // the kit finds a NIK of another kabupaten
)

// step is one thing that happens to a case in the office, so many days after
// the one before.
type step struct {
	goal goal // where the case stands after it
	days int
	day  int // planned
	do   func(t time.Time)
}

// story is one case.
type story struct {
	w    *world
	id   string
	p    person // as the register, or nobody, knows the person
	kind kind
	goal goal

	number      string
	area        string
	channel     string
	agency      string
	institution string
	reporter    *user
	letter      string
	list        string
	row         int
	baseline    bool
	urgent      bool
	placeOnly   bool // nothing is known but where the person is found

	reasons, vulnerabilities, classes []string
	needs                             []string // as reported
	outcome                           string
	enrolled                          bool // recorded at the first visit
	returned, interim                 bool

	about about

	reportDay, acceptDay int
	attempts             []*slot
	first, second        *slot
	steps, more          []step

	prev      time.Time
	says      map[string][]string // by field: the events that state it
	biometric string
	kk        string // the number of the family card that was issued
	envelope  string
	legGiven  string
	handed    string
	over      bool
	figure    monitoring.Person // as it was counted last
	doubles   string            // of a report: the case of which somebody thinks it is a second record
	sketched  bool              // on a trip that is not announced
}

func (c *story) subject() ledger.Subject { return ledger.Subject{Kind: casefile.KindCase, ID: c.id} }

func (c *story) draft(event string, body any) ledger.Draft {
	return ledger.Draft{Subject: c.subject(), Type: event, Area: c.area, Body: body}
}

// do is an act on the case alone.
func (c *story) do(t time.Time, who *user, event string, body any) string {
	return c.w.do(t, who, c.draft(event, body))[0]
}

// registrar is who helps the person: of the own village, or the social office.
func (c *story) registrar() *user {
	if c.channel == "social" {
		return c.w.staff.social
	}
	return c.w.staff.registrars[c.p.village]
}

// officer is the one of the team who meets and captures.
func (c *story) officer(s *slot) *user {
	return c.w.staff.field[2*s.trip.team+s.trip.day%2]
}

// assertions are what is said of the person when the case is reported.
func (c *story) assertions() []casefile.Assertion {
	w, p := c.w, &c.p
	var out []casefile.Assertion
	say := func(field, value string) {
		if value != "" {
			out = append(out, casefile.Assertion{Field: field, Value: value, Certainty: casefile.CertaintySaid})
		}
	}
	say(casefile.FieldVillage, c.area)
	if c.placeOnly {
		say(casefile.FieldPlace, "Emperan kios sebelah barat pasar "+w.villages.list[p.village].name)
		say(casefile.FieldDirections, "Biasanya ada di sana sebelum pukul sembilan pagi; tanya penjaga pasar.")
	} else {
		say(casefile.FieldName, p.name)
		say(casefile.FieldSex, p.sex)
		say(casefile.FieldBirth, c.birthSaid())
		say(casefile.FieldMother, p.mother)
		say(casefile.FieldAddress, w.address(p))
		say(casefile.FieldRT, fmt.Sprintf("%03d", p.rt))
		say(casefile.FieldRW, fmt.Sprintf("%03d", p.rw))
		if c.kind == unrecorded || c.kind == papersLost {
			out = append(out, casefile.Assertion{Field: casefile.FieldNIK, Value: p.nik, Certainty: casefile.CertaintyDocument},
				casefile.Assertion{Field: casefile.FieldKK, Value: p.kk, Certainty: casefile.CertaintyDocument})
		}
		if p.rt%3 == 0 {
			say(casefile.FieldCompanion, "Kepala dusun "+w.villages.list[p.village].hamlet[p.hamlet])
			say(casefile.FieldPhone, fmt.Sprintf("0800%07d", 1000000+p.rt*1000+p.day*10+p.rw))
		}
	}
	out = append(out, c.told()...)
	for _, v := range c.vulnerabilities {
		out = append(out, casefile.Assertion{Field: casefile.FieldVulnerability, Element: v, Value: v, Certainty: casefile.CertaintySaid})
	}
	for _, v := range c.classes {
		out = append(out, casefile.Assertion{Field: casefile.FieldLegalClass, Element: v, Value: v, Certainty: casefile.CertaintySaid})
	}
	return out
}

// birthSaid is the birth date as families know it: of the old often a year.
func (c *story) birthSaid() string {
	p := &c.p
	switch {
	case p.nik != "" && c.kind != newAdult, p.year > 1995:
		return p.birth()
	case p.day%3 == 0:
		return strconv.Itoa(p.year)
	case p.day%7 == 0:
		if d, err := resident.FromAge(2021-p.year, 3, c.w.cal.first); err == nil {
			return d.Text()
		}
	}
	return p.birth()
}

func (c *story) remember(event string, fields []casefile.Assertion) {
	for _, a := range fields {
		c.says[a.Field] = append(c.says[a.Field], event)
	}
}

// report brings the case in.
func (c *story) report(t time.Time) {
	w := c.w
	c.prev = t
	c.number = w.number("case", t)
	body := casefile.ReportedBody{Number: c.number, Channel: c.channel, Reasons: c.reasons, Needs: c.needs, Agency: c.agency,
		Institution: c.institution, List: c.list, ListRow: c.row, Letter: c.letter, Baseline: c.baseline, Basis: c.basis(), Urgent: c.urgent, Lawbook: w.book.Version}
	fields := c.assertions()
	d := c.draft(casefile.Reported, body)
	d.Personal = casefile.PersonPersonal{Fields: fields}
	c.remember(w.do(t, c.reporter, d)[0], fields)
	if !c.placeOnly {
		c.compare(t.Add(time.Second))
	}
}

// compare is what the coordinator thought of somebody who is like the person.
func (c *story) compare(t time.Time) {
	w := c.w
	body := casefile.IdentityDecidedBody{Candidate: fmt.Sprintf("register:reg-%07d", 1+c.p.day*7+c.p.rt), Decision: casefile.Unsure, Score: 60}
	switch {
	case c.doubles != "": // a second person has not looked yet
		body = casefile.IdentityDecidedBody{Candidate: c.doubles, Decision: casefile.Same, Score: 90}
	case !w.asked && c.area == string(w.profile.home) && (c.goal == goal(casefile.StageReported) || c.goal == goal(casefile.StageAccepted)):
		w.asked, body.Ask, body.Fields = true, casefile.AskVillage, []string{casefile.FieldBirth, casefile.FieldMother}
	case c.goal != goal(casefile.StageReported), c.p.day%5 != 0:
		return
	}
	c.do(t, w.staff.coordinator, casefile.IdentityDecided, body)
}

// accept lets the case in; what is missing to the needs is set.
func (c *story) accept(t time.Time) {
	c.prev = t
	c.do(t, c.w.staff.coordinator, casefile.Accepted, casefile.AcceptedBody{Needs: c.wanted()})
	if c.goal == goal(casefile.StageAccepted) && c.p.day == 9 {
		c.do(t.Add(time.Minute), c.w.staff.coordinator, casefile.Waiting, casefile.WaitingBody{Reason: "companion_away",
			Until: c.w.cal.iso(c.w.cal.today + 5)})
	}
	if c.goal == goal(casefile.StageAccepted) && c.p.day == 12 && !c.placeOnly {
		// The registrar wrote another name of the mother without seeing the first.
		d := c.draft(casefile.PersonStated, struct{}{})
		d.Personal = casefile.PersonPersonal{Fields: []casefile.Assertion{{Field: casefile.FieldMother, Value: otherSpelling(c.w.times, c.p.mother),
			Certainty: casefile.CertaintySaid}}}
		c.w.do(t.Add(2*time.Minute), c.registrar(), d)
	}
}

// wanted are the needs that triage sees from the reasons.
func (c *story) wanted() []string {
	switch c.kind {
	case unrecorded:
		return []string{casefile.NeedRecording, casefile.NeedKTP}
	case child:
		return []string{casefile.NeedNIK, casefile.NeedBirthDeed, casefile.NeedKIA}
	case papersLost:
		return []string{casefile.NeedReplacement}
	case newAdult:
		return []string{casefile.NeedNIK, casefile.NeedKK, casefile.NeedRecording, casefile.NeedKTP}
	}
	return []string{casefile.NeedNIK, casefile.NeedRecording, casefile.NeedKTP}
}

// notMet is an attempt that met nobody.
func (c *story) notMet(t time.Time, s *slot) {
	c.prev = t
	reasons := []string{"away", "ill", "moved_temporarily", "closed", "unreachable"}
	c.do(t, c.officer(s), casefile.NotMet, casefile.NotMetBody{Trip: s.trip.id, Stop: s.stop.id, Day: c.w.cal.iso(s.trip.day),
		Reason: reasons[c.p.day%len(reasons)], Next: c.w.cal.iso(s.trip.day + 14)})
	if c.first == nil && s == c.attempts[len(c.attempts)-1] {
		c.next(t)
	}
}

// meet is the first visit: identity, biometrics, what was corrected.
func (c *story) meet(t time.Time, s *slot) {
	w := c.w
	c.prev = t
	who := c.officer(s)
	sources := [][]string{{"family", "village_head"}, {"kk_old", "family"}, {"neighbour", "village_head"}, {"ktp_old"}, {"letter", "family"}}
	v := casefile.VisitedBody{Trip: s.trip.id, Stop: s.stop.id, Day: w.cal.iso(s.trip.day), Sources: sources[c.p.day%len(sources)], Witnesses: c.p.day % 3}
	if c.institution != "" {
		v.Sources = []string{"institution"}
	}
	if c.kind == elsewhere {
		v.Needs = []string{casefile.NeedMove}
	}
	if c.interim {
		v.Needs = append(v.Needs, casefile.NeedSKPTI)
	}
	drafts := []ledger.Draft{c.draft(casefile.Visited, v)}
	if c.outcome != "" {
		b := casefile.BiometricBody{Outcome: c.outcome, Quality: 55 + c.p.day + c.p.rt, Device: "DEMO-0001", Enrolled: c.enrolled}
		d := c.draft(casefile.Biometric, b)
		switch c.outcome {
		case casefile.BioFailed:
			b.Trait, b.Reason, b.Enrolled, b.Quality = "fingers_right,fingers_left", "worn", false, 12
			d.Body = b
		case casefile.BioLocal:
			d.Personal = casefile.BiometricPersonal{NIK: c.p.nik}
			d.Replaces = c.says[casefile.FieldNIK]
		case casefile.BioElsewhere:
			d.Personal = casefile.BiometricPersonal{NIK: c.p.nik, Kabupaten: "35.04"}
		}
		drafts = append(drafts, d)
	}
	fields := c.corrections()
	if len(fields) > 0 {
		d := c.draft(casefile.PersonStated, struct{}{})
		for _, f := range fields {
			d.Replaces = append(d.Replaces, c.says[f.Field]...)
		}
		d.Personal = casefile.PersonPersonal{Fields: fields}
		drafts = append(drafts, d)
	}
	ids := w.do(t, who, drafts...)
	if c.outcome != "" {
		c.biometric = ids[1]
	}
	for _, f := range fields {
		c.says[f.Field] = nil
	}
	c.remember(ids[len(ids)-1], fields)
	c.next(t)
}

// corrections are what the visit finds out of the person.
func (c *story) corrections() []casefile.Assertion {
	p := &c.p
	doc := func(field, value string) casefile.Assertion {
		return casefile.Assertion{Field: field, Value: value, Certainty: casefile.CertaintyDocument}
	}
	var out []casefile.Assertion
	if c.placeOnly {
		out = append(out, doc(casefile.FieldName, p.name), doc(casefile.FieldSex, p.sex))
	}
	if c.placeOnly || c.birthSaid() != p.birth() {
		out = append(out, doc(casefile.FieldBirth, p.birth()))
	}
	if c.kind == newAdult || c.kind == child {
		out = append(out, doc(casefile.FieldBirthPlace, region.Name(c.w.district)), doc(casefile.FieldFather, p.father))
	}
	return append(out, c.difficulties()...)
}

// record is the second visit, for the recording.
func (c *story) record(t time.Time, s *slot) {
	c.prev = t
	c.do(t, c.officer(s), casefile.Visited, casefile.VisitedBody{Trip: s.trip.id, Stop: s.stop.id, Day: c.w.cal.iso(s.trip.day),
		Sources: []string{"letter"}, Recording: true})
	c.steps, c.more = c.more, nil
	c.next(t)
}

// next queues the step that follows, if there is one.
func (c *story) next(t time.Time) {
	if len(c.steps) == 0 || c.over {
		return
	}
	s := c.steps[0]
	c.w.at(c.w.cal.office(c.w.times, s.day, t), func(at time.Time) {
		c.steps = c.steps[1:]
		c.prev = at
		s.do(at)
		c.next(at)
	})
}

// events are those of the case that are still in hand.
func (c *story) events() []casefile.Event {
	var out []casefile.Event
	for _, e := range c.w.buffers[c.subject()] {
		out = append(out, seen(e))
	}
	return out
}

// check folds the finished case and holds it against the rules of the service:
// nothing without effect, nobody twice where two must look.
func (c *story) check() error {
	events := c.events()
	st := casefile.FoldState(c.id, events)
	c.count(st)
	if len(st.Parked) > 0 {
		kinds := map[string]string{}
		for _, e := range events {
			kinds[e.ID] = e.Type
		}
		return fmt.Errorf("demo: %s (kind %d, %s) was refused: %s", kinds[st.Parked[0].EventID], c.kind, c.goal, st.Parked[0].Reason)
	}
	for i, act := range st.Acts {
		var done []authority.Done
		for _, before := range st.Acts[:i] {
			if act.Type != casefile.Exception || before.Event == c.biometric {
				done = append(done, authority.Done{Action: authority.Action(before.Type), Person: before.Actor})
			}
		}
		if err := authority.Separation(authority.Action(act.Type), act.Actor, done); err != nil {
			return fmt.Errorf("demo: %s: %w", act.Type, err)
		}
	}
	return nil
}

// end gives the case out of hand.
func (c *story) end() {
	if c.over {
		return
	}
	c.over = true
	if err := c.check(); err != nil {
		c.w.fail(err)
		return
	}
	c.w.done(c.subject())
}
