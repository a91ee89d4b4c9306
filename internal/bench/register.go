package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jempolkeren/jempol/internal/app"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/config"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
)

// RegisterOptions say what is imported.
type RegisterOptions struct {
	Config config.Config
	Rows   int
	Broken float64       // per cent of the rows
	XLSX   bool          // a spreadsheet instead of CSV
	Every  time.Duration // how often somebody else saves meanwhile
	Seed   uint64
	Log    io.Writer
}

// RegisterReport is what an import of the register costs.
type RegisterReport struct {
	Engine    string         `json:"engine"`
	Encrypted bool           `json:"encrypted"`
	Format    string         `json:"format"`
	Rows      int            `json:"rows"`
	FileMB    float64        `json:"file_mb"`
	BringS    float64        `json:"bring_s"`
	Check     ImportPart     `json:"check"`
	Load      ImportPart     `json:"load"`
	Update    ImportPart     `json:"update"`
	Sweep     ImportPart     `json:"sweep"`
	First     register.State `json:"state"`
	Loaded    int64          `json:"loaded"`
	Rejected  int64          `json:"rejected"`
	Doubtful  int64          `json:"doubtful"`
	Changes   [3]int64       `json:"update_added_changed_gone"`
	PeakMB    float64        `json:"peak_mb"`
}

// ImportPart is one part of an import, and the saves of others meanwhile.
type ImportPart struct {
	S     float64 `json:"s"`
	PerS  float64 `json:"rows_per_s"`
	Saves Figures `json:"saves_meanwhile"`
}

// Register imports a synthetic extract of the population register into an
// empty installation, and then the next edition of it, while somebody saves.
func Register(ctx context.Context, o RegisterOptions) (RegisterReport, error) {
	r := RegisterReport{Format: "csv", Rows: o.Rows}
	if o.XLSX {
		r.Format = "xlsx"
	}
	a, err := app.Open(ctx, app.Options{Config: o.Config})
	if err != nil {
		return r, err
	}
	defer func() { _ = a.Close() }()
	r.Engine, r.Encrypted = string(a.DB.Engine()), a.DB.Engine() == db.SQLite && !o.Config.NoEncrypt
	keeping, stop := context.WithCancel(ctx)
	defer stop()
	go a.KeepMemory(keeping) // as the server does
	scope := a.Accounts.System("verb.bench")
	first, err := o.run(ctx, a, scope, &r, 0)
	if err != nil {
		return r, err
	}
	r.First, r.Loaded, r.Rejected, r.Doubtful = first.State, first.Loaded, first.Rejected, first.Doubtful
	second, err := o.run(ctx, a, scope, &r, 1)
	r.Changes = [3]int64{second.Changes.Added, second.Changes.Changed, second.Changes.Gone}
	_, r.PeakMB = memoryOf(os.Getpid())
	return r, err
}

// run imports one edition.
func (o RegisterOptions) run(ctx context.Context, a *app.App, scope db.Scope, r *RegisterReport, edition int) (register.Import, error) {
	from := register.Origin{Source: "bench", Kind: register.KindPopulation, TakenOn: "2026-11-01", Basis: "benchmark", File: "penduduk." + r.Format}
	began := time.Now()
	file, write := io.Pipe()
	counted := &counter{r: file}
	go func() { _ = write.CloseWithError(o.write(write, edition)) }()
	i, err := a.Imports.Bring(ctx, scope, from, "", counted)
	if err != nil {
		return i, errors.Join(err, file.Close())
	}
	r.BringS, r.FileMB = time.Since(began).Seconds(), float64(counted.n)/1e6
	fmt.Fprintf(o.Log, "edition %d: %.0f MB kept in %.1f s\n", edition+1, r.FileMB, r.BringS)
	part := func(name string, do func(context.Context, db.Scope, string, register.Progress) error) (ImportPart, error) {
		began := time.Now()
		saves, done := o.save(ctx, a, scope)
		err := do(ctx, scope, i.ID, func(int64, int64) error { return nil })
		took := time.Since(began).Seconds()
		done()
		p := ImportPart{S: took, PerS: float64(o.Rows) / took, Saves: figures(<-saves)}
		fmt.Fprintf(o.Log, "edition %d: %s %.1f s, %.0f rows/s, saves p99 %.0f ms\n", edition+1, name, p.S, p.PerS, p.Saves.P99)
		return p, err
	}
	if r.Check, err = part("check", a.Imports.Check); err != nil {
		return i, err
	}
	if err := a.DB.Write(ctx, scope.Office, func(tx *db.Tx) error { return a.Imports.Load(tx, scope.Office, i.ID) }); err != nil {
		return i, err
	}
	p, err := part("load", a.Imports.LoadNow)
	if err != nil {
		return i, err
	}
	if edition == 0 {
		r.Load = p
	} else {
		r.Update = p
		r.Sweep, err = part("sweep", func(ctx context.Context, scope db.Scope, _ string, _ register.Progress) error {
			return a.Register.Settle(ctx, scope)
		})
		if err != nil {
			return i, err
		}
	}
	return a.Imports.Get(ctx, scope, i.ID)
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// saved numbers the people that are reported.
var saved atomic.Int64

// save reports people, one after the other, and notes how long each took.
func (o RegisterOptions) save(ctx context.Context, a *app.App, scope db.Scope) (<-chan []mark, func()) {
	out, stop := make(chan []mark, 1), make(chan struct{})
	go func() {
		var marks []mark
		tick := time.NewTicker(o.Every)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				out <- marks
				return
			case <-tick.C:
			}
			n := saved.Add(1)
			began := time.Now()
			_, err := a.Ledger.Do(ctx, ledger.Op{ID: ledger.NewOpID(), Scope: scope}, func(*db.Tx) ([]ledger.Draft, error) {
				return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindCase, ID: ledger.NewOpID()}, Type: casefile.Reported, Area: "35.03.04.2010",
					Body: casefile.ReportedBody{Number: fmt.Sprintf("JK-2026-%05d", n), Channel: "registrar", Basis: "public_task"},
					Personal: casefile.PersonPersonal{Fields: []casefile.Assertion{
						{Field: casefile.FieldName, Value: "Orang Percobaan"}, {Field: casefile.FieldVillage, Value: "35.03.04.2010"}}}}}, nil
			})
			marks = append(marks, mark{took: time.Since(began), bad: err != nil})
		}
	}()
	return out, func() { close(stop) }
}

