package bench

import (
	"cmp"
	"slices"
)

// answer is what the program said of one report, beside the truth.
type answer struct {
	present     bool    // the person is in the register
	rank        int     // of the person among the answers, from 1; 0: not among them
	found       bool    // somebody is in first place
	score       float64 // of the first place
	probability float64 // of the first place
	auto        bool    // the first place was linked without a person's decision
	candidate   bool    // the person was among those compared in full
}

// right says whether the first place is the person.
func (a *answer) right() bool { return a.present && a.rank == 1 }

// Quality says how often the answers are right. What cannot be said, because
// there is no such report, is nil.
type Quality struct {
	RecallAt1       *float64 `json:"recall_at_1,omitempty"`
	RecallAt5       *float64 `json:"recall_at_5,omitempty"`
	BestF1          *float64 `json:"best_f1,omitempty"`
	RecallAtP99     *float64 `json:"recall_at_p99,omitempty"`
	FalseAutoRate   *float64 `json:"false_auto_rate,omitempty"`
	CandidateRecall *float64 `json:"candidate_recall,omitempty"`
	ECE             *float64 `json:"ece,omitempty"`
}

func quality(answers []answer) Quality {
	curve := linkCurve(answers)
	return Quality{
		RecallAt1:       recallAt(answers, 1),
		RecallAt5:       recallAt(answers, 5),
		BestF1:          curve.bestF1(),
		RecallAtP99:     curve.recallAt(0.99),
		FalseAutoRate:   falseAuto(answers),
		CandidateRecall: candidateRecall(answers),
		ECE:             calibrationError(answers, 10),
	}
}

// part is the share of those that count of which something holds; nil if none
// counts.
func part(answers []answer, counts, holds func(*answer) bool) *float64 {
	n, of := 0, 0
	for i := range answers {
		if a := &answers[i]; counts(a) {
			if of++; holds(a) {
				n++
			}
		}
	}
	if of == 0 {
		return nil
	}
	share := float64(n) / float64(of)
	return &share
}

func isPresent(a *answer) bool { return a.present }

// recallAt is the share of the people in the register who are among the first.
func recallAt(answers []answer, rank int) *float64 {
	return part(answers, isPresent, func(a *answer) bool { return a.rank >= 1 && a.rank <= rank })
}

func candidateRecall(answers []answer) *float64 {
	return part(answers, isPresent, func(a *answer) bool { return a.candidate })
}

// falseAuto is the share of the people who are not in the register who were
// linked to somebody all the same, without a person's decision.
func falseAuto(answers []answer) *float64 {
	return part(answers, func(a *answer) bool { return !a.present }, func(a *answer) bool { return a.auto })
}

// point is one threshold: how many first places with at least its score there
// are, and how many of them are right.
type point struct{ linked, right int }

// curve is what comes of linking the first place if its score is high enough, by
// all thresholds, over all reports.
type curve struct {
	points  []point
	present int
}

func linkCurve(answers []answer) curve {
	var c curve
	var first []*answer
	for i := range answers {
		if answers[i].present {
			c.present++
		}
		if answers[i].found {
			first = append(first, &answers[i])
		}
	}
	slices.SortStableFunc(first, func(a, b *answer) int { return cmp.Compare(b.score, a.score) })
	var p point
	for i, a := range first {
		if p.linked++; a.right() {
			p.right++
		}
		// Equal scores are linked together or not at all.
		if i+1 == len(first) || first[i+1].score != a.score {
			c.points = append(c.points, p)
		}
	}
	return c
}

// bestF1 is the best harmonic mean of precision and recall.
func (c curve) bestF1() *float64 {
	if c.present == 0 {
		return nil
	}
	best := 0.0
	for _, p := range c.points {
		best = max(best, 2*float64(p.right)/float64(p.linked+c.present))
	}
	return &best
}

// recallAt is the best recall with at least this precision.
func (c curve) recallAt(precision float64) *float64 {
	if c.present == 0 {
		return nil
	}
	best := 0.0
	for _, p := range c.points {
		if float64(p.right) >= precision*float64(p.linked) {
			best = max(best, float64(p.right)/float64(c.present))
		}
	}
	return &best
}

// calibrationError is by how much the probability of the first place differs
// from how often it is right, on average over bins of equal width weighted by
// what is in them.
func calibrationError(answers []answer, bins int) *float64 {
	type bin struct {
		n, right int
		said     float64
	}
	by, all := make([]bin, bins), 0
	for i := range answers {
		a := &answers[i]
		if !a.found {
			continue
		}
		b := &by[min(max(int(a.probability*float64(bins)), 0), bins-1)]
		all++
		b.n++
		b.said += a.probability
		if a.right() {
			b.right++
		}
	}
	if all == 0 {
		return nil
	}
	sum := 0.0
	for _, b := range by {
		sum += abs(b.said - float64(b.right))
	}
	sum /= float64(all)
	return &sum
}

func abs(x float64) float64 { return max(x, -x) }
