package monitoring

import (
	"cmp"
	"html/template"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// half is the width of a chart in one of two columns, so that its letters are
// drawn as large as they are written.
const half = 564

// phone is the width of a chart that is drawn for a phone.
const phone = 324

// shown is one answer of the page.
type shown struct {
	*web.Request
	p       Period
	f       Figures
	cats    []Category
	target  Target
	money   Money
	stages  []StageAge
	outline [][]document.Geo
}

func (v *shown) year() int { return v.p.From.Year() }

func (v *shown) query() string {
	q := url.Values{"tahun": {number(v.year())}}
	if v.p.Kecamatan != "" {
		q.Set("kecamatan", v.p.Kecamatan)
	}
	return q.Encode()
}

// lead says when and of what the figures are.
func (v *shown) lead(district string) string {
	at := v.p.To.AddDate(0, 0, -1)
	when := i18n.Date(v.Lang, at)
	if v.p.Current() {
		when = i18n.DateTime(v.Lang, v.p.Now)
	}
	return v.T("monitoring.lead", "When", when, "Where", where(v.Request, v.p, district))
}

// where says of what the figures are.
func where(r *web.Request, p Period, district string) string {
	if p.Kecamatan == "" {
		return cmp.Or(r.Viewer.Place, region.Label(region.Code(district)))
	}
	// Whose part of it is counted stays: else it reads as the whole kecamatan.
	out := region.Label(region.Code(p.Kecamatan))
	if r.Viewer.Place != "" && r.Viewer.Place != out {
		out += ", " + r.Viewer.Place
	}
	return out
}

// plain keeps letters and figures of a text, for the name of a file.
func plain(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }), "-")
}

func (v *shown) body(d Deps) []any {
	body := []any{v.filters(), v.stats()}
	if v.f.All.List+v.f.All.Later == 0 {
		return append(body, web.Card{Body: []any{web.Empty{Icon: "chart", Title: "monitoring.empty", Text: "monitoring.empty.text"}}})
	}
	leftSide, rightSide := []any{v.leftChart()}, []any{v.funnel()}
	leftSide = append(leftSide, v.dotMap())
	if v.p.Current() {
		rightSide = append(rightSide, v.behind())
	}
	body = append(body, web.Columns{Kind: "c", Cols: [][]any{leftSide, rightSide}}, v.areas())
	spans := []any{v.spans(), v.groups()}
	if t := v.stageTable(); t != nil {
		spans = append([]any{t}, spans...)
	}
	if c := v.costs(); c != nil {
		spans = append([]any{c}, spans...)
	}
	return append(body, web.Columns{Kind: "c", Cols: [][]any{{v.categories(d)}, spans}})
}

func (v *shown) filters() any {
	years := &web.Select{Label: web.Ask("tahun", "monitoring.year"), Small: true}
	first := v.year()
	if !v.f.First.IsZero() {
		first = min(first, v.f.First.In(v.Now().Location()).Year())
	}
	for y := v.Now().Year(); y >= first; y-- {
		years.Options = append(years.Options, web.Option{Value: number(y), Label: v.T("monitoring.year_n", "Year", number(y)), On: y == v.year()})
	}
	places := &web.Select{Label: web.Ask("kecamatan", "monitoring.kecamatan"), Small: true, Blank: "monitoring.kecamatan.all"}
	known := v.p.Kecamatan == ""
	for _, l := range v.f.Areas {
		if l.Code != "" {
			places.Options = append(places.Options, web.Option{Value: l.Code, Label: region.Name(region.Code(l.Code)), On: l.Code == v.p.Kecamatan})
			known = known || l.Code == v.p.Kecamatan
		}
	}
	if !known {
		places.Options = append(places.Options, web.Option{Value: v.p.Kecamatan, Label: region.Name(region.Code(v.p.Kecamatan)), On: true})
	}
	return web.Filters{Action: "/pemantauan", Selects: []*web.Select{years, places}}
}

