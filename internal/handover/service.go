package handover

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
)

// Deps is what the room leans on.
type Deps struct {
	Office      string        // office id
	Name        func() string // of the office, on papers
	Letterhead  func() document.Letterhead
	DB          *db.DB
	Ledger      *ledger.Ledger
	Accounts    *account.Accounts
	Attachments *attachment.Store
	Clock       func() time.Time
	Zone        *time.Location // of the office; nil is that of its kabupaten
}

// Service is the room.
type Service struct{ Deps }

// New makes the room.
func New(d Deps) *Service {
	if d.Clock == nil {
		d.Clock = time.Now
	}
	if d.Zone == nil {
		d.Zone = region.Hours(d.Office)
	}
	return &Service{d}
}

func (s *Service) today() string { return s.Clock().In(s.Zone).Format(time.DateOnly) }

// opContext is who does something now, for what happens beside the ledger.
type opContext struct {
	ctx   context.Context
	scope db.Scope
}

func subject(id string) ledger.Subject { return ledger.Subject{Kind: casefile.KindEnvelope, ID: id} }

func caseSubject(id string) ledger.Subject { return ledger.Subject{Kind: casefile.KindCase, ID: id} }

func signerOf(s db.Scope) Signer { return Signer{Person: s.Person, Role: s.Role} }

// allowed asks the table whether the scope reaches this envelope.
func allowed(scope db.Scope, action authority.Action, e *Envelope) error {
	return authority.Allowed(action, account.ActorOf(scope), authority.Target{Area: e.Area, Agency: e.Agency, Own: e.ID})
}

// stateTx folds the case inside an act. Reading its events needs a purpose:
// the act itself is one.
func (s *Service) stateTx(tx *db.Tx, scope db.Scope, caseID string, act authority.Action) (casefile.State, []casefile.Event, error) {
	events, err := s.Ledger.EventsTx(tx, s.Accounts.With(scope, "act:"+string(act)), caseSubject(caseID))
	if err != nil {
		return casefile.State{}, nil, err
	}
	return casefile.FoldState(caseID, events), events, nil
}

// envelopeTx folds an envelope inside an act.
func (s *Service) envelopeTx(tx *db.Tx, id string) (Envelope, error) {
	events, err := s.Ledger.EventsTx(tx, s.Accounts.System("rules.handover"), subject(id))
	if err != nil {
		return Envelope{}, err
	}
	e, _ := Fold(id, events)
	if e.State == "" {
		return e, fault.New(fault.NotFound, "fault.handover.envelope")
	}
	return e, nil
}

// Seal is the form of a new envelope.
type Seal struct {
	Case     string
	Needs    []string
	Seal     string
	Meeting  string // where it is handed over
	Receiver string // who may receive besides the person
}

// Made is a sealed envelope. The PIN is told once and kept nowhere.
type Made struct {
	ID, Number, PIN string
	Repeated        bool
}

func (in *Seal) check() error {
	in.Seal = strings.ToUpper(strings.Join(strings.Fields(in.Seal), " "))
	f := fault.New(fault.Invalid, "fault.form")
	if len(in.Needs) == 0 {
		f.With("dokumen", "fault.handover.no_content")
	}
	if n := len([]rune(in.Seal)); n < 3 || n > 24 {
		f.With("segel", "fault.handover.seal")
	}
	if len([]rune(in.Meeting)) < 3 {
		f.With("tempat", "fault.handover.meeting")
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// Seal puts issued documents of one person into a numbered envelope; they are
// on their way from then on.
func (s *Service) Seal(ctx context.Context, op ledger.Op, in Seal) (Made, error) {
	if err := in.check(); err != nil {
		return Made{}, err
	}
	pin, hash, err := newPIN()
	if err != nil {
		return Made{}, err
	}
	made := Made{ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte("envelope:"+op.ID)).String(), PIN: pin}
	rec, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		if err := s.Accounts.Check(tx, op.Scope, casefile.Dispatched, in.Case); err != nil {
			return nil, err
		}
		st, _, err := s.stateTx(tx, op.Scope, in.Case, casefile.Dispatched)
		if err != nil {
			return nil, err
		}
		if err := st.May(casefile.Dispatched, in.Needs...); err != nil {
			return nil, err
		}
		if err := s.sealFree(tx, in.Seal); err != nil {
			return nil, err
		}
		if made.Number, err = s.Ledger.NextNumber(tx, "envelope", tx.Now.In(s.Zone)); err != nil {
			return nil, err
		}
		if _, err := tx.Exec(`INSERT INTO envelope_pin (office_id, envelope_id, hash, tries) VALUES ($1, $2, $3, 0)
			ON CONFLICT (office_id, envelope_id) DO UPDATE SET hash = excluded.hash, tries = 0`, s.Office, made.ID, hash); err != nil {
			return nil, err
		}
		return []ledger.Draft{
			{Subject: subject(made.ID), Type: casefile.EnvelopeSealed, Area: st.Area,
				Body:     SealedBody{Number: made.Number, Seal: in.Seal, Case: in.Case, Needs: in.Needs, Agency: st.Agency},
				Personal: SealedPersonal{Meeting: in.Meeting, Receiver: in.Receiver}},
			{Subject: caseSubject(in.Case), Type: casefile.Dispatched, Area: st.Area,
				Body: casefile.DispatchedBody{Needs: in.Needs, Envelope: made.ID}},
		}, nil
	})
	if err != nil {
		return Made{}, err
	}
	if rec.Repeated {
		made.Repeated, made.PIN = true, ""
		made.Number, err = s.numberOf(ctx, op.Scope, made.ID)
	}
	return made, err
}

