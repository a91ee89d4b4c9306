package issuance

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Values is where a form's values come from; web.Request is one.
type Values interface {
	Text(name string) string
	Texts(name string) []string
}

// Entry is what came back from SIAK.
type Entry struct {
	Needs  []string          // entered now
	NIK    string            // "" if it is still to come, or none was asked
	KK     string            // "" if none was asked
	Deeds  map[string]string // need to deed number
	Status string            // enrolment status, "" if none was noted
	Sure   bool              // the warnings were seen and the numbers stand in SIAK as typed
	Shown  []string          // events whose NIK and KK the form showed
}

// deedNumber is as SIAK prints it: 3503-LT-14062021-0012.
var deedNumber = regexp.MustCompile(`^[0-9A-Z][0-9A-Z./-]{3,39}$`)

// ReadEntry reads the form of what came back, for the needs that wait.
func ReadEntry(v Values, waiting []string) (Entry, error) {
	f := fault.New(fault.Invalid, "fault.form")
	e := Entry{Deeds: map[string]string{}, Sure: v.Text("yakin") != "", Shown: strings.Fields(v.Text("terlihat"))}
	for _, need := range waiting {
		if slices.Contains(v.Texts("kebutuhan"), need) {
			e.Needs = append(e.Needs, need)
		}
	}
	later := v.Text("nik_belum") != ""
	if later && slices.Contains(e.Needs, casefile.NeedNIK) {
		// Nothing else can be entered for a person whose NIK is not there.
		e.Needs = []string{casefile.NeedNIK}
		if v.Text("nik") != "" {
			f.With("nik", "issuance.err.nik_and_later")
		}
	}
	if len(e.Needs) == 0 {
		f.With("kebutuhan", "issuance.err.needs")
	}
	for _, need := range e.Needs {
		switch need {
		case casefile.NeedNIK:
			if !later {
				nik, err := resident.ParseNIK(v.Text("nik"))
				wrong(f, "nik", err)
				e.NIK = string(nik)
			}
		case casefile.NeedKK:
			kk, err := resident.ParseKK(v.Text("kk"))
			wrong(f, "kk", err)
			e.KK = string(kk)
		case casefile.NeedBirthDeed, casefile.NeedDeathDeed:
			deed := strings.ToUpper(strings.Join(strings.Fields(v.Text(need)), " "))
			if !validDeed(deed) {
				f.With(need, "issuance.err.deed")
			}
			e.Deeds[need] = deed
		}
	}
	if e.NIK != "" && e.NIK == e.KK {
		f.With("kk", "issuance.err.nik_is_kk")
	}
	var err error
	if e.Status, err = readStatus(v); err != nil {
		f.Fields = append(f.Fields, fault.As(err).Fields...)
	}
	// Numbers that were changed after the question need a new answer.
	e.Sure = e.Sure && v.Text("yakin_untuk") == e.fingerprint()
	if len(f.Fields) > 0 {
		return e, f
	}
	return e, nil
}

func wrong(f *fault.Fault, field string, err error) {
	if err != nil {
		w := fault.As(err)
		f.Fields = append(f.Fields, fault.Field{Name: field, Key: w.Key, Args: w.Args})
	}
}

// validDeed keeps numbers out that are a NIK in the wrong field.
func validDeed(s string) bool {
	if _, err := resident.ParseNIK(s); err == nil {
		return false
	}
	return deedNumber.MatchString(s)
}

func (e Entry) fingerprint() string { return e.NIK + "/" + e.KK }

var statusForm = regexp.MustCompile(`^[A-Z][A-Z0-9_]{2,39}$`)

// readStatus reads the enrolment status: chosen, or written as SIAK shows it
// where it is not in the list (the Ministry has not published all).
func readStatus(v Values) (string, error) {
	chosen := v.Text("status")
	if chosen != "other" {
		if chosen != "" && !slices.Contains(casefile.Statuses(), chosen) {
			return "", fault.At("status", "issuance.err.choice")
		}
		return chosen, nil
	}
	text := v.Text("status_lain")
	if status := casefile.CanonicalStatus(text); statusForm.MatchString(status) && utf8.RuneCountInString(text) <= 60 {
		return status, nil
	}
	return "", fault.At("status_lain", "issuance.err.status_text")
}

// Warnings are what is odd about the numbers beside what is known of the
// person. A NIK keeps the birth date that was once typed, so oddness proves
// nothing; but it is asked.
func (e Entry) Warnings(p casefile.Person, district region.Code, day time.Time) []resident.Warning {
	return casefile.Odd(func(field string) string {
		switch field {
		case casefile.FieldNIK:
			return e.NIK
		case casefile.FieldKK:
			return e.KK
		}
		return p.Printable(field)
	}, district, day)
}

// fits says in which way a NIK agrees with what is known, for the good word
// beside the field.
func fits(nik string, p casefile.Person, district region.Code, day time.Time) bool {
	return nik != "" && len(Entry{NIK: nik}.Warnings(p, district, day)) == 0
}

// waitingEntry lists the needs that wait to be entered, those first whose entry
// is done but whose NIK is still to come.
func waitingEntry(st casefile.State) []string {
	var out []string
	for _, n := range st.Needs {
		if st.May(casefile.Entered, n.Need) == nil {
			out = append(out, n.Need)
		}
	}
	return out
}

// enterable lists the needs that SIAK takes at all: the form of a press that
// comes twice is read like the first one.
func enterable(st casefile.State) []string {
	var out []string
	for _, n := range st.Needs {
		if flow, _ := casefile.FlowOf(n.Need); flow.Has(casefile.StageEntered) {
			out = append(out, n.Need)
		}
	}
	return out
}
