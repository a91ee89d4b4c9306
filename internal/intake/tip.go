package intake

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
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

// MergeTip makes what a neighbour told a note of the case of somebody who is
// known already; the tip ends with it and its words go from the queue.
func (s *Service) MergeTip(ctx context.Context, op ledger.Op, id, caseID string) (ledger.Receipt, error) {
	t := tip{ID: id}
	err := s.DB.QueryRow(ctx, `SELECT village, place, words, phone FROM public_v_tip
		WHERE office_id = $1 AND tip_id = $2`, op.Scope.Office, id).Scan(&t.Village, &t.Place, &t.Words, &t.Phone)
	if errors.Is(err, sql.ErrNoRows) {
		return ledger.Receipt{}, fault.New(fault.NotFound, "fault.intake.tip_gone")
	}
	if err != nil {
		return ledger.Receipt{}, fault.Wrap("fault.intake.read", err)
	}
	return s.change(ctx, op, caseID, casefile.Noted, nil, func(tx *db.Tx, _ casefile.State) ([]ledger.Draft, error) {
		if err := tipWaits(tx, op.Scope, id); err != nil {
			return nil, err
		}
		return []ledger.Draft{{Type: casefile.Noted, Body: casefile.NotedBody{About: casefile.NoteTip, Tip: id},
			Personal: casefile.NotePersonal{Text: joinDots([]string{t.Words, t.Place, t.Phone})}}}, nil
	})
}

// mergeTip is the form beside a tip: the case is named by its number.
func (s *Service) mergeTip(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	field := "kasus-" + r.PathValue("id") // as it stands among the others of the list
	number := strings.ToUpper(strings.TrimSpace(r.Text(field)))
	id, err := s.Accounts.CaseByNumber(r.Context(), op.Scope, casefile.Noted, number)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	if err != nil || number == "" {
		return s.mergeForm(r, op.Scope, fault.At(field, "intake.err.tip_case"))
	}
	if _, err := s.MergeTip(r.Context(), op, r.PathValue("id"), id); err != nil {
		return nil, err
	}
	return web.Redirect("/laporan-warga").Flash(r.T("intake.tip.merged", "No", number)), nil
}

// mergeForm asks again for the number of the case, with what was told beside it.
func (s *Service) mergeForm(r *web.Request, scope db.Scope, problem error) (web.Response, error) {
	if err := authority.Allowed("page.tips", account.ActorOf(scope), authority.Target{}); err != nil {
		return nil, err
	}
	if err := s.log(r.Context(), scope, "page.tips", "report"); err != nil {
		return nil, err
	}
	t := tip{ID: r.PathValue("id")}
	err := s.DB.QueryRow(r.Context(), `SELECT village, place, words, phone FROM public_v_tip
		WHERE office_id = $1 AND tip_id = $2 AND outcome = ''`, scope.Office, t.ID).Scan(&t.Village, &t.Place, &t.Words, &t.Phone)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "fault.intake.tip_gone")
	}
	if err != nil {
		return nil, fault.Wrap("fault.intake.read", err)
	}
	f := web.Form{Action: "/laporan-warga/" + t.ID + "/gabung", Fields: []any{
		&web.Input{Label: web.Ask("kasus-"+t.ID, "intake.tip.case", "intake.tip.case.hint").Must(), Max: 24, Width: "w12"},
	}, Buttons: []any{web.Button{Label: "intake.tip.merge"}, web.Button{Label: "intake.tip.back", Href: "/laporan-warga", Kind: web.Quiet}}}.Fill(r, problem)
	return web.Page("", web.View{Title: "intake.tip.merge", Shape: web.Narrow, Err: problem, Body: []any{t.card(), f}}, nil), nil
}
