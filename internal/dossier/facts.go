package dossier

import (
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/resident"
)

// A fact is what the case itself says of an item. Nobody types it.
type fact struct {
	state State // "" leaves the item to a person
	why   string
}

// facts are the items that the case answers by itself. Those of a document of
// the same case only answer while that document is on its way or there:
// otherwise the person brings a paper.
var facts = map[string]func(*casefile.State, lawbook.Circumstances, time.Time) fact{
	"BIO-6": notFound, // SE Dirjen Dukcapil 470/13287
	"SKI-3": checked,
	"SKS-3": checked,
	"REC-1": hasNIK,
	"REC-2": recorded,
	"KTP-1": ofAge, // Perpres 96/2018
	"KTP-2": together(casefile.NeedKK),
	"KTP-3": printReady,
	"KK-3":  together(casefile.NeedSKPTI),
	"KIA-1": together(casefile.NeedBirthDeed), // Permendagri 2/2016: issued together
	"KIA-2": together(casefile.NeedKK),
	"AKL-4": together(casefile.NeedKK),
}

// onlyFact names the facts that no paper can stand in for: whoever was not checked is
// checked, not written off.
func onlyFact(code string) bool {
	switch code {
	case "BIO-6", "SKI-3", "SKS-3", "REC-1", "REC-2", "KTP-1", "KTP-2", "KTP-3":
		return true
	}
	return false
}

// notFound: only a search that found nobody opens the way to a new NIK. A
// failed capture needs its exception approved by a second person.
func notFound(st *casefile.State, _ lawbook.Circumstances, _ time.Time) fact {
	b := st.Biometric
	switch {
	case b.Disputed:
		return fact{Missing, "dossier.fact.bio.disputed"}
	case b.Outcome == casefile.BioNotFound:
		return fact{Have, "dossier.fact.bio.not_found"}
	case b.Outcome == casefile.BioFailed && b.Approved:
		return fact{Substitute, "dossier.fact.bio.exception"}
	case b.Outcome == "":
		return fact{Missing, "dossier.fact.bio.none"}
	}
	return fact{Missing, "dossier.fact.bio." + b.Outcome}
}

// checked: the check was made, whatever it found.
func checked(st *casefile.State, cs lawbook.Circumstances, day time.Time) fact {
	if st.Biometric.Identified() {
		return fact{Have, "dossier.fact.bio.identified"}
	}
	return notFound(st, cs, day)
}

func hasNIK(st *casefile.State, _ lawbook.Circumstances, _ time.Time) fact {
	n, ok := st.Need(casefile.NeedNIK)
	if ok && n.Done() || (!ok || n.Declined != "") && st.Person.Printable(casefile.FieldNIK) != "" {
		return fact{Have, "dossier.fact.nik"}
	}
	return fact{Later, "dossier.fact.nik.later"}
}

func recorded(st *casefile.State, _ lawbook.Circumstances, _ time.Time) fact {
	if n, ok := st.Need(casefile.NeedRecording); ok && (n.Enrolled || n.Done()) {
		return fact{Have, "dossier.fact.recorded"}
	}
	return fact{Later, "dossier.fact.recorded.later"}
}

// ofAge: seventeen, or is or was married.
func ofAge(st *casefile.State, cs lawbook.Circumstances, day time.Time) fact {
	d, err := resident.DateOf(st.Person.Printable(casefile.FieldBirth))
	least, _, known := d.AgeOn(day)
	switch {
	case err == nil && known && least >= 17:
		return fact{Have, "dossier.fact.age"}
	case cs.Has(lawbook.Married):
		return fact{Have, "dossier.fact.married"}
	case err != nil || !known:
		return fact{Later, "dossier.fact.age.unknown"}
	}
	return fact{Later, "dossier.fact.age.later"}
}

func printReady(st *casefile.State, _ lawbook.Circumstances, _ time.Time) fact {
	if st.PrintReady() {
		return fact{Have, "dossier.fact.ready"}
	}
	return fact{Later, "dossier.fact.ready.later"}
}

// together: the paper is a document of the same case.
func together(need string) func(*casefile.State, lawbook.Circumstances, time.Time) fact {
	return func(st *casefile.State, _ lawbook.Circumstances, _ time.Time) fact {
		n, ok := st.Need(need)
		switch {
		case !ok || n.Declined != "":
			if need == casefile.NeedKK && st.Person.Printable(casefile.FieldKK) != "" {
				return fact{Have, "dossier.fact.kk"}
			}
			return fact{}
		case !n.Stage.Before(casefile.StageIssued):
			return fact{Have, "dossier.fact.issued"}
		}
		return fact{Later, "dossier.fact.together"}
	}
}
