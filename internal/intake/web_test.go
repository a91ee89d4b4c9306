package intake

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/ledger"
)

func (r *rig) expect(role authority.Role, method, path string, form url.Values, status int, has ...string) string {
	r.Helper()
	got, to, text := r.send(role, method, path, form)
	if got != status {
		r.Errorf("%s %s %s: %d, want %d\n%.1500s", role, method, path, got, status, between(text, "<main", "</main>"))
	}
	for _, h := range has {
		if !strings.Contains(text, h) {
			r.Errorf("%s %s %s does not say %q\n%.1500s", role, method, path, h, between(text, "<main", "</main>"))
		}
	}
	if to != "" {
		return to
	}
	return text
}

func between(text, from, to string) string {
	i := strings.Index(text, from)
	j := strings.LastIndex(text, to)
	if i < 0 || j < i {
		return text
	}
	return text[i:j]
}

// What a keyboard, a telephone or an attacker puts into a line is refused beside
// the line, or taken as what it means; what was typed well stays there.
func TestBadTextInTheReport(t *testing.T) {
	on(t, func(r *rig) {
		long := strings.Repeat("panjang ", 1250)
		for _, c := range []struct{ field, text, says string }{
			{"nama", "Sri \U0001F600 Lestari", `href="#nama"`},
			{"nama", "Sri\x00 Lestari", ""},
			{"nama", long, `href="#nama"`},
			{"ibu", "Sai\u202enem", ""},
			{"alamat", long, `href="#alamat"`},
			{"tempat", "pasar\x00timur", ""},
			{"tempat", long, `href="#tempat"`},
			{"keamanan", long, `href="#keamanan"`},
		} {
			before := r.cases()
			status, _, page := r.send(authority.Coordinator, "POST", "/lapor", filled(c.field, c.text))
			switch {
			case status == 422 && strings.Contains(c.text, "\x00"):
				if !strings.Contains(page, `href="#`+c.field+`"`) || !strings.Contains(page, strings.ReplaceAll(c.text, "\x00", "")) || !strings.Contains(page, `value="Sumirah"`) && c.field != "nama" || r.cases() != before {
					r.Errorf("%s %.20q: %s", c.field, c.text, between(page, "<main", "</main>"))
				}
			case status == 422:
				if !strings.Contains(page, "Kesalahan") || !strings.Contains(page, `value="Sumirah"`) && c.field != "nama" || r.cases() != before {
					r.Errorf("%s %.20q: the form lost something or kept half of it", c.field, c.text)
				}
			case c.says != "" || status != 303:
				r.Errorf("%s %.20q: %d", c.field, c.text, status)
			}
			if c.says != "" && !strings.Contains(page, c.says) {
				r.Errorf("%s %.20q: the refusal does not lead to the line", c.field, c.text)
			}
			if strings.ContainsAny(page, "\x00\u202e") {
				r.Errorf("%s %.20q comes back on the page", c.field, c.text)
			}
		}
		var n int
		if err := r.d.QueryRow(r.Context(), `SELECT COUNT(*) FROM case_person WHERE office_id = $1 AND mother LIKE $2`, office, "%\u202e%").Scan(&n); err != nil || n != 0 {
			r.Errorf("a mark that turns the line around is kept: %d, %v", n, err)
		}
	})
}

