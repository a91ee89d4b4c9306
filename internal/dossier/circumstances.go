package dossier

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/resident"
)

// FieldCircumstance is the person's field that holds what only a human can
// tell of the occasion; its elements are codes of lawbook.Circumstance.
const FieldCircumstance = casefile.FieldCircumstance

// told are the circumstances that no other field of the case says.
var told = []lawbook.Circumstance{
	lawbook.Hosted, lawbook.UnrecordedMarriage, lawbook.NoDocuments, lawbook.Newborn, lawbook.Foundling,
	lawbook.Lost, lawbook.Damaged, lawbook.IdentityUnclear, lawbook.BodyNotFound, lawbook.DataMismatch,
	lawbook.HeadDied, lawbook.Split, lawbook.DataChange, lawbook.MinorsRemain,
}

// reportWithin is how long after a birth a report is in time
// (UU 24/2013 pasal 32).
const reportWithin = 60 * 24 * time.Hour

// set joins circumstances, each once.
type set struct{ lawbook.Circumstances }

func (s *set) add(c lawbook.Circumstance, holds bool) {
	if holds && !s.Has(c) {
		s.Circumstances = append(s.Circumstances, c)
	}
}

// derived are the circumstances that follow from what the case knows. In doubt
// they ask for more, never for less.
func derived(st *casefile.State, events []casefile.Event, day time.Time) lawbook.Circumstances {
	p := resident.Person{}
	if d, err := resident.DateOf(st.Person.Printable(casefile.FieldBirth)); err == nil {
		p.Birth = d
	}
	for _, c := range st.Person.Elements(casefile.FieldLegalClass) {
		p.LegalClasses = append(p.LegalClasses, resident.LegalClass(c))
	}
	cs := set{lawbook.Of(p, st.Person.Printable(casefile.FieldMarital), day)}
	weak := st.Person.Elements(casefile.FieldVulnerability)
	cs.add(lawbook.Disaster, slices.Contains(st.Reasons, string(resident.DisasterDocuments)) || slices.Contains(weak, string(resident.DisasterVictim)))
	cs.add(lawbook.Neglected, slices.Contains(weak, string(resident.Abandoned)) || slices.Contains(weak, string(resident.AbandonedChild)))
	cs.add(lawbook.Hosted, st.Institution != "" || slices.Contains(weak, string(resident.InstitutionalCare)) || guest(st))
	cs.add(lawbook.InDatabase, inDatabase(st))
	cs.add(lawbook.Elsewhere, !st.Biometric.Disputed && st.Biometric.Outcome == casefile.BioElsewhere)
	cs.add(lawbook.LateBirth, late(p.Birth, day))
	cs.add(lawbook.NoDocuments, withoutPapers(events))
	return cs.Circumstances
}

// Circumstances are all that hold on a day: what follows from the case and
// what was told.
func Circumstances(st *casefile.State, events []casefile.Event, day time.Time) lawbook.Circumstances {
	cs := set{derived(st, events, day)}
	for _, e := range st.Person.Elements(FieldCircumstance) {
		cs.add(lawbook.Circumstance(e), slices.Contains(told, lawbook.Circumstance(e)))
	}
	if _, replaces := st.Need(casefile.NeedReplacement); replaces {
		// Papers are replaced because they are gone or spoilt; the police report
		// is asked for until somebody says which.
		cs.add(lawbook.Lost, !cs.Has(lawbook.Damaged) && !cs.Has(lawbook.Disaster))
	}
	return cs.Circumstances
}

// guest says that the place in the family is that of one taken in: other
// relative, helper, other (codes of table shdk).
func guest(st *casefile.State) bool {
	return slices.Contains([]string{"9", "10", "11"}, st.Person.Printable(casefile.FieldSHDK))
}

// inDatabase: a NIK that this very case brings does not count, or the checklist
// would change under a dossier that is on its way.
func inDatabase(st *casefile.State) bool {
	if st.Biometric.Identified() {
		return true
	}
	if n, ok := st.Need(casefile.NeedNIK); ok && n.Declined == "" {
		return false
	}
	return st.Person.Printable(casefile.FieldNIK) != ""
}

// late: not certainly reported within the sixty days.
func late(birth resident.Date, day time.Time) bool {
	first, _, known := birth.Bounds()
	return !known || first.Add(reportWithin).Before(day)
}

// withoutPapers: there were visits, and at none of them a paper was seen.
func withoutPapers(events []casefile.Event) bool {
	visited := false
	for i := range events {
		if events[i].Type != casefile.Visited {
			continue
		}
		var b casefile.VisitedBody
		if json.Unmarshal(events[i].Body, &b) != nil {
			continue
		}
		visited = true
		for _, paper := range []string{"kk_old", "ktp_old", "deed"} {
			if slices.Contains(b.Sources, paper) {
				return false
			}
		}
	}
	return visited
}

// Askable are the circumstances that a person should tell, because an item of
// the open needs hangs on them and nothing else of the case says them.
func Askable(b *lawbook.Book, st *casefile.State, events []casefile.Event, day time.Time) []lawbook.Circumstance {
	known := derived(st, events, day)
	asked := map[lawbook.Circumstance]bool{}
	for _, n := range st.Needs {
		for _, r := range b.Checklist(n.Need) {
			for _, w := range r.When {
				if n.Open() {
					asked[lawbook.Circumstance(strings.TrimPrefix(w, "!"))] = true
				}
			}
		}
	}
	var out []lawbook.Circumstance
	for _, c := range told {
		switch {
		case !asked[c] || known.Has(c):
		case c == lawbook.Newborn && !known.Has(lawbook.Child):
		case c == lawbook.UnrecordedMarriage && st.Person.Printable(casefile.FieldMarital) != "":
		default:
			out = append(out, c)
		}
	}
	return out
}
