package outreach_test

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/outreach"
)

// Whoever is found in another kabupaten is of another one, and the officer sees
// which before the visit is saved.
func TestAnotherKabupatenIsAnotherOne(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		id, number := w.waiting(person{name: "Ponirah", birth: "1941"})
		late, _ := w.waiting(person{name: "Tarmi", birth: "1963"})
		trip := w.trip(id, late)
		w.onTheDay()
		w.must(w.s.Record(w.Context(), w.op(w.officer), trip, late, met(casefile.BioPending)))
		own := outreach.SearchIn{Outcome: casefile.BioElsewhere, NIK: "3504084101639002", Kabupaten: "35.03"}
		w.want(w.s.RecordSearch(w.Context(), w.op(w.officer), late, own), fault.Invalid, "fault.outreach.kabupaten_own")

		b := s.as("bagus")
		at := "/lapangan/" + trip + "/" + number
		b.Get(at)
		b.Post(at+"/hadir", "hadir", "yes")
		b.Post(at+"/identitas", "sumber", "family")
		b.Post(at+"/data", "nama", "Ponirah", "jk", "P", "lahir.y", "1941")
		b.Expect(200)(b.Post(at+"/biometrik", "hasil", "elsewhere"))
		b.Expect(422, "kabupaten kantor ini sendiri", `value="3504084101419001"`)(b.Post(at+"/rincian", "nik", "3504084101419001", "kabupaten", "35.03"))
		b.Expect(200)(b.Post(at+"/rincian", "nik", "3504084101419001", "kabupaten", "35.04"))
		b.Expect(200, "Sudah benar semua?", "Kabupaten Tulungagung", "!3504084101419001")(b.Post(at+"/kebutuhan", "perlu", "pindah"))
		b.Expect(200, "Kunjungan tersimpan")(b.Post(at + "/periksa"))
		fix := outreach.OutcomeIn{Answers: outreach.Answers{Outcome: casefile.BioElsewhere, NIK: "3504084101419001", Kabupaten: "35.03"}, Why: "misheard"}
		w.want(w.s.CorrectOutcome(w.Context(), w.op(w.officer), id, fix), fault.Invalid, "fault.outreach.kabupaten_own")
	})
}
