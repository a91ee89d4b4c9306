package demo

import (
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// formDefinitions are the two forms that the service fills.
type formDefinitions map[string]*form.Definition

// forms reads the forms that cases fill.
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

// circumstances decide what the checklist asks for.
func (c *story) circumstances(day time.Time) lawbook.Circumstances {
	cs := lawbook.Of(c.resident(), "", day)
	switch {
	case c.institution != "":
		cs = append(cs, lawbook.Hosted)
	case c.kind == elsewhere:
		cs = append(cs, lawbook.Elsewhere)
	case c.kind == newAdult:
		cs = append(cs, lawbook.NoDocuments)
	}
	return cs
}

// supplies fills the form and brings every paper that the checklist of the
// needs asks for; what the office finds out by itself is not brought.
func (c *story) supplies(needs []string) []ledger.Draft {
	cs := c.circumstances(c.prev)
	var drafts []ledger.Draft
	filled := map[string]bool{}
	for _, need := range needs {
		for _, r := range c.w.book.Requirements(need, cs) {
			switch {
			case c.w.forms[r.Form] != nil:
				if !filled[r.Form] {
					filled[r.Form] = true
					drafts = append(drafts, c.formDraft(r.Form))
				}
				continue
			case slices.Equal(r.Supply, []string{"field"}), slices.Equal(r.Supply, []string{"siak"}):
				continue
			}
			b := casefile.ItemSuppliedBody{Need: need, Requirement: r.Code, How: "document"}
			switch {
			case r.Form != "":
				b.How = "form"
			case len(r.Substitutes) > 0:
				b.How, b.Substitute = "substitute", r.Substitutes[0].Code
			}
			drafts = append(drafts, c.draft(casefile.ItemSupplied, b))
		}
	}
	return drafts
}

// requirement is an item of the need's checklist that can be sent back.
func (c *story) requirement(need string) string {
	list := c.w.book.Requirements(need, c.circumstances(c.prev))
	if len(list) == 0 {
		return strings.ToUpper(need)
	}
	return list[len(list)-1].Code
}

// formDraft fills a form with what is known of the person.
func (c *story) formDraft(code string) ledger.Draft {
	values := form.Prefill(c.w.forms[code], form.Known(c.resident()))
	d := c.draft(casefile.FormFilled, casefile.FormFilledBody{Form: code, Version: c.w.book.Version})
	d.Personal = casefile.FormPersonal{Values: values}
	return d
}
