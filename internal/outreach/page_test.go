package outreach_test

import (
	"bytes"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document/papertest"
	"github.com/jempolkeren/jempol/internal/office"
	"github.com/jempolkeren/jempol/internal/outreach"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// site is the room's pages behind the real server, with a person of each role
// that meets them.
type site struct {
	*world
	srv *httptest.Server
	log bytes.Buffer
}

func (w *world) site() *site {
	w.Helper()
	s := &site{world: w}
	server, err := web.New(web.Config{Log: slog.New(slog.NewTextHandler(&s.log, nil)), Now: w.clock, Zone: region.Hours(""),
		Identify: w.a.Identify, Allow: w.a.Allow, WhoMay: w.a.WhoMay, SetLang: w.a.SetLang, Ready: w.a.Ready})
	w.must(err)
	server.Handle(w.a.Routes()...)
	server.Handle(w.s.Routes()...)
	server.Handle(web.Route{Method: "GET", Pattern: "/", Action: "page.home", Handle: func(*web.Request) (web.Response, error) {
		return web.Page("", web.View{Title: "Beranda"}, nil), nil
	}})
	s.srv = httptest.NewServer(server.Handler())
	w.Cleanup(s.srv.Close)
	for login, in := range map[string]account.Rights{
		"rina": {Role: authority.Coordinator}, "bagus": {Role: authority.Field}, "dewi": {Role: authority.Field}, "kepala": {Role: authority.Head},
		"babinsa": {Role: authority.Companion, Areas: []string{village}}, "petugas": {Role: authority.Registrar, Areas: []string{village2}},
		"periksa": {Role: authority.Verifier},
	} {
		made, err := w.a.Create(w.Context(), w.op(w.a.System("test")), account.NewUser{Login: login, Name: "Bu " + login, Rights: in, Password: goodPass})
		w.must(err)
		switch login {
		case "bagus":
			w.officer.Person = made.ID
		case "dewi":
			w.officer2.Person = made.ID
		}
	}
	w.reference("tim-a", office.ChangedBody{What: office.Team, Name: "Tim A", Active: true, Members: []string{w.officer.Person, w.officer2.Person}})
	return s
}

// browser keeps cookies and the last page.
type browser struct {
	*site
	c    *http.Client
	last string
	path string
}

func (s *site) as(login string) *browser {
	s.Helper()
	jar, err := cookiejar.New(nil)
	s.must(err)
	b := &browser{site: s, c: &http.Client{Jar: jar}}
	b.get("/masuk")
	b.post("/masuk", "login", login, "password", goodPass)
	if !strings.Contains(b.last, "Beranda") {
		s.Fatalf("%s cannot sign in", login)
	}
	return b
}

func (b *browser) send(req *http.Request) (int, string) {
	b.Helper()
	req.Header.Set("Accept", "text/html")
	resp, err := b.c.Do(req)
	b.must(err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	b.must(err)
	b.last, b.path = string(text), resp.Request.URL.Path
	return resp.StatusCode, b.last
}

func (b *browser) get(path string) (int, string) {
	b.Helper()
	req, err := http.NewRequest(http.MethodGet, b.srv.URL+path, nil)
	b.must(err)
	return b.send(req)
}

var opField = regexp.MustCompile(`name="op" value="([^"]+)"`)

// post sends a form with the operation id of the page it was drawn on.
func (b *browser) post(path string, pairs ...string) (int, string) {
	b.Helper()
	form := url.Values{}
	if m := opField.FindStringSubmatch(b.last); m != nil {
		form.Set("op", m[1])
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	req, err := http.NewRequest(http.MethodPost, b.srv.URL+path, strings.NewReader(form.Encode()))
	b.must(err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(req)
}

// upload sends a form with a file.
func (b *browser) upload(path, field string, file []byte, pairs ...string) (int, string) {
	b.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	pairs = append(pairs, "op", opField.FindStringSubmatch(b.last)[1])
	for i := 0; i+1 < len(pairs); i += 2 {
		b.must(m.WriteField(pairs[i], pairs[i+1]))
	}
	part, err := m.CreateFormFile(field, "bukti.jpg")
	b.must(err)
	_, err = part.Write(file)
	b.must(err)
	b.must(m.Close())
	req, err := http.NewRequest(http.MethodPost, b.srv.URL+path, &body)
	b.must(err)
	req.Header.Set("Content-Type", m.FormDataContentType())
	return b.send(req)
}

// expect checks the status and what the page holds; "!x" must not be there.
// ids hold any digits, those of a year too.
var ids = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

func (b *browser) expect(code int, parts ...string) func(int, string) {
	return func(got int, page string) {
		b.Helper()
		if got != code {
			b.Errorf("%s: status %d, want %d", b.path, got, code)
		}
		for _, p := range parts {
			if no, ok := strings.CutPrefix(p, "!"); ok {
				if strings.Contains(ids.ReplaceAllString(page, ""), no) {
					b.Errorf("%s holds %q", b.path, no)
				}
			} else if !strings.Contains(page, p) {
				b.Errorf("%s lacks %q", b.path, p)
			}
		}
	}
}

func TestPagesOfATrip(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		_, ponirah := w.waiting(person{name: "Ponirah", birth: "1941"})
		_, tarmi := w.waiting(person{name: "Tarmi", birth: "1963"})
		b := s.as("rina")
		b.expect(200, "Belum ada perjalanan")(b.get("/perjalanan"))
		b.expect(200, "Dongko", "kecamatan=35.03.04")(b.get("/perjalanan?kasus=" + ponirah))
		b.expect(200, "Rencanakan perjalanan", "Tim A", "Mobil layanan", "!Alat 2")(b.get("/perjalanan/baru?kecamatan=35.03.04"))
		b.expect(422, "Pilih hari perjalanan", `value="mobil"`)(b.post("/perjalanan/baru", "kendaraan", "mobil", "berangkat", "08:00"))
		b.expect(200, "Rabu, 16 Juni 2021: Dongko", "Ponirah, 79–80 tahun", "Pringapus", "!Umumkan ke desa")(b.post("/perjalanan/baru",
			"hari", day, "berangkat", "08:00", "kecamatan", dongko, "tim", "tim-a", "kendaraan", "mobil", "alat", "alat-1"))
		trip := b.path
		b.expect(422, "Pilih sedikitnya satu warga")(b.post(trip+"/warga", "jenis", "home", "pendamping", "companion"))
		b.expect(200, "2 warga ditambahkan", "Balai desa Pringapus", "Umumkan ke desa", "Biaya kendaraan")(b.post(trip+"/warga",
			"warga", ponirah, "warga", tarmi, "jenis", "gathering", "titik", "village_hall", "pendamping", "companion"))
		b.expect(409)(b.get(trip + "/surat-tugas.pdf"))
		b.get(trip)
		b.expect(200, "Perjalanan diumumkan", "Surat tugas", "Menunggu")(b.post(trip + "/umumkan"))
		b.expect(409)(b.get(trip + "/ubah"))
		code, pdf := b.get(trip + "/surat-tugas.pdf")
		text := papertest.Text([]byte(pdf))
		for _, part := range []string{"SURAT TUGAS", "Bu bagus", "Bu dewi", "Rabu, 16 Juni 2021", "Balai desa Pringapus", "gratis"} {
			if code != 200 || !strings.Contains(text, part) {
				w.Errorf("the letter lacks %q", part)
			}
		}
		if strings.Contains(text, "Ponirah") {
			w.Error("the letter names a resident")
		}
		b.expect(200, "Batalkan perjalanan", "Cuaca")(b.get(trip + "/batal"))
		b.expect(422, "Pilih sebab pembatalan")(b.post(trip + "/batal"))
		b.expect(200, "Dibatalkan", "Cuaca")(b.post(trip+"/batal", "sebab", "weather"))
		b.expect(200, "Rabu, 16 Juni 2021")(b.get("/perjalanan?keadaan=cancelled"))
		if strings.Contains(s.log.String(), "Ponirah") {
			w.Error("a name is in the log")
		}
	})
}

// TestTripForACase: whoever came to schedule one case finds it first and chosen,
// however many have waited longer.
func TestTripForACase(t *testing.T) {
	on(t, func(w *world) {
		for range 13 {
			w.waiting(person{name: "Lama", birth: "1941"})
		}
		_, number := w.waiting(person{name: "Terakhir", birth: "1963"})
		b := w.site().as("rina")
		b.expect(200, "/perjalanan/baru?kasus="+number)(b.get("/perjalanan?kasus=" + number))
		b.expect(200, `name="kasus" value="`+number)(b.get("/perjalanan/baru?kasus=" + number + "&kecamatan=" + dongko))
		b.expect(200, "Terakhir", `value="`+number+`" id="warga" checked`)(b.post("/perjalanan/baru", "kasus", number,
			"hari", day, "berangkat", "08:00", "kecamatan", dongko, "tim", "tim-a", "kendaraan", "mobil", "alat", "alat-1"))
	})
}

// TestWhoSeesWhatOfATrip: companions see that a team comes to their village and
// to how many people; no name, no other village, no plan.
func TestWhoSeesWhatOfATrip(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		a, number := w.waiting(person{name: "Ponirah", birth: "1941"})
		c, _ := w.waiting(person{name: "Kasiran", birth: "1955", area: village2})
		draft := w.planOn("2021-06-20", "")
		trip := w.trip(a, c)
		path := "/perjalanan/" + trip
		b := s.as("babinsa")
		b.expect(200, "Dongko", "!20 Juni", "!Ponirah")(b.get("/perjalanan"))
		for _, page := range []string{path, path + "/hadir"} {
			b.expect(200, "Pringapus, Dongko", "1 warga", "!Ponirah", "!Kasiran", "!Cakul", "!RT 09", "!"+number, "!1941")(b.get(page))
		}
		b.expect(404)(b.get("/perjalanan/" + draft))
		b.get(path + "/hadir")
		b.expect(200, "Kehadiran Anda tercatat", "Hadir")(b.post(path+"/hadir", "perhentian", w.tripState(trip).Stops[0].ID, "jawaban", "yes"))
		b.expect(404)(b.post(path+"/hadir", "perhentian", w.tripState(trip).Stops[1].ID, "jawaban", "yes"))
		for _, page := range []string{"/perjalanan/baru", "/lapangan", "/persetujuan", path + "/surat-tugas.pdf", "/kasus/" + number + "/pencarian"} {
			b.expect(404, "!Ponirah")(b.get(page))
		}
		p := s.as("petugas")
		p.expect(200, "Cakul, Dongko", "!Pringapus", "!Ponirah")(p.get(path))
		for login, want := range map[string]int{"periksa": 403, "kepala": 403} {
			v := s.as(login)
			v.expect(want, "!Ponirah")(v.get(path))
			v.expect(want)(v.get("/lapangan"))
		}
		k := s.as("kepala")
		k.expect(200, "Tidak ada yang menunggu persetujuan")(k.get("/persetujuan"))
		f := s.as("bagus")
		f.expect(200, "Ponirah", "Kasiran", "!Umumkan", "!Keluarkan")(f.get(path))
		f.expect(403)(f.post(path+"/batal", "sebab", "weather"))
	})
}

