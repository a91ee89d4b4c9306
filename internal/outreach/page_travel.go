package outreach

import (
	"bytes"
	"cmp"
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

const (
	waysPath  = "/perjalanan/waktu"
	waysAPage = 50
)

// The parts of the page of travel times, as the address names them.
const (
	partAll     = ""
	partStated  = "dibetulkan"
	partDriven  = "dari-perjalanan"
	partClosed  = "ditutup"
	partsAside  = "disisihkan"
	fromOffice  = "kantor"
	anyDistrict = "semua"
)

// known is all that the pages of travel times show.
type known struct {
	Roads
	rows   []roadRow
	drives []Drive
	use    tableUse
	day    string // as of which the times are shown
}

func (s *Service) known(r *web.Request) (k known, err error) {
	k.day = s.today()
	err = s.DB.View(r.Context(), func(tx *db.Tx) error {
		if k.Roads, err = s.roads(tx); err != nil {
			return err
		}
		if k.rows, err = s.store.roadRows(tx); err != nil {
			return err
		}
		if k.drives, err = s.store.drives(tx); err != nil {
			return err
		}
		k.use, err = s.store.tableInUse(tx)
		return err
	})
	return k, fault.Wrap("fault.internal", err)
}

// aside are the drives that do not count, with why.
func (k known) aside() (out []Drive) {
	for _, d := range k.drives {
		if d.Aside(k.wet()) != "" {
			out = append(out, d)
		}
	}
	return out
}

func (k known) pairs(s *Service, part, from, to string) []pair {
	var out []pair
	switch part {
	case partStated, partClosed:
		for _, x := range k.rows {
			if part == partStated && x.Minutes > 0 || part == partClosed && x.Closed {
				out = append(out, x.pair)
			}
		}
	case partDriven:
		for p, c := range k.Roads.drives {
			if c.n >= enoughDrives {
				out = append(out, p)
			}
		}
		slices.SortFunc(out, func(a, b pair) int { return cmp.Compare(a.id(), b.id()) })
	default:
		return s.pairsBetween(from, to)
	}
	if from == "" && to == "" {
		return out
	}
	in := func(c region.Code, end string) bool {
		return end == "" || end == fromOffice && c == s.home() || region.Code(end).Contains(c)
	}
	return slices.DeleteFunc(out, func(p pair) bool {
		return !(in(p[0], from) && in(p[1], to) || in(p[1], from) && in(p[0], to))
	})
}

// pairsBetween are the ways from every place of one kecamatan (or the office) to
// every place of another (or all).
func (s *Service) pairsBetween(from, to string) (out []pair) {
	places := func(end string) (out []region.Code) {
		if end == "" || end == fromOffice {
			return []region.Code{s.home()}
		}
		for _, v := range region.Villages(region.Code(end)) {
			out = append(out, v.Code)
		}
		return out
	}
	there := places(to)
	if to == "" {
		there = nil
		for _, v := range region.Villages(s.District) {
			there = append(there, v.Code)
		}
	}
	seen := map[pair]bool{}
	for _, a := range places(from) {
		for _, b := range there {
			if p := pairOf(a, b); a != b && !seen[p] {
				seen[p] = true
				out = append(out, pair{a, b})
			}
		}
	}
	return out
}

// waysPage shows how long ways take, and where that is known from.
func (s *Service) waysPage(r *web.Request) (web.Response, error) {
	k, err := s.known(r)
	if err != nil {
		return nil, err
	}
	part, from, to := r.Text("bagian"), s.end(r.Text("dari")), s.end(r.Text("ke"))
	pairs := k.pairs(s, part, from, to)
	v := web.View{Title: "outreach.ways", Lead: "outreach.ways.lead", Crumbs: []web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: "outreach.ways"}},
		Actions: []any{web.Button{Label: "outreach.ways.csv", Kind: web.Secondary, Icon: "download", Href: waysPath + ".csv?" + waysQuery(part, from, to)}}}
	offset, pages := web.Paginate(r, waysAPage)
	var table web.Table
	if part == partsAside {
		aside := k.aside()
		pages.Total = len(aside)
		table = s.asideTable(r, k, aside[min(offset, len(aside)):min(offset+waysAPage, len(aside))])
	} else {
		pages.Total = len(pairs)
		table = s.waysTable(r, k, pairs[min(offset, len(pairs)):min(offset+waysAPage, len(pairs))])
	}
	v.Body = []any{s.waysFilters(r, k, part, from, to), web.Card{Body: []any{table}, Flush: true, Foot: pages}}
	v.Aside = []any{s.findCard(r, "", ""), s.seasonCard(r, k), s.tableCard(r, k)}
	return web.Page("", v, nil), nil
}

