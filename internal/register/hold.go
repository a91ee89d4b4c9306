package register

import (
	"context"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// hold is the right of one attempt to work on an import. A later attempt, a
// press of Stop or Drop takes it away: what the earlier one still wants to write
// is refused, so two never work on the same rows.
type hold struct {
	office, id string
	turn       int64 // 0 is a new import, which nobody else knows
}

// take takes the hold of an import, for the attempt that begins.
func take(ctx context.Context, d *db.DB, office, id string) (hold, error) {
	h := hold{office: office, id: id}
	err := d.Write(ctx, office, func(tx *db.Tx) error {
		if _, err := tx.Exec(`UPDATE register_import SET position = position + 1 WHERE office_id = $1 AND import_id = $2`, office, id); err != nil {
			return err
		}
		return tx.QueryRow(`SELECT position FROM register_import WHERE office_id = $1 AND import_id = $2`, office, id).Scan(&h.turn)
	})
	return h, fault.Wrap("register.load", err)
}

// held refuses to go on where somebody else has the import.
func (h hold) held(tx *db.Tx) error {
	var now int64
	if err := tx.QueryRow(`SELECT position FROM register_import WHERE office_id = $1 AND import_id = $2`, h.office, h.id).Scan(&now); err != nil {
		return err
	}
	if now != h.turn {
		return fault.New(fault.Conflict, "register.err.state")
	}
	return nil
}
