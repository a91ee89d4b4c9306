package monitoring

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
)

// Person is what figures know of one person: codes and times, nothing else.
type Person struct {
	Area, Kecamatan, Sex, AgeBand string
	Baseline, Open, Disabled      bool
	Stage                         casefile.Stage
	Exit                          casefile.Exit

	// µs UTC, 0 for what did not happen.
	Opened, Accepted, Visited, Submitted, Verified, Entered, Issued, Handed, Closed, Recorded, Exited int64
	// Waits is since when a document of the person exists and is not in hand.
	Waits int64
}

// outcome is where a person stands at a time: of everybody on a list exactly
// one of served, out and left holds.
type outcome int

const (
	left outcome = iota
	out
	served
)

func (p *Person) at(end int64) outcome {
	switch {
	case p.Handed != 0 && p.Handed < end:
		return served
	case p.Closed != 0 && p.Closed < end:
		return out
	// Somebody who was not found is looked for again.
	case p.Exit != "" && p.Exit != casefile.ExitNotFound && p.Exited < end:
		return out
	}
	return left
}

// Steps are the parts of the way that the funnel shows.
func Steps() []casefile.Stage {
	return []casefile.Stage{casefile.StageReported, casefile.StageAccepted, casefile.StageVisited,
		casefile.StageSubmitted, casefile.StageVerified, casefile.StageEntered, casefile.StageIssued, casefile.StageHandedOver}
}

// times are when the person reached each of Steps.
func (p *Person) times() [8]int64 {
	return [...]int64{p.Opened, p.Accepted, p.Visited, p.Submitted, p.Verified, p.Entered, p.Issued, p.Handed}
}

// Line counts the people of one place, sex or age.
type Line struct {
	Code                    string
	List, Served, Out, Left int // of the list of 1 January, at the end of the period
	Later, LaterServed      int // found later
	Visited, Recorded       int // in the period, of both
}

// Behind are people who wait at one place of the way.
type Behind struct {
	After int // days after which somebody counts as left behind
	Count int // all who wait
	Late  int // longer than After
	Rows  []BehindRow
}

// BehindRow is one kecamatan of it, the one with the oldest first.
type BehindRow struct {
	Kecamatan   string
	Count, Days int // late ones, and the age of the oldest
}

// Span is how long people went from one step to the next.
type Span struct{ N, Median, Slow int } // days; Slow is what nine of ten stayed below

// Figures are all figures of a period.
type Figures struct {
	All      Line
	InHand   int    // of the list, who got the first document in the period: what a target is about
	Funnel   [8]int // of both; whoever reached a step has reached those before
	Left     []int  // of the list: at the beginning of the period, then after each month
	Spans    [4]Span
	Behind   [3]Behind
	Areas    []Line // kecamatan, in the order of codes
	Villages []Line
	Sexes    []Line
	Ages     []Line
	Disabled []Line    // code "yes" or "no"; nil for a role that sees nothing of health
	First    time.Time // of the oldest report
}

// Period is what is counted.
type Period struct {
	From, To  time.Time // the year, to not included
	Now       time.Time
	Kecamatan string // "" is all
}

// YearOf is the period of a calendar year as it stands now.
func YearOf(year int, now time.Time, kecamatan string) Period {
	zone := now.Location()
	return Period{From: time.Date(year, 1, 1, 0, 0, 0, 0, zone), To: time.Date(year+1, 1, 1, 0, 0, 0, 0, zone), Now: now, Kecamatan: kecamatan}
}

// end is the moment whose state is shown: the end of the period, or now.
func (p Period) end() int64 {
	if p.Now.Before(p.To) {
		return p.Now.UnixMicro() + 1
	}
	return p.To.UnixMicro()
}

// Current reports whether the period is still running.
func (p Period) Current() bool { return !p.Now.Before(p.From) && p.Now.Before(p.To) }

// months are the moments of the line chart: the beginning, then the end of
// each month that has begun.
func (p Period) months() []int64 {
	at := []int64{p.From.UnixMicro()}
	for m := p.From; m.Before(p.To) && m.Before(p.Now); m = m.AddDate(0, 1, 0) {
		at = append(at, min(m.AddDate(0, 1, 0).UnixMicro(), p.end()))
	}
	return at
}

// Days after which somebody counts as left behind at each of the three places:
// the office's own first values; people far from a road wait for a trip, papers
// that exist for nothing but a way.
var behindAfter = [3]int{90, 14, 7}

// tally counts people one after the other.
type tally struct {
	p      Period
	end    int64
	at     []int64
	f      Figures
	lines  [5]map[string]*Line
	spans  [4][]int
	behind [3]map[string]*BehindRow
}

const (
	byKecamatan = iota
	byVillage
	bySex
	byAge
	byDisability
)

// Count counts these people as Figures counts those of the office.
func Count(p Period, people iter.Seq[Person]) Figures {
	t := newTally(p)
	for q := range people {
		t.add(&q)
	}
	return t.figures()
}

func newTally(p Period) *tally {
	t := &tally{p: p, end: p.end(), at: p.months()}
	t.f.Left = make([]int, len(t.at))
	for i := range t.lines {
		t.lines[i] = map[string]*Line{}
	}
	for i := range t.behind {
		t.behind[i] = map[string]*BehindRow{}
		t.f.Behind[i].After = behindAfter[i]
	}
	return t
}

