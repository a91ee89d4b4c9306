package document

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// Tick is one choice of a tick list.
type Tick struct {
	Label string
	On    bool
}

// tickBox is the side of a box to tick, in mm; tickSize the type beside it.
const tickBox, tickSize = 3.4, 9.5

// Ticks prints boxes to tick, in so many columns.
func (p *Paper) Ticks(ticks []Tick, columns int) {
	columns = max(columns, 1)
	width := p.Width() / float64(columns)
	for row := range slices.Chunk(ticks, columns) {
		h := p.tickRow(row, width)
		p.Need(h)
		for j, t := range row {
			x := p.margin + float64(j)*width
			p.TickBox(x, p.y+0.4, tickBox, t.On)
			p.block(x+tickBox+2, p.y, width-tickBox-4, p.lines(t.Label, Regular, tickSize, width-tickBox-4), Regular, tickSize, Left)
		}
		p.y += h
	}
	p.y++
}

// TicksHeight is the height that Ticks would take.
func (p *Paper) TicksHeight(ticks []Tick, columns int) float64 {
	h := 0.0
	for row := range slices.Chunk(ticks, max(columns, 1)) {
		h += p.tickRow(row, p.Width()/float64(max(columns, 1)))
	}
	return h
}

func (p *Paper) tickRow(row []Tick, width float64) float64 {
	h := 0.0
	for _, t := range row {
		h = max(h, p.TextHeight(width-tickBox-4, t.Label, Regular, tickSize))
	}
	return h + 1.1
}

// TickBox draws one box at a place, crossed if on. A cross, unlike a check
// mark, stays readable after copying.
func (p *Paper) TickBox(x, y, side float64, on bool) {
	p.rect(x, y, side, side, 0.25)
	if on {
		in := side * 0.18
		p.rule(x+in, y+in, x+side-in, y+side-in, 0.45)
		p.rule(x+in, y+side-in, x+side-in, y+in, 0.45)
	}
}

// Boxes draws n character boxes at a place and writes the text into them, one
// character a box, and returns the width. What needs more boxes is not drawn;
// Overflow tells beforehand.
func (p *Paper) Boxes(x, y, side, height float64, n int, text string) float64 {
	runes := []rune(printable(text))
	size := min(height*0.72, side*1.15) / pointMM
	p.font(Regular, size)
	for i := range n {
		p.rect(x+float64(i)*side, y, side, height, 0.2)
		if i < len(runes) && runes[i] != ' ' {
			top := y + (height-size*pointMM*leading)/2
			p.put(x+float64(i)*side, top, side, string(runes[i]), size, Center)
		}
	}
	return side * float64(n)
}

// BoxField is a labelled row of character boxes, as on government forms.
type BoxField struct {
	Number string // "1." before the label
	Label  string
	Boxes  int
	Text   string
	After  string // plain words behind the boxes: the name of a code
}

// BoxFields prints labelled rows of character boxes. A text longer than its
// boxes goes on in further rows of boxes, so nothing is lost.
func (p *Paper) BoxFields(fields []BoxField, labelWidth float64) {
	const side, number = 4.6, 7.0
	height, gap := 5.4, 1.2
	if p.opt.Landscape {
		height, gap = 4.6, 0.5 // a landscape page is short
	}
	x := p.margin + number + labelWidth
	perRow := int((p.margin + p.Width() - x) / side)
	for _, f := range fields {
		n := min(max(f.Boxes, 1), perRow)
		rest := []rune(printable(f.Text))
		rows := max(1, (max(f.Boxes, len(rest))+n-1)/n)
		labels := p.lines(f.Label, Regular, 9, labelWidth-2)
		h := max(float64(rows)*height, float64(len(labels))*9*pointMM*leading)
		p.Need(h + gap)
		p.line(p.margin, p.y+height/2-1.9, number, f.Number, Regular, 9, Left)
		p.block(p.margin+number, p.y+height/2-1.9, labelWidth-2, labels, Regular, 9, Left)
		for r := range rows {
			part := rest[min(r*n, len(rest)):min((r+1)*n, len(rest))]
			count := min(n, max(f.Boxes, len(rest))-r*n)
			p.Boxes(x, p.y+float64(r)*height, side, height, count, string(part))
		}
		if f.After != "" {
			at := x + float64(n)*side + 2.5
			p.line(at, p.y+height/2-1.9, p.margin+p.Width()-at, f.After, Regular, 9, Left)
		}
		p.y += h + gap
	}
	p.y += 2
}

