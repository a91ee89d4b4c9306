// Package browser drives the program the way people do: with labels, buttons
// and words, in a real Chromium. Whatever goes wrong on the way fails the test,
// also where the test does not look: an error in the console, a refusal by the
// content security policy, an asset that is missing.
package browser

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/jempolkeren/jempol/test/program"
)

// patience is how long one act may take, on a machine that builds beside it.
const patience = 30 * time.Second

// scripting keeps V8 from preparing for a page that stays: what axe and the pages
// run lives for a fraction of a second, and to make machine code of it, to forget
// what was compiled and to collect small garbage often took a seventh of all
// processor time of the tests.
const scripting = "--no-opt --no-maglev --no-flush-bytecode --min-semi-space-size=32 --single-threaded-gc"

// Browser is one running Chromium.
type Browser struct {
	base string
	data string // folder of a program on SQLite
	ctx  context.Context
}

// Open starts a browser for the program at the address; it ends with the test.
// Only where pictures are made can its pages be photographed.
func Open(tb testing.TB, address string) *Browser {
	tb.Helper()
	return open(tb, address, picturing())
}

// open starts a browser. What puts the parts of a page together for the screen in
// threads of its own is a fifth of all that pages cost, and nobody sees this
// screen; a photograph is taken of what those threads made.
func open(tb testing.TB, address string, photographed bool) *Browser {
	tb.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, // Chromium refuses to run as root with it
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		// Each page in the process that showed the one before, and none kept for
		// a way back that nobody goes: half of the processes, a tenth of the time.
		// Not RenderDocument: without it what a page still asks for fails in the page
		// that comes, and counts as its error.
		chromedp.Flag("disable-features", "Translate,BackForwardCache,PaintHolding,SpareRendererForSitePerProcess"),
		chromedp.Flag("js-flags", scripting),
		chromedp.Flag("disable-threaded-compositing", !photographed),
		chromedp.Flag("lang", "id-ID"),
		chromedp.WindowSize(wide, 900),
		chromedp.UserDataDir(tb.TempDir()),
		chromedp.ExecPath(program.Chromium(tb)),
	)
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	tb.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	tb.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		tb.Fatalf("Chromium does not start: %v", err)
	}
	return &Browser{base: strings.TrimSuffix(address, "/"), ctx: ctx}
}

// Person is somebody at the browser, with cookies of their own.
type Person struct {
	tb   testing.TB
	base string
	ctx  context.Context

	width, height int64 // of the window

	mu     sync.Mutex
	flying map[network.RequestID]string // what is asked for
	moved  time.Time                    // when the network last did anything
	page   cdp.LoaderID                 // the page that is shown, as the network calls it
	status int64                        // of the page shown
	wrong  []string
}

// Visitor opens a window in which nobody is signed in. When the test ends, all
// that went wrong in it is reported.
func (b *Browser) Visitor(tb testing.TB) *Person {
	tb.Helper()
	p := &Person{tb: tb, base: b.base, flying: map[network.RequestID]string{}}
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(p.hear))
	p.ctx = ctx
	tb.Cleanup(func() {
		cancel()
		for _, what := range p.Wrong() {
			tb.Error(what)
		}
	})
	// The window lives as long as the first context that does something in it.
	if err := chromedp.Do(ctx); err != nil {
		tb.Fatal(err)
	}
	p.resize(wide, 900)
	return p
}

// SignIn opens a window and signs in on /masuk. The two fields are found by
// what they are for (autocomplete), because password managers find them so.
func (b *Browser) SignIn(tb testing.TB, login, password string) *Person {
	tb.Helper()
	p := b.Visitor(tb)
	p.Open("/masuk")
	p.signIn(login, password)
	return p
}

// signIn signs in on the page that is shown.
func (p *Person) signIn(login, password string) {
	p.tb.Helper()
	p.call("type", `input[autocomplete="username"]`, login)
	p.call("type", `input[autocomplete="current-password"]`, password)
	p.call("markSubmit", `input[autocomplete="current-password"]`)
	p.click()
	if path := p.Path(); strings.HasPrefix(path, "/masuk") {
		p.tb.Fatalf("%s is not signed in: the page is still %s\n%s", login, path, p.Text())
	}
}

// Wrong returns what went wrong unseen so far, and forgets it.
func (p *Person) Wrong() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	wrong := p.wrong
	p.wrong = nil
	return wrong
}

// hear runs on the goroutine that reads the browser's messages: it only notes.
func (p *Person) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	complain := func(format string, args ...any) { p.wrong = append(p.wrong, fmt.Sprintf(format, args...)) }
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		// What a page asks for when the next one is already there counts no
		// more: the browser does not always say how it ended.
		if e.Type == network.ResourceTypeDocument || e.LoaderID == p.page {
			p.flying[e.RequestID] = e.Request.Method + " " + e.Request.URL
		}
		p.moved = time.Now()
	case *network.EventLoadingFinished:
		delete(p.flying, e.RequestID)
		p.moved = time.Now()
	case *network.EventLoadingFailed:
		delete(p.flying, e.RequestID)
		p.moved = time.Now()
		if !e.Canceled {
			complain("%s did not load: %s %s", e.Type, e.ErrorText, e.BlockedReason)
		}
	case *network.EventResponseReceived:
		switch {
		case e.Type == network.ResourceTypeDocument:
			p.status, p.page = e.Response.Status, e.LoaderID
			maps.DeleteFunc(p.flying, func(id network.RequestID, _ string) bool { return id != e.RequestID })
		case e.Response.Status >= 400:
			complain("%s answered %d for %s %s", "the program", e.Response.Status, e.Type, e.Response.URL)
		}
	case *runtime.EventExceptionThrown:
		complain("script: %s", e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			for _, arg := range e.Args {
				complain("console: %s %s", arg.Value, arg.Description)
			}
		}
	case *log.EventEntryAdded:
		// What the network refused is noted above, where the page itself can
		// be told from what it loads.
		if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
			complain("%s: %s", e.Entry.Source, e.Entry.Text)
		}
	}
}
