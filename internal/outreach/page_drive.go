package outreach

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// nowCards say where the team is and what comes next: one button, whom to call
// there, and who will be late. None before the team is on its way.
func (s *Service) nowCards(r *web.Request, v tripView) (out []any, err error) {
	if v.State != Started {
		return nil, nil
	}
	m, expected, back, err := s.expectedOf(r.Context(), v.Trip)
	if err != nil {
		return nil, err
	}
	for _, stop := range v.Stops {
		if stop.Late > 0 && stop.ArrivedAt == 0 {
			out = append(out, lateNotice(r, strconv.Itoa(v.number(stop.ID))+". ", stop, " "+r.T("outreach.late.told")))
		}
	}
	path := "/perjalanan/" + v.ID
	next := ""
	if len(expected) > 0 {
		next = expected[0].Stop
	}
	card := web.Card{}
	switch here, ok := v.here(); {
	case !ok: // on the way
		card.Title = r.T("outreach.drive.to", "Stop", s.stopTitle(r, v, next))
		arrive := back
		if len(expected) > 0 {
			arrive = expected[0].Arrive
		}
		card.Body = []any{web.Para{Text: r.T("outreach.drive.left", "From", clockWords(m.at(v.Away.Departed)), "To", clockWords(arrive))}}
		if next != "" {
			contact, err := s.contacts(r, v, next)
			if err != nil {
				return nil, err
			}
			card.Body = append(card.Body, contact)
		}
		card.Body = append(card.Body, web.Button{Label: "outreach.drive.arrived", Large: true, Post: path + "/tiba", Hidden: []web.Pair{{Name: "perhentian", Value: next}}})
	default:
		card.Title = r.T("outreach.drive.at", "Stop", s.stopTitle(r, v, here))
		kind := web.Primary
		if left := m.left[here]; left > 0 {
			kind = web.Secondary
			card.Body = append(card.Body, web.Para{Text: r.T("outreach.drive.waiting", "Count", left)})
		}
		go_ := r.T("outreach.drive.home")
		if next != "" {
			go_ = r.T("outreach.drive.next", "Stop", s.stopTitle(r, v, next))
			card.Body = append(card.Body, web.Para{Text: r.T("outreach.drive.expected", "To", clockWords(expected[0].Arrive)), Small: true, Muted: true})
		}
		if here != "" || next != "" {
			card.Body = append(card.Body, web.Button{Label: go_, Large: true, Kind: kind, Post: path + "/jalan", Hidden: []web.Pair{{Name: "perhentian", Value: here}}})
		}
	}
	card.Foot = web.Row{web.Link{Label: "outreach.trouble", Href: path + "/kendala"}, web.Link{Label: "outreach.rest", Href: path + "/sisa"}, web.Link{Label: "outreach.drive.clock", Href: path + "/jam"}}
	return append(out, card), nil
}

// lateNotice says of a stop how late the team will be, and what more is to be
// known by whoever looks.
func lateNotice(r *web.Request, number string, stop Stop, more string) web.Notice {
	return web.Notice{Tone: web.Warn, Strong: number + region.Label(region.Code(stop.Village)), Text: r.T("outreach.late", "Late", hoursWords(r, stop.Late), "To", clockWords(stop.LateAt)) + more}
}

// number is the place of a stop in its day, from 1.
func (v tripView) number(stop string) int {
	return 1 + slices.IndexFunc(v.Stops, func(s Stop) bool { return s.ID == stop })
}

// stopTitle is "2. Pringapus, Dongko"; the office where there is none.
func (s *Service) stopTitle(r *web.Request, v tripView, id string) string {
	stop, ok := v.Stop(id)
	if !ok {
		return r.T("outreach.ways.office")
	}
	top, _ := stopWords(r.Lang, stop, v.institutions)
	return strconv.Itoa(v.number(id)) + ". " + top
}

// expectedOf reads a trip as it is now and says when the team will be where.
func (s *Service) expectedOf(ctx context.Context, t Trip) (m moment, list []Expected, back int, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if m, err = s.moment(tx, t, s.Clock()); err != nil {
			return err
		}
		roads, err := s.roads(tx)
		if err == nil {
			list, back = roads.expect(m)
		}
		return err
	})
	return m, list, back, fault.Wrap("fault.internal", err)
}

