package handover

import (
	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) courierPage(r *web.Request) (web.Response, error) { return s.courierShow(r, nil) }

// courierShow is the one page of a link: the meeting point, a first name, the
// envelope's number, and what to do now (UU 27/2022 pasal 16).
func (s *Service) courierShow(r *web.Request, problem error) (web.Response, error) {
	ctx, path := r.Context(), "/k/"+r.PathValue("token")
	link, e, done, err := s.Open(ctx, r.PathValue("token"))
	if err != nil {
		return nil, err
	}
	v := web.View{Title: r.T("handover.k.title", "Number", e.Number), Shape: web.Question, Plain: true, Err: problem,
		Lead: r.T("handover.k.until", "Until", i18n.DateTime(r.Lang, r.At(link.Expires)))}
	if done {
		v.Body = []any{web.Notice{Tone: web.Good, Strong: "handover.k.done", Text: "handover.k.done.text"}}
		return web.Page("", v, nil), nil
	}
	scope := s.Accounts.Courier(e.ID)
	if err := s.Accounts.Log(ctx, scope, account.AccessEntry{Action: "page.courier", Kind: casefile.KindCase, ID: e.Case, Detail: "envelope"}); err != nil {
		return nil, err
	}
	who, err := s.courierMeets(r, link, &e)
	if err != nil {
		return nil, err
	}
	where := web.Card{Body: []any{web.Facts{{Label: "handover.k.where", Value: orNone(e.Meeting, r.T("handover.k.ask"))}, {Label: "handover.k.who", Value: who}}}}
	me := link.Courier()
	l := e.Open()
	switch {
	case l != nil && l.Taker == me && l.TakerAt == 0:
		f := web.Form{Action: path + "/ambil", Fields: []any{
			&web.Radios{Label: web.Ask("keadaan", "handover.condition").Must(), Options: radios(Conditions(), "handover.condition.")},
		}, Buttons: []any{web.Button{Label: "handover.k.take", Large: true}}}
		v.Body = []any{web.Stack{where, f.Fill(r, problem)}}
	case l != nil && l.Giver == me && l.GiverAt == 0:
		v.Body = []any{web.Stack{web.Notice{Strong: "handover.k.sign", Text: "handover.k.sign.text"},
			web.Button{Label: "handover.k.sign.save", Large: true, Post: path + "/balik"}}}
	case l != nil:
		v.Body = []any{web.Stack{where, web.Notice{Icon: "clock", Strong: "handover.k.wait", Text: r.T("handover.k.wait.text", "Name", who)}}}
	default:
		v.Body = []any{s.courierCarries(r, link, &e, where, problem)}
	}
	v.Body = []any{web.Stack{web.Stack(v.Body), web.Para{Text: "handover.k.rules", Small: true, Muted: true}}}
	return web.Page("", v, nil), nil
}

// courierCarries is the page while the courier has the envelope.
func (s *Service) courierCarries(r *web.Request, link Link, e *Envelope, where web.Card, problem error) any {
	path := "/k/" + r.PathValue("token")
	body := web.Stack{}
	if n := len(e.Legs); n > 0 && e.Legs[n-1].State == LegFailed {
		body = append(body, web.Notice{Tone: web.Warn, Strong: "handover.k.failed", Text: "handover.k.failed.text"})
	} else if e.Broken() {
		body = append(body, web.Notice{Tone: web.Warn, Strong: "handover.k.taken", Text: "handover.broken.carried"})
	} else if n > 0 {
		body = append(body, web.Notice{Tone: web.Good, Strong: "handover.k.taken",
			Text: r.T("handover.k.taken.text", "When", when(r, e.Legs[n-1].TakerAt), "Condition", r.T("handover.condition."+e.Legs[n-1].Condition))})
	}
	body = append(body, where)
	if link.To != "" {
		body = append(body, web.Button{Label: "handover.hand.save", Large: true, Post: path + "/sampai"})
	} else {
		f := s.courierHandForm(path+"/serahkan", problem != nil)
		body = append(body, web.Card{Body: []any{f.Fill(r, problem)}})
	}
	failed := web.Form{Action: path + "/gagal", Fields: []any{
		&web.Radios{Label: web.Ask("alasan", "handover.fail.why").Must(), Options: radios([]string{"away", "closed", "address", "refused", "weather", "other"}, "handover.fail.")},
	}, Buttons: []any{web.Button{Label: "handover.fail.save", Kind: web.Danger, Large: true}}}
	return append(body, web.Card{Body: []any{web.Details{Label: "handover.k.cannot", Body: []any{failed.Fill(r, problem)}}}, Tight: true},
		web.Button{Label: "handover.k.back", Kind: web.Quiet, Large: true, Post: path + "/balik"})
}

