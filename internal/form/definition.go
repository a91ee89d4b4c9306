package form

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/region"
)

// Kind says how a field is asked, checked and printed.
type Kind string

// The kinds of field.
const (
	Text   Kind = "text"
	Email  Kind = "email"
	Number Kind = "number" // digits: postcode, RT, RW, a count
	Phone  Kind = "phone"
	NIK    Kind = "nik"
	KK     Kind = "kk"
	Date   Kind = "date"
	Code   Kind = "code" // one of Options
	Tick   Kind = "tick" // several of Options: a tick list
	Area   Kind = "area" // a code of region
)

// Option is one code of a table.
type Option struct {
	Code    string
	Label   lawbook.Label
	Printed string // wording of the paper and of SIAK, where it is another
	Alias   string // the letter of other papers: L, P
}

// paper is the wording of the official paper.
func (o Option) paper() string {
	if o.Printed != "" {
		return o.Printed
	}
	return o.Label.ID
}

// Field is one field of a form.
type Field struct {
	Key    string
	Number string // column or line number on the paper
	Label  lawbook.Label
	Hint   lawbook.Label
	Kind   Kind
	Max    int // characters; 0 is 100
	// Required is "always", "" or a condition: "mode=OA", "marital=2|3".
	Required string
	Options  []Option
	Letter   string       // of the code table printed below the paper: "A"
	Level    region.Level // of an area: the part of the code that is printed
	Modes    []string     // kinds of applicant that fill it; none is all
	Officer  bool
	Auto     bool   // the row's number: printed, never asked
	Person   string // the person's field (casefile) that fills it beforehand
	Offer    string // the same of what is somebody else's: a witness, who spoke; it states nothing
	SIAK     int    // place in SIAK's order; 0 is not typed into SIAK
}

// Section is a part of a form.
type Section struct {
	Key     string
	Title   lawbook.Label
	Fields  []Field
	Repeat  int // rows of a table (members of a family); 0 or 1 is asked once
	Modes   []string
	Officer bool // filled by the office
}

// Definition is one form.
type Definition struct {
	Code      string // "F-1.01"
	Title     lawbook.Label
	Version   string
	Source    string // the regulation that prescribes it
	Note      lawbook.Label
	Landscape bool
	Sections  []Section
	Signed    bool                // a declaration: it counts with the signature
	Statement lawbook.Label       // what the signer declares
	Sign      []lawbook.Signature // who signs, from left to right
}

// SignedByHead tells of a form that the head of the office signs.
func (d *Definition) SignedByHead() bool {
	return slices.ContainsFunc(d.Sign, func(s lawbook.Signature) bool { return s.Who == lawbook.SignHead })
}

// Place is one field in one row of a form.
type Place struct {
	Section *Section
	Field   *Field
	Row     int // from 1; 0 where the section is asked once
}

// Name is the place's name in Values and on the page.
func (p Place) Name() string {
	if p.Row == 0 {
		return p.Field.Key
	}
	return p.Section.Key + "." + strconv.Itoa(p.Row) + "." + p.Field.Key
}

// Places lists the places of a form in its order, with so many rows of each
// repeated section.
func (d *Definition) Places(rows int) []Place {
	var list []Place
	for i := range d.Sections {
		s := &d.Sections[i]
		if s.Repeat < 2 {
			for j := range s.Fields {
				list = append(list, Place{s, &s.Fields[j], 0})
			}
			continue
		}
		for r := 1; r <= min(max(rows, 1), s.Repeat); r++ {
			for j := range s.Fields {
				list = append(list, Place{s, &s.Fields[j], r})
			}
		}
	}
	return list
}

// MaxRows is the number of rows of the longest repeated section.
func (d *Definition) MaxRows() int {
	n := 1
	for _, s := range d.Sections {
		n = max(n, s.Repeat)
	}
	return n
}

// Rows is the number of rows in which anything is filled, at least one.
func (d *Definition) Rows(v Values) int {
	last := 1
	for _, p := range d.Places(d.MaxRows()) {
		if v[p.Name()] != "" {
			last = max(last, p.Row)
		}
	}
	return last
}

