package handover

import (
	"context"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// Correcting is what a receipt should say of the receiver, and why it did not.
type Correcting struct {
	Receiver, Name, Condition, Reason string

	Seen int // how many corrections the page showed
}

func (in *Correcting) check() error {
	f := fault.New(fault.Invalid, "fault.form")
	if !slices.Contains(Receivers(), in.Receiver) {
		f.With("penerima", "fault.handover.receiver")
	}
	if in.Receiver != "" && in.Receiver != Self && len([]rune(in.Name)) < 2 {
		f.With("nama", "fault.handover.receiver_name")
	}
	if !slices.Contains(Conditions(), in.Condition) {
		f.With("keadaan", "fault.handover.condition")
	}
	if !slices.Contains(casefile.ReceiptMistakes(), in.Reason) {
		f.With("sebab", "fault.handover.reason")
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// Correct corrects who received an envelope and how it was found, until the
// receipt is filed. That it was handed over, when, by whom and by which proof
// stays as it was signed.
func (s *Service) Correct(ctx context.Context, op ledger.Op, id string, in Correcting) (ledger.Receipt, error) {
	in.Name = strings.TrimSpace(in.Name)
	if in.Receiver == Self {
		in.Name = ""
	}
	if err := in.check(); err != nil {
		return ledger.Receipt{}, err
	}
	b := CorrectedBody{Receiver: in.Receiver, Condition: in.Condition, Reason: in.Reason}
	return s.change(ctx, op, id, casefile.ReceiptCorrected, func(tx *db.Tx, e *Envelope) ([]ledger.Draft, error) {
		if err := refuse(e.MayCorrect(b, signerOf(op.Scope))); err != nil {
			return nil, err
		}
		st, events, err := s.stateTx(tx, op.Scope, e.Case, casefile.HandFixed)
		if err != nil {
			return nil, err
		}
		if err := account.Separation(op.Scope, casefile.HandFixed, events); err != nil {
			return nil, err
		}
		if err := st.May(casefile.HandFixed); err != nil {
			return nil, err
		}
		switch {
		case in.Seen != len(e.Corrections): // the form states all fields: an old page would take back what it never showed
			return nil, refuse("handover.may.corrected_since")
		case e.ReceivedBy == in.Receiver && e.TakenBy == in.Name && e.Condition == in.Condition:
			return nil, fault.New(fault.Invalid, "fault.form").With("penerima", "handover.may.same")
		}
		if err := mayBe(in.Receiver, &st, s.Clock().In(s.Zone)); err != nil {
			return nil, err
		}
		envelope := ledger.Draft{Subject: subject(id), Type: casefile.ReceiptCorrected, Area: e.Area, Body: b}
		if in.Name != "" {
			envelope.Personal = casefile.ReceiverPersonal{Name: in.Name}
		}
		return []ledger.Draft{envelope, {Subject: caseSubject(e.Case), Type: casefile.HandFixed, Area: st.Area,
			Body: casefile.HandFixedBody{Envelope: id, Was: e.ReceivedBy, Receiver: in.Receiver, Reason: in.Reason}}}, nil
	})
}
