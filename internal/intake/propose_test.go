package intake

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/register"
)

// The register proposes whom it shows to be without papers, and nobody who has
// an open case or is too young for it.
func TestProposals(t *testing.T) {
	on(t, func(r *rig) {
		_, err := r.s.Register.Load(r.Context(), r.acc.System("test"), []register.Record{
			{ID: "old", NIK: "3503045708439001", Name: "Katinem", Sex: "P", Birth: "1943-08-17", Village: siki, Mother: "Satiyem", State: "active", Disability: "netra"},
			{ID: "young", NIK: "3503044107059002", Name: "Bagus", Sex: "L", Birth: "2005-07-01", Village: siki, Mother: "Rini", State: "active"},
			{ID: "sixteen", NIK: "3503040303059003", Name: "Dewi", Sex: "P", Birth: "2005-03-03", Village: siki, Mother: "Rini", State: "active"},
			{ID: "done", NIK: "3503041203669004", Name: "Mujiono", Sex: "L", Birth: "1966-03-12", Village: siki, State: "active", Recorded: true},
			{ID: "dead", NIK: "3503041203669005", Name: "Karso", Sex: "L", Birth: "1950-03-12", Village: siki, State: "dead"},
			{ID: "without", Name: "Ponirah", Sex: "P", Birth: "1951", Village: "35.03.03.2005", State: "active", Recorded: true},
		})
		if err != nil {
			r.Fatal(err)
		}
		scope := r.as(authority.Coordinator).scope
		ids := func(f ProposalFilter) string {
			var out []string
			for after := ""; ; { // page by page
				f.After = after
				list, next, err := r.s.Proposals(r.Context(), scope, f, 1)
				if err != nil {
					r.Fatal(err)
				}
				for _, p := range list {
					out = append(out, p.ID)
				}
				if after = next; after == "" {
					slices.Sort(out)
					return strings.Join(out, " ")
				}
			}
		}
		for _, c := range []struct {
			f    ProposalFilter
			want string
		}{
			{ProposalFilter{Lacking: register.LacksRecording}, "old sixteen"},
			{ProposalFilter{Lacking: register.LacksRecording, Age: "lansia"}, "old"},
			{ProposalFilter{Lacking: register.LacksRecording, Age: "remaja"}, "sixteen"},
			{ProposalFilter{Lacking: register.LacksRecording, Disabled: true}, "old"},
			{ProposalFilter{Lacking: register.LacksRecording, Area: "35.03.03"}, ""},
			{ProposalFilter{Lacking: register.LacksNIK}, "without"},
			{ProposalFilter{Lacking: register.LacksNIK, Area: siki}, ""},
		} {
			if got := ids(c.f); got != c.want {
				r.Errorf("%+v: %q, want %q", c.f, got, c.want)
			}
		}
		page := r.expect(authority.Coordinator, "GET", proposalsPath, nil, 200, "Katinem", "77 tahun", "Siki, Dongko", "Dewi")
		if strings.Contains(page, "3503045708439001") || strings.Contains(page, "Mujiono") {
			r.Error("the page shows a NIK, or somebody who is recorded")
		}
		r.expect(authority.Registrar, "GET", proposalsPath, nil, 403)
		r.expect(authority.Coordinator, "POST", proposalsPath, url.Values{"alasan": {"no_recording"}}, 422, "Pilih paling sedikit satu orang")
		r.expect(authority.Coordinator, "POST", proposalsPath, url.Values{"pilih": {"old"}}, 422)
		form := url.Values{"op": {"0190a000-0000-7000-8000-000000000001"}, "semua": {"ya"}, "halaman": {"old", "sixteen"}, "alasan": {"no_recording"}}
		r.expect(authority.Coordinator, "POST", proposalsPath, form, 303)
		r.expect(authority.Coordinator, "POST", proposalsPath, form, 303)                                                     // pressed twice
		r.expect(authority.Coordinator, "POST", proposalsPath, url.Values{"pilih": {"old"}, "alasan": {"no_recording"}}, 303) // in another tab
		if r.cases() != 2 {
			r.Errorf("%d cases", r.cases())
		}
		if got := ids(ProposalFilter{Lacking: register.LacksRecording}); got != "" {
			r.Errorf("still proposed: %q", got)
		}
		st := r.state(caseOf("register:old:0"))
		if st.Stage != casefile.StageAccepted || st.Channel != channelRegister || len(st.Needs) != 1 || st.Needs[0].Need != casefile.NeedRecording ||
			st.Person.Value(casefile.FieldNIK) != "3503045708439001" || len(st.Identity) != 1 || len(st.Parked) != 0 {
			r.Errorf("%+v", st)
		}
		// Reported otherwise, without any NIK: the same person all the same.
		r.file(authority.Registrar, "nama", "Ponirah", "lahir.y", "1951", "ibu", "", "desa", siki)
		if got := ids(ProposalFilter{Lacking: register.LacksNIK}); got != "without" {
			r.Errorf("somebody of another village stands in the way: %q", got)
		}
		r.file(authority.Coordinator, "nama", "Ponirah", "lahir.y", "1951", "ibu", "", "desa", "35.03.03.2005")
		if got := ids(ProposalFilter{Lacking: register.LacksNIK}); got != "" {
			r.Errorf("proposed although reported: %q", got)
		}
		// Once the case has ended, the register may propose again.
		if _, err := r.s.Leave(r.Context(), r.op(authority.Coordinator), caseOf("register:sixteen:0"), Exit{Exit: casefile.ExitDeclined, Reason: "has_papers", Words: "dilihat"}); err != nil {
			r.Fatal(err)
		}
		if got := ids(ProposalFilter{Lacking: register.LacksRecording}); got != "sixteen" {
			r.Errorf("after its case ended: %q", got)
		}
		op := r.op(authority.Coordinator)
		for range 2 { // a second press says the same
			if made, err := r.s.Propose(r.Context(), op, []string{"sixteen", "sixteen"}, "no_recording"); err != nil || made != 1 || r.cases() != 5 {
				r.Errorf("%d made, %d cases, %v", made, r.cases(), err)
			}
		}
	})
}

