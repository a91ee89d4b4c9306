package dossier

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
)

func TestChecklistPages(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik", "kk", "ktp_el"}, casefile.BioNotFound)
		const base = "/kasus/JK-2021-00001"
		// The registrar's open work is why; others are asked.
		r.expect(r.send(authority.Registrar, "GET", "/berkas", nil), 200, "Katinem", "Siki, Dongko", "kurang: ", "Lengkapi")
		r.expect(r.send(authority.Registrar, "GET", base+"/berkas", nil), 200, "Berkas Katinem", "Belum bisa diajukan", "Kurang 6 syarat", "Perpres 96/2018 pasal 4",
			"Tidak ditemukan dalam data nasional", "Pengganti yang boleh", "Isi F-1.01", "Tambah foto", "Cetak F-1.01", "!Ajukan berkas")
		text := r.expect(r.send(authority.Coordinator, "GET", base+"/berkas", nil), 200, "Untuk apa Anda membuka data warga ini?")
		if strings.Contains(text, "Katinem") {
			r.Error("shown before the reason")
		}
		before := r.count("access_log", `office_id = $1 AND subject_id = $2`, office, id)
		r.expect(r.send(authority.Coordinator, "GET", base+"/berkas?untuk=check", nil), 200, "Berkas Katinem", "/berkas/nik/BIO-2")
		if n := r.count("access_log", `office_id = $1 AND subject_id = $2 AND purpose = 'asked:check'`, office, id); n != 1 || before == 0 {
			r.Errorf("%d rows of the reason, %d before", n, before)
		}
		// Asked once, the pages of the case go on with that reason, and log it.
		r.expect(r.send(authority.Coordinator, "GET", base+"/berkas/nik/BIO-2", nil), 200, "!Untuk apa Anda membuka data warga ini?")
		if n := r.count("access_log", `office_id = $1 AND subject_id = $2 AND purpose = 'asked:check'`, office, id); n != 2 {
			r.Errorf("%d looks with the reason", n)
		}
		r.expect(r.send(authority.Verifier, "GET", base+"/berkas", nil), 200, "Untuk apa Anda membuka data warga ini?", "!Katinem")
		r.visited("JK-2021-00002", []string{"nik"}, casefile.BioNotFound)
		r.expect(r.send(authority.Coordinator, "GET", "/kasus/JK-2021-00002/berkas", nil), 200, "Untuk apa Anda membuka data warga ini?", "!Katinem")

		item := base + "/berkas/nik/BIO-3"
		r.expect(r.send(authority.Registrar, "GET", item, nil), 200, "Bukti peristiwa", "F-1.04", `name="berkas"`, "Simpan syarat")
		r.expect(r.upload(authority.Registrar, item, url.Values{"cara": {"document"}}), 422, "Pilih foto atau pindaian")
		r.expect(r.upload(authority.Registrar, item, url.Values{"cara": {"document"}}, []byte("MZ\x90 not a picture")), 422, "Hanya foto")
		// A telephone sends a picture that it holds elsewhere as nothing.
		r.expect(r.upload(authority.Registrar, item, url.Values{"cara": {"document"}}, []byte{}), 422, "Berkas kosong")
		if n := r.count("attachment", `office_id = $1`, office); n != 0 {
			r.Errorf("%d files kept of what was refused", n)
		}
		op := url.Values{"cara": {"F-1.04"}, "op": {ledger.NewOpID()}}
		for range 2 { // a double click
			if w := r.upload(authority.Registrar, item, op, photo(50)); w.Code != http.StatusSeeOther || w.Header().Get("Location") != base+"/berkas" {
				r.Fatalf("%d %s", w.Code, w.Body)
			}
		}
		r.expect(r.send(authority.Registrar, "GET", base+"/berkas", nil), 200, "Pengganti", "Diganti Surat pernyataan tidak memiliki dokumen")
		// The same sheet for the proof of education.
		r.expect(r.send(authority.Registrar, "GET", base+"/berkas/nik/BIO-4", nil), 200, "Pakai lembar yang sudah ada", "nik:BIO-3")
		if w := r.send(authority.Registrar, "POST", base+"/berkas/nik/BIO-4", url.Values{"cara": {"F-1.04"}, "pakai": {"nik:BIO-3"}}); w.Code != http.StatusSeeOther {
			r.Errorf("%d", w.Code)
		}
		text = r.expect(r.send(authority.Registrar, "GET", item, nil), 200, "Yang ada", "Lembar 1 dari 1", "Lepas dari berkas")
		href := regexp.MustCompile(`href="(/kasus/[^"]*/lampiran/[0-9a-f]{64})"`).FindStringSubmatch(text)
		if href == nil {
			r.Fatal("no link to the photo")
		}
		before = r.count("access_log", `office_id = $1 AND action = 'attachment.read'`, office)
		w := r.send(authority.Registrar, "GET", href[1], nil)
		if w.Code != 200 || w.Header().Get("Content-Type") != "image/jpeg" || w.Header().Get("Content-Disposition") != "inline" ||
			!strings.Contains(w.Header().Get("Content-Security-Policy"), "sandbox") || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			r.Errorf("%d %v", w.Code, w.Header())
		}
		if n := r.count("access_log", `office_id = $1 AND action = 'attachment.read'`, office); n != before+1 {
			r.Error("the photo was shown and not logged")
		}
		r.visited("JK-2021-00099", []string{"nik"}, "")
		r.expect(r.send(authority.Registrar, "GET", strings.Replace(href[1], "00001", "00002", 1), nil), 404)
		r.expect(r.send(authority.Registrar, "GET", base+"/lampiran/..%2f..%2fetc", nil), 404)
		// A photo of the same case that no requirement names has other readers.
		r.expect(r.send(authority.Registrar, "GET", base+"/lampiran/"+r.scan(authority.Registrar, id, 99), nil), 404)

		r.expect(r.send(authority.Registrar, "POST", item+"/lepas", url.Values{}), 422, "Pilih mengapa")
		if w := r.send(authority.Registrar, "POST", item+"/lepas", url.Values{"sebab": {"wrong_paper"}}); w.Code != http.StatusSeeOther {
			r.Errorf("%d", w.Code)
		}
		r.expect(r.send(authority.Registrar, "GET", base+"/berkas/nik/BIO-6", nil), 200, "!name=\"berkas\"")
		r.expect(r.send(authority.Registrar, "GET", base+"/berkas/nik/NONE-1", nil), 404)
		r.expect(r.send(authority.Registrar, "POST", base+"/berkas/ajukan", url.Values{"kebutuhan": {"nik"}}), 422, "perlu dibetulkan", `id="nik-BIO-1"`, "Lengkapi: Formulir Biodata Keluarga", "Lengkapi: Surat pengantar RT")
	})
}

