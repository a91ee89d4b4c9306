package office

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

// VisitHours is when an institution can be visited.
type VisitHours struct {
	Days     []string // "1" is Monday; none: not known
	From, To string   // 09:00
	Words    string   // what a clock does not say: "lewat pos jaga"
	Shown    string   // the change of the institution that the form showed; "": it is not asked
}

// of is an institution with these hours.
func (h VisitHours) of(b ChangedBody) ChangedBody {
	b.VisitDays, b.VisitFrom, b.VisitTo, b.Hours = h.Days, h.From, h.To, h.Words
	return b
}

// hoursOf is what the form of the hours shows.
func hoursOf(b ChangedBody) ChangedBody {
	return VisitHours{Days: b.VisitDays, From: b.VisitFrom, To: b.VisitTo, Words: b.Hours}.of(ChangedBody{})
}

var clockShape = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)

// weekdays are the codes of the days, Monday first.
func weekdays() []string { return []string{"1", "2", "3", "4", "5", "6", "7"} }

// checkHours refuses hours that no visit could keep to. Hours may be unknown;
// half known ones would tell a planner something that nobody said.
func (b ChangedBody) checkHours(f *fault.Fault) {
	for _, d := range b.VisitDays {
		if !slices.Contains(weekdays(), d) {
			f.With("hari", "fault.office.days")
			return
		}
	}
	if len(b.VisitDays) == 0 && b.VisitFrom == "" && b.VisitTo == "" {
		return
	}
	if len(b.VisitDays) == 0 {
		f.With("hari", "fault.office.days")
	}
	for name, at := range map[string]string{"dari": b.VisitFrom, "sampai": b.VisitTo} {
		if !clockShape.MatchString(at) {
			f.With(name, "fault.office.clock")
		}
	}
	if clockShape.MatchString(b.VisitFrom) && clockShape.MatchString(b.VisitTo) && b.VisitFrom >= b.VisitTo {
		f.With("sampai", "fault.office.clock_order")
	}
}

// SaveHours states anew when an institution can be visited. Its own contact may
// do that, and nothing else of the reference data.
func (s *Service) SaveHours(ctx context.Context, op ledger.Op, id string, h VisitHours) error {
	if err := authority.Allowed("institution.hours", account.ActorOf(op.Scope), authority.Target{Institution: id}); err != nil {
		return err
	}
	_, err := s.d.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		e := Entry{ChangedBody: ChangedBody{What: Institution}}
		err := tx.QueryRow(entryQueries[Institution]+` WHERE office_id = $1 AND institution_id = $2`, s.d.Office, id).Scan(e.columns()...)
		if err != nil {
			return nil, fault.New(fault.NotFound, "fault.office.entry").Because(err)
		}
		b := e.split().ChangedBody
		b = h.of(b).tidy()
		if err := b.check(nil); err != nil {
			return nil, err
		}
		var replaces []string
		if h.Shown != "" {
			if replaces, err = s.over(tx, id, h.Shown, b, hoursOf); err != nil {
				return nil, err
			}
		}
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindReference, ID: id},
			Type: casefile.ReferenceChanged, Area: b.Village, Body: b, Replaces: replaces}}, nil
	})
	return err
}

// hoursPage shows an institution's contact the hours of the own institution.
func (s *Service) hoursPage(r *web.Request) (web.Response, error) { return s.hoursForm(r, nil, nil) }

