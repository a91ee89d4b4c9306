package dossier

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// anotherLaw puts an older version beside the real ones.
func anotherLaw(t *testing.T) {
	t.Helper()
	older := *lawbook.Current()
	older.Version = "2019-01"
	real := versionAt
	t.Cleanup(func() { versionAt = real })
	versionAt = func(version string) (*lawbook.Book, error) {
		if version == older.Version {
			return &older, nil
		}
		return real(version)
	}
}

// A case that was opened under another version of the law is asked for what
// that version asked for, not for what is in force now.
func TestTheChecklistFollowsTheLawOfTheOpening(t *testing.T) {
	anotherLaw(t)
	for _, tt := range []struct{ opened, want string }{
		{"2019-01", "2019-01"}, {lawbook.Current().Version, lawbook.Current().Version}, {"", lawbook.Current().Version}, {"2099-01", lawbook.Current().Version},
	} {
		s := &story{}
		s.add(casefile.Reported, casefile.ReportedBody{Number: "JK-2021-00001", Channel: "registrar", Needs: []string{"nik"}, Basis: "public_task", Lawbook: tt.opened}, says("birth", "2018-05-01"))
		_, list := s.check(t)
		if got := list.Groups[0].Book.Version; got != tt.want {
			t.Errorf("opened under %q: the checklist is of %s", tt.opened, got)
		}
	}
	if _, err := versionAt("2099-01"); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
}

// The forms that the checklist asks for are those of the same law, and one that
// can no longer be filled in stands as it was filled in.
func TestTheFormsFollowTheLawOfTheOpening(t *testing.T) {
	anotherLaw(t)
	on(t, func(r *rig) {
		for no, opened := range map[string]string{"JK-2021-00001": "2019-01", "JK-2021-00002": "", "JK-2021-00003": "2099-01"} {
			want := lawbook.Current().Version
			if opened == "2019-01" {
				want = opened
			}
			id := ledger.NewID()
			r.happen(authority.Registrar, id, casefile.Reported, casefile.ReportedBody{Number: no, Channel: "registrar", Reasons: []string{"no_nik"}, Needs: []string{"nik"}, Basis: "public_task", Lawbook: opened},
				says("name", "Katinem", "sex", "P", "village", siki, "birth", "1943-08-17"))
			r.happen(authority.Coordinator, id, casefile.Accepted, casefile.AcceptedBody{}, nil)
			r.happen(authority.Coordinator, id, casefile.Scheduled, casefile.ScheduledBody{Trip: "t1", Stop: id, Day: "2021-06-04", Kit: true}, nil)
			r.happen(authority.Field, id, casefile.Visited, casefile.VisitedBody{Trip: "t1", Stop: id, Day: "2021-06-04", Sources: []string{"kk_old"}}, nil)
			r.happen(authority.Field, id, casefile.Biometric, casefile.BiometricBody{Outcome: casefile.BioNotFound}, casefile.BiometricPersonal{})
			w := r.send(authority.Registrar, "POST", "/kasus/"+no+"/formulir/F-1.01", sentForm(r.biodata()))
			f := r.open(id)
			if got := f.List.Forms["F-1.01"].Version; w.Code != 303 || got != want {
				r.Errorf("opened under %q: the form is of %q (%d)", opened, got, w.Code)
			}
			d, err := f.definition("F-1.01")
			if err != nil || d.Version != want {
				r.Errorf("opened under %q: %v", opened, err)
			}
		}
		r.expect(r.send(authority.Registrar, "GET", "/kasus/JK-2021-00001/formulir/F-9.99", nil), 404)
		// The list calls what is missing as that law does.
		list, err := r.s.ListWaiting(r.Context(), r.scope(authority.Registrar), listAll, 0, 10)
		if err != nil || len(list) != 3 {
			r.Fatal(list, err)
		}
		for _, w := range list {
			want := lawbook.Current().Version
			if w.Number == "JK-2021-00001" {
				want = "2019-01"
			}
			for _, l := range w.Missing {
				if l.Lawbook != want {
					r.Errorf("%s lacks %s under %q", w.Number, l.Requirement, l.Lawbook)
				}
			}
			if len(w.Missing) == 0 {
				r.Errorf("%s lacks nothing", w.Number)
			}
		}
	})
	st := &story{}
	st.add(casefile.Reported, casefile.ReportedBody{Number: "JK-2021-00001", Channel: "registrar", Needs: []string{"nik"}, Basis: "public_task"}, says("birth", "2018-05-01"))
	st.add(casefile.Accepted, casefile.AcceptedBody{}, nil)
	st.add(casefile.Scheduled, casefile.ScheduledBody{Trip: "t1", Stop: "s1", Day: "2021-06-04"}, nil)
	st.add(casefile.Visited, casefile.VisitedBody{Trip: "t1", Stop: "s1", Day: "2021-06-04", Sources: []string{"kk_old"}}, nil)
	st.add(casefile.FormFilled, casefile.FormFilledBody{Form: "F-1.01", Version: "2019-01"}, nil)
	st.add(casefile.Submitted, casefile.SubmittedBody{Needs: []string{"nik"}, Lawbook: "2019-01"}, nil)
	state, list := st.check(t)
	f := File{State: state, List: list}
	if d, err := f.definition("F-1.01"); f.mayFill() || err != nil || d.Version != "2019-01" {
		t.Errorf("what was filled in is shown as a form of another law: %v", err)
	}
}
