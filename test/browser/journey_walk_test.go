package browser

import (
	"errors"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/test/program"
)

// walk is one case on its way through the office: who has signed in, and what
// is known of the case by now.
type walk struct {
	t        *testing.T
	b        *Browser
	accounts map[string]program.Account
	people   map[string]*Person

	number   string // of the case, as the pages call it
	name     string // as the pages call the person; "" while nobody knows
	caption  string // how lists call the case
	hidden   string // what only those may read who work on the case
	trip     string // path of the trip that is under way
	nik      string // that came back
	envelope string // number of the envelope
	kept     string // number of a case that a duplicate points at
	clerk    string // role that completes the dossier; "" is the registrar
	began    time.Time
}

// eachEngine walks a journey in a synthetic district on SQLite and on
// PostgreSQL.
func eachEngine(t *testing.T, journey func(*walk)) {
	t.Helper()
	onBoth(t, func(t *testing.T, args ...string) { journey(startWalk(t, args...)) })
}

// onBoth runs a test on each engine, beside whatever else is under way: most
// of a journey is waiting for a browser.
func onBoth(t *testing.T, test func(t *testing.T, args ...string)) {
	t.Helper()
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, "--database", dbtest.PostgresURL(t))
	})
}

func startWalk(t *testing.T, args ...string) *walk {
	t.Helper()
	began := time.Now()
	p, b := startDemo(t, args...)
	return &walk{t: t, b: b, accounts: p.Accounts(), people: map[string]*Person{}, began: began}
}

// now is what the clock of the demonstration says, to some seconds.
func (w *walk) now() time.Time {
	w.t.Helper()
	begin, err := time.Parse(time.DateOnly+"T15:04", demoDay+demoHour)
	if err != nil {
		w.t.Fatal(err)
	}
	return begin.Add(time.Since(w.began))
}

// as is whoever has the role, at their own window; it stays open.
func (w *walk) as(role string) *Person {
	w.t.Helper()
	if p := w.people[role]; p != nil {
		return p
	}
	a, ok := w.accounts[role]
	if !ok {
		w.t.Fatalf("the demonstration prints no account of %s", role)
	}
	w.people[role] = w.b.SignIn(w.t, a.Login, a.Password)
	through(aRole, role)
	return w.people[role]
}

// until opens the page again and again until it says the text: what the
// program does in the background is done by then.
func (p *Person) until(path, text string) {
	p.tb.Helper()
	for began := time.Now(); time.Since(began) < patience; {
		p.Open(path)
		if strings.Contains(p.Text(), text) {
			return
		}
	}
	p.tb.Fatalf("%s does not come to say %q:\n%s", path, text, p.Text())
}

var caseNumber = regexp.MustCompile(`JK-2021-[0-9]{5}`)

// search looks for a name and returns the number of the one case that has it.
func (w *walk) search(p *Person, name string) string {
	w.t.Helper()
	p.Open("/kasus")
	p.Fill("Cari", name)
	p.Enter("Cari")
	p.Expect(name)
	found := caseNumber.FindString(p.Text())
	if found == "" {
		w.t.Fatalf("the search names no case:\n%s", p.Text())
	}
	return found
}

// triage is the coordinator's: nobody else is the same person, and four papers
// are needed. The note about the dog is for the team alone.
func (w *walk) triage() {
	w.t.Helper()
	c := w.as("coordinator")
	c.Open("/laporan/" + w.number)
	c.Expect(w.number, w.caption, "Pringapus, Dongko", "Terima laporan")
	for strings.Contains(c.Text(), "Bukan, orang lain") && !strings.Contains(c.Text(), "Keputusan sekarang: orang lain") {
		c.Press("Bukan, orang lain")
	}
	for _, need := range []string{"NIK baru", "Perekaman biometrik", "Kartu Keluarga", "KTP-el"} {
		c.Choose(need)
	}
	c.Press("Terima untuk dikunjungi")
	c.Expect(w.number + " diterima dan menunggu dijadwalkan")

	// What is not theirs is not shown to them, and is not there for them.
	for role, path := range map[string]string{"verifier": "/verifikasi/", "siak": "/siak/"} {
		w.as(role).Open(path + w.number)
		w.as(role).Expect("tidak menunggu di sini")
		w.as(role).Never(w.hidden)
	}
	w.as("companion").OpenRefused(404, "/kasus/"+w.number)
	w.as("partner").OpenRefused(403, "/kasus/"+w.number)
	w.as("partner").Never(w.hidden)
}

