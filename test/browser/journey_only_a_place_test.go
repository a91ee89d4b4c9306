package browser

import "testing"

// Nobody knows a name, an age or a paper: all there is is a place by the market.
// The registrar reports it, the visit finds out who it is, and the end is the
// same as for everybody else.
func TestJourneyOfAPersonOfWhomOnlyThePlaceIsKnown(t *testing.T) {
	eachEngine(t, func(w *walk) {
		before := w.served()
		w.reportPlace("emperan Pasar Dongko sebelah timur, malam hari")
		w.triage()
		w.plan("Alat rekam 2")
		w.confirm()
		w.visit(checked{name: "Mbok Sarmi Pasaran", sex: "Perempuan", day: "", month: "", year: "1950", birthplace: "Trenggalek", mother: "Kasinem"})
		w.complete("Pasar Dongko, emperan timur")
		w.verify()
		w.enter("3503044107509102", "3503041406219102")
		w.plan("Alat rekam 3")
		w.record()
		w.card()
		w.handOver()
		w.closeCase()
		w.isCounted(before)
	})
}

// reportPlace is the registrar with a report that has no name: refused without
// a reason and without a place, taken with both.
func (w *walk) reportPlace(place string) {
	w.t.Helper()
	r := w.as("registrar")
	r.Open("/lapor")
	r.Choose("Belum tercantum dalam basis data kependudukan")
	r.PressRefused(422, "Simpan laporan")
	r.Expect("Isi nama atau panggilan orang yang dilaporkan, atau tempat biasa ditemui")
	r.Fill("Tempat biasa ditemui", place)
	r.PressRefused(422, "Alamat, petunjuk arah, dan pendamping")
	r.Fill("Petunjuk arah", "Dari pintu timur, di bawah papan obat")
	r.PressRefused(422, "Kerentanan dan golongan")
	r.Choose("Tunawisma atau hidup di jalan")
	r.Press("Simpan laporan")
	r.Expect("Koordinator memeriksa laporan ini")
	w.number = caseNumber.FindString(r.Text())
	w.caption, w.hidden = w.number, place
	c := w.as("coordinator")
	c.Open("/laporan/" + w.number)
	c.Expect(place, "Tidak ada orang yang mirip")
}