// A film of the whole visit instead of a photo: refused before it is kept, in
// words that say how large it may be.
// What is too large is refused before any database hears of it: one engine will do.
func TestAPhotoThatIsTooLarge(t *testing.T) {
	clock := func() time.Time { return day }
	r := newRig(t, dbtest.OpenSQLite(t, func(o *db.Options) { o.Clock = clock }), clock)
	r.visited("JK-2021-00001", []string{"nik"}, casefile.BioNotFound)
	const item = "/kasus/JK-2021-00001/berkas/nik/BIO-2"
	r.expect(r.upload(authority.Registrar, item, url.Values{}, make([]byte, 50<<20)), 422, "paling besar 20 MB", `href="#berkas"`)
	r.expect(r.upload(authority.Registrar, item, url.Values{}, make([]byte, 70<<20)), 422, "Berkas ini terlalu besar", `href="#berkas"`)
	r.expect(r.send(authority.Registrar, "GET", item, nil), 200, "Kurang", "!lembar 1")
}

func TestPDFFromOutsideIsOnlyGivenToKeep(t *testing.T) {
	on(t, func(r *rig) {
		r.visited("JK-2021-00001", []string{"nik"}, casefile.BioNotFound)
		const base = "/kasus/JK-2021-00001"
		if w := r.upload(authority.Registrar, base+"/berkas/nik/BIO-2", url.Values{}, []byte("%PDF-1.4 letter\nstartxref\n0\n%%EOF")); w.Code != http.StatusSeeOther {
			r.Fatalf("%d %s", w.Code, w.Body)
		}
		text := r.expect(r.send(authority.Registrar, "GET", base+"/berkas/nik/BIO-2", nil), 200)
		href := regexp.MustCompile(`href="(/kasus/[^"]*/lampiran/[0-9a-f]{64})"`).FindStringSubmatch(text)
		w := r.send(authority.Registrar, "GET", href[1], nil)
		if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") || !strings.Contains(w.Header().Get("Content-Security-Policy"), "sandbox") {
			r.Errorf("%d %v", w.Code, w.Header())
		}
	})
}

