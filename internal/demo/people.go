package demo

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/resident"
)

// person is one synthetic person.
type person struct {
	id       string // in the register; "" if the register does not know the person
	nik, kk  string
	name     string
	sex      string
	year     int
	month    int
	day      int
	village  int // place in villages
	mother   string
	father   string
	hamlet   int
	rt, rw   int
	recorded bool
	disabled string // in the words of the register
}

// birth is the birth date as the register writes it.
func (p *person) birth() string {
	d, err := resident.NewDate(p.year, p.month, p.day)
	if err != nil {
		return strconv.Itoa(p.year)
	}
	return d.Text()
}

// serials gives numbers that no real person has: SIAK gives serials from 0001
// on, a kecamatan never comes to 9000 births a day.
type serials map[string]int

const firstSerial = 9000

func (s serials) next(prefix string) (string, error) {
	n := firstSerial + s[prefix]
	if n > 9999 {
		return "", fmt.Errorf("demo: no synthetic number is left for %d people of one day", n-firstSerial)
	}
	s[prefix]++
	return prefix + fmt.Sprintf("%04d", n), nil
}

// nikOf makes the number of a person.
func (s serials) nikOf(p *person, kec region.Code) (string, error) {
	day := p.day
	if p.sex == "P" {
		day += 40
	}
	return s.next(kec.Digits() + fmt.Sprintf("%02d%02d%02d", day, p.month, p.year%100))
}

// kkOf makes the number of a family card that was made on a day.
func (s serials) kkOf(kec region.Code, made time.Time) (string, error) {
	return s.next(kec.Digits() + made.Format("020106"))
}

// birthDate draws a birth date. The old were asked for one when cards were
// made, and said the first or the last of the year, or the middle.
func birthDate(r *rand.Rand, year int) (month, day int) {
	heaped := 0
	switch {
	case year < 1950:
		heaped = 55
	case year < 1965:
		heaped = 30
	case year < 1980:
		heaped = 8
	}
	if r.IntN(100) < heaped {
		switch r.IntN(5) {
		case 0:
			return 12, 31
		case 1, 2:
			return 7, 1
		default:
			return 1, 1
		}
	}
	return 1 + r.IntN(12), 1 + r.IntN(28)
}

// populate makes households until there are enough people.
func (w *world) populate(n int) error {
	r := w.rand("people")
	w.people = make([]person, 0, n+8)
	for len(w.people) < n {
		if err := w.household(r, n-len(w.people)); err != nil {
			return err
		}
	}
	w.known = w.byNeed()
	w.lack()
	return nil
}

// disabilities are words of a register, the more frequent ones twice.
var disabilities = []string{"fisik", "fisik", "netra", "netra", "rungu/wicara", "rungu/wicara", "mental", "intelektual", "ganda"}

// lack makes the register show what the office can act on by itself: entries of
// old cards that never got a NIK, young children likewise, and disabilities, of
// which there are more among the unrecorded. Who lacks a NIK is taken from the end
// of the pool, so that no case is about somebody who should have one.
func (w *world) lack() {
	r := w.rand("lacking")
	all := w.known.recorded
	for range min(len(w.people)/400, len(all)/2) {
		p := &w.people[all[len(all)-1]]
		all = all[:len(all)-1]
		p.nik, p.recorded = "", false
	}
	w.known.recorded = all
	for i := range w.people {
		p := &w.people[i]
		if p.year >= 2016 && r.IntN(100) < 3 {
			p.nik = ""
		}
		of1000 := 15
		if p.year <= 2003 && !p.recorded {
			of1000 = 80
		}
		if r.IntN(1000) < of1000 {
			p.disabled = disabilities[r.IntN(len(disabilities))]
		}
	}
}

// household makes one family: head, wife, children, sometimes a grandmother.
func (w *world) household(r *rand.Rand, most int) error {
	at := w.villages.draw(r)
	kec := w.villages.list[at].kec
	made := time.Date(2008+r.IntN(12), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
	kk, err := w.serials.kkOf(kec, made)
	if err != nil {
		return err
	}
	hamlet, rt, rw := r.IntN(3), 1+r.IntN(12), 1+r.IntN(6)
	add := func(sex string, year int, mother, father string) (*person, error) {
		if most <= 0 {
			return nil, nil
		}
		most--
		p := person{id: fmt.Sprintf("reg-%07d", len(w.people)+1), kk: kk, sex: sex, year: year, village: at, mother: mother, father: father,
			hamlet: hamlet, rt: rt, rw: rw}
		p.name = nameOf(r, sex, year)
		p.month, p.day = birthDate(r, year)
		var err error
		if p.nik, err = w.serials.nikOf(&p, kec); err != nil {
			return nil, err
		}
		p.recorded = year <= 2003 && r.IntN(100) < 93
		w.people = append(w.people, p)
		return &w.people[len(w.people)-1], nil
	}
	said := func(sex string, year int) string { return nameOf(r, sex, max(year, 1925)) }
	head := 1935 + r.IntN(62)
	if r.IntN(100) < 16 { // somebody who lives alone, most of them widows
		sex := "P"
		if r.IntN(10) < 3 {
			sex = "L"
		}
		_, err := add(sex, 1932+r.IntN(45), said("P", head-25), said("L", head-28))
		return err
	}
	father, err := add("L", head, said("P", head-24), said("L", head-28))
	if err != nil || father == nil {
		return err
	}
	fatherName, motherName := father.name, ""
	wife := head + r.IntN(9) - 2
	if r.IntN(100) < 92 {
		mother, err := add("P", wife, said("P", wife-23), said("L", wife-27))
		if err != nil || mother == nil {
			return err
		}
		motherName = mother.name
	}
	for range r.IntN(4) {
		born := wife + 19 + r.IntN(18)
		if born > 2020 || born < 1985 { // the grown-up have a card of their own
			continue
		}
		sex := "L"
		if r.IntN(2) == 0 {
			sex = "P"
		}
		if p, err := add(sex, born, motherName, fatherName); err != nil || p == nil {
			return err
		}
	}
	if head > 1955 && r.IntN(100) < 14 {
		_, err := add("P", head-20-r.IntN(9), said("P", head-48), said("L", head-50))
		return err
	}
	return nil
}

// record is the person as the register holds it.
func (w *world) record(p *person) register.Record {
	v := &w.villages.list[p.village]
	return register.Record{ID: p.id, NIK: p.nik, KK: p.kk, Name: p.name, Sex: p.sex, Birth: p.birth(), Village: string(v.code),
		Mother: p.mother, Father: p.father, Address: w.address(p), RT: fmt.Sprintf("%03d", p.rt), RW: fmt.Sprintf("%03d", p.rw),
		State: register.StateActive, Recorded: p.recorded, Disability: p.disabled}
}

func (w *world) address(p *person) string {
	return "Dusun " + w.villages.list[p.village].hamlet[p.hamlet]
}
