package register

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// The kinds of key, in the order in which they are written.
const (
	termDoubt      = 'd'
	termPerson     = 'i'
	termFamily     = 'k'
	termNIK        = 'n'
	termUnrecorded = 'u'
	termNoNIK      = 'x'
)

// term is what a row is found by.
func term(kind byte, what string) string { return string(kind) + ":" + what }

// place is a term that sorts people by village and id.
func place(kind byte, first, second string) string { return string(kind) + ":" + first + "~" + second }

// numberRow is the row of a NIK or a family card: a million of them take 16 MB.
type numberRow struct {
	number uint64
	row    uint32
}

// personRow is the row of a person, with what tells whether it has changed.
type personRow struct {
	id     string
	digest int64
	row    uint32
}

// placeRow is the row of a term of two parts.
type placeRow struct {
	first, second string
	row           uint32
}

// terms are the keys of a generation, gathered while its rows are loaded.
type terms struct {
	doubts        []placeRow // first is what does not fit
	people        []personRow
	families      []numberRow
	numbers       []numberRow
	odd           []placeRow // numbers that are not sixteen digits; first is the kind, second the text
	unrecorded    []placeRow
	withoutNumber []placeRow
	villages      map[string]string // each text once
}

// add gathers the keys of one row.
func (t *terms) add(p *Record, row int64) {
	if t.villages == nil {
		t.villages = map[string]string{}
	}
	village, ok := t.villages[p.Village]
	if !ok {
		village = p.Village
		t.villages[village] = village
	}
	n := uint32(row)
	t.people = append(t.people, personRow{p.ID, p.digest(), n})
	t.number(&t.families, termFamily, p.KK, n)
	t.number(&t.numbers, termNIK, p.NIK, n)
	for _, d := range strings.Fields(p.Doubt) {
		if d != DoubtTwice { // which sort finds
			t.doubts = append(t.doubts, placeRow{first: d, row: n})
		}
	}
	if p.State != StateActive {
		return
	}
	if p.recording() == recordedNot {
		t.unrecorded = append(t.unrecorded, placeRow{village, p.ID, n})
	}
	if p.NIK == "" {
		t.withoutNumber = append(t.withoutNumber, placeRow{village, p.ID, n})
	}
}

// number gathers a number: as a number where its text can be made of it again.
func (t *terms) number(to *[]numberRow, kind byte, text string, row uint32) {
	n, err := strconv.ParseUint(text, 10, 64)
	switch {
	case text == "":
	case err == nil && strconv.FormatUint(n, 10) == text && len(text) == 16:
		*to = append(*to, numberRow{n, row})
	default:
		t.odd = append(t.odd, placeRow{string(kind), text, row})
	}
}

// sort puts every kind in the order of its terms.
func (t *terms) sort() {
	slices.SortFunc(t.people, func(a, b personRow) int { return strings.Compare(a.id, b.id) })
	for _, rows := range [][]numberRow{t.families, t.numbers} {
		slices.SortFunc(rows, func(a, b numberRow) int {
			return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.row, b.row))
		})
	}
	for i, n := range t.numbers {
		if i > 0 && t.numbers[i-1].number == n.number || i+1 < len(t.numbers) && t.numbers[i+1].number == n.number {
			t.doubts = append(t.doubts, placeRow{first: DoubtTwice, row: n.row})
		}
	}
	for _, rows := range [][]placeRow{t.doubts, t.unrecorded, t.withoutNumber, t.odd} {
		slices.SortFunc(rows, func(a, b placeRow) int {
			return cmp.Or(strings.Compare(a.first, b.first), strings.Compare(a.second, b.second), cmp.Compare(a.row, b.row))
		})
	}
}

// keyRow is a row of register_key.
type keyRow struct {
	term   string
	row    uint32
	digest int64
}

// all gives the keys in the order of their table, but for the few odd numbers.
func (t *terms) all() iter.Seq[keyRow] {
	return func(yield func(keyRow) bool) {
		for _, o := range t.doubts {
			if !yield(keyRow{term: term(termDoubt, o.first), row: o.row}) {
				return
			}
		}
		for _, p := range t.people {
			if !yield(keyRow{term(termPerson, p.id), p.row, p.digest}) {
				return
			}
		}
		numbers := func(kind byte, rows []numberRow) bool {
			for _, n := range rows {
				if !yield(keyRow{term: term(kind, strconv.FormatUint(n.number, 10)), row: n.row}) {
					return false
				}
			}
			return true
		}
		places := func(kind byte, rows []placeRow) bool {
			for _, p := range rows {
				if !yield(keyRow{term: place(kind, p.first, p.second), row: p.row}) {
					return false
				}
			}
			return true
		}
		if !numbers(termFamily, t.families) || !numbers(termNIK, t.numbers) || !places(termUnrecorded, t.unrecorded) ||
			!places(termNoNIK, t.withoutNumber) {
			return
		}
		for _, o := range t.odd {
			if !yield(keyRow{term: term(o.first[0], o.second), row: o.row}) {
				return
			}
		}
	}
}
