package outreach

import (
	"context"
	"encoding/json"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// AdoptedBody is the body of plan.adopted: which plan of the sheet, in which of
// its versions, and a copy of what it gives each team's day.
type AdoptedBody struct {
	Variant string     `json:"variant"`
	Version int64      `json:"version"`
	Asked   int64      `json:"asked"` // when the sheet was asked for, UTC in µs
	From    string     `json:"from"`  // ISO date
	To      string     `json:"to"`
	Shares  []dayShare `json:"shares"`
}

// PlanKind is the subject kind of plans for a year.
func PlanKind() casefile.Kind {
	return casefile.Kind{Name: casefile.KindPlan, Types: []string{casefile.PlanAdopted, casefile.PlanLeft}, Fold: foldPlan,
		Tables: []casefile.Table{{Name: "plan_year", SubjectColumn: "plan_id", Key: []string{"event"}, Columns: []string{"event", "adopted_at", "adopted_by",
			"variant", "version", "asked_at", "from_on", "to_on", "shares", "ended_at", "ended_by"}}}}
}

// foldPlan has a row for each time that a plan was adopted. Leaving a plan that
// no event adopted has a row too: it ends what was adopted before that was an
// event.
func foldPlan(_ string, events []casefile.Event) (res casefile.Result) {
	const endedAt, endedBy = 9, 10
	inForce := false
	end := func(e casefile.Event) {
		if last := res.Rows[len(res.Rows)-1].Values; inForce {
			last[endedAt], last[endedBy] = e.OccurredAt, e.Actor
		}
		inForce = false
	}
	for _, e := range events {
		switch e.Type {
		case casefile.PlanAdopted:
			var b AdoptedBody
			if json.Unmarshal(e.Body, &b) != nil {
				res.Parked = append(res.Parked, casefile.Parked{EventID: e.ID, Reason: parkedBody})
				continue
			}
			shares, _ := json.Marshal(b.Shares)
			if inForce {
				end(e)
			}
			inForce = true
			res.Rows = append(res.Rows, casefile.Row{Table: "plan_year", Values: []any{e.ID, e.OccurredAt, e.Actor, b.Variant, b.Version, b.Asked,
				b.From, b.To, string(shares), int64(0), ""}})
		case casefile.PlanLeft:
			if len(res.Rows) > 0 {
				end(e)
				continue
			}
			res.Rows = append(res.Rows, casefile.Row{Table: "plan_year", Values: []any{e.ID, int64(0), "", "", int64(0), int64(0), "", "", "", e.OccurredAt, e.Actor}})
		}
	}
	return res
}

// adoption is a plan of a year that the office goes by.
type adoption struct {
	Plan, Variant, From, To, By string
	Version, At, Asked          int64
	Shares                      []dayShare
}

// adopted is the plan of the year in which a period lies; nil where there is none.
func (s *Service) adopted(ctx context.Context, from, to string) (*adoption, error) {
	var out *adoption
	err := s.store.each(ctx, `SELECT plan_id, variant, from_on, to_on, adopted_by, version, adopted_at, asked_at, shares FROM outreach_v_plan_year
		WHERE office_id = $1 AND from_on <= $2 AND to_on >= $3 ORDER BY adopted_at DESC, plan_id LIMIT 1`,
		[]any{s.OfficeID, from, to}, func(rows *db.Rows) error {
			var a adoption
			var shares string
			if err := rows.Scan(&a.Plan, &a.Variant, &a.From, &a.To, &a.By, &a.Version, &a.At, &a.Asked, &shares); err != nil {
				return err
			}
			out = &a
			return json.Unmarshal([]byte(shares), &a.Shares)
		})
	return out, err
}

// AdoptPlan makes a plan for the year the one that the office goes by: plans for
// a month or a week within it get their money and their quotas from it. The one
// before is left.
func (s *Service) AdoptPlan(ctx context.Context, op ledger.Op, id, name string, version int64) error {
	sh, err := s.sheet(ctx, op.Scope, id)
	if err != nil {
		return err
	}
	v := sh.Variants[name]
	switch {
	case v == nil || sh.Period != Year:
		return fault.New(fault.NotFound, "fault.outreach.planner.sheet")
	case sh.Version != version:
		return sh.changed()
	}
	b, err := sh.Input.build(name, s.planRoads(ctx))
	if err != nil {
		return err
	}
	body := AdoptedBody{Variant: name, Version: version, Asked: sh.CreatedAt, From: sh.From, To: sh.To, Shares: b.shares(v)}
	_, err = s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		if err := authority.Allowed(casefile.PlanAdopted, account.ActorOf(op.Scope), authority.Target{}); err != nil {
			return nil, err
		}
		now, err := s.readSheet(tx, op.Scope, id)
		if err != nil {
			return nil, err
		}
		if now.Version != version {
			return nil, now.changed()
		}
		others, err := plansInForce(tx, op.Scope.Office, sh.From, sh.To)
		if err != nil {
			return nil, err
		}
		var drafts []ledger.Draft
		for _, other := range others {
			if other != id {
				drafts = append(drafts, s.planDraft(other, casefile.PlanLeft, struct{}{}))
			}
		}
		return append(drafts, s.planDraft(id, casefile.PlanAdopted, body)), nil
	})
	return err
}

// LeavePlan lets the office go by no plan of the year any more. Plans that were
// made of it keep what they got.
func (s *Service) LeavePlan(ctx context.Context, op ledger.Op, id string) error {
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		if err := authority.Allowed(casefile.PlanLeft, account.ActorOf(op.Scope), authority.Target{}); err != nil {
			return nil, err
		}
		sh, err := s.readSheet(tx, op.Scope, id)
		if err != nil {
			return nil, err
		}
		if used, err := inForce(tx, op.Scope.Office, sh.ID); err != nil || !used {
			return nil, err // left already, by whoever was first
		}
		return []ledger.Draft{s.planDraft(id, casefile.PlanLeft, struct{}{})}, nil
	})
	return err
}

func (s *Service) planDraft(id, eventType string, body any) ledger.Draft {
	return ledger.Draft{Subject: ledger.Subject{Kind: casefile.KindPlan, ID: id}, Type: eventType, Area: string(s.District), Body: body}
}

// plansInForce are the plans by which the office goes in some of these days.
func plansInForce(tx *db.Tx, office, from, to string) (out []string, err error) {
	return db.Column[string](tx.Query(`SELECT plan_id FROM outreach_v_plan_year WHERE office_id = $1 AND from_on <= $2 AND to_on >= $3 ORDER BY plan_id`, office, to, from))
}

// inForce reports whether the office goes by a sheet.
func inForce(tx *db.Tx, office, id string) (bool, error) {
	var n int
	err := tx.QueryRow(`SELECT COUNT(*) FROM outreach_v_plan_year WHERE office_id = $1 AND plan_id = $2`, office, id).Scan(&n)
	return n > 0, err
}
