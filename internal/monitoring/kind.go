package monitoring

import (
	"encoding/json"

	"github.com/jempolkeren/jempol/internal/casefile"
)

// TargetBody is the body of target.set; the subject's id is the year.
type TargetBody struct {
	People int64 `json:"people"` // of the list, to be served in the year
	Budget int64 `json:"budget,omitempty"`
	// Lines are those of the budget document; a target without them says only
	// the sum.
	Lines []BudgetLine `json:"lines,omitempty"`
}

// EvaluationBody is the body of evaluation.held: the session as it is after
// it, with the figures that lay on the table.
type EvaluationBody struct {
	Day    string `json:"day"`
	List   int64  `json:"list"`
	Served int64  `json:"served"`
	Left   int64  `json:"left"`
	Done   []int  `json:"done,omitempty"` // which follow-ups are done
}

// EvaluationPersonal is its personal part: words written by people, and the
// names of those who are to act.
type EvaluationPersonal struct {
	Findings  []string   `json:"findings"`
	FollowUps []FollowUp `json:"follow_ups,omitempty"`
}

// FollowUp is what was agreed, who does it and until when.
type FollowUp struct {
	Text string `json:"text"`
	Who  string `json:"who,omitempty"`
	Due  string `json:"due,omitempty"` // ISO date
	Done bool   `json:"-"`
}

const (
	pointFinding  = "finding"
	pointFollowUp = "follow_up"
)

var (
	targetTable  = casefile.Table{Name: "monitoring_target", SubjectColumn: "target_id", Columns: []string{"people", "budget", "changed_at", "actor"}}
	lineTable    = casefile.Table{Name: "monitoring_budget_line", SubjectColumn: "target_id", Key: []string{"n"}, Columns: []string{"n", "name", "rupiah", "trips"}}
	expenseTable = casefile.Table{Name: "monitoring_expense", SubjectColumn: "target_id", Key: []string{"expense"},
		Columns: []string{"expense", "day", "line", "rupiah", "words", "actor", "recorded_at"}}
	targetChangeTable = casefile.Table{Name: "monitoring_target_change", SubjectColumn: "target_id", Key: []string{"event"},
		Columns: []string{"event", "n", "people", "budget", "changed_at", "actor"}}
	evaluationTable = casefile.Table{Name: "evaluation", SubjectColumn: "evaluation_id",
		Columns: []string{"held_on", "list_people", "served", "left_people", "actor", "recorded_at"}}
	pointTable = casefile.Table{Name: "evaluation_point", SubjectColumn: "evaluation_id", Key: []string{"kind", "n"},
		Columns: []string{"kind", "n", "words", "who", "due_on", "done"}}
)

// Kinds are the subjects of this room: a year's target, and an evaluation.
func Kinds() []casefile.Kind {
	return []casefile.Kind{
		{Name: casefile.KindTarget, Types: []string{casefile.TargetSet, casefile.BudgetSpent},
			Tables: []casefile.Table{targetTable, lineTable, expenseTable, targetChangeTable}, Fold: foldTarget},
		{Name: casefile.KindEvaluation, Types: []string{casefile.EvaluationHeld}, Tables: []casefile.Table{evaluationTable, pointTable}, Fold: foldEvaluation},
	}
}

// foldTarget: the newest target counts, and the newest statement of each
// expense; all targets that were ever set are kept.
func foldTarget(_ string, events []casefile.Event) casefile.Result {
	var res casefile.Result
	var last *casefile.Event
	var target TargetBody
	var order []string
	expenses := map[string]casefile.Row{}
	park := func(e casefile.Event) {
		res.Parked = append(res.Parked, casefile.Parked{EventID: e.ID, Reason: "monitoring.parked.body"})
	}
	changes := int64(0)
	for i, e := range events {
		switch e.Type {
		case casefile.TargetSet:
			var b TargetBody
			if json.Unmarshal(e.Body, &b) != nil || b.People < 0 || b.Budget < 0 || len(b.Lines) > maxLines {
				park(e)
				continue
			}
			last, target = &events[i], b
			res.Rows = append(res.Rows, casefile.Row{Table: targetChangeTable.Name, Values: []any{e.ID, changes, b.People, b.Budget, e.OccurredAt, e.Actor}})
			changes++
		case casefile.BudgetSpent:
			var b SpentBody
			var p SpentPersonal
			if json.Unmarshal(e.Body, &b) != nil || b.Expense == "" || b.Rupiah < 0 || len(e.Personal) > 0 && json.Unmarshal(e.Personal, &p) != nil {
				park(e)
				continue
			}
			if _, known := expenses[b.Expense]; !known {
				order = append(order, b.Expense)
			}
			row := casefile.Row{Table: expenseTable.Name, Values: []any{b.Expense, b.Day, int64(b.Line), b.Rupiah, p.For, e.Actor, e.OccurredAt}}
			if b.Removed {
				row = casefile.Row{}
			}
			expenses[b.Expense] = row
		}
	}
	if last != nil {
		res.Rows = append(res.Rows, casefile.Row{Table: targetTable.Name, Values: []any{target.People, target.Budget, last.OccurredAt, last.Actor}})
		for i, l := range target.Lines {
			trips := int64(0)
			if l.Trips {
				trips = 1
			}
			res.Rows = append(res.Rows, casefile.Row{Table: lineTable.Name, Values: []any{int64(i + 1), l.Name, l.Rupiah, trips}})
		}
	}
	for _, id := range order {
		if row := expenses[id]; row.Table != "" {
			res.Rows = append(res.Rows, row)
		}
	}
	return res
}

// foldEvaluation: the newest statement counts, but who recorded the session and
// when is what the first one says: a later one only ticks what was done. What was
// written is empty once it was erased, the figures stay.
func foldEvaluation(_ string, events []casefile.Event) casefile.Result {
	var res casefile.Result
	var first *casefile.Event
	for i, e := range events {
		if e.Type != casefile.EvaluationHeld {
			continue
		}
		var b EvaluationBody
		var p EvaluationPersonal
		if json.Unmarshal(e.Body, &b) != nil || len(e.Personal) > 0 && json.Unmarshal(e.Personal, &p) != nil {
			res.Parked = append(res.Parked, casefile.Parked{EventID: e.ID, Reason: "monitoring.parked.body"})
			continue
		}
		if first == nil {
			first = &events[i]
		}
		res.Rows = []casefile.Row{{Table: evaluationTable.Name, Values: []any{b.Day, b.List, b.Served, b.Left, first.Actor, first.OccurredAt}}}
		for i, text := range p.Findings {
			res.Rows = append(res.Rows, point(pointFinding, i, FollowUp{Text: text}))
		}
		for i, f := range p.FollowUps {
			for _, d := range b.Done {
				f.Done = f.Done || d == i
			}
			res.Rows = append(res.Rows, point(pointFollowUp, i, f))
		}
	}
	return res
}

func point(kind string, n int, f FollowUp) casefile.Row {
	done := int64(0)
	if f.Done {
		done = 1
	}
	return casefile.Row{Table: pointTable.Name, Values: []any{kind, int64(n), f.Text, f.Who, f.Due, done}}
}
