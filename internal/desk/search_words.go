package desk

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/resident"
)

// asked is what somebody typed, taken apart.
type asked struct {
	words    []string // of names and places
	sex      string   // L or P
	from, to string   // ISO dates between which the person is born
}

// spread is how many years beside an age, or a year of birth, somebody is still
// found by it: both are guessed as a rule.
const spread = 3

const aYears = `(?:\s*-?an)?\s*(?:tahun|thn|th|years?)`

var (
	anAge = regexp.MustCompile(`(?i)(?:\b(?:(?:umur(?:nya)?|usia(?:nya)?|sekitar|kira-kira|kurang lebih|aged?|about|around)\s+)+(\d{1,3})(?:` + aYears + `|-?an)?\b|\b(\d{1,3})` + aYears + `\b)`)
	aYear = regexp.MustCompile(`(?i)\b(?:(?:ke)?lahir(?:an)?|born)\s+(?:tahun\s+|in\s+)?(\d{4})\b`)
)

// sexWords are how people say whether it is a man or a woman.
var sexWords = map[string]string{"LAKI": "L", "LELAKI": "L", "PRIA": "L", "COWOK": "L", "MALE": "L",
	"PEREMPUAN": "P", "WANITA": "P", "CEWEK": "P", "FEMALE": "P", "WOMAN": "P"}

// besideNames are how people ask for somebody known by another name, and how
// they call somebody whose name follows.
var besideNames = resident.FoldTokens("alias dikenal dipanggil panggilan sebagai nama known as called " +
	"mbok mbak mas simbah eyang nenek kakek nek kek pak bu bapak ibu pakde bude paklik bulik")

// read takes apart what was typed: an age ("70 tahun", "sekitar 70", "lahir
// 1950"), the sex, and the words that are left.
func read(q string, now time.Time) (a asked) {
	if m := aYear.FindStringSubmatch(q); m != nil {
		if year, err := strconv.Atoi(m[1]); err == nil {
			a.between(time.Date(year-spread, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(year+spread, 12, 31, 0, 0, 0, 0, time.UTC))
		}
	} else if m := anAge.FindStringSubmatch(q); m != nil {
		if age, err := strconv.Atoi(m[1] + m[2]); err == nil && age <= 130 {
			a.between(now.AddDate(-age-1-spread, 0, 0), now.AddDate(spread-age, 0, 0))
		}
	}
	var words []string
	for _, w := range resident.FoldTokens(withoutAge(q)) {
		if sex := sexWords[w]; sex != "" {
			a.sex = sex
			continue
		}
		words = append(words, w)
	}
	a.words = plainWords(words)
	return a
}

func (a *asked) between(from, to time.Time) {
	a.from, a.to = from.Format(time.DateOnly), to.Format(time.DateOnly)
}

// withoutAge leaves out an age or a year of birth; what is no age stays.
func withoutAge(q string) string {
	q = aYear.ReplaceAllString(q, " ")
	return strings.TrimSpace(anAge.ReplaceAllStringFunc(q, func(s string) string {
		m := anAge.FindStringSubmatch(s)
		if n, err := strconv.Atoi(m[1] + m[2]); err != nil || n > 130 {
			return s
		}
		return " "
	}))
}

// plainWords leaves out the words that only stand beside a name, as long as
// others are left.
func plainWords(words []string) []string {
	out := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(besideNames, w) })
	if len(out) == 0 {
		return words
	}
	return resident.FoldTokens(strings.Join(out, " ")) // a title may stand in front now
}