func TestFormPages(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik"}, casefile.BioNotFound, "nik", "3503025708439001")
		const base = "/kasus/JK-2021-00001"
		const page = base + "/formulir/F-1.01"
		text := r.expect(r.send(authority.Registrar, "GET", page, nil), 200, "Formulir Biodata Keluarga", `value="Katinem"`, "Simpan sebagai draf", "Tambah anggota keluarga")
		shown := regexp.MustCompile(`name="terlihat" value="([^"]*)"`).FindStringSubmatch(text)
		if shown == nil || len(shown[1]) != 64 {
			r.Fatalf("what the form shows: %v", shown)
		}
		bad := sentForm(r.biodata())
		bad.Del("member.1.religion")
		r.expect(r.send(authority.Registrar, "POST", page, bad), 422, "perlu dibetulkan", `value="Dusun Krajan"`)
		more := sentForm(r.biodata())
		more.Set("aksi", "baris")
		r.expect(r.send(authority.Registrar, "POST", page, more), 200, `name="member.2.name"`)
		draft := url.Values{"head_name": {"Karso"}, "aksi": {"draf"}}
		if w := r.send(authority.Registrar, "POST", page, draft); w.Code != http.StatusSeeOther {
			r.Errorf("%d", w.Code)
		}
		r.expect(r.send(authority.Registrar, "GET", page, nil), 200, `value="Karso"`, "Draf disimpan")
		full := sentForm(r.biodata())
		full.Set("terlihat", shown[1])
		full.Del("village")
		full.Set("village.text", "Siki, Dongko") // typed, without JavaScript
		if w := r.send(authority.Registrar, "POST", page, full); w.Code != http.StatusSeeOther {
			r.Errorf("%d %s", w.Code, w.Body)
		}
		if f := r.open(id); f.List.Forms["F-1.01"].Event == "" || f.State.Person.Value("religion") != "1" || len(f.State.Person.Disputed()) > 0 {
			r.Error("not filled")
		}
		// The verifier reads it, and never a whole number; the paper is logged.
		text = r.expect(r.send(authority.Verifier, "GET", page+"?untuk=check", nil), 200, "Sainem", "Cetak F-1.01", "!Simpan formulir")
		if strings.Contains(text, "3503025708439001") {
			r.Error("a whole NIK to read")
		}
		w := r.send(authority.Verifier, "GET", page+".pdf?untuk=check", nil)
		if w.Code != 200 || !strings.HasPrefix(w.Body.String(), "%PDF-") {
			r.Errorf("%d", w.Code)
		}
		if n := r.count("access_log", `office_id = $1 AND action = 'paper.form' AND detail = 'F-1.01'`, office); n != 1 {
			r.Errorf("%d rows of the paper", n)
		}
		r.expect(r.send(authority.Registrar, "GET", base+"/formulir/F-9.99", nil), 404)
		r.expect(r.send(authority.Registrar, "GET", base+"/formulir/F-1.02", nil), 404)
	})
}

