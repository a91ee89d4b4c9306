package handover

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/jempolkeren/jempol/internal/casefile"
)

var (
	counter  = Party{Kind: PartyOffice}
	desa     = Party{Kind: PartyUser, ID: "u-desa", Role: "registrar"}
	kurir    = Party{Kind: PartyCourier, ID: "link-1"}
	officer  = Signer{"u-office", "handover"}
	village1 = Signer{"u-desa", "registrar"}
	social   = Signer{"u-dinsos", "social"}
	link     = Signer{"courier:e", "courier"}
)

func TestWhoMaySign(t *testing.T) {
	at := Envelope{State: Sealed, Holder: counter}
	open := Envelope{State: Travels, Holder: counter, Legs: []Leg{{ID: "L", State: LegOpen, Giver: counter, Taker: desa, GiverAt: 1}}}
	with := Envelope{State: Travels, Holder: kurir}
	give := PassedBody{Side: SideGiver, Giver: counter, Taker: desa, Proof: ByAccount}
	take := PassedBody{Leg: "L", Side: SideTaker, Giver: counter, Taker: desa, Proof: ByAccount, Condition: Intact}
	edit := func(b PassedBody, f func(*PassedBody)) PassedBody { f(&b); return b }
	for _, c := range []struct {
		name string
		e    Envelope
		b    PassedBody
		s    Signer
		want string
	}{
		{"the counter gives", at, give, officer, ""},
		{"nothing is sealed", Envelope{}, give, officer, "handover.may.not_sealed"},
		{"it ended", Envelope{State: Lost}, give, officer, "handover.may.ended"},
		{"another gives", at, give, village1, "handover.may.not_yours"},
		{"to itself", at, edit(give, func(b *PassedBody) { b.Taker = counter }), officer, "handover.may.not_holder"},
		{"to nobody", at, edit(give, func(b *PassedBody) { b.Taker = Party{} }), officer, "handover.may.not_holder"},
		{"out of other hands", at, edit(give, func(b *PassedBody) { b.Giver = kurir }), link, "handover.may.not_holder"},
		{"a second leg", open, give, officer, "handover.may.leg_open"},
		{"the taker signs", open, take, village1, ""},
		{"another taker", open, take, social, "handover.may.not_yours"},
		{"without looking at the seal", open, edit(take, func(b *PassedBody) { b.Condition = "" }), village1, "handover.may.incomplete"},
		{"the giver twice", open, edit(take, func(b *PassedBody) { b.Side = SideGiver }), officer, "handover.may.signed_before"},
		{"another leg", open, edit(take, func(b *PassedBody) { b.Leg = "M" }), village1, "handover.may.no_leg"},
		{"both, of a leg that was begun", open, edit(take, func(b *PassedBody) { b.Side, b.Evidence = SideBoth, "h" }), village1, "handover.may.no_leg"},
		{"the taker first", with, PassedBody{Side: SideTaker, Giver: kurir, Taker: counter, Proof: ByAccount, Condition: Intact}, officer, ""},
		{"both without a photo", with, PassedBody{Side: SideBoth, Giver: kurir, Taker: counter, Proof: BySignature, Condition: Intact}, officer, "handover.may.no_evidence"},
		{"both with one", with, PassedBody{Side: SideBoth, Giver: kurir, Taker: counter, Proof: BySignature, Condition: Intact, Evidence: "h"}, officer, ""},
		{"both for an account", at, PassedBody{Side: SideBoth, Giver: counter, Taker: desa, Proof: BySignature, Condition: Intact, Evidence: "h"}, officer, "handover.may.not_yours"},
	} {
		if got := c.e.MayPass(c.b, c.s); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWhoMayHandOver(t *testing.T) {
	ok := ReceivedBody{Receiver: Self, Proof: ByPIN, Condition: Intact, Day: "2021-06-14"}
	held := Envelope{State: Travels, Holder: desa}
	for _, c := range []struct {
		e    Envelope
		b    ReceivedBody
		s    Signer
		want string
	}{
		{held, ok, village1, ""},
		{held, ok, officer, "handover.may.not_yours"},
		{held, ReceivedBody{Receiver: Self, Proof: ByPhoto, Condition: Intact, Day: "d"}, village1, "handover.may.no_evidence"},
		{held, ReceivedBody{Receiver: "neighbour", Proof: ByPIN, Condition: Intact, Day: "d"}, village1, "handover.may.incomplete"},
		{Envelope{State: Received}, ok, village1, "handover.may.ended"},
	} {
		if got := c.e.MayReceive(c.b, c.s); got != c.want {
			t.Errorf("%+v by %+v: %q, want %q", c.b, c.s, got, c.want)
		}
	}
}

func raw(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// drawn is a history of an envelope with much in it that cannot be.
func drawn(t *rapid.T) []casefile.Event {
	parties := rapid.SampledFrom([]Party{counter, desa, kurir, {}})
	signers := rapid.SampledFrom([]Signer{officer, village1, social, link})
	text := func(list ...string) string { return rapid.SampledFrom(list).Draw(t, "text") }
	out := []casefile.Event{{Type: casefile.EnvelopeSealed, Actor: officer.Person, Role: officer.Role,
		Body: raw(SealedBody{Number: "AMP-2021-0001", Seal: "S", Case: "c", Needs: []string{"kk"}}), Personal: raw(SealedPersonal{Meeting: "Balai"})}}
	for n := rapid.IntRange(0, 12).Draw(t, "events"); n > 0; n-- {
		s := signers.Draw(t, "signer")
		e := casefile.Event{Actor: s.Person, Role: s.Role}
		switch e.Type = text(casefile.CustodyPassed, casefile.CustodyPassed, casefile.CustodyPassed, casefile.DeliveryFailed,
			casefile.EnvelopeReturned, casefile.EnvelopeLost, casefile.EnvelopeReceived, casefile.EnvelopeSealed); e.Type {
		case casefile.CustodyPassed:
			b := PassedBody{Side: text(SideGiver, SideTaker, SideBoth), Giver: parties.Draw(t, "giver"), Taker: parties.Draw(t, "taker"),
				Condition: text(Intact, Opened, ""), Proof: text(ByAccount, ""), Evidence: text("", "h")}
			if rapid.Bool().Draw(t, "names a leg") {
				b.Leg = fmt.Sprintf("e%d", rapid.IntRange(0, 12).Draw(t, "leg"))
			}
			e.Body, e.Personal = raw(b), raw(PassedPersonal{Taker: "Heru", Place: "Loket"})
		case casefile.DeliveryFailed:
			e.Body, e.Personal = raw(FailedBody{Reason: text("away", ""), Day: "2021-06-14"}), raw(PassedPersonal{Place: "Balai"})
		case casefile.EnvelopeReceived:
			e.Body = raw(ReceivedBody{Receiver: text(Self, "x"), Proof: text(ByPIN, ByPhoto), Condition: Intact, Day: "2021-06-14"})
			e.Personal = raw(casefile.ReceiverPersonal{Name: "Wiji"})
		case casefile.EnvelopeSealed:
			e.Body = raw(SealedBody{Number: "AMP-2021-0002", Seal: "T", Case: "d", Needs: []string{"kk"}})
		default:
			e.Body = raw(EndedBody{Reason: text("refused", "")})
		}
		if rapid.IntRange(0, 20).Draw(t, "broken") == 0 {
			e.Body = json.RawMessage(`{"side":7}`)
		}
		out = append(out, e)
	}
	for i := range out {
		out[i].ID, out[i].OccurredAt = fmt.Sprintf("e%d", i), int64(i+1)*1e6
	}
	return out
}

// Whatever arrives: the envelope is in one pair of hands, ends once, changes
// hands only by two signatures, and whatever is in work can be done.
func TestAnyHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := drawn(t)
		var before Envelope
		for i := range events {
			e, parked := Fold("e", events[:i+1])
			if before.Ended() && !reflect.DeepEqual(before, e) {
				t.Fatalf("it changed after its end: %+v then %+v", before, e)
			}
			if e.Holder != before.Holder && e.Holder.Kind != "" && i > 0 && e.State != CameBack {
				if l := e.Legs[len(e.Legs)-1]; l.GiverAt == 0 || l.TakerAt == 0 || l.Taker != e.Holder {
					t.Fatalf("it changed hands without two signatures: %+v", e)
				}
			}
			if (e.Holder.Kind == "") != (e.State == Received || e.State == Lost) {
				t.Fatalf("nobody has it: %+v", e)
			}
			before = e
			if len(parked)+1 > i+1 {
				t.Fatalf("%d of %d are parked", len(parked), i+1)
			}
		}
		for _, w := range before.Work() {
			s := Signer{w.Person, string(w.Role)}
			why := before.MayReceive(ReceivedBody{Receiver: Self, Proof: ByPIN, Condition: Intact, Day: "d"}, s)
			if l := before.Open(); l != nil {
				side := SideTaker
				if l.TakerAt != 0 {
					side = SideGiver
				}
				why = before.MayPass(PassedBody{Leg: l.ID, Side: side, Giver: l.Giver, Taker: l.Taker, Proof: ByAccount, Condition: Intact}, s)
			}
			if why != "" {
				t.Fatalf("work %+v cannot be done: %s", w, why)
			}
		}
	})
}

