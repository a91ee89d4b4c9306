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
func hoursOf(lang string, h Hours) string {
	out := daysWords(lang, h.Days)
	if h.From != "" {
		out += " " + clockWords(clockMinutes(h.From)) + "–" + clockWords(clockMinutes(h.To))
	}
	if h.Words != "" {
		out = strings.TrimPrefix(out+", ", ", ") + h.Words
	}
	return strings.TrimSpace(out)
}

// daysWords is "Setiap hari", "Senin–Jumat" or "Senin, Rabu".
func daysWords(lang string, days []string) string {
	if len(days) == 7 {
		return i18n.T(lang, "outreach.every_day")
	}
	var n []int
	for _, d := range days {
		if i, err := strconv.Atoi(d); err == nil {
			n = append(n, i)
		}
	}
	name := func(i int) string { return i18n.Weekday(lang, time.Weekday(n[i]%7)) }
	var parts []string
	for i := 0; i < len(n); {
		j := i
		for j+1 < len(n) && n[j+1] == n[j]+1 {
			j++
		}
		switch {
		case j > i+1:
			parts = append(parts, name(i)+"–"+name(j))
		case j == i+1:
			parts = append(parts, name(i), name(j))
		default:
			parts = append(parts, name(i))
		}
		i = j + 1
	}
	return strings.Join(parts, ", ")
}

// hoursNotes warn the planner of sessions outside an institution's hours, and
// of proposals that wait for an answer.
func (s *Service) hoursNotes(r *web.Request, v tripView) (out []any) {
	if !v.Open() {
		return nil
	}
	for i, stop := range v.Stops {
		top, _ := stopWords(r.Lang, stop, v.institutions)
		say := "outreach.hours.outside.text"
		if v.State != Planned { // day and departure are announced
			say = "outreach.hours.outside.announced"
		}
		if c := v.institutions[stop.Institution]; stop.Kind == Institution && i < len(v.table.Slots) &&
			!c.Hours.Open(v.Plan.Day, v.table.Slots[i].Arrive, v.table.Slots[i].Leave) {
			out = append(out, web.Notice{Tone: web.Warn, Strong: r.T("outreach.hours.outside", "Name", top),
				Text: r.T(say, "Hours", hoursOf(r.Lang, c.Hours), "From", clockWords(v.table.Slots[i].Arrive), "To", clockWords(v.table.Slots[i].Leave))})
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
