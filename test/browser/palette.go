package browser

import (
	"bytes"
	"cmp"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"slices"
)

var errTooLarge = errors.New("the picture stays too large even with few colours")

// compress writes a PNG with as many colours as fit into the limit. Pages have
// few flat colours; what a palette loses is the blend at the edge of letters.
func compress(img image.Image, limit int) ([]byte, error) {
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	for _, colours := range []int{64, 32, 16} {
		var out bytes.Buffer
		if err := encoder.Encode(&out, reduce(img, colours)); err != nil {
			return nil, err
		}
		if out.Len() <= limit {
			return out.Bytes(), nil
		}
	}
	return nil, errTooLarge
}

// crop keeps the upper part.
func crop(img image.Image, height int) image.Image {
	b := img.Bounds()
	if b.Dy() <= height {
		return img
	}
	part := image.NewRGBA(image.Rect(0, 0, b.Dx(), height))
	draw.Draw(part, part.Bounds(), img, b.Min, draw.Src)
	return part
}

// shade is a colour and how often it occurs.
type shade struct {
	c color.RGBA
	n int
}

// reduce draws the picture with a palette made by median cut.
func reduce(img image.Image, colours int) *image.Paletted {
	b := img.Bounds()
	flat := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(flat, flat.Rect, img, b.Min, draw.Src)
	count := map[color.RGBA]int{}
	runs(flat, func(c color.RGBA, _, n int) { count[c] += n })
	all := make([]shade, 0, len(count))
	for c, n := range count {
		all = append(all, shade{c, n})
	}
	// A map has no order; the same page must give the same file.
	slices.SortFunc(all, func(a, b shade) int { return cmp.Compare(key(a.c), key(b.c)) })
	palette := medianCut(all, colours)
	nearest := make(map[color.RGBA]uint8, len(count))
	for _, s := range all {
		nearest[s.c] = uint8(palette.Index(s.c))
	}
	out := image.NewPaletted(image.Rect(0, 0, b.Dx(), b.Dy()), palette)
	runs(flat, func(c color.RGBA, from, n int) {
		for i, shade := from, nearest[c]; i < from+n; i++ {
			out.Pix[i] = shade
		}
	})
	return out
}

// runs walks over the stretches of one colour: pages are mostly flat.
func runs(img *image.RGBA, visit func(c color.RGBA, from, n int)) {
	at := func(i int) color.RGBA {
		return color.RGBA{img.Pix[4*i], img.Pix[4*i+1], img.Pix[4*i+2], img.Pix[4*i+3]}
	}
	from, end := 0, len(img.Pix)/4
	for i := 1; i <= end; i++ {
		if i == end || at(i) != at(from) {
			visit(at(from), from, i-from)
			from = i
		}
	}
}

func key(c color.RGBA) uint32 { return uint32(c.R)<<16 | uint32(c.G)<<8 | uint32(c.B) }

// medianCut splits the widest box of colours at the middle of its pixels until
// there are enough boxes; each gives its mean.
func medianCut(all []shade, colours int) color.Palette {
	boxes := [][]shade{all}
	for len(boxes) < colours {
		widest, spread, channel := -1, 0, 0
		for i, box := range boxes {
			if s, c := widestChannel(box); s > spread {
				widest, spread, channel = i, s, c
			}
		}
		if widest < 0 {
			break
		}
		box := boxes[widest]
		slices.SortFunc(box, func(a, b shade) int {
			return cmp.Or(cmp.Compare(part(a.c, channel), part(b.c, channel)), cmp.Compare(key(a.c), key(b.c)))
		})
		half := middle(box)
		boxes[widest] = box[:half]
		boxes = append(boxes, box[half:])
	}
	palette := make(color.Palette, 0, len(boxes))
	for _, box := range boxes {
		palette = append(palette, mean(box))
	}
	return palette
}

func part(c color.RGBA, channel int) int { return int([3]uint8{c.R, c.G, c.B}[channel]) }

func widestChannel(box []shade) (spread, channel int) {
	for c := range 3 {
		low, high := 255, 0
		for _, s := range box {
			low, high = min(low, part(s.c, c)), max(high, part(s.c, c))
		}
		if high-low > spread {
			spread, channel = high-low, c
		}
	}
	return spread, channel
}

// middle is where half of the pixels are passed, with a shade on either side.
func middle(box []shade) int {
	total, passed := 0, 0
	for _, s := range box {
		total += s.n
	}
	for i, s := range box[:len(box)-1] {
		if passed += s.n; passed*2 >= total {
			return i + 1
		}
	}
	return len(box) - 1
}

func mean(box []shade) color.RGBA {
	var r, g, b, n int
	for _, s := range box {
		r, g, b, n = r+int(s.c.R)*s.n, g+int(s.c.G)*s.n, b+int(s.c.B)*s.n, n+s.n
	}
	return color.RGBA{uint8(r / n), uint8(g / n), uint8(b / n), 255}
}
