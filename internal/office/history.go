package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// longValue is how much of a setting its history keeps; a logo is known by its
// hash.
const longValue = 400

// stated is an entry as one change left it.
type stated struct {
	ChangedBody
	Value string         `json:"value,omitempty"`
	Count map[string]int `json:"areas_n,omitempty"` // how many areas a newer list brought, renamed and took away
}

// stateOf writes it for the history.
func stateOf(id string, b ChangedBody, p ChangedPersonal) string {
	v := p.Value
	if id == SettingLogo && v != "" || len(v) > longValue {
		sum := sha256.Sum256([]byte(v))
		v = pictureMark + hex.EncodeToString(sum[:6])
	}
	var count map[string]int
	for _, a := range b.Areas {
		if count == nil {
			count = map[string]int{}
		}
		count[a.Change]++
	}
	b.Areas = nil // they stand on their own page
	text, err := json.Marshal(stated{b, v, count})
	if err != nil {
		return ""
	}
	return string(text)
}

const pictureMark = "picture:"

// Change is one line of the history: what an entry was before it and after.
type Change struct {
	ID, What  string
	Event     string
	At        time.Time
	Actor     string // name, or the id of a system scope
	Name      string
	First     bool
	Old, Now  stated
	oldValues []string
	newValues []string
	fields    []string
}

// history lists the changes of one entry, or of all where id is empty, the
// newest first.
func (s *Service) history(ctx context.Context, id string) ([]Change, error) {
	rows, err := s.d.DB.Query(ctx, `SELECT c.reference_id, c.what, c.event, c.changed_at, COALESCE(u.name, c.actor), c.name, c.state FROM reference_change c
		LEFT JOIN account_user u ON u.office_id = c.office_id AND u.user_id = c.actor
		WHERE c.office_id = $1 AND (CAST($2 AS TEXT) = '' OR c.reference_id = $2) ORDER BY c.changed_at, c.event`, s.d.Office, id)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []Change
	last := map[string]stated{}
	for rows.Next() {
		var c Change
		var at int64
		var state string
		if err := rows.Scan(&c.ID, &c.What, &c.Event, &at, &c.Actor, &c.Name, &state); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		if state != "" {
			if err := json.Unmarshal([]byte(state), &c.Now); err != nil {
				return nil, fault.Wrap("fault.internal", err)
			}
		}
		old, before := last[c.ID]
		c.At, c.Old, c.First = db.FromMicros(at), old, !before
		last[c.ID] = c.Now
		out = append(out, c)
	}
	slices.Reverse(out)
	return out, fault.Wrap("fault.internal", rows.Err())
}

