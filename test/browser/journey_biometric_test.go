package browser

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
)

// outcome is what the kit may say of a person, and what follows from it.
type outcome struct {
	name    string // of the person
	shown   string // what the officer chooses
	code    string // how the case calls it
	details func(f *Person, w *walk)
	said    []string // on the last page before it is saved
	then    []string // on the page of the case
	noNIK   bool     // whether a new NIK must not be asked for now
}

var outcomes = []outcome{
	{name: "Suparti Lokal", shown: "Ditemukan, warga kabupaten ini", code: casefile.BioLocal, noNIK: true,
		details: func(f *Person, _ *walk) { f.Fill("NIK", "3503044107519105") },
		said:    []string{"Ditemukan, warga kabupaten ini"}, then: []string{"Teridentifikasi di kabupaten ini"}},
	{name: "Suparti Seberang", shown: "Ditemukan, warga kabupaten lain", code: casefile.BioElsewhere, noNIK: true,
		details: func(f *Person, _ *walk) {
			f.Fill("NIK", "3504014107519106")
			f.Fill("Kabupaten atau kota asal", "Kabupaten Tulungagung")
		},
		said: []string{"Ditemukan, warga kabupaten lain"}, then: []string{"Teridentifikasi di kabupaten lain"}},
	{name: "Suparti Belum", shown: "Tidak ditemukan", code: casefile.BioNotFound, then: []string{"NIK"}},
	{name: "Suparti Tunggu", shown: "Terekam, hasil ditunggu", code: casefile.BioPending, noNIK: true,
		said: []string{"catat hasil pencarian begitu ada sinyal"}, then: []string{"pencarian"}},
	{name: "Suparti Aus", shown: "Tidak bisa direkam", code: casefile.BioFailed, noNIK: true,
		details: func(f *Person, w *walk) {
			f.Choose("Jari tangan kanan")
			f.Choose("Jari aus")
			f.Upload("Foto bukti", w.photo("jari"))
		},
		said: []string{"menunggu persetujuan orang kedua"}, then: []string{"persetujuan"}},
	{name: "Suparti Ulang", shown: "Perlu diulang", code: casefile.BioRepeat, noNIK: true,
		said: []string{"kunjungan dengan alat dijadwalkan lagi"}, then: []string{"Jadwalkan kunjungan"}},
}

// One morning at the village hall: six people come, and the kit says something
// else of each. A seventh does not come.
func TestJourneyOfEveryBiometricOutcome(t *testing.T) {
	t.Parallel()
	w := startWalk(t)
	numbers := map[string]string{}
	for _, o := range outcomes {
		numbers[o.name] = w.report(o.name, true)
	}
	absent := w.report("Suparti Absen", true)
	w.gather()
	w.as("field").Open("/lapangan")
	w.as("field").Press("Dongko · 0 dari 7 dicatat > Berangkat")
	w.as("field").Press("Dongko · 0 dari 7 dicatat > Perhentian 1")
	w.as("field").look("lapangan-daftar")
	for _, o := range outcomes {
		w.check(o, numbers[o.name])
	}
	w.absent(absent)
	w.found(numbers["Suparti Tunggu"])
	w.approve(numbers["Suparti Aus"])
}

// gather plans one stop at the village hall for all who wait in the village.
func (w *walk) gather() {
	w.t.Helper()
	c := w.as("coordinator")
	c.Open("/admin/alat/baru")
	c.Fill("Nama", "Alat rekam 7")
	c.Choose("Siap dipakai")
	c.Press("Simpan alat")
	c.Open("/perjalanan/baru?kecamatan=35.03.04")
	c.FillDay("Hari", demoDay)
	c.Choose("Tim 1")
	c.Choose("Mobil keliling")
	c.Choose("Alat rekam 7")
	c.Press("Buat rencana")
	w.trip, _, _ = strings.Cut(c.Path(), "?")
	c.Fill("Desa atau lembaga", "Pringapus, Dongko")
	c.Press("Terapkan")
	for _, name := range append([]string{"Suparti Absen"}, names(outcomes)...) {
		c.Choose(name)
	}
	c.Choose("Titik kumpul")
	c.Press("Tambahkan")
	c.Expect("7 warga ditambahkan")
	c.Press("Umumkan ke desa")
	c.Expect("Perjalanan diumumkan")
}

func names(all []outcome) (out []string) {
	for _, o := range all {
		out = append(out, o.name)
	}
	return out
}

// check records what the kit said of one person.
func (w *walk) check(o outcome, number string) {
	w.t.Helper()
	f := w.as("field")
	f.Open("/lapangan" + strings.TrimPrefix(w.trip, "/perjalanan") + "/" + number)
	f.Choose("Ya, ditemui")
	f.Press("Lanjut")
	f.Choose("Perangkat desa")
	f.Press("Lanjut")
	f.Choose("Jenis kelamin > Perempuan")
	f.Fill("Tanggal lahir > Tahun", "1951")
	f.Press("Lanjut")
	f.Choose(o.shown)
	f.Press("Lanjut")
	if o.details != nil {
		f.PressRefused(422, "Lanjut")
		o.details(f, w)
	}
	for strings.Contains(f.Text(), "Lanjut") && !strings.Contains(f.Text(), "Sudah benar semua?") {
		f.Press("Lanjut") // how many questions there are depends on the outcome
	}
	f.Expect(append(o.said, "Sudah benar semua?")...)
	f.Press("Simpan kunjungan")
	f.Expect("Kunjungan tersimpan")

	c := w.as("coordinator")
	c.Open("/kasus/" + number)
	c.Expect(o.then...)
	through(aResult, o.code)
	c.Never("3503044107519105", "3504014107519106")
}

// absent is who did not come to the hall. The next try has a day of its own,
// and after a try the case may leave as not found, and come back.
func (w *walk) absent(number string) {
	w.t.Helper()
	f := w.as("field")
	f.Open("/lapangan" + strings.TrimPrefix(w.trip, "/perjalanan") + "/" + number)
	f.Choose("Tidak ditemui")
	f.Press("Lanjut")
	f.PressRefused(422, "Lanjut")
	f.Choose("Sedang pergi")
	f.FillDay("Kapan dicoba lagi?", "2021-06-28")
	f.Press("Lanjut")
	f.Press("Simpan kunjungan")
	c := w.as("coordinator")
	c.Open("/kasus/" + number)
	c.Expect("Tidak ditemui", "Dicoba lagi 28 Juni 2021", "Muncul di Beranda Koordinator mulai 28 Juni 2021")
	w.leave(notFound, number)
}

// found is the answer of the national search, once there is a signal: only now
// may a new NIK be asked for.
func (w *walk) found(number string) {
	w.t.Helper()
	f := w.as("field")
	f.Open("/kasus/" + number + "/pencarian")
	f.Choose("Tidak ditemukan")
	f.Press("Simpan hasil")
	c := w.as("coordinator")
	c.Open("/kasus/" + number)
	c.Expect("Tidak ditemukan dalam data nasional")
}

// approve is the second pair of eyes on fingers that cannot be read: not whoever
// captured, but the head.
func (w *walk) approve(number string) {
	w.t.Helper()
	f, h := w.as("field"), w.as("head")
	f.Open("/persetujuan")
	f.Expect("Anda yang merekam. Orang lain harus menyetujui.")
	h.Open("/persetujuan")
	h.Press(number + " · Pringapus, Dongko > Jangan setujui")
	h.PressRefused(422, "Minta kunjungan ulang")
	h.Expect("Pilih sebabnya")
	h.Press("Kembali")
	h.Press(number + " · Pringapus, Dongko > Setujui pengecualian")
	h.Expect("Setelah ini tidak dapat dibatalkan")
	h.Press("Ya, setujui pengecualian")
	h.Expect("Pengecualian untuk " + number + " disetujui")
	h.Open("/persetujuan")
	h.Never(number)
}
