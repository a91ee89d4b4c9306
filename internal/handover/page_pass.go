package handover

import (
	"context"
	"io"
	"strconv"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/web"
)

// form is a page of one envelope with one form.
func (s *Service) form(r *web.Request, e *Envelope, title, lead string, problem error, body ...any) web.Response {
	return web.Page("", web.View{Title: title, Lead: lead, Shape: web.Narrow, Err: problem,
		Crumbs: []web.Crumb{{Label: "handover.title", Href: "/penyerahan"}, {Label: e.Number, Href: "/amplop/" + e.Number}, {Label: title}},
		Body:   body}, nil)
}

// upload stores the photo of a form for the case and returns its hash; "" where
// none was sent.
func (s *Service) upload(r *web.Request, scope db.Scope, caseID string) (string, error) {
	return s.uploaded(r, scope, caseID, s.Attachments.PutPhoto)
}

// uploaded is upload for whoever says what is taken: a photo, or any scan.
func (s *Service) uploaded(r *web.Request, scope db.Scope, caseID string,
	put func(ctx context.Context, scope db.Scope, kind, id string, file io.Reader) (attachment.File, error)) (string, error) {
	sent := r.Attached("foto")
	if sent == nil {
		return "", nil // none was chosen; whether one is needed the use case says
	}
	file, err := sent.Open()
	if err != nil {
		return "", fault.At("foto", "attachment.unreadable")
	}
	defer file.Close()
	f, err := put(r.Context(), scope, casefile.KindCase, caseID, file)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
		return "", fault.At("foto", fault.As(err).Key)
	}
	return f.Hash, err
}

func (s *Service) takers(r *web.Request, e *Envelope, me string) ([]web.Option, error) {
	people, err := s.Takers(r.Context(), account.ScopeOf(r), e)
	if err != nil {
		return nil, err
	}
	var out []web.Option
	for _, p := range people {
		if p.ID != me {
			out = append(out, web.Option{Value: p.ID, Label: p.Name, Hint: p.Role.Key()})
		}
	}
	return out, nil
}

func (s *Service) courierForm(r *web.Request) (web.Response, error) { return s.courierAsk(r, nil) }

func (s *Service) courierAsk(r *web.Request, problem error) (web.Response, error) {
	e, p, _, err := s.opened(r, "envelope.sealed")
	if err != nil {
		return nil, err
	}
	takers, err := s.takers(r, &e, r.Viewer.ID)
	if err != nil {
		return nil, err
	}
	to := &web.Radios{Label: web.Ask("kepada", "handover.courier.to"),
		Options: append([]web.Option{{Value: "", Label: r.T("handover.courier.to_person", "Name", s.named(r, p.Name)), On: true}}, takers...)}
	hours := &web.Select{Label: web.Ask("jam", "handover.courier.hours", "handover.courier.hours.hint"), Width: "w12"}
	for _, h := range LinkHours() {
		hours.Options = append(hours.Options, web.Option{Value: strconv.Itoa(h), Label: r.T("handover.hours", "Count", h), On: h == 8})
	}
	f := web.Form{Action: "/amplop/" + e.Number + "/kurir", Files: true, Fields: []any{
		&web.Input{Label: web.Ask("nama", "handover.courier.name", "handover.courier.name.hint").Must(), Max: 60},
		&web.Input{Label: web.Ask("tempat", "handover.place", "handover.place.hint"), Value: r.T("handover.place.counter"), Max: 80},
		to, hours,
		&web.Upload{Label: web.Ask("foto", "handover.courier.photo", "handover.courier.photo.hint"), Accept: "image/*", Camera: true},
	}, Buttons: []any{web.Button{Label: "handover.act.courier"}, web.Button{Label: "handover.cancel", Kind: web.Quiet, Href: "/amplop/" + e.Number}}}
	return s.form(r, &e, "handover.courier.title", r.T("handover.courier.lead", "Number", e.Number), problem, f.Fill(r, problem)), nil
}

func (s *Service) courierSave(r *web.Request) (web.Response, error) {
	op, err := s.op(r)
	if err != nil {
		return nil, err
	}
	e, err := s.Find(r.Context(), op.Scope, "envelope.sealed", r.PathValue("no"))
	if err != nil {
		return nil, err
	}
	hours, _ := strconv.Atoi(r.Text("jam")) // 0 is none of the choices
	photo, err := s.upload(r, op.Scope, e.Case)
	token := ""
	if err == nil {
		token, err = s.GiveCourier(r.Context(), op, e.ID, ToCourier{Name: r.Text("nama"), Place: r.Text("tempat"), To: r.Text("kepada"),
			Hours: hours, Evidence: photo})
	}
	if fault.Is(err, fault.Invalid) {
		return s.courierAsk(r, err)
	}
	if err != nil {
		return nil, err
	}
	if token == "" {
		return web.Redirect("/amplop/" + e.Number).Flash(r.T("handover.courier.given")), nil
	}
	link := r.Origin() + "/k/" + token
	// As with the PIN: the link is on this page and nowhere else.
	return s.form(r, &e, "handover.link.title", "handover.link.once", nil,
		web.Card{Title: "handover.link", Body: []any{web.Row{web.Para{Text: link}, web.CopyButton{Value: link}},
			web.Para{Text: "handover.link.least", Small: true, Muted: true}}},
		web.Row{web.Button{Label: "handover.sealed.next", Href: "/amplop/" + e.Number}}), nil
}

