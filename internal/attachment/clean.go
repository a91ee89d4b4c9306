package attachment

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // a scan may be a PNG

	"golang.org/x/image/draw"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Limits on a photo from outside: what is decoded, and what is kept.
const (
	maxPixels = 40_000_000
	keepEdge  = 2400 // px of the longer edge; a page of A4 stays readable
	quality   = 82
)

// clean sniffs what the bytes are, whatever the file's name says, and makes of
// a photo one that holds the picture and nothing else.
func (s *Store) clean(ctx context.Context, raw []byte) (content []byte, kind string, err error) {
	if len(raw) == 0 {
		return nil, "", fault.New(fault.Invalid, "attachment.empty")
	}
	if isPDF(raw) {
		if !whole(raw) {
			return nil, "", fault.New(fault.Invalid, "attachment.pdf_broken")
		}
		return raw, "application/pdf", nil
	}
	conf, format, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || (format != "jpeg" && format != "png") {
		return nil, "", fault.New(fault.Invalid, "attachment.type")
	}
	if conf.Width < 1 || conf.Height < 1 || conf.Width*conf.Height > maxPixels {
		return nil, "", fault.New(fault.TooLarge, "attachment.pixels")
	}
	err = s.gate.Do(ctx, weight(conf, format, raw), func() error {
		content, err = encode(raw, format)
		return err
	})
	return content, "image/jpeg", err
}

func isPDF(raw []byte) bool { return bytes.HasPrefix(raw, []byte("%PDF-")) }

// pdfTail is where a PDF must say where its contents are and that it ends; some
// programs write a little after it.
const pdfTail = 2048

// whole reports whether a PDF has its end. One that was cut off has not, and
// cannot be opened.
func whole(raw []byte) bool {
	tail := raw[max(0, len(raw)-pdfTail):]
	at := bytes.LastIndex(tail, []byte("startxref"))
	return at >= 0 && bytes.Contains(tail[at:], []byte("%%EOF"))
}

// weight is the memory that a photo needs at most, in MiB: its pixels as they
// are decoded, and twice the picture that is kept.
func weight(c image.Config, format string, raw []byte) int64 {
	pixels := int64(c.Width) * int64(c.Height)
	each := int64(3) // luminance and two colours
	switch {
	case format == "png":
		each = 8 // four channels of sixteen bits
	case progressive(raw):
		each += 12 // three coefficients of four bytes, until the last pass
	}
	return (pixels*each+min(pixels, keepEdge*keepEdge)*8)>>20 + 1
}

// encode decodes a photo and writes it anew.
func encode(raw []byte, format string) ([]byte, error) {
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, fault.New(fault.Invalid, "attachment.broken")
	}
	turn := 1
	if format == "jpeg" {
		turn = orientation(raw)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, upright(shrink(img), turn), &jpeg.Options{Quality: quality}); err != nil {
		return nil, fault.Wrap("attachment.encode", err)
	}
	return out.Bytes(), nil
}

// shrink draws the picture on white (a transparent scan would turn black) and
// no larger than what is kept.
func shrink(img image.Image) *image.RGBA {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if edge := max(w, h); edge > keepEdge {
		w, h = max(1, w*keepEdge/edge), max(1, h*keepEdge/edge)
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(dst, dst.Bounds(), img, b, draw.Over, nil)
	return dst
}

// upright turns a picture by its EXIF orientation (1..8), which is lost with
// the rest of what the camera wrote.
func upright(img *image.RGBA, turn int) image.Image {
	if turn < 2 || turn > 8 {
		return img
	}
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	dw, dh := w, h
	if turn >= 5 {
		dw, dh = h, w
	}
	dst := image.NewRGBA(image.Rect(0, 0, dw, dh))
	for y := range h {
		for x := range w {
			var dx, dy int
			switch turn {
			case 2:
				dx, dy = w-1-x, y
			case 3:
				dx, dy = w-1-x, h-1-y
			case 4:
				dx, dy = x, h-1-y
			case 5:
				dx, dy = y, x
			case 6:
				dx, dy = h-1-y, x
			case 7:
				dx, dy = h-1-y, w-1-x
			case 8:
				dx, dy = y, w-1-x
			}
			dst.SetRGBA(dx, dy, img.RGBAAt(x, y))
		}
	}
	return dst
}
