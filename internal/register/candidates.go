package register

import (
	"context"
	"sort"
	"strings"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/resident"
)

// MaxCandidates is how many candidates are shown for one person.
const MaxCandidates = 10

// Query is what is known of the person who is looked for; everything may be missing.
type Query struct {
	NIK     string
	Name    string
	Sex     string
	Birth   string // resident.Date in its canonical text
	Village string // area code
	Mother  string
	// NotCase leaves out one case: the one that is being looked at.
	NotCase string
}

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
	Ref      string // "register:<id>" or "case:<id>"; safe in bodies and forms, never a NIK
	Number   string // of a case
	Stage    string // of a case
	Name     string
	Sex      string
	Birth    string
	Village  string
	Mother   string
	NIK      string // to be masked by who shows it
	State    string // of the register: active, dead, moved; "" for a case
	Recorded bool   // of the register: biometrics are recorded
	Matches  []string
}

// Known reports whether the query holds enough to look for anybody.
func (q Query) Known() bool {
	return q.NIK != "" || resident.Fold(q.Name) != ""
}

// Candidates finds who in the register and among the cases may be the person,
// best first, at most MaxCandidates. Every case of the office takes part,
// whatever the scope may open: a second case for one person must be seen before
// it is made. What of it the scope may read is the caller's to show.
func (r *Register) Candidates(ctx context.Context, scope db.Scope, q Query) ([]Candidate, error) {
	if scope.Empty() || !q.Known() {
		return nil, nil
	}
	found := map[string]Candidate{}
	if err := r.inRegister(ctx, scope, q, found); err != nil {
		return nil, err
	}
	if err := r.inCases(ctx, scope, q, found); err != nil {
		return nil, err
	}
	out := make([]Candidate, 0, len(found))
	for _, c := range found {
		c.Matches = matches(q, c)
		if weight(c.Matches) > 0 {
			out = append(out, c)
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if a, b := weight(out[i].Matches), weight(out[j].Matches); a != b {
			return a > b
		}
		return out[i].Ref < out[j].Ref
	})
	if len(out) > MaxCandidates {
		out = out[:MaxCandidates]
	}
	return out, nil
}

// searchLimit bounds what one key may bring: a common one-word name in a whole
// district. The village or the years narrow it before that.
const searchLimit = 200

func (r *Register) inRegister(ctx context.Context, scope db.Scope, q Query, found map[string]Candidate) error {
	read := func(from, to, where string, args ...any) error {
		rows, err := r.db.Query(ctx, `SELECT `+recordColumns+`, s.source`+fromActive+` AND k.term >= $2 AND k.term <= $3`+where+
			` ORDER BY s.rank, r.person_id LIMIT `+limitText, append([]any{scope.Office, from, to}, args...)...)
		if err != nil {
			return fault.Wrap("register.candidates", err)
		}
		people, err := records(rows)
		if err != nil {
			return err
		}
		for _, p := range people {
			c := Candidate{Ref: "register:" + p.ID, NIK: p.NIK, Name: p.Name, Sex: p.Sex, Birth: p.Birth, Village: p.Village, Mother: p.Mother,
				State: p.State, Recorded: p.Recorded}
			found[c.Ref] = c
		}
		return nil
	}
	if q.NIK != "" {
		if err := read(term(termNIK, q.NIK), term(termNIK, q.NIK), ""); err != nil {
			return err
		}
	}
	name := resident.Fold(q.Name)
	if name == "" {
		return nil
	}
	if q.Village != "" {
		if err := read(place(termName, name, q.Village), place(termName, name, q.Village), ""); err != nil {
			return err
		}
	}
	first, last := place(termName, name, ""), place(termName, name, "\U0010ffff")
	if from, to, ok := birthYears(q.Birth); ok {
		return read(first, last, ` AND r.birth_year BETWEEN $4 AND $5`, from, to)
	}
	if q.Village == "" {
		return read(first, last, "")
	}
	return nil
}

func (r *Register) inCases(ctx context.Context, scope db.Scope, q Query, found map[string]Candidate) error {
	tokens := make([]string, 0, 4)
	if q.NIK != "" {
		tokens = append(tokens, "nik:"+q.NIK)
	}
	name := resident.Fold(q.Name)
	if words := strings.Fields(name); len(words) > 0 {
		// The longest word is the rarest as a rule; the rest is compared below.
		longest := words[0]
		for _, w := range words {
			if len(w) > len(longest) {
				longest = w
			}
		}
		tokens = append(tokens, longest)
	}
	for _, token := range tokens {
		rows, err := r.db.Query(ctx, `SELECT f.case_id, f.number, f.stage, p.name, p.sex, p.birth, p.village, p.mother, p.nik
			FROM search_key k
			JOIN case_file f ON f.office_id = k.office_id AND f.case_id = k.subject_id
			JOIN case_person p ON p.office_id = f.office_id AND p.case_id = f.case_id
			WHERE k.office_id = $1 AND k.subject_kind = 'case' AND k.token = $2 AND f.case_id <> $3
			ORDER BY f.case_id LIMIT `+limitText, scope.Office, token, q.NotCase)
		if err != nil {
			return fault.Wrap("register.candidates", err)
		}
		err = func() error {
			defer rows.Close()
			for rows.Next() {
				var c Candidate
				var id string
				if err := rows.Scan(&id, &c.Number, &c.Stage, &c.Name, &c.Sex, &c.Birth, &c.Village, &c.Mother, &c.NIK); err != nil {
					return err
				}
				c.Ref = "case:" + id
				found[c.Ref] = c
			}
			return rows.Err()
		}()
		if err != nil {
			return fault.Wrap("register.candidates", err)
		}
	}
	return nil
}

// matches names what agrees. A name alone is no match in a district where one
// name in ten is Slamet: it needs the village or the years as well.
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

func weight(m []string) int {
	w, name, support := 0, false, false
	for _, x := range m {
		switch x {
		case MatchNIK:
			return 100
		case MatchName:
			name = true
			w += 10
		case MatchVillage:
			support = true
			w += 5
		case MatchBirth:
			support = true
			w += 4
		case MatchMother:
			support = true
			w += 6
		}
	}
	if !name || !support {
		return 0
	}
	return w
}

// birthYears is the range of years in which the person may be born, a year of
// slack on both sides: families count years, not days.
func birthYears(text string) (from, to int64, ok bool) {
	d, err := resident.DateOf(text)
	if err != nil {
		return 0, 0, false
	}
	f, t, ok := d.BirthYearRange()
	return int64(f) - 1, int64(t) + 1, ok
}

func overlap(a, b string) bool {
	af, at, ok := birthYears(a)
	if !ok {
		return false
	}
	bf, bt, ok := birthYears(b)
	return ok && af <= bt-1 && bf+1 <= at
}