// Text prints one line of text at a place; a line too long for the width is
// set smaller, and cut with an ellipsis only below 5.5 points.
func (p *Paper) Text(x, y, width float64, s string, style Style, size float64, a Align) {
	p.line(x, y, width, s, style, size, a)
}

// TextBlock prints wrapped text at a place and returns its height.
func (p *Paper) TextBlock(x, y, width float64, s string, style Style, size float64, a Align) float64 {
	return p.block(x, y, width, p.lines(s, style, size, width), style, size, a)
}

// TextHeight is the height that TextBlock would take.
func (p *Paper) TextHeight(width float64, s string, style Style, size float64) float64 {
	return float64(len(p.lines(s, style, size, width))) * size * pointMM * leading
}

// Rule draws a straight line.
func (p *Paper) Rule(x1, y1, x2, y2, width float64) { p.rule(x1, y1, x2, y2, width) }

// Frame draws a rectangle.
func (p *Paper) Frame(x, y, w, h, width float64) { p.rect(x, y, w, h, width) }

// WriteLine draws a dotted line to write on.
func (p *Paper) WriteLine(x1, y, x2 float64) { p.dots(x1, y, x2) }

// Overflow reports whether a text needs more than n character boxes.
func Overflow(text string, n int) bool { return utf8.RuneCountInString(printable(text)) > n }

// Signature is one place to sign.
type Signature struct {
	Place string // "Trenggalek, 14 Maret 2021"; may be empty
	Role  string // "Kepala Dinas", "Pemohon"
	Name  string // empty prints a line to write the name on
	ID    string // "NIP. ..." under the name
	Thumb string // caption of a thumb-print box beside it; empty for none
	Image []byte // a signature drawn on a screen; PNG
}

// Signatures prints the places to sign side by side; they stay together on one
// page.
func (p *Paper) Signatures(list []Signature) {
	if len(list) == 0 {
		return
	}
	const size, sign, thumbW = 9.5, 20.0, 19.0
	step := size * pointMM * leading
	width := p.Width() / float64(len(list))
	head := 0.0
	heads := make([][]string, len(list))
	names := make([][]string, len(list))
	tail := step
	placed := slices.ContainsFunc(list, func(s Signature) bool { return s.Place != "" })
	for i, s := range list {
		nameW := signWidth(s, width, thumbW)
		if placed { // the roles stand on one line, whoever has a place above
			heads[i] = p.lines(cmp.Or(s.Place, " "), Regular, size, width-4)
		}
		heads[i] = append(heads[i], p.lines(s.Role, Regular, size, width-4)...)
		head = max(head, step*float64(len(heads[i])))
		names[i] = p.lines(s.Name, Bold, size, nameW)
		tail = max(tail, step*float64(len(names[i])))
	}
	p.Need(head + sign + tail + step + 4)
	top := p.y + 2
	for i, s := range list {
		x := p.margin + float64(i)*width
		at := top + head
		if s.Thumb != "" {
			bx := x + width - thumbW - 2
			p.rect(bx, at+1, thumbW, sign+step, 0.2)
			p.block(bx+1, at+sign+step-6, thumbW-2, p.lines(s.Thumb, Italic, 6.5, thumbW-2), Italic, 6.5, Center)
		}
		nameW := signWidth(s, width, thumbW)
		p.block(x+2, top, width-4, heads[i], Regular, size, Center)
		if len(s.Image) > 0 {
			p.image(s.Image, x+2+nameW/2-18, at+1, 0, sign-3)
		}
		if s.Name == "" {
			p.dots(x+4, at+sign+step-1, x+nameW)
		} else {
			p.block(x+2, at+sign, nameW, names[i], Bold, size, Center)
		}
		if s.ID != "" {
			p.line(x+2, at+sign+step*float64(max(1, len(names[i]))), nameW, s.ID, Regular, 8.5, Center)
		}
	}
	p.y = top + head + sign + tail + step + 2
}

// signWidth is the width for the words of a place to sign, beside its
// thumb-print box.
func signWidth(s Signature, width, thumb float64) float64 {
	if s.Thumb != "" {
		return width - 4 - thumb - 2
	}
	return width - 4
}
