package outreach

import (
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/region"
)

// Source says where a travel time is known from. Best first: what the
// coordinator stated, what the teams drove, an imported table, an estimate that
// the teams' ways between the two kecamatan corrected, an estimate.
type Source string

// The sources, in the order in which pages count them.
const (
	FromDrive  Source = "driven"   // ways between the two places that teams drove
	FromPeople Source = "stated"   // corrected by the coordinator
	FromTable  Source = "table"    // an imported table of travel times
	FromNear   Source = "adjusted" // an estimate, adjusted by ways between the two kecamatan
	FromHills  Source = "hills"    // an estimate of a mountain road
	FromPlain  Source = "plain"    // an estimate of a road in the plain
	FromWithin Source = "within"   // from stop to stop in one place
	FromNone   Source = "unplaced" // a place without a point: the least there is
)

// travelSources lists them in the order of pages.
var travelSources = []Source{FromDrive, FromPeople, FromTable, FromNear, FromHills, FromPlain, FromWithin, FromNone}

// How sure a travel time is.
const (
	SureHigh = "high"
	SureFair = "fair"
	SureLow  = "low"
)

// Way is how long it takes from one place to another on a day.
type Way struct {
	Minutes, KM float64
	Source      Source
	Seen        int    // ways that teams drove, where they decided it
	Asof        string // ISO date of the newest that is known; "" of an estimate
	Coarse      bool   // of a place only the kecamatan's point is known
	Closed      *Closure
}

// Sure is how sure the time is.
func (w Way) Sure() string {
	switch {
	case w.Coarse, w.Source == FromNone:
		return SureLow
	case w.Source == FromPeople, w.Source == FromDrive && w.Seen >= 2*enoughDrives:
		return SureHigh
	case w.Source == FromDrive, w.Source == FromTable:
		return SureFair
	}
	return SureLow
}

// pair is a way in both directions: the lesser code first.
type pair [2]region.Code

func pairOf(a, b region.Code) pair {
	if b < a {
		return pair{b, a}
	}
	return pair{a, b}
}

func (p pair) id() string { return string(p[0]) + "~" + string(p[1]) }

// pairFrom reads the id of a way; ok is false where it is none.
func pairFrom(id string) (p pair, ok bool) {
	a, b, ok := strings.Cut(id, "~")
	p = pair{region.Code(a), region.Code(b)}
	return p, ok && p[0].Valid() && p[1].Valid() && p[0] < p[1]
}

// Closure is a way that cannot be driven, in both directions: from an area (and
// all that lies in it) to another.
type Closure struct {
	pair
	From, Until string // ISO dates; "" has no end
	Reason      string
}

// On reports whether the way is closed on a day.
func (c Closure) On(day string) bool { return c.From <= day && (c.Until == "" || day <= c.Until) }

// blocks reports whether the way between two places is the one that is closed:
// whoever stays within one end of it does not use it.
func (c Closure) blocks(a, b region.Code) bool {
	in := func(x, y region.Code) bool { return c.pair[0].Contains(x) && c.pair[1].Contains(y) }
	return (in(a, b) || in(b, a)) && a != b
}

// stated is what the coordinator said of a way.
type stated struct {
	minutes, km float64 // 0 is not stated
	on          string
}

// Season is the wet one: ways take longer in its months.
type Season struct {
	Months []int // 1 is January
	Factor float64
}

// usualSeason holds until the office says something else: from November to
// April, by the measured fifth.
var usualSeason = Season{Months: []int{1, 2, 3, 4, 11, 12}, Factor: 1.2}

// On is the factor of a day.
func (s Season) On(day string) float64 {
	if t, err := time.Parse(time.DateOnly, day); err == nil && slices.Contains(s.Months, int(t.Month())) {
		return s.Factor
	}
	return 1
}

// Roads is what is known of the ways at one moment. Its zero value knows the
// estimate and nothing else. It is read, never changed, by several goroutines.
type Roads struct {
	stated   map[pair]stated
	closed   []Closure
	drives   map[pair]calibration
	near     map[pair]calibration // ratio of driven to estimated, between two kecamatan
	table    *roadTable
	spots    map[string]region.Position // of institutions that do not lie at their village's point
	season   Season
	tableDay string
}

// Way answers how long it takes from a to b on a day (ISO date). A closed way
// still says how long it would take; whoever plans goes by Closed.
func (r Roads) Way(day string, a, b region.Code) Way { return r.way(day, endOf(a), endOf(b)) }

func (r Roads) way(day string, a, b end) Way {
	w, wet := r.dry(a, b)
	if wet {
		w.Minutes *= r.wet().On(day)
	}
	for i := range r.closed {
		if r.closed[i].On(day) && r.closed[i].blocks(a.code, b.code) {
			w.Closed = &r.closed[i]
			break
		}
	}
	return w
}

func (r Roads) wet() Season {
	if r.season.Factor == 0 {
		return usualSeason
	}
	return r.season
}

// dry is the way in the dry season, and whether the wet one makes it longer:
// what somebody stated holds all year.
func (r Roads) dry(from, to end) (w Way, wetter bool) {
	a, b := from.code, to.code
	guess := from.estimate(to)
	cell, measured := r.table.at(a, b)
	var drive calibration
	var said stated
	if p := pairOf(a, b); len(r.drives)+len(r.stated) > 0 {
		drive, said = r.drives[p], r.stated[p]
	}
	if measured && cell.km > 0 {
		guess.KM = cell.km
	}
	w, wetter = guess, true
	switch {
	case drive.n >= enoughDrives:
		w = Way{Minutes: drive.high, KM: drive.km, Source: FromDrive, Seen: drive.n, Asof: drive.last}
	case measured:
		w = Way{Minutes: cell.minutes, KM: cell.km, Source: FromTable, Asof: r.tableDay}
	case a != b && guess.Source != FromNone && len(r.near) > 0:
		if c, ok := r.near[pairOf(from.kecamatan, to.kecamatan)]; ok && c.n >= enoughNear {
			w.Minutes *= c.high
			w.Source, w.Seen, w.Asof = FromNear, c.n, c.last
		}
	}
	if w.KM == 0 {
		w.KM = guess.KM
	}
	if said.minutes > 0 {
		return said.over(w), false
	}
	return w, wetter
}

// over puts what was stated in the place of what is known otherwise.
func (s stated) over(w Way) Way {
	w.Minutes, w.Source, w.Seen, w.Asof, w.Coarse = s.minutes, FromPeople, 0, s.on, false
	if s.km > 0 {
		w.KM = s.km
	}
	return w
}