var registerHead = []string{"NO_KK", "NIK", "NAMA_LGKP", "JENIS_KLMIN", "TMPT_LHR", "TGL_LHR", "NAMA_LGKP_IBU", "NAMA_LGKP_AYAH", "ALAMAT", "NO_RT", "NO_RW",
	"NAMA_KEL", "NAMA_KEC", "STATUS_REKAM"}

// write writes an edition of the extract. The next one has a hundredth of other
// people, and a hundredth has moved.
func (o RegisterOptions) write(w io.Writer, edition int) error {
	rows := func(yield func([]string, error) bool) {
		for n := range o.Rows {
			if !yield(o.row(n, edition), nil) {
				return
			}
		}
	}
	if o.XLSX {
		list := document.List{Name: "Penduduk", Rows: rows}
		for _, h := range registerHead {
			list.Columns = append(list.Columns, document.ListColumn{Title: h})
		}
		return document.WriteXLSX(w, list)
	}
	if _, err := io.WriteString(w, strings.Join(registerHead, ";")+"\n"); err != nil {
		return fault.Wrap("bench.write", err)
	}
	var line strings.Builder
	for cells := range rows {
		line.WriteString(strings.Join(cells, ";") + "\n")
		if line.Len() < 64<<10 {
			continue
		}
		if _, err := io.WriteString(w, line.String()); err != nil {
			return fault.Wrap("bench.write", err)
		}
		line.Reset()
	}
	_, err := io.WriteString(w, line.String())
	return fault.Wrap("bench.write", err)
}

// row is one line; the same number is the same person in every edition.
func (o RegisterOptions) row(n, edition int) []string {
	who := uint64(n)
	if edition > 0 && n%100 == 7 {
		who += 1 << 40
	}
	r := rand.New(rand.NewPCG(o.Seed, who))
	kecs := region.Children(region.Code(o.Config.District))
	kec := kecs[r.IntN(len(kecs))]
	villages := region.Villages(kec.Code)
	v := villages[r.IntN(len(villages))]
	day, month, year, sex := 1+r.IntN(28), 1+r.IntN(12), 1935+r.IntN(85), 1+r.IntN(2)
	recorded := "CARD ISSUED"
	if year > 2008 || r.IntN(20) == 0 {
		recorded = "BELUM REKAM"
	}
	// The serial goes beyond what SIAK gives, as all numbers of tests do.
	nik := fmt.Sprintf("%s%02d%02d%02d9%03d", kec.Code.Digits(), day+40*(sex-1), month, year%100, r.IntN(1000))
	kk := fmt.Sprintf("%s%02d%02d%02d9%03d", kec.Code.Digits(), 1+n/4%28, 1+n/112%12, 5+n/1344%15, n/4%1000)
	rt := fmt.Sprint(1 + r.IntN(12))
	if edition > 0 && n%100 == 8 {
		rt = "13"
	}
	cells := []string{kk, nik, strings.ToUpper(syllables(r) + " " + syllables(r)), fmt.Sprint(sex), "TRENGGALEK", fmt.Sprintf("%02d-%02d-%d", day, month, year),
		strings.ToUpper(syllables(r)), strings.ToUpper(syllables(r)), "DUSUN KRAJAN", rt, fmt.Sprint(1 + r.IntN(6)), strings.ToUpper(v.Name), strings.ToUpper(kec.Name), recorded}
	if o.Broken > 0 && r.Float64()*100 < o.Broken {
		switch r.IntN(3) {
		case 0:
			cells[1] = nik[:12]
		case 1:
			cells[5] = "31-02-1970"
		default:
			cells[11] = "SEBERANG"
		}
	}
	return cells
}

// WriteJSON writes the report.
func (r RegisterReport) WriteJSON(w io.Writer) error { return indented(w, r) }

// WriteText writes the report for people.
func (r RegisterReport) WriteText(w io.Writer) {
	fmt.Fprintf(w, "%s, %d rows (%.0f MB) on %s, encrypted: %t\n", r.Format, r.Rows, r.FileMB, r.Engine, r.Encrypted)
	for _, p := range []struct {
		name string
		ImportPart
	}{{"check", r.Check}, {"load", r.Load}, {"update", r.Update}, {"sweep", r.Sweep}} {
		fmt.Fprintf(w, "%-7s %6.1f s  %7.0f rows/s  saves of others p50 %.0f, p99 %.0f, most %.0f ms (%d)\n", p.name, p.S, p.PerS, p.Saves.P50, p.Saves.P99, p.Saves.Max, p.Saves.Count)
	}
	fmt.Fprintf(w, "loaded %d, rejected %d, doubtful %d; update +%d ~%d -%d; peak %.0f MB\n", r.Loaded, r.Rejected, r.Doubtful, r.Changes[0], r.Changes[1], r.Changes[2], r.PeakMB)
}
