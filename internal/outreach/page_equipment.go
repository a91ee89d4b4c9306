package outreach

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

// LogEquipment notes how the kit and the vehicle did: whoever plans next sees a
// weak battery or a fault before the next team stands in a village with it.
func (s *Service) LogEquipment(ctx context.Context, op ledger.Op, trip string, in EquipmentBody) error {
	f := &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.equipment"}
	if in.Minutes < 0 || in.Minutes > 24*60 {
		f.With("jam", "fault.outreach.kit_hours")
	}
	if in.Battery < -1 || in.Battery > 100 {
		f.With("baterai", "fault.outreach.battery")
	}
	if !within(in.Faults, KitFaults) {
		f.With("gangguan", "fault.outreach.kit_faults")
	}
	if !slices.Contains(Conditions, in.Condition) {
		f.With("kendaraan", "fault.outreach.condition")
	}
	if len(f.Fields) > 0 {
		return f
	}
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		t, err := s.tripTx(tx, op.Scope, casefile.TripEquipment, trip)
		if err != nil {
			return nil, err
		}
		if t.State != Started && t.State != Finished {
			return nil, fault.New(fault.Conflict, "fault.outreach.not_started")
		}
		if t.Plan.Kit == "" {
			in.Minutes, in.Battery, in.Faults = 0, -1, nil
		}
		return []ledger.Draft{tripDraft(t, casefile.TripEquipment, in)}, nil
	})
	return err
}

// EquipmentRow is one entry of the log of a kit or vehicle.
type EquipmentRow struct {
	Day, Faults, Condition, Officer string
	Minutes, Battery                int
	At                              int64
}

// equipment lists the last entries of a kit or of a vehicle, the newest first.
func (s store) equipment(ctx context.Context, column, id string, limit int) (out []EquipmentRow, err error) {
	err = s.each(ctx, `SELECT day, faults, condition, officer, minutes, battery, at FROM trip_equipment
		WHERE office_id = $1 AND `+column+` = $2 ORDER BY day DESC, at DESC, event LIMIT $3`, []any{s.office, id, limit}, func(rows *db.Rows) error {
		var e EquipmentRow
		err := rows.Scan(&e.Day, &e.Faults, &e.Condition, &e.Officer, &e.Minutes, &e.Battery, &e.At)
		out = append(out, e)
		return err
	})
	return out, err
}

// lastWords say in one line how a kit or vehicle came home last; empty if
// nobody has logged it.
func (s *Service) lastWords(r *web.Request, column, id string) (string, error) {
	last, err := s.store.equipment(r.Context(), column, id, 1)
	if err != nil || len(last) == 0 {
		return "", err
	}
	e, parts := last[0], []string{i18n.ISODate(r.Lang, last[0].Day)}
	if column == "vehicle" {
		return strings.Join(append(parts, r.T("outreach.condition."+e.Condition)), ": "), nil
	}
	if e.Battery >= 0 {
		parts = append(parts, r.T("outreach.battery.left", "Percent", e.Battery))
	}
	if e.Faults != "" {
		parts = append(parts, listWords(r, "outreach.kitfault.", strings.Fields(e.Faults)))
	}
	return strings.Join(parts, " · "), nil
}

func (s *Service) equipmentPage(r *web.Request) (web.Response, error) { return s.equipmentForm(r, nil) }

