package handover

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/region"
)

// folder folds one envelope.
type folder struct {
	Envelope
	settles map[string][]settlement // by claimed key, in order
	parked  []casefile.Parked
	idle    map[string]bool // winners of claims that have no effect
	beaten  map[string]bool // winners to which something was lost
}

// settlement is what the office settled, and the event that says so.
type settlement struct {
	casefile.ClaimSettledBody
	event string
}

// Fold makes an envelope of its events, which are sorted, and says which of
// them have no effect and why. It works without the personal parts.
func Fold(id string, events []casefile.Event) (Envelope, []casefile.Parked) {
	for idle := map[string]bool{}; ; {
		f := foldOnce(id, events, idle)
		seen := len(idle)
		for _, p := range f.parked {
			if f.beaten[p.EventID] {
				idle[p.EventID] = true // it won nothing: look again at what lost to it
			}
		}
		if len(idle) == seen {
			return f.Envelope, f.parked
		}
	}
}

// foldOnce folds with the winners that are known to be idle.
func foldOnce(id string, events []casefile.Event, idle map[string]bool) *folder {
	f := &folder{settles: map[string][]settlement{}, idle: idle, beaten: map[string]bool{}}
	f.ID = id
	if len(events) > 0 {
		f.office = events[0].Office
	}
	for _, e := range events {
		var b casefile.ClaimSettledBody
		if e.Type == casefile.ClaimSettled && json.Unmarshal(e.Body, &b) == nil {
			f.settles[b.Key] = append(f.settles[b.Key], settlement{b, e.ID})
		}
	}
	for i := range events {
		e := &events[i]
		if e.Type == casefile.ClaimSettled || e.Type == casefile.Erased {
			continue
		}
		if key := f.step(e); key != "" {
			f.parked = append(f.parked, casefile.Parked{EventID: e.ID, Reason: key})
			continue
		}
		f.LastAt = e.OccurredAt
	}
	return f
}

// lost reports whether the event lost a key to another. A winner that has no
// effect itself wins nothing, or the envelope would never be received.
func (f *folder) lost(key, event string) (by settlement, lost bool) {
	for _, b := range f.settles[key] {
		if len(b.Settles) == 0 || slices.Contains(b.Settles, event) {
			lost = b.Winner != event && !f.idle[b.Winner]
			if lost {
				f.beaten[b.Winner] = true
			}
			return b, lost
		}
	}
	return settlement{}, false
}

func (f *folder) step(e *casefile.Event) string {
	switch e.Type {
	case casefile.EnvelopeSealed:
		return f.sealed(e)
	case casefile.CustodyPassed:
		return f.passed(e)
	case casefile.DeliveryFailed:
		return f.failed(e)
	case casefile.EnvelopeReturned, casefile.EnvelopeLost:
		return f.ended(e)
	case casefile.EnvelopeReceived:
		return f.received(e)
	case casefile.ReceiptCorrected:
		return f.corrected(e)
	}
	return "casefile.parked.unknown_type"
}

// read decodes body and personal part; the personal part may be gone.
func read(e *casefile.Event, body, personal any) bool {
	if json.Unmarshal(e.Body, body) != nil {
		return false
	}
	return len(e.Personal) == 0 || personal == nil || json.Unmarshal(e.Personal, personal) == nil
}

const unreadable = "casefile.parked.unreadable"

func signer(e *casefile.Event) Signer { return Signer{Person: e.Actor, Role: e.Role} }

func (f *folder) sealed(e *casefile.Event) string {
	var b SealedBody
	var p SealedPersonal
	switch {
	case !read(e, &b, &p):
		return unreadable
	case f.State != "":
		return "handover.may.sealed_before"
	case b.Number == "" || b.Seal == "" || b.Case == "" || len(b.Needs) == 0:
		return "handover.may.incomplete"
	}
	f.Number, f.Seal, f.Case, f.Needs, f.Agency = b.Number, b.Seal, b.Case, distinct(b.Needs), b.Agency
	claimant := e.ID
	for range len(f.settles) { // a number given instead is a claim of its settlement, and may be lost as well
		by, lost := f.lost(numberClaim(f.Number), claimant)
		if !lost || by.Number == "" {
			break
		}
		f.NumbersLost = append(f.NumbersLost, f.Number)
		f.Number, claimant = by.Number, by.event
	}
	f.Meeting, f.Receiver = p.Meeting, p.Receiver
	f.Area, f.SealedBy, f.SealedAt = e.Area, e.Actor, e.OccurredAt
	f.State, f.Holder, f.Code = Sealed, Party{Kind: PartyOffice}, codeOf(e.ID)
	return ""
}

