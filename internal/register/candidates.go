package register

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/linkage"
	"github.com/jempolkeren/jempol/internal/resident"
)

// MaxCandidates is how many candidates are shown for one person.
const MaxCandidates = 10

// kindRegister begins the reference of a candidate of the register.
const kindRegister = "register"

// Reasons why a candidate is shown, in words through the keys "register.match.*".
const (
	MatchNIK     = "nik"
	MatchName    = "name"
	MatchVillage = "village"
	MatchBirth   = "birth"
	MatchMother  = "mother"
)

// Candidate is somebody who may be the person: in the register or in a case.
type Candidate struct {
	Ref        string // "register:<id>" or "case:<id>"; safe in bodies and forms, never a NIK
	Number     string // of a case
	Stage      string // of a case
	Name       string
	OtherNames string // of a case, with commas between
	Sex        string
	Birth      string
	BirthPlace string
	Village    string
	RT, RW     string // of the register
	Mother     string
	NIK        string // to be masked by who shows it
	KK         string // likewise
	State      string // of the register: active, dead, moved; "" for a case
	Recorded   bool   // of the register: biometrics are recorded
	Matches    []string

	// Probability is how probable it is, from 0 to 1, that the candidate is the
	// person: in the register, or among the cases. Auto says that the search by
	// itself is sure (at least 0.99, and far before the next); nothing is closed
	// or linked for that alone where a person can decide.
	Probability float64
	Auto        bool
	// Model names the model that was used (Explanation).
	Model string
}

// Candidates finds who in the register and among the cases may be the person,
// the most probable first, at most MaxCandidates. Every case of the office takes
// part, whatever the scope may open: a second case for one person must be seen
// before it is made. What of it the scope may read is the caller's to show.
func (r *Register) Candidates(ctx context.Context, scope db.Scope, q Query) ([]Candidate, error) {
	if scope.Empty() || !q.Known() {
		return nil, nil
	}
	residents, err := r.index(ctx, scope)
	if err != nil {
		return nil, err
	}
	learned, err := r.calibration(ctx, scope)
	if err != nil {
		return nil, err
	}
	people, err := r.residentsLike(ctx, scope, q, residents)
	if err != nil {
		return nil, err
	}
	cases, err := r.casesLike(ctx, scope, q, residents)
	if err != nil {
		return nil, err
	}
	for i := range people {
		people[i].correct(learned, residents)
	}
	for i := range cases {
		cases[i].correct(learned, residents)
	}
	out := slices.DeleteFunc(append(people, cases...), func(c Candidate) bool {
		return c.Probability < leastProbable && weight(c.Matches) == 0
	})
	sortCandidates(out)
	return out[:min(len(out), MaxCandidates)], nil
}

// correct lets what people decided correct the probability, and names the model.
func (c *Candidate) correct(by linkage.Calibration, residents *index) {
	if by != linkage.Uncorrected {
		c.Probability = by.Apply(c.Probability)
		c.Auto = c.Auto && c.Probability >= linkage.Sure
	}
	id := "-"
	if residents != nil {
		id = residents.modelID
	}
	c.Model = nameModel(id, by)
}

// leastProbable is how probable a candidate must be to be shown, unless it
// agrees to the letter in a NIK, or in the name and something else.
const leastProbable = .02

// sortCandidates brings the most probable to the front, before them those with
// the very NIK.
func sortCandidates(all []Candidate) {
	first := func(c *Candidate) int {
		if slices.Contains(c.Matches, MatchNIK) {
			return 0
		}
		return 1
	}
	slices.SortFunc(all, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(first(&a), first(&b)), cmp.Compare(b.Probability, a.Probability), cmp.Compare(a.Ref, b.Ref))
	})
}

// residentsLike finds who of the register may be the person.
func (r *Register) residentsLike(ctx context.Context, scope db.Scope, q Query, residents *index) ([]Candidate, error) {
	var found []linkage.Match
	var err error
	if residents != nil && q.named() {
		if found, err = residents.Search(residents.model, q.report(), MaxCandidates); err != nil {
			return nil, fault.Wrap("register.candidates", err)
		}
	}
	ids := make([]string, len(found))
	for i, m := range found {
		ids[i] = m.ID
	}
	rows, err := r.named(ctx, scope, ids, q.NIK)
	if err != nil {
		return nil, err
	}
	out := make([]Candidate, 0, len(rows))
	for _, p := range rows {
		c := candidateOf(p)
		i := slices.IndexFunc(found, func(m linkage.Match) bool { return m.ID == p.ID })
		switch {
		case i >= 0:
			c.Probability, c.Auto = found[i].Probability, found[i].Auto
		case residents != nil: // it has the NIK, and nothing else brought it here
			c.Probability = residents.alone(q, p.person())
		}
		c.weighNIK(q)
		out = append(out, c)
	}
	return out, nil
}

