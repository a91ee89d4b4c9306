package form

import (
	"cmp"
	"log/slog"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Values is a filled form: place name to value. Dates are the canonical text
// of resident.Date, codes stand as codes, several codes with commas between.
type Values map[string]string

// LogValue keeps what was filled in out of logs.
func (Values) LogValue() slog.Value { return slog.StringValue("[form]") }

// String keeps what was filled in out of messages.
func (Values) String() string { return "[form]" }

// Parse reads a sent page. What is wrong is named field by field, and the
// values come back all the same so that nobody types twice.
// asked is the day of the question: an age is told on a day.
func Parse(d *Definition, sent url.Values, asked time.Time) (Values, *fault.Fault) {
	v := Values{}
	wrong := fault.New(fault.Invalid, "fault.form")
	// The kind of applicant decides what else is asked, so it is read first.
	for _, p := range d.Places(1) {
		if _, ok := p.Field.option(sent.Get("mode")); p.Field.Key == "mode" && ok {
			v["mode"] = sent.Get("mode")
		}
	}
	for _, p := range d.Places(d.MaxRows()) {
		if !p.Asked(v) {
			continue
		}
		name := p.Name()
		value, key := read(p.Field, name, sent, asked)
		if key != "" {
			wrong.With(name, key)
		} else if err := possible(p.Field.Kind, value, asked); err != nil {
			wrong.Fields = append(wrong.Fields, resident.Field(name, err))
		}
		if value != "" {
			v[name] = value
		}
	}
	derive(d, v)
	required(d, v, wrong)
	if len(wrong.Fields) > 0 {
		return v, wrong
	}
	return v, nil
}

// required asks for what must be filled; of further rows only where the row is
// begun.
func required(d *Definition, v Values, wrong *fault.Fault) {
	begun := map[string]bool{}
	places := d.Places(d.MaxRows())
	row := func(p Place) string { return p.Section.Key + "." + strconv.Itoa(p.Row) }
	for _, p := range places {
		if v[p.Name()] != "" || p.Row < 2 {
			begun[row(p)] = true
		}
	}
	for _, p := range places {
		if p.Asked(v) && begun[row(p)] && v[p.Name()] == "" && p.needed(v) && !slices.ContainsFunc(wrong.Fields, func(f fault.Field) bool { return f.Name == p.Name() }) {
			// The summary of a form lists many of these: each names its field.
			row := ""
			if p.Row > 1 {
				row = " (" + strconv.Itoa(p.Row) + ")"
			}
			wrong.Fields = append(wrong.Fields, fault.Field{Name: p.Name(), Key: "form.required",
				Args: map[string]any{"Field": p.Field.Label, "Row": row}})
		}
	}
}

// read takes one field from what was sent; key names what is wrong with it.
func read(f *Field, name string, sent url.Values, asked time.Time) (value, key string) {
	if f.Kind == Date && !f.guessed() {
		return readDate(name, sent)
	}
	if f.Kind == Tick {
		return readCodes(f, sent[name])
	}
	value = strings.Join(strings.Fields(strings.ToValidUTF8(sent.Get(name), "")), " ")
	value = strings.ReplaceAll(value, "\x00", "")
	if value == "" {
		return "", ""
	}
	if utf8.RuneCountInString(value) > 4*f.most() {
		return "", "form.long"
	}
	switch f.Kind {
	case NIK:
		if n, err := resident.ParseNIK(value); err == nil {
			return string(n), ""
		}
		return value, "" // possible says what is wrong
	case KK:
		if n, err := resident.ParseKK(value); err == nil {
			return string(n), ""
		}
		return value, ""
	case Code:
		if _, ok := f.option(value); !ok {
			return "", "form.choose"
		}
	case Date:
		date, err := resident.ParseDate(value, asked)
		if err != nil {
			return value, fault.As(err).Key
		}
		return date.Text(), ""
	case Area:
		code, err := region.Parse(value)
		if err != nil || code.Level() != f.Level {
			return "", "form.choose"
		}
		return string(code), ""
	case Number:
		if strings.Trim(value, "0123456789") != "" {
			return value, "form.digits"
		}
	case Phone:
		phone, err := resident.ParsePhone(value)
		if err != nil {
			return value, fault.As(err).Key
		}
		return string(phone), ""
	case Text, Email, Tick:
	}
	if utf8.RuneCountInString(value) > f.most() {
		return value, "form.long"
	}
	return value, ""
}

// possible refuses a number that cannot be what it claims to be, as a report
// does.
func possible(kind Kind, value string, asked time.Time) (err error) {
	switch {
	case value == "":
	case kind == NIK:
		_, err = resident.ReadNIK(value, asked)
	case kind == KK:
		_, err = resident.ReadKK(value)
	}
	return err
}

func readCodes(f *Field, sent []string) (value, key string) {
	var list []string
	for _, o := range f.Options {
		if slices.Contains(sent, o.Code) {
			list = append(list, o.Code)
		}
	}
	for _, s := range sent {
		if _, ok := f.option(s); !ok && s != "" {
			key = "form.choose"
		}
	}
	return strings.Join(list, ","), key
}

func readDate(name string, sent url.Values) (value, key string) {
	part := func(s string) (int, bool) {
		t := strings.TrimSpace(sent.Get(name + "." + s))
		if t == "" {
			return 0, true
		}
		n, err := strconv.Atoi(t)
		return n, err == nil && n >= 0
	}
	d, ok1 := part("d")
	m, ok2 := part("m")
	y, ok3 := part("y")
	if !ok1 || !ok2 || !ok3 {
		return "", "form.date"
	}
	if d == 0 && m == 0 && y == 0 {
		return "", ""
	}
	date, err := resident.NewDate(y, m, d)
	if err != nil {
		return "", "form.date"
	}
	return date.Text(), ""
}

// derive fills province, kabupaten and kecamatan from the village.
func derive(d *Definition, v Values) {
	village := map[string]region.Code{}
	places := d.Places(d.MaxRows())
	for _, p := range places {
		if p.Field.Kind == Area && p.Field.Level == region.Village {
			village[p.Section.Key] = region.Code(v[p.Name()])
		}
	}
	for _, p := range places {
		if code := village[p.Section.Key]; p.derived() && code.Valid() {
			v[p.Name()] = string(code.At(p.Field.Level))
		}
	}
}

// Prefill fills what is known of the person into the first row of a form.
// printable gives the value of a person's field and "" where it is unknown or
// in dispute: a paper must not settle what people have not.
func Prefill(d *Definition, printable func(field string) string) Values {
	v := Values{}
	for _, p := range d.Places(1) {
		if p.Field.Key == "mode" {
			if _, ok := p.Field.option("WNI"); ok {
				v["mode"] = "WNI"
			}
		}
		if p.Field.Person == "" && p.Field.Offer == "" {
			continue
		}
		value := printable(cmp.Or(p.Field.Person, p.Field.Offer))
		switch p.Field.Kind {
		case Code:
			if o, ok := match(p.Field, value); ok {
				value = o.Code
			} else {
				value = ""
			}
		case NIK:
			if _, err := resident.ParseNIK(value); err != nil {
				value = ""
			}
		case KK:
			if _, err := resident.ParseKK(value); err != nil {
				value = ""
			}
		case Date:
			if date, err := resident.DateOf(value); err != nil || !date.Known() {
				value = ""
			}
		case Area:
			if code := region.Code(value); code.Level() != p.Field.Level {
				value = ""
			}
		case Tick:
			value, _ = readCodes(p.Field, strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' }))
		case Text, Email, Number, Phone:
		}
		if value != "" {
			v[p.Name()] = value
		}
	}
	derive(d, v)
	return v
}

// match finds the option of a person's value, which may be the code or the
// letter that other papers use for it (L and P for the sex).
func match(f *Field, value string) (Option, bool) {
	if o, ok := f.option(value); ok {
		return o, true
	}
	for _, o := range f.Options {
		if o.Alias != "" && o.Alias == value {
			return o, true
		}
	}
	return Option{}, false
}
