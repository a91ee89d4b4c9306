package web

import (
	"net/http/httptest"
	"net/url"
	"testing"
)

// A time is understood as pages and papers write it, with a point.
func TestClock(t *testing.T) {
	for written, want := range map[string]string{"07.30": "07:30", "7.30": "07:30", "7:30": "07:30", " 08:00 ": "08:00", "23.59": "23:59",
		"": "", "24.00": "24.00", "7.5": "7.5", "7.30.00": "7.30.00", "8 pagi": "8 pagi"} {
		r := &Request{Request: httptest.NewRequest("GET", "/?"+url.Values{"jam": {written}}.Encode(), nil)}
		if got := r.Clock("jam"); got != want {
			t.Errorf("%q is read as %q, not %q", written, got, want)
		}
	}
}
