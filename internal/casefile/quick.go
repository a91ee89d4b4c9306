package casefile

import (
	"encoding/json"
	"unicode/utf8"
)

// quick is a body of which a case has many. quick reads the form in which this
// program writes it, and reports false for any other, which encoding/json then
// reads: half of a fold was its reflection. What both read they read alike; a
// fuzz target holds that.
type quick interface {
	quick(raw json.RawMessage) bool
}

func (p *PersonPersonal) quick(raw json.RawMessage) bool {
	r := cursor{raw: raw}
	var fields []Assertion
	seen := false
	for key, more := r.open(); more; key, more = r.next() {
		switch {
		case string(key) == "fields" && !seen:
			seen, fields = true, r.assertions()
		case string(key) == "values": // of a form, and not read here
			r.skipTexts()
		default:
			return false
		}
	}
	if !r.end() {
		return false
	}
	p.Fields = fields
	return true
}

func (b *itemBody) quick(raw json.RawMessage) bool {
	r := cursor{raw: raw}
	var out itemBody
	for key, more := r.open(); more; key, more = r.next() {
		switch string(key) {
		case "need":
			out.Need = shared(r.span())
		case "requirement":
			out.Requirement = r.text()
		case "how", "substitute", "reason":
			r.span()
		case "attachments":
			r.each(func() { r.span() })
		default:
			return false
		}
	}
	if !r.end() {
		return false
	}
	*b = out
	return true
}

func (b *NotedBody) quick(raw json.RawMessage) bool {
	r := cursor{raw: raw}
	var out NotedBody
	for key, more := r.open(); more; key, more = r.next() {
		switch string(key) {
		case "about":
			out.About = r.text()
		case "events":
			if out.Events != nil {
				return false
			}
			out.Events = r.texts()
		case "tip":
			out.Tip = r.text()
		default:
			return false
		}
	}
	if !r.end() {
		return false
	}
	*b = out
	return true
}

// cursor walks over JSON without spaces and escapes; whatever else comes makes
// it odd, and it stays so.
type cursor struct {
	raw []byte
	at  int
	odd bool
}

// take passes one character.
func (r *cursor) take(c byte) bool {
	if r.odd || r.at >= len(r.raw) || r.raw[r.at] != c {
		return false
	}
	r.at++
	return true
}

// span is a text as it stands between its quotes.
func (r *cursor) span() []byte {
	if !r.take('"') {
		r.odd = true
		return nil
	}
	from, plain := r.at, true
	for ; r.at < len(r.raw); r.at++ {
		switch c := r.raw[r.at]; {
		case c == '"':
			s := r.raw[from:r.at]
			r.at++
			if !plain && !utf8.Valid(s) {
				r.odd = true
			}
			return s
		case c == '\\' || c < ' ':
			r.odd = true
			return nil
		case c >= utf8.RuneSelf:
			plain = false
		}
	}
	r.odd = true
	return nil
}

func (r *cursor) text() string { return string(r.span()) }

// open passes the beginning of an object and its first key, if it has one.
func (r *cursor) open() ([]byte, bool) {
	if !r.take('{') {
		r.odd = true
		return nil, false
	}
	if r.take('}') {
		return nil, false
	}
	return r.key()
}

// next passes to the next key, or over the end of the object.
func (r *cursor) next() ([]byte, bool) {
	if r.take(',') {
		return r.key()
	}
	if !r.take('}') {
		r.odd = true
	}
	return nil, false
}

func (r *cursor) key() ([]byte, bool) {
	key := r.span()
	if !r.take(':') {
		r.odd = true
	}
	return key, !r.odd
}

// end reports whether all was read, and nothing odd was in it.
func (r *cursor) end() bool { return !r.odd && r.at == len(r.raw) }

// each walks over a list.
func (r *cursor) each(item func()) {
	if !r.take('[') {
		r.odd = true
	}
	if r.odd || r.take(']') {
		return
	}
	for !r.odd {
		item()
		if r.take(',') {
			continue
		}
		if !r.take(']') {
			r.odd = true
		}
		return
	}
}

func (r *cursor) texts() []string {
	out := []string{}
	r.each(func() { out = append(out, r.text()) })
	return out
}

func (r *cursor) skipTexts() {
	for _, more := r.open(); more; _, more = r.next() {
		r.span()
	}
}

func (r *cursor) assertions() []Assertion {
	out := make([]Assertion, 0, 16)
	r.each(func() {
		var a Assertion
		for key, more := r.open(); more; key, more = r.next() {
			switch string(key) {
			case "field":
				a.Field = shared(r.span())
			case "element":
				a.Element = r.text()
			case "value":
				a.Value = r.text()
			case "certainty":
				a.Certainty = shared(r.span())
			default:
				r.odd = true
			}
		}
		out = append(out, a)
	})
	return out
}

// words are those that every case repeats; they are not copied each time.
var words = func() map[string]string {
	out := map[string]string{}
	for _, w := range []string{
		FieldName, FieldOtherName, FieldSex, FieldBirth, FieldBirthPlace, FieldMother, FieldFather, FieldNIK, FieldKK,
		FieldVillage, FieldAddress, FieldRT, FieldRW, FieldInstitution, FieldPlace, FieldPoint, FieldDirections,
		FieldCompanion, FieldPhone, FieldVulnerability, FieldLegalClass, FieldSafety, FieldProxy, FieldProxyAs,
		FieldProxyWhy, FieldDifficulty, FieldMarital, FieldReligion, FieldEducation, FieldOccupation, FieldBlood,
		FieldSHDK, FieldHost, FieldHostKK, FieldDisability, FieldWitness, FieldElsewhere, FieldCircumstance,
		CertaintySaid, CertaintyDocument, CertaintyDevice,
	} {
		out[w] = w
	}
	for _, f := range flows {
		out[f.Need] = f.Need
	}
	return out
}()

func shared(b []byte) string {
	if w, ok := words[string(b)]; ok {
		return w
	}
	return string(b)
}
