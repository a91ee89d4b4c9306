package browser

import (
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/test/program"
)

// signIn signs in the demonstration's account of a role.
func signIn(t *testing.T, p *program.Program, b *Browser, role string) *Person {
	t.Helper()
	a, ok := p.Accounts()[role]
	if !ok {
		t.Fatalf("the demonstration prints no account of %s", role)
	}
	return b.SignIn(t, a.Login, a.Password)
}

// Addresses of subjects, as the pages' own links have them.
const (
	aCase     = `/kasus/JK-[0-9-]+`
	aReport   = `/laporan/JK-[0-9-]+`
	aTrip     = `/perjalanan/[0-9a-f-]{36}`
	anAmplop  = `/amplop/AMP-[0-9-]+`
	aUser     = `/admin/orang/[0-9a-f-]{36}`
	anEntry   = `/siak/JK-[0-9-]+`
	aVerified = `/verifikasi/JK-[0-9-]+`
)

// page is one page of the tour: the name of its picture, where the way to it
// begins, and which links lead on from there. A name that begins with "-" is
// looked at and not photographed: a sibling of it is.
type page struct {
	name string
	way  []string
}

func at(name string, way ...string) page { return page{name, way} }

// rounds are the pages that each role reaches.
var rounds = []struct {
	role  string
	pages []page
}{
	{"", []page{at("masuk", "/masuk"), at("lacak", "/lacak"), at("lapor-warga", "/lapor-warga"), at("periksa", "/periksa"), at("-lapor-warga-terkirim", "/lapor-warga/terkirim"),
		at("pengaduan", "/pengaduan"), at("-pengaduan-terkirim", "/pengaduan/terkirim")}},
	{"coordinator", []page{at("beranda-koordinator", "/"), at("-beranda-semua", "/?sebab=semua"), at("laporan", "/laporan"), at("pilah", "/laporan", aReport),
		at("lapor", "/lapor"), at("impor", "/laporan/impor"), at("usulan", "/laporan/usulan"), at("-usulan-nik", "/laporan/usulan?kurang=nik"), at("surat", "/laporan/surat"), at("surat-satu", "/laporan/surat", `/laporan/surat/[0-9a-z.-]{8,}`), at("laporan-warga", "/laporan-warga"),
		at("kasus", "/kasus"), at("-kasus-dilaporkan", "/kasus?tahap=report", aCase), at("kasus-kunjungan", "/kasus?tahap=visit", aCase),
		at("kasus-berkas", "/kasus?tahap=dossier", aCase), at("-kasus-entri", "/kasus?tahap=entry", aCase), at("kasus-terbit", "/kasus?tahap=issue", aCase),
		at("-kasus-penyerahan", "/kasus?tahap=handover", aCase), at("-kasus-selesai", "/kasus?tahap=selesai", aCase), at("kasus-keluar", "/kasus?tahap=keluar", aCase),
		at("kasus-jejak", "/kasus?tahap=visit", aCase, aCase+`/jejak`)}},
	{"coordinator", []page{at("kebutuhan", "/kasus?tahap=dossier", aCase, aCase+`/kebutuhan`), at("keluar", "/kasus?tahap=dossier", aCase, aCase+`/keluar`),
		at("keluar-rujuk", "/kasus?tahap=dossier", aCase, aCase+`/keluar`, aCase+`/keluar\?jalan=referred`), at("buka-kembali", "/", aCase+`/buka-kembali`),
		at("rencana", "/perjalanan/rencana"), at("rencana-baru", "/perjalanan/rencana/baru"), at("aturan-prioritas", "/perjalanan/rencana/aturan"), at("-rencana-mengapa", "/kasus?tahap=visit", aCase, `/perjalanan/rencana/mengapa\?kasus=JK-[0-9-]+`),
		at("perjalanan", "/perjalanan"), at("perjalanan-baru", "/perjalanan/baru"), at("perjalanan-hari", "/perjalanan", aTrip),
		at("waktu-tempuh", "/perjalanan/waktu"), at("waktu-tempuh-ruas", "/perjalanan/waktu", `/perjalanan/waktu/ruas`), at("-waktu-tempuh-musim", "/perjalanan/waktu/musim"), at("waktu-tempuh-tabel", "/perjalanan/waktu/tabel"),
		at("-perjalanan-selesai", "/perjalanan?keadaan=finished", aTrip), at("perjalanan-batal", "/perjalanan", aTrip, aTrip+`/batal`),
		at("-perjalanan-alat", "/perjalanan?keadaan=finished", aTrip, aTrip+`/alat`), at("perjalanan-rincian-biaya", "/perjalanan?keadaan=finished", aTrip, aTrip+`/rincian-biaya`), at("-kunjungan-koreksi", "/kasus?tahap=dossier", aCase, aCase+`/kunjungan`),
		at("-kunjungan-koreksi-satu", "/kasus?tahap=dossier", aCase, aCase+`/kunjungan`, aCase+`/kunjungan\?ke=1`),
		at("berkas", "/berkas"), at("pemantauan", "/pemantauan"), at("-pemantauan-kecamatan", "/pemantauan?kecamatan=35.03.04"), at("lainnya", "/lainnya"), at("panduan", "/panduan")}},
	{"coordinator", []page{at("kasus-data", "/kasus?tahap=visit", aCase, aCase+`/data`), at("ganda", "/laporan", "/laporan/tinjau", "/laporan/ganda"), at("penduduk-ganda", "/laporan", "/laporan/tinjau", "/laporan/ganda", "/laporan/penduduk-ganda"), at("kasus-keluarga", "/kasus?tahap=visit", aCase, aCase+`/keluarga`), at("perjanjian", "/perjanjian"), at("-perjanjian-baru", "/perjanjian/baru"),
		at("perjanjian-satu", "/perjanjian", `/perjanjian/[0-9a-z-]{8,}`), at("belanja", "/pemantauan/belanja"),
		at("tinjau", "/laporan/tinjau"), at("bandingkan", "/laporan/tinjau", aReport)}},
	{"head", []page{at("beranda-kepala", "/"), at("persetujuan", "/persetujuan"), at("keputusan", "/persetujuan", `/persetujuan/JK-[0-9-]+/keputusan/[a-z_]+`), at("ganda", "/persetujuan", `/persetujuan/JK-[0-9-]+/ganda\?calon=[a-z:0-9-]+`), at("persetujuan-setujui", "/persetujuan", `/persetujuan/JK-[0-9-]+/setujui`), at("persetujuan-tolak", "/persetujuan", `/persetujuan/JK-[0-9-]+/tolak`), at("-pemantauan-kepala", "/pemantauan"), at("target", "/pemantauan/target"),
		at("evaluasi", "/evaluasi"), at("evaluasi-baru", "/evaluasi/baru")}},
	{"field", []page{at("beranda-tim", "/"), at("lapangan", "/lapangan"), at("sisa-hari", "/lapangan", aTrip, aTrip+`/sisa`), at("-perjalanan-tim", "/lapangan", aTrip), at("pencarian", "/", aCase+`/pencarian`),
		at("kasus-perbaiki", "/kasus?tahap=dossier", aCase, aCase+`/kunjungan`)}},
	{"verifier", []page{at("-beranda-verifikator", "/"), at("verifikasi", "/verifikasi"), at("verifikasi-berkas", "/verifikasi", aVerified),
		at("-verifikasi-kembalikan", "/verifikasi", aVerified, aVerified+`/kembalikan`), at("verifikasi-betulkan", "/verifikasi", aVerified+`/betulkan`)}},
	{"siak", []page{at("beranda-siak", "/"), at("siak", "/siak"), at("siak-entri", "/siak", anEntry), at("siak-menunggu", "/siak/menunggu"),
		at("siak-status", "/siak/menunggu", anEntry+`/status`), at("siak-siap-cetak", "/siak/siap-cetak"), at("siak-terbit", "/siak/siap-cetak", anEntry+`/terbit/[a-z_]+`),
		at("siak-tercatat", "/siak/tercatat"), at("siak-betulkan", "/siak/tercatat", anEntry+`/betulkan`)}},
	{"handover", []page{at("-beranda-penyerahan", "/"), at("penyerahan", "/penyerahan"), at("-penyerahan-jalan", "/penyerahan?bagian=jalan"),
		at("-penyerahan-kembali", "/penyerahan?bagian=kembali"), at("amplop-jalan", "/penyerahan?bagian=jalan", anAmplop), at("amplop-kembali", "/penyerahan?bagian=kembali", anAmplop),
		at("amplop-diserahkan", "/penyerahan?bagian=selesai", anAmplop), at("amplop-baru", "/penyerahan", `/penyerahan/baru\?kasus=JK-[0-9-]+`),
		at("amplop-kejadian", "/penyerahan?bagian=jalan", anAmplop, anAmplop+`/kejadian`), at("tutup", "/", aCase+`/tutup`),
		at("amplop-betulkan", "/penyerahan?bagian=selesai", anAmplop, anAmplop+`/betulkan`)}},
	{"social", []page{at("beranda-dinsos", "/"), at("rujukan", "/?sebab=semua", aCase+`/rujukan`), at("-kasus-dinsos", "/kasus"), at("-berkas-dinsos", "/berkas"), at("-impor-dinsos", "/laporan/impor"),
		at("syarat", "/berkas", aCase+`/berkas`), at("keadaan", "/berkas", aCase+`/berkas`, aCase+`/berkas/keadaan`), at("syarat-satu", "/berkas", aCase+`/berkas`, aCase+`/berkas/nik/BIO-2`),
		at("formulir", "/berkas", aCase+`/berkas`, aCase+`/formulir/F-1\.01`)}},
	{"registrar", []page{at("beranda-desa", "/"), at("jawab", "/", aCase+`/jawab`), at("-lapor-desa", "/lapor"), at("-kasus-desa", "/kasus"), at("-berkas-desa", "/berkas"), at("-perjalanan-desa", "/perjalanan"),
		at("-penyerahan-desa", "/penyerahan"), at("amplop-terima", "/", anAmplop+`/terima`)}},
	{"companion", []page{at("beranda-pendamping", "/"), at("-perjalanan-pendamping", "/perjalanan"), at("-usul-pendamping", "/perjalanan", aTrip, aTrip+`/hadir\?perhentian=[0-9a-f-]+`), at("perjalanan-hari-pendamping", "/perjalanan", aTrip), at("-pemantauan-pendamping", "/pemantauan")}},
	{"institution", []page{at("jam-kunjungan", "/jam-kunjungan"), at("-perjalanan-lembaga", "/perjalanan"), at("-beranda-lembaga", "/"), at("-lapor-lembaga", "/lapor"), at("-kasus-lembaga", "/kasus")}},
	{"partner", []page{at("-beranda-mitra", "/"), at("-kasus-mitra", "/kasus")}},
	{"admin", []page{at("beranda-admin", "/"), at("pengguna", "/admin/orang"), at("pengguna-baru", "/admin/orang/baru"), at("pengguna-satu", "/admin/orang?peran=verifier", aUser),
		at("pengguna-ubah", "/admin/orang?peran=verifier", aUser, aUser+`/ubah`), at("pengguna-nonaktif", "/admin/orang?peran=verifier", aUser, aUser+`/nonaktif`), at("data-kantor", "/admin"), at("lembaga", "/admin/lembaga"),
		at("-lembaga-baru", "/admin/lembaga/baru"), at("-lembaga-satu", "/admin/lembaga", `/admin/lembaga/[0-9a-z-]{8,}`), at("-tim", "/admin/tim"), at("-alat", "/admin/alat"),
		at("-kendaraan", "/admin/kendaraan"), at("-tim-baru", "/admin/tim/baru"), at("-tim-satu", "/admin/tim", `/admin/tim/[0-9a-z-]{5,}`), at("-alat-baru", "/admin/alat/baru"), at("-alat-satu", "/admin/alat", `/admin/alat/[0-9a-z-]{5,}`),
		at("-kendaraan-baru", "/admin/kendaraan/baru"), at("-kendaraan-satu", "/admin/kendaraan", `/admin/kendaraan/[0-9a-z-]{5,}`), at("jejak", "/admin/jejak"), at("riwayat", "/admin/riwayat"), at("tampilan", "/admin/tampilan"), at("wilayah", "/admin/wilayah"), at("penduduk", "/admin/penduduk"), at("penduduk-satu", "/admin/penduduk", `/admin/penduduk/[0-9a-z-]{8,}`), at("aturan", "/admin/aturan"), at("aturan-satu", "/admin/aturan", `/admin/aturan/[0-9a-z-]+`), at("pengaturan", "/admin/pengaturan"), at("akun", "/akun"), at("akun-sandi", "/akun/sandi")}},
}

