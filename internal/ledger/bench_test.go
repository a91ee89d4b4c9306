package ledger

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

func benchEach(b *testing.B, fn func(b *testing.B, d *db.DB)) {
	b.Run("sqlite", func(b *testing.B) { fn(b, dbtest.OpenSQLite(b)) })
	b.Run("sqlite-encrypted", func(b *testing.B) {
		fn(b, dbtest.OpenSQLite(b, func(o *db.Options) { o.Key = make([]byte, 32) }))
	})
	b.Run("postgres", func(b *testing.B) { fn(b, dbtest.OpenPostgres(b)) })
}

func perSecond(b *testing.B, n int) {
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
}

// One person saves, one act after the other; subjects have ten events or so.
func BenchmarkDoAlone(b *testing.B) {
	benchEach(b, func(b *testing.B, d *db.DB) {
		r := newRig(b, d)
		b.ResetTimer()
		for i := range b.N {
			if _, err := r.try(act("coordinator"), named(fmt.Sprint("case-", i/10), "Sumiyem")); err != nil {
				b.Fatal(err)
			}
		}
		perSecond(b, b.N)
	})
}

// 256 people save at once.
func BenchmarkDoCrowd(b *testing.B) {
	benchEach(b, func(b *testing.B, d *db.DB) {
		r := newRig(b, d)
		next := make(chan int)
		done := make(chan error, 256)
		for range 256 {
			go func() {
				var err error
				for i := range next {
					if _, e := r.try(act("coordinator"), named(fmt.Sprint("case-", i/10), "Sumiyem")); e != nil {
						err = e
					}
				}
				done <- err
			}()
		}
		b.ResetTimer()
		for i := range b.N {
			next <- i
		}
		close(next)
		for range 256 {
			if err := <-done; err != nil {
				b.Fatal(err)
			}
		}
		perSecond(b, b.N)
	})
}

// bulk makes events as a history has them: twelve a case.
func bulk(b testing.TB, n int) []Event {
	b.Helper()
	m := NewMaker(office, "B", nil)
	at := time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)
	out := make([]Event, 0, n)
	for i := range n {
		at = at.Add(time.Minute)
		s := fmt.Sprintf("case-%07d", i/12)
		var d Draft
		switch i % 12 {
		case 0:
			d = reported(s, "")
		case 4, 8:
			d = noted(s, "rumah di belakang masjid, tanya Pak RT")
		default:
			d = named(s, fmt.Sprint("Nama ", i))
		}
		e, err := m.Make(act("coordinator"), 0, at, d)
		if err != nil {
			b.Fatal(err)
		}
		out = append(out, e)
	}
	return out
}

// Finished events arrive, 24,000 at a time.
func BenchmarkIngest(b *testing.B) {
	benchEach(b, func(b *testing.B, d *db.DB) {
		r := newRig(b, d)
		const n = 24000
		events := bulk(b, n*b.N)
		b.ResetTimer()
		for i := range b.N {
			if _, err := r.Ingest(context.Background(), systemScope, events[i*n:(i+1)*n]); err != nil {
				b.Fatal(err)
			}
		}
		perSecond(b, n*b.N)
	})
}

// 60,000 events are verified.
func BenchmarkVerify(b *testing.B) {
	benchEach(b, func(b *testing.B, d *db.DB) {
		r := newRig(b, d)
		const n = 60000
		if _, err := r.Ingest(context.Background(), systemScope, bulk(b, n)); err != nil {
			b.Fatal(err)
		}
		b.ResetTimer()
		for range b.N {
			rep, err := r.Verify(context.Background())
			if err != nil || !rep.OK() || rep.Events != n {
				b.Fatal(rep.Events, rep.Wrong, err)
			}
		}
		perSecond(b, n*b.N)
	})
}
