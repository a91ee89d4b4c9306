package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jempolkeren/jempol/internal/linkage"
)

// LinkageOptions say which register and reports are measured.
type LinkageOptions struct {
	Register, Reports       string // files
	MapRegister, MapReports Mapping
	Out                     string // where the answers are written; "" writes none
	Postgres                string // a database to read the index from as well; "" is none
	Log                     io.Writer
}

// LinkageReport is what was measured.
type LinkageReport struct {
	Machine   Machine            `json:"machine"`
	Residents int                `json:"residents"`
	Count     int                `json:"reports"`
	LoadMS    map[string]float64 `json:"load_ms,omitempty"` // search index from the database to ready, by engine
	BuildMS   float64            `json:"build_ms"`
	HeapBytes uint64             `json:"heap_bytes"`
	P50US     float64            `json:"p50_us"`
	P99US     float64            `json:"p99_us"`
	BatchMS   float64            `json:"batch_ms"`
	LearnMS   float64            `json:"learn_ms"` // of the batch
	Quality
	Strata map[string]Stratum `json:"strata,omitempty"`
}

// perReport is how many answers are written for a report.
const perReport = 10

// Linkage measures how fast and how well people are found again.
func Linkage(ctx context.Context, o LinkageOptions) (LinkageReport, error) {
	var r LinkageReport
	reports, err := ReadReports(o.Reports, o.MapReports)
	if err != nil {
		return r, err
	}
	kinds, err := readStrata(strataBeside(o.Reports), len(reports))
	if err != nil {
		return r, err
	}
	ix, present, err := r.build(o, reports)
	if err != nil {
		return r, err
	}
	runtime.GC()
	runtime.GC() // what finalizers held
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	r.HeapBytes = m.HeapAlloc
	if r.LoadMS, err = loads(ctx, ix, o.Postgres); err != nil {
		return r, err
	}

	r.Count = len(reports)
	asked := make([]linkage.Report, len(reports))
	for i := range reports {
		asked[i] = reports[i].Report
	}
	fmt.Fprintf(o.Log, "%d residents; asking for %d reports\n", r.Residents, r.Count)
	began := time.Now()
	model, err := ix.Learn(linkage.DefaultModel(), asked)
	if err != nil {
		return r, err
	}
	r.LearnMS = ms(time.Since(began))
	matches, err := searchAll(ctx, ix, model, asked)
	if err != nil {
		return r, err
	}
	r.BatchMS = ms(time.Since(began))
	if err := r.one(ctx, ix, model, asked); err != nil {
		return r, err
	}
	if len(present) > 0 {
		answers := make([]answer, len(reports))
		for i := range reports {
			answers[i] = answerOf(matches[i], reports[i].Truth, present[reports[i].Truth])
			met, err := ix.Candidates(model, asked[i])
			if err != nil {
				return r, err
			}
			answers[i].candidate = answers[i].present && slices.Contains(met, reports[i].Truth)
		}
		r.Quality, r.Strata = quality(answers), byStratum(answers, kinds)
	}
	runtime.KeepAlive(ix)
	r.Machine = machine("memory", "")
	if o.Out == "" {
		return r, nil
	}
	return r, writeMatches(o.Out, matches)
}

// build reads the register and makes the index of it. What was read is free when
// it returns; present are the truths of reports that are in the register.
func (r *LinkageReport) build(o LinkageOptions, reports []Tabled) (*linkage.Index, map[string]bool, error) {
	people, err := ReadRegister(o.Register, o.MapRegister)
	if err != nil {
		return nil, nil, err
	}
	r.Residents = len(people)
	truths := map[string]bool{}
	for i := range reports {
		if t := reports[i].Truth; t != "" {
			truths[t] = false
		}
	}
	for i := range people {
		if _, ok := truths[people[i].ID]; ok {
			truths[people[i].ID] = true
		}
	}
	runtime.GC() // reading left garbage that building should not have to collect
	began := time.Now()
	ix := indexOf(people)
	r.BuildMS = ms(time.Since(began))
	return ix, truths, nil
}

func indexOf(people []linkage.Person) *linkage.Index {
	b := linkage.NewBuilder()
	for i := range people {
		b.Add(people[i])
	}
	return b.Build()
}

