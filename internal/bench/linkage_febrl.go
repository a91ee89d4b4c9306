package bench

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/linkage"
)

// Febrl is how well the gold standards of the FEBRL project are solved.
type Febrl struct {
	Machine Machine `json:"machine"`
	F3      Solved  `json:"febrl_3"` // one file with duplicates
	F4      Solved  `json:"febrl_4"` // two files of the same people
}

// Solved is the best F1 of one of them, and where it lies.
type Solved struct {
	Pairs     int     `json:"pairs"` // that are the same person
	F1        float64 `json:"f1"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	Threshold float64 `json:"threshold"`
}

// febrlFields lays the fields of an Australian address list into ours: what a
// suburb and a street are there, a village and a household are here.
const febrlFields = "name=given_name+surname,birth_date=date_of_birth,village=suburb,district=postcode,birth_place=state,mother=address_1+address_2"

// FebrlLinkage solves FEBRL 3 and 4, which lie in a folder.
func FebrlLinkage(ctx context.Context, dir string) (Febrl, error) {
	var f Febrl
	three, err := openFebrl(ctx, filepath.Join(dir, "febrl_3.csv"), filepath.Join(dir, "febrl_3.csv"))
	if err != nil {
		return f, err
	}
	four, err := openFebrl(ctx, filepath.Join(dir, "febrl_4a.csv"), filepath.Join(dir, "febrl_4b.csv"))
	if err != nil {
		return f, err
	}
	f.F3 = dedupe(three.pairs(true), three.entities)
	f.F4 = match(four.pairs(false), four.entities)
	f.Machine = machine("memory", "")
	return f, nil
}

// febrl is one gold standard with its answers.
type febrl struct {
	asked    []Tabled
	found    [][]linkage.Match
	at       map[string]int // records by rec_id
	entities []string       // the person of each record
}

func openFebrl(ctx context.Context, register, reports string) (*febrl, error) {
	columns, err := ParseRegisterMapping("id=rec_id," + febrlFields)
	if err != nil {
		return nil, err
	}
	people, err := ReadRegister(register, columns)
	if err != nil {
		return nil, err
	}
	if columns, err = ParseReportMapping("truth=rec_id," + febrlFields); err != nil {
		return nil, err
	}
	f := &febrl{at: map[string]int{}}
	if f.asked, err = ReadReports(reports, columns); err != nil {
		return nil, err
	}
	record := func(id string) {
		if _, ok := f.at[id]; !ok {
			f.at[id] = len(f.entities)
			f.entities = append(f.entities, entity(id))
		}
	}
	for i := range people {
		record(people[i].ID)
	}
	asked := make([]linkage.Report, len(f.asked))
	for i := range f.asked {
		record(f.asked[i].Truth)
		asked[i] = f.asked[i].Report
	}
	ix, model := indexOf(people), linkage.DefaultModel()
	if register != reports { // of a file that is asked for itself, each record finds itself, which teaches nothing
		if model, err = ix.Learn(model, asked); err != nil {
			return f, err
		}
	}
	f.found, err = searchAll(ctx, ix, model, asked)
	return f, err
}

// entity is the person of a record: rec-1070-org and rec-1070-dup-0 are one.
func entity(recID string) string {
	parts := strings.SplitN(recID, "-", 3)
	return parts[min(1, len(parts)-1)]
}

// pair is two records that may be the same person.
type pair struct {
	a, b  int
	score float64
}

// pairs are what was found, the best first; where a file was asked for itself,
// a pair counts once, with the better of its two scores.
func (f *febrl) pairs(itself bool) []pair {
	best := map[[2]int]float64{}
	for i := range f.asked {
		b := f.at[f.asked[i].Truth]
		for _, m := range f.found[i] {
			a := f.at[m.ID]
			if itself && a == b {
				continue
			}
			k := [2]int{a, b}
			if itself && a > b {
				k = [2]int{b, a}
			}
			// One may stand there five times: the others are no rivals.
			if s, ok := best[k]; !ok || float64(m.Bits) > s {
				best[k] = float64(m.Bits)
			}
		}
	}
	out := make([]pair, 0, len(best))
	for k, s := range best {
		out = append(out, pair{k[0], k[1], s})
	}
	slices.SortFunc(out, func(x, y pair) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	return out
}

// match links two files in each of which nobody occurs twice: a pair counts only
// while both of its records are free.
func match(pairs []pair, entities []string) Solved {
	s := Solved{Pairs: samePairs(entities)}
	taken := make([]bool, len(entities))
	linked, right := 0, 0
	for _, p := range pairs {
		if taken[p.a] || taken[p.b] {
			continue
		}
		taken[p.a], taken[p.b] = true, true
		if linked++; entities[p.a] == entities[p.b] {
			right++
		}
		s.better(linked, right, p.score)
	}
	return s
}

// dedupe links the records of one file; whoever is linked to the same record is
// the same person.
func dedupe(pairs []pair, entities []string) Solved {
	s := Solved{Pairs: samePairs(entities)}
	group := make([][]int, len(entities)) // of each record, shared by its members
	for i := range group {
		group[i] = []int{i}
	}
	linked, right := 0, 0
	for _, p := range pairs {
		a, b := group[p.a], group[p.b]
		if &a[0] == &b[0] {
			continue
		}
		for _, i := range a {
			for _, j := range b {
				if linked++; entities[i] == entities[j] {
					right++
				}
			}
		}
		both := slices.Concat(a, b)
		for _, i := range both {
			group[i] = both
		}
		s.better(linked, right, p.score)
		if linked > 100*len(entities) {
			break // everything has become one
		}
	}
	return s
}

// samePairs is how many pairs of records are the same person.
func samePairs(entities []string) int {
	n, of := 0, map[string]int{}
	for _, e := range entities {
		n += of[e]
		of[e]++
	}
	return n
}

// better keeps the threshold with the best F1.
func (s *Solved) better(linked, right int, threshold float64) {
	if f1 := 2 * float64(right) / float64(linked+s.Pairs); f1 > s.F1 {
		s.F1, s.Threshold = f1, threshold
		s.Precision, s.Recall = float64(right)/float64(linked), float64(right)/float64(s.Pairs)
	}
}

// WriteJSON writes the figures.
func (f Febrl) WriteJSON(w io.Writer) error { return indented(w, f) }

// WriteText writes the figures for people.
func (f Febrl) WriteText(w io.Writer) {
	line := func(name string, s Solved) {
		fmt.Fprintf(w, "%s  %d pairs  F1 %.4f  precision %.4f  recall %.4f  at score %.2f\n", name, s.Pairs, s.F1, s.Precision, s.Recall, s.Threshold)
	}
	line("FEBRL 3", f.F3)
	line("FEBRL 4", f.F4)
}
