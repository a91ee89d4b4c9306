package outreach_test

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/office"
)

// house is an institution that takes visits on Mondays, with people in it.
func (w *world) house(id, name, area string, people int) (ids, numbers []string) {
	w.Helper()
	w.reference(id, office.ChangedBody{What: office.Institution, Name: name, Kind: "care_home", Village: area,
		VisitDays: []string{"1"}, VisitFrom: "09:00", VisitTo: "11:00", Active: true})
	for i := range people {
		c, no := w.waiting(person{name: "Warga " + string(rune('A'+i)), birth: "1950", institution: id, area: area})
		ids, numbers = append(ids, c), append(numbers, no)
	}
	return ids, numbers
}

// TestASessionIsPutTogether: who looks at an institution's people means to go
// there, and what was ticked stays where a choice is refused.
func TestASessionIsPutTogether(t *testing.T) {
	on(t, func(w *world) {
		for range 13 { // more than are suggested without a filter, and longer waiting
			w.waiting(person{name: "Ponirah", birth: "1941"})
		}
		_, inside := w.house("panti-1", "Panti Satu", village2, 2)
		_, home := w.waiting(person{name: "Tarmi", birth: "1963", area: village2})
		trip := "/perjalanan/" + w.plan("alat-1", "tim-a")
		b := w.site().as("rina")
		b.Expect(200, `value="home" id="jenis" checked`, `value="registrar" selected`)(b.Get(trip + "?tempat=" + village2))
		b.Expect(200, `value="institution" checked`, `value="institution" selected`, inside[0])(b.Get(trip + "?tempat=panti-1"))
		// Not all of them live there.
		b.Expect(409, "tidak bisa ikut", `value="`+inside[1]+`" checked`, `value="`+home+`" checked`, `value="`+village2+`" selected`)(b.Post(trip+"/warga",
			"tempat", village2, "warga", inside[1], "warga", home, "jenis", "institution", "titik", "village_hall", "pendamping", "institution"))
		b.Expect(200, "2 warga ditambahkan")(b.Post(trip+"/warga", "tempat", "panti-1", "warga", inside[0], "warga", inside[1],
			"jenis", "institution", "titik", "village_hall", "pendamping", "institution"))
	})
}
