package office

import (
	"bytes"
	"context"
	"encoding/base64"
	"image"
	_ "image/jpeg" // a logo may be a JPEG
	_ "image/png"  // or a PNG
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// The settings of how the office shows itself.
const (
	SettingBrandName  = "brand.name"
	SettingOfficeName = "brand.office"
	SettingPrimary    = "brand.primary"
	SettingDark       = "brand.dark"
	SettingLine       = "brand.line"
	SettingLogo       = "brand.logo" // media type, a comma, base64; "" is the program's own
)

// looks lists them, in the order of the form.
func looks() []string {
	return []string{SettingBrandName, SettingOfficeName, SettingPrimary, SettingDark, SettingLine, SettingLogo}
}

const (
	maxLogo     = 64 << 10 // of the file: it goes with every first page a phone loads
	maxLogoSide = 1024
)

// Look is how pages look now: what the office set, over what it was started
// with.
func (s *Service) Look(ctx context.Context, started web.Brand) (web.Look, error) {
	set, err := s.Values(ctx, s.d.Accounts.System("look"))
	if err != nil {
		return web.Look{}, err
	}
	l := web.Look{Brand: started, Theme: paletteOf(set).CSS()}
	l.Brand.Name = or(set[SettingBrandName], started.Name)
	l.Brand.Office = or(set[SettingOfficeName], started.Office)
	l.Brand.Phone = or(set[SettingPhone], started.Phone)
	if kind, text, ok := strings.Cut(set[SettingLogo], ","); ok {
		if l.Logo, err = base64.StdEncoding.DecodeString(text); err != nil {
			return web.Look{}, fault.Wrap("fault.internal", err)
		}
		l.LogoType = "." + kind
	}
	return l, nil
}

func paletteOf(set map[string]string) web.Palette {
	p := web.DefaultPalette()
	return web.Palette{Primary: or(set[SettingPrimary], p.Primary), Dark: or(set[SettingDark], p.Dark), Line: or(set[SettingLine], p.Line)}
}

// readLogo looks at a file's first bytes, never at its name: only a PNG or a
// JPEG of a sensible size is taken. An SVG can hold scripts and links, so it is
// refused by name.
func readLogo(file []byte) (string, error) {
	refuse := func(key string) (string, error) { return "", fault.At(SettingLogo, key) }
	if len(file) > maxLogo {
		return refuse("fault.office.logo_large")
	}
	if head := bytes.ToLower(file[:min(len(file), 1024)]); bytes.Contains(head, []byte("<svg")) {
		return refuse("fault.office.logo_svg")
	}
	cfg, kind, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil || kind != "png" && kind != "jpeg" {
		return refuse("fault.office.logo_kind")
	}
	if cfg.Width > maxLogoSide || cfg.Height > maxLogoSide {
		return refuse("fault.office.logo_side")
	}
	if _, _, err := image.Decode(bytes.NewReader(file)); err != nil {
		return refuse("fault.office.logo_broken")
	}
	if kind == "jpeg" {
		kind = "jpg"
	}
	return kind + "," + base64.StdEncoding.EncodeToString(file), nil
}

// SaveLook changes how the office shows itself: one act. Colours on which texts
// could not be read are refused at the colour that is to blame.
func (s *Service) SaveLook(ctx context.Context, op ledger.Op, values map[string]string, shown Shown) error {
	if err := authority.Allowed("page.admin", account.ActorOf(op.Scope), authority.Target{}); err != nil {
		return err
	}
	if err := checkLook(values); err != nil {
		return err
	}
	return s.saveValues(ctx, op, looks(), values, shown)
}

func checkLook(values map[string]string) error {
	f := fault.New(fault.Invalid, "fault.form")
	for _, key := range []string{SettingBrandName, SettingOfficeName} {
		if utf8.RuneCountInString(values[key]) > maxName {
			f.With(key, "fault.office.name_long")
		}
	}
	p := paletteOf(values)
	for key, colour := range map[string]string{SettingPrimary: p.Primary, SettingDark: p.Dark, SettingLine: p.Line} {
		if !web.IsColour(colour) {
			f.With(key, "fault.office.colour")
		}
	}
	if len(f.Fields) > 0 {
		return f
	}
	weak, err := p.Check()
	if err != nil {
		return fault.Wrap("fault.internal", err)
	}
	for _, w := range weak {
		key := map[string]string{"primary": SettingPrimary, "dark": SettingDark, "line": SettingLine}[w.Colour]
		f.Fields = append(f.Fields, fault.Field{Name: key, Key: "fault.office.contrast",
			Args: map[string]any{"Got": i18n.Decimal(i18n.ID, w.Got, 1), "Least": i18n.Decimal(i18n.ID, w.Least, 1)}})
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

func (s *Service) lookPage(r *web.Request) (web.Response, error) {
	set, err := s.Values(r.Context(), account.ScopeOf(r))
	if err != nil {
		return nil, err
	}
	return s.lookForm(r, set, nil)
}

// lookForm asks for names, colours and the logo, and shows what they look like.
func (s *Service) lookForm(r *web.Request, set map[string]string, problem error) (web.Response, error) {
	p := paletteOf(set)
	colour := func(key, value string) *web.Input {
		return &web.Input{Label: web.Ask(key, "office.setting."+key, "office.look.colour.hint"), Value: value, Width: "w6", Max: 7}
	}
	shown, err := s.shown(r.Context(), looks())
	if err != nil {
		return nil, err
	}
	f := web.Form{Action: "/admin/tampilan", Files: true, Fields: []any{
		&web.FirstShown{Name: shownField, Value: shown.text()},
		&web.Input{Label: web.Ask(SettingBrandName, "office.setting."+SettingBrandName, "office.look.name.hint"), Value: set[SettingBrandName], Max: maxName},
		&web.Input{Label: web.Ask(SettingOfficeName, "office.setting."+SettingOfficeName, "office.look.office.hint"), Value: set[SettingOfficeName], Max: maxName},
		colour(SettingPrimary, p.Primary), colour(SettingDark, p.Dark), colour(SettingLine, p.Line),
		&web.Upload{Label: web.Ask(SettingLogo, "office.setting."+SettingLogo, "office.look.logo.hint"), Accept: "image/png,image/jpeg", Most: 1 << 20},
	}}
	if set[SettingLogo] != "" {
		f.Fields = append(f.Fields, &web.Check{Label: web.Ask("logo-hapus", "office.look.logo.remove")})
	}
	f.Buttons = []any{web.Button{Label: "office.look.save"}, web.Button{Label: "office.look.try", Kind: web.Secondary, Name: "lihat", Value: "1"}}
	v := web.View{Title: "office.look", Lead: "office.look.lead", Shape: web.Narrow, Crumbs: crumbs(r, web.Crumb{Label: "office.look"})}
	if p.Known() {
		v.Aside = []any{preview(r, p, or(set[SettingBrandName], "Jempol Keren"), or(set[SettingOfficeName], region.Label(s.d.District)))}
	}
	history, err := s.settingsTimeline(r, looks())
	if err != nil {
		return nil, err
	}
	if len(history) > 0 {
		v.Aside = append(v.Aside, web.Card{Title: "office.history", Body: []any{history}})
	}
	return s.again(r, v, f, problem)
}

// preview draws a header, a title, a button and a link in the colours.
func preview(r *web.Request, p web.Palette, name, office string) any {
	draw := func(w float64) *document.Canvas {
		c := &document.Canvas{W: w, H: 190, Title: r.T("office.look.preview")}
		fill := func(colour string) document.Paint { return document.Paint{Fill: colour} }
		c.Add(document.Rect{W: w, H: 190, Paint: fill("#f4f6fa")}, document.Rect{W: w, H: 56, Paint: fill(p.Dark)}, document.Rect{W: w, H: 4, Paint: fill(p.Line)},
			document.Text{X: 16, Y: 27, S: name, Size: 16, Bold: true, Fill: "#ffffff"}, document.Text{X: 16, Y: 45, S: office, Size: 12, Fill: "#cfd6ee"},
			document.Text{X: 16, Y: 90, S: r.T("office.look.preview.title"), Size: 20, Bold: true, Fill: p.Dark},
			document.Text{X: 16, Y: 116, S: r.T("office.look.preview.link"), Size: 14, Fill: p.Primary},
			document.Line{X1: 16, Y1: 120, X2: 166, Y2: 120, Paint: document.Paint{Stroke: p.Primary}},
			document.Rect{X: 16, Y: 134, W: 150, H: 40, Paint: fill(p.Primary)},
			document.Text{X: 91, Y: 159, S: r.T("office.look.preview.button"), Size: 14, Bold: true, Align: document.Center, Fill: "#ffffff"})
		return c
	}
	return web.Drawing("office.look.preview", draw(400).SVG(), draw(324).SVG())
}

// saveLook saves the look, or shows it first.
func (s *Service) saveLook(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	opID, err := r.Op()
	if err != nil {
		return nil, err
	}
	set, err := s.Values(r.Context(), account.ScopeOf(r))
	if err != nil {
		return nil, err
	}
	values := map[string]string{SettingLogo: set[SettingLogo]}
	for _, key := range looks() {
		if key != SettingLogo {
			values[key] = strings.Join(strings.Fields(r.Text(key)), " ")
		}
	}
	d := web.DefaultPalette()
	for key, own := range map[string]string{SettingPrimary: d.Primary, SettingDark: d.Dark, SettingLine: d.Line} {
		if values[key] = strings.ToLower(values[key]); values[key] == own {
			values[key] = "" // the program's own is not a choice
		}
	}
	if r.Text("logo-hapus") != "" {
		values[SettingLogo] = ""
	}
	file, err := upload(r, SettingLogo, maxLogo)
	if err == nil && len(file) > 0 {
		values[SettingLogo], err = readLogo(file)
	}
	trying := r.Text("lihat") != ""
	if err == nil && trying {
		err = checkLook(values)
	} else if err == nil {
		err = s.SaveLook(r.Context(), ledger.Op{ID: opID, Scope: account.ScopeOf(r)}, values, shownIn(r))
	}
	if isMeanwhile(err) {
		set, _, failed := s.valuesShown(r, looks(), values)
		if failed != nil {
			return nil, failed
		}
		return s.lookForm(r, set, err)
	}
	if trying || fault.Is(err, fault.Invalid) {
		return s.lookForm(r, values, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/admin/tampilan").Flash(r.T("office.look.saved")), nil
}

// settingsTimeline is the history of some settings together.
func (s *Service) settingsTimeline(r *web.Request, keys []string) (web.Timeline, error) {
	var out web.Timeline
	all, err := s.history(r.Context(), "")
	if err != nil {
		return nil, err
	}
	want := map[string]bool{}
	for _, k := range keys {
		want[k] = true
	}
	for _, c := range all {
		if !want[c.ID] {
			continue
		}
		out = append(out, s.settingMoment(r, c))
		if len(out) == settingsShown {
			break
		}
	}
	return out, nil
}

const settingsShown = 12

// settingMoment tells one change of a setting or a rule.
func (s *Service) settingMoment(r *web.Request, c Change) web.Moment {
	empty := r.T("office.changes.empty")
	name, words := s.entryName(r, c), func(v string) string { return or(settingValue(r, v), empty) }
	if slices.Contains(s.ruleKeys(), c.ID) {
		name, words = s.d.RuleWords(r.Lang, c.ID), func(v string) string { return s.ruleValue(r, c.ID, v) }
	}
	return web.Moment{Kind: "note", Strong: name, Meta: s.whenAndWho(r, c.At, c.Actor), Text: words(c.Old.Value) + " → " + words(c.Now.Value)}
}

// saveValues states the settings that differ from what is kept.
func (s *Service) saveValues(ctx context.Context, op ledger.Op, keys []string, values map[string]string, shown Shown) error {
	_, err := s.d.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) { return s.draftValues(tx, keys, values, shown) })
	return err
}
