package handover

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document/papertest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

func self(pin string) Handing {
	return Handing{Receiver: Self, Proof: ByPIN, PIN: pin, Condition: Intact, Place: "Loket"}
}

// The papers of a child go to whoever answers for it, and a mistake of the pen
// cannot make the child the receiver afterwards. Who married early is no child.
func TestAChildDoesNotSign(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		birth := casefile.Assertion{Field: casefile.FieldBirth, Value: "2015-02-11"}
		_, m := w.sealed(birth)
		_, err := w.s.HandOver(ctx, w.op("handover"), m.ID, self(m.PIN))
		want(w.T, err, fault.Invalid, "fault.handover.receiver_child")
		in := self(m.PIN)
		in.Receiver, in.Name = Guardian, "Lasmi"
		must[ledger.Receipt](w)(w.s.HandOver(ctx, w.op("handover"), m.ID, in))
		_, err = w.s.Correct(ctx, w.op("handover"), m.ID, Correcting{Receiver: Self, Condition: Intact, Reason: casefile.ReceiptMistakes()[0]})
		want(w.T, err, fault.Invalid, "fault.handover.receiver_child")

		for _, own := range [][]casefile.Assertion{
			{{Field: casefile.FieldBirth, Value: "2005-02-11"}, {Field: casefile.FieldMarital, Value: "2"}},
			{{Field: casefile.FieldBirth, Value: "2004-06-01"}}, {{Field: casefile.FieldBirth, Value: "2004"}}, nil,
		} {
			_, m := w.sealed(own...)
			must[ledger.Receipt](w)(w.s.HandOver(ctx, w.op("handover"), m.ID, self(m.PIN)))
		}
	})
}

// From the seal through a registrar's hands to the closed case.
func TestThroughTheRegistrar(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		caseID, m := w.sealed()
		if m.Number != "AMP-2021-0001" || len(m.PIN) != pinDigits {
			w.Fatalf("%+v", m)
		}
		w.stage(caseID, casefile.StageInDelivery)

		_, err := w.s.HandOver(ctx, w.op("registrar"), m.ID, self(m.PIN))
		want(w.T, err, fault.Conflict, "handover.may.not_yours")
		_, err = w.s.Accept(ctx, w.op("social"), m.ID, "", "")
		want(w.T, err, fault.Invalid, "fault.handover.condition")
		_, err = w.s.GiveUser(ctx, w.op("handover"), m.ID, w.who["companion"].Person, "")
		want(w.T, err, fault.Invalid, "fault.handover.taker")

		must[ledger.Receipt](w)(w.s.GiveUser(ctx, w.op("handover"), m.ID, w.who["registrar"].Person, "Loket 3"))
		if e := w.envelope(m.ID); e.Holder.Kind != PartyOffice || e.Open() == nil {
			w.Errorf("one signature moved it: %+v", e)
		}
		if n := w.works(m.ID, casefile.CustodyPassed); n != 1 {
			w.Errorf("%d rows of work for the taker", n)
		}
		_, err = w.s.Accept(ctx, w.op("social"), m.ID, Intact, "")
		want(w.T, err, fault.Conflict, "handover.may.not_yours")
		_, err = w.s.GiveUser(ctx, w.op("handover"), m.ID, w.who["social"].Person, "")
		want(w.T, err, fault.Conflict, "handover.may.leg_open")
		must[ledger.Receipt](w)(w.s.Accept(ctx, w.op("registrar"), m.ID, Intact, ""))
		if e := w.envelope(m.ID); e.Holder.ID != w.who["registrar"].Person || e.State != Travels {
			w.Errorf("%+v", e)
		}
		if n := w.works(m.ID, casefile.EnvelopeReceived); n != 1 {
			w.Errorf("%d rows of work for who holds it", n)
		}

		in := self("")
		in.Proof = BySignature
		_, err = w.s.HandOver(ctx, w.op("registrar"), m.ID, in)
		want(w.T, err, fault.Invalid, "fault.handover.photo")
		in.Evidence = strings.Repeat("a", 64)
		_, err = w.s.HandOver(ctx, w.op("registrar"), m.ID, in)
		want(w.T, err, fault.Invalid, "fault.handover.photo")
		in.Evidence, in.Receiver = w.photo("registrar", caseID), Family
		_, err = w.s.HandOver(ctx, w.op("registrar"), m.ID, in)
		want(w.T, err, fault.Invalid, "fault.handover.receiver_name")
		in.Name = "Wiji Astuti"
		op := w.op("registrar")
		must[ledger.Receipt](w)(w.s.HandOver(ctx, op, m.ID, in))
		if rec := must[ledger.Receipt](w)(w.s.HandOver(ctx, op, m.ID, in)); !rec.Repeated {
			w.Error("a second click is a second hand-over")
		}
		w.stage(caseID, casefile.StageHandedOver)
		_, err = w.s.HandOver(ctx, w.op("handover"), m.ID, in)
		want(w.T, err, fault.Conflict, "handover.may.ended")

		e := w.envelope(m.ID)
		scope := w.a.With(w.who["handover"], "test")
		pdf, err := w.s.Receipt(ctx, scope, &e, "http://x/periksa/"+e.Code)
		if err != nil {
			w.Fatal(err)
		}
		text := papertest.Text(pdf)
		for _, part := range []string{m.Number, longName, "Wiji Astuti", "Gratis", "Kartu Keluarga", "3503••••••••9001", "tertera pada dokumen", e.Code, "Bu registrar", "PEMERINTAH KABUPATEN CONTOH"} {
			if !strings.Contains(text, part) {
				w.Errorf("the receipt lacks %q", part)
			}
		}

		_, err = w.s.Close(ctx, w.op("handover"), caseID, Closing{})
		want(w.T, err, fault.Invalid, "fault.handover.no_receipt")
		_, err = w.s.Close(ctx, w.op("handover"), caseID, Closing{Receipt: "proof:" + e.ID})
		want(w.T, err, fault.Invalid, "fault.handover.no_receipt")
		_, err = w.s.Close(ctx, w.op("registrar"), caseID, Closing{Receipt: in.Evidence})
		want(w.T, err, fault.Forbidden, "fault.authority.forbidden")
		st := w.state(caseID)
		must[ledger.Receipt](w)(w.s.Close(ctx, w.op("handover"), caseID, Closing{Receipt: "proof:" + handOvers(&st)[0]}))
		w.stage(caseID, casefile.StageClosed)
		w.clean()
	})
}

