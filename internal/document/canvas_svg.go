package document

import "strings"

// SVG writes the drawing with attributes only: no style, script or link, so it
// passes a strict content policy, and every text is escaped.
func (c *Canvas) SVG() string {
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ` + num(c.W) + " " + num(c.H) +
		`" width="` + num(c.W) + `" height="` + num(c.H) + `">`)
	b.WriteString("<title>" + escapeXML(c.Title) + "</title>")
	svgShapes(&b, c.Shapes)
	b.WriteString("</svg>")
	return b.String()
}

func svgShapes(b *strings.Builder, shapes []Shape) {
	for _, s := range shapes {
		switch s := s.(type) {
		case Line:
			attrs(b, "line", "x1", num(s.X1), "y1", num(s.Y1), "x2", num(s.X2), "y2", num(s.Y2))
			paint(b, s.Paint)
		case Rect:
			attrs(b, "rect", "x", num(s.X), "y", num(s.Y), "width", num(max(s.W, 0)), "height", num(max(s.H, 0)))
			paint(b, s.Paint)
		case Circle:
			attrs(b, "circle", "cx", num(s.X), "cy", num(s.Y), "r", num(max(s.R, 0)))
			paint(b, s.Paint)
		case Polyline:
			attrs(b, "polyline", "points", points(s.Points))
			paint(b, s.Paint)
		case Polygon:
			attrs(b, "polygon", "points", points(s.Points))
			paint(b, s.Paint)
		case Text:
			svgText(b, s)
		case Group:
			b.WriteString(`<g transform="translate(` + num(s.DX) + " " + num(s.DY) + `)">`)
			svgShapes(b, s.Shapes)
			b.WriteString("</g>")
		}
	}
}

func svgText(b *strings.Builder, t Text) {
	attrs(b, "text", "x", num(t.X), "y", num(t.Y), "font-size", num(t.Size), "fill", colour(t.Fill))
	if t.Bold {
		b.WriteString(` font-weight="700"`)
	}
	if t.Halo {
		b.WriteString(` paint-order="stroke" stroke="#ffffff" stroke-width="3" stroke-linejoin="round"`)
	}
	switch t.Align {
	case Center:
		b.WriteString(` text-anchor="middle"`)
	case Right:
		b.WriteString(` text-anchor="end"`)
	case Left:
	}
	b.WriteString(">" + escapeXML(t.S) + "</text>")
}

func attrs(b *strings.Builder, name string, pairs ...string) {
	b.WriteString("<" + name)
	for i := 0; i < len(pairs); i += 2 {
		b.WriteString(" " + pairs[i] + `="` + pairs[i+1] + `"`)
	}
}

func paint(b *strings.Builder, p Paint) {
	b.WriteString(` fill="` + colour(p.Fill) + `"`)
	if c := colour(p.Stroke); c != "none" {
		b.WriteString(` stroke="` + c + `" stroke-width="` + num(p.width()) + `"`)
		if len(p.Dash) > 0 {
			d := make([]string, len(p.Dash))
			for i, v := range p.Dash {
				d[i] = num(v)
			}
			b.WriteString(` stroke-dasharray="` + strings.Join(d, " ") + `"`)
		}
	}
	b.WriteString("/>")
}

func (p Paint) width() float64 {
	if p.Width == 0 {
		return 1
	}
	return p.Width
}

func colour(s string) string {
	if _, _, _, ok := rgb(s); !ok {
		return "none"
	}
	return s
}

func points(pts []Point) string {
	var b strings.Builder
	for i, p := range pts {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(num(p.X) + "," + num(p.Y))
	}
	return b.String()
}