// The contact of an institution tells of those who live there: it is chosen
// already, with its village, and no other is offered. Whoever else names it makes
// the case one of its session all the same.
func TestReportFromAnInstitution(t *testing.T) {
	on(t, func(r *rig) {
		err := r.d.Write(r.Context(), office, func(tx *db.Tx) error {
			_, err := tx.InsertMissing("institution", []string{"office_id", "institution_id", "kind", "name", "village", "address", "phone", "hours", "active"},
				[][]any{{office, "dinsos", "agency", "Dinas Sosial", "", "", "", "", 1}, {office, "panti-1", "care_home", "Panti Harapan", siki, "", "", "", 1},
					{office, "rutan-1", "prison", "Rutan Jaya", siki, "", "", "", 1}})
			return err
		})
		if err != nil {
			r.Fatal(err)
		}
		page := r.expect(authority.Institution, "GET", "/lapor", nil, 200, "Siki, Dongko", `value="panti-1" selected`)
		if strings.Contains(page, "Rutan Jaya") || strings.Contains(page, "Dinas Sosial") {
			r.Error("another institution is offered")
		}
		page = r.expect(authority.Social, "GET", "/lapor", nil, 200, "Panti Harapan", "Rutan Jaya")
		if strings.Contains(page, `value="dinsos"`) {
			r.Error("an agency is offered as a place to live")
		}
		for _, role := range []authority.Role{authority.Institution, authority.Social} {
			done := r.expect(role, "POST", "/lapor", filled("lembaga", "panti-1"), 303)
			r.expect(authority.Institution, "GET", done, nil, 200, "Dilaporkan")
		}
		other := r.expect(authority.Social, "POST", "/lapor", filled("lembaga", "rutan-1"), 303)
		r.expect(authority.Institution, "GET", other, nil, 403)
	})
}

func TestReportPage(t *testing.T) {
	on(t, func(r *rig) {
		r.resident("p1", "3503034308439001", "SUMIRAH", "1943-08-03")
		// Whoever lives there may warn the team, and does not read it again.
		r.expect(authority.Registrar, "GET", "/lapor", nil, 200, "Siki, Dongko", "Desa Anda sudah dipilih", "Simpan laporan",
			"Catatan keselamatan", "Hanya dilihat tim yang berkunjung")
		bad := filled("lahir.m", "14", "nama", "Wagijem & Co")
		text := r.expect(authority.Registrar, "POST", "/lapor", bad, 422, "Kesalahan", `href="#lahir.m"`, "Wagijem &amp; Co")
		if strings.Contains(text, "/lapor/JK") {
			r.Error("saved although wrong")
		}
		twice := filled()
		twice.Set("op", "0190b0a0-0000-7000-8000-000000000001")
		first := r.expect(authority.Registrar, "POST", "/lapor", twice, 303)
		second := r.expect(authority.Registrar, "POST", "/lapor", twice, 303)
		if first != second || r.cases() != 1 {
			r.Errorf("double click: %s %s, %d cases", first, second, r.cases())
		}
		r.expect(authority.Registrar, "GET", first, nil, 200, "tercatat", "Dilaporkan")
		r.expect(authority.Registrar, "POST", "/lapor", filled("desa", "35.03.02.2010"), 422, "Anda hanya dapat melaporkan")
		r.expect(authority.Registrar, "GET", "/laporan/desa?desa.text=pak&bidang=desa", nil, 200)
		// The beginning of a name, sent without choosing: what begins so is offered
		// before what sounds so.
		text = r.expect(authority.Coordinator, "POST", "/lapor", filled("desa", "", "desa.text", "Karang"), 422, "Karangan, Karangan")
		if begins, sounds := strings.Index(text, "Karangan, Karangan"), strings.Index(text, "Barang, Panggul"); sounds >= 0 && sounds < begins {
			r.Error("Barang is offered before Karangan")
		}

		// Candidates: the coordinator sees the register, masked; others only cases of their own.
		look := filled()
		text = r.expect(authority.Coordinator, "POST", "/lapor/kandidat", look, 200, "SUMIRAH", "3503••••••••9001", "JK-2021-00001")
		if strings.Contains(text, "3503034308439001") {
			r.Error("a whole NIK beside the form")
		}
		text = r.expect(authority.Registrar, "POST", "/lapor/kandidat", look, 200, "JK-2021-00001")
		if strings.Contains(text, "9001") {
			r.Error("the register opens to a registrar")
		}
		text = r.expect(authority.Partner, "POST", "/lapor/kandidat", look, 200)
		if strings.Contains(text, "JK-2021") || strings.Contains(text, "SUMIRAH") {
			r.Error("a partner sees somebody else's case")
		}
		check := filled("langkah", "periksa")
		r.expect(authority.Coordinator, "POST", "/lapor", check, 200, "SUMIRAH", "Sumirah")
		if r.cases() != 1 {
			r.Error("checking saved a case")
		}
		var rows int
		if err := r.d.QueryRow(r.Context(), `SELECT COUNT(*) FROM access_log WHERE office_id = $1 AND detail = 'candidates'`, office).Scan(&rows); err != nil || rows != 4 {
			r.Errorf("%d access-log rows for four looks, %v", rows, err)
		}
	})
}

