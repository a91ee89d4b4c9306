package office

import (
	"bytes"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// desk signs somebody of each role in and asks pages.
type desk struct {
	*world
	srv    http.Handler
	tokens map[authority.Role]string
}

func (w *world) desk() *desk {
	w.Helper()
	srv, err := web.New(web.Config{Log: slog.New(slog.DiscardHandler), Identify: w.a.Identify, Allow: w.a.Allow, WhoMay: w.a.WhoMay})
	if err != nil {
		w.Fatal(err)
	}
	srv.Handle(w.s.Routes()...)
	return &desk{world: w, srv: srv.Handler(), tokens: map[authority.Role]string{}}
}

func (d *desk) send(role authority.Role, method, path string, pairs ...string) (int, string) {
	d.Helper()
	if d.tokens[role] == "" {
		const password = "kebun jati pagi hari"
		in := account.NewUser{Login: "orang-" + string(role), Name: "Petugas " + string(role), Rights: account.Rights{Role: role}, Password: password}
		switch role {
		case authority.Registrar, authority.Companion:
			in.Rights.Areas = []string{"35.03.04.2002"}
		case authority.Social:
			in.Rights.Agency = "dinsos"
		case authority.Institution, authority.Partner:
			in.Rights.Institution = "panti"
		}
		if _, err := d.a.Create(d.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: d.a.System("test")}, in); err != nil {
			d.Fatal(err)
		}
		token, err := d.a.SignIn(d.Context(), in.Login, password, account.Client{})
		if err != nil {
			d.Fatal(err)
		}
		d.tokens[role] = token
	}
	form := url.Values{"op": {ledger.NewOpID()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	req := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Header.Set("Accept", "text/html")
	req.AddCookie(&http.Cookie{Name: "jempol", Value: d.tokens[role]})
	rec := httptest.NewRecorder()
	d.srv.ServeHTTP(rec, req)
	return rec.Code, rec.Body.String()
}

// sendFile sends a form of the administrator with a file; without a name it has
// none.
func (d *desk) sendFile(path, name, file string, content []byte, pairs ...string) (int, string) {
	d.Helper()
	d.send(authority.Admin, http.MethodGet, "/admin") // signs in
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		_ = form.WriteField(pairs[i], pairs[i+1])
	}
	_ = form.WriteField("op", ledger.NewOpID())
	if name != "" {
		part, err := form.CreateFormFile(name, file)
		if err != nil {
			d.Fatal(err)
		}
		_, _ = part.Write(content)
	}
	_ = form.Close()
	req := httptest.NewRequest(http.MethodPost, path, &body)
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Header.Set("Accept", "text/html")
	req.AddCookie(&http.Cookie{Name: "jempol", Value: d.tokens[authority.Admin]})
	rec := httptest.NewRecorder()
	d.srv.ServeHTTP(rec, req)
	return rec.Code, rec.Body.String()
}

func TestPagesAreForTheOffice(t *testing.T) {
	on(t, func(w *world) {
		d := w.desk()
		for _, role := range authority.AccountRoles() {
			refused := http.StatusForbidden
			if role.Hides() {
				refused = http.StatusNotFound
			}
			for path, may := range map[string]bool{
				"/admin": role == authority.Admin || role == authority.Coordinator, "/admin/tim": role == authority.Admin || role == authority.Coordinator,
				"/admin/alat/baru": role == authority.Admin || role == authority.Coordinator, "/admin/pengaturan": role == authority.Admin, "/wilayah/cari?bidang=desa&desa.text=siki": true,
			} {
				want := refused
				if may {
					want = http.StatusOK
				}
				if code, _ := d.send(role, http.MethodGet, path); code != want {
					t.Errorf("%s opens %s: %d, want %d", role, path, code, want)
				}
			}
			want := refused
			switch role {
			case authority.Admin, authority.Coordinator:
				want = http.StatusSeeOther
			}
			if code, _ := d.send(role, http.MethodPost, "/admin/alat/baru", "nama", "Alat", "keadaan", "ready"); code != want {
				t.Errorf("%s saves a kit: %d, want %d", role, code, want)
			}
		}
	})
}

func TestFormsComeBackWithTheirContent(t *testing.T) {
	on(t, func(w *world) {
		d := w.desk()
		if _, page := d.send(authority.Admin, http.MethodGet, "/admin"); !strings.Contains(page, "Belum ada: lembaga, tim, alat perekaman, kendaraan") {
			t.Error("an empty office does not say what to do")
		}
		if _, page := d.send(authority.Admin, http.MethodGet, "/admin/kendaraan"); !strings.Contains(page, "Belum ada kendaraan") {
			t.Error("an empty list does not say what belongs there")
		}
		code, page := d.send(authority.Admin, http.MethodPost, "/admin/kendaraan/baru", "nama", "Mobil keliling", "jenis", "car", "kursi", "tujuh")
		if code != http.StatusUnprocessableEntity || !strings.Contains(page, `value="Mobil keliling"`) || !strings.Contains(page, "1 sampai 60") {
			t.Errorf("%d", code)
		}
		if code, _ := d.send(authority.Admin, http.MethodPost, "/admin/kendaraan/baru", "nama", "Mobil keliling", "jenis", "car", "kursi", "7", "biaya", "3.500", "plat", "ag 1234 yp"); code != http.StatusSeeOther {
			t.Fatalf("%d", code)
		}
		code, page = d.send(authority.Admin, http.MethodGet, "/admin/kendaraan/mobil-keliling")
		for _, want := range []string{"AG 1234 YP", `value="3500"`, "Ditambahkan", "Petugas admin"} {
			if code != http.StatusOK || !strings.Contains(page, want) {
				t.Errorf("the entry lacks %q: %d", want, code)
			}
		}
		if code, page = d.send(authority.Admin, http.MethodPost, "/admin/lembaga/baru", "nama", "Panti Werdha", "jenis", "care_home", "desa.text", "Siki, Dongko"); code != http.StatusSeeOther {
			t.Errorf("a village in words: %d %s", code, page)
		}
		if _, page = d.send(authority.Admin, http.MethodGet, "/admin/lembaga"); !strings.Contains(page, "Siki, Dongko") {
			t.Error("the village is not shown")
		}
		// Its point lies in or near the village, and is kept as it is written everywhere.
		lat, lon, _ := region.Point("35.03.04.2010")
		near := region.Position{Lat: lat + 0.02, Lon: lon}.Text()
		d.send(authority.Admin, http.MethodGet, "/admin/lembaga/baru")
		for says, pairs := range map[string][]string{
			"Tulis dua angka seperti di peta": {"desa", "35.03.04.2010", "titik", "dekat masjid"},
			"lebih dari 10 km dari desanya":   {"desa", "35.03.04.2010", "titik", region.Position{Lat: lat - 0.2, Lon: lon}.Text()},
			"Pilih desa lembaga ini dahulu":   {"titik", near},
			"di luar Indonesia":               {"desa", "35.03.04.2010", "titik", "51.5, 0.1"},
		} {
			if code, page = d.send(authority.Admin, http.MethodPost, "/admin/lembaga/baru", append([]string{"nama", "Rutan", "jenis", "prison"}, pairs...)...); code != http.StatusUnprocessableEntity || !strings.Contains(page, says) {
				t.Errorf("%v: %d lacks %q", pairs, code, says)
			}
		}
		if code, _ = d.send(authority.Admin, http.MethodPost, "/admin/lembaga/baru", "nama", "Rutan", "jenis", "prison", "desa", "35.03.04.2010", "titik", strings.Replace(near, ",", "; ", 1)); code != http.StatusSeeOther {
			t.Errorf("a point near the village: %d", code)
		}
		if _, page = d.send(authority.Admin, http.MethodGet, "/admin/lembaga/rutan"); !strings.Contains(page, `value="`+near+`"`) {
			t.Errorf("the point %s is not shown", near)
		}
		if code, _ = d.send(authority.Admin, http.MethodGet, "/admin/alat/mobil-keliling"); code != http.StatusNotFound {
			t.Errorf("a car among the kits: %d", code)
		}
		if code, _ = d.send(authority.Admin, http.MethodPost, "/admin/pengaturan", "head.name", "Drs. Contoh", "head.nip", "1"); code != http.StatusUnprocessableEntity {
			t.Errorf("a short NIP: %d", code)
		}
		if code, _ = d.send(authority.Admin, http.MethodPost, "/admin/pengaturan", "head.name", "Drs. Contoh"); code != http.StatusSeeOther {
			t.Errorf("settings: %d", code)
		}
		for _, c := range []struct {
			nip  string
			says bool
		}{{"", true}, {"19720101 199901 1 900", false}} {
			d.send(authority.Admin, http.MethodGet, "/admin/pengaturan")
			d.send(authority.Admin, http.MethodPost, "/admin/pengaturan", "head.name", "Drs. Contoh", "head.nip", c.nip)
			if _, page = d.send(authority.Admin, http.MethodGet, "/admin"); strings.Contains(page, "Nama atau NIP Kepala Dinas belum diisi") != c.says {
				t.Errorf("with the NIP %q the page says of a blank: %v", c.nip, !c.says)
			}
		}
	})
}

func TestAnInstitutionStatesItsOwnHours(t *testing.T) {
	on(t, func(w *world) {
		d := w.desk()
		for _, name := range []string{"Panti", "Panti lain"} {
			if code, _ := d.send(authority.Coordinator, http.MethodPost, "/admin/lembaga/baru", "nama", name, "jenis", "care_home", "telepon", "0800"); code != http.StatusSeeOther {
				t.Fatalf("%s: %d", name, code)
			}
		}
		if code, page := d.send(authority.Institution, http.MethodGet, "/jam-kunjungan"); code != http.StatusOK || !strings.Contains(page, "Panti") || strings.Contains(page, "Panti lain") {
			t.Fatalf("%d", code)
		}
		for name, pairs := range map[string][]string{
			"no day":          {"dari", "09:00", "sampai", "11:00"},
			"no time":         {"hari", "1"},
			"an eighth day":   {"hari", "8", "dari", "09:00", "sampai", "11:00"},
			"ends before":     {"hari", "1", "dari", "11:00", "sampai", "09:00"},
			"a time in words": {"hari", "1", "dari", "pagi", "sampai", "11:00"},
		} {
			code, page := d.send(authority.Institution, http.MethodPost, "/jam-kunjungan", append(pairs, "jam", "lewat pos jaga")...)
			if code != http.StatusUnprocessableEntity || !strings.Contains(page, "lewat pos jaga") {
				t.Errorf("%s: %d", name, code)
			}
		}
		if code, _ := d.send(authority.Institution, http.MethodPost, "/jam-kunjungan", "hari", "3", "hari", "1", "dari", "09:00", "sampai", "11:00", "jam", "lewat pos jaga"); code != http.StatusSeeOther {
			t.Fatalf("%d", code)
		}
		got, err := w.s.own(w.Context(), "panti")
		if err != nil || strings.Join(got.VisitDays, " ") != "1 3" || got.VisitFrom != "09:00" || got.VisitTo != "11:00" || got.Phone != "0800" || got.Hours != "lewat pos jaga" {
			t.Errorf("%+v %v", got, err)
		}
		if other, err := w.s.own(w.Context(), "panti-lain"); err != nil || len(other.VisitDays) > 0 {
			t.Errorf("another institution has hours: %+v %v", other, err)
		}
		// What the office saves of the entry keeps the hours.
		_, page := d.send(authority.Coordinator, http.MethodGet, "/admin/lembaga/panti")
		if !strings.Contains(page, `value="09:00"`) {
			t.Error("the office does not see the hours")
		}
	})
}

// TestAllThatIsWrongIsSaidAtOnce: what cannot be read does not hide what else is
// wrong, and the summary follows the fields of the form.
func TestAllThatIsWrongIsSaidAtOnce(t *testing.T) {
	on(t, func(w *world) {
		d := w.desk()
		line := regexp.MustCompile(`<li><a href="#(\w+)">`)
		for _, c := range []struct {
			path, want string
			pairs      []string
		}{
			{"/admin/kendaraan/baru", "nama jenis kursi biaya", []string{"kursi", "0", "biaya", "abc"}},
			{"/admin/lembaga/baru", "nama desa titik hari sampai", []string{"jenis", "prison", "desa.text", "Entah", "titik", "dekat masjid", "dari", "09.00", "sampai", "siang"}},
			{"/admin/lembaga/baru", "hari sampai", []string{"nama", "Rutan", "jenis", "prison", "dari", "11.00", "sampai", "09.00"}},
		} {
			code, page := d.send(authority.Admin, http.MethodPost, c.path, c.pairs...)
			var got []string
			for _, m := range line.FindAllStringSubmatch(page, -1) {
				got = append(got, m[1])
			}
			if code != http.StatusUnprocessableEntity || strings.Join(got, " ") != c.want {
				t.Errorf("%s: %d, the summary lists %v, want %s", c.path, code, got, c.want)
			}
		}
	})
}
