package desk

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
)

func TestTheWholeAccessLogNamesNoResident(t *testing.T) {
	on(t, func(w *world) {
		no := w.village()["siki"]
		w.get(authority.Coordinator, "/kasus/"+no)
		w.get(authority.Coordinator, "/kasus")
		w.later(48 * time.Hour)
		w.post(authority.Verifier, "/kasus/"+no+"/orang", "alasan", "compare")
		for _, role := range authority.AccountRoles() {
			want := http.StatusForbidden
			switch {
			case role == authority.Admin || role == authority.Head:
				want = http.StatusOK
			case role.Hides():
				want = http.StatusNotFound
			}
			code, page := w.get(role, "/admin/jejak")
			if code != want {
				t.Errorf("%s: %d, want %d", role, code, want)
			}
			if strings.Contains(page, "Katinem") || strings.Contains(page, nik) || strings.Contains(page, nikMasked) {
				t.Errorf("%s reads of a resident in the access log", role)
			}
		}
		body := func(query string) string {
			t.Helper()
			_, page := w.get(authority.Admin, "/admin/jejak"+query)
			_, rows, _ := strings.Cut(page, "<tbody")
			rows, _, _ = strings.Cut(rows, "</tbody")
			return rows
		}
		all := body("")
		for _, want := range []string{no, "Daftar kasus", "Data orang", "Petugas coordinator", "Petugas verifier", "Mencocokkan dengan dokumen", "Pekerjaan sehari-hari", "16 Juni 2021", "14 Juni 2021"} {
			if !strings.Contains(all, want) {
				t.Errorf("the log lacks %q", want)
			}
		}
		if strings.Index(all, "16 Juni 2021") > strings.Index(all, "14 Juni 2021") {
			t.Error("the newest does not stand first")
		}
		for query, c := range map[string][2]string{
			"?orang=" + w.as(authority.Verifier).ID:   {"Petugas verifier", "Petugas coordinator"},
			"?dari=2021-06-16":                        {"Petugas verifier", "14 Juni 2021"},
			"?sampai=2021-06-15":                      {"14 Juni 2021", "Petugas verifier"},
			"?dari=2021-06-14&sampai=2021-06-14":      {"Petugas coordinator", "16 Juni 2021"},
			"?dari=kemarin&sampai=besok&hal=1&orang=": {"Petugas verifier", "Katinem"},
		} {
			if rows := body(query); !strings.Contains(rows, c[0]) || strings.Contains(rows, c[1]) {
				t.Errorf("%s does not show %q without %q", query, c[0], c[1])
			}
		}
		// A date is typed in three parts; one that does not exist is a problem there.
		for _, path := range []string{"/admin/jejak", "/kasus/" + no + "/jejak"} {
			role := authority.Head
			if code, page := w.get(role, path+"?dari.d=16&dari.m=6&dari.y=2021"); code != 200 || !strings.Contains(page, "Petugas verifier") || strings.Contains(page, ">14 Juni 2021") {
				t.Error(path, code, "the parts of a date are not read")
			}
			if code, page := w.get(role, path+"?dari.d=99&dari.m=1&dari.y=2026"); code != http.StatusUnprocessableEntity || !strings.Contains(page, "Tanggal ini tidak ada") || !strings.Contains(page, `value="99"`) {
				t.Error(path, code, "a date that does not exist")
			}
		}
		if rows := body("?dari=2030-01-01"); strings.Contains(rows, "Petugas") {
			t.Error("a day without lines has some")
		}
	})
}
