package demo

import (
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// about is what some reports tell beyond who and where: nothing of it is needed,
// and an office knows it of a part of its people.
type about struct {
	nickname, companion, directions, safety string
	proxy, proxyAs, proxyWhy                string
	birthPlace, consent                     bool
	difficulties                            map[resident.Domain]resident.Difficulty // asked at the visit
}

var directions = []string{
	"Dari balai desa ke utara 400 meter, rumah kedua setelah jembatan.", "Gang sebelah timur masjid, rumah bercat hijau.",
	"Naik dari pertigaan warung kopi, jalan setapak 200 meter.", "Belakang sekolah dasar, dekat kandang kambing.",
	"Tanya Pak RT; rumahnya tidak tampak dari jalan."}

var safetyNotes = []string{
	"Anjing dilepas; panggil dari pagar.", "Jalan licin sesudah hujan, pakai sepeda motor.",
	"Takut pada orang berseragam; datang bersama tetangga.", "Sungai di depan rumah naik bila hujan lebat."}

// tellAbout draws it from a source of its own, so that nothing else changes.
func (c *story) tellAbout(r *rand.Rand) {
	p, a := &c.p, &c.about
	one := func(in int) bool { return r.IntN(in) == 0 }
	if one(5) {
		first, _, _ := strings.Cut(p.name, " ")
		before := "Mbah "
		switch {
		case p.year > 1995:
			before = "Dik "
		case p.year > 1960 && p.sex == "P":
			before = "Bu "
		case p.year > 1960:
			before = "Pak "
		}
		last := first[max(0, len(first)-4):]
		a.nickname = before + strings.ToUpper(last[:1]) + last[1:]
	}
	if one(3) {
		a.directions = directions[r.IntN(len(directions))]
	}
	if one(10) {
		a.safety = safetyNotes[r.IntN(len(safetyNotes))]
	}
	if one(3) {
		a.companion = nameOf(r, "P", max(1950, p.year-5)) + ", tetangga"
	}
	a.birthPlace, a.consent = one(3), one(8)
	asks := one(5)
	switch {
	case c.kind == child:
		a.proxy, a.proxyAs, a.proxyWhy = p.mother, string(resident.AsParent), string(resident.StillChild)
	case c.institution != "" && asks:
		a.proxy, a.proxyAs, a.proxyWhy = nameOf(r, "L", 1980), string(resident.AsInstitution), string(resident.WishesHelp)
	case asks:
		as := []resident.Capacity{resident.AsChild, resident.AsRelative, resident.AsSpouse, resident.AsNeighbour}
		why := []resident.ProxyReason{resident.CannotSpeak, resident.WishesHelp, resident.OtherLanguage, resident.NotThere}
		a.proxy, a.proxyAs, a.proxyWhy = nameOf(r, "L", 1978), string(as[r.IntN(len(as))]), string(why[r.IntN(len(why))])
	}
	if one(3) && 2021-p.year >= resident.AskedFrom {
		a.difficulties = map[resident.Domain]resident.Difficulty{}
		for _, d := range resident.Domains() {
			answer := resident.NoDifficulty
			if p.year < 1960 || one(8) {
				answer = resident.Difficulties()[r.IntN(4)]
			}
			a.difficulties[d] = answer
		}
	}
}

// told are the assertions of it that come with the report.
func (c *story) told() []casefile.Assertion {
	a := &c.about
	var out []casefile.Assertion
	say := func(field, element, value string) {
		if value != "" {
			out = append(out, casefile.Assertion{Field: field, Element: element, Value: value, Certainty: casefile.CertaintySaid})
		}
	}
	say(casefile.FieldOtherName, a.nickname, a.nickname)
	say(casefile.FieldSafety, "", a.safety)
	say(casefile.FieldProxy, "", a.proxy)
	say(casefile.FieldProxyAs, "", a.proxyAs)
	say(casefile.FieldProxyWhy, "", a.proxyWhy)
	if !c.placeOnly {
		say(casefile.FieldDirections, "", a.directions)
		if c.p.rt%3 != 0 { // the others have the head of the hamlet
			say(casefile.FieldCompanion, "", a.companion)
		}
		if a.birthPlace && c.kind != newAdult && c.kind != child {
			say(casefile.FieldBirthPlace, "", region.Name(c.w.district))
		}
	}
	return out
}

// difficulties are the answers to the six questions of the Washington Group.
func (c *story) difficulties() []casefile.Assertion {
	var out []casefile.Assertion
	for _, d := range resident.Domains() {
		if v := c.about.difficulties[d]; v != "" {
			out = append(out, casefile.Assertion{Field: casefile.FieldDifficulty, Element: string(d), Value: string(v), Certainty: casefile.CertaintySaid})
		}
	}
	return out
}

// basis is the legal ground on which the report keeps the data.
func (c *story) basis() string {
	if c.about.consent {
		return "consent"
	}
	return "public_task"
}

// tellAll draws it for everybody.
func (w *world) tellAll() {
	r := w.rand("about")
	for _, c := range w.cases {
		c.tellAbout(r)
	}
}

// morning is when a day's letters are opened, before anybody reports.
func (w *world) morning(day int) time.Time { return w.cal.date(day).Add(7*time.Hour + 30*time.Minute) }
