package intake

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Who lives alone has a KK of their own; who does not is taken into the KK of a
// relative, of the institution's foundation, or of a guardian (Perpres 96/2018
// pasal 11; SE Dirjen Dukcapil 470/13287).

// How a family is found, in words through "intake.family.*".
const (
	familyOwn    = "own"    // the person's own KK
	familyMother = "mother" // the KK of somebody who may be the mother
	familyFather = "father"
)

// How a member stands to the person, in words through "intake.kin.*".
const (
	kinSelf      = "self"
	kinMother    = "mother"
	kinFather    = "father"
	kinChild     = "child"
	kinSibling   = "sibling"
	kinHousehold = "household"
)

// family is one KK in which the person stands, or might be taken in.
type family struct {
	how     string
	kk      string
	members []member
}

// member is one of its people.
type member struct {
	register.Record
	kin string
}

// ref names the family in a form without its number: by its eldest.
func (f family) ref() string { return hostFamily + ":" + f.eldest().ID }

// eldest is the eldest living member; the register does not say who heads the
// family.
func (f family) eldest() member {
	living := slices.DeleteFunc(slices.Clone(f.members), func(m member) bool { return m.State != register.StateActive })
	if len(living) == 0 {
		living = f.members
	}
	return slices.MinFunc(living, func(a, b member) int {
		return cmp.Or(cmp.Compare(bornBy(a.Birth), bornBy(b.Birth)), cmp.Compare(a.ID, b.ID))
	})
}

// dead are the members whom the register knows to have died.
func (f family) dead() (out []member) {
	for _, m := range f.members {
		if m.State == register.StateDead {
			out = append(out, m)
		}
	}
	return out
}

// alone says that nobody else lives in the KK.
func (f family) alone() bool {
	return !slices.ContainsFunc(f.members, func(m member) bool { return m.kin != kinSelf && m.State == register.StateActive })
}

// bornBy is the last day on which somebody may be born; who says nothing comes
// last.
func bornBy(birth string) string {
	d, err := resident.DateOf(birth)
	if err != nil {
		return "9999"
	}
	_, last, ok := d.Bounds()
	if !ok {
		return "9999"
	}
	return last.Format(time.DateOnly)
}

// generation is how many years at least lie between a child and a parent.
const generation = 12

// older reports whether a may be the parent of b by age; in doubt it may.
func older(a, b string) bool {
	da, err := resident.DateOf(a)
	if err != nil {
		return true
	}
	db, err := resident.DateOf(b)
	if err != nil {
		return true
	}
	from, _, ok := da.BirthYearRange()
	_, to, known := db.BirthYearRange()
	return !ok || !known || to-from >= generation
}

// spelt is a name as it is compared: its words as they are spelt today.
func spelt(name string) string {
	var out []string
	for _, w := range resident.FoldTokens(name) {
		out = append(out, resident.Spell(w))
	}
	return strings.Join(out, " ")
}

// kinOf says how a member of a KK stands to the person, as far as names and
// ages tell. refs are the records that are the person.
func kinOf(p casefile.Person, refs []string, m register.Record) string {
	same := func(a, b string) bool { a = spelt(a); return a != "" && a == spelt(b) }
	birth, nik := p.Value(casefile.FieldBirth), p.Value(casefile.FieldNIK)
	switch {
	case slices.Contains(refs, m.ID), nik != "" && nik == m.NIK:
		return kinSelf
	case m.Sex != "L" && same(m.Name, p.Value(casefile.FieldMother)) && older(m.Birth, birth):
		return kinMother
	case m.Sex != "P" && same(m.Name, p.Value(casefile.FieldFather)) && older(m.Birth, birth):
		return kinFather
	case (same(m.Mother, p.Value(casefile.FieldName)) || same(m.Father, p.Value(casefile.FieldName))) && older(birth, m.Birth):
		return kinChild
	case same(m.Mother, p.Value(casefile.FieldMother)):
		return kinSibling
	}
	return kinHousehold
}

// mostParents is how many people of a parent's name are looked at.
const mostParents = 3

