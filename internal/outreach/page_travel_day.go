package outreach

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// shutNote warns of a way of the day that cannot be driven.
func shutNote(r *web.Request, v tripView) []any {
	c := v.table.Shut()
	if c == nil || !v.Open() {
		return nil
	}
	return []any{web.Notice{Tone: web.Bad, Strong: r.T("outreach.road_closed", "From", region.Label(c.pair[0]), "To", region.Label(c.pair[1])),
		Text: r.T("outreach.road_closed.text", "Why", r.T("outreach.closed.why."+c.Reason))}}
}

// usedWords say where the times of the day are known from: "Waktu tempuh: 3 ruas
// dari perjalanan lalu, 3 perkiraan jalan gunung."
func usedWords(r *web.Request, t Timetable) string {
	count := map[Source]int{}
	for _, w := range t.ways() {
		count[w.Source]++
	}
	var parts []string
	for _, s := range travelSources {
		if count[s] > 0 {
			parts = append(parts, r.T("outreach.ways.used."+string(s), "Count", count[s]))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return r.T("outreach.ways.used", "Parts", strings.Join(parts, ", "))
}
