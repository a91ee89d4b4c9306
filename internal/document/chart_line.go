package document

import "slices"

// Series is one line of a line chart.
type Series struct {
	Name   string
	Values []float64 // one a label; a shorter series ends early
	From   int       // the label at which it begins
}

// LineChart shows figures over months, or counts over ages.
type LineChart struct {
	Title  string
	Words  ChartWords
	Labels []string // along the axis
	Series []Series
	Width  float64 // 0 is 640
	Height float64 // 0 is 260
}

// Table holds the chart's figures.
func (c LineChart) Table() DataTable {
	t := DataTable{Caption: c.Title, Head: []string{c.Words.Item}}
	for _, s := range c.Series {
		t.Head = append(t.Head, s.Name)
	}
	for i, l := range c.Labels {
		row := []string{l}
		for _, s := range c.Series {
			v := ""
			if at := i - s.From; at >= 0 && at < len(s.Values) {
				v = c.Words.number(s.Values[at])
			}
			row = append(row, v)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Canvas draws the chart: axis from zero, and each line's name at its end
// instead of a legend.
func (c LineChart) Canvas() *Canvas {
	width, height := c.Width, c.Height
	if width == 0 {
		width = 640
	}
	if height == 0 {
		height = 260
	}
	top, names := 0.0, 0.0
	for _, s := range c.Series {
		names = max(names, canvasWidth(s.Name, chartSize, true))
		for _, v := range s.Values {
			top = max(top, nonNegative(v))
		}
	}
	names = min(names*otherFace, width*0.3)
	step, n := scale(top)
	axis := canvasWidth(c.Words.number(step*float64(n)), chartSize, false)*otherFace + 8
	const head, foot = 10.0, 26.0
	x0, x1, y0, y1 := axis, width-names-12, height-foot, head
	full := step * float64(n)
	d := &Canvas{W: width, H: height, Title: c.Title}
	py := func(v float64) float64 { return y0 - nonNegative(v)/full*(y0-y1) }
	px := func(i int) float64 {
		if len(c.Labels) < 2 {
			return (x0 + x1) / 2
		}
		return x0 + float64(i)/float64(len(c.Labels)-1)*(x1-x0)
	}
	for i := 0; i <= n; i++ {
		v := step * float64(i)
		stroke := chartGrid
		if i == 0 {
			stroke = chartBase
		}
		d.Add(Line{X1: x0, Y1: py(v), X2: x1, Y2: py(v), Paint: Paint{Stroke: stroke}},
			Text{X: x0 - 6, Y: py(v) + 4, S: c.Words.number(v), Size: chartSize, Fill: chartQuiet, Align: Right})
	}
	c.axisLabels(d, px, height-7, x1-x0)
	c.lines(d, px, py, y1, y0, names)
	return d
}

// axisLabels leaves out labels that would touch.
func (c LineChart) axisLabels(d *Canvas, px func(int) float64, y, room float64) {
	widest := 1.0
	for _, l := range c.Labels {
		widest = max(widest, canvasWidth(l, chartSize, false)+10)
	}
	every := max(1, int(widest*float64(len(c.Labels))/max(room, 1)+0.999))
	for i, l := range c.Labels {
		if i%every == 0 {
			d.Add(Text{X: px(i), Y: y, S: l, Size: chartSize, Fill: chartQuiet, Align: Center})
		}
	}
}

func (c LineChart) lines(d *Canvas, px func(int) float64, py func(float64) float64, y1, y0, names float64) {
	var taken []float64
	for i, s := range c.Series {
		n := min(len(s.Values), len(c.Labels)-s.From)
		if n <= 0 {
			continue
		}
		colour := seriesColours[i%len(seriesColours)]
		pts := make([]Point, n)
		for j := range n {
			pts[j] = Point{px(s.From + j), py(s.Values[j])}
		}
		d.Add(Polyline{Points: pts, Paint: Paint{Stroke: colour, Width: 2.5, Dash: seriesDashes[i%len(seriesDashes)]}},
			Circle{X: pts[n-1].X, Y: pts[n-1].Y, R: 3.5, Paint: Paint{Fill: colour}})
		if c.goesOn(s.From + n - 1) {
			d.Add(Text{X: pts[n-1].X, Y: pts[n-1].Y - 10, S: s.Name, Size: chartSize, Bold: true, Fill: colour, Align: Right, Halo: true})
			continue
		}
		y := free(taken, pts[n-1].Y, y1, y0)
		taken = append(taken, y)
		d.Add(Text{X: pts[n-1].X + 10, Y: y + 4, S: fit(s.Name, chartSize, names), Size: chartSize, Bold: true, Fill: colour, Halo: true})
	}
}

// goesOn says whether another line begins where one ends, so that there is no
// room beside the end.
func (c LineChart) goesOn(at int) bool {
	return slices.ContainsFunc(c.Series, func(s Series) bool { return s.From > 0 && s.From == at })
}

// free finds a height for a label near the wanted one where no other stands.
func free(taken []float64, want, top, bottom float64) float64 {
	const gap = 15.0
	clear := func(y float64) bool {
		for _, t := range taken {
			if y-t < gap && t-y < gap {
				return false
			}
		}
		return true
	}
	for d := 0.0; d < bottom-top; d++ {
		if y := want - d; y >= top && clear(y) {
			return y
		}
		if y := want + d; y <= bottom && clear(y) {
			return y
		}
	}
	return want
}
