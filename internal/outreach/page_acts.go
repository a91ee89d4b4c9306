package outreach

import (
	"strconv"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// after answers an act on a trip: the trip again, with what was done or with
// what stood in the way.
func (s *Service) after(r *web.Request, err error, flash string) (web.Response, error) {
	if refusedHere(err) {
		return s.showTrip(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/perjalanan/" + r.PathValue("trip")).Flash(flash), nil
}

func (s *Service) addPeople(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	in := StopIn{Kind: r.Text("jenis"), Point: r.Text("titik"), Companion: r.Text("pendamping")}
	for _, no := range r.Texts("warga") {
		id, err := s.Accounts.CaseByNumber(r.Context(), op.Scope, casefile.Scheduled, no)
		if err != nil {
			return nil, err
		}
		in.Cases = append(in.Cases, id)
	}
	err = s.AddStops(r.Context(), op, r.PathValue("trip"), in)
	return s.after(r, err, r.T("outreach.added", "Count", len(in.Cases)))
}

func (s *Service) removeStop(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	err = s.RemoveStop(r.Context(), op, r.PathValue("trip"), r.Text("perhentian"), "")
	return s.after(r, err, r.T("outreach.removed"))
}

func (s *Service) moveStop(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	if r.Text("cara") == "terdekat" {
		return s.after(r, s.OrderStops(r.Context(), op, r.PathValue("trip")), r.T("outreach.ordered"))
	}
	err = s.MoveStop(r.Context(), op, r.PathValue("trip"), r.Text("perhentian"), r.Text("turun") != "")
	return s.after(r, err, r.T("outreach.moved"))
}

func (s *Service) publishTrip(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	return s.after(r, s.Publish(r.Context(), op, r.PathValue("trip")), r.T("outreach.published"))
}

func (s *Service) startTrip(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	if err := s.Start(r.Context(), op, r.PathValue("trip")); err != nil {
		return nil, err
	}
	return web.Redirect("/lapangan").Flash(r.T("outreach.started")), nil
}

func (s *Service) cancelPage(r *web.Request) (web.Response, error) { return s.cancelForm(r, nil) }

func (s *Service) cancelForm(r *web.Request, problem error) (web.Response, error) {
	t, err := s.trip(r)
	if err != nil {
		return nil, err
	}
	if !t.Open() {
		return s.fixedPage(r, t, "outreach.cancel"), nil
	}
	path := "/perjalanan/" + t.ID
	f := web.Form{Action: path + "/batal", Fields: []any{
		&web.Radios{Label: web.Ask("sebab", "outreach.cancel.why").Must(), Options: options(r, "outreach.cancel.", Cancels, nil), Two: true},
	}, Buttons: []any{web.Button{Label: "outreach.cancel", Kind: web.Danger}, web.Button{Label: "outreach.back", Kind: web.Quiet, Href: path}}}
	return web.Page("", web.View{Title: "outreach.cancel", Lead: r.T("outreach.cancel.lead", "Count", t.People()), Shape: web.Narrow, Err: problem,
		Crumbs: []web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: tripTitle(r.Lang, t), Href: path}, {Label: "outreach.cancel"}},
		Body:   []any{f.Fill(r, problem)}}, nil), nil
}

func (s *Service) cancelTrip(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	err = s.Cancel(r.Context(), op, r.PathValue("trip"), r.Text("sebab"))
	if fault.Is(err, fault.Invalid) {
		return s.cancelForm(r, err)
	}
	return s.after(r, err, r.T("outreach.cancelled"))
}

func (s *Service) finishPage(r *web.Request) (web.Response, error) { return s.finishForm(r, nil) }

func (s *Service) finishForm(r *web.Request, problem error) (web.Response, error) {
	v, err := s.load(r)
	if err != nil {
		return nil, err
	}
	var left int
	if err := s.DB.View(r.Context(), func(tx *db.Tx) error { left, err = s.store.booked(tx, v.ID); return err }); err != nil {
		return nil, err
	}
	path := "/perjalanan/" + v.ID
	page := web.View{Title: "outreach.finish", Lead: tripTitle(r.Lang, v.Trip), Shape: web.Narrow, Err: problem,
		Crumbs: []web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: tripTitle(r.Lang, v.Trip), Href: path}, {Label: "outreach.finish"}}}
	if left > 0 {
		page.Body = []any{web.Notice{Tone: web.Warn, Strong: r.T("outreach.finish.left", "Count", left), Text: "outreach.finish.left.text"},
			web.Row{web.Button{Label: "outreach.go_field", Href: "/lapangan"}}}
		return web.Page("", page, nil), nil
	}
	var km int64 // what the day has said already is not asked again, only confirmed
	for _, d := range v.Driven {
		km += d.KM
	}
	cost := []any{&web.Input{Label: web.Ask("biaya", "outreach.finish.cost", "outreach.finish.cost.hint").Must(), Number: true, Width: "w12", Max: 12, Value: blankZero(v.Cost)}}
	if len(v.Costs) > 0 { // the lines are the cost: another sum here would say otherwise
		cost = []any{web.HiddenField{Name: "biaya", Value: strconv.FormatInt(v.Cost, 10)},
			web.Para{Text: r.T("outreach.costs.sum", "Money", i18n.Money(r.Lang, v.Cost))}, web.Link{Label: "outreach.costs", Href: path + "/rincian-biaya"}}
	}
	f := web.Form{Action: path + "/selesai", Fields: append([]any{
		&web.Input{Label: web.Ask("km", "outreach.finish.km", "outreach.finish.km.hint").Must(), Number: true, Width: "w6", Max: 4, Value: blankZero(km)},
	}, cost...), Buttons: []any{web.Button{Label: "outreach.finish.save"}, web.Button{Label: "outreach.back", Kind: web.Quiet, Href: path}}}
	page.Body = []any{f.Fill(r, problem)}
	return web.Page("", page, nil), nil
}

func (s *Service) finishTrip(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	in := FinishedBody{KM: number(r.Text("km")), Cost: number(r.Text("biaya"))}
	err = s.Finish(r.Context(), op, r.PathValue("trip"), in)
	if refusedHere(err) {
		return s.finishForm(r, err)
	}
	return s.after(r, err, r.T("outreach.finished"))
}

// number reads "486.000" and "Rp 486.000"; what is none is refused as -1.
func number(s string) int64 {
	if n, ok := i18n.Whole(s); ok {
		return n
	}
	return -1
}