// contacts are ways to reach whoever waits at a stop: a call, or a message whose
// words name nobody. A family's number stands in the case.
func (s *Service) contacts(r *web.Request, v tripView, id string) (any, error) {
	stop, _ := v.Stop(id)
	var list []web.Call
	if stop.Companion == "institution" || stop.Institution != "" {
		if c := v.institutions[stop.Institution]; c.Phone != "" {
			list = append(list, web.Call{Name: c.Name, Phone: c.Phone})
		}
	}
	if role, ok := map[string]authority.Role{"registrar": authority.Registrar, "companion": authority.Companion}[stop.Companion]; ok {
		people, err := s.Accounts.InRole(r.Context(), account.ScopeOf(r), role)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			if p.Phone != "" && slices.ContainsFunc(p.Areas, func(a string) bool { return a != "" && region.Code(a).Contains(region.Code(stop.Village)) }) {
				list = append(list, web.Call{Name: p.Name, Phone: p.Phone})
			}
		}
	}
	if len(list) == 0 {
		return web.Para{Text: r.T("outreach.contact.none", "Who", r.T("outreach.with."+stop.Companion)), Small: true, Muted: true}, nil
	}
	var out web.Stack
	for _, c := range list[:min(len(list), 3)] {
		out = append(out, c)
	}
	return out, nil
}

func driveIn(r *web.Request) DriveIn {
	in := DriveIn{Stop: r.Text("perhentian"), Clock: r.Clock("pukul")}
	if text := r.Text("km"); text != "" {
		in.KM = number(text)
	}
	return in
}

func (s *Service) arriveTrip(r *web.Request) (web.Response, error) {
	return s.afterDrive(r, "outreach.drive.arrival_saved", s.Arrive)
}

func (s *Service) departTrip(r *web.Request) (web.Response, error) {
	return s.afterDrive(r, "outreach.drive.departure_saved", s.Depart)
}

func (s *Service) afterDrive(r *web.Request, said string, act func(context.Context, ledger.Op, string, DriveIn) error) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	trip := r.PathValue("trip")
	err = act(r.Context(), op, trip, driveIn(r))
	if refusedHere(err) {
		return s.showClock(r, err)
	}
	if err != nil {
		return nil, err
	}
	to := "/lapangan"
	if r.Text("dari-jam") != "" {
		to = "/perjalanan/" + trip + "/jam"
	}
	return web.Redirect(to).Flash(r.T(said)), nil
}

func (s *Service) clockPage(r *web.Request) (web.Response, error) { return s.showClock(r, nil) }

// showClock corrects when the team left and came, and takes the odometer: nobody
// has the telephone in hand at every stop.
func (s *Service) showClock(r *web.Request, problem error) (web.Response, error) {
	v, err := s.load(r)
	if err != nil {
		return nil, err
	}
	path := "/perjalanan/" + v.ID
	page := web.View{Title: "outreach.drive.clock", Lead: tripTitle(r.Lang, v.Trip), Shape: web.Narrow, Err: problem,
		Crumbs: []web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: tripTitle(r.Lang, v.Trip), Href: path}, {Label: "outreach.drive.clock"}}}
	if v.State != Started {
		page.Body = []any{web.Notice{Text: "fault.outreach.not_started"}, web.Row{web.Button{Label: "outreach.back", Kind: web.Secondary, Href: path}}}
		return web.Page("", page, nil), nil
	}
	stops := []web.Option{{Value: "", Label: r.T("outreach.ways.office")}}
	for _, stop := range v.Stops {
		stops = append(stops, web.Option{Value: stop.ID, Label: s.stopTitle(r, v, stop.ID)})
	}
	form := func(what string, fields ...any) web.Form {
		return web.Form{Action: path + "/" + what, Hidden: []web.Pair{{Name: "dari-jam", Value: "ya"}}, Fields: append([]any{
			&web.Select{Label: web.Ask("perhentian", "outreach.stop"), Options: slices.Clone(stops)},
			&web.Input{Label: web.Ask("pukul", "outreach.drive.when", "outreach.drive.when.hint"), Width: "w6", Max: 5}}, fields...)}
	}
	arrived := form("tiba", &web.Input{Label: web.Ask("km", "outreach.drive.km", "outreach.drive.km.hint"), Number: true, Width: "w4", Max: 3})
	arrived.Buttons = []any{web.Button{Label: "outreach.drive.save_arrival"}}
	departed := form("jalan")
	departed.Buttons = []any{web.Button{Label: "outreach.drive.save_departure", Kind: web.Secondary}}
	if problem == nil || strings.HasSuffix(r.URL.Path, "/tiba") {
		arrived = arrived.Fill(r, problem)
	}
	if problem == nil || !strings.HasSuffix(r.URL.Path, "/tiba") {
		departed = departed.Fill(r, problem)
	}
	page.Body = []any{s.drivenCard(r, v), web.Card{Title: "outreach.drive.arrival", Body: []any{arrived}}, web.Card{Title: "outreach.drive.departure", Body: []any{departed}}}
	return web.Page("", page, nil), nil
}

