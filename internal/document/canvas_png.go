package document

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/vector"

	"github.com/jempolkeren/jempol/internal/fault"
)

// maxPixels keeps one picture below about 64 MB of memory.
const maxPixels = 16 << 20

// PNG draws the canvas on white, scaled (1 is one pixel a unit).
func (c *Canvas) PNG(scale float64) ([]byte, error) {
	if scale <= 0 {
		scale = 1
	}
	w, h := int(math.Ceil(c.W*scale)), int(math.Ceil(c.H*scale))
	if w < 1 || h < 1 || w > maxPixels/h {
		return nil, fault.New(fault.TooLarge, "document.png.size")
	}
	r := &raster{img: image.NewRGBA(image.Rect(0, 0, w, h)), k: scale}
	draw.Draw(r.img, r.img.Bounds(), image.White, image.Point{}, draw.Src)
	each(c.Shapes, 0, 0, r.draw)
	var b bytes.Buffer
	if err := png.Encode(&b, r.img); err != nil {
		return nil, fault.Wrap("document.png.failed", err)
	}
	return b.Bytes(), nil
}

type raster struct {
	img *image.RGBA
	k   float64
}

func (r *raster) draw(s Shape, dx, dy float64) {
	at := func(pts ...Point) []Point {
		out := make([]Point, len(pts))
		for i, p := range pts {
			out[i] = Point{(p.X + dx) * r.k, (p.Y + dy) * r.k}
		}
		return out
	}
	switch s := s.(type) {
	case Line:
		r.stroke(at(Point{s.X1, s.Y1}, Point{s.X2, s.Y2}), s.Paint)
	case Rect:
		box := at(Point{s.X, s.Y}, Point{s.X + s.W, s.Y}, Point{s.X + s.W, s.Y + s.H}, Point{s.X, s.Y + s.H})
		r.fill(box, s.Fill)
		r.stroke(append(box, box[0]), s.Paint)
	case Circle:
		ring := at(circlePoints(s)...)
		r.fill(ring, s.Fill)
		r.stroke(append(ring, ring[0]), s.Paint)
	case Polyline:
		r.stroke(at(s.Points...), s.Paint)
	case Polygon:
		if len(s.Points) > 2 {
			ring := at(s.Points...)
			r.fill(ring, s.Fill)
			r.stroke(append(ring, ring[0]), s.Paint)
		}
	case Text:
		r.text(s, at(Point{s.X, s.Y})[0])
	}
}

func circlePoints(c Circle) []Point {
	const n = 64
	pts := make([]Point, n)
	for i := range pts {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / n)
		pts[i] = Point{c.X + c.R*cos, c.Y + c.R*sin}
	}
	return pts
}

func (r *raster) fill(pts []Point, fill string) {
	cr, cg, cb, ok := rgb(fill)
	if !ok {
		return
	}
	r.paint(color.RGBA{cr, cg, cb, 0xff}, pts, func(z *vector.Rasterizer, ox, oy float64) {
		ring(z, pts, ox, oy)
	})
}

func ring(z *vector.Rasterizer, pts []Point, ox, oy float64) {
	for i, p := range pts {
		if i == 0 {
			z.MoveTo(float32(p.X-ox), float32(p.Y-oy))
		} else {
			z.LineTo(float32(p.X-ox), float32(p.Y-oy))
		}
	}
	z.ClosePath()
}

// paint runs the rasteriser over the box of the points only, so that many
// small shapes cost little.
func (r *raster) paint(c color.RGBA, box []Point, build func(z *vector.Rasterizer, ox, oy float64)) {
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range box {
		minX, maxX = math.Min(minX, p.X), math.Max(maxX, p.X)
		minY, maxY = math.Min(minY, p.Y), math.Max(maxY, p.Y)
	}
	b := r.img.Bounds()
	area := image.Rect(clampInt(minX-1, b.Dx()), clampInt(minY-1, b.Dy()), clampInt(maxX+2, b.Dx()), clampInt(maxY+2, b.Dy()))
	if area.Empty() {
		return
	}
	z := vector.NewRasterizer(area.Dx(), area.Dy())
	build(z, float64(area.Min.X), float64(area.Min.Y))
	z.Draw(r.img, area, image.NewUniform(c), image.Point{})
}

func clampInt(v float64, most int) int {
	if v != v || v < 0 {
		return 0
	}
	return int(math.Min(v, float64(most)))
}