func distinct(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }

func (f *folder) passed(e *casefile.Event) string {
	var b PassedBody
	var p PassedPersonal
	if !read(e, &b, &p) {
		return unreadable
	}
	if key := f.MayPass(b, signer(e)); key != "" {
		return key
	}
	l := f.Open()
	if b.Leg == "" {
		f.Legs = append(f.Legs, Leg{ID: e.ID, State: LegOpen, Giver: b.Giver, Taker: b.Taker, GiverName: f.HolderName, At: e.OccurredAt})
		l = &f.Legs[len(f.Legs)-1]
	}
	if p.Taker != "" {
		l.TakerName = p.Taker
	}
	if p.Place != "" {
		l.Place = p.Place
	}
	if b.Side != SideTaker {
		l.GiverBy, l.GiverAt, l.GiverProof = e.Actor, e.OccurredAt, b.Proof
	}
	if b.Side != SideGiver {
		l.TakerBy, l.TakerAt, l.TakerProof, l.Condition = e.Actor, e.OccurredAt, b.Proof, b.Condition
	}
	if b.Side == SideBoth { // one signed here, the courier on paper
		if signer(e).is(l.Giver) {
			l.GiverProof = ByAccount
		} else {
			l.TakerProof = ByAccount
		}
	}
	if b.Evidence != "" {
		l.Evidence = b.Evidence
	}
	f.State = Travels
	if l.GiverAt != 0 && l.TakerAt != 0 {
		l.State, f.Holder, f.HolderName, f.NextDate = LegDone, l.Taker, l.TakerName, ""
		if l.Taker.Kind == PartyOffice {
			f.State, f.HolderName = Sealed, ""
		}
	}
	return ""
}

// void ends a leg that waits for a signature which will not come.
func (f *folder) void() {
	if l := f.Open(); l != nil {
		l.State = LegVoid
	}
	if f.Holder.Kind == PartyOffice {
		f.State = Sealed
	}
}

func (f *folder) failed(e *casefile.Event) string {
	var b FailedBody
	var p PassedPersonal
	if !read(e, &b, &p) {
		return unreadable
	}
	if key := f.MayFail(b, signer(e)); key != "" {
		return key
	}
	var to Party
	var name string
	if l := f.Open(); l != nil {
		to, name = l.Taker, l.TakerName
	}
	f.void()
	f.Legs = append(f.Legs, Leg{ID: e.ID, State: LegFailed, Giver: f.Holder, GiverName: f.HolderName, Taker: to, TakerName: name,
		Place: p.Place, GiverBy: e.Actor, GiverAt: e.OccurredAt, At: e.OccurredAt, Reason: b.Reason, Next: b.Next})
	f.Attempts++
	f.NextDate = b.Next
	return ""
}

func (f *folder) ended(e *casefile.Event) string {
	var b EndedBody
	if !read(e, &b, nil) {
		return unreadable
	}
	if key := f.MayEnd(b, signer(e)); key != "" {
		return key
	}
	if e.Type == casefile.EnvelopeReturned {
		f.cameBack(e, &b)
	} else {
		f.void()
	}
	f.State, f.Holder, f.HolderName = CameBack, Party{Kind: PartyOffice}, ""
	if e.Type == casefile.EnvelopeLost {
		f.State, f.Holder = Lost, Party{}
	}
	f.EndedAt, f.EndReason, f.EndedBy, f.Condition, f.NextDate = e.OccurredAt, b.Reason, e.Actor, b.Condition, ""
	f.Checked, f.Wrong = b.Checked, distinct(b.Wrong)
	return ""
}

