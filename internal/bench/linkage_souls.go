package bench

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/demo"
	"github.com/jempolkeren/jempol/internal/region"
)

// soul is one synthetic person of the register.
type soul struct {
	name, mother, father string // as the register writes them
	place                string // of birth
	sex                  byte   // 'L' or 'P'
	year                 int16
	month, day           int8
	rt, rw               int8
	village              int16 // place in land.villages
	twin                 int32 // place of the twin, -1 without
}

func (s *soul) birth() string { return fmt.Sprintf("%04d-%02d-%02d", s.year, s.month, s.day) }

// hamletOf is a village with its kecamatan, as people write them.
type hamletOf struct {
	village, district string
	kec               int // which kecamatan
}

// land is where the people live.
type land struct {
	capital  string
	villages []hamletOf
	upTo     []int   // people, added up
	inKec    [][]int // villages of a kecamatan
}

// asOf is the year in which everybody is told to be as old as they are.
const asOf = 2025

func newLand(r *rand.Rand, district region.Code) *land {
	l := &land{capital: strings.ToUpper(region.Name(district))}
	people, sum := demo.Thousands(district), 0
	for k, kec := range region.Children(district) {
		inside := region.Villages(kec.Code)
		l.inKec = append(l.inKec, nil)
		for _, v := range inside {
			sum += max(1, people[kec.Code]*1000/len(inside)*(50+r.IntN(100))/100)
			l.inKec[k] = append(l.inKec[k], len(l.villages))
			l.villages = append(l.villages, hamletOf{strings.ToUpper(v.Name), strings.ToUpper(kec.Name), k})
			l.upTo = append(l.upTo, sum)
		}
	}
	return l
}

// draw finds a village by its population.
func (l *land) draw(r *rand.Rand) int {
	i, _ := slices.BinarySearch(l.upTo, r.IntN(l.upTo[len(l.upTo)-1])+1)
	return i
}

// elsewhere is where people who moved here were born.
var elsewhere = strings.Fields("PONOROGO TULUNGAGUNG PACITAN BLITAR KEDIRI MALANG SURABAYA JAKARTA MADIUN NGANJUK SIDOARJO BEKASI SAMARINDA MEDAN")

// birthPlace is mostly the kabupaten, as cards have it.
func (l *land) birthPlace(r *rand.Rand, village int) string {
	switch n := r.IntN(100); {
	case n < 77:
		return l.capital
	case n < 84:
		return l.villages[village].district
	case n < 88:
		return l.villages[village].village
	}
	return elsewhere[int(float64(len(elsewhere))*r.Float64()*r.Float64())]
}

// people makes a register: households with parents and children, so that
// siblings share mother, village and close dates, and grown-up children have a
// mother in the same village.
type people struct {
	*land
	*namer
	r     *rand.Rand
	souls []soul
	women [][]int32 // by village, who may be the mother of a grown-up
}

func newPeople(seed uint64, district region.Code) *people {
	r := rand.New(rand.NewPCG(seed, 0x6c616e64))
	l := newLand(r, district)
	return &people{land: l, namer: newNamer(), r: r, women: make([][]int32, len(l.villages))}
}

func (p *people) populate(n int) {
	p.souls = make([]soul, 0, n+16)
	for len(p.souls) < n {
		p.household()
	}
	p.souls = p.souls[:n]
	for i := range p.souls { // a twin that was cut off
		if int(p.souls[i].twin) >= n {
			p.souls[i].twin = -1
		}
	}
}

// date draws a birth date. The old were asked for one when cards were made, and
// said the first or the last of the year, or the middle.
func date(r *rand.Rand, year int) (month, day int8) {
	heaped := 0.0
	switch {
	case year < 1950:
		heaped = 0.50
	case year < 1965:
		heaped = 0.30
	case year < 1980:
		heaped = 0.08
	}
	if flip(r, heaped) {
		return heap(r)
	}
	d := time.Date(year, 1, 1+r.IntN(365), 0, 0, 0, 0, time.UTC)
	return int8(d.Month()), int8(d.Day())
}

// heap is a date that people say who do not know it.
func heap(r *rand.Rand) (month, day int8) {
	switch r.IntN(10) {
	case 0, 1:
		return 12, 31
	case 2, 3, 4:
		return 7, 1
	}
	return 1, 1
}

// somebody is a person of a household that is made.
func (p *people) somebody(sex byte, year, village int, rt, rw int8) soul {
	s := soul{sex: sex, year: int16(year), village: int16(village), rt: rt, rw: rw, twin: -1}
	s.name, s.place = p.name(p.r, string(sex), year), p.birthPlace(p.r, village)
	s.month, s.day = date(p.r, year)
	return s
}

