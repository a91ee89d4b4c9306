package handover

import (
	"bytes"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/web"
)

// site is the room's pages behind the real server.
type site struct {
	*world
	srv    *httptest.Server
	tokens map[string]string
	log    bytes.Buffer
}

func (w *world) site() *site {
	w.Helper()
	s := &site{world: w, tokens: map[string]string{}}
	server, err := web.New(web.Config{Brand: web.Brand{Name: "Jempol Keren", Office: "Dinas Dukcapil Kabupaten Trenggalek"},
		Log: slog.New(slog.NewTextHandler(&s.log, nil)), Now: w.clock,
		Identify: w.a.Identify, Allow: w.a.Allow, WhoMay: w.a.WhoMay, Ready: w.a.Ready})
	if err != nil {
		w.Fatal(err)
	}
	server.Handle(w.a.Routes()...)
	server.Handle(w.s.Routes()...)
	server.Handle(web.Route{Method: "GET", Pattern: "/kasus/{case}", Action: "page.case", Handle: func(r *web.Request) (web.Response, error) {
		return web.Page("", web.View{Title: "Kasus " + r.PathValue("case")}, nil), nil
	}})
	s.srv = httptest.NewServer(server.Handler())
	w.Cleanup(s.srv.Close)
	return s
}

// visitor is somebody with a browser; login "" has no account.
type visitor struct {
	*site
	login string
	last  string
}

func (s *site) as(login string) *visitor {
	s.Helper()
	if login != "" && s.tokens[login] == "" {
		token, err := s.a.SignIn(s.Context(), login+".satu", password, account.Client{Address: "10.0.0.7"})
		if err != nil {
			s.Fatal(err)
		}
		s.tokens[login] = token
	}
	return &visitor{site: s, login: login}
}

func (v *visitor) send(req *http.Request) (int, string) {
	v.Helper()
	req.Header.Set("Accept", "text/html")
	if v.login != "" {
		req.AddCookie(&http.Cookie{Name: "jempol", Value: v.tokens[v.login]})
	}
	resp, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(req)
	if err != nil {
		v.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		v.Fatal(err)
	}
	v.last = string(text)
	if resp.StatusCode == http.StatusSeeOther {
		return resp.StatusCode, resp.Header.Get("Location")
	}
	return resp.StatusCode, v.last
}

func (v *visitor) get(path string) (int, string) {
	v.Helper()
	req, err := http.NewRequest(http.MethodGet, v.srv.URL+path, nil)
	if err != nil {
		v.Fatal(err)
	}
	return v.send(req)
}

var opField = regexp.MustCompile(`name="op" value="([^"]+)"`)

