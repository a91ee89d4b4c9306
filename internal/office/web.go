package office

import (
	"io"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// sort is one of the lists; its texts are office.<what>.*.
type sort struct{ what, path, icon string }

// areasShown is how many villages a picker offers.
const areasShown = 8

// sorts are the lists in the order of the page.
var sorts = []sort{
	{Institution, "/admin/lembaga", "home"},
	{Team, "/admin/tim", "people"},
	{Kit, "/admin/alat", "finger"},
	{Vehicle, "/admin/kendaraan", "car"},
	{Agreement, "/perjanjian", "file"},
}

// pageOf is the action of reading entries of a sort: agreements are the head's
// as well.
func pageOf(what string) authority.Action {
	if what == Agreement {
		return "page.agreements"
	}
	return "page.office"
}

// mayChange reports whether the viewer keeps the office's data.
func mayChange(r *web.Request) bool {
	return authority.Reaches(authority.Role(r.Viewer.Role), "page.office") != authority.None
}

func (t sort) key(part string) string { return "office." + t.what + "." + part }

// Routes are the pages of this room.
func (s *Service) Routes() []web.Route {
	out := []web.Route{
		{Method: "GET", Pattern: "/wilayah/cari", Action: "page.account", Handle: s.areas},
		{Method: "GET", Pattern: "/jam-kunjungan", Action: "institution.hours", Handle: s.hoursPage},
		{Method: "POST", Pattern: "/jam-kunjungan", Action: "institution.hours", Handle: s.saveHours},
		{Method: "GET", Pattern: "/admin", Action: "page.office", Handle: s.front},
		{Method: "GET", Pattern: lawPath, Action: "page.office", Handle: s.lawPage},
		{Method: "GET", Pattern: lawPath + "/{id}", Action: "page.office", Handle: s.lawVersion},
		{Method: "GET", Pattern: areasPath, Action: "page.admin", Handle: s.areasPage},
		{Method: "POST", Pattern: areasPath, Action: "page.admin", Handle: s.checkAreas, MaxBody: maxAreaFile + 64<<10},
		{Method: "POST", Pattern: areasPath + "/simpan", Action: "page.admin", Handle: s.takeAreas},
		{Method: "POST", Pattern: areasPath + "/batas", Action: "page.admin", Handle: s.saveBoundary, MaxBody: maxGeoJSON + 64<<10},
		{Method: "GET", Pattern: "/admin/tampilan", Action: "page.admin", Handle: s.lookPage},
		{Method: "POST", Pattern: "/admin/tampilan", Action: "page.admin", Handle: s.saveLook},
		{Method: "GET", Pattern: rulesPath, Action: "page.rules", Handle: s.rulesPage},
		{Method: "POST", Pattern: rulesPath, Action: "page.rules", Handle: s.saveRules},
		{Method: "POST", Pattern: rulesPath + "/kembali", Action: "page.rules", Handle: s.undoRules},
		{Method: "GET", Pattern: "/admin/riwayat", Action: "page.admin", Handle: s.historyPage},
		{Method: "GET", Pattern: "/admin/pengaturan", Action: "page.admin", Handle: s.settings},
		{Method: "POST", Pattern: "/admin/pengaturan", Action: "page.admin", Handle: s.saveSettings},
	}
	out = append(out, s.registerRoutes()...)
	for _, t := range sorts {
		on := func(h func(*web.Request, sort) (web.Response, error)) web.Handler {
			return func(r *web.Request) (web.Response, error) { return h(r, t) }
		}
		out = append(out,
			web.Route{Method: "GET", Pattern: t.path, Action: string(pageOf(t.what)), Handle: on(s.list)},
			web.Route{Method: "GET", Pattern: t.path + "/baru", Action: "page.office", Handle: on(s.newEntry)},
			web.Route{Method: "POST", Pattern: t.path + "/baru", Action: "reference.changed", Handle: on(s.create)},
			web.Route{Method: "GET", Pattern: t.path + "/{id}", Action: string(pageOf(t.what)), Handle: on(s.edit)},
			web.Route{Method: "POST", Pattern: t.path + "/{id}", Action: "reference.changed", Handle: on(s.change)},
		)
	}
	return out
}

// areas answers every area picker of the program: villages whose name begins
// with what was typed, those of the own kabupaten first.
func (s *Service) areas(r *web.Request) (web.Response, error) {
	name := r.Text("bidang")
	query := r.Text(name + ".text")
	found := region.SearchVillages(query, s.d.District, areasShown)
	if len(found) == 0 {
		found = region.SearchVillages(query, "", areasShown)
	}
	out := web.AreaMatches{Name: name, Query: query}
	for _, a := range found {
		out.Options = append(out.Options, account.AreaChoice(a.Code, string(s.d.District)))
	}
	return web.Part(out), nil
}

// front leads to everything that the role may edit, and says what is missing
// before the first trip can be planned.
func (s *Service) front(r *web.Request) (web.Response, error) {
	counts, err := s.counts(r.Context())
	if err != nil {
		return nil, err
	}
	role := authority.Role(r.Viewer.Role)
	var tasks web.Tasks
	var body []any
	var missing []string
	for _, t := range sorts {
		tasks = append(tasks, web.Task{Title: t.key("title"), Lead: t.key("lead"), Href: t.path, Meta: r.T("office.in_use", "Count", counts[t.what])})
		if counts[t.what] == 0 && t.what != Agreement {
			missing = append(missing, strings.ToLower(r.T(t.key("title"))))
		}
	}
	tasks = append(tasks, web.Task{Title: "office.law", Lead: "office.law.lead", Href: lawPath})
	if authority.Reaches(role, "page.users") != authority.None {
		tasks = append(tasks, web.Task{Title: "office.people", Lead: "office.people.lead", Href: "/admin/orang"})
	}
	if authority.Reaches(role, "page.admin") != authority.None {
		tasks = append(tasks, web.Task{Title: "office.settings", Lead: "office.settings.lead", Href: "/admin/pengaturan"},
			web.Task{Title: "office.register.title", Lead: "office.register.task", Href: registerPath},
			web.Task{Title: "office.areas", Lead: "office.areas.task", Href: areasPath},
			web.Task{Title: "office.look", Lead: "office.look.lead", Href: "/admin/tampilan"},
			web.Task{Title: "office.changes", Lead: "office.changes.lead", Href: "/admin/riwayat"})
	}
	if authority.Reaches(role, "page.admin") != authority.None {
		blank, err := s.d.Accounts.NoHead(r)
		if err != nil {
			return nil, err
		}
		if blank != nil {
			body = append(body, blank)
		}
	}
	if len(missing) > 0 {
		body = append(body, web.Notice{Tone: web.Warn, Strong: "office.begin", Text: r.T("office.begin.text", "What", strings.Join(missing, ", "))})
	}
	return web.Page("", web.View{Title: "office.title", Lead: "office.lead", Body: append(body, tasks)}, nil), nil
}

// describe says in two lines what an entry is.
func describe(r *web.Request, e Entry, names map[string]string) (top, sub string) {
	switch e.What {
	case Institution:
		top = r.T("office.institution.kind." + e.Kind)
		if e.Village != "" {
			sub = region.Label(region.Code(e.Village))
		}
	case Team:
		var list []string
		for _, m := range e.Members {
			if names[m] != "" {
				list = append(list, names[m])
			}
		}
		top = strings.Join(list, ", ")
		if lead := names[e.Lead]; lead != "" {
			sub = r.T("office.team.led", "Name", lead)
		}
	case Kit:
		top, sub = r.T("office.kit.condition."+e.Condition), e.Serial
	case Agreement:
		top, sub = r.T("office.agreement.kind."+e.Kind)+" · "+e.Partner, term(r, e)
	case Vehicle:
		top, sub = r.T("office.vehicle.kind."+e.Kind)+" · "+r.T("office.vehicle.seats_n", "Count", int(e.Seats)), e.Plate
	}
	return top, sub
}

func tagOf(r *web.Request, e Entry) web.Tag {
	switch {
	case !e.Active:
		return web.Tag{Tone: web.Neutral, Text: "office.state.unused"}
	case e.What == Agreement:
		return termTag(r, e)
	case e.What == Kit && e.Condition != KitReady:
		return web.Tag{Tone: web.Warn, Text: "office.kit.condition.repair"}
	}
	return web.Tag{Tone: web.Good, Text: "office.state.used"}
}

func (s *Service) newEntry(r *web.Request, t sort) (web.Response, error) {
	return s.form(r, t, Entry{ChangedBody: ChangedBody{What: t.what, Active: true}}, nil)
}

func (s *Service) edit(r *web.Request, t sort) (web.Response, error) {
	e, err := s.kept(r, t)
	if err != nil {
		return nil, err
	}
	return s.form(r, t, e, nil)
}

// kept is the entry of the address, with the change that its form shows. That is
// read first: a change between the two is then told to whoever saves, not lost.
func (s *Service) kept(r *web.Request, t sort) (Entry, error) {
	event, err := s.newestOf(r.Context(), r.PathValue("id"))
	if err != nil {
		return Entry{}, err
	}
	e, err := s.Entry(r.Context(), account.ScopeOf(r), t.what, r.PathValue("id"))
	e.shown = event
	return e, err
}

func (s *Service) create(r *web.Request, t sort) (web.Response, error) {
	return s.save(r, t, Entry{ChangedBody: ChangedBody{What: t.what, Active: true}})
}

func (s *Service) change(r *web.Request, t sort) (web.Response, error) {
	e, err := s.kept(r, t)
	if err != nil {
		return nil, err
	}
	return s.save(r, t, e)
}

func (s *Service) save(r *web.Request, t sort, e Entry) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	opID, err := r.Op()
	if err != nil {
		return nil, err
	}
	b, unread := read(r, t, e.ID == "")
	if len(unread.Fields) > 0 {
		err = s.alsoWrong(r, b.tidy(), unread)
	} else {
		_, err = s.SaveOver(r.Context(), ledger.Op{ID: opID, Scope: account.ScopeOf(r)}, e.ID, shownIn(r)[e.ID], b)
	}
	if isMeanwhile(err) {
		if e, err = s.settle(r, t, b); err != nil {
			return nil, err
		}
		return s.form(r, t, e, fault.New(fault.Conflict, meanwhile))
	}
	if fault.Is(err, fault.Invalid) {
		return s.form(r, t, e, err)
	}
	if err != nil {
		return nil, err
	}
	to, err := s.afterSave(r, t, e.ID, b)
	if err != nil {
		return nil, err
	}
	return web.Redirect(to).Flash(r.T("office.saved", "Name", b.Name)), nil
}

