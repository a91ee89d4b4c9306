package office

import (
	"net/http"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/register"
)

// work does what the jobs of the newest import would do.
func (d *desk) work() register.Import {
	d.Helper()
	scope := d.a.System("test")
	all, err := d.im.List(d.Context(), scope, 1)
	if err != nil || len(all) == 0 {
		d.Fatal(len(all), err)
	}
	quiet := func(int64, int64) error { return nil }
	do := d.im.Check
	if all[0].State == register.StateLoading {
		do = d.im.LoadNow
	}
	if err := do(d.Context(), scope, all[0].ID, quiet); err != nil {
		d.Fatal(err)
	}
	i, err := d.im.Get(d.Context(), scope, all[0].ID)
	if err != nil {
		d.Fatal(err)
	}
	return i
}

func (d *desk) want(code int, body string, is int, texts ...string) {
	d.Helper()
	if code != is {
		d.Fatalf("%d, want %d: %.400s", code, is, body)
	}
	for _, text := range texts {
		if !strings.Contains(body, text) {
			d.Errorf("the page does not say %q", text)
		}
	}
}

const extract = "NIK;NAMA_LGKP;JENIS_KLMIN;TGL_LHR;NAMA_KEL;NAMA_KEC;STATUS_REKAM\n" +
	"3503045708439001;KATINEM;2;17-08-1943;PRINGAPUS;DONGKO;BELUM REKAM\n" +
	"3503041203669003;MUJIONO;1;12-03-1966;PRINGAPUS;DONGKO;CARD ISSUED\n" +
	"350304120366;BONARI;1;12-03-1966;PRINGAPUS;DONGKO;SUDAH\n" +
	"3503041203669004;PAIMIN;1;12-03-1966;NEGERI SEBERANG;DONGKO;SUDAH\n"

