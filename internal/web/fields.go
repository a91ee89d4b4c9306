package web

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
)

// Form is a form with its operation id. Fields are pointers to the field types
// below, or any other component between them.
type Form struct {
	ID      string // for buttons that stand outside (Button.Form)
	Action  string // empty: the page itself
	Get     bool   // a search that may be bookmarked; no operation id
	Fields  []any
	Buttons []any
	Hidden  []Pair
	Files   bool // multipart
	Card    string
	Draft   string // title under which it can be put aside; empty: it cannot
	draft   string // id of the draft that it was; one whose session ended need not have a title
}

// DraftField is the id of the draft that the form was, "" for none.
func (f Form) DraftField() string { return f.draft }

// fillable is a field that can take what was sent and what is wrong with it.
type fillable interface {
	fill(vals url.Values, at func(name string) string)
}

// Fill puts what was sent back into the fields and each problem of err beside
// its field, so that a refused form comes back with its content. With nothing
// sent the fields keep the values they were made with.
func (f Form) Fill(r *Request, err error) Form {
	vals := url.Values{}
	if r.Sent() || f.Get {
		vals = r.Values()
	}
	at := problemsAt(r.Lang, err)
	if vals.Has("isian") && vals.Get("isian") != f.Action {
		vals = url.Values{} // another form of the same page was sent
	} else {
		if !f.Get {
			f.draft = r.Text(DraftID)
		}
		if r.sent != nil {
			at = r.sent.at(r.Lang)
		}
	}
	fillAll(f.Fields, vals, at)
	return f
}

// FillFields is Fill for fields that stand outside a Form.
func FillFields(lang string, vals url.Values, err error, fields ...any) {
	fillAll(fields, vals, problemsAt(lang, err))
}

func problemsAt(lang string, err error) func(name string) string {
	problems := map[string]string{}
	if err != nil {
		for _, p := range fault.As(err).Fields {
			if problems[p.Name] == "" {
				problems[p.Name] = i18n.T(lang, p.Key, p.Args)
			}
		}
	}
	return func(name string) string { return problems[name] }
}

func fillAll(fields []any, vals url.Values, at func(string) string) {
	for _, f := range fields {
		if fl, ok := f.(fillable); ok {
			fl.fill(vals, at)
		}
	}
}

// Label is what every field has in common.
type Label struct {
	Name     string // of the form field
	Label    string
	Hint     string
	Error    string
	Required bool // shows "(wajib)"; the use case decides
}

// Ask makes the common part of a field: its name, its label, and a hint.
func Ask(name, label string, hint ...string) Label {
	l := Label{Name: name, Label: label}
	if len(hint) > 0 {
		l.Hint = hint[0]
	}
	return l
}

// Must marks a field that has to be filled.
func (l Label) Must() Label { l.Required = true; return l }

// Described names the elements that describe the input.
func (l Label) Described() string {
	s := ""
	if l.Hint != "" {
		s = l.Name + "-hint"
	}
	if l.Error != "" {
		if s != "" {
			s += " "
		}
		s += l.Name + "-err"
	}
	return s
}

// Input is one line of text.
type Input struct {
	Label
	Value    string
	Type     string // text (default), tel, password, search, email; a date is Day
	Number   bool   // digits: numeric keyboard, tabular figures
	Width    string // "w4", "w6", "w12"; empty is full
	Max      int
	Complete string // autocomplete; off for other people's data (default)
	OK       string // a good word below: "Cocok: Dongko, perempuan"
	Check    string // GET path that htmx asks for an inline check while typing
	Pin      bool   // one field for a PIN; paste allowed
}

// Kind is the type attribute.
func (i *Input) Kind() string {
	if i.Type == "" {
		return "text"
	}
	return i.Type
}

// Auto is the autocomplete attribute.
func (i *Input) Auto() string {
	if i.Complete == "" {
		return "off"
	}
	return i.Complete
}

func (i *Input) fill(v url.Values, at func(string) string) {
	if v.Has(i.Name) && i.Type != "password" {
		i.Value = v.Get(i.Name)
	}
	i.Error = at(i.Name)
}

// TextArea is several lines of text.
type TextArea struct {
	Label
	Value string
	Rows  int
	Max   int
}

func (a *TextArea) fill(v url.Values, at func(string) string) {
	if v.Has(a.Name) {
		a.Value = v.Get(a.Name)
	}
	a.Error = at(a.Name)
}

// Select is a choice from a list that is too long for cards.
type Select struct {
	Label
	Options []Option
	Blank   string // first line that chooses nothing; empty: there is none
	Width   string
	Small   bool // in a filter bar
}

func (s *Select) fill(v url.Values, at func(string) string) {
	if v.Has(s.Name) {
		s.Options = chosen(s.Options, v[s.Name])
	}
	s.Error = at(s.Name)
}

// Radios are cards of which one is chosen.
type Radios struct {
	Label
	Options []Option
	Two     bool // two columns when wide
	Title   bool // the label is the page's question and not shown again
}

func (s *Radios) fill(v url.Values, at func(string) string) {
	if v.Has(s.Name) {
		s.Options = chosen(s.Options, v[s.Name])
	}
	s.Error = at(s.Name)
}

// Checks are cards of which several are chosen.
type Checks struct {
	Label
	Options []Option
	Two     bool
	Title   bool
}

func (s *Checks) fill(v url.Values, at func(string) string) {
	if wasSent(v) {
		s.Options = chosen(s.Options, v[s.Name])
	}
	s.Error = at(s.Name)
}

// Check is a single box.
type Check struct {
	Label
	On bool
}

func (s *Check) fill(v url.Values, at func(string) string) {
	if wasSent(v) {
		s.On = v.Get(s.Name) != ""
	}
	s.Error = at(s.Name)
}

