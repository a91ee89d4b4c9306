// Package tripplan answers "which visits, on which day, by whom, in which
// order?": people who wait at places, team-days that may drive there, hours,
// kits and money. It is pure: no SQL, no HTTP, no clock on the wall; the same
// problem, seed and number of iterations always give the same plan.
//
// A Problem is what may be planned, a Plan what was chosen. Solve makes a plan,
// Replan plans the rest of a day again, Prices say what one change costs and why
// somebody is left out. Check tells independently of all of them whether a plan
// keeps the rules, and Evaluate what it is worth.
//
//	problem.go   what may be planned: places, nodes, routes, limits
//	validate.go  what a problem must be like, and its limits
//	plan.go      what was chosen, what it is worth, which of two is better
//	check.go     the checker; shares no code with what plans
//	travel.go    how long a road takes where nobody knows better
//	insert.go    the price of one change
//	why.go       why somebody is left out, and what it would take
//	replan.go    the rest of a day, from where the team stands
//	solve.go     the search as a whole: threads, bounds, frozen routes
//	compile.go   the problem as the search reads it
//	state.go     a plan while it is changed, and taking a change back
//	tour.go      one route: earliest and latest times, where somebody can go
//	ruin.go      ruin and recreate
//	packing.go   tours remembered, and those that fit together best
//	odd.go       problems of any odd kind, to try the solver on
//	search.go    annealing, the best plan so far
//	random.go    chance from a seed; cpu_*.go a thread's processor time
//	schedule.go  an order written down with its times
package tripplan
