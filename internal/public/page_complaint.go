package public

import (
	"net/url"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) complaintPage(r *web.Request) (web.Response, error) {
	return s.complaintForm(r, nil), nil
}

func (s *Service) complaintForm(r *web.Request, err error) web.Response {
	about := &web.Radios{Label: web.Ask("tentang", "public.complaint.about").Must()}
	for _, a := range Abouts() {
		about.Options = append(about.Options, web.Option{Value: a, Label: "public.about." + a})
	}
	f := web.Form{Action: "/pengaduan", Fields: []any{
		about,
		&web.TextArea{Label: web.Ask("aduan", "public.complaint.words", "public.complaint.words.hint").Must(), Rows: 5, Max: maxWords},
		&web.Input{Label: web.Ask("kode", "public.complaint.code", "public.complaint.code.hint"), Width: "w12", Max: 40},
		&web.Input{Label: web.Ask("telepon", "public.complaint.phone", "public.complaint.phone.hint"), Type: "tel", Width: "w12", Max: maxPhone},
	}, Buttons: []any{web.Button{Label: "public.complaint.send"}}}
	return web.Page("", web.View{Title: "public.complaint.title", Lead: "public.complaint.lead", Shape: web.Narrow, Err: err, Body: []any{f.Fill(r, err)},
		Aside: []any{web.Card{Title: "public.complaint.after", Body: []any{web.Para{Text: "public.complaint.after.text", Small: true}}}}}, nil)
}

func (s *Service) complain(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	op, err := r.Op()
	if err != nil {
		return nil, err
	}
	c := Complaint{About: r.Text("tentang"), Words: r.Text("aduan"), Code: r.Text("kode"), Phone: r.Text("telepon")}
	if c.Code != "" {
		// Whoever complains may not try codes faster than whoever follows one.
		if err := take(s.codes, r); err != nil {
			return s.complaintForm(r, err), nil
		}
	}
	if err := s.CheckComplaint(r.Context(), &c); fault.Is(err, fault.Invalid) {
		return s.complaintForm(r, err), nil // a forgotten field costs nothing of the allowance
	} else if err != nil {
		return nil, err
	}
	if err = take(s.complaints, r); err == nil {
		err = s.Complain(r.Context(), op, c)
	}
	if fault.Is(err, fault.Busy) {
		return s.complaintForm(r, err), nil // what was written is sent some minutes later
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/pengaduan/terkirim"), nil
}

func (s *Service) complained(r *web.Request) (web.Response, error) {
	help, err := s.help(r)
	if err != nil {
		return nil, err
	}
	body := append([]any{web.Notice{Tone: web.Good, Strong: "public.complaint.sent", Text: "public.complaint.sent.text"}}, help...)
	return web.Page("", web.View{Title: "public.complaint.title", Shape: web.Narrow, Body: body}, nil), nil
}

// lateComplaint is after how many days an unanswered complaint shows as late:
// the office's own value, of no law, and the page says so. It only colours.
const lateComplaint = 5

func (s *Service) complaintList(r *web.Request) (web.Response, error) {
	scope := account.ScopeOf(r)
	settled := r.URL.Query().Get("tampil") == "selesai"
	list, err := s.Complaints(r.Context(), scope, settled)
	if err != nil {
		return nil, err
	}
	waiting, err := s.WaitingComplaints(r.Context(), scope)
	if err != nil {
		return nil, err
	}
	v := web.View{Title: "public.complaints.title", Lead: r.T("public.complaints.lead", "Days", lateComplaint), Body: []any{web.Filters{Chips: []web.Chip{
		{Label: "public.complaints.waiting", Href: "/pengaduan-masuk", Count: waiting.Count, On: !settled},
		{Label: "public.complaints.settled", Href: "/pengaduan-masuk?tampil=selesai", On: settled}}}}}
	if len(list) == 0 {
		v.Body = append(v.Body, web.Card{Body: []any{web.Empty{Icon: "check", Title: "public.complaints.none", Text: "public.complaints.none.text"}}})
	}
	var names map[string]string
	if settled {
		var ids []string
		for _, c := range list {
			ids = append(ids, c.By)
		}
		if names, err = s.d.Accounts.Names(r.Context(), scope, ids); err != nil {
			return nil, err
		}
	}
	for _, c := range list {
		v.Body = append(v.Body, s.complaintCard(r, c, names))
	}
	v.Body = []any{web.Stack(v.Body)}
	return web.Page("", v, nil), nil
}

func (s *Service) complaintCard(r *web.Request, c Complaint, names map[string]string) any {
	facts := web.Facts{}
	add := func(label string, value any) { facts = append(facts, web.Fact{Label: label, Value: value}) }
	card := web.Card{Title: "public.about." + c.About}
	if c.Number != "" {
		add("public.complaint.case", web.Link{Label: c.Number, Href: "/kasus/" + url.PathEscape(c.Number)})
	}
	if c.Outcome != "" {
		add("public.complaints.outcome", r.T("public.outcome."+c.Outcome))
		add("public.complaints.done", c.Done)
		add("public.complaints.when", date(r, c.Settled)+" · "+names[c.By])
		card.Body = []any{facts}
		return card
	}
	add("public.complaint.words", c.Words)
	if c.Phone != "" {
		add("public.tips.phone", c.Phone)
	}
	days := i18n.Days(moment(r, c.At), r.Now(), r.Now().Location())
	age := web.Age{Text: i18n.Waiting(r.Lang, days)}
	switch {
	case days > lateComplaint:
		age.Tone = web.Bad
	case c.About == AboutFee:
		age.Tone = web.Warn
	}
	card.Link, card.Body = age, []any{facts}
	card.Foot = web.Button{Label: "public.complaints.answer", Href: "/pengaduan-masuk/" + url.PathEscape(c.ID), Small: true}
	return card
}

func (s *Service) answerPage(r *web.Request) (web.Response, error) { return s.answerForm(r, nil) }

func (s *Service) answerForm(r *web.Request, wrong error) (web.Response, error) {
	list, err := s.Complaints(r.Context(), account.ScopeOf(r), false)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		if c.ID != r.PathValue("id") {
			continue
		}
		outcome := &web.Radios{Label: web.Ask("hasil", "public.complaints.outcome").Must(), Two: true}
		for _, o := range []string{ComplaintAnswered, ComplaintUnfounded} {
			outcome.Options = append(outcome.Options, web.Option{Value: o, Label: "public.outcome." + o})
		}
		f := web.Form{Action: "/pengaduan-masuk/" + url.PathEscape(c.ID), Fields: []any{outcome,
			&web.TextArea{Label: web.Ask("tindakan", "public.complaints.done", "public.complaints.done.hint").Must(), Rows: 3, Max: maxDone}},
			Buttons: []any{web.Button{Label: "public.complaints.check"}, web.Button{Label: "public.complaints.back", Href: "/pengaduan-masuk", Kind: web.Quiet}}}
		shown := s.complaintCard(r, c, nil).(web.Card)
		shown.Foot = nil
		return web.Page("", web.View{Title: "public.complaints.answer", Shape: web.Narrow, Err: wrong,
			Crumbs: []web.Crumb{{Label: "public.complaints.title", Href: "/pengaduan-masuk"}, {Label: "public.about." + c.About}},
			Body:   []any{web.Stack{shown, f.Fill(r, wrong)}}}, nil), nil
	}
	return nil, fault.New(fault.NotFound, "fault.public.complaint")
}

