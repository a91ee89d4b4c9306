package outreach

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

const drivesShown = 12

func (s *Service) wayPage(r *web.Request) (web.Response, error) { return s.showWay(r, "", nil) }

// showWay is one way: what is known of it and from where, what people said of
// it, and the forms that change that. form names the one that was wrong.
func (s *Service) showWay(r *web.Request, form string, problem error) (web.Response, error) {
	a, b := region.Code(r.Text("dari")+r.Text("asal")), region.Code(r.Text("ke")+r.Text("tujuan"))
	if !s.ours(a) || !s.ours(b) || a == b {
		return web.Redirect(waysPath), nil
	}
	p := pairOf(a, b)
	k, err := s.known(r)
	if err != nil {
		return nil, err
	}
	var said roadRow
	for _, x := range k.rows {
		if x.pair == p {
			said = x
		}
	}
	history, err := s.wayHistory(r, p, said.Event)
	if err != nil {
		return nil, err
	}
	title := s.endWords(r, a) + " – " + s.endWords(r, b)
	v := web.View{Title: title, Lead: "outreach.way.lead", Err: problem,
		Crumbs: []web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: "outreach.ways", Href: waysPath}, {Label: title}}}
	wide := p[0].Contains(p[1]) // from a village to everywhere
	if !wide {
		v.Body = append(v.Body, s.wayFacts(r, k, p))
	}
	if said.Closed {
		v.Body = append(v.Body, web.Notice{Tone: web.Warn, Strong: "outreach.way.is_closed", Text: closedWords(r, Closure{pair: p, From: said.From, Until: said.Until, Reason: said.Reason})})
	}
	hidden := []web.Pair{{Name: "dari", Value: string(a)}, {Name: "ke", Value: string(b)}, {Name: "lihat", Value: said.Event}}
	fill := func(f web.Form, name string) web.Form {
		f.Hidden = hidden
		if problem != nil && name != form {
			return f
		}
		return f.Fill(r, problem)
	}
	if !wide {
		correct := web.Form{Action: waysPath + "/ruas", Fields: []any{
			&web.Input{Label: web.Ask("menit", "outreach.ways.minutes", "outreach.way.minutes.hint").Must(), Number: true, Width: "w4", Max: 3, Value: blankZero(said.Minutes)},
			&web.Input{Label: web.Ask("km", "outreach.ways.km", "outreach.way.km.hint"), Width: "w4", Max: 5, Value: kmText(said.Metres)}},
			Buttons: []any{web.Button{Label: "outreach.way.correct"}}}
		card := web.Card{Title: "outreach.way.correct.title", Body: []any{web.Para{Text: "outreach.way.correct.text", Small: true}, fill(correct, "betulkan")}}
		if said.Minutes > 0 {
			card.Foot = web.Button{Label: "outreach.way.free", Kind: web.Secondary, Post: waysPath + "/ruas", Hidden: append(hidden, web.Pair{Name: "lepas", Value: "ya"})}
		}
		v.Body = append(v.Body, card)
	}
	if said.Closed {
		v.Body = append(v.Body, web.Row{web.Button{Label: "outreach.way.open", Post: waysPath + "/buka", Hidden: hidden}})
	} else {
		closing := web.Form{Action: waysPath + "/tutup", Fields: []any{
			web.Day(web.Ask("mulai", "outreach.way.closed_from", "outreach.way.closed_from.hint").Must(), s.today()),
			web.Day(web.Ask("sampai", "outreach.way.closed_until", "outreach.way.closed_until.hint"), ""),
			&web.Radios{Label: web.Ask("sebab", "outreach.way.closed_why").Must(), Options: options(r, "outreach.closed.why.", ClosedReasons, nil), Two: true},
		}, Buttons: []any{web.Button{Label: "outreach.way.close", Kind: web.Secondary}}}
		v.Body = append(v.Body, web.Card{Title: "outreach.way.close.title", Body: []any{web.Para{Text: "outreach.way.close.text", Small: true}, fill(closing, "tutup")}})
	}
	v.Aside = append(v.Aside, web.Card{Title: "outreach.way.history", Body: []any{history}}, s.drivesCard(r, k, p), s.findCard(r, string(a), string(b)))
	return web.Page("", v, nil), nil
}

