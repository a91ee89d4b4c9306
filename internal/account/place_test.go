package account

import (
	"context"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
)

func TestPlacesByName(t *testing.T) {
	on(t, func(w *world) {
		w.a.places = func(context.Context) ([]Place, error) {
			return []Place{{Agency: true, Code: "dinsos", Name: "Dinas Sosial P3A"}, {Code: "panti-1", Name: "Panti Harapan"}, {Code: "dinsos", Name: "Panti Lain"}}, nil
		}
		for want, p := range map[string]Person{
			"Dinas Sosial P3A": {Agency: "dinsos"}, "Panti Harapan": {Institution: "panti-1"}, "panti-9": {Institution: "panti-9"},
			"Bendoroto, Munjungan": {Areas: []string{"35.03.02.2010"}}, "": {},
		} {
			if got, err := w.a.placeOf(w.Context(), p); err != nil || got != want {
				w.Errorf("%+v is at %q, %v", p, got, err)
			}
		}
		w.person("admin", rightsOf(authority.Admin))
		b := w.site().browser()
		b.signIn("admin")
		b.expect(200, `<option value="dinsos">Dinas Sosial P3A`, `<option value="panti-1">Panti Harapan`)(b.get("/admin/orang/baru"))
		b.expect(200, "Dinas Sosial P3A", "Belum memilih")(
			b.post("/admin/orang/baru", "name", "Ratna", "login", "ratna", "role", "social", "agency", "dinsos"))
		if n := w.count("account_user", "agency = 'dinsos' AND areas = ''"); n != 1 {
			w.Errorf("%d accounts of the agency", n)
		}
		if strings.Contains(b.last, "&lt;option") {
			w.Error("markup is shown as text")
		}
	})
}
