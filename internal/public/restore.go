package public

import (
	"context"

	"github.com/jempolkeren/jempol/internal/db"
)

// Restore puts tips and complaints that wait into their queues, told when they
// say: what a demonstration begins with. Those that are there already stay.
func Restore(ctx context.Context, d *db.DB, office string, tips []Tip, complaints []Complaint) error {
	var told, held [][]any
	for _, t := range tips {
		told = append(told, tipRow(office, t.ID, t.At, t))
	}
	for _, c := range complaints {
		held = append(held, complaintRow(office, c.ID, c.At, c))
	}
	return d.Write(ctx, office, func(tx *db.Tx) error {
		if _, err := tx.InsertMissing("public_tip", tipColumns, told); err != nil {
			return err
		}
		_, err := tx.InsertMissing("public_complaint", complaintColumns, held)
		return err
	})
}

var tipColumns = []string{"office_id", "tip_id", "told_at", "village", "place", "words", "phone", "outcome", "settled_by", "settled_at"}

func tipRow(office, id string, at int64, t Tip) []any {
	return []any{office, id, at, t.Village, t.Place, t.Words, t.Phone, "", "", int64(0)}
}

var complaintColumns = []string{"office_id", "complaint_id", "made_at", "about", "case_id", "words", "phone", "outcome", "done", "settled_by", "settled_at"}

func complaintRow(office, id string, at int64, c Complaint) []any {
	return []any{office, id, at, c.About, c.caseID, c.Words, c.Phone, "", "", "", int64(0)}
}