func (v *shown) stats() any {
	a := v.f.All
	n := func(n int) string { return i18n.Number(v.Lang, int64(n)) }
	servedStat := web.Stat{Label: "monitoring.stat.served", Value: n(a.Served), Unit: v.T("monitoring.of", "Count", a.List),
		Note: v.T("monitoring.stat.later", "Served", n(a.LaterServed), "Count", a.Later)}
	if v.target.People > 0 {
		inYear := v.f.InHand
		servedStat.Value, servedStat.Unit = n(inYear), v.T("monitoring.stat.of_target", "Target", i18n.Number(v.Lang, v.target.People))
		servedStat.Note = i18n.Percent(v.Lang, int64(inYear), v.target.People) + " " + v.T("monitoring.stat.due", "Due", i18n.Number(v.Lang, v.due()))
		servedStat.Late = int64(inYear) < v.due()
	}
	return web.Stats{
		servedStat,
		{Label: "monitoring.stat.left", Value: n(a.Left), Unit: v.T("monitoring.of", "Count", a.List),
			Note: v.T("monitoring.stat.out", "Served", n(a.Served), "Out", n(a.Out))},
		{Label: "monitoring.stat.visited", Value: n(a.Visited), Unit: v.T("monitoring.people"), Note: v.T("monitoring.stat.in_year", "Year", number(v.year()))},
		{Label: "monitoring.stat.recorded", Value: n(a.Recorded), Unit: v.T("monitoring.people"), Note: v.T("monitoring.stat.in_year", "Year", number(v.year()))},
	}
}

// due is how many of the target should be served by now, if every day brought
// the same.
func (v *shown) due() int64 {
	whole := v.p.To.Sub(v.p.From)
	gone := whole
	if v.p.Current() {
		gone = v.Now().Sub(v.p.From)
	}
	return int64(float64(v.target.People) * float64(gone) / float64(whole))
}

func (v *shown) words(item, value string) document.ChartWords {
	return document.ChartWords{Item: v.T(item), Value: v.T(value),
		Number: func(f float64) string { return i18n.Number(v.Lang, int64(f+0.5)) }}
}

// chart is what all charts can.
type chart interface {
	Canvas() *document.Canvas
	Table() document.DataTable
}

func figure(title string, wide, narrow chart) web.Figure {
	t := wide.Table()
	return web.Figure{Title: title, SVG: svg(wide), Narrow: svg(narrow), Table: tableOf(t)}
}

// svg is attributes only, every text escaped by the canvas.
func svg(c chart) template.HTML { return template.HTML(c.Canvas().SVG()) }

func tableOf(d document.DataTable) *web.Table {
	t := &web.Table{Caption: d.Caption}
	for i, h := range d.Head {
		t.Head = append(t.Head, web.Col{Label: h, Right: i > 0})
	}
	for _, row := range d.Rows {
		cells := make([]any, len(row))
		for i, c := range row {
			cells[i] = c
		}
		t.Rows = append(t.Rows, web.TableRow{Cells: cells})
	}
	return t
}

func (v *shown) leftChart() any {
	c := document.LineChart{Title: v.T("monitoring.chart.left"), Words: v.words("monitoring.month", "monitoring.line.left"), Width: half, Height: 250}
	c.Labels = append(c.Labels, v.T("monitoring.start"))
	for m := v.p.From; m.Before(v.p.To); m = m.AddDate(0, 1, 0) {
		c.Labels = append(c.Labels, string([]rune(i18n.Month(v.Lang, m.Month()))[:3]))
	}
	leftSeries := document.Series{Name: v.T("monitoring.series.left")}
	for _, n := range v.f.Left {
		leftSeries.Values = append(leftSeries.Values, float64(n))
	}
	c.Series = append(c.Series, leftSeries)
	if v.target.People > 0 && len(v.f.Left) > 0 {
		goal := document.Series{Name: v.T("monitoring.series.target")}
		for i := range c.Labels {
			goal.Values = append(goal.Values, float64(v.f.Left[0])-float64(v.target.People)*float64(i)/float64(len(c.Labels)-1))
		}
		c.Series = append(c.Series, goal)
	}
	if f := v.forecast(); len(f.Values) > 1 {
		c.Series = append(c.Series, f)
	}
	narrow := c
	narrow.Width, narrow.Height = phone, 230
	return figure("monitoring.chart.left", c, narrow)
}