// sealFree refuses a seal that an envelope on its way carries: each seal is
// used once, and two alike prove nothing.
func (s *Service) sealFree(tx *db.Tx, seal string) error {
	var n int
	err := tx.QueryRow(`SELECT COUNT(*) FROM envelope WHERE office_id = $1 AND seal = $2`, s.Office, seal).Scan(&n)
	if err == nil && n > 0 {
		return fault.At("segel", "fault.handover.seal_used")
	}
	return err
}

// change is the way of every act on an envelope that is there.
func (s *Service) change(ctx context.Context, op ledger.Op, id string, act authority.Action,
	do func(tx *db.Tx, e *Envelope) ([]ledger.Draft, error)) (ledger.Receipt, error) {
	return s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		e, err := s.envelopeTx(tx, id)
		if err != nil {
			return nil, err
		}
		if err := allowed(op.Scope, act, &e); err != nil {
			return nil, err
		}
		if op.Scope.Role == string(authority.Courier) {
			if err := s.linkGood(tx, &e); err != nil {
				return nil, err
			}
		}
		return do(tx, &e)
	})
}

// ToCourier is the form that gives an envelope to a courier.
type ToCourier struct {
	Name     string
	Place    string // where it changes hands
	To       string // user id of who waits for it; "" is the person
	Hours    int    // how long the link is good
	Evidence string // signed on paper instead of a link
}

// GiveCourier gives the envelope to a courier and returns the token of the
// link, "" where the courier signed on paper or the act is a repetition.
func (s *Service) GiveCourier(ctx context.Context, op ledger.Op, id string, in ToCourier) (token string, err error) {
	f := fault.New(fault.Invalid, "fault.form")
	if len([]rune(in.Name)) < 2 {
		f.With("nama", "fault.handover.courier_name")
	}
	if in.Evidence == "" && !slices.Contains(LinkHours(), in.Hours) {
		f.With("jam", "fault.handover.hours")
	}
	if len(f.Fields) > 0 {
		return "", f
	}
	if in.To != "" {
		if _, err := s.taker(ctx, op.Scope, id, in.To); err != nil {
			return "", err
		}
	}
	token, hash := newToken()
	link := ledger.NewID()
	if in.Evidence != "" {
		link = ""
	}
	rec, err := s.change(ctx, op, id, casefile.CustodyPassed, func(tx *db.Tx, e *Envelope) ([]ledger.Draft, error) {
		b := PassedBody{Side: SideGiver, Giver: e.Holder, Taker: Party{Kind: PartyCourier, ID: link}, Proof: ByAccount}
		if in.Evidence != "" {
			b.Side, b.Proof, b.Condition, b.Evidence = SideBoth, BySignature, Intact, in.Evidence
			if err := s.evidenceThere(ctx, op.Scope, e.Case, in.Evidence); err != nil {
				return nil, err
			}
		}
		if e.Holder.Kind != PartyOffice {
			return nil, refuse("handover.may.not_holder")
		}
		if err := refuse(e.MayPass(b, signerOf(op.Scope))); err != nil {
			return nil, err
		}
		if err := s.endLinks(tx, id); err != nil {
			return nil, err
		}
		if link != "" {
			_, err := tx.Exec(`INSERT INTO courier_link (office_id, token_hash, link_id, envelope_id, deliver_to, created_at, expires_at, ended_at)
				VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`, s.Office, hash, link, id, in.To, db.Micros(tx.Now),
				db.Micros(tx.Now.Add(time.Duration(in.Hours)*time.Hour)))
			if err != nil {
				return nil, err
			}
		}
		return []ledger.Draft{passed(e, b, PassedPersonal{Taker: in.Name, Place: in.Place})}, nil
	})
	if err != nil || rec.Repeated || link == "" {
		return "", err
	}
	return token, nil
}

func passed(e *Envelope, b PassedBody, p PassedPersonal) ledger.Draft {
	d := ledger.Draft{Subject: subject(e.ID), Type: casefile.CustodyPassed, Area: e.Area, Body: b}
	if p != (PassedPersonal{}) {
		d.Personal = p
	}
	return d
}