// compare names the fields that a change touched, with both values in words.
func (c *Change) compare(r *web.Request, names map[string]string) {
	add := func(field, old, now string) {
		if old != now {
			c.fields, c.oldValues, c.newValues = append(c.fields, field), append(c.oldValues, old), append(c.newValues, now)
		}
	}
	o, n := c.Old, c.Now
	word := func(prefix, code string) string {
		if code == "" {
			return ""
		}
		return r.T(prefix + code)
	}
	people := func(ids []string) string {
		out := make([]string, 0, len(ids))
		for _, id := range ids {
			out = append(out, or(names[id], id))
		}
		return strings.Join(out, ", ")
	}
	place := func(code string) string {
		if code == "" {
			return ""
		}
		return region.Label(region.Code(code))
	}
	used := func(s stated) string {
		switch {
		case s.What == "" || s.What == Setting:
			return ""
		case s.Active:
			return r.T("office.state.used")
		}
		return r.T("office.state.unused")
	}
	what := "office." + c.What
	add("office.field.value", settingValue(r, o.Value), settingValue(r, n.Value))
	add("office.name", o.Name, n.Name)
	add(what+".kind", word(what+".kind.", o.Kind), word(what+".kind.", n.Kind))
	add("office.institution.village", place(o.Village), place(n.Village))
	add("office.institution.address", o.Address, n.Address)
	add("office.institution.point", o.Point, n.Point)
	add("office.institution.phone", o.Phone, n.Phone)
	add("office.institution.hours", o.Hours, n.Hours)
	add("office.hours.days", daysInWords(r, o.VisitDays), daysInWords(r, n.VisitDays))
	add("office.hours.from", o.VisitFrom, n.VisitFrom)
	add("office.hours.to", o.VisitTo, n.VisitTo)
	add("office.field.members", people(o.Members), people(n.Members))
	add("office.field.lead", or(names[o.Lead], o.Lead), or(names[n.Lead], n.Lead))
	add("office.kit.serial", o.Serial, n.Serial)
	add("office.kit.condition", word("office.kit.condition.", o.Condition), word("office.kit.condition.", n.Condition))
	add("office.vehicle.plate", o.Plate, n.Plate)
	if c.What == Boundary {
		add("office.boundary.areas", number(o.Seats), number(n.Seats))
		add("office.boundary.print", o.Number, n.Number)
		return
	}
	if c.What == Register {
		add("office.register.taken_on", i18n.ISODate(r.Lang, o.From), i18n.ISODate(r.Lang, n.From))
		add("office.register.note", o.Note, n.Note)
		add("office.register.good", number(o.Seats), number(n.Seats))
		add("office.state", used(o), used(n))
		return
	}
	add("office.vehicle.seats", number(o.Seats), number(n.Seats))
	add("office.vehicle.cost", number(o.RupiahKM), number(n.RupiahKM))
	add("office.agreement.number", o.Number, n.Number)
	add("office.agreement.partner", o.Partner, n.Partner)
	add("office.agreement.from", i18n.ISODate(r.Lang, o.From), i18n.ISODate(r.Lang, n.From))
	add("office.agreement.until", i18n.ISODate(r.Lang, o.Until), i18n.ISODate(r.Lang, n.Until))
	if n.Note != "" {
		add("office.kit.note", "", n.Note)
	}
	add("office.state", used(o), used(n))
}

func settingValue(r *web.Request, v string) string {
	if strings.HasPrefix(v, pictureMark) {
		return r.T("office.changes.picture") + " " + strings.TrimPrefix(v, pictureMark)
	}
	return v
}

// areas says from which list to which, and how many areas that concerned. The first
// one came after the list that the program brings.
func (c *Change) areas(r *web.Request) (fields, before, then []string) {
	if c.Now.Name != "" {
		fields, then = append(fields, "office.areas.edition"), append(then, c.Now.Name)
		before = append(before, or(c.Old.Name, r.T("office.areas.built_in")))
	}
	n := func(change string) string {
		return r.T("office.areas.is."+change) + " " + i18n.Number(r.Lang, int64(c.Now.Count[change]))
	}
	fields = append(fields, "office.areas.changes")
	return fields, before, append(then, n(AreaNew)+", "+n(AreaRenamed)+", "+n(AreaGone))
}

// memberNames are the names of everybody in the changes.
func (s *Service) memberNames(r *web.Request, changes []Change) (map[string]string, error) {
	var ids []string
	for _, c := range changes {
		for _, st := range []stated{c.Old, c.Now} {
			ids = append(append(ids, st.Members...), st.Lead)
		}
	}
	return s.d.Accounts.Names(r.Context(), account.ScopeOf(r), ids)
}

// timeline is the history of one entry.
func (s *Service) timeline(r *web.Request, id string) (web.Timeline, error) {
	history, err := s.history(r.Context(), id)
	if err != nil {
		return nil, err
	}
	return s.moments(r, history)
}

// moments tells the changes of one entry.
func (s *Service) moments(r *web.Request, history []Change) (web.Timeline, error) {
	names, err := s.memberNames(r, history)
	if err != nil {
		return nil, err
	}
	var out web.Timeline
	for _, c := range history {
		what := "office.change.changed"
		switch {
		case c.First:
			what = "office.change.added"
		case c.Now.Active != c.Old.Active && c.Now.Active:
			what = "office.change.used"
		case c.Now.Active != c.Old.Active:
			what = "office.change.unused"
		}
		m := web.Moment{Kind: "note", Strong: r.T(what), Meta: s.whenAndWho(r, c.At, c.Actor)}
		if !c.First {
			c.compare(r, names)
			var parts []string
			for i, f := range c.fields {
				if f != "office.state" {
					parts = append(parts, r.T("office.change.from_to", "Field", r.T(f), "Old", or(c.oldValues[i], r.T("office.changes.empty")),
						"New", or(c.newValues[i], r.T("office.changes.empty"))))
				}
			}
			m.Text = strings.Join(parts, "; ")
		}
		out = append(out, m)
	}
	return out, nil
}