// forecast is where the line leads if the rest of the year goes as its part
// until now has gone; a few weeks say nothing.
func (v *shown) forecast() document.Series {
	out := document.Series{Name: v.T("monitoring.series.forecast"), From: len(v.f.Left) - 1}
	gone := v.p.Now.Sub(v.p.From)
	if !v.p.Current() || out.From < 1 || gone < forecastAfter {
		return document.Series{}
	}
	now := float64(v.f.Left[out.From])
	rate := (float64(v.f.Left[0]) - now) / gone.Hours()
	out.Values = []float64{now}
	for m := v.p.From.AddDate(0, out.From+1, 0); !m.After(v.p.To); m = m.AddDate(0, 1, 0) {
		out.Values = append(out.Values, max(0, now-rate*m.Sub(v.p.Now).Hours()))
	}
	return out
}

// forecastAfter is how much of a year must be over before it says something of
// the rest.
const forecastAfter = 60 * 24 * time.Hour

func (v *shown) funnel() any {
	c := document.BarChart{Title: v.T("monitoring.chart.funnel"), Words: v.words("monitoring.step", "monitoring.line.people"), Width: half}
	for i, st := range Steps() {
		b := document.Bar{Label: v.T("casefile.stage." + string(st)), Value: float64(v.f.Funnel[i])}
		if i > 0 {
			b.Note = i18n.Percent(v.Lang, int64(v.f.Funnel[i]), int64(v.f.Funnel[i-1]))
		}
		c.Bars = append(c.Bars, b)
	}
	narrow := c
	narrow.Width = phone
	fig := figure("monitoring.chart.funnel", c, narrow)
	fig.Note = "monitoring.chart.funnel.note"
	return fig
}

// dotMap shows who is left in each village; where no village has a place on the
// map it says so.
func (v *shown) dotMap() any {
	m := document.DotMap{Title: v.T("monitoring.chart.map"), Cells: true, Words: v.words("monitoring.village", "monitoring.line.left"), Width: half}
	found := false
	for _, l := range v.f.Villages {
		code := region.Code(l.Code)
		if lat, lon, ok := region.Point(code); ok && code.Level() == region.Village {
			m.Areas = append(m.Areas, document.Area{Name: region.Label(code), Lat: lat, Lon: lon, Count: float64(l.Left),
				Group: string(code.At(region.Kecamatan))})
			found = true
		}
	}
	if !found {
		return web.Card{Title: "monitoring.chart.map", Body: []any{web.Empty{Icon: "pin", Title: "monitoring.chart.map.none", Text: "monitoring.chart.map.none.text"}}}
	}
	table := v.villagesLeft()
	for _, l := range v.f.Areas {
		if lat, lon, ok := region.Point(region.Code(l.Code)); ok && (v.p.Kecamatan == "" || l.Code == v.p.Kecamatan) {
			m.Areas = append(m.Areas, document.Area{Name: region.Name(region.Code(l.Code)), Lat: lat, Lon: lon, Label: true})
		}
	}
	note := "monitoring.chart.map.note"
	if m.Outline = v.outline; len(m.Outline) > 0 {
		note = "monitoring.chart.map.outline"
	}
	narrow := m
	narrow.Width = phone
	return web.Figure{Title: "monitoring.chart.map", SVG: svg(m), Narrow: svg(narrow), Table: table, Note: note}
}

// villagesLeft is the table of the map: a row a kecamatan with its villages, those
// with the most people first. A row a village would be seven sheets of paper.
func (v *shown) villagesLeft() *web.Table {
	t := &web.Table{Caption: v.T("monitoring.chart.map"), Head: []web.Col{{Label: "monitoring.kecamatan"}, {Label: "monitoring.village"},
		{Label: "monitoring.line.left", Right: true}}}
	villages := slices.Clone(v.f.Villages)
	slices.SortStableFunc(villages, func(a, b Line) int { return b.Left - a.Left })
	in, sum := map[string][]string{}, map[string]int{}
	for _, l := range villages {
		if code := region.Code(l.Code); code.Level() == region.Village {
			at := string(code.At(region.Kecamatan))
			in[at] = append(in[at], region.Name(code)+" "+i18n.Number(v.Lang, int64(l.Left)))
			sum[at] += l.Left
		}
	}
	for _, at := range slices.Sorted(maps.Keys(in)) {
		t.Rows = append(t.Rows, web.TableRow{Cells: []any{v.place(at), strings.Join(in[at], ", "), web.Count(sum[at])}})
	}
	return t
}

