package monitoring

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/region"
)

var zone = region.Hours("")

func on(day int) int64 {
	return time.Date(2021, 1, 1, 9, 0, 0, 0, zone).AddDate(0, 0, day).UnixMicro()
}

var villages = []string{"35.03.01.2001", "35.03.01.2002", "35.03.02.2010", "35.03.04.2001", ""}

// drawPerson makes somebody anywhere on the way, with clocks that may be wrong.
func drawPerson(t *rapid.T) Person {
	p := Person{Area: rapid.SampledFrom(villages).Draw(t, "area"), Sex: rapid.SampledFrom([]string{"L", "P", ""}).Draw(t, "sex"),
		AgeBand:  rapid.SampledFrom(append(casefile.AgeBands(), "")).Draw(t, "age"),
		Baseline: rapid.Bool().Draw(t, "baseline"), Open: rapid.Bool().Draw(t, "open"),
		Stage: rapid.SampledFrom(casefile.Stages()).Draw(t, "stage"),
		Exit: rapid.SampledFrom([]casefile.Exit{"", "", "", casefile.ExitDuplicate, casefile.ExitDeceased, casefile.ExitNotFound,
			casefile.ExitMoved}).Draw(t, "exit")}
	if len(p.Area) > 8 {
		p.Kecamatan = p.Area[:8]
	}
	p.Opened = on(rapid.IntRange(-100, 600).Draw(t, "opened"))
	for i, at := range []*int64{&p.Accepted, &p.Visited, &p.Submitted, &p.Issued, &p.Handed, &p.Closed, &p.Recorded, &p.Waits, &p.Verified, &p.Entered} {
		if rapid.Bool().Draw(t, "has") {
			*at = on(rapid.IntRange(-100, 700).Draw(t, string(rune('a'+i))))
		}
	}
	if p.Exit != "" {
		p.Exited = on(rapid.IntRange(-100, 700).Draw(t, "exited"))
	}
	return p
}

func drawPeriod(t *rapid.T) Period {
	now := time.UnixMicro(on(rapid.IntRange(0, 720).Draw(t, "now"))).In(zone)
	year := rapid.IntRange(2021, now.Year()).Draw(t, "year")
	return YearOf(year, now, rapid.SampledFrom([]string{"", "35.03.01", "35.03.04"}).Draw(t, "kecamatan"))
}

// brute counts each figure by its own sentence, one after the other.
type brute struct {
	p      Period
	end    int64
	people []Person
}

func bruteOf(p Period, people []Person) brute {
	b := brute{p: p, end: min(p.To.UnixMicro(), p.Now.UnixMicro()+1)}
	for _, q := range people {
		if q.Opened < b.end && (p.Kecamatan == "" || q.Kecamatan == p.Kecamatan) && (q.Baseline || q.Exit != casefile.ExitDuplicate) {
			b.people = append(b.people, q)
		}
	}
	return b
}

func (b brute) count(is func(Person) bool) (n int) {
	for _, q := range b.people {
		if is(q) {
			n++
		}
	}
	return n
}

func by(at, end int64) bool { return at != 0 && at < end }

func gone(q Person, end int64) bool {
	return !by(q.Handed, end) && (by(q.Closed, end) || q.Exit != "" && q.Exit != casefile.ExitNotFound && q.Exited < end)
}

func (b brute) inPeriod(at int64) bool { return at >= b.p.From.UnixMicro() && at < b.end && at != 0 }