// cameBack is the leg to the counter of an envelope that comes back out of other
// hands: what is recorded signs for the counter, and whoever had it signed
// before, or not at all.
func (f *folder) cameBack(e *casefile.Event, b *EndedBody) {
	l := f.Open()
	if l == nil || l.Taker.Kind != PartyOffice {
		giver, name := f.Holder, f.HolderName
		f.void()
		if giver.Kind == PartyOffice {
			return // it is there, by two signatures or from the beginning
		}
		f.Legs = append(f.Legs, Leg{ID: e.ID, State: LegOpen, Giver: giver, GiverName: name, Taker: Party{Kind: PartyOffice}, At: e.OccurredAt})
		l = f.Open()
	}
	if l.TakerAt == 0 {
		l.TakerBy, l.TakerAt, l.TakerProof, l.Condition = e.Actor, e.OccurredAt, ByAccount, b.Condition
	}
	l.State = LegDone
	if l.GiverAt == 0 {
		l.State, l.Reason = LegAlone, b.Unsigned
	}
}

func (f *folder) received(e *casefile.Event) string {
	var b ReceivedBody
	var p casefile.ReceiverPersonal
	if !read(e, &b, &p) {
		return unreadable
	}
	if _, lost := f.lost(receivedClaim(f.ID), e.ID); lost {
		return "casefile.parked.claim_lost"
	}
	if key := f.MayReceive(b, signer(e)); key != "" {
		return key
	}
	f.void()
	f.Legs = append(f.Legs, Leg{ID: e.ID, State: LegDone, Giver: f.Holder, GiverName: f.HolderName, TakerName: p.Name, Place: p.Place,
		GiverBy: e.Actor, TakerBy: e.Actor, GiverProof: proofOf(f.Holder), TakerProof: b.Proof, GiverAt: e.OccurredAt, TakerAt: e.OccurredAt,
		At: e.OccurredAt, Condition: b.Condition, Evidence: b.Evidence})
	f.State, f.Holder, f.HolderName, f.EndedAt, f.NextDate = Received, Party{}, "", e.OccurredAt, ""
	f.ReceivedBy, f.TakenBy, f.Proof, f.Evidence, f.Condition = b.Receiver, p.Name, b.Proof, b.Evidence, b.Condition
	return ""
}

// corrected replaces what the receipt says of the receiver; the last leg says it
// too.
func (f *folder) corrected(e *casefile.Event) string {
	var b CorrectedBody
	var p casefile.ReceiverPersonal
	if !read(e, &b, &p) {
		return unreadable
	}
	if key := f.MayCorrect(b, signer(e)); key != "" {
		return key
	}
	f.Corrections = append(f.Corrections, Correction{At: e.OccurredAt, By: e.Actor, Reason: b.Reason, Receiver: f.ReceivedBy, Name: f.TakenBy, Seal: f.Condition})
	last := &f.Legs[len(f.Legs)-1]
	f.ReceivedBy, f.TakenBy, f.Condition = b.Receiver, p.Name, b.Condition
	last.TakerName, last.Condition = p.Name, b.Condition
	return ""
}

func proofOf(p Party) string {
	if p.Kind == PartyCourier {
		return ByLink
	}
	return ByAccount
}

// claims names what of an envelope only one may win: its number, and that it
// was received.
func claims(id string, e casefile.Event) []string {
	switch e.Type {
	case casefile.EnvelopeSealed:
		var b SealedBody
		if json.Unmarshal(e.Body, &b) == nil && b.Number != "" {
			return []string{numberClaim(b.Number)}
		}
	case casefile.EnvelopeReceived:
		return []string{receivedClaim(id)}
	}
	return nil
}

func numberClaim(number string) string { return "number:envelope:" + number }
func receivedClaim(id string) string   { return "received:" + id }

// codeOf is the code on the receipt: 60 bits of the sealing event's hash, which
// holds a random operation id, so that nobody can guess the code of another
// envelope from its number.
func codeOf(eventID string) string {
	sum := sha256.Sum256([]byte("receipt:" + eventID))
	code := base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding).EncodeToString(sum[:])[:12]
	return strings.Join([]string{code[:4], code[4:8], code[8:]}, "-")
}

const daysDeliver = 7 // the office's own value, as for the hand-over itself

func (e *Envelope) dueAfter(at int64) string {
	return time.UnixMicro(at).In(region.Hours(e.office)).AddDate(0, 0, daysDeliver).Format(time.DateOnly)
}