// end reads one end of the filter: a kecamatan of the own kabupaten, or the
// office; anything else is no filter.
func (s *Service) end(text string) string {
	if c := region.Code(text); text == fromOffice || c.Level() == region.Kecamatan && s.ours(c) {
		return text
	}
	return ""
}

func waysQuery(part, from, to string) string {
	q := url.Values{}
	for name, value := range map[string]string{"bagian": part, "dari": from, "ke": to} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q.Encode()
}

func (s *Service) waysFilters(r *web.Request, k known, part, from, to string) web.Filters {
	ends := func(name, label, blank, on string) *web.Select {
		sel := &web.Select{Label: web.Ask(name, label), Blank: blank, Small: true, Options: s.kecamatans(on)}
		if name == "ke" {
			sel.Options = append([]web.Option{{Value: fromOffice, Label: "outreach.ways.office", On: on == fromOffice}}, sel.Options...)
		}
		return sel
	}
	out := web.Filters{Action: waysPath, Selects: []*web.Select{ends("dari", "outreach.ways.from", "outreach.ways.office", from), ends("ke", "outreach.ways.to", "outreach.ways.all_villages", to)}}
	if part != partAll {
		out.Hidden = []web.Pair{{Name: "bagian", Value: part}}
	}
	for _, p := range []string{partAll, partDriven, partStated, partClosed, partsAside} {
		c := web.Chip{Label: "outreach.ways.part." + cmp.Or(p, anyDistrict), Href: waysPath + "?" + waysQuery(p, from, to), On: p == part}
		switch p {
		case partAll:
		case partsAside:
			c.Count = len(k.aside())
		default:
			c.Count = len(k.pairs(s, p, from, to))
		}
		out.Chips = append(out.Chips, c)
	}
	return out
}

