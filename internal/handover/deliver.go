package handover

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Handing is the form of the last leg: into the person's hand.
type Handing struct {
	Receiver  string
	Name      string // of who receives for the person
	Proof     string
	PIN       string
	Evidence  string // attachment hash, of signature and photo
	Condition string
	Place     string
}

func (in *Handing) check() error {
	f := fault.New(fault.Invalid, "fault.form")
	if !slices.Contains(Receivers(), in.Receiver) {
		f.With("penerima", "fault.handover.receiver")
	}
	if in.Receiver != "" && in.Receiver != Self && len([]rune(in.Name)) < 2 {
		f.With("nama", "fault.handover.receiver_name")
	}
	if !slices.Contains(Proofs(), in.Proof) {
		f.With("bukti", "fault.handover.proof")
	}
	if !slices.Contains(Conditions(), in.Condition) {
		f.With("keadaan", "fault.handover.condition")
	}
	switch in.Proof {
	case ByPIN:
		in.Evidence = ""
		if len(in.PIN) == 0 {
			f.With("pin", "fault.handover.pin_empty")
		}
	case BySignature, ByPhoto:
		if in.Evidence == "" {
			f.With("foto", "fault.handover.photo")
		}
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// HandOver records that the documents are in the person's or a lawful
// receiver's hand, by whoever holds the envelope.
func (s *Service) HandOver(ctx context.Context, op ledger.Op, id string, in Handing) (ledger.Receipt, error) {
	if err := in.check(); err != nil {
		return ledger.Receipt{}, err
	}
	if in.Proof == ByPIN {
		// A second click must not count as a try with the right PIN gone.
		if err := s.mayHandOver(ctx, op.Scope, id); err != nil && !s.repeated(ctx, op, id) {
			return ledger.Receipt{}, err
		} else if err == nil {
			if err := s.checkPIN(opContext{ctx, op.Scope}, id, in.PIN); err != nil {
				return ledger.Receipt{}, err
			}
		}
	}
	b := ReceivedBody{Receiver: in.Receiver, Proof: in.Proof, Evidence: in.Evidence, Condition: in.Condition, Day: s.today()}
	return s.change(ctx, op, id, casefile.EnvelopeReceived, func(tx *db.Tx, e *Envelope) ([]ledger.Draft, error) {
		if in.Evidence != "" {
			if err := s.evidenceThere(ctx, op.Scope, e.Case, in.Evidence); err != nil {
				return nil, err
			}
		}
		if err := refuse(e.MayReceive(b, signerOf(op.Scope))); err != nil {
			return nil, err
		}
		if err := s.Accounts.Check(tx, op.Scope, casefile.HandedOver, e.Case); err != nil {
			return nil, err
		}
		st, events, err := s.stateTx(tx, op.Scope, e.Case, casefile.HandedOver)
		if err != nil {
			return nil, err
		}
		if err := account.Separation(op.Scope, casefile.HandedOver, events); err != nil {
			return nil, err
		}
		needs := inside(&st, id)
		if err := st.May(casefile.HandedOver, needs...); err != nil {
			return nil, err
		}
		if err := mayBe(in.Receiver, &st, s.Clock().In(s.Zone)); err != nil {
			return nil, err
		}
		who := casefile.ReceiverPersonal{Name: strings.TrimSpace(in.Name), Place: in.Place}
		envelope := ledger.Draft{Subject: subject(id), Type: casefile.EnvelopeReceived, Area: e.Area, Body: b}
		papers := ledger.Draft{Subject: caseSubject(e.Case), Type: casefile.HandedOver, Area: st.Area, Body: casefile.HandedOverBody{
			Needs: needs, Envelope: id, Receiver: b.Receiver, Proof: b.Proof, Evidence: b.Evidence, Day: b.Day}}
		if who != (casefile.ReceiverPersonal{}) {
			envelope.Personal, papers.Personal = who, who
		}
		return []ledger.Draft{envelope, papers}, nil
	})
}

// mayBe refuses the person as receiver where somebody else must sign: a parent
// or guardian for a child who never married (UU 1/1974 pasal 47 and 50), the
// family for the dead.
func mayBe(receiver string, st *casefile.State, day time.Time) error {
	switch {
	case receiver != Self:
	case st.Exit == casefile.ExitDeceased:
		return fault.At("penerima", "fault.handover.receiver_dead")
	case isChild(st.Person.Printable(casefile.FieldBirth), st.Person.Printable(casefile.FieldMarital), day):
		return fault.At("penerima", "fault.handover.receiver_child")
	}
	return nil
}

// isChild reports whether somebody is certainly too young for a card of their
// own; an age that is not known makes nobody a child.
func isChild(birth, marital string, day time.Time) bool {
	d, err := resident.DateOf(birth)
	if err != nil {
		return false
	}
	_, greatest, known := d.AgeOn(day)
	return known && greatest < cardAge && !lawbook.Of(resident.Person{}, marital, day).Has(lawbook.Married)
}

// cardAge is from when on somebody has a KTP-el to sign with (UU 24/2013 pasal 63).
const cardAge = 17

// mayHandOver asks what can be asked before a PIN is tried.
func (s *Service) mayHandOver(ctx context.Context, scope db.Scope, id string) error {
	return s.DB.View(ctx, func(tx *db.Tx) error {
		e, err := s.envelopeTx(tx, id)
		if err != nil {
			return err
		}
		if err := allowed(scope, casefile.EnvelopeReceived, &e); err != nil {
			return err
		}
		return refuse(e.MayReceive(ReceivedBody{Receiver: Self, Proof: ByPIN, Condition: Intact, Day: s.today()}, signerOf(scope)))
	})
}

// repeated reports whether this act was done already.
func (s *Service) repeated(ctx context.Context, op ledger.Op, id string) bool {
	events, err := s.Ledger.History(ctx, s.Accounts.System("rules.handover"), subject(id))
	return err == nil && slices.ContainsFunc(events, func(e casefile.Event) bool {
		return e.OpID == op.ID && e.Actor == op.Scope.Person && e.Type == casefile.EnvelopeReceived
	})
}

// inside lists the needs of a case that travel in this envelope.
func inside(st *casefile.State, envelope string) []string {
	var out []string
	for _, n := range st.Needs {
		if n.Envelope == envelope && n.Stage == casefile.StageInDelivery && n.Declined == "" {
			out = append(out, n.Need)
		}
	}
	return out
}

// Ended is the form of an envelope that came back; Wrong are the needs whose
// papers are wrong, where that is the reason or the seal was not whole.
type Ended struct {
	Reason, Condition string
	Wrong             []string
	Checked           bool   // the content behind a broken seal is complete
	Unsigned          string // why who had the envelope does not sign
}

// looked asks what was found inside: always where the content is said to be
// wrong, and behind every seal that is not whole.
func (in *Ended) looked(f *fault.Fault) {
	broken := in.Condition == Opened || in.Condition == Damaged
	switch {
	case in.Reason != WrongContent && !broken:
		in.Wrong = nil
	case in.Reason == WrongContent && len(in.Wrong) == 0:
		f.With("salah", "fault.handover.which_wrong")
	case broken && in.Checked && len(in.Wrong) > 0:
		f.With("cocok", "fault.handover.whole_and_wrong")
	case broken && !in.Checked && len(in.Wrong) == 0:
		f.With("cocok", "fault.handover.look_inside")
	}
	in.Checked = in.Checked && broken
}

// TakeBack ends the way of an envelope at the counter: its documents are at the
// office again and need a new envelope; what is wrong is issued again first.
func (s *Service) TakeBack(ctx context.Context, op ledger.Op, id string, in Ended) (ledger.Receipt, error) {
	f := fault.New(fault.Invalid, "fault.form")
	if !slices.Contains(ReturnReasons(), in.Reason) {
		f.With("kembali", "fault.handover.reason")
	}
	if !slices.Contains(Conditions(), in.Condition) {
		f.With("keadaan", "fault.handover.condition")
	}
	in.looked(f)
	// What is to be mended is said at once: also what only the envelope knows.
	err := s.DB.View(ctx, func(tx *db.Tx) error {
		e, err := s.envelopeTx(tx, id)
		if err == nil && allowed(op.Scope, casefile.EnvelopeReturned, &e) == nil && in.unsigned(&e) != nil {
			f.With("tanpa_tanda", "fault.handover.unsigned")
		}
		return err
	})
	if err != nil {
		return ledger.Receipt{}, err
	}
	if len(f.Fields) > 0 {
		return ledger.Receipt{}, f
	}
	return s.end(ctx, op, id, casefile.EnvelopeReturned, casefile.CameReturned, in)
}

// unsigned refuses a missing signature without its reason, and forgets a reason
// where none is missing.
func (in *Ended) unsigned(e *Envelope) error {
	if !e.Unsigned() {
		in.Unsigned = ""
		return nil
	}
	if !slices.Contains(UnsignedReasons(), in.Unsigned) {
		return fault.At("tanpa_tanda", "fault.handover.unsigned")
	}
	return nil
}

// Lose records that an envelope is lost: its documents have to be issued again
// or found.
func (s *Service) Lose(ctx context.Context, op ledger.Op, id, reason string) (ledger.Receipt, error) {
	if !slices.Contains(LossReasons(), reason) {
		return ledger.Receipt{}, fault.At("hilang", "fault.handover.reason")
	}
	return s.end(ctx, op, id, casefile.EnvelopeLost, casefile.CameLost, Ended{Reason: reason})
}

func (s *Service) end(ctx context.Context, op ledger.Op, id, event, why string, in Ended) (ledger.Receipt, error) {
	return s.change(ctx, op, id, authority.Action(event), func(tx *db.Tx, e *Envelope) ([]ledger.Draft, error) {
		if err := in.unsigned(e); err != nil && event == casefile.EnvelopeReturned {
			return nil, err
		}
		b := EndedBody(in)
		if err := refuse(e.MayEnd(b, signerOf(op.Scope))); err != nil {
			return nil, err
		}
		st, _, err := s.stateTx(tx, op.Scope, e.Case, casefile.CameBack)
		if err != nil {
			return nil, err
		}
		out := []ledger.Draft{{Subject: subject(id), Type: event, Area: e.Area, Body: b}}
		for _, need := range b.Wrong {
			if !slices.Contains(e.Needs, need) {
				return nil, fault.At("salah", "fault.handover.which_wrong")
			}
		}
		came := map[string][]string{}
		for _, n := range st.Needs { // also what was declined on the way
			if n.Envelope != id || n.Stage != casefile.StageInDelivery {
				continue
			}
			how := why
			if slices.Contains(b.Wrong, n.Need) {
				how = casefile.CameWrong
			}
			came[how] = append(came[how], n.Need)
		}
		for _, how := range []string{why, casefile.CameWrong} {
			needs := came[how]
			if len(needs) == 0 || st.May(casefile.CameBack, needs...) != nil {
				continue
			}
			if err := s.Accounts.Check(tx, op.Scope, casefile.CameBack, e.Case); err != nil {
				return nil, err
			}
			out = append(out, ledger.Draft{Subject: caseSubject(e.Case), Type: casefile.CameBack, Area: st.Area,
				Body: casefile.DispatchedBody{Needs: needs, Envelope: id, Reason: how}})
		}
		return out, s.endLinks(tx, id)
	})
}

// Closing is what a case needs to be closed.
type Closing struct {
	Receipt string // attachment hash of the signed receipt, or "proof:<event id>" of a hand-over
}

// Close files the receipt and closes a case in which nothing is open. Where no
// paper was due, there is none to file, and the event says why.
func (s *Service) Close(ctx context.Context, op ledger.Op, caseID string, in Closing) (ledger.Receipt, error) {
	return s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		if err := s.Accounts.Check(tx, op.Scope, casefile.Closed, caseID); err != nil {
			return nil, err
		}
		st, _, err := s.stateTx(tx, op.Scope, caseID, casefile.Closed)
		if err != nil {
			return nil, err
		}
		if err := st.May(casefile.Closed); err != nil {
			return nil, err
		}
		receipt := in.Receipt
		switch {
		case !st.Served():
			receipt = noPaper(&st)
		case strings.HasPrefix(receipt, "proof:"):
			if !slices.Contains(handOvers(&st), strings.TrimPrefix(receipt, "proof:")) {
				return nil, fault.At("tanda", "fault.handover.no_receipt")
			}
		case receipt == "":
			return nil, fault.At("tanda", "fault.handover.no_receipt")
		default:
			if err := s.evidenceThere(ctx, op.Scope, caseID, receipt); err != nil {
				return nil, err
			}
		}
		return []ledger.Draft{{Subject: caseSubject(caseID), Type: casefile.Closed, Area: st.Area, Body: casefile.ClosedBody{Receipt: receipt}}}, nil
	})
}

// noPaper says why a case is closed without a receipt.
func noPaper(st *casefile.State) string {
	for _, n := range st.Needs {
		if n.Declined == "" {
			return "none:no_paper" // a NIK, a recording
		}
	}
	return "none:declined"
}

// handOvers are the events of a case by which a document was handed over, with
// effect.
func handOvers(st *casefile.State) []string {
	var out []string
	for _, a := range st.Acts {
		if a.Type == casefile.HandedOver {
			out = append(out, a.Event)
		}
	}
	return out
}

// evidenceThere refuses a photo that is not stored for this case.
func (s *Service) evidenceThere(ctx context.Context, scope db.Scope, caseID, hash string) error {
	if _, err := s.Attachments.Find(ctx, scope, casefile.KindCase, caseID, hash); err != nil {
		if fault.Is(err, fault.NotFound) {
			return fault.At("foto", "fault.handover.photo")
		}
		return err
	}
	return nil
}
