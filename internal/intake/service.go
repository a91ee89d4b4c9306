package intake

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
)

// Deps is what the room leans on.
type Deps struct {
	DB          *db.DB
	Ledger      *ledger.Ledger
	Accounts    *account.Accounts
	Attachments *attachment.Store
	Register    *register.Register
	Book        *lawbook.Book
	District    region.Code // the office's kabupaten
	Clock       func() time.Time
	Zone        *time.Location // of the office; nil is that of its kabupaten
	Answered    func() int     // how many people are being answered now; nil is nobody
}

// Service is the room.
type Service struct {
	Deps
}

// New makes the room.
func New(d Deps) *Service {
	if d.Clock == nil {
		d.Clock = time.Now
	}
	if d.Zone == nil {
		d.Zone = region.Hours(string(d.District))
	}
	if d.Answered == nil {
		d.Answered = func() int { return 0 }
	}
	return &Service{Deps: d}
}

func (s *Service) now() time.Time { return s.Clock().In(s.Zone) }

// caseOf makes the id of the case that an act begins. The same act gives the
// same case, so that a double click finds what the first one made.
func caseOf(op string) string {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("case:"+op)).String()
}

func subjectOf(caseID string) ledger.Subject {
	return ledger.Subject{Kind: casefile.KindCase, ID: caseID}
}

// channels says through whom a report came, by the role that made it.
var channels = map[authority.Role]string{
	authority.Registrar: "registrar", authority.Social: "social", authority.Institution: "institution",
	authority.Partner: "partner", authority.Field: "field", authority.Coordinator: "office", authority.System: "list",
}

// File saves a report: a new case, numbered, and returns its number.
func (s *Service) File(ctx context.Context, op ledger.Op, in Report) (string, error) {
	caseID := caseOf(op.ID)
	var also []ledger.Draft
	if in.From != "" && authority.Reaches(authority.Role(op.Scope.Role), "register.candidates") != authority.None {
		p, err := s.Register.Get(ctx, op.Scope, in.From)
		if err != nil {
			return "", err
		}
		s.fromRegister(p, &in)
		if authority.Reaches(authority.Role(op.Scope.Role), casefile.IdentityDecided) != authority.None {
			also = []ledger.Draft{{Subject: subjectOf(caseID), Type: casefile.IdentityDecided, Area: string(in.Village),
				Body: casefile.IdentityDecidedBody{Candidate: "register:" + in.From, Decision: casefile.Same}}}
		}
	}
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		d, err := s.reported(tx, op.Scope, caseID, in, casefile.ReportedBody{})
		return append([]ledger.Draft{d}, also...), err
	})
	if err != nil {
		return "", err
	}
	return s.numberOf(ctx, op.Scope, caseID)
}

// reported makes the draft of a report; body brings what a list adds.
func (s *Service) reported(tx *db.Tx, scope db.Scope, caseID string, in Report, body casefile.ReportedBody) (ledger.Draft, error) {
	actor := account.ActorOf(scope)
	if body.Agency == "" {
		body.Agency = scope.Agency
	}
	if actor.Role == authority.Institution {
		body.Institution = scope.Institution
	} else if body.Institution == "" {
		// Who lives there is visited in its session, whoever reported.
		body.Institution = in.Person.Value(casefile.FieldInstitution)
	}
	err := authority.Allowed(casefile.Reported, actor, authority.Target{
		Area: string(in.Village), Agency: body.Agency, Institution: body.Institution, Reporter: scope.Person})
	if err != nil {
		return ledger.Draft{}, err
	}
	if in.Letter != "" {
		if err := s.letterThere(tx, scope, in.Letter); err != nil {
			return ledger.Draft{}, err
		}
	}
	var none casefile.State
	if err := none.May(casefile.Reported); err != nil {
		return ledger.Draft{}, err
	}
	if body.Number, err = s.Ledger.NextNumber(tx, "case", tx.Now.In(s.Zone)); err != nil {
		return ledger.Draft{}, err
	}
	body.Reasons, body.Needs = in.Reasons, in.Needs
	if s.Book != nil {
		body.Lawbook = s.Book.Version
	}
	if body.Channel == "" {
		body.Channel = channels[actor.Role]
	}
	body.Letter, body.Basis, body.Urgent, body.Photo = in.Letter, in.Basis, in.Urgent, in.Photo
	if err := institutionThere(tx, scope, in.Person); err != nil {
		return ledger.Draft{}, err
	}
	if in.Tip != "" {
		if err := tipWaits(tx, scope, in.Tip); err != nil {
			return ledger.Draft{}, err
		}
		body.Tip, body.Channel = in.Tip, channelPublic
	}
	return ledger.Draft{
		Subject: subjectOf(caseID), Type: casefile.Reported, Area: string(in.Village),
		Body: body, Personal: casefile.PersonPersonal{Fields: in.Person.Fields},
	}, nil
}

// change is the way of every act on a case that is there: who may, what the
// case allows, then what make says.
func (s *Service) change(ctx context.Context, op ledger.Op, caseID, action string, needs []string,
	make func(tx *db.Tx, st casefile.State) ([]ledger.Draft, error)) (ledger.Receipt, error) {
	return s.Ledger.Do(ctx, op, s.acting(op, caseID, action, needs, make))
}

// acting is change for whoever brings many acts together.
func (s *Service) acting(op ledger.Op, caseID, action string, needs []string,
	make func(tx *db.Tx, st casefile.State) ([]ledger.Draft, error)) func(tx *db.Tx) ([]ledger.Draft, error) {
	return func(tx *db.Tx) ([]ledger.Draft, error) {
		if err := s.Accounts.Check(tx, op.Scope, authority.Action(action), caseID); err != nil {
			return nil, err
		}
		scope := op.Scope
		if scope.Purpose == "" {
			scope = s.Accounts.With(scope, "act:"+action)
		}
		events, err := s.Ledger.EventsTx(tx, scope, subjectOf(caseID))
		if err != nil {
			return nil, err
		}
		if err := separate(op.Scope, action, events); err != nil {
			return nil, err
		}
		st := casefile.FoldState(caseID, events)
		if err := st.May(action, needs...); err != nil {
			return nil, err
		}
		drafts, err := make(tx, st)
		if err != nil {
			return nil, err
		}
		for i := range drafts {
			if drafts[i].Subject == (ledger.Subject{}) {
				drafts[i].Subject = subjectOf(caseID)
			}
			if drafts[i].Area == "" {
				drafts[i].Area = st.Area
			}
		}
		return drafts, nil
	}
}

// Load opens a case with its person for a page. The scope must say what for;
// the access log has it before it returns.
func (s *Service) Load(ctx context.Context, scope db.Scope, action authority.Action, caseID string) (casefile.State, error) {
	err := s.DB.View(ctx, func(tx *db.Tx) error { return s.Accounts.Check(tx, scope, action, caseID) })
	if err != nil {
		return casefile.State{}, err
	}
	if err := s.Accounts.Log(ctx, scope, account.AccessEntry{Action: action, Kind: casefile.KindCase, ID: caseID}); err != nil {
		return casefile.State{}, err
	}
	events, err := s.Ledger.Events(ctx, scope, subjectOf(caseID))
	if err != nil {
		return casefile.State{}, err
	}
	st := casefile.FoldState(caseID, events)
	if !st.Reported {
		return st, fault.New(fault.NotFound, "fault.account.case")
	}
	return st, nil
}