// One page looks up a bounded number of residents: it may be empty, and says that
// there are more.
func TestProposalsAreLookedUpPageByPage(t *testing.T) {
	on(t, func(r *rig) {
		people := []register.Record{{ID: "z", NIK: "3503045708439001", Name: "Katinem", Sex: "P", Birth: "1943-08-17", Village: siki, State: "active"}}
		for i := range mostLooked { // sixteen only at the end of the year
			people = append(people, register.Record{ID: fmt.Sprintf("a%03d", i), Name: "Dewi", Sex: "P", Birth: "2005-12-31", Village: siki, State: "active"})
		}
		if _, err := r.s.Register.Load(r.Context(), r.acc.System("test"), people); err != nil {
			r.Fatal(err)
		}
		f := ProposalFilter{Lacking: register.LacksRecording}
		list, next, err := r.s.Proposals(r.Context(), r.as(authority.Coordinator).scope, f, proposalsShown)
		if err != nil || len(list) != 0 || next == "" {
			r.Fatalf("%d proposed, next %q, %v", len(list), next, err)
		}
		r.expect(authority.Coordinator, "GET", proposalsPath, nil, 200, "Periksa berikutnya")
		f.After = next
		list, next, err = r.s.Proposals(r.Context(), r.as(authority.Coordinator).scope, f, proposalsShown)
		if err != nil || len(list) != 1 || list[0].ID != "z" || next != "" {
			r.Fatalf("%+v, next %q, %v", list, next, err)
		}
	})
}

// Somebody who died since the page was shown does not hide what became of the
// others.
func TestProposingSomebodyWhoIsGoneLeavesTheOthers(t *testing.T) {
	on(t, func(r *rig) {
		_, err := r.s.Register.Load(r.Context(), r.acc.System("test"), []register.Record{
			{ID: "dead", NIK: "3503041203669005", Name: "Karso", Sex: "L", Birth: "1950-03-12", Village: siki, State: "dead"},
			{ID: "old", NIK: "3503045708439001", Name: "Katinem", Sex: "P", Birth: "1943-08-17", Village: siki, State: "active"},
		})
		if err != nil {
			r.Fatal(err)
		}
		made, err := r.s.Propose(r.Context(), r.op(authority.Coordinator), []string{"dead", "old"}, "no_recording")
		if err != nil || made != 1 || r.cases() != 1 {
			r.Errorf("%d made, %d cases, %v", made, r.cases(), err)
		}
		_, err = r.s.Propose(r.Context(), r.op(authority.Coordinator), []string{"dead"}, "no_recording")
		wantKind(r.TB, err, fault.Conflict, "fault.intake.not_resident")
	})
}
