package outreach

import (
	"encoding/binary"
	"math"

	"github.com/jempolkeren/jempol/internal/region"
)

// roadTable is a table of travel times between areas, both directions apart.
// It does not change once it is made; nil knows no way.
type roadTable struct {
	id, format string // format: osrm, valhalla, list
	places     []region.Code
	index      map[region.Code]int
	cells      []roadCell // row by row
}

// roadCell is one way; minutes 0 is not known, km 0 neither.
type roadCell struct{ minutes, km float64 }

func newRoadTable(format string, places []region.Code) *roadTable {
	t := &roadTable{format: format, places: places, index: make(map[region.Code]int, len(places)), cells: make([]roadCell, len(places)*len(places))}
	for i, p := range places {
		t.index[p] = i
	}
	return t
}

// at is the way from a to b, if the table knows it. A way within one place is
// none that a table of roads knows.
func (t *roadTable) at(a, b region.Code) (roadCell, bool) {
	if t == nil || a == b {
		return roadCell{}, false
	}
	i, ok1 := t.index[a]
	j, ok2 := t.index[b]
	if !ok1 || !ok2 {
		return roadCell{}, false
	}
	c := t.cells[i*len(t.places)+j]
	return c, c.minutes > 0
}

// known counts the ways of the table.
func (t *roadTable) known() (n int) {
	for i, c := range t.cells {
		if c.minutes > 0 && i/len(t.places) != i%len(t.places) {
			n++
		}
	}
	return n
}

// pack writes the cells for the database: metres and seconds, four bytes each.
func (t *roadTable) pack() []byte {
	out := make([]byte, 0, 8*len(t.cells))
	for _, c := range t.cells {
		out = binary.LittleEndian.AppendUint32(out, uint32(math.Round(c.km*1000)))
		out = binary.LittleEndian.AppendUint32(out, uint32(math.Round(c.minutes*60)))
	}
	return out
}

// unpackTable reads what pack wrote; cells of another length are of no table.
func unpackTable(id string, places []region.Code, packed []byte) *roadTable {
	t := newRoadTable("", places)
	t.id = id
	if len(packed) != 8*len(t.cells) {
		return &roadTable{id: id}
	}
	for i := range t.cells {
		t.cells[i] = roadCell{km: float64(binary.LittleEndian.Uint32(packed[8*i:])) / 1000, minutes: float64(binary.LittleEndian.Uint32(packed[8*i+4:])) / 60}
	}
	return t
}