func (s *Service) waysTable(r *web.Request, k known, pairs []pair) web.Table {
	t := web.Table{Caption: "outreach.ways", Head: []web.Col{{Label: "outreach.ways.way"}, {Label: "outreach.ways.minutes", Right: true},
		{Label: "outreach.ways.km", Right: true}, {Label: "outreach.ways.source"}, {Label: "outreach.ways.sure"}},
		Empty: &web.Empty{Icon: "pin", Title: "outreach.ways.none", Text: "outreach.ways.none.text"}}
	for _, p := range pairs {
		w := k.Way(k.day, p[0], p[1])
		shut := w.Closed
		for _, c := range k.closed {
			if c.pair == pairOf(p[0], p[1]) && (c.Until == "" || c.Until >= k.day) {
				shut = &c // also one that begins later
			}
		}
		minutes, km := i18n.Number(r.Lang, int64(w.Minutes+0.5)), i18n.Decimal(r.Lang, w.KM, 1)
		if p[0].Contains(p[1]) || p[1].Contains(p[0]) && p[0].Level() != region.Kecamatan {
			minutes, km = "–", "–" // cut off from all around: no way has one length
		}
		row := web.TableRow{Cells: []any{web.Two{Top: s.endWords(r, p[0]) + " – " + s.endWords(r, p[1]), Href: wayPath(p)}, minutes, km, s.sourceCell(r, w, shut), sureTag(r, w)}}
		if w.Closed != nil {
			row.Tone = web.Warn
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (s *Service) sourceCell(r *web.Request, w Way, shut *Closure) any {
	two := web.Two{Top: sourceWords(r, w)}
	var sub []string
	if shut != nil {
		sub = append(sub, closedWords(r, *shut))
	}
	if w.Asof != "" {
		sub = append(sub, s.ageOf(r, w.Asof))
	}
	if w.Coarse {
		sub = append(sub, r.T("outreach.ways.coarse"))
	}
	two.Sub = strings.Join(sub, " · ")
	return two
}

// ageOf says how old what is known is: "terakhir 3 hari lalu".
func (s *Service) ageOf(r *web.Request, day string) string {
	t, err := time.ParseInLocation(time.DateOnly, day, s.Zone)
	if err != nil {
		return ""
	}
	return r.T("outreach.ways.asof", "Age", i18n.Waiting(r.Lang, i18n.Days(t, r.Now(), s.Zone)))
}

func sourceWords(r *web.Request, w Way) string {
	return r.T("outreach.source."+string(w.Source), "Count", w.Seen)
}

func sureTag(r *web.Request, w Way) web.Tag {
	if w.Closed != nil {
		return web.Tag{Tone: web.Bad, Text: r.T("outreach.ways.closed")}
	}
	sure := w.Sure()
	return web.Tag{Tone: map[string]web.Tone{SureHigh: web.Good, SureFair: web.Info, SureLow: web.Outline}[sure], Text: r.T("outreach.sure." + sure), Icon: web.NoIcon}
}

// closedWords is "ditutup sejak 3 Juni 2021 sampai dibuka: tanah longsor".
func closedWords(r *web.Request, c Closure) string {
	key := "outreach.closed.open"
	if c.Until != "" {
		key = "outreach.closed.until"
	}
	return r.T(key, "From", i18n.ISODate(r.Lang, c.From), "Until", i18n.ISODate(r.Lang, c.Until), "Why", r.T("outreach.closed.why."+c.Reason))
}

// endWords names one end of a way: "Pringapus, Dongko", "Kantor Dinas".
func (s *Service) endWords(r *web.Request, c region.Code) string {
	switch c {
	case s.home():
		return r.T("outreach.ways.office_in", "Area", region.Name(c))
	case s.District:
		return r.T("outreach.ways.everywhere")
	}
	return region.Label(c)
}

func wayPath(p pair) string {
	return waysPath + "/ruas?dari=" + string(p[0]) + "&ke=" + string(p[1])
}

func (s *Service) asideTable(r *web.Request, k known, drives []Drive) web.Table {
	t := web.Table{Caption: "outreach.ways.part." + partsAside, Head: []web.Col{{Label: "outreach.ways.way"}, {Label: "outreach.day"},
		{Label: "outreach.ways.drove", Right: true}, {Label: "outreach.ways.usual", Right: true}, {Label: "outreach.ways.why"}},
		Empty: &web.Empty{Icon: "check", Title: "outreach.ways.aside.none", Text: "outreach.ways.aside.none.text"}}
	for _, d := range drives {
		usual := estimateWay(d.From, d.To).Minutes * k.wet().On(d.Day)
		t.Rows = append(t.Rows, web.TableRow{Cells: []any{
			web.Two{Top: s.endWords(r, d.From) + " – " + s.endWords(r, d.To), Href: wayPath(pair{d.From, d.To})},
			web.Link{Label: i18n.ISODate(r.Lang, d.Day), Href: "/perjalanan/" + d.Trip},
			i18n.Number(r.Lang, int64(d.Minutes+0.5)), i18n.Number(r.Lang, int64(usual+0.5)), r.T("outreach.aside." + d.Aside(k.wet()))}})
	}
	return t
}

// areaOptions are all areas that a way may begin or end at.
func (s *Service) areaOptions(r *web.Request, on string, whole bool) []web.Option {
	var out []web.Option
	if whole {
		out = append(out, web.Option{Value: string(s.District), Label: r.T("outreach.ways.everywhere"), On: on == string(s.District)})
	}
	for _, k := range region.Children(s.District) {
		out = append(out, web.Option{Value: string(k.Code), Label: r.T("outreach.ways.kecamatan", "Area", k.Name), On: on == string(k.Code)})
		for _, v := range region.Villages(k.Code) {
			out = append(out, web.Option{Value: string(v.Code), Label: region.Label(v.Code), On: on == string(v.Code)})
		}
	}
	return out
}

// findCard leads to any way, also from one village to everywhere. Its fields have
// names of their own: the filter of the list stands on the same page.
func (s *Service) findCard(r *web.Request, a, b string) web.Card {
	return web.Card{Title: "outreach.ways.find", Body: []any{web.Para{Text: "outreach.ways.find.text", Small: true}, web.Filters{Action: waysPath + "/ruas", Selects: []*web.Select{
		{Label: web.Ask("asal", "outreach.ways.from"), Options: s.areaOptions(r, a, false), Blank: "outreach.choose", Small: true},
		{Label: web.Ask("tujuan", "outreach.ways.to"), Options: s.areaOptions(r, b, true), Blank: "outreach.choose", Small: true}}}}}
}

func (s *Service) seasonCard(r *web.Request, k known) web.Card {
	season := k.wet()
	return web.Card{Title: "outreach.season", Link: web.Link{Label: "outreach.change", Href: waysPath + "/musim", Small: true},
		Body: []any{web.Para{Text: r.T("outreach.season.now", "Months", monthsWords(r.Lang, season.Months), "Percent", int(season.Factor*100+0.5)-100), Small: true}}}
}

// monthsWords is "November, Desember, Januari".
func monthsWords(lang string, months []int) string {
	var out []string
	for _, m := range months {
		out = append(out, i18n.Month(lang, time.Month(m)))
	}
	if len(out) == 0 {
		return i18n.T(lang, "outreach.season.none")
	}
	return strings.Join(out, ", ")
}

func (s *Service) tableCard(r *web.Request, k known) web.Card {
	text := r.T("outreach.table.none")
	if k.use.Table != "" {
		text = r.T("outreach.table.now", "Sort", r.T("outreach.table.sort."+k.use.Format), "Places", int(k.use.Places), "Cells", int(k.use.Cells),
			"Day", i18n.ISODate(r.Lang, s.dayOf(k.use.At)))
	}
	return web.Card{Title: "outreach.table", Link: web.Link{Label: "outreach.change", Href: waysPath + "/tabel", Small: true}, Body: []any{web.Para{Text: text, Small: true}}}
}

// waysCSV is what the page shows as a file, which can be brought back as a table.
func (s *Service) waysCSV(r *web.Request) (web.Response, error) {
	k, err := s.known(r)
	if err != nil {
		return nil, err
	}
	pairs := k.pairs(s, r.Text("bagian"), s.end(r.Text("dari")), s.end(r.Text("ke")))
	rows := func(yield func([]string, error) bool) {
		for _, p := range pairs {
			w := k.Way(k.day, p[0], p[1])
			closed := ""
			if w.Closed != nil {
				closed = closedWords(r, *w.Closed)
			}
			if !yield([]string{string(p[0]), string(p[1]), strconv.FormatFloat(w.Minutes, 'f', 1, 64), strconv.FormatFloat(w.KM, 'f', 1, 64),
				s.endWords(r, p[0]), s.endWords(r, p[1]), sourceWords(r, w), strconv.Itoa(w.Seen), w.Asof, closed}, nil) {
				return
			}
		}
	}
	return csvFile(r, "waktu-tempuh", []string{"dari", "ke", "menit", "km", r.T("outreach.ways.from"), r.T("outreach.ways.to"), r.T("outreach.ways.source"),
		r.T("outreach.ways.seen"), r.T("outreach.ways.asof_col"), r.T("outreach.ways.closed")}, rows)
}

// spotsCSV lists the places in the order in which a router is to be asked.
func (s *Service) spotsCSV(r *web.Request) (web.Response, error) {
	rows := func(yield func([]string, error) bool) {
		for i, c := range travelPlaces(s.District) {
			lat, lon, _ := region.Point(c)
			if !yield([]string{strconv.Itoa(i), string(c), region.Label(c), strconv.FormatFloat(lat, 'f', 6, 64), strconv.FormatFloat(lon, 'f', 6, 64)}, nil) {
				return
			}
		}
	}
	return csvFile(r, "titik-wilayah", []string{"n", "kode", "nama", "lat", "lon"}, rows)
}

func csvFile(r *web.Request, name string, head []string, rows iter.Seq2[[]string, error]) (web.Response, error) {
	l := document.List{Name: name, Rows: rows}
	for _, h := range head {
		l.Columns = append(l.Columns, document.ListColumn{Title: h})
	}
	var buf bytes.Buffer
	if err := document.WriteCSV(&buf, l); err != nil {
		return nil, err
	}
	return web.File{Name: name + "-" + r.Now().Format(time.DateOnly) + ".csv", Type: "text/csv; charset=utf-8", Bytes: buf.Bytes()}, nil
}

// namesOf are the names of the people who changed something.
func (s *Service) namesOf(r *web.Request, ids []string) (map[string]string, error) {
	return s.Accounts.Names(r.Context(), account.ScopeOf(r), ids)
}
