package bench

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// told is one synthetic report, and what it leaves to be known.
type told struct {
	name, sex, date, year, place, mother, village, district string

	truth   int // place in the register, -1 for who is not in it
	stratum string
	left    trace
}

// trace is what a report leaves of the person to somebody who is told which
// steps led to it: see ceiling.
type trace struct {
	name, mother []hint // no mother was told: nil
	sex          byte   // 0: not told
	place        string // "" where another level or nothing was told
	date         dateTrace
	where        placeTrace
}

type dateTrace struct {
	year, month, day int // 0: nothing is left
	not              int // a part that is wrong: the value that it is not
	wrong            datePart
	age              int // told, -1: not
}

type datePart byte

const (
	noPart datePart = iota
	yearDigit
	monthPart
	dayDigit
)

type placeTrace struct {
	village, district       string // "" where nothing is left
	notVillage, notDistrict string
}

// reports tells n reports of people of the register and of others.
func (p *people) reports(n int, seed uint64) []told {
	r := rand.New(rand.NewPCG(seed, 0x7265706f7274))
	p.r = r
	t := &teller{people: p, r: r}
	var list []string
	for i := range n {
		// The strata have their shares exactly, rounded, and then a random order.
		at := i * 100 / n
		for _, s := range strata {
			if at -= s.share; at < 0 {
				list = append(list, s.name)
				break
			}
		}
	}
	r.Shuffle(n, func(i, j int) { list[i], list[j] = list[j], list[i] })
	by := p.byAge()
	out := make([]told, n)
	for i, stratum := range list {
		out[i] = t.report(stratum, by)
	}
	return out
}

// ages are the people among whom a report chooses.
type ages struct{ elderly, twins []int32 }

func (p *people) byAge() ages {
	var a ages
	for i := range p.souls {
		if p.souls[i].year < 1966 {
			a.elderly = append(a.elderly, int32(i))
		}
		if p.souls[i].twin >= 0 {
			a.twins = append(a.twins, int32(i))
		}
	}
	return a
}

func (t *teller) anybody(by ages) int {
	if len(by.elderly) > 0 && flip(t.r, elderly) {
		return int(by.elderly[t.r.IntN(len(by.elderly))])
	}
	return t.r.IntN(len(t.souls))
}

// choose finds somebody who fits the stratum; in a tiny register there may be
// nobody, and then it is anybody.
func (t *teller) choose(stratum string, by ages) int {
	at := t.anybody(by)
	fits := func(s *soul) bool {
		switch stratum {
		case singleName:
			return !strings.Contains(s.name, " ")
		case oldSpelt:
			return s.year < 1970 && oldSpelling.Replace(s.name) != s.name && !strings.Contains(s.name, "OE") && !strings.Contains(s.name, "DJ")
		}
		return true
	}
	if stratum == twins && len(by.twins) > 0 {
		return int(by.twins[t.r.IntN(len(by.twins))])
	}
	for range 1000 {
		if fits(&t.souls[at]) {
			break
		}
		at = t.anybody(by)
	}
	return at
}

// stranger is somebody who is not in the register: a brother or sister of
// somebody who is, somebody of the same name, or nobody's.
func (t *teller) stranger(by ages) soul {
	r := t.r
	like := t.souls[t.anybody(by)]
	year := min(max(int(like.year)+1+r.IntN(8), 1932), asOf)
	switch n := r.IntN(100); {
	case n < kin:
		s := t.somebody("LP"[r.IntN(2)], year, int(like.village), like.rt, like.rw)
		s.mother, s.father = like.mother, like.father
		return s
	case n < kin+namesake:
		s := t.somebody(like.sex, min(max(int(like.year)-12+r.IntN(25), 1932), asOf), t.draw(r), 1, 1)
		t.parents(&s)
		s.name = like.name
		return s
	}
	s := t.somebody("LP"[r.IntN(2)], int(like.year), t.draw(r), 1, 1)
	t.parents(&s)
	return s
}

