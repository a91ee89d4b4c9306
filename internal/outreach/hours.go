package outreach

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// Hours are when an institution can be visited, as its contact states it.
type Hours struct {
	Days     []string // "1" is Monday; none: not known
	From, To string   // 09:00
	Words    string
}

// Open reports whether a visit on that day, from and to in minutes since
// midnight, lies within the hours. Hours that nobody stated exclude nothing.
func (h Hours) Open(day string, arrive, leave int) bool {
	if len(h.Days) == 0 {
		return true
	}
	return h.OpenOn(day) && arrive >= clockMinutes(h.From) && leave <= clockMinutes(h.To)
}

// OpenOn reports whether the institution takes visits on that day of the week.
func (h Hours) OpenOn(day string) bool {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil || len(h.Days) == 0 {
		return true
	}
	return slices.Contains(h.Days, strconv.Itoa(int(t.Weekday()+6)%7+1))
}

// hoursOf is "Senin, Rabu 09.00–11.00, lewat pos jaga"; empty where unknown.
func hoursOf(r *web.Request, h Hours) string {
	var days []string
	for _, d := range h.Days {
		if n, err := strconv.Atoi(d); err == nil {
			days = append(days, i18n.Weekday(r.Lang, time.Weekday(n%7)))
		}
	}
	out := strings.Join(days, ", ")
	if h.From != "" {
		out += " " + clockWords(clockMinutes(h.From)) + "–" + clockWords(clockMinutes(h.To))
	}
	if h.Words != "" {
		out = strings.TrimPrefix(out+", ", ", ") + h.Words
	}
	return strings.TrimSpace(out)
}

// hoursNotes warn the planner of sessions outside an institution's hours, and
// of proposals that wait for an answer.
func (s *Service) hoursNotes(r *web.Request, v tripView) (out []any) {
	if !v.Open() {
		return nil
	}
	for i, stop := range v.Stops {
		top, _ := stopWords(r, stop, v.institutions)
		if c := v.institutions[stop.Institution]; stop.Kind == Institution && i < len(v.table.Slots) &&
			!c.Hours.Open(v.Plan.Day, v.table.Slots[i].Arrive, v.table.Slots[i].Leave) {
			out = append(out, web.Notice{Tone: web.Warn, Strong: r.T("outreach.hours.outside", "Name", top),
				Text: r.T("outreach.hours.outside.text", "Hours", hoursOf(r, c.Hours), "From", clockWords(v.table.Slots[i].Arrive), "To", clockWords(v.table.Slots[i].Leave))})
		}
		if stop.Answer == OtherDay && plansRole(r) {
			day := dayWords(r.Lang, stop.AnswerDay)
			out = append(out, web.Notice{Tone: web.Warn, Strong: r.T("outreach.proposed", "Name", top, "Day", day), Text: web.Row{
				web.Para{Text: "outreach.proposed.text"},
				web.Link{Label: "outreach.proposed.plan", Href: "/perjalanan/baru?hari=" + stop.AnswerDay + "&kecamatan=" + v.Plan.Area}}})
		}
	}
	return out
}