func (s *Service) settings(r *web.Request) (web.Response, error) {
	return s.settingsForm(r, nil, nil)
}

// settingsForm asks for the settings. typed is what was sent, where others changed
// the same meanwhile.
func (s *Service) settingsForm(r *web.Request, typed map[string]string, problem error) (web.Response, error) {
	values, shown, err := s.valuesShown(r, Settings(), typed)
	if err != nil {
		return nil, err
	}
	f := web.Form{Action: "/admin/pengaturan", Buttons: []any{web.Button{Label: "office.settings.save"}},
		Fields: []any{&web.FirstShown{Name: shownField, Value: shown.text()}}}
	for _, key := range Settings() {
		f.Fields = append(f.Fields, &web.Input{Label: web.Ask(key, settingLabel(key), settingLabel(key)+".hint"), Value: values[key], Max: maxWords})
	}
	var aside []any
	history, err := s.settingsTimeline(r, Settings())
	if err != nil {
		return nil, err
	}
	if len(history) > 0 {
		aside = append(aside, web.Card{Title: "office.history", Body: []any{history}})
	}
	v := web.View{Title: "office.settings", Actions: []any{web.Button{Label: "office.changes", Href: "/admin/riwayat?jenis=" + Setting, Kind: web.Quiet}}, Lead: "office.settings.lead", Shape: web.Narrow,
		Crumbs: []web.Crumb{{Label: "office.title", Href: "/admin"}, {Label: "office.settings"}}, Aside: aside}
	return s.again(r, v, f, problem)
}

