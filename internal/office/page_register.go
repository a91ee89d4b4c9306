package office

import (
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/web"
)

const registerPath = "/admin/penduduk"

func (s *Service) registerRoutes() []web.Route {
	const see, do = "page.register", "register.import"
	one := registerPath + "/{id}"
	return []web.Route{
		{Method: "GET", Pattern: registerPath, Action: see, Handle: s.registerPage},
		{Method: "POST", Pattern: registerPath, Action: do, Handle: s.bringRegister, MaxBody: register.MaxFile + 64<<10},
		{Method: "POST", Pattern: registerPath + "/keluarkan", Action: do, Handle: s.removeRegister},
		{Method: "GET", Pattern: one, Action: see, Handle: s.importPage},
		{Method: "POST", Pattern: one + "/kolom", Action: do, Handle: s.importColumns},
		{Method: "POST", Pattern: one + "/desa", Action: do, Handle: s.importVillages},
		{Method: "POST", Pattern: one + "/muat", Action: do, Handle: s.loadImport},
		{Method: "POST", Pattern: one + "/berhenti", Action: do, Handle: s.stopImport},
		{Method: "POST", Pattern: one + "/buang", Action: do, Handle: s.dropImport},
		{Method: "GET", Pattern: one + "/ditolak.xlsx", Action: do, Handle: s.rejectedRows},
		{Method: "GET", Pattern: one + "/meragukan.xlsx", Action: do, Handle: s.doubtfulRows},
	}
}

// mayImport reports whether the viewer brings files into the register.
func mayImport(r *web.Request) bool {
	return authority.Reaches(authority.Role(r.Viewer.Role), "register.import") != authority.None
}

func (s *Service) registerPage(r *web.Request) (web.Response, error) { return s.showRegister(r, nil) }

// showRegister lists what the register is made of and what was brought, and asks
// for a file.
func (s *Service) showRegister(r *web.Request, problem error) (web.Response, error) {
	scope := account.ScopeOf(r)
	sources, err := s.d.Imports.Sources(r.Context(), scope)
	if err != nil {
		return nil, err
	}
	all, err := s.d.Imports.List(r.Context(), scope, 50)
	if err != nil {
		return nil, err
	}
	var people int64
	now := web.Table{Caption: "office.register.now", Head: []web.Col{{Label: "office.register.source"}, {Label: "office.register.taken_on"},
		{Label: "office.register.people", Right: true}, {Label: "office.register.doubtful", Right: true}},
		Empty: &web.Empty{Icon: "people", Title: "office.register.none", Text: "office.register.none.text"}}
	if mayImport(r) {
		now.Head = append(now.Head, web.Col{Label: "office.register.act"})
	}
	for _, i := range sources {
		people += i.Loaded
		cells := []any{web.Two{Top: i.Source, Sub: r.T("office.register.kind." + i.Kind), Href: registerPath + "/" + i.ID},
			web.Two{Top: or(i18n.ISODate(r.Lang, i.TakenOn), "–"), Sub: i.Basis}, i.Loaded, i.Doubtful}
		if mayImport(r) {
			cells = append(cells, web.Button{Label: "office.register.remove", Kind: web.Quiet, Small: true, Post: registerPath + "/keluarkan",
				Hidden: []web.Pair{{Name: "sumber", Value: i.Source}}})
		}
		now.Rows = append(now.Rows, web.TableRow{Cells: cells})
	}
	names, err := s.actors(r, all)
	if err != nil {
		return nil, err
	}
	past := web.Table{Caption: "office.register.past", Head: []web.Col{{Label: "office.register.when"}, {Label: "office.register.source"}, {Label: "office.state"},
		{Label: "office.register.rows", Right: true}, {Label: "office.register.changes"}},
		Empty: &web.Empty{Icon: "file", Title: "office.register.past.none"}}
	for _, i := range all {
		changes := "–"
		if i.State == register.StateLoaded || i.State == register.StateReplaced {
			changes = changesInWords(r, i.Changes)
		}
		past.Rows = append(past.Rows, web.TableRow{Cells: []any{
			web.Two{Top: i18n.DateTime(r.Lang, r.At(i.BegunAt)), Sub: names[i.Actor], Href: registerPath + "/" + i.ID},
			web.Two{Top: i.Source, Sub: i.File}, stateTag(i.State), i.Rows, changes}})
	}
	v := web.View{Title: "office.register.title", Err: problem, Lead: r.T("office.register.lead", "People", i18n.Number(r.Lang, people)),
		Crumbs: crumbs(r, web.Crumb{Label: "office.register.title"}),
		Body: []any{web.Card{Title: "office.register.now", Body: []any{now}, Flush: true},
			web.Card{Title: "office.register.past", Body: []any{past}, Flush: true}}}
	if mayImport(r) {
		v.Aside = []any{web.Card{Title: "office.register.bring", Body: []any{s.bringForm(r, problem)}}}
	}
	if authority.Reaches(authority.Role(r.Viewer.Role), "page.doubles") != authority.None {
		v.Actions = []any{web.Button{Label: "intake.doubles.title", Href: "/laporan/penduduk-ganda", Kind: web.Secondary}}
	}
	return web.Page("", v, nil), nil
}

