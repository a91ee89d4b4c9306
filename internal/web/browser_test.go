package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/jempolkeren/jempol/internal/fault"
)

// browser starts one Chromium for a test and collects what it complains about:
// refused styles and scripts, errors in scripts.
func browser(t *testing.T) (context.Context, func() []string) {
	t.Helper()
	bin := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			bin = p
			break
		}
	}
	if bin == "" {
		t.Fatal("this test needs Chromium: apt-get install chromium")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(bin), chromedp.NoSandbox, chromedp.DisableGPU,
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
// may stick out of a narrow screen, and the browser may not complain.
// KOMPONEN_PICTURES names a folder for the pictures.
func TestKomponenInABrowser(t *testing.T) {
	ts := komponenServer(t)
	ctx, complaints := browser(t)
	pages := map[string]string{"komponen": "/komponen", "formulir": "/komponen/salah", "pertanyaan": "/komponen/pertanyaan", "galat": "/komponen/galat/forbidden", "lainnya": "/lainnya"}
	for name, path := range pages {
		for _, width := range []int64{1280, 390, 320} {
			file := name + "-" + map[int64]string{1280: "1280", 390: "390", 320: "320"}[width]
			run(t, ctx, chromedp.EmulateViewport(width, 900))
			run(t, ctx, chromedp.Navigate(ts.URL+path))
			wide := run(t, ctx, chromedp.Evaluate[[]string](`Array.from(document.querySelectorAll("body *")).filter(e => !e.closest(".vh,svg,thead,.skip") && e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.tagName + "." + e.className + " " + (e.textContent || "").slice(0, 40))`))
			if len(wide) > 0 {
				t.Errorf("%s: wider than the screen: %s", file, strings.Join(wide, " | "))
			}
			if dir := os.Getenv("KOMPONEN_PICTURES"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, file+".png"), run(t, ctx, chromedp.FullScreenshot(100)), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	run(t, ctx, chromedp.Navigate(ts.URL+"/komponen/salah"))
	if id := run(t, ctx, chromedp.Evaluate[string](`document.activeElement.id`)); id != "kesalahan" {
		t.Errorf("the error summary has no focus: %q", id)
	}
	for _, c := range complaints() {
		if !strings.Contains(c, "the server responded with a status of") {
			t.Error("browser:", c)
		}
	}
}