// inOneLanguage are pages that consist of words which nobody translates: the
// guide, the names of the instruments of the law (only those: what explains them
// is in both languages), and what residents wrote.
var inOneLanguage = []string{"panduan", "aturan-satu", "laporan-warga"}

// Every page is looked at wide and narrow, by axe too, and is no wider than the
// screen; it says everything in one language, and nothing in
// the words of the program.
func TestTour(t *testing.T) {
	t.Parallel()
	p, b := startDemo(t)
	// A language is kept for the account: nobody else may be signed in with it.
	t.Run("English", func(t *testing.T) { englishPages(t, p, b) })
	// What is asked of the program while others look comes after them all.
	t.Run("pages", func(t *testing.T) { tourPages(t, p, b) })
	everyPageIsVisited(t)
}

func tourPages(t *testing.T, p *program.Program, b *Browser) {
	for _, round := range rounds {
		for _, lang := range []string{i18n.ID, i18n.EN} {
			t.Run(round.role+" "+lang, func(t *testing.T) {
				t.Parallel()
				person := b.Visitor(t)
				person.Open("/masuk")
				if lang == i18n.EN {
					person.Press("English")
				}
				if round.role != "" {
					a := p.Accounts()[round.role]
					person.signIn(a.Login, a.Password)
				}
				for _, page := range round.pages {
					person.follow(page.way...)
					switch {
					case lang == i18n.ID && picturing():
						person.look(page.name)
					case lang == i18n.ID:
						person.lookAt(page.name, wide) // axe asks about the narrow one in English
					case !slices.Contains(inOneLanguage, page.name):
						person.lookInEnglish(page.name)
					}
				}
			})
		}
	}
	for name, walk := range map[string]func(*testing.T, *program.Program, *Browser){"public": publicPages, "dossier": dossierPages, "papers": paperPages, "plans": planPages, "admin": adminPages, "session": sessionPages, "print": printedPages,
		"visit": visitPages, "letter": letterPages, "courier": courierPages, "mistakes": mistakenPages, "list": listPages} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			walk(t, p, b)
		})
	}
}

