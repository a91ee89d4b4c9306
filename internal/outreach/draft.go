package outreach

import (
	"context"
	"encoding/json"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// draft is what the officer has answered of a visit so far; ok is false before
// the first answer.
func (s store) draft(ctx context.Context, sc db.Scope, trip, caseID string) (a Answers, ok bool, err error) {
	var text string
	err = s.d.QueryRow(ctx, `SELECT answers FROM visit_draft WHERE office_id = $1 AND user_id = $2 AND trip_id = $3 AND case_id = $4`,
		sc.Office, sc.Person, trip, caseID).Scan(&text)
	if noRows(err) {
		return a, false, nil
	}
	if err != nil {
		return a, false, fault.Wrap("fault.internal", err)
	}
	if json.Unmarshal([]byte(text), &a) != nil {
		return Answers{}, false, nil // of an older program: asked again
	}
	return a, true, nil
}

// keep stores the answers of a visit, so that a telephone may go off.
func (s store) keep(ctx context.Context, sc db.Scope, trip, caseID string, a Answers) error {
	text, err := json.Marshal(a)
	if err != nil {
		return fault.Wrap("fault.internal", err)
	}
	err = s.d.Write(ctx, sc.Office, func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO visit_draft (office_id, user_id, trip_id, case_id, answers, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (office_id, user_id, trip_id, case_id) DO UPDATE SET answers = excluded.answers, updated_at = excluded.updated_at`,
			sc.Office, sc.Person, trip, caseID, string(text), db.Micros(tx.Now))
		return err
	})
	return fault.Wrap("fault.internal", err)
}

// begun lists the cases of a trip for which the officer has begun to answer.
func (s store) begun(ctx context.Context, sc db.Scope, trip string) (map[string]bool, error) {
	out := map[string]bool{}
	rows, err := s.d.Query(ctx, `SELECT case_id FROM visit_draft WHERE office_id = $1 AND user_id = $2 AND trip_id = $3 ORDER BY case_id`,
		sc.Office, sc.Person, trip)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		out[id] = true
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// Drafted are the files that visits name which are not recorded yet.
func Drafted(ctx context.Context, d *db.DB, office string) (map[string]bool, error) {
	rows, err := d.Query(ctx, `SELECT answers FROM visit_draft WHERE office_id = $1 ORDER BY user_id, trip_id, case_id`, office)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	out := map[string]bool{}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		var a Answers
		if json.Unmarshal([]byte(text), &a) == nil {
			for _, hash := range []string{a.Evidence, a.Photo()} {
				if hash != "" {
					out[hash] = true
				}
			}
		}
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}
