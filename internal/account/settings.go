package account

import (
	"context"
	"strings"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Settings are what the office wrote about itself, by key, as papers and pages
// of every step print them.
func (a *Accounts) Settings(ctx context.Context) (map[string]string, error) {
	rows, err := a.db.Query(ctx, `SELECT setting_id, value FROM office_v_setting WHERE office_id = $1 ORDER BY setting_id`, a.office)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var k, v string
		if err := rows.Scan(&k, &v); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		out[k] = strings.TrimSpace(v)
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}