// The administrator brings a file, sees what its check says, answers what is
// asked back, loads it, and takes the source out again; the head sees all of it.
func TestTheRegisterIsBroughtAndTakenOut(t *testing.T) {
	on(t, func(w *world) {
		d := w.desk()
		origin := []string{"sumber", "siak", "jenis", "population", "tanggal", "2026-11-01", "dasar", "UU 24/2013 pasal 79"}
		code, page := d.sendFile(registerPath, "", "", nil, origin...)
		d.want(code, page, http.StatusUnprocessableEntity, "Pilih berkas CSV")
		code, page = d.sendFile(registerPath, "berkas", "foto.csv", []byte("\x89PNG...."), origin...)
		d.want(code, page, http.StatusUnprocessableEntity)
		code, page = d.sendFile(registerPath, "berkas", "penduduk.csv", []byte(extract), "sumber", "S I A K", "jenis", "population")
		d.want(code, page, http.StatusUnprocessableEntity, "nama pendek", "dasar hukum")
		if code, page = d.sendFile(registerPath, "berkas", "penduduk.csv", []byte(extract), origin...); code != http.StatusSeeOther {
			d.want(code, page, http.StatusSeeOther)
		}
		all, err := w.im.List(w.Context(), w.a.System("test"), 5)
		if err != nil || len(all) != 1 {
			t.Fatalf("%d imports, %v", len(all), err)
		}
		here := registerPath + "/" + all[0].ID
		code, page = d.send(authority.Admin, "GET", here)
		d.want(code, page, 200, "Memeriksa berkas")
		d.work()
		code, page = d.send(authority.Admin, "GET", here)
		d.want(code, page, 200, "Belum ada yang dimuat", "NEGERI SEBERANG, DONGKO", "NIK bukan 16 angka", "Muat 2 penduduk")
		code, page = d.send(authority.Head, "GET", here)
		d.want(code, page, 200, "NIK bukan 16 angka")
		for _, hidden := range []string{"Muat 2 penduduk", "ditolak.xlsx", "BONARI", "Buang berkas"} {
			if strings.Contains(page, hidden) {
				t.Errorf("the head's page has %q", hidden)
			}
		}
		code, page = d.send(authority.Admin, "POST", here+"/desa", "nama.0", "NEGERI SEBERANG|DONGKO", "desa.0.lain.text", "bukan desa")
		d.want(code, page, http.StatusUnprocessableEntity)
		code, page = d.send(authority.Admin, "POST", here+"/desa", "nama.0", "NEGERI SEBERANG|DONGKO", "desa.0.lain", "35.03.04.2010")
		d.want(code, page, http.StatusSeeOther)
		if i := d.work(); i.Rejected != 1 {
			t.Errorf("%d rejected", i.Rejected)
		}
		code, page = d.send(authority.Admin, "POST", here+"/kolom", "kolom.0", "nik", "kolom.1", "nik")
		d.want(code, page, http.StatusUnprocessableEntity, "sudah dipakai kolom lain")
		code, page = d.send(authority.Admin, "GET", here+"/ditolak.xlsx")
		d.want(code, page, 200)
		code, page = d.send(authority.Head, "GET", here+"/ditolak.xlsx")
		d.want(code, page, http.StatusForbidden)
		code, page = d.send(authority.Head, "POST", here+"/muat")
		d.want(code, page, http.StatusForbidden)
		code, page = d.send(authority.Admin, "POST", here+"/muat")
		d.want(code, page, http.StatusSeeOther)
		code, page = d.send(authority.Admin, "GET", here)
		d.want(code, page, 200, "Memuat penduduk")
		if i := d.work(); i.State != register.StateLoaded || i.Loaded != 3 {
			t.Fatalf("%+v", i)
		}
		code, page = d.send(authority.Admin, "GET", here)
		d.want(code, page, 200, "3 penduduk sudah dimuat", "3 baru, 0 berubah, 0 hilang")
		code, page = d.send(authority.Admin, "GET", here+"/meragukan.xlsx")
		d.want(code, page, 200)
		code, page = d.send(authority.Admin, "POST", here+"/buang")
		d.want(code, page, http.StatusConflict)
		code, page = d.send(authority.Admin, "GET", "/admin/riwayat")
		d.want(code, page, 200, "siak", "UU 24/2013 pasal 79")

		code, page = d.send(authority.Admin, "POST", registerPath+"/keluarkan", "sumber", "siak")
		d.want(code, page, 200, "Keluarkan siak", "langsung tidak terlihat")
		code, page = d.send(authority.Admin, "POST", registerPath+"/keluarkan", "sumber", "siak", "yakin", "ya", "alasan", "")
		d.want(code, page, http.StatusUnprocessableEntity, "Tulis alasannya")
		code, page = d.send(authority.Admin, "POST", registerPath+"/keluarkan", "sumber", "siak", "yakin", "ya", "alasan", "perjanjian berakhir")
		d.want(code, page, http.StatusSeeOther)
		code, page = d.send(authority.Admin, "GET", registerPath)
		d.want(code, page, 200, "Belum ada data penduduk", "dikeluarkan")
		code, page = d.send(authority.Admin, "GET", here)
		d.want(code, page, 200, "perjanjian berakhir")
	})
}

// An import can be stopped, gone on with, and given up.
func TestAnImportIsStopped(t *testing.T) {
	on(t, func(w *world) {
		d := w.desk()
		code, page := d.sendFile(registerPath, "berkas", "penduduk.csv", []byte(extract), "sumber", "siak", "jenis", "population", "tanggal", "2026-11-01", "dasar", "UU 24/2013")
		d.want(code, page, http.StatusSeeOther)
		i := d.work()
		here := registerPath + "/" + i.ID
		code, page = d.send(authority.Admin, "POST", here+"/muat")
		d.want(code, page, http.StatusSeeOther)
		code, page = d.send(authority.Admin, "POST", here+"/berhenti")
		d.want(code, page, http.StatusSeeOther)
		code, page = d.send(authority.Admin, "GET", here)
		d.want(code, page, 200, "Pemuatan dihentikan", "Lanjutkan pemuatan")
		code, page = d.send(authority.Admin, "POST", here+"/muat")
		d.want(code, page, http.StatusSeeOther)
		code, page = d.send(authority.Admin, "POST", here+"/berhenti")
		d.want(code, page, http.StatusSeeOther)
		code, page = d.send(authority.Admin, "POST", here+"/buang")
		d.want(code, page, http.StatusSeeOther)
		code, page = d.send(authority.Admin, "GET", registerPath)
		d.want(code, page, 200, "dibuang")
	})
}
