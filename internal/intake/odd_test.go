package intake

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// told is what a page says after a form was saved.
func (r *rig) told(role authority.Role, path string, form url.Values) string {
	r.Helper()
	form.Set("op", ledger.NewOpID())
	req := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.AddCookie(&http.Cookie{Name: "jempol", Value: r.as(role).token})
	w := httptest.NewRecorder()
	r.srv.ServeHTTP(w, req)
	if w.Code != http.StatusSeeOther {
		r.Fatalf("POST %s: %d %.400s", path, w.Code, w.Body)
	}
	next := httptest.NewRequest("GET", "/lapor", nil) // any page of ours
	next.Header.Set("Accept", "text/html")
	next.AddCookie(&http.Cookie{Name: "jempol", Value: r.as(role).token})
	for _, c := range w.Result().Cookies() {
		next.AddCookie(c)
	}
	w = httptest.NewRecorder()
	r.srv.ServeHTTP(w, next)
	_, said, _ := strings.Cut(w.Body.String(), `role="status"`)
	said, _, _ = strings.Cut(said, "</div>")
	return said
}

// A list judges a number as a report does: what cannot be is wrong at its cell,
// what contradicts the rest of the row is told and stops nobody.
func TestNumbersOfAListAreJudgedAsInAReport(t *testing.T) {
	on(t, func(r *rig) {
		for field, number := range map[string]string{"nik": "9903034308430001", "kk": "9903030101200001"} {
			r.expect(authority.Registrar, "POST", "/lapor", filled(field, number), 422, `id="`+field+`-err"`, "bukan kode provinsi")
		}
		r.expect(authority.Registrar, "POST", "/lapor", filled("nik", "3503030013430001"), 422, `id="nik-err"`, "tanggal pada NIK ini tidak mungkin")
		id, err := r.upload(authority.Coordinator, []byte("Nama;NIK;No KK;JK;Tgl Lahir;Desa;Kec.;Alasan\n"+
			"Sumirah;9903034308430001;;P;1943;Siki;Dongko;Belum rekam\n"+
			"Karto;3503030013430001;;L;1943;Siki;Dongko;Belum rekam\n"+
			"Wagiyem;;9903030101200001;P;1951;Siki;Dongko;Belum rekam\n"+
			"Paimin;3503034308430002;;L;1950;Siki;Dongko;Belum rekam\n"+
			"Ponirah;3503034308430003;3503034501200001;P;1943;Siki;Dongko;Belum rekam\n"+
			"Tarmi;3503034308430004;3503030501200001;P;1943;Siki;Dongko;Belum rekam\n"))
		if err != nil {
			r.Fatal(err)
		}
		rows := r.rows(id)
		for number, want := range map[int]string{2: "wrong nik resident.nik.province", 3: "wrong nik resident.nik.date", 4: "wrong kk resident.kk.province",
			5: "ready nik resident.nik.sex nik resident.nik.birth", 6: "ready kk resident.kk.date", 7: "ready"} {
			got := rows[number].State
			for _, p := range rows[number].Problems {
				got += " " + p.Means + " " + p.Key
			}
			if got != want {
				r.Errorf("row %d: %s, want %s", number, got, want)
			}
		}
		here := "/laporan/impor/" + id
		r.expect(authority.Coordinator, "GET", here, nil, 200, "2 baris siap dengan nomor yang perlu dilihat lagi", here+"?tab=periksa")
		r.expect(authority.Coordinator, "GET", here+"?tab=periksa", nil, 200, "Paimin", "Ponirah", "jenis kelamin yang berbeda", "mungkin yang ditulis adalah NIK")
		if _, _, page := r.send(authority.Coordinator, "GET", here+"?tab=periksa", nil); strings.Contains(page, "Tarmi") {
			r.Error("a row whose numbers agree stands among the odd ones")
		}
		r.expect(authority.Coordinator, "GET", here+"?tab=periksa&baris=6", nil, 200, `name="nilai"`)
		if err := r.s.Fix(r.Context(), r.op(authority.Coordinator), id, 6, meansKK, "3503030501200002", "", false); err != nil {
			r.Error(err)
		}
		if row := r.rows(id)[6]; row.State != rowReady || len(row.Problems) != 0 {
			r.Errorf("after it was put right: %+v", row)
		}
		r.save(authority.Coordinator, id)
		r.work()
		if l := r.list(id); l.Saved != 3 || l.Left != 3 {
			r.Errorf("%+v", l)
		}
	})
}

// The number is masked on the data page and stays as it is: what is stated
// beside it is compared with it all the same.
func TestDataThatDiffersFromTheNIKIsTold(t *testing.T) {
	on(t, func(r *rig) {
		number, id := r.file(authority.Registrar, "nik", "3503034308430001")
		path := "/kasus/" + number + "/data"
		shown := strings.Join(r.state(id).Person.Shown(dataFields...), " ")
		form := filled("lahir.y", "1950", "tampil", shown, "sebab_ubah", casefile.CorrectionReasons[0])
		if told := r.told(authority.Registrar, path, form); !strings.Contains(told, "berbeda dengan tanggal lahir") {
			r.Errorf("told %q", told)
		}
		shown = strings.Join(r.state(id).Person.Shown(dataFields...), " ")
		form = filled("tampil", shown, "sebab_ubah", casefile.CorrectionReasons[0])
		if told := r.told(authority.Registrar, path, form); told == "" || strings.Contains(told, "NIK") {
			r.Errorf("told %q", told)
		}
	})
}