// DateParts asks for day, month and year in three fields named <Name>.d, .m
// and .y, and how certain it is in <Name>.cert. Day and month may stay empty.
type DateParts struct {
	Label
	D, M, Y string
	Certs   []Option // empty: certainty is not asked
	Part    string   // "d", "m" or "y": the part that is wrong
}

// Parts reads the parts of a date from a request.
func (r *Request) Parts(name string) (d, m, y, cert string) {
	return r.Text(name + ".d"), r.Text(name + ".m"), r.Text(name + ".y"), r.Text(name + ".cert")
}

// Day asks for a whole date: the one field for days that come and days that
// were. A date field of the browser follows the browser's language, and there
// 06/07 is a month earlier than here.
func Day(l Label, iso string) *DateParts {
	d := &DateParts{Label: l}
	if p := strings.Split(iso, "-"); len(p) == 3 {
		d.Y, d.M, d.D = p[0], strings.TrimPrefix(p[1], "0"), strings.TrimPrefix(p[2], "0")
	}
	return d
}

// Day reads the parts of a date as one ISO date. Nothing typed is ""; what is
// no date is given as it was typed, for the use case to refuse. A page that
// carries a date on carries it whole.
func (r *Request) Day(name string) string {
	d, m, y, _ := r.Parts(name)
	if d == "" && m == "" && y == "" {
		return r.Text(name)
	}
	two := func(s string) string {
		if len(s) == 1 {
			return "0" + s
		}
		return s
	}
	return y + "-" + two(m) + "-" + two(d)
}

// fill also finds a problem at one part: fault.At("lahir.m", ...).
func (d *DateParts) fill(v url.Values, at func(string) string) {
	for part, to := range map[string]*string{"d": &d.D, "m": &d.M, "y": &d.Y} {
		if v.Has(d.Name + "." + part) {
			*to = v.Get(d.Name + "." + part)
		}
	}
	if v.Has(d.Name + ".cert") {
		d.Certs = chosen(d.Certs, v[d.Name+".cert"])
	}
	d.Error, d.Part = at(d.Name), ""
	for _, part := range []string{"d", "m", "y"} {
		if e := at(d.Name + "." + part); e != "" && d.Error == "" {
			d.Error, d.Part = e, part
		}
	}
}

// Wrong reports whether a part is to be marked: the named one, or all.
func (d *DateParts) Wrong(part string) bool { return d.Error != "" && (d.Part == "" || d.Part == part) }

// WithCert is a value with its certainty, chosen in the same group.
type WithCert struct {
	Input
	Certs []Option // field <Name>.cert
}

func (w *WithCert) fill(v url.Values, at func(string) string) {
	w.Input.fill(v, at)
	if v.Has(w.Name + ".cert") {
		w.Certs = chosen(w.Certs, v[w.Name+".cert"])
	}
}

// Upload is a file or a photo; the browser never gives its content back, so a
// refused form asks again.
type Upload struct {
	Label
	Accept   string // ".xlsx", "image/*"
	Camera   bool   // a phone opens its camera
	Multiple bool
	Most     int64      // bytes that are taken of one file; 0 is 20 MiB
	Have     []Evidence // what is there already
}

// MiB is how large a file may be, as people say it.
func (u *Upload) MiB() int64 { return cmp.Or(u.Most, 20<<20) >> 20 }

func (u *Upload) fill(_ url.Values, at func(string) string) { u.Error = at(u.Name) }

// AreaPicker finds a village while typing and always shows its kecamatan. The
// text is sent as <Name>.text, the chosen code as <Name>. Source answers GET
// ?q= with AreaMatches; without JavaScript the form comes back with them.
type AreaPicker struct {
	Label
	Text   string
	Value  string // chosen code
	Chosen string // "Pakel, Watulimo"
	// Names says an area by its code; nil where nothing is chosen in advance.
	Names   func(code string) string
	Source  string // GET path
	Matches []Option
}

func (a *AreaPicker) fill(v url.Values, at func(string) string) {
	if v.Has(a.Name + ".text") {
		a.Text = v.Get(a.Name + ".text")
	}
	if v.Has(a.Name) {
		if a.Value = v.Get(a.Name); a.Names != nil {
			a.Chosen = a.Names(a.Value)
		}
	}
	a.Matches = chosen(a.Matches, []string{a.Value})
	a.Error = at(a.Name)
}

// AreaMatches is what the source of an AreaPicker answers with: web.Part(...).
type AreaMatches struct {
	Name    string // of the field
	Query   string
	Options []Option // Value is the code, Label "Pakel, Watulimo", never the code
}

// Group sets several fields under one heading.
type Group struct {
	Label
	Fields []any
	Inline bool
}

func (g *Group) fill(v url.Values, at func(string) string) {
	fillAll(g.Fields, v, at)
	if g.Name != "" {
		g.Error = at(g.Name)
	}
}

// fill lets fields stand in what is hidden until it is asked for.
func (d Details) fill(v url.Values, at func(string) string) { fillAll(d.Body, v, at) }

// fill lets fields stand in frames.
func (c Card) fill(v url.Values, at func(string) string)  { fillAll(c.Body, v, at) }
func (s Stack) fill(v url.Values, at func(string) string) { fillAll(s, v, at) }

// HiddenField travels with a form.
type HiddenField struct{ Name, Value string }

// FirstShown travels with a form and says what it showed when it was opened. A
// form that comes back still stands for that, not for what others have said
// meanwhile.
type FirstShown struct{ Name, Value string }

func (s *FirstShown) fill(v url.Values, _ func(string) string) {
	if v.Has(s.Name) {
		s.Value = v.Get(s.Name)
	}
}
