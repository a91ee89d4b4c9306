package intake

import (
	"context"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
)

// dataFields are the fields that the data page shows and may state.
var dataFields = []string{
	casefile.FieldName, casefile.FieldOtherName, casefile.FieldSex, casefile.FieldBirth, casefile.FieldBirthPlace,
	casefile.FieldMother, casefile.FieldNIK, casefile.FieldKK, casefile.FieldVillage, casefile.FieldAddress,
	casefile.FieldRT, casefile.FieldRW, casefile.FieldPlace, casefile.FieldDirections, casefile.FieldCompanion,
	casefile.FieldPhone, casefile.FieldVulnerability, casefile.FieldLegalClass,
}

// ReadPerson reads the data page: every field it has, as one statement. within
// is the office's district: a person of a case is found in it.
func ReadPerson(v Values, now time.Time, within region.Code) (Person, error) {
	r := newReader(v, now)
	if v.Text("yakin_data") == casefile.CertaintyDocument {
		r.cert = casefile.CertaintyDocument
	}
	r.person()
	r.village(within)
	out := Person{Fields: r.out}
	if v.Text("lahir.y") == "" && v.Text("umur") != "" && v.Text("umur") == v.Text("umur_semula") {
		out.Keep = append(out.Keep, casefile.FieldBirth)
		out.Fields = slices.DeleteFunc(out.Fields, func(a casefile.Assertion) bool { return a.Field == casefile.FieldBirth })
	}
	for _, number := range []string{casefile.FieldNIK, casefile.FieldKK} {
		if out.Value(number) == "" {
			out.Keep = append(out.Keep, number)
		}
	}
	return out, r.err()
}

// changes is what of a page's statement differs from what is in force and was
// shown: only that is stated, so that a corrected address does not repeat an
// old name as if it had been asked again. A field that was emptied is stated
// as empty. A disputed field is left to Settle, unless it was changed here.
func changes(st casefile.State, in Person) []casefile.Assertion {
	var out []casefile.Assertion
	given := map[[2]string]bool{}
	for _, a := range in.Fields {
		given[[2]string{a.Field, a.Element}] = true
		old := st.Person.Element(a.Field, a.Element)
		if old.Value == a.Value && old.Event != "" {
			continue
		}
		out = append(out, a)
	}
	for _, f := range st.Person.Fields {
		if !slices.Contains(dataFields, f.Field) || slices.Contains(in.Keep, f.Field) || given[[2]string{f.Field, f.Element}] || f.Value == "" {
			continue
		}
		out = append(out, casefile.Assertion{Field: f.Field, Element: f.Element, Value: "", Certainty: casefile.CertaintySaid})
	}
	return out
}

// State completes or corrects what is known of the person. shown are the
// events whose statements the page showed: what somebody else wrote meanwhile
// is then a second value, never overwritten. The numbers are masked on the
// page, so an empty number there means "as it was".
func (s *Service) State(ctx context.Context, op ledger.Op, caseID string, in Person, shown []string) (ledger.Receipt, error) {
	return s.change(ctx, op, caseID, casefile.PersonStated, nil, func(_ *db.Tx, st casefile.State) ([]ledger.Draft, error) {
		stated := changes(st, in)
		if len(stated) == 0 {
			return nil, fault.New(fault.Conflict, "fault.intake.nothing_changed")
		}
		// A page can only have shown what is there; other ids mean nothing.
		known := st.Person.Shown(dataFields...)
		replaces := slices.DeleteFunc(slices.Clone(shown), func(id string) bool { return !slices.Contains(known, id) })
		area := st.Area
		for _, a := range stated {
			if a.Field == casefile.FieldVillage && a.Value != "" {
				area = a.Value
			}
		}
		if err := s.mayMove(op, st, area); err != nil {
			return nil, err
		}
		return []ledger.Draft{{Type: casefile.PersonStated, Area: area, Replaces: replaces, Body: struct{}{},
			Personal: casefile.PersonPersonal{Fields: stated}}}, nil
	})
}

// Settle decides a field of which two values stand side by side: the chosen
// statement is stated again, over all of them.
func (s *Service) Settle(ctx context.Context, op ledger.Op, caseID, field, element, chosen string) (ledger.Receipt, error) {
	return s.change(ctx, op, caseID, casefile.PersonStated, nil, func(_ *db.Tx, st casefile.State) ([]ledger.Draft, error) {
		f := st.Person.Element(field, element)
		if !f.Disputed || field == casefile.FieldBiometric {
			return nil, fault.New(fault.Conflict, "fault.intake.not_disputed")
		}
		i := slices.IndexFunc(f.Statements, func(x casefile.Statement) bool { return x.Event == chosen })
		if i < 0 {
			return nil, fault.At("nilai", "intake.err.choice")
		}
		area := st.Area
		if field == casefile.FieldVillage && f.Statements[i].Value != "" {
			area = f.Statements[i].Value
		}
		var replaces []string
		for _, x := range f.Statements {
			replaces = append(replaces, x.Event)
		}
		return []ledger.Draft{{Type: casefile.PersonStated, Area: area, Replaces: replaces, Body: struct{}{},
			Personal: casefile.PersonPersonal{Fields: []casefile.Assertion{{
				Field: field, Element: element, Value: f.Statements[i].Value, Certainty: f.Statements[i].Certainty}}}}}, nil
	})
}

// mayMove refuses to put a person into an area that the role does not reach: a
// registrar would lose the case with the same click.
func (s *Service) mayMove(op ledger.Op, st casefile.State, area string) error {
	return authority.Allowed(casefile.PersonStated, account.ActorOf(op.Scope), authority.Target{
		Area: area, Agency: st.Agency, Institution: st.Institution, Reporter: st.Reporter})
}
