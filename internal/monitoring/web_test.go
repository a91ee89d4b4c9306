package monitoring

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

const pass = "kebun jati pagi hari"

// visitor is somebody signed in, with the last page.
type visitor struct {
	*world
	url  string
	c    *http.Client
	last string
}

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

func (w *world) visitor(site string, role authority.Role) *visitor {
	w.Helper()
	in := account.Rights{Role: role}
	switch authority.Reaches(role, "page.home") {
	case authority.OwnArea:
		in.Areas = []string{"35.03.02"}
	case authority.OwnAgency:
		in.Agency = "dinsos"
	case authority.OwnInstitution, authority.OwnReports:
		in.Institution = "panti-1"
	}
	if _, err := w.a.Create(w.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: w.a.System("test")},
		account.NewUser{Login: "a-" + string(role), Name: "Bu Uji", Rights: in, Password: pass}); err != nil {
		w.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.Fatal(err)
	}
	v := &visitor{world: w, url: site, c: &http.Client{Jar: jar}}
	v.get("/masuk")
	v.post("/masuk", "login", "a-"+string(role), "password", pass)
	return v
}

var opField = regexp.MustCompile(`name="op" value="([^"]+)"`)

func (v *visitor) do(method, path string, form url.Values) (int, string) {
	v.Helper()
	req, err := http.NewRequest(method, v.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := v.c.Do(req)
	if err != nil {
		v.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		v.Fatal(err)
	}
	v.last = string(text)
	return resp.StatusCode, v.last
}

func (v *visitor) get(path string) (int, string) { v.Helper(); return v.do("GET", path, nil) }

func (v *visitor) post(path string, pairs ...string) (int, string) {
	v.Helper()
	form := url.Values{}
	if m := opField.FindStringSubmatch(v.last); m != nil {
		form.Set("op", m[1])
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return v.do("POST", path, form)
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
				code, page := v.get(path)
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
			if role == authority.Companion {
				_, page := v.get("/pemantauan")
				for _, foreign := range []string{"Panggul", "gangguan jiwa"} {
					if strings.Contains(page, foreign) {
						w.Errorf("the Camat of another kecamatan sees %q", foreign)
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
		expect := func(code int, parts ...string) func(int, string) {
			return func(got int, page string) {
				w.Helper()
				if got != code {
					w.Errorf("status %d, want %d", got, code)
				}
				for _, p := range parts {
					if !strings.Contains(page, p) {
						w.Errorf("the page lacks %q", p)
					}
				}
			}
		}
		v.get("/pemantauan/target")
		expect(422, "Tulis jumlah orang", `value="banyak"`)(v.post("/pemantauan/target", "tahun", "2021", "orang", "banyak"))
		expect(200, "Target 2021 tersimpan", "dari target 1.217")(v.post("/pemantauan/target", "tahun", "2021", "orang", "1.217", "anggaran", "45.000.000"))
		expect(200, "<svg", "target", "Jangan ada yang tertinggal")(v.get("/pemantauan?tahun=2021"))
		expect(200, "Per desa dan kelurahan")(v.get("/pemantauan?tahun=2021&kecamatan=35.03.01"))
		expect(404)(v.get("/pemantauan?tahun=2031"))
		expect(404)(v.get("/pemantauan?kecamatan=35"))
		v.get("/evaluasi/baru")
		expect(422, "Tulis paling sedikit satu temuan", `value="Titik kumpul"`)(v.post("/evaluasi/baru", "tanggal", "2021-06-14", "tindak-1", "Titik kumpul"))
		expect(200, "Evaluasi tersimpan", "Panggul jauh", "Titik kumpul", "1 Juli 2021")(v.post("/evaluasi/baru", "tanggal", "2021-06-14",
			"temuan", "Panggul jauh\nAlat satu", "tindak-1", "Titik kumpul", "oleh-1", "Koordinator", "tenggat-1", "2021-07-01"))
		path := regexp.MustCompile(`action="(/evaluasi/[\w-]{36})"`).FindStringSubmatch(v.last)[1]
		expect(200, "Tindak lanjut tersimpan")(v.post(path, "selesai", "0"))
		expect(200, "1 dari 1 selesai", "14 Desember 2021")(v.get("/evaluasi"))
		expect(404)(v.get("/evaluasi/lain"))

		_, file := v.get("/pemantauan/angka.xlsx?tahun=2021")
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