var behindKeys = [3]string{"visit", "dossier", "handover"}

// behindRows is how many kecamatan a list shows.
const behindRows = 4

func (v *shown) behind() any {
	s := web.Section{Title: "monitoring.behind"}
	for i, b := range v.f.Behind {
		tag := web.Tag{Tone: web.Good, Text: i18n.Number(v.Lang, int64(b.Late)), Icon: web.NoIcon}
		if b.Late > 0 {
			tag.Tone = web.Bad
		}
		t := web.Table{Caption: v.T("monitoring.behind." + behindKeys[i]), Head: []web.Col{{Label: "monitoring.kecamatan"},
			{Label: "monitoring.line.people", Right: true}, {Label: "monitoring.oldest", Right: true}},
			Empty: &web.Empty{Icon: "check", Title: v.T("monitoring.behind.none", "Count", b.After)}}
		for j, row := range b.Rows {
			if j == behindRows {
				break
			}
			t.Rows = append(t.Rows, web.TableRow{Cells: []any{v.behindPlace(i, b.After, row.Kecamatan), web.Count(row.Count),
				web.Age{Text: i18n.Waiting(v.Lang, row.Days), Tone: web.Bad}}})
		}
		card := web.Card{Title: "monitoring.behind." + behindKeys[i], Link: tag, Body: []any{t}, Flush: true,
			Foot: v.behindFoot(i, b)}
		s.Body = append(s.Body, card)
	}
	return s
}

func (v *shown) place(code string) string {
	if code == "" {
		return v.T("monitoring.place.unknown")
	}
	return region.Name(region.Code(code))
}

var lineHead = []web.Col{{Label: "monitoring.line.list", Right: true}, {Label: "monitoring.line.served", Right: true},
	{Label: "monitoring.line.out", Right: true}, {Label: "monitoring.line.left", Right: true}, {Label: "monitoring.line.later", Right: true},
	{Label: "monitoring.line.later_served", Right: true}, {Label: "monitoring.line.visited", Right: true}, {Label: "monitoring.line.recorded", Right: true}}

func (l Line) numbers() []int {
	return []int{l.List, l.Served, l.Out, l.Left, l.Later, l.LaterServed, l.Visited, l.Recorded}
}

// areas is a row a kecamatan, or a row a village of the chosen one.
func (v *shown) areas() any {
	title, lines := "monitoring.by.kecamatan", v.f.Areas
	if v.p.Kecamatan != "" {
		title, lines = "monitoring.by.village", v.f.Villages
	}
	t := web.Table{Caption: v.T(title), Head: append([]web.Col{{Label: "monitoring.place"}}, lineHead...)}
	for _, l := range lines {
		var first any = v.place(l.Code)
		if v.p.Kecamatan == "" && l.Code != "" {
			first = web.Link{Label: v.place(l.Code), Href: "/pemantauan?tahun=" + number(v.year()) + "&kecamatan=" + url.QueryEscape(l.Code)}
		}
		t.Rows = append(t.Rows, v.lineRow(first, l))
	}
	t.Rows = append(t.Rows, v.lineRow(v.T("monitoring.sum"), v.f.All))
	return web.Card{Title: title, Flush: true, Body: []any{t}, Foot: v.T("monitoring.by.note")}
}

func (v *shown) lineRow(first any, l Line) web.TableRow {
	row := web.TableRow{Cells: []any{first}}
	for _, n := range l.numbers() {
		row.Cells = append(row.Cells, web.Count(n))
	}
	return row
}

