package dossier

import (
	"context"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/form"
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
	Clock       func() time.Time
	Zone        *time.Location // of the office; nil is the west of the country
	// Paper gives the head of the office's papers, for printed forms; nil: none.
	Paper func(context.Context) (form.Meta, error)
}

// Service is the room.
type Service struct{ Deps }

// New makes the room.
func New(d Deps) *Service {
	if d.Clock == nil {
		d.Clock = time.Now
	}
	if d.Zone == nil {
		d.Zone = region.Hours("")
	}
	if d.Paper == nil {
		d.Paper = func(context.Context) (form.Meta, error) { return form.Meta{}, nil }
	}
	return &Service{d}
}

func (s *Service) today() time.Time { return s.Clock().In(s.Zone) }

// File is a case as this room sees it.
type File struct {
	ID     string
	State  casefile.State
	Events []casefile.Event // those with effect, in order
	List   Checklist
}

func fileOf(caseID string, events []casefile.Event, day time.Time) (File, error) {
	st := casefile.FoldState(caseID, events)
	if !st.Reported {
		return File{}, fault.New(fault.NotFound, "fault.dossier.case")
	}
	f := File{ID: caseID, State: st, Events: st.Effective(casefile.Order(events))}
	f.List = Check(&f.State, f.Events, day)
	return f, nil
}

// Open reads the dossier of a case for a scope that says what for. Whether the
// scope reaches the case is asked here.
func (s *Service) Open(ctx context.Context, scope db.Scope, caseID string) (File, error) {
	err := s.DB.View(ctx, func(tx *db.Tx) error { return s.Accounts.Check(tx, scope, "page.dossier", caseID) })
	if err != nil {
		return File{}, err
	}
	events, err := s.Ledger.Events(ctx, scope, subjectOf(caseID))
	if err != nil {
		return File{}, err
	}
	return fileOf(caseID, events, s.today())
}

func subjectOf(caseID string) ledger.Subject {
	return ledger.Subject{Kind: casefile.KindCase, ID: caseID}
}

// change is the way of every act here: who may, what the case allows, whom
// the separation of duties excludes, then what make says. The act itself is
// what the personal data is read for.
func (s *Service) change(ctx context.Context, op ledger.Op, caseID, action string, needs []string,
	make func(File) ([]ledger.Draft, error)) (ledger.Receipt, error) {
	op.Scope = s.Accounts.With(op.Scope, "work:"+action)
	return s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		if err := s.Accounts.Check(tx, op.Scope, authority.Action(action), caseID); err != nil {
			return nil, err
		}
		events, err := s.Ledger.EventsTx(tx, op.Scope, subjectOf(caseID))
		if err != nil {
			return nil, err
		}
		f, err := fileOf(caseID, events, tx.Now.In(s.Zone))
		if err != nil {
			return nil, err
		}
		if err := f.State.May(action, needs...); err != nil {
			return nil, err
		}
		if err := account.Separation(op.Scope, authority.Action(action), f.Events); err != nil {
			return nil, err
		}
		drafts, err := make(f)
		for i := range drafts {
			drafts[i].Subject, drafts[i].Area = subjectOf(caseID), f.State.Area
		}
		return drafts, err
	})
}

// Supply is what a person puts to an item.
type Supply struct {
	Need, Requirement string
	Substitute        string // code of what stands in; "" is the paper itself
	Attachments       []string
}

// Supply meets a requirement with a paper or with what may stand in for it.
// The scans were stored for this case before.
func (s *Service) Supply(ctx context.Context, op ledger.Op, caseID string, in Supply) (ledger.Receipt, error) {
	if len(in.Attachments) == 0 {
		return ledger.Receipt{}, fault.At("berkas", "fault.dossier.no_file")
	}
	for _, hash := range in.Attachments {
		if _, err := s.Attachments.Find(ctx, op.Scope, casefile.KindCase, caseID, hash); err != nil {
			return ledger.Receipt{}, err
		}
	}
	return s.change(ctx, op, caseID, casefile.ItemSupplied, []string{in.Need}, func(f File) ([]ledger.Draft, error) {
		item, err := f.item(in.Need, in.Requirement)
		if err != nil {
			return nil, err
		}
		body := casefile.ItemSuppliedBody{Need: in.Need, Requirement: in.Requirement, How: HowDocument, Attachments: in.Attachments}
		if in.Substitute != "" {
			if !item.Accepts(in.Substitute) {
				return nil, fault.At("cara", "fault.dossier.substitute")
			}
			body.How, body.Substitute = HowSubstitute, in.Substitute
		}
		if !item.Typed() {
			return nil, fault.New(fault.Conflict, "fault.dossier.by_itself")
		}
		return []ledger.Draft{{Type: casefile.ItemSupplied, Body: body}}, nil
	})
}

func (f File) item(need, requirement string) (Item, error) {
	item, ok := f.List.Find(need, requirement)
	if !ok {
		return Item{}, fault.New(fault.NotFound, "fault.dossier.item")
	}
	return item, nil
}

