package form

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// Fields makes the page's fields: one group a section, one a row of a table.
// rows is how many rows of a table are shown.
func Fields(d *Definition, v Values, wrong *fault.Fault, lang string, rows int) []any {
	var groups []any
	problem := problems(wrong, lang)
	var group *web.Group
	last := ""
	for _, p := range d.Places(max(rows, d.Rows(v))) {
		if !p.Asked(v) {
			continue
		}
		key := p.Section.Key + "." + strconv.Itoa(p.Row)
		if group == nil || key != last {
			title := p.Section.Title.In(lang)
			if p.Row > 0 {
				title += " " + strconv.Itoa(p.Row)
			}
			group = &web.Group{Label: web.Label{Label: title}}
			groups = append(groups, group)
			last = key
		}
		group.Fields = append(group.Fields, component(p, v[p.Name()], problem[p.Name()], lang))
	}
	return groups
}

func problems(wrong *fault.Fault, lang string) map[string]string {
	list := map[string]string{}
	if wrong != nil {
		for _, f := range wrong.Fields {
			if list[f.Name] == "" {
				list[f.Name] = i18n.T(lang, f.Key, f.Args)
			}
		}
	}
	return list
}

// component is the page's field for one place.
func component(p Place, value, problem, lang string) any {
	f := p.Field
	label := web.Label{Name: p.Name(), Label: f.Label.In(lang), Hint: f.Hint.In(lang), Error: problem, Required: f.Required == "always"}
	switch f.Kind {
	case Date:
		if f.guessed() {
			text := value
			if date, err := resident.DateOf(value); err == nil {
				text = date.Format(lang)
			}
			return &web.Input{Label: label, Value: text, Max: 40}
		}
		parts := &web.DateParts{Label: label}
		if date, err := resident.DateOf(value); err == nil && date.Known() {
			y, m, d := date.Parts()
			parts.Y, parts.M, parts.D = positive(y), positive(m), positive(d)
		}
		return parts
	case Code:
		options := make([]web.Option, len(f.Options))
		for i, o := range f.Options {
			options[i] = web.Option{Value: o.Code, Label: o.Label.In(lang), On: o.Code == value}
		}
		if len(options) <= 3 {
			return &web.Radios{Label: label, Options: options, Two: true}
		}
		return &web.Select{Label: label, Options: options, Blank: i18n.T(lang, "form.blank")}
	case Tick:
		on := strings.Split(value, ",")
		options := make([]web.Option, len(f.Options))
		for i, o := range f.Options {
			options[i] = web.Option{Value: o.Code, Label: o.Label.In(lang), On: slices.Contains(on, o.Code)}
		}
		return &web.Checks{Label: label, Options: options, Two: true}
	case NIK, KK:
		return &web.Input{Label: label, Value: value, Number: true, Width: "w12", Max: 24}
	case Number:
		return &web.Input{Label: label, Value: value, Number: true, Width: width(f.Max), Max: f.most()}
	case Phone:
		return &web.Input{Label: label, Value: value, Type: "tel", Width: "w12", Max: 24}
	case Email:
		return &web.Input{Label: label, Value: value, Type: "email", Max: f.most()}
	case Area:
		return account.AreaPicker(label, "/wilayah/cari", "", value)
	case Text:
	}
	return &web.Input{Label: label, Value: value, Max: f.most()}
}

func positive(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func width(digits int) string {
	switch {
	case digits == 0:
		return ""
	case digits <= 4:
		return "w4"
	case digits <= 6:
		return "w6"
	}
	return "w12"
}
