package bench

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/jempolkeren/jempol/internal/demo"
	"github.com/jempolkeren/jempol/internal/fault"
)

// GenerateOptions say what register and reports to make.
type GenerateOptions struct {
	Dir                string
	Residents, Reports int
	Seed               uint64
	Log                io.Writer
}

// Generated is what was made.
type Generated struct {
	Register  string             `json:"register"`
	Reports   string             `json:"reports"`
	Strata    string             `json:"strata"`
	Residents int                `json:"residents"`
	Count     int                `json:"report_count"`
	InIt      int                `json:"in_register"`
	Seed      uint64             `json:"seed"`
	SeedFor   string             `json:"seed_for"`
	Ceiling   float64            `json:"ceiling_recall_at_1"`
	By        map[string]float64 `json:"ceiling_by_stratum"`
}

// The files that lie beside each other in a folder of the benchmark.
const (
	registerFile = "R.csv"
	reportsFile  = "Q.csv"
	strataSuffix = "-strata.csv"
)

// GenerateLinkage writes a synthetic register, reports of its people and of
// others, and beside the reports what each of them is.
func GenerateLinkage(o GenerateOptions) (Generated, error) {
	g := Generated{Register: filepath.Join(o.Dir, registerFile), Reports: filepath.Join(o.Dir, reportsFile),
		Residents: o.Residents, Count: o.Reports, Seed: o.Seed, SeedFor: seedFor(o.Seed), By: map[string]float64{}}
	g.Strata = strataBeside(g.Reports)
	if o.Residents < 1 || o.Reports < 0 {
		return g, fmt.Errorf("bench: %d residents and %d reports cannot be made", o.Residents, o.Reports)
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return g, fault.Wrap("bench.write", err)
	}
	p := newPeople(o.Seed, demo.Default)
	p.populate(o.Residents)
	fmt.Fprintf(o.Log, "%d residents\n", len(p.souls))
	if err := writeCSV(g.Register, registerColumns, len(p.souls), p.row); err != nil {
		return g, err
	}
	reports := p.reports(o.Reports, o.Seed)
	if err := writeCSV(g.Reports, reportColumns, len(reports), func(i int) []string { return reports[i].row() }); err != nil {
		return g, err
	}
	fmt.Fprintf(o.Log, "%d reports; counting who else could be meant\n", len(reports))
	best := p.ceiling(reports)
	of := map[string]int{}
	for i, r := range reports {
		if r.truth >= 0 {
			g.InIt++
			of[r.stratum]++
			g.Ceiling += best[i]
			g.By[r.stratum] += best[i]
		}
	}
	g.Ceiling /= float64(max(g.InIt, 1))
	for s, n := range of {
		g.By[s] /= float64(n)
	}
	return g, writeCSV(g.Strata, []string{"report", "stratum", "ceiling"}, len(reports), func(i int) []string {
		return []string{strconv.Itoa(i + 1), reports[i].stratum, strconv.FormatFloat(best[i], 'g', 6, 64)}
	})
}

func registerID(i int) string { return fmt.Sprintf("r%07d", i+1) }

func (p *people) row(i int) []string {
	s := &p.souls[i]
	at := p.villages[s.village]
	return []string{registerID(i), s.name, string(s.sex), s.birth(), s.place, s.mother, at.village, at.district,
		fmt.Sprintf("%03d", s.rt), fmt.Sprintf("%03d", s.rw)}
}

func (t *told) row() []string {
	truth := ""
	if t.truth >= 0 {
		truth = registerID(t.truth)
	}
	return []string{t.name, t.sex, t.date, t.year, t.place, t.mother, t.village, t.district, truth}
}

// writeCSV writes n rows under a header.
func writeCSV(path string, header []string, n int, row func(int) []string) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fault.Wrap("bench.write", err)
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = fault.Wrap("bench.write", e)
		}
	}()
	b := bufio.NewWriterSize(f, 1<<16)
	w := csv.NewWriter(b)
	if err := w.Write(header); err != nil {
		return fault.Wrap("bench.write", err)
	}
	for i := range n {
		if err := w.Write(row(i)); err != nil {
			return fault.Wrap("bench.write", err)
		}
	}
	if w.Flush(); w.Error() != nil {
		return fault.Wrap("bench.write", w.Error())
	}
	return fault.Wrap("bench.write", b.Flush())
}

// WriteText writes what was made for people.
func (g Generated) WriteText(w io.Writer) {
	fmt.Fprintf(w, "%s  %d residents\n%s  %d reports, %d of them of people in the register\nseed %d (%s)\n",
		g.Register, g.Residents, g.Reports, g.Count, g.InIt, g.Seed, g.SeedFor)
	fmt.Fprintf(w, "no program can find more than  %.3f of them at once (recall@1)\n", g.Ceiling)
	for _, s := range strata {
		if v, ok := g.By[s.name]; ok {
			fmt.Fprintf(w, "  %-16s %.3f\n", s.name, v)
		}
	}
}

// WriteJSON writes what was made.
func (g Generated) WriteJSON(w io.Writer) error { return indented(w, g) }
