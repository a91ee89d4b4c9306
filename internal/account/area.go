package account

import (
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// AreaName is an area as people read it: a village always with its kecamatan,
// with kabupaten and province outside the office's own. "" is no area at all: a
// code is nothing that anybody should have to read.
func AreaName(district string) func(code string) string {
	return func(code string) string {
		c := region.Code(code)
		switch _, known := region.Get(c); {
		case !known:
			return ""
		case district == "" || strings.HasPrefix(code, district):
			return region.Label(c)
		}
		return region.LongLabel(c)
	}
}

// AreaPicker asks for an area by its name. What was chosen is shown by name as
// well when the form comes back.
func AreaPicker(label web.Label, source, district, value string) *web.AreaPicker {
	names := AreaName(district)
	return &web.AreaPicker{Label: label, Source: source, Names: names, Value: value, Chosen: names(value)}
}

// AreaChoice is an area among those that were found.
func AreaChoice(code region.Code, district string) web.Option {
	return web.Option{Value: string(code), Label: AreaName(district)(string(code))}
}

// AreaOptions are the kecamatans of these areas, and the villages of the one
// that was chosen; all villages where it is one kecamatan.
func AreaOptions(areas []string, chosen string) []web.Option {
	areas = slices.Clone(areas)
	slices.Sort(areas)
	var kecamatans []string
	villages := map[string][]string{}
	for _, area := range slices.Compact(areas) {
		kecamatan := string(region.Code(area).At(region.Kecamatan))
		if kecamatan == "" {
			continue
		}
		if !slices.Contains(kecamatans, kecamatan) {
			kecamatans = append(kecamatans, kecamatan)
		}
		if area != kecamatan {
			villages[kecamatan] = append(villages[kecamatan], area)
		}
	}
	option := func(code string) web.Option {
		return web.Option{Value: code, Label: region.Label(region.Code(code)), On: code == chosen}
	}
	var out []web.Option
	for _, k := range kecamatans {
		out = append(out, option(k))
		if len(kecamatans) == 1 || region.Code(k).Contains(region.Code(chosen)) {
			for _, v := range villages[k] {
				out = append(out, option(v))
			}
		}
	}
	return out
}

// areasFound is how many areas of one name are looked through.
const areasFound = 500

// areaOf is the one area that a line means: by its code, as a page calls it, or
// a village as people write it; "" where it is none or could be several.
func areaOf(line string) region.Code {
	first, _, _ := strings.Cut(line, " ")
	if code, err := region.Parse(first); err == nil {
		return code
	}
	name, _, _ := strings.Cut(line, ",")
	for _, kind := range []string{"Kecamatan ", "Kabupaten ", "Kota "} {
		name = strings.TrimPrefix(name, kind)
	}
	var called []region.Code
	for _, a := range region.Search(name, "", areasFound) {
		if a.Label() == line || region.LongLabel(a.Code) == line {
			called = append(called, a.Code)
		}
	}
	if len(called) == 1 {
		return called[0]
	}
	if found := region.Resolve(line, "", ""); len(called) == 0 && len(found) == 1 && !found[0].Near {
		return found[0].Code
	}
	return ""
}

// areaText shows areas as the form takes them: one a line, by name. The code
// stands before a name only where no name says which one it is.
func areaText(codes []string) string {
	var out []string
	for _, c := range codes {
		code := region.Code(c)
		text := c + " " + region.Label(code)
		for _, name := range []string{region.LongLabel(code), region.Label(code)} {
			if areaOf(name) == code {
				text = name
			}
		}
		out = append(out, text)
	}
	return strings.Join(out, "\n")
}
