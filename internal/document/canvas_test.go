package document

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"rsc.io/qr"
)

func sampleCanvases() map[string]*Canvas {
	words := ChartWords{Item: "Wilayah", Value: "Warga", Number: func(v float64) string { return strings.ReplaceAll(num(v), ".", ",") }}
	return map[string]*Canvas{
		"bar":    BarChart{Title: "Kecamatan", Words: words, Bars: []Bar{{"Watulimo", 214, 180, "62 %"}, {"Nama kecamatan yang panjang sekali sampai terpotong di tengah", 31, 50, ""}, {"Kosong", 0, 0, ""}}}.Canvas(),
		"line":   LineChart{Title: "Bulan", Words: words, Labels: []string{"Jan", "Feb", "Mar", "Apr", "Mei", "Jun"}, Series: []Series{{"Dilaporkan", []float64{120, 300, 410, 800, 990, 1210}, 0}, {"Dikunjungi", []float64{20, 130, 310, 600, 790, 1200}, 0}, {"Terlayani", []float64{0, 50, 210}, 0}, {"perkiraan", []float64{210, 300, 400}, 2}}}.Canvas(),
		"funnel": Funnel{Title: "Tahap", Words: words, Steps: []FunnelStep{{"Dilaporkan", 2028}, {"Dikunjungi", 1610}, {"Berkas diajukan", 1300}, {"Terbit", 900}, {"Diserahkan", 871}}}.Canvas(),
		"map":    DotMap{Title: "Peta", Words: words, Areas: []Area{{"Panggul", -8.24, 111.45, 120, true, ""}, {"Watulimo", -8.25, 111.71, 214, true, ""}, {"Trenggalek", -8.05, 111.71, 45, true, ""}, {"Bendungan", -7.95, 111.71, 0, false, ""}}}.Canvas(),
		"cells":  DotMap{Title: "Peta", Words: words, Cells: true, Areas: []Area{{"A", -8.24, 111.45, 12, false, "x"}, {"B", -8.25, 111.5, 4, false, "x"}, {"C", -8.2, 111.48, 0, false, "y"}, {"C", -8.2, 111.48, 1, false, "y"}, {"X", -8.24, 111.45, 0, true, ""}}}.Canvas(),
	}
}

func TestCanvasBacks(t *testing.T) {
	dir := os.Getenv("JEMPOL_TEST_PAPERS")
	p := NewPaper(options())
	for name, c := range sampleCanvases() {
		checkSVG(t, c.SVG())
		pic, err := c.PNG(2)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(pic))
		if err != nil {
			t.Fatal(err)
		}
		if img.Bounds().Dx() != int(math.Ceil(c.W*2)) {
			t.Errorf("%s: width %d", name, img.Bounds().Dx())
		}
		if dir != "" {
			if err := os.WriteFile(filepath.Join(dir, name+".png"), pic, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		p.Drawing(c)
	}
	pdf, err := p.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	savePaper(t, "charts.pdf", pdf)
}

// checkSVG holds an SVG to the content policy: well formed, only known
// elements, no style, script, link or event attribute.
func checkSVG(t interface{ Fatalf(string, ...any) }, svg string) {
	d := xml.NewDecoder(strings.NewReader(svg))
	known := " svg title line rect circle polyline polygon text g path "
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("SVG is not well formed: %v\n%s", err, svg)
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if !strings.Contains(known, " "+e.Name.Local+" ") {
			t.Fatalf("element %s", e.Name.Local)
		}
		for _, a := range e.Attr {
			if n := a.Name.Local; n == "style" || n == "href" || n == "class" || strings.HasPrefix(n, "on") {
				t.Fatalf("attribute %s", n)
			}
		}
	}
}

