package account

import (
	"context"
	"strings"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/web"
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

// NoHead says where papers are printed which the head of the office signs that
// name or NIP would be blank, and where they are set; nil where both are there.
func (a *Accounts) NoHead(r *web.Request) (any, error) {
	set, err := a.Settings(r.Context())
	if err != nil || set["head.name"] != "" && set["head.nip"] != "" {
		return nil, err
	}
	n := web.Notice{Tone: web.Warn, Strong: "account.no_head", Text: "account.no_head.text"}
	if authority.Reaches(authority.Role(r.Viewer.Role), "page.admin") != authority.None {
		n.Text = web.Link{Label: "account.no_head.set", Href: "/admin/pengaturan"}
	}
	return n, nil
}
