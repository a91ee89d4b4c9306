package intake

import (
	"slices"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

func wantKind(t testing.TB, err error, kind fault.Kind, key string) {
	t.Helper()
	if f := fault.As(err); err == nil || f.Kind != kind || key != "" && f.Key != key {
		t.Errorf("got %v, want %s %s", err, kind, key)
	}
}

func TestWhoReportsWhere(t *testing.T) {
	on(t, func(r *rig) {
		in, err := ReadReport(values(filled()), start, district, r.s.Book)
		if err != nil {
			r.Fatal(err)
		}
		for _, role := range []authority.Role{authority.Registrar, authority.Social, authority.Institution, authority.Partner,
			authority.Field, authority.Coordinator} {
			op := r.op(role)
			number, err := r.s.File(r.Context(), op, in)
			if err != nil || number == "" {
				r.Errorf("%s: %q %v", role, number, err)
			}
			st := r.state(caseOf(op.ID))
			if st.Stage != casefile.StageReported || st.Area != siki || st.Person.Value(casefile.FieldName) != "Sumirah" || st.Basis != "public_task" {
				r.Errorf("%s: state %+v", role, st.Stage)
			}
			again, err := r.s.File(r.Context(), op, in)
			if err != nil || again != number {
				r.Errorf("%s: second click gave %q %v", role, again, err)
			}
		}
		if r.cases() != 6 {
			r.Errorf("%d cases", r.cases())
		}
		for _, role := range []authority.Role{authority.Verifier, authority.Siak, authority.Head} {
			_, err := r.s.File(r.Context(), r.op(role), in)
			wantKind(r.TB, err, fault.Forbidden, "")
		}
		in.Village = "35.03.02.2010"
		_, err = r.s.File(r.Context(), r.op(authority.Registrar), in)
		wantKind(r.TB, err, fault.Forbidden, "")
	})
}

func TestAPersonWithNothingButAPlace(t *testing.T) {
	on(t, func(r *rig) {
		_, id := r.file(authority.Registrar, "nama", "", "lahir.y", "", "ibu", "", "jk", "", "kerentanan", "", "tempat", "emperan pasar")
		if _, err := r.s.Accept(r.Context(), r.op(authority.Coordinator), id, nil); err != nil {
			r.Fatal(err)
		}
		st := r.state(id)
		if st.Stage != casefile.StageAccepted || len(st.Parked) != 0 {
			r.Errorf("%s, parked %v", st.Stage, st.Parked)
		}
		if len(st.Work()) == 0 {
			r.Error("an open case has no work")
		}
	})
}

func TestSameNIKMustBeDecidedFirst(t *testing.T) {
	on(t, func(r *rig) {
		r.resident("p1", "3503034308439001", "SUMIRAH", "1943-08-03")
		_, id := r.file(authority.Registrar, "nik", "3503034308439001")
		_, err := r.s.Accept(r.Context(), r.op(authority.Coordinator), id, nil)
		wantKind(r.TB, err, fault.Conflict, "fault.register.unsettled")
		if _, err := r.s.Decide(r.Context(), r.op(authority.Coordinator), id, Verdict{Candidate: "register:p1", Decision: casefile.Unsure}); err != nil {
			r.Fatal(err)
		}
		_, err = r.s.Accept(r.Context(), r.op(authority.Coordinator), id, nil)
		wantKind(r.TB, err, fault.Conflict, "fault.register.unsettled")
		if _, err := r.s.Decide(r.Context(), r.op(authority.Coordinator), id, Verdict{Candidate: "register:p1", Decision: casefile.Same}); err != nil {
			r.Fatal(err)
		}
		if _, err := r.s.Accept(r.Context(), r.op(authority.Coordinator), id, []string{"recording"}); err != nil {
			r.Fatal(err)
		}
		if st := r.state(id); len(st.Needs) != 1 || st.Needs[0].Need != "recording" {
			r.Errorf("needs %+v", st.Needs)
		}
	})
}

func TestTheRegistersNIKComesIntoTheCase(t *testing.T) {
	on(t, func(r *rig) {
		r.resident("p1", "3503034308439001", "SUMIRAH", "1943-08-03")
		_, id := r.file(authority.Registrar)
		if _, err := r.s.Decide(r.Context(), r.op(authority.Coordinator), id, Verdict{Candidate: "register:p1", Decision: casefile.Same}); err != nil {
			r.Fatal(err)
		}
		if got := r.state(id).Person.Value(casefile.FieldNIK); got != "3503034308439001" {
			r.Errorf("NIK %q", got)
		}
		_, err := r.s.Decide(r.Context(), r.op(authority.Coordinator), id, Verdict{Candidate: "register:nobody", Decision: casefile.Same})
		wantKind(r.TB, err, fault.NotFound, "")
		_, err = r.s.Decide(r.Context(), r.op(authority.Registrar), id, Verdict{Candidate: "register:p1", Decision: casefile.Same})
		wantKind(r.TB, err, fault.Forbidden, "")
	})
}

func TestEverySideExit(t *testing.T) {
	on(t, func(r *rig) {
		kept, _ := r.file(authority.Coordinator, "nama", "Kasiyan")
		for _, rule := range casefile.Exits() {
			_, id := r.file(authority.Coordinator, "nama", "Warga "+string(rule.Exit))
			in := Exit{Exit: rule.Exit, Reason: rule.Reasons[0], Words: "Keterangan Pak RT"}
			if rule.Kept {
				in.Kept = kept
			}
			if rule.To {
				in.To = "35.04.01"
			}
			if rule.Next {
				in.Next = "2021-03-18"
				_, err := r.s.Leave(r.Context(), r.op(authority.Coordinator), id, in)
				wantKind(r.TB, err, fault.Conflict, "casefile.may.no_attempt")
				r.attempt(id)
			}
			if rule.Evidence {
				bare := in
				bare.Words = ""
				_, err := r.s.Leave(r.Context(), r.op(authority.Coordinator), id, bare)
				wantKind(r.TB, err, fault.Invalid, "")
			}
			_, err := r.s.Leave(r.Context(), r.op(authority.Registrar), id, in)
			wantKind(r.TB, err, fault.Forbidden, "")
			if _, err := r.s.Leave(r.Context(), r.op(authority.Coordinator), id, in); err != nil {
				r.Errorf("%s: %v", rule.Exit, err)
				continue
			}
			if rule.Exit == casefile.ExitDuplicate { // the first only proposes
				st := r.state(id)
				if st.Exit != "" {
					r.Errorf("one person ended a case as a duplicate")
				}
				if d := st.Identity[0]; d.Probability <= 0 || d.Model == "" {
					r.Errorf("what the program thought of it is not kept: %+v", d.IdentityDecidedBody)
				}
				_, err := r.s.Leave(r.Context(), r.op(authority.Coordinator), id, in)
				wantKind(r.TB, err, fault.Conflict, "fault.authority.separation.proposed_confirmed")
				if _, err := r.s.Leave(r.Context(), r.op(authority.Head), id, in); err != nil {
					r.Error(err)
				}
			}
			st := r.state(id)
			if st.Exit != rule.Exit || len(st.Parked) != 0 {
				r.Errorf("%s: exit %s, parked %v", rule.Exit, st.Exit, st.Parked)
			}
			if rule.Exit == casefile.ExitDeceased && len(st.Needs) == 0 {
				r.Error("a death opens no deed")
			}
			if _, err := r.s.Reopen(r.Context(), r.op(authority.Coordinator), id, Reopening{Reason: "new_facts", Person: casefile.Different}); err != nil {
				r.Errorf("%s: way back: %v", rule.Exit, err)
			}
		}
	})
}

// attempt records a visit at which nobody was met, as the step that visits does.
func (r *rig) attempt(id string) {
	r.Helper()
	if _, err := r.s.Accept(r.Context(), r.op(authority.Coordinator), id, nil); err != nil {
		r.Fatal(err)
	}
	_, err := r.s.change(r.Context(), r.op(authority.Field), id, casefile.NotMet, nil, func(_ *db.Tx, _ casefile.State) ([]ledger.Draft, error) {
		return []ledger.Draft{{Type: casefile.NotMet, Body: casefile.NotMetBody{Day: "2021-03-04", Reason: "away", Next: "2021-03-10"}}}, nil
	})
	if err != nil {
		r.Fatal(err)
	}
}

// The untouched lines of a page that is out of date take nothing back, and ask
// for no reason: only what somebody changed on it counts.
func TestAPageThatIsOutOfDateStatesOnlyWhatWasChanged(t *testing.T) {
	on(t, func(r *rig) {
		_, id := r.file(authority.Registrar)
		shown := r.state(id).Person.Shown(dataFields...)
		edit := func(role authority.Role, change ...string) error {
			in, err := ReadPerson(values(filled(change...)), start, district)
			if err != nil {
				return err
			}
			_, err = r.s.State(r.Context(), r.op(role), id, in, shown)
			return err
		}
		if err := edit(authority.Registrar, "ayah", "Karto", "tempat", "belakang pasar"); err != nil {
			r.Fatal(err)
		}
		if err := edit(authority.Coordinator, "alamat", "Dusun Krajan", "tempat", "belakang pasar"); err != nil {
			r.Fatalf("the father whom the page did not show: %v", err)
		}
		p := r.state(id).Person
		if d := p.Disputed(); len(d) != 0 || p.Value(casefile.FieldFather) != "Karto" || p.Value(casefile.FieldAddress) != "Dusun Krajan" {
			r.Errorf("disputed %v, father %q, address %q", d, p.Value(casefile.FieldFather), p.Value(casefile.FieldAddress))
		}
		if err := edit(authority.Coordinator, "ayah", "Kartono"); err != nil {
			r.Fatal(err)
		}
		if d := r.state(id).Person.Disputed(); !slices.Equal(d, []string{casefile.FieldFather}) {
			r.Errorf("two fathers, told by two people: disputed %v", d)
		}
	})
}

func TestCorrectingIsNotConflicting(t *testing.T) {
	on(t, func(r *rig) {
		_, id := r.file(authority.Registrar, "nik", "3503034308439001")
		shown := r.state(id).Person.Shown(dataFields...)
		edit := func(role authority.Role, shown []string, change ...string) error {
			in, err := ReadPerson(values(filled(append([]string{"sebab_ubah", "misheard"}, change...)...)), start, district)
			if err != nil {
				return err
			}
			_, err = r.s.State(r.Context(), r.op(role), id, in, shown)
			return err
		}
		wantKind(r.TB, edit(authority.Registrar, shown, "nama", "Sumirah binti Karto", "sebab_ubah", ""), fault.Invalid, "")
		if err := edit(authority.Registrar, shown, "ayah", "Karto", "sebab_ubah", ""); err != nil {
			r.Fatalf("what completes and corrects nothing needs no reason: %v", err)
		}
		shown = r.state(id).Person.Shown(dataFields...)
		if err := edit(authority.Registrar, shown, "nama", "Sumirah binti Karto", "ayah", "Karto"); err != nil {
			r.Fatal(err)
		}
		st := r.state(id)
		if st.Person.Value(casefile.FieldName) != "Sumirah binti Karto" || len(st.Person.Disputed()) != 0 {
			r.Errorf("name %q disputed %v", st.Person.Value(casefile.FieldName), st.Person.Disputed())
		}
		if st.Person.Value(casefile.FieldNIK) != "3503034308439001" {
			r.Error("a masked number that was left empty is gone")
		}
		wantKind(r.TB, edit(authority.Registrar, st.Person.Shown(dataFields...), "nama", "Sumirah binti Karto", "ayah", "Karto"), fault.Conflict, "fault.intake.nothing_changed")

		// A second tab that still shows the old name.
		if err := edit(authority.Coordinator, shown, "nama", "Soemirah", "ayah", "Karto"); err != nil {
			r.Fatal(err)
		}
		st = r.state(id)
		if d := st.Person.Disputed(); !slices.Equal(d, []string{casefile.FieldName}) {
			r.Fatalf("disputed %v", d)
		}
		var pick string
		for _, x := range st.Person.Get(casefile.FieldName).Statements {
			if x.Value == "Soemirah" {
				pick = x.Event
			}
		}
		_, err := r.s.Settle(r.Context(), r.op(authority.Coordinator), id, casefile.FieldName, "", "other")
		wantKind(r.TB, err, fault.Invalid, "")
		if _, err := r.s.Settle(r.Context(), r.op(authority.Coordinator), id, casefile.FieldName, "", pick); err != nil {
			r.Fatal(err)
		}
		st = r.state(id)
		if st.Person.Value(casefile.FieldName) != "Soemirah" || len(st.Person.Disputed()) != 0 {
			r.Errorf("after settling: %q %v", st.Person.Value(casefile.FieldName), st.Person.Disputed())
		}
		_, err = r.s.Settle(r.Context(), r.op(authority.Coordinator), id, casefile.FieldName, "", pick)
		wantKind(r.TB, err, fault.Conflict, "fault.intake.not_disputed")
		// A registrar may not move the person out of the own village.
		wantKind(r.TB, edit(authority.Registrar, st.Person.Shown(dataFields...), "desa", "35.03.02.2010"), fault.Forbidden, "")
	})
}

func TestNeeds(t *testing.T) {
	on(t, func(r *rig) {
		_, id := r.file(authority.Registrar)
		do := func(name string, err error) {
			r.Helper()
			if err != nil {
				r.Errorf("%s: %v", name, err)
			}
		}
		c := r.Context()
		_, err := r.s.AddNeeds(c, r.op(authority.Registrar), id, []string{"nik", "recording", "nik"})
		do("add", err)
		_, err = r.s.AddNeeds(c, r.op(authority.Registrar), id, []string{"nik"})
		wantKind(r.TB, err, fault.Conflict, "casefile.may.has_need")
		_, err = r.s.Defer(c, r.op(authority.Coordinator), id, "recording", "2021-03-04", "too_young")
		wantKind(r.TB, err, fault.Invalid, "")
		_, err = r.s.Defer(c, r.op(authority.Coordinator), id, "recording", "2022-03-04", "too_young")
		do("defer", err)
		_, err = r.s.DeclineNeed(c, r.op(authority.Coordinator), id, "nik", "has_document")
		do("decline", err)
		_, err = r.s.Wait(c, r.op(authority.Field), id, "", "ill", "2021-04-01")
		do("wait", err)
		for _, wrong := range []string{"", "kk"} { // there are no blanks of a KK, nor of a case
			_, err = r.s.Wait(c, r.op(authority.Field), id, wrong, "no_blanks", "")
			wantKind(r.TB, err, fault.Invalid, "")
		}
		_, err = r.s.Wait(c, r.op(authority.Field), id, "", "bored", "")
		wantKind(r.TB, err, fault.Invalid, "")
		_, err = r.s.Assign(c, r.op(authority.Coordinator), id, r.as(authority.Coordinator).scope.Person)
		do("assign", err)
		_, err = r.s.Assign(c, r.op(authority.Coordinator), id, r.as(authority.Registrar).scope.Person)
		wantKind(r.TB, err, fault.Invalid, "")
		_, err = r.s.Note(c, r.op(authority.Registrar), id, "general", "Rumahnya di belakang masjid")
		do("note", err)
		st := r.state(id)
		if len(st.Parked) != 0 || st.WaitingReason != "ill" || st.Owner == "" {
			r.Errorf("parked %v waiting %q owner %q", st.Parked, st.WaitingReason, st.Owner)
		}
		if n, _ := st.Need("recording"); n.DeferredUntil != "2022-03-04" {
			r.Errorf("deferred %q", n.DeferredUntil)
		}
	})
}

func TestLetters(t *testing.T) {
	on(t, func(r *rig) {
		id, err := r.s.Receive(r.Context(), r.op(authority.Registrar), siki, LetterBody{Number: "470/12/2021", Day: "2021-03-01", Sender: "Desa Siki"})
		if err != nil {
			r.Fatal(err)
		}
		_, err = r.s.Receive(r.Context(), r.op(authority.Registrar), siki, LetterBody{Day: time.Now().Format("02")})
		wantKind(r.TB, err, fault.Invalid, "")
		r.file(authority.Registrar, "surat", id)
		for role, want := range map[authority.Role]int{authority.Registrar: 1, authority.Coordinator: 1, authority.Social: 0} {
			list, err := r.s.Letters(r.Context(), r.as(role).scope, 10)
			if err != nil || len(list) != want {
				r.Errorf("%s sees %d letters, %v", role, len(list), err)
			}
			if len(list) > 0 && list[0].Cases != 1 {
				r.Errorf("%d cases under the letter", list[0].Cases)
			}
		}
		in, _ := ReadReport(values(filled("surat", id)), start, district, r.s.Book)
		_, err = r.s.File(r.Context(), r.op(authority.Social), in)
		wantKind(r.TB, err, fault.Invalid, "")
	})
}
