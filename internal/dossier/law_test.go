package dossier

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/lawbook"
)

// A case that was opened under another version of the law is asked for what
// that version asked for, not for what is in force now.
func TestTheChecklistFollowsTheLawOfTheOpening(t *testing.T) {
	older := *lawbook.Current()
	older.Version = "2019-01"
	real := versionAt
	t.Cleanup(func() { versionAt = real })
	versionAt = func(version string) (*lawbook.Book, error) {
		if version == older.Version {
			return &older, nil
		}
		return real(version)
	}
	for _, tt := range []struct{ opened, want string }{
		{"2019-01", "2019-01"}, {lawbook.Current().Version, lawbook.Current().Version}, {"", lawbook.Current().Version}, {"2099-01", lawbook.Current().Version},
	} {
		s := &story{}
		s.add(casefile.Reported, casefile.ReportedBody{Number: "JK-2021-00001", Channel: "registrar", Needs: []string{"nik"}, Basis: "public_task", Lawbook: tt.opened}, says("birth", "2018-05-01"))
		_, list := s.check(t)
		if got := list.Groups[0].Book.Version; got != tt.want {
			t.Errorf("opened under %q: the checklist is of %s", tt.opened, got)
		}
	}
	if _, err := real("2099-01"); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
}
