package issuance

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
)

// Steps is what this step makes of a case's events: when each need was entered
// in SIAK, how the enrolment went, and which documents exist. None of it is
// personal; numbers are kept only where the office gives them itself.
func Steps() casefile.StepRows {
	return casefile.StepRows{
		Tables: []casefile.Table{
			{Name: "siak_entry", SubjectColumn: "case_id", Key: []string{"need"},
				Columns: []string{"need", "entered_at", "entered_by", "numbered_at"}},
			{Name: "enrolment", SubjectColumn: "case_id", Key: []string{"event_id"},
				Columns: []string{"event_id", "n", "status", "class", "recorded_at", "recorded_by", "is_last"}},
			{Name: "document_issued", SubjectColumn: "case_id", Key: []string{"need"},
				Columns: []string{"need", "event_id", "number", "code", "issued_at", "issued_by"}},
		},
		Rows: rows,
	}
}

func rows(st casefile.State, events []casefile.Event) []casefile.Row {
	var out []casefile.Row
	entries, papers := map[string]int{}, map[string]int{}
	last := -1
	for _, e := range events {
		switch e.Type {
		case casefile.Entered:
			var b casefile.EnteredBody
			_ = json.Unmarshal(e.Body, &b) // the case has read it: it had effect
			for _, need := range b.Needs {
				numbered := int64(0)
				if need != casefile.NeedNIK || slices.Contains(b.Got, casefile.GotNIK) {
					numbered = e.OccurredAt
				}
				if i, again := entries[need]; again && out[i].Values[3] == int64(0) {
					out[i].Values[3] = numbered // entered earlier, the number came later
					continue
				} else if again {
					out[i].Values = []any{need, e.OccurredAt, e.Actor, numbered} // returned and entered again
					continue
				}
				entries[need] = len(out)
				out = append(out, casefile.Row{Table: "siak_entry", Values: []any{need, e.OccurredAt, e.Actor, numbered}})
			}
		case casefile.Status:
			var b casefile.StatusBody
			_ = json.Unmarshal(e.Body, &b)
			n := int64(1)
			if last >= 0 {
				n = out[last].Values[1].(int64) + 1
				out[last].Values[6] = int64(0)
			}
			status := casefile.CanonicalStatus(b.Status)
			last = len(out)
			out = append(out, casefile.Row{Table: "enrolment", Values: []any{
				e.ID, n, status, string(casefile.EnrolmentOf(status)), e.OccurredAt, e.Actor, int64(1)}})
		case casefile.Issued:
			var b casefile.IssuedBody
			_ = json.Unmarshal(e.Body, &b)
			number := ""
			if flow, _ := casefile.FlowOf(b.Need); flow.Own {
				// The case knows the number that counts after a fork of the office.
				n, _ := st.Need(b.Need)
				number = n.Document
			}
			paper := casefile.Row{Table: "document_issued", Values: []any{
				b.Need, e.ID, number, paperCode(e.ID), e.OccurredAt, e.Actor}}
			if i, again := papers[b.Need]; again { // the one before was lost on its way, or was wrong
				out[i] = paper
				continue
			}
			papers[b.Need] = len(out)
			out = append(out, paper)
		}
	}
	return out
}

// paperCode is what stands on a paper of the office for whoever checks it: part
// of the event's hash, which nobody can guess and which names nobody.
func paperCode(event string) string { return strings.ToUpper(event[:min(12, len(event))]) }
