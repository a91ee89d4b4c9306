package casefile_test

import (
	"slices"
	"testing"

	cf "github.com/jempolkeren/jempol/internal/casefile"
)

func name(st cf.State) cf.PersonField { return st.Person.Get(cf.FieldName) }

func TestCorrectionIsNoConflict(t *testing.T) {
	h := begin(t)
	a := h.did(cf.PersonStated, struct{}{}, says(cf.FieldName, "Suparman", cf.FieldSex, "L"))
	h.did(cf.PersonStated, struct{}{}, says(cf.FieldName, "Soeparman"), over(a))
	st := h.state()
	if f := name(st); f.Value != "Soeparman" || f.Disputed || len(f.Statements) != 1 {
		t.Errorf("%+v", f)
	}
	// The correction stated no sex, so it replaced none.
	if f := st.Person.Get(cf.FieldSex); f.Value != "L" || f.Event != a {
		t.Errorf("%+v", f)
	}
}

func TestEqualValuesAreOne(t *testing.T) {
	h := begin(t)
	h.did(cf.PersonStated, struct{}{}, says(cf.FieldName, "Suparman"))
	second := h.did(cf.PersonStated, struct{}{}, says(cf.FieldName, " Suparman "))
	st := h.state()
	if f := name(st); f.Disputed || f.Value != "Suparman" || f.Event != second || len(f.Statements) != 2 {
		t.Errorf("%+v", f)
	}
}

func TestConflictKeepsTheCommonGround(t *testing.T) {
	h := begin(t)
	root := h.did(cf.PersonStated, struct{}{}, says(cf.FieldName, "Parman"))
	base := h.did(cf.PersonStated, struct{}{}, says(cf.FieldName, "Suparman"), over(root))
	left := h.did(cf.PersonStated, struct{}{}, says(cf.FieldName, "Soeparman"), over(base))
	left2 := h.did(cf.PersonStated, struct{}{}, says(cf.FieldName, "Soeparman K"), over(left))
	right := h.did(cf.PersonStated, struct{}{}, says(cf.FieldName, "Supardi"), over(base))
	st := h.state()
	f := name(st)
	if !f.Disputed || f.Value != "Suparman" || f.Event != base {
		t.Fatalf("%+v: want what both replace, the newest of it", f)
	}
	if st.Person.Printable(cf.FieldName) != "" {
		t.Error("a paper would print a disputed name")
	}
	if got := st.Person.Shown(cf.FieldName); !slices.Equal(got, []string{left2, right}) {
		t.Errorf("a form shows %v", got)
	}
	h.work("case.accepted  coordinator", "case.person_stated name coordinator")
	// One of the two is not enough.
	h.did(cf.PersonStated, struct{}{}, says(cf.FieldName, "Supardi S"), over(right))
	if st := h.state(); !name(st).Disputed {
		t.Fatal("settled without having seen both")
	}
	st = h.state()
	h.did(cf.PersonStated, struct{}{}, says(cf.FieldName, "Supardi"), over(st.Person.Shown(cf.FieldName)...))
	st = h.state()
	if f := name(st); f.Disputed || f.Value != "Supardi" {
		t.Errorf("%+v", f)
	}
}

func TestConflictWithoutCommonGroundIsBlank(t *testing.T) {
	h := begin(t)
	h.did(cf.PersonStated, struct{}{}, says(cf.FieldBirth, "1931"))
	h.did(cf.PersonStated, struct{}{}, says(cf.FieldBirth, "1935"))
	st := h.state()
	if f := st.Person.Get(cf.FieldBirth); !f.Disputed || f.Value != "" || f.Event != "" {
		t.Errorf("%+v", f)
	}
}