// courierMeets is the first name of who waits for the envelope.
func (s *Service) courierMeets(r *web.Request, link Link, e *Envelope) (string, error) {
	scope := s.Accounts.Courier(e.ID)
	name := ""
	if link.To != "" {
		names, err := s.Accounts.Names(r.Context(), scope, []string{link.To})
		if err != nil {
			return "", err
		}
		name = names[link.To]
	} else {
		p, err := s.person(r.Context(), scope, e.Case)
		if err != nil {
			return "", err
		}
		name = p.Name
	}
	return orNone(resident.Name(name).FirstName(), r.T("handover.k.ask")), nil
}

// byLink is the way of every act through a link.
func (s *Service) byLink(r *web.Request, do func(op ledger.Op, l Link, e *Envelope) error) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	id, err := r.Op()
	if err != nil {
		return nil, err
	}
	link, e, done, err := s.Open(r.Context(), r.PathValue("token"))
	if err != nil {
		return nil, err
	}
	if !done {
		err = do(ledger.Op{ID: id, Scope: s.Accounts.Courier(e.ID)}, link, &e)
	}
	if fault.Is(err, fault.Invalid) {
		return s.courierShow(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/k/" + r.PathValue("token")), nil
}

func (s *Service) courierTake(r *web.Request) (web.Response, error) {
	return s.byLink(r, func(op ledger.Op, _ Link, e *Envelope) error {
		_, err := s.Accept(r.Context(), op, e.ID, r.Text("keadaan"), "")
		return err
	})
}

func (s *Service) courierGive(r *web.Request) (web.Response, error) {
	return s.byLink(r, func(op ledger.Op, l Link, e *Envelope) error {
		if e.Open() != nil {
			_, err := s.Give(r.Context(), op, e.ID)
			return err
		}
		_, err := s.GiveUser(r.Context(), op, e.ID, l.To, e.Meeting)
		return err
	})
}

func (s *Service) courierHand(r *web.Request) (web.Response, error) {
	return s.byLink(r, func(op ledger.Op, l Link, e *Envelope) error {
		if l.To != "" {
			return fault.New(fault.Conflict, "handover.may.not_yours") // somebody with an account waits for it
		}
		photo, err := s.upload(r, op.Scope, e.Case)
		if err != nil {
			return err
		}
		in := handing(r, photo)
		in.Place = e.Meeting
		_, err = s.HandOver(r.Context(), op, e.ID, in)
		return err
	})
}

func (s *Service) courierFail(r *web.Request) (web.Response, error) {
	return s.byLink(r, func(op ledger.Op, _ Link, e *Envelope) error {
		_, err := s.Fail(r.Context(), op, e.ID, Failed{Reason: r.Text("alasan"), Place: e.Meeting})
		return err
	})
}

func (s *Service) courierBack(r *web.Request) (web.Response, error) {
	return s.byLink(r, func(op ledger.Op, _ Link, e *Envelope) error {
		_, err := s.Give(r.Context(), op, e.ID)
		return err
	})
}
