package outreach_test

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
)

// The answer of a late search and a corrected outcome are asked about in the
// same way: once more, and then kept.
func TestANIKOfASearchOrACorrectionIsPointedOut(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		id, number := w.waiting(person{name: "Tarmi", birth: "1963"})
		trip := w.trip(id)
		w.onTheDay()
		w.must(w.s.Record(w.Context(), w.op(w.officer), trip, id, met(casefile.BioPending, "nik")))
		b := s.as("bagus")
		path := "/kasus/" + number + "/pencarian"
		b.Get(path)
		b.Expect(422, `id="nik-err"`, "bukan kode provinsi", "!sekali lagi")(b.Post(path, "hasil", "local", "nik", "9903040101489001"))
		b.Expect(200, "Periksa NIK ini sekali lagi", "berbeda dengan tanggal lahir", `name="nik.lihat" value="3503044101489001"`, `value="local" id="hasil" checked`)(
			b.Post(path, "hasil", "local", "nik", "3503 0441 0148 9001"))
		if st := w.state(id); st.Biometric.Outcome != casefile.BioPending {
			w.Errorf("kept before it was looked at: %+v", st.Biometric)
		}
		// Another number is another question.
		b.Expect(200, "Periksa NIK ini sekali lagi")(b.Post(path, "hasil", "local", "nik", "3503044101499001", "nik.lihat", "3503044101489001"))
		b.Post(path, "hasil", "local", "nik", "3503044101489001", "nik.lihat", "3503044101489001")
		if st := w.state(id); st.Biometric.Outcome != casefile.BioLocal || st.Person.Value(casefile.FieldNIK) != "3503044101489001" {
			w.Errorf("%+v", st.Biometric)
		}

		bio := "/kasus/" + number + "/biometrik"
		shown := []string{"hasil", "elsewhere", "kabupaten", "35.04", "alasan", "typed_wrong", "nik", "3504044101489002"}
		b.Get(bio + "?hasil=elsewhere")
		b.Expect(200, "Periksa NIK ini sekali lagi", "berbeda dengan tanggal lahir")(b.Post(bio, shown...))
		if st := w.state(id); st.Biometric.Outcome != casefile.BioLocal {
			w.Errorf("corrected before it was looked at: %+v", st.Biometric)
		}
		b.Post(bio, append(shown, "nik.lihat", "3504044101489002")...)
		if st := w.state(id); !st.Biometric.Disputed && st.Biometric.Outcome != casefile.BioElsewhere {
			w.Errorf("%+v", st.Biometric)
		}
	})
}
