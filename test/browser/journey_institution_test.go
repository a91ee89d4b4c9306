package browser

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
)

// The detention house and who is in it, as the demonstration has it.
const detention = "Rutan Kelas IIB Trenggalek"

// Four who live in a detention house have no papers. Its contact reports them
// and says when visitors may come; the team comes once for all of them, and
// finds something else of each. What the contact sees of it all is the stage of
// those who live there, and nobody else.
func TestJourneyOfAnInstitutionSession(t *testing.T) {
	t.Parallel()
	w := startWalk(t)
	inside := map[string]string{}
	for _, name := range []string{"Marni Rutanan", "Karti Rutanan", "Senik Rutanan", "Tejem Rutanan"} {
		inside[name] = w.reportInside(name)
	}
	w.planSession(inside)
	w.session(inside)
	w.number, w.name = inside["Marni Rutanan"], "Marni Rutanan"
	w.fileForTheHouse()
	w.enter("3503114107519003", "3503111406219103")
	w.handToTheHouse()
	w.seesOnlyItsOwn(inside)
}

// reportInside is the contact, who need not say where; the coordinator accepts.
func (w *walk) reportInside(name string) (number string) {
	w.t.Helper()
	i := w.as("institution")
	i.Open("/lapor")
	i.Expect("Kelutan, Trenggalek")
	i.Never("Panti Al-Muhajirin")
	i.Fill("Nama atau panggilan", name)
	i.Choose("Belum ber-NIK")
	i.Press("Kerentanan dan golongan")
	i.Choose("Warga binaan rutan atau lapas")
	i.Press("Simpan laporan")
	number = caseNumber.FindString(i.Text())
	c := w.as("coordinator")
	c.Open("/laporan/" + number)
	c.Choose("NIK baru")
	c.Choose("Kartu Keluarga")
	c.Press("Terima untuk dikunjungi")
	return number
}

// planSession: one stop for all. The day lies outside the visiting hours, the
// contact opens the door for it, and promises to be there.
func (w *walk) planSession(inside map[string]string) {
	w.t.Helper()
	c, i := w.as("coordinator"), w.as("institution")
	c.Open("/admin/alat/baru")
	c.Fill("Nama", "Alat rekam 7")
	c.Choose("Siap dipakai")
	c.Press("Simpan alat")
	c.Open("/perjalanan/baru?kecamatan=35.03.11")
	c.FillDay("Hari", demoDay)
	c.Fill("Jam berangkat", "09:05")
	c.Choose("Tim 1")
	c.Choose("Mobil keliling")
	c.Choose("Alat rekam 7")
	c.Press("Buat rencana")
	w.trip, _, _ = strings.Cut(c.Path(), "?")
	c.Fill("Desa atau lembaga", detention)
	c.Press("Terapkan")
	for name := range inside {
		c.Choose(name)
	}
	c.Choose("Ditemui di mana? > Lembaga")
	c.Fill("Pendamping", "Petugas lembaga")
	c.Press("Tambahkan")
	c.Expect("4 warga ditambahkan", "Di luar jam kunjungan "+detention)

	i.Open("/jam-kunjungan")
	i.Choose("Senin")
	i.Press("Simpan jam kunjungan")
	c.Open(w.trip)
	c.Expect("Senin, Selasa, Kamis 09.00–11.30")
	c.Never("Di luar jam kunjungan")
	c.Press("Umumkan ke desa")
	c.Expect("Perjalanan diumumkan")

	i.Open(w.trip)
	i.Expect(detention, "4 warga")
	i.Never("Marni Rutanan", inside["Marni Rutanan"])
	i.Press("Saya hadir")
	i.Expect("Kehadiran Anda tercatat")
	i.OpenRefused(403, "/lapangan"+strings.TrimPrefix(w.trip, "/perjalanan")+"/daftar")
}

