package office

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

const (
	areasPath   = "/admin/wilayah"
	maxAreaFile = 4 << 20
)

func (s *Service) areasPage(r *web.Request) (web.Response, error) { return s.showAreas(r, nil, nil) }

// showAreas lists the areas in force and what newer lists changed; two files can
// be brought: a list, and boundaries.
func (s *Service) showAreas(r *web.Request, listProblem, lineProblem error) (web.Response, error) {
	saved, err := s.savedAreas(r.Context())
	if err != nil {
		return nil, err
	}
	cases, err := s.casesIn(r.Context())
	if err != nil {
		return nil, err
	}
	drawn, err := s.boundaryCount(r.Context())
	if err != nil {
		return nil, err
	}
	kecs := region.Children(s.d.District)
	villages, placed := 0, 0
	t := web.Table{Caption: "office.areas.now", Head: []web.Col{{Label: "office.areas.kecamatan"}, {Label: "office.areas.code"},
		{Label: "office.areas.villages", Right: true}, {Label: "office.areas.placed", Right: true}}}
	for _, k := range kecs {
		inside := region.Villages(k.Code)
		at := 0
		for _, v := range inside {
			if _, _, ok := region.Point(v.Code); ok {
				at++
			}
		}
		villages, placed = villages+len(inside), placed+at
		t.Rows = append(t.Rows, web.TableRow{Cells: []any{k.Name, string(k.Code), web.Count(len(inside)), web.Count(at)}})
	}
	list := web.Form{Action: areasPath, Files: true, Fields: []any{
		&web.Upload{Label: web.Ask("berkas", "office.areas.file", "office.areas.file.hint").Must(), Accept: ".csv,.xlsx", Most: maxAreaFile},
	}, Buttons: []any{web.Button{Label: "office.areas.check"}}}.Fill(r, listProblem)
	lines := web.Form{Action: areasPath + "/batas", Files: true, Fields: []any{
		&web.Upload{Label: web.Ask("batas", "office.boundary.file", "office.boundary.file.hint").Must(), Accept: ".geojson,.json", Most: maxGeoJSON},
	}, Buttons: []any{web.Button{Label: "office.boundary.save"}}}.Fill(r, lineProblem)
	boundary := web.Card{Title: "office.boundary", Body: []any{web.Para{Text: r.T("office.boundary.have", "Count", drawn)}, lines}}
	problem := listProblem
	if problem == nil {
		problem = lineProblem
	}
	v := web.View{Title: "office.areas", Err: problem, Crumbs: crumbs(r, web.Crumb{Label: "office.areas"}),
		Lead: r.T("office.areas.lead", "Where", region.Label(s.d.District), "Kecamatan", len(kecs), "Villages", villages, "Placed", placed),
		Body: []any{web.Card{Title: "office.areas.changes", Body: []any{s.areaTable(r, saved, cases)}, Flush: true},
			web.Card{Title: "office.areas.now", Body: []any{t}, Flush: true}},
		Aside: []any{web.Card{Title: "office.areas.bring", Body: []any{list}}, boundary}}
	return web.Page("", v, nil), nil
}

// areaTable shows differences; those with a time say who brought them.
func (s *Service) areaTable(r *web.Request, saved []savedArea, cases map[string]int) web.Table {
	t := web.Table{Caption: "office.areas.changes", Head: []web.Col{{Label: "office.areas.change"}, {Label: "office.areas.area"},
		{Label: "office.areas.before"}, {Label: "office.areas.cases", Right: true}},
		Empty: &web.Empty{Icon: "pin", Title: "office.areas.none", Text: "office.areas.none.text"}}
	for _, a := range saved {
		tag := web.Tag{Text: "office.areas.is." + a.Change, Tone: map[string]web.Tone{AreaNew: web.Good, AreaRenamed: web.Info, AreaGone: web.Warn}[a.Change], Icon: web.NoIcon}
		var what any = tag
		before := a.Old
		if a.Change == AreaNew {
			if before = ""; a.From != "" {
				from := region.Code(a.From)
				key := "office.areas.was"
				if _, ok := region.Get(from); ok && !region.Gone(from) {
					key = "office.areas.split"
				}
				before = r.T(key, "Area", region.Label(from)) + " (" + a.From + ")"
			}
		}
		if a.Change == AreaGone {
			before = r.T("office.areas.stays")
		}
		sub := a.Code
		if a.At != 0 {
			sub += " · " + i18n.Date(r.Lang, time.UnixMicro(a.At).In(r.Now().Location())) + " · " + who(r, a.Actor)
		}
		name := a.Name
		if c := region.Code(a.Code); c.Level() == region.Village {
			name += ", " + or(region.Name(c.Parent()), string(c.Parent()))
		} else {
			name = r.T("office.areas.kecamatan") + " " + name
		}
		t.Rows = append(t.Rows, web.TableRow{Cells: []any{what, web.Two{Top: name, Sub: sub}, before, web.Count(cases[a.Code])}})
	}
	return t
}

