package office

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/web"
)

const (
	entriesAPage = 50
	maxSearch    = 80
)

// The parts of a list: what is in use, and what is kept for old trips only.
const (
	partUsed   = "dipakai"
	partUnused = "tidak"
)

// The orders beside the first, which has what is in use in front.
const (
	orderName = "nama"
	orderKind = "jenis"
	orderMore = "rincian" // the second line: village, leader, serial number, plate, end
)

// asked is what a list was asked for. It stands in the address: no entry is a
// person, and the members of a team are not searched.
type asked struct{ words, part, kind, order string }

func readAsked(r *web.Request, t sort) asked {
	words := []rune(strings.Join(strings.Fields(r.Text("cari")), " "))
	a := asked{words: string(words[:min(len(words), maxSearch)]), part: r.Text("keadaan"), kind: r.Text("jenis"), order: r.Text("urut")}
	if a.part != partUsed && a.part != partUnused {
		a.part = ""
	}
	if !slices.Contains(t.kinds(), a.kind) {
		a.kind = ""
	}
	if !slices.Contains([]string{orderName, orderKind, orderMore}, a.order) {
		a.order = ""
	}
	return a
}

// kinds are those by which a list can be narrowed.
func (t sort) kinds() []string {
	switch t.what {
	case Institution:
		return InstitutionKinds()
	case Vehicle:
		return VehicleKinds()
	case Agreement:
		return AgreementKinds()
	}
	return nil
}

// query is what was asked as an address writes it, with another part.
func (a asked) query(part string) string {
	q := url.Values{}
	for name, value := range map[string]string{"cari": a.words, "keadaan": part, "jenis": a.kind, "urut": a.order} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// listed is an entry as the list shows it.
type listed struct {
	Entry
	top, sub string
}

// holds reports whether every word that was asked for stands in it.
func (l listed) holds(words string) bool {
	text := []string{l.Name, l.Address, l.Serial, l.Plate, l.Number, l.Partner}
	if l.What != Team {
		text = append(text, l.top, l.sub)
	}
	all := strings.ToLower(strings.Join(text, " "))
	for w := range strings.FieldsSeq(strings.ToLower(words)) {
		if !strings.Contains(all, w) {
			return false
		}
	}
	return true
}

// arrange narrows and sorts a list; used and all are the counts over it.
func (a asked) arrange(lines []listed) (out []listed, used, all int) {
	for _, l := range lines {
		if !l.holds(a.words) || a.kind != "" && l.Kind != a.kind {
			continue
		}
		all++
		if l.Active {
			used++
		}
		if a.part == "" || l.Active == (a.part == partUsed) {
			out = append(out, l)
		}
	}
	by := func(l listed) string {
		switch {
		case a.order == orderKind:
			return l.top
		case a.order == orderMore && l.What == Agreement:
			return cmp.Or(l.Until, "9999")
		case a.order == orderMore:
			return cmp.Or(l.sub, "\U0010ffff") // what is not known comes last
		}
		return ""
	}
	slices.SortStableFunc(out, func(x, y listed) int {
		use := 0
		if a.order == "" && x.Active != y.Active {
			use = 1
			if x.Active {
				use = -1
			}
		}
		return cmp.Or(use, cmp.Compare(strings.ToLower(by(x)), strings.ToLower(by(y))),
			cmp.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)), cmp.Compare(x.ID, y.ID))
	})
	return out, used, all
}

