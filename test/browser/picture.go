package browser

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/chromedp/cdproto/emulation"
	paper "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// The widths at which pages are looked at: an office screen, a tablet or a small
// window beside SIAK, a phone, and the narrowest that must still reflow
// (WCAG 1.4.10).
const (
	wide      = 1280
	tablet    = 870
	narrow    = 390
	narrowest = 320
)

// maxPicture keeps the pictures small enough to live in the repository.
const maxPicture = 80 << 10

// tallest is as much of a long list as a picture shows.
const tallest = 1200

// shortest is what is left at least of a page whose picture is too large.
const shortest = 900

// picturing says that the pictures in docs/screens are being made.
func picturing() bool { return os.Getenv("JEMPOL_PICTURES") == "1" }

// Picture photographs the page wide and narrow, asks axe about both, and makes
// sure that nothing sticks out sideways, at 320 pixels either. Extra widths are
// photographed too. Pictures are kept in docs/screens when JEMPOL_PICTURES is
// 1, else in a folder of the test.
func (p *Person) Picture(name string, extra ...int64) {
	p.tb.Helper()
	for _, width := range append([]int64{wide, narrow}, extra...) {
		p.at(width)
		p.accessible(name, width)
		p.keep(name, width)
	}
	p.at(narrowest)
	p.resize(wide, 900)
}

// at makes the window as wide and fails if the page is wider.
func (p *Person) at(width int64) {
	p.tb.Helper()
	p.resize(width, 900)
	if out := p.call("overflow"); out != "0" {
		p.tb.Errorf("%s is %s pixels wider than %d", p.Path(), out, width)
	}
}

func (p *Person) resize(width, height int64) {
	p.tb.Helper()
	if p.width == width && p.height == height {
		return
	}
	p.width, p.height = width, height
	view := chromedp.EmulateViewport(width, height)
	if width < 600 {
		view = chromedp.EmulateViewport(width, height, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	p.do("resize", view)
}

// printed shows the page as it comes out of the printer, or on the screen again.
func (p *Person) printed(on bool) {
	p.tb.Helper()
	media := ""
	if on {
		media = "print"
	}
	p.within("print", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media})
		return err
	})
}

// keep photographs the page in a window as high as the page, so that what is
// fixed to the window's lower edge stands below the text and not across it.
func (p *Person) keep(name string, width int64) {
	p.tb.Helper()
	height, err := strconv.ParseInt(p.call("height"), 10, 64)
	if err != nil {
		p.tb.Fatal(err)
	}
	p.resize(width, min(height, tallest))
	var shot []byte
	p.within("photograph", func(ctx context.Context) (err error) {
		shot, err = chromedp.Run(ctx, chromedp.CaptureScreenshot())
		return err
	})
	full, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		p.tb.Fatal(err)
	}
	small, err := compress(full, maxPicture)
	for part := tallest; errors.Is(err, errTooLarge) && part >= shortest; part -= 300 {
		small, err = compress(crop(full, part), maxPicture)
	}
	if err != nil {
		p.tb.Fatalf("picture %s at %d: %v", name, width, err)
	}
	dir := p.tb.TempDir()
	if picturing() {
		dir = filepath.Join("..", "..", "docs", "screens")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		p.tb.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+"-"+strconv.FormatInt(width, 10)+".png"), small, 0o644); err != nil {
		p.tb.Fatal(err)
	}
}

// aSheet is a page of a PDF, and not the tree of them.
var aSheet = regexp.MustCompile(`/Type\s*/Page\b[^s]`)

// sheets counts the sheets of paper that the page takes.
func (p *Person) sheets() (n int) {
	p.tb.Helper()
	p.within("print", func(ctx context.Context) error {
		res, err := chromedp.Call(ctx, paper.PrintToPDF, paper.PrintToPDFParams{PreferCSSPageSize: new(true)})
		n = len(aSheet.FindAll(res.Data, -1))
		return err
	})
	return n
}