// post sends a form with the operation id of the page it was drawn on; a value
// of "@photo" is a picture.
func (v *visitor) post(path string, pairs ...string) (int, string) {
	v.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if m := opField.FindStringSubmatch(v.last); m != nil {
		pairs = append(pairs, "op", m[1])
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "@photo" {
			_ = form.WriteField(pairs[i], pairs[i+1]) // into memory
			continue
		}
		part, err := form.CreateFormFile(pairs[i], "foto.png")
		if err != nil {
			v.Fatal(err)
		}
		_, _ = part.Write(picture()) // into memory
	}
	_ = form.Close() // into memory
	req, err := http.NewRequest(http.MethodPost, v.srv.URL+path, &body)
	if err != nil {
		v.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	return v.send(req)
}

// expect checks the status and that the page (or the address it leads to) holds
// the parts, or does not hold those with a "!" before them.
func (v *visitor) expect(code int, parts ...string) func(int, string) {
	return func(got int, page string) {
		v.Helper()
		if got != code {
			v.Errorf("%s: status %d, want %d: %s", v.login, got, code, errorIn(page))
		}
		for _, p := range parts {
			no, not := strings.CutPrefix(p, "!")
			text := page
			if not { // ids hold any digits
				text = ids.ReplaceAllString(page, "")
			}
			if strings.Contains(text, no) == not {
				v.Errorf("%s: %q on the page is %v", v.login, no, not)
			}
		}
	}
}

var ids = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

var summary = regexp.MustCompile(`(?s)id="kesalahan".*?</div>`)

func errorIn(page string) string { return summary.FindString(page) }

func TestPagesFromSealToClosedCase(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		caseID, number := w.issued()
		v := s.as("handover")
		v.expect(200, longName, number, "Segel amplop")(v.get("/penyerahan"))
		v.expect(200, "Kartu Keluarga", "Nomor segel")(v.get("/penyerahan/baru?kasus=" + number))
		if n := strings.Count(v.last, ` id="isi"`); n > 1 {
			t.Errorf("%d elements with the id of the page's content", n)
		}
		v.expect(422, "Isi nomor segel", `value="Balai Desa"`)(v.post("/penyerahan/baru", "kasus", number, "dokumen", "kk", "tempat", "Balai Desa"))
		v.get("/penyerahan/baru?kasus=" + number)
		code, page := v.post("/penyerahan/baru", "kasus", number, "dokumen", "kk", "dokumen", "akta_kelahiran", "segel", "TRG 004871", "tempat", "Balai Desa Pringapus")
		v.expect(200, "AMP-2021-0001")(code, page)
		pin := regexp.MustCompile(`\b\d{6}\b`).FindString(page[strings.Index(page, "PIN penerima"):])
		v.expect(303, "/amplop/AMP-2021-0001")(v.get("/kasus/" + number + "/amplop"))
		v.expect(200, "Loket Dinas", "3503••••••••9001", "Serahkan ke kurir", "!3503021503219001", "!"+pin)(v.get("/amplop/AMP-2021-0001"))
		v.expect(200, "Nama kurir", "Bu registrar", "Bu social")(v.get("/amplop/AMP-2021-0001/kurir"))
		v.expect(422, "Isi nama kurir")(v.post("/amplop/AMP-2021-0001/kurir", "jam", "8"))
		v.get("/amplop/AMP-2021-0001/kurir")
		code, page = v.post("/amplop/AMP-2021-0001/kurir", "jam", "8", "nama", "Heru", "tempat", "Loket 3")
		link := regexp.MustCompile(`/k/([\w-]{22})`).FindString(page)
		v.expect(200, "sekali")(code, page)
		v.expect(200, "Kurir Heru", "Matikan tautan", "!"+link)(v.get("/amplop/AMP-2021-0001"))

		k := s.as("")
		least := []string{"Balai Desa Pringapus", "Tukinah", "!Karso", "!TRG 004871", "!" + number, "!3503", "!Kartu Keluarga", "!/masuk"}
		k.expect(200, append(least, "Sudah saya ambil")...)(k.get(link))
		k.expect(303, link)(k.post(link+"/ambil", "keadaan", "intact"))
		k.expect(200, append(least, "PIN penerima", "Tidak bisa diserahkan")...)(k.get(link))
		k.expect(422, "PIN tidak cocok")(k.post(link+"/serahkan", "penerima", "self", "bukti", "pin", "pin", "12", "keadaan", "intact"))
		k.get(link)
		op := opField.FindStringSubmatch(k.last)[1]
		k.expect(303, link)(k.post(link+"/serahkan", "penerima", "self", "bukti", "pin", "pin", pin, "keadaan", "intact"))
		k.expect(303, link)(k.post(link+"/serahkan", "op", op, "penerima", "self", "bukti", "pin", "pin", pin, "keadaan", "intact"))
		k.expect(200, "Terima kasih", "!Tukinah", "!Balai Desa")(k.get(link))
		w.stage(caseID, casefile.StageHandedOver)
		w.later(9 * time.Hour)
		k.expect(404, "!AMP-2021-0001")(k.get(link))
		delete(s.tokens, "handover") // that session is over as well
		v = s.as("handover")

		v.expect(200, "Sudah diserahkan", "Dua tanda tangan")(v.get("/amplop/AMP-2021-0001"))
		v.expect(200, "%PDF-")(v.get("/amplop/AMP-2021-0001/tanda-terima.pdf"))
		v.expect(200, "Bukti penyerahan", "Tutup kasus")(v.get("/kasus/" + number + "/tutup"))
		proof := regexp.MustCompile(`proof:[0-9a-f]+`).FindString(v.last)
		v.expect(422, "Ambil foto buktinya")(v.post("/kasus/"+number+"/tutup", "tanda", "foto"))
		v.get("/kasus/" + number + "/tutup")
		v.expect(303, "/kasus/"+number)(v.post("/kasus/"+number+"/tutup", "tanda", proof))
		w.stage(caseID, casefile.StageClosed)
		v.expect(200, "belum dapat ditutup")(v.get("/kasus/" + number + "/tutup"))
		for _, secret := range []string{longName, pin, link[3:], "3503021503219001", "Heru"} {
			if strings.Contains(s.log.String()+w.log.String(), secret) {
				w.Errorf("a log holds %q", secret)
			}
		}
		var rows int
		if err := w.d.QueryRow(w.Context(), `SELECT COUNT(*) FROM access_log WHERE action = 'page.courier' AND subject_id = $1`, caseID).Scan(&rows); err != nil || rows < 2 {
			w.Errorf("%d rows for what the courier saw: %v", rows, err)
		}
	})
}

