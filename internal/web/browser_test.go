package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/test/program"
)

// browser starts one Chromium for a test and collects what it complains about:
// refused styles and scripts, errors in scripts.
func browser(t *testing.T) (context.Context, func() []string) {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program.Chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	var mu sync.Mutex
	var found []string
	if err := chromedp.Listen(ctx, func(ev any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := ev.(type) {
		case *log.EventEntryAdded:
			found = append(found, e.Entry.Text+" "+e.Entry.URL)
		case *runtime.EventExceptionThrown:
			found = append(found, e.ExceptionDetails.Text)
		}
	}); err != nil {
		t.Fatal(err)
	}
	run(t, ctx, func(ctx context.Context, tg *chromedp.Target) (cdp.Empty, error) {
		return cdp.Call(ctx, tg, log.Enable, cdp.Empty{})
	})
	return ctx, func() []string { mu.Lock(); defer mu.Unlock(); return found }
}

func run[T any](t *testing.T, ctx context.Context, a chromedp.Action[T]) T {
	t.Helper()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// komponenServer serves /komponen to a coordinator with a full navigation.
func komponenServer(t *testing.T) *httptest.Server {
	t.Helper()
	s, err := New(Config{
		Demo: true, Brand: Brand{Name: "Jempol Keren", Office: "Dinas Dukcapil Kabupaten Trenggalek", Phone: "0800 100 0355"},
		Identify: func(*http.Request) (Viewer, error) {
			return Viewer{ID: "u", Name: "Rina Wulandari", Role: "coordinator", RoleLabel: "Koordinator", Place: "Kantor Dinas"}, nil
		},
		Allow:  func(Viewer, string) error { return fault.New(fault.Forbidden, "fault.web.forbidden") },
		WhoMay: func(string) []string { return []string{"Kepala Dinas", "Verifikator"} },
		Nav: func(context.Context, Viewer) []NavItem {
			return []NavItem{{Route: "/", Label: "Beranda", Icon: "home", Tab: true}, {Route: "/komponen", Label: "Laporan masuk", Count: 9},
				{Route: "/lapor", Label: "Lapor", Icon: "plus", Tab: true, Quiet: true}, {Route: "/kasus", Label: "Kasus", Icon: "people", Tab: true},
				{Route: "/perjalanan", Label: "Perjalanan"}, {Route: "/berkas", Label: "Berkas", Count: 12}, {Route: "/siak", Label: "Entri SIAK", Count: 7},
				{Route: "/penyerahan", Label: "Penyerahan", Count: 5}, {Route: "/pemantauan", Label: "Pemantauan"}}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Handle(Komponen()...)
	ts := httptest.NewServer(s.Handler())
	t.Cleanup(ts.Close)
	return ts
}

// TestKomponenInABrowser photographs every component at three widths. Nothing
// may stick out of a narrow screen, and neither axe nor the browser may
// complain.
// KOMPONEN_PICTURES names a folder for the pictures.
func TestKomponenInABrowser(t *testing.T) {
	axe, err := os.ReadFile("../../test/browser/testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	ts := komponenServer(t)
	ctx, complaints := browser(t)
	for name, path := range samplePages {
		for _, width := range []int64{1280, 390, 320} {
			file := name + "-" + map[int64]string{1280: "1280", 390: "390", 320: "320"}[width]
			run(t, ctx, chromedp.EmulateViewport(width, 900))
			run(t, ctx, chromedp.Navigate(ts.URL+path))
			wide := run(t, ctx, chromedp.Evaluate[[]string](`Array.from(document.querySelectorAll("body *")).filter(e => !e.closest(".vh,svg,thead,.skip") && e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.tagName + "." + e.className + " " + (e.textContent || "").slice(0, 40))`))
			if len(wide) > 0 {
				t.Errorf("%s: wider than the screen: %s", file, strings.Join(wide, " | "))
			}
			if width != 320 {
				run(t, ctx, chromedp.Evaluate[bool](string(axe)+";true"))
				for _, v := range run(t, ctx, chromedp.Evaluate[[]string](`axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}).then(r => r.violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | ")))`, chromedp.EvalAwaitPromise)) {
					t.Errorf("%s: axe: %s", file, v)
				}
			}
			if dir := os.Getenv("KOMPONEN_PICTURES"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, file+".png"), run(t, ctx, chromedp.FullScreenshot(100)), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for _, c := range complaints() {
		if !strings.Contains(c, "the server responded with a status of") {
			t.Error("browser:", c)
		}
	}
}

// TestKomponenWorks tries what needs a hand: the error summary takes focus, the
// village is found while typing, a number is revealed and hidden again by time.
func TestKomponenWorks(t *testing.T) {
	ts := komponenServer(t)
	ctx, complaints := browser(t)
	run(t, ctx, chromedp.EmulateViewport(1280, 900))
	run(t, ctx, chromedp.Navigate(ts.URL+"/komponen/salah"))
	if id := run(t, ctx, chromedp.Evaluate[string](`document.activeElement.id`)); id != "kesalahan" {
		t.Errorf("the error summary has no focus: %q", id)
	}
	if title := run(t, ctx, chromedp.Evaluate[string](`document.title`)); !strings.HasPrefix(title, "Kesalahan: ") {
		t.Error("title:", title)
	}
	for _, href := range run(t, ctx, chromedp.Evaluate[[]string](`Array.from(document.querySelectorAll("#kesalahan a")).filter(a => !document.getElementById(a.hash.slice(1))).map(a => a.hash)`)) {
		t.Error("the summary leads nowhere:", href)
	}
	run(t, ctx, chromedp.Evaluate[bool](`document.getElementById("desa-hasil").replaceChildren(); true`))
	run(t, ctx, chromedp.Evaluate[bool](`var e = document.getElementById("desa"); e.value = "Pak"; e.dispatchEvent(new Event("input", {bubbles: true})); true`))
	run(t, ctx, chromedp.WaitVisible(`#desa-hasil .radio`))
	if n := run(t, ctx, chromedp.Evaluate[int](`document.querySelectorAll("#desa-hasil input[name=desa]").length`)); n != 2 {
		t.Error("villages found while typing:", n)
	}
	run(t, ctx, chromedp.Navigate(ts.URL+"/komponen"))
	run(t, ctx, chromedp.Click(`.dl .mask button`))
	run(t, ctx, chromedp.WaitVisible(`.dl .mask [role=status]`))
	if got := run(t, ctx, chromedp.Evaluate[string](`document.querySelector("meta[name=again]").content`)); got != "60;url=/komponen" {
		t.Error("the number would stay:", got)
	}
	for _, c := range complaints() {
		if !strings.Contains(c, "the server responded with a status of") {
			t.Error("browser:", c)
		}
	}
}

// samplePages are the pages of Komponen by the name of their picture.
var samplePages = map[string]string{"komponen": "/komponen", "formulir": "/komponen/salah", "pertanyaan": "/komponen/pertanyaan",
	"galat": "/komponen/galat/forbidden", "lainnya": "/lainnya"}