func TestCanvasAnyInput(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if seldom(t) {
			return
		}
		s := rapid.OneOf(rapid.String(), rapid.Just(`"><script>alert(1)</script>`)).Draw(t, "s")
		v := rapid.OneOf(rapid.Float64Range(-10, 1e6), rapid.Just(math.NaN()), rapid.Just(math.Inf(1))).Draw(t, "v")
		w := ChartWords{Item: s, Value: s}
		all := []*Canvas{
			BarChart{Title: s, Words: w, Bars: []Bar{{s, v, v, s}, {s, 3, 0, ""}}}.Canvas(),
			LineChart{Title: s, Words: w, Labels: []string{s, s}, Series: []Series{{s, []float64{v, 2, 3}, 0}, {s, nil, 0}, {s, []float64{v}, 1}, {s, []float64{v}, 9}}}.Canvas(),
			Funnel{Title: s, Words: w, Steps: []FunnelStep{{s, v}, {s, 1}}}.Canvas(),
			DotMap{Title: s, Words: w, Areas: []Area{{s, -8, 111, v, true, s}, {s, -8.1, 111.2, 5, true, s}}}.Canvas(),
			DotMap{Title: s, Words: w, Cells: true, Areas: []Area{{s, v, 111, v, false, s}, {s, -8.1, v, 5, false, ""}}}.Canvas(),
			{W: 10, H: 10, Title: s, Shapes: []Shape{Text{S: s, Size: 5, Fill: s}, Rect{X: v, W: v, Paint: Paint{Fill: s, Stroke: "#000000", Dash: []float64{v, 0}}}}},
		}
		p := NewPaper(options())
		for _, c := range all {
			checkSVG(t, c.SVG())
			if _, err := c.PNG(0.2); err != nil {
				t.Fatal(err)
			}
			p.Drawing(c)
		}
		if _, err := p.Bytes(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestChartAxis(t *testing.T) {
	for top, want := range map[float64]float64{0: 1, 1: 1, 3: 3, 7: 8, 100: 100, 101: 125, 1486: 1500, 2028: 2500} {
		if step, n := scale(top); step*float64(n) != want {
			t.Errorf("scale(%v) ends at %v, want %v", top, step*float64(n), want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		top := rapid.Float64Range(0, 1e7).Draw(t, "top")
		step, n := scale(top)
		if step*float64(n) < top-1e-6 || n > 8 || n < 1 || step != math.Trunc(step) {
			t.Fatalf("scale(%v) = %v × %d", top, step, n)
		}
	})
}

func TestChartTables(t *testing.T) {
	l := LineChart{Labels: []string{"a", "b"}, Series: []Series{{"x", []float64{1, 2}, 0}, {"y", []float64{3}, 0}}}.Table()
	if len(l.Rows) != 2 || l.Rows[1][1] != "2" || l.Rows[1][2] != "" {
		t.Errorf("%v", l)
	}
	m := DotMap{Areas: []Area{{"b", 0, 0, 1, false, ""}, {"a", 0, 0, 2, false, ""}}}.Table()
	if m.Rows[0][0] != "a" {
		t.Errorf("%v", m)
	}
}

func TestPNGLimit(t *testing.T) {
	if _, err := (&Canvas{W: 1e6, H: 1e6}).PNG(1); err == nil {
		t.Fatal("a huge picture was drawn")
	}
}

func TestQR(t *testing.T) {
	text := "https://contoh.example/periksa/ABCD-EFGH"
	svg, err := QRSVG(text, `"Kode" <periksa>`, 120)
	if err != nil {
		t.Fatal(err)
	}
	checkSVG(t, svg)
	pic, err := QRPNG(text, 3)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(pic))
	if err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	for y := range code.Size {
		for x := range code.Size {
			r, _, _, _ := img.At((x+quiet)*3+1, (y+quiet)*3+1).RGBA()
			if (r == 0) != code.Black(x, y) {
				t.Fatalf("module %d,%d is wrong", x, y)
			}
		}
	}
	if _, err := QRPNG(strings.Repeat("x", 5000), 1); err == nil {
		t.Fatal("a text too long for a code passed")
	}
}
