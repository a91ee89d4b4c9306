package office

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/web"
)

func operation(id string, r *web.Request) ledger.Op {
	return ledger.Op{ID: id, Scope: account.ScopeOf(r)}
}

func (s *Service) importPage(r *web.Request) (web.Response, error) { return s.showImport(r, nil) }

// showImport shows one import: how far it is, what its check says, or what it
// changed.
func (s *Service) showImport(r *web.Request, problem error) (web.Response, error) {
	i, err := s.d.Imports.Get(r.Context(), account.ScopeOf(r), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	here := registerPath + "/" + i.ID
	title := r.T("office.register.one", "Source", i.Source)
	what := strings.TrimPrefix(i.File+" · "+r.T("office.register.kind."+i.Kind), " · ")
	v := web.View{Title: title, Err: problem, Lead: r.T("office.register.one.lead", "What", what,
		"Day", or(i18n.ISODate(r.Lang, i.TakenOn), "–")),
		Crumbs: crumbs(r, web.Crumb{Label: "office.register.title", Href: registerPath}, web.Crumb{Label: title})}
	switch i.State {
	case register.StateChecking, register.StateLoading:
		if err := s.working(r, i, here, &v); err != nil {
			return nil, err
		}
		return web.Page("", v, nil), nil
	case register.StateStopped:
		v.Body = []any{web.Notice{Tone: web.Warn, Strong: "office.register.stopped", Text: "office.register.stopped.text"}}
	case register.StateChecked:
		if v.Body, err = s.checked(r, i, here, problem); err != nil {
			return nil, err
		}
	default:
		v.Body = []any{result(r, i)}
	}
	if mayImport(r) {
		v.Aside = append(v.Aside, s.importActs(r, i, here)...)
	}
	v.Body = append(v.Body, counts(r, i))
	if len(i.Reasons) > 0 {
		v.Body = append(v.Body, web.Card{Title: "office.register.reasons", Body: []any{reasons(r, i)}, Flush: true})
	}
	if i.Rejected > 0 && mayImport(r) {
		v.Actions = append(v.Actions, web.Button{Label: "office.register.download", Kind: web.Quiet, Icon: "download", Href: here + "/ditolak.xlsx"})
	}
	if i.Doubtful > 0 && i.State == register.StateLoaded && mayImport(r) {
		v.Actions = append(v.Actions, web.Button{Label: "office.register.download_doubtful", Kind: web.Quiet, Icon: "download", Href: here + "/meragukan.xlsx"})
	}
	return web.Page("", v, nil), nil
}

// working shows how far the job is, or that it gave up and the way on.
func (s *Service) working(r *web.Request, i register.Import, here string, v *web.View) error {
	kind, title := register.JobCheck, "register.checking"
	if i.State == register.StateLoading {
		kind, title = register.JobLoad, "register.loading"
	}
	st, err := job.Newest(r.Context(), s.d.DB, account.ScopeOf(r), kind, i.ID+"/")
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err != nil || st.Over() && st.State != job.Done {
		key := "office.register.halted.text"
		if st.ErrorKey != "" && i18n.Has(st.ErrorKey) {
			key = st.ErrorKey
		}
		body := []any{web.Notice{Tone: web.Bad, Strong: "office.register.halted", Text: key}}
		if mayImport(r) {
			buttons := web.Row{web.Button{Label: "office.register.stop", Kind: web.Quiet, Post: here + "/berhenti"}}
			if i.State == register.StateLoading {
				buttons = append(web.Row{web.Button{Label: "office.register.go_on", Post: here + "/muat"}}, buttons...)
			}
			body = append(body, buttons)
		}
		v.Body = body
		return nil
	}
	work := web.LongWork{Title: title, Done: int(st.Done), Total: int(max(st.All, st.Done, 1))}
	if mayImport(r) {
		work.Stop = here + "/berhenti"
	}
	if left, ok := st.Left(r.Now()); ok {
		work.Left = r.T("office.register.rate", "Rate", i18n.Number(r.Lang, st.Rate(r.Now())), "Left", inWords(r, left))
	}
	v.Body = []any{work}
	v.Refresh = &web.Refresh{Seconds: 2}
	return nil
}

// checked is what a check found out, first what needs somebody.
func (s *Service) checked(r *web.Request, i register.Import, here string, problem error) ([]any, error) {
	same, err := s.d.Imports.Same(r.Context(), account.ScopeOf(r), i)
	if err != nil {
		return nil, err
	}
	var body []any
	switch {
	case !i.Readable():
		body = append(body, web.Notice{Tone: web.Warn, Strong: "office.register.unreadable", Text: "office.register.unreadable.text"})
	case same != nil:
		body = append(body, web.Notice{Tone: web.Warn, Strong: "office.register.same",
			Text: r.T("office.register.same.text", "When", i18n.DateTime(r.Lang, r.At(same.EndedAt)))})
	default:
		body = append(body, web.Notice{Strong: "office.register.nothing_yet", Text: "office.register.nothing_yet.text"})
	}
	if !mayImport(r) {
		return body, nil
	}
	if len(i.Questions) > 0 {
		body = append(body, s.questionCard(r, i, here, problem))
	}
	columns := s.columnForm(r, i, here, problem)
	if !i.Readable() {
		return append(body, web.Card{Title: "office.register.columns", Body: []any{columns}}), nil
	}
	return append(body, web.Card{Body: []any{web.Details{Label: "office.register.columns", Body: []any{columns}}}}), nil
}

// questionsShown is how many names of villages one page asks for.
const questionsShown = 20

func (s *Service) questionCard(r *web.Request, i register.Import, here string, problem error) any {
	f := web.Form{Action: here + "/desa", Buttons: []any{web.Button{Label: "office.register.answer"}}}
	names := account.AreaName(string(s.d.District))
	for n, q := range i.Questions[:min(len(i.Questions), questionsShown)] {
		field := "desa." + strconv.Itoa(n)
		village, kec, _ := strings.Cut(q.Written, "|")
		if kec != "" {
			village += ", " + kec
		}
		label := web.Ask(field, r.T("office.register.question", "Name", village, "Count", q.Rows))
		f.Hidden = append(f.Hidden, web.Pair{Name: "nama." + strconv.Itoa(n), Value: q.Written})
		sel := &web.Select{Label: label, Blank: "office.register.unanswered"}
		for _, code := range q.Suggest {
			sel.Options = append(sel.Options, web.Option{Value: code, Label: names(code)})
		}
		sel.Options = append(sel.Options, web.Option{Value: register.Leave, Label: "office.register.leave"})
		f.Fields = append(f.Fields, sel)
		if len(q.Suggest) == 0 {
			f.Fields = append(f.Fields, account.AreaPicker(web.Ask(field+".lain", r.T("office.register.other_village", "Name", village)), "/wilayah/cari", string(s.d.District), ""))
		}
	}
	return web.Card{Title: r.T("office.register.questions", "Count", len(i.Questions)), Body: []any{web.Para{Text: "office.register.questions.text", Small: true}, f.Fill(r, problem)}}
}

func (s *Service) columnForm(r *web.Request, i register.Import, here string, problem error) any {
	f := web.Form{Action: here + "/kolom", Buttons: []any{web.Button{Label: "office.register.recheck", Kind: web.Secondary}}}
	for n, c := range i.Columns {
		title := c.Title
		if title == "" {
			title = r.T("office.register.column", "Column", strings.TrimRight(document.Ref(n+1, 1), "1"))
		}
		sel := &web.Select{Label: web.Ask("kolom."+strconv.Itoa(n), title), Blank: "office.register.not_read"}
		for _, m := range register.Meanings() {
			sel.Options = append(sel.Options, web.Option{Value: m, Label: "register.means." + m, On: m == c.Means})
		}
		f.Fields = append(f.Fields, sel)
	}
	f.Fields = append(f.Fields, account.AreaPicker(web.Ask("desa", "office.register.village", "office.register.village.hint"), "/wilayah/cari", string(s.d.District), i.Village))
	return f.Fill(r, problem)
}

// importActs are what can be done with an import now.
func (s *Service) importActs(r *web.Request, i register.Import, here string) []any {
	var acts []any
	switch i.State {
	case register.StateChecked:
		if i.Readable() && i.Rows > i.Rejected {
			acts = append(acts, web.Para{Text: "office.register.load.text", Small: true},
				web.Button{Label: r.T("office.register.load", "Count", i.Rows-i.Rejected), Post: here + "/muat", Full: true})
		}
	case register.StateStopped:
		acts = append(acts, web.Button{Label: "office.register.go_on", Post: here + "/muat", Full: true})
	default:
		return nil
	}
	acts = append(acts, web.Button{Label: "office.register.drop", Kind: web.Quiet, Post: here + "/buang", Full: true})
	return []any{web.Card{Title: "office.register.next", Body: []any{web.Stack(acts)}}}
}

func counts(r *web.Request, i register.Import) any {
	n := func(c int64) string { return i18n.Number(r.Lang, c) }
	out := web.Stats{{Label: "office.register.rows", Value: n(i.Rows)}}
	if i.State == register.StateLoaded || i.State == register.StateReplaced || i.State == register.StateRemoved {
		out = append(out, web.Stat{Label: "office.register.added", Value: n(i.Changes.Added)}, web.Stat{Label: "office.register.altered", Value: n(i.Changes.Changed)},
			web.Stat{Label: "office.register.gone", Value: n(i.Changes.Gone)})
	} else {
		out = append(out, web.Stat{Label: "office.register.good", Value: n(i.Rows - i.Rejected)})
	}
	return append(out, web.Stat{Label: "office.register.rejected", Value: n(i.Rejected), Late: i.Rejected > 0}, web.Stat{Label: "office.register.doubtful", Value: n(i.Doubtful)})
}

// reasons lists why rows are not taken, or doubtful.
func reasons(r *web.Request, i register.Import) any {
	t := web.Table{Caption: "office.register.reasons", Head: []web.Col{{Label: "office.register.reason"}, {Label: "office.register.rows", Right: true}}}
	keys := slices.SortedFunc(maps.Keys(i.Reasons), func(a, b string) int {
		if i.Reasons[a] != i.Reasons[b] {
			return int(i.Reasons[b] - i.Reasons[a])
		}
		return strings.Compare(a, b)
	})
	for _, doubts := range []bool{false, true} {
		group := "office.register.rejected"
		if doubts {
			group = "office.register.doubtful"
		}
		first := true
		for _, key := range keys {
			doubt := !strings.Contains(key, ".")
			if doubt != doubts {
				continue
			}
			if first {
				t.Rows, first = append(t.Rows, web.TableRow{Group: r.T(group)}), false
			}
			t.Rows = append(t.Rows, web.TableRow{Cells: []any{register.ReasonText(r.Lang, key), i.Reasons[key]}})
		}
	}
	return t
}

// result says what became of an import.
func result(r *web.Request, i register.Import) any {
	when := i18n.DateTime(r.Lang, r.At(i.EndedAt))
	switch i.State {
	case register.StateLoaded:
		if i.Changes == (register.Changes{}) {
			return web.Notice{Tone: web.Good, Strong: "office.register.unchanged", Text: "office.register.unchanged.text"}
		}
		return web.Notice{Tone: web.Good, Strong: r.T("office.register.loaded", "Count", i18n.Number(r.Lang, i.Loaded)), Text: changesInWords(r, i.Changes)}
	case register.StateRemoved:
		return web.Notice{Strong: r.T("office.register.was_removed", "When", when), Text: i.Why}
	}
	return web.Notice{Strong: "office.register.state." + string(i.State), Text: when}
}

// act does something to an import and shows it.
func (s *Service) act(r *web.Request, do func() error) (web.Response, error) {
	err := do()
	if fault.Is(err, fault.Invalid) {
		return s.showImport(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect(registerPath + "/" + r.PathValue("id")), nil
}

func (s *Service) importColumns(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	return s.act(r, func() error {
		i, err := s.d.Imports.Get(r.Context(), account.ScopeOf(r), r.PathValue("id"))
		if err != nil {
			return err
		}
		village, err := s.villageOf(r, "desa")
		if err != nil {
			return err
		}
		means := make([]string, len(i.Columns))
		for n := range means {
			means[n] = r.Text("kolom." + strconv.Itoa(n))
		}
		return s.d.Imports.SetColumns(r.Context(), account.ScopeOf(r), i.ID, means, village)
	})
}

func (s *Service) importVillages(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	return s.act(r, func() error {
		says := map[string]string{}
		for n := range questionsShown {
			at := strconv.Itoa(n)
			written, code := r.Text("nama."+at), r.Text("desa."+at)
			if code == "" {
				var err error
				if code, err = s.villageOf(r, "desa."+at+".lain"); err != nil {
					return err
				}
			}
			if written != "" && code != "" {
				if _, ok := region.Get(region.Code(code)); !ok && code != register.Leave {
					return fault.At("desa."+at, "fault.office.village")
				}
				says[written] = code
			}
		}
		return s.d.Imports.SetVillages(r.Context(), account.ScopeOf(r), r.PathValue("id"), says)
	})
}

func (s *Service) loadImport(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	id, err := r.Op()
	if err != nil {
		return nil, err
	}
	return s.act(r, func() error { return s.LoadRegister(r.Context(), operation(id, r), r.PathValue("id")) })
}

func (s *Service) stopImport(r *web.Request) (web.Response, error) {
	return s.act(r, func() error { return s.d.Imports.Stop(r.Context(), account.ScopeOf(r), r.PathValue("id")) })
}

func (s *Service) dropImport(r *web.Request) (web.Response, error) {
	return s.act(r, func() error { return s.d.Imports.Drop(r.Context(), account.ScopeOf(r), r.PathValue("id")) })
}
