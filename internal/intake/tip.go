package intake

import (
	"database/sql"
	"errors"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/web"
)

// channelPublic is the channel of a report that began as a neighbour's tip.
const channelPublic = "public"

// tip is what a neighbour told, as the report form needs it.
type tip struct{ ID, Village, Place, Words, Phone string }

// tipOf reads the tip that a report form starts from, after its row in the
// access log. It has the zero ID where the form starts empty.
func (s *Service) tipOf(r *web.Request) (tip, error) {
	t := tip{ID: r.Text("warga")}
	if t.ID == "" {
		return t, nil
	}
	scope := account.ScopeOf(r)
	if err := authority.Allowed("page.tips", account.ActorOf(scope), authority.Target{}); err != nil {
		return t, err
	}
	if err := s.log(r.Context(), scope, "page.tips", "report"); err != nil {
		return t, err
	}
	err := s.DB.QueryRow(r.Context(), `SELECT village, place, words, phone FROM public_v_tip
		WHERE office_id = $1 AND tip_id = $2 AND outcome = ''`, scope.Office, t.ID).Scan(&t.Village, &t.Place, &t.Words, &t.Phone)
	if errors.Is(err, sql.ErrNoRows) {
		return t, fault.New(fault.NotFound, "fault.intake.tip_gone")
	}
	return t, fault.Wrap("fault.intake.read", err)
}

// tipWaits refuses a report of a tip that somebody has settled meanwhile.
func tipWaits(tx *db.Tx, scope db.Scope, id string) error {
	if err := authority.Allowed("page.tips", account.ActorOf(scope), authority.Target{}); err != nil {
		return err
	}
	var n int
	err := tx.QueryRow(`SELECT COUNT(*) FROM public_v_tip WHERE office_id = $1 AND tip_id = $2 AND outcome = ''`, scope.Office, id).Scan(&n)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.intake.tip_gone")
	}
	return err
}

// card shows what was told beside the form, which asks for it again in order.
func (t tip) card() any {
	facts := web.Facts{{Label: "intake.tip.words", Value: t.Words}}
	if t.Phone != "" {
		facts = append(facts, web.Fact{Label: "intake.tip.phone", Value: t.Phone})
	}
	return web.Card{Title: "intake.tip.title", Body: []any{facts, web.Para{Text: "intake.tip.gone", Small: true, Muted: true}}}
}

// fill puts what was told into the form, where it has a place of its own.
func (t tip) fill(fields []any) {
	for _, f := range fields {
		if a, ok := f.(*web.TextArea); ok && a.Name == "tempat" {
			a.Value = t.Place
		}
	}
}
