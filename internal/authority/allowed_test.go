package authority

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Every role, every action, and every kind of target: exactly what the table
// says, and nothing beside it.
func TestMatrix(t *testing.T) {
	actor := func(r Role) Actor {
		return Actor{Person: "u1", Role: r, Areas: []string{"35.03.04.2010", "35.03.05"}, Agency: "dinsos", Institution: "panti-1", Link: "e1"}
	}
	// Each target matches exactly one reach below the office.
	targets := map[Reach]Target{
		None:           {Area: "35.03.04.2011", Agency: "other", Institution: "panti-2", Reporter: "u2", Own: "u2"},
		Own:            {Area: "35.03.04.2011", Agency: "other", Institution: "panti-2", Reporter: "u2", Own: "u1"},
		OwnReports:     {Area: "35.03.04.2011", Agency: "other", Institution: "panti-2", Reporter: "u1", Own: "u2"},
		OwnInstitution: {Area: "35.03.04.2011", Agency: "other", Institution: "panti-1", Reporter: "u2", Own: "u2"},
		OwnAgency:      {Area: "35.03.04.2011", Agency: "dinsos", Institution: "panti-2", Reporter: "u2", Own: "u2"},
		OwnArea:        {Area: "35.03.05.2001", Agency: "other", Institution: "panti-2", Reporter: "u2", Own: "u2"},
	}
	n := 0
	for _, role := range append(Roles(), Role("intruder"), Role("")) {
		for _, a := range append(Actions(), Action("page.unlisted"), Action("")) {
			for kind, target := range targets {
				n++
				reach := Reaches(role, a)
				want := reach == Office || reach != None && reach == kind
				err := Allowed(a, actor(role), target)
				if (err == nil) != want {
					t.Errorf("%s %s on a target within %s: %v", role, a, kind, err)
				}
				if err == nil {
					continue
				}
				kind := fault.Forbidden
				if role.Hides() || !role.Known() {
					kind = fault.NotFound
				}
				if !fault.Is(err, kind) {
					t.Errorf("%s %s is refused with %v", role, a, err)
				}
			}
		}
	}
	t.Logf("%d cells", n)
}

func TestNothingIsReachedByEmptiness(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		role := rapid.SampledFrom(Roles()).Draw(t, "role")
		a := rapid.SampledFrom(Actions()).Draw(t, "action")
		if Reaches(role, a) == Office {
			return
		}
		// An actor without an area, agency, institution or name reaches no
		// target, not even one that has none either.
		target := rapid.SampledFrom([]Target{{}, {Area: "35.03.04.2010"}, {Agency: "x"}, {Reporter: "u9"}}).Draw(t, "target")
		if err := Allowed(a, Actor{Role: role, Areas: []string{""}}, target); err == nil {
			t.Fatalf("%s may %s by emptiness", role, a)
		}
	})
}

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		area, code string
		want       bool
	}{
		{"35.03", "35.03.04.2010", true},
		{"35.03.04", "35.03.04", true},
		{"35.03.04.2010", "35.03.04", false},
		{"35.03.0", "35.03.04", false},
		{"35.03.04", "35.03.041", false},
		{"", "", false},
		{"", "35", false},
		{"35", "", false},
	} {
		if got := Covers(c.area, c.code); got != c.want {
			t.Errorf("Covers(%q, %q) = %v", c.area, c.code, got)
		}
	}
}

func TestRefusalNamesWhoMay(t *testing.T) {
	f := fault.As(Allowed("issuance.verified", Actor{Person: "u", Role: Field}, Target{}))
	got, _ := f.Args["Roles"].([]string)
	if len(got) != 1 || got[0] != "role.verifier" {
		t.Errorf("roles named: %v", f.Args)
	}
	if f := fault.As(Allowed("page.case", Actor{Role: Companion}, Target{})); f.Args != nil {
		t.Errorf("a companion learns who may: %v", f.Args)
	}
}

func TestSeparation(t *testing.T) {
	by := func(p string, as ...Action) (out []Done) {
		for _, a := range as {
			out = append(out, Done{a, p})
		}
		return out
	}
	for _, c := range []struct {
		name string
		act  Action
		done []Done
		want string
	}{
		{"captured, verifies", "issuance.verified", by("u1", "visit.biometric"), "fault.authority.separation.captured_verified"},
		{"filled the form, verifies", "issuance.verified", by("u1", "dossier.form_filled"), "fault.authority.separation.captured_verified"},
		{"captured, returns", "dossier.returned", by("u1", "visit.recorded"), "fault.authority.separation.captured_verified"},
		{"verified, then supplies an item", "dossier.item_supplied", by("u1", "issuance.verified"), "fault.authority.separation.captured_verified"},
		{"verified, hands over", "handover.received", by("u1", "issuance.verified"), "fault.authority.separation.verified_handed_over"},
		{"verified, envelope received", "envelope.received", by("u1", "issuance.verified"), "fault.authority.separation.verified_handed_over"},
		{"handed over, verifies the next need", "issuance.verified", by("u1", "handover.received"), "fault.authority.separation.verified_handed_over"},
		{"operator approves himself", "visit.exception_approved", by("u1", "visit.biometric"), "fault.authority.separation.captured_approved"},
		{"another captured", "issuance.verified", by("u2", "visit.biometric", "dossier.submitted"), ""},
		{"another verified", "handover.received", by("u2", "issuance.verified"), ""},
		{"second officer approves", "visit.exception_approved", by("u2", "visit.biometric"), ""},
		{"captured, submits", "dossier.submitted", by("u1", "visit.biometric"), ""},
		{"returned, verifies later", "issuance.verified", by("u1", "dossier.returned"), ""},
		{"captured, hands over", "handover.received", by("u1", "visit.biometric"), ""},
		{"approved, captures again", "visit.biometric", by("u1", "visit.exception_approved"), ""},
		{"no acts", "issuance.verified", nil, ""},
	} {
		err := Separation(c.act, "u1", c.done)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || fault.As(err).Key != c.want || !fault.Is(err, fault.Conflict)):
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for _, a := range Separated() {
		if !a.Known() {
			t.Errorf("%s is separated and no action", a)
		}
	}
}

// In either order, the same pair is refused: no order of acts gets around it.
// Only who approved an exception may make the next capture.
func TestSeparationIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SampledFrom(Actions()).Draw(t, "a")
		if a == "visit.exception_approved" {
			return
		}
		b := rapid.SampledFrom(Actions()).Draw(t, "b")
		if b == "visit.exception_approved" {
			return
		}
		ab := Separation(a, "u", []Done{{b, "u"}}) != nil
		ba := Separation(b, "u", []Done{{a, "u"}}) != nil
		if ab != ba {
			t.Fatalf("%s after %s: %v, the other way round: %v", a, b, ab, ba)
		}
	})
}
