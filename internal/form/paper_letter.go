package form

import (
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/resident"
)

// letter prints a section as a letter has it, a line each: what a person
// declares and the place to sign belong on one page, and boxes do not fit.
func letter(p *document.Paper, s *Section, v Values, home string) {
	var run []document.Fact
	flush := func() {
		if len(run) > 0 {
			p.Facts(run)
			run = nil
		}
	}
	for i := range s.Fields {
		f := &s.Fields[i]
		value := v[f.Key]
		if ticked(f) {
			flush()
			ticks(p, f, value, ".") // as the lines of a letter are numbered
			continue
		}
		run = append(run, document.Fact{Label: f.Number + ". " + f.Label.ID, Value: strings.ToUpper(spelled(f, value, home))})
	}
	flush()
}

// spelled is a value in the words of a letter: a date with its month's name,
// and as sure as it is known; an address with the village, without which a
// "Dusun Krajan" could be anywhere.
func spelled(f *Field, value, home string) string {
	if f.Kind == Date {
		if date, err := resident.DateOf(value); err == nil && date.Known() {
			return date.Format(i18n.ID)
		}
	}
	text, _ := official(f, value)
	if f.Person == casefile.FieldAddress && text != "" && home != "" {
		return text + ", " + home
	}
	return text
}

// alike says that two sections ask the same of two people, who then stand side
// by side.
func alike(a, b *Section) bool {
	return len(a.Fields) > 1 && slices.EqualFunc(a.Fields, b.Fields, func(x, y Field) bool {
		return x.Label == y.Label && x.Kind == y.Kind && !ticked(&x) && !ticked(&y)
	})
}

// couple prints two sections that are alike as two columns.
func couple(p *document.Paper, a, b *Section, v Values, home string) {
	t := document.Table{Size: 9, MinRow: 6.5, Columns: []document.Column{{Width: 32}, {Title: heading(a), Width: 77}, {Title: heading(b), Width: 77}}}
	for i := range a.Fields {
		x, y := &a.Fields[i], &b.Fields[i]
		t.Rows = append(t.Rows, []string{x.Number + "/" + y.Number + ". " + x.Label.ID,
			strings.ToUpper(spelled(x, v[x.Key], home)), strings.ToUpper(spelled(y, v[y.Key], home))})
	}
	p.TableTogether(t)
}
