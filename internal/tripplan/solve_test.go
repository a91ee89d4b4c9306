package tripplan

import (
	"context"
	"testing"
)

func TestTheCheckerAcceptsEveryPlan(t *testing.T) {
	served, broken := 0, 0
	for seed := range uint64(201) {
		if seed == 200 {
			seed = 999 // 5,000 people at one village
		}
		p := Odd(seed)
		plan, err := Solve(context.Background(), p, Options{Seed: seed, Iterations: 60})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for _, v := range Check(p, plan) {
			t.Errorf("seed %d: %v", seed, v)
			broken++
		}
		if broken > 10 {
			t.FailNow()
		}
		served += Evaluate(p, plan).People
	}
	if served < 500 {
		t.Errorf("only %d people served in all of them", served)
	}
}
