package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Look is what a kabupaten makes its own: its name on the header, its colours,
// its logo. It can change while the program runs.
type Look struct {
	Brand Brand
	// Theme is an override of the colours, as Palette.CSS makes it; empty keeps
	// the program's own.
	Theme []byte
	// Logo is a picture of the type LogoType (".png", ".jpg"); empty keeps the
	// program's own.
	Logo     []byte
	LogoType string
}

// dressed is a look with the files that go with it.
type dressed struct {
	brand  Brand
	assets *assets
	logo   string // the logo's name among the assets
}

// SetLook changes how every page looks from the next answer on. A look that
// could not be read is refused, and the one before stays.
func (s *Server) SetLook(l Look) error {
	if err := CheckTheme(l.Theme); err != nil {
		return err
	}
	d := &dressed{brand: l.Brand, assets: &assets{byName: map[string]string{}, byPath: map[string]asset{}}}
	if d.brand.Name == "" {
		d.brand.Name = s.cfg.Brand.Name
	}
	if len(l.Theme) > 0 {
		if err := d.assets.add("theme.css", l.Theme); err != nil {
			return err
		}
	}
	if len(l.Logo) > 0 {
		if assetTypes[l.LogoType] == "" {
			return fmt.Errorf("web: a logo of the type %q", l.LogoType)
		}
		d.logo = "brand" + l.LogoType
		if err := d.assets.add(d.logo, l.Logo); err != nil {
			return err
		}
	}
	s.look.Store(d)
	return nil
}

func (s *Server) brand() Brand {
	if d := s.look.Load(); d != nil {
		return d.brand
	}
	return s.cfg.Brand
}

// asset is the address of a static file; the look's own come first.
func (s *Server) asset(name string) string {
	if d := s.look.Load(); d != nil && d.assets.has(name) {
		return d.assets.url(name)
	}
	return s.assets.url(name)
}

func (s *Server) hasTheme() bool { return s.asset("theme.css") != "" }

// ownLogo is the address of the kabupaten's logo, "" where it has none.
func (s *Server) ownLogo() string {
	if d := s.look.Load(); d != nil && d.logo != "" {
		return d.assets.url(d.logo)
	}
	return ""
}

func (s *Server) static(w http.ResponseWriter, r *http.Request) {
	if d := s.look.Load(); d != nil {
		if _, ok := d.assets.byPath[r.URL.Path]; ok {
			d.assets.ServeHTTP(w, r)
			return
		}
	}
	s.assets.ServeHTTP(w, r)
}

// Palette is the three colours that a kabupaten chooses; all others follow.
type Palette struct {
	Primary string // of buttons and links
	Dark    string // of the header and of titles
	Line    string // of the line above the header
}

// DefaultPalette is the program's own.
func DefaultPalette() Palette { return Palette{"#196bcd", "#1f2855", "#ff1800"} }

// Known reports whether all three are colours as the program writes them.
func (p Palette) Known() bool {
	return IsColour(p.Primary) && IsColour(p.Dark) && IsColour(p.Line)
}

// IsColour reports whether a text is a colour in six digits, "#196bcd".
func IsColour(s string) bool {
	return len(s) == 7 && s[0] == '#' && strings.Trim(s[1:], "0123456789abcdef") == ""
}

// CSS is the override that Look takes; nothing for the program's own colours.
func (p Palette) CSS() []byte {
	if p == DefaultPalette() || !p.Known() {
		return nil
	}
	var b strings.Builder
	b.WriteString(":root{")
	for _, t := range p.tokens() {
		b.WriteString("--" + t[0] + ":" + t[1] + ";")
	}
	b.WriteString("}")
	return []byte(b.String())
}

// tokens are the colours of the sheet that follow from the palette.
func (p Palette) tokens() [][2]string {
	return [][2]string{{"blue", p.Primary}, {"blue-dark", mix(p.Primary, "#000000", 25)}, {"blue-tint", mix(p.Primary, "#ffffff", 90)},
		{"blue-line", mix(p.Primary, "#ffffff", 70)}, {"navy", p.Dark}, {"red", p.Line}}
}

// Weak is a pair of colours that cannot be read on each other.
type Weak struct {
	Colour     string // "primary", "dark" or "line": which of the three is to blame
	Got, Least float64
}

// Check names the colours of a palette on which texts could not be read, the
// worst of each.
func (p Palette) Check() ([]Weak, error) {
	if !p.Known() {
		return nil, errors.New("web: not a colour")
	}
	own, err := staticFiles.ReadFile("static/ui.css")
	if err != nil {
		return nil, err
	}
	all := tokens(string(own))
	for _, t := range p.tokens() {
		all[t[0]] = t[1]
	}
	worst := map[string]Weak{}
	for _, x := range slices.Concat(pairs, []pair{{"red", "white", 3}}) {
		which := ""
		for name, of := range map[string]string{"blue": "primary", "navy": "dark", "red": "line"} {
			if strings.HasPrefix(x.text, name) || strings.HasPrefix(x.ground, name) {
				which = of
			}
		}
		got := contrast(all[x.text], all[x.ground])
		if w, seen := worst[which]; got < x.least && (!seen || got/x.least < w.Got/w.Least) {
			worst[which] = Weak{which, got, x.least}
		}
	}
	var out []Weak
	for _, which := range []string{"primary", "dark", "line"} {
		if w, ok := worst[which]; ok {
			out = append(out, w)
		}
	}
	return out, nil
}

// mix is a colour with so many percent of another.
func mix(a, b string, percent int) string {
	out := "#"
	for i := range 3 {
		var x, y int
		_, _ = fmt.Sscanf(a[1+2*i:3+2*i], "%x", &x) // Known has seen digits only
		_, _ = fmt.Sscanf(b[1+2*i:3+2*i], "%x", &y)
		out += fmt.Sprintf("%02x", (x*(100-percent)+y*percent+50)/100)
	}
	return out
}
