package outreach

import (
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
)

// The periods that a plan can have.
const (
	Week  = "week"
	Month = "month"
	Year  = "year" // until its end
)

// Periods lists them in the order of the form.
var Periods = []string{Week, Month, Year}

// The plans that are set side by side.
const (
	VariantBoth     = "both"     // homes, and gatherings where they are used
	VariantHome     = "home"     // homes only
	VariantTogether = "together" // whoever can come comes to the gathering
)

// Variants lists them in their order.
var Variants = []string{VariantBoth, VariantHome, VariantTogether}

// Crew is a team with the vehicle that it takes.
type Crew struct {
	Team    string `json:"team"`
	Vehicle string `json:"vehicle"`
}

// PlanSpec is what a planner asks for.
type PlanSpec struct {
	Period string            `json:"period"`
	From   string            `json:"from"` // ISO date
	To     string            `json:"to"`
	Crews  []Crew            `json:"crews"`
	Kits   []string          `json:"kits,omitempty"`
	Budget int64             `json:"budget"` // rupiah; -1: no limit
	OnCall bool              `json:"on_call,omitempty"`
	Areas  []string          `json:"areas,omitempty"`  // kecamatan; none is all
	Must   []string          `json:"must,omitempty"`   // cases that were promised
	Points map[string]string `json:"points,omitempty"` // village → point of its gathering
	Off    []string          `json:"off,omitempty"`    // days on which nobody goes
}

// The limits of what is asked.
const (
	mostCrews    = 8
	mostMust     = 200
	mostOff      = 60
	mostBudget   = 100_000_000_000
	planAhead    = 400 // days
	mostPlanning = 5_000
)

// ends is the last day of a period that begins on a day.
func ends(period, from string) string {
	t, err := time.Parse(time.DateOnly, from)
	if err != nil {
		return from
	}
	switch period {
	case Week:
		t = t.AddDate(0, 0, 6)
	case Month:
		t = t.AddDate(0, 1, -1)
	default:
		t = time.Date(t.Year(), time.December, 31, 0, 0, 0, 0, time.UTC)
	}
	return t.Format(time.DateOnly)
}

