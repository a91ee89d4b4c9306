package web

import (
	"html/template"
	"strings"
)

// The small parts that others are made of. In all components a label, title or
// note is a message key or text that is already in the viewer's language;
// values are data and are shown as they are.

// Tone colours a tag, notice or button; the word beside it always says the same.
type Tone string

// The tones.
const (
	Neutral Tone = ""
	Good    Tone = "ok"
	Warn    Tone = "warn"
	Bad     Tone = "bad"
	Info    Tone = "info"
	Outline Tone = "line" // tags only
)

// Tag is a short state in words.
type Tag struct {
	Tone Tone
	Text string
	Icon string // empty: the icon that belongs to the tone; NoIcon: none
}

// NoIcon is the Icon of a tag whose words are enough: a count.
const NoIcon = "none"

// Sign is the icon of the tag.
func (t Tag) Sign() string {
	if t.Icon == NoIcon {
		return ""
	}
	if t.Icon != "" {
		return t.Icon
	}
	switch t.Tone {
	case Good:
		return "check"
	case Bad:
		return "cross"
	case Warn:
		return "clock"
	}
	return ""
}

// Certain is the chip beside a value: dashed "menurut keluarga", solid "alat".
type Certain struct {
	Text string
	Sure bool // from a device or a document
}

// Link leads to a page.
type Link struct {
	Label, Href string
	Icon        string
	Small       bool
}

// Call reaches a person by telephone: a call, or a message whose words are the
// writer's. Phone is as people write it; only its digits go into the links.
type Call struct{ Name, Phone string }

// Tel is the link that calls.
func (c Call) Tel() template.URL { return c.link("tel:") }

// SMS is the link that opens an empty message.
func (c Call) SMS() template.URL { return c.link("sms:") }

func (c Call) link(scheme string) template.URL {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, c.Phone)
	return template.URL(scheme + digits) // #nosec: a scheme of our own and digits
}

// Kind is the weight of a button: one Primary an area of work.
type Kind string

// The kinds of button.
const (
	Primary   Kind = ""
	Secondary Kind = "sec"
	Quiet     Kind = "quiet"
	Danger    Kind = "bad"
)

// Button is a link drawn as a button (Href), a button of the form around it
// (neither Href nor Post), or a form of its own (Post), which carries an
// operation id and the hidden values.
type Button struct {
	Label  string // verb and object
	Kind   Kind
	Icon   string
	Href   string
	Post   string
	Hidden []Pair
	Op     string // with Post: the operation id to send again; empty makes a new one
	Name   string // with Value: which button of a form was pressed
	Value  string
	Form   string // with Name: the ID of the form that it sends, where it stands outside
	Small  bool
	Large  bool // full width, for phones
	Full   bool
	// Key takes the focus to the button (app.js), whose press is Enter: a key
	// alone does nothing. With Alt it is the browser's own access key.
	Key string
}

// Pair is a name with a value.
type Pair struct{ Name, Value string }

// Class is the style of the button.
func (b Button) Class() string {
	c := "btn"
	if b.Kind != "" {
		c += " " + string(b.Kind)
	}
	if b.Small {
		c += " sm"
	}
	if b.Large {
		c += " lg"
	}
	if b.Full {
		c += " full"
	}
	return c
}

// PrintButton prints the page; without JavaScript it is not there, because
// every browser has its own way to print.
type PrintButton struct{ Label string }

// CopyButton copies a value into the clipboard and says so.
type CopyButton struct{ Value string }

// Notice is a message in the page.
type Notice struct {
	Tone   Tone // Info when empty
	Strong string
	Text   any
	Icon   string
}

// Class is the style of the notice.
func (n Notice) Class() string {
	if n.Tone == Neutral || n.Tone == Info {
		return "note"
	}
	return "note " + string(n.Tone)
}

// Sign is the icon of the notice.
func (n Notice) Sign() string {
	if n.Icon != "" {
		return n.Icon
	}
	switch n.Tone {
	case Good:
		return "check"
	case Warn, Bad:
		return "warn"
	}
	return "info"
}

// Para is a paragraph.
type Para struct {
	Text  any
	Muted bool
	Small bool
}

// Card frames what belongs together.
type Card struct {
	ID    string
	Title string
	Link  any // beside the title: Link, Tag, Button
	Body  []any
	Foot  any
	Tight bool // less space inside
	Flush bool // the body is a table, without space around
}

// Section is a title with content below it, without a frame.
type Section struct {
	Title string
	Count int
	Body  []any
}

// Columns sets its parts side by side, below each other on a phone.
type Columns struct {
	// Kind is "a" main and aside, "c" two equal ones, "top" main and aside over
	// a first part that a phone shows on top; empty is "a".
	Kind string
	Cols [][]any
}

// Stack sets parts below each other.
type Stack []any

// Row sets parts in one line, which wraps.
type Row []any

// Details hides its body until it is asked for or something in it is wrong; open
// on paper.
type Details struct {
	Label string
	Body  []any
}

// Empty says what belongs here and holds the one button that fills it.
type Empty struct {
	Icon   string
	Title  string
	Text   string
	Button any
}

// Undo is the bar after a reversible act.
type Undo struct{ Text, Post string }

// LongWork shows a real count; the page around it sets View.Refresh.
type LongWork struct {
	Title       string
	Done, Total int
	Left        string // "Kira-kira 20 detik lagi."
	Stop        string // POST path; empty: cannot be stopped
}

// Meter is a bar of a part of a whole, always with its numbers beside it.
type Meter struct {
	Done, Total int
	Label       string // for screen readers
}

// Width is the length of the bar on its field of 300.
func (m Meter) Width() int { return share(m.Done, m.Total, 300) }

// Meter is the bar of the work.
func (l LongWork) Meter() Meter { return Meter{Done: l.Done, Total: l.Total} }

func share(part, whole, size int) int {
	if whole <= 0 || part <= 0 {
		return 0
	}
	return min(size, part*size/whole)
}

// Stepper says which question of how many this is.
type Stepper struct {
	Label    string // "Kunjungan Ponirah"
	Step, Of int
}

// Figure is a chart or a map from the server with its table. SVG comes from
// the document room's canvas, attributes only.
type Figure struct {
	Title  string
	Link   any
	Legend any
	SVG    template.HTML
	Narrow template.HTML // drawn for a phone, 324 wide, so that its text stays readable
	Note   string        // "Batas wilayah perkiraan, dari titik desa."
	Table  *Table
}

// Outbox lists what waits to be sent, with cause and next try.
type Outbox struct {
	Items []OutboxItem
	Save  string // "Simpan ke berkas"
}

// OutboxItem is one thing that waits.
type OutboxItem struct {
	Title, Note string
	Sent        bool
	Retry       string // POST path
}

// Drawing is a figure without a table: a picture of how something looks, in the
// document room's SVG.
func Drawing(title, svg, narrow string) Figure {
	return Figure{Title: title, SVG: template.HTML(svg), Narrow: template.HTML(narrow)}
}
