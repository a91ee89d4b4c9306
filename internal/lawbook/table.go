package lawbook

import "slices"

// Table is a list of codes: of a form ("religion"), or of the service's own
// choices ("waiting_reason").
type Table struct {
	Name   string `json:"name"`
	Letter string `json:"letter,omitempty"` // as F-1.01 calls it, A to G
	Title  Label  `json:"title"`
	Source string `json:"source"`
	Mark   Mark   `json:"mark"`
	Note   Label  `json:"note,omitzero"`
	Codes  []Code `json:"codes"`
}

// Code is one entry of a table.
type Code struct {
	Code    string `json:"code"`
	Label   Label  `json:"label"`
	Printed string `json:"printed,omitempty"` // the words of form and SIAK, where they differ from the label
	Alias   string `json:"alias,omitempty"`   // how the rest of the program writes it: "L" for sex 1
	Note    Label  `json:"note,omitzero"`
	Source  string `json:"source,omitempty"` // where it differs from the table's
	Mark    Mark   `json:"mark,omitempty"`
}

// Table finds a table by its name.
func (b *Book) Table(name string) (*Table, error) {
	for _, t := range b.tables {
		if t.Name == name {
			return t, nil
		}
	}
	return nil, unknown("table", name)
}

// Tables are all tables.
func (b *Book) Tables() []*Table { return slices.Clone(b.tables) }

// Code finds an entry by its code or its alias.
func (t *Table) Code(code string) (Code, error) {
	for _, c := range t.Codes {
		if c.Code == code || c.Alias != "" && c.Alias == code {
			return c, nil
		}
	}
	return Code{}, unknown("code", t.Name+":"+code)
}

// Has reports whether the table knows the code.
func (t *Table) Has(code string) bool {
	_, err := t.Code(code)
	return err == nil
}

// Label is the words for a code, in a table of the book; an unknown table or
// code shows as the code, so that nothing a case says is ever hidden.
func (b *Book) Label(table, code, lang string) string {
	t, err := b.Table(table)
	if err != nil {
		return code
	}
	c, err := t.Code(code)
	if err != nil {
		return code
	}
	return c.Label.In(lang)
}

// OnPaper is the words that form and SIAK use for the code, in Indonesian.
func (c Code) OnPaper() string {
	if c.Printed != "" {
		return c.Printed
	}
	return c.Label.ID
}
