package union

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/resident"
)

// onPaper is what forms and papers print of a field.
func (r *replica) onPaper(id, field string) string {
	r.t.Helper()
	return form.Disputable(r.state(id).Person)(field)
}

func (r *replica) disputes(id string) string {
	r.t.Helper()
	return r.rows(`SELECT arg, role, reason FROM work WHERE subject_kind = 'case' AND subject_id = $1 AND action = 'case.person_stated' ORDER BY arg`, id)
}

// Who writes over what the form showed corrects; two who did not see each other
// disagree. Until a person settles it the value before stays in force and no
// paper prints it.
func TestACorrectionIsNoConflict(t *testing.T) {
	engines(t, func(t *testing.T, office, station *replica) {
		office.report("a", "Sumiyem", casefile.NeedKK)
		union(t, office, station)
		station.do(authority.Field, station.stated("a", casefile.FieldName, "Sumiyem binti Karto", casefile.FieldMother, "Tukinem"))
		union(t, office, station)
		office.do(authority.Coordinator, office.stated("a", casefile.FieldName, "Sumiyem Karto"))
		union(t, office, station)
		for _, r := range []*replica{office, station} {
			if got := r.onPaper("a", casefile.FieldName); got != "Sumiyem Karto" || r.disputes("a") != "" {
				t.Errorf("the corrected name is %q; work: %s", got, r.disputes("a"))
			}
		}

		// The same value twice is one; another field is none of their business.
		office.do(authority.Coordinator, office.stated("a", casefile.FieldMother, "Tukinem", casefile.FieldPhone, "080012345678"))
		station.do(authority.Field, station.stated("a", casefile.FieldMother, "Tukinem", casefile.FieldReligion, "islam"))
		union(t, office, station)
		if got := office.disputes("a"); got != "" {
			t.Errorf("equal values are in dispute: %s", got)
		}

		office.do(authority.Coordinator, office.stated("a", casefile.FieldName, "Suminem", casefile.FieldBirth, "1950"))
		station.do(authority.Field, station.stated("a", casefile.FieldName, "Sumirah", casefile.FieldBirth, "1950"))
		if got := station.onPaper("a", casefile.FieldName); got != "Sumirah" {
			t.Errorf("before the union the station prints %q", got)
		}
		union(t, office, station)
		for _, r := range []*replica{office, station} {
			p := r.state("a").Person
			if got := p.Get(casefile.FieldName); !got.Disputed || got.Value != "Sumiyem Karto" {
				t.Errorf("in force is %q, disputed %v", got.Value, got.Disputed)
			}
			if got := r.onPaper("a", casefile.FieldName); got != "" {
				t.Errorf("a paper prints %q, which is in dispute", got)
			}
			if got := r.onPaper("a", casefile.FieldBirth); got != "1950" {
				t.Errorf("what both say prints as %q", got)
			}
			if got := r.rows(`SELECT p.name, c.disputed FROM case_person p JOIN case_file c ON c.case_id = p.case_id WHERE p.case_id = 'a'`); got != "Sumiyem Karto|1" {
				t.Errorf("the tables say %s", got)
			}
			if got := r.disputes("a"); got != "name|coordinator|casefile.work.disputed" {
				t.Errorf("the work is %q", got)
			}
			for _, name := range []string{"Sumirah", "Suminem"} {
				if n := r.rows(`SELECT COUNT(*) FROM search_key WHERE subject_id = 'a' AND token = $1`, resident.FoldTokens(name)[0]); n != "1" {
					t.Errorf("what one of them wrote does not find the case: %s", name)
				}
			}
		}

		station.do(authority.Coordinator, station.stated("a", casefile.FieldName, "Sumirah"))
		union(t, office, station)
		for _, r := range []*replica{office, station} {
			if got := r.onPaper("a", casefile.FieldName); got != "Sumirah" || r.disputes("a") != "" {
				t.Errorf("after it was settled %q is printed; work: %s", got, r.disputes("a"))
			}
		}
	})
}

// Two tabs at one desk conflict as well; they never overwrite each other.
func TestTwoTabsConflict(t *testing.T) {
	office := fresh(t, "sqlite", "office", newWatch().now)
	office.report("a", "Sumiyem", casefile.NeedKK)
	one, two := office.stated("a", casefile.FieldName, "Suminem"), office.stated("a", casefile.FieldName, "Sumirah")
	office.do(authority.Coordinator, one)
	office.do(authority.Coordinator, two)
	if got := office.onPaper("a", casefile.FieldName); got != "" || office.disputes("a") == "" {
		t.Errorf("the second tab overwrote the first: %q", got)
	}
	office.clean()
}

