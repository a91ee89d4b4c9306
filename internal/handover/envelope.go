package handover

import (
	"slices"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
)

// States of an envelope.
const (
	Sealed    = "sealed"    // at the counter
	Travels   = "travels"   // in somebody's hand, or between two
	Received  = "received"  // in the person's or a lawful receiver's hand
	CameBack  = "came_back" // its papers are at the office again
	Lost      = "lost"      // its papers are gone
	LegOpen   = "open"      // one side has signed
	LegDone   = "done"      // both have
	LegFailed = "failed"    // an attempt without a taker
	LegVoid   = "void"      // begun, and overtaken by what came after
	LegAlone  = "alone"     // back at the counter, which signed without who brought it
)

// Envelope is an envelope as its events left it.
type Envelope struct {
	office      string // whose days they are
	ID, Number  string
	NumbersLost []string // numbers that another envelope won; they still find this one
	Seal, Case  string
	Needs       []string
	Area        string
	Agency      string
	Meeting     string // personal
	Receiver    string // personal: who may receive besides the person
	State       string
	Holder      Party
	HolderName  string // personal: of a courier
	Legs        []Leg
	Attempts    int
	NextDate    string
	SealedBy    string
	SealedAt    int64
	LastAt      int64
	EndedAt     int64
	EndReason   string // of came back and lost
	EndedBy     string // user id, of the same
	Checked     bool   // the content was looked at when it came back, and was whole
	Wrong       []string
	ReceivedBy  string // self, family, ...
	TakenBy     string // personal: the receiver's name
	Proof       string
	Evidence    string
	Condition   string
	Code        string // by which its receipt is checked
	Corrections []Correction
}

// Correction is one time that the receipt was corrected, with what it said
// before.
type Correction struct {
	At                   int64
	By, Reason           string
	Receiver, Name, Seal string // before; Seal is the condition
}

// Leg is one change of hands, or an attempt at one.
type Leg struct {
	ID, State           string
	Giver, Taker        Party
	GiverName           string // personal: of a courier
	TakerName, Place    string // personal
	GiverBy, TakerBy    string // user id or system scope that signed
	GiverProof          string
	TakerProof          string
	GiverAt, TakerAt    int64
	At                  int64 // when it began
	Condition, Evidence string
	Reason, Next        string // of a failed attempt; or why the counter signed alone
}

// Ended reports whether nothing more can happen to the envelope.
func (e *Envelope) Ended() bool { return e.State == Received || e.State == CameBack || e.State == Lost }

// Broken reports whether the seal was not whole when the envelope last changed
// hands: then nobody carries it on before its content was looked at.
func (e *Envelope) Broken() bool {
	for _, l := range slices.Backward(e.Legs) {
		if l.State == LegDone {
			return !e.Ended() && l.Condition != "" && l.Condition != Intact
		}
	}
	return false
}

// Unsigned reports whether the counter, if it took the envelope back now, would
// do so without the signature of who had it.
func (e *Envelope) Unsigned() bool {
	if l := e.Open(); l != nil && l.Taker.Kind == PartyOffice {
		return l.GiverAt == 0
	}
	return !e.Ended() && e.Holder.Kind != PartyOffice
}

// Open is the leg that waits for its second signature.
func (e *Envelope) Open() *Leg {
	if n := len(e.Legs); n > 0 && e.Legs[n-1].State == LegOpen {
		return &e.Legs[n-1]
	}
	return nil
}

// Signer is who acts, as far as the rules of custody need to know.
type Signer struct{ Person, Role string }

// is reports whether the signer can sign for the party. Which courier a link
// belongs to is known only where the link is (service).
func (s Signer) is(p Party) bool {
	switch p.Kind {
	case PartyOffice:
		return s.Role == string(authority.Handover)
	case PartyUser:
		return s.Person == p.ID
	case PartyCourier:
		return s.Role == string(authority.Courier)
	}
	return false
}

// Holds reports whether the envelope is in the signer's hands.
func (e *Envelope) Holds(s Signer) bool { return s.is(e.Holder) }

// Waits reports whether the open leg waits for the signer.
func (e *Envelope) Waits(s Signer) bool {
	l := e.Open()
	return l != nil && (l.TakerAt == 0 && s.is(l.Taker) || l.GiverAt == 0 && s.is(l.Giver))
}

