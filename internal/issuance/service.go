package issuance

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
)

// Deps is what the room leans on.
type Deps struct {
	DB       *db.DB
	Ledger   *ledger.Ledger
	Accounts *account.Accounts
	Register *register.Register
	Book     *lawbook.Book
	District region.Code // the office's kabupaten
	Clock    func() time.Time
	Zone     *time.Location // of the office; nil is that of its kabupaten
	// Letterhead stands on the papers that the office prints itself.
	Letterhead func() document.Letterhead
	// Place is where the office signs: the name of its kabupaten.
	Place string
	Gate  *job.Gate // shared with everything that needs much memory; nil is none
}

// Service is the room.
type Service struct{ Deps }

// New makes the room.
func New(d Deps) *Service {
	if d.Clock == nil {
		d.Clock = time.Now
	}
	if d.Zone == nil {
		d.Zone = region.Hours(string(d.District))
	}
	if d.Book == nil {
		d.Book = lawbook.Current()
	}
	return &Service{d}
}

func (s *Service) today() time.Time { return s.Clock().In(s.Zone) }

func subjectOf(caseID string) ledger.Subject {
	return ledger.Subject{Kind: casefile.KindCase, ID: caseID}
}

// acts are what one person does to a case in one go. Each is checked against
// the case as the one before left it: a NIK that came back is issued at once,
// and only then may the recording have a status.
type acts struct {
	s      *Service
	tx     *db.Tx
	op     ledger.Op
	caseID string
	events []casefile.Event
	st     casefile.State
	drafts []ledger.Draft
}

// change opens a case for acts; plan states them.
func (s *Service) change(ctx context.Context, op ledger.Op, caseID, action string, plan func(a *acts) error) (ledger.Receipt, error) {
	return s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		a := &acts{s: s, tx: tx, op: op, caseID: caseID}
		// The role's part in the step is asked before anything of the case is read.
		if err := s.Accounts.Check(tx, op.Scope, authority.Action(action), caseID); err != nil {
			return nil, err
		}
		scope := op.Scope
		if scope.Purpose == "" {
			scope = s.Accounts.With(scope, "act:issuance")
		}
		var err error
		if a.events, err = s.Ledger.EventsTx(tx, scope, subjectOf(caseID)); err != nil {
			return nil, err
		}
		a.st = casefile.FoldState(caseID, a.events)
		if err := plan(a); err != nil {
			return nil, err
		}
		return a.drafts, nil
	})
}

// do adds one act: who may, who did what before, and what the case allows.
func (a *acts) do(action string, needs []string, d ledger.Draft) error {
	if err := a.s.Accounts.Check(a.tx, a.op.Scope, authority.Action(action), a.caseID); err != nil {
		return err
	}
	if err := account.Separation(a.op.Scope, authority.Action(action), a.events); err != nil {
		return err
	}
	if err := a.st.May(action, needs...); err != nil {
		return err
	}
	d.Subject, d.Type, d.Area = subjectOf(a.caseID), action, a.st.Area
	e, err := a.event(d)
	if err != nil {
		return err
	}
	events := append(a.events[:len(a.events):len(a.events)], e)
	a.events, a.st = events, casefile.FoldState(a.caseID, events)
	a.drafts = append(a.drafts, d)
	return nil
}

// event is a draft as the fold will see it: behind everything that is there.
func (a *acts) event(d ledger.Draft) (casefile.Event, error) {
	e := casefile.Event{
		ID: fmt.Sprintf("draft-%d", len(a.drafts)), OpID: a.op.ID, OpN: len(a.drafts), Type: d.Type, Version: 1, Area: d.Area,
		Actor: a.op.Scope.Person, Role: a.op.Scope.Role, OccurredAt: db.Micros(a.tx.Now), HLC: 1, Replaces: d.Replaces,
	}
	for _, old := range a.events {
		e.HLC = max(e.HLC, old.HLC+1)
	}
	var err error
	if e.Body, err = json.Marshal(d.Body); err != nil {
		return e, fault.Wrap("fault.internal", err)
	}
	if d.Personal != nil {
		if e.Personal, err = json.Marshal(d.Personal); err != nil {
			return e, fault.Wrap("fault.internal", err)
		}
	}
	return e, nil
}