// wayFacts says how long the way takes now and what each source says of it.
func (s *Service) wayFacts(r *web.Request, k known, p pair) web.Card {
	w := k.Way(k.day, p[0], p[1])
	minutes := func(m float64) string {
		return r.T("outreach.way.minutes", "Count", int(m+0.5))
	}
	dry, wet := k.dry(endOf(p[0]), endOf(p[1]))
	facts := web.Facts{
		{Label: "outreach.way.today", Value: minutes(w.Minutes), Note: sourceWords(r, w)},
		{Label: "outreach.ways.km", Value: i18n.Decimal(r.Lang, w.KM, 1) + " km"},
		{Label: "outreach.ways.sure", Value: r.T("outreach.sure." + w.Sure()), Note: r.T("outreach.sure." + w.Sure() + ".text")},
	}
	if season := k.wet(); wet && len(season.Months) > 0 && season.Factor > 1 {
		facts = append(facts, web.Fact{Label: "outreach.way.seasons", Value: r.T("outreach.way.dry_wet", "Dry", minutes(dry.Minutes), "Wet", minutes(dry.Minutes*season.Factor))})
	}
	if c, ok := k.Roads.drives[pairOf(p[0], p[1])]; ok {
		facts = append(facts, web.Fact{Label: "outreach.way.drives", Value: r.T("outreach.way.median", "Count", c.n, "Median", minutes(c.median), "High", minutes(c.high)),
			Note: r.T("outreach.way.enough", "Count", enoughDrives)})
	}
	if c, ok := k.table.at(p[0], p[1]); ok {
		facts = append(facts, web.Fact{Label: "outreach.table", Value: minutes(c.minutes), Note: i18n.Decimal(r.Lang, c.km, 1) + " km"})
	}
	guess := estimateWay(p[0], p[1])
	facts = append(facts, web.Fact{Label: "outreach.way.guess", Value: minutes(guess.Minutes), Note: sourceWords(r, guess)})
	if near, ok := k.near[pairOf(p[0].At(region.Kecamatan), p[1].At(region.Kecamatan))]; ok && near.n >= enoughNear {
		facts = append(facts, web.Fact{Label: "outreach.way.near", Value: "× " + i18n.Decimal(r.Lang, near.high, 2), Note: r.T("outreach.source.adjusted", "Count", near.n)})
	}
	if guess.Coarse || guess.Source == FromNone {
		var missing []string
		for _, c := range p {
			if e := endOf(c); e.coarse || !e.placed {
				missing = append(missing, region.Label(c))
			}
		}
		return web.Card{Title: "outreach.way.now", Body: []any{facts, web.Notice{Tone: web.Warn, Strong: r.T("outreach.way.unplaced", "Area", strings.Join(missing, ", ")), Text: "outreach.way.unplaced.text"}}}
	}
	return web.Card{Title: "outreach.way.now", Body: []any{facts}}
}

// wayHistory is who said what of the way and when, the newest with its undo.
func (s *Service) wayHistory(r *web.Request, p pair, newest string) (any, error) {
	list, err := s.store.changes(r.Context(), p.id(), 30)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return web.Para{Text: "outreach.way.history.none", Muted: true, Small: true}, nil
	}
	line, err := s.changeLine(r, list)
	if err != nil {
		return nil, err
	}
	return web.Stack{line, web.Button{Label: "outreach.way.undo", Kind: web.Secondary, Small: true, Post: waysPath + "/urung",
		Hidden: []web.Pair{{Name: "dari", Value: string(p[0])}, {Name: "ke", Value: string(p[1])}, {Name: "lihat", Value: newest}}}}, nil
}

