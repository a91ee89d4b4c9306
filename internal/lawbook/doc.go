// Package lawbook holds the law as data: code tables, forms, requirement
// checklists, the way of each document, enrolment statuses, and the sources of
// all of it. Nothing of it is a constant in code, because instruments are
// replaced and annexes differ from what is at hand: a folder under data/ is a
// version, every entry names its source and how strong that source is.
//
// A version never changes once cases were handled under it; a change of law is
// a new folder. Forms here are definitions only; the form room renders them as
// page and PDF and reads them back.
package lawbook

// Label is a text in both languages.
type Label struct {
	ID string `json:"id"`
	EN string `json:"en"`
}

// In is the text in the language, Indonesian unless it is "en".
func (l Label) In(lang string) string {
	if lang == "en" && l.EN != "" {
		return l.EN
	}
	return l.ID
}

// Mark says how strong a source is.
type Mark string

// The marks.
const (
	Sourced   Mark = "S"  // read in the named source
	Secondary Mark = "S2" // one secondary or implementing source
	Memory    Mark = "M"  // general knowledge, no text read
	Uncertain Mark = "U"  // uncertain or conflicting
	Derived   Mark = "D"  // concluded for this service, not a rule
)

// Source is an instrument or publication that entries lean on.
type Source struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`   // "Perpres", "Permendagri", "SE", ...
	Number string `json:"number"` // "96/2018"
	Short  string `json:"short"`  // as a page shows it: "Perpres 96/2018"
	// ShortEN is the same in English, of what is no instrument of the law.
	ShortEN string `json:"short_en,omitempty"`
	Title   Label  `json:"title"` // of an instrument its name, which nobody translates; else what it is, in both languages
	Mark    Mark   `json:"mark"`
	From    string `json:"from,omitempty"` // ISO date, where it is known
	Note    Label  `json:"note,omitzero"`  // how far it was read, what it is used for
}

// Called is Short in the language.
func (s Source) Called(lang string) string { return Label{ID: s.Short, EN: s.ShortEN}.In(lang) }

// Notice is a sentence that pages and papers say.
type Notice struct {
	Text   Label  `json:"text"`
	Source string `json:"source"`
}
