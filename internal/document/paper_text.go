package document

import (
	"bytes"
	"strconv"

	"codeberg.org/go-pdf/fpdf"
)

func itoa(n int) string { return strconv.Itoa(n) }

const bodySize = 10

// Letterhead is the head of an official letter.
type Letterhead struct {
	Government string   // "PEMERINTAH KABUPATEN TRENGGALEK"
	Office     string   // "DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL"
	Address    []string // street, telephone, e-mail: one line each
	Logo       []byte   // PNG or JPEG; none leaves its place empty
}

// Letterhead prints the head with its double rule.
func (p *Paper) Letterhead(l Letterhead) {
	const mark = 20
	top := p.y
	x, width := p.margin, p.Width()
	if len(l.Logo) > 0 {
		p.image(l.Logo, p.margin, top, 0, mark)
		// The words keep the middle of the page; the mark takes as much on both sides.
		x, width = p.margin+mark+3, width-2*(mark+3)
	}
	y := top
	y += p.block(x, y, width, p.lines(l.Government, Regular, 12, width), Regular, 12, Center)
	y += p.block(x, y, width, p.lines(l.Office, Bold, 14, width), Bold, 14, Center)
	for _, a := range l.Address {
		y += p.block(x, y, width, p.lines(a, Regular, 8.5, width), Regular, 8.5, Center)
	}
	if len(l.Logo) > 0 && y < top+mark {
		y = top + mark
	}
	y += 1.5
	p.rule(p.margin, y, p.w-p.margin, y, 0.8)
	p.rule(p.margin, y+1, p.w-p.margin, y+1, 0.2)
	p.y = y + 5
}

// Title prints the name of the paper, centred, with its number below.
func (p *Paper) Title(title, number string) {
	p.Need(16)
	p.y += p.block(p.margin, p.y, p.Width(), p.lines(title, Bold, 13, p.Width()), Bold, 13, Center)
	if number != "" {
		p.y += p.block(p.margin, p.y, p.Width(), p.lines(number, Regular, bodySize, p.Width()), Regular, bodySize, Center)
	}
	p.y += 4
}

// Heading prints the title of a part; it does not stay alone at the foot of a
// page.
func (p *Paper) Heading(s string) {
	p.Need(16)
	p.y += 1.5
	p.y += p.block(p.margin, p.y, p.Width(), p.lines(s, Bold, 10.5, p.Width()), Bold, 10.5, Left)
	p.y += 1
}

// Paragraph prints running text.
func (p *Paper) Paragraph(s string) { p.flow(p.margin, p.Width(), s, Regular, bodySize, 2) }

// Note prints small running text, such as a source or an explanation.
func (p *Paper) Note(s string) { p.flow(p.margin, p.Width(), s, Italic, 8, 1.5) }

// Numbered prints paragraphs with numbers before them.
func (p *Paper) Numbered(items []string) {
	const indent = 7
	for i, s := range items {
		p.Need(2 * bodySize * pointMM * leading)
		p.line(p.margin, p.y, indent, itoa(i+1)+".", Regular, bodySize, Left)
		p.flow(p.margin+indent, p.Width()-indent, s, Regular, bodySize, 1)
	}
	p.y++
}

// flow prints wrapped text that may run over pages, line by line.
func (p *Paper) flow(x, width float64, s string, style Style, size, after float64) {
	step := size * pointMM * leading
	for _, l := range p.lines(s, style, size, width) {
		p.Need(step)
		p.block(x, p.y, width, []string{l}, style, size, Left)
		p.y += step
	}
	p.y += after
}

// Fact is one line of a key and value block.
type Fact struct {
	Label string
	Value string // empty prints a dotted line to write on
}

// Facts prints labels, colons and values in two columns.
func (p *Paper) Facts(facts []Fact) {
	label := 0.0
	for _, f := range facts {
		label = max(label, p.textWidth(f.Label, Regular, bodySize))
	}
	label = min(label+2, p.Width()*0.42)
	x := p.margin + label + 3
	width := p.Width() - label - 3
	step := bodySize * pointMM * leading
	for _, f := range facts {
		ll := p.lines(f.Label, Regular, bodySize, label)
		vl := p.lines(f.Value, Regular, bodySize, width)
		h := step * float64(max(len(ll), len(vl)))
		p.Need(h)
		p.block(p.margin, p.y, label, ll, Regular, bodySize, Left)
		p.line(p.margin+label, p.y, 3, ":", Regular, bodySize, Left)
		if f.Value == "" {
			p.dots(x, p.y+step-1, x+width)
		} else {
			p.block(x, p.y, width, vl, Regular, bodySize, Left)
		}
		p.y += h + 0.8
	}
	p.y += 2
}

// dots is a line to write on.
func (p *Paper) dots(x1, y, x2 float64) {
	p.pdf.SetLineWidth(0.2)
	p.pdf.SetDashPattern([]float64{0.2, 0.8}, 0)
	p.pdf.Line(x1, y, x2, y)
	p.pdf.SetDashPattern(nil, 0)
}

// image places a PNG or JPEG; a width or height of 0 follows from the other.
func (p *Paper) image(data []byte, x, y, w, h float64) {
	kind := "PNG"
	if bytes.HasPrefix(data, []byte{0xff, 0xd8}) {
		kind = "JPG"
	}
	p.images++
	name := "image" + itoa(p.images)
	opt := fpdf.ImageOptions{ImageType: kind}
	p.pdf.RegisterImageOptionsReader(name, opt, bytes.NewReader(data))
	p.pdf.ImageOptions(name, x, y, w, h, false, opt, 0, "")
	if err := p.pdf.Error(); err != nil {
		p.fail(err)
	}
}
