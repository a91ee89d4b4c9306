package register

import (
	"bytes"
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// The kinds of key, in the order in which they are written.
const (
	termAddress    = 'a'
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

// ids holds the ids of people one behind the other. A million texts of their own
// are a million things that the collector of garbage asks about again and again,
// which was a fifth of all processor time of an import.
type ids struct{ text []byte }

// idAt is where an id stands.
type idAt struct {
	from uint32
	n    uint16
}

func (i *ids) put(id string) idAt {
	at := idAt{uint32(len(i.text)), uint16(len(id))}
	i.text = append(i.text, id...)
	return at
}

func (i *ids) bytes(at idAt) []byte { return i.text[at.from : at.from+uint32(at.n)] }

func (i *ids) get(at idAt) string { return string(i.bytes(at)) }

// personRow is the row of a person, with what tells whether it has changed.
type personRow struct {
	digest int64
	row    uint32
	id     idAt
}

// address is where people live side by side.
type address struct{ village, rw, rt string }

// addressOf is that of a record; ok says that it is known. A neighbourhood is a
// number, with noughts before it or without.
func addressOf(p *Record) (a address, ok bool) {
	a = address{p.Village, strings.TrimLeft(p.RW, "0"), strings.TrimLeft(p.RT, "0")}
	return a, a.village != "" && a.rw != "" && a.rt != ""
}

func (a address) term() string { return place(termAddress, a.village, a.rw+"~"+a.rt) }

// home is the row of somebody who lives at an address, by its number.
type home struct{ row, at uint32 }

// villageRow is the row of somebody who lacks something, in a village.
type villageRow struct {
	village uint32 // its number
	row     uint32
	id      idAt
}

// placeRow is the row of a term of two parts.
type placeRow struct {
	first, second string
	row           uint32
}

// terms are the keys of a generation, gathered while its rows are loaded.
type terms struct {
	addresses     map[address]uint32 // their numbers
	homes         []home             // in the order of their rows
	doubts        []placeRow         // first is what does not fit
	people        []personRow
	families      []numberRow
	numbers       []numberRow
	odd           []placeRow // numbers that are not sixteen digits; first is the kind, second the text
	unrecorded    []villageRow
	withoutNumber []villageRow
	villages      map[string]uint32 // their numbers
	ids           ids
}

// add gathers the keys of one row.
func (t *terms) add(p *Record, row int64) {
	if t.villages == nil {
		t.villages, t.addresses = map[string]uint32{}, map[address]uint32{}
	}
	village, ok := t.villages[p.Village]
	if !ok {
		village = uint32(len(t.villages))
		t.villages[strings.Clone(p.Village)] = village
	}
	n := uint32(row)
	if a, ok := addressOf(p); ok {
		at, met := t.addresses[a]
		if !met {
			at = uint32(len(t.addresses))
			t.addresses[address{strings.Clone(a.village), strings.Clone(a.rw), strings.Clone(a.rt)}] = at
		}
		t.homes = append(t.homes, home{n, at})
	}
	id := t.ids.put(p.ID)
	t.people = append(t.people, personRow{p.digest(), n, id})
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
		t.unrecorded = append(t.unrecorded, villageRow{village, n, id})
	}
	if p.NIK == "" {
		t.withoutNumber = append(t.withoutNumber, villageRow{village, n, id})
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
	t.sortPeople()
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
	for _, rows := range [][]placeRow{t.doubts, t.odd} {
		sortPlaces(rows)
	}
}

// sortPeople puts what names people in the order of their ids.
func (t *terms) sortPeople() {
	byID := func(a, b idAt) int { return bytes.Compare(t.ids.bytes(a), t.ids.bytes(b)) }
	slices.SortFunc(t.people, func(a, b personRow) int { return byID(a.id, b.id) })
	names := t.villageNames()
	for _, rows := range [][]villageRow{t.unrecorded, t.withoutNumber} {
		slices.SortFunc(rows, func(a, b villageRow) int {
			return cmp.Or(strings.Compare(names[a.village], names[b.village]), byID(a.id, b.id), cmp.Compare(a.row, b.row))
		})
	}
}

// villageNames are the villages by their numbers.
func (t *terms) villageNames() []string {
	names := make([]string, len(t.villages))
	for name, n := range t.villages {
		names[n] = name
	}
	return names
}

func sortPlaces(rows []placeRow) {
	slices.SortFunc(rows, func(a, b placeRow) int {
		return cmp.Or(strings.Compare(a.first, b.first), strings.Compare(a.second, b.second), cmp.Compare(a.row, b.row))
	})
}

// byAddress gives of each address who lives there, of a family card the first.
func (t *terms) byAddress() iter.Seq[keyRow] {
	var others []uint32 // rows of a family card that are not its first
	for i, f := range t.families {
		if i > 0 && t.families[i-1].number == f.number {
			others = append(others, f.row)
		}
	}
	slices.Sort(others)
	names := make([]string, len(t.addresses))
	for a, at := range t.addresses {
		names[at] = a.term()
	}
	homes := slices.DeleteFunc(t.homes, func(h home) bool {
		_, other := slices.BinarySearch(others, h.row)
		return other
	})
	slices.SortFunc(homes, func(a, b home) int {
		return cmp.Or(strings.Compare(names[a.at], names[b.at]), cmp.Compare(a.row, b.row))
	})
	return func(yield func(keyRow) bool) {
		for _, h := range homes {
			if !yield(keyRow{term: names[h.at], row: h.row}) {
				return
			}
		}
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
		for k := range t.byAddress() {
			if !yield(k) {
				return
			}
		}
		for _, o := range t.doubts {
			if !yield(keyRow{term: term(termDoubt, o.first), row: o.row}) {
				return
			}
		}
		for _, p := range t.people {
			if !yield(keyRow{term(termPerson, t.ids.get(p.id)), p.row, p.digest}) {
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
		villages := t.villageNames()
		places := func(kind byte, rows []villageRow) bool {
			for _, p := range rows {
				if !yield(keyRow{term: place(kind, villages[p.village], t.ids.get(p.id)), row: p.row}) {
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