func (s *Service) list(r *web.Request, t sort) (web.Response, error) {
	entries, err := s.Entries(r.Context(), account.ScopeOf(r), t.what)
	if err != nil {
		return nil, err
	}
	names, err := s.names(r, entries)
	if err != nil {
		return nil, err
	}
	lines := make([]listed, len(entries))
	for i, e := range entries {
		lines[i].Entry = e
		lines[i].top, lines[i].sub = describe(r, e, names)
	}
	a := readAsked(r, t)
	found, used, all := a.arrange(lines)
	offset, pages := web.Paginate(r, entriesAPage)
	pages.Total = len(found)
	add := web.Button{Label: t.key("new"), Href: t.path + "/baru", Icon: "plus"}
	table := web.Table{Caption: t.key("title"), Head: []web.Col{{Label: "office.name"}, {Label: t.key("what")}, {Label: "office.state"}},
		Empty: &web.Empty{Icon: t.icon, Title: t.key("none"), Text: t.key("none.text")}}
	for _, l := range found[min(offset, len(found)):min(offset+entriesAPage, len(found))] {
		table.Rows = append(table.Rows, web.TableRow{Cells: []any{
			web.Two{Top: l.Name, Href: t.path + "/" + l.ID}, web.Two{Top: l.top, Sub: l.sub}, tagOf(r, l.Entry)}})
	}
	v := web.View{Title: t.key("title"), Lead: t.key("lead"), Crumbs: crumbs(r, web.Crumb{Label: t.key("title")})}
	if n := ending(r, entries); n > 0 {
		v.Body = append(v.Body, web.Notice{Tone: web.Warn, Text: r.T("office.agreement.ending", "Count", n, "Days", endsSoon)})
	}
	card := web.Card{Body: []any{table}, Flush: true}
	switch {
	case len(entries) == 0 && mayChange(r):
		table.Empty.Button = add
	case len(entries) > 0:
		if mayChange(r) {
			v.Actions = []any{add}
		}
		table.Empty = &web.Empty{Icon: "search", Title: "office.list.none", Text: "office.list.none.text",
			Button: web.Button{Label: "office.list.all", Href: t.path, Kind: web.Secondary}}
		card.Body, card.Foot = []any{table}, pages
		v.Body = append(v.Body, web.Stack{s.search(t, a), a.parts(t, used, all)})
	}
	v.Body = append(v.Body, card)
	return web.Page("", v, nil), nil
}

// orderWords name the second and third order of each list; a team has no kind.
var orderWords = map[string]map[string]string{
	Institution: {orderKind: "office.institution.kind", orderMore: "office.institution.village"},
	Team:        {orderMore: "office.team.leader"},
	Kit:         {orderKind: "office.kit.condition", orderMore: "office.kit.serial"},
	Vehicle:     {orderKind: "office.vehicle.kind", orderMore: "office.vehicle.plate"},
	Agreement:   {orderKind: "office.agreement.kind", orderMore: "office.agreement.until"},
}

// search is the form over a list.
func (s *Service) search(t sort, a asked) web.Form {
	fields := []any{&web.Input{Label: web.Ask("cari", t.key("find")), Value: a.words, Max: maxSearch, Width: "w12", Type: "search"}}
	if kinds := t.kinds(); kinds != nil {
		fields = append(fields, &web.Select{Label: web.Ask("jenis", t.key("kind")), Blank: "office.list.kind.all", Options: options(kinds, t.key("kind")+".", a.kind)})
	}
	order := &web.Select{Label: web.Ask("urut", "office.list.order"), Blank: "office.list.order.used"}
	for _, code := range []string{orderName, orderKind, orderMore} {
		if label := cmp.Or(orderWords[t.what][code], "office.name"); code == orderName || label != "office.name" {
			order.Options = append(order.Options, web.Option{Value: code, Label: label, On: code == a.order})
		}
	}
	f := web.Form{Action: t.path, Get: true, Fields: []any{&web.Group{Inline: true, Fields: append(fields, order)}},
		Buttons: []any{web.Button{Label: "office.list.apply", Kind: web.Secondary}}}
	if a.part != "" {
		f.Hidden = []web.Pair{{Name: "keadaan", Value: a.part}}
	}
	return f
}

// parts are the chips over a list.
func (a asked) parts(t sort, used, all int) web.Filters {
	chip := func(label, part string, n int) web.Chip {
		return web.Chip{Label: label, Count: n, On: a.part == part, Href: t.path + a.query(part)}
	}
	return web.Filters{Action: t.path, Chips: []web.Chip{chip("office.list.part.all", "", all), chip("office.state.used", partUsed, used),
		chip("office.state.unused", partUnused, all-used)}}
}

// names are those of the members of teams.
func (s *Service) names(r *web.Request, entries []Entry) (map[string]string, error) {
	var ids []string
	for _, e := range entries {
		ids = append(ids, e.Members...)
	}
	return s.d.Accounts.Names(r.Context(), account.ScopeOf(r), ids)
}
