package app

import (
	"fmt"
	"os"
	"testing"

	"github.com/jempolkeren/jempol/internal/config"
	"github.com/jempolkeren/jempol/internal/db"
)

func TestZZExplain(t *testing.T) {
	cfg, _ := config.Load("", nil, "data="+os.Getenv("PROF_DATA"))
	keys, err := LoadKeys(cfg.Data, keySource(cfg))
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), db.Options{URL: databaseURL(cfg), Key: keys.Database, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for _, q := range []string{
		`SELECT c.case_id, c.number FROM case_file c WHERE c.office_id = '3503' AND c.exit <> 'withdrawn' AND c.closed_at > 0 ORDER BY c.stage_since, c.case_id LIMIT 50 OFFSET 0`,
		`SELECT c.case_id, c.number FROM case_file c WHERE c.office_id = '3503' AND c.exit <> 'withdrawn' AND c.is_open = 1 ORDER BY c.stage_since, c.case_id LIMIT 50 OFFSET 0`,
		`SELECT w.action, COUNT(*) FROM work w WHERE w.office_id = '3503' AND w.role = 'field' AND w.person || '' IN ('', 'x') AND w.from_at <= 99999999999999999 GROUP BY w.action ORDER BY w.action`,
		`SELECT w.subject_kind, w.subject_id, w.action, w.arg, w.area, w.person, w.from_at, w.due_on, w.reason, COALESCE(c.number, '') FROM work w LEFT JOIN case_file c ON c.office_id = w.office_id AND c.case_id = w.subject_id AND w.subject_kind = 'case' WHERE w.office_id = '3503' AND w.role = 'field' AND w.person || '' IN ('', 'x') AND w.from_at <= 99999999999999999 AND ((w.subject_kind = 'case' AND c.office_id = '3503') OR (w.subject_kind <> 'case' AND 1=1)) ORDER BY w.due_on, w.from_at, w.subject_id, w.action, w.arg`,
	} {
		fmt.Println(q[:60])
		rows, err := d.Query(t.Context(), "EXPLAIN QUERY PLAN "+q)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var a, b, c int
			var s string
			_ = rows.Scan(&a, &b, &c, &s)
			fmt.Println("   ", s)
		}
		rows.Close()
	}
	rows, err := d.Query(t.Context(), `SELECT role, COUNT(*) FROM work GROUP BY role`)
	for rows.Next() {
		var s string
		var n int
		_ = rows.Scan(&s, &n)
		fmt.Println(s, n)
	}
}
