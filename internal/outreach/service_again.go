package outreach

import (
	"context"

	"github.com/jempolkeren/jempol/internal/authority"
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

// LeaveNow takes that back as long as nothing is recorded: the person waits for
// another trip, as before.
func (s *Service) LeaveNow(ctx context.Context, op ledger.Op, trip, caseID string) error {
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.Unscheduled, trip)
		if err != nil {
			return nil, err
		}
		var met int
		if err := tx.QueryRow(`SELECT COUNT(*) FROM visit WHERE office_id = $1 AND case_id = $2 AND trip = $3 AND met = 1`,
			op.Scope.Office, caseID, t.ID).Scan(&met); err != nil {
			return nil, err
		}
		if met == 0 { // whom nobody met was booked once
			return nil, fault.New(fault.Conflict, "fault.outreach.not_on_trip")
		}
		return s.unbook(tx, op.Scope, t, []string{caseID}, "not_now")
	})
	return err
}

// nowCard offers the recording of those whom the team met today and whose NIK has
// come since, and the way back for whoever is booked for it; nil where there is
// nobody.
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
		who := web.Two{Top: personWords(r, p), Sub: s.stopTitle(r, v, p.Stop)}
		switch path := "/perjalanan/" + v.ID + "/rekam"; {
		case p.Met <= 0:
		case p.Booked:
			rows = append(rows, web.Row{who, web.Tag{Tone: web.Info, Text: r.T("outreach.now.is_booked")},
				web.Button{Label: "outreach.now.leave", Kind: web.Quiet, Post: path + "/batal", Hidden: []web.Pair{{Name: "warga", Value: p.Number}}}})
		case p.Outcome == casefile.BioFailed || p.Outcome == casefile.BioPending: // just tried, and no NIK has come since
		case ready[p.Case]:
			rows = append(rows, web.Row{who,
				web.Button{Label: "outreach.now.record", Kind: web.Secondary, Post: path, Hidden: []web.Pair{{Name: "warga", Value: p.Number}}}})
		}
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return web.Card{Title: "outreach.now", Body: append([]any{web.Para{Text: "outreach.now.text", Small: true}}, rows...)}, nil
}

func (s *Service) recordNow(r *web.Request) (web.Response, error) {
	return s.nowDone(r, casefile.Scheduled, "outreach.now.booked", s.RecordNow)
}

func (s *Service) leaveNow(r *web.Request) (web.Response, error) {
	return s.nowDone(r, casefile.Unscheduled, "outreach.now.left", s.LeaveNow)
}

func (s *Service) nowDone(r *web.Request, action authority.Action, said string, do func(ctx context.Context, op ledger.Op, trip, caseID string) error) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	id, err := s.Accounts.CaseByNumber(r.Context(), op.Scope, action, r.Text("warga"))
	if err != nil {
		return nil, err
	}
	if err := do(r.Context(), op, r.PathValue("trip"), id); err != nil {
		return nil, translated(r, err)
	}
	to := "/lapangan"
	switch {
	case plansRole(r):
		to = "/perjalanan/" + r.PathValue("trip")
	case action == casefile.Scheduled: // the team is at the door: straight to the questions
		to += "/" + r.PathValue("trip") + "/" + r.Text("warga")
	}
	return web.Redirect(to).Flash(r.T(said, "Number", r.Text("warga"))), nil
}
