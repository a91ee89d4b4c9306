package account

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// What the form of a person shows of an area is read back as the same area, and
// holds no code.
func TestAreasAreShownByNameAndReadBack(t *testing.T) {
	district := region.Villages("35.03")
	if len(district) < 100 {
		t.Fatal(len(district))
	}
	codes := []string{"35.03", "35", "32.73", "33.74.16"}
	for _, k := range region.Children("35.03") {
		codes = append(codes, string(k.Code))
	}
	for i := 0; i < len(district); i += 7 {
		codes = append(codes, string(district[i].Code))
	}
	for _, c := range codes {
		line := areaText([]string{c})
		if got := areaOf(line); got != region.Code(c) {
			t.Errorf("%s is shown as %q and read as %q", c, line, got)
		}
		if strings.Contains(line, c) {
			t.Errorf("%q holds a code", line)
		}
	}
	for _, line := range []string{"", "Kecamatan", "Tugu", "Desa Yang Tidak Ada, Di Mana Pun"} {
		if got := areaOf(line); got != "" {
			t.Errorf("%q is read as %s", line, got)
		}
	}
}

// A picker whose form comes back shows what was chosen, also where it was not
// what was kept before, and never the code.
func TestAPickerComesBackWithTheName(t *testing.T) {
	for sent, want := range map[string]string{"35.03.04.2002": "Pringapus, Dongko", "35.03.04": "Kecamatan Dongko", "bukan-kode": "", "": "",
		"33.74.16": "Kecamatan Tugu, Kota Semarang, Jawa Tengah"} {
		p := AreaPicker(web.Ask("desa", "account.areas"), "/wilayah/cari", "35.03", "35.03.04.2001")
		if p.Chosen == "" || strings.Contains(p.Chosen, "35.03") {
			t.Errorf("filled in: %q", p.Chosen)
		}
		if want == "Pringapus, Dongko" {
			want = region.Label("35.03.04.2002")
		}
		web.FillFields("id", map[string][]string{"desa": {sent}}, nil, p)
		if p.Chosen != want || p.Value != sent {
			t.Errorf("%q comes back as %q, want %q", sent, p.Chosen, want)
		}
	}
	if o := AreaChoice("35.03.04.2001", "35.03"); o.Hint != "" || strings.Contains(o.Label, "35.03") {
		t.Errorf("a choice is read as %q %q", o.Label, o.Hint)
	}
}
