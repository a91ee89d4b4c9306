package document

import (
	"html"
	"strconv"
	"strings"
)

// Canvas is a drawing: shapes in a box, in CSS pixels from the top left. It is
// shown as SVG on a page, printed into a PDF and exported as PNG.
type Canvas struct {
	W, H   float64
	Title  string // what the drawing shows, for people who cannot see it
	Shapes []Shape
}

// Shape is one of the types below.
type Shape interface{ shape() }

// Paint says how a shape looks. A colour is "#rrggbb"; empty paints nothing.
type Paint struct {
	Fill   string
	Stroke string
	Width  float64   // of the stroke; 0 is 1
	Dash   []float64 // nil is a full line
}

// Line is a straight line.
type Line struct {
	X1, Y1, X2, Y2 float64
	Paint
}

// Rect is a rectangle.
type Rect struct {
	X, Y, W, H float64
	Paint
}

// Circle is a circle.
type Circle struct {
	X, Y, R float64
	Paint
}

// Point is a place on the canvas.
type Point struct{ X, Y float64 }

// Polyline is an open line through points.
type Polyline struct {
	Points []Point
	Paint
}

// Polygon is a closed line through points.
type Polygon struct {
	Points []Point
	Paint
}

// Text is one line of text; Y is its base line.
type Text struct {
	X, Y  float64
	S     string
	Size  float64
	Bold  bool
	Align Align
	Fill  string
	Halo  bool // on white, where it may lie over lines and circles
}

// Group holds shapes that belong together, moved by an offset.
type Group struct {
	DX, DY float64
	Shapes []Shape
}

func (Line) shape()     {}
func (Rect) shape()     {}
func (Circle) shape()   {}
func (Polyline) shape() {}
func (Polygon) shape()  {}
func (Text) shape()     {}
func (Group) shape()    {}

// Add puts shapes on the canvas.
func (c *Canvas) Add(s ...Shape) { c.Shapes = append(c.Shapes, s...) }

// each calls do for every shape that is not a group, with its offset.
func each(shapes []Shape, dx, dy float64, do func(s Shape, dx, dy float64)) {
	for _, s := range shapes {
		if g, ok := s.(Group); ok {
			each(g.Shapes, dx+g.DX, dy+g.DY, do)
			continue
		}
		do(s, dx, dy)
	}
}

// num writes a coordinate with two digits, without zeros at the end.
func num(v float64) string {
	if v != v || v > 1e7 || v < -1e7 {
		v = 0 // a coordinate that is no number draws nothing sensible anywhere
	}
	s := strconv.FormatFloat(v, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" || s == "" {
		return "0"
	}
	return s
}

func escapeXML(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, string(missing))))
}

// rgb reads "#rrggbb"; anything else paints nothing.
func rgb(s string) (r, g, b uint8, ok bool) {
	if len(s) != 7 || s[0] != '#' {
		return 0, 0, 0, false
	}
	v, err := strconv.ParseUint(s[1:], 16, 32)
	if err != nil {
		return 0, 0, 0, false
	}
	return uint8(v >> 16), uint8(v >> 8), uint8(v), true
}
