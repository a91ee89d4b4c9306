package account

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
)

var shownFields = regexp.MustCompile(`name="(terlihat[^"]*)" value="([^"]*)"`)

// TestTwoTabsDoNotGiveRightsBack: rights that one tab narrowed do not come back
// with the name or the telephone that another one changes.
func TestTwoTabsDoNotGiveRightsBack(t *testing.T) {
	on(t, func(w *world) {
		w.person("admin", rightsOf(authority.Admin))
		p, _ := w.person("ratna", Rights{Role: authority.Registrar, Areas: []string{"35.03.02.2010", "35.03.04.2010"}})
		b := w.site().browser()
		b.signIn("admin")
		path := "/admin/orang/" + p.ID + "/ubah"
		seen := func() (out []string) {
			for _, m := range shownFields.FindAllStringSubmatch(b.last, -1) {
				out = append(out, m[1], m[2])
			}
			return out
		}
		b.get(path)
		first := seen()
		if len(first) != 6 {
			w.Fatalf("the form says %v", first)
		}
		send := func(shown []string, name, areas, phone string) (int, string) {
			b.get(path) // each tab has a number of its own
			return b.post(path, append([]string{"name", name, "role", "registrar", "areas", areas, "phone", phone}, shown...)...)
		}
		b.expect(200, "Bu ratna")(send(first, "Bu ratna", "35.03.02.2010", ""))
		both := "35.03.02.2010\n35.03.04.2010"
		b.expect(409, "Orang lain lebih dulu mengubahnya", `value="Ratna Sari"`, `value="0811"`, "Hak diubah", "Bu admin")(send(first, "Ratna Sari", both, "0811"))
		if strings.Contains(b.last, "Siki") {
			w.Error("the form that comes back still has the area that was taken away")
		}
		again := seen()
		if u, err := w.a.user(w.Context(), p.ID); err != nil || u.Name != "Bu ratna" || !slices.Equal(u.Areas, []string{"35.03.02.2010"}) {
			w.Fatalf("%+v %v", u, err)
		}
		b.expect(200, "Ratna Sari")(send(again, "Ratna Sari", "35.03.02.2010", "0811"))
		// A name that two changed is a conflict as well; the telephone stays.
		b.expect(409, `value="R. Sari"`, "Bu ratna → Ratna Sari", `value="0811"`)(send(again, "R. Sari", "35.03.02.2010", ""))
		// What is as it is kept takes nothing back.
		b.expect(200, "Ratna Sari")(send(first, "Ratna Sari", "35.03.02.2010", "0811"))
		if n := w.count("account_right", "office_id = $1 AND user_id = $2", office, p.ID); n != 2 {
			w.Errorf("%d changes of rights", n)
		}
		// A link that somebody made is no change of rights.
		b.get(path)
		shown := seen()
		b.get("/admin/orang/" + p.ID)
		if code, _ := b.post("/admin/orang/" + p.ID + "/tautan"); code != http.StatusOK {
			w.Errorf("a link: %d", code)
		}
		b.expect(200)(send(shown, "Ratna Sari", both, "0811"))
	})
}
