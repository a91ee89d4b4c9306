package region

import "testing"

func TestZone(t *testing.T) {
	for c, want := range map[Code]string{"35.03": "Asia/Jakarta", "61.71": "Asia/Jakarta", "62.01": "Asia/Jakarta", "51.71": "Asia/Makassar",
		"63.01": "Asia/Makassar", "73.71.01": "Asia/Makassar", "81.01": "Asia/Jayapura", "96.71": "Asia/Jayapura", "": "Asia/Jakarta"} {
		if got := Zone(c); got != want {
			t.Errorf("%s keeps %s, want %s", c, got, want)
		}
	}
}
