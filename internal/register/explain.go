package register

import (
	"context"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/linkage"
)

// Explanation is how one candidate compares with what is known of a person,
// field by field.
type Explanation struct {
	Candidate
	Bits   float64    // all fields together, with what the age weighs
	Fields []Compared // name, birth, birth place, mother, sex, village, NIK
}

// Compared is one field of both sides.
type Compared struct {
	Field string // a field of casefile
	Level string // how it agrees, in words through the keys "register.level.*"
	Bits  float64
	Words []linkage.WordPair // of names
}

// fieldsOf names the fields of the search as a case does.
var fieldsOf = map[string]string{
	linkage.FieldName: casefile.FieldName, linkage.FieldMother: casefile.FieldMother, linkage.FieldBirth: casefile.FieldBirth,
	linkage.FieldPlace: casefile.FieldBirthPlace, linkage.FieldVillage: casefile.FieldVillage, linkage.FieldSex: casefile.FieldSex,
}

// Explain compares one candidate, by its reference, with what is known of a
// person. Bits above 0 speak for its being the person, below 0 against.
func (r *Register) Explain(ctx context.Context, scope db.Scope, q Query, ref string) (Explanation, error) {
	if scope.Empty() {
		return Explanation{}, fault.New(fault.NotFound, "register.not_found")
	}
	m, err := r.Moment(ctx, scope, nil)
	if err != nil {
		return Explanation{}, err
	}
	found, err := m.Candidates(ctx, q)
	if err != nil {
		return Explanation{}, err
	}
	i := slices.IndexFunc(found[0], func(c Candidate) bool { return c.Ref == ref })
	if i >= 0 {
		return m.Explain(q, found[0][i]), nil
	}
	c, err := m.candidate(ctx, q, ref)
	if err != nil {
		return Explanation{Candidate: c}, err
	}
	return m.Explain(q, c), nil
}

// Explain compares a candidate, as Candidates gave it, field by field.
func (m *Moment) Explain(q Query, c Candidate) Explanation {
	e := Explanation{Candidate: c}
	among, model := m.residents, m.model
	if kind, _, _ := strings.Cut(c.Ref, ":"); kind != casefile.KindCase && among != nil {
		model = among.model
	} else if among == nil || among.Len() < fewPeople {
		among = &index{Index: m.cases.base}
	}
	k := m.memo()
	reasons, bits := k.Explain(model, among.Index, q.report(), e.person())
	m.done(k)
	e.Bits = float64(bits)
	for _, why := range reasons {
		e.Fields = append(e.Fields, Compared{Field: fieldsOf[why.Field], Level: why.Level, Bits: float64(why.Bits), Words: why.Words})
	}
	nik := Compared{Field: casefile.FieldNIK, Level: linkage.LevelMissing, Bits: nikBits(q.NIK, e.NIK)}
	switch nik.Bits {
	case nikSame:
		nik.Level = linkage.LevelSame
	case nikNear:
		nik.Level = linkage.LevelNear
	case nikOther:
		nik.Level = linkage.LevelOther
	}
	e.Bits += nik.Bits
	e.Fields = append(e.Fields, nik)
	return e
}

// candidate reads somebody who was not found as a candidate, and weighs them as
// if nobody else were looked at.
func (m *Moment) candidate(ctx context.Context, q Query, ref string) (c Candidate, err error) {
	kind, id, _ := strings.Cut(ref, ":")
	k := m.memo()
	defer m.done(k)
	if kind == kindRegister {
		p, err := m.r.Get(ctx, m.scope, id)
		if err != nil {
			return c, err
		}
		if c = candidateOf(p); m.residents != nil {
			c.Probability = m.residents.alone(k, q, p.person())
		}
	} else {
		found, err := m.r.casesNamed(ctx, m.scope, "p.case_id", []string{id})
		if err == nil && len(found) == 0 {
			err = fault.New(fault.NotFound, "fault.account.case")
		}
		if err != nil {
			return c, err
		}
		c = found[0]
		whole := index{Index: m.cases.base, model: m.model}
		c.Probability = whole.alone(k, q, c.person())
	}
	c.weighNIK(q)
	c.correct(m.learned, m.residents)
	return c, nil
}