func TestSubmitPageAndReturn(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik"}, casefile.BioNotFound)
		r.complete(authority.Field, id)
		const base = "/kasus/JK-2021-00001"
		r.expect(r.send(authority.Registrar, "GET", base+"/berkas", nil), 200, "Ajukan NIK", "Ajukan berkas")
		if w := r.send(authority.Registrar, "POST", base+"/berkas/ajukan", url.Values{"kebutuhan": {"nik"}}); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/berkas" {
			r.Errorf("%d %s", w.Code, w.Body)
		}
		r.expect(r.send(authority.Verifier, "GET", base+"/berkas", nil), 200, "Sudah diajukan", "!Tambah foto", "!Ajukan berkas")
		if w := r.send(authority.Registrar, "POST", base+"/formulir/F-1.01?untuk=complete", sentForm(r.biodata())); w.Code != http.StatusConflict {
			r.Errorf("the form changes under the verifier: %d", w.Code)
		}
		r.happen(authority.Verifier, id, casefile.Returned, casefile.ReturnedBody{Needs: []string{"nik"}, Items: []casefile.ReturnedItem{{Requirement: "BIO-2", Reason: "unreadable"}}}, nil)
		r.expect(r.send(authority.Registrar, "GET", "/berkas?tampil=kembali", nil), 200, "Katinem", "Betulkan", "Dikembalikan verifikator")
		r.expect(r.send(authority.Registrar, "GET", base+"/berkas", nil), 200, "dikembalikan verifikator", "Surat pengantar RT dan RW (asli): tidak terbaca", "Dikembalikan: tidak terbaca")
		r.expect(r.send(authority.Registrar, "GET", base+"/berkas/nik/BIO-2", nil), 200, "Dikembalikan verifikator", "Tidak terbaca")
	})
}

// Whoever mends reads what the verifier wrote, beside the item and on its page.
func TestTheVerifiersWordsAreRead(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik"}, casefile.BioNotFound)
		r.complete(authority.Field, id)
		const base = "/kasus/JK-2021-00001"
		r.expect(r.send(authority.Registrar, "POST", base+"/berkas/ajukan", url.Values{"kebutuhan": {"nik"}}), 303)
		items := []casefile.ReturnedItem{{Requirement: "BIO-2", Reason: "other", Note: "Stempel RT tidak ada"}, {Requirement: "BIO-1", Reason: "unreadable", Note: "baris dua"}}
		r.happen(authority.Verifier, id, casefile.Returned, casefile.ReturnedBody{Needs: []string{"nik"}, Items: items}, casefile.WordsOf(items))
		r.expect(r.send(authority.Registrar, "GET", base+"/berkas", nil), 200, "Surat pengantar RT dan RW (asli): Stempel RT tidak ada",
			"Dikembalikan: Stempel RT tidak ada", "tidak terbaca, baris dua", "!alasan lain")
		r.expect(r.send(authority.Registrar, "GET", base+"/berkas/nik/BIO-2", nil), 200, "Stempel RT tidak ada")
	})
}

// What came back along may be sent at once; its sentence does not claim otherwise.
func TestWhatCameBackAlongMayGoAtOnce(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik"}, casefile.BioNotFound)
		r.complete(authority.Field, id)
		const base = "/kasus/JK-2021-00001"
		r.expect(r.send(authority.Registrar, "POST", base+"/berkas/ajukan", url.Values{"kebutuhan": {"nik"}}), 303)
		r.happen(authority.Verifier, id, casefile.Returned, casefile.ReturnedBody{Needs: []string{"nik"}, Items: []casefile.ReturnedItem{{Requirement: "KK-1", Reason: "unreadable"}}}, nil)
		r.expect(r.send(authority.Registrar, "GET", base+"/berkas", nil), 200, "boleh diajukan lagi sekarang", "Ajukan berkas")
	})
}

func TestCircumstancePages(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik"}, casefile.BioNotFound)
		const page = "/kasus/JK-2021-00001/berkas/keadaan"
		r.expect(r.send(authority.Registrar, "GET", page, nil), 200, "Menumpang, menyewa, atau diasuh", "!Orang terlantar")
		if w := r.send(authority.Registrar, "POST", page, url.Values{"keadaan": {"hosted"}}); w.Code != http.StatusSeeOther {
			r.Errorf("%d", w.Code)
		}
		if got := r.open(id).List.short("nik"); !strings.Contains(got, "BIO-5-") {
			r.Error(got)
		}
	})
}

func TestSearchPendingSaysWhy(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik"}, casefile.BioPending)
		r.complete(authority.Field, id)
		r.expect(r.send(authority.Field, "GET", "/kasus/JK-2021-00001/berkas", nil), 200, "Belum bisa diajukan", "hasil pencarian nasional ditunggu", "!Ajukan berkas")
		r.expect(r.send(authority.Field, "POST", "/kasus/JK-2021-00001/berkas/ajukan", url.Values{"kebutuhan": {"nik"}}), 409)
	})
}

