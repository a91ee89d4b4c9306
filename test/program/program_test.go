package program

import (
	"strings"
	"testing"
)

func TestAccountsAreReadFromWhatTheProgramPrints(t *testing.T) {
	got := accounts(`Demonstration: nothing here is real.
Open http://127.0.0.1:8080/masuk

  coordinator   koordinator        pagi-sawah-bambu
  field         petugas.1          kopi-jalan-hujan
level=INFO msg="listening" address=127.0.0.1:8080
`)
	want := map[string]Account{
		"coordinator": {"coordinator", "koordinator", "pagi-sawah-bambu"},
		"field":       {"field", "petugas.1", "kopi-jalan-hujan"},
	}
	for role, account := range want {
		if got[role] != account {
			t.Errorf("%s: got %+v, want %+v", role, got[role], account)
		}
	}
}

func TestPersonalLines(t *testing.T) {
	tests := []struct {
		line  string
		found bool
	}{
		{`level=INFO msg=saved nik=3503010101909001`, true},
		{`"3503010101909001"`, true},
		{`3503010101909001`, true},
		{`at=1700000000000000 is sixteen digits too, so a log writes times as text`, true},
		{`time=2026-11-23T12:00:00.000000Z`, false},
		{`id=019aaf3503010101909001ab is a part of a longer id`, false},
		{`35030101019090012 has seventeen`, false},
		{`request=4 bytes=123456789012345`, false},
	}
	for _, tt := range tests {
		found := PersonalLines("before\n" + tt.line + "\nafter\n")
		if (len(found) == 1) != tt.found {
			t.Errorf("%s: found %v", tt.line, found)
		}
		if strings.Contains(strings.Join(found, ""), "3503010101909001") {
			t.Errorf("the report spreads the number: %v", found)
		}
	}
}
