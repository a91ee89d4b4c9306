package web

import (
	"testing"
	"time"
)

func TestLimiterForgetsOnlyWhatRests(t *testing.T) {
	now := time.Unix(0, 0)
	l := NewLimiter(time.Second, 2)
	for range 2 {
		if !l.Allow("busy", now) {
			t.Fatal("refused within the burst")
		}
	}
	if l.Allow("busy", now) {
		t.Fatal("allowed beyond the burst")
	}
	l.forget(now)
	if l.Allow("busy", now) {
		t.Error("forgetting gave a new allowance")
	}
	if !l.Allow("busy", now.Add(time.Second)) {
		t.Error("a second later there is no new try")
	}
	l.forget(now.Add(time.Hour))
	if len(l.keys) != 0 {
		t.Errorf("%d keys at rest are kept", len(l.keys))
	}
}

func TestAddressKey(t *testing.T) {
	for address, want := range map[string]string{
		"10.0.0.7": "10.0.0.7", "::ffff:10.0.0.7": "10.0.0.7", "2001:db8:1:2:3::4": "2001:db8:1:2::/64",
		"2001:db8:1:2:ffff::1": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "": "", "pipe": "pipe",
	} {
		if got := AddressKey(address); got != want {
			t.Errorf("AddressKey(%q) = %q", address, got)
		}
	}
}
