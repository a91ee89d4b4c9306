package intake

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// dataFields are the fields that the data page shows and may state.
var dataFields = []string{
	casefile.FieldName, casefile.FieldOtherName, casefile.FieldSex, casefile.FieldBirth, casefile.FieldBirthPlace,
	casefile.FieldMother, casefile.FieldFather, casefile.FieldNIK, casefile.FieldKK, casefile.FieldVillage, casefile.FieldAddress,
	casefile.FieldRT, casefile.FieldRW, casefile.FieldPlace, casefile.FieldDirections, casefile.FieldInstitution, casefile.FieldPoint,
	casefile.FieldCompanion, casefile.FieldPhone, casefile.FieldVulnerability, casefile.FieldLegalClass, casefile.FieldProxy,
	casefile.FieldProxyAs, casefile.FieldProxyWhy, casefile.FieldDifficulty, casefile.FieldReason, casefile.FieldBasis, casefile.FieldPhoto,
	casefile.FieldSafety,
}

// settling is choosing between the values of a field that stand side by side.
const settling = "page.settle"

// fieldNames are the names under which the data page asks for fields, where they
// are not those of the case file.
var fieldNames = map[string]string{
	casefile.FieldName: "nama", casefile.FieldOtherName: "nama_lain", casefile.FieldSex: "jk", casefile.FieldBirth: "lahir",
	casefile.FieldBirthPlace: "tempat_lahir", casefile.FieldMother: "ibu", casefile.FieldFather: "ayah", casefile.FieldNIK: "nik", casefile.FieldKK: "kk",
	casefile.FieldVillage: "desa", casefile.FieldAddress: "alamat", casefile.FieldRT: "rt", casefile.FieldRW: "rw", casefile.FieldPlace: "tempat",
	casefile.FieldDirections: "arah", casefile.FieldInstitution: "lembaga", casefile.FieldPoint: "titik", casefile.FieldCompanion: "pendamping",
	casefile.FieldPhone: "telepon", casefile.FieldVulnerability: "kerentanan", casefile.FieldLegalClass: "golongan", casefile.FieldProxy: "wakil",
	casefile.FieldProxyAs: "wakil_sebagai", casefile.FieldProxyWhy: "wakil_sebab", casefile.FieldReason: "alasan", casefile.FieldBasis: "dasar",
	casefile.FieldPhoto: "foto", casefile.FieldSafety: "keamanan",
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
	r.proxy()
	r.out = append(r.out, form.Given(form.ReadDifficulties(v, r.f))...)
	r.line("keamanan", casefile.FieldSafety, maxText)
	out := Person{Fields: r.out, Why: v.Text("sebab_ubah"), Keep: []string{casefile.FieldPhoto}}
	for _, c := range r.reasons() {
		out.Facts = append(out.Facts, casefile.Assertion{Field: casefile.FieldReason, Element: c, Value: c})
	}
	out.Facts = append(out.Facts, casefile.Assertion{Field: casefile.FieldBasis, Value: form.ReadBasis(v, r.f)})
	if out.Why != "" && !slices.Contains(casefile.CorrectionReasons, out.Why) {
		r.f.With("sebab_ubah", "intake.err.choice")
	}
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

// changes is what of a page's statement differs from what the page showed, and
// whether something that was known is replaced.
func changes(was casefile.Person, in Person) ([]casefile.Assertion, bool) {
	return was.Changes(slices.Concat(in.Fields, in.Facts),
		slices.DeleteFunc(slices.Clone(dataFields), func(f string) bool { return slices.Contains(in.Keep, f) }))
}

// State completes or corrects what is known of the person. shown are the
// events whose statements the page showed: what somebody else wrote meanwhile
// is then a second value, never overwritten. The numbers are masked on the
// page, so an empty number there means "as it was".
func (s *Service) State(ctx context.Context, op ledger.Op, caseID string, in Person, shown []string) (ledger.Receipt, error) {
	return s.change(ctx, op, caseID, casefile.PersonStated, nil, func(tx *db.Tx, st casefile.State) ([]ledger.Draft, error) {
		events, err := s.Ledger.EventsTx(tx, s.Accounts.With(op.Scope, "act:"+casefile.PersonStated), subjectOf(caseID))
		if err != nil {
			return nil, err
		}
		stated, corrects := changes(casefile.AsShown(caseID, events, shown), in)
		stated = st.Person.Since(stated)
		switch {
		case len(stated) == 0:
			return nil, fault.New(fault.Conflict, "fault.intake.nothing_changed")
		case corrects && in.Why == "":
			return nil, fault.At("sebab_ubah", "intake.err.why")
		}
		if err := institutionThere(tx, op.Scope, in); err != nil {
			return nil, err
		}
		// A page can only have shown what is there; other ids mean nothing.
		known := st.Person.Shown(dataFields...)
		replaces := slices.DeleteFunc(slices.Clone(shown), func(id string) bool { return !slices.Contains(known, id) })
		if err := maySettle(op.Scope, st.Person, stated, replaces); err != nil {
			return nil, err
		}
		area := st.Area
		for _, a := range stated {
			if a.Field == casefile.FieldVillage && a.Value != "" {
				area = a.Value
			}
		}
		if err := s.mayMove(op, st, area); err != nil {
			return nil, err
		}
		d := ledger.Draft{Type: casefile.PersonStated, Area: area, Replaces: replaces}
		d.Body, d.Personal = casefile.Stated(in.Why, stated)
		return []ledger.Draft{d}, nil
	})
}

// oddNow says what is odd about the numbers after a statement: what it left out,
// such as a masked number that stays, is as it was.
func (s *Service) oddNow(ctx context.Context, op ledger.Op, caseID string, in Person) ([]resident.Warning, error) {
	events, err := s.Ledger.Events(ctx, s.Accounts.With(op.Scope, "act:"+casefile.PersonStated), subjectOf(caseID))
	if err != nil {
		return nil, err
	}
	st := casefile.FoldState(caseID, events)
	return casefile.Odd(func(field string) string { return cmp.Or(in.Value(field), st.Person.Printable(field)) }, "", s.now()), nil
}

// maySettle refuses a statement over all the values of a field that stand side by
// side: who may not choose between them may not do it by writing over them.
func maySettle(scope db.Scope, p casefile.Person, stated []casefile.Assertion, replaces []string) error {
	if authority.Reaches(authority.Role(scope.Role), settling) != authority.None {
		return nil
	}
	f := fault.New(fault.Invalid, "fault.form")
	for _, a := range stated {
		now := p.Element(a.Field, a.Element)
		stays := func(x casefile.Statement) bool { return x.Current && !slices.Contains(replaces, x.Event) }
		if now.Disputed && !slices.ContainsFunc(now.Statements, stays) {
			f.With(fieldNames[a.Field], "intake.err.disputed")
		}
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// Settle decides a field of which two values stand side by side: the chosen
// statement is stated again, over all of them.
func (s *Service) Settle(ctx context.Context, op ledger.Op, caseID, field, element, chosen string) (ledger.Receipt, error) {
	return s.change(ctx, op, caseID, casefile.PersonStated, nil, func(tx *db.Tx, st casefile.State) ([]ledger.Draft, error) {
		if err := s.Accounts.Check(tx, op.Scope, settling, caseID); err != nil {
			return nil, err
		}
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
		d := ledger.Draft{Type: casefile.PersonStated, Area: area, Replaces: replaces}
		d.Body, d.Personal = casefile.Stated(casefile.WhySettled,
			[]casefile.Assertion{{Field: field, Element: element, Value: f.Statements[i].Value, Certainty: f.Statements[i].Certainty}})
		return []ledger.Draft{d}, nil
	})
}

// mayMove refuses to put a person into an area that the role does not reach: a
// registrar would lose the case with the same click.
func (s *Service) mayMove(op ledger.Op, st casefile.State, area string) error {
	return authority.Allowed(casefile.PersonStated, account.ActorOf(op.Scope), authority.Target{
		Area: area, Agency: st.Agency, Institution: st.Institution, Reporter: st.Reporter})
}
