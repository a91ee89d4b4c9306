package public

import (
	"regexp"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// A complaint reaches the head and nobody else, demands for money first; once
// it is answered its words and the telephone number are gone.
func TestAComplaintReachesTheHead(t *testing.T) {
	each(t, func(w *world) {
		_, track := w.plant()
		b := w.browser()
		b.expect(200, "Kirim pengaduan", "Semua layanan gratis")(b.Get("/pengaduan"))
		b.expect(422, "Pilih tentang apa", "Kode")(b.Post("/pengaduan", "kode", "AAAAA-AAAAA", "aduan", "Ada yang meminta"))
		b.Get("/pengaduan")
		b.expect(200, "sampai kepada Kepala Dinas")(b.Post("/pengaduan", "tentang", "slow", "aduan", "Sudah tiga bulan Pak Uji menunggu", "telepon", "080012345678"))
		b.Get("/pengaduan")
		b.expect(200, "sampai kepada Kepala Dinas")(b.Post("/pengaduan", "tentang", AboutFee, "aduan", "Pak Uji dimintai lima puluh ribu", "kode", track))
		for _, role := range authority.AccountRoles() {
			p := w.person(role)
			code, page := p.Get("/pengaduan-masuk")
			may := role == authority.Head
			if (code == 200) != may || strings.Contains(page, "Pak Uji") != may {
				w.Errorf("%s: %d", role, code)
			}
			if !may {
				continue
			}
			if strings.Index(page, "lima puluh") > strings.Index(page, "tiga bulan") || !strings.Contains(page, "JK-2021-00007") {
				w.Error("a demand for money does not stand on top with its case")
			}
			if w.count("access_log", "action = 'page.complaints'") == 0 {
				w.Error("the complaints were read without a trace")
			}
			to := "/pengaduan-masuk/" + regexp.MustCompile(`/pengaduan-masuk/([\w-]{36})`).FindStringSubmatch(page)[1]
			holds := func(want int, parts ...string) func(int, string) {
				return func(code int, page string) { // the head sees whose case it is
					w.Helper()
					for _, part := range parts {
						if code != want || !strings.Contains(page, part) {
							w.Errorf("%d, lacks %q", code, part)
						}
					}
				}
			}
			holds(200, "lima puluh", "Apa yang dilakukan")(p.Get(to))
			holds(422, "Pilih hasilnya", "Tuliskan apa yang dilakukan")(p.Post(to, "hasil", "lain"))
			p.Get(to)
			// What cannot be undone is asked first, and nothing is lost by asking.
			holds(200, "tidak dapat dibatalkan", "Ditindaklanjuti", "Petugas ditegur, uang dikembalikan")(p.Post(to, "hasil", ComplaintAnswered, "tindakan", "Petugas ditegur, uang dikembalikan"))
			if n := w.count("public_complaint", "outcome <> ''"); n != 0 {
				w.Error("it was answered before it was confirmed")
			}
			holds(200, "Petugas ditegur, uang dikembalikan</textarea>", "Periksa jawaban")(p.Post(to, "hasil", ComplaintAnswered, "tindakan", "Petugas ditegur, uang dikembalikan", "yakin", "kembali"))
			p.expect(200, "Isi pengaduan dihapus")(p.Post(to, "hasil", ComplaintAnswered, "tindakan", "Petugas ditegur, uang dikembalikan", "yakin", "ya"))
			if n := w.count("public_complaint", "outcome <> '' AND (words <> '' OR phone <> '')"); n != 0 {
				w.Errorf("%d complaints keep their words", n)
			}
			holds(200, "Petugas ditegur", "Ditindaklanjuti", "Bu Uji")(p.Get("/pengaduan-masuk?tampil=selesai"))
			if code, _ := p.Post(to, "hasil", ComplaintUnfounded, "tindakan", "x", "yakin", "ya", "op", ledger.NewOpID()); code != 409 {
				w.Errorf("answered twice: %d", code)
			}
		}
		if strings.Contains(w.log.String(), "Pak Uji") || strings.Contains(w.log.String(), "0800") {
			w.Error("a log holds what was told")
		}
	})
}

// From one address comes little at a time; whoever is told to wait finds what
// was written still there.
func TestLittleIsToldFromOneAddress(t *testing.T) {
	each(t, func(w *world) {
		b := w.browser()
		for path, fields := range map[string][]string{
			"/pengaduan":   {"tentang", "other", "aduan", "Cerita panjang"},
			"/lapor-warga": {"desa", "35.03.04.2002", "cerita", "Cerita panjang"},
		} {
			for i := range tipBurst + 1 {
				b.Get(path)
				code, page := b.Post(path, fields...)
				if (code == 200) != (i < tipBurst) {
					w.Errorf("%s %d: %d", path, i, code)
				}
				if i == tipBurst && (code != 429 || !strings.Contains(page, "Cerita panjang") || !strings.Contains(page, "Tunggu beberapa menit")) {
					w.Errorf("%s: %d, and what was written is gone", path, code)
				}
			}
		}
	})
}