// publicPages are for those who have no account.
func publicPages(t *testing.T, p *program.Program, b *Browser) {
	registrar, v := signIn(t, p, b, "registrar"), b.Visitor(t)
	v.Open("/komponen")
	v.look("komponen", narrowest)
	v.Open("/lapor-warga")
	v.PressRefused(422, "Kirim laporan")
	v.look("-lapor-warga-salah")
	v.Open("/pengaduan")
	v.PressRefused(422, "Kirim pengaduan")
	v.look("-pengaduan-salah")

	registrar.Open("/lapor")
	registrar.PressRefused(422, "Simpan laporan")
	registrar.look("lapor-salah")
	registrar.Fill("Nama atau panggilan", "Mbok Yem")
	registrar.Choose("Belum ber-NIK")
	registrar.Press("Simpan laporan")
	registrar.look("lapor-tersimpan")
	code := regexp.MustCompile(`[0-9A-Z]{5}-[0-9A-Z]{5}`).FindString(registrar.Text())
	if code == "" {
		t.Fatalf("the page after a report shows no code to follow it:\n%s", registrar.Text())
	}
	v.Open("/lacak")
	v.Fill("Kode", code)
	v.Press("Lihat perkembangan")
	v.look("lacak-kasus")
	v.Open("/periksa")
	v.Fill("Kode", code)
	v.Press("Periksa surat")
	v.look("periksa-surat")

	v.Open("/pengaduan")
	v.Choose("Diminta membayar")
	v.Fill("Apa yang terjadi?", "Diminta lima puluh ribu untuk KTP-el")
	v.Press("Kirim pengaduan")
	head := signIn(t, p, b, "head")
	head.Open("/pengaduan-masuk")
	head.look("pengaduan-masuk")
	head.follow("/pengaduan-masuk", `/pengaduan-masuk/[0-9a-f-]{36}`)
	head.look("pengaduan-satu")
}