// TestDifficultiesAreCounted: much or not at all is counted, by the Washington
// Group's cut-off, and outlives the person as a code. It sets nothing else.
func TestDifficultiesAreCounted(t *testing.T) {
	h := begin(t)
	h.did(cf.PersonStated, struct{}{}, with(cf.PersonPersonal{Fields: []cf.Assertion{
		{Field: cf.FieldDifficulty, Element: "seeing", Value: "3"}, {Field: cf.FieldDifficulty, Element: "hearing", Value: "2"},
		{Field: cf.FieldDifficulty, Element: "walking", Value: "4"}, {Field: cf.FieldDifficulty, Element: "communicating", Value: "9"},
	}}))
	st := h.state()
	want := []string{"difficulty:seeing", "difficulty:walking", "reason:no_nik"}
	if got := st.Figures().Categories; !slices.Equal(got, want) {
		t.Errorf("categories %v", got)
	}
	if st.Person.Value(cf.FieldDisability) != "" || len(st.Person.Elements(cf.FieldVulnerability)) != 0 {
		t.Error("an answer set a disability")
	}
	h.did(cf.Erased, st.Figures())
	if st := h.state(); !slices.Equal(st.Figures().Categories, want) {
		t.Errorf("after erasure %v", st.Figures().Categories)
	}
}

func TestElementsHaveTheirOwnKey(t *testing.T) {
	h := begin(t)
	both := h.did(cf.PersonStated, struct{}{}, with(cf.PersonPersonal{Fields: []cf.Assertion{
		{Field: cf.FieldVulnerability, Element: "elderly", Value: "1"},
		{Field: cf.FieldVulnerability, Element: "odgj", Value: "1"},
	}}))
	h.did(cf.PersonStated, struct{}{}, over(both), with(cf.PersonPersonal{Fields: []cf.Assertion{
		{Field: cf.FieldVulnerability, Element: "odgj", Value: ""},
	}}))
	st := h.state()
	if got := st.Person.Elements(cf.FieldVulnerability); !slices.Equal(got, []string{"elderly"}) {
		t.Errorf("elements %v", got)
	}
	if got := st.Figures().Categories; !slices.Equal(got, []string{"reason:no_nik", "vulnerability:elderly"}) {
		t.Errorf("categories %v", got)
	}
}

// TestParkedEventsStateNothing: what has no effect says nothing of the person.
func TestParkedEventsStateNothing(t *testing.T) {
	h := begin(t)
	h.add(cf.Visited, cf.VisitedBody{}, says(cf.FieldName, "Suparman"))
	if st := h.state(); name(st).Value != "" || len(st.Parked) != 1 {
		t.Errorf("%+v", name(st))
	}
	h.work("case.accepted  coordinator", "case.noted parked coordinator")
	st := h.state()
	h.did(cf.Noted, cf.NotedBody{About: cf.NoteParked, Events: []string{st.Parked[0].EventID}})
	h.work("case.accepted  coordinator")
}

// TestArrivalBringsParkedEventsToLife: parking is reconsidered with every fold.
func TestArrivalBringsParkedEventsToLife(t *testing.T) {
	h := begin(t, cf.NeedKK).met()
	late := h.events[1] // the acceptance is still on a station
	h.events = append(h.events[:1:1], h.events[2:]...)
	if st := h.state(); st.Stage != cf.StageReported || len(st.Parked) != 2 {
		t.Fatalf("at %s, %d parked", st.Stage, len(st.Parked))
	}
	h.events = append(h.events, late)
	if st := h.state(); st.Stage != cf.StageVisited || len(st.Parked) != 0 {
		t.Errorf("at %s, %d parked", st.Stage, len(st.Parked))
	}
}

func TestErasureLeavesTheCaseAndItsFigures(t *testing.T) {
	h := begin(t, cf.NeedKK)
	h.did(cf.PersonStated, struct{}{}, at("35.03.08.2004"), with(cf.PersonPersonal{Fields: []cf.Assertion{
		{Field: cf.FieldName, Value: "Suparman"}, {Field: cf.FieldSex, Value: "L"}, {Field: cf.FieldBirth, Value: "1931"},
		{Field: cf.FieldNIK, Value: "3503081503319001"}, {Field: cf.FieldVulnerability, Element: "elderly", Value: "1"},
	}}))
	h.met()
	before := h.state()
	figures := before.Figures()
	if figures.AgeBand != cf.AgeElderly || figures.Kecamatan != "35.03.08" || figures.Sex != "L" {
		t.Fatalf("%+v", figures)
	}
	h.did(cf.Erased, figures)
	after := h.state()
	if after.Stage != before.Stage || len(after.Person.Fields) != 0 || !after.Erased {
		t.Errorf("at %s with %d fields", after.Stage, len(after.Person.Fields))
	}
	got := after.Figures()
	if got.AgeBand != figures.AgeBand || !slices.Equal(got.Categories, figures.Categories) || got.Sex != "L" {
		t.Errorf("figures %+v, want %+v", got, figures)
	}
	if got := after.SearchTokens(); !slices.Equal(got, []string{"number:JK202100412"}) {
		t.Errorf("found by %v", got)
	}
	// The person's data is not read even where a copy still holds it.
	h.did(cf.PersonStated, struct{}{}, says(cf.FieldName, "Suparman"))
	if st := h.state(); len(st.Person.Fields) != 0 {
		t.Error("erased data came back")
	}
}

