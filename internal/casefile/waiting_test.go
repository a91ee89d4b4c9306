package casefile_test

import (
	"testing"

	cf "github.com/jempolkeren/jempol/internal/casefile"
)

func TestWhatANeedWaitsFor(t *testing.T) {
	for reason, want := range map[string]map[string]bool{
		"no_blanks":       {cf.NeedKTP: true, cf.NeedReplacement: true},
		"national_search": {"": true, cf.NeedNIK: true, cf.NeedRecording: true, cf.NeedKTP: true},
		"printer": {cf.NeedKTP: true, cf.NeedReplacement: true, cf.NeedKK: true, cf.NeedBirthDeed: true, cf.NeedKIA: true, cf.NeedMove: true,
			cf.NeedDeathDeed: true, cf.NeedSKPTI: true, cf.NeedSKPS: true},
	} {
		needs := []string{""}
		for _, f := range cf.Flows() {
			needs = append(needs, f.Need)
		}
		for _, need := range needs {
			if got := cf.Waits(need, reason); got != want[need] {
				t.Errorf("%q waits for %s: %v", need, reason, got)
			}
			if !cf.Waits(need, "no_signal") || !cf.Waits(need, "ill") || !cf.Waits(need, "companion_away") {
				t.Errorf("%q does not wait for people", need)
			}
		}
	}
}
