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

func TestHours(t *testing.T) {
	for office, want := range map[string]string{"3503": "WIB", "6171": "WIB", "5171": "WITA", "7371": "WITA", "8101": "WIT", "9671": "WIT", "": "WIB", "x": "WIB"} {
		if got := Hours(office).String(); got != want {
			t.Errorf("office %s keeps %s, want %s", office, got, want)
		}
	}
}