var jpeg = photo()

func TestPagesOfAVisit(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		id, number := w.waiting(person{name: "Ponirah", birth: "1941"})
		_, second := w.waiting(person{name: "Tarmi", birth: "1963"})
		var other string
		w.must(w.d.QueryRow(w.Context(), `SELECT case_id FROM case_file WHERE number = $1`, second).Scan(&other))
		trip := w.trip(id, other)
		b := s.as("bagus")
		b.expect(200, "Tidak ada kunjungan hari ini", "Rabu, 16 Juni 2021")(b.get("/lapangan"))
		w.onTheDay()
		b = s.as("bagus") // the session of six days ago is over
		b.expect(200, "Ponirah, 79–80 tahun", "RT 09 RW 03", "Berangkat")(b.get("/lapangan"))
		b.expect(200, "Perjalanan dimulai")(b.post("/perjalanan/" + trip + "/berangkat"))
		at := "/lapangan/" + trip + "/" + number
		b.expect(200, "Apakah warga ditemui?", "pertanyaan 1 dari 7", "Kunjungan Ponirah")(b.get(at))
		b.expect(200, "Apakah warga ditemui?")(b.get(at + "/kebutuhan")) // not before what comes first
		b.expect(422, "Pilih apakah warga ditemui")(b.post(at + "/hadir"))
		b.expect(200, "Dari mana identitasnya diketahui?")(b.post(at+"/hadir", "hadir", "yes"))
		b.expect(200, "Apakah datanya benar?", `value="Ponirah"`)(b.post(at+"/identitas", "sumber", "family", "saksi", "2"))
		shown := regexp.MustCompile(`name="dilihat" value="([^"]+)"`).FindStringSubmatch(b.last)[1]
		b.expect(422, `aria-invalid="true"`)(b.post(at+"/data", "nama", "Ponirah", "lahir.d", "40", "lahir.y", "1941", "dilihat", shown))
		b.expect(200, "Apa hasil cek biometrik?", "Tidak bisa direkam", "pertanyaan 4 dari 7")(b.post(at+"/data", "nama", "Ponirah", "nama.cert", "said",
			"jk", "P", "lahir.y", "1941", "lahir.cert", "said", "ibu", "Sarinem", "ibu.cert", "said", "dilihat", shown))
		b.expect(200, "Bagian mana yang tidak bisa direkam?", "Foto bukti")(b.post(at+"/biometrik", "hasil", "not_captured"))
		b.expect(422, "Tambahkan foto bukti")(b.post(at+"/rincian", "bagian", "fingers_right", "sebab", "worn"))
		b.expect(200, "Jawaban disimpan", "Belum selesai diisi")(b.post(at+"/rincian", "bagian", "fingers_right", "sebab", "worn", "nanti", "ya"))
		b.expect(200, "Bagian mana")(b.get(at))
		b.expect(200, "Apa yang diperlukan warga?")(b.upload(at+"/rincian", "bukti", jpeg, "bagian", "fingers_right", "sebab", "worn"))
		b.expect(200, "Sudah benar semua?", "Jari aus", "nama ibu", "menunggu persetujuan")(b.post(at+"/kebutuhan", "perlu", "nik", "perlu", "kk"))

		// What else is kept of the person may be asked, and is kept with the visit.
		b.expect(200, "Belum ditanyakan", at+"/temui", at+"/wakil", at+"/kesulitan")(b.get(at + "/periksa"))
		b.expect(200, "Nama lain", "Titik lokasi")(b.get(at + "/temui"))
		b.expect(422, `href="#titik"`, `href="#telepon"`)(b.post(at+"/temui", "titik", "di sana", "telepon", "abc"))
		b.expect(200, "Sudah diisi")(b.post(at+"/temui", "nama_lain", "Mbah Nah, Bu Karto", "ayah", "Karto", "titik", "-8.05, 111.71", "telepon", "080011112222", "pendamping", "Bu RT"))
		b.expect(422, `href="#dasar"`)(b.post(at+"/wakil", "wakil", "Siti"))
		b.expect(200, "Sudah benar semua?")(b.upload(at+"/wakil", "foto", jpeg, "wakil", "Siti", "wakil_sebagai", "child", "wakil_sebab", "cannot_speak", "dasar", "consent", "keamanan", "anjing galak"))
		b.expect(200, "Bacakan pilihannya")(b.get(at + "/kesulitan"))
		b.expect(422, `href="#sulit_seeing"`)(b.post(at+"/kesulitan", "sulit_seeing", "8"))
		b.expect(200, "Sudah benar semua?", "!Belum ditanyakan")(b.post(at+"/kesulitan", "sulit_seeing", "4"))

		b.expect(200, "Kunjungan tersimpan", "Bertemu", "1 dari 2 dicatat")(b.post(at + "/periksa"))
		p := w.state(id).Person
		for field, want := range map[string]string{casefile.FieldFather: "Karto", casefile.FieldPoint: "-8.05000,111.71000", casefile.FieldPhone: "080011112222",
			casefile.FieldProxy: "Siti", casefile.FieldProxyAs: "child", casefile.FieldBasis: "consent", casefile.FieldSafety: "anjing galak"} {
			if got := p.Value(field); got != want {
				w.Errorf("%s is %q, want %q", field, got, want)
			}
		}
		if len(p.Values(casefile.FieldOtherName)) != 2 || p.Difficulty("seeing") != "4" || len(p.Value(casefile.FieldPhoto)) != 64 || len(p.Disputed()) > 0 {
			w.Errorf("%v, %v", p.Values(casefile.FieldOtherName), p.Disputed())
		}
		st := w.state(id)
		if st.Biometric.Outcome != casefile.BioFailed || len(st.Needs) != 2 || st.Person.Value(casefile.FieldMother) != "Sarinem" || st.Person.Value(casefile.FieldSex) != "P" {
			w.Errorf("%+v %v", st.Biometric, st.Needs)
		}
		if n := w.count(`SELECT COUNT(*) FROM visit_draft WHERE case_id = $1`, id); n != 0 {
			w.Error("the answers of a saved visit are still kept")
		}
		if n := w.count(`SELECT COUNT(*) FROM access_log WHERE subject_id = $1`, id); n < 2 {
			w.Errorf("%d rows in the access log", n)
		}

		b.expect(200, "Anda yang merekam", "!Setujui pengecualian")(b.get("/persetujuan"))
		k := s.as("kepala")
		k.expect(200, number, "Jari tangan kanan", "Setujui pengecualian", "!Ponirah")(k.get("/persetujuan"))
		if code, body := k.get("/persetujuan/" + number + "/bukti"); code != 200 || !strings.HasPrefix(body, "\xff\xd8") {
			w.Errorf("the evidence answers %d", code)
		}
		k.get("/persetujuan")
		k.expect(200, "disetujui")(k.post("/persetujuan/" + number))

		// The other one was not at home, and the trip can be finished.
		b.expect(200, "1 warga belum dicatat")(b.get("/perjalanan/" + trip + "/selesai"))
		away := "/lapangan/" + trip + "/" + second
		b.expect(200)(b.get(away))
		b.expect(200, "Mengapa tidak ditemui?")(b.post(away+"/hadir", "hadir", "no"))
		b.expect(200, "Sudah benar semua?", "Sedang pergi")(b.post(away+"/tidak-bertemu", "sebab", "away", "lagi", "2021-06-30"))
		b.expect(200, "Kunjungan tersimpan")(b.post(away + "/periksa"))
		b.expect(200, "Simpan dan selesaikan")(b.get("/perjalanan/" + trip + "/selesai"))
		b.expect(422, "Tulis jarak")(b.post("/perjalanan/"+trip+"/selesai", "km", "jauh", "biaya", "486.000"))
		b.expect(200, "Perjalanan selesai", "486.000")(b.post("/perjalanan/"+trip+"/selesai", "km", "94", "biaya", "Rp 486.000"))
		if strings.Contains(s.log.String(), "Ponirah") || strings.Contains(s.log.String(), "Sarinem") {
			w.Error("a name is in the log")
		}
	})
}

func TestPageOfASearchResult(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		id, number := w.waiting(person{name: "Tarmi", birth: "1963"})
		trip := w.trip(id)
		w.onTheDay()
		w.must(w.s.Record(w.Context(), w.op(w.officer), trip, id, met(casefile.BioPending, "nik")))
		b := s.as("bagus")
		path := "/kasus/" + number + "/pencarian"
		b.expect(200, "Hasil pencarian nasional", "Tarmi", "Kabupaten Tulungagung")(b.get(path))
		b.expect(422, `aria-invalid="true"`, `value="123"`)(b.post(path, "hasil", "local", "nik", "123"))
		b.post(path, "hasil", "elsewhere", "nik", "3504084101639002", "kabupaten", "35.04", "perlu", "pindah")
		st := w.state(id)
		if st.Biometric.Outcome != casefile.BioElsewhere || st.Person.Value(casefile.FieldElsewhere) != "35.04" {
			w.Errorf("%+v", st.Biometric)
		}
		b.expect(409)(b.get(path))
		w.must(w.d.Write(w.Context(), officeID, func(tx *db.Tx) error { return outreach.PurgeDrafts(tx, officeID, id) }))
	})
}
