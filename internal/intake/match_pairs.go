package intake

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// The classes of pairs that nobody has decided on, by how sure the search is.
const (
	classSure     = "pasti"   // it is sure by itself
	classProbable = "mungkin" // rather the person than not
	classDoubtful = "ragu"
)

var classes = []string{classDoubtful, classProbable, classSure}

// PairFilter says which pairs are looked at; its query stands in addresses.
type PairFilter struct {
	Class string // "" is all
	List  string // of the cases of one list
}

func (f PairFilter) query() url.Values {
	q := url.Values{}
	for name, v := range map[string]string{"kelas": f.Class, "daftar": f.List} {
		if v != "" {
			q.Set(name, v)
		}
	}
	return q
}

// Pair is an open case with a candidate on whom nobody has decided.
type Pair struct {
	CaseID, Number, Name, Place, Area string
	Candidate                         string
	Probability                       float64
	doubt                             int64
}

// pairKey is where a pair stands in the order of doubt.
type pairKey struct {
	doubt           int64
	caseID, against string
}

func (p Pair) key() pairKey { return pairKey{p.doubt, p.CaseID, p.Candidate} }

// String is the key as it stands in an address: no name, no number.
func (k pairKey) String() string {
	return strconv.FormatInt(k.doubt, 10) + "~" + k.caseID + "~" + k.against
}

func parsePairKey(text string) (k pairKey, ok bool) {
	parts := strings.Split(text, "~")
	if len(parts) != 3 {
		return k, false
	}
	n, err := strconv.ParseInt(parts[0], 10, 64)
	return pairKey{n, parts[1], parts[2]}, err == nil && n >= 0
}

// undecided is a pair p of the case f on which nobody has decided from either
// side; who is somebody of the register already is not compared with others of it.
const undecided = ` NOT EXISTS (SELECT 1 FROM identity_decision d WHERE d.office_id = %.office_id AND d.case_id = %.case_id AND d.candidate = %.candidate)
	AND NOT EXISTS (SELECT 1 FROM identity_decision o WHERE o.office_id = %.office_id AND o.case_id = %.other AND o.candidate = %.self)
	AND NOT EXISTS (SELECT 1 FROM identity_decision k WHERE k.office_id = %.office_id AND k.case_id = %.case_id AND k.decision = 'same' AND (%.other = '') = (k.candidate LIKE 'register:%%'))`

func undecidedOf(alias string) string {
	return strings.ReplaceAll(strings.ReplaceAll(undecided, "%.", alias+"."), "%%", "%")
}

// pairsWhere are the pairs of a filter that are looked at now: of each case the
// most probable candidate that is not decided.
func pairsWhere(scope db.Scope, f PairFilter) (string, []any) {
	where, args := account.Filter(scope, authority.Action("page.compare"), "f", 1)
	where = ` FROM match_pair p JOIN case_file f ON f.office_id = p.office_id AND f.case_id = p.case_id
		WHERE p.office_id = $1 AND f.is_open = 1 AND f.exit = '' AND f.erased = 0 AND ` + where + ` AND` + undecidedOf("p") + `
		AND NOT EXISTS (SELECT 1 FROM match_pair b WHERE b.office_id = p.office_id AND b.case_id = p.case_id AND b.place < p.place AND` + undecidedOf("b") + `)`
	if f.List != "" {
		args = append(args, f.List)
		where += ` AND f.list = $` + strconv.Itoa(len(args))
	}
	switch f.Class {
	case classSure:
		where += ` AND p.auto = 1`
	case classProbable:
		where += ` AND p.auto = 0 AND p.ppm >= 500000`
	case classDoubtful:
		where += ` AND p.auto = 0 AND p.ppm < 500000`
	}
	return where, args
}

// mostCounted is up to where pairs are counted: nobody needs to know whether a
// thousand or two thousand wait.
const mostCounted = 1_000

