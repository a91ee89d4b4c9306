package document

// Column is one column of a printed table.
type Column struct {
	Title string
	Width float64 // share of the width; 0 is 1
	Align Align
}

// Table is a printed table. Its head repeats on every page and no row breaks
// over two pages.
type Table struct {
	Columns []Column
	Rows    [][]string
	// Numbers, if given, is a second head row with the official column numbers.
	Numbers []string
	Size    float64 // type size in points; 0 is 9
	MinRow  float64 // least height of a row in mm, for rows that are filled by hand
}

const cellPad = 1.1

// Table prints the table.
func (p *Paper) Table(t Table) {
	if t.Size == 0 {
		t.Size = 9
	}
	widths := p.shares(t.Columns)
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = c.Title
	}
	printHead := func() {
		p.row(widths, head, t, true, 0)
		if len(t.Numbers) > 0 {
			n := t
			n.Size = min(t.Size, 6.5)
			p.row(widths, t.Numbers, n, true, 0)
		}
	}
	p.Need(p.rowHeight(widths, head, t, Bold) + 10)
	printHead()
	// Set only now, so that the head is not printed twice when it starts a page.
	p.repeat = printHead
	for _, r := range t.Rows {
		h := max(p.rowHeight(widths, r, t, Regular), t.MinRow)
		p.needRow(h)
		p.row(widths, r, t, false, t.MinRow)
	}
	p.repeat = nil
	p.y += 3
}

// TableTogether prints a table on one page if it fits on one.
func (p *Paper) TableTogether(t Table) {
	if t.Size == 0 {
		t.Size = 9
	}
	widths := p.shares(t.Columns)
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = c.Title
	}
	h := p.rowHeight(widths, head, t, Bold) + 8
	for _, r := range t.Rows {
		h += max(p.rowHeight(widths, r, t, Regular), t.MinRow)
	}
	if h <= p.bottom()-p.margin {
		p.Need(h)
	}
	p.Table(t)
}

// needRow is Need for a row of a table, whose head stands on the page already.
func (p *Paper) needRow(h float64) {
	if p.y+h > p.bottom() {
		p.newPage()
	}
}

func (p *Paper) shares(cols []Column) []float64 {
	total := 0.0
	w := make([]float64, len(cols))
	for i, c := range cols {
		w[i] = c.Width
		if w[i] == 0 {
			w[i] = 1
		}
		total += w[i]
	}
	for i := range w {
		w[i] = w[i] / total * p.Width()
	}
	return w
}

func (p *Paper) rowHeight(widths []float64, cells []string, t Table, style Style) float64 {
	n := 1
	for i, w := range widths {
		if i < len(cells) {
			n = max(n, len(p.lines(cells[i], style, t.Size, w-2*cellPad)))
		}
	}
	// A cell longer than a page would never fit; the page is its limit.
	return min(float64(n)*t.Size*pointMM*leading+2*cellPad, p.bottom()-p.margin-20)
}

func (p *Paper) row(widths []float64, cells []string, t Table, head bool, least float64) {
	style := Regular
	if head {
		style = Bold
	}
	h := max(p.rowHeight(widths, cells, t, style), least)
	x := p.margin
	step := t.Size * pointMM * leading
	room := int((h - 2*cellPad + 0.01) / step)
	for i, w := range widths {
		p.pdf.SetLineWidth(0.2)
		if head {
			p.pdf.SetFillColor(0xec, 0xee, 0xf2)
			p.pdf.Rect(x, p.y, w, h, "FD")
		} else {
			p.pdf.Rect(x, p.y, w, h, "D")
		}
		if i < len(cells) {
			lines := p.lines(cells[i], style, t.Size, w-2*cellPad)
			if len(lines) > room && room > 0 {
				lines = lines[:room]
				lines[room-1] += " …"
			}
			a := t.Columns[i].Align
			y := p.y + cellPad
			if head {
				a = Center
				y = p.y + (h-step*float64(len(lines)))/2
			}
			p.block(x+cellPad, y, w-2*cellPad, lines, style, t.Size, a)
		}
		x += w
	}
	p.y += h
}