// settingLabel is the text of a setting; those of the office itself are called
// as the room's texts are.
func settingLabel(key string) string {
	if key == SettingAddress || key == SettingPhone {
		return key
	}
	return "office.setting." + key
}

func (s *Service) saveSettings(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	opID, err := r.Op()
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for _, key := range Settings() {
		if r.Values().Has(key) {
			values[key] = r.Text(key)
		}
	}
	err = s.SaveSettings(r.Context(), ledger.Op{ID: opID, Scope: account.ScopeOf(r)}, values, shownIn(r))
	if isMeanwhile(err) {
		return s.settingsForm(r, values, err)
	}
	if fault.Is(err, fault.Invalid) {
		return s.settingsForm(r, nil, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/admin").Flash(r.T("office.settings.saved")), nil
}

// upload reads one file of a form; one byte beyond the limit is read, so that
// whoever checks the size sees that there is more.
func upload(r *web.Request, name string, most int64) ([]byte, error) {
	sent := r.Attached(name)
	if sent == nil {
		return nil, nil
	}
	file, err := sent.Open()
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	return data, fault.Wrap("fault.internal", err)
}

// read reads the form of an entry, and says what of it could not be read.
func read(r *web.Request, t sort, isNew bool) (ChangedBody, *fault.Fault) {
	f := fault.New(fault.Invalid, "fault.form")
	b := ChangedBody{What: t.what, Name: r.Text("nama"), Active: isNew || r.Text("dipakai") != ""}
	switch t.what {
	case Institution:
		b.Kind, b.Address, b.Phone, b.Hours = r.Text("jenis"), r.Text("alamat"), r.Text("telepon"), r.Text("jam")
		b.VisitDays, b.VisitFrom, b.VisitTo = r.Texts("hari"), r.Clock("dari"), r.Clock("sampai")
		b.Village, b.Point = r.Text("desa"), r.Text("titik")
		if text := r.Text("desa.text"); b.Village == "" && text != "" {
			found := region.Resolve(text, "", "")
			if len(found) != 1 || found[0].Near {
				f.With("desa", "fault.office.village")
				break
			}
			b.Village = string(found[0].Code)
		}
	case Team:
		b.Members, b.Lead = r.Texts("anggota"), r.Text("ketua")
	case Kit:
		b.Serial, b.Condition, b.Note = r.Text("seri"), r.Text("keadaan"), r.Text("catatan")
	case Agreement:
		b.Kind, b.Number, b.Partner, b.From, b.Until = r.Text("jenis"), r.Text("nomor"), r.Text("mitra"), r.Day("mulai"), r.Day("sampai")
	case Vehicle:
		b.Kind, b.Plate = r.Text("jenis"), r.Text("plat")
		var ok bool
		if b.Seats, ok = whole(r.Text("kursi")); !ok {
			f.With("kursi", "fault.office.seats")
		}
		if b.RupiahKM, ok = whole(r.Text("biaya")); !ok {
			f.With("biaya", "fault.office.cost")
		}
	}
	return b, f
}

// whole reads a number as people write it, "3.500" too; nothing is zero.
func whole(s string) (int64, bool) {
	if s == "" {
		return 0, true
	}
	return i18n.Whole(s)
}

// form makes or edits an entry.
func (s *Service) form(r *web.Request, t sort, e Entry, problem error) (web.Response, error) {
	isNew := e.ID == ""
	title, action := t.key("new"), t.path+"/baru"
	f := web.Form{Fields: []any{&web.Input{Label: web.Ask("nama", "office.name", t.key("name.hint")).Must(), Value: e.Name, Max: maxName}}}
	switch t.what {
	case Institution:
		f.Fields = append(append(f.Fields, s.institutionFields(e)...), s.hoursFields(r, e)...)
	case Team:
		fields, err := s.teamFields(r, e)
		if err != nil {
			return nil, err
		}
		f.Fields = append(f.Fields, fields...)
	case Kit:
		f.Fields = append(f.Fields, &web.Input{Label: web.Ask("seri", "office.kit.serial", "office.kit.serial.hint"), Value: e.Serial, Width: "w12", Max: 60},
			&web.Radios{Label: web.Ask("keadaan", "office.kit.condition").Must(), Options: options(KitConditions(), "office.kit.condition.", or(e.Condition, KitReady)), Two: true},
			&web.Input{Label: web.Ask("catatan", "office.kit.note", "office.kit.note.hint"), Value: e.Note, Max: maxWords})
	case Agreement:
		f.Fields = append(f.Fields, agreementFields(e)...)
	case Vehicle:
		f.Fields = append(f.Fields,
			&web.Radios{Label: web.Ask("jenis", "office.vehicle.kind").Must(), Options: options(VehicleKinds(), "office.vehicle.kind.", e.Kind), Two: true},
			&web.Input{Label: web.Ask("plat", "office.vehicle.plate", "office.vehicle.plate.hint"), Value: e.Plate, Width: "w6", Max: 16},
			&web.Input{Label: web.Ask("kursi", "office.vehicle.seats", "office.vehicle.seats.hint").Must(), Value: number(e.Seats), Number: true, Width: "w4", Max: 2},
			&web.Input{Label: web.Ask("biaya", "office.vehicle.cost", "office.vehicle.cost.hint"), Value: number(e.RupiahKM), Number: true, Width: "w6", Max: 9})
	}
	var aside []any
	if !mayChange(r) {
		return s.readOnly(r, t, e)
	}
	if !isNew {
		title, action = e.Name, t.path+"/"+e.ID
		f.Fields = append(f.Fields, &web.Check{Label: web.Ask("dipakai", "office.active", "office.active.hint"), On: e.Active},
			&web.FirstShown{Name: shownField, Value: Shown{e.ID: e.shown}.text()})
		history, err := s.timeline(r, e.ID)
		if err != nil {
			return nil, err
		}
		if t.what == Kit {
			trips, err := s.kitTrips(r, e.ID)
			if err != nil {
				return nil, err
			}
			coming, err := s.comingNotice(r, e)
			if err != nil {
				return nil, err
			}
			aside = append(coming, web.Card{Title: "office.kit.trips", Body: []any{trips}})
		}
		aside = append(aside, web.Card{Title: "office.history", Body: []any{history}})
	}
	f.Action, f.Buttons = action, []any{web.Button{Label: t.key("save")}, web.Button{Label: "office.back", Href: t.path, Kind: web.Quiet}}
	return s.again(r, web.View{Title: title, Shape: web.Narrow, Aside: aside,
		Crumbs: crumbs(r, web.Crumb{Label: t.key("title"), Href: t.path}, web.Crumb{Label: title})}, f, problem)
}

func (s *Service) institutionFields(e Entry) []any {
	picker := account.AreaPicker(web.Ask("desa", "office.institution.village", "office.institution.village.hint"), "/wilayah/cari", string(s.d.District), e.Village)
	return []any{
		&web.Select{Label: web.Ask("jenis", "office.institution.kind").Must(), Options: options(InstitutionKinds(), "office.institution.kind.", e.Kind), Blank: "office.choose"},
		picker,
		&web.Input{Label: web.Ask("alamat", "office.institution.address", "office.institution.address.hint"), Value: e.Address, Max: maxWords},
		&web.Input{Label: web.Ask("titik", "office.institution.point", "office.institution.point.hint"), Value: e.Point, Max: 60, Width: "w12"},
		&web.Input{Label: web.Ask("telepon", "office.institution.phone", "office.institution.phone.hint"), Value: e.Phone, Type: "tel", Width: "w12", Max: 24},
	}
}

func (s *Service) teamFields(r *web.Request, e Entry) ([]any, error) {
	people, err := s.officers(r.Context(), account.ScopeOf(r))
	if err != nil {
		return nil, err
	}
	in := map[string]bool{}
	for _, m := range e.Members {
		in[m] = true
	}
	members := &web.Checks{Label: web.Ask("anggota", "office.team.members", "office.team.members.hint").Must()}
	lead := &web.Select{Label: web.Ask("ketua", "office.team.leader"), Blank: "office.team.no_lead"}
	for _, p := range people {
		members.Options = append(members.Options, web.Option{Value: p.ID, Label: p.Name, Hint: r.T(p.Role.Key()), On: in[p.ID]})
		lead.Options = append(lead.Options, web.Option{Value: p.ID, Label: p.Name, On: p.ID == e.Lead})
	}
	if len(people) == 0 {
		return []any{web.Notice{Tone: web.Warn, Strong: "office.team.nobody", Text: "office.team.nobody.text"}}, nil
	}
	return []any{members, lead}, nil
}

func options(codes []string, prefix, on string) []web.Option {
	var out []web.Option
	for _, c := range codes {
		out = append(out, web.Option{Value: c, Label: prefix + c, On: c == on})
	}
	return out
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
