package document

import "math"

// DataTable holds the figures that a drawing shows, so that everybody can read
// them without it.
type DataTable struct {
	Caption string
	Head    []string
	Rows    [][]string
}

// ChartWords are what charts need from the language of the reader.
type ChartWords struct {
	Number func(float64) string // "1.486"; nil prints plain digits
	Item   string               // head of the first column of the table
	Value  string               // head of the value column where a chart has one series
}

func (w ChartWords) number(v float64) string {
	if w.Number != nil {
		return w.Number(v)
	}
	return num(v)
}

// The colours and dashes of charts (design tokens); series differ in both, so
// that a chart survives a black-and-white printer.
const (
	chartInk   = "#1a2238"
	chartQuiet = "#5c667d"
	chartGrid  = "#dce2ec"
	chartBase  = "#76819a"
	chartTrack = "#eef1f6"
	chartSize  = 12.0 // never smaller (print and low vision)
	otherFace  = 1.12 // a page sets the text in a face that may be wider than the measured one
)

var (
	seriesColours = []string{"#196bcd", "#1f2855", "#7a4b00", "#12673d", "#b3261e", "#5c667d"}
	seriesDashes  = [][]float64{nil, {7, 4}, {2, 3}, {10, 3, 2, 3}, {4, 2}, {1, 2}}
)

// canvasWidth is the width of a text on a canvas.
func canvasWidth(s string, size float64, bold bool) float64 {
	if bold {
		return faceBold().width(printable(s)) * size
	}
	return faceRegular().width(printable(s)) * size
}

// fit shortens a text to a width with an ellipsis.
func fit(s string, size, width float64) string {
	if canvasWidth(s, size, false) <= width {
		return s
	}
	r := []rune(s)
	for len(r) > 1 && canvasWidth(string(r)+"…", size, false) > width {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}

// scale chooses round steps from zero to at least top: axes start at zero.
func scale(top float64) (step float64, n int) {
	if !(top > 0) || math.IsInf(top, 0) {
		return 1, 1
	}
	raw := top / 5
	base := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		// A figure here is a count: half a person is no step.
		if s := m * base; s >= raw && (s >= 1 && s == math.Trunc(s)) {
			return s, max(1, int(math.Ceil(top/s-1e-9)))
		}
	}
	step = math.Max(1, math.Ceil(raw))
	return step, max(1, int(math.Ceil(top/step-1e-9)))
}

func nonNegative(v float64) float64 {
	if !(v > 0) || math.IsInf(v, 0) {
		return 0
	}
	return v
}