func (b brute) check(t interface {
	Helper()
	Errorf(string, ...any)
}, f Figures) {
	t.Helper()
	same := func(what string, got, want int) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %d, counted by hand %d (%+v)", what, got, want, b.p)
		}
	}
	single := func(q Person) bool { return q.Exit != casefile.ExitDuplicate }
	same("list", f.All.List, b.count(func(q Person) bool { return q.Baseline }))
	same("served", f.All.Served, b.count(func(q Person) bool { return q.Baseline && by(q.Handed, b.end) }))
	same("out", f.All.Out, b.count(func(q Person) bool { return q.Baseline && gone(q, b.end) }))
	same("left", f.All.Left, b.count(func(q Person) bool { return q.Baseline && !by(q.Handed, b.end) && !gone(q, b.end) }))
	same("later", f.All.Later, b.count(func(q Person) bool { return !q.Baseline }))
	same("later served", f.All.LaterServed, b.count(func(q Person) bool { return !q.Baseline && by(q.Handed, b.end) }))
	same("visited", f.All.Visited, b.count(func(q Person) bool { return single(q) && b.inPeriod(q.Visited) }))
	same("recorded", f.All.Recorded, b.count(func(q Person) bool { return single(q) && b.inPeriod(q.Recorded) }))
	same("in hand", f.InHand, b.count(func(q Person) bool { return single(q) && q.Baseline && b.inPeriod(q.Handed) }))
	same("funnel: reported", f.Funnel[0], b.count(single))
	same("funnel: handed over", f.Funnel[7], b.count(func(q Person) bool { return single(q) && by(q.Handed, b.end) }))
	same("funnel: visited", f.Funnel[2], b.count(func(q Person) bool {
		return single(q) && (by(q.Visited, b.end) || by(q.Submitted, b.end) || by(q.Verified, b.end) || by(q.Entered, b.end) || by(q.Issued, b.end) || by(q.Handed, b.end))
	}))
	same("funnel: verified", f.Funnel[4], b.count(func(q Person) bool {
		return single(q) && (by(q.Verified, b.end) || by(q.Entered, b.end) || by(q.Issued, b.end) || by(q.Handed, b.end))
	}))
	same("funnel: entered", f.Funnel[5], b.count(func(q Person) bool {
		return single(q) && (by(q.Entered, b.end) || by(q.Issued, b.end) || by(q.Handed, b.end))
	}))
	for i, at := range b.p.months() {
		same("left of month", f.Left[i], b.count(func(q Person) bool { return q.Baseline && !by(q.Handed, at) && !gone(q, at) }))
	}
	now := b.p.Now.UnixMicro()
	old := func(at int64, days int) bool { return at != 0 && (now-at)/86_400_000_000 > int64(days) }
	wait := [3]func(Person) int64{
		func(q Person) int64 {
			if q.Visited == 0 && q.Exit == "" {
				return q.Opened
			}
			return 0
		},
		func(q Person) int64 {
			if q.Stage == casefile.StageVisited && q.Exit == "" {
				return q.Visited
			}
			return 0
		},
		func(q Person) int64 { return q.Waits },
	}
	for i, since := range wait {
		all := b.count(func(q Person) bool { return b.p.Current() && single(q) && q.Open && since(q) != 0 })
		late := b.count(func(q Person) bool { return b.p.Current() && single(q) && q.Open && old(since(q), behindAfter[i]) })
		same("wait", f.Behind[i].Count, all)
		same("late", f.Behind[i].Late, late)
		sum := 0
		for _, r := range f.Behind[i].Rows {
			sum += r.Count
		}
		same("late by kecamatan", sum, late)
	}
	same("visits measured", f.Spans[0].N, b.count(func(q Person) bool { return single(q) && b.inPeriod(q.Visited) }))
}

func TestFiguresAreWhatHandsCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOfN(rapid.Custom(drawPerson), 0, 60).Draw(t, "people")
		p := drawPeriod(t)
		count := newTally(p)
		for i := range people {
			count.add(&people[i])
		}
		f := count.figures()
		bruteOf(p, people).check(t, f)
		// What a table shows adds up to what the page says on top.
		for name, lines := range map[string][]Line{"villages": f.Villages, "sexes": f.Sexes, "ages": f.Ages} {
			var sum Line
			for _, l := range lines {
				sum = Line{List: sum.List + l.List, Served: sum.Served + l.Served, Out: sum.Out + l.Out, Left: sum.Left + l.Left,
					Later: sum.Later + l.Later, LaterServed: sum.LaterServed + l.LaterServed, Visited: sum.Visited + l.Visited, Recorded: sum.Recorded + l.Recorded}
			}
			if sum != f.All {
				t.Errorf("%s add up to %+v, not %+v", name, sum, f.All)
			}
		}
		if a := f.All; a.List != a.Served+a.Out+a.Left {
			t.Errorf("%d on the list are not %d + %d + %d", a.List, a.Served, a.Out, a.Left)
		}
		if !slices.IsSortedFunc(f.Funnel[:], func(a, b int) int { return b - a }) {
			t.Errorf("the funnel widens: %v", f.Funnel)
		}
	})
}

func TestSpans(t *testing.T) {
	for _, tt := range []struct {
		days []int
		want Span
	}{
		{nil, Span{}},
		{[]int{5}, Span{1, 5, 5}},
		{[]int{9, 1}, Span{2, 1, 9}},
		{[]int{3, 1, 2}, Span{3, 2, 3}},
		{[]int{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, Span{10, 5, 9}},
	} {
		if got := span(slices.Clone(tt.days)); got != tt.want {
			t.Errorf("%v: %+v, want %+v", tt.days, got, tt.want)
		}
	}
}

func TestMonthsEndNow(t *testing.T) {
	now := time.Date(2021, 6, 14, 8, 0, 0, 0, zone)
	if n := len(YearOf(2021, now, "").months()); n != 7 {
		t.Errorf("in June %d points", n)
	}
	if n := len(YearOf(2020, now, "").months()); n != 13 {
		t.Errorf("a whole year has %d points", n)
	}
	if p := YearOf(2020, now, ""); p.Current() || p.end() != p.To.UnixMicro() {
		t.Errorf("last year is %+v", p)
	}
}

func TestAmount(t *testing.T) {
	for in, want := range map[string]int64{"1.217": 1217, "45 000 000": 45_000_000, "0": 0, "45,000,000": 45_000_000, "12.5": -1, "": -1, "-5": -1, "12a": -1, "99999999999999999999": -1} {
		if got := amount(in); got != want {
			t.Errorf("%q: %d", in, got)
		}
	}
}

// The file of a place is told from that of another by its name.
func TestTheNameOfAFileSaysItsPlace(t *testing.T) {
	if got := plain("Panggul, Trenggalek, Dinas Sosial P3A (Kab.)"); got != "panggul-trenggalek-dinas-sosial-p3a-kab" {
		t.Error(got)
	}
}