// one asks one report at a time.
func (r *LinkageReport) one(ctx context.Context, ix *linkage.Index, model *linkage.Model, asked []linkage.Report) error {
	took := make([]time.Duration, len(asked))
	for i := range asked {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		began := time.Now()
		if _, err := ix.Search(model, asked[i], perReport); err != nil {
			return err
		}
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	r.P50US, r.P99US = at(took, 0.50)*1000, at(took, 0.99)*1000
	return nil
}

// searchAll asks all reports on all cores.
func searchAll(ctx context.Context, ix *linkage.Index, model *linkage.Model, asked []linkage.Report) ([][]linkage.Match, error) {
	out := make([][]linkage.Match, len(asked))
	err := eachOn(ctx, len(asked), func(i int) (err error) {
		out[i], err = ix.Search(model, asked[i], perReport)
		return err
	})
	return out, err
}

// eachOn does something n times on all cores, until ctx ends or something fails.
func eachOn(ctx context.Context, n int, fn func(i int) error) error {
	var next atomic.Int64
	var all sync.WaitGroup
	errs := make([]error, runtime.GOMAXPROCS(0))
	for w := range errs {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(n) && ctx.Err() == nil && errs[w] == nil; i = next.Add(1) - 1 {
				errs[w] = fn(int(i))
			}
		})
	}
	all.Wait()
	return errors.Join(append(errs, ctx.Err())...)
}

// answerOf puts what was found beside the truth.
func answerOf(matches []linkage.Match, truth string, present bool) answer {
	a := answer{present: present, found: len(matches) > 0}
	if a.found {
		a.score, a.probability, a.auto = float64(matches[0].Score), matches[0].Probability, matches[0].Auto
	}
	if present {
		a.rank = 1 + slices.IndexFunc(matches, func(m linkage.Match) bool { return m.ID == truth })
	}
	return a
}

// writeMatches writes the answers; reports are numbered from 1 in the order of
// their file.
func writeMatches(path string, matches [][]linkage.Match) error {
	type place struct{ report, rank int }
	var rows []place
	for i := range matches {
		for k := range matches[i] {
			rows = append(rows, place{i, k})
		}
	}
	return writeCSV(path, []string{"report", "rank", "register_id", "score", "probability", "auto"}, len(rows), func(i int) []string {
		at := rows[i]
		m := matches[at.report][at.rank]
		auto := "0"
		if m.Auto {
			auto = "1"
		}
		return []string{strconv.Itoa(at.report + 1), strconv.Itoa(at.rank + 1), m.ID, strconv.FormatFloat(float64(m.Score), 'g', -1, 32),
			strconv.FormatFloat(m.Probability, 'g', 6, 64), auto}
	})
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// WriteJSON writes the report.
func (r LinkageReport) WriteJSON(w io.Writer) error { return indented(w, r) }

// WriteText writes the report for people.
func (r LinkageReport) WriteText(w io.Writer) {
	for _, engine := range slices.Sorted(maps.Keys(r.LoadMS)) {
		fmt.Fprintf(w, "load       %.0f ms from %s\n", r.LoadMS[engine], engine)
	}
	fmt.Fprintf(w, "build      %d residents in %.0f ms, %.1f MB\n", r.Residents, r.BuildMS, float64(r.HeapBytes)/1e6)
	fmt.Fprintf(w, "one        p50 %.0f us, p99 %.0f us\n", r.P50US, r.P99US)
	fmt.Fprintf(w, "all        %d reports in %.0f ms, learning %.0f ms of it\n", r.Count, r.BatchMS, r.LearnMS)
	line := func(name string, v *float64) {
		if v != nil {
			fmt.Fprintf(w, "%-36s %.4f\n", name, *v)
		}
	}
	line("found at once (recall@1)", r.RecallAt1)
	line("among the first five (recall@5)", r.RecallAt5)
	line("best F1", r.BestF1)
	line("recall at precision 0.99", r.RecallAtP99)
	line("strangers linked automatically", r.FalseAutoRate)
	line("among the candidates", r.CandidateRecall)
	line("calibration error", r.ECE)
	writeStrata(w, r.Strata)
}
