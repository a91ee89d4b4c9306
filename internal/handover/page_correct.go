package handover

import (
	"strconv"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

// seenField tells which corrections the page showed.
const seenField = "pembetulan"

func (s *Service) correctPage(r *web.Request) (web.Response, error) { return s.correctForm(r, nil) }

// correctForm asks for what the receipt should say; where it is filed it says
// why not, and what to do instead.
func (s *Service) correctForm(r *web.Request, problem error) (web.Response, error) {
	e, p, scope, err := s.opened(r, casefile.ReceiptCorrected)
	if err != nil {
		return nil, err
	}
	lead := r.T("handover.correct.lead", "Number", e.Number, "Name", s.named(r, p.Name))
	if e.State != Received {
		return web.Redirect("/amplop/" + e.Number), nil
	}
	events, err := s.Ledger.Events(r.Context(), scope, ledger.Subject{Kind: casefile.KindCase, ID: e.Case})
	if err != nil {
		return nil, err
	}
	st := casefile.FoldState(e.Case, events)
	if err := st.May(casefile.HandFixed); err != nil {
		return s.form(r, &e, "handover.correct", lead, problem, web.Notice{Tone: web.Warn, Strong: r.T(fault.As(err).Key, fault.As(err).Args), Text: "handover.correct.instead"}), nil
	}
	who := radios(Receivers(), "handover.receiver.")
	for i := range who {
		who[i].On = who[i].Value == e.ReceivedBy
	}
	seal := radios(Conditions(), "handover.condition.")
	for i := range seal {
		seal[i].On = seal[i].Value == e.Condition
	}
	seen := strconv.Itoa(len(e.Corrections))
	if r.Sent() { // what was typed answers the page as it was
		seen = r.Text(seenField)
	}
	f := web.Form{Action: "/amplop/" + e.Number + "/betulkan", Hidden: []web.Pair{{Name: seenField, Value: seen}}, Fields: []any{
		&web.Radios{Label: web.Ask("penerima", "handover.received_by").Must(), Options: who, Two: true},
		&web.Input{Label: web.Ask("nama", "handover.receiver_name", "handover.receiver_name.hint"), Value: e.TakenBy, Max: 80},
		&web.Radios{Label: web.Ask("keadaan", "handover.condition").Must(), Options: seal},
		&web.Radios{Label: web.Ask("sebab", "handover.correct.why").Must(), Options: radios(casefile.ReceiptMistakes(), "casefile.receipt_mistake.")}},
		Buttons: []any{web.Button{Label: "handover.correct.save"}, web.Button{Label: "handover.cancel", Kind: web.Quiet, Href: "/amplop/" + e.Number}}}
	return s.form(r, &e, "handover.correct", lead, problem, web.Stack{web.Notice{Text: "handover.correct.only"}, f.Fill(r, problem)}), nil
}

func (s *Service) correctSave(r *web.Request) (web.Response, error) {
	op, err := s.op(r)
	if err != nil {
		return nil, err
	}
	e, err := s.Find(r.Context(), op.Scope, casefile.ReceiptCorrected, r.PathValue("no"))
	if err != nil {
		return nil, err
	}
	seen, _ := strconv.Atoi(r.Text(seenField)) // what is no number showed none
	_, err = s.Correct(r.Context(), op, e.ID, Correcting{Receiver: r.Text("penerima"), Name: r.Text("nama"), Condition: r.Text("keadaan"), Reason: r.Text("sebab"), Seen: seen})
	if fault.Is(err, fault.Invalid) {
		return s.correctForm(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/amplop/" + e.Number).Flash(r.T("handover.correct.done")), nil
}

// corrections tell what the receipt said before, newest first.
func corrections(r *web.Request, e *Envelope, names map[string]string) web.Card {
	var line web.Timeline
	for i := len(e.Corrections) - 1; i >= 0; i-- {
		c := e.Corrections[i]
		was := r.T("handover.receiver." + c.Receiver)
		if c.Name != "" {
			was += ", " + c.Name
		}
		line = append(line, web.Moment{Kind: "note", Strong: "casefile.receipt_mistake." + c.Reason,
			Text: r.T("handover.correct.was", "Was", was, "Seal", r.T("handover.condition."+c.Seal)), Meta: when(r, c.At) + " · " + names[c.By]})
	}
	return web.Card{Title: "handover.corrections", Body: []any{line}}
}