func (t *tally) in(at int64) bool {
	return at != 0 && at >= t.p.From.UnixMicro() && at < t.end && at < t.p.To.UnixMicro()
}

func (t *tally) add(p *Person) {
	if o := time.UnixMicro(p.Opened); p.Opened != 0 && (t.f.First.IsZero() || o.Before(t.f.First)) {
		t.f.First = o
	}
	if p.Opened >= t.end || p.Exit == casefile.ExitDuplicate && !p.Baseline {
		return
	}
	t.count(t.line(byKecamatan, p.Kecamatan), p)
	if t.p.Kecamatan != "" && p.Kecamatan != t.p.Kecamatan {
		return
	}
	for _, l := range []*Line{&t.f.All, t.line(byVillage, p.Area), t.line(bySex, p.Sex), t.line(byAge, p.AgeBand), t.line(byDisability, yesNo(p.Disabled))} {
		t.count(l, p)
	}
	for i, at := range t.at {
		if p.Baseline && p.at(at) == left {
			t.f.Left[i]++
		}
	}
	if p.Exit == casefile.ExitDuplicate {
		return // a row of the list, and nobody of its own
	}
	if p.Baseline && t.in(p.Handed) {
		t.f.InHand++
	}
	t.way(p)
	t.wait(p)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func (t *tally) line(by int, code string) *Line {
	l, ok := t.lines[by][code]
	if !ok {
		l = &Line{Code: code}
		t.lines[by][code] = l
	}
	return l
}

func (t *tally) count(l *Line, p *Person) {
	o := p.at(t.end)
	switch {
	case !p.Baseline:
		l.Later++
		if o == served {
			l.LaterServed++
		}
	case o == served:
		l.List, l.Served = l.List+1, l.Served+1
	case o == out:
		l.List, l.Out = l.List+1, l.Out+1
	default:
		l.List, l.Left = l.List+1, l.Left+1
	}
	if p.Exit == casefile.ExitDuplicate {
		return
	}
	if t.in(p.Visited) {
		l.Visited++
	}
	if t.in(p.Recorded) {
		l.Recorded++
	}
}

// way counts the funnel and how long the parts of the way took that ended in
// the period.
func (t *tally) way(p *Person) {
	times := p.times()
	for i := len(times) - 1; i >= 0; i-- {
		if times[i] != 0 && times[i] < t.end {
			for j := range i + 1 {
				t.f.Funnel[j]++
			}
			break
		}
	}
	from, to := [4]int64{p.Opened, p.Visited, p.Submitted, p.Issued}, [4]int64{p.Visited, p.Submitted, p.Issued, p.Handed}
	for i := range from {
		if from[i] != 0 && t.in(to[i]) {
			// A device whose clock is wrong must not make a way shorter than none.
			t.spans[i] = append(t.spans[i], max(0, days(from[i], to[i])))
		}
	}
}

// wait finds who waits now; a period that is over has nobody waiting.
func (t *tally) wait(p *Person) {
	if !t.p.Current() || !p.Open {
		return
	}
	since := [3]int64{2: p.Waits}
	if p.Exit == "" && p.Visited == 0 {
		since[0] = p.Opened
	}
	if p.Exit == "" && p.Visited != 0 && p.Stage == casefile.StageVisited {
		since[1] = p.Visited
	}
	for i, at := range since {
		if at == 0 {
			continue
		}
		b := &t.f.Behind[i]
		b.Count++
		age := days(at, t.p.Now.UnixMicro())
		if age <= b.After {
			continue
		}
		b.Late++
		row, ok := t.behind[i][p.Kecamatan]
		if !ok {
			row = &BehindRow{Kecamatan: p.Kecamatan}
			t.behind[i][p.Kecamatan] = row
		}
		row.Count, row.Days = row.Count+1, max(row.Days, age)
	}
}

func days(from, to int64) int { return int((to - from) / (24 * time.Hour).Microseconds()) }

func (t *tally) figures() Figures {
	f := t.f
	f.Areas, f.Villages, f.Sexes, f.Ages = ordered(t.lines[byKecamatan]), ordered(t.lines[byVillage]), ordered(t.lines[bySex]), ordered(t.lines[byAge])
	f.Disabled = ordered(t.lines[byDisability])
	for i, s := range t.spans {
		f.Spans[i] = span(s)
	}
	for i, rows := range t.behind {
		for _, r := range rows {
			f.Behind[i].Rows = append(f.Behind[i].Rows, *r)
		}
		slices.SortFunc(f.Behind[i].Rows, func(a, b BehindRow) int {
			return cmp.Or(cmp.Compare(b.Days, a.Days), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Kecamatan, b.Kecamatan))
		})
	}
	return f
}

func ordered(lines map[string]*Line) []Line {
	out := make([]Line, 0, len(lines))
	for _, l := range lines {
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b Line) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

func span(s []int) Span {
	if len(s) == 0 {
		return Span{}
	}
	slices.Sort(s)
	at := func(share float64) int { return s[max(0, int(share*float64(len(s))+0.999999)-1)] }
	return Span{N: len(s), Median: at(0.5), Slow: at(0.9)}
}