// dossierPages are the forms of one case that has just been visited, as they
// come back when something is missing.
func dossierPages(t *testing.T, p *program.Program, b *Browser) {
	c := signIn(t, p, b, "social")
	c.follow("/berkas", aCase+`/berkas`, aCase+`/formulir/F-1\.01`)
	form := c.Path()
	c.PressRefused(422, "Simpan formulir")
	c.look("-formulir-salah")
	c.Open(strings.Replace(form, "F-1.01", "F-1.04", 1))
	c.look("-pernyataan")
	c.Open(strings.Replace(form, "F-1.01", "PENDATAAN", 1))
	c.look("formulir-pendataan")
}

// visitPages are the questions of a visit, one a page.
func visitPages(t *testing.T, p *program.Program, b *Browser) {
	f := signIn(t, p, b, "field")
	f.follow("/lapangan")
	f.Press("Berangkat")
	f.look("-lapangan-berangkat")
	trip := f.link(aTrip)
	f.Open(trip + "/selesai")
	f.look("perjalanan-selesai")
	f.Open("/lapangan")
	f.follow("/lapangan", `/lapangan/[0-9a-f-]{36}/JK-[0-9-]+`)
	f.look("kunjungan-1-hadir")
	f.Choose("Tidak ditemui")
	f.Press("Lanjut")
	f.look("kunjungan-tidak-ditemui")
	f.Press("Kembali")
	f.Choose("Ya, ditemui")
	f.Press("Lanjut")
	f.look("kunjungan-2-identitas")
	f.Choose("Perangkat desa")
	f.Press("Lanjut")
	f.look("kunjungan-3-data")
	f.Press("Lanjut")
	f.look("kunjungan-4-biometrik")
	f.Choose("Tidak bisa direkam")
	f.Press("Lanjut")
	f.look("kunjungan-5-rincian")
	f.Press("Kembali")
	f.Choose("Tidak ditemukan")
	f.Press("Lanjut")
	f.look("kunjungan-6-kebutuhan")
	f.Press("Lanjut")
	f.look("kunjungan-7-periksa")
}

