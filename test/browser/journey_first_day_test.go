package browser

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/test/program"
)

var setUp = regexp.MustCompile(`http://\S+(/siapkan/\S+)`)

// What the two choose on their first day.
const adminPass, coordinatorPass = "pagi-di-Pringapus-berkabut", "jalan-ke-Pandean-menanjak"

var oneTime = regexp.MustCompile(`/siapkan/[A-Za-z0-9_-]+`)

// An office begins with an empty folder: one address that works once, the
// first administrator, and then whoever the administrator lets in.
func TestJourneyOfTheFirstDay(t *testing.T) {
	onBoth(t, firstDay)
}

// openOffice starts the program on an empty folder and lets in the first
// administrator and a coordinator, who is returned.
func openOffice(t *testing.T, args ...string) (*program.Program, *Person) {
	t.Helper()
	p := program.Start(t, program.Options{Args: append([]string{"serve"}, args...)})
	t.Cleanup(func() {
		if bad := program.PersonalLines(p.Output()); len(bad) > 0 {
			t.Errorf("the log holds what looks like a NIK: %v", bad)
		}
		for _, secret := range []string{adminPass, coordinatorPass} {
			if strings.Contains(p.Output(), secret) {
				t.Error("a password is in the log")
			}
		}
	})
	// It is ready before it has said the last word.
	link := setUp.FindStringSubmatch(p.Output())
	for began := time.Now(); link == nil && time.Since(began) < patience; time.Sleep(50 * time.Millisecond) {
		link = setUp.FindStringSubmatch(p.Output())
	}
	if link == nil {
		t.Fatalf("the program names no set-up address:\n%s", p.Output())
	}
	b := Open(t, p.URL)
	admin := b.Visitor(t)
	admin.Open(link[1])
	admin.Fill("Nama", "Sri Wahyuni")
	admin.Fill("Nama pengguna", "sri.admin")
	admin.Fill("Kata sandi baru", "pendek")
	admin.Fill("Ulangi kata sandi baru", "pendek")
	admin.PressRefused(422, "Buat administrator")
	admin.Fill("Kata sandi baru", adminPass)
	admin.Fill("Ulangi kata sandi baru", adminPass)
	admin.Press("Buat administrator")
	b.Visitor(t).OpenRefused(404, link[1])

	admin = b.SignIn(t, "sri.admin", adminPass)
	admin.Expect("Sri Wahyuni", "Administrator")
	admin.Open("/admin/orang/baru")
	admin.Fill("Nama (wajib)", "Yuni Astuti")
	admin.Fill("Nama pengguna", "yuni")
	admin.Fill("Peran", "Koordinator")
	admin.Press("Buat akun")
	invited := oneTime.FindString(admin.Text())
	if invited == "" {
		t.Fatalf("no link for the coordinator:\n%s", admin.Text())
	}

	coordinator := b.Visitor(t)
	coordinator.Open(invited)
	coordinator.Expect("Yuni Astuti")
	coordinator.Fill("Kata sandi baru", coordinatorPass)
	coordinator.Fill("Ulangi kata sandi baru", coordinatorPass)
	coordinator.Press("Simpan kata sandi")
	b.Visitor(t).OpenRefused(404, invited)
	coordinator = b.SignIn(t, "yuni", coordinatorPass)
	coordinator.Expect("Yuni Astuti", "Koordinator")
	return p, coordinator
}

func firstDay(t *testing.T, args ...string) {
	_, coordinator := openOffice(t, append([]string{"--data", t.TempDir()}, args...)...)
	for path, empty := range map[string]string{
		"/": "Tidak ada yang menunggu Anda", "/laporan": "Semua laporan sudah diperiksa", "/laporan/impor": "Belum ada daftar",
		"/kasus": "0 kasus", "/perjalanan": "Belum ada perjalanan di sini", "/perjalanan/baru": "Tim atau kendaraan belum ada",
		"/berkas": "Tidak ada berkas yang menunggu", "/pemantauan": "Pemantauan",
	} {
		coordinator.Open(path)
		coordinator.Expect(empty)
		coordinator.Accessible()
	}
	coordinator.OpenRefused(403, "/admin/orang")

	// The first report of all begins the series.
	coordinator.Open("/lapor")
	coordinator.Fill("Nama atau panggilan", "Mbok Yem")
	coordinator.Fill("Desa atau kelurahan", "Pringapus")
	coordinator.Choose("Belum ber-NIK")
	coordinator.Press("Simpan laporan")
	coordinator.Expect("-00001 tercatat")
}
