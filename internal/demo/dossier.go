package demo

import (
	"fmt"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/dossier"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// formDefinitions are the two forms that the service fills.
type formDefinitions map[string]*form.Definition

// readForms reads the forms that cases fill.
func (w *world) readForms() error {
	w.forms = formDefinitions{}
	for _, code := range []string{"F-1.01", "PENDATAAN"} {
		d, err := form.Define(w.book, code)
		if err != nil {
			return err
		}
		w.forms[code] = d
	}
	return nil
}

// resident is the person as the lawbook and the forms see one.
func (c *story) resident() resident.Person {
	p := &c.p
	birth, _ := resident.DateOf(p.birth()) // it was made by resident
	out := resident.Person{Name: resident.Name(p.name), Sex: resident.Sex(p.sex), Birth: birth, Mother: resident.Name(p.mother),
		Father: resident.Name(p.father), NIK: resident.NIK(p.nik), Village: region.Code(c.area), Address: c.w.address(p)}
	for _, v := range c.classes {
		out.LegalClasses = append(out.LegalClasses, resident.LegalClass(v))
	}
	return out
}

// checklist is that of the dossier room, as the case stands.
func (c *story) checklist(t time.Time) dossier.Checklist {
	var events []casefile.Event
	for _, e := range c.w.buffers[c.subject()] {
		events = append(events, seen(e))
	}
	st := casefile.FoldState(c.id, events)
	return dossier.Check(&st, events, t)
}

// supplies fills the forms and brings every paper that the checklist of the
// needs misses.
func (c *story) supplies(t time.Time, needs []string) []ledger.Draft {
	var drafts []ledger.Draft
	filled := map[string]bool{}
	for _, g := range c.checklist(t).Groups {
		if !slices.Contains(needs, g.Need.Need) {
			continue
		}
		for _, i := range g.Missing() {
			b := casefile.ItemSuppliedBody{Need: g.Need.Need, Requirement: i.Code, How: dossier.HowDocument}
			switch {
			case i.Head:
				continue // see decisions
			case i.Fillable != "" && filled[i.Fillable]:
				continue
			case i.Fillable != "":
				filled[i.Fillable] = true
				drafts = append(drafts, c.formDraft(i.Fillable))
				continue
			case len(i.Substitutes) > 0:
				b.How, b.Substitute = dossier.HowSubstitute, i.Substitutes[0].Code
			}
			drafts = append(drafts, c.draft(casefile.ItemSupplied, b))
		}
	}
	return drafts
}

// decisions are those of the head on what is otherwise complete.
func (c *story) decisions(t time.Time, needs []string) {
	for _, g := range c.checklist(t).Groups {
		if item, asked := g.Asked(); asked && slices.Contains(needs, g.Need.Need) {
			c.w.decided++
			c.do(t, c.w.staff.head, casefile.Decided, casefile.DecidedBody{Need: g.Need.Need, Requirement: item.Code, Answer: casefile.AnswerGranted,
				Number: fmt.Sprintf("474.1/%d/406.017/%d", c.w.decided, t.Year()), Day: t.In(c.w.cal.first.Location()).Format(time.DateOnly)})
		}
	}
}

// faulty is an item that a person brought for the need, which can be sent back.
func (c *story) faulty(t time.Time, need string) string {
	code := ""
	for _, g := range c.checklist(t).Groups {
		for _, i := range g.Items {
			if g.Need.Need == need && (i.Supplied() || code == "" && i.State == dossier.Have) {
				code = i.Code
			}
		}
	}
	return code
}

// formDraft fills a form with what is known of the person.
func (c *story) formDraft(code string) ledger.Draft {
	values := form.Prefill(c.w.forms[code], form.Known(c.resident()))
	d := c.draft(casefile.FormFilled, casefile.FormFilledBody{Form: code, Version: c.w.book.Version})
	d.Personal = casefile.FormPersonal{Values: values}
	return d
}
