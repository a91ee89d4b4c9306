package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// stopAt is when a team comes to a stop.
type stopAt struct {
	village, day string
	told         int // minutes since midnight; 0 nobody was told
}

// stopOf is the key of the stop of which a piece of work speaks.
func stopOf(w WorkRow) string { return w.ID + " " + w.Arg[strings.LastIndexByte(w.Arg, ':')+1:] }

// stops reads the stops of trips that work speaks of: several of one trip are
// several rows, and only village and time tell them apart.
func (s *Service) stops(ctx context.Context, sc db.Scope, work []WorkRow) (map[string]stopAt, error) {
	args, marks := []any{sc.Office}, []string{}
	for _, w := range work {
		if w.Kind == casefile.KindTrip && w.Arg != "" && !slices.Contains(args[1:], any(w.ID)) {
			args = append(args, w.ID)
			marks = append(marks, "$"+strconv.Itoa(len(args)))
		}
	}
	out := map[string]stopAt{}
	if len(marks) == 0 || sc.Empty() {
		return out, nil
	}
	rows, err := s.DB.Query(ctx, `SELECT trip_id, stop, village, day, told FROM outreach_v_stop WHERE office_id = $1 AND trip_id IN (`+
		strings.Join(marks, ", ")+`) ORDER BY trip_id, stop`, args...)
	if err != nil {
		return nil, fault.Wrap("desk.work", err)
	}
	defer rows.Close()
	for rows.Next() {
		var trip, stop string
		var at stopAt
		if err := rows.Scan(&trip, &stop, &at.village, &at.day, &at.told); err != nil {
			return nil, fault.Wrap("desk.work", err)
		}
		out[trip+" "+stop] = at
	}
	return out, fault.Wrap("desk.work", rows.Err())
}

// words are "Rabu, 16 Juni 2021, kira-kira pukul 09.40".
func (a stopAt) words(r *web.Request) string {
	day, err := time.Parse(time.DateOnly, a.day)
	if err != nil {
		return ""
	}
	out := i18n.LongDate(r.Lang, day)
	if a.told > 0 {
		out = r.T("desk.stop_at", "Day", out, "Time", i18n.Clock(r.Lang, day.Add(time.Duration(a.told)*time.Minute)))
	}
	return out
}
