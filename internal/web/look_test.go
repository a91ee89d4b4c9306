package web

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A look shows on the next page, and one that nobody could read is refused.
func TestLook(t *testing.T) {
	s, err := New(Config{Log: slog.New(slog.DiscardHandler), Brand: Brand{Name: "Jempol Keren", Office: "Dinas A"}})
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) (int, string, string) {
		rec := httptest.NewRecorder()
		req := httptest.NewRequest(http.MethodGet, path, nil)
		req.Header.Set("Accept", "text/html")
		s.Handler().ServeHTTP(rec, req)
		return rec.Code, rec.Body.String(), rec.Header().Get("Content-Type")
	}
	if _, page, _ := get("/tidak-ada"); !strings.Contains(page, "Dinas A") || strings.Contains(page, "theme.") || strings.Contains(page, "<img") {
		t.Error("the program's own look is another one")
	}
	theme := Palette{"#0b6e4f", "#12372a", "#d1495b"}.CSS()
	if err := s.SetLook(Look{Brand: Brand{Office: "Dinas B", Phone: "0800-1"}, Theme: theme, Logo: []byte("png"), LogoType: ".png"}); err != nil {
		t.Fatal(err)
	}
	_, page, _ := get("/tidak-ada")
	for _, want := range []string{"Dinas B", "Jempol Keren", "/static/theme.", `src="/static/brand.`, "0800-1"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if code, body, ctype := get(s.ownLogo()); code != 200 || body != "png" || ctype != "image/png" {
		t.Errorf("the logo: %d %q %s", code, body, ctype)
	}
	if code, body, _ := get(s.asset("theme.css")); code != 200 || !strings.Contains(body, "--navy:#12372a") {
		t.Errorf("the theme: %d %s", code, body)
	}
	for name, bad := range map[string]Look{"pale": {Theme: []byte(":root{--navy:#cccccc;}")}, "logo": {Logo: []byte("<svg>"), LogoType: ".gif"}} {
		if s.SetLook(bad) == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if s.brand().Office != "Dinas B" {
		t.Error("a refused look changed the page")
	}
}

// What Check lets through, the sheet takes; what it names is to blame.
func TestPalette(t *testing.T) {
	if weak, err := DefaultPalette().Check(); err != nil || len(weak) > 0 || len(DefaultPalette().CSS()) > 0 {
		t.Errorf("the program's own colours: %v %v", weak, err)
	}
	for _, tt := range []struct {
		p    Palette
		want string
	}{{Palette{"#ffd000", "#1f2855", "#ff1800"}, "primary"}, {Palette{"#196bcd", "#8899aa", "#ff1800"}, "dark"}, {Palette{"#196bcd", "#1f2855", "#ffffff"}, "line"}} {
		weak, err := tt.p.Check()
		if err != nil || len(weak) != 1 || weak[0].Colour != tt.want || weak[0].Got >= weak[0].Least {
			t.Errorf("%v: %+v %v", tt.p, weak, err)
		}
	}
	colour := rapid.StringMatching(`#[0-9a-f]{6}`)
	rapid.Check(t, func(t *rapid.T) {
		p := Palette{colour.Draw(t, "primary"), colour.Draw(t, "dark"), colour.Draw(t, "line")}
		weak, err := p.Check()
		if err != nil {
			t.Fatal(err)
		}
		if len(weak) == 0 && CheckTheme(p.CSS()) != nil {
			t.Fatalf("%v passes and its sheet does not", p)
		}
	})
	for _, bad := range []string{"", "red", "#fff", "#12345G", "#1234567", "#AABBCC"} {
		if IsColour(bad) {
			t.Errorf("%q is a colour", bad)
		}
	}
}
