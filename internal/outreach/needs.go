package outreach

import (
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Ages that decide what a visit is about: the card comes at 17 or at marriage
// (UU 24/2013 pasal 63), and its recording is made from 16 on, so that the card
// is there on the birthday.
const (
	recordingAge = 16
	cardAge      = 17
)

// Situation is what of a case and its trip decides which questions a visit asks
// and which needs may follow.
type Situation struct {
	Purpose         string // first, recording, biometric
	Kit             bool   // the biometric kit is there
	AgeKnown        bool
	Least, Greatest int         // age in whole years
	HasNIK          bool        // a NIK is known, or the office has issued one
	Open            []string    // needs that are open already
	District        region.Code // the office's own kabupaten
}

// situation reads it from the case as it is on the day.
func situation(st *casefile.State, kit bool, day time.Time) Situation {
	s := Situation{Purpose: st.Booking.Purpose, Kit: kit, HasNIK: st.Person.Value(casefile.FieldNIK) != "" || st.Biometric.Identified()}
	s = s.born(st.Person.Value(casefile.FieldBirth), day)
	for _, n := range st.Needs {
		if n.Open() {
			s.Open = append(s.Open, n.Need)
		}
		if n.Need == casefile.NeedNIK && n.Done() {
			s.HasNIK = true
		}
	}
	return s
}

// born takes the age from a birth date, which the visit itself may correct.
func (s Situation) born(birth string, day time.Time) Situation {
	s.Least, s.Greatest, s.AgeKnown = 0, 0, false
	if d, err := resident.DateOf(birth); err == nil {
		s.Least, s.Greatest, s.AgeKnown = d.AgeOn(day)
	}
	return s
}

// Recording reports whether the visit is the second one, for the recording.
func (s Situation) Recording() bool { return s.Purpose == PurposeRecording }

// Child reports whether the person is certainly too young for a recording: no
// biometric check tells anything about a child.
func (s Situation) Child() bool { return s.AgeKnown && s.Greatest < recordingAge }

// MayBeChild reports whether the person may be too young for a card.
func (s Situation) MayBeChild() bool { return !s.AgeKnown || s.Least < cardAge }

// Identified reports whether an outcome says that the person has a NIK.
func Identified(outcome string) bool {
	return outcome == casefile.BioLocal || outcome == casefile.BioElsewhere
}

// elsewhere refuses what cannot be the kabupaten that holds the record of
// somebody found in another: one that is none, and the own.
func (s Situation) elsewhere(f *fault.Fault, code string) {
	switch a, ok := region.Get(region.Code(code)); {
	case !ok || a.Level != region.Kabupaten:
		f.With("kabupaten", "fault.outreach.kabupaten")
	case a.Code == s.District:
		f.With("kabupaten", "fault.outreach.kabupaten_own")
	}
}

// MayNeedNIK says whether a new NIK may follow. Nobody gets a second one
// (UU 24/2013 pasal 13), and an adult gets none without a biometric check.
func (s Situation) MayNeedNIK(outcome string) bool {
	switch {
	case s.HasNIK, Identified(outcome):
		return false
	case outcome == NoCheck, outcome == "":
		return s.MayBeChild()
	}
	return true
}

// Offer lists the needs that may be found necessary after an outcome, in the
// order of their flows, without those that are open already.
func (s Situation) Offer(outcome string) []string {
	known := s.HasNIK || Identified(outcome)
	var out []string
	for _, f := range casefile.Flows() {
		ok := true
		switch f.Need {
		case casefile.NeedNIK:
			ok = s.MayNeedNIK(outcome)
		case casefile.NeedRecording, casefile.NeedKTP:
			ok = !s.Child()
		case casefile.NeedKIA:
			ok = s.MayBeChild()
		case casefile.NeedReplacement, casefile.NeedMove:
			ok = known
		case casefile.NeedDeathDeed:
			ok = false // a death ends the visit and is recorded as such
		}
		if ok && !slices.Contains(s.Open, f.Need) {
			out = append(out, f.Need)
		}
	}
	return out
}

// Follows are the needs that usually follow from an outcome: the beginning that
// the officer corrects (docs/process.md, "The visit").
func (s Situation) Follows(outcome string) []string {
	adult := []string{casefile.NeedNIK, casefile.NeedKK, casefile.NeedRecording, casefile.NeedKTP}
	child := []string{casefile.NeedNIK, casefile.NeedBirthDeed, casefile.NeedKIA}
	var want []string
	switch {
	case s.Recording():
	case outcome == casefile.BioLocal:
		want = []string{casefile.NeedReplacement}
	case outcome == casefile.BioElsewhere:
		want = []string{casefile.NeedMove}
	case s.AgeKnown && s.Greatest < cardAge:
		want = child
	case outcome == casefile.BioNotFound, outcome == casefile.BioFailed:
		want = adult
	}
	offer := s.Offer(outcome)
	return slices.DeleteFunc(want, func(n string) bool { return !slices.Contains(offer, n) })
}
