package intake

import (
	"context"
	"slices"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

const (
	get  = "GET"
	post = "POST"
	// uploads are lists and scans; what is larger is refused before it is read.
	uploads = 33 << 20
)

// Routes are the pages of this room.
func (s *Service) Routes() []web.Route {
	return slices.Concat(s.reportRoutes(), s.triageRoutes(), s.matchRoutes(), s.caseRoutes(), s.letterRoutes(), s.listRoutes(), s.proposeRoutes(), s.referralRoutes(), s.householdRoutes(), s.doublesRoutes())
}

// WorkRoutes say where the work that this room does is done.
func WorkRoutes() []casefile.WorkRoute {
	return []casefile.WorkRoute{
		{Action: casefile.Accepted, Path: "/laporan/{case}", Text: "intake.work.accept"},
		{Action: casefile.IdentityDecided, Path: "/laporan/{case}?calon={arg}", Text: "intake.work.decide"},
		{Action: casefile.Duplicate, Path: "/persetujuan/{case}/ganda?calon={arg}", Text: "intake.work.duplicate"},
		{Action: casefile.Duplicate, Arg: casefile.NeedRecording, Path: "/kasus/{case}/keluar?jalan=duplicate", Text: "intake.work.double_record"},
		{Action: casefile.PersonStated, Path: "/kasus/{case}/data", Text: "intake.work.settle"},
		{Action: casefile.NeedAdded, Path: "/kasus/{case}/kebutuhan", Text: "intake.work.needs"},
		{Action: casefile.NeedDeclined, Path: "/kasus/{case}/kebutuhan", Text: "intake.work.decline_need"},
		{Action: casefile.Noted, Path: "/kasus/{case}/kebutuhan", Text: "intake.work.look"},
		{Action: casefile.Noted, Arg: casefile.NoteAnswer, Path: "/kasus/{case}/jawab", Text: "intake.work.answer"},
		{Action: casefile.ReferralAnswered, Path: "/kasus/{case}/rujukan", Text: "intake.work.referral"},
		{Action: casefile.Reopened, Path: "/kasus/{case}/buka-kembali", Text: "intake.work.reopen"},
	}
}

// can reports whether the viewer's role does an action at all.
func can(r *web.Request, action authority.Action) bool {
	return authority.Reaches(authority.Role(r.Viewer.Role), action) != authority.None
}

// operation is what a POSTed form does, once.
func operation(r *web.Request) (ledger.Op, error) {
	if err := r.Parse(); err != nil {
		return ledger.Op{}, err
	}
	id, err := r.Op()
	return ledger.Op{ID: id, Scope: account.ScopeOf(r)}, err
}

// caseID finds the case of the address, for an action that the viewer reaches
// on it.
func (s *Service) caseID(r *web.Request, action authority.Action) (string, error) {
	return s.Accounts.CaseByNumber(r.Context(), account.ScopeOf(r), action, r.PathValue("case"))
}

// opened is a case that a page shows.
type opened struct {
	id    string
	scope db.Scope // with the purpose
	st    casefile.State
	ask   web.Response // instead of the page: the person is asked what for
}

// open opens a case with its person.
func (s *Service) open(r *web.Request, action authority.Action, title string) (opened, error) {
	id, err := s.caseID(r, action)
	if err != nil {
		return opened{}, err
	}
	scope, ask, err := s.Accounts.WhyOf(r, id, crumbs(r.PathValue("case"), title))
	if err != nil || ask != nil {
		return opened{ask: ask}, err
	}
	st, err := s.Load(r.Context(), scope, action, id)
	return opened{id: id, scope: scope, st: st}, err
}

func back(number string) web.Button {
	return web.Button{Label: "intake.back", Href: "/kasus/" + number, Kind: web.Quiet}
}

func crumbs(number, title string) []web.Crumb {
	return []web.Crumb{{Label: "intake.cases", Href: "/kasus"}, {Label: number, Href: "/kasus/" + number}, {Label: title}}
}

// villages answers the village picker while somebody types.
func (s *Service) villages(r *web.Request) (web.Response, error) {
	name := r.Text("bidang")
	query := r.Text(name + ".text")
	return web.Part(web.AreaMatches{Name: name, Query: query, Options: s.villageOptions(r, query)}), nil
}

func (s *Service) villageOptions(r *web.Request, query string) []web.Option {
	var out []web.Option
	for _, a := range region.SearchVillages(query, s.District, 6) {
		if !s.ownVillage(r, a.Code) {
			continue
		}
		out = append(out, account.AreaChoice(a.Code, string(s.District)))
	}
	return out
}

// ownVillage keeps what a registrar is offered to the own area.
func (s *Service) ownVillage(r *web.Request, code region.Code) bool {
	p := account.PersonOf(r)
	if authority.Reaches(p.Role, casefile.Reported) != authority.OwnArea {
		return true
	}
	return slices.ContainsFunc(p.Areas, func(a string) bool { return authority.Covers(a, string(code)) })
}

// villagePicker asks for the village: a registrar of one village has it filled.
func (s *Service) villagePicker(r *web.Request, value string) *web.AreaPicker {
	p := account.PersonOf(r)
	hint := "intake.report.village.hint"
	if value == "" && authority.Reaches(p.Role, casefile.Reported) == authority.OwnArea && len(p.Areas) == 1 &&
		region.Code(p.Areas[0]).Level() == region.Village {
		value, hint = p.Areas[0], "intake.report.village.own"
	}
	f := account.AreaPicker(web.Ask("desa", "intake.report.village", hint).Must(), "/laporan/desa", string(s.District), value)
	f.Text = region.Name(region.Code(value))
	return f
}

// fillVillage shows the villages that a typed name can mean, after a refusal.
func (s *Service) fillVillage(r *web.Request, f *web.AreaPicker) {
	if r.Method != post {
		return
	}
	if r.Text("desa") != "" {
		return // it is known, and shown by its name
	}
	typed := r.Text("desa.text")
	found := region.Resolve(typed, "", s.District)
	if len(found) > 0 && found[0].Near {
		// A village that begins as was typed is likelier than one that sounds so.
		f.Matches = s.villageOptions(r, typed)
	}
	for _, m := range found {
		o := account.AreaChoice(m.Code, string(s.District))
		if s.ownVillage(r, m.Code) && !slices.ContainsFunc(f.Matches, func(there web.Option) bool { return there.Value == o.Value }) {
			f.Matches = append(f.Matches, o)
		}
	}
}

// tableOptions makes the choices of a table of the lawbook.
func (s *Service) tableOptions(lang, table string, on ...string) []web.Option {
	t, err := s.Book.Table(table)
	if err != nil {
		return nil
	}
	var out []web.Option
	for _, c := range t.Codes {
		value := c.Code
		if c.Alias != "" {
			value = c.Alias
		}
		out = append(out, web.Option{Value: value, Label: c.Label.In(lang), On: slices.Contains(on, value)})
	}
	return out
}

// needOptions are the needs that a page offers; those the case has already are
// left out.
func (s *Service) needOptions(lang string, without ...string) []web.Option {
	var out []web.Option
	for _, n := range s.Book.Needs() {
		if !slices.Contains(without, n.Code) {
			out = append(out, web.Option{Value: n.Code, Label: n.Label.In(lang), Hint: n.Note.In(lang)})
		}
	}
	return out
}

// options makes choices whose text is a key: prefix and code.
func options(prefix string, codes []string, on string) []web.Option {
	var out []web.Option
	for _, c := range codes {
		out = append(out, web.Option{Value: c, Label: prefix + c, On: c == on})
	}
	return out
}

// log writes the one access-log row of a list.
func (s *Service) log(ctx context.Context, scope db.Scope, action authority.Action, detail string) error {
	return s.Accounts.Log(ctx, scope, account.AccessEntry{Action: action, Kind: account.AccessList, Detail: detail})
}

// areaSelect asks for a kecamatan or a village of the district, or for all.
func (s *Service) areaSelect(r *web.Request, on string) *web.Select {
	areas := &web.Select{Label: web.Ask("wilayah", "intake.propose.area"), Blank: "intake.propose.everywhere"}
	for _, kecamatan := range region.Children(s.District) {
		areas.Options = append(areas.Options, web.Option{Value: string(kecamatan.Code), Label: r.T("intake.propose.kecamatan", "Name", kecamatan.Name), On: on == string(kecamatan.Code)})
		for _, village := range region.Children(kecamatan.Code) {
			areas.Options = append(areas.Options, web.Option{Value: string(village.Code), Label: region.Label(village.Code), On: on == string(village.Code)})
		}
	}
	return areas
}