func TestSearchTokens(t *testing.T) {
	h := begin(t)
	h.did(cf.PersonStated, struct{}{}, with(cf.PersonPersonal{Fields: []cf.Assertion{
		{Field: cf.FieldName, Value: "Mbah Soeparman"}, {Field: cf.FieldOtherName, Element: "1", Value: "Pak Man"},
		{Field: cf.FieldNIK, Value: "3503081503319001"}, {Field: cf.FieldKK, Value: "3503080101109001"},
	}}))
	st := h.state()
	want := []string{"MAN", "PAK", "SOEPARMAN", "SUPARMAN", "kk:3503080101109001", "nik:3503081503319001", "number:JK202100412"}
	if got := st.SearchTokens(); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if got := cf.TokenOf(cf.TokenNumber, "jk 2021 00412"); got != "number:JK202100412" {
		t.Errorf("%q", got)
	}
}

func TestSearchTokensOfAPlace(t *testing.T) {
	h := begin(t)
	h.did(cf.PersonStated, struct{}{}, with(cf.PersonPersonal{Fields: []cf.Assertion{{Field: cf.FieldPlace, Value: "emperan pasar"},
		{Field: cf.FieldCompanion, Value: "Bu Lastri"}, {Field: cf.FieldInstitution, Value: "panti-1"}}}))
	st := h.state()
	if got := st.SearchTokens(); !slices.Equal(got, []string{"at:BU", "at:EMPERAN", "at:LASTRI", "at:PASAR", "in:panti-1", "number:JK202100412"}) {
		t.Errorf("%v", got)
	}
}

func TestOwner(t *testing.T) {
	h := begin(t)
	h.did(cf.Assigned, cf.AssignedBody{Owner: "u7"})
	st := h.state()
	if w := st.Work(); w[0].Person != "u7" {
		t.Errorf("%+v", w)
	}
}

func TestIdentityDecisions(t *testing.T) {
	h := begin(t)
	h.did(cf.IdentityDecided, cf.IdentityDecidedBody{Candidate: "case:b", Decision: "unsure"})
	h.did(cf.IdentityDecided, cf.IdentityDecidedBody{Candidate: "register:c", Decision: "same"})
	h.work("case.accepted  coordinator", "case.identity_decided case:b coordinator")
	h.did(cf.IdentityDecided, cf.IdentityDecidedBody{Candidate: "case:b", Decision: "same"})
	h.work("case.accepted  coordinator", "case.duplicate case:b head")
	h.did(cf.IdentityDecided, cf.IdentityDecidedBody{Candidate: "case:b", Decision: "different"})
	h.work("case.accepted  coordinator")
}

// TestSuspicion: another case is work until somebody decides on it, or until it
// is over; a decision can be followed by a new suspicion.
func TestSuspicion(t *testing.T) {
	h := begin(t)
	h.did(cf.Suspected, cf.SuspectedBody{Candidate: "case:b", Probability: .8})
	h.did(cf.Suspected, cf.SuspectedBody{Candidate: "case:b", Probability: .9})
	h.work("case.accepted  coordinator", "case.identity_decided case:b coordinator")
	h.did(cf.IdentityDecided, cf.IdentityDecidedBody{Candidate: "case:b", Decision: cf.Different})
	h.work("case.accepted  coordinator")
	h.did(cf.Suspected, cf.SuspectedBody{Candidate: "case:b"})
	h.work("case.accepted  coordinator", "case.identity_decided case:b coordinator")
	h.did(cf.Suspected, cf.SuspectedBody{Candidate: "case:b", Over: true})
	h.work("case.accepted  coordinator")
}
