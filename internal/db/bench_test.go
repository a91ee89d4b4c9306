package db_test

import (
	"bytes"
	"context"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/schema"
)

// BenchmarkWrite measures one row a write on SQLite with synchronous=FULL:
// alone, and from 256 callers that share commits.
func BenchmarkWrite(b *testing.B) {
	for name, key := range map[string][]byte{"clear": nil, "encrypted": bytes.Repeat([]byte{7}, 32)} {
		for _, callers := range []int{1, 256} {
			b.Run(name+"/callers="+strconv.Itoa(callers), func(b *testing.B) {
				d, err := db.Open(b.Context(), db.Options{URL: "sqlite:" + filepath.Join(b.TempDir(), "b.db"), Key: key})
				if err != nil {
					b.Fatal(err)
				}
				defer func() { _ = d.Close() }()
				if err := schema.Migrate(b.Context(), d); err != nil {
					b.Fatal(err)
				}
				b.ResetTimer()
				var next atomic.Int64
				var wg sync.WaitGroup
				for range callers {
					wg.Go(func() {
						for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
							if err := d.Write(context.Background(), "JK", func(tx *db.Tx) error {
								return put(tx, strconv.FormatInt(n, 10), "x")
							}); err != nil {
								b.Error(err)
							}
						}
					})
				}
				wg.Wait()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
			})
		}
	}
}

// BenchmarkRead measures one row by key, the commonest read.
func BenchmarkRead(b *testing.B) {
	d, err := db.Open(b.Context(), db.Options{URL: "sqlite:" + filepath.Join(b.TempDir(), "b.db")})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if err := schema.Migrate(b.Context(), d); err != nil {
		b.Fatal(err)
	}
	if err := d.Write(b.Context(), "JK", func(tx *db.Tx) error { return put(tx, "a", "x") }); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var v string
		if err := d.QueryRow(b.Context(), `SELECT value FROM setting WHERE office_id = $1 AND name = $2`, "JK", "a").Scan(&v); err != nil {
			b.Fatal(err)
		}
	}
}
