package desk

import (
	"bytes"
	"cmp"
	"context"
	"math"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

const (
	casesAPage = 50
	maxExport  = 20000
)

// Filter is what the list of cases was asked for. Everything in it may stand
// in an address: no personal data.
type Filter struct {
	Part string // a phase, or tunggu, proses, selesai, keluar; "" is all open ones
	Area string // kecamatan or village
	Need string
	Exit string
	Over int // days at the present stage, at least
	// Letter is the id of the request letter under which they were reported.
	Letter string
	Sort   string // one of sortCodes; "" is the longest at its stage first
}

// Parts of the list besides the six phases.
const (
	partWaiting = "tunggu"  // until the visit
	partProcess = "proses"  // after it
	partDone    = "selesai" // closed
	partExit    = "keluar"
	partAll     = "semua"
)

// behind are the parts that the figures link to: who is left behind at one
// place of the way, with the moment since when, or never. Their age is that of
// the waiting, not of the stage.
var behind = map[string]func(c *cell) int64{
	"belum-dikunjungi": func(c *cell) int64 {
		if c.open && c.exit == "" && c.visited == 0 {
			return c.opened
		}
		return never
	},
	"belum-diajukan": func(c *cell) int64 {
		if c.open && c.exit == "" && c.visited > 0 && c.justVisited {
			return c.visited
		}
		return never
	},
	"belum-diserahkan": func(c *cell) int64 {
		if c.open {
			return c.ready
		}
		return never
	},
}

func readFilter(q url.Values) Filter {
	f := Filter{Part: q.Get("tahap"), Area: q.Get("wilayah"), Need: q.Get("butuh"), Exit: q.Get("keluar"), Letter: q.Get("surat"), Sort: q.Get("urut")}
	f.Over, _ = strconv.Atoi(q.Get("lama"))
	if !slices.Contains(account.OverDays, f.Over) {
		f.Over = 0
	}
	if _, ok := casefile.FlowOf(f.Need); !ok {
		f.Need = ""
	}
	if _, ok := region.Get(region.Code(f.Area)); !ok {
		f.Area = ""
	}
	if len(f.Letter) > maxLetterID {
		f.Letter = ""
	}
	if !slices.Contains(sortCodes, f.Sort) {
		f.Sort = ""
	}
	return f
}

// query is the filter as an address writes it, with some values changed.
func (f Filter) query(changes ...string) string {
	return account.Asked([]web.Pair{{Name: "tahap", Value: f.Part}, {Name: "wilayah", Value: f.Area}, {Name: "butuh", Value: f.Need}, {Name: "keluar", Value: f.Exit},
		{Name: "lama", Value: strconv.Itoa(f.Over)}, {Name: "surat", Value: f.Letter}, {Name: "urut", Value: f.Sort}}, changes...)
}

// keeps tells which cases the filter keeps.
func (f Filter) keeps(now time.Time) func(c *cell) bool {
	since, left := behind[f.Part]
	need := uint64(0)
	for i, flow := range casefile.Flows() {
		if flow.Need == f.Need {
			need = 1 << i
		}
	}
	// More than so many whole days, as the figures count them.
	latest := db.Micros(now.AddDate(0, 0, -f.Over))
	if left {
		latest = db.Micros(now.Add(-time.Duration(f.Over+1) * 24 * time.Hour))
	}
	grouped := slices.Contains([]string{"", partWaiting, partProcess, partDone, partExit}, f.Part)
	return func(c *cell) bool {
		at := c.since
		switch {
		case left:
			if at = since(c); at >= never {
				return false
			}
		case f.Part == partAll:
		case f.Part == "" && !c.open, f.Part == partWaiting && !(c.open && c.beforeVisit()), f.Part == partProcess && !(c.open && !c.beforeVisit()),
			f.Part == partDone && c.closed == 0, f.Part == partExit && c.exit == "":
			return false
		case grouped:
		case !c.open || c.phase != f.Part:
			return false
		}
		return (f.Exit == "" || c.exit == f.Exit) && (f.Area == "" || c.Area == f.Area || c.kecamatan == f.Area) && (f.Letter == "" || c.letter == f.Letter) &&
			(f.Need == "" || c.needs&need != 0) && (f.Over == 0 || at <= latest)
	}
}

// sortCodes are the orders beside the first, as an address writes them.
var sortCodes = []string{"baru", "wilayah", "nama"}

// List lists the cases of a filter in reach of an action, and how many there
// are. The names are read when there is something to show.
func (s *Service) List(ctx context.Context, sc db.Scope, action authority.Action, f Filter, offset, limit int) ([]Case, int, error) {
	if sc.Empty() || sc.Office != s.Office {
		return nil, 0, nil
	}
	most := offset + limit
	if f.Sort == "nama" {
		if !can(sc.Role, "page.case") {
			f.Sort = "" // an order tells too
		} else {
			most = math.MaxInt32
		}
	}
	ids, total, err := s.inOrder(ctx, sc, action, f, most)
	if err == nil && f.Sort == "nama" {
		ids, err = s.byName(ctx, ids)
	}
	if err != nil {
		return nil, 0, err
	}
	ids = ids[min(offset, len(ids)):min(offset+limit, len(ids))]
	found, err := s.Cases(ctx, sc, action, ids)
	if err != nil {
		return nil, 0, err
	}
	list := make([]Case, 0, len(ids))
	for _, id := range ids {
		if c, ok := found[id]; ok {
			list = append(list, c)
		}
	}
	people := make([]*Case, len(list))
	for i := range list {
		people[i] = &list[i]
	}
	return list, total, s.name(ctx, sc, people, action, "cases")
}

// byName orders cases by the names of their people; those without come last.
func (s *Service) byName(ctx context.Context, ids []string) ([]string, error) {
	type named struct{ id, name string }
	var out []named
	for rest := ids; len(rest) > 0; {
		some := rest[:min(chunk, len(rest))]
		rest = rest[len(some):]
		in, args := inList(some, 2)
		rows, err := s.DB.Query(ctx, `SELECT case_id, name FROM case_person WHERE office_id = $1 AND case_id IN `+in, append([]any{s.Office}, args...)...)
		if err != nil {
			return nil, fault.Wrap("desk.people", err)
		}
		for rows.Next() {
			var n named
			if err := rows.Scan(&n.id, &n.name); err != nil {
				rows.Close()
				return nil, fault.Wrap("desk.people", err)
			}
			out = append(out, n)
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, fault.Wrap("desk.people", err)
		}
	}
	slices.SortFunc(out, func(a, b named) int {
		if (a.name == "") != (b.name == "") {
			return -cmp.Compare(a.name, b.name)
		}
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.id, b.id))
	})
	sorted := make([]string, len(out))
	for i, n := range out {
		sorted[i] = n.id
	}
	return sorted, nil
}

