package bench

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/demo"
)

// namer draws names as they are spread: a few that many bear, from the lists of
// the demonstration, and thousands that few bear, put together of the parts that
// Javanese names consist of. The rare are drawn with a long tail.
type namer struct{ rare map[string][]string }

// parts of which rare names consist, by cohort and sex: beginning, middle, end.
// Compiled from general knowledge; that they are names is likely, not checked.
var rareParts = map[string][3]string{
	"old L": {"SU TU WA PO LE NGA KA PA SA TA MA MU YA JA DA DI KE RA BA SI GO JI SAR KAR WAR MAR PAR HAR DAR TUR SUR PUR NYA KU LA",
		"K G N T R M D Y W L S J P B", "IMAN IMIN IRAN IJO IRIN IDI ONO ARNO ARTO ANTO IYO OYO ADI AJI ITO INO EMAN EJAN IKIN UKAN IRO ENO"},
	"old P": {"SU TU WA PO LE NGA KA PA SA TA MA MU YA JA DA DI KE RA BA SI GO JI SAR KAR WAR MAR PAR HAR DAR TUR SUR PUR NYA KU LA",
		"K G N T R M D Y W L S J P B", "IYEM INEM INAH IRAH INI ITI EMI IRIN IYAH ILAH IJAH IKEM IPAH ASIH ARTI ARNI ATUN ATIN UPI ESIH ENI IKAH"},
	"young L": {"AL AR AZ DE EL FA GI HA IR JA KA KE LA LU MA MI NA NI RA RE RI SA SE TA VA VI YO ZA ZI",
		"B D F FR H K L LV N ND NT R RD S SH T V Y Z", "AN IAN IN O I ANO ARDO EL IL IQ AS ANDRA ANSYAH IANTO"},
	"young P": {"AL AR AZ DE EL FA GI HA IR JA KA KE LA LU MA MI NA NI RA RE RI SA SE TA VA VI YO ZA ZI",
		"B D F FR H K L LV N ND NT R RD S SH T V Y Z", "A IA INA ITA ELA IKA ANI ISA AYA ILA UNA ETTA ISYA AWATI"},
}

// abdul is followed by one of the names of God.
var abdul = strings.Fields("ROHMAN RAHMAN ROHIM AZIZ HAMID WAHID KHOLIQ KARIM LATIF MALIK MAJID MUIN GHOFUR SYUKUR QODIR WAHAB SALAM JALIL HALIM MANAN")

func newNamer() *namer {
	n := &namer{rare: map[string][]string{}}
	r := rand.New(rand.NewPCG(1945, 1972)) // which names are rarer is the same for every seed
	for _, who := range []string{"old L", "old P", "young L", "young P"} {
		p := rareParts[who]
		var all []string
		for _, a := range strings.Fields(p[0]) {
			for _, b := range strings.Fields(p[1]) {
				for _, c := range strings.Fields(p[2]) {
					all = append(all, a+b+c)
				}
			}
		}
		slices.Sort(all)
		all = slices.Compact(all)
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		n.rare[who] = all
	}
	return n
}

// rareName is in the long tail: the k-th name is drawn about 1/sqrt(k) times
// as often as the first.
func (n *namer) rareName(r *rand.Rand, who string) string {
	u := r.Float64()
	list := n.rare[who]
	return list[int(float64(len(list))*u*u)]
}

// word draws one word; part is given or second.
func (n *namer) word(r *rand.Rand, part, sex string, year int) string {
	cohort, second, rare, share := "old", "old", "old ", 0.45
	switch {
	case year > 1990:
		cohort, second, rare, share = "young", "later", "young ", 0.25
	case year > 1965:
		cohort, second, share = "middle", "later", 0.30
	}
	if flip(r, share) {
		return n.rareName(r, rare+sex)
	}
	if part == "second" && second == "later" {
		return strings.ToUpper(demo.NamePart(r, "second", sex, second))
	}
	return strings.ToUpper(demo.NamePart(r, "given", sex, cohort))
}

// name draws the name of somebody as the register writes it.
func (n *namer) name(r *rand.Rand, sex string, year int) string {
	words := []string{n.word(r, "given", sex, year)}
	if sex == "L" && year > 1955 && flip(r, 0.02) {
		words = []string{"ABDUL", abdul[r.IntN(len(abdul))]}
	}
	for more := demo.MeanWords(sex, year) - float64(len(words)); more > 0 && len(words) < 4 && flip(r, more); more-- {
		if next := n.word(r, "second", sex, year); !slices.Contains(words, next) {
			words = append(words, next)
		}
	}
	if year < 1955 && flip(r, 0.15) {
		words[0] = oldSpelling.Replace(words[0])
	}
	return strings.Join(words, " ")
}

// oldSpelling writes as before 1947 and 1972.
var oldSpelling = strings.NewReplacer("NY", "NJ", "SY", "SJ", "J", "DJ", "C", "TJ", "Y", "J", "U", "OE", "KH", "CH")

// flip is true with probability p.
func flip(r *rand.Rand, p float64) bool { return r.Float64() < p }
