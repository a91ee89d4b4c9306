package form

import (
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Meta is what the office adds to a printed form.
type Meta struct {
	Printed    time.Time // in the office's zone
	Letterhead document.Letterhead
	Place      string // "Trenggalek", before the date at the signatures
	Head       string // name of the head of the office; "" leaves a line
	HeadID     string // "NIP. ..."
	Home       string // where the person lives, behind an address that does not say it
	Code       string // code to verify the print with; "" prints no QR
	VerifyURL  string // address behind the QR code
	VerifyText string // caption of the QR code
}

// PDF draws a filled or empty form. Papers are Indonesian, whatever language
// the person reads on the screen: an office has to sign them.
func PDF(d *Definition, v Values, m Meta) ([]byte, error) {
	p := document.NewPaper(document.PaperOptions{
		Title: d.Code + " " + d.Title.ID, Author: m.Letterhead.Office, Language: i18n.ID, Created: m.Printed,
		Landscape: d.Landscape, Margin: 12,
		FooterFree: i18n.T(i18n.ID, "form.paper.free"),
		FooterNote: footer(d, m),
		PageOf: func(page, total int) string {
			return i18n.T(i18n.ID, "form.paper.page", "Page", strconv.Itoa(page), "Total", strconv.Itoa(total))
		},
	})
	head(p, d, m)
	home := m.Home
	if d.asks(casefile.FieldVillage) {
		home = "" // the form has fields of its own for it
	}
	for i := 0; i < len(d.Sections); i++ {
		s := &d.Sections[i]
		if d.Signed && i+1 < len(d.Sections) && alike(s, &d.Sections[i+1]) {
			couple(p, s, &d.Sections[i+1], v, home)
			i++
			continue
		}
		p.Heading(heading(s))
		if s.Repeat > 1 {
			members(p, d, s, v)
			continue
		}
		if d.Signed {
			letter(p, s, v, home)
			continue
		}
		once(p, s, v)
	}
	if d.Note.ID != "" {
		p.Note(d.Note.ID)
	}
	// Who signs must see above the name what is signed.
	if len(d.Sign) > signRow+1 {
		p.Need(100)
	} else {
		p.Need(62)
	}
	if d.Statement.ID != "" {
		p.Paragraph(d.Statement.ID)
	}
	sign(p, d, v, m)
	if m.Code != "" {
		p.QR(m.VerifyURL, m.VerifyText)
	}
	tables(p, d)
	return p.Bytes()
}

func footer(d *Definition, m Meta) string {
	note := i18n.T(i18n.ID, "form.paper.version", "Code", d.Code, "Version", d.Version)
	if d.Source != "" {
		note += " (" + d.Source + ")"
	}
	return note + " · " + i18n.DateTime(i18n.ID, m.Printed)
}

func heading(s *Section) string {
	if s.Officer {
		return s.Title.ID + " (" + i18n.T(i18n.ID, "form.paper.officer") + ")"
	}
	return s.Title.ID
}

// head prints the code of the form in its box, top right, as papers of the
// Ministry have it.
func head(p *document.Paper, d *Definition, m Meta) {
	const h = 8.0
	w := max(24, float64(len(d.Code))*3.1+6)
	x := p.Left() + p.Width() - w
	// A declaration is the person's letter, not the office's.
	if m.Letterhead.Office != "" && !d.Landscape && !d.Signed {
		p.Letterhead(m.Letterhead)
	}
	p.Frame(x, p.Y(), w, h, 0.5)
	p.Text(x, p.Y()+1.6, w, d.Code, document.Bold, 11, document.Center)
	if d.Landscape && m.Letterhead.Office != "" {
		p.Text(p.Left(), p.Y(), p.Width()-2*w, m.Letterhead.Government, document.Regular, 9, document.Left)
		p.Text(p.Left(), p.Y()+4, p.Width()-2*w, m.Letterhead.Office, document.Bold, 9, document.Left)
	}
	p.Space(h + 2)
	p.Title(strings.ToUpper(d.Title.ID), "")
}

// once prints a section that is asked once: tick lists as ticks, everything
// else as labelled boxes or lines.
func once(p *document.Paper, s *Section, v Values) {
	var run []document.BoxField
	flush := func() {
		if len(run) > 0 {
			p.BoxFields(run, 58)
			run = nil
		}
	}
	for i := range s.Fields {
		f := &s.Fields[i]
		value := v[f.Key]
		if ticked(f) {
			flush()
			ticks(p, f, value, "")
			continue
		}
		text, code := official(f, value)
		field := document.BoxField{Number: f.Number, Label: f.Label.ID, Boxes: f.Max, Text: strings.ToUpper(text)}
		switch f.Kind {
		case Date:
			field.Boxes, field.Text = 8, strings.ReplaceAll(text, "-", "")
			if date, err := resident.DateOf(value); err == nil && f.guessed() && text == "" {
				field.After = date.Format(i18n.ID)
			}
		case Code:
			field.Boxes, field.Text, field.After = digits(f), code, strings.ToUpper(text)
		case Area:
			// The form has the last part of the code in each line's boxes.
			field.After, field.Text = strings.ToUpper(text), last(code, field.Boxes)
			if field.Boxes == 0 {
				field.Boxes, field.Text = 10, code
				field.After = strings.ToUpper(region.Label(region.Code(value)))
			}
		case Text, Email, Number, Phone, NIK, KK, Tick:
		}
		if field.Boxes == 0 || field.Boxes > 40 {
			field.Boxes = 26
		}
		run = append(run, field)
	}
	flush()
}

// last is the part of an area code that the form asks at this line.
func last(code string, n int) string {
	if n > 0 && len(code) > n {
		return code[len(code)-n:]
	}
	return code
}

// digits is the number of boxes of a code.
func digits(f *Field) int {
	n := 1
	for _, o := range f.Options {
		n = max(n, len(o.Code))
	}
	return n
}

// ticked says whether a field is printed as a list to tick.
func ticked(f *Field) bool {
	return f.Kind == Tick || f.Kind == Code && len(f.Options) <= 4 && f.Letter == ""
}

// tickColumns is how many boxes to tick stand side by side.
const tickColumns = 3

func ticks(p *document.Paper, f *Field, value, dot string) {
	const number = 7.0 // as wide as in rows of boxes
	on := strings.Split(value, ",")
	list := make([]document.Tick, len(f.Options))
	for i, o := range f.Options {
		for _, c := range on {
			list[i].On = list[i].On || c == o.Code && c != ""
		}
		list[i].Label = o.paper()
	}
	// Boxes over the page say no more what is ticked in them.
	p.Need(p.TextHeight(p.Width()-number, f.Label.ID, document.Regular, 9) + 0.8 + p.TicksHeight(list, tickColumns))
	p.Text(p.Left(), p.Y(), number, f.Number+dot, document.Regular, 9, document.Left)
	p.Space(p.TextBlock(p.Left()+number, p.Y(), p.Width()-number, f.Label.ID, document.Regular, 9, document.Left) + 0.8)
	p.Ticks(list, tickColumns)
}

// signRow is how many places to sign stand side by side: more would leave no
// room for a name beside its thumbprint.
const signRow = 2

// sign prints the places to sign.
func sign(p *document.Paper, d *Definition, v Values, m Meta) {
	list := make([]document.Signature, 0, len(d.Sign))
	// Place and date stand above those who declare, not above their witnesses.
	placed := len(d.Sign) - 1
	if len(d.Sign) > signRow+1 {
		placed = signRow - 1
	}
	for i, who := range d.Sign {
		one := document.Signature{Role: who.ID, Name: strings.ToUpper(v[who.Who])}
		switch who.Who {
		case lawbook.SignHead:
			one.Name, one.ID = m.Head, m.HeadID
		case lawbook.SignOfficer:
		default:
			// Who cannot write signs with the thumb; officials do not.
			one.Thumb = i18n.T(i18n.ID, "form.paper.thumb")
		}
		if i == placed && m.Place != "" {
			one.Place = m.Place + ", " + signedOn(d, v, m)
		}
		list = append(list, one)
	}
	if len(list) > signRow+1 {
		p.Signatures(list[:signRow])
		list = list[signRow:]
	}
	p.Signatures(list)
}

// signedOn is the day at the signatures: the one that the form asks for, with a
// line to write on until it is known, and else the day of printing. Two days on
// one paper would leave open which of them counts.
func signedOn(d *Definition, v Values, m Meta) string {
	for _, p := range d.Places(1) {
		if p.Field.Key != dateKey || p.Field.Kind != Date {
			continue
		}
		if date, err := resident.DateOf(v[dateKey]); err == nil && date.Known() {
			return date.Format(i18n.ID)
		}
		return i18n.T(i18n.ID, "form.paper.day")
	}
	return i18n.Date(i18n.ID, m.Printed)
}

// dateKey is the field in which a form asks for the day on which it is signed.
const dateKey = "date"
