package outreach

import (
	"database/sql"
	"errors"
	"sync/atomic"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
)

// Deps is what this room leans on.
type Deps struct {
	DB          *db.DB
	Ledger      *ledger.Ledger
	Accounts    *account.Accounts
	Attachments *attachment.Store
	Register    *register.Register
	Clock       func() time.Time
	Zone        *time.Location
	OfficeID    string
	District    region.Code                // the office's kabupaten
	Office      func() string              // its name, as printed
	Letterhead  func() document.Letterhead // of its papers; nil prints none
	BaseURL     string                     // as people reach this program; "" is taken from the request
}

// Service is the step outreach.
type Service struct {
	Deps
	store store
	table atomic.Pointer[roadTable] // the one in force, as it was read last
}

// New makes the step.
func New(d Deps) *Service {
	if d.Clock == nil {
		d.Clock = time.Now
	}
	if d.Zone == nil {
		d.Zone = region.Hours(d.OfficeID)
	}
	return &Service{Deps: d, store: store{d: d.DB, office: d.OfficeID}}
}

func (s *Service) today() string { return s.Clock().In(s.Zone).Format(time.DateOnly) }

// WorkRoutes say where the work of this step is done. {trip} is the subject of a
// trip's work.
var WorkRoutes = []casefile.WorkRoute{
	{Action: casefile.Scheduled, Path: "/perjalanan?kasus={case}", Text: "outreach.do.schedule"},
	{Action: casefile.Visited, Path: "/lapangan/{arg}/{case}", Text: "outreach.do.visit"},
	{Action: casefile.Searched, Path: "/kasus/{case}/pencarian", Text: "outreach.do.search"},
	{Action: casefile.Exception, Path: "/persetujuan", Text: "outreach.do.approve"},
	{Action: casefile.TripPublished, Path: "/perjalanan/{trip}", Text: "outreach.do.publish"},
	{Action: casefile.TripConfirmed, Path: "/perjalanan/{trip}/hadir", Text: "outreach.do.confirm"},
	{Action: casefile.TripStarted, Path: "/lapangan", Text: "outreach.do.start"},
	{Action: casefile.TripFinished, Path: "/perjalanan/{trip}/selesai", Text: "outreach.do.finish"},
	{Action: casefile.TripCancelled, Path: "/perjalanan/{trip}", Text: "outreach.do.kit_lost"},
}

// forAct gives a scope the act as its purpose where the page gave none.
func (s *Service) forAct(scope db.Scope, action string) db.Scope {
	if scope.Purpose != "" {
		return scope
	}
	return s.Accounts.With(scope, "act:"+action)
}

// caseTx loads a case inside an act that the scope may do on it.
func (s *Service) caseTx(tx *db.Tx, scope db.Scope, action, id string) (casefile.State, []casefile.Event, error) {
	if err := s.Accounts.Check(tx, scope, authority.Action(action), id); err != nil {
		return casefile.State{}, nil, err
	}
	events, err := s.Ledger.EventsTx(tx, s.forAct(scope, action), ledger.Subject{Kind: casefile.KindCase, ID: id})
	if err != nil {
		return casefile.State{}, nil, err
	}
	return casefile.FoldState(id, events), events, nil
}

// tripTx loads a trip inside an act that the role may do at all; the area of a
// companion is held against the stop.
func (s *Service) tripTx(tx *db.Tx, scope db.Scope, action, id string) (Trip, error) {
	if authority.Reaches(authority.Role(scope.Role), authority.Action(action)) == authority.None {
		return Trip{}, authority.Allowed(authority.Action(action), account.ActorOf(scope), authority.Target{})
	}
	events, err := s.Ledger.EventsTx(tx, s.forAct(scope, action), ledger.Subject{Kind: casefile.KindTrip, ID: id})
	if err != nil {
		return Trip{}, err
	}
	t, _ := Fold(id, events)
	if t.State == "" {
		return t, fault.New(fault.NotFound, "fault.outreach.trip")
	}
	return t, nil
}

func tripDraft(t Trip, eventType string, body any) ledger.Draft {
	return ledger.Draft{Subject: ledger.Subject{Kind: casefile.KindTrip, ID: t.ID}, Type: eventType, Area: t.Plan.Area, Body: body}
}

func caseDraft(st casefile.State, eventType string, body any) ledger.Draft {
	return ledger.Draft{Subject: ledger.Subject{Kind: casefile.KindCase, ID: st.ID}, Type: eventType, Area: st.Area, Body: body}
}

// refuseCase says of which case of several an act is refused, and why: Why is
// the key that the page translates.
func refuseCase(st casefile.State, err error) error {
	if err == nil {
		return nil
	}
	f := fault.As(err)
	if f.Kind != fault.Conflict {
		return err
	}
	return fault.New(fault.Conflict, "fault.outreach.case_cannot").WithArgs(map[string]any{"Number": st.Number, "Why": f.Key}).Because(err)
}

func noRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }
