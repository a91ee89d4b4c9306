package browser

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// atHome are those whom the day is for, in the order of their stops.
var atHome = []string{"Suparni Ditemui", "Suparni Sawah", "Suparni Pasar", "Suparni Sore"}

// ours is the heading of the day's trip: the team has another one on that day.
const ours = "Dongko ·"

// A day of a team as it is driven: what goes along is ticked, two people are not
// at home, a tyre goes flat, whoever waits is told, the rest of the day is proposed
// and accepted, the receipts are entered, and the office reads what the team wrote.
func TestJourneyOfADay(t *testing.T) {
	eachEngine(t, dayDriven)
}

func dayDriven(w *walk) {
	before := w.money()
	numbers := map[string]string{}
	for _, name := range atHome {
		numbers[name] = w.report(name, true)
	}
	w.planDay()
	w.leaveOffice()
	w.arrives()
	w.odometer()
	w.met(numbers["Suparni Ditemui"])
	w.flatTyre()
	absent, met := []string{numbers["Suparni Sawah"], numbers["Suparni Pasar"]}, 1
	f, done := w.as("field"), 1
	for ; !strings.Contains(f.Text(), "Di jalan ke Kantor Dinas"); done++ {
		w.arrives()
		number := f.links("/lapangan" + strings.TrimPrefix(w.trip, "/perjalanan") + "/(JK-[0-9-]+)")[0]
		if slices.Contains(absent, number) {
			w.notThere(number)
		} else {
			w.met(number)
			met++
		}
		f.Press(ours + " > Berangkat ")
	}
	f.Press(ours + " > Sudah tiba")
	f.Expect(fmt.Sprintf("Dongko · %d dari %d dicatat", done, done))
	for _, number := range absent {
		w.tried(number)
	}
	w.receipts()
	w.agrees(before, met)
}

// arrives is the team at its next stop.
func (w *walk) arrives() {
	w.t.Helper()
	f := w.as("field")
	f.Press(ours + " > Sudah tiba")
	f.Expect("Jam tiba dicatat", "warga di sini belum dicatat")
}

// odometer says afterwards how far the first way was.
func (w *walk) odometer() {
	w.t.Helper()
	f := w.as("field")
	f.Press(ours + " > Jam dan jarak")
	f.Expect("Rencana dan kenyataan", "Kosongkan bila sekarang")
	f.Accessible()
	f.Fill("Tiba > Perhentian", "1. Pringapus, Dongko")
	f.Fill("Tiba > Pukul", "25.70")
	f.PressRefused(422, "Simpan jam tiba")
	f.Fill("Tiba > Pukul", "")
	f.Fill("Tiba > Jarak menurut odometer (km)", "31")
	f.Press("Simpan jam tiba")
	f.Expect("Jam tiba dicatat", "31 km")
}

// met records a visit at a home, without the kit.
func (w *walk) met(number string) {
	w.t.Helper()
	f := w.as("field")
	f.Open("/lapangan" + strings.TrimPrefix(w.trip, "/perjalanan") + "/" + number)
	f.Choose("Ya, ditemui")
	f.Press("Lanjut")
	f.Choose("Perangkat desa")
	f.Press("Lanjut")
	f.Press("Lanjut")
	f.Choose("Belum dicek, alat tidak dibawa")
	for !strings.Contains(f.Text(), "Sudah benar semua?") {
		f.Press("Lanjut")
	}
	f.Press("Simpan kunjungan")
	f.Expect("Kunjungan tersimpan")
	f.Open("/lapangan")
}

// notThere records that nobody was at home: the next date is proposed.
func (w *walk) notThere(number string) {
	w.t.Helper()
	f := w.as("field")
	f.Open("/lapangan" + strings.TrimPrefix(w.trip, "/perjalanan") + "/" + number)
	f.Choose("Tidak ditemui")
	f.Press("Lanjut")
	f.Choose("Sedang pergi")
	if day := f.Value("Kapan dicoba lagi? > Tanggal"); day != "21" {
		w.t.Errorf("the next try is proposed for the day %q", day)
	}
	f.Press("Lanjut")
	f.Press("Simpan kunjungan")
	f.Open("/lapangan")
}

// tried is what the office reads of who was not there.
func (w *walk) tried(number string) {
	w.t.Helper()
	c := w.as("coordinator")
	c.Open("/kasus/" + number)
	c.Expect("Tidak ditemui", "Dicoba lagi 21 Juni 2021")
}

// flatTyre holds the team up on its way: whoever waits is told, and the rest of
// the day is proposed and accepted.
func (w *walk) flatTyre() {
	w.t.Helper()
	f, p := w.as("field"), w.as("companion")
	f.Press(ours + " > Berangkat ke 2.")
	f.Expect("Jam berangkat dicatat", "Di jalan ke 2. Pringapus, Dongko")
	f.Press(ours + " > Ada kendala")
	f.PressRefused(422, "Catat kendala")
	f.Expect("Pilih apa kendalanya")
	f.Accessible()
	f.Choose("Kendaraan")
	f.Fill("Berapa menit tertahan", "180")
	f.Press("Catat kendala")
	f.Expect("Kendala tercatat: Kendaraan, 180 menit", "Ini usulan", "Mundur", "Tiba di kantor kira-kira")
	f.Accessible()
	p.Open("/")
	p.Expect("Tim terlambat: lihat kira-kira tiba pukul berapa")
	p.Open(p.link(w.trip + `/hadir`))
	p.Expect("Pringapus, Dongko", "Tim terlambat 1 jam", "kira-kira tiba")
	p.Never(atHome...)
	f.Press("Pakai susunan ini")
	f.Expect("Sisa hari ini disusun ulang", "Di jalan ke 2.")
}

// receipts are the costs of the day, line by line, and the end of the trip.
func (w *walk) receipts() {
	w.t.Helper()
	f := w.as("field")
	f.Open(w.trip)
	f.Press("Rincian biaya")
	f.PressRefused(422, "Simpan rincian")
	f.Expect("Isi sedikitnya satu pengeluaran")
	f.Fill("Pengeluaran 1 > Untuk apa", "Bahan bakar")
	f.Fill("Pengeluaran 1 > Jumlah (rupiah)", "165.000")
	f.Upload("Pengeluaran 1 > Foto nota", w.photo("nota"))
	f.Fill("Pengeluaran 2 > Untuk apa", "Makan")
	f.Fill("Pengeluaran 2 > Jumlah (rupiah)", "90.000")
	f.Fill("Pengeluaran 2 > Pos DPA", "Makan dan minum kegiatan")
	f.Press("Simpan rincian")
	f.Expect("Rincian biaya disimpan", "Rp 255.000", "Lihat nota")
	f.Accessible()
	f.Open(w.trip + "/selesai")
	f.Expect("Biaya perjalanan sekarang: Rp 255.000")
	if km := f.Value("Jarak sebenarnya (km)"); km != "31" {
		w.t.Errorf("the odometer said 31 km, and %q is proposed", km)
	}
	f.Fill("Jarak sebenarnya (km)", "88")
	f.Press("Simpan dan selesaikan")
	f.Expect("Perjalanan selesai", "Rencana dan kenyataan", "Di jalan: rencana 2 jam", "kenyataan 88 km", "biaya: rencana Rp 1", "kenyataan Rp 255.000")
	f.Accessible()
}

// spent is what the dashboard says of the trips.
type spent struct{ all, trips, meals, finished, people int }

// money reads the dashboard as the head sees it.
func (w *walk) money() (m spent) {
	w.t.Helper()
	h := w.as("head")
	h.Open("/pemantauan")
	text := h.Text()
	for into, pattern := range map[*int]string{&m.all: `Terpakai Rp ([0-9.]+)`, &m.finished: `([0-9.]+) perjalanan selesai`, &m.people: `([0-9.]+) orang ditemui`,
		&m.trips: `Perjalanan dinas dalam daerah Rp [0-9.]+ Rp ([0-9.]+)`, &m.meals: `Makan dan minum kegiatan Rp [0-9.]+ Rp ([0-9.]+)`} {
		found := regexp.MustCompile(pattern).FindStringSubmatch(text)
		if found == nil {
			w.t.Fatalf("the dashboard says nothing of %s:\n%s", pattern, text)
		}
		*into, _ = strconv.Atoi(strings.ReplaceAll(found[1], ".", ""))
	}
	return m
}

// agrees holds the dashboard against what the team wrote.
func (w *walk) agrees(before spent, met int) {
	w.t.Helper()
	want := spent{all: before.all + 255_000, trips: before.trips + 165_000, meals: before.meals + 90_000, finished: before.finished + 1, people: before.people + met}
	if now := w.money(); now != want {
		w.t.Errorf("the dashboard says %+v, and the team wrote %+v", now, want)
	}
}

// planDay plans the four at home, from now on.
func (w *walk) planDay() {
	w.t.Helper()
	c := w.as("coordinator")
	c.Open("/perjalanan/baru?kecamatan=35.03.04")
	c.FillDay("Hari", demoDay)
	c.Fill("Jam berangkat", w.now().Format("15.04"))
	c.Choose("Tim 1")
	c.Choose("Mobil keliling")
	c.Press("Buat rencana")
	w.trip, _, _ = strings.Cut(c.Path(), "?")
	c.Fill("Desa atau lembaga", "Pringapus, Dongko")
	c.Press("Terapkan")
	for _, name := range atHome {
		c.Choose(name)
	}
	c.Fill("Pendamping", "Tiga pilar")
	c.Press("Tambahkan")
	c.Expect("4 warga ditambahkan")
	c.Press("Umumkan ke desa")
	c.Expect("Perjalanan diumumkan")
}

// leaveOffice ticks what is taken along and drives to the first stop.
func (w *walk) leaveOffice() {
	w.t.Helper()
	f := w.as("field")
	f.Open("/lapangan")
	for _, item := range []string{"Formulir kosong", "Surat tugas", "HP terisi daya"} {
		f.Choose("Dongko · 0 dari 4 dicatat > " + item)
	}
	f.Press("Dongko · 0 dari 4 dicatat > Simpan centang")
	f.Expect("Daftar bawaan disimpan", "Sebelum berangkat: 3 dari 6")
	f.Accessible()
	f.Press("Dongko · 0 dari 4 dicatat > Berangkat")
	f.Expect("Di jalan ke 1. Pringapus, Dongko", "kira-kira tiba")
	f.Accessible()
}
