package desk

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
)

// A letter shows who was reported under it, whatever became of them, to those
// who may see it; the file says the same.
func TestThePeopleOfALetter(t *testing.T) {
	on(t, func(w *world) {
		const id = "letter-1"
		if err := w.d.Write(w.Context(), officeID, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO letter (office_id, letter_id, number, day, sender, agency, institution, scan, area, reporter, recorded_at)
				VALUES ($1, $2, '470/12/2021', '2021-03-01', 'Pemerintah Desa Siki', '', '', 'abc', $3, '', 1)`, officeID, id, siki)
			return err
		}); err != nil {
			w.Fatal(err)
		}
		open := w.file(report{id: "c1", name: "Ponirah Surat", letter: id})
		out := w.file(report{id: "c2", name: "Tukijan Surat", letter: id})
		w.file(report{id: "c3", name: "Sarmi Lain"})
		w.act(authority.Coordinator, "c2", casefile.Declined, casefile.ExitBody{Reason: "not_eligible", Evidence: "seen"}, nil)

		path := "/kasus?surat=" + id + "&tahap=semua"
		code, page := w.get(authority.Coordinator, path)
		for _, want := range []string{"Warga dalam surat 470/12/2021", "Pemerintah Desa Siki, 1 Maret 2021: 2 orang", open, out, "Ponirah Surat",
			"/laporan/surat/" + id + "/pindaian", "surat=" + id + "&amp;tahap=semua", "tahap=report"} {
			if code != 200 || !strings.Contains(page, want) {
				t.Errorf("%d: the page has no %q", code, want)
			}
		}
		if strings.Contains(page, "Sarmi Lain") {
			t.Error("somebody of no letter is listed")
		}
		if _, file := w.get(authority.Coordinator, "/kasus/unduh?bentuk=csv&surat="+id+"&tahap=semua"); !strings.Contains(file, "Tukijan Surat") || strings.Contains(file, "Sarmi Lain") {
			t.Error("the file is not that of the letter:", file)
		}
		for role, want := range map[authority.Role]int{authority.Registrar: 200, authority.Social: 404, authority.Verifier: 404} {
			if code, page := w.get(role, path); code != want || strings.Contains(page, "Ponirah Surat") != (want == 200) {
				t.Errorf("%s: %d, want %d", role, code, want)
			}
		}
		if code, _ := w.get(authority.Coordinator, "/kasus?surat=tidak-ada"); code != 404 {
			t.Errorf("a letter that does not exist: %d", code)
		}
	})
}
