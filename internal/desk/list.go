package desk

import (
	"bytes"
	"context"
	"fmt"
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
// place of the way, with the condition and the moment since when. Their age is
// that of the waiting, not of the stage.
var behind = map[string]struct{ Where, Since string }{
	"belum-dikunjungi": {` AND c.is_open = 1 AND c.exit = '' AND c.visited_at = 0`, `c.opened_at`},
	"belum-diajukan":   {` AND c.is_open = 1 AND c.exit = '' AND c.visited_at > 0 AND c.stage = 'visited'`, `c.visited_at`},
	"belum-diserahkan": {` AND c.is_open = 1`, `COALESCE((SELECT MIN(w.stage_since) FROM need w
		WHERE w.office_id = c.office_id AND w.case_id = c.case_id AND w.is_open = 1 AND w.stage IN ('issued', 'in_delivery')), ` + never + `)`},
}

// never is later than any moment that is written.
const never = `9000000000000000000`

var overDays = []int{7, 14, 30, 90}

func readFilter(q url.Values) Filter {
	f := Filter{Part: q.Get("tahap"), Area: q.Get("wilayah"), Need: q.Get("butuh"), Exit: q.Get("keluar"), Letter: q.Get("surat"), Sort: q.Get("urut")}
	f.Over, _ = strconv.Atoi(q.Get("lama"))
	if !slices.Contains(overDays, f.Over) {
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
	q := url.Values{}
	set := func(name, value string) {
		q.Del(name)
		if value != "" && value != "0" {
			q.Set(name, value)
		}
	}
	set("tahap", f.Part)
	set("wilayah", f.Area)
	set("butuh", f.Need)
	set("keluar", f.Exit)
	set("lama", strconv.Itoa(f.Over))
	set("surat", f.Letter)
	set("urut", f.Sort)
	for i := 0; i+1 < len(changes); i += 2 {
		set(changes[i], changes[i+1])
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// where is the condition over case_file c; parameters from next.
func (f Filter) where(now time.Time, next int) (string, []any) {
	cond, args := ` AND c.exit <> 'withdrawn'`, []any{}
	add := func(sql string, v any) {
		cond += sql + param(next+len(args))
		args = append(args, v)
	}
	switch f.Part {
	case partAll:
	case "":
		cond += ` AND c.is_open = 1`
	case partWaiting:
		cond += ` AND c.is_open = 1 AND c.phase IN ('report', 'visit')`
	case partProcess:
		cond += ` AND c.is_open = 1 AND c.phase NOT IN ('report', 'visit')`
	case partDone:
		cond += ` AND c.closed_at > 0`
	case partExit:
		cond += ` AND c.exit <> ''`
	default:
		if b, ok := behind[f.Part]; ok {
			cond += b.Where + ` AND ` + b.Since + ` < ` + never
		} else {
			add(` AND c.is_open = 1 AND c.phase = `, f.Part)
		}
	}
	if f.Exit != "" {
		add(` AND c.exit = `, f.Exit)
	}
	if f.Area != "" {
		add(` AND (c.area = `, f.Area)
		add(` OR c.kecamatan = `, f.Area)
		cond += `)`
	}
	if f.Letter != "" {
		add(` AND c.letter = `, f.Letter)
	}
	if f.Need != "" {
		add(` AND EXISTS (SELECT 1 FROM need n WHERE n.office_id = c.office_id AND n.case_id = c.case_id AND n.declined = '' AND n.need = `, f.Need)
		cond += `)`
	}
	if f.Over > 0 {
		// More than so many whole days, as the figures count them.
		if b, ok := behind[f.Part]; ok {
			add(` AND `+b.Since+` <= `, db.Micros(now.Add(-time.Duration(f.Over+1)*24*time.Hour)))
		} else {
			add(` AND c.stage_since <= `, db.Micros(now.AddDate(0, 0, -f.Over)))
		}
	}
	return cond, args
}

// sortCodes are the orders beside the first, as an address writes them.
var sortCodes = []string{"baru", "wilayah", "nama"}

// nameOf is the name of a case's person; people without one come last.
const nameOf = `(SELECT p.name FROM case_person p WHERE p.office_id = c.office_id AND p.case_id = c.case_id)`

func (f Filter) order() string {
	switch f.Sort {
	case "baru":
		return ` ORDER BY c.opened_at DESC, c.case_id`
	case "wilayah":
		return ` ORDER BY c.area, c.stage_since, c.case_id`
	case "nama":
		return ` ORDER BY CASE WHEN COALESCE(` + nameOf + `, '') = '' THEN 1 ELSE 0 END, ` + nameOf + `, c.case_id`
	}
	return ` ORDER BY c.stage_since, c.case_id`
}

// List lists the cases of a filter in reach of an action, and how many there
// are. The names are read when there is something to show.
func (s *Service) List(ctx context.Context, sc db.Scope, action authority.Action, f Filter, offset, limit int) ([]Case, int, error) {
	if sc.Empty() || sc.Office != s.Office {
		return nil, 0, nil
	}
	where, args := account.Filter(sc, action, "c", 1)
	if f.Sort == "nama" && !can(sc.Role, "page.case") {
		f.Sort = "" // an order tells too
	}
	cond, more := f.where(s.Clock(), len(args)+1)
	args = append(args, more...)
	total, err := s.size(ctx, f, where+cond, args)
	if err != nil {
		return nil, 0, err
	}
	list, err := s.caseRows(ctx, `SELECT `+caseColumns+` FROM case_file c WHERE `+where+cond+f.order()+
		` LIMIT `+param(len(args)+1)+` OFFSET `+param(len(args)+2), append(args, limit, offset))
	if err != nil {
		return nil, 0, err
	}
	if err := s.needsOf(ctx, list); err != nil {
		return nil, 0, err
	}
	people := make([]*Case, len(list))
	for i := range list {
		people[i] = &list[i]
	}
	return list, total, s.name(ctx, sc, people, action, "cases")
}

// countKey names a count of a filter. How long a case has stood somewhere
// changes with the clock, and is counted again every minute.
func (s *Service) countKey(f Filter, where string, args []any) string {
	if f.Over == 0 {
		return fmt.Sprint(where, args)
	}
	_, other := f.where(time.Time{}, 1)
	return fmt.Sprint(where, args[:len(args)-len(other)], f, s.Clock().Truncate(time.Minute).Unix())
}

// size counts the cases of a condition.
func (s *Service) size(ctx context.Context, f Filter, where string, args []any) (int, error) {
	count := func(ctx context.Context) (n int, err error) {
		err = s.DB.QueryRow(ctx, `SELECT COUNT(*) FROM case_file c WHERE `+where, args...).Scan(&n)
		return n, fault.Wrap("desk.cases", err)
	}
	return s.counted.sizes.Get(ctx, s.countKey(f, where, args), count)
}

// partCounts counts the cases by phase, and those that ended.
func (s *Service) partCounts(ctx context.Context, sc db.Scope, f Filter) (map[string]int, error) {
	where, args := account.CaseFilter(sc, "c", 1)
	f.Part, f.Exit = partAll, ""
	cond, more := f.where(s.Clock(), len(args)+1)
	args = append(args, more...)
	count := func(ctx context.Context) (map[string]int, error) { return s.countParts(ctx, where+cond, args) }
	return s.counted.parts.Get(ctx, s.countKey(f, where+cond, args), count)
}

func (s *Service) countParts(ctx context.Context, where string, args []any) (map[string]int, error) {
	rows, err := s.DB.Query(ctx, `SELECT c.phase, c.is_open, CASE WHEN c.exit = '' THEN 0 ELSE 1 END, CASE WHEN c.closed_at > 0 THEN 1 ELSE 0 END, COUNT(*)
		FROM case_file c WHERE `+where+` GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`, args...)
	if err != nil {
		return nil, fault.Wrap("desk.cases", err)
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var phase string
		var open, exit, closed bool
		var n int
		if err := rows.Scan(&phase, &open, &exit, &closed, &n); err != nil {
			return nil, fault.Wrap("desk.cases", err)
		}
		if open {
			out[""] += n
			out[phase] += n
			if phase == string(casefile.PhaseReport) || phase == string(casefile.PhaseVisit) {
				out[partWaiting] += n
			} else {
				out[partProcess] += n
			}
		}
		if exit {
			out[partExit] += n
		}
		if closed {
			out[partDone] += n
		}
	}
	return out, fault.Wrap("desk.cases", rows.Err())
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
	v := web.View{Title: "desk.cases", Lead: r.T("desk.cases.lead", "Count", total),
		Crumbs: []web.Crumb{{Label: "desk.home", Href: "/"}, {Label: "desk.cases"}},
		Body:   []any{web.Stack{filters, s.ages(f), web.Card{Title: "desk.cases.list", Link: s.sorts(f, can(sc.Role, "page.case")), Body: []any{table}, Foot: pages, Flush: true}}}}
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

// casesIn is how many cases an area has.
type casesIn struct {
	kecamatan, area string
	n               int
}

// casesByArea lists the areas that have cases in reach.
func (s *Service) casesByArea(ctx context.Context, sc db.Scope) ([]casesIn, error) {
	where, args := account.CaseFilter(sc, "c", 1)
	return s.counted.areas.Get(ctx, fmt.Sprint(where, args), func(ctx context.Context) ([]casesIn, error) {
		rows, err := s.DB.Query(ctx, `SELECT c.kecamatan, c.area, COUNT(*) FROM case_file c WHERE `+where+
			` AND c.kecamatan <> '' AND c.exit <> 'withdrawn' GROUP BY c.kecamatan, c.area ORDER BY c.kecamatan, c.area`, args...)
		if err != nil {
			return nil, fault.Wrap("desk.cases", err)
		}
		defer rows.Close()
		var out []casesIn
		for rows.Next() {
			var c casesIn
			if err := rows.Scan(&c.kecamatan, &c.area, &c.n); err != nil {
				return nil, fault.Wrap("desk.cases", err)
			}
			out = append(out, c)
		}
		return out, fault.Wrap("desk.cases", rows.Err())
	})
}

// areaOptions are the kecamatans that have cases in reach, and the villages of
// the one that was chosen; all villages where the reach is one kecamatan.
func (s *Service) areaOptions(ctx context.Context, sc db.Scope, chosen string) ([]web.Option, error) {
	in, err := s.casesByArea(ctx, sc)
	if err != nil {
		return nil, err
	}
	var kecamatans []string
	villages := map[string][]string{}
	for _, c := range in {
		if !slices.Contains(kecamatans, c.kecamatan) {
			kecamatans = append(kecamatans, c.kecamatan)
		}
		if c.area != c.kecamatan {
			villages[c.kecamatan] = append(villages[c.kecamatan], c.area)
		}
	}
	var out []web.Option
	for _, k := range kecamatans {
		out = append(out, web.Option{Value: k, Label: region.Label(region.Code(k)), On: k == chosen})
		if len(kecamatans) == 1 || authority.Covers(k, chosen) {
			for _, v := range villages[k] {
				out = append(out, web.Option{Value: v, Label: region.Label(region.Code(v)), On: v == chosen})
			}
		}
	}
	return out, nil
}

// ages are the views by how long a case stands at its stage.
func (s *Service) ages(f Filter) web.Tabs {
	out := web.Tabs{{Label: "desk.over.all", Href: "/kasus" + f.query("lama", ""), On: f.Over == 0}}
	for _, d := range overDays {
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
		if o.code == f.Sort {
			out = append(out, web.Para{Text: o.label, Small: true, Muted: true})
		} else {
			out = append(out, web.Link{Label: o.label, Href: "/kasus" + f.query("urut", o.code), Small: true})
		}
	}
	return out
}
