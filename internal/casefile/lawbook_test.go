package casefile_test

import (
	"slices"
	"testing"

	cf "github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/lawbook"
)

// TestLawbookTellsTheSameWay: pages show a need's way from the lawbook, the fold
// moves it by its own table; the two must not drift apart.
func TestLawbookTellsTheSameWay(t *testing.T) {
	for _, version := range lawbook.Versions() {
		book, err := lawbook.At(version)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, n := range book.Needs() {
			told = append(told, n.Code)
			flow, ok := cf.FlowOf(n.Code)
			if !ok {
				t.Errorf("%s: the fold does not know %s", version, n.Code)
				continue
			}
			way := []string{"reported", "accepted", "scheduled", "visited"}
			for _, s := range flow.Stages {
				way = append(way, string(s))
			}
			var after []string
			if flow.WaitsFor != "" {
				after = []string{flow.WaitsFor}
			}
			if !slices.Equal(n.Flow, way) || !slices.Equal(n.After, after) || n.Paper != flow.Paper || n.Office != flow.Own {
				t.Errorf("%s: %s goes %v, in the fold %v", version, n.Code, n.Flow, way)
			}
		}
		if len(told) != len(cf.Flows()) {
			t.Errorf("%s tells of %v", version, told)
		}
		var statuses []string
		for _, s := range book.Statuses() {
			statuses = append(statuses, s.Code)
			got := cf.EnrolmentOf(s.Code)
			ready := s.Class == lawbook.Ready || s.Class == lawbook.Done
			stop, wait := s.Class == lawbook.Stop, s.Class == lawbook.Wait
			if ready != (got == cf.EnrolReady) || stop != (got == cf.EnrolDuplicate) || wait && got != cf.EnrolWait {
				t.Errorf("%s: %s is %s, in the fold %s", version, s.Code, s.Class, got)
			}
			if s.Short != "" && cf.CanonicalStatus(s.Short) != s.Code {
				t.Errorf("%s: %s is not known as %s", version, s.Code, s.Short)
			}
		}
		if known := cf.Statuses(); !slices.Equal(slices.Sorted(slices.Values(statuses)), slices.Sorted(slices.Values(known))) {
			t.Errorf("%s: statuses %v, in the fold %v", version, statuses, known)
		}
	}
}

// A case says under which version of the law it was opened; one of an older
// program does not, and both fold.
func TestACaseKeepsTheLawItWasOpenedUnder(t *testing.T) {
	for body, want := range map[string]string{`{"number":"JK-2021-00001","lawbook":"2021-08"}`: "2021-08", `{"number":"JK-2021-00001"}`: ""} {
		st := cf.FoldState("c", []cf.Event{{ID: eventID(1), OpID: eventID(1), Type: cf.Reported, Version: 1, HLC: 1, Role: "coordinator", Body: []byte(body)}})
		if !st.Reported || st.Lawbook != want {
			t.Errorf("%s: %q", body, st.Lawbook)
		}
	}
}
