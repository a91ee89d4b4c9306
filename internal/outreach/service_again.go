package outreach

import (
	"context"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

// RecordNow books somebody whom a team has met today once more, at the same stop,
// for the recording: the office was on call, and the NIK is there while the team
// still is, with the kit.
func (s *Service) RecordNow(ctx context.Context, op ledger.Op, trip, caseID string) error {
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.Scheduled, trip)
		if err != nil {
			return nil, err
		}
		st, _, err := s.caseTx(tx, op.Scope, casefile.Scheduled, caseID)
		if err != nil {
			return nil, err
		}
		stop, here := t.StopOf(caseID)
		switch {
		case !here:
			return nil, fault.New(fault.Conflict, "fault.outreach.not_on_trip")
		case t.State != Started || t.Plan.Day != s.today():
			return nil, fault.New(fault.Conflict, "fault.outreach.not_under_way")
		case st.Booking.Trip == t.ID:
			return nil, nil // pressed twice, or by two
		case !t.HasKit():
			return nil, fault.New(fault.Conflict, "fault.outreach.needs_kit")
		case purposeOf(&st) != PurposeRecording:
			return nil, fault.New(fault.Conflict, "fault.outreach.no_nik_yet")
		}
		if err := st.May(casefile.Scheduled); err != nil {
			return nil, err
		}
		return []ledger.Draft{t.schedule(st, stop.ID)}, nil
	})
	return err
}

// nowCard offers the recording of those whom the team met today and whose NIK has
// come since; nil where there is nobody.
func (s *Service) nowCard(r *web.Request, v tripView) (any, error) {
	if v.State != Started || v.Plan.Day != s.today() || !v.HasKit() || !mayRole(r, casefile.Scheduled) {
		return nil, nil
	}
	ready, err := s.recordable(r.Context())
	if err != nil {
		return nil, err
	}
	var rows []any
	for _, p := range v.people {
		if ready[p.Case] && !p.Booked && p.Met > 0 {
			rows = append(rows, web.Row{web.Two{Top: personWords(r, p), Sub: s.stopTitle(r, v, p.Stop)},
				web.Button{Label: "outreach.now.record", Kind: web.Secondary, Post: "/perjalanan/" + v.ID + "/rekam", Hidden: []web.Pair{{Name: "warga", Value: p.Number}}}})
		}
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return web.Card{Title: "outreach.now", Body: append([]any{web.Para{Text: "outreach.now.text", Small: true}}, rows...)}, nil
}

func (s *Service) recordNow(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	id, err := s.Accounts.CaseByNumber(r.Context(), op.Scope, casefile.Scheduled, r.Text("warga"))
	if err != nil {
		return nil, err
	}
	if err := s.RecordNow(r.Context(), op, r.PathValue("trip"), id); err != nil {
		return nil, translated(r, err)
	}
	to := "/lapangan"
	if plansRole(r) {
		to = "/perjalanan/" + r.PathValue("trip")
	}
	return web.Redirect(to).Flash(r.T("outreach.now.booked", "Number", r.Text("warga"))), nil
}