func (s *Service) linkOff(r *web.Request) (web.Response, error) {
	scope := account.ScopeOf(r)
	e, err := s.Find(r.Context(), scope, "envelope.sealed", r.PathValue("no"))
	if err != nil {
		return nil, err
	}
	if err := s.EndLinks(r.Context(), scope, e.ID); err != nil {
		return nil, err
	}
	return web.Redirect("/amplop/" + e.Number).Flash(r.T("handover.link.off.done")), nil
}

func (s *Service) userForm(r *web.Request) (web.Response, error) { return s.userAsk(r, nil) }

func (s *Service) userAsk(r *web.Request, problem error) (web.Response, error) {
	e, _, scope, err := s.opened(r, "envelope.custody_passed")
	if err != nil {
		return nil, err
	}
	takers, err := s.takers(r, &e, scope.Person)
	if err != nil {
		return nil, err
	}
	if len(takers) == 0 {
		return s.form(r, &e, "handover.officer.title", "", nil, web.Empty{Icon: "people", Title: "handover.officer.none",
			Text: "handover.officer.none.text", Button: web.Button{Label: "handover.sealed.next", Href: "/amplop/" + e.Number}}), nil
	}
	f := web.Form{Action: "/amplop/" + e.Number + "/petugas", Fields: []any{
		&web.Radios{Label: web.Ask("kepada", "handover.officer.to").Must(), Options: takers},
		&web.Input{Label: web.Ask("tempat", "handover.place", "handover.place.hint"), Value: r.T("handover.place.counter"), Max: 80},
	}, Buttons: []any{web.Button{Label: "handover.act.officer"}, web.Button{Label: "handover.cancel", Kind: web.Quiet, Href: "/amplop/" + e.Number}}}
	return s.form(r, &e, "handover.officer.title", r.T("handover.officer.lead", "Number", e.Number), problem, f.Fill(r, problem)), nil
}