// Each role gets the pages of its line in the table and nothing else, and a
// role without the case's area learns nothing of the case.
func TestRolesAndForbiddenPages(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik"}, casefile.BioNotFound)
		hash := r.scan(authority.Field, id, 3)
		if _, err := r.s.Supply(r.Context(), r.op(authority.Field), id, Supply{Need: "nik", Requirement: "BIO-4", Substitute: "F-1.04", Attachments: []string{hash}}); err != nil {
			r.Fatal(err)
		}
		const base = "/kasus/JK-2021-00001"
		for _, role := range authority.AccountRoles() {
			for _, p := range []struct {
				method, path string
				action       authority.Action
			}{
				{"GET", "/berkas", "page.dossier"}, {"GET", base + "/berkas?untuk=check", "page.dossier"}, {"GET", base + "/berkas/nik/BIO-2?untuk=check", "page.dossier"},
				{"GET", base + "/berkas/keadaan?untuk=check", "page.dossier"}, {"GET", base + "/formulir/F-1.01?untuk=check", "page.dossier"},
				{"GET", base + "/formulir/F-1.01.pdf?untuk=check", "paper.form"}, {"GET", base + "/lampiran/" + hash + "?untuk=check", "attachment.read"},
				{"POST", base + "/berkas/ajukan", casefile.Submitted}, {"POST", base + "/berkas/keadaan", casefile.PersonStated},
				{"POST", base + "/berkas/nik/BIO-2", casefile.ItemSupplied}, {"POST", base + "/berkas/nik/BIO-2/lepas", casefile.ItemRemoved}, {"POST", base + "/formulir/F-1.01", casefile.FormFilled},
			} {
				var sent url.Values
				if p.method == "POST" {
					sent = sentForm(form.Values{})
				}
				w := r.send(role, p.method, p.path, sent)
				reach := authority.Reaches(role, p.action)
				// The case is in the registrar's village, of no agency.
				allowed := reach == authority.Office || reach == authority.OwnArea && role == authority.Registrar || reach != authority.None && p.path == "/berkas"
				refused := w.Code == http.StatusForbidden || w.Code == http.StatusNotFound
				if allowed == refused || w.Code >= 500 {
					r.Errorf("%s %s %s: %d", role, p.method, p.path, w.Code)
				}
				if !allowed && strings.Contains(w.Body.String(), "Katinem") {
					r.Errorf("%s %s names the person", role, p.path)
				}
				if role.Hides() && w.Code != http.StatusNotFound {
					r.Errorf("%s learns of %s: %d", role, p.path, w.Code)
				}
			}
		}
	})
}

// What was put aside is opened another day: the lines that its person had left
// as they were do not take back what somebody else said meanwhile.
func TestADraftStandsForWhatItWasMadeFrom(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik"}, casefile.BioNotFound)
		const page = "/kasus/JK-2021-00001/formulir/F-1.01"
		shown := regexp.MustCompile(`name="terlihat" value="([^"]*)"`)
		first := shown.FindStringSubmatch(r.expect(r.send(authority.Registrar, "GET", page, nil), 200))[1]
		sent := sentForm(r.biodata())
		sent.Set("terlihat", first)
		sent.Set("aksi", "draf")
		if w := r.send(authority.Registrar, "POST", page, sent); w.Code != http.StatusSeeOther {
			r.Fatal(w.Code)
		}
		r.happen(authority.Coordinator, id, casefile.PersonStated, struct{}{}, says("name", "Katijem", "phone", "080000000001"), strings.Fields(first)...)
		text := r.expect(r.send(authority.Registrar, "GET", page, nil), 200, `value="Katinem"`)
		if got := shown.FindStringSubmatch(text)[1]; got != first {
			r.Errorf("the draft stands for %q, and was made from %q", got, first)
		}
		sent.Del("aksi")
		sent.Del("op")
		sent.Set("terlihat", shown.FindStringSubmatch(text)[1])
		if w := r.send(authority.Registrar, "POST", page, sent); w.Code != http.StatusSeeOther {
			r.Fatal(w.Code)
		}
		p := r.open(id).State.Person
		if p.Value("name") != "Katijem" || p.Value("phone") != "080000000001" || p.Value("mother") != "Sainem" || len(p.Disputed()) > 0 {
			r.Errorf("name %q, phone %q, mother %q, disputed %v", p.Value("name"), p.Value("phone"), p.Value("mother"), p.Disputed())
		}
	})
}