func (f *Field) option(code string) (Option, bool) {
	for _, o := range f.Options {
		if o.Code == code {
			return o, true
		}
	}
	return Option{}, false
}

func (f *Field) most() int {
	if f.Max > 0 {
		return f.Max
	}
	return 100
}

// Asked reports whether a place is asked of the kind of applicant that v
// names: a citizen is not asked for a sponsor.
func (p Place) Asked(v Values) bool {
	if p.Field.Auto || p.derived() {
		return false
	}
	mode := v["mode"]
	ok := func(modes []string) bool { return mode == "" || len(modes) == 0 || slices.Contains(modes, mode) }
	return ok(p.Section.Modes) && ok(p.Field.Modes)
}

// derived says that an area follows from the village, which is asked.
func (p Place) derived() bool { return p.Field.Kind == Area && p.Field.Level != region.Village }

// needed reports whether the place must be filled, by the other values.
func (p Place) needed(v Values) bool {
	cond := p.Field.Required
	if cond == "" || cond == "always" {
		return cond != ""
	}
	key, want, ok := strings.Cut(cond, "=")
	if !ok {
		return false
	}
	got := v[key]
	if p.Row > 0 {
		if other := v[Place{p.Section, &Field{Key: key}, p.Row}.Name()]; other != "" {
			got = other
		}
	}
	return got != "" && slices.Contains(strings.Split(want, "|"), got)
}

// guessed says that a date may be told with less certainty than the day.
func (f *Field) guessed() bool { return f.Kind == Date && f.Person == "birth" && f.Required == "" }

// Define makes the definition of a form of a version of the law. A form whose
// layout the book does not hold has none.
func Define(b *lawbook.Book, code string) (*Definition, error) {
	f, err := b.Form(code)
	if err != nil {
		return nil, err
	}
	if !f.Fillable() {
		return nil, fault.New(fault.NotFound, "form.none")
	}
	d := &Definition{Code: f.Code, Title: f.Title, Version: b.Version, Source: f.Source, Note: f.Note, Signed: f.Signed, Statement: f.Statement, Sign: f.Signatures}
	if src, err := b.Source(f.Source); err == nil {
		d.Source = src.Short
	}
	if !f.Reconstructed {
		d.Note = lawbook.Label{} // a note for the office; only a reconstruction says so on paper
	}
	for _, s := range f.Sections {
		section := Section{Key: s.Key, Title: s.Title, Repeat: s.Repeat, Modes: s.Modes, Officer: s.Officer}
		d.Landscape = d.Landscape || s.Repeat > 1
		for _, fl := range s.Fields {
			field, err := define(b, fl)
			if err != nil {
				return nil, err
			}
			section.Fields = append(section.Fields, field)
		}
		d.Sections = append(d.Sections, section)
	}
	return d, nil
}

func define(b *lawbook.Book, f lawbook.Field) (Field, error) {
	field := Field{
		Key: f.Key, Number: f.Number, Label: f.Label, Hint: f.Hint, Kind: Kind(f.Kind), Max: f.Max, Required: f.Required,
		Modes: f.Modes, Officer: f.Officer, Auto: f.Auto, Person: f.Person, Offer: f.Offer, SIAK: f.SIAK,
	}
	for l := region.Province; l <= region.Village; l++ {
		if l.String() == f.Level {
			field.Level = l
		}
	}
	if f.Table == "" {
		return field, nil
	}
	t, err := b.Table(f.Table)
	if err != nil {
		return Field{}, err
	}
	field.Letter = t.Letter
	for _, c := range t.Codes {
		field.Options = append(field.Options, Option{Code: c.Code, Label: c.Label, Printed: c.Printed, Alias: c.Alias})
	}
	return field, nil
}

// asks says whether a field of the form is the one of the person.
func (d *Definition) asks(field string) bool {
	for _, p := range d.Places(1) {
		if p.Field.Person == field {
			return true
		}
	}
	return false
}
