package outreach_test

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/office"
	"github.com/jempolkeren/jempol/internal/outreach"
)

// TestPlanningSaysWhoWaitsAndWhatIsFree: the form of a plan says how many wait
// in each kecamatan and which team, vehicle and kit is free on the day; asking
// for another day loses nothing and plans nothing.
func TestPlanningSaysWhoWaitsAndWhatIsFree(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		w.reference("tim-b", office.ChangedBody{What: office.Team, Name: "Tim B", Active: true, Members: []string{w.officer2.Person}})
		b := s.as("rina")
		b.Expect(200, "Tidak ada warga yang menunggu", "Kosong sampai 21 hari ke depan")(b.Get("/perjalanan/baru"))
		w.waiting(person{name: "Ponirah", birth: "1941"})
		w.now = w.now.AddDate(0, 0, 3)
		b = s.as("rina") // the session ended meanwhile
		id, _ := w.waiting(person{name: "Tarmi", birth: "1963"})
		b.Expect(200, "2 warga, terlama 3 hari", "Kecamatan Dongko", "!Ponirah")(b.Get("/perjalanan/baru"))
		w.add(w.planOn(day, "alat-1"), outreach.Home, id)
		// Whoever stands in a plan waits for no other one.
		b.Expect(200, "1 warga, terlama 3 hari", "Dipakai 16 Juni 2021 (Dongko)")(b.Get("/perjalanan/baru"))
		b.Expect(200, "Sudah dipakai pada 16 Juni 2021 ke Dongko", "Kosong pada 16 Juni 2021", `value="16"`, `value="tim-b"`)(b.Post("/perjalanan/baru",
			"hari", day, "kecamatan", dongko, "tim", "tim-b", "periksa", "ya"))
		// A day far ahead is looked up too.
		w.planOn("2021-08-20", "alat-1")
		b.Expect(200, "Sudah dipakai pada 20 Agustus 2021 ke Dongko")(b.Post("/perjalanan/baru", "hari", "2021-08-20", "periksa", "ya"))
		if n := w.count(`SELECT COUNT(*) FROM trip`); n != 2 {
			w.Errorf("looking made trips: %d", n)
		}
	})
}

// TestAFixedPlanSaysWhatToDoInstead: whoever comes by address to change or call
// off what is no longer changed is told why and led on, in every state.
func TestAFixedPlanSaysWhatToDoInstead(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		id, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		trip := w.plan("alat-1", "tim-a")
		w.add(trip, outreach.Home, id)
		b := s.as("rina")
		path := "/perjalanan/" + trip
		b.Expect(200, "Simpan")(b.Get(path + "/ubah"))
		w.must(w.s.Publish(w.Context(), w.op(w.coordinator), trip)) // meanwhile, by somebody else
		b.Expect(409, "sudah diumumkan")(b.Post(path+"/ubah", "hari", day, "berangkat", "08:00", "kecamatan", dongko, "tim", "tim-a", "kendaraan", "mobil"))
		b.Expect(409, "sudah diumumkan", path+"/batal", `href="`+path+`"`)(b.Get(path + "/ubah"))
		w.must(w.s.Cancel(w.Context(), w.op(w.coordinator), trip, "weather"))
		for _, page := range []string{"/ubah", "/batal"} {
			b.Expect(409, "sudah dibatalkan", "/perjalanan/baru?kecamatan="+dongko)(b.Get(path + page))
		}
		w.onTheDay()
		trip = w.trip(id)
		path = "/perjalanan/" + trip
		w.must(w.s.Start(w.Context(), w.op(w.officer), trip))
		b = s.as("rina") // the session ended meanwhile
		b.Expect(409, "Tim sudah berangkat")(b.Get(path + "/ubah"))
		b.Expect(404)(b.Get("/perjalanan/tidak-ada/ubah"))
	})
}
