package outreach

import (
	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// confirmPage asks whether somebody will be at the stops: the companion or
// registrar at those of the own area, the coordinator at all.
func (s *Service) confirmPage(r *web.Request) (web.Response, error) {
	v, err := s.load(r)
	if err != nil {
		return nil, err
	}
	if stop, ok := v.Stop(r.Text("perhentian")); ok {
		return s.proposePage(r, v, stop, nil)
	}
	return s.neighbourPage(r, v)
}

// proposePage asks which other day would suit, instead of a bare refusal.
func (s *Service) proposePage(r *web.Request, v tripView, stop Stop, problem error) (web.Response, error) {
	path := "/perjalanan/" + v.ID + "/hadir"
	top, _ := stopWords(r.Lang, stop, v.institutions)
	page := web.View{Title: "outreach.propose", Lead: top + " · " + dayWords(r.Lang, v.Plan.Day), Shape: web.Narrow, Err: problem,
		Crumbs: []web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: tripTitle(r.Lang, v.Trip), Href: path}, {Label: "outreach.propose"}}}
	f := web.Form{Action: path, Hidden: []web.Pair{{Name: "perhentian", Value: stop.ID}, {Name: "jawaban", Value: OtherDay}}, Fields: []any{
		web.Day(web.Ask("hari", "outreach.propose.day", "outreach.propose.day.hint").Must(), stop.AnswerDay)},
		Buttons: []any{web.Button{Label: "outreach.propose.save"}, web.Button{Label: "outreach.back", Kind: web.Quiet, Href: path}}}
	page.Body = []any{f.Fill(r, problem)}
	return web.Page("", page, nil), nil
}

// neighbourPage is a trip as the village sees it: when, where, how many people;
// nobody's name.
func (s *Service) neighbourPage(r *web.Request, v tripView) (web.Response, error) {
	may := authority.Reaches(authority.Role(account.ScopeOf(r).Role), casefile.TripConfirmed) != authority.None
	page := web.View{Title: tripTitle(r.Lang, v.Trip), Lead: "outreach.neighbour.lead", Shape: web.Narrow,
		Tags:   []web.Tag{stateTag(r, v.State)},
		Crumbs: []web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: region.Name(region.Code(v.Plan.Area))}}}
	if v.State == Cancelled {
		page.Body = append(page.Body, web.Notice{Tone: web.Warn, Text: r.T("outreach.cancelled_because", "Why", r.T("outreach.cancel."+v.Reason))})
	}
	// The hours of the day follow from all stops, not only from those shown.
	whole, err := s.wholeDay(r)
	if err != nil {
		return nil, err
	}
	roads, err := s.Roads(r.Context())
	if err != nil {
		return nil, err
	}
	slots := roads.Estimate(whole.Plan.Day, s.home(), whole.Plan.Depart, whole.Stops).Slots
	for i, stop := range whole.Stops {
		if _, mine := v.Stop(stop.ID); !mine {
			continue
		}
		top, sub := stopWords(r.Lang, stop, v.institutions)
		card := web.Card{Title: top, Link: answerTag(r, v.Trip, stop), Body: []any{web.Facts{
			{Label: "outreach.neighbour.where", Value: region.Label(region.Code(stop.Village)), Note: sub},
			{Label: "outreach.time", Value: r.T("outreach.about", "From", clockWords(slots[i].Arrive), "To", clockWords(slots[i].Leave))},
			{Label: "outreach.people", Value: r.T("outreach.persons", "Count", len(stop.Cases))},
			{Label: "outreach.companion", Value: r.T("outreach.with." + stop.Companion)},
			{Label: "outreach.team", Value: nameOf(v.ref.Teams, v.Plan.Team)},
		}}}
		if stop.Late > 0 && stop.ArrivedAt == 0 && v.State == Started {
			card.Body = append([]any{lateNotice(r, "", stop, "")}, card.Body...)
		}
		if may && v.Underway() && v.State == Published {
			path := "/perjalanan/" + v.ID + "/hadir"
			at := web.Pair{Name: "perhentian", Value: stop.ID}
			card.Foot = web.Row{
				web.Button{Label: "outreach.confirm.yes", Post: path, Hidden: []web.Pair{at, {Name: "jawaban", Value: Yes}}},
				web.Button{Label: "outreach.propose", Kind: web.Secondary, Href: path + "?perhentian=" + stop.ID},
				web.Button{Label: "outreach.confirm.no", Kind: web.Secondary, Post: path, Hidden: []web.Pair{at, {Name: "jawaban", Value: No}}},
			}
		}
		page.Body = append(page.Body, card)
	}
	page.Aside = []any{web.Card{Title: "outreach.neighbour.help", Body: []any{web.Para{Text: "outreach.neighbour.help.text", Small: true}}}}
	return web.Page("", page, nil), nil
}

func (s *Service) wholeDay(r *web.Request) (Trip, error) {
	events, err := s.Ledger.History(r.Context(), account.ScopeOf(r), ledger.Subject{Kind: casefile.KindTrip, ID: r.PathValue("trip")})
	t, _ := Fold(r.PathValue("trip"), events)
	return t, err
}

func (s *Service) confirm(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	in := ConfirmedBody{Stop: r.Text("perhentian"), Answer: r.Text("jawaban"), Day: r.Day("hari")}
	err = s.Confirm(r.Context(), op, r.PathValue("trip"), in)
	if fault.Is(err, fault.Invalid) && in.Answer == OtherDay {
		v, e := s.load(r)
		if e != nil {
			return nil, e
		}
		if stop, ok := v.Stop(in.Stop); ok {
			return s.proposePage(r, v, stop, err)
		}
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/perjalanan/" + r.PathValue("trip") + "/hadir").Flash(r.T("outreach.confirmed." + in.Answer)), nil
}