// check refuses what cannot be planned, at the field that is to blame.
func (sp *PlanSpec) check(today string, ref Reference) error {
	f := &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.plan"}
	if !slices.Contains(Periods, sp.Period) {
		f.With("masa", "fault.outreach.planner.period")
	}
	last, _ := time.Parse(time.DateOnly, today)
	switch {
	case !isDay(sp.From):
		f.With("mulai", "fault.outreach.day")
	case sp.From < today:
		f.With("mulai", "fault.outreach.day_past")
	case sp.From > last.AddDate(0, 0, planAhead).Format(time.DateOnly):
		f.With("mulai", "fault.outreach.planner.far")
	default:
		sp.To = ends(sp.Period, sp.From)
	}
	if len(sp.Crews) == 0 || len(sp.Crews) > mostCrews {
		f.With("tim", "fault.outreach.planner.crews")
	}
	seen := map[string]bool{}
	for _, c := range sp.Crews {
		if !offered(ref.Teams, c.Team) || seen["t"+c.Team] {
			f.With("tim", "fault.outreach.team")
		}
		if !offered(ref.Vehicles, c.Vehicle) {
			f.With("kendaraan."+c.Team, "fault.outreach.vehicle")
		} else if seen["v"+c.Vehicle] {
			f.With("kendaraan."+c.Team, "fault.outreach.planner.vehicle_twice")
		}
		seen["t"+c.Team], seen["v"+c.Vehicle] = true, true
	}
	for _, k := range sp.Kits {
		if !slices.ContainsFunc(ref.Kits, func(c Choice) bool { return c.ID == k && c.Note == "ready" }) {
			f.With("alat", "fault.outreach.kit")
		}
	}
	if sp.Budget < -1 || sp.Budget > mostBudget {
		f.With("anggaran", "fault.outreach.planner.budget")
	}
	for _, a := range sp.Areas {
		if region.Code(a).Level() != region.Kecamatan {
			f.With("kecamatan", "fault.outreach.area")
		}
	}
	for _, p := range sp.Points {
		if !slices.Contains(Points, p) {
			f.With("kumpul", "fault.outreach.point")
		}
	}
	for _, d := range sp.Off {
		if !isDay(d) {
			f.With("libur", "fault.outreach.planner.off")
			break
		}
	}
	if len(sp.Must) > mostMust {
		f.With("wajib", "fault.outreach.planner.must")
	}
	if len(sp.Off) > mostOff {
		f.With("libur", "fault.outreach.planner.off")
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

func offered(list []Choice, id string) bool {
	return slices.ContainsFunc(list, func(c Choice) bool { return c.ID == id })
}

// waiting is somebody who waits for a visit, as the planner sees them: no name,
// no address, and of what makes it hard to come only whether it does.
type waiting struct {
	Case        string  `json:"c"`
	Number      string  `json:"n"`
	Area        string  `json:"a"`
	Institution string  `json:"i,omitempty"`
	Purpose     string  `json:"p"`
	From        string  `json:"f,omitempty"` // not before this day
	Opened      string  `json:"o"`           // ISO date
	Urgent      bool    `json:"u,omitempty"`
	AtHome      bool    `json:"h,omitempty"` // cannot be expected at a gathering
	Recording   bool    `json:"r,omitempty"` // a second visit with the kit follows, once the NIK is there
	Attempts    int     `json:"t,omitempty"`
	Weight      float64 `json:"w"`
	Allotted    bool    `json:"y,omitempty"` // the plan of the year gives the village to this period

	Gone map[string]int `json:"gone,omitempty"` // the case was erased: variant → nodes that it had; nothing else is kept

	Categories []string `json:"-"`
}

// busy is what another trip has taken on a day.
type busy struct {
	Day     string `json:"d"`
	Team    string `json:"t"`
	Vehicle string `json:"v"`
	Kit     string `json:"k,omitempty"`
}

// venue is an institution as the planner sees it.
type venue struct {
	Village string   `json:"v"`
	Days    []string `json:"d,omitempty"`
	From    string   `json:"f,omitempty"`
	To      string   `json:"t,omitempty"`
	Point   string   `json:"p,omitempty"` // its own, where it has one
}

// at is where it lies; the zero position is its village's point.
func (v venue) at() region.Position {
	at, _ := region.ParsePosition(v.Point)
	return at
}

// spots are the institutions that lie at a point of their own.
func (in *planInput) spots() map[string]region.Position {
	out := map[string]region.Position{}
	for id, v := range in.Venues {
		if v.Point != "" {
			out[id] = v.at()
		}
	}
	return out
}

// planInput is all that a plan is made of, as it was when it was asked for:
// of the same input comes the same problem. Away are the days on which the
// companion of a village said that it does not suit; Year is what the plan of the
// year gives the period.
type planInput struct {
	Spec   PlanSpec            `json:"spec"`
	Today  string              `json:"today"`
	Home   string              `json:"home"`
	Rules  map[string]string   `json:"rules"`
	People []waiting           `json:"people"`
	Venues map[string]venue    `json:"venues"`
	PerKM  map[string]int64    `json:"per_km"` // vehicle → rupiah
	Busy   []busy              `json:"busy"`
	Away   map[string][]string `json:"away"` // village → ISO dates
	Year   *yearly             `json:"year,omitempty"`
}

// dates are the days on which teams may go, in their order.
func (in *planInput) dates() (out []string) {
	rules := ruleValues(in.Rules)
	at, err := time.Parse(time.DateOnly, in.Spec.From)
	for ; err == nil && at.Format(time.DateOnly) <= in.Spec.To; at = at.AddDate(0, 0, 1) {
		day := at.Format(time.DateOnly)
		if slices.Contains(rules.codes("days"), weekdayCode(at)) && !slices.Contains(in.Spec.Off, day) {
			out = append(out, day)
		}
	}
	return out
}

// weekdayCode is "1" on a Monday and "7" on a Sunday.
func weekdayCode(t time.Time) string { return string(rune('1' + (int(t.Weekday())+6)%7)) }