func TestReceiptSaysTheCode(t *testing.T) {
	on(t, func(r *rig) {
		no, id := r.file(authority.Registrar)
		if text := r.expect(authority.Registrar, "GET", "/lapor/"+no, nil, 200); strings.Contains(text, "Kode lacak") {
			r.Error("a code is promised to a case that has none")
		}
		err := r.d.Write(r.Context(), office, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO public_code (office_id, case_id, code) VALUES ($1, $2, '7QK4M-2XDAB')`, office, id)
			return err
		})
		if err != nil {
			r.Fatal(err)
		}
		r.expect(authority.Registrar, "GET", "/lapor/"+no, nil, 200, "Kode lacak", "7QK4M-2XDAB", `href="/lacak"`)
	})
}

func TestTriagePages(t *testing.T) {
	on(t, func(r *rig) {
		r.resident("p1", "3503034308439001", "SUMIRAH", "1943-08-03")
		no, id := r.file(authority.Registrar, "nik", "3503034308439001")
		for _, role := range []authority.Role{authority.Registrar, authority.Partner, authority.Verifier, authority.Head} {
			text := r.expect(role, "GET", "/laporan", nil, 403)
			if strings.Contains(text, "Sumirah") {
				r.Errorf("%s sees the queue", role)
			}
			r.expect(role, "GET", "/laporan/"+no, nil, 403)
		}
		r.expect(authority.Companion, "GET", "/laporan", nil, 404)
		r.expect(authority.Coordinator, "GET", "/laporan", nil, 200, "Sumirah", no, "Siki, Dongko")
		page := r.expect(authority.Coordinator, "GET", "/laporan/"+no, nil, 200, "Apakah ini orang yang sama?", "3503••••••••9001", "Putuskan dulu")
		if strings.Contains(page, "3503034308439001") {
			r.Error("a whole NIK on the triage page")
		}
		r.expect(authority.Coordinator, "POST", "/laporan/"+no+"/terima", url.Values{}, 409)
		r.expect(authority.Coordinator, "POST", "/laporan/"+no+"/identitas", url.Values{"calon": {"register:p1"}, "putusan": {"same"}}, 303)
		r.expect(authority.Coordinator, "GET", "/laporan/"+no, nil, 200, "orang yang sama", "Terima untuk dikunjungi")
		r.expect(authority.Coordinator, "POST", "/laporan/"+no+"/terima", url.Values{"kebutuhan": {"recording"}}, 303)
		if st := r.state(id); st.Stage != "accepted" {
			r.Errorf("stage %s", st.Stage)
		}
		r.expect(authority.Coordinator, "GET", "/laporan", nil, 200, "Semua laporan sudah diperiksa")
	})
}

func TestCasePages(t *testing.T) {
	on(t, func(r *rig) {
		no, id := r.file(authority.Registrar, "nik", "3503034308439001", "umur", "78", "lahir.y", "")
		base := "/kasus/" + no
		r.expect(authority.Coordinator, "GET", base+"/keluar", nil, 200, "Ditolak", "Tidak ditemukan", "belum bisa dipilih")
		r.expect(authority.Field, "GET", base+"/keluar", nil, 200, "Meninggal dunia")
		r.expect(authority.Registrar, "GET", base+"/keluar", nil, 403)
		r.expect(authority.Field, "POST", base+"/keluar", url.Values{"jalan": {"declined"}, "sebab": {"has_papers"}, "bukti": {"ada"}}, 403)
		r.expect(authority.Coordinator, "POST", base+"/keluar", url.Values{"jalan": {"declined"}}, 422, "Pilih sebabnya", "Tulis apa yang dilihat")
		r.expect(authority.Coordinator, "POST", base+"/keluar", url.Values{"jalan": {"withdrawn"}, "sebab": {"practice"}}, 200, "Tarik kasus ini?")
		if r.state(id).Exit != "" {
			r.Error("withdrawn without being asked")
		}
		r.expect(authority.Coordinator, "POST", base+"/keluar", url.Values{"jalan": {"withdrawn"}, "sebab": {"practice"}, "yakin": {"ya"}}, 303)
		if r.state(id).Exit != "withdrawn" {
			r.Error("not withdrawn")
		}
		r.expect(authority.Coordinator, "GET", base+"/buka-kembali", nil, 200, "Buka kembali")
		r.expect(authority.Coordinator, "POST", base+"/buka-kembali", url.Values{"sebab": {"agency"}}, 422, "Pilih sebabnya") // no agency had it
		r.expect(authority.Coordinator, "POST", base+"/buka-kembali", url.Values{"sebab": {"mistake"}}, 303)

		// The registrar has no open work here, so the page asks what for.
		r.expect(authority.Registrar, "GET", base+"/data", nil, 200, "Untuk apa Anda membuka data warga ini?")
		r.expect(authority.Registrar, "GET", base+"/data?tanya=ya&x=1", nil, 422, `href="#untuk"`, `name="x" value="1"`)
		page := r.expect(authority.Registrar, "GET", base+"/data?untuk=phone", nil, 200, "Sumirah", "3503••••••••9001")
		if strings.Contains(page, "3503034308439001") {
			r.Error("a whole NIK in the data form")
		}
		r.expect(authority.Registrar, "GET", base+"/data", nil, 200, "Sumirah") // asked once
		for _, role := range []authority.Role{authority.Partner, authority.Institution, authority.Verifier, authority.Handover} {
			if text := r.expect(role, "GET", base+"/data?untuk=phone", nil, 403); strings.Contains(text, "Sumirah") {
				r.Errorf("%s sees the person", role)
			}
		}
		edit := filled("lahir.y", "", "umur", "78", "umur_semula", "78", "alamat", "Dusun Krajan",
			"tampil", strings.Join(r.state(id).Person.Shown(dataFields...), " "))
		r.expect(authority.Registrar, "POST", base+"/data", edit, 303)
		st := r.state(id)
		if st.Person.Value("address") != "Dusun Krajan" || st.Person.Value("nik") == "" || len(st.Person.Disputed()) > 0 {
			r.Errorf("after editing: %v", st.Person.Disputed())
		}
		if got := len(st.Person.Get("birth").Statements); got != 1 {
			r.Errorf("an untouched age was stated again: %d", got)
		}

		r.expect(authority.Institution, "GET", base+"/kebutuhan", nil, 403)
		page = r.expect(authority.Coordinator, "GET", base+"/kebutuhan", nil, 200, "Tambah dokumen", "Penanggung jawab")
		if strings.Contains(page, "Sumirah") {
			r.Error("the documents page needs no name")
		}
		r.expect(authority.Coordinator, "POST", base+"/kebutuhan", url.Values{"kebutuhan": {"nik"}}, 303)
		r.expect(authority.Coordinator, "POST", base+"/kebutuhan", url.Values{}, 422, "Pilih dokumennya")
		r.expect(authority.Coordinator, "POST", base+"/kebutuhan/tunda", url.Values{"dokumen_tunda": {"nik"}, "sampai": {"2022-01-01"}, "sebab_tunda": {"ill"}}, 303)
		r.expect(authority.Coordinator, "GET", base+"/kebutuhan", nil, 200, "Ditunda")
		r.expect(authority.Registrar, "POST", base+"/kebutuhan/catatan", url.Values{"catatan": {"di belakang masjid"}}, 303)
		r.expect(authority.Registrar, "POST", base+"/kebutuhan/tolak", url.Values{}, http.StatusForbidden)
	})
}

func TestADisputedCircumstanceIsSettledInWords(t *testing.T) {
	on(t, func(r *rig) {
		no, id := r.file(authority.Coordinator)
		state := func(field, element, value string) {
			r.Helper()
			_, err := r.l.Do(r.Context(), r.op(authority.Coordinator), func(*db.Tx) ([]ledger.Draft, error) {
				return []ledger.Draft{{Subject: subjectOf(id), Type: casefile.PersonStated, Area: siki, Body: struct{}{}, Personal: casefile.PersonPersonal{
					Fields: []casefile.Assertion{{Field: field, Element: element, Value: value, Certainty: casefile.CertaintySaid}}}}}, nil
			})
			if err != nil {
				r.Fatal(err)
			}
		}
		state(casefile.FieldCircumstance, "lost", "1")
		state(casefile.FieldCircumstance, "lost", "")
		state(casefile.FieldVulnerability, "elderly", "")
		page := r.expect(authority.Coordinator, "GET", "/kasus/"+no+"/data?untuk=phone", nil, 200, "Keadaan: ", "Kerentanan: ", "Ya, berlaku", "Tidak berlaku")
		if strings.Contains(page, "form.field.") || strings.Contains(page, "Keadaan: lost") {
			r.Error("a code stands where a person reads")
		}
		var pick string
		for _, x := range r.state(id).Person.Element(casefile.FieldCircumstance, "lost").Statements {
			if x.Value == "1" {
				pick = x.Event
			}
		}
		r.expect(authority.Coordinator, "POST", "/kasus/"+no+"/data/putuskan",
			url.Values{"bidang": {casefile.FieldCircumstance}, "unsur": {"lost"}, "nilai": {pick}}, 303)
		if f := r.state(id).Person.Element(casefile.FieldCircumstance, "lost"); f.Disputed || f.Value != "1" {
			r.Errorf("after settling: %+v", f)
		}
	})
}

// A NIK that differs from what is stated stops nobody; whoever wrote it is told.
func TestANIKThatDiffersIsTold(t *testing.T) {
	on(t, func(r *rig) {
		status, _, _ := r.send(authority.Registrar, "POST", "/lapor", filled("nik", "9999999999999999"))
		if status != 422 || r.cases() != 0 {
			r.Errorf("a NIK of no province: %d", status)
		}
		r.expect(authority.Registrar, "POST", "/lapor", filled("nik", "9999999999999999"), 422, `id="nik-err"`, "bukan kode provinsi", `value="Sumirah"`)
		for _, c := range []struct{ nik, sex, told string }{{"3503030308500001", "P", "jenis kelamin yang berbeda. Tanggal pada NIK berbeda"}, {"3503034308430001", "P", ""}} {
			req := filled("nik", c.nik, "jk", c.sex)
			status, to, _ := r.send(authority.Registrar, "POST", "/lapor", req)
			if status != 303 {
				r.Fatalf("%s: %d", c.nik, status)
			}
			in, err := ReadReport(values(req), start, district, r.s.Book)
			if err != nil {
				r.Fatal(err)
			}
			if told := form.Saved("id", "", casefile.Odd(in.Person.Value, "", start)); (told == "") != (c.told == "") || !strings.Contains(told, c.told) {
				r.Errorf("%s leads to %s and tells %q", c.nik, to, told)
			}
		}
	})
}
