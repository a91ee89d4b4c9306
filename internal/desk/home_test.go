package desk

import (
	"context"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
)

// What waits besides the cases is counted with them, also where it is all there
// is.
func TestHomeCountsWhatWaitsBesideTheCases(t *testing.T) {
	on(t, func(w *world) {
		w.s.Beside = func(_ context.Context, sc db.Scope) ([]Waiting, error) {
			if sc.Role != string(authority.Head) {
				return nil, nil
			}
			return []Waiting{{Title: "desk.people_n", Path: "/pengaduan-masuk", Text: "desk.look", Count: 3, Since: db.Micros(w.clock().AddDate(0, 0, -6)), Days: 5},
				{Title: "desk.waiting", Path: "/tidak-ada", Text: "desk.look"}}, nil
		}
		for path, want := range map[string][]string{"/": {"3 pekerjaan menunggu Anda", "3 warga", "6 hari", "age late", `href="/pengaduan-masuk"`, "3 dari 3 pekerjaan"}} {
			_, page := w.get(authority.Head, path)
			for _, part := range want {
				if !strings.Contains(page, part) {
					t.Errorf("%s lacks %q", path, part)
				}
			}
			if strings.Contains(page, "/tidak-ada") {
				t.Error("a place where nothing waits is shown")
			}
		}
		if _, page := w.get(authority.Verifier, "/"); strings.Contains(page, "pengaduan-masuk") {
			t.Error("another role is shown it")
		}
	})
}
