package bench

import (
	"math"
	"testing"
)

func near(t *testing.T, what string, got *float64, want float64) {
	t.Helper()
	if got == nil || math.Abs(*got-want) > 1e-9 {
		t.Errorf("%s: got %v, want %v", what, text(got), want)
	}
}

func text(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}

// five reports: three of people in the register, two of strangers.
func five() []answer {
	return []answer{
		{present: true, rank: 1, found: true, score: 9, probability: 0.95, auto: true, candidate: true},
		{present: true, rank: 3, found: true, score: 4, probability: 0.55, candidate: true},
		{present: true, rank: 0, found: false},
		{present: false, found: true, score: 6, probability: 0.65, auto: true},
		{present: false, found: true, score: 1, probability: 0.05},
	}
}

func TestQualityOfFiveReports(t *testing.T) {
	q := quality(five())
	near(t, "recall@1", q.RecallAt1, 1./3)
	near(t, "recall@5", q.RecallAt5, 2./3)
	// Linking the first alone: precision 1, recall 1/3.
	near(t, "best F1", q.BestF1, 2*1./(1+3))
	near(t, "recall at precision .99", q.RecallAtP99, 1./3)
	near(t, "false automatic links", q.FalseAutoRate, 1./2)
	near(t, "candidates", q.CandidateRecall, 2./3)
	// Four first places, each alone in its bin: .05, .55, .65 and .05 away.
	near(t, "calibration", q.ECE, (0.05+0.55+0.65+0.05)/4)
}

func TestEqualScoresAreLinkedTogether(t *testing.T) {
	a := []answer{
		{present: true, rank: 1, found: true, score: 5},
		{present: false, found: true, score: 5},
	}
	near(t, "best F1", linkCurve(a).bestF1(), 2*1./(2+1))
	near(t, "recall at precision .99", linkCurve(a).recallAt(0.99), 0)
	near(t, "recall at precision .5", linkCurve(a).recallAt(0.5), 1)
}

// A lower threshold may have a high precision again.
func TestRecallAtPrecisionLooksAtEveryThreshold(t *testing.T) {
	a := []answer{{present: false, found: true, score: 999}}
	for i := range 100 {
		a = append(a, answer{present: true, rank: 1, found: true, score: float64(500 - i)})
	}
	near(t, "recall", linkCurve(a).recallAt(0.99), 1)
}

func TestCalibrationIsOfBinsNotOfReports(t *testing.T) {
	var a []answer
	for i := range 10 { // one bin, 0.8 said, 8 of 10 right
		rank := 1
		if i < 2 {
			rank = 2
		}
		a = append(a, answer{present: true, rank: rank, found: true, probability: 0.8})
	}
	near(t, "calibrated", calibrationError(a, 10), 0)
	a = append(a, answer{present: true, rank: 1, found: true, probability: 1}) // certainty is in the last bin
	near(t, "certain", calibrationError(a, 10), 0)
}

func TestQualityOfNothingSaysNothing(t *testing.T) {
	if q := quality(nil); q != (Quality{}) {
		t.Errorf("%+v", q)
	}
	strangers := quality([]answer{{found: true, probability: 0.25}})
	if strangers.RecallAt1 != nil || strangers.BestF1 != nil || strangers.RecallAtP99 != nil || strangers.CandidateRecall != nil {
		t.Errorf("%+v", strangers)
	}
	near(t, "false automatic links", strangers.FalseAutoRate, 0)
	near(t, "calibration", strangers.ECE, 0.25)
}

func TestEachStratumHasItsOwnFigures(t *testing.T) {
	kinds := []kind{{"a", 0.5}, {"a", 1}, {"b", 0.9}, {"none", 0}, {"none", 0}}
	s := byStratum(five(), kinds)
	near(t, "a", s["a"].RecallAt1, 0.5)
	near(t, "ceiling of a", s["a"].Ceiling, 0.75)
	near(t, "b", s["b"].RecallAt1, 0)
	if n := s["none"]; n.Reports != 2 || n.Auto != 1 || n.AutoFalse != 1 || n.RecallAt1 != nil || n.Ceiling != nil {
		t.Errorf("%+v", n)
	}
	if byStratum(five(), nil) != nil {
		t.Error("strata that nobody named")
	}
}

// Records 0 and 1 are A, 2 and 3 are B, 4 is C.
var records = []string{"A", "A", "B", "B", "C"}

func TestWhoIsLinkedToTheSameRecordIsTheSame(t *testing.T) {
	got := dedupe([]pair{{0, 1, 9}, {2, 3, 8}, {1, 4, 2}}, records)
	if got != (Solved{Pairs: 2, F1: 1, Precision: 1, Recall: 1, Threshold: 8}) {
		t.Errorf("%+v", got)
	}
	// A bad link at the top joins a record with both of the others.
	got = dedupe([]pair{{1, 4, 9}, {0, 1, 8}}, records)
	if want := 2 * 1. / (3 + 2); got.F1 != want || got.Threshold != 8 {
		t.Errorf("%+v, want %v", got, want)
	}
	three := dedupe([]pair{{0, 1, 9}, {1, 2, 8}, {0, 2, 7}}, []string{"A", "A", "A"})
	if three.F1 != 1 || three.Pairs != 3 || three.Threshold != 8 {
		t.Errorf("%+v", three)
	}
}

func TestNobodyIsLinkedTwice(t *testing.T) {
	got := match([]pair{{0, 1, 9}, {0, 3, 8}, {2, 3, 7}}, records)
	if got != (Solved{Pairs: 2, F1: 1, Precision: 1, Recall: 1, Threshold: 7}) {
		t.Errorf("%+v", got)
	}
}

func TestEntity(t *testing.T) {
	for id, want := range map[string]string{"rec-1070-org": "1070", "rec-1070-dup-3": "1070", "x": "x", "": ""} {
		if got := entity(id); got != want {
			t.Errorf("%s: %s", id, got)
		}
	}
}
