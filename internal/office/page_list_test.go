package office

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
)

// A list is searched in what stands in it, narrowed and sorted; counts are those
// of what was found.
func TestArrange(t *testing.T) {
	entry := func(name, kind, sub string, active bool) listed {
		return listed{Entry: Entry{ID: name, ChangedBody: ChangedBody{What: Institution, Name: name, Kind: kind, Active: active}}, top: kind, sub: sub}
	}
	all := []listed{entry("Panti Wreda", "care_home", "Siki, Dongko", true), entry("RSUD", "hospital", "", true),
		entry("Rutan Lama", "prison", "Ngantru, Trenggalek", false), entry("Panti Asuhan", "care_home", "Ngares, Trenggalek", true)}
	for name, tt := range map[string]struct {
		asked
		want      string
		used, all int
	}{
		"as it is":            {asked{}, "Panti Asuhan,Panti Wreda,RSUD,Rutan Lama", 3, 4},
		"a word":              {asked{words: "PANTI"}, "Panti Asuhan,Panti Wreda", 2, 2},
		"two words anywhere":  {asked{words: "trenggalek panti"}, "Panti Asuhan", 1, 1},
		"nothing":             {asked{words: "sekolah"}, "", 0, 0},
		"no longer used":      {asked{part: partUnused}, "Rutan Lama", 3, 4},
		"used, of a kind":     {asked{part: partUsed, kind: "care_home"}, "Panti Asuhan,Panti Wreda", 2, 2},
		"by name":             {asked{order: orderName}, "Panti Asuhan,Panti Wreda,RSUD,Rutan Lama", 3, 4},
		"by kind":             {asked{order: orderKind}, "Panti Asuhan,Panti Wreda,RSUD,Rutan Lama", 3, 4},
		"by village":          {asked{order: orderMore}, "Rutan Lama,Panti Asuhan,Panti Wreda,RSUD", 3, 4},
		"a word of a village": {asked{words: "siki"}, "Panti Wreda", 1, 1},
	} {
		found, used, n := tt.arrange(all)
		var names []string
		for _, l := range found {
			names = append(names, l.Name)
		}
		if got := strings.Join(names, ","); got != tt.want || used != tt.used || n != tt.all {
			t.Errorf("%s: %s (%d of %d used), want %s (%d of %d)", name, got, used, n, tt.want, tt.used, tt.all)
		}
	}
}

// A search keeps what else was asked for, says when nothing matches, and shows
// everything again by one press.
func TestListsAreSearched(t *testing.T) {
	on(t, func(w *world) {
		d := w.desk()
		for _, plate := range []string{"AG 1001 Y", "AG 2002 Z"} {
			if _, err := w.s.Save(w.Context(), w.op(authority.Admin), "", ChangedBody{What: Vehicle, Name: "Mobil " + plate[3:7], Kind: "car", Plate: plate, Seats: 4, Active: true}); err != nil {
				w.Fatal(err)
			}
		}
		_, page := d.send(authority.Coordinator, "GET", "/admin/kendaraan?cari=2002&urut=rincian&keadaan=dipakai")
		if !strings.Contains(page, "Mobil 2002") || strings.Contains(page, "Mobil 1001") {
			t.Error("the search finds other than asked:", page)
		}
		if !strings.Contains(page, "cari=2002&amp;keadaan=tidak&amp;urut=rincian") {
			t.Error("a part forgets the search")
		}
		if _, page = d.send(authority.Coordinator, "GET", "/admin/kendaraan?cari=tidakada"); !strings.Contains(page, "Tidak ada yang cocok") || !strings.Contains(page, `href="/admin/kendaraan"`) {
			t.Error("nothing found, and no way on:", page)
		}
		if _, page = d.send(authority.Coordinator, "GET", "/admin/tim"); !strings.Contains(page, "Belum ada tim") || strings.Contains(page, `name="cari"`) {
			t.Error("an empty list is searched:", page)
		}
	})
}
