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

// A kit that goes into repair after a plan was made is told on the plan before its
// days are announced, and a day that can do without goes without.
func TestAPlanTellsOfItsKitInRepair(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		w.waiting(person{name: "Ponirah", birth: "1941"})
		id := w.planned()
		b := s.as("rina")
		sheet := "/perjalanan/rencana/kerja/" + id
		board := sheet + "/papan?rencana=" + outreach.VariantHome
		for _, path := range []string{sheet, board} {
			b.Expect(200, "!diperbaiki")(b.Get(path))
		}
		w.reference("alat-1", office.ChangedBody{What: office.Kit, Name: "Alat 1", Serial: "X-1", Condition: office.KitRepair, Active: true})
		for _, path := range []string{sheet, board, sheet + "/hari?rencana=" + outreach.VariantHome + "&rute=0"} {
			b.Expect(200, "Alat 1 sedang diperbaiki", "Rencana ini memakainya", `href="/perjalanan/rencana/baru"`)(b.Get(path))
		}
		done, err := w.s.AnnouncePlan(w.Context(), w.op(w.coordinator), id, outreach.VariantHome, 1, []int{0, 1, 2, 3, 4})
		w.must(err)
		if len(done) != 1 || done[0].Err != nil || w.tripState(done[0].Trip).Plan.Kit != "" {
			w.Fatalf("%+v", done)
		}
	})
}

// Where one kit of a plan is in repair, another of the same plan goes along.
func TestAnotherKitOfThePlanGoesAlong(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		w.waiting(person{name: "Ponirah", birth: "1941"})
		w.reference("alat-3", office.ChangedBody{What: office.Kit, Name: "Alat 3", Serial: "X-3", Condition: office.KitReady, Active: true})
		spec := w.spec()
		spec.Kits = []string{"alat-1", "alat-3"}
		id, err := w.s.AskPlan(w.Context(), w.op(w.coordinator), spec)
		w.must(err)
		w.jobs()
		w.reference("alat-1", office.ChangedBody{What: office.Kit, Name: "Alat 1", Serial: "X-1", Condition: office.KitRepair, Active: true})
		b := s.as("rina")
		b.Expect(200, "Alat 1 sedang diperbaiki", "Alat lain dari rencana ini menggantikannya")(b.Get("/perjalanan/rencana/kerja/" + id))
		done, err := w.s.AnnouncePlan(w.Context(), w.op(w.coordinator), id, outreach.VariantHome, 1, []int{0, 1, 2, 3, 4})
		w.must(err)
		if len(done) != 1 || done[0].Err != nil || w.tripState(done[0].Trip).Plan.Kit != "alat-3" {
			w.Fatalf("%+v", done)
		}
	})
}