// Without the personal parts the envelope goes the same way.
func TestFoldAfterErasure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := drawn(t)
		full, parked := Fold("e", events)
		for i := range events {
			events[i].Personal = nil
		}
		bare, parkedToo := Fold("e", events)
		if !reflect.DeepEqual(parked, parkedToo) || full.State != bare.State || full.Holder != bare.Holder || len(full.Legs) != len(bare.Legs) {
			t.Fatalf("%+v\n%+v", full, bare)
		}
		if bare.Meeting+bare.Receiver+bare.HolderName+bare.TakenBy != "" {
			t.Fatalf("something personal is left: %+v", bare)
		}
	})
}

func FuzzFold(f *testing.F) {
	f.Add(casefile.CustodyPassed, []byte(`{"side":"giver","giver":{"kind":"office"},"taker":{"kind":"courier"},"proof":"account"}`), []byte(`{"taker":"Heru"}`))
	f.Add(casefile.EnvelopeReceived, []byte(`{"receiver":"self","proof":"pin","condition":"intact","day":"2021-06-14"}`), []byte(`null`))
	f.Add(casefile.ClaimSettled, []byte(`{"key":"received:e","winner":"x"}`), []byte(nil))
	f.Fuzz(func(t *testing.T, typ string, body, personal []byte) {
		e, _ := Fold("e", []casefile.Event{
			{ID: "a", Type: casefile.EnvelopeSealed, Role: "handover", Body: raw(SealedBody{Number: "AMP-2021-0001", Seal: "S", Case: "c", Needs: []string{"kk"}})},
			{ID: "b", Type: typ, Role: "handover", Body: body, Personal: personal},
		})
		if e.State == "" || len(e.rows()) == 0 {
			t.Errorf("the envelope is gone: %+v", e)
		}
	})
}