// plan makes and publishes a trip for the case and leaves its path in w.trip.
// A kit that is named comes along; a new one is bought first.
func (w *walk) plan(kit string) {
	w.t.Helper()
	c := w.as("coordinator")
	c.Open("/admin/alat/baru")
	c.Fill("Nama", kit)
	c.Choose("Siap dipakai")
	c.Press("Simpan alat")

	c.Open("/kasus/" + w.number)
	c.Press("Jadwalkan kunjungan")
	c.Expect(w.number, "menunggu kunjungan di Dongko")
	c.Press("Rencanakan perjalanan")
	c.FillDay("Hari", demoDay)
	c.Fill("Kecamatan", "Dongko")
	c.Choose("Tim 1")
	c.Choose("Mobil keliling")
	c.Choose(kit)
	c.Press("Buat rencana")
	w.trip, _, _ = strings.Cut(c.Path(), "?")
	c.Fill("Pendamping", "Tiga pilar")
	c.Press("Tambahkan")
	c.Expect("1 warga ditambahkan", w.caption)
	c.Press("Umumkan ke desa")
	c.Expect("Perjalanan diumumkan", kit)
}

// kitIsTaken shows that the office's one kit cannot ride with two teams on one
// day.
func (w *walk) kitIsTaken() {
	w.t.Helper()
	c := w.as("coordinator")
	c.Open("/perjalanan/baru?kasus=" + w.number + "&kecamatan=35.03.04")
	c.FillDay("Hari", demoDay)
	c.Choose("Tim 2")
	c.Choose("Sepeda motor")
	c.Choose("Alat rekam 1")
	c.Press("Buat rencana")
	c.Press("Tambahkan")
	trip, _, _ := strings.Cut(c.Path(), "/warga")
	c.PressRefused(409, "Umumkan ke desa")
	c.Expect("sudah dipakai perjalanan ke Panggul (Tim 1)")
	c.Open(trip)
	c.Press("Keluarkan")
}

// companion confirms at the own stop, and learns no name.
func (w *walk) confirm() {
	w.t.Helper()
	p := w.as("companion")
	p.Open(w.trip)
	p.Expect("1 warga", "Pringapus")
	p.Never(w.hidden, w.number)
	p.Press("Saya hadir")
	p.Expect("Kehadiran Anda tercatat")
	p.Never(w.hidden, w.number)
	p.OpenRefused(404, "/lapangan"+strings.TrimPrefix(w.trip, "/perjalanan")+"/"+w.number)
}

// checked is what a visit finds out about a person.
type checked struct {
	name, sex        string // "" where it is known already
	day, month, year string
	birthplace       string
	mother           string
}

// visit is the field officer at the door: who says who this is, what is true of
// it, and that the nation's data does not know the fingers.
func (w *walk) visit(of checked) {
	w.t.Helper()
	f := w.as("field")
	f.Open("/lapangan")
	f.Press("Dongko · 0 dari 1 dicatat > Berangkat")
	f.Press("Dongko · 0 dari 1 dicatat > Perhentian 1")
	f.Expect("Kunjungan " + w.caption)
	f.Choose("Ya, ditemui")
	f.Press("Lanjut")
	f.Choose("Perangkat desa")
	f.Choose("Tetangga")
	f.Fill("Jumlah saksi", "2")
	f.Press("Lanjut")
	if of.name != "" {
		f.Fill("Nama", of.name)
		w.name, w.caption = of.name, of.name
	}
	if of.sex != "" {
		f.Choose("Jenis kelamin > " + of.sex)
	}
	if of.year != "" {
		f.Fill("Tanggal lahir > Tanggal", of.day)
		f.Fill("Tanggal lahir > Bulan", of.month)
		f.Fill("Tanggal lahir > Tahun", of.year)
	}
	f.Fill("Tempat lahir", of.birthplace)
	f.Fill("Nama ibu", of.mother)
	f.Press("Lanjut")
	f.Choose("Tidak ditemukan")
	f.Press("Lanjut")
	f.Press("Lanjut")
	f.Press("Lanjut")
	f.Expect("Sudah benar semua?", "Tidak ditemukan", "nama ibu")
	f.Press("Simpan kunjungan")
	f.Expect("Kunjungan tersimpan")
	w.finishTrip()
}

// finishTrip writes down what the trip really was.
func (w *walk) finishTrip() {
	w.t.Helper()
	f := w.as("field")
	f.Open(w.trip + "/selesai")
	f.Fill("Jarak sebenarnya (km)", "62")
	f.Fill("Biaya sebenarnya (Rp)", "155.000")
	f.Press("Simpan dan selesaikan")
	f.Expect("Perjalanan selesai", "Rp 155.000")
}

// photo makes a picture as a telephone would.
func (w *walk) photo(name string) string {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), name+".jpg")
	file, err := os.Create(path)
	if err != nil {
		w.t.Fatal(err)
	}
	picture := image.NewGray(image.Rect(0, 0, 400, 300))
	for i := range picture.Pix {
		picture.Pix[i] = byte(i*len(name)) | 0x80
	}
	if err := errors.Join(jpeg.Encode(file, picture, nil), file.Close()); err != nil {
		w.t.Fatal(err)
	}
	return path
}
