package outreach_test

import (
	"bytes"
	"log/slog"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/account/accounttest"
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

func (s *site) as(login string) *accounttest.Browser {
	s.Helper()
	b := accounttest.Open(s, s.srv.URL)
	b.Get("/masuk")
	b.Post("/masuk", "login", login, "password", goodPass)
	if !strings.Contains(b.Last, "Beranda") {
		s.Fatalf("%s cannot sign in", login)
	}
	return b
}

func TestPagesOfATrip(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		_, ponirah := w.waiting(person{name: "Ponirah", birth: "1941"})
		_, tarmi := w.waiting(person{name: "Tarmi", birth: "1963"})
		b := s.as("rina")
		b.Expect(200, "Belum ada perjalanan")(b.Get("/perjalanan"))
		b.Expect(200, "Dongko", "kecamatan=35.03.04")(b.Get("/perjalanan?kasus=" + ponirah))
		b.Expect(200, "Rencanakan perjalanan", "Tim A", "Mobil layanan", "!Alat 2")(b.Get("/perjalanan/baru?kecamatan=35.03.04"))
		b.Expect(422, "Pilih hari perjalanan", `value="mobil"`)(b.Post("/perjalanan/baru", "kendaraan", "mobil", "berangkat", "08:00"))
		b.Expect(200, "Rabu, 16 Juni 2021: Dongko", "Ponirah, 79–80 tahun", "Pringapus", "!Umumkan ke desa")(b.Post("/perjalanan/baru",
			"hari", day, "berangkat", "08.00", "kecamatan", dongko, "tim", "tim-a", "kendaraan", "mobil", "alat", "alat-1"))
		trip := b.Path
		b.Expect(422, "Pilih sedikitnya satu warga")(b.Post(trip+"/warga", "jenis", "home", "pendamping", "companion"))
		b.Expect(200, "2 warga ditambahkan", "Balai desa Pringapus", "Umumkan ke desa", "Biaya kendaraan", "Nama atau NIP Kepala Dinas belum diisi")(b.Post(trip+"/warga",
			"warga", ponirah, "warga", tarmi, "jenis", "gathering", "titik", "village_hall", "pendamping", "companion"))
		w.reference("head.name", office.ChangedBody{What: office.Setting, Active: true}, "Drs. Uji")
		w.reference("head.nip", office.ChangedBody{What: office.Setting, Active: true}, "19720101 199901 1 900")
		b.Expect(200, "!Kepala Dinas belum diisi")(b.Get(trip))
		b.Expect(409)(b.Get(trip + "/surat-tugas.pdf"))
		b.Get(trip)
		b.Expect(200, "Perjalanan diumumkan", "Surat tugas", "Menunggu")(b.Post(trip + "/umumkan"))
		b.Expect(409)(b.Get(trip + "/ubah"))
		code, pdf := b.Get(trip + "/surat-tugas.pdf")
		text := papertest.Text([]byte(pdf))
		for _, part := range []string{"SURAT TUGAS", "Bu bagus", "Bu dewi", "Rabu, 16 Juni 2021", "Balai desa Pringapus", "gratis", "Drs. Uji", "19720101 199901 1 900"} {
			if code != 200 || !strings.Contains(text, part) {
				w.Errorf("the letter lacks %q", part)
			}
		}
		if strings.Contains(text, "Ponirah") {
			w.Error("the letter names a resident")
		}
		b.Expect(200, "Batalkan perjalanan", "Cuaca")(b.Get(trip + "/batal"))
		b.Expect(422, "Pilih sebab pembatalan")(b.Post(trip + "/batal"))
		b.Expect(200, "Dibatalkan", "Cuaca")(b.Post(trip+"/batal", "sebab", "weather"))
		b.Expect(200, "Rabu, 16 Juni 2021")(b.Get("/perjalanan?keadaan=cancelled"))
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
		b.Expect(200, "/perjalanan/baru?kasus="+number)(b.Get("/perjalanan?kasus=" + number))
		b.Expect(200, `name="kasus" value="`+number)(b.Get("/perjalanan/baru?kasus=" + number + "&kecamatan=" + dongko))
		b.Expect(200, "Terakhir", `value="`+number+`" id="warga" checked`)(b.Post("/perjalanan/baru", "kasus", number,
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
		b.Expect(200, "Dongko", "!20 Juni", "!Ponirah")(b.Get("/perjalanan"))
		for _, page := range []string{path, path + "/hadir"} {
			b.Expect(200, "Pringapus, Dongko", "1 warga", "!Ponirah", "!Kasiran", "!Cakul", "!RT 09", "!"+number, "!1941")(b.Get(page))
		}
		b.Expect(404)(b.Get("/perjalanan/" + draft))
		b.Get(path + "/hadir")
		b.Expect(200, "Kehadiran Anda tercatat", "Hadir")(b.Post(path+"/hadir", "perhentian", w.tripState(trip).Stops[0].ID, "jawaban", "yes"))
		b.Expect(404)(b.Post(path+"/hadir", "perhentian", w.tripState(trip).Stops[1].ID, "jawaban", "yes"))
		for _, page := range []string{"/perjalanan/baru", "/lapangan", "/persetujuan", path + "/surat-tugas.pdf", "/kasus/" + number + "/pencarian"} {
			b.Expect(404, "!Ponirah")(b.Get(page))
		}
		p := s.as("petugas")
		p.Expect(200, "Cakul, Dongko", "!Pringapus", "!Ponirah")(p.Get(path))
		for login, want := range map[string]int{"periksa": 403, "kepala": 403} {
			v := s.as(login)
			v.Expect(want, "!Ponirah")(v.Get(path))
			v.Expect(want)(v.Get("/lapangan"))
		}
		k := s.as("kepala")
		k.Expect(200, "Tidak ada yang menunggu persetujuan")(k.Get("/persetujuan"))
		f := s.as("bagus")
		f.Expect(200, "Ponirah", "Kasiran", "!Umumkan", "!Keluarkan")(f.Get(path))
		f.Expect(403)(f.Post(path+"/batal", "sebab", "weather"))
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
		b.Expect(200, "Tidak ada kunjungan hari ini", "Rabu, 16 Juni 2021")(b.Get("/lapangan"))
		w.onTheDay()
		b = s.as("bagus") // the session of six days ago is over
		b.Expect(200, "Ponirah, 79–80 tahun", "RT 09 RW 03", "Berangkat")(b.Get("/lapangan"))
		b.Expect(200, "Perjalanan dimulai")(b.Post("/perjalanan/" + trip + "/berangkat"))
		at := "/lapangan/" + trip + "/" + number
		b.Expect(200, "Apakah warga ditemui?", "pertanyaan 1 dari 7", "Kunjungan Ponirah")(b.Get(at))
		b.Expect(200, "Apakah warga ditemui?")(b.Get(at + "/kebutuhan")) // not before what comes first
		b.Expect(422, "Pilih apakah warga ditemui")(b.Post(at + "/hadir"))
		b.Expect(200, "Dari mana identitasnya diketahui?")(b.Post(at+"/hadir", "hadir", "yes"))
		b.Expect(200, "Apakah datanya benar?", `value="Ponirah"`)(b.Post(at+"/identitas", "sumber", "family", "saksi", "2"))
		shown := regexp.MustCompile(`name="dilihat" value="([^"]+)"`).FindStringSubmatch(b.Last)[1]
		b.Expect(422, `aria-invalid="true"`)(b.Post(at+"/data", "nama", "Ponirah", "lahir.d", "40", "lahir.y", "1941", "dilihat", shown))
		b.Expect(200, "Apa hasil cek biometrik?", "Tidak bisa direkam", "pertanyaan 4 dari 7")(b.Post(at+"/data", "nama", "Ponirah", "nama.cert", "said",
			"jk", "P", "lahir.y", "1941", "lahir.cert", "said", "ibu", "Sarinem", "ibu.cert", "said", "dilihat", shown))
		b.Expect(200, "Bagian mana yang tidak bisa direkam?", "Foto bukti")(b.Post(at+"/biometrik", "hasil", "not_captured"))
		b.Expect(422, "Tambahkan foto bukti")(b.Post(at+"/rincian", "bagian", "fingers_right", "sebab", "worn"))
		b.Expect(200, "Jawaban disimpan", "Belum selesai diisi")(b.Post(at+"/rincian", "bagian", "fingers_right", "sebab", "worn", "nanti", "ya"))
		b.Expect(200, "Bagian mana")(b.Get(at))
		b.Expect(200, "Apa yang diperlukan warga?")(b.Upload(at+"/rincian", "bukti", jpeg, "bagian", "fingers_right", "sebab", "worn"))
		b.Expect(200, "Sudah benar semua?", "Jari aus", "nama ibu", "menunggu persetujuan")(b.Post(at+"/kebutuhan", "perlu", "nik", "perlu", "kk"))

		// What else is kept of the person may be asked, and is kept with the visit.
		b.Expect(200, "Belum ditanyakan", at+"/temui", at+"/wakil", at+"/kesulitan")(b.Get(at + "/periksa"))
		b.Expect(200, "Nama lain", "Titik lokasi")(b.Get(at + "/temui"))
		b.Expect(422, `href="#titik"`, `href="#telepon"`)(b.Post(at+"/temui", "titik", "di sana", "telepon", "abc"))
		b.Expect(200, "Sudah diisi")(b.Post(at+"/temui", "nama_lain", "Mbah Nah, Bu Karto", "ayah", "Karto", "titik", "-8.05, 111.71", "telepon", "080011112222", "pendamping", "Bu RT"))
		b.Expect(422, `href="#dasar"`)(b.Post(at+"/wakil", "wakil", "Siti"))
		b.Expect(200, "Sudah benar semua?")(b.Upload(at+"/wakil", "foto", jpeg, "wakil", "Siti", "wakil_sebagai", "child", "wakil_sebab", "cannot_speak", "dasar", "consent", "keamanan", "anjing galak"))
		b.Expect(200, "Bacakan pilihannya")(b.Get(at + "/kesulitan"))
		b.Expect(422, `href="#sulit_seeing"`)(b.Post(at+"/kesulitan", "sulit_seeing", "8"))
		b.Expect(200, "Sudah benar semua?", "!Belum ditanyakan")(b.Post(at+"/kesulitan", "sulit_seeing", "4"))

		b.Expect(200, "Kunjungan tersimpan", "Bertemu", "1 dari 2 dicatat")(b.Post(at + "/periksa"))
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

		b.Expect(200, "Anda yang merekam", "!Setujui pengecualian")(b.Get("/persetujuan"))
		k := s.as("kepala")
		k.Expect(200, number, "Jari tangan kanan", "Setujui pengecualian", "!Ponirah")(k.Get("/persetujuan"))
		if code, body := k.Get("/persetujuan/" + number + "/bukti"); code != 200 || !strings.HasPrefix(body, "\xff\xd8") {
			w.Errorf("the evidence answers %d", code)
		}
		b.Expect(200, "Anda yang merekam", "!Ya, setujui")(b.Get("/persetujuan/" + number + "/setujui"))
		k.Expect(200, "tanpa data biometrik", "tidak dapat dibatalkan", "Jari tangan kanan", "Ya, setujui pengecualian", "!Ponirah")(k.Get("/persetujuan/" + number + "/setujui"))
		k.Expect(200, "disetujui")(k.Post("/persetujuan/" + number))

		// The other one was not at home, and the trip can be finished.
		b.Expect(200, "1 warga belum dicatat")(b.Get("/perjalanan/" + trip + "/selesai"))
		away := "/lapangan/" + trip + "/" + second
		b.Expect(200)(b.Get(away))
		b.Expect(200, "Mengapa tidak ditemui?")(b.Post(away+"/hadir", "hadir", "no"))
		b.Expect(200, "Sudah benar semua?", "Sedang pergi")(b.Post(away+"/tidak-bertemu", "sebab", "away", "lagi", "2021-06-30"))
		b.Expect(200, "Kunjungan tersimpan")(b.Post(away + "/periksa"))
		b.Expect(200, "Simpan dan selesaikan")(b.Get("/perjalanan/" + trip + "/selesai"))
		b.Expect(422, "Tulis jarak")(b.Post("/perjalanan/"+trip+"/selesai", "km", "jauh", "biaya", "486.000"))
		b.Expect(422, "Tulis jarak", `value="12.5"`)(b.Post("/perjalanan/"+trip+"/selesai", "km", "12.5", "biaya", "486.000")) // and not 125 km
		b.Expect(200, "Perjalanan selesai", "486.000")(b.Post("/perjalanan/"+trip+"/selesai", "km", "94", "biaya", "Rp 486.000"))
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
		b.Expect(200, "Hasil pencarian nasional", "Tarmi", "Kabupaten Tulungagung")(b.Get(path))
		b.Expect(422, `aria-invalid="true"`, `value="123"`)(b.Post(path, "hasil", "local", "nik", "123"))
		b.Post(path, "hasil", "elsewhere", "nik", "3504084101639002", "kabupaten", "35.04", "perlu", "pindah")
		st := w.state(id)
		if st.Biometric.Outcome != casefile.BioElsewhere || st.Person.Value(casefile.FieldElsewhere) != "35.04" {
			w.Errorf("%+v", st.Biometric)
		}
		b.Expect(409)(b.Get(path))
		w.must(w.d.Write(w.Context(), officeID, func(tx *db.Tx) error { return outreach.PurgeDrafts(tx, officeID, id) }))
	})
}
