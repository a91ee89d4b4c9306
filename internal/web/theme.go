package web

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

var tokenRule = regexp.MustCompile(`--([a-z0-9-]+):\s*(#[0-9a-f]{3}(?:[0-9a-f]{3})?);`)

// tokens are the colours of a sheet by name, in six digits.
func tokens(css string) map[string]string {
	out := map[string]string{"white": "#ffffff"}
	for _, m := range tokenRule.FindAllStringSubmatch(css, -1) {
		hex := m[2]
		if len(hex) == 4 {
			hex = fmt.Sprintf("#%c%c%c%c%c%c", hex[1], hex[1], hex[2], hex[2], hex[3], hex[3])
		}
		out[m[1]] = hex
	}
	return out
}

// CheckTheme says whether a kabupaten's own colours may be used: one :root
// block of colours that the program knows, with every text still readable.
func CheckTheme(css []byte) error {
	text := strings.TrimSpace(string(css))
	if text == "" {
		return nil
	}
	body, ok := strings.CutPrefix(text, ":root{")
	body, closed := strings.CutSuffix(body, "}")
	if rest := strings.TrimSpace(tokenRule.ReplaceAllString(body, "")); !ok || !closed || rest != "" {
		return errors.New("web: the theme may hold :root{--name:#rrggbb; ...} and nothing else")
	}
	own, err := staticFiles.ReadFile("static/ui.css")
	if err != nil {
		return err
	}
	all := tokens(string(own))
	for name, hex := range tokens(text) {
		if all[name] == "" {
			return fmt.Errorf("web: the theme names --%s, which is no colour of the program", name)
		}
		all[name] = hex
	}
	return checkContrasts(all)
}

type pair struct {
	text, ground string
	least        float64
}

// pairs are the texts and grounds that stand on each other, with the least
// contrast: WCAG 2.2 AA, more where much is read.
var pairs = []pair{
	{"blue", "white", 4.5}, {"white", "blue", 4.5}, {"blue", "bg", 4.5}, {"blue-dark", "white", 4.5}, {"blue-dark", "bg", 4.5}, {"blue-dark", "blue-tint", 4.5},
	{"navy", "white", 7}, {"navy", "bg", 7}, {"navy", "group", 7}, {"white", "navy", 7},
	{"ink", "white", 7}, {"ink", "bg", 7}, {"ink-2", "white", 7}, {"ink-2", "bg", 4.5}, {"ink-2", "blue-tint", 4.5},
	{"ink-3", "white", 4.5}, {"ink-3", "bg", 4.5}, {"ink-3", "sunk", 4.5}, {"ink-3", "blue-tint", 4.5},
	{"ok", "ok-tint", 4.5}, {"warn", "warn-tint", 4.5}, {"bad", "bad-tint", 4.5}, {"bad", "white", 4.5}, {"ok", "white", 4.5}, {"warn", "white", 4.5},
	{"field", "white", 3}, {"field", "bg", 3}, {"focus", "navy", 3},
}

func checkContrasts(token map[string]string) error {
	var all []error
	for _, p := range pairs {
		a, b := token[p.text], token[p.ground]
		if a == "" || b == "" {
			all = append(all, fmt.Errorf("web: no colour %s or %s", p.text, p.ground))
			continue
		}
		if got := contrast(a, b); got < p.least {
			all = append(all, fmt.Errorf("web: %s on %s: contrast %.2f, at least %.1f", p.text, p.ground, got, p.least))
		}
	}
	return errors.Join(all...)
}

// contrast and luminance follow WCAG 2.2, "contrast ratio".
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(hex string) float64 {
	l := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8) // the rule above lets digits only
		c := float64(v) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		l += weight * c
	}
	return l
}