func (s *Service) bringForm(r *web.Request, problem error) any {
	kinds := &web.Select{Label: web.Ask("jenis", "office.register.kind", "office.register.kind.hint").Must()}
	for _, k := range []string{register.KindPopulation, register.KindVillage, register.KindSocial} {
		kinds.Options = append(kinds.Options, web.Option{Value: k, Label: "office.register.kind." + k})
	}
	return web.Form{Action: registerPath, Files: true, Fields: []any{
		kinds,
		&web.Input{Label: web.Ask("sumber", "office.register.source", "office.register.source.hint").Must(), Max: 40},
		web.Day(web.Ask("tanggal", "office.register.taken_on", "office.register.taken_on.hint").Must(), ""),
		&web.Input{Label: web.Ask("dasar", "office.register.basis", "office.register.basis.hint").Must(), Max: 200},
		account.AreaPicker(web.Ask("desa", "office.register.village", "office.register.village.hint"), "/wilayah/cari", string(s.d.District), ""),
		&web.Upload{Label: web.Ask("berkas", "office.register.file", "office.register.file.hint").Must(), Accept: ".csv,.xlsx,.txt", Most: register.MaxFile},
	}, Buttons: []any{web.Button{Label: "office.register.read"}}}.Fill(r, problem)
}

func changesInWords(r *web.Request, c register.Changes) string {
	return r.T("office.register.changed", "Added", i18n.Number(r.Lang, c.Added), "Changed", i18n.Number(r.Lang, c.Changed), "Gone", i18n.Number(r.Lang, c.Gone))
}

func stateTag(st register.State) web.Tag {
	tone := web.Neutral
	switch st {
	case register.StateLoaded:
		tone = web.Good
	case register.StateChecking, register.StateLoading:
		tone = web.Info
	case register.StateChecked, register.StateStopped:
		tone = web.Warn
	}
	return web.Tag{Tone: tone, Text: "office.register.state." + string(st)}
}

// actors are the names of who brought files; what the program did by itself is
// the program's.
func (s *Service) actors(r *web.Request, all []register.Import) (map[string]string, error) {
	var ids []string
	for _, i := range all {
		if i.Actor != "" && !strings.HasPrefix(i.Actor, "system:") {
			ids = append(ids, i.Actor)
		}
	}
	names, err := s.d.Accounts.Names(r.Context(), account.ScopeOf(r), ids)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, i := range all {
		out[i.Actor] = or(names[i.Actor], r.T(authority.System.Key()))
	}
	return out, nil
}

// villageOf reads a village that was chosen, or typed so that it means one.
func (s *Service) villageOf(r *web.Request, name string) (string, error) {
	code, text := r.Text(name), r.Text(name+".text")
	if code != "" || text == "" {
		return code, nil
	}
	found := region.Resolve(text, "", s.d.District)
	if len(found) != 1 || found[0].Near {
		return "", fault.At(name, "fault.office.village")
	}
	return string(found[0].Code), nil
}

func (s *Service) bringRegister(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	village, err := s.villageOf(r, "desa")
	if err != nil {
		return s.showRegister(r, err)
	}
	head := r.Attached("berkas")
	if head == nil {
		return s.showRegister(r, fault.At("berkas", "fault.office.register.file"))
	}
	file, err := head.Open()
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer func() { _ = file.Close() }()
	i, err := s.d.Imports.Bring(r.Context(), account.ScopeOf(r), register.Origin{Source: r.Text("sumber"), Kind: r.Text("jenis"), TakenOn: r.Day("tanggal"),
		Basis: r.Text("dasar"), File: head.Filename}, village, file)
	if fault.Is(err, fault.Invalid) {
		return s.showRegister(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect(registerPath + "/" + i.ID), nil
}

// removeRegister asks, with the reason, and then takes a source out.
func (s *Service) removeRegister(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	source := r.Text("sumber")
	all, err := s.d.Imports.Sources(r.Context(), account.ScopeOf(r))
	if err != nil {
		return nil, err
	}
	var i *register.Import
	for n := range all {
		if all[n].Source == source {
			i = &all[n]
		}
	}
	if i == nil {
		return nil, fault.New(fault.NotFound, "register.no_source")
	}
	var problem error
	if r.Text(web.ConfirmName) == web.ConfirmYes {
		op, err := r.Op()
		if err != nil {
			return nil, err
		}
		problem = s.RemoveRegister(r.Context(), operation(op, r), source, r.Text("alasan"))
		if problem == nil {
			return web.Redirect(registerPath).Flash(r.T("office.register.removed", "Source", source)), nil
		}
		if !fault.Is(problem, fault.Invalid) {
			return nil, problem
		}
	}
	facts := web.Facts{{Label: "office.register.kind", Value: r.T("office.register.kind." + i.Kind)}, {Label: "office.register.taken_on", Value: or(i18n.ISODate(r.Lang, i.TakenOn), "–")},
		{Label: "office.register.people", Value: i18n.Number(r.Lang, i.Loaded)}}
	form := web.Form{Action: registerPath + "/keluarkan", Hidden: []web.Pair{{Name: "sumber", Value: source}}, Fields: []any{
		&web.Input{Label: web.Ask("alasan", "office.register.why", "office.register.why.hint").Must(), Max: 200},
	}, Buttons: []any{web.Button{Label: "office.register.remove_do", Name: web.ConfirmName, Value: web.ConfirmYes},
		web.Button{Label: "web.confirm.back", Kind: web.Quiet, Href: registerPath}}}.Fill(r, problem)
	return web.Page("", web.View{Title: r.T("office.register.remove_title", "Source", source), Shape: web.Narrow, Err: problem,
		Crumbs: crumbs(r, web.Crumb{Label: "office.register.title", Href: registerPath}, web.Crumb{Label: "office.register.remove"}),
		Body:   []any{web.Card{Body: []any{facts}}, web.Notice{Tone: web.Warn, Strong: "web.confirm.final", Text: "office.register.remove_happens"}, form}}, nil), nil
}

// inWords says how long something will still take.
func inWords(r *web.Request, left time.Duration) string {
	if left < time.Minute {
		return r.T("office.register.seconds", "Count", max(1, int(left.Seconds())))
	}
	return r.T("office.register.minutes", "Count", int(left.Minutes()+0.5))
}
