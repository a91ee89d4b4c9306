package demo

import (
	"math/rand/v2"
	"slices"

	"github.com/jempolkeren/jempol/internal/casefile"
)

// goal is where a case stands when somebody looks: a stage, or a side exit.
type goal string

// share is how many of a thousand people on the list stand at a goal after a
// year, and how many days ago they came there at least and at most.
type share struct {
	goal           goal
	permille       int
	newest, oldest int
}

// shares is the table of doc.go. What is missing to a thousand is closed.
var shares = []share{
	{goal(casefile.StageReported), 12, 0, 0},
	{goal(casefile.StageAccepted), 44, 0, 0},
	{goal(casefile.StageScheduled), 20, 0, 0},
	{goal(casefile.StageVisited), 44, 1, 24},
	{goal(casefile.StageSubmitted), 22, 1, 6},
	{goal(casefile.StageReturned), 14, 1, 15},
	{goal(casefile.StageVerified), 11, 1, 4},
	{goal(casefile.StageEntered), 11, 1, 4},
	{goal(casefile.StageAwaitingUniqueness), 42, 2, 40},
	{goal(casefile.StageIssued), 20, 1, 12},
	{goal(casefile.StageInDelivery), 16, 1, 9},
	{goal(casefile.StageHandedOver), 9, 1, 4},
	{goal(casefile.ExitDeclined), 18, 0, 0},
	{goal(casefile.ExitDuplicate), 26, 0, 0},
	{goal(casefile.ExitNotFound), 22, 0, 0},
	{goal(casefile.ExitDeceased), 28, 0, 0},
	{goal(casefile.ExitMoved), 20, 0, 0},
	{goal(casefile.ExitRefused), 13, 0, 0},
	{goal(casefile.ExitReferred), 9, 0, 0},
	{goal(casefile.ExitWithdrawn), 7, 0, 0},
}

const closedGoal = goal(casefile.StageClosed)

// goals deals the goals out to n people. In the first year the office has not
// come so far: those it has not closed yet wait to be visited.
func goals(r *rand.Rand, n, days int) []goal {
	count := map[goal]int{}
	left := n
	for _, s := range shares {
		count[s.goal] = max(1, n*s.permille/1000)
		left -= count[s.goal]
	}
	closed := left * min(days, 365) / 365
	count[closedGoal] += closed
	count[goal(casefile.StageAccepted)] += (left - closed) * 9 / 10
	count[goal(casefile.StageReported)] += left - closed - (left-closed)*9/10
	out := make([]goal, 0, n)
	for _, g := range append([]goal{closedGoal}, allGoals()...) {
		for range count[g] {
			out = append(out, g)
		}
	}
	out = out[:min(n, len(out))]
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func allGoals() []goal {
	var out []goal
	for _, s := range shares {
		out = append(out, s.goal)
	}
	return out
}

// since gives how many days ago somebody came to the goal.
func (g goal) since(r *rand.Rand) int {
	i := slices.IndexFunc(shares, func(s share) bool { return s.goal == g })
	if i < 0 || shares[i].oldest == 0 {
		return 0
	}
	days := shares[i].newest + r.IntN(shares[i].oldest-shares[i].newest+1)
	if r.IntN(12) == 0 {
		days *= 3 // somebody was left behind
	}
	return days
}

// since is how many days ago somebody came to the goal. Two teams cannot visit a
// list many times as long in the same weeks: then people wait as much longer.
func (w *world) since(r *rand.Rand, g goal) int {
	days := g.since(r)
	if w.baseline <= Baseline {
		return days
	}
	return min(days*w.baseline/Baseline, max(days, w.cal.today/3))
}
