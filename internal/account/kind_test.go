package account

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/jempolkeren/jempol/internal/casefile"
)

func TestFoldIsTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var events []casefile.Event
		for i := range rapid.IntRange(0, 6).Draw(t, "n") {
			body := rapid.OneOf(
				rapid.Just(`{"change":"created","role":"field","areas":["35.03"],"disabled":true}`),
				rapid.Just(`[]`), rapid.Just(`{"role":7}`), rapid.Just(``), rapid.String(),
			).Draw(t, "body")
			typ := rapid.SampledFrom([]string{casefile.UserChanged, casefile.Erased, casefile.ClaimSettled}).Draw(t, "type")
			events = append(events, casefile.Event{ID: fmt.Sprint(i), Type: typ, Body: json.RawMessage(body)})
		}
		one, two := fold("u1", events), fold("u1", events)
		if !reflect.DeepEqual(one, two) {
			t.Fatal("two folds differ")
		}
		mine := 0
		for _, e := range events {
			if e.Type == casefile.UserChanged {
				mine++
			}
		}
		if len(one.Rows)+len(one.Parked) != mine {
			t.Fatalf("%d rows and %d parked of %d events", len(one.Rows), len(one.Parked), mine)
		}
		for _, r := range one.Rows {
			if len(r.Values) != len(rightTable.Columns) {
				t.Fatalf("row %v", r.Values)
			}
		}
	})
}