func (w *world) works(id, action string) (n int) {
	w.Helper()
	if err := w.d.QueryRow(w.Context(), `SELECT COUNT(*) FROM work WHERE subject_id = $1 AND subject_kind = $2 AND action = $3`,
		id, casefile.KindEnvelope, action).Scan(&n); err != nil {
		w.Fatal(err)
	}
	return n
}

// clean asks the ledger whether every table equals its fold.
func (w *world) clean() {
	w.Helper()
	rep, err := w.l.Verify(w.Context())
	if err != nil || !rep.OK() {
		w.Errorf("verify: %v %+v", err, rep)
	}
}

func TestSealing(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		caseID, _ := w.issued()
		in := Seal{Case: caseID, Needs: []string{casefile.NeedKK}, Seal: " trg  004871", Meeting: "Balai Desa"}
		for key, bad := range map[string]Seal{
			"fault.handover.no_content": {Case: caseID, Seal: "ABC", Meeting: "Balai Desa"},
			"fault.handover.seal":       {Case: caseID, Needs: in.Needs, Meeting: "Balai Desa"},
			"fault.handover.meeting":    {Case: caseID, Needs: in.Needs, Seal: "ABC"},
		} {
			_, err := w.s.Seal(ctx, w.op("handover"), bad)
			want(w.T, err, fault.Invalid, key)
		}
		_, err := w.s.Seal(ctx, w.op("registrar"), in)
		want(w.T, err, fault.Forbidden, "fault.authority.forbidden")
		op := w.op("handover")
		first := must[Made](w)(w.s.Seal(ctx, op, in))
		again := must[Made](w)(w.s.Seal(ctx, op, in))
		if !again.Repeated || again.Number != first.Number || again.PIN != "" {
			w.Errorf("%+v then %+v", first, again)
		}
		_, err = w.s.Seal(ctx, w.op("handover"), in)
		want(w.T, err, fault.Conflict, "casefile.may.done_before")
		in.Needs = []string{casefile.NeedBirthDeed}
		_, err = w.s.Seal(ctx, w.op("handover"), in)
		want(w.T, err, fault.Invalid, "fault.handover.seal_used")
		var kept string
		if err := w.d.QueryRow(ctx, `SELECT hash FROM envelope_pin WHERE envelope_id = $1`, first.ID).Scan(&kept); err != nil || strings.Contains(kept, first.PIN) {
			w.Errorf("the PIN is kept as it is: %v", err)
		}
	})
}