func (s *Service) whenAndWho(r *web.Request, at time.Time, actor string) string {
	return i18n.DateTime(r.Lang, at.In(r.Now().Location())) + " · " + who(r, actor)
}

// who names an actor; what the program did by itself is the program's.
func who(r *web.Request, actor string) string {
	if strings.HasPrefix(actor, "system:") {
		return r.T(authority.System.Key())
	}
	return actor
}

// entryName is what the history calls the thing that changed.
func (s *Service) entryName(r *web.Request, c Change) string {
	switch c.What {
	case Setting:
		if slices.Contains(s.ruleKeys(), c.ID) {
			return r.T("office.rules") // which one, only those read who may read of health
		}
		return r.T(settingLabel(c.ID))
	case Areas, Boundary:
		return r.T("office." + c.What)
	}
	return or(c.Name, c.ID)
}

const changesAPage = 50

// userSort is the kind of change that is a person's rights.
const userSort = "user"

// line is one row of the page of all changes.
type line struct {
	at                   time.Time
	actor, on, sort      string
	fields, before, then []string
	same                 bool // nothing of what is kept changed
}

// historyPage lists every change of a right, of the office's data or of a
// setting.
func (s *Service) historyPage(r *web.Request) (web.Response, error) {
	kinds := []string{userSort, Setting, Register}
	for _, t := range sorts {
		kinds = append(kinds, t.what)
	}
	sel := &web.Select{Label: web.Ask("jenis", "office.changes.sort"), Blank: "office.changes.sort.all", Small: true}
	on := r.Text("jenis")
	for _, k := range kinds {
		label := "office." + k + ".title"
		if k == userSort || k == Setting {
			label = "office.changes.sort." + k
		}
		sel.Options = append(sel.Options, web.Option{Value: k, Label: label, On: k == on})
	}
	lines, err := s.allChanges(r, on)
	if err != nil {
		return nil, err
	}
	offset, pages := web.Paginate(r, changesAPage)
	pages.Total = len(lines)
	table := web.Table{Caption: "office.changes", Head: []web.Col{{Label: "office.changes.when"}, {Label: "office.changes.on"},
		{Label: "office.changes.old"}, {Label: "office.changes.new"}},
		Empty: &web.Empty{Icon: "list", Title: "office.changes.none", Text: "office.changes.none.text"}}
	for _, l := range lines[min(offset, len(lines)):min(offset+changesAPage, len(lines))] {
		table.Rows = append(table.Rows, web.TableRow{Cells: []any{
			web.Two{Top: i18n.DateTime(r.Lang, l.at.In(r.Now().Location())), Sub: who(r, l.actor)},
			web.Two{Top: l.on, Sub: l.sort}, l.values(r, l.before), l.values(r, l.then)}})
	}
	return web.Page("", web.View{Title: "office.changes", Lead: "office.changes.lead",
		Crumbs: crumbs(r, web.Crumb{Label: "office.changes"}),
		Body: []any{web.Filters{Action: "/admin/riwayat", Selects: []*web.Select{sel}},
			web.Card{Body: []any{table}, Foot: pages, Flush: true}}}, nil), nil
}

func (l line) values(r *web.Request, values []string) string {
	if l.same {
		return "–"
	}
	if len(values) == 0 {
		return r.T("office.changes.nothing")
	}
	var out []string
	for i, v := range values {
		out = append(out, r.T(l.fields[i])+": "+or(v, r.T("office.changes.empty")))
	}
	return strings.Join(out, "; ")
}

