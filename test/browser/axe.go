package browser

import (
	"context"
	_ "embed"
	"encoding/json"
	"strings"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// axe is axe-core 4.14.1 (testdata/axe.LICENSE.txt).
//
//go:embed testdata/axe.min.js
var axe string

// violation is something that keeps somebody from using the page.
type violation struct {
	ID, Help string
	Targets  []string
}

// question asks axe for the levels that the pages promise (WCAG 2.2 AA).
const question = `(async () => {
  const found = await axe.run(document, {
    preload: false,
    iframes: false, // no page has any
    reporter: "no-passes", // of what is in order nothing is told
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return JSON.stringify(found.violations.map(v => ({
    ID: v.id, Help: v.help, Targets: v.nodes.map(n => n.target.join(" ")),
  })));
})()`

// Accessible fails for everything that axe finds on the page as it stands.
func (p *Person) Accessible() {
	p.tb.Helper()
	p.accessible(p.Path(), 0)
}

func (p *Person) accessible(name string, width int64) {
	p.tb.Helper()
	for _, v := range p.violations() {
		p.tb.Errorf("%s (%d wide): axe %s: %s: %s", name, width, v.ID, v.Help, strings.Join(v.Targets, ", "))
	}
}

func (p *Person) violations() []violation {
	p.tb.Helper()
	var answer string
	p.within("ask axe", func(ctx context.Context) (err error) {
		// A page is asked at several widths: axe is brought into it once.
		there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`typeof axe === "object"`))
		if err == nil && !there {
			_, err = chromedp.Run(ctx, chromedp.Evaluate[bool](axe+"\n;true"))
		}
		if err != nil {
			return err
		}
		answer, err = chromedp.Run(ctx, chromedp.Evaluate[string](question, func(e *runtime.EvaluateParams) {
			chromedp.EvalAwaitPromise(e)
		}))
		return err
	})
	var found []violation
	if err := json.Unmarshal([]byte(answer), &found); err != nil {
		p.tb.Fatal(err)
	}
	return found
}
