package program

import (
	"os"
	"os/exec"
	"testing"
)

// Chromium is the browser of the tests: what CHROMIUM names, or the first that
// is installed. The shell is the same engine without the windows around it,
// which the whole browser draws even when nobody sees them: a third of the time.
func Chromium(tb testing.TB) string {
	tb.Helper()
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path
	}
	for _, name := range []string{"chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	tb.Fatal("no Chromium: apt-get install chromium-headless-shell, or name one in CHROMIUM")
	return ""
}
