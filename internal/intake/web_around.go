package intake

import (
	"html/template"
	"math"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// around is what lies around a candidate: the household, in which brothers and
// sisters are told from the person, the family and the neighbours on other family
// cards, and how far the two villages lie apart.
func (v *reviewing) around(c written) ([]any, error) {
	home, err := v.household(c.Candidate)
	if err != nil {
		return nil, err
	}
	far := villagesApart(v.r, v.st.Person.Value(casefile.FieldVillage), c.Village)
	if len(home) > 0 && far != nil {
		return []any{web.Columns{Kind: "c", Cols: [][]any{home, {far}}}}, nil
	}
	if far != nil {
		home = append(home, far)
	}
	return home, nil
}

// mostAtHome is how many of a household are listed.
const mostAtHome = 12

// household lists the people of the candidate's family card, and who of the
// family and the neighbours is on another: who has the same mother is a brother
// or sister, not the same person.
func (v *reviewing) household(c register.Candidate) (cards []any, err error) {
	kind, id := subjectOfRef(c.Ref)
	if kind != account.KindResident {
		return nil, nil
	}
	if err := v.s.Accounts.Log(v.r.Context(), v.scope, account.AccessEntry{Action: "register.candidates", Kind: account.KindResident, ID: id, Detail: "household"}); err != nil {
		return nil, err
	}
	self, err := v.s.Register.Get(v.r.Context(), v.scope, id)
	if err != nil {
		return nil, err
	}
	people, err := v.s.Register.Household(v.r.Context(), v.scope, c.KK)
	if err != nil {
		return nil, err
	}
	if c.KK != "" {
		cards = append(cards, v.onOneCard(c, id, people))
	}
	others, more, err := v.s.outside(v.r.Context(), v.scope, self, people)
	if err != nil || len(others) == 0 {
		return cards, err
	}
	return append(cards, v.onOthers(self, others, more)), nil
}

func (v *reviewing) onOneCard(c register.Candidate, id string, people []register.Record) any {
	var rows web.Lines
	for _, m := range people[:min(len(people), mostAtHome)] {
		var mark any
		switch {
		case m.ID == id:
			mark = web.Tag{Tone: web.Info, Text: "intake.household.this", Icon: web.NoIcon}
		case m.State == register.StateDead:
			mark = web.Tag{Text: "register.state.dead", Icon: web.NoIcon}
		case c.Mother != "" && resident.Fold(m.Mother) == resident.Fold(c.Mother):
			mark = web.Tag{Tone: web.Warn, Text: "intake.household.sibling", Icon: web.NoIcon}
		}
		rows = append(rows, web.SumLine{What: []any{m.Name, web.Para{Text: joinDots([]string{birthText(v.r, m.Birth), v.s.sexText(v.r, m.Sex)}), Small: true, Muted: true}}, Value: mark})
	}
	if len(rows) < 2 {
		return web.Card{Title: "intake.household", Body: []any{web.Para{Text: "intake.household.alone", Small: true, Muted: true}}}
	}
	card := web.Card{Title: "intake.household", Body: []any{rows}, Flush: true}
	if more := len(people) - len(rows); more > 0 {
		card.Foot = v.r.T("intake.household.more", "Count", more)
	}
	return card
}

// onOthers lists people of other family cards, each with why.
func (v *reviewing) onOthers(of register.Record, others []outsider, more int) any {
	var rows web.Lines
	for _, o := range others {
		tone := web.Neutral
		if o.why == outsideSibling {
			tone = web.Warn
		}
		say := []string{birthText(v.r, o.Birth), v.s.sexText(v.r, o.Sex)}
		if o.State != register.StateActive {
			say = append(say, v.r.T("register.state."+o.State))
		}
		if o.Village != of.Village {
			say = append(say, villageText(o.Village))
		}
		if len(o.with) > 0 {
			say = append(say, v.r.T("intake.outside.with", "Names", strings.Join(o.with[:min(len(o.with), mostOutside)], ", ")))
		}
		rows = append(rows, web.SumLine{What: []any{o.Name, web.Para{Text: joinDots(say), Small: true, Muted: true}},
			Value: web.Tag{Tone: tone, Text: "intake.outside." + o.why, Icon: web.NoIcon}})
	}
	card := web.Card{Title: "intake.outside", Body: []any{rows}, Flush: true}
	if more > 0 {
		card.Foot = v.r.T("intake.outside.more", "Count", more)
	}
	return card
}

// Colours of the map: those of the tokens in ui.css.
const (
	inkNavy   = "#1f2855"
	inkBlue   = "#196bcd"
	inkGrey   = "#76819a"
	paperTint = "#f7f9fc"
	white     = "#ffffff"
	inkWords  = "#4a546c"
)

// villagesApart draws two villages among those around them, with how far they
// lie apart as the crow flies; nothing where they are one, or a point is unknown.
func villagesApart(r *web.Request, a, b string) any {
	if a == b {
		return nil
	}
	lat1, lon1, ok1 := region.Point(region.Code(a))
	lat2, lon2, ok2 := region.Point(region.Code(b))
	if !ok1 || !ok2 {
		return nil
	}
	const perDegree = 111.2
	east := (lon2 - lon1) * math.Cos((lat1+lat2)/2*math.Pi/180)
	km := math.Hypot(lat2-lat1, east) * perDegree
	note := r.T("intake.apart.km", "A", region.Label(region.Code(a)), "B", region.Label(region.Code(b)), "Km", i18n.Decimal(r.Lang, km, 1))
	draw := func(width float64) template.HTML {
		c := villageMap(region.Code(a), region.Code(b), width)
		c.Title = note
		return template.HTML(c.SVG()) // #nosec: the canvas escapes every text
	}
	return web.Figure{Title: "intake.apart", SVG: draw(420), Narrow: draw(324), Note: note}
}

// villageMap sets two marked villages among the others of their kecamatan. The
// report's is 1, the candidate's 2.
func villageMap(a, b region.Code, width float64) *document.Canvas {
	const height, margin = 220.0, 30.0
	c := &document.Canvas{W: width, H: height}
	c.Add(document.Rect{W: width, H: height, Paint: document.Paint{Fill: paperTint}})
	south, north, west, east := 90.0, -90.0, 180.0, -180.0
	codes := []region.Code{a, b}
	for _, kecamatan := range []region.Code{a.At(region.Kecamatan), b.At(region.Kecamatan)} {
		for _, v := range region.Villages(kecamatan) {
			codes = append(codes, v.Code)
		}
	}
	for _, code := range codes {
		if lat, lon, ok := region.Point(code); ok {
			south, north, west, east = min(south, lat), max(north, lat), min(west, lon), max(east, lon)
		}
	}
	squeeze := math.Cos((south + north) / 2 * math.Pi / 180)
	scale := min((width-2*margin)/max(.01, (east-west)*squeeze), (height-2*margin)/max(.01, north-south))
	at := func(code region.Code) (document.Point, bool) {
		lat, lon, ok := region.Point(code)
		return document.Point{X: math.Round(width/2 + (lon-(west+east)/2)*squeeze*scale), Y: math.Round(height/2 - (lat-(south+north)/2)*scale)}, ok
	}
	for _, code := range codes[2:] {
		if p, ok := at(code); ok {
			c.Add(document.Circle{X: p.X, Y: p.Y, R: 3, Paint: document.Paint{Fill: white, Stroke: inkGrey, Width: 1.5}})
		}
	}
	p, _ := at(a)
	q, _ := at(b)
	marks := document.SpreadMarks([]document.Point{p, q}, 13, width, height)
	c.Add(document.Line{X1: p.X, Y1: p.Y, X2: q.X, Y2: q.Y, Paint: document.Paint{Stroke: inkBlue, Width: 2, Dash: []float64{4, 5}}})
	var labels []document.Label
	for i, code := range codes[:2] {
		c.Add(document.Circle{X: marks[i].X, Y: marks[i].Y, R: 11, Paint: document.Paint{Fill: white, Stroke: inkNavy, Width: 3}},
			document.Text{X: marks[i].X, Y: marks[i].Y + 5, S: strconv.Itoa(i + 1), Size: 13, Bold: true, Align: document.Center, Fill: inkNavy})
		labels = append(labels, document.Label{At: marks[i], R: 13, S: region.Name(code), Size: 13, Fill: inkWords})
	}
	c.AddLabels(labels, nil, [][]document.Point{{p, q}})
	return c
}