// changeLine is the history in words.
func (s *Service) changeLine(r *web.Request, list []roadChange) (web.Timeline, error) {
	var who []string
	for _, c := range list {
		who = append(who, c.actor)
	}
	names, err := s.namesOf(r, who)
	if err != nil {
		return nil, err
	}
	var out web.Timeline
	for _, c := range list {
		m := web.Moment{Kind: "note", Strong: r.T("outreach.change." + c.what), Meta: cmp.Or(names[c.actor], c.actor) + ", " + i18n.DateTime(r.Lang, time.UnixMicro(c.at).In(s.Zone))}
		if c.undoes {
			m.Strong = r.T("outreach.change.undone")
		}
		switch c.what {
		case "corrected":
			m.Text = r.T("outreach.way.minutes", "Count", int(c.minutes))
			if c.metres > 0 {
				m.Text += ", " + i18n.Decimal(r.Lang, float64(c.metres)/1000, 1) + " km"
			}
		case "closed":
			m.Kind, m.Text = "failed", closedWords(r, Closure{From: c.from, Until: c.until, Reason: c.reason})
		case "season":
			m.Text = r.T("outreach.season.now", "Months", monthsWords(r.Lang, monthsOf(c.reason)), "Percent", int(c.minutes-100))
		case "table":
			m.Text = r.T("outreach.table.words", "Sort", r.T("outreach.table.sort."+c.reason), "Places", int(c.minutes), "Cells", int(c.metres))
		}
		out = append(out, m)
	}
	return out, nil
}

// drivesCard lists the last drives between the two places, those that do not
// count with why.
func (s *Service) drivesCard(r *web.Request, k known, p pair) web.Card {
	card := web.Card{Title: "outreach.way.drives"}
	var lines web.Lines
	for _, d := range k.drives {
		if pairOf(d.From, d.To) != p || len(lines) == drivesShown {
			continue
		}
		line := web.SumLine{What: web.Link{Label: i18n.ISODate(r.Lang, d.Day), Href: "/perjalanan/" + d.Trip, Small: true}, Value: r.T("outreach.way.minutes", "Count", int(d.Minutes+0.5))}
		if why := d.Aside(k.wet()); why != "" {
			line.Value = web.Stack{line.Value, web.Tag{Tone: web.Warn, Text: r.T("outreach.aside." + why)}}
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		card.Body = []any{web.Para{Text: "outreach.way.drives.none", Small: true, Muted: true}}
		return card
	}
	card.Flush, card.Body = true, []any{lines}
	return card
}

func blankZero(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func kmText(metres int64) string {
	if metres == 0 {
		return ""
	}
	return strings.Replace(strconv.FormatFloat(float64(metres)/1000, 'f', -1, 64), ".", ",", 1)
}

func roadIn(r *web.Request) RoadIn {
	return RoadIn{A: r.Text("dari"), B: r.Text("ke"), Shown: r.Text("lihat")}
}

func (s *Service) correctWay(r *web.Request) (web.Response, error) {
	in := roadIn(r)
	said := "outreach.way.corrected"
	if r.Text("lepas") != "" {
		said = "outreach.way.freed"
	} else {
		if in.Minutes = number(r.Text("menit")); in.Minutes == 0 {
			in.Minutes = -1 // a way takes time; taking the correction back is another button
		}
		if text := r.Text("km"); text != "" {
			km, ok := decimal(text)
			if in.Metres = int64(km*1000 + 0.5); !ok || km <= 0 || km > mostWayKM {
				in.Metres = -1
			}
		}
	}
	return s.afterWay(r, "betulkan", said, in, s.CorrectRoad)
}

func (s *Service) closeWay(r *web.Request) (web.Response, error) {
	in := roadIn(r)
	in.From, in.Until, in.Reason = r.Day("mulai"), r.Day("sampai"), r.Text("sebab")
	return s.afterWay(r, "tutup", "outreach.way.closed", in, s.CloseRoad)
}

func (s *Service) openWay(r *web.Request) (web.Response, error) {
	return s.afterWay(r, "buka", "outreach.way.opened", roadIn(r), s.OpenRoad)
}

func (s *Service) undoWay(r *web.Request) (web.Response, error) {
	return s.afterWay(r, "urung", "outreach.way.undone", roadIn(r), s.UndoRoad)
}

func (s *Service) afterWay(r *web.Request, form, said string, in RoadIn, act roadAct) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	err = act(r.Context(), op, in)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return s.showWay(r, form, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect(wayPath(pair{region.Code(in.A), region.Code(in.B)})).Flash(r.T(said)), nil
}