// Many at once: one hand-over has effect.
func TestOnlyOneHandOver(t *testing.T) {
	on(t, func(w *world) {
		caseID, m := w.sealed()
		var wg sync.WaitGroup
		results := make([]error, 6)
		for i := range results {
			op := w.op("handover")
			in := Handing{Receiver: Self, Proof: ByPhoto, Evidence: "", Condition: Intact}
			in.Evidence = w.photo("handover", caseID)
			wg.Go(func() { _, results[i] = w.s.HandOver(w.Context(), op, m.ID, in) })
		}
		wg.Wait()
		done := 0
		for _, err := range results {
			if err == nil {
				done++
			} else if !fault.Is(err, fault.Conflict) {
				w.Error(err)
			}
		}
		st := w.state(caseID)
		if done != 1 || len(handOvers(&st)) != 1 || len(st.Parked) != 0 {
			w.Errorf("%d hand-overs succeeded, %d have effect, parked %v", done, len(handOvers(&st)), st.Parked)
		}
		w.clean()
	})
}

func TestPIN(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		_, m := w.sealed()
		wrong := "000000"
		if m.PIN == wrong {
			wrong = "111111"
		}
		for range pinTries - 1 {
			_, err := w.s.HandOver(ctx, w.op("handover"), m.ID, self(wrong))
			want(w.T, err, fault.Invalid, "fault.handover.pin_wrong")
		}
		_, other := w.sealed()
		must[ledger.Receipt](w)(w.s.HandOver(ctx, w.op("handover"), other.ID, self(other.PIN[:3]+" "+other.PIN[3:])))
		_, err := w.s.HandOver(ctx, w.op("handover"), m.ID, self(wrong))
		want(w.T, err, fault.Invalid, "fault.handover.pin_wrong")
		_, err = w.s.HandOver(ctx, w.op("handover"), m.ID, self(m.PIN))
		want(w.T, err, fault.Invalid, "fault.handover.pin_locked")
	})
}

// Who verified a dossier may not record its hand-over, whatever role came later.
func TestVerifierDoesNotHandOver(t *testing.T) {
	on(t, func(w *world) {
		_, m := w.sealed()
		s := w.who["handover"]
		s.Person = w.who["verifier"].Person
		_, err := w.s.HandOver(w.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: s}, m.ID, self(m.PIN))
		want(w.T, err, fault.Conflict, "fault.authority.separation.verified_handed_over")
	})
}