// families are the KKs of the person and of who may be the parents, for a role
// that may look into the register. The access log has it before it is read.
func (s *Service) families(ctx context.Context, scope db.Scope, st casefile.State) ([]family, error) {
	if authority.Reaches(authority.Role(scope.Role), "register.candidates") == authority.None || st.Erased {
		return nil, nil
	}
	if err := s.Accounts.Log(ctx, scope, account.AccessEntry{Action: "register.candidates", Kind: account.AccessList, Detail: "household"}); err != nil {
		return nil, err
	}
	refs, cards := []string{}, []string{st.Person.Value(casefile.FieldKK)}
	for _, d := range st.Identity {
		if id, ok := strings.CutPrefix(d.Candidate, "register:"); ok && d.Decision == casefile.Same {
			refs = append(refs, id)
		}
	}
	if nik := st.Person.Value(casefile.FieldNIK); nik != "" {
		found, err := s.Register.Candidates(ctx, scope, register.Query{NIK: nik, NotCase: st.ID})
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			if id, ok := strings.CutPrefix(c.Ref, "register:"); ok && c.NIK == nik && !slices.Contains(refs, id) {
				refs = append(refs, id)
			}
		}
	}
	for _, id := range refs {
		p, err := s.Register.Get(ctx, scope, id)
		if fault.Is(err, fault.NotFound) {
			continue // gone with a newer copy of the register
		}
		if err != nil {
			return nil, err
		}
		cards = append(cards, p.KK)
	}
	var out []family
	add := func(how, kk string) error {
		if kk == "" || slices.ContainsFunc(out, func(f family) bool { return f.kk == kk }) {
			return nil
		}
		people, err := s.Register.Household(ctx, scope, kk)
		if err != nil || len(people) == 0 {
			return err
		}
		f := family{how: how, kk: kk}
		for _, p := range people {
			f.members = append(f.members, member{p, kinOf(st.Person, refs, p)})
		}
		out = append(out, f)
		return nil
	}
	for _, kk := range cards {
		if err := add(familyOwn, kk); err != nil {
			return nil, err
		}
	}
	for _, parent := range []struct{ how, field, sex string }{{familyMother, casefile.FieldMother, "P"}, {familyFather, casefile.FieldFather, "L"}} {
		kks, err := s.parents(ctx, scope, st, parent.field, parent.sex)
		if err != nil {
			return nil, err
		}
		for _, kk := range kks {
			if err := add(parent.how, kk); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// parents are the KKs of the people of the same village who bear a parent's
// name and are old enough.
func (s *Service) parents(ctx context.Context, scope db.Scope, st casefile.State, field, sex string) (kks []string, err error) {
	name, village := st.Person.Value(field), st.Person.Value(casefile.FieldVillage)
	if resident.Fold(name) == "" || village == "" {
		return nil, nil
	}
	found, err := s.Register.Candidates(ctx, scope, register.Query{Name: name, Sex: sex, Village: village, NotCase: st.ID})
	if err != nil {
		return nil, err
	}
	for _, c := range found {
		id, ok := strings.CutPrefix(c.Ref, "register:")
		if !ok || c.State != register.StateActive || c.Village != village || c.Sex == opposite(sex) || spelt(c.Name) != spelt(name) ||
			!older(c.Birth, st.Person.Value(casefile.FieldBirth)) {
			continue
		}
		p, err := s.Register.Get(ctx, scope, id)
		if err != nil {
			return nil, err
		}
		if kks = append(kks, p.KK); len(kks) == mostParents {
			break
		}
	}
	return kks, nil
}

func opposite(sex string) string {
	if sex == "L" {
		return "P"
	}
	return "L"
}

// Who takes the person in, as the form writes it.
const (
	hostFamily      = "kk" // with the eldest of the family
	hostInstitution = "lembaga"
	hostProxy       = "wali"
	hostOther       = "lain"
	hostNobody      = "sendiri"
)

// shdkHead is the place of the head of a family (table shdk).
const shdkHead = "1"

// Host is who takes a person into their KK, as a form tells it.
type Host struct {
	Who      string // one of the host constants, a family with its eldest
	Name     string // of another host
	KK       string // of a host that the register does not know
	Relation string // code of table shdk
	HeadDied bool   // of the head of the old KK
}

// hostFields are what a choice states.
var hostFields = []string{casefile.FieldHost, casefile.FieldHostKK, casefile.FieldSHDK, casefile.FieldCircumstance}

// Join states into whose KK the person comes. What follows for the dossier, the
// host's KK and the owner's consent, follows from the circumstance.
func (s *Service) Join(ctx context.Context, op ledger.Op, caseID string, in Host, shown []string) (ledger.Receipt, error) {
	st, err := s.state(ctx, op.Scope, casefile.PersonStated, caseID)
	if err != nil {
		return ledger.Receipt{}, err
	}
	name, kk, err := s.host(ctx, op, st, in)
	if err != nil {
		return ledger.Receipt{}, err
	}
	hosted, died := "1", ""
	if in.Who == hostNobody {
		hosted, in.Relation = "", shdkHead
	} else if t, err := s.Book.Table("shdk"); err != nil || in.Relation == shdkHead ||
		!slices.ContainsFunc(t.Codes, func(c lawbook.Code) bool { return c.Code == in.Relation }) {
		return ledger.Receipt{}, fault.At("hubungan", "intake.family.err.relation")
	}
	if in.HeadDied {
		died = "1"
	}
	stated := []casefile.Assertion{{Field: casefile.FieldHost, Value: name}, {Field: casefile.FieldHostKK, Value: kk}, {Field: casefile.FieldSHDK, Value: in.Relation},
		{Field: casefile.FieldCircumstance, Element: string(lawbook.Hosted), Value: hosted}, {Field: casefile.FieldCircumstance, Element: string(lawbook.HeadDied), Value: died}}
	for i := range stated {
		stated[i].Certainty = casefile.CertaintySaid
	}
	return s.change(ctx, op, caseID, casefile.PersonStated, nil, func(_ *db.Tx, st casefile.State) ([]ledger.Draft, error) {
		left := st.Person.Since(stated)
		if len(left) == 0 {
			return nil, fault.New(fault.Conflict, "fault.intake.nothing_changed")
		}
		known := st.Person.Shown(hostFields...)
		d := ledger.Draft{Type: casefile.PersonStated, Replaces: slices.DeleteFunc(slices.Clone(shown), func(id string) bool { return !slices.Contains(known, id) })}
		d.Body, d.Personal = casefile.Stated("", left)
		return []ledger.Draft{d}, nil
	})
}

// host finds who was chosen: name, and number of the KK where it is known.
func (s *Service) host(ctx context.Context, op ledger.Op, st casefile.State, in Host) (name, kk string, err error) {
	if in.KK != "" {
		n, err := resident.ReadKK(in.KK)
		if err != nil {
			f := resident.Field("kk", err)
			return "", "", fault.At(f.Name, f.Key)
		}
		kk = string(n)
	}
	switch who, id, _ := strings.Cut(in.Who, ":"); who {
	case hostNobody:
		return "", "", nil
	case hostInstitution:
		name, err = s.institutionOf(ctx, op.Scope, st)
	case hostProxy:
		name = st.Person.Value(casefile.FieldProxy)
	case hostOther:
		if resident.Fold(in.Name) == "" {
			return "", "", fault.At("siapa", "intake.family.err.name")
		}
		name = in.Name
	case hostFamily:
		families, err := s.families(ctx, s.Accounts.With(op.Scope, "act:"+casefile.PersonStated), st)
		if err != nil {
			return "", "", err
		}
		for _, f := range families {
			if e := f.eldest(); e.ID == id {
				return e.Name, f.kk, nil
			}
		}
	}
	if err == nil && name == "" {
		err = fault.At("ikut", "intake.err.choice")
	}
	return name, kk, err
}

// institutionOf is the name of the institution in which the person lives; "" is
// none.
func (s *Service) institutionOf(ctx context.Context, scope db.Scope, st casefile.State) (string, error) {
	id := st.Person.Value(casefile.FieldInstitution)
	if id == "" {
		id = st.Institution
	}
	if id == "" {
		return "", nil
	}
	all, err := s.institutions(ctx, scope)
	for _, i := range all {
		if i.id == id {
			return i.name, nil
		}
	}
	return "", err
}

// papersFor are what the KK and the open needs ask for because of the
// household: for who is taken in, or for who is not.
func papersFor(b *lawbook.Book, st casefile.State, taken bool, day time.Time) (out []lawbook.Requirement) {
	p := resident.Person{}
	if d, err := resident.DateOf(st.Person.Value(casefile.FieldBirth)); err == nil {
		p.Birth = d
	}
	cs := lawbook.Of(p, st.Person.Value(casefile.FieldMarital), day)
	if taken {
		cs = append(cs, lawbook.Hosted, lawbook.MinorsRemain)
	}
	for _, need := range []string{casefile.NeedKK, casefile.NeedNIK, casefile.NeedMove} {
		if n, ok := st.Need(need); need != casefile.NeedKK && (!ok || !n.Open()) {
			continue // a KK is changed whatever else is needed
		}
		for _, r := range b.Requirements(need, cs) {
			ofHost := slices.Contains(r.When, string(lawbook.Hosted)) || slices.Contains(r.When, string(lawbook.MinorsRemain)) && cs.Has(lawbook.Child)
			twice := r.Form != "" && slices.ContainsFunc(out, func(o lawbook.Requirement) bool { return o.Form == r.Form })
			if !twice && (r.Form == "F-1.02" || taken && ofHost || !taken && r.Form == "F-1.01") {
				out = append(out, r)
			}
		}
	}
	return out
}
