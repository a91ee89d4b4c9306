package account

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/web"
)

func asking(query string) Queue {
	return ReadQueue(&web.Request{Request: httptest.NewRequest(http.MethodGet, "/antrean"+query, nil)}, "bagian")
}

// What an address cannot mean is left out; what it can comes back as it was.
func TestAQueueIsWhatItsAddressSays(t *testing.T) {
	for query, want := range map[string]string{
		"": "",
		"?wilayah=35.03.04&butuh=kk&sebab=casefile.work.enter&lama=14&urut=nama": "?butuh=kk&lama=14&sebab=casefile.work.enter&urut=nama&wilayah=35.03.04",
		"?bagian=jalan&urut=wilayah":                            "?bagian=jalan&urut=wilayah",
		"?wilayah=99.99&butuh=paspor&lama=3&urut=nik&x=1":       "",
		"?wilayah=35.03.04'--&sebab=" + strings.Repeat("a", 61): "",
		"?lama=-7&butuh=&wilayah=35":                            "?wilayah=35",
		"?wilayah=%00&urut=lama;DROP":                           "",
	} {
		if got := asking(query).Query(); got != want {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
	q := asking("?wilayah=35.03.04&hal=3")
	if got := q.Query("wilayah", "", "lama", "7"); got != "?lama=7" {
		t.Errorf("changed: %q", got)
	}
}

// Chips, choices and the count are of the same rows; nobody is offered what
// nothing waits for.
func TestAQueueOffersWhatItHolds(t *testing.T) {
	held := []Held{
		{Area: "35.03.04.2001", Reason: "a", Needs: []string{casefile.NeedKK, casefile.NeedNIK}, Count: 5, Over: 2},
		{Area: "35.03.04.2002", Reason: "b", Needs: []string{casefile.NeedKK}, Count: 3, Over: 3},
		{Area: "35.03.05.2001", Reason: "a", Needs: []string{casefile.NeedBirthDeed}, Count: 1, Over: 0},
	}
	for query, want := range map[string]int{
		"?lama=7": 5, "?lama=7&wilayah=35.03.04": 5, "?lama=7&wilayah=35.03.04.2001": 2, "?lama=7&wilayah=35.03.05": 0,
		"?lama=7&butuh=kk": 5, "?lama=7&butuh=nik": 2, "?lama=7&sebab=b": 3, "?lama=7&sebab=b&butuh=nik": 0, "?lama=7&sebab=nichts": 0,
	} {
		q := asking(query)
		if got := q.Count(held); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
		bar, sum := q.Bar(held), 0
		for _, c := range bar.Chips[1:] {
			sum += c.Count
		}
		if bar.Chips[0].Count != sum {
			t.Errorf("%s: the chips hold %d, all of them %d", query, sum, bar.Chips[0].Count)
		}
	}
	bar := asking("?wilayah=35.03.04&sebab=a").Bar(held)
	var areas []string
	for _, o := range bar.Selects[0].Options {
		if strings.Contains(o.Label, "35.") {
			t.Errorf("a person reads the code %q", o.Label)
		}
		areas = append(areas, o.Value)
	}
	if want := []string{"35.03.04", "35.03.04.2001", "35.03.04.2002", "35.03.05"}; !slices.Equal(areas, want) {
		t.Errorf("areas %v, want %v", areas, want)
	}
	if len(bar.Selects[1].Options) != 3 || !slices.Contains(bar.Hidden, web.Pair{Name: "sebab", Value: "a"}) {
		t.Errorf("needs %v, hidden %v", bar.Selects[1].Options, bar.Hidden)
	}
}

// FuzzReadQueue: whatever an address says, what is kept of it is stable, and the
// condition has as many parameters as it names.
func FuzzReadQueue(f *testing.F) {
	f.Add("wilayah=35.03.04&butuh=kk&lama=7&urut=nama&sebab=x")
	f.Add("urut=%00&lama=99999999999999999999")
	c := QueueColumns{Area: "w.area", Reason: "w.reason", From: "w.from_at", Name: "p.name", Need: "w.arg = %s", ID: "w.id"}
	f.Fuzz(func(t *testing.T, raw string) {
		v, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		q := asking("?" + v.Encode())
		if again := asking(q.Query()); again.Query() != q.Query() {
			t.Errorf("%q becomes %q", q.Query(), again.Query())
		}
		where, args := q.Where(c, time.Unix(0, 0), 4)
		if n := strings.Count(where, "$"); n != len(args) {
			t.Errorf("%q has %d parameters for %d values", where, n, len(args))
		}
	})
}