func TestFailedReturnedLost(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		caseID, m := w.sealed()
		_, err := w.s.Fail(ctx, w.op("handover"), m.ID, Failed{Reason: "away", Next: "2021-06-01"})
		want(w.T, err, fault.Invalid, "fault.handover.past")
		must[ledger.Receipt](w)(w.s.Fail(ctx, w.op("handover"), m.ID, Failed{Reason: "away", Next: "2021-06-20"}))
		if e := w.envelope(m.ID); e.Attempts != 1 || e.NextDate != "2021-06-20" || e.Ended() {
			w.Errorf("%+v", e)
		}
		_, err = w.s.TakeBack(ctx, w.op("registrar"), m.ID, Ended{Reason: "refused", Condition: Intact})
		want(w.T, err, fault.Forbidden, "fault.authority.forbidden")
		must[ledger.Receipt](w)(w.s.TakeBack(ctx, w.op("handover"), m.ID, Ended{Reason: "refused", Condition: Intact}))
		w.stage(caseID, casefile.StageIssued)
		_, err = w.s.Lose(ctx, w.op("handover"), m.ID, "theft")
		want(w.T, err, fault.Conflict, "handover.may.ended")

		second := must[Made](w)(w.s.Seal(ctx, w.op("handover"), Seal{Case: caseID, Needs: []string{casefile.NeedKK}, Seal: "TRG 2", Meeting: "Balai"}))
		must[ledger.Receipt](w)(w.s.Lose(ctx, w.op("handover"), second.ID, "theft"))
		// The stolen card is not ready to be sent; the deed beside it is.
		w.stage(caseID, casefile.StageEntered)
		for _, needs := range [][]string{{casefile.NeedBirthDeed}, {casefile.NeedBirthDeed, casefile.NeedKK}} {
			ready, err := w.s.Ready(ctx, w.who["handover"], account.Queue{}, 0, 10)
			if err != nil || len(ready) != 1 || !ready[0].Back || !slices.Equal(slices.Sorted(slices.Values(ready[0].Needs)), needs) {
				w.Errorf("%v %+v, want %v", err, ready, needs)
			}
			if len(needs) == 1 {
				w.act("siak", caseID, casefile.Issued, casefile.IssuedBody{Need: casefile.NeedKK}, nil)
			}
		}
		w.stage(caseID, casefile.StageIssued)
		w.clean()
	})
}

// Of an envelope whose content is wrong the wrong paper is issued again, and what
// is right is ready to be sent.
func TestReturnedWithAWrongPaper(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		caseID, m := w.sealed()
		for _, wrong := range [][]string{nil, {casefile.NeedKTP}} {
			_, err := w.s.TakeBack(ctx, w.op("handover"), m.ID, Ended{Reason: WrongContent, Condition: Intact, Wrong: wrong})
			if fault.As(err).Kind != fault.Invalid || len(fault.As(err).Fields) != 1 || fault.As(err).Fields[0].Name != "salah" {
				w.Errorf("%v: %v", wrong, err)
			}
		}
		must[ledger.Receipt](w)(w.s.TakeBack(ctx, w.op("handover"), m.ID, Ended{Reason: WrongContent, Condition: Intact, Wrong: []string{casefile.NeedKK}}))
		st := w.state(caseID)
		kk, _ := st.Need(casefile.NeedKK)
		deed, _ := st.Need(casefile.NeedBirthDeed)
		if kk.Stage != casefile.StageEntered || !kk.Gone || deed.Stage != casefile.StageIssued || deed.Gone {
			w.Errorf("%+v %+v", kk, deed)
		}
		w.act("siak", caseID, casefile.Issued, casefile.IssuedBody{Need: casefile.NeedKK}, nil)
		w.stage(caseID, casefile.StageIssued)
		w.clean()
	})
}