// paperPages are the interim paper that the office prints itself, and the
// evaluation of half a year.
func paperPages(t *testing.T, p *program.Program, b *Browser) {
	s := signIn(t, p, b, "siak")
	s.Open("/kasus?tahap=issue&butuh=skpti")
	for _, no := range s.links(`/kasus/(JK-[0-9-]+)`) {
		if s.Open("/siak/" + no + "/terbit/skpti"); strings.Contains(s.call("source"), "/surat/skpti") {
			break
		}
	}
	s.look("surat-sementara")
	s.Expect("Unduh surat")

	h := signIn(t, p, b, "head")
	h.Open("/evaluasi/baru")
	h.Fill("Temuan", "Alat perekaman hanya satu")
	h.Fill("Tindak lanjut 1 > Apa yang dikerjakan", "Ajukan alat kedua")
	h.FillDay("Tindak lanjut 1 > Paling lambat", "2021-07-01")
	h.Press("Simpan evaluasi")
	h.look("evaluasi-satu")
}

// planPages are a trip from its plan, and what a companion says to it.
func planPages(t *testing.T, p *program.Program, b *Browser) {
	c := signIn(t, p, b, "coordinator")
	c.Open("/perjalanan/baru")
	c.FillDay("Hari", "2021-07-30")
	c.Fill("Kecamatan", "Dongko")
	c.Choose("Tim > Tim 2")
	c.Choose("Kendaraan > Sepeda motor")
	c.Press("Buat rencana")
	c.look("perjalanan-rencana")
	c.follow(c.Path(), aTrip+`/ubah`)
	c.look("perjalanan-ubah")

	f := signIn(t, p, b, "field")
	f.follow("/kasus?tahap=dossier", aCase)
	f.Open(f.Path() + "/biometrik")
	f.look("perbaiki-biometrik")

	d := signIn(t, p, b, "companion")
	d.follow("/perjalanan", aTrip)
	d.Open(d.Path() + "/hadir")
	d.look("perjalanan-hadir")
}

