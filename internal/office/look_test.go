package office

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/web"
)

func picture(t *testing.T, side int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, side, side))
	m.Set(1, 1, color.RGBA{R: 200, A: 255})
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A logo is what its bytes say, whatever it is called.
func TestLogo(t *testing.T) {
	good := picture(t, 64)
	if v, err := readLogo(good); err != nil || !strings.HasPrefix(v, "png,") {
		t.Errorf("%.20q %v", v, err)
	}
	for key, file := range map[string][]byte{
		"fault.office.logo_large":  append(good, make([]byte, maxLogo)...),
		"fault.office.logo_svg":    []byte("<?xml version=\"1.0\"?><SVG xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></SVG>"),
		"fault.office.logo_kind":   []byte("GIF89a\x01\x00\x01\x00"),
		"fault.office.logo_side":   picture(t, maxLogoSide+1),
		"fault.office.logo_broken": good[:len(good)-20],
	} {
		_, err := readLogo(file)
		if !fault.Is(err, fault.Invalid) || fault.As(err).Fields[0].Key != key {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func FuzzLogo(f *testing.F) {
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Add([]byte("\xff\xd8\xff"))
	f.Add([]byte("<svg"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if v, err := readLogo(file); err != nil && (v != "" || !fault.Is(err, fault.Invalid)) {
			t.Fatalf("%q %v", v, err)
		}
	})
}

func TestLook(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		started := web.Brand{Name: "Jempol Keren", Office: "Dinas dari kode"}
		if l, err := w.s.Look(ctx, started); err != nil || l.Brand != started || len(l.Theme)+len(l.Logo) > 0 {
			w.Fatalf("%+v %v", l, err)
		}
		logo, err := readLogo(picture(w.T, 64))
		if err != nil {
			w.Fatal(err)
		}
		if err := w.s.SaveLook(ctx, w.op(authority.Admin), map[string]string{SettingOfficeName: "Dinas Baru", SettingPrimary: "#0b6e4f", SettingLogo: logo}, nil); err != nil {
			w.Fatal(err)
		}
		l, err := w.s.Look(ctx, started)
		if err != nil || l.Brand.Office != "Dinas Baru" || l.Brand.Name != "Jempol Keren" || l.LogoType != ".png" || !bytes.Equal(l.Logo, picture(w.T, 64)) ||
			!strings.Contains(string(l.Theme), "--blue:#0b6e4f") {
			w.Errorf("%+v %v", l.Brand, err)
		}
		for field, bad := range map[string]map[string]string{
			SettingPrimary:   {SettingPrimary: "#ffd000"},
			SettingDark:      {SettingDark: "navy"},
			SettingBrandName: {SettingBrandName: strings.Repeat("x", maxName+1)},
		} {
			err := w.s.SaveLook(ctx, w.op(authority.Admin), bad, nil)
			if !fault.Is(err, fault.Invalid) || fault.As(err).Fields[0].Name != field {
				w.Errorf("%s: %v", field, err)
			}
		}
		for _, r := range authority.AccountRoles() {
			if err := w.s.SaveLook(ctx, w.op(r), nil, nil); (err == nil) != (r == authority.Admin) {
				w.Errorf("%s changes the look: %v", r, err)
			}
		}
	})
}

// The form shows before it saves, refuses at the field, and keeps what stood
// there.
func TestLookOnThePage(t *testing.T) {
	on(t, func(w *world) {
		d := w.desk()
		send := func(logo []byte, pairs ...string) (int, string) {
			if logo == nil {
				return d.sendFile("/admin/tampilan", "", "", nil, pairs...)
			}
			return d.sendFile("/admin/tampilan", SettingLogo, "logo.png", logo, pairs...)
		}
		code, page := send(nil, SettingOfficeName, "Dinas Coba", SettingPrimary, "#0B6E4F", "lihat", "1")
		if code != http.StatusOK || !strings.Contains(page, "#0b6e4f") || !strings.Contains(page, "Dinas Coba") {
			w.Errorf("the preview: %d", code)
		}
		if set, err := w.s.Values(w.Context(), w.op(authority.Admin).Scope); err != nil || set[SettingOfficeName] != "" {
			w.Errorf("the preview saved: %v %v", set, err)
		}
		code, page = send(nil, SettingOfficeName, "Dinas Coba", SettingPrimary, "#ffd000")
		if code != http.StatusUnprocessableEntity || !strings.Contains(page, "sulit dibaca") || !strings.Contains(page, `value="Dinas Coba"`) {
			w.Errorf("a pale colour: %d", code)
		}
		code, page = send([]byte("<svg onload=alert(1)>"), SettingOfficeName, "Dinas Coba")
		if code != http.StatusUnprocessableEntity || !strings.Contains(page, "SVG tidak dapat dipakai") {
			w.Errorf("an SVG: %d", code)
		}
		if code, page = send(picture(w.T, 32), SettingOfficeName, "Dinas Coba"); code != http.StatusSeeOther {
			w.Fatalf("%d %s", code, page)
		}
		if _, page = d.send(authority.Admin, http.MethodGet, "/admin/tampilan"); !strings.Contains(page, "(gambar)") || !strings.Contains(page, "Hapus logo") {
			w.Error("the logo is not in the history")
		}
	})
}
