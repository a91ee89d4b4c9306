package intake

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/register"
)

// TestTheRegisterIsComparedFromAPage: begun, done by a job, counted, and taken as
// a file, with whole numbers only for a reason that is written down.
func TestTheRegisterIsComparedFromAPage(t *testing.T) {
	on(t, func(r *rig) {
		const nik = "3503044107539001"
		var people []register.Record
		for i, name := range strings.Fields("BEJO LASTRI DARMI YATEMI MUJIONO PONIRAH HARTONO GIYARTI SUMARDI KASIRAN RUKMINI DARSONO PARTINAH TUKIMIN SRIATUN WAGIRAH NINGSIH SUTRISNO") {
			for j, last := range strings.Fields("SANTOSO UTAMI RAHAYU WIBOWO LESTARI ASTUTI HIDAYAT KURNIAWAN") {
				id := string(rune('a'+i)) + string(rune('a'+j))
				people = append(people, register.Record{ID: id, Name: name + " " + last, Mother: last + "AH", Sex: "P", Birth: []string{"1950-03-0", "1961-11-0", "1972-06-0"}[j%3] + string(rune('1'+i%9)), Village: siki, State: register.StateActive})
			}
		}
		one := register.Record{ID: "w1", NIK: nik, Name: "WAGIYEM SULASTRI", Mother: "TUKINEM SARI", Sex: "P", Birth: "1953-07-12", Village: siki, State: register.StateActive}
		other := one
		other.ID, other.NIK, other.Name = "w2", "3503044107539002", "WAGIJEM SOELASTRI"
		if _, err := r.s.Register.Load(r.Context(), r.acc.System("test"), append(people, one, other)); err != nil {
			t.Fatal(err)
		}
		page := func(role authority.Role) string {
			code, _, body := r.send(role, "GET", doublesPath, nil)
			if code != 200 {
				t.Fatalf("%s gets %d", role, code)
			}
			return body
		}
		if body := page(authority.Coordinator); !strings.Contains(body, "belum pernah dibandingkan") {
			t.Error("the page does not say that nothing was compared")
		}
		if code, to, _ := r.send(authority.Admin, "POST", doublesPath, url.Values{}); code != 303 || to != doublesPath {
			t.Fatalf("beginning is answered with %d", code)
		}
		if body := page(authority.Admin); !strings.Contains(body, "Menunggu giliran") {
			t.Error("the page does not say that it waits")
		}
		jobs := job.New(job.Options{DB: r.d, Kinds: r.s.Jobs(), Offices: func(context.Context) ([]string, error) { return []string{office}, nil }})
		ctx, stop := context.WithCancel(r.Context())
		done := make(chan struct{})
		go func() { defer close(done); _ = jobs.Run(ctx) }()
		for st := (job.Status{}); !st.Over() || st.State == ""; {
			var err error
			if st, err = job.Newest(r.Context(), r.d, r.acc.System("test"), JobDoubles, "doubles/"); err != nil {
				t.Fatal(err)
			}
		}
		stop()
		<-done
		if body := page(authority.Coordinator); !strings.Contains(body, "Orang yang mungkin ganda") || strings.Contains(body, "WAGIYEM") {
			t.Error("the page does not count, or names somebody")
		}
		file := func(role authority.Role, query string) (int, string) {
			code, _, body := r.send(role, "GET", doublesPath+"/unduh?"+query, nil)
			return code, body
		}
		for _, role := range []authority.Role{authority.Coordinator, authority.Admin} {
			if code, body := file(role, "bentuk=csv"); code != 200 || !strings.Contains(body, "WAGIJEM SOELASTRI") || strings.Contains(body, nik) {
				t.Errorf("%s: the file comes with %d, or with whole numbers", role, code)
			}
		}
		if code, body := file(authority.Coordinator, "bentuk=csv&alasan=compare"); code != 200 || !strings.Contains(body, nik) {
			t.Errorf("with a reason the file comes with %d, or masked", code)
		}
		for role, query := range map[authority.Role]string{authority.Admin: "bentuk=csv&alasan=compare", authority.Coordinator: "bentuk=csv&alasan=penasaran"} {
			if code, body := file(role, query); code == 200 || strings.Contains(body, nik) {
				t.Errorf("%s with %s: %d", role, query, code)
			}
		}
		if code, _ := file(authority.Coordinator, "bentuk=pdf"); code != 404 {
			t.Errorf("a PDF is answered with %d", code)
		}
		var logged int
		if err := r.d.QueryRow(r.Context(), `SELECT COUNT(*) FROM access_log WHERE office_id = $1 AND action = 'export.doubles' AND purpose = 'reveal:compare'`, office).Scan(&logged); err != nil || logged != 1 {
			t.Errorf("%d lines of whole numbers in the access log, %v", logged, err)
		}
	})
}