// A paper that was seen and not scanned is said to be that, and not "0 lembar".
func TestAPaperWithoutAScanIsSaidInWords(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik"}, casefile.BioNotFound)
		r.happen(authority.Registrar, id, casefile.ItemSupplied, casefile.ItemSuppliedBody{Need: "nik", Requirement: "BIO-2", How: HowDocument}, nil)
		r.happen(authority.Registrar, id, casefile.ItemSupplied, casefile.ItemSuppliedBody{Need: "nik", Requirement: "BIO-3", How: HowSubstitute, Substitute: "F-1.04"}, nil)
		r.happen(authority.Registrar, id, casefile.ItemSupplied, casefile.ItemSuppliedBody{Need: "nik", Requirement: "BIO-4", How: HowSubstitute, Substitute: "F-1.04",
			Attachments: []string{r.scan(authority.Registrar, id, 9)}}, nil)
		r.expect(r.send(authority.Registrar, "GET", "/kasus/JK-2021-00001/berkas", nil), 200, "Tanpa pindaian, ", "Surat pernyataan tidak memiliki dokumen", ", tanpa pindaian, ", ", 1 lembar, ", "!0 lembar")
	})
}

// Of what something else holds back, the page does not count the papers: it says
// of which document it does, since the list below shows them all.
func TestTheNextStepSaysOfWhichDocument(t *testing.T) {
	on(t, func(r *rig) {
		r.visited("JK-2021-00001", []string{"nik", "kk"}, casefile.BioPending)
		r.expect(r.send(authority.Registrar, "GET", "/kasus/JK-2021-00001/berkas", nil), 200, "Belum bisa diajukan", "syarat untuk Kartu Keluarga (KK)", "NIK: ")
	})
}

// A form refuses a number that cannot be as a report does, and tells what
// contradicts the NIK of the person, which the form does not ask for.
func TestNumbersOfAFormAreJudgedAsInAReport(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"nik"}, casefile.BioNotFound, "nik", "3503025708439001")
		const page = "/kasus/JK-2021-00001/formulir/F-1.01"
		r.expect(r.send(authority.Registrar, "GET", page, nil), 200)
		bad := sentForm(r.biodata())
		bad.Set("member.1.mother_nik", "9903025708200001")
		r.expect(r.send(authority.Registrar, "POST", page, bad), 422, `id="member.1.mother_nik-err"`, "bukan kode provinsi")
		bad.Set("member.1.mother_nik", "350302")
		r.expect(r.send(authority.Registrar, "POST", page, bad), 422, "yang ditulis 6 angka")
		told := func(change ...string) string {
			sent := sentForm(r.biodata(change...))
			sent.Set("terlihat", strings.Join(r.open(id).shown(r.f101()), " "))
			w := r.send(authority.Registrar, "POST", page, sent)
			if w.Code != http.StatusSeeOther {
				r.Fatalf("%d %s", w.Code, w.Body)
			}
			next := httptest.NewRequest("GET", w.Header().Get("Location"), nil)
			next.Header.Set("Accept", "text/html")
			next.AddCookie(&http.Cookie{Name: "jempol", Value: r.token(authority.Registrar)})
			for _, c := range w.Result().Cookies() {
				next.AddCookie(c)
			}
			w = httptest.NewRecorder()
			r.srv.ServeHTTP(w, next)
			return w.Body.String()
		}
		if text := told("member.1.birth", "1950-08-17"); !strings.Contains(text, "berbeda dengan tanggal lahir") {
			r.Errorf("not told: %.3000s", text)
		}
		if text := told(); !strings.Contains(text, "F-1.01 disimpan") && strings.Contains(text, "berbeda dengan tanggal lahir") {
			r.Errorf("told: %.3000s", text)
		}
	})
}

func (r *rig) f101() *form.Definition {
	r.Helper()
	d, err := form.Define(lawbook.Current(), "F-1.01")
	if err != nil {
		r.Fatal(err)
	}
	return d
}
