package browser

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// finder looks for things on the page the way a reader does.
//
//go:embed page.js
var finder string

// target is what the finder found last.
const target = chromedp.CSS(`[data-found]`)

// Open goes to a path of the program and fails if the page is not shown.
func (p *Person) Open(path string) {
	p.tb.Helper()
	p.OpenRefused(200, path)
}

// OpenRefused goes to a path and expects the status.
func (p *Person) OpenRefused(status int64, path string) {
	p.tb.Helper()
	p.do("open "+path, chromedp.Navigate(p.base+path))
	p.settle(0)
	p.expectStatus(status, "open "+path)
}

// Press presses the button or link with the text and waits for what follows.
// A place before it narrows the search: "JK-2021-00412 > Buka" presses in the
// row, card or group that holds the first text.
func (p *Person) Press(button string) {
	p.tb.Helper()
	p.PressRefused(200, button)
}

// PressRefused presses a button and expects the page to answer with the
// status: 422 for a form that is not right, 409 for somebody who was faster.
func (p *Person) PressRefused(status int64, button string) {
	p.tb.Helper()
	p.call("markButton", button)
	p.click()
	p.expectStatus(status, "press "+button)
}

// Fill writes into the field with the label: text, number, date, several
// lines, or the option of a list. "Tanggal lahir > Hari" is the field in the
// group.
func (p *Person) Fill(label, value string) {
	p.tb.Helper()
	p.call("fill", label, value)
}

// FillDay writes an ISO date into the three fields of the group with the label.
func (p *Person) FillDay(group, iso string) {
	p.tb.Helper()
	parts := strings.Split(iso, "-")
	for i, part := range []string{"Tahun", "Bulan", "Tanggal"} {
		p.Fill(group+" > "+part, parts[i])
	}
}

// Enter presses the key in the field with the label, which sends its form.
func (p *Person) Enter(label string) {
	p.tb.Helper()
	p.call("markField", label)
	p.call("stamp")
	p.do("press Enter in "+label, chromedp.SendKeys(target, "\r"))
	p.settle(quiet)
	p.expectStatus(200, "press Enter in "+label)
}

// Choose picks the option with the label: a radio button or a box to tick.
// "Jenis kelamin > Perempuan" is the option in the group.
func (p *Person) Choose(option string) {
	p.tb.Helper()
	p.call("markOption", option)
	p.hit()
}

// Upload puts files into the field with the label.
func (p *Person) Upload(label string, files ...string) {
	p.tb.Helper()
	p.call("markField", label)
	p.do("upload to "+label, chromedp.SetUploadFiles(target, files))
}

// Expect fails unless every text is to be read on the page.
func (p *Person) Expect(texts ...string) {
	p.tb.Helper()
	page := p.Text()
	for _, text := range texts {
		if !strings.Contains(page, plain(text)) {
			p.tb.Fatalf("%s does not say %q:\n%s", p.Path(), text, page)
		}
	}
}

// Never fails if any of the texts stands anywhere in the page, also where
// nobody sees it: a hidden field, an attribute, a comment.
func (p *Person) Never(texts ...string) {
	p.tb.Helper()
	source := p.call("source")
	for _, text := range texts {
		if strings.Contains(source, text) || strings.Contains(p.Text(), plain(text)) {
			p.tb.Fatalf("%s holds %q, which is not for this person", p.Path(), text)
		}
	}
}

// Text is what is to be read on the page, with single spaces.
func (p *Person) Text() string {
	p.tb.Helper()
	return p.call("text")
}

// Value returns what stands in the field with the label.
func (p *Person) Value(label string) string {
	p.tb.Helper()
	return p.call("value", label)
}

// Path is where the person is, with the query.
func (p *Person) Path() string {
	p.tb.Helper()
	var where string
	p.within("path", func(ctx context.Context) (err error) {
		where, err = chromedp.Run(ctx, chromedp.Location())
		return err
	})
	u, err := url.Parse(where)
	if err != nil {
		p.tb.Fatal(err)
	}
	return u.RequestURI()
}

func (p *Person) click() {
	p.tb.Helper()
	p.hit()
	p.settle(quiet)
}

// hit clicks what was marked. What a page shows while somebody writes can move
// the button away under the hand: whoever misses it so clicks again.
func (p *Person) hit() {
	p.tb.Helper()
	for range 3 {
		p.call("stamp")
		p.do("click", chromedp.Click(target))
		var missed bool
		p.within("see what was hit", func(ctx context.Context) error {
			// An error here means that the document is just being replaced.
			missed, _ = chromedp.Run(ctx, chromedp.Evaluate[bool](`window.__stamp === "set"`))
			return nil
		})
		if !missed {
			return
		}
	}
	p.tb.Fatalf("%s: three clicks did not reach what is marked\n%s", p.Path(), p.Text())
}

// quiet is how long the network must rest before a press that led nowhere new
// counts as answered.
const quiet = 500 * time.Millisecond

// settle waits until the page stands: a new document that is complete, or the
// same one when the network has rested for the pause.
func (p *Person) settle(pause time.Duration) {
	p.tb.Helper()
	pressed := time.Now()
	p.within("wait for the page", func(ctx context.Context) error {
		for {
			// An error here means that the document is just being replaced.
			fresh, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && !window.__stamp`))
			p.mu.Lock()
			flying, rest := slices.Collect(maps.Values(p.flying)), time.Since(p.moved)
			p.mu.Unlock()
			if err == nil && len(flying) == 0 && (fresh || pause > 0 && time.Since(pressed) > pause && rest > pause) {
				return nil
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("still open: %v: %w", flying, ctx.Err())
			case <-time.After(15 * time.Millisecond):
			}
		}
	})
}

func (p *Person) expectStatus(want int64, act string) {
	p.tb.Helper()
	p.mu.Lock()
	got := p.status
	p.mu.Unlock()
	if got != want {
		p.tb.Fatalf("%s: the page answered %d, not %d\n%s", act, got, want, p.Text())
	}
}

// call runs a function of the finder and returns its text.
func (p *Person) call(function string, args ...string) string {
	p.tb.Helper()
	quoted, err := json.Marshal(append([]string{}, args...))
	if err != nil {
		p.tb.Fatal(err)
	}
	var answer struct{ OK, Error string }
	p.within(function, func(ctx context.Context) (err error) {
		answer, err = chromedp.Run(ctx, chromedp.Evaluate[struct{ OK, Error string }](
			fmt.Sprintf("(%s)(%q, ...%s)", finder, function, quoted)))
		return err
	})
	if answer.Error != "" {
		p.tb.Fatalf("%s: %s\n%s", p.Path(), answer.Error, p.Text())
	}
	return answer.OK
}

func (p *Person) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.tb.Helper()
	p.within(what, func(ctx context.Context) error { return chromedp.Do(ctx, steps...) })
}

func (p *Person) within(what string, act func(context.Context) error) {
	p.tb.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := act(ctx); err != nil {
		p.tb.Fatalf("%s: %v", what, err)
	}
}

// plain is a text as the page shows it: single spaces.
func plain(text string) string { return strings.Join(strings.Fields(text), " ") }