func (s *Service) cases(r *web.Request) (web.Response, error) {
	sc, f := account.ScopeOf(r), readFilter(r.URL.Query())
	offset, pages := web.Paginate(r, casesAPage)
	list, total, err := s.List(r.Context(), sc, "page.cases", f, offset, casesAPage)
	if err != nil {
		return nil, err
	}
	pages.Total = total
	filters, err := s.filters(r, sc, f)
	if err != nil {
		return nil, err
	}
	if _, ok := behind[f.Part]; ok {
		filters.Chips = append(filters.Chips, web.Chip{Label: "desk.part." + f.Part, Count: total, On: true, Href: "/kasus" + f.query()})
	}
	table := s.caseTable(r, list)
	table.Empty = &web.Empty{Icon: "people", Title: "desk.cases.none", Text: "desk.cases.none.text", Button: web.Button{Label: "desk.cases.all", Href: "/kasus", Kind: web.Secondary}}
	under, err := s.letterOf(r, sc, f.Letter)
	if err != nil {
		return nil, err
	}
	var ages any = s.ages(f)
	if f.Letter != "" && f.Over == 0 {
		ages = nil // a letter's people are few
	}
	v := web.View{Title: "desk.cases", Lead: r.T("desk.cases.lead", "Count", total),
		Crumbs: []web.Crumb{{Label: "desk.home", Href: "/"}, {Label: "desk.cases"}},
		Body:   []any{web.Stack{filters, ages, web.Card{Title: "desk.cases.list", Link: s.sorts(f, can(sc.Role, "page.case")), Body: []any{table}, Foot: pages, Flush: true}}}}
	if f.Letter != "" {
		under.head(r, &v, total)
	}
	if total > 0 {
		v.Actions = []any{web.PrintButton{Label: "web.print"}}
	}
	if can(sc.Role, "export.cases") && total > 0 {
		v.Actions = []any{web.PrintButton{Label: "web.print"}, web.Button{Label: "desk.export.xlsx", Href: "/kasus/unduh" + f.query("bentuk", "xlsx"), Kind: web.Secondary, Icon: "file"},
			web.Button{Label: "desk.export.csv", Href: "/kasus/unduh" + f.query("bentuk", "csv"), Kind: web.Quiet}}
	}
	return web.Page("", v, nil), nil
}