// session is the morning inside: one is ticked off the list, and the kit says
// something else of each of the others.
func (w *walk) session(inside map[string]string) {
	w.t.Helper()
	f := w.as("field")
	f.Open("/lapangan")
	f.Press("Trenggalek · 0 dari 4 dicatat > Berangkat")
	f.Press("Trenggalek · 0 dari 4 dicatat > Perhentian 1")
	f.Choose("Tejem Rutanan")
	f.Choose("Sakit")
	f.FillDay("Kapan dicoba lagi?", "2021-06-28")
	f.Press("Simpan yang tidak datang")
	f.Expect("1 warga dicatat tidak datang", "1 dari 4 dicatat")
	for _, o := range []outcome{
		{name: "Marni Rutanan", shown: "Tidak ditemukan", code: casefile.BioNotFound, then: []string{"NIK"}},
		{name: "Karti Rutanan", shown: "Ditemukan, warga kabupaten ini", code: casefile.BioLocal, then: []string{"Teridentifikasi di kabupaten ini"},
			details: func(f *Person, _ *walk) { f.Fill("NIK", "3503114107519105") }, said: []string{"Ditemukan, warga kabupaten ini"}},
		{name: "Senik Rutanan", shown: "Terekam, hasil ditunggu", code: casefile.BioPending, said: []string{"catat hasil pencarian begitu ada sinyal"}, then: []string{"pencarian"}},
	} {
		w.check(o, inside[o.name])
	}
	w.finishTrip()
}

// fileForTheHouse is the team that fills in what the house cannot: the house
// lends its KK, and its head does not object.
func (w *walk) fileForTheHouse() {
	w.t.Helper()
	w.clerk = "field"
	w.fillForm("Jalan Panglima Sudirman")
	w.supply("nik", "BIO-2", "")
	w.supply("nik", "BIO-3", noPapers)
	w.supply("nik", "BIO-4", noPapers)
	w.supply("nik", "BIO-5", "")
	w.supply("kk", "KK-1", "")
	w.supply("kk", "KK-5", "")
	f := w.file("/berkas")
	f.Press("Ajukan berkas")
	f.Expect(w.number, "diajukan. Verifikator akan memeriksanya")
	v := w.as("verifier")
	v.Open("/verifikasi/" + w.number)
	v.Press("Terima berkas")
	v.Expect(w.number, "Sekarang menunggu entri SIAK")
}

// handToTheHouse: the papers are fetched at the counter by the house's staff.
func (w *walk) handToTheHouse() {
	w.t.Helper()
	pin := w.seal(w.number, "SG-"+w.number)
	h := w.as("handover")
	h.Open("/amplop/" + w.envelope + "/terima")
	h.Choose("Pengurus lembaga")
	h.Choose("PIN penerima")
	h.Fill("PIN penerima", pin)
	h.Choose("Segel utuh")
	h.PressRefused(422, "Sudah diserahkan")
	h.Expect("Isi nama penerima")
	h.Fill("Nama penerima", "Sri Salma Lestari")
	h.Fill("PIN penerima", pin)
	h.Press("Sudah diserahkan")
	h.Expect("Penyerahan tersimpan")
}

// seesOnlyItsOwn is the contact afterwards: the stage of each, nothing of what
// was found, and no case of elsewhere.
func (w *walk) seesOnlyItsOwn(inside map[string]string) {
	w.t.Helper()
	i := w.as("institution")
	for name, number := range inside {
		i.Open("/kasus/" + number)
		i.Expect(name, detention, "Data orang tidak diperlukan untuk peran Anda")
		i.Never("3503114107519105", w.nik, "Painem")
		for _, page := range []string{"/berkas", "/data", "/lampiran/x", "/pencarian"} {
			i.OpenRefused(403, "/kasus/"+number+page)
		}
	}
	c := w.as("coordinator")
	c.follow("/kasus?tahap=visit&kecamatan=35.03.04", aCase)
	elsewhere := caseNumber.FindString(c.Path())
	i.OpenRefused(403, "/kasus/"+elsewhere)
	i.Open("/kasus")
	i.Fill("Cari", elsewhere)
	i.Enter("Cari")
	i.Never("/kasus/" + elsewhere)
}
