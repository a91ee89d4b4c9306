package bench

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/tripplan"
)

// BenchmarkSheet is what one change, or one question why, costs in a sheet of a
// district's year; ns/op is of the clock, cpu-ms/op of the processor.
func BenchmarkSheet(b *testing.B) {
	d, err := newDistrict(2028, 100, 1)
	if err != nil {
		b.Fatal(err)
	}
	year, err := tripplan.Solve(b.Context(), d.p, tripplan.Options{Seed: 1, Iterations: 2000, Threads: 1})
	if err != nil {
		b.Fatal(err)
	}
	var out []int
	for n, r := range year.Served(len(d.p.Nodes)) {
		if r == tripplan.None {
			out = append(out, n)
		}
	}
	run := func(name string, act func(node int)) {
		b.Run(name, func(b *testing.B) {
			begun, i := processTime(), 0
			for b.Loop() {
				act(out[i*37%len(out)])
				i++
			}
			b.ReportMetric(ms(processTime()-begun)/float64(b.N), "cpu-ms/op")
		})
	}
	run("PricesOf", func(int) { tripplan.PricesOf(d.p) })
	prices := tripplan.PricesOf(d.p)
	run("Insert", func(n int) { prices.Insert(year, n, tripplan.None) })
	run("Why", func(n int) { prices.Why(year, n) })
	run("Evaluate", func(int) { tripplan.Evaluate(d.p, year) })
	run("Check", func(int) { tripplan.Check(d.p, year) })
}
