package region

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed" // the area table
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed areas.gz
var areasGz []byte

// table holds all areas in the order of their keys. A name begins at its
// offset and ends before the next one's separator. folded has the same offsets
// as names: folding keeps every byte in its place.
type table struct {
	keys    []key
	offsets []uint32
	names   string // every name with a newline before and after
	folded  string
	gone    map[key]bool // in no newer list: known, and not offered
}

// areas is the table in force.
func areas() *table {
	if t := newer.Load(); t != nil {
		return t
	}
	return embedded()
}

// embedded loads the table once. The embedded file is checked by the tests, so a
// failure means a damaged program, not wrong input.
var embedded = sync.OnceValue(func() *table {
	t, err := load(areasGz)
	if err != nil {
		panic("region: embedded area table: " + err.Error())
	}
	return t
})

// load reads the format that gen writes: one area a line, sorted; the first
// byte says the level (= - . going down; none for a village), then its own part of the
// code followed by "|" unless that is one more than its neighbour's.
func load(gz []byte) (*table, error) {
	zr, err := gzip.NewReader(bytes.NewReader(gz))
	if err != nil {
		return nil, err
	}
	sc := bufio.NewScanner(zr)
	const expect = 92_000
	t := &table{keys: make([]key, 0, expect), offsets: make([]uint32, 0, expect+1)}
	names := make([]byte, 0, 1_100_000)
	var last [Village + 1]key
	for sc.Scan() {
		line := sc.Text()
		l := Village
		if line != "" {
			switch line[0] {
			case '=':
				l = Province
			case '-':
				l = Kabupaten
			case '.':
				l = Kecamatan
			}
		}
		if l != Village {
			line = line[1:]
		}
		own := last[l] + 1
		if num, name, ok := strings.Cut(line, "|"); ok {
			n, err := strconv.ParseUint(num, 10, 32)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", len(t.keys)+1, err)
			}
			own, line = key(n), name
		}
		last[l] = own
		for deeper := l + 1; deeper <= Village; deeper++ {
			last[deeper] = 0
		}
		if l == Kecamatan {
			last[Village] = 2000
		}
		k := last[Province]*1e8 + last[Kabupaten]*1e6 + last[Kecamatan]*1e4
		if l == Village {
			k += own
		}
		t.keys = append(t.keys, k)
		names = append(names, '\n')
		t.offsets = append(t.offsets, uint32(len(names)))
		names = append(names, line...)
	}
	if err := sc.Err(); err != nil {
		return nil, err
	}
	names = append(names, '\n')
	t.offsets = append(t.offsets, uint32(len(names)))
	t.names = string(names)
	for i, b := range names {
		names[i] = foldByte(b)
	}
	t.folded = string(names)
	return t, nil
}

// foldByte keeps letters in lower case and digits; all else becomes a space.
func foldByte(b byte) byte {
	switch {
	case 'A' <= b && b <= 'Z':
		return b + 'a' - 'A'
	case 'a' <= b && b <= 'z', '0' <= b && b <= '9':
		return b
	}
	return ' '
}

func (t *table) name(i int) string   { return t.names[t.offsets[i] : t.offsets[i+1]-1] }
func (t *table) search(i int) string { return t.folded[t.offsets[i] : t.offsets[i+1]-1] }

func (t *table) area(i int) Area {
	k := t.keys[i]
	return Area{Code: k.code(), Name: t.name(i), Level: k.level(), Kind: kindOf(k)}
}

func (t *table) find(c Code) (int, bool) {
	lo, _ := c.span()
	if !c.Valid() {
		return 0, false
	}
	i, ok := slices.BinarySearch(t.keys, lo)
	// The key of "35.00" is that of "35"; a code names an area only at its own level.
	return i, ok && t.keys[i].level() == c.Level()
}

// within is the range of rows of an area and all below it; the whole country
// for the empty code.
func (t *table) within(c Code) (lo, hi int) {
	if c == "" {
		return 0, len(t.keys)
	}
	from, to := c.span()
	if from > to {
		return 0, 0
	}
	lo, _ = slices.BinarySearch(t.keys, from)
	hi, _ = slices.BinarySearch(t.keys, to+1)
	return lo, hi
}

// row is the row that holds a byte of the names.
func (t *table) row(offset int) int {
	i, ok := slices.BinarySearch(t.offsets, uint32(offset))
	if !ok {
		i--
	}
	return i
}