// checkAreas is the dry run: what would change, before anything does.
func (s *Service) checkAreas(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	file, err := upload(r, "berkas", maxAreaFile)
	if err != nil {
		return nil, err
	}
	if len(file) == 0 {
		return s.showAreas(r, fault.At("berkas", "fault.office.areas.file"), nil)
	}
	list, err := readAreas(file, s.d.District)
	if fault.Is(err, fault.Invalid) {
		return s.showAreas(r, err, nil)
	}
	if err != nil {
		return nil, err
	}
	c := compareAreas(list, s.d.District)
	cases, err := s.casesIn(r.Context())
	if err != nil {
		return nil, err
	}
	var rows []savedArea
	kept := 0
	for _, a := range c.Changes {
		rows = append(rows, savedArea{AreaChange: a})
		if a.Change == AreaGone {
			kept += cases[a.Code]
		}
	}
	v := web.View{Title: "office.areas.report", Crumbs: crumbs(r, web.Crumb{Label: "office.areas", Href: areasPath}, web.Crumb{Label: "office.areas.report"}),
		Lead: r.T("office.areas.report.lead", "Same", c.Same)}
	if len(rows) == 0 {
		v.Body = []any{web.Card{Body: []any{web.Empty{Icon: "check", Title: "office.areas.nothing", Text: "office.areas.nothing.text",
			Button: web.Button{Label: "office.back", Href: areasPath, Kind: web.Secondary}}}}}
		return web.Page("", v, nil), nil
	}
	n := func(change string) string { return i18n.Number(r.Lang, int64(c.count(change))) }
	v.Body = []any{web.Stats{{Label: "office.areas.is.new", Value: n(AreaNew)}, {Label: "office.areas.is.renamed", Value: n(AreaRenamed)}, {Label: "office.areas.is.gone", Value: n(AreaGone)}}}
	if kept > 0 {
		v.Body = append(v.Body, web.Notice{Text: r.T("office.areas.keep", "Count", kept)})
	}
	people, err := s.peopleIn(r, c)
	if err != nil {
		return nil, err
	}
	if len(people) > 0 {
		v.Body = append(v.Body, web.Notice{Tone: web.Warn, Strong: "office.areas.people", Text: r.T("office.areas.people.text", "Names", strings.Join(people, ", "))})
	}
	v.Body = append(v.Body, web.Card{Title: "office.areas.changes", Body: []any{s.areaTable(r, rows, cases)}, Flush: true},
		web.Row{web.Button{Label: "office.areas.take", Post: areasPath + "/simpan", Hidden: []web.Pair{{Name: "edisi", Value: edition(r)}, {Name: "daftar", Value: pack(list)}}},
			web.Button{Label: "office.areas.leave", Kind: web.Quiet, Href: areasPath}})
	return web.Page("", v, nil), nil
}

// edition is what a list is called: its file without the ending.
func edition(r *web.Request) string {
	name := ""
	if sent := r.Attached("berkas"); sent != nil {
		name = sent.Filename
	}
	return strings.TrimSuffix(name, filepath.Ext(name))
}

// peopleIn names the accounts whose area a list takes away: they keep what lies
// there and need the new area beside it.
func (s *Service) peopleIn(r *web.Request, c Comparison) ([]string, error) {
	gone := map[string]bool{}
	for _, a := range c.Changes {
		if a.Change == AreaGone {
			gone[a.Code] = true
		}
	}
	users, _, err := s.d.Accounts.Find(r.Context(), account.ScopeOf(r), account.UserQuery{Order: account.OrderName, Limit: maxListed})
	if err != nil {
		return nil, err
	}
	var out []string
	for _, u := range users {
		if !u.Disabled && slices.ContainsFunc(u.Areas, func(code string) bool { return gone[code] }) {
			out = append(out, u.Name)
		}
	}
	return out, nil
}

// takeAreas makes the list that was looked at the one in force.
func (s *Service) takeAreas(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	opID, err := r.Op()
	if err != nil {
		return nil, err
	}
	list, err := unpack(r.Text("daftar"))
	var c Comparison
	if err == nil {
		c, err = s.SaveAreas(r.Context(), ledger.Op{ID: opID, Scope: account.ScopeOf(r)}, r.Text("edisi"), list)
	}
	if fault.Is(err, fault.Invalid) {
		return s.showAreas(r, err, nil)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect(areasPath).Flash(r.T("office.areas.saved", "New", c.count(AreaNew), "Renamed", c.count(AreaRenamed), "Gone", c.count(AreaGone))), nil
}

func (s *Service) saveBoundary(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	opID, err := r.Op()
	if err != nil {
		return nil, err
	}
	file, err := upload(r, "batas", maxGeoJSON)
	if err != nil {
		return nil, err
	}
	if len(file) == 0 {
		return s.showAreas(r, nil, fault.At("batas", "fault.office.boundary.file"))
	}
	shapes, skipped, err := readGeoJSON(file, s.d.District)
	if err == nil {
		err = s.SaveBoundary(r.Context(), ledger.Op{ID: opID, Scope: account.ScopeOf(r)}, file, shapes)
	}
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
		return s.showAreas(r, nil, err)
	}
	if err != nil {
		return nil, err
	}
	said := []string{r.T("office.boundary.saved", "Count", len(shapes))}
	if skipped > 0 {
		said = append(said, r.T("office.boundary.skipped", "Count", skipped))
	}
	return web.Redirect(areasPath).Flash(strings.Join(said, " ")), nil
}
