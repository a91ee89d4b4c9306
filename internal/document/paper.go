package document

import (
	"bytes"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Style is a cut of the paper's font.
type Style string

// The cuts.
const (
	Regular Style = ""
	Bold    Style = "B"
	Italic  Style = "I"
)

// Align says where a text stands in its box.
type Align int

// The alignments.
const (
	Left Align = iota
	Center
	Right
)

const (
	fontFamily = "noto"
	pointMM    = 25.4 / 72
	leading    = 1.32 // line height over type size
	inkR       = 0x1a
	inkG       = 0x1a
	inkB       = 0x1a
)

// PaperOptions say what all pages of a paper share. Texts are translated
// already.
type PaperOptions struct {
	Title     string // document property and reader's window, not printed
	Author    string // the office
	Language  string // "id" or "en"
	Created   time.Time
	Landscape bool
	Margin    float64 // mm, 10 to 15; 0 is 15

	// FooterFree is the line that every paper carries: free of charge.
	FooterFree string
	// FooterNote stands under it: where the paper comes from, or its number.
	FooterNote string
	// PageOf words the page number; nil prints "1 / 3".
	PageOf func(page, total int) string
}

// Paper is an A4 document under construction. Blocks follow each other down
// the page and start a new page where they do not fit. The first failure sticks
// and is returned by Bytes.
type Paper struct {
	pdf    *fpdf.Fpdf
	opt    PaperOptions
	y      float64 // top of the next block
	page   int
	starts []int   // pages on which a further letter begins
	size   float64 // type size in force, points
	style  Style
	w, h   float64
	margin float64
	images int
	err    error
	repeat func() // draws what a broken table repeats on the new page
}

// NewPaper starts a paper with one empty page.
func NewPaper(o PaperOptions) *Paper {
	if o.Margin == 0 {
		o.Margin = 15
	}
	orientation := "P"
	if o.Landscape {
		orientation = "L"
	}
	f := fpdf.New(orientation, "mm", "A4", "")
	f.SetCatalogSort(true)
	f.SetCreationDate(o.Created.UTC())
	f.SetModificationDate(o.Created.UTC())
	f.SetTitle(printable(o.Title), true)
	f.SetAuthor(printable(o.Author), true)
	f.SetProducer("Jempol Keren", true)
	f.SetLang(o.Language)
	f.SetAutoPageBreak(false, 0)
	f.SetMargins(o.Margin, o.Margin, o.Margin)
	f.SetCellMargin(0)
	f.AddUTF8FontFromBytes(fontFamily, "", fontRegular)
	f.AddUTF8FontFromBytes(fontFamily, "B", fontBold)
	f.AddUTF8FontFromBytes(fontFamily, "I", fontItalic)
	p := &Paper{pdf: f, opt: o, margin: o.Margin}
	p.w, p.h = f.GetPageSize()
	p.newPage()
	return p
}

// Bytes closes the paper and returns the PDF.
func (p *Paper) Bytes() ([]byte, error) {
	total := p.pdf.PageCount()
	first, next := 1, 0
	for n := 1; n <= total; n++ {
		if next < len(p.starts) && p.starts[next] == n {
			first, next = n, next+1
		}
		last := total
		if next < len(p.starts) {
			last = p.starts[next] - 1
		}
		p.pdf.SetPage(n)
		p.footer(n-first+1, last-first+1)
	}
	p.pdf.SetPage(total)
	var b bytes.Buffer
	if p.err == nil {
		p.err = p.pdf.Output(&b)
	}
	if p.err != nil {
		return nil, fault.Wrap("document.pdf.failed", p.err)
	}
	return b.Bytes(), nil
}

// Pages is the number of pages so far.
func (p *Paper) Pages() int { return p.pdf.PageCount() }

// Width is the width between the margins, in mm.
func (p *Paper) Width() float64 { return p.w - 2*p.margin }

// Left is the left margin, in mm.
func (p *Paper) Left() float64 { return p.margin }

// Y is where the next block starts, in mm from the top.
func (p *Paper) Y() float64 { return p.y }

// MoveTo sets where the next block starts.
func (p *Paper) MoveTo(y float64) { p.y = y }

// Space leaves room.
func (p *Paper) Space(mm float64) { p.y += mm }

// NewLetter starts a page on which another letter begins: its pages are counted
// anew, for it goes to somebody who has none of the others.
func (p *Paper) NewLetter() {
	p.newPage()
	p.starts = append(p.starts, p.page)
}

// NewPage ends the page.
func (p *Paper) NewPage() { p.newPage() }

// Need starts a new page unless so much height is left; it reports whether a
// page was started.
func (p *Paper) Need(mm float64) bool {
	if p.y+mm <= p.bottom() || p.y <= p.margin {
		return false
	}
	p.newPage()
	return true
}

func (p *Paper) newPage() {
	p.pdf.AddPage()
	p.page++
	p.y = p.margin
	p.pdf.SetTextColor(inkR, inkG, inkB)
	p.pdf.SetDrawColor(inkR, inkG, inkB)
	if p.repeat != nil {
		p.repeat()
	}
}

const footerHeight = 9

func (p *Paper) bottom() float64 { return p.h - p.margin - footerHeight }

func (p *Paper) footer(page, total int) {
	y := p.h - p.margin - footerHeight + 3
	// fpdf believes that the font of the last page is in force on every page;
	// a font that nothing else uses makes it say the real one again.
	p.font(Regular, 1)
	p.pdf.SetDrawColor(inkR, inkG, inkB)
	p.pdf.SetTextColor(inkR, inkG, inkB)
	p.pdf.SetDashPattern(nil, 0)
	p.rule(p.margin, y, p.w-p.margin, y, 0.15)
	words := p.opt.PageOf
	if words == nil {
		words = func(page, total int) string { return itoa(page) + " / " + itoa(total) }
	}
	number := words(page, total)
	const size = 7.5
	side := p.textWidth(number, Regular, size) + 4
	p.line(p.margin, y+0.8, p.Width()-side, p.opt.FooterFree, Bold, size, Left)
	p.line(p.margin, y+4.2, p.Width()-side, p.opt.FooterNote, Regular, size, Left)
	p.line(p.margin, y+0.8, p.Width(), number, Regular, size, Right)
}

func (p *Paper) font(style Style, size float64) {
	if p.pdf.GetFontFamily() != fontFamily || p.style != style || p.size != size {
		p.pdf.SetFont(fontFamily, string(style), size)
		p.style, p.size = style, size
	}
}

// textWidth measures one line in mm.
func (p *Paper) textWidth(s string, style Style, size float64) float64 {
	p.font(style, size)
	return p.pdf.GetStringWidth(printable(s))
}

// lines wraps a text to a width in mm.
func (p *Paper) lines(s string, style Style, size, width float64) []string {
	p.font(style, size)
	return wrap(printable(s), width, p.pdf.GetStringWidth)
}

// line prints one line with its top at y, shrunk to a readable minimum and
// then cut with an ellipsis if it is too long for its place.
func (p *Paper) line(x, y, width float64, s string, style Style, size float64, a Align) {
	s = printable(s)
	if s == "" {
		return
	}
	p.font(style, size)
	for p.pdf.GetStringWidth(s) > width && size > 5.5 {
		size -= 0.25
		p.font(style, size)
	}
	if p.pdf.GetStringWidth(s) > width {
		r := []rune(s)
		for len(r) > 1 && p.pdf.GetStringWidth(string(r)+"…") > width {
			r = r[:len(r)-1]
		}
		s = string(r) + "…"
	}
	p.put(x, y, width, s, size, a)
}

// put prints a prepared line in the font in force.
func (p *Paper) put(x, y, width float64, s string, size float64, a Align) {
	switch a {
	case Center:
		x += (width - p.pdf.GetStringWidth(s)) / 2
	case Right:
		x += width - p.pdf.GetStringWidth(s)
	case Left:
	}
	p.pdf.Text(x, y+size*pointMM*1.05, s)
}

// block prints wrapped lines and returns their height.
func (p *Paper) block(x, y, width float64, lines []string, style Style, size float64, a Align) float64 {
	p.font(style, size)
	step := size * pointMM * leading
	for i, l := range lines {
		if l != "" {
			p.put(x, y+float64(i)*step, width, l, size, a)
		}
	}
	return step * float64(len(lines))
}

func (p *Paper) rule(x1, y1, x2, y2, width float64) {
	p.pdf.SetLineWidth(width)
	p.pdf.Line(x1, y1, x2, y2)
}

func (p *Paper) rect(x, y, w, h, width float64) {
	p.pdf.SetLineWidth(width)
	p.pdf.Rect(x, y, w, h, "D")
}

func (p *Paper) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}
