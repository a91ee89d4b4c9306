package outreach_test

import "testing"

// A NIK that contradicts the person is pointed out while the team is still
// there; it does not stop the visit.
func TestANIKThatContradictsThePersonIsPointedOut(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		id, number := w.waiting(person{name: "Paimin", birth: "1948"})
		trip := w.trip(id)
		w.onTheDay()
		b := s.as("bagus")
		at := "/lapangan/" + trip + "/" + number
		b.Get(at)
		b.Post(at+"/hadir", "hadir", "yes")
		b.Post(at+"/identitas", "sumber", "family")
		b.Post(at+"/data", "nama", "Paimin", "jk", "L", "lahir.y", "1948")
		b.Post(at+"/biometrik", "hasil", "local")
		b.Expect(422, `id="nik-err"`, "bukan kode provinsi")(b.Post(at+"/rincian", "nik", "9903040101489001"))
		b.Expect(200, "Apa yang diperlukan warga?", "Periksa NIK dari alat", "jenis kelamin yang berbeda", "berbeda dengan tanggal lahir")(b.Post(at+"/rincian", "nik", "3503044101939001"))
		b.Expect(200, "Sudah benar semua?", "Periksa NIK dari alat")(b.Post(at+"/kebutuhan", "perlu", "replacement"))
		b.Post(at+"/rincian", "nik", "3503040101489001")
		b.Expect(200, "Sudah benar semua?", "!Periksa NIK dari alat")(b.Get(at + "/periksa"))
		b.Post(at+"/rincian", "nik", "3503044101939001")
		b.Get(at + "/periksa")
		b.Expect(200, "Kunjungan tersimpan")(b.Post(at + "/periksa"))
	})
}

// Nor is a number that was recorded before left unsaid, where the visit says
// another sex or birth.
func TestTheRecordedNIKIsComparedWithTheVisit(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		id, number := w.waiting(person{name: "Paimin", birth: "1948", nik: "3503040101489001"})
		trip := w.trip(id)
		w.onTheDay()
		b := s.as("bagus")
		at := "/lapangan/" + trip + "/" + number
		b.Get(at)
		b.Post(at+"/hadir", "hadir", "yes")
		b.Post(at+"/identitas", "sumber", "family")
		b.Post(at+"/data", "nama", "Paimin", "jk", "P", "lahir.y", "1950")
		b.Expect(200, "Cocokkan data dengan NIK yang tercatat", "jenis kelamin yang berbeda", "berbeda dengan tanggal lahir", "!Periksa NIK dari alat")(b.Post(at+"/biometrik", "hasil", "repeat"))
	})
}
