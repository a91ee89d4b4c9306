package bench

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/linkage"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/schema"
)

// benchOffice is no district: what is written under it is taken away.
const benchOffice = "bench"

// loads measures, for each engine, how long the program takes to have the whole
// search index in memory that it keeps in the database: encrypted SQLite in a
// folder of its own, and a PostgreSQL where one is given.
func loads(ctx context.Context, ix *linkage.Index, postgres string) (map[string]float64, error) {
	dir, err := os.MkdirTemp("", "jempol-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	out := map[string]float64{}
	for engine, o := range map[string]db.Options{
		"sqlite":   {URL: "sqlite:" + filepath.Join(dir, "bench.db"), Key: key},
		"postgres": {URL: postgres},
	} {
		if o.URL == "" {
			continue
		}
		took, err := load(ctx, ix, o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", engine, err)
		}
		out[engine] = ms(took)
	}
	return out, nil
}

func load(ctx context.Context, ix *linkage.Index, o db.Options) (took time.Duration, err error) {
	d, err := db.Open(ctx, o)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := schema.Migrate(ctx, d); err != nil {
		return 0, err
	}
	scope := account.New(account.Options{Office: benchOffice, DB: d}).System("verb.bench")
	if err := register.Open(d, nil).Keep(ctx, scope, ix); err != nil {
		return 0, err
	}
	runtime.GC()
	began := time.Now()
	n, err := register.Open(d, nil).Warm(ctx, scope)
	took = time.Since(began)
	if err == nil && n != ix.Len() {
		err = fmt.Errorf("%d people were read, not %d", n, ix.Len())
	}
	return took, errors.Join(err, register.Open(d, nil).Drop(ctx, scope))
}