// GiveUser gives the envelope to a registrar or social officer, who signs under
// the own account.
func (s *Service) GiveUser(ctx context.Context, op ledger.Op, id, userID, place string) (ledger.Receipt, error) {
	if userID == "" {
		return ledger.Receipt{}, fault.At("kepada", "fault.handover.taker")
	}
	taker, err := s.taker(ctx, op.Scope, id, userID)
	if err != nil {
		return ledger.Receipt{}, err
	}
	return s.change(ctx, op, id, casefile.CustodyPassed, func(_ *db.Tx, e *Envelope) ([]ledger.Draft, error) {
		b := PassedBody{Side: SideGiver, Giver: e.Holder, Taker: taker, Proof: ByAccount}
		if err := refuse(e.MayPass(b, signerOf(op.Scope))); err != nil {
			return nil, err
		}
		return []ledger.Draft{passed(e, b, PassedPersonal{Place: place})}, nil
	})
}

// Accept signs for the taker: of the leg that waits, or of a new one where the
// giver has not signed yet. evidence is the photo of a courier's signature on
// paper, "" where the giver signs alone.
func (s *Service) Accept(ctx context.Context, op ledger.Op, id, condition, evidence string) (ledger.Receipt, error) {
	if !slices.Contains(Conditions(), condition) {
		return ledger.Receipt{}, fault.At("keadaan", "fault.handover.condition")
	}
	return s.change(ctx, op, id, casefile.CustodyPassed, func(_ *db.Tx, e *Envelope) ([]ledger.Draft, error) {
		b := PassedBody{Side: SideTaker, Condition: condition, Proof: signedBy(op.Scope)}
		switch l := e.Open(); {
		case l != nil:
			b.Leg, b.Giver, b.Taker = l.ID, l.Giver, l.Taker
		case op.Scope.Role == string(authority.Handover):
			b.Giver, b.Taker = e.Holder, Party{Kind: PartyOffice}
		default:
			b.Giver, b.Taker = e.Holder, Party{Kind: PartyUser, ID: op.Scope.Person, Role: op.Scope.Role}
		}
		if evidence != "" && b.Leg == "" {
			b.Side, b.Proof, b.Evidence = SideBoth, BySignature, evidence
			if err := s.evidenceThere(ctx, op.Scope, e.Case, evidence); err != nil {
				return nil, err
			}
		}
		if err := refuse(e.MayPass(b, signerOf(op.Scope))); err != nil {
			return nil, err
		}
		return []ledger.Draft{passed(e, b, PassedPersonal{})}, nil
	})
}

// signedBy is how the scope signs.
func signedBy(s db.Scope) string {
	if s.Role == string(authority.Courier) {
		return ByLink
	}
	return ByAccount
}

// Give signs for the giver who has the envelope: back to the counter, or of a
// leg that the taker signed first.
func (s *Service) Give(ctx context.Context, op ledger.Op, id string) (ledger.Receipt, error) {
	return s.change(ctx, op, id, casefile.CustodyPassed, func(_ *db.Tx, e *Envelope) ([]ledger.Draft, error) {
		b := PassedBody{Side: SideGiver, Giver: e.Holder, Taker: Party{Kind: PartyOffice}, Proof: signedBy(op.Scope)}
		if l := e.Open(); l != nil {
			b.Leg, b.Giver, b.Taker = l.ID, l.Giver, l.Taker
		}
		if err := refuse(e.MayPass(b, signerOf(op.Scope))); err != nil {
			return nil, err
		}
		return []ledger.Draft{passed(e, b, PassedPersonal{})}, nil
	})
}

// Failed is the form of an attempt without a taker.
type Failed struct{ Reason, Next, Place string }

// Fail records an attempt that failed.
func (s *Service) Fail(ctx context.Context, op ledger.Op, id string, in Failed) (ledger.Receipt, error) {
	f := fault.New(fault.Invalid, "fault.form")
	if !slices.Contains(FailReasons(), in.Reason) {
		f.With("alasan", "fault.handover.reason")
	}
	if in.Next != "" {
		if _, err := time.Parse(time.DateOnly, in.Next); err != nil {
			f.With("lagi", "fault.handover.date")
		} else if in.Next < s.today() {
			f.With("lagi", "fault.handover.past")
		}
	}
	if len(f.Fields) > 0 {
		return ledger.Receipt{}, f
	}
	return s.change(ctx, op, id, casefile.DeliveryFailed, func(_ *db.Tx, e *Envelope) ([]ledger.Draft, error) {
		b := FailedBody{Reason: in.Reason, Day: s.today(), Next: in.Next}
		if err := refuse(e.MayFail(b, signerOf(op.Scope))); err != nil {
			return nil, err
		}
		d := ledger.Draft{Subject: subject(id), Type: casefile.DeliveryFailed, Area: e.Area, Body: b}
		if in.Place != "" {
			d.Personal = PassedPersonal{Place: in.Place}
		}
		return []ledger.Draft{d}, nil
	})
}