// Pairs lists the pairs of a filter, the most doubtful first, behind a key.
func (s *Service) Pairs(ctx context.Context, scope db.Scope, f PairFilter, after *pairKey, limit, offset int) ([]Pair, error) {
	where, args := pairsWhere(scope, f)
	if after != nil {
		n := len(args)
		args = append(args, after.doubt, after.caseID, after.against)
		a, b, c := "$"+strconv.Itoa(n+1), "$"+strconv.Itoa(n+2), "$"+strconv.Itoa(n+3)
		where += ` AND (p.doubt > ` + a + ` OR p.doubt = ` + a + ` AND (p.case_id > ` + b + ` OR p.case_id = ` + b + ` AND p.candidate > ` + c + `))`
	}
	rows, err := s.DB.Query(ctx, `SELECT p.case_id, f.number, f.area, p.candidate, p.ppm, p.doubt,
		COALESCE((SELECT n.name FROM case_person n WHERE n.office_id = p.office_id AND n.case_id = p.case_id), ''),
		COALESCE((SELECT n.place FROM case_person n WHERE n.office_id = p.office_id AND n.case_id = p.case_id), '')`+where+
		` ORDER BY p.doubt, p.case_id, p.candidate`+page(limit, offset), args...)
	if err != nil {
		return nil, fault.Wrap("fault.intake.read", err)
	}
	defer rows.Close()
	var out []Pair
	for rows.Next() {
		var p Pair
		var ppm int64
		if err := rows.Scan(&p.CaseID, &p.Number, &p.Area, &p.Candidate, &ppm, &p.doubt, &p.Name, &p.Place); err != nil {
			return nil, fault.Wrap("fault.intake.read", err)
		}
		p.Probability = float64(ppm) / 1e6
		out = append(out, p)
	}
	return out, fault.Wrap("fault.intake.read", rows.Err())
}

// pairWaits reports whether a candidate of a case waits for a decision.
func (s *Service) pairWaits(ctx context.Context, scope db.Scope, caseID string) (bool, error) {
	var n int
	err := s.DB.QueryRow(ctx, `SELECT COUNT(*) FROM match_pair p WHERE p.office_id = $1 AND p.case_id = $2 AND`+undecidedOf("p"), scope.Office, caseID).Scan(&n)
	return n > 0, fault.Wrap("fault.intake.read", err)
}

// NextPair is the pair behind a key, or the first where none is left behind it.
func (s *Service) NextPair(ctx context.Context, scope db.Scope, f PairFilter, after *pairKey) (Pair, bool, error) {
	found, err := s.Pairs(ctx, scope, f, after, 1, 0)
	if err == nil && len(found) == 0 && after != nil {
		found, err = s.Pairs(ctx, scope, f, nil, 1, 0)
	}
	if err != nil || len(found) == 0 {
		return Pair{}, false, err
	}
	return found[0], true, nil
}

// CountPairs counts the pairs of a filter, up to mostCounted.
func (s *Service) CountPairs(ctx context.Context, scope db.Scope, f PairFilter) (n int, err error) {
	where, args := pairsWhere(scope, f)
	err = s.DB.QueryRow(ctx, `SELECT COUNT(*) FROM (SELECT 1 AS one`+where+` LIMIT `+strconv.Itoa(mostCounted)+`) c`, args...).Scan(&n)
	return n, fault.Wrap("fault.intake.read", err)
}

// WaitingPairs counts the pairs that somebody has to decide on, up to
// mostCounted, and says since when the case of the oldest of them waits: µs UTC.
func (s *Service) WaitingPairs(ctx context.Context, scope db.Scope) (n int, since int64, err error) {
	where, args := pairsWhere(scope, PairFilter{})
	err = s.DB.QueryRow(ctx, `SELECT COUNT(*), COALESCE(MIN(c.opened_at), 0) FROM (SELECT f.opened_at`+where+` LIMIT `+strconv.Itoa(mostCounted)+`) c`, args...).Scan(&n, &since)
	return n, since, fault.Wrap("fault.intake.read", err)
}

// Unmatched counts the open cases that were weighed and are like nobody, and
// those that still have to be weighed.
func (s *Service) Unmatched(ctx context.Context, scope db.Scope, list string) (nobody, waiting int, err error) {
	where, args := account.Filter(scope, authority.Action("page.compare"), "f", 1)
	where += ` AND f.is_open = 1 AND f.exit = '' AND f.erased = 0`
	if list != "" {
		args = append(args, list)
		where += ` AND f.list = $` + strconv.Itoa(len(args))
	}
	among, err := s.Register.Among(ctx, scope)
	if err != nil {
		return 0, 0, err
	}
	args = append(args, among)
	var weighed int
	err = s.DB.QueryRow(ctx, `SELECT COUNT(*), COUNT(CASE WHEN m.among IN ('', $`+strconv.Itoa(len(args))+`) THEN 1 END), COUNT(CASE WHEN m.case_id IS NOT NULL AND NOT EXISTS
		(SELECT 1 FROM match_pair p WHERE p.office_id = f.office_id AND p.case_id = f.case_id) THEN 1 END)
		FROM case_file f LEFT JOIN match_case m ON m.office_id = f.office_id AND m.case_id = f.case_id WHERE `+where, args...).Scan(&waiting, &weighed, &nobody)
	return nobody, waiting - weighed, fault.Wrap("fault.intake.read", err)
}