func TestPagesThroughTheVillage(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		caseID, m := w.sealed()
		path := "/amplop/" + m.Number
		v, village := s.as("handover"), s.as("registrar")
		village.expect(200, m.Number, "Di jalan")(village.get("/penyerahan"))
		v.get(path + "/petugas")
		v.expect(422, "Pilih petugas")(v.post(path + "/petugas"))
		v.expect(303, path)(v.post(path+"/petugas", "kepada", w.who["registrar"].Person, "tempat", "Loket 3"))
		village.expect(200, "Cocokkan kedua nomor")(village.get(path + "/terima"))
		village.expect(422, "Pilih keadaan segel")(village.post(path + "/terima"))
		village.expect(303, path)(village.post(path+"/terima", "keadaan", "intact"))
		village.expect(200, "Serahkan kepada warga", "!Serahkan ke kurir")(village.get(path))
		village.get(path + "/kejadian")
		village.expect(200, "Pengantaran gagal", "!Amplop hilang")(200, village.last)
		village.expect(303, path)(village.post(path+"/gagal", "alasan", "away", "lagi", "2021-06-20"))
		village.expect(200, "Tidak berhasil", "20 Juni 2021")(village.get(path))
		village.expect(200, "Penerima", "PIN penerima")(village.get(path + "/terima"))
		village.expect(422, "Ambil foto")(village.post(path+"/serahkan", "penerima", "self", "bukti", "photo", "keadaan", "intact"))
		village.get(path + "/terima")
		village.expect(303, path)(village.post(path+"/serahkan", "penerima", "family", "nama", "Wiji Astuti", "bukti", "photo", "keadaan", "intact", "foto", "@photo"))
		w.stage(caseID, casefile.StageHandedOver)
		village.expect(200, "Wiji Astuti", "Lihat bukti")(village.get(path))
		proof := regexp.MustCompile(path + `/bukti/[0-9a-f]{64}`).FindString(village.last)
		village.expect(200, "\xff\xd8")(village.get(proof))
		village.expect(404)(village.get(path + "/bukti/" + strings.Repeat("0", 64)))
	})
}

func TestPagesBackAndLost(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		v := s.as("handover")
		_, m := w.sealed()
		path := "/amplop/" + m.Number
		v.get(path + "/kejadian")
		v.expect(422, "Pilih alasannya")(v.post(path+"/kembali", "isian", path+"/kembali"))
		v.expect(200, `href="#kembali"`)(200, v.last)
		v.expect(303, path)(v.post(path+"/kembali", "kembali", "moved", "keadaan", "intact"))
		v.expect(200, "Amplop kembali ke kantor")(v.get(path))
		v.expect(200, "pernah kembali")(v.get("/penyerahan"))
		_, m = w.sealed()
		path = "/amplop/" + m.Number
		v.get(path + "/kejadian")
		v.expect(303, path)(v.post(path+"/hilang", "hilang", "theft"))
		v.expect(200, "Amplop hilang", "Dicuri")(v.get(path))
		v.expect(200, "Kembali", "Hilang")(v.get("/penyerahan?bagian=kembali"))
		v.expect(200, "Belum ada amplop")(v.get("/penyerahan?bagian=selesai"))
	})
}

// Every role on every page of this room: what it may open, and what must not be
// on what it gets instead.
func TestPagesByRole(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		caseID, m := w.sealed()
		number := w.state(caseID).Number
		fill := strings.NewReplacer("{no}", m.Number, "{case}", number, "{hash}", strings.Repeat("0", 64), "{token}", "salah")
		for _, role := range authority.AccountRoles() {
			v := s.as(string(role))
			for _, rt := range w.s.Routes() {
				path := fill.Replace(rt.Pattern)
				may := rt.Action == web.Public || authority.Reaches(role, authority.Action(rt.Action)) != authority.None
				if may && rt.Method == http.MethodPost {
					continue // the journeys above send them
				}
				var code int
				var page string
				if rt.Method == http.MethodGet {
					code, page = v.get(path)
				} else {
					v.last = `name="op" value="0197b3a0-0000-7000-8000-000000000000"`
					code, page = v.post(path)
				}
				switch {
				case rt.Action == web.Public, strings.Contains(rt.Pattern, "{hash}") && may, rt.Pattern == "/penyerahan/baru" && may:
					if code != http.StatusNotFound {
						w.Errorf("%s %s: %d", role, path, code)
					}
				case may:
					if code != http.StatusOK && code != http.StatusSeeOther {
						w.Errorf("%s %s: %d", role, path, code)
					}
				case role.Hides() && code != http.StatusNotFound, !role.Hides() && code != http.StatusForbidden:
					w.Errorf("%s %s %s: %d", role, rt.Method, path, code)
				case strings.Contains(page, "Tukinah") || strings.Contains(page, "Balai Desa"):
					w.Errorf("%s %s shows whose it is", role, path)
				}
			}
		}
		if e := w.envelope(m.ID); e.State != Sealed || len(e.Legs) != 0 {
			w.Errorf("somebody changed it: %+v", e)
		}
	})
}

func TestRoutesAreInTheTable(t *testing.T) {
	for _, rt := range New(Deps{}).Routes() {
		if rt.Action != web.Public && !authority.Action(rt.Action).Known() {
			t.Errorf("%s %s has the action %q, which is in no table", rt.Method, rt.Pattern, rt.Action)
		}
	}
	for _, wr := range WorkRoutes {
		if !authority.Action(wr.Action).Known() {
			t.Errorf("work of the unknown action %q", wr.Action)
		}
	}
}