// report tells of one person.
func (t *teller) report(stratum string, by ages) told {
	out := told{truth: -1, stratum: stratum}
	var s soul
	if stratum == absent {
		s = t.stranger(by)
	} else {
		out.truth = t.choose(stratum, by)
		s = t.souls[out.truth]
	}
	names, f := said, toldFields
	switch stratum {
	case oldSpelt:
		names.old = 1
	case noDate:
		f.dateMissing = 1
	case wrongVillage:
		f.villageNear, f.villageFar, f.villageSpelt, f.villageMissing = .65, .35, 0, 0
	}
	out.name, out.left.name = t.name(&s, s.name, s.sex, s.year, names)
	if s.mother != "" && !flip(t.r, f.motherMissing) {
		out.mother, out.left.mother = t.name(&s, s.mother, 'P', s.year-25, saidOfMother)
	}
	t.sex(&s, &out, f)
	t.birth(&s, &out, f)
	t.birthplace(&s, &out, f)
	t.village(&s, &out, f)
	return out
}

func (t *teller) sex(s *soul, out *told, f fields) {
	switch u := t.r.Float64(); {
	case u < f.sexMissing:
		return
	case u < f.sexMissing+f.sexWrong:
		out.sex = string('L' + 'P' - s.sex)
	default:
		out.sex = string(s.sex)
	}
	out.left.sex = s.sex
}

func (t *teller) birth(s *soul, out *told, f fields) {
	r, left := t.r, &out.left.date
	y, m, d := int(s.year), int(s.month), int(s.day)
	left.age = -1
	u := r.Float64()
	under := func(p float64) bool { u -= p; return u < 0 }
	switch {
	case under(f.dateMissing):
		return
	case under(f.dateYear):
		out.year, left.year = strconv.Itoa(y), y
		return
	case under(f.dateAge):
		left.age = t.age(asOf - y)
		out.year = strconv.Itoa(asOf - left.age)
		return
	}
	*left = dateTrace{year: y, month: m, day: d, age: -1}
	switch {
	case under(f.dateSwapped) && d <= 12:
		m, d = d, m
	case under(f.dateHeaped):
		hm, hd := heap(r)
		m, d = int(hm), int(hd)
		left.month, left.day = 0, 0
	case under(f.dateDigit):
		switch which := r.IntN(3); {
		case which == 0 || d > 28:
			y = y - y%10 + (y+1+r.IntN(9))%10
			left.wrong, left.not = yearDigit, y
		case which == 1:
			m = 1 + (m+r.IntN(11))%12
			left.wrong, left.not = monthPart, m
		default:
			for d == int(s.day) || d < 1 || d > 28 {
				d = d - d%10 + r.IntN(10)
			}
			left.wrong, left.not = dayDigit, d
		}
	}
	out.date = fmt.Sprintf("%04d-%02d-%02d", y, m, d)
}

// age is told with an error that grows with it; many who are over fifty say a
// round one.
func (t *teller) age(age int) int {
	a := age + int(ageError(age)*t.r.NormFloat64()+100.5) - 100
	if age > 50 && flip(t.r, roundAge) {
		a = (a + 2) / 5 * 5
	}
	return max(a, 0)
}

func (t *teller) birthplace(s *soul, out *told, f fields) {
	home := t.villages[s.village]
	switch u := t.r.Float64(); {
	case u < f.placeMissing:
	case u < f.placeMissing+f.placeOther && slices.Contains(elsewhere, s.place):
		out.place, out.left.place = "KAB. "+s.place, s.place
	case u < f.placeMissing+f.placeOther:
		out.place = [...]string{home.village, home.district, t.capital, "KAB. " + t.capital, home.village + " " + home.district}[t.r.IntN(5)]
	default:
		out.place, out.left.place = s.place, s.place
	}
}

func (t *teller) village(s *soul, out *told, f fields) {
	r, home, left := t.r, t.villages[s.village], &out.left.where
	u := r.Float64()
	under := func(p float64) bool { u -= p; return u < 0 }
	at := home
	switch inside := t.inKec[home.kec]; {
	case under(f.villageMissing):
		left.district = home.district
		at.village = ""
	case under(f.villageNear) && len(inside) > 1:
		for at.village == home.village {
			at = t.villages[inside[r.IntN(len(inside))]]
		}
		left.district, left.notVillage = home.district, at.village
	case under(f.villageFar):
		for at.kec == home.kec {
			at = t.villages[t.draw(r)]
		}
		left.notDistrict = at.district
	case under(f.villageSpelt):
		left.village, left.district = home.village, home.district
		if at.village = respell(r, at.village); at.village == home.village || flip(r, .3) {
			at.village = typo(r, at.village)
		}
	default:
		left.village, left.district = home.village, home.district
	}
	if flip(r, f.districtMissing) {
		// A neighbouring village still tells the district.
		if left.notVillage == "" {
			left.district = ""
		}
		at.district = ""
	}
	out.village, out.district = at.village, at.district
}
