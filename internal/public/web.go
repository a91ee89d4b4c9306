package public

import (
	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// Routes are the pages of this room.
func (s *Service) Routes() []web.Route {
	get, post := web.Get, web.Post
	return []web.Route{
		get("/lacak", web.Public, func(r *web.Request) (web.Response, error) { return trackForm(r, "", nil), nil }),
		post("/lacak", web.Public, s.track),
		get("/lacak/{kode}", web.Public, s.progress),
		get("/periksa", web.Public, func(r *web.Request) (web.Response, error) { return checkForm(r, "", nil), nil }),
		post("/periksa", web.Public, s.check),
		get("/periksa/{kode}", web.Public, s.paper),
		get("/lapor-warga", web.Public, func(r *web.Request) (web.Response, error) { return s.tipForm(r, nil) }),
		post("/lapor-warga", web.Public, s.tell),
		get("/lapor-warga/terkirim", web.Public, s.told),
		get("/lapor-warga/desa", web.Public, s.villages),
		get("/pengaduan", web.Public, s.complaintPage),
		post("/pengaduan", web.Public, s.complain),
		get("/pengaduan/terkirim", web.Public, s.complained),
		get("/pengaduan-masuk", "page.complaints", s.complaintList),
		get("/pengaduan-masuk/{id}", "page.complaints", s.answerPage),
		post("/pengaduan-masuk/{id}", "page.complaints", s.answer),
		get("/laporan-warga", "page.tips", func(r *web.Request) (web.Response, error) { return s.tipList(r, nil) }),
		post("/laporan-warga/{id}", "page.tips", s.settle),
	}
}

// villageHits is how many villages the picker offers at once.
const villageHits = 8

// villages answers the village picker of the public form. The names of
// villages are no secret.
func (s *Service) villages(r *web.Request) (web.Response, error) {
	field := r.Text("bidang")
	m := web.AreaMatches{Name: field, Query: r.Text(field + ".text")}
	m.Options = s.matches(m.Query)
	return web.Part(m), nil
}

func (s *Service) matches(query string) []web.Option {
	var out []web.Option
	for _, a := range region.SearchVillages(query, region.Code(s.d.District), villageHits) {
		out = append(out, account.AreaChoice(a.Code, s.d.District))
	}
	return out
}

func codeField(value string, hint string) *web.Input {
	return &web.Input{Label: web.Ask("kode", "public.code", hint).Must(), Value: value, Width: "w12", Max: 40}
}

// problem is the fault of a wrong code that is shown beside the field; anything
// else is a page of its own.
func problem(err error) bool { return fault.Is(err, fault.Invalid) }

func trackForm(r *web.Request, typed string, err error) web.Response {
	f := web.Form{Action: "/lacak", Fields: []any{codeField(typed, "public.track.hint")}, Buttons: []any{web.Button{Label: "public.track.go"}}}
	return web.Page("", web.View{Title: "public.track.title", Lead: "public.track.lead", Shape: web.Narrow, Err: err,
		Body: []any{f.Fill(r, err)}, Aside: []any{web.Card{Title: "public.more", Body: []any{web.Stack{
			web.Link{Label: "public.check.title", Href: "/periksa"}, web.Link{Label: "public.tip.title", Href: "/lapor-warga"},
			web.Link{Label: "public.complaint.title", Href: "/pengaduan"}}}}}}, nil)
}

// track sends on to the page of the code.
func (s *Service) track(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	if err := take(s.codes, r); err != nil {
		return nil, err
	}
	p, err := s.Track(r.Context(), r.Text("kode"))
	if problem(err) {
		return trackForm(r, "", err), nil
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/lacak/" + p.Code), nil
}

func (s *Service) progress(r *web.Request) (web.Response, error) {
	if err := take(s.codes, r); err != nil {
		return nil, err
	}
	p, err := s.Track(r.Context(), r.PathValue("kode"))
	if problem(err) {
		return trackForm(r, r.PathValue("kode"), err), nil
	}
	if err != nil {
		return nil, err
	}
	help, err := s.help(r)
	if err != nil {
		return nil, err
	}
	lead := r.T("public.track.of", "Code", p.Code)
	if p.Kecamatan != "" {
		lead += " · " + region.Name(region.Code(p.Kecamatan))
	}
	title, text := now(r, p)
	body := []any{web.NextAction{Over: r.T("public.now"), Title: title, Text: text}}
	if !p.Ended {
		body = append(body, web.Card{Body: []any{steps(r, p)}})
	}
	body = append(body, web.Notice{Icon: "lock", Text: "public.track.least"})
	return web.Page("", web.View{Title: "public.track.of.title", Lead: lead, Shape: web.Narrow,
		Back: &web.Link{Label: "public.track.other", Href: "/lacak"}, Body: append(body, help...)}, nil), nil
}

// help says how to ask the office.
func (s *Service) help(r *web.Request) ([]any, error) {
	phone, err := s.Phone(r.Context())
	if err != nil {
		return nil, err
	}
	ask := r.T("public.ask")
	if phone != "" {
		ask = r.T("public.ask.phone", "Phone", phone)
	}
	return []any{web.Para{Text: ask}}, nil
}

func checkForm(r *web.Request, typed string, err error) web.Response {
	f := web.Form{Action: "/periksa", Fields: []any{codeField(typed, "public.check.hint")}, Buttons: []any{web.Button{Label: "public.check.go"}}}
	return web.Page("", web.View{Title: "public.check.title", Lead: "public.check.lead", Shape: web.Narrow, Err: err,
		Body: []any{f.Fill(r, err)}, Aside: []any{ministry()}}, nil)
}

// ministry says where the papers that are not ours are checked.
func ministry() any {
	return web.Card{Title: "public.check.ministry", Body: []any{web.Para{Text: "public.check.ministry.text", Small: true}}}
}

func (s *Service) check(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	if err := take(s.codes, r); err != nil {
		return nil, err
	}
	_, err := s.Check(r.Context(), r.Text("kode"))
	if problem(err) {
		return checkForm(r, "", err), nil
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/periksa/" + plainCode(r.Text("kode"))), nil
}

func (s *Service) paper(r *web.Request) (web.Response, error) {
	if err := take(s.codes, r); err != nil {
		return nil, err
	}
	p, err := s.Check(r.Context(), r.PathValue("kode"))
	if problem(err) {
		return checkForm(r, r.PathValue("kode"), err), nil
	}
	if err != nil {
		return nil, err
	}
	help, err := s.help(r)
	if err != nil {
		return nil, err
	}
	what, when := r.T("public.paper."+p.What), "public.paper.issued"
	notice := web.Notice{Tone: web.Good, Strong: "public.paper.true", Text: "public.paper.compare"}
	switch {
	case p.What == PaperReport:
		when = "public.paper.reported"
		notice.Text = "public.paper.compare_report"
	case p.What == PaperInterim:
		what = r.T("casefile.need." + p.Need)
	case p.Done:
		when = "public.paper.received"
	default:
		when = "public.paper.sealed"
		notice = web.Notice{Tone: web.Warn, Strong: "public.paper.open", Text: "public.paper.open.text"}
	}
	facts := web.Facts{{Label: "public.paper.what", Value: what}}
	if p.Number != "" {
		facts = append(facts, web.Fact{Label: "public.paper.number", Value: p.Number})
	}
	facts = append(facts, web.Fact{Label: when, Value: date(r, p.At)})
	body := append([]any{notice, web.Card{Body: []any{facts}}, web.Notice{Icon: "lock", Text: "public.track.least"}}, help...)
	return web.Page("", web.View{Title: "public.paper.title", Shape: web.Narrow, Back: &web.Link{Label: "public.track.other", Href: "/periksa"},
		Body: body, Aside: []any{ministry()}}, nil), nil
}

func (s *Service) tipForm(r *web.Request, err error) (web.Response, error) {
	village := account.AreaPicker(web.Ask("desa", "public.tip.village", "public.tip.village.hint").Must(), "/lapor-warga/desa", s.d.District, "")
	if r.Sent() && r.Text("desa") == "" {
		village.Matches = s.matches(r.Text("desa.text"))
	}
	f := web.Form{Action: "/lapor-warga", Fields: []any{
		village,
		&web.Input{Label: web.Ask("tempat", "public.tip.place", "public.tip.place.hint"), Max: maxPlace},
		&web.TextArea{Label: web.Ask("cerita", "public.tip.words", "public.tip.words.hint").Must(), Rows: 4, Max: maxWords},
		&web.Input{Label: web.Ask("telepon", "public.tip.phone", "public.tip.phone.hint"), Type: "tel", Width: "w12", Max: maxPhone},
	}, Buttons: []any{web.Button{Label: "public.tip.send"}}}
	return web.Page("", web.View{Title: "public.tip.title", Lead: "public.tip.lead", Shape: web.Narrow, Err: err, Body: []any{f.Fill(r, err)},
		Aside: []any{web.Card{Title: "public.tip.after", Body: []any{web.Para{Text: "public.tip.after.text", Small: true}}}}}, nil), nil
}

func (s *Service) tell(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	op, err := r.Op()
	if err != nil {
		return nil, err
	}
	t := Tip{Village: r.Text("desa"), Place: r.Text("tempat"), Words: r.Text("cerita"), Phone: r.Text("telepon")}
	if found := region.Resolve(r.Text("desa.text"), "", region.Code(s.d.District)); t.Village == "" && len(found) == 1 && !found[0].Near {
		t.Village = string(found[0].Code) // no other village bears the name
	}
	if err := s.CheckTip(&t); err != nil {
		return s.tipForm(r, err) // a forgotten field costs nothing of the allowance
	}
	if err = take(s.tips, r); err == nil {
		err = s.Tell(r.Context(), op, t)
	}
	if fault.Is(err, fault.Busy) {
		return s.tipForm(r, err) // what was written is sent some minutes later
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/lapor-warga/terkirim"), nil
}

func (s *Service) told(r *web.Request) (web.Response, error) {
	help, err := s.help(r)
	if err != nil {
		return nil, err
	}
	body := append([]any{web.Notice{Tone: web.Good, Strong: "public.tip.sent", Text: "public.tip.sent.text"}}, help...)
	return web.Page("", web.View{Title: "public.tip.title", Shape: web.Narrow, Body: body}, nil), nil
}

func (s *Service) tipList(r *web.Request, problem error) (web.Response, error) {
	tips, err := s.Tips(r.Context(), account.ScopeOf(r))
	if err != nil {
		return nil, err
	}
	v := web.View{Title: "public.tips.title", Lead: "public.tips.lead", Err: problem}
	if len(tips) == 0 {
		v.Body = []any{web.Card{Body: []any{web.Empty{Icon: "check", Title: "public.tips.none", Text: "public.tips.none.text",
			Button: web.Button{Label: "public.tips.next", Href: "/laporan", Kind: web.Secondary}}}}}
	}
	for _, t := range tips {
		facts := web.Facts{{Label: "public.tips.words", Value: t.Words}}
		if t.Place != "" {
			facts = append(facts, web.Fact{Label: "public.tips.place", Value: t.Place})
		}
		if t.Phone != "" {
			facts = append(facts, web.Fact{Label: "public.tips.phone", Value: t.Phone})
		}
		days := i18n.Days(moment(r, t.At), r.Now(), r.Now().Location())
		v.Body = append(v.Body, web.Card{Title: region.Label(region.Code(t.Village)), Link: web.Age{Text: i18n.Waiting(r.Lang, days)},
			Body: append([]any{facts, web.Button{Label: "public.tips.report", Href: "/lapor?warga=" + t.ID, Small: true}}, tipActs(r, t, problem)...)})
	}
	return web.Page("", v, nil), nil
}

// tipActs are the two other ways in which a tip ends. Many tips stand on one page:
// the names of their fields carry the tip, so that each label has its own field.
func tipActs(r *web.Request, t Tip, problem error) []any {
	if r.PathValue("id") != t.ID {
		problem = nil // what is wrong stands beside the tip that it was said of
	}
	to := "/laporan-warga/" + t.ID
	var why []web.Option
	for _, code := range TipReasons {
		why = append(why, web.Option{Value: code, Label: "public.tips.why." + code})
	}
	number := web.Ask("kasus-"+t.ID, "public.tips.case", "public.tips.case.hint").Must()
	merge := web.Form{Action: to + "/gabung", Fields: []any{&web.Input{Label: number, Max: 24, Width: "w12"}},
		Buttons: []any{web.Button{Label: "public.tips.merge_do", Kind: web.Secondary}}}
	dismiss := web.Form{Action: to, Hidden: []web.Pair{{Name: "hasil", Value: TipDismissed}},
		Fields:  []any{&web.Radios{Label: web.Ask("sebab-"+t.ID, "public.tips.why").Must(), Options: why}},
		Buttons: []any{web.Button{Label: "public.tips.dismiss", Kind: web.Secondary}}}
	return []any{web.Details{Label: "public.tips.merge", Body: []any{merge.Fill(r, problem)}},
		web.Details{Label: "public.tips.dismiss", Body: []any{dismiss.Fill(r, problem)}}}
}

func (s *Service) settle(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	id, err := r.Op()
	if err != nil {
		return nil, err
	}
	tip, outcome := r.PathValue("id"), r.Text("hasil")
	err = s.Settle(r.Context(), ledger.Op{ID: id, Scope: account.ScopeOf(r)}, tip, outcome, r.Text("sebab-"+tip))
	if fault.Is(err, fault.Invalid) && outcome == TipDismissed {
		return s.tipList(r, fault.At("sebab-"+tip, "public.err.tip_reason"))
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/laporan-warga").Flash(r.T("public.tips.settled." + outcome)), nil
}