// Two outcomes of the biometric check that did not see each other mean that no
// new NIK may be asked for, until one search settles it.
func TestTwoBiometricOutcomes(t *testing.T) {
	engines(t, func(t *testing.T, office, station *replica) {
		office.report("a", "Sumiyem", casefile.NeedNIK)
		office.do(authority.Coordinator, on("a", casefile.Accepted, casefile.AcceptedBody{}))
		office.do(authority.Coordinator, on("a", casefile.Scheduled, casefile.ScheduledBody{Trip: "t", Stop: "s", Day: "2021-09-03", Kit: true}))
		union(t, office, station)
		visited := on("a", casefile.Visited, casefile.VisitedBody{Trip: "t", Stop: "s", Day: "2021-09-03", Sources: []string{"family"}})
		for r, outcome := range map[*replica]string{office: casefile.BioLocal, station: casefile.BioNotFound} {
			r.do(authority.Field, visited)
			r.do(authority.Field, on("a", casefile.Biometric, casefile.BiometricBody{Outcome: outcome, Quality: 80, Device: "D1"}))
		}
		submit := on("a", casefile.Submitted, casefile.SubmittedBody{Needs: []string{casefile.NeedNIK}})
		union(t, office, station)
		for _, r := range []*replica{office, station} {
			if _, err := r.try(authority.Social, submit); err == nil {
				t.Fatal("a new NIK is asked for while the outcome is in dispute")
			}
			if got := r.rows(`SELECT role, reason FROM work WHERE subject_id = 'a' AND action = 'visit.search_result'`); got != "field|casefile.work.biometric_disputed" {
				t.Errorf("the work is %q", got)
			}
		}
		st := office.state("a")
		settle := on("a", casefile.Searched, casefile.SearchedBody{Biometric: st.Person.Shown(casefile.FieldBiometric)[0], Outcome: casefile.BioNotFound})
		settle.Replaces = st.Person.Shown(casefile.FieldBiometric)
		office.do(authority.Field, settle)
		union(t, office, station)
		station.do(authority.Social, submit)
		union(t, office, station)
	})
}

// Why somebody is on the list, on what basis, and the photo are not personal
// and stand in the body: two who change them without seeing each other disagree
// like anybody, every replica finds the same, and a person settles it.
func TestFactsOfTheBodyConverge(t *testing.T) {
	engines(t, func(t *testing.T, office, station *replica) {
		office.report("a", "Sumiyem", casefile.NeedKK)
		union(t, office, station)
		state := func(r *replica, role authority.Role, facts ...casefile.Assertion) {
			var fields []string
			for _, f := range facts {
				fields = append(fields, f.Field)
			}
			st := r.state("a")
			d := on("a", casefile.PersonStated, casefile.PersonStatedBody{Why: "typed_wrong", Facts: facts})
			d.Replaces = st.Person.Shown(fields...)
			r.do(role, d)
		}
		state(office, authority.Coordinator, casefile.Assertion{Field: casefile.FieldBasis, Value: "consent"},
			casefile.Assertion{Field: casefile.FieldReason, Element: "disability", Value: "disability"},
			casefile.Assertion{Field: casefile.FieldPhoto, Value: "aa"})
		state(station, authority.Field, casefile.Assertion{Field: casefile.FieldBasis, Value: "legal_duty"},
			casefile.Assertion{Field: casefile.FieldReason, Element: "elderly", Value: ""},
			casefile.Assertion{Field: casefile.FieldPhoto, Value: "bb"})
		union(t, office, station)
		const facts = `SELECT field, element, value, is_current, in_force, disputed FROM person_field
			WHERE case_id = 'a' AND field IN ('reason', 'basis', 'photo') ORDER BY field, element, event_id`
		if here, there := office.rows(facts), station.rows(facts); here != there || here == "" {
			t.Errorf("the replicas differ:\n%s\n\n%s", here, there)
		}
		for _, r := range []*replica{office, station} {
			p := r.state("a").Person
			if basis := p.Get(casefile.FieldBasis); !basis.Disputed || basis.Value != "public_task" {
				t.Errorf("the basis is %q, disputed %v", basis.Value, basis.Disputed)
			}
			if photo := p.Get(casefile.FieldPhoto); !photo.Disputed || photo.Value != "" {
				t.Errorf("the photo is %q, disputed %v", photo.Value, photo.Disputed)
			}
			if got := r.rows(`SELECT category FROM case_category WHERE case_id = 'a' AND category LIKE 'reason:%' ORDER BY category`); got != "reason:disability" {
				t.Errorf("the reasons are %s", got)
			}
		}
		state(office, authority.Coordinator, casefile.Assertion{Field: casefile.FieldBasis, Value: "legal_duty"},
			casefile.Assertion{Field: casefile.FieldPhoto, Value: "bb"})
		union(t, office, station)
		for _, r := range []*replica{office, station} {
			p := r.state("a").Person
			if basis, photo := p.Get(casefile.FieldBasis), p.Get(casefile.FieldPhoto); basis.Disputed || basis.Value != "legal_duty" || photo.Disputed || photo.Value != "bb" {
				t.Errorf("settled: %+v %+v", basis, photo)
			}
		}
	})
}
