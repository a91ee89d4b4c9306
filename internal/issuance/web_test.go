package issuance

import (
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/account/accounttest"
	"github.com/jempolkeren/jempol/internal/authority"
	cf "github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// site is the room's pages behind the real server and the real sign-in.
func (w *world) site() *httptest.Server {
	w.Helper()
	server, err := web.New(web.Config{Brand: web.Brand{Name: "Jempol Keren", Office: "Dinas Dukcapil Kabupaten Trenggalek"},
		Log: slog.New(slog.NewTextHandler(&w.log, nil)), Now: w.clock, Zone: region.Hours(""),
		Identify: w.acc.Identify, Allow: w.acc.Allow, WhoMay: w.acc.WhoMay, Pages: map[string]fs.FS{"issuance": w.s.Templates()}})
	if err != nil {
		w.Fatal(err)
	}
	server.Handle(w.s.Routes()...)
	srv := httptest.NewServer(server.Handler())
	w.Cleanup(srv.Close)
	return srv
}

// staff gives the role an account, and its name to what the role does from now on.
func (w *world) staff(r authority.Role, name string) (token string) {
	w.Helper()
	rights := account.Rights{Role: r}
	switch r {
	case authority.Registrar, authority.Companion:
		rights.Areas = []string{village}
	case authority.Social:
		rights.Agency = "dinsos"
	case authority.Institution, authority.Partner:
		rights.Institution = "panti-1"
	}
	made, err := w.acc.Create(w.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: w.acc.System("test")}, account.NewUser{Login: string(r), Name: name, Rights: rights, Password: goodPass})
	if err != nil {
		w.Fatal(err)
	}
	token, err = w.acc.SignIn(w.Context(), string(r), goodPass, account.Client{Address: "10.0.0.7", Agent: "test"})
	if err != nil {
		w.Fatal(err)
	}
	scope := w.role[r]
	scope.Person = made.ID
	w.role[r] = scope
	return token
}

// browser is one person with the last page.
type browser struct {
	*world
	*accounttest.Browser
}

func (w *world) browser(srv *httptest.Server, token string) *browser {
	return &browser{w, accounttest.WithToken(w, srv.URL, token)}
}

func (b *browser) get(path string, status int, parts ...string) {
	b.Helper()
	got, _ := b.Get(path)
	b.holds(got, status, path, parts)
}

func (b *browser) holds(got, status int, path string, parts []string) {
	b.Helper()
	if got != status {
		b.Errorf("%s: status %d, want %d", path, got, status)
	}
	for _, p := range parts {
		if no, ok := strings.CutPrefix(p, "!"); ok && strings.Contains(b.Last, no) {
			b.Errorf("%s holds %q", path, no)
		} else if !ok && !strings.Contains(b.Last, p) {
			b.Errorf("%s lacks %q", path, p)
		}
	}
}

var hidden = regexp.MustCompile(`name="(op|terlihat|yakin_untuk)" value="([^"]*)"`)

// post sends a form with the hidden fields of the page it was drawn on.
func (b *browser) post(path string, status int, form url.Values, parts ...string) {
	b.Helper()
	for _, m := range hidden.FindAllStringSubmatch(b.Last, -1) {
		if form.Get(m[1]) == "" {
			form.Set(m[1], m[2])
		}
	}
	got, _ := b.Send(http.MethodPost, path, form)
	b.holds(got, status, path, parts)
}