func (s *Service) equipmentForm(r *web.Request, problem error) (web.Response, error) {
	v, err := s.load(r)
	if err != nil {
		return nil, err
	}
	path := "/perjalanan/" + v.ID
	page := web.View{Title: "outreach.equipment", Lead: tripTitle(r.Lang, v.Trip), Shape: web.Narrow, Err: problem,
		Crumbs: []web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: tripTitle(r.Lang, v.Trip), Href: path}, {Label: "outreach.equipment"}}}
	if v.State != Started && v.State != Finished {
		page.Body = []any{web.Notice{Text: "fault.outreach.not_started"}}
	} else {
		f := web.Form{Action: path + "/alat", Buttons: []any{web.Button{Label: "outreach.equipment.save"}, web.Button{Label: "outreach.back", Kind: web.Quiet, Href: path}}}
		if v.Plan.Kit != "" {
			f.Fields = []any{
				&web.Group{Label: web.Label{Label: nameOf(v.ref.Kits, v.Plan.Kit)}, Inline: true, Fields: []any{
					&web.Input{Label: web.Ask("jam", "outreach.kit.hours", "outreach.kit.hours.hint"), Width: "w4", Max: 4},
					&web.Input{Label: web.Ask("baterai", "outreach.battery", "outreach.battery.hint"), Number: true, Width: "w4", Max: 3}}},
				&web.Checks{Label: web.Ask("gangguan", "outreach.kit.faults", "outreach.kit.faults.hint"), Two: true, Options: options(r, "outreach.kitfault.", KitFaults, nil)}}
		}
		f.Fields = append(f.Fields, &web.Radios{Label: web.Ask("kendaraan", "outreach.condition", vehicleWords(v)).Must(), Options: options(r, "outreach.condition.", Conditions, nil)})
		page.Body = []any{f.Fill(r, problem)}
	}
	for _, log := range []struct{ column, id, title string }{{"kit", v.Plan.Kit, nameOf(v.ref.Kits, v.Plan.Kit)}, {"vehicle", v.Plan.Vehicle, vehicleWords(v)}} {
		if log.id == "" {
			continue
		}
		card, err := s.logCard(r, log.column, log.id, log.title)
		if err != nil {
			return nil, err
		}
		page.Aside = append(page.Aside, card)
	}
	return web.Page("", page, nil), nil
}

// logCard is the log of a kit or vehicle over its last trips.
func (s *Service) logCard(r *web.Request, column, id, title string) (web.Card, error) {
	rows, err := s.store.equipment(r.Context(), column, id, 8)
	if err != nil {
		return web.Card{}, err
	}
	var who []string
	for _, e := range rows {
		who = append(who, e.Officer)
	}
	names, err := s.Accounts.Names(r.Context(), account.ScopeOf(r), who)
	if err != nil {
		return web.Card{}, err
	}
	var line web.Timeline
	for _, e := range rows {
		m := web.Moment{Kind: "note", Strong: i18n.ISODate(r.Lang, e.Day), Meta: names[e.Officer] + ", " + i18n.DateTime(r.Lang, time.UnixMicro(e.At).In(s.Zone))}
		if column == "vehicle" {
			m.Text = r.T("outreach.condition." + e.Condition)
			if e.Condition == "broken" {
				m.Kind = "failed"
			}
		} else {
			m.Text = r.T("outreach.kit.was_on", "Hours", hoursWords(r, e.Minutes))
			if e.Battery >= 0 {
				m.Text += " · " + r.T("outreach.battery.left", "Percent", e.Battery)
			}
			if e.Faults != "" {
				m.Kind, m.Text = "failed", m.Text+" · "+listWords(r, "outreach.kitfault.", strings.Fields(e.Faults))
			}
		}
		line = append(line, m)
	}
	if len(line) == 0 {
		return web.Card{Title: title, Body: []any{web.Para{Text: "outreach.equipment.none", Muted: true, Small: true}}}, nil
	}
	return web.Card{Title: title, Body: []any{line}}, nil
}

func (s *Service) logEquipment(r *web.Request) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	in := EquipmentBody{Minutes: hoursIn(r.Text("jam")), Battery: -1, Faults: r.Texts("gangguan"), Condition: r.Text("kendaraan")}
	if b := r.Text("baterai"); b != "" {
		if in.Battery, err = strconv.Atoi(b); err != nil || in.Battery < 0 {
			in.Battery = 101 // refused at its field
		}
	}
	err = s.LogEquipment(r.Context(), op, r.PathValue("trip"), in)
	if refusedHere(err) {
		return s.equipmentForm(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/perjalanan/" + r.PathValue("trip") + "/alat").Flash(r.T("outreach.equipment.saved")), nil
}

// hoursIn reads "3", "3,5" and "3.5" hours as minutes; nothing is none, and what
// is no number is refused as -1.
func hoursIn(s string) int {
	if s == "" {
		return 0
	}
	h, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || !(h >= 0 && h <= 100) {
		return -1
	}
	return int(h*60 + 0.5)
}
