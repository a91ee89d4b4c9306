package linkage

import (
	"cmp"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/resident"
)

// gazetteer numbers places as they are written, each under the district that
// holds it. Number 0 is no place.
type gazetteer struct {
	number   map[string]uint32 // by name, and by name and district
	name     []string
	district []string
	in       []uint32            // number of the district, from 1; 0 where none is known
	count    []uint32            // people
	named    map[string][]uint32 // all of a name
	within   map[string]uint32   // number of a district
	around   [][]uint32          // all places of a district, by its number
	spelt    []string            // the name in the form of Spell
	raw      map[string]uint32   // as written, while it is made
}

func newGazetteer() *gazetteer {
	return &gazetteer{number: map[string]uint32{}, raw: map[string]uint32{"\x00": 0}, name: []string{""}, district: []string{""}, count: []uint32{0}}
}

// add gives the number of a place.
func (g *gazetteer) add(name, district string) uint32 {
	key := name + "\x00" + district
	if n, ok := g.raw[key]; ok {
		return n
	}
	folded := foldPlace(name)
	within := foldPlace(district)
	n, ok := g.number[folded+"\x00"+within]
	if !ok {
		n = uint32(len(g.name))
		if folded == "" && within == "" {
			n = 0
		} else {
			g.name, g.district, g.count = append(g.name, folded), append(g.district, within), append(g.count, 0)
			g.number[folded+"\x00"+within] = n
		}
	}
	if len(g.raw) < 1<<16 {
		g.raw[strings.Clone(key)] = n
	}
	return n
}

// settle ends adding: places are numbered anew in the order of their district
// and name. It gives the new numbers.
func (g *gazetteer) settle() []uint32 {
	order := make([]uint32, len(g.name))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int {
		return cmp.Or(strings.Compare(g.district[a], g.district[b]), strings.Compare(g.name[a], g.name[b]))
	})
	rank := make([]uint32, len(order))
	name, district := make([]string, len(order)), make([]string, len(order))
	for to, from := range order {
		rank[from] = uint32(to)
		name[to], district[to] = g.name[from], g.district[from]
	}
	g.name, g.district, g.raw, g.number = name, district, nil, nil
	g.named, g.within, g.around = map[string][]uint32{}, map[string]uint32{}, make([][]uint32, 1)
	g.in = make([]uint32, len(name))
	g.spelt = make([]string, len(name))
	for i := 1; i < len(name); i++ {
		g.spelt[i] = respell(name[i])
		g.named[name[i]] = append(g.named[name[i]], uint32(i))
		if district[i] == "" {
			continue
		}
		d, ok := g.within[district[i]]
		if !ok {
			d = uint32(len(g.around))
			g.within[district[i]], g.around = d, append(g.around, nil)
		}
		g.in[i], g.around[d] = d, append(g.around[d], uint32(i))
	}
	return rank
}

// resolve gives the places that a text may mean: those of its name, in its
// district where that is given and has one of the name; else those whose name
// is nearly the same. Nothing where no name is near.
func (g *gazetteer) resolve(name, district string) []uint32 {
	folded, within := foldPlace(name), foldPlace(district)
	if folded == "" {
		return nil
	}
	found := g.named[folded]
	if found == nil {
		found = g.near(folded)
	}
	if within != "" && len(found) > 1 {
		var there []uint32
		for _, p := range found {
			if g.district[p] == within {
				there = append(there, p)
			}
		}
		if there != nil {
			return there
		}
	}
	return found
}

// near finds the places whose name differs in few letters, the nearest only.
func (g *gazetteer) near(folded string) []uint32 {
	if isCode(folded) {
		return nil // the next number is another place
	}
	most := min(2, len(folded)/4)
	spelt := respell(folded)
	var out []uint32
	for i := 1; i < len(g.name); i++ {
		d := distance(folded, g.name[i], most)
		if d > most && spelt == g.spelt[i] {
			d = most
		}
		if d > most || g.name[i] == "" {
			continue
		}
		if d < most {
			out, most = out[:0], d
		}
		out = append(out, uint32(i))
	}
	return out
}

// respell brings each word of a place to the form of Spell.
func respell(folded string) string {
	parts := strings.Fields(folded)
	for i, w := range parts {
		parts[i] = resident.Spell(w)
	}
	return strings.Join(parts, "")
}
