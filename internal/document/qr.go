package document

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strconv"
	"strings"

	"rsc.io/qr"

	"github.com/jempolkeren/jempol/internal/fault"
)

// quiet is the empty border that a QR reader needs, in modules.
const quiet = 4

func encodeQR(text string) (*qr.Code, error) {
	// M repairs 15 %: a code on paper that was folded or got wet.
	c, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fault.New(fault.TooLarge, "document.qr.long").Because(err)
	}
	return c, nil
}

// QRSVG draws a QR code as an SVG element with attributes only; label is read
// to people who cannot see it. size is the side in CSS pixels.
func QRSVG(text, label string, size int) (string, error) {
	c, err := encodeQR(text)
	if err != nil {
		return "", err
	}
	n := c.Size + 2*quiet
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" role="img" width="` + itoa(size) + `" height="` + itoa(size) +
		`" viewBox="0 0 ` + itoa(n) + ` ` + itoa(n) + `" shape-rendering="crispEdges"><title>` + escapeXML(label) +
		`</title><rect width="` + itoa(n) + `" height="` + itoa(n) + `" fill="#ffffff"/><path fill="#000000" d="`)
	forRuns(c, func(x, y, length int) {
		b.WriteString("M" + strconv.Itoa(x+quiet) + " " + strconv.Itoa(y+quiet) + "h" + strconv.Itoa(length) + "v1h-" + strconv.Itoa(length) + "z")
	})
	b.WriteString(`"/></svg>`)
	return b.String(), nil
}

// QRPNG draws a QR code as a PNG with so many pixels a module.
func QRPNG(text string, scale int) ([]byte, error) {
	c, err := encodeQR(text)
	if err != nil {
		return nil, err
	}
	scale = min(max(scale, 1), 32)
	n := (c.Size + 2*quiet) * scale
	img := image.NewPaletted(image.Rect(0, 0, n, n), color.Palette{color.White, color.Black})
	for y := range n {
		for x := range n {
			if c.Black(x/scale-quiet, y/scale-quiet) {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fault.Wrap("document.png.failed", err)
	}
	return b.Bytes(), nil
}

// forRuns calls do for each horizontal run of black modules.
func forRuns(c *qr.Code, do func(x, y, length int)) {
	for y := range c.Size {
		for x := 0; x < c.Size; {
			start := x
			for x < c.Size && c.Black(x, y) {
				x++
			}
			if x > start {
				do(start, y, x-start)
			} else {
				x++
			}
		}
	}
}

// QR prints a QR code with its caption beside it.
func (p *Paper) QR(text, caption string) {
	const side = 26.0
	p.Need(side + 3)
	p.QRAt(p.margin, p.y, side, text)
	x, width := p.margin+side+4, p.Width()-side-4
	lines := p.lines(caption, Regular, 8.5, width)
	h := float64(len(lines)) * 8.5 * pointMM * leading
	p.block(x, p.y+max(0, (side-h)/2), width, lines, Regular, 8.5, Left)
	p.y += max(side, h) + 3
}

// QRAt draws a QR code of a side in mm, its quiet border included.
func (p *Paper) QRAt(x, y, side float64, text string) {
	c, err := encodeQR(text)
	if err != nil {
		p.fail(err)
		return
	}
	m := side / float64(c.Size+2*quiet)
	p.pdf.SetFillColor(0, 0, 0)
	forRuns(c, func(cx, cy, length int) {
		p.pdf.Rect(x+float64(cx+quiet)*m, y+float64(cy+quiet)*m, float64(length)*m, m*1.02, "F")
	})
}