func TestCourier(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		caseID, m := w.sealed()
		token := must[string](w)(w.s.GiveCourier(ctx, w.op("handover"), m.ID, ToCourier{Name: "Heru", Place: "Loket 3", Hours: 4}))
		if len(token) != 22 {
			w.Errorf("a token of %d characters is not 128 bits", len(token))
		}
		var n int
		if err := w.d.QueryRow(ctx, `SELECT COUNT(*) FROM courier_link WHERE token_hash = $1`, token).Scan(&n); err != nil || n != 0 {
			w.Errorf("the token itself is kept: %v", err)
		}
		link, e, done, err := w.s.Open(ctx, token)
		if err != nil || done || e.ID != m.ID {
			w.Fatalf("%+v %v %v", link, done, err)
		}
		by := func() ledger.Op { return ledger.Op{ID: ledger.NewOpID(), Scope: w.a.Courier(m.ID)} }
		_, err = w.s.HandOver(ctx, by(), m.ID, self(m.PIN))
		want(w.T, err, fault.Conflict, "handover.may.not_yours") // not picked up yet
		must[ledger.Receipt](w)(w.s.Accept(ctx, by(), m.ID, Intact, ""))
		_, other := w.sealed()
		_, err = w.s.HandOver(ctx, by(), other.ID, self(other.PIN))
		want(w.T, err, fault.NotFound, "fault.authority.not_found") // one link, one envelope
		_, err = w.s.TakeBack(ctx, by(), m.ID, Ended{Reason: "refused", Condition: Intact})
		want(w.T, err, fault.NotFound, "fault.authority.not_found")
		must[ledger.Receipt](w)(w.s.Fail(ctx, by(), m.ID, Failed{Reason: "closed"}))

		w.later(5 * time.Hour)
		_, _, _, err = w.s.Open(ctx, token)
		want(w.T, err, fault.NotFound, "fault.handover.link_over")
		_, err = w.s.HandOver(ctx, by(), m.ID, self(m.PIN))
		want(w.T, err, fault.NotFound, "fault.handover.link_over")

		// The courier brings it back without a link: signed on paper, then again.
		must[ledger.Receipt](w)(w.s.Accept(ctx, w.op("handover"), m.ID, Intact, w.photo("handover", caseID)))
		if e := w.envelope(m.ID); e.Holder.Kind != PartyOffice || e.State != Sealed || e.Legs[len(e.Legs)-1].State != LegDone {
			w.Errorf("%+v", e)
		}
		token = must[string](w)(w.s.GiveCourier(ctx, w.op("handover"), m.ID, ToCourier{Name: "Heru", Hours: 8}))
		must[ledger.Receipt](w)(w.s.Accept(ctx, by(), m.ID, Intact, ""))
		op := by()
		must[ledger.Receipt](w)(w.s.HandOver(ctx, op, m.ID, self(m.PIN)))
		w.stage(caseID, casefile.StageHandedOver)
		_, e, done, err = w.s.Open(ctx, token)
		if err != nil || !done || e.Meeting != "" || e.Case != "" {
			w.Errorf("after the hand-over the link still shows %+v %v", e, err)
		}
		w.clean()
	})
}

func TestLinkSwitchedOff(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		_, m := w.sealed()
		token := must[string](w)(w.s.GiveCourier(ctx, w.op("handover"), m.ID, ToCourier{Name: "Heru", Hours: 4, To: w.who["registrar"].Person}))
		want(w.T, w.s.EndLinks(ctx, w.who["registrar"], m.ID), fault.Forbidden, "fault.authority.forbidden")
		if err := w.s.EndLinks(ctx, w.who["handover"], m.ID); err != nil {
			w.Fatal(err)
		}
		_, _, _, err := w.s.Open(ctx, token)
		want(w.T, err, fault.NotFound, "fault.handover.link_over")
		_, _, _, err = w.s.Open(ctx, "salah")
		want(w.T, err, fault.NotFound, "fault.handover.link_over")
	})
}

// A registrar of another village and a role without envelopes see none.
func TestWhoFindsAnEnvelope(t *testing.T) {
	on(t, func(w *world) {
		_, m := w.sealed()
		far := w.who["registrar"]
		far.Areas, far.Person = []string{"35.03.09"}, "somebody"
		for _, c := range []struct {
			scope db.Scope
			key   string
			kind  fault.Kind
		}{
			{far, "fault.authority.out_of_reach.own_area", fault.Forbidden},
			{w.who["coordinator"], "fault.authority.forbidden", fault.Forbidden},
			{w.who["companion"], "fault.authority.not_found", fault.NotFound},
		} {
			_, err := w.s.Find(w.Context(), c.scope, "page.envelope", m.Number)
			want(w.T, err, c.kind, c.key)
			lines, err := w.s.Envelopes(w.Context(), c.scope, PartOut, account.Queue{}, 0, 10)
			if err != nil || len(lines) != 0 {
				w.Errorf("%s: %v %v", c.scope.Role, lines, err)
			}
		}
		for _, role := range []authority.Role{authority.Handover, authority.Registrar, authority.Social} {
			lines, err := w.s.Envelopes(w.Context(), w.who[string(role)], PartOut, account.Queue{}, 0, 10)
			if err != nil || len(lines) != 1 || lines[0].Name != longName {
				w.Errorf("%s: %v %v", role, lines, err)
			}
		}
	})
}