// parents gives a grown-up parents: a woman of the village where there is one of
// the age, so that brothers and sisters of different houses share her.
func (p *people) parents(s *soul) {
	s.father = p.name(p.r, "L", int(s.year)-28)
	if near := p.women[s.village]; len(near) > 0 && flip(p.r, 0.6) {
		for range 6 {
			m := &p.souls[near[p.r.IntN(len(near))]]
			if gap := s.year - m.year; gap >= 17 && gap <= 42 {
				s.mother = p.asWritten(m.name)
				break
			}
		}
	}
	if s.mother == "" {
		s.mother = p.name(p.r, "P", int(s.year)-25)
	}
	p.forget(s)
}

// asWritten is a mother's name as the record of her child has it: not always as
// her own.
func (p *people) asWritten(name string) string {
	if flip(p.r, 0.08) {
		return respell(p.r, name)
	}
	return name
}

// forget leaves the mother out where nobody wrote her down.
func (p *people) forget(s *soul) {
	missing := 0.02
	if s.year < 1960 {
		missing = 0.10
	}
	if flip(p.r, missing) {
		s.mother = ""
	}
}

func (p *people) add(s soul) int32 {
	p.souls = append(p.souls, s)
	at := int32(len(p.souls) - 1)
	if s.sex == 'P' && s.year < 1990 {
		p.women[s.village] = append(p.women[s.village], at)
	}
	return at
}

// household makes one family: head, wife, children, sometimes a grandmother.
func (p *people) household() {
	r, at := p.r, p.draw(p.r)
	rt, rw := int8(1+r.IntN(12)), int8(1+r.IntN(6))
	head := 1936 + r.IntN(64)
	if flip(r, 0.14) { // lives alone, mostly a widow
		sex := byte('P')
		if flip(r, 0.3) {
			sex = 'L'
		}
		s := p.somebody(sex, 1932+r.IntN(50), at, rt, rw)
		p.parents(&s)
		p.add(s)
		return
	}
	if head > 1952 && flip(r, 0.15) {
		s := p.somebody('P', head-19-r.IntN(14), at, rt, rw)
		p.parents(&s)
		p.add(s)
	}
	father := p.somebody('L', head, at, rt, rw)
	p.parents(&father)
	p.add(father)
	mother := p.somebody('P', head+r.IntN(9)-2, at, rt, rw)
	p.parents(&mother)
	if flip(r, 0.93) {
		p.add(mother)
	}
	p.children(father, mother)
}

// children are born from nineteen years of the mother on; the grown-up mostly
// have a household of their own.
func (p *people) children(father, mother soul) {
	r := p.r
	year := int(mother.year) + 18 + r.IntN(8)
	for range 1 + r.IntN(4) {
		if year > asOf || year > int(mother.year)+44 {
			return
		}
		if year >= 1996 || flip(r, 0.15) {
			p.birth(father, mother, year)
		}
		year += 1 + r.IntN(6)
	}
}

// birth brings a child, or twins, whose names are often alike.
func (p *people) birth(father, mother soul, year int) {
	r := p.r
	child := func() soul {
		s := p.somebody("LP"[r.IntN(2)], year, int(father.village), father.rt, father.rw)
		s.mother, s.father = p.asWritten(mother.name), father.name
		p.forget(&s)
		return s
	}
	first := child()
	a := p.add(first)
	if !flip(r, 0.013) {
		return
	}
	second := child()
	second.month, second.day, second.place, second.mother = first.month, first.day, first.place, first.mother
	if flip(r, 0.6) {
		second.sex = first.sex
		second.name = p.twinName(first.name, string(first.sex), year)
	}
	b := p.add(second)
	p.souls[a].twin, p.souls[b].twin = b, a
}

// twinName differs from that of the other in one word, or in its beginning.
func (p *people) twinName(name, sex string, year int) string {
	words := strings.Fields(name)
	if len(words) == 1 && len(name) > 4 { // Rini, Tini
		for {
			if c := "RTSYNDWLMH"[p.r.IntN(10)]; c != name[0] {
				return string(c) + name[1:]
			}
		}
	}
	at := p.r.IntN(len(words))
	for range 9 {
		if w := p.word(p.r, "given", sex, year); w != words[at] {
			words[at] = w
			break
		}
	}
	return strings.Join(words, " ")
}
