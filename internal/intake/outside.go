package intake

import (
	"context"
	"slices"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Why somebody who is not on a candidate's family card is shown beside it, in
// words through "intake.outside.*".
const (
	outsideSibling = "sibling" // the same mother and father
	outsideMother  = "mother"
	outsideFather  = "father"
	outsideHouse   = "house" // the same address
	outsideRT      = "rt"    // the same neighbourhood; the house is not known
)

// outsider is one of them.
type outsider struct {
	register.Record
	why  string
	with []string // of a neighbour: who else is on the card
}

const (
	mostOutside  = 4  // of one reason are shown
	nearestAlike = 40 // of a name are looked at: many have one
	oneNursery   = 30 // years at most between brothers and sisters
)

// outside finds the family of a resident on other cards than theirs, and who
// lives at the same address: whoever is taken for the resident may be one of
// them. home are the people of the card; more is how many cards of neighbours are
// not shown.
func (s *Service) outside(ctx context.Context, scope db.Scope, of register.Record, home []register.Record) (out []outsider, more int, err error) {
	var queries []register.Query
	var fits []func(register.Record) string
	ask := func(q register.Query, fit func(register.Record) string) {
		queries, fits = append(queries, q), append(fits, fit)
	}
	if resident.Fold(of.Mother) != "" {
		ask(register.Query{Mother: of.Mother, Village: of.Village}, func(p register.Record) string {
			if brotherOrSister(of, p) {
				return outsideSibling
			}
			return ""
		})
	}
	for _, parent := range []struct{ why, name, sex string }{{outsideMother, of.Mother, "P"}, {outsideFather, of.Father, "L"}} {
		if resident.Fold(parent.name) == "" {
			continue
		}
		ask(register.Query{Name: parent.name, Sex: parent.sex, Village: of.Village}, func(p register.Record) string {
			if p.State == register.StateActive && p.Village == of.Village && p.Sex != opposite(parent.sex) && spelt(p.Name) == spelt(parent.name) && older(p.Birth, of.Birth) {
				return parent.why
			}
			return ""
		})
	}
	found, err := s.Register.Alike(ctx, scope, nearestAlike, queries...)
	if err != nil {
		return nil, 0, err
	}
	is := func(id string) func(outsider) bool { return func(o outsider) bool { return o.ID == id } }
	at := func(p register.Record) bool {
		return p.ID == of.ID || of.KK != "" && p.KK == of.KK || slices.ContainsFunc(home, func(h register.Record) bool { return h.ID == p.ID })
	}
	for i, some := range found {
		n := 0
		for _, p := range some {
			if why := fits[i](p); why != "" && n < mostOutside && !at(p) && !slices.ContainsFunc(out, is(p.ID)) {
				out = append(out, outsider{Record: p, why: why})
				n++
			}
		}
	}
	heads, err := s.Register.Neighbours(ctx, scope, of)
	if err != nil {
		return nil, 0, err
	}
	n := 0
	for _, why := range []string{outsideHouse, outsideRT} {
		for _, p := range heads {
			if neighbour(of, p) != why || slices.ContainsFunc(out, is(p.ID)) {
				continue
			}
			if n++; n > mostOutside {
				more++
				continue
			}
			o := outsider{Record: p, why: why}
			others, err := s.Register.Household(ctx, scope, p.KK)
			if err != nil {
				return nil, 0, err
			}
			for _, m := range others {
				if m.ID != p.ID {
					o.with = append(o.with, m.Name)
				}
			}
			out = append(out, o)
		}
	}
	return out, more, nil
}

// brotherOrSister reports whether two people have the same mother and father, as
// far as names, places and ages tell: a name alone says little where many have it.
func brotherOrSister(a, b register.Record) bool {
	if m := spelt(a.Mother); m == "" || m != spelt(b.Mother) {
		return false
	}
	fathers := [2]string{spelt(a.Father), spelt(b.Father)}
	switch {
	case fathers[0] == "" || fathers[1] == "":
		if a.Village != b.Village {
			return false
		}
	case fathers[0] != fathers[1] || region.Code(a.Village).At(region.Kecamatan) != region.Code(b.Village).At(region.Kecamatan):
		return false
	}
	x, known := years(a.Birth)
	y, too := years(b.Birth)
	return !known || !too || max(x[0]-y[1], y[0]-x[1]) <= oneNursery
}

// neighbour says what of the address of two people of one neighbourhood is the
// same; "" is that they live in different houses.
func neighbour(a, b register.Record) string {
	x, y := resident.Fold(a.Address), resident.Fold(b.Address)
	switch {
	case x == "" || y == "":
		return outsideRT
	case x == y:
		return outsideHouse
	}
	return ""
}
