package lawbook

import (
	"slices"
	"strings"
)

// Form is one form of the catalogue. Only those with sections can be filled in
// here; of the others the book knows the title.
type Form struct {
	Code          string `json:"code"` // "F-1.01", "PENDATAAN"
	Title         Label  `json:"title"`
	Source        string `json:"source"`
	Mark          Mark   `json:"mark"`
	Layout        string `json:"layout,omitempty"`        // file of the sections
	LayoutSource  string `json:"layout_source,omitempty"` // where the layout was taken from
	Reconstructed bool   `json:"reconstructed,omitempty"` // the annex was not seen: say so on page and paper
	// Signed says that the form is a declaration: it fulfils nothing before it is
	// signed, so what counts is the scan of the signed paper, not the filling in.
	Signed     bool        `json:"signed,omitempty"`
	Note       Label       `json:"note,omitzero"`
	Statement  Label       `json:"statement,omitzero"`
	Signatures []Signature `json:"signatures,omitempty"`
	Sections   []Section   `json:"sections,omitempty"`
}

// Signature is a place to sign.
type Signature struct {
	Label
	// Who signs there: "head" for the head of the office, else the field of the
	// form that has the name. An officer of the office signs without a thumbprint.
	Who string `json:"who"`
}

// The signers who are not a field that the applicant fills.
const (
	SignHead    = "head"
	SignOfficer = "officer"
)

// Section is a part of a form with its own heading.
type Section struct {
	Key     string   `json:"key"`
	Title   Label    `json:"title"`
	Repeat  int      `json:"repeat,omitempty"`  // greatest number of rows, 0 for a section that stands once
	Officer bool     `json:"officer,omitempty"` // filled in by the officer
	Modes   []string `json:"modes,omitempty"`   // for which kinds of applicant; none for all
	Fields  []Field  `json:"fields"`
}

// Kind is what a field holds.
type Kind string

// The kinds of field.
const (
	Text   Kind = "text"
	Date   Kind = "date"
	Choice Kind = "code" // one code of Table
	Ticks  Kind = "tick" // any codes of Table
	NIK    Kind = "nik"
	KK     Kind = "kk"
	Number Kind = "number" // digits, with leading zeros kept
	Phone  Kind = "phone"
	Email  Kind = "email"
	Area   Kind = "area" // an area code down to Level
)

// Field is one field of a form.
type Field struct {
	Key      string   `json:"key"`    // unique in its form
	Number   string   `json:"number"` // as printed on the form; empty where it has none
	Label    Label    `json:"label"`
	Kind     Kind     `json:"kind"`
	Table    string   `json:"table,omitempty"`
	Level    string   `json:"level,omitempty"` // of an area: a region.Level
	Max      int      `json:"max,omitempty"`   // greatest number of letters, 0 for no limit
	Required string   `json:"required,omitempty"`
	Hint     Label    `json:"hint,omitzero"`
	Person   string   `json:"person,omitempty"` // the field of a person that it states
	Offer    string   `json:"offer,omitempty"`  // what of the case it begins with and does not state: "witness/1"
	Officer  bool     `json:"officer,omitempty"`
	Auto     bool     `json:"auto,omitempty"`  // numbered by the program
	SIAK     int      `json:"siak,omitempty"`  // place in the order of entry
	Modes    []string `json:"modes,omitempty"` // for which kinds of applicant; none for all
}

// Form finds a form by its code.
func (b *Book) Form(code string) (*Form, error) {
	for _, f := range b.forms {
		if f.Code == code {
			return f, nil
		}
	}
	return nil, unknown("form", code)
}

// Forms are all forms of the catalogue.
func (b *Book) Forms() []*Form { return slices.Clone(b.forms) }

// Fillable reports whether the form can be filled in here.
func (f *Form) Fillable() bool { return len(f.Sections) > 0 }

// Section finds a section by its key.
func (f *Form) Section(key string) (Section, error) {
	for _, s := range f.Sections {
		if s.Key == key {
			return s, nil
		}
	}
	return Section{}, unknown("section", f.Code+":"+key)
}

// Field finds a field by its key.
func (f *Form) Field(key string) (Field, error) {
	for _, s := range f.Sections {
		for _, fl := range s.Fields {
			if fl.Key == key {
				return fl, nil
			}
		}
	}
	return Field{}, unknown("field", f.Code+":"+key)
}

// ForPerson finds the field that states a field of a person.
func (f *Form) ForPerson(person string) (Field, bool) {
	for _, s := range f.Sections {
		for _, fl := range s.Fields {
			if fl.Person == person {
				return fl, true
			}
		}
	}
	return Field{}, false
}

// InSIAK are the fields of all sections in the order in which they are typed
// into SIAK; those without a place in it are left out.
func (f *Form) InSIAK() []Field {
	var out []Field
	for _, s := range f.Sections {
		for _, fl := range s.Fields {
			if fl.SIAK > 0 && !fl.Auto {
				out = append(out, fl)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Field) int { return a.SIAK - b.SIAK })
	return out
}

// For reports whether the section stands on the form of this kind of applicant.
func (s Section) For(mode string) bool { return len(s.Modes) == 0 || slices.Contains(s.Modes, mode) }

// For reports whether this kind of applicant fills in the field.
func (f Field) For(mode string) bool { return len(f.Modes) == 0 || slices.Contains(f.Modes, mode) }

// RequiredIn reports whether the field must be filled in, given the others:
// always, never, or where another field has one of some values
// ("marriage_deed=1", "mode=WNI|LN").
func (f Field) RequiredIn(values map[string]string) bool {
	if f.Required == "always" {
		return true
	}
	key, wanted, ok := strings.Cut(f.Required, "=")
	return ok && slices.Contains(strings.Split(wanted, "|"), values[key])
}
