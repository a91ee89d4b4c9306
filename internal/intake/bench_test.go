package intake

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// bigList is a workbook of n people as an agency writes it: thirteen columns,
// ten thousand different names, every village of two kecamatan.
func bigList(b *testing.B, n int) []byte {
	b.Helper()
	villages := []string{"Siki", "Dongko", "Pringapus", "Sumberbening", "Petung", "Cakul", "Watuagung", "Salamwates"}
	list := document.List{Name: "Daftar"}
	for _, t := range []string{"No", "Nama Lengkap", "NIK", "L/P", "Tempat Lahir", "Tgl Lahir", "Nama Ibu", "Desa", "Kecamatan", "RT", "RW", "Alasan", "Keterangan"} {
		list.Columns = append(list.Columns, document.ListColumn{Title: t})
	}
	list.Rows = func(yield func([]string, error) bool) {
		for i := range n {
			row := []string{fmt.Sprint(i + 1), person(i%10_000) + " " + person(i/10_000), "", []string{"L", "P"}[i%2], "Trenggalek",
				fmt.Sprintf("%02d-%02d-%d", 1+i%28, 1+i%12, 1930+i%80), person(i % 977), villages[i%len(villages)], "Dongko",
				fmt.Sprint(1 + i%9), fmt.Sprint(1 + i%5), "Belum ber-NIK", "rumah di belakang masjid"}
			if !yield(row, nil) {
				return
			}
		}
	}
	var out bytes.Buffer
	if err := document.WriteXLSX(&out, list); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// A list is read, tried and saved while somebody else saves a report every
// twentieth of a second: how fast it goes, how long the other one waits, and
// how much memory is held at most.
func BenchmarkList(b *testing.B) {
	for _, n := range []int{5_000, 100_000} {
		for engine, open := range map[string]func(testing.TB, ...func(*db.Options)) *db.DB{"sqlite": dbtest.OpenSQLite, "postgres": dbtest.OpenPostgres} {
			b.Run(fmt.Sprintf("%s/%d", engine, n), func(b *testing.B) {
				for range b.N {
					b.StopTimer()
					data := bigList(b, n)
					r := newRig(b, open(b), time.Now)
					b.StartTimer()
					r.measure(b, data, n)
				}
			})
		}
	}
}

func (r *rig) measure(b *testing.B, data []byte, n int) {
	ctx := b.Context()
	peak, quiet := peakMemory()
	rate := func(what string, began time.Time) {
		b.ReportMetric(float64(n)/time.Since(began).Seconds(), what+"-rows/s")
	}
	began := time.Now()
	id, err := r.s.Upload(ctx, r.op(authority.Coordinator), bytes.NewReader(data), "", "", false)
	if err != nil {
		b.Fatal(err)
	}
	rate("read", began)
	began = time.Now()
	if err := r.s.checkList(ctx, r.acc.System(importer), id, func(int64, int64) error { return nil }); err != nil {
		b.Fatal(err)
	}
	rate("try", began)
	if got := r.list(id).Counts[rowReady]; got != n {
		b.Fatalf("%d of %d rows are ready", got, n)
	}
	stop := make(chan struct{})
	var waits []time.Duration
	var other sync.WaitGroup
	scope := r.op(authority.Coordinator).Scope
	other.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
			}
			in, err := ReadReport(values(filled("nama", "Orang "+strings.Repeat("A", 1+i%40))), r.s.now(), district, r.s.Book)
			if err != nil {
				b.Error(err)
				return
			}
			at := time.Now()
			if _, err := r.s.File(ctx, ledger.Op{ID: ledger.NewOpID(), Scope: scope}, in); err != nil {
				b.Error(err)
				return
			}
			waits = append(waits, time.Since(at))
		}
	})
	began = time.Now()
	if _, err := r.s.Save(ctx, r.op(authority.Coordinator), id); err != nil {
		b.Fatal(err)
	}
	r.workOf(map[string]job.Kind{JobSave: r.s.Jobs()[JobSave]}) // not yet the weighing of whom it made
	rate("save", began)
	close(stop)
	other.Wait()
	if got := r.list(id).Saved; got != n {
		b.Fatalf("%d of %d rows are saved", got, n)
	}
	slices.Sort(waits)
	b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds())/1000, "other-p99-ms")
	b.ReportMetric(float64(waits[len(waits)/2].Microseconds())/1000, "other-p50-ms")
	quiet()
	b.ReportMetric(float64(*peak)/(1<<20), "peak-MB")
}

// peakMemory watches how much memory the program uses at most.
func peakMemory() (peak *uint64, stop func()) {
	peak = new(uint64)
	done, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			*peak = max(*peak, m.HeapInuse+m.StackInuse)
			select {
			case <-done:
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	}()
	return peak, func() { close(done); <-over }
}