// adminPages are a new account and the page on which its person chooses a
// password.
func adminPages(t *testing.T, p *program.Program, b *Browser) {
	a := signIn(t, p, b, "admin")
	a.Open("/admin/orang/baru")
	a.Fill("Nama (wajib)", "Suyanto")
	a.Fill("Nama pengguna (wajib)", "suyanto.dinas")
	a.Fill("Peran", "Verifikator")
	a.Press("Buat akun")
	a.look("pengguna-tautan")
	link := regexp.MustCompile(`/siapkan/[0-9A-Za-z_-]{16,}`).FindString(a.Text())
	if link == "" {
		t.Fatalf("no link for the new account:\n%s", a.Text())
	}
	v := b.Visitor(t)
	v.Open(link)
	v.look("siapkan")
}

// sheetsOf is how much paper a page may take that is printed for everybody in a
// meeting.
var sheetsOf = map[string]int{"/pemantauan": 6}

// printedPages are pages as they come out of the printer: black on white, with
// the words and without what can only be pressed, and who printed them when.
func printedPages(t *testing.T, p *program.Program, b *Browser) {
	c := signIn(t, p, b, "coordinator")
	name := c.call("signedIn")
	for _, way := range [][]string{{"/kasus?tahap=handover"}, {"/kasus?tahap=handover", aCase}, {"/pemantauan"}, {"/perjalanan", aTrip}, {"/panduan"}} {
		c.follow(way...)
		c.printed(true)
		if wrong := c.call("unprintable"); wrong != "" {
			t.Errorf("%s on paper: %s", c.Path(), wrong)
		}
		path, _, _ := strings.Cut(c.Path(), "?")
		if n := c.sheets(); n == 0 || n > sheetsOf[path] && sheetsOf[path] > 0 {
			t.Errorf("%s takes %d sheets, at most %d are read in a meeting", path, n, sheetsOf[path])
		}
		c.Expect("Dinas Kependudukan dan Pencatatan Sipil", name, path, "14 Juni 2021")
		if len(way) == 1 && strings.HasPrefix(way[0], "/kasus") { // of what, and how much of it
			c.Expect("Baris 1", way[0])
		}
		if nik := regexp.MustCompile(`\b[0-9]{16}\b`).FindString(c.Text()); nik != "" {
			t.Errorf("%s on paper shows a whole NIK", path)
		}
		c.printed(false)
	}
}

// courierPages are a link for a courier and the page behind it.
func courierPages(t *testing.T, p *program.Program, b *Browser) {
	h := signIn(t, p, b, "handover")
	h.follow("/penyerahan", `/penyerahan/baru\?kasus=JK-[0-9-]+`)
	h.Fill("Nomor segel", "TRG004871")
	h.Fill("Tempat bertemu", "Balai Desa Pringapus")
	h.Press("Segel amplop")
	h.look("amplop-tersegel")
	envelope := h.link(anAmplop)
	h.Open(envelope + "/petugas")
	h.look("amplop-petugas")
	h.Open(envelope + "/kurir")
	h.look("kurir-baru")
	h.Fill("Nama kurir", "Heru")
	h.Press("Serahkan ke kurir")
	h.look("kurir-tautan")
	link := regexp.MustCompile(`/k/[0-9A-Za-z_-]{16,}`).FindString(h.Text())
	if link == "" {
		t.Fatalf("no link for the courier:\n%s", h.Text())
	}
	v := b.Visitor(t)
	v.Open(link)
	v.look("kurir")
	v.Choose("Segel utuh")
	v.Press("Sudah saya ambil")
	v.look("kurir-membawa")
}

// mistakenPages are what stands there instead of a page.
func mistakenPages(t *testing.T, p *program.Program, b *Browser) {
	v := signIn(t, p, b, "verifier")
	v.OpenRefused(403, "/laporan")
	v.look("galat-403")
	v.OpenRefused(404, "/kasus/JK-2021-99999")
	v.look("galat-404")
	v.Open("/kasus")
	v.Fill("Cari", "Sri")
	v.Enter("Cari")
	v.look("cari")
	v.Fill("Cari", "Tidakadaorangnya")
	v.Enter("Cari")
	v.look("cari-kosong")
	c := signIn(t, p, b, "companion")
	c.OpenRefused(404, "/kasus")
	c.look("-galat-pendamping")
	if strings.Contains(c.call("source"), `action="/cari"`) {
		t.Error("a companion is offered a search that is refused")
	}
	w := b.Visitor(t)
	w.Open("/masuk")
	w.Fill("Nama pengguna", "siapa")
	w.Fill("Kata sandi", "bukan-sandi")
	w.PressRefused(401, "Masuk")
	w.look("masuk-salah")
}

