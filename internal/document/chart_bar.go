package document

// Bar is one bar.
type Bar struct {
	Label string
	Value float64
	Goal  float64 // a mark to reach; 0 is none
	Note  string  // printed after the value, such as "62 %"
}

// BarChart compares counts of places, reasons or groups: horizontal bars, so
// that long names stay readable.
type BarChart struct {
	Title string
	Words ChartWords
	Bars  []Bar
	Width float64 // 0 is 640
}

// Table holds the chart's figures.
func (c BarChart) Table() DataTable {
	t := DataTable{Caption: c.Title, Head: []string{c.Words.Item, c.Words.Value}}
	for _, b := range c.Bars {
		v := c.Words.number(b.Value)
		if b.Note != "" {
			v += " (" + b.Note + ")"
		}
		t.Rows = append(t.Rows, []string{b.Label, v})
	}
	return t
}

// Canvas draws the chart.
func (c BarChart) Canvas() *Canvas {
	const row, bar, pad = 26.0, 16.0, 8.0
	width := c.Width
	if width == 0 {
		width = 640
	}
	top, labels, values := 0.0, 0.0, 0.0
	for _, b := range c.Bars {
		top = max(top, nonNegative(b.Value), nonNegative(b.Goal))
		labels = max(labels, canvasWidth(b.Label, chartSize, false))
		values = max(values, canvasWidth(c.value(b), chartSize, true))
	}
	labels, values = min(labels*otherFace, width*0.4), values*otherFace
	x0 := labels + pad
	room := max(width-x0-values-2*pad, 20)
	step, n := scale(top)
	full := step * float64(n)
	d := &Canvas{W: width, H: row*float64(len(c.Bars)) + 4, Title: c.Title}
	for i, b := range c.Bars {
		y := float64(i)*row + 2
		base := y + row/2 + chartSize*0.36
		w := nonNegative(b.Value) / full * room
		d.Add(
			Text{X: labels, Y: base, S: fit(b.Label, chartSize, labels), Size: chartSize, Fill: chartInk, Align: Right},
			Rect{X: x0, Y: y + (row-bar)/2, W: room, H: bar, Paint: Paint{Fill: chartTrack}},
			Rect{X: x0, Y: y + (row-bar)/2, W: w, H: bar, Paint: Paint{Fill: seriesColours[0]}},
			Text{X: x0 + room + pad, Y: base, S: c.value(b), Size: chartSize, Bold: true, Fill: chartInk},
		)
		if b.Goal > 0 {
			gx := x0 + nonNegative(b.Goal)/full*room
			d.Add(Line{X1: gx, Y1: y + 2, X2: gx, Y2: y + row - 2, Paint: Paint{Stroke: chartInk, Width: 2}})
		}
	}
	d.Add(Line{X1: x0, Y1: 0, X2: x0, Y2: d.H, Paint: Paint{Stroke: chartBase}})
	return d
}

func (c BarChart) value(b Bar) string {
	v := c.Words.number(b.Value)
	if b.Note != "" {
		v += " · " + b.Note
	}
	return v
}

// FunnelStep is one step of a funnel.
type FunnelStep struct {
	Label string
	Value float64
}

// Funnel shows how many people reached each step, as centred bars that narrow.
type Funnel struct {
	Title string
	Words ChartWords
	Steps []FunnelStep
	Width float64 // 0 is 640
}

// Table holds the funnel's figures.
func (f Funnel) Table() DataTable {
	t := DataTable{Caption: f.Title, Head: []string{f.Words.Item, f.Words.Value}}
	for _, s := range f.Steps {
		t.Rows = append(t.Rows, []string{s.Label, f.Words.number(s.Value)})
	}
	return t
}

// Canvas draws the funnel.
func (f Funnel) Canvas() *Canvas {
	const row, bar, pad = 38.0, 26.0, 10.0
	width := f.Width
	if width == 0 {
		width = 640
	}
	top, labels, values := 0.0, 0.0, 0.0
	for _, s := range f.Steps {
		top = max(top, nonNegative(s.Value))
		labels = max(labels, canvasWidth(s.Label, chartSize+1, false))
		values = max(values, canvasWidth(f.Words.number(s.Value), chartSize+1, true))
	}
	labels, values = min(labels*otherFace, width*0.4), values*otherFace
	if top == 0 {
		top = 1
	}
	x0 := labels + pad
	room := max(width-x0-values-pad, 20)
	mid := x0 + room/2
	d := &Canvas{W: width, H: row * float64(len(f.Steps)), Title: f.Title}
	half := func(i int) float64 { return nonNegative(f.Steps[i].Value) / top * room / 2 }
	for i, s := range f.Steps {
		y := float64(i)*row + (row-bar)/2
		w := half(i)
		if i+1 < len(f.Steps) {
			v := half(i + 1)
			d.Add(Polygon{Points: []Point{{mid - w, y + bar}, {mid + w, y + bar}, {mid + v, y + row}, {mid - v, y + row}}, Paint: Paint{Fill: "#d5e4f7"}})
		}
		base := y + bar/2 + chartSize*0.38
		d.Add(
			Rect{X: mid - w, Y: y, W: 2 * w, H: bar, Paint: Paint{Fill: seriesColours[0]}},
			Text{X: labels, Y: base, S: fit(s.Label, chartSize+1, labels), Size: chartSize + 1, Fill: chartInk, Align: Right},
			Text{X: width, Y: base, S: f.Words.number(s.Value), Size: chartSize + 1, Bold: true, Fill: chartInk, Align: Right},
		)
	}
	return d
}
