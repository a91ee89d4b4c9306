package outreach

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
)

// The two subjects of kind road that are no way between two areas.
const (
	seasonID = "musim"
	tableID  = "tabel"
)

// RoadBody is the body of road.stated: all that people say of a way, as it is
// afterwards; the newest counts. Both directions are meant.
type RoadBody struct {
	Minutes int64  `json:"minutes,omitempty"` // 0: nobody corrects the time
	Metres  int64  `json:"metres,omitempty"`
	Closed  bool   `json:"closed,omitempty"`
	From    string `json:"from,omitempty"`  // ISO date
	Until   string `json:"until,omitempty"` // the last day; "" is until it is opened
	Reason  string `json:"reason,omitempty"`
	Undoes  string `json:"undoes,omitempty"` // the event that this one takes back
}

// SeasonBody is the body of road.season_set.
type SeasonBody struct {
	Months  []int `json:"months"`
	Percent int64 `json:"percent"` // 120: a fifth longer
}

// TableBody is the body of road.table_taken; without a table none is in force.
type TableBody struct {
	Table  string `json:"table,omitempty"`
	Format string `json:"format,omitempty"`
	Digest string `json:"digest,omitempty"` // SHA-256 of the file
	Places int64  `json:"places,omitempty"`
	Cells  int64  `json:"cells,omitempty"` // ways that it knows
}

// ClosedReasons are why a way is closed, in the order of the form.
var ClosedReasons = []string{"landslide", "flood", "bridge", "works", "tree", "ferry", "other"}

var roadTables = []casefile.Table{
	{Name: "road", SubjectColumn: "road_id", Columns: []string{"from_area", "to_area", "minutes", "metres", "closed",
		"closed_from", "closed_until", "reason", "event", "actor", "at"}},
	{Name: "road_change", SubjectColumn: "road_id", Key: []string{"event"}, Columns: []string{"event", "n", "what", "undoes", "minutes", "metres",
		"closed_from", "closed_until", "reason", "actor", "at"}},
	{Name: "road_season", SubjectColumn: "road_id", Columns: []string{"months", "percent", "event"}},
	{Name: "road_table", SubjectColumn: "road_id", Columns: []string{"table_id", "format", "places", "cells", "event", "actor", "at"}},
}

// RoadKind is the subject kind of ways.
func RoadKind() casefile.Kind {
	return casefile.Kind{Name: casefile.KindRoad, Types: []string{casefile.RoadStated, casefile.RoadSeason, casefile.RoadTable},
		Tables: roadTables, Fold: foldRoad}
}

// foldRoad keeps the newest statement and the history of all.
func foldRoad(id string, events []casefile.Event) (res casefile.Result) {
	var was RoadBody
	var last []casefile.Row
	n := int64(0)
	for _, e := range events {
		c := roadChange{at: e.OccurredAt, actor: e.Actor, event: e.ID}
		why := parkedBody
		switch e.Type {
		case casefile.RoadStated:
			var b RoadBody
			if p, ok := pairFrom(id); ok && json.Unmarshal(e.Body, &b) == nil {
				why, c.what, c.undoes = "", b.changes(was), b.Undoes != ""
				c.minutes, c.metres, c.from, c.until, c.reason = b.Minutes, b.Metres, b.From, b.Until, b.Reason
				last = []casefile.Row{{Table: "road", Values: []any{string(p[0]), string(p[1]), b.Minutes, b.Metres, flag(b.Closed),
					b.From, b.Until, b.Reason, e.ID, e.Actor, e.OccurredAt}}}
				was = b
			}
		case casefile.RoadSeason:
			var b SeasonBody
			if id == seasonID && json.Unmarshal(e.Body, &b) == nil && b.Percent > 0 {
				why, c.what, c.minutes, c.reason = "", "season", b.Percent, monthsText(b.Months)
				last = []casefile.Row{{Table: "road_season", Values: []any{c.reason, b.Percent, e.ID}}}
			}
		case casefile.RoadTable:
			var b TableBody
			if id == tableID && json.Unmarshal(e.Body, &b) == nil {
				why, c.what, c.minutes, c.metres, c.reason = "", "table", b.Places, b.Cells, b.Format
				if b.Table == "" {
					c.what = "no_table"
				}
				last = []casefile.Row{{Table: "road_table", Values: []any{b.Table, b.Format, b.Places, b.Cells, e.ID, e.Actor, e.OccurredAt}}}
			}
		default:
			continue
		}
		if why != "" {
			res.Parked = append(res.Parked, casefile.Parked{EventID: e.ID, Reason: why})
			continue
		}
		n++
		res.Rows = append(res.Rows, c.row(n))
	}
	res.Rows = append(res.Rows, last...)
	return res
}

// roadChange is one line of the history of a way.
type roadChange struct {
	road, event, what, from, until, reason, actor string
	undoes                                        bool
	minutes, metres, at                           int64
}

func (c roadChange) row(n int64) casefile.Row {
	return casefile.Row{Table: "road_change", Values: []any{c.event, n, c.what, flag(c.undoes), c.minutes, c.metres, c.from, c.until, c.reason, c.actor, c.at}}
}

// changes names what a statement changes: a correction, or a closing.
func (b RoadBody) changes(was RoadBody) string {
	closing := b.Closed != was.Closed || b.From != was.From || b.Until != was.Until || b.Reason != was.Reason
	switch {
	case closing && b.Closed:
		return "closed"
	case closing:
		return "opened"
	case b.Minutes == 0:
		return "freed"
	}
	return "corrected"
}

// saidOf are the statements of a way, in order, and the id of the newest.
func saidOf(events []casefile.Event) (said []RoadBody, newest string) {
	for _, e := range events {
		var b RoadBody
		if e.Type == casefile.RoadStated && json.Unmarshal(e.Body, &b) == nil {
			said, newest = append(said, b), e.ID
		}
	}
	return said, newest
}

func monthsText(months []int) string {
	var out []string
	for _, m := range slices.Compact(slices.Sorted(slices.Values(months))) {
		if m >= 1 && m <= 12 {
			out = append(out, strconv.Itoa(m))
		}
	}
	return strings.Join(out, " ")
}

func monthsOf(text string) (out []int) {
	for _, f := range strings.Fields(text) {
		if m, err := strconv.Atoi(f); err == nil && m >= 1 && m <= 12 {
			out = append(out, m)
		}
	}
	return out
}