func (s *Service) userSave(r *web.Request) (web.Response, error) {
	op, err := s.op(r)
	if err != nil {
		return nil, err
	}
	e, err := s.Find(r.Context(), op.Scope, "envelope.custody_passed", r.PathValue("no"))
	if err != nil {
		return nil, err
	}
	_, err = s.GiveUser(r.Context(), op, e.ID, r.Text("kepada"), r.Text("tempat"))
	if fault.Is(err, fault.Invalid) {
		return s.userAsk(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/amplop/" + e.Number).Flash(r.T("handover.officer.given")), nil
}

// giveBack signs for the giver: back to the counter.
func (s *Service) giveBack(r *web.Request) (web.Response, error) {
	op, err := s.op(r)
	if err != nil {
		return nil, err
	}
	e, err := s.Find(r.Context(), op.Scope, "envelope.custody_passed", r.PathValue("no"))
	if err != nil {
		return nil, err
	}
	if _, err := s.Give(r.Context(), op, e.ID); err != nil {
		return nil, err
	}
	return web.Redirect("/amplop/" + e.Number).Flash(r.T("handover.signed")), nil
}

// radios makes the options of a list of codes.
func radios(codes []string, prefix string) []web.Option {
	out := make([]web.Option, len(codes))
	for i, c := range codes {
		out[i] = web.Option{Value: c, Label: prefix + c}
	}
	return out
}

func (s *Service) eventPage(r *web.Request) (web.Response, error) { return s.eventAsk(r, nil) }

// eventAsk asks what happened on the way; what cannot be undone says so. Three
// forms stand on the page, so the fields of each have names of their own.
func (s *Service) eventAsk(r *web.Request, problem error) (web.Response, error) {
	e, _, scope, err := s.opened(r, "envelope.delivery_failed")
	if err != nil {
		return nil, err
	}
	path := "/amplop/" + e.Number
	failed := web.Form{Action: path + "/gagal", Fields: []any{
		&web.Radios{Label: web.Ask("alasan", "handover.fail.why").Must(), Options: radios(FailReasons(), "handover.fail."), Two: true},
		&web.Input{Label: web.Ask("tempat", "handover.place", "handover.place.hint"), Max: 80},
		web.Day(web.Ask("lagi", "handover.fail.again", "handover.fail.again.hint"), ""),
	}, Buttons: []any{web.Button{Label: "handover.fail.save"}}}
	body := []any{web.Card{Title: "handover.fail.title", Body: []any{failed.Fill(r, problem)}}}
	if scope.Role == string(authority.Handover) {
		wrong := &web.Checks{Label: web.Ask("salah", "handover.back.which", "handover.back.which.hint")}
		for _, n := range e.Needs {
			wrong.Options = append(wrong.Options, web.Option{Value: n, Label: "casefile.need." + n})
		}
		back := web.Form{Action: path + "/kembali", Fields: []any{
			web.Para{Text: "handover.back.text", Small: true},
			&web.Radios{Label: web.Ask("kembali", "handover.back.why").Must(), Options: radios(ReturnReasons(), "handover.back."), Two: true},
			&web.Radios{Label: web.Ask("keadaan", "handover.condition", "handover.back.seal.hint").Must(), Options: radios(Conditions(), "handover.condition.")},
			wrong,
			&web.Check{Label: web.Ask("cocok", "handover.back.whole")},
		}, Buttons: []any{web.Button{Label: "handover.back.save", Kind: web.Secondary}}}
		if e.Unsigned() {
			asked, err := s.askUnsigned(r, &e)
			if err != nil {
				return nil, err
			}
			back.Fields = append(back.Fields, asked...)
		}
		lost := web.Form{Action: path + "/hilang", Fields: []any{
			web.Para{Text: "handover.loss.text", Small: true},
			&web.Radios{Label: web.Ask("hilang", "handover.loss.why").Must(), Options: radios(LossReasons(), "handover.loss."), Two: true},
		}, Buttons: []any{web.Button{Label: "handover.loss.save", Kind: web.Danger}}}
		body = append(body, web.Details{Label: "handover.back.title", Body: []any{back.Fill(r, problem)}},
			web.Details{Label: "handover.loss.title", Body: []any{lost.Fill(r, problem)}})
	}
	return s.form(r, &e, "handover.event.title", r.T("handover.event.lead", "Number", e.Number), problem, web.Stack(body)), nil
}

// askUnsigned asks why who had the envelope does not sign that it came back, and
// shows the way on which they still can.
func (s *Service) askUnsigned(r *web.Request, e *Envelope) ([]any, error) {
	names, err := s.Accounts.Names(r.Context(), account.ScopeOf(r), signers(e))
	if err != nil {
		return nil, err
	}
	who := partyName(r, e.Holder, e.HolderName, names)
	out := []any{web.Notice{Tone: web.Warn, Strong: r.T("handover.now.with", "Who", who), Text: r.T("handover.back.sign_first")}}
	if e.Open() == nil {
		out = append(out, web.Row{web.Button{Label: "handover.act.accept", Kind: web.Secondary, Small: true, Href: "/amplop/" + e.Number + "/terima"}})
	}
	return append(out, &web.Radios{Label: web.Ask("tanpa_tanda", "handover.back.unsigned").Must(), Options: radios(UnsignedReasons(), "handover.unsigned.")}), nil
}

// recorded is the way of the three forms above.
func (s *Service) recorded(r *web.Request, action authority.Action, done string, do func(opID opForm) error) (web.Response, error) {
	op, err := s.op(r)
	if err != nil {
		return nil, err
	}
	e, err := s.Find(r.Context(), op.Scope, action, r.PathValue("no"))
	if err != nil {
		return nil, err
	}
	err = do(opForm{op, e.ID})
	if fault.Is(err, fault.Invalid) {
		return s.eventAsk(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/amplop/" + e.Number).Flash(r.T(done)), nil
}

func (s *Service) failSave(r *web.Request) (web.Response, error) {
	return s.recorded(r, casefile.DeliveryFailed, "handover.fail.done", func(f opForm) error {
		_, err := s.Fail(r.Context(), f.op, f.envelope, Failed{Reason: r.Text("alasan"), Next: r.Day("lagi"), Place: r.Text("tempat")})
		return err
	})
}

func (s *Service) returnSave(r *web.Request) (web.Response, error) {
	return s.recorded(r, casefile.EnvelopeReturned, "handover.back.done", func(f opForm) error {
		_, err := s.TakeBack(r.Context(), f.op, f.envelope, Ended{Reason: r.Text("kembali"), Condition: r.Text("keadaan"), Wrong: r.Texts("salah"),
			Checked: r.Text("cocok") != "", Unsigned: r.Text("tanpa_tanda")})
		return err
	})
}

func (s *Service) loseSave(r *web.Request) (web.Response, error) {
	return s.recorded(r, casefile.EnvelopeLost, "handover.loss.done", func(f opForm) error {
		_, err := s.Lose(r.Context(), f.op, f.envelope, r.Text("hilang"))
		return err
	})
}