func (s *Service) filters(r *web.Request, sc db.Scope, f Filter) (web.Filters, error) {
	counts, err := s.partCounts(r.Context(), sc, f)
	if err != nil {
		return web.Filters{}, err
	}
	chip := func(label, part string) web.Chip {
		return web.Chip{Label: label, Count: counts[part], On: f.Part == part, Href: "/kasus" + f.query("tahap", part, "keluar", "")}
	}
	out := web.Filters{Action: "/kasus", Chips: []web.Chip{chip("desk.part.open", "")}}
	if f.Letter != "" { // who is asked for by a letter counts, whatever became of the case
		out.Chips = append([]web.Chip{chip("desk.part.all", partAll)}, out.Chips...)
	}
	for _, p := range casefile.Phases() {
		out.Chips = append(out.Chips, chip("casefile.phase."+string(p), string(p)))
	}
	out.Chips = append(out.Chips, chip("desk.part.done", partDone), chip("desk.part.exit", partExit))
	areas, err := s.areaOptions(r.Context(), sc, f.Area)
	if err != nil {
		return out, err
	}
	if len(areas) > 1 {
		out.Selects = append(out.Selects, &web.Select{Label: web.Ask("wilayah", "desk.filter.area"), Blank: "desk.filter.area.all", Options: areas, Small: true})
	}
	if f.Part == partExit {
		sel := &web.Select{Label: web.Ask("keluar", "desk.filter.exit"), Blank: "desk.filter.exit.all", Small: true}
		for _, e := range casefile.Exits() {
			if e.Exit != casefile.ExitWithdrawn {
				sel.Options = append(sel.Options, web.Option{Value: string(e.Exit), Label: "casefile.exit." + string(e.Exit), On: f.Exit == string(e.Exit)})
			}
		}
		out.Selects = append(out.Selects, sel)
	} else {
		sel := &web.Select{Label: web.Ask("butuh", "desk.filter.need"), Blank: "desk.filter.need.all", Small: true}
		for _, fl := range casefile.Flows() {
			sel.Options = append(sel.Options, web.Option{Value: fl.Need, Label: "casefile.need." + fl.Need, On: f.Need == fl.Need})
		}
		out.Selects = append(out.Selects, sel)
	}
	for name, value := range map[string]string{"tahap": f.Part, "urut": f.Sort, "surat": f.Letter} {
		if value != "" {
			out.Hidden = append(out.Hidden, web.Pair{Name: name, Value: value})
		}
	}
	if f.Over > 0 {
		out.Hidden = append(out.Hidden, web.Pair{Name: "lama", Value: strconv.Itoa(f.Over)})
	}
	slices.SortFunc(out.Hidden, func(a, b web.Pair) int { return bytes.Compare([]byte(a.Name), []byte(b.Name)) })
	return out, nil
}

// areaOptions are the kecamatans that have cases in reach, and the villages of
// the one that was chosen; all villages where the reach is one kecamatan.
func (s *Service) areaOptions(ctx context.Context, sc db.Scope, chosen string) ([]web.Option, error) {
	in, err := s.casesByArea(ctx, sc)
	if err != nil {
		return nil, err
	}
	areas := make([]string, len(in))
	for i, c := range in {
		areas[i] = cmp.Or(c[1], c[0])
	}
	return account.AreaOptions(areas, chosen), nil
}

// ages are the views by how long a case stands at its stage.
func (s *Service) ages(f Filter) web.Tabs {
	out := web.Tabs{{Label: "desk.over.all", Href: "/kasus" + f.query("lama", ""), On: f.Over == 0}}
	for _, d := range account.OverDays {
		out = append(out, web.Chip{Label: "desk.over." + strconv.Itoa(d), Href: "/kasus" + f.query("lama", strconv.Itoa(d)), On: f.Over == d})
	}
	return out
}

// sorts are links to the other orders; the present one is plain words.
func (s *Service) sorts(f Filter, named bool) web.Row {
	out := web.Row{}
	for _, o := range []struct{ code, label string }{{"", "desk.sort.oldest"}, {"baru", "desk.sort.newest"}, {"wilayah", "desk.sort.area"}, {"nama", "desk.sort.name"}} {
		if o.code == "nama" && !named {
			continue
		}
		out = append(out, account.SortLink(o.label, "/kasus"+f.query("urut", o.code), o.code == f.Sort))
	}
	return out
}