// TestPages follows a dossier through the pages of verifier and operator.
func TestPages(t *testing.T) {
	on(t, func(w *world) {
		srv := w.site()
		w.staff(authority.Registrar, "Suyanto")
		verifier := w.browser(srv, w.staff(authority.Verifier, "Hartini"))
		siak := w.browser(srv, w.staff(authority.Siak, "Yoga Pratama"))
		id := w.submitted(cf.NeedNIK, cf.NeedKK, cf.NeedRecording)
		no := w.state(id).Number
		w.dossier(id)

		verifier.get("/verifikasi", 200, "Tumirah", no, "NIK dan Kartu Keluarga")
		verifier.get("/verifikasi/"+no, 200, "Tumirah", "diajukan Suyanto", "Terima berkas", "/lampiran/"+hash, "Perpres 96/2018", "12 Maret 1949", "!"+nikA)
		verifier.get("/verifikasi/"+no+"/kembalikan", 200, "alasan-BIO-1", "Sudah benar")
		verifier.post("/verifikasi/"+no+"/kembalikan", 422, url.Values{"alasan-BIO-1": {""}}, "Pilih sedikitnya satu butir")
		siak.get("/siak", 200, "Tidak ada yang menunggu entri SIAK")
		siak.get("/siak/"+no, 200, "tidak menunggu di sini", "!Tumirah")
		verifier.get("/verifikasi/"+no, 200)
		verifier.post("/verifikasi/"+no, 200, url.Values{"kebutuhan": {"nik", "kk"}}, "diverifikasi")

		siak.get("/siak", 200, "Tumirah", no)
		siak.get("/siak/"+no, 200, "TUMIRAH", "PEREMPUAN", "12-03-1949", "SARINEM", "diverifikasi Hartini", "1 dari 1 antrean", "SENT_FOR_ENROLLMENT", "!F-1.01 belum diisi",
			"Nama Kepala Keluarga", "Kode Pos", "Kelurahan/Desa", strings.ReplaceAll(village, ".", ""))
		siak.post("/siak/"+no, 422, url.Values{"kebutuhan": {"nik", "kk"}, "nik": {"123"}, "kk": {kkA}}, `value="123"`, "Kesalahan")
		odd := "3503021203499003"
		siak.post("/siak/"+no, 422, url.Values{"kebutuhan": {"nik", "kk"}, "nik": {odd}, "kk": {kkA}}, "Periksa nomornya sekali lagi", "memang begitu di SIAK")
		siak.get("/siak/"+no, 200)
		siak.post("/siak/"+no, 200, url.Values{"kebutuhan": {"nik", "kk"}, "nik": {nikA}, "kk": {kkA}, "status": {"SENT_FOR_ENROLLMENT"}}, "cocok", "••••", "!"+nikA)

		siak.get("/siak/menunggu", 200, "Tumirah", "SENT_FOR_ENROLLMENT", "Pantau saja")
		siak.get("/siak/"+no+"/status", 200, nikA, "Riwayat status", "Yoga Pratama")
		siak.post("/siak/"+no+"/status", 422, url.Values{"status": {""}}, "Pilih status")
		siak.post("/siak/"+no+"/status", 200, url.Values{"status": {"PRINT_READY_RECORD"}}, "PRINT_READY_RECORD")

		siak.get("/siak/siap-cetak", 200, "Tumirah", "Kartu Keluarga", "!"+kkA)
		siak.get("/siak/"+no+"/terbit/kk", 200, kkA, "Catat terbit", "!Blangko", "Printer")
		siak.post("/siak/"+no+"/tunda/kk", 422, url.Values{"sebab": {""}}, "Pilih dari daftar")
		siak.post("/siak/"+no+"/terbit/kk", 200, url.Values{}, "dicatat terbit")
		siak.get("/siak/"+no+"/terbit/kk", 200, "tidak menunggu di sini")
		siak.get("/siak/"+no+"/terbit/paspor", 404)

		own := w.verified(cf.NeedSKPTI)
		number := w.state(own).Number
		siak.get("/siak/"+number+"/terbit/skpti", 200, "Terbitkan surat")
		siak.post("/siak/"+number+"/terbit/skpti", 200, url.Values{}, "SKPTI-2021-0001", "Unduh surat")
		siak.get("/siak/"+number+"/surat/skpti", 200, "%PDF")
		for _, secret := range []string{"Tumirah", nikA, kkA} {
			if strings.Contains(w.log.String(), secret) {
				w.Errorf("the log holds %s", secret)
			}
		}
		if n := w.count(`access_log WHERE subject_id = $1 AND action = 'page.siak'`, id); n < 4 {
			w.Errorf("%d rows in the access log", n)
		}
	})
}

// TestRolesAndPages: each page to its role, nothing of the person to the rest.
func TestRolesAndPages(t *testing.T) {
	on(t, func(w *world) {
		srv := w.site()
		id := w.submitted(cf.NeedNIK)
		no := w.state(id).Number
		for _, r := range authority.AccountRoles() {
			b := w.browser(srv, w.staff(r, "Petugas "+string(r)))
			for path, owner := range map[string]authority.Role{
				"/verifikasi": authority.Verifier, "/verifikasi/" + no: authority.Verifier, "/verifikasi/" + no + "/kembalikan": authority.Verifier,
				"/siak": authority.Siak, "/siak/" + no: authority.Siak, "/siak/menunggu": authority.Siak, "/siak/siap-cetak": authority.Siak,
				"/siak/" + no + "/status": authority.Siak, "/siak/" + no + "/terbit/nik": authority.Siak, "/siak/" + no + "/surat/skpti": authority.Siak,
			} {
				switch {
				case r == owner:
					b.get(path, 200)
				case r.Hides():
					b.get(path, 404, "!Tumirah")
				default:
					b.get(path, 403, "!Tumirah")
				}
			}
		}
		b := w.browser(srv, "")
		b.Get("/siak/" + no)
		if strings.Contains(b.Last, "Tumirah") {
			w.Error("nobody sees the person")
		}
	})
}

const hash = "9f2c41"

// dossier stores what the dossier room would: a supplied item and a filled form.
func (w *world) dossier(id string) {
	w.Helper()
	def, err := form.Define(w.s.Book, formBiodata)
	if err != nil {
		w.Fatal(err)
	}
	v := form.Prefill(def, form.Disputable(w.state(id).Person))
	event := w.as(authority.Registrar, id, cf.FormFilled, cf.FormFilledBody{Form: formBiodata, Version: w.s.Book.Version}, cf.FormPersonal{Values: v})
	err = w.d.Write(w.Context(), officeID, func(tx *db.Tx) error {
		if err := tx.InsertMany("dossier_form", []string{"office_id", "case_id", "form", "version", "filled_id", "filled_by", "filled_at", "draft_id", "draft_at"},
			[][]any{{officeID, id, formBiodata, w.s.Book.Version, event, "u", int64(1), "", int64(0)}}); err != nil {
			return err
		}
		item := func(need, code, state, how, sub, files string, n int) []any {
			return []any{officeID, id, need, code, state, how, sub, "", files, "", w.role[authority.Registrar].Person, int64(1), int64(n)}
		}
		return tx.InsertMany("dossier_item", []string{"office_id", "case_id", "need", "requirement", "state", "how", "substitute", "form", "attachments",
			"returned", "supplied_by", "supplied_at", "position"}, [][]any{
			item(cf.NeedNIK, "BIO-1", "have", "form", "", "", 1), item(cf.NeedNIK, "BIO-2", "have", "document", "", hash+" 77aa01", 2),
			item(cf.NeedNIK, "BIO-3", "substitute", "substitute", "F-1.04", "ab12", 3), item(cf.NeedNIK, "BIO-4", "have", "document", "", "", 5),
			item(cf.NeedKK, w.s.Book.Requirements(cf.NeedKK, nil)[0].Code, "have", "document", "", "cd34", 4)})
	})
	if err != nil {
		w.Fatal(err)
	}
}
