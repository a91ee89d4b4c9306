package browser

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestZZUI(t *testing.T) {
	b := Open(t, "http://127.0.0.1:18999")
	acc := map[string][2]string{}
	raw, _ := os.ReadFile("/tmp/jk/ui/serve.log")
	for _, l := range strings.Split(string(raw), "\n") {
		if f := strings.Fields(l); len(f) == 3 && !strings.Contains(l, "=") {
			acc[f[0]] = [2]string{f[1], f[2]}
		}
	}
	var p *Person
	role := ""
	for _, step := range strings.Split(os.Getenv("ZZ"), " ") {
		f := strings.Split(step, ",")
		if f[0] != role {
			role = f[0]
			if role == "-" {
				p = b.Visitor(t)
			} else {
				p = b.SignIn(t, acc[role][0], acc[role][1])
			}
		}
		p.OpenAny(f[1])
		p.Picture(f[2])
	}
}

func (p *Person) OpenAny(path string) {
	p.do("open "+path, chromedp.Navigate(p.base+path))
	p.settle(0)
}
