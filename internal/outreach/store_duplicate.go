package outreach

import (
	"context"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
)

// Doubled is a case of which somebody proposed that it is another's duplicate.
type Doubled struct {
	Number, Area string
	Arg          string // the case that is kept
	Since        int64
}

// doubled lists what waits for a second person who may end a case so, the
// oldest first.
func (s store) doubled(ctx context.Context, sc db.Scope) ([]Doubled, error) {
	if sc.Empty() {
		return nil, nil
	}
	where, args := account.Filter(sc, authority.Action(casefile.Duplicate), "f", 2)
	var out []Doubled
	err := s.each(ctx, `SELECT f.number, f.area, w.arg, w.from_at
		FROM work w JOIN case_file f ON f.office_id = w.office_id AND f.case_id = w.subject_id
		WHERE w.office_id = $1 AND w.subject_kind = 'case' AND w.action = 'case.duplicate' AND w.arg LIKE 'case:%' AND `+where+`
		ORDER BY w.from_at, f.case_id, w.arg`,
		append([]any{s.office}, args...), func(rows *db.Rows) error {
			var d Doubled
			err := rows.Scan(&d.Number, &d.Area, &d.Arg, &d.Since)
			out = append(out, d)
			return err
		})
	return out, err
}
