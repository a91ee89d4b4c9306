package document

import "codeberg.org/go-pdf/fpdf"

// Drawing prints a canvas across the width between the margins, or narrower if
// it would not fit on one page.
func (p *Paper) Drawing(c *Canvas) {
	if c.W <= 0 || c.H <= 0 {
		return
	}
	width := p.Width()
	if most := p.bottom() - p.margin; c.H/c.W*width > most {
		width = most * c.W / c.H
	}
	h := c.H / c.W * width
	p.Need(h)
	p.DrawingAt(c, p.margin+(p.Width()-width)/2, p.y, width)
	p.y += h + 3
}

// DrawingAt prints a canvas at a place, scaled to a width in mm.
func (p *Paper) DrawingAt(c *Canvas, x, y, width float64) {
	k := width / c.W
	each(c.Shapes, 0, 0, func(s Shape, dx, dy float64) {
		px := func(v float64) float64 { return x + (v+dx)*k }
		py := func(v float64) float64 { return y + (v+dy)*k }
		pts := func(in []Point) []fpdf.PointType {
			out := make([]fpdf.PointType, len(in))
			for i, q := range in {
				out[i] = fpdf.PointType{X: px(q.X), Y: py(q.Y)}
			}
			return out
		}
		switch s := s.(type) {
		case Line:
			if p.pen(s.Paint, k) != "" {
				p.pdf.Line(px(s.X1), py(s.Y1), px(s.X2), py(s.Y2))
			}
		case Rect:
			if how := p.pen(s.Paint, k); how != "" {
				p.pdf.Rect(px(s.X), py(s.Y), s.W*k, s.H*k, how)
			}
		case Circle:
			if how := p.pen(s.Paint, k); how != "" {
				p.pdf.Circle(px(s.X), py(s.Y), s.R*k, how)
			}
		case Polyline:
			if p.pen(Paint{Stroke: s.Stroke, Width: s.Width, Dash: s.Dash}, k) != "" {
				q := pts(s.Points)
				for i := 1; i < len(q); i++ {
					p.pdf.Line(q[i-1].X, q[i-1].Y, q[i].X, q[i].Y)
				}
			}
		case Polygon:
			if how := p.pen(s.Paint, k); how != "" && len(s.Points) > 2 {
				p.pdf.Polygon(pts(s.Points), how)
			}
		case Text:
			p.canvasText(s, px(s.X), py(s.Y), k)
		}
	})
	p.pdf.SetDashPattern(nil, 0)
	p.pdf.SetDrawColor(inkR, inkG, inkB)
	p.pdf.SetTextColor(inkR, inkG, inkB)
}

func (p *Paper) canvasText(t Text, x, y, k float64) {
	r, g, b, ok := rgb(t.Fill)
	s := printable(t.S)
	if !ok || s == "" {
		return
	}
	p.pdf.SetTextColor(int(r), int(g), int(b))
	style := Regular
	if t.Bold {
		style = Bold
	}
	p.font(style, t.Size*k/pointMM)
	switch w := p.pdf.GetStringWidth(s); t.Align {
	case Center:
		x -= w / 2
	case Right:
		x -= w
	case Left:
	}
	p.pdf.Text(x, y, s)
}

// pen sets colours and line and returns how fpdf is to draw: "F", "D" or both.
func (p *Paper) pen(q Paint, k float64) string {
	how := ""
	if r, g, b, ok := rgb(q.Fill); ok {
		p.pdf.SetFillColor(int(r), int(g), int(b))
		how = "F"
	}
	if r, g, b, ok := rgb(q.Stroke); ok {
		p.pdf.SetDrawColor(int(r), int(g), int(b))
		p.pdf.SetLineWidth(q.width() * k)
		dash := make([]float64, len(q.Dash))
		for i, v := range q.Dash {
			dash[i] = v * k
		}
		p.pdf.SetDashPattern(dash, 0)
		how += "D"
	}
	return how
}
