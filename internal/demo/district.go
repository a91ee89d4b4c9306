package demo

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/region"
)

// Default is the kabupaten that the demonstration shows unless another is
// asked for: its areas are real, its people are not.
const Default = region.Code("35.03")

// profile is where things stand in a district.
type profile struct {
	home     region.Code // whose registrar a visitor can sign in as; its kecamatan is the companion's
	centre   region.Code // agencies, the prison, the partner organisation
	hospital region.Code
	careHome region.Code
	plate    string // the letters of its vehicles
	// population is how many thousand people live in a kecamatan; without it, it
	// is drawn from the number of villages.
	population map[region.Code]int
}

// profiles are the districts of which more is known than their areas. Any other
// has a profile made of the areas alone.
var profiles = map[region.Code]profile{
	// Population rounded (BPS, mid-2021 to 2024; four kecamatan estimated from
	// the total).
	Default: {
		home: "35.03.04.2010", centre: "35.03.11.1005", hospital: "35.03.11.1002", careHome: "35.03.12.2009", plate: "AG",
		population: map[region.Code]int{
			"35.03.01": 81, "35.03.02": 54, "35.03.03": 54, "35.03.04": 68, "35.03.05": 50, "35.03.06": 54, "35.03.07": 38,
			"35.03.08": 72, "35.03.09": 29, "35.03.10": 55, "35.03.11": 65, "35.03.12": 53, "35.03.13": 53, "35.03.14": 27,
		},
	},
}

// thousandsAVillage is what a village holds where nothing is known of it.
const thousandsAVillage = 4

// profileOf gives a district its places. ok is false if it has no village.
func profileOf(district region.Code) (p profile, ok bool) {
	if p, ok := profiles[district]; ok {
		return p, true
	}
	kecs := region.Children(district)
	kecs = slices.DeleteFunc(kecs, func(k region.Area) bool { return len(region.Villages(k.Code)) == 0 })
	if district.Level() != region.Kabupaten || len(kecs) == 0 {
		return p, false
	}
	p.population = map[region.Code]int{}
	for _, k := range kecs {
		p.population[k.Code] = thousandsAVillage * len(region.Villages(k.Code))
	}
	// The capital is by custom the kecamatan that bears the district's name.
	capital := kecs[0].Code
	for _, k := range kecs {
		if strings.Contains(k.Name, region.Name(district)) {
			capital = k.Code
			break
		}
	}
	town := region.Villages(capital)
	p.centre = town[0].Code
	for _, v := range town {
		if v.Kind == region.KindKelurahan {
			p.centre = v.Code
			break
		}
	}
	p.hospital = town[len(town)-1].Code
	outside := region.Villages(kecs[len(kecs)/2].Code)
	p.careHome = outside[0].Code
	far := region.Villages(kecs[len(kecs)-1].Code)
	p.home = far[len(far)/2].Code
	return p, true
}

// neighbour is a kecamatan of another district, where somebody may have been
// recorded before.
func neighbour(district region.Code) region.Code {
	around := region.Children(district.Parent())
	at := slices.IndexFunc(around, func(a region.Area) bool { return a.Code == district })
	next := around[(at+1)%len(around)].Code
	if next == district { // alone in its province
		next = Default
	}
	kecs := region.Children(next)
	return kecs[min(4, len(kecs)-1)].Code
}

// village is one of the district.
type village struct {
	code   region.Code
	kec    region.Code
	name   string
	hamlet [3]string
}

// villages are drawn by the population of their kecamatan.
type villages struct {
	list []village
	upTo []int
	at   map[region.Code]int
}

// hamlets are names that dusun have all over Java.
var hamlets = []string{"Krajan", "Sumber", "Tengah", "Kidul", "Lor", "Wetan", "Kulon", "Gunung", "Ngrejo", "Karangrejo", "Sidorejo",
	"Sukorame", "Jatirejo", "Ngemplak", "Sambirejo", "Bendorejo", "Tlogo", "Ngadirejo", "Pucung", "Kebonagung"}

func newVillages(r *rand.Rand, district region.Code, p profile) *villages {
	v := &villages{at: map[region.Code]int{}}
	sum := 0
	for _, kec := range region.Children(district) {
		inside := region.Villages(kec.Code)
		for _, a := range inside {
			// A village has between half and one and a half of its share.
			sum += p.population[kec.Code] * 1000 / len(inside) * (50 + r.IntN(100)) / 100
			at := r.IntN(len(hamlets))
			v.at[a.Code] = len(v.list)
			v.list = append(v.list, village{code: a.Code, kec: kec.Code, name: a.Name,
				hamlet: [3]string{"Krajan", hamlets[at], hamlets[(at+7)%len(hamlets)]}})
			v.upTo = append(v.upTo, sum)
		}
	}
	return v
}

func (v *villages) draw(r *rand.Rand) int {
	n := r.IntN(v.upTo[len(v.upTo)-1])
	for i, upTo := range v.upTo {
		if n < upTo {
			return i
		}
	}
	return len(v.upTo) - 1
}

// Thousands is how many thousand people live in each kecamatan of a district,
// for synthetic people elsewhere.
func Thousands(district region.Code) map[region.Code]int {
	p, _ := profileOf(district)
	return maps.Clone(p.population)
}
