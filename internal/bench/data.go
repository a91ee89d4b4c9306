package bench

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/app"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/demo"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
)

// Data is the district that was measured.
type Data struct {
	Engine    string  `json:"engine"`
	Version   string  `json:"version"`
	Encrypted bool    `json:"encrypted"`
	Residents int64   `json:"residents"`
	Cases     int64   `json:"cases"`
	Events    int64   `json:"events"`
	BuiltS    float64 `json:"built_s,omitempty"` // 0 when it was there already
}

// prepare makes the district, unless it is there, and signs people in.
func prepare(ctx context.Context, o Options) (Data, []*person, error) {
	a, err := open(ctx, o, false)
	if err != nil {
		return Data{}, nil, err
	}
	defer func() { _ = a.Close() }()
	d, err := district(ctx, a, o)
	if err != nil {
		return d, nil, err
	}
	people, err := signIn(ctx, a, o)
	return d, people, err
}

func district(ctx context.Context, a *app.App, o Options) (Data, error) {
	d := Data{Engine: string(a.DB.Engine()), Encrypted: a.DB.Engine() == "sqlite" && !o.Config.NoEncrypt}
	version := `SELECT sqlite_version()`
	if d.Engine == "postgres" {
		version = `SHOW server_version`
	}
	if err := a.DB.QueryRow(ctx, version).Scan(&d.Version); err != nil {
		return d, fault.Wrap("bench.read", err)
	}
	if err := count(ctx, a, &d); err != nil {
		return d, err
	}
	switch {
	case d.Residents == 0 && d.Events == 0:
		began := time.Now()
		if err := roomy(ctx, a); err != nil {
			return d, err
		}
		fmt.Fprintf(o.Log, "making a district of %d residents and %d cases\n", o.Residents, o.Cases)
		now := a.Now()
		_, err := demo.Build(ctx, a.DB, a.Ledger, a.Accounts, a.Register, demo.Options{
			Residents: o.Residents, Baseline: o.Cases, Seed: o.Seed, District: region.Code(o.Config.District),
			Today:    time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location()),
			Progress: func(what string, n int) { fmt.Fprintf(o.Log, "%6.0f s  %d %s\n", time.Since(began).Seconds(), n, what) },
		})
		if err != nil {
			return d, err
		}
		d.BuiltS = time.Since(began).Seconds()
		if err := count(ctx, a, &d); err != nil {
			return d, err
		}
	case d.Residents != int64(o.Residents) || d.Cases < int64(o.Cases):
		return d, fault.New(fault.Conflict, "bench.other_data").WithArgs(map[string]any{"Residents": d.Residents, "Cases": d.Cases})
	}
	fmt.Fprintf(o.Log, "%d residents, %d cases, %d events on %s %s\n", d.Residents, d.Cases, d.Events, d.Engine, d.Version)
	return d, nil
}

// roomy gives the writer of this process, which nobody measures, memory to make
// the district in: a million events touch every page again and again. A connection
// of SQLite may hold 256 MB in all.
func roomy(ctx context.Context, a *app.App) error {
	if a.DB.Engine() != "sqlite" {
		return nil
	}
	return a.DB.Maintain(ctx, func(pool *sql.DB) error {
		_, err := pool.ExecContext(ctx, "PRAGMA cache_size=-160000")
		return err
	})
}

func count(ctx context.Context, a *app.App, d *Data) error {
	for q, n := range map[string]*int64{
		`SELECT COUNT(*) FROM resident_record`: &d.Residents, `SELECT COUNT(*) FROM case_file`: &d.Cases, `SELECT COUNT(*) FROM event`: &d.Events,
	} {
		if err := a.DB.QueryRow(ctx, q).Scan(n); err != nil {
			return fault.Wrap("bench.read", err)
		}
	}
	return nil
}

// staffing is how many of a hundred people at work have a role.
var staffing = map[authority.Role]int{
	authority.Registrar: 30, authority.Social: 10, authority.Field: 14, authority.Coordinator: 8, authority.Verifier: 8, authority.Siak: 8,
	authority.Handover: 6, authority.Companion: 6, authority.Institution: 3, authority.Partner: 3, authority.Head: 2, authority.Admin: 2,
}

// sessionsEach is how many sessions are opened for one login; an office slows
// down whoever signs in more often.
const sessionsEach = 9

// signIn opens sessions of every role, and notes what each may open.
func signIn(ctx context.Context, a *app.App, o Options) ([]*person, error) {
	fmt.Fprintf(o.Log, "signing people in\n")
	names, err := texts(ctx, a, `SELECT p.name FROM case_person p WHERE p.name <> '' ORDER BY p.case_id LIMIT $1`, 4000)
	if err != nil {
		return nil, err
	}
	var out []*person
	for i, l := range demo.Logins(o.Seed) {
		var first *person
		for n := range min(sessionsEach, max(1, o.Users/len(staffing))) {
			token, err := a.Accounts.SignIn(ctx, l.Login, l.Password, account.Client{Address: fmt.Sprintf("10.0.%d.%d", i, n), Agent: "bench"})
			if err != nil {
				return nil, err
			}
			p := &person{role: l.Role, token: token, names: names}
			if first == nil {
				_, scope, err := a.Accounts.Session(ctx, token)
				if err != nil {
					return nil, err
				}
				p.village = anyVillage(region.Code(o.Config.District))
				if len(scope.Areas) > 0 && region.Code(scope.Areas[0]).Level() == region.Village {
					p.village = scope.Areas[0]
				}
				for _, of := range []struct {
					action authority.Action
					more   string
					to     *[]string
				}{{"page.stage", "", &p.cases}, {casefile.Noted, " AND c.is_open = 1", &p.notes}} {
					where, args := account.Filter(scope, of.action, "c", 1)
					if *of.to, err = texts(ctx, a, `SELECT c.number FROM case_file c WHERE `+where+of.more+
						` AND c.number <> '' AND c.exit <> 'withdrawn' ORDER BY c.case_id`, args...); err != nil {
						return nil, err
					}
				}
				first = p
			} else {
				p.cases, p.notes, p.village = first.cases, first.notes, first.village
			}
			out = append(out, p)
		}
	}
	return out, nil
}

// anyVillage is where somebody who may report from everywhere reports from.
func anyVillage(district region.Code) string {
	for _, kec := range region.Children(district) {
		for _, v := range region.Villages(kec.Code) {
			return string(v.Code)
		}
	}
	return ""
}

func texts(ctx context.Context, a *app.App, q string, args ...any) ([]string, error) {
	out, err := db.Column[string](a.DB.Query(ctx, q, args...))
	return out, fault.Wrap("bench.read", err)
}

// Folder makes a folder for data that nobody keeps.
func Folder() (dir string, remove func(), err error) {
	dir, err = os.MkdirTemp("", "jempol-bench-")
	return dir, func() { _ = os.RemoveAll(dir) }, err
}
