package form

import (
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/document"
)

// members prints a table section. All columns of F-1.01 do not fit side by
// side, so the table is printed in bands: each has the row numbers and as many
// columns as are readable, and every band has all rows.
func members(p *document.Paper, d *Definition, s *Section, v Values) {
	for _, band := range bands(s, p.Width()) {
		t := document.Table{Size: 7.5, MinRow: 5.2, Columns: []document.Column{{Title: "No", Width: 8, Align: document.Center}}, Numbers: []string{"1"}}
		for _, f := range band {
			title := f.Label.ID
			if f.Letter != "" {
				title += " (" + f.Letter + ")"
			}
			t.Columns = append(t.Columns, document.Column{Title: title, Width: columnWidth(f)})
			t.Numbers = append(t.Numbers, f.Number)
		}
		for r := 1; r <= s.Repeat; r++ {
			row := []string{strconv.Itoa(r)}
			for _, f := range band {
				text, code := official(f, v[Place{s, f, r}.Name()])
				if code != "" && code != text {
					text = code + " " + text
				}
				row = append(row, strings.ToUpper(text))
			}
			t.Rows = append(t.Rows, row)
		}
		p.TableTogether(t)
	}
}

// columnWidth is the least readable width of a column, in mm.
func columnWidth(f *Field) float64 {
	title := 0
	for _, w := range strings.Fields(f.Label.ID) {
		title = max(title, len([]rune(w)))
	}
	w := 18.0
	switch f.Kind {
	case NIK, KK:
		w = 32
	case Date:
		w = 20
	case Code:
		w = 22
		if len(f.Options) > 6 {
			w = 32
		}
		if len(f.Options) <= 2 {
			w = 18
		}
	case Text, Email, Phone, Tick, Number, Area:
		switch {
		case f.Max >= 60:
			w = 58
		case f.Max >= 40 || f.Max == 0:
			w = 38
		default:
			w = 26
		}
	}
	return max(w, float64(title)*1.75+3)
}

// bands shares the columns out, as evenly as their order allows.
func bands(s *Section, width float64) [][]*Field {
	total := 0.0
	for i := range s.Fields {
		if s.Fields[i].Auto {
			continue
		}
		total += columnWidth(&s.Fields[i])
	}
	room := width - 8
	n := int(total/room) + 1
	fair := total / float64(n) * 1.06
	var list [][]*Field
	var band []*Field
	used := 0.0
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.Auto {
			continue // the row's number stands in every band
		}
		w := columnWidth(f)
		if len(band) > 0 && (used+w > room || used+w/2 > fair) {
			list = append(list, band)
			band, used = nil, 0
		}
		band = append(band, f)
		used += w
	}
	if len(band) > 0 {
		list = append(list, band)
	}
	return list
}

// tables prints the code tables that columns name by letter.
func tables(p *document.Paper, d *Definition) {
	seen := map[string]bool{}
	for i := range d.Sections {
		for j := range d.Sections[i].Fields {
			f := &d.Sections[i].Fields[j]
			if f.Letter == "" || seen[f.Letter] {
				continue
			}
			seen[f.Letter] = true
			words := make([]string, len(f.Options))
			for k, o := range f.Options {
				words[k] = o.Code + " " + o.paper()
			}
			p.Note(f.Letter + ". " + f.Label.ID + ": " + strings.Join(words, ", ") + ".")
		}
	}
}
