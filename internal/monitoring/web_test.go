package monitoring

import (
	"log/slog"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account/accounttest"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

func (w *world) site() string {
	w.Helper()
	srv, err := web.New(web.Config{Now: func() time.Time { return w.now }, Log: slog.New(slog.DiscardHandler), Zone: zone,
		Identify: w.a.Identify, Allow: w.a.Allow, WhoMay: w.a.WhoMay})
	if err != nil {
		w.Fatal(err)
	}
	srv.Handle(w.a.Routes()...)
	srv.Handle(w.s.Routes()...)
	hs := httptest.NewServer(srv.Handler())
	w.Cleanup(hs.Close)
	return hs.URL
}

func (w *world) visitor(site string, role authority.Role) *accounttest.Browser {
	w.Helper()
	return accounttest.SignedIn(w.T, w.a, site, role)
}

// Every role on every page of this room, and what must be on none of them.
func TestPagesByRole(t *testing.T) {
	each(t, func(w *world) {
		w.live(120, 11)
		id, err := w.s.HoldEvaluation(w.Context(), w.op(authority.Head), Evaluation{Day: "2021-06-10", Findings: []string{"Temuan rahasia kantor"}})
		if err != nil {
			w.Fatal(err)
		}
		site := w.site()
		for _, role := range authority.AccountRoles() {
			v := w.visitor(site, role)
			for _, rt := range w.s.Routes() {
				if rt.Method != "GET" {
					continue
				}
				path := strings.ReplaceAll(rt.Pattern, "{id}", id)
				code, page := v.Get(path)
				want := 200
				if authority.Reaches(role, authority.Action(rt.Action)) == authority.None {
					want = 403
					if role.Hides() {
						want = 404
					}
				}
				if code != want {
					w.Errorf("%s %s: %d, want %d", role, path, code, want)
				}
				for _, secret := range []string{"Rahasia", "JK-2021-0"} {
					if strings.Contains(page, secret) {
						w.Errorf("%s %s shows %q", role, path, secret)
					}
				}
				if want != 200 && strings.Contains(page, "Temuan rahasia") {
					w.Errorf("%s reads a finding", role)
				}
			}
			if role == authority.Social {
				// The names of places are the office's; here there are only codes.
				if _, page := v.Get("/pemantauan?kecamatan=35.03.01"); !strings.Contains(page, "Panggul, Trenggalek, dinsos</p>") && !strings.Contains(page, "Panggul, dinsos</p>") {
					w.Error("with a kecamatan the heading does not say whose people are counted")
				}
			}
			if role == authority.Companion {
				_, page := v.Get("/pemantauan")
				for _, foreign := range []string{"Panggul", "gangguan jiwa"} {
					if strings.Contains(page, foreign) {
						w.Errorf("the Camat of another kecamatan sees %q", foreign)
					}
				}
				for path, want := range map[string]int{"/pemantauan?kecamatan=35.03.01": 404, "/pemantauan?kecamatan=35.03.02": 200} {
					if code, page := v.Get(path); code != want || strings.Contains(page, "Panggul") {
						w.Errorf("the Camat of Munjungan, %s: %d, want %d", path, code, want)
					}
				}
				if !strings.Contains(page, "Munjungan") || !strings.Contains(page, "kesehatan tidak ditampilkan") {
					w.Error("the Camat does not see the own figures")
				}
			}
		}
	})
}

func TestTargetAndEvaluationOnPages(t *testing.T) {
	each(t, func(w *world) {
		w.live(60, 5)
		v := w.visitor(w.site(), authority.Head)
		expect := v.Expect
		v.Get("/pemantauan/target")
		expect(422, "Tulis jumlah orang", `value="banyak"`)(v.Post("/pemantauan/target", "tahun", "2021", "orang", "banyak"))
		f, err := w.s.Figures(w.Context(), w.scope(authority.Head), YearOf(2021, w.now, ""))
		if err != nil {
			w.Fatal(err)
		}
		// A list and a target of thousands, as an office has.
		w.live(1700-f.All.List, 6)
		if f, err = w.s.Figures(w.Context(), w.scope(authority.Head), YearOf(2021, w.now, "")); err != nil || f.All.List < 1217 {
			w.Fatal(f.All, err)
		}
		list := i18n.Number(i18n.ID, int64(f.All.List))
		expect(422, "Daftar memuat "+list+" orang", `id="orang-err"`, `value="9.999"`)(v.Post("/pemantauan/target", "tahun", "2021", "orang", "9.999"))
		expect(200, "Target 2021 tersimpan", "dari target 1.217")(v.Post("/pemantauan/target", "tahun", "2021", "orang", "1.217", "anggaran", "45.000.000"))
		// A page in English takes what it shows itself.
		expect(200)(v.Post("/bahasa", "bahasa", "en", "ke", "/pemantauan"))
		expect(200, `value="45,000,000"`)(v.Get("/pemantauan/target?tahun=2021"))
		expect(200, "of target 1,217")(v.Post("/pemantauan/target", "tahun", "2021", "orang", "1,217", "anggaran", "45,000,000", "pos-1", "Perjalanan", "jumlah-1", "45,000,000"))
		expect(200)(v.Post("/bahasa", "bahasa", "id", "ke", "/pemantauan"))
		expect(200, "<svg", "target", "Jangan ada yang tertinggal")(v.Get("/pemantauan?tahun=2021"))
		expect(200, "sampai di sana atau sudah melewatinya", "tanpa baris daftar yang ternyata ganda")(v.Get("/pemantauan?tahun=2021"))
		expect(200, "Per desa dan kelurahan")(v.Get("/pemantauan?tahun=2021&kecamatan=35.03.01"))
		expect(404)(v.Get("/pemantauan?tahun=2031"))
		for _, path := range []string{"/pemantauan", "/pemantauan/target", "/pemantauan/belanja", "/evaluasi", "/pemantauan/angka.csv"} {
			expect(200)(v.Get(path + "?tahun=abc"))
		}
		for _, path := range []string{"/pemantauan/target", "/pemantauan/belanja"} {
			for _, year := range []string{"-5", "99999", "999999999999999999999"} {
				if code, page := v.Get(path + "?tahun=" + year); code != 404 && code != 200 || code == 404 && !strings.Contains(page, "Tahun itu tidak ada") {
					w.Errorf("%s?tahun=%s: %d", path, year, code)
				}
			}
		}
		v.Get("/evaluasi/baru")
		expect(200)(v.Post("/evaluasi/baru", "tanggal", "2021-06-14", "temuan", "Tidak ada yang disepakati"))
		expect(200, "Tidak ada tindak lanjut", "!0 dari 0")(v.Get("/evaluasi"))
		expect(404)(v.Get("/pemantauan?kecamatan=35"))
		v.Get("/evaluasi/baru")
		expect(422, "Tulis paling sedikit satu temuan", `value="Titik kumpul"`)(v.Post("/evaluasi/baru", "tanggal", "2021-06-14", "tindak-1", "Titik kumpul"))
		expect(200, "Evaluasi tersimpan", "Panggul jauh", "Titik kumpul", "1 Juli 2021")(v.Post("/evaluasi/baru", "tanggal", "2021-06-14",
			"temuan", "Panggul jauh\nAlat satu", "tindak-1", "Titik kumpul", "oleh-1", "Koordinator", "tenggat-1", "2021-07-01"))
		path := regexp.MustCompile(`action="(/evaluasi/[\w-]{36})"`).FindStringSubmatch(v.Last)[1]
		expect(200, "Tindak lanjut tersimpan")(v.Post(path, "selesai", "0"))
		expect(200, "1 dari 1 selesai", "14 Desember 2021")(v.Get("/evaluasi"))
		expect(404)(v.Get("/evaluasi/lain"))

		_, file := v.Get("/pemantauan/angka.xlsx?tahun=2021")
		book, err := document.ReadXLSX(strings.NewReader(file), document.DefaultLimits())
		if err != nil {
			w.Fatal(err)
		}
		n := 0
		for row, err := range book.Rows("") {
			if err != nil {
				w.Fatal(err)
			}
			if n++; n == 1 && row.Cells[3].Text != "Daftar awal" {
				w.Errorf("%+v", row)
			}
		}
		if n < 3 {
			w.Errorf("%d rows", n)
		}
	})
}