func (s *Service) allChanges(r *web.Request, sort string) ([]line, error) {
	var out []line
	if sort != userSort {
		changes, err := s.history(r.Context(), "")
		if err != nil {
			return nil, err
		}
		names, err := s.memberNames(r, changes)
		if err != nil {
			return nil, err
		}
		for _, c := range changes {
			if sort != "" && c.What != sort && !(sort == Setting && (c.What == Areas || c.What == Boundary)) {
				continue
			}
			c.compare(r, names)
			label := r.T("office." + c.What + ".title")
			switch c.What {
			case Setting, Areas, Boundary:
				label = r.T("office.changes.sort.setting")
			}
			l := line{at: c.At, actor: c.Actor, on: s.entryName(r, c), sort: label, fields: c.fields, before: c.oldValues, then: c.newValues}
			if c.First {
				l.before = nil
			}
			if c.What == Areas {
				l.fields, l.before, l.then = c.areas(r)
			}
			out = append(out, l)
		}
	}
	if sort == "" || sort == userSort {
		rights, err := s.d.Accounts.RightsChanges(r.Context(), account.ScopeOf(r))
		if err != nil {
			return nil, err
		}
		for _, c := range rights {
			l := line{at: c.At, actor: c.Actor, on: c.Name, sort: r.T("account.change." + c.Change), fields: []string{"office.field.role", "office.field.place", "office.field.state"}}
			words := func(x account.RightChange) []string {
				state := "account.state.active"
				if x.Disabled {
					state = "account.state.disabled"
				}
				var places []string
				for _, a := range x.Areas {
					places = append(places, region.Label(region.Code(a)))
				}
				for _, p := range []string{x.Agency, x.Institution} {
					if p != "" {
						places = append(places, p)
					}
				}
				return []string{r.T(x.Role.Key()), strings.Join(places, ", "), r.T(state)}
			}
			if l.then = words(c.RightChange); c.Before != nil {
				l.before = words(*c.Before)
			}
			l.onlyChanged()
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b line) int { return b.at.Compare(a.at) })
	return out, nil
}

// onlyChanged leaves out what a change did not touch.
func (l *line) onlyChanged() {
	var fields, before, then []string
	for i, f := range l.fields {
		switch {
		case l.before == nil && l.then[i] == "":
			continue
		case l.before != nil && l.before[i] == l.then[i]:
			continue
		case l.before != nil:
			before = append(before, l.before[i])
		}
		fields, then = append(fields, f), append(then, l.then[i])
	}
	l.same = l.before != nil && len(fields) == 0
	l.fields, l.before, l.then = fields, before, then
}

// kitTrips lists the trips that carried a kit, the newest first.
func (s *Service) kitTrips(r *web.Request, kit string) (any, error) {
	rows, err := s.d.DB.Query(r.Context(), `SELECT t.trip_id, t.day, t.area, COALESCE(m.name, t.team), COALESCE(l.minutes, 0), COALESCE(l.battery, -1), COALESCE(l.faults, '')
		FROM outreach_v_trip t
		LEFT JOIN outreach_v_equipment l ON l.office_id = t.office_id AND l.trip_id = t.trip_id AND l.kit = t.kit
			AND NOT EXISTS (SELECT 1 FROM outreach_v_equipment later WHERE later.office_id = l.office_id AND later.trip_id = l.trip_id
				AND (later.at > l.at OR later.at = l.at AND later.event > l.event))
		LEFT JOIN office_v_team m ON m.office_id = t.office_id AND m.team_id = t.team
		WHERE t.office_id = $1 AND t.kit = $2 AND t.state IN ('published', 'started', 'finished') ORDER BY t.day DESC, t.trip_id`, s.d.Office, kit)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out web.Timeline
	n := 0
	for rows.Next() {
		var id, day, area, team, faults string
		var minutes, battery int
		if err := rows.Scan(&id, &day, &area, &team, &minutes, &battery, &faults); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		if n++; n > kitTripsShown {
			continue
		}
		m := web.Moment{Kind: "note", Strong: i18n.ISODate(r.Lang, day), Text: region.Label(region.Code(area)), Meta: team}
		if minutes > 0 {
			m.Text += " · " + r.T("office.kit.log.minutes", "H", minutes/60, "M", minutes%60)
		}
		if battery >= 0 {
			m.Text += " · " + r.T("outreach.battery.left", "Percent", battery)
		}
		for _, f := range strings.Fields(faults) {
			m.Kind, m.Text = "failed", m.Text+" · "+r.T("outreach.kitfault."+f)
		}
		out = append(out, m)
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	switch {
	case n == 0:
		return web.Para{Text: "office.kit.trips.none", Muted: true}, nil
	case n > kitTripsShown:
		return web.Stack{out, web.Para{Text: r.T("office.kit.trips.more", "Count", strconv.Itoa(n)), Small: true}}, nil
	}
	return out, nil
}

const kitTripsShown = 10