// removal are the reasons for taking an item out again.
var removal = []string{"wrong_person", "wrong_paper", "unreadable", "other"}

// Remove takes back what was put to an item. The scan stays with the case: the
// event that named it still does.
func (s *Service) Remove(ctx context.Context, op ledger.Op, caseID, need, requirement, reason string) (ledger.Receipt, error) {
	if !slices.Contains(removal, reason) {
		return ledger.Receipt{}, fault.At("sebab", "fault.dossier.reason")
	}
	return s.change(ctx, op, caseID, casefile.ItemRemoved, []string{need}, func(f File) ([]ledger.Draft, error) {
		item, err := f.item(need, requirement)
		if err != nil {
			return nil, err
		}
		if !item.Supplied() {
			return nil, fault.New(fault.Conflict, "fault.dossier.nothing_there")
		}
		return []ledger.Draft{{Type: casefile.ItemRemoved, Body: casefile.ItemRemovedBody{Need: need, Requirement: requirement, Reason: reason}}}, nil
	})
}

// Tell records the circumstances that only a person can tell: those named hold,
// the others that were asked do not. shown are the events that the form showed.
func (s *Service) Tell(ctx context.Context, op ledger.Op, caseID string, hold, shown []string) (ledger.Receipt, error) {
	for _, c := range hold {
		if !slices.Contains(told, lawbook.Circumstance(c)) {
			return ledger.Receipt{}, fault.At("keadaan", "fault.dossier.circumstance")
		}
	}
	return s.change(ctx, op, caseID, casefile.PersonStated, nil, func(f File) ([]ledger.Draft, error) {
		had := f.State.Person.Elements(FieldCircumstance)
		var p casefile.PersonPersonal
		for _, c := range told {
			now, before := slices.Contains(hold, string(c)), slices.Contains(had, string(c))
			if now == before && !f.State.Person.Element(FieldCircumstance, string(c)).Disputed {
				continue
			}
			a := casefile.Assertion{Field: FieldCircumstance, Element: string(c), Certainty: casefile.CertaintySaid}
			if now {
				a.Value = "1"
			}
			p.Fields = append(p.Fields, a)
		}
		if len(p.Fields) == 0 {
			return nil, nil
		}
		return []ledger.Draft{{Type: casefile.PersonStated, Body: struct{}{}, Personal: p, Replaces: f.known(shown)}}, nil
	})
}

// known keeps the ids that are events of this case: what a form showed cannot
// be anything else.
func (f File) known(ids []string) (out []string) {
	for _, id := range ids {
		if slices.ContainsFunc(f.Events, func(e casefile.Event) bool { return e.ID == id }) && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// Submit hands the needs of a case to the verifier. It refuses what is
// incomplete and names the items, and what process forbids (State.May): no new
// NIK while a search is pending, disputed, or has found the person, nor while
// somebody very much alike is not decided on.
func (s *Service) Submit(ctx context.Context, op ledger.Op, caseID string, needs []string) (ledger.Receipt, error) {
	if len(needs) == 0 {
		return ledger.Receipt{}, fault.New(fault.Conflict, "casefile.may.no_need")
	}
	who, unsettled, err := s.unsettled(ctx, op, caseID, needs)
	if err != nil {
		return ledger.Receipt{}, err
	}
	return s.change(ctx, op, caseID, casefile.Submitted, needs, func(f File) ([]ledger.Draft, error) {
		if unsettled && !register.Settled(&f.State, who.Ref) {
			return nil, register.Refusal()
		}
		version := ""
		wrong := fault.New(fault.Invalid, "fault.dossier.incomplete")
		for _, g := range f.List.Groups {
			if !slices.Contains(needs, g.Need.Need) {
				continue
			}
			version = g.Book.Version
			for _, i := range g.Missing() {
				wrong.With(g.Need.Need+"-"+i.Code, "fault.dossier.missing")
				wrong.Fields[len(wrong.Fields)-1].Args = map[string]any{"Item": i.Label.ID}
			}
		}
		if len(wrong.Fields) > 0 {
			return nil, wrong
		}
		return []ledger.Draft{{Type: casefile.Submitted, Body: casefile.SubmittedBody{Needs: needs, Lawbook: version}}}, nil
	})
}

// unsettled asks the choke-point where a new NIK is submitted.
func (s *Service) unsettled(ctx context.Context, op ledger.Op, caseID string, needs []string) (register.Candidate, bool, error) {
	if !slices.Contains(needs, casefile.NeedNIK) {
		return register.Candidate{}, false, nil
	}
	f, err := s.Open(ctx, s.Accounts.With(op.Scope, "work:"+casefile.Submitted), caseID)
	if err != nil {
		return register.Candidate{}, false, err
	}
	return s.Register.Unsettled(ctx, op.Scope, &f.State)
}
