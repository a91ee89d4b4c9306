package web

import (
	"net/url"
	"strings"
)

// More is a part of a long form that nobody has to fill: closed until somebody
// wants it, so that a phone shows first what is needed. It is open from the
// start where something in it is wrong, or was filled in before.
type More struct {
	Title  string
	Note   string // what is in it, in a few words
	Fields []any
	Open   bool
}

func (m *More) fill(v url.Values, at func(string) string) {
	before := standing(m.Fields)
	fillAll(m.Fields, v, at)
	m.Open = m.Open || wrong(m.Fields) || standing(m.Fields) != before
}

// standing is what stands in fields, to compare: one text of all of it.
func standing(fields []any) string {
	var all strings.Builder
	options := func(list []Option) {
		for _, o := range list {
			if o.On && o.Value != "" {
				all.WriteString(o.Value + "\x1f")
			}
		}
	}
	text := func(list ...string) { all.WriteString(strings.Join(list, "\x1f") + "\x1e") }
	for _, f := range fields {
		switch x := f.(type) {
		case *Input:
			text(x.Value)
		case *TextArea:
			text(x.Value)
		case *WithCert:
			text(x.Value)
		case *DateParts:
			text(x.D, x.M, x.Y)
		case *AreaPicker:
			text(x.Value, x.Text)
		case *Select:
			options(x.Options)
		case *Radios:
			options(x.Options)
		case *Checks:
			options(x.Options)
		case *Check:
			if x.On {
				text(x.Name)
			}
		case *Group:
			text(standing(x.Fields))
		}
	}
	return all.String()
}

// erring is a field that can say what is wrong with it.
type erring interface{ wrong() bool }

func (l Label) wrong() bool { return l.Error != "" }

// wrong reports whether something in the parts of a page is to be mended.
func wrong(parts []any) bool {
	for _, p := range parts {
		if e, ok := p.(erring); ok && e.wrong() {
			return true
		}
		var inner []any
		switch x := p.(type) {
		case Form:
			inner = x.Fields
		case *Group:
			inner = x.Fields
		case *More:
			inner = x.Fields
		case Details:
			inner = x.Body
		case Stack:
			inner = x
		case Row:
			inner = x
		case Section:
			inner = x.Body
		case []any:
			inner = x
		}
		if wrong(inner) {
			return true
		}
	}
	return false
}

// Open reports whether what is hidden must be seen: something in it is wrong.
func (d Details) Open() bool { return wrong(d.Body) }