func (v *shown) categories(d Deps) any {
	t := web.Table{Caption: v.T("monitoring.by.category"), Head: []web.Col{{Label: "monitoring.category"},
		{Label: "monitoring.line.list", Right: true}, {Label: "monitoring.line.served", Right: true}, {Label: "monitoring.line.later", Right: true}},
		Empty: &web.Empty{Icon: "list", Title: "monitoring.by.category.none"}}
	kind := ""
	for _, c := range v.cats {
		if c.Table != kind {
			kind = c.Table
			t.Rows = append(t.Rows, web.TableRow{Group: v.T("monitoring.category." + kind)})
		}
		t.Rows = append(t.Rows, web.TableRow{Cells: []any{d.Book.Label(c.Table, c.Code, v.Lang), web.Count(c.List), web.Count(c.Served), web.Count(c.Later)}})
	}
	note := "monitoring.by.category.note"
	if authority.Role(v.Viewer.Role).Hides() {
		note = "monitoring.by.category.hidden"
	}
	return web.Card{Title: "monitoring.by.category", Flush: true, Body: []any{t}, Foot: v.T(note)}
}

var spanKeys = [4]string{"visit", "dossier", "issue", "handover"}

func (v *shown) spans() any {
	t := web.Table{Caption: v.T("monitoring.spans"), Head: []web.Col{{Label: "monitoring.span"}, {Label: "monitoring.span.median", Right: true},
		{Label: "monitoring.span.slow", Right: true}, {Label: "monitoring.line.people", Right: true}}}
	for i, s := range v.f.Spans {
		cells := []any{v.T("monitoring.span." + spanKeys[i]), "–", "–", web.Count(s.N)}
		if s.N > 0 {
			cells[1], cells[2] = v.T("i18n.days", "Count", s.Median), v.T("i18n.days", "Count", s.Slow)
		}
		t.Rows = append(t.Rows, web.TableRow{Cells: cells})
	}
	return web.Card{Title: "monitoring.spans", Flush: true, Body: []any{t}, Foot: v.T("monitoring.spans.note", "Year", number(v.year()))}
}

// groups counts by sex and age.
func (v *shown) groups() any {
	t := web.Table{Caption: v.T("monitoring.by.group"), Head: []web.Col{{Label: "monitoring.group"}, {Label: "monitoring.line.list", Right: true},
		{Label: "monitoring.line.served", Right: true}, {Label: "monitoring.line.left", Right: true}, {Label: "monitoring.line.later", Right: true}}}
	add := func(head, prefix string, lines []Line) {
		t.Rows = append(t.Rows, web.TableRow{Group: v.T(head)})
		for _, l := range lines {
			key := prefix + strings.ReplaceAll(l.Code, "+", "-up")
			if l.Code == "" {
				key = "monitoring.unknown"
			}
			t.Rows = append(t.Rows, web.TableRow{Cells: []any{v.T(key), web.Count(l.List), web.Count(l.Served), web.Count(l.Left), web.Count(l.Later)}})
		}
	}
	add("monitoring.sex", "monitoring.sex.", v.f.Sexes)
	add("monitoring.age", "monitoring.age.", byBand(v.f.Ages))
	if len(v.f.Disabled) > 0 {
		add("monitoring.disability", "monitoring.disability.", v.f.Disabled)
	}
	return web.Card{Title: "monitoring.by.group", Flush: true, Body: []any{t}}
}

// byBand puts the age bands in the order of life, the unknown last.
func byBand(lines []Line) []Line {
	var out []Line
	for _, band := range append(casefile.AgeBands(), casefile.AgeUnknown) {
		for _, l := range lines {
			if l.Code == band {
				out = append(out, l)
			}
		}
	}
	return out
}

// figuresList is a row a village, for a spreadsheet.
func figuresList(r *web.Request, f Figures) document.List {
	list := document.List{Name: r.T("monitoring.sheet"), Columns: []document.ListColumn{
		{Title: r.T("monitoring.code"), Width: 15}, {Title: r.T("monitoring.kecamatan"), Width: 18}, {Title: r.T("monitoring.village"), Width: 22}}}
	for _, h := range lineHead {
		list.Columns = append(list.Columns, document.ListColumn{Title: r.T(h.Label), Kind: document.KindNumber, Width: 14})
	}
	list.Rows = rowsOf(f.Villages)
	return list
}

func rowsOf(lines []Line) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, l := range lines {
			code := region.Code(l.Code)
			village := ""
			if code.Level() == region.Village {
				village = region.Name(code)
			}
			row := []string{l.Code, region.Name(code.At(region.Kecamatan)), village}
			for _, n := range l.numbers() {
				row = append(row, number(n))
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}