// stroke draws each piece of a line as a thin box.
func (r *raster) stroke(pts []Point, p Paint) {
	cr, cg, cb, ok := rgb(p.Stroke)
	if !ok {
		return
	}
	half := p.width() * r.k / 2
	for _, seg := range dashes(pts, p.Dash, r.k) {
		a, b := seg[0], seg[1]
		dx, dy := b.X-a.X, b.Y-a.Y
		l := math.Hypot(dx, dy)
		if l == 0 {
			continue
		}
		nx, ny := -dy/l*half, dx/l*half
		// A third of the width beyond both ends closes the corners of a polyline.
		ex, ey := dx/l*half*0.66, dy/l*half*0.66
		box := []Point{{a.X + nx - ex, a.Y + ny - ey}, {b.X + nx + ex, b.Y + ny + ey}, {b.X - nx + ex, b.Y - ny + ey}, {a.X - nx - ex, a.Y - ny - ey}}
		r.paint(color.RGBA{cr, cg, cb, 0xff}, box, func(z *vector.Rasterizer, ox, oy float64) { ring(z, box, ox, oy) })
	}
}

// dashes cuts a line into the pieces to draw.
func dashes(pts []Point, dash []float64, k float64) [][2]Point {
	total := 0.0
	for _, d := range dash {
		total += max(d, 0)
	}
	var out [][2]Point
	i, left, on := 0, 0.0, true
	if total > 0 {
		left = dash[0] * k
	}
	for n := 1; n < len(pts); n++ {
		a, b := pts[n-1], pts[n]
		if total*k < 0.5 {
			out = append(out, [2]Point{a, b})
			continue
		}
		l := math.Hypot(b.X-a.X, b.Y-a.Y)
		for done := 0.0; done < l; {
			step := math.Min(left, l-done)
			if on && step > 0 {
				f, t := done/l, (done+step)/l
				out = append(out, [2]Point{{a.X + (b.X-a.X)*f, a.Y + (b.Y-a.Y)*f}, {a.X + (b.X-a.X)*t, a.Y + (b.Y-a.Y)*t}})
			}
			done += step
			if left -= step; left <= 1e-9 {
				i = (i + 1) % len(dash)
				left, on = max(dash[i], 0)*k, !on
			}
		}
	}
	return out
}

func (r *raster) text(t Text, at Point) {
	cr, cg, cb, ok := rgb(t.Fill)
	s := printable(t.S)
	if !ok || s == "" || t.Size <= 0 {
		return
	}
	face := faceRegular()
	if t.Bold {
		face = faceBold()
	}
	size := t.Size * r.k
	switch w := face.width(s) * size; t.Align {
	case Center:
		at.X -= w / 2
	case Right:
		at.X -= w
	case Left:
	}
	x := at.X
	for _, ch := range s {
		r.glyph(face, ch, x, at.Y, size, color.RGBA{cr, cg, cb, 0xff})
		x += face.advance(ch) * size
	}
}

func (r *raster) glyph(face *typeface, ch rune, x, y, size float64, c color.RGBA) {
	var buf sfnt.Buffer
	g, err := face.font.GlyphIndex(&buf, ch)
	if err != nil {
		return
	}
	segs, err := face.font.LoadGlyph(&buf, g, ppem(size), nil)
	if err != nil || len(segs) == 0 {
		return
	}
	box := []Point{{x - size*0.3, y - size*1.3}, {x + size*1.6, y + size*0.5}}
	r.paint(c, box, func(z *vector.Rasterizer, ox, oy float64) {
		px := func(i int, s sfnt.Segment) (float32, float32) {
			return float32(x - ox + float64(s.Args[i].X)/64), float32(y - oy + float64(s.Args[i].Y)/64)
		}
		for _, s := range segs {
			ax, ay := px(0, s)
			switch s.Op {
			case sfnt.SegmentOpMoveTo:
				z.ClosePath()
				z.MoveTo(ax, ay)
			case sfnt.SegmentOpLineTo:
				z.LineTo(ax, ay)
			case sfnt.SegmentOpQuadTo:
				bx, by := px(1, s)
				z.QuadTo(ax, ay, bx, by)
			case sfnt.SegmentOpCubeTo:
				bx, by := px(1, s)
				dx, dy := px(2, s)
				z.CubeTo(ax, ay, bx, by, dx, dy)
			}
		}
		z.ClosePath()
	})
}
