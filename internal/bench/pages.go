package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/jempolkeren/jempol/internal/app"
	"github.com/jempolkeren/jempol/internal/config"
)

// Options of the benchmark of pages.
type Options struct {
	Config    config.Config
	Program   string // the binary under measurement
	Args      []string
	Env       []string
	Residents int
	Cases     int
	Seed      uint64
	Users     int
	Think     time.Duration // between two clicks of one person
	Saves     float64       // the part of clicks that save
	Warm      time.Duration // before anything is measured
	Measure   time.Duration
	Rows      int    // of the list that is imported; 0 imports none
	Plan      string // period of a plan that is computed: week, month, year; "" computes none
	Log       io.Writer
}

// Report is what was measured.
type Report struct {
	Machine  Machine            `json:"machine"`
	Data     Data               `json:"data"`
	Read     Figures            `json:"read"` // every page but the dashboard
	Save     Figures            `json:"save"`
	Pages    map[string]Figures `json:"pages"`
	Import   Import             `json:"import"`
	Rows     float64            `json:"import_rows_per_s"`
	Plan     *Planned           `json:"plan,omitempty"`
	RSS      float64            `json:"rss_mb"`
	Peak     float64            `json:"rss_peak_mb"`
	Errors   int                `json:"errors"`
	Examples []string           `json:"error_examples,omitempty"`
	Load     Load               `json:"load"`
}

// Load says how the load was made.
type Load struct {
	Users    int     `json:"users"`
	Sessions int     `json:"sessions"`
	ThinkS   float64 `json:"think_s"`
	Saves    float64 `json:"save_share"`
	Seconds  float64 `json:"seconds"`
	PerS     float64 `json:"requests_per_s"`
	Made     string  `json:"made_by"`
}

// The pages of which people's clicks consist.
const (
	pageHome      = "home"
	pageSearch    = "search"
	pageCase      = "case"
	pageList      = "list"
	pageDashboard = "dashboard"
	pageSave      = "save"
)

// Pages measures the pages and saves of a whole office.
func Pages(ctx context.Context, o Options) (Report, error) {
	r := Report{Load: Load{Users: o.Users, ThinkS: o.Think.Seconds(), Saves: o.Saves, Made: "another process on the same machine"}}
	data, people, err := prepare(ctx, o)
	if err != nil {
		return r, err
	}
	r.Data, r.Load.Sessions = data, len(people)
	srv, err := start(ctx, o)
	if err != nil {
		return r, err
	}
	defer srv.stop()
	crowd := newCrowd(o, srv.url, people)
	work, done := context.WithCancel(ctx)
	defer done()
	finished := crowd.begin(work)
	fmt.Fprintf(o.Log, "%d people work; %s to warm up\n", o.Users, o.Warm)
	if err := srv.wait(ctx, o.Warm); err != nil {
		return r, err
	}
	crowd.reset()
	began := time.Now()
	fmt.Fprintf(o.Log, "measuring for %s\n", o.Measure)
	if err := srv.wait(ctx, o.Measure); err != nil {
		return r, err
	}
	r.Load.Seconds = time.Since(began).Seconds()
	marks := crowd.take()
	r.Pages = map[string]Figures{}
	var reads, saves []mark
	for name, list := range marks {
		r.Pages[name] = figures(list)
		r.Load.PerS += float64(len(list)) / r.Load.Seconds
		switch name {
		case pageSave:
			saves = append(saves, list...)
		case pageDashboard:
		default:
			reads = append(reads, list...)
		}
	}
	r.Read, r.Save = figures(reads), figures(saves)
	if o.Plan != "" {
		fmt.Fprintf(o.Log, "a plan of a %s is computed meanwhile\n", o.Plan)
		p, err := plan(ctx, o, srv, crowd)
		if err != nil {
			return r, err
		}
		r.Plan = &p
	}
	if o.Rows > 0 {
		fmt.Fprintf(o.Log, "a list of %d people is imported meanwhile\n", o.Rows)
		if r.Import, err = importList(ctx, o, srv, crowd); err != nil {
			return r, err
		}
		r.Rows = r.Import.PerS
	}
	r.RSS, r.Peak = srv.memory()
	done()
	<-finished
	r.Errors, r.Examples = crowd.failures()
	r.Machine = machine(r.Data.Engine, r.Data.Version)
	return r, nil
}

// open opens the district in this process.
func open(ctx context.Context, o Options, readOnly bool) (*app.App, error) {
	return app.Open(ctx, app.Options{Config: o.Config, ReadOnly: readOnly})
}

// WriteJSON writes the report.
func (r Report) WriteJSON(w io.Writer) error { return indented(w, r) }

func indented(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// WriteText writes the report for people.
func (r Report) WriteText(w io.Writer) {
	line := func(name string, f Figures) {
		fmt.Fprintf(w, "%-10s %7d  p50 %7.1f  p95 %7.1f  p99 %7.1f ms  errors %d\n", name, f.Count, f.P50, f.P95, f.P99, f.Errors)
	}
	line("read", r.Read)
	for _, name := range []string{pageHome, pageSearch, pageCase, pageList, pageDashboard} {
		line("  "+name, r.Pages[name])
	}
	line("save", r.Save)
	if p := r.Plan; p != nil {
		fmt.Fprintf(w, "plan       of a %s for %d people in %.0f s\n", p.Period, p.People, p.Seconds)
		line("  read", p.Read)
		line("  save", p.Save)
	}
	if r.Import.Rows > 0 {
		fmt.Fprintf(w, "list       %d rows saved at %.0f rows/s\n", r.Import.Rows, r.Import.PerS)
		line("  save", r.Import.Saves)
	}
	fmt.Fprintf(w, "memory     %.0f MB, at most %.0f MB; %.1f requests/s; errors %d\n", r.RSS, r.Peak, r.Load.PerS, r.Errors)
}