// MayPass says why the signer may not sign this way, as a message key; "" if
// the signature counts. It is the one rule, asked before an act and of every
// event that arrives.
func (e *Envelope) MayPass(b PassedBody, s Signer) string {
	open := e.Open()
	switch {
	case e.State == "":
		return "handover.may.not_sealed"
	case e.Ended():
		return "handover.may.ended"
	case b.Side != SideGiver && b.Side != SideTaker && b.Side != SideBoth, b.Proof == "":
		return "handover.may.incomplete"
	case b.Side != SideGiver && !slices.Contains(Conditions(), b.Condition):
		return "handover.may.incomplete"
	case b.Side == SideBoth && b.Evidence == "":
		return "handover.may.no_evidence"
	case b.Leg == "" && open != nil:
		return "handover.may.leg_open"
	case b.Leg == "" && (b.Giver != e.Holder || !known(b.Taker) || b.Taker == b.Giver):
		return "handover.may.not_holder"
	case b.Leg == "":
		return e.maySign(b.Side, b.Giver, b.Taker, s)
	case open == nil || open.ID != b.Leg || b.Side == SideBoth:
		return "handover.may.no_leg"
	case b.Side == SideGiver && open.GiverAt != 0, b.Side == SideTaker && open.TakerAt != 0:
		return "handover.may.signed_before"
	}
	return e.maySign(b.Side, open.Giver, open.Taker, s)
}

func known(p Party) bool {
	return p.Kind == PartyOffice || p.Kind == PartyCourier || p.Kind == PartyUser && p.ID != ""
}

func (e *Envelope) maySign(side string, giver, taker Party, s Signer) string {
	var ok bool
	switch side {
	case SideGiver:
		ok = s.is(giver)
	case SideTaker:
		ok = s.is(taker)
	case SideBoth:
		ok = s.is(giver) && taker.Kind == PartyCourier || s.is(taker) && giver.Kind == PartyCourier
	}
	if !ok {
		return "handover.may.not_yours"
	}
	return ""
}

// MayFail says why no failed attempt can be recorded.
func (e *Envelope) MayFail(b FailedBody, s Signer) string {
	switch {
	case e.State == "":
		return "handover.may.not_sealed"
	case e.Ended():
		return "handover.may.ended"
	case b.Reason == "" || b.Day == "":
		return "handover.may.incomplete"
	case !e.Holds(s) && s.Role != string(authority.Handover):
		return "handover.may.not_yours"
	}
	return ""
}

// MayEnd says why the envelope cannot come back or be lost.
func (e *Envelope) MayEnd(b EndedBody, s Signer) string {
	switch {
	case e.State == "":
		return "handover.may.not_sealed"
	case e.Ended():
		return "handover.may.ended"
	case b.Reason == "":
		return "handover.may.incomplete"
	case s.Role != string(authority.Handover):
		return "handover.may.not_yours"
	}
	return ""
}

// MayReceive says why the envelope cannot be handed over: only out of the hands
// that hold it, and never without a proof.
func (e *Envelope) MayReceive(b ReceivedBody, s Signer) string {
	switch {
	case e.State == "":
		return "handover.may.not_sealed"
	case e.Ended():
		return "handover.may.ended"
	case !slices.Contains(Receivers(), b.Receiver), !slices.Contains(Proofs(), b.Proof), b.Day == "",
		!slices.Contains(Conditions(), b.Condition):
		return "handover.may.incomplete"
	case b.Proof != ByPIN && b.Evidence == "":
		return "handover.may.no_evidence"
	case !e.Holds(s):
		return "handover.may.not_yours"
	}
	return ""
}

// MayCorrect says why the receipt cannot be corrected.
func (e *Envelope) MayCorrect(b CorrectedBody, s Signer) string {
	switch {
	case e.State != Received:
		return "handover.may.not_received"
	case !slices.Contains(Receivers(), b.Receiver), !slices.Contains(Conditions(), b.Condition), b.Reason == "":
		return "handover.may.incomplete"
	case s.Role != string(authority.Handover):
		return "handover.may.not_yours"
	}
	return ""
}

func refuse(key string) error {
	if key == "" {
		return nil
	}
	return fault.New(fault.Conflict, key)
}

// Work is what is open with people who have an account of their own: what the
// office does with an envelope is the work of its case.
func (e *Envelope) Work() []casefile.Work {
	if e.State == "" || e.Ended() {
		return nil
	}
	item := func(action string, p Party, from int64, reason string) []casefile.Work {
		return []casefile.Work{{Action: action, Arg: e.Number, Role: authority.Role(p.Role), Area: e.Area, Person: p.ID,
			From: from, Due: e.dueAfter(from), Reason: "handover.work." + reason}}
	}
	switch l := e.Open(); {
	case l != nil && l.TakerAt == 0 && l.Taker.Kind == PartyUser:
		return item(casefile.CustodyPassed, l.Taker, l.At, "accept")
	case l != nil && l.GiverAt == 0 && l.Giver.Kind == PartyUser:
		return item(casefile.CustodyPassed, l.Giver, l.At, "sign")
	case l == nil && e.Holder.Kind == PartyUser:
		return item(casefile.EnvelopeReceived, e.Holder, e.LastAt, "deliver")
	}
	return nil
}
