package casefile_test

import (
	"encoding/json"
	"testing"
	"time"

	cf "github.com/jempolkeren/jempol/internal/casefile"
)

// A day is the office's: around midnight the same event is of another day in
// Papua than in Java. The office stands in the event, so every replica finds
// the same, whatever its own clock or configuration.
func TestDaysAreThoseOfTheOffice(t *testing.T) {
	for _, tt := range []struct {
		name, office string
		at           time.Time
		due, back    string // back is when the deferred need comes up, in UTC
	}{
		{"Java, before midnight", "3503", time.Date(2021, 5, 1, 16, 30, 0, 0, time.UTC), "2021-05-04", "2022-04-30T17:00:00Z"},
		{"Java, after midnight", "3503", time.Date(2021, 5, 1, 17, 30, 0, 0, time.UTC), "2021-05-05", "2022-04-30T17:00:00Z"},
		{"Bali, before midnight", "5171", time.Date(2021, 5, 1, 15, 59, 0, 0, time.UTC), "2021-05-04", "2022-04-30T16:00:00Z"},
		{"Bali, after midnight", "5171", time.Date(2021, 5, 1, 16, 0, 0, 0, time.UTC), "2021-05-05", "2022-04-30T16:00:00Z"},
		{"Papua, before midnight", "9671", time.Date(2021, 5, 1, 14, 59, 59, 0, time.UTC), "2021-05-04", "2022-04-30T15:00:00Z"},
		{"Papua, after midnight", "9671", time.Date(2021, 5, 1, 15, 0, 0, 0, time.UTC), "2021-05-05", "2022-04-30T15:00:00Z"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := 0
			event := func(kind string, body any) cf.Event {
				n++
				text, err := json.Marshal(body)
				if err != nil {
					t.Fatal(err)
				}
				return cf.Event{Office: tt.office, ID: eventID(n), OpID: eventID(n), Type: kind, Version: 1, HLC: uint64(n),
					Area: "35.03.10.2002", Role: "coordinator", OccurredAt: tt.at.UnixMicro(), Body: text}
			}
			events := []cf.Event{event(cf.Reported, cf.ReportedBody{Number: "JK-2021-00001", Needs: []string{cf.NeedRecording}})}
			st := cf.FoldState("c", events)
			if w := st.Work(); len(w) != 1 || w[0].Due != tt.due {
				t.Errorf("work %+v, want it due on %s", w, tt.due)
			}
			events = append(events, event(cf.Accepted, cf.AcceptedBody{}),
				event(cf.NeedDeferred, cf.NeedDeferredBody{Need: cf.NeedRecording, Until: "2022-05-01", Reason: "under_16"}))
			st = cf.FoldState("c", events)
			want, err := time.Parse(time.RFC3339, tt.back)
			if err != nil {
				t.Fatal(err)
			}
			if w := st.Work(); len(w) != 1 || w[0].From != want.UnixMicro() {
				t.Errorf("work %+v, want it from %s", w, tt.back)
			}
		})
	}
}
