package document

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

//go:embed fonts/NotoSans-Regular.ttf
var fontRegular []byte

//go:embed fonts/NotoSans-Bold.ttf
var fontBold []byte

//go:embed fonts/NotoSans-Italic.ttf
var fontItalic []byte

// missing stands for a character that the fonts lack (emoji, other scripts).
const missing = '□'

// typeface is one parsed cut of the font, for measuring and for PNG.
type typeface struct {
	font  *sfnt.Font
	units float64
	adv   sync.Map // rune -> float64, advance in em
}

var (
	faceRegular = sync.OnceValue(func() *typeface { return parseFace(fontRegular) })
	faceBold    = sync.OnceValue(func() *typeface { return parseFace(fontBold) })
)

func parseFace(ttf []byte) *typeface {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		// The bytes are compiled in and a test parses them.
		panic("document: embedded font: " + err.Error())
	}
	return &typeface{font: f, units: float64(f.UnitsPerEm())}
}

// has reports whether the face can draw the character.
func (t *typeface) has(r rune) bool {
	var b sfnt.Buffer
	g, err := t.font.GlyphIndex(&b, r)
	return err == nil && g != 0
}

// advance is the width of a character in em.
func (t *typeface) advance(r rune) float64 {
	if v, ok := t.adv.Load(r); ok {
		return v.(float64)
	}
	var b sfnt.Buffer
	var w float64
	if g, err := t.font.GlyphIndex(&b, r); err == nil {
		// At a size of UnitsPerEm pixels, one pixel is one font unit.
		if a, err := t.font.GlyphAdvance(&b, g, ppem(t.units), 0); err == nil {
			w = float64(a) / 64 / t.units
		}
	}
	t.adv.Store(r, w)
	return w
}

// width is the width of a text in em.
func (t *typeface) width(s string) float64 {
	w := 0.0
	for _, r := range s {
		w += t.advance(r)
	}
	return w
}

// stand-ins for characters that people paste and the fonts lack.
var standIns = map[rune]string{
	'\u2212': "–", '\u2192': "›", '\u2190': "‹", '\u2264': "<=", '\u2265': ">=", '\u2248': "~",
	'\u25cf': "•", '\u25aa': "•",
}

// printable makes a text drawable: composed (NFC), without control and
// invisible characters, and with a square for each character that the fonts
// lack. A paper with a strange name must still come out of the printer.
func printable(s string) string {
	clean := true
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	s = norm.NFC.String(strings.ToValidUTF8(s, string(missing)))
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n':
			b.WriteRune(r)
		case r == '\t' || r == '\u00a0' || unicode.Is(unicode.Zs, r):
			b.WriteByte(' ')
		case unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Variation_Selector):
			// Joiners, direction marks and variation selectors have no glyph.
		case faceRegular().has(r):
			b.WriteRune(r)
		default:
			if alt, ok := standIns[r]; ok && faceRegular().has([]rune(alt)[0]) {
				b.WriteString(alt)
			} else {
				b.WriteRune(missing)
			}
		}
	}
	return b.String()
}