// person is the condition on age and sex, behind so many parameters. Of whom
// nobody has said the sex is found all the same, as long as something else is
// asked for.
func (a asked) person(behind int) (cond string, args []any) {
	if a.from != "" {
		cond += ` AND p.birth_from <> '' AND p.birth_from <= ` + param(behind+1) + ` AND p.birth_to >= ` + param(behind+2)
		args = append(args, a.to, a.from)
	}
	if a.sex != "" {
		args = append(args, a.sex)
		cond += ` AND (p.sex = ` + param(behind+len(args))
		if len(a.words) > 0 || a.from != "" {
			cond += ` OR p.sex = ''`
		}
		cond += `)`
	}
	if cond == "" {
		return "", nil
	}
	return ` AND EXISTS (SELECT 1 FROM case_person p WHERE p.office_id = c.office_id AND p.case_id = c.case_id` + cond + `)`, args
}

// way is how one word finds a case: by how a token begins, by a whole token, or
// by its area.
type way struct{ begins, tokens, areas []string }

// leastSpelt is how many letters a word has whose spelling tells anything.
const leastSpelt = 3

// byName finds a word in a name, as it is typed and as it is spelt today.
func byName(word string) way {
	w := way{begins: []string{word}}
	if spelt := resident.Spell(word); spelt != word && len(word) >= leastSpelt {
		w.begins = append(w.begins, spelt)
	}
	return w
}

// byPlace adds to the ways of a name that the word may tell where somebody is:
// in words of the report for who may read them, by institution, and beside
// other words by village.
func (s *Service) byPlace(word string, name way, institutions map[string]string, personal, villages bool) way {
	w := way{begins: slices.Clone(name.begins)}
	if personal {
		w.begins = append(w.begins, casefile.TokenPlace+word)
	}
	for id, called := range institutions {
		if slices.ContainsFunc(resident.FoldTokens(called), func(part string) bool { return strings.HasPrefix(part, word) }) {
			w.tokens = append(w.tokens, casefile.TokenHome+id)
		}
	}
	slices.Sort(w.tokens)
	if villages && len(word) >= leastSpelt {
		w.areas = s.villages(word)
	}
	return w
}

// wordsCond asks that every word finds the case in one of its ways. The first
// word bounds what the others are looked up in; it asks for the office by
// itself, since PostgreSQL would answer a question that depends on the case for
// each case anew. A word that may be a village is the last to come first: a
// village has more cases than a name. In the byte order of both engines nothing
// that people write comes after U+FFFF.
func wordsCond(office string, words []way) (string, []any) {
	words = slices.Clone(words)
	slices.SortStableFunc(words, func(a, b way) int { return min(len(a.areas), 1) - min(len(b.areas), 1) })
	var cond []string
	var args []any
	value := func(v string) string {
		args = append(args, v)
		return param(len(args))
	}
	list := func(values []string) string {
		in, with := inList(values, len(args)+1)
		args = append(args, with...)
		return in
	}
	for i, w := range words {
		var tokens []string
		for _, b := range w.begins {
			tokens = append(tokens, `k.token >= `+value(b)+` AND k.token < `+value(b+"\uffff"))
		}
		if len(w.tokens) > 0 {
			tokens = append(tokens, `k.token IN `+list(w.tokens))
		}
		if i > 0 {
			one := `EXISTS (SELECT 1 FROM search_key k WHERE k.office_id = c.office_id AND k.subject_id = c.case_id AND k.subject_kind = 'case' AND (` +
				strings.Join(tokens, " OR ") + `))`
			if len(w.areas) > 0 {
				one = `(` + one + ` OR c.area IN ` + list(w.areas) + `)`
			}
			cond = append(cond, one)
			continue
		}
		var ids []string // one question a way: SQLite looks up no alternatives within an index
		for _, token := range tokens {
			ids = append(ids, `SELECT k.subject_id FROM search_key k WHERE k.office_id = `+value(office)+` AND k.subject_kind = 'case' AND `+token)
		}
		if len(w.areas) > 0 {
			ids = append(ids, `SELECT v.case_id FROM case_file v WHERE v.office_id = `+value(office)+` AND v.area IN `+list(w.areas))
		}
		cond = append(cond, `c.case_id IN (`+strings.Join(ids, " UNION ALL ")+`)`)
	}
	return strings.Join(cond, " AND "), args
}