// named reads records by their ids and by a NIK, each from the most trusted
// source that knows the person.
func (r *Register) named(ctx context.Context, scope db.Scope, ids []string, nik string) ([]Record, error) {
	var out []Record
	err := r.db.View(ctx, func(tx *db.Tx) error {
		out = out[:0]
		gens, err := active(tx, scope.Office)
		if err != nil {
			return err
		}
		want := slices.Clone(ids)
		if nik != "" {
			for _, g := range gens {
				holders, err := r.ofTerms(tx, scope.Office, g, []string{term(termNIK, nik)})
				if err != nil {
					return err
				}
				for _, p := range holders {
					if !slices.Contains(want, p.ID) {
						want = append(want, p.ID)
					}
				}
			}
		}
		for _, g := range gens {
			terms := make([]string, len(want))
			for i, id := range want {
				terms[i] = term(termPerson, id)
			}
			here, err := r.ofTerms(tx, scope.Office, g, terms)
			if err != nil {
				return err
			}
			want = slices.DeleteFunc(want, func(id string) bool {
				return slices.ContainsFunc(here, func(p Record) bool { return p.ID == id })
			})
			out = append(out, here...)
		}
		return nil
	})
	return out, fault.Wrap("register.candidates", err)
}

// ofTerms reads the rows of some keys of a generation. They are looked up by
// their own keys alone, so that no planner can take another way.
func (r *Register) ofTerms(tx *db.Tx, office string, g generation, terms []string) ([]Record, error) {
	var numbers []any
	for some := range slices.Chunk(terms, MaxCandidates) {
		rows, err := tx.Query(`SELECT row_no FROM register_key WHERE office_id = $1 AND generation = $2 AND term IN (`+db.Params(3, MaxCandidates)+`)
			ORDER BY term, row_no LIMIT `+limitText, inOneSize([]any{office, g.number}, some)...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var n int64
			if err := rows.Scan(&n); err != nil {
				return nil, errors.Join(err, rows.Close())
			}
			numbers = append(numbers, n)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	var out []Record
	for some := range slices.Chunk(numbers, MaxCandidates) {
		rows, err := tx.Query(`SELECT `+recordColumns+`, CAST($3 AS TEXT) FROM resident_record r WHERE r.office_id = $1 AND r.generation = $2
			AND r.row_no IN (`+db.Params(4, MaxCandidates)+`) ORDER BY r.row_no`, inOneSize([]any{office, g.number, g.source}, some)...)
		if err != nil {
			return nil, err
		}
		found, err := records(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// inOneSize fills what an IN asks for up to MaxCandidates: one text for all.
func inOneSize[T any](args []any, values []T) []any {
	for i := range MaxCandidates {
		args = append(args, values[min(i, len(values)-1)])
	}
	return args
}

// candidateOf is a record as a candidate.
func candidateOf(p Record) Candidate {
	return Candidate{Ref: kindRegister + ":" + p.ID, NIK: p.NIK, KK: p.KK, Name: p.Name, Sex: p.Sex, Birth: p.Birth, BirthPlace: p.BirthPlace,
		Village: p.Village, RT: p.RT, RW: p.RW, Mother: p.Mother, State: p.State, Recorded: p.Recorded}
}

// alone is how probable it is that somebody is the person where nobody else is
// looked at.
func (ix *index) alone(q Query, p linkage.Person) float64 {
	_, bits := linkage.Explain(ix.model, ix.Index, q.report(), p)
	return chance(ix.model.Present / (1 - ix.model.Present) / float64(ix.Len()+1) * math.Exp2(float64(bits)))
}

// chance makes a probability of odds.
func chance(odds float64) float64 {
	if math.IsInf(odds, 1) {
		return 1
	}
	return odds / (1 + odds)
}

// What a NIK weighs, in bits. One person has one for life (UU 24/2013 pasal 13),
// but it is typed: a wrong digit is more usual than two people with one number.
const (
	nikSame  = 17
	nikNear  = 7
	nikOther = -6
)

// weighNIK lets the NIK speak for or against a candidate.
func (c *Candidate) weighNIK(q Query) {
	c.Matches = matches(q, *c)
	bits := nikBits(q.NIK, c.NIK)
	if bits == 0 {
		return
	}
	c.Probability = chance(min(c.Probability, 1-1e-12) / (1 - min(c.Probability, 1-1e-12)) * math.Exp2(bits))
	c.Auto = c.Auto && bits > 0
}

func nikBits(a, b string) float64 {
	switch {
	case a == "" || b == "":
		return 0
	case a == b:
		return nikSame
	case oneSlip(a, b):
		return nikNear
	}
	return nikOther
}

// oneSlip reports whether two numbers differ in one digit or in two neighbours
// that changed places.
func oneSlip(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	var at []int
	for i := range a {
		if a[i] != b[i] {
			at = append(at, i)
		}
	}
	return len(at) == 1 || len(at) == 2 && at[1] == at[0]+1 && a[at[0]] == b[at[1]] && a[at[1]] == b[at[0]]
}

// hasCase is the share of reports of whose person there is a case already.
const hasCase = .1

// caseModel is how cases are compared: as reports are, and every age alike.
func caseModel(residents *index) *linkage.Model {
	m := *linkage.DefaultModel()
	if residents != nil {
		m = *residents.model
	}
	m.Present, m.Age = hasCase, linkage.DefaultModel().Age
	return &m
}

// casesLike finds who among the cases may be the person.
func (r *Register) casesLike(ctx context.Context, scope db.Scope, q Query, residents *index) ([]Candidate, error) {
	parts, err := r.search.cases.parts(ctx, r, scope, residents, q.NotCase)
	if err != nil {
		return nil, err
	}
	var found []linkage.Match
	model := caseModel(residents)
	if q.named() {
		if found, err = linkage.Search(model, q.report(), MaxCandidates, parts...); err != nil {
			return nil, fault.Wrap("register.candidates", err)
		}
	}
	ids := make([]string, len(found))
	for i, m := range found {
		ids[i] = m.ID
	}
	out, err := r.casesNamed(ctx, scope, ids, q)
	if err != nil {
		return nil, err
	}
	for i := range out {
		c := &out[i]
		if n := slices.IndexFunc(found, func(m linkage.Match) bool { return casefile.KindCase+":"+m.ID == c.Ref }); n >= 0 {
			c.Probability, c.Auto = found[n].Probability, found[n].Auto
		} else {
			whole := index{Index: parts[0].Index, model: model}
			c.Probability = whole.alone(q, c.person())
		}
		c.weighNIK(q)
	}
	return out, nil
}

// person is a candidate as the search takes it.
func (c *Candidate) person() linkage.Person {
	return linkage.Person{Name: allNames(c.Name, c.OtherNames), Mother: c.Mother, Sex: sexOf(c.Sex), Birth: birthOf(c.Birth), BirthPlace: c.BirthPlace,
		Village: villageOf(c.Village), District: districtOf(c.Village)}
}

const caseCandidate = `SELECT f.case_id, f.number, f.stage, p.name, p.other_names, p.sex, p.birth, p.village, p.mother, p.nik, p.kk
	FROM case_file f JOIN case_person p ON p.office_id = f.office_id AND p.case_id = f.case_id
	WHERE f.office_id = $1 AND f.exit <> $2 AND f.erased = 0 AND `

// casesNamed reads cases by their ids, and those with the NIK of a query.
func (r *Register) casesNamed(ctx context.Context, scope db.Scope, ids []string, q Query) ([]Candidate, error) {
	var out []Candidate
	read := func(where string, args ...any) error {
		rows, err := r.db.Query(ctx, caseCandidate+where+` ORDER BY f.case_id LIMIT `+limitText, append([]any{scope.Office, string(casefile.ExitWithdrawn)}, args...)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var c Candidate
			var id string
			if err := rows.Scan(&id, &c.Number, &c.Stage, &c.Name, &c.OtherNames, &c.Sex, &c.Birth, &c.Village, &c.Mother, &c.NIK, &c.KK); err != nil {
				return err
			}
			c.Ref = casefile.KindCase + ":" + id
			if id != q.NotCase && !slices.ContainsFunc(out, func(o Candidate) bool { return o.Ref == c.Ref }) {
				out = append(out, c)
			}
		}
		return rows.Err()
	}
	if len(ids) > 0 {
		if err := read(`f.case_id IN (`+db.Params(3, MaxCandidates)+`)`, inOneSize(nil, ids)...); err != nil {
			return nil, fault.Wrap("register.candidates", err)
		}
	}
	if q.NIK != "" {
		if err := read(`p.nik = $3`, q.NIK); err != nil {
			return nil, fault.Wrap("register.candidates", err)
		}
	}
	return out, nil
}

// matches names what agrees to the letter.
func matches(q Query, c Candidate) []string {
	var m []string
	if q.NIK != "" && q.NIK == c.NIK {
		m = append(m, MatchNIK)
	}
	if n := resident.Fold(q.Name); n != "" && n == resident.Fold(c.Name) {
		m = append(m, MatchName)
	}
	if q.Village != "" && q.Village == c.Village {
		m = append(m, MatchVillage)
	}
	if overlap(q.Birth, c.Birth) {
		m = append(m, MatchBirth)
	}
	if n := resident.Fold(q.Mother); n != "" && n == resident.Fold(c.Mother) {
		m = append(m, MatchMother)
	}
	return m
}