// englishPages are some of each room, for the volunteer who reads no Indonesian.
func englishPages(t *testing.T, p *program.Program, b *Browser) {
	c := signIn(t, p, b, "verifier")
	c.Open("/akun")
	c.Press("Use English")
	for name, way := range map[string][]string{"en-home": {"/"}, "en-case": {"/kasus", aCase}} {
		c.follow(way...)
		c.look(name)
	}
	c.Open("/akun")
	c.Press("Pakai Bahasa Indonesia")
}

// listPages try a list in which something is wrong in every way.
func listPages(t *testing.T, p *program.Program, b *Browser) {
	s := signIn(t, p, b, "social")
	path := filepath.Join(t.TempDir(), "dinsos-lansia-juni.csv")
	rows := "Nama;NIK;L/P;Tanggal Lahir;Desa;Kecamatan;Alamat;RT;RW;Alasan\n" +
		"Wagiyem Suratinah;;P;07-05-1948;Pringapus;Dongko;Dusun Krajan;003;001;Belum ber-NIK\n" +
		"Katijo Pakelan;;L;1951;Pakel;;Dusun Tengah;;;Belum ber-NIK\n" +
		"Sarijem Tanggalan;;P;31-02-1950;Pringapus;Dongko;;;;Belum ber-NIK\n" +
		"Mujiono;;L;12-03-1966;Petung;Dongko;;;;Blm KTP\n" +
		"Rukmini;;P;04-11-1970;Sumber Rejo;;;;;Belum ber-NIK\n"
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Open("/lapor")
	s.Fill("Nama atau panggilan", "Wagiyem Suratinah")
	s.Fill("Desa atau kelurahan", "Pringapus")
	s.Choose("Belum ber-NIK")
	s.Press("Simpan laporan")
	s.Open("/laporan/impor")
	s.Upload("Berkas Excel atau CSV", path)
	s.Press("Baca daftar")
	for began := time.Now(); !strings.Contains(s.Text(), "Siap disimpan") && time.Since(began) < patience; {
		s.Open(s.Path())
	}
	s.look("impor-periksa")
	// A page of a list at work comes again by itself, and may do so meanwhile.
	compare := s.link(`/laporan/impor/[0-9a-f-]{36}/bandingkan`)
	for began := time.Now(); s.Path() != compare; s.Open(compare) {
		if time.Since(began) > patience {
			t.Fatalf("%s leads to %s", compare, s.Path())
		}
	}
	s.look("impor-bandingkan")
}

// follow opens the page at the end of a way: a path and then, page by page, the
// first link of each form. The pages in between are only read: the tour shows
// them when it is their turn.
func (p *Person) follow(way ...string) {
	p.tb.Helper()
	path := way[0]
	for _, pattern := range way[1:] {
		page := p.fetch("GET", p.base+path, "", "text/html")
		path = p.leads(path, string(page.Bytes), anyQuery(pattern))[0]
	}
	p.Open(path)
}

// link is the first address of the form that the page leads to.
func (p *Person) link(pattern string) string {
	p.tb.Helper()
	return p.links(anyQuery(pattern))[0]
}

func anyQuery(pattern string) string { return "(" + pattern + `(?:\?[^"]*)?)` }

// links are the addresses of the form that the page leads to: the part of them
// in brackets.
func (p *Person) links(pattern string) []string {
	p.tb.Helper()
	return p.leads(p.Path(), p.call("source"), pattern)
}

func (p *Person) leads(path, source, pattern string) (out []string) {
	p.tb.Helper()
	for _, found := range regexp.MustCompile(`href="`+pattern+`"`).FindAllStringSubmatch(html.UnescapeString(source), -1) {
		out = append(out, found[1])
	}
	if out == nil {
		p.tb.Fatalf("%s leads to no %s, but to %q", path, pattern, regexp.MustCompile(`href="[^"]*"`).FindAllString(source, -1))
	}
	return out
}
