package form

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// CopyRow is one field that the SIAK operator types.
type CopyRow struct {
	Row    int    // member of the family, from 1; 0 is the family's own data
	Number string // column number on the form
	Name   string // of the column, as the form has it
	Text   string // to type: upper case, dates DD-MM-YYYY; "" leave empty
	Code   string // of the code table, where SIAK asks for it
}

// FamilyOrder lists the family's own part of a form in the order of the form:
// head, address, area. It stands before the people, whose screens SIAK opens
// from it. Columns that do not apply to the family are left out.
func FamilyOrder(d *Definition, v Values) []CopyRow {
	var list []CopyRow
	for _, p := range d.Places(1) {
		if p.Row > 0 || p.Field.Number == "" || !p.Asked(v) {
			continue
		}
		text, code := official(p.Field, v[p.Name()])
		list = append(list, CopyRow{Number: p.Field.Number, Name: p.Field.Label.ID, Text: strings.ToUpper(text), Code: code})
	}
	return list
}

// SIAKOrder lists what is typed into SIAK, in SIAK's order and row after row, since SIAK takes one person after the other. Empty fields stay in the
// list, so that the operator sees that nothing was forgotten.
func SIAKOrder(d *Definition, v Values) []CopyRow {
	places := d.Places(d.Rows(v))
	slices.SortStableFunc(places, func(a, b Place) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Field.SIAK, b.Field.SIAK))
	})
	var list []CopyRow
	for _, p := range places {
		if p.Field.SIAK == 0 || p.Row > 0 && !p.Field.Auto && !p.Asked(v) {
			continue
		}
		text, code := official(p.Field, v[p.Name()])
		if p.Field.Auto {
			text = strconv.Itoa(p.Row)
		}
		list = append(list, CopyRow{Row: p.Row, Number: p.Field.Number, Name: p.Field.Label.ID, Text: strings.ToUpper(text), Code: code})
	}
	return list
}

// official is a value as papers and SIAK write it, with its code.
func official(f *Field, value string) (text, code string) {
	if value == "" {
		return "", ""
	}
	switch f.Kind {
	case Code:
		if o, ok := f.option(value); ok {
			return o.paper(), o.Code
		}
		return "", ""
	case Tick:
		var words []string
		for _, c := range strings.Split(value, ",") {
			if o, ok := f.option(c); ok {
				words = append(words, o.paper())
			}
		}
		return strings.Join(words, "; "), ""
	case Date:
		// A date that is not known to the day is not written at all.
		date, err := resident.DateOf(value)
		if err != nil {
			return "", ""
		}
		return date.SIAK(), ""
	case Area:
		return region.Name(region.Code(value)), region.Code(value).Digits()
	case Text, Email, Number, Phone, NIK, KK:
	}
	return value, ""
}
