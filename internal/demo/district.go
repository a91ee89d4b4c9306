package demo

import (
	"math/rand/v2"

	"github.com/jempolkeren/jempol/internal/region"
)

// District is the kabupaten that the demonstration is about: its areas are
// real, its people are not.
const District = region.Code("35.03")

// population is how many thousand people live in a kecamatan, rounded (BPS,
// Kabupaten Trenggalek, mid-2021 to 2024; four of them estimates from the total).
var population = map[region.Code]int{
	"35.03.01": 81, "35.03.02": 54, "35.03.03": 54, "35.03.04": 68, "35.03.05": 50, "35.03.06": 54, "35.03.07": 38,
	"35.03.08": 72, "35.03.09": 29, "35.03.10": 55, "35.03.11": 65, "35.03.12": 53, "35.03.13": 53, "35.03.14": 27,
}

// village is one of the 157.
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

func newVillages(r *rand.Rand) *villages {
	v := &villages{at: map[region.Code]int{}}
	sum := 0
	for _, kec := range region.Children(District) {
		inside := region.Villages(kec.Code)
		for _, a := range inside {
			// A village has between half and one and a half of its share.
			sum += population[kec.Code] * 1000 / len(inside) * (50 + r.IntN(100)) / 100
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