// confirmAnswer asks before the words of a complaint are erased.
func (s *Service) confirmAnswer(r *web.Request) (web.Response, error) {
	outcome, done := r.Text("hasil"), r.Text("tindakan")
	if err := checkAnswer(outcome, done); err != nil {
		return s.answerForm(r, err)
	}
	to := "/pengaduan-masuk/" + url.PathEscape(r.PathValue("id"))
	said := r.T("public.outcome." + outcome)
	return web.Confirm{Title: "public.complaints.answer", Crumbs: []web.Crumb{{Label: "public.complaints.title", Href: "/pengaduan-masuk"}, {Label: "public.complaints.answer"}},
		About:   web.Card{Body: []any{web.Facts{{Label: "public.complaints.outcome", Value: said}, {Label: "public.complaints.done", Value: done}}}},
		Happens: r.T("public.complaints.happens", "Outcome", said), Action: to, Do: "public.complaints.do",
		Hidden: []web.Pair{{Name: "hasil", Value: outcome}, {Name: "tindakan", Value: done}}}.Page(), nil
}

func (s *Service) answer(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	id, err := r.Op()
	if err != nil {
		return nil, err
	}
	switch r.Text(web.ConfirmName) {
	case web.ConfirmYes:
	case web.ConfirmBack:
		return s.answerForm(r, nil)
	default:
		return s.confirmAnswer(r)
	}
	err = s.Answer(r.Context(), ledger.Op{ID: id, Scope: account.ScopeOf(r)}, r.PathValue("id"), r.Text("hasil"), r.Text("tindakan"))
	if fault.Is(err, fault.Invalid) {
		return s.answerForm(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/pengaduan-masuk").Flash(r.T("public.complaints.saved")), nil
}
