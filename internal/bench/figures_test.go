package bench

import (
	"testing"
	"time"
)

func TestFiguresAreNearestRanks(t *testing.T) {
	var marks []mark
	for i := 100; i > 0; i-- {
		marks = append(marks, mark{took: time.Duration(i) * time.Millisecond, bad: i == 100})
	}
	f := figures(marks)
	if f != (Figures{Count: 100, P50: 50, P95: 95, P99: 99, Max: 100, Errors: 1}) {
		t.Errorf("%+v", f)
	}
	if f := figures(marks[:1]); f.P50 != 100 || f.P99 != 100 {
		t.Errorf("one: %+v", f)
	}
	if f := figures(nil); f != (Figures{}) {
		t.Errorf("none: %+v", f)
	}
}

func TestAnErrorNamesNoCase(t *testing.T) {
	if got := routeOf("/kasus/JK-2021-00412/kebutuhan/catatan"); got != "/kasus/{}/kebutuhan/catatan" {
		t.Error(got)
	}
}
