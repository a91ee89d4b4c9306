package browser

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// mostTabs is more than any page of a journey by keyboard has places to stop at.
const mostTabs = 160

// tabTo presses Tab until what says the text has the focus, and looks whether
// the focus can be seen there.
func (p *Person) tabTo(text string) {
	p.tb.Helper()
	p.tab(text, func() string { return p.call("focused") })
}

// tabIn is tabTo for what stands in the group with the words.
func (p *Person) tabIn(group, text string) {
	p.tb.Helper()
	p.tab(text, func() string { return p.call("focusedIn", group) })
}

func (p *Person) tab(text string, said func() string) {
	p.tb.Helper()
	for range mostTabs {
		p.keys("\t")
		if !strings.HasPrefix(said(), text) {
			continue
		}
		p.focusIs(text)
		return
	}
	p.tb.Fatalf("%s: Tab does not lead to %q:\n%s", p.Path(), text, p.Text())
}

// arrowTo goes to the next group of radio buttons and on to one of them.
func (p *Person) arrowTo(text string) {
	p.tb.Helper()
	var met []string
	for range mostTabs {
		p.keys("\t")
		if p.call("focusType") == "radio" {
			break
		}
	}
	for range 20 {
		said := p.call("focused")
		if strings.HasPrefix(said, text) {
			p.keys(" ")
			p.focusIs(text)
			return
		}
		met = append(met, said)
		p.keys(kb.ArrowDown)
	}
	p.tb.Fatalf("%s: the arrows do not lead to %q, but to %v", p.Path(), text, met)
}

// focusIs fails unless what says the text has the focus, for everybody to see.
// A link to a field leads there in a moment, not at once.
func (p *Person) focusIs(text string) {
	p.tb.Helper()
	said, why := "", ""
	for began := time.Now(); time.Since(began) < time.Second; time.Sleep(10 * time.Millisecond) {
		if said, why = p.call("focused"), p.call("focusHidden"); strings.HasPrefix(said, text) && why == "" {
			return
		}
	}
	p.tb.Fatalf("%s: the focus is on %q and ought to be on %q: %s", p.Path(), said, text, why)
}

// walkTabs goes through the whole page by Tab and back again: it stops at
// everything that can be used, and the way does not end before, the focus is
// seen at each stop, and nothing holds it.
func (p *Person) walkTabs() {
	p.tb.Helper()
	n, err := strconv.Atoi(p.call("beginTabs"))
	if err != nil || n == 0 {
		p.tb.Fatalf("%s: %d places to stop at, %v", p.Path(), n, err)
	}
	var way []string
	for range n + 2 {
		p.keys("\t")
		name, hidden, ok := strings.Cut(p.call("atTab"), "\n")
		if !ok {
			break
		}
		if way = append(way, name); hidden != "" {
			p.tb.Errorf("%s: the focus is not seen on %q: %s", p.Path(), name, hidden)
		}
	}
	if left := p.call("unmetTabs"); left != "" {
		p.tb.Errorf("%s: Tab stops at %d of %d and never at %s", p.Path(), len(way), n, left)
	}
	// From the end it leads back: the last but one has it after one step.
	if len(way) > 2 {
		p.do("back", chromedp.KeyEvent("\t", chromedp.KeyModifiers(chromedp.ModifierShift)))
		p.do("back", chromedp.KeyEvent("\t", chromedp.KeyModifiers(chromedp.ModifierShift)))
		if said := p.call("focused"); said != way[len(way)-2] && said != way[len(way)-1] {
			p.tb.Errorf("%s: Shift and Tab lead to %q, not to %q", p.Path(), said, way[len(way)-2])
		}
	}
}

// keys types. Enter is pressed as a hand does it: what it does and what it
// writes come at once, and a link that leads to a field does not send the form.
func (p *Person) keys(keys string) {
	p.tb.Helper()
	for i, part := range strings.Split(keys, "\r") {
		if i > 0 {
			p.within("press Enter", func(ctx context.Context) error {
				down := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", Text: "\r", UnmodifiedText: "\r", WindowsVirtualKeyCode: 13, NativeVirtualKeyCode: 13}
				up := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyUp, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, NativeVirtualKeyCode: 13}
				for _, event := range []input.DispatchKeyEventParams{down, up} {
					if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, event); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if part != "" {
			p.do("type", chromedp.KeyEvent(part))
		}
	}
}

// send presses a key that sends the form or follows the link, and waits.
func (p *Person) send(key string) {
	p.tb.Helper()
	p.call("stamp")
	p.keys(key)
	p.settle(quiet)
	p.expectStatus(200, fmt.Sprintf("press %q", key))
}
