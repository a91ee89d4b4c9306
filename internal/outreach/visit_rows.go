package outreach

import (
	"encoding/json"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
)

var caseTables = []casefile.Table{
	{Name: "visit", SubjectColumn: "case_id", Key: []string{"event"}, Columns: []string{"event", "n", "met", "trip", "stop", "day",
		"reason", "next_day", "sources", "witnesses", "recording", "officer", "happened_at"}},
	{Name: "biometric_check", SubjectColumn: "case_id", Key: []string{"event"}, Columns: []string{"event", "n", "search", "outcome",
		"quality", "device", "trait", "reason", "evidence", "enrolled", "operator", "happened_at", "in_force", "approved_by", "approved_at"}},
}

// Steps is what this step makes of a case: its visits and biometric checks.
func Steps() casefile.StepRows { return casefile.StepRows{Tables: caseTables, Rows: caseRows} }

// approval is who excused a failed capture.
type approval struct {
	by string
	at int64
}

func caseRows(st casefile.State, events []casefile.Event) []casefile.Row {
	approved := map[string]approval{}
	for _, e := range events {
		var b casefile.ExceptionBody
		if e.Type == casefile.Exception && json.Unmarshal(e.Body, &b) == nil {
			approved[b.Biometric] = approval{e.Actor, e.OccurredAt}
		}
	}
	facts := map[string]casefile.VisitFacts{}
	for _, m := range Meetings(&st, events) {
		facts[m.Event] = m.Facts
	}
	var out []casefile.Row
	var visits, checks int64
	for i := range events {
		e := &events[i]
		switch e.Type {
		case casefile.Visited:
			var b casefile.VisitedBody
			if json.Unmarshal(e.Body, &b) != nil {
				continue
			}
			visits++
			now := facts[e.ID]
			out = append(out, casefile.Row{Table: "visit", Values: []any{e.ID, visits, int64(1), b.Trip, b.Stop, b.Day,
				"", "", strings.Join(now.Sources, " "), int64(now.Witnesses), flag(b.Recording), e.Actor, e.OccurredAt}})
		case casefile.NotMet:
			var b casefile.NotMetBody
			if json.Unmarshal(e.Body, &b) != nil {
				continue
			}
			visits++
			now := facts[e.ID]
			out = append(out, casefile.Row{Table: "visit", Values: []any{e.ID, visits, int64(0), b.Trip, b.Stop, b.Day,
				now.Reason, now.Next, "", int64(0), int64(0), e.Actor, e.OccurredAt}})
		case casefile.Biometric:
			var b casefile.BiometricBody
			if json.Unmarshal(e.Body, &b) != nil {
				continue
			}
			checks++
			a := approved[e.ID]
			out = append(out, casefile.Row{Table: "biometric_check", Values: []any{e.ID, checks, int64(0), b.Outcome, int64(b.Quality),
				b.Device, b.Trait, b.Reason, b.Evidence, flag(b.Enrolled), e.Actor, e.OccurredAt, flag(st.Biometric.Event == e.ID), a.by, a.at}})
		case casefile.Searched:
			var b casefile.SearchedBody
			if json.Unmarshal(e.Body, &b) != nil {
				continue
			}
			checks++
			out = append(out, casefile.Row{Table: "biometric_check", Values: []any{e.ID, checks, int64(1), b.Outcome, int64(0),
				"", "", "", "", int64(0), e.Actor, e.OccurredAt, flag(st.Biometric.Event == e.ID), "", int64(0)}})
		}
	}
	return out
}
