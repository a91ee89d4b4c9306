package handover

import (
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) takePage(r *web.Request) (web.Response, error) { return s.takeAsk(r, nil) }

// takeAsk asks for what this person can do: sign that the envelope came, or
// hand it over.
func (s *Service) takeAsk(r *web.Request, problem error) (web.Response, error) {
	e, p, scope, err := s.opened(r, casefile.EnvelopeReceived)
	if err != nil {
		return nil, err
	}
	me := signerOf(scope)
	if e.Ended() {
		return web.Redirect("/amplop/" + e.Number), nil
	}
	if l := e.Open(); e.Holds(me) && l == nil {
		lead := r.T("handover.hand.lead", "Name", s.named(r, p.Name), "Village", region.Label(region.Code(p.Village)))
		return s.form(r, &e, "handover.hand.title", lead, problem, s.handForm("/amplop/"+e.Number+"/serahkan", e.Meeting, p.Child).Fill(r, problem)), nil
	} else if l != nil && l.GiverAt == 0 && e.Holds(me) {
		return s.form(r, &e, "handover.accept.title", r.T("handover.give.lead", "Number", e.Number), problem,
			web.Row{web.Button{Label: "handover.give.save", Post: "/amplop/" + e.Number + "/balik"}}), nil
	} else if l != nil && !e.Waits(me) {
		return web.Redirect("/amplop/" + e.Number), nil
	}
	fields := []any{&web.Radios{Label: web.Ask("keadaan", "handover.condition", "handover.condition.hint").Must(), Options: radios(Conditions(), "handover.condition.")}}
	if e.Holder.Kind == PartyCourier && e.Open() == nil {
		fields = append(fields, &web.Upload{Label: web.Ask("foto", "handover.accept.photo", "handover.accept.photo.hint"), Accept: "image/*", Camera: true})
	}
	f := web.Form{Action: "/amplop/" + e.Number + "/terima", Files: true, Fields: fields, Buttons: []any{web.Button{Label: "handover.act.accept"},
		web.Button{Label: "handover.cancel", Kind: web.Quiet, Href: "/amplop/" + e.Number}}}
	return s.form(r, &e, "handover.accept.title", r.T("handover.accept.lead", "Number", e.Number, "Seal", e.Seal), problem, f.Fill(r, problem)), nil
}

// handFields ask who receives, and by which proof.
type handFields struct{ who, name, proof, pin, photo, condition any }

// For a child nobody is chosen beforehand: whoever came says who they are.
func askHand(child bool) handFields {
	receivers, proofs := radios(Receivers(), "handover.receiver."), radios(Proofs(), "handover.proof.")
	receivers[0].On, proofs[0].On = !child, true
	return handFields{
		who:       &web.Radios{Label: web.Ask("penerima", "handover.received_by").Must(), Options: receivers, Two: true},
		name:      &web.Input{Label: web.Ask("nama", "handover.receiver_name", "handover.receiver_name.hint"), Max: 80},
		proof:     &web.Radios{Label: web.Ask("bukti", "handover.proof").Must(), Options: proofs},
		pin:       &web.Input{Label: web.Ask("pin", "handover.pin", "handover.pin.hint"), Number: true, Pin: true, Width: "w6", Max: pinDigits + 2},
		photo:     &web.Upload{Label: web.Ask("foto", "handover.photo", "handover.photo.hint"), Accept: "image/*", Camera: true},
		condition: &web.Radios{Label: web.Ask("keadaan", "handover.condition").Must(), Options: radios(Conditions(), "handover.condition.")},
	}
}

func (s *Service) handForm(action, place string, child bool) web.Form {
	h := askHand(child)
	return web.Form{Action: action, Files: true, Buttons: []any{web.Button{Label: "handover.hand.save"}},
		Fields: []any{h.who, h.name, h.proof, h.pin, h.photo, h.condition, &web.Input{Label: web.Ask("tempat", "handover.place", "handover.place.hint"), Value: place, Max: 80}}}
}

// courierHandForm puts what is usual first: the person with the PIN. After a
// refusal everything is open, so that no problem hides.
func (s *Service) courierHandForm(action string, refused bool) web.Form {
	h := askHand(false) // a courier is not told how old somebody is
	f := web.Form{Action: action, Files: true, Buttons: []any{web.Button{Label: "handover.hand.save", Large: true}}, Fields: []any{h.pin, h.condition}}
	if refused {
		f.Fields = append(f.Fields, h.who, h.name, h.proof, h.photo)
	} else {
		f.Fields = append(f.Fields, web.Details{Label: "handover.k.other", Body: []any{web.Stack{h.who, h.name, h.proof, h.photo}}})
	}
	return f
}

// handing reads handForm.
func handing(r *web.Request, photo string) Handing {
	return Handing{Receiver: r.Text("penerima"), Name: r.Text("nama"), Proof: r.Text("bukti"), PIN: r.Text("pin"), Evidence: photo,
		Condition: r.Text("keadaan"), Place: r.Text("tempat")}
}

func (s *Service) acceptSave(r *web.Request) (web.Response, error) {
	op, err := s.op(r)
	if err != nil {
		return nil, err
	}
	e, err := s.Find(r.Context(), op.Scope, casefile.CustodyPassed, r.PathValue("no"))
	if err != nil {
		return nil, err
	}
	photo, err := s.upload(r, op.Scope, e.Case)
	if err == nil {
		_, err = s.Accept(r.Context(), op, e.ID, r.Text("keadaan"), photo)
	}
	if fault.Is(err, fault.Invalid) {
		return s.takeAsk(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/amplop/" + e.Number).Flash(r.T("handover.signed")), nil
}

func (s *Service) handSave(r *web.Request) (web.Response, error) {
	op, err := s.op(r)
	if err != nil {
		return nil, err
	}
	e, err := s.Find(r.Context(), op.Scope, casefile.EnvelopeReceived, r.PathValue("no"))
	if err != nil {
		return nil, err
	}
	photo, err := s.upload(r, op.Scope, e.Case)
	if err == nil {
		_, err = s.HandOver(r.Context(), op, e.ID, handing(r, photo))
	}
	if fault.Is(err, fault.Invalid) {
		return s.takeAsk(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/amplop/" + e.Number).Flash(r.T("handover.hand.done")), nil
}
