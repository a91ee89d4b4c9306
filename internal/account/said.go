package account

import (
	"context"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// saidFor is how long a reason holds on the pages of one case: about as long as
// one sits over a dossier. Whoever comes back later is asked again.
const saidFor = time.Hour

// Said gives the scope the reason that the same person gave for reading the
// same subject within the last hour of work on it, so that the pages of one case ask once.
// Each look is still logged, with that reason. It reports false where there is
// none; a reason is neither taken from somebody else nor from another case.
func (a *Accounts) Said(ctx context.Context, s db.Scope, kind, id string) (db.Scope, bool, error) {
	if s.Office != a.office || s.Person == "" {
		return s, false, nil
	}
	rows, err := a.db.Query(ctx, `SELECT purpose FROM access_log
		WHERE office_id = $1 AND subject_kind = $2 AND subject_id = $3 AND at > $4 AND person = $5 AND role = $6
		AND (purpose LIKE 'ask:%' OR purpose LIKE 'asked:%')
		ORDER BY at DESC, access_id DESC LIMIT 1`, a.office, kind, id, db.Micros(a.now().Add(-saidFor)), s.Person, s.Role)
	if err != nil {
		return s, false, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var purpose string
	found := rows.Next()
	if found {
		if err := rows.Scan(&purpose); err != nil {
			return s, false, fault.Wrap("fault.internal", err)
		}
		s = a.With(s, purpose)
	}
	return s, found, fault.Wrap("fault.internal", rows.Err())
}