// drivenCard sets the ways as they were driven beside those that were planned;
// nil before the first.
func (s *Service) drivenCard(r *web.Request, v tripView) any {
	if len(v.Driven) == 0 {
		return nil
	}
	t := web.Table{Caption: "outreach.driven", Head: []web.Col{{Label: "outreach.ways.way"}, {Label: "outreach.driven.clock"}, {Label: "outreach.driven.planned", Right: true},
		{Label: "outreach.ways.drove", Right: true}, {Label: "outreach.ways.km", Right: true}}}
	clock := func(micros int64) string { return i18n.Clock(r.Lang, time.UnixMicro(micros).In(s.Zone)) }
	var km int64
	minutes, planned := 0.0, 0.0
	for _, d := range v.Driven {
		took := float64(d.Arrived-d.Departed) / 60e6
		usual := v.roads.Way(v.Plan.Day, region.Code(d.FromArea), region.Code(d.ToArea))
		cells := []any{s.endOfLeg(r, v, d.From, d.FromArea) + " – " + s.endOfLeg(r, v, d.To, d.ToArea), clock(d.Departed) + "–" + clock(d.Arrived),
			i18n.Number(r.Lang, int64(usual.Minutes+0.5)), i18n.Number(r.Lang, int64(took+0.5)), i18n.Number(r.Lang, d.KM)}
		if d.KM == 0 {
			cells[4] = "–"
		}
		row := web.TableRow{Cells: cells}
		if d.Delay > 0 {
			cells[3] = web.Two{Top: i18n.Number(r.Lang, int64(took+0.5)), Sub: r.T("outreach.driven.delay", "Count", int(d.Delay))}
		}
		t.Rows = append(t.Rows, row)
		km, minutes, planned = km+d.KM, minutes+took, planned+usual.Minutes
	}
	foot := r.T("outreach.driven.sum", "Planned", hoursWords(r, int(planned+0.5)), "Drove", hoursWords(r, int(minutes+0.5)))
	if v.State == Finished {
		foot += " · " + r.T("outreach.driven.money", "PlannedKM", i18n.Number(r.Lang, int64(v.table.KM+0.5)), "KM", i18n.Number(r.Lang, v.KM),
			"Planned", i18n.Money(r.Lang, v.table.Cost(v.rate())), "Money", i18n.Money(r.Lang, v.Cost))
	} else if km > 0 {
		foot += " · " + i18n.Number(r.Lang, km) + " km"
	}
	return web.Card{Title: "outreach.driven", Body: []any{t}, Flush: true, Foot: foot}
}

// rate is what a km of the trip's vehicle costs, in rupiah; 0 is not known.
func (v tripView) rate() int64 {
	for _, c := range v.ref.Vehicles {
		if c.ID == v.Plan.Vehicle {
			return c.RupiahKM
		}
	}
	return 0
}

// endOfLeg names one end of a way that was driven, also of a stop that was taken
// out since.
func (s *Service) endOfLeg(r *web.Request, v tripView, stop, area string) string {
	if _, ok := v.Stop(stop); ok || stop == "" {
		return s.stopTitle(r, v, stop)
	}
	return region.Label(region.Code(area))
}

func (s *Service) troublePage(r *web.Request) (web.Response, error) { return s.showTrouble(r, nil) }

// showTrouble asks what holds the trip up and for how long.
func (s *Service) showTrouble(r *web.Request, problem error) (web.Response, error) {
	v, err := s.load(r)
	if err != nil {
		return nil, err
	}
	path := "/perjalanan/" + v.ID
	page := web.View{Title: "outreach.trouble", Lead: tripTitle(r.Lang, v.Trip), Shape: web.Narrow, Err: problem,
		Crumbs: []web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: tripTitle(r.Lang, v.Trip), Href: path}, {Label: "outreach.trouble"}}}
	if !v.Underway() {
		page.Body = []any{web.Notice{Text: "fault.outreach.not_published"}, web.Row{web.Button{Label: "outreach.back", Kind: web.Secondary, Href: path}}}
		return web.Page("", page, nil), nil
	}
	reasons := slices.DeleteFunc(slices.Clone(Troubles), func(x string) bool {
		return x == TroubleKitBack && !v.KitBroken || x == TroubleKit && (v.Plan.Kit == "" || v.KitBroken)
	})
	f := web.Form{Action: path + "/kendala", Fields: []any{
		&web.Radios{Label: web.Ask("sebab", "outreach.trouble.what").Must(), Options: options(r, "outreach.trouble.", reasons, nil)},
		&web.Input{Label: web.Ask("menit", "outreach.trouble.minutes", "outreach.trouble.minutes.hint"), Number: true, Width: "w4", Max: 3}},
		Buttons: []any{web.Button{Label: "outreach.trouble.save", Large: true}}}
	page.Body = []any{f.Fill(r, problem)}
	return web.Page("", page, nil), nil
}

func (s *Service) saveTrouble(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	minutes := int64(0)
	if text := r.Text("menit"); text != "" {
		minutes = number(text)
	}
	err = s.Trouble(r.Context(), op, r.PathValue("trip"), r.Text("sebab"), minutes)
	if refusedHere(err) {
		return s.showTrouble(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/perjalanan/" + r.PathValue("trip") + "/sisa").Flash(r.T("outreach.trouble.saved")), nil
}