// hoursForm asks for the hours. typed are those that were sent, where others
// changed the same meanwhile.
func (s *Service) hoursForm(r *web.Request, typed *VisitHours, problem error) (web.Response, error) {
	sc := account.ScopeOf(r)
	if authority.Reaches(authority.Role(sc.Role), "institution.hours") == authority.Office {
		return web.Redirect("/admin/lembaga"), nil // the office has all institutions there
	}
	event, err := s.newestOf(r.Context(), sc.Institution)
	if err != nil {
		return nil, err
	}
	e, err := s.own(r.Context(), sc.Institution)
	if err != nil {
		return nil, err
	}
	name := e.Name
	if typed != nil {
		if e, err = s.settleEntry(r, e, typed.of(ChangedBody{}), hoursOf); err != nil {
			return nil, err
		}
	}
	f := web.Form{Action: "/jam-kunjungan", Fields: append(s.hoursFields(r, e), &web.FirstShown{Name: shownField, Value: Shown{e.ID: event}.text()}), Buttons: []any{web.Button{Label: "office.hours.save"}}}
	history, err := s.timeline(r, e.ID)
	if err != nil {
		return nil, err
	}
	return s.again(r, web.View{Title: "office.hours.title", Lead: r.T("office.hours.lead", "Name", name), Shape: web.Narrow,
		Aside: []any{web.Card{Title: "office.history", Body: []any{history}}}}, f, problem)
}

func (s *Service) saveHours(r *web.Request) (web.Response, error) {
	opID, err := r.Op()
	if err != nil {
		return nil, err
	}
	sc := account.ScopeOf(r)
	h := VisitHours{Days: r.Texts("hari"), From: r.Clock("dari"), To: r.Clock("sampai"), Words: r.Text("jam"), Shown: shownIn(r)[sc.Institution]}
	err = s.SaveHours(r.Context(), ledger.Op{ID: opID, Scope: sc}, sc.Institution, h)
	if isMeanwhile(err) {
		return s.hoursForm(r, &h, err)
	}
	if fault.Is(err, fault.Invalid) {
		return s.hoursForm(r, nil, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/jam-kunjungan").Flash(r.T("office.hours.saved")), nil
}

// own reads the institution of a contact.
func (s *Service) own(ctx context.Context, id string) (Entry, error) {
	e := Entry{ChangedBody: ChangedBody{What: Institution}}
	err := s.d.DB.QueryRow(ctx, entryQueries[Institution]+` WHERE office_id = $1 AND institution_id = $2`, s.d.Office, id).Scan(e.columns()...)
	if err != nil {
		return e, fault.New(fault.NotFound, "fault.office.entry").Because(err)
	}
	return e.split(), nil
}

// daysInWords names the days of a visit.
func daysInWords(r *web.Request, codes []string) string {
	var out []string
	for i, code := range weekdays() {
		if slices.Contains(codes, code) {
			out = append(out, i18n.Weekday(r.Lang, time.Weekday((i+1)%7)))
		}
	}
	return strings.Join(out, ", ")
}

// hoursFields ask for days and times, and for what they do not say.
func (s *Service) hoursFields(r *web.Request, e Entry) []any {
	days := &web.Checks{Label: web.Ask("hari", "office.hours.days", "office.hours.days.hint"), Two: true}
	for i, code := range weekdays() {
		days.Options = append(days.Options, web.Option{Value: code, Label: i18n.Weekday(r.Lang, time.Weekday((i+1)%7)),
			On: slices.Contains(e.VisitDays, code)})
	}
	return []any{days,
		&web.Group{Inline: true, Fields: []any{
			&web.Input{Label: web.Ask("dari", "office.hours.from", "office.hours.clock.hint"), Value: e.VisitFrom, Width: "w6", Max: 5},
			&web.Input{Label: web.Ask("sampai", "office.hours.to", "office.hours.clock.hint"), Value: e.VisitTo, Width: "w6", Max: 5}}},
		&web.Input{Label: web.Ask("jam", "office.institution.hours", "office.institution.hours.hint"), Value: e.Hours, Max: maxWords}}
}

// tidyDays brings the days of the week in order, each once.
func tidyDays(days []string) []string {
	out := slices.Compact(slices.SortedFunc(slices.Values(days), func(a, b string) int {
		x, _ := strconv.Atoi(a)
		y, _ := strconv.Atoi(b)
		return x - y
	}))
	return slices.DeleteFunc(out, func(d string) bool { return strings.TrimSpace(d) == "" })
}
