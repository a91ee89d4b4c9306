package outreach_test

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/office"
	"github.com/jempolkeren/jempol/internal/outreach"
)

// A kit that goes into repair is told wherever a trip that carries it is looked
// at, with what can be done; the trip keeps it until somebody decides.
func TestAKitInRepairIsTold(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		planned := w.planOnTeam("2021-06-17", "alat-1", "tim-b")
		id, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		published := w.trip(id)
		b, field := s.as("rina"), s.as("bagus")
		paths := []string{"/perjalanan/" + planned, "/perjalanan/" + published}
		for _, path := range append(paths, "/perjalanan", paths[0]+"/ubah") {
			b.Expect(200, "Alat 1", "!diperbaiki")(b.Get(path))
		}
		set := func(condition string, active bool) {
			w.reference("alat-1", office.ChangedBody{What: office.Kit, Name: "Alat 1", Serial: "X-1", Condition: condition, Active: active})
		}
		set(office.KitRepair, true)
		b.Expect(200, "Alat 1: sedang diperbaiki")(b.Get("/perjalanan"))
		b.Expect(200, "Alat 1 sedang diperbaiki", "17 Juni 2021", `href="`+paths[0]+`/ubah">Pilih alat lain`)(b.Get(paths[0]))
		b.Expect(200, "Alat 1 sedang diperbaiki", "16 Juni 2021", `href="`+paths[1]+`/batal"`)(b.Get(paths[1]))
		field.Expect(200, "Alat 1 sedang diperbaiki", "!/ubah")(field.Get(paths[0]))

		// The form shows the kit that the trip carries, and saving it takes nothing off.
		b.Expect(200, "Alat 1 sedang diperbaiki", `value="alat-1"`, "!Alat 2")(b.Get(paths[0] + "/ubah"))
		in := outreach.PlanIn{Day: "2021-06-18", Depart: "07:30", Area: dongko, Team: "tim-b", Vehicle: "mobil", Kit: "alat-1"}
		w.must(w.s.ChangePlan(w.Context(), w.op(w.coordinator), planned, in))
		if got := w.tripState(planned).Plan; got.Kit != "alat-1" || got.Day != in.Day {
			w.Errorf("%+v", got)
		}
		in.Kit = "alat-rusak"
		w.want(w.s.ChangePlan(w.Context(), w.op(w.coordinator), planned, in), fault.Invalid, "fault.outreach.kit")

		set(office.KitReady, false)
		b.Expect(200, "Alat 1: tidak dipakai lagi")(b.Get("/perjalanan"))
		b.Expect(200, "Alat 1 tidak dipakai lagi", `value="alat-1"`)(b.Get(paths[0] + "/ubah"))
		set(office.KitReady, true)
		b.Expect(200, "!diperbaiki", "!tidak dipakai lagi")(b.Get(paths[0]))
	})
}