func TestLostNumber(t *testing.T) {
	settle := func(key, winner, number string) casefile.Event {
		return casefile.Event{ID: "s" + number, Type: casefile.ClaimSettled, Body: raw(casefile.ClaimSettledBody{Key: key, Winner: winner, Number: number, Settles: []string{"a"}})}
	}
	sealed := casefile.Event{ID: "a", Type: casefile.EnvelopeSealed, Role: "handover", Body: raw(SealedBody{Number: "AMP-2021-0001", Seal: "S", Case: "c", Needs: []string{"kk"}})}
	e, _ := Fold("e", []casefile.Event{sealed, settle("number:envelope:AMP-2021-0001", "z", "AMP-2021-0009")})
	if e.Number != "AMP-2021-0009" || len(e.NumbersLost) != 1 {
		t.Errorf("%+v", e)
	}
	got := casefile.Event{ID: "r", Type: casefile.EnvelopeReceived, Role: "handover",
		Body: raw(ReceivedBody{Receiver: Self, Proof: ByPIN, Condition: Intact, Day: "d"})}
	lost := casefile.Event{ID: "q", Type: casefile.ClaimSettled, Body: raw(casefile.ClaimSettledBody{Key: "received:e", Winner: "z", Settles: []string{"r"}})}
	e, parked := Fold("e", []casefile.Event{sealed, got, lost})
	if e.State != Sealed || len(parked) != 1 || parked[0].Reason != "casefile.parked.claim_lost" {
		t.Errorf("%+v %v", e, parked)
	}
}
