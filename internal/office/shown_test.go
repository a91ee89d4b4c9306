package office

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
)

var shownValue = regexp.MustCompile(`name="terlihat" value="([^"]*)"`)

// opened is what a form says that it showed.
func (d *desk) opened(role authority.Role, path string) string {
	d.Helper()
	code, page := d.send(role, http.MethodGet, path)
	m := shownValue.FindStringSubmatch(page)
	if code != http.StatusOK || m == nil {
		d.Fatalf("%s: %d, and it does not say what it shows", path, code)
	}
	return m[1]
}

// with is a form with some fields changed.
func with(form []string, pairs ...string) []string {
	out := append([]string{}, form...)
	for i := 0; i < len(pairs); i += 2 {
		for j := 0; j < len(out); j += 2 {
			if out[j] == pairs[i] {
				out[j+1] = pairs[i+1]
			}
		}
	}
	return out
}

// TestTwoTabsDoNotOverwriteEachOther: the second save of a form that two had open
// is refused, keeps what was typed, follows what the first changed, and says it;
// saved once more, both are kept.
func TestTwoTabsDoNotOverwriteEachOther(t *testing.T) {
	on(t, func(w *world) {
		d := w.desk()
		dewi, bagus := w.officer("dewi"), w.officer("bagus")
		for _, c := range []struct {
			path, first, second, says string
			form                      []string
			fieldA, a, fieldB, b      string
			both                      []string
		}{
			{path: "/admin/kendaraan", form: []string{"nama", "Mobil", "jenis", "car", "plat", "AG 1 AA", "kursi", "5", "biaya", "2500", "dipakai", "ya"},
				fieldA: "plat", a: "AG 2 BB", fieldB: "kursi", b: "7", says: "AG 1 AA → AG 2 BB", both: []string{`value="AG 2 BB"`, `value="7"`}},
			{path: "/admin/alat", form: []string{"nama", "Alat", "seri", "X-1", "keadaan", "ready", "catatan", "", "dipakai", "ya"},
				fieldA: "keadaan", a: "repair", fieldB: "seri", b: "X-2", says: "Siap dipakai →", both: []string{`value="X-2"`, `value="repair" checked`}},
			{path: "/admin/tim", form: []string{"nama", "Tim", "anggota", dewi, "ketua", "", "dipakai", "ya"},
				fieldA: "anggota", a: bagus, fieldB: "nama", b: "Tim Dongko", says: "Bu dewi → Bu bagus", both: []string{`value="Tim Dongko"`, `value="` + bagus + `" id="anggota" checked`}},
			{path: "/admin/lembaga", form: []string{"nama", "Panti", "jenis", "care_home", "telepon", "0355 1", "alamat", "Jalan 1", "dipakai", "ya"},
				fieldA: "telepon", a: "0355 2", fieldB: "alamat", b: "Jalan 2", says: "0355 1 → 0355 2", both: []string{`value="0355 2"`, `value="Jalan 2"`}},
		} {
			if code, page := d.send(authority.Admin, http.MethodPost, c.path+"/baru", c.form...); code != http.StatusSeeOther {
				t.Fatalf("%s: %d %s", c.path, code, page)
			}
			path := c.path + "/" + strings.ToLower(c.form[1])
			shown := d.opened(authority.Admin, path)
			if code, _ := d.send(authority.Coordinator, http.MethodPost, path, append(with(c.form, c.fieldA, c.a), "terlihat", shown)...); code != http.StatusSeeOther {
				t.Fatalf("%s, the first save: %d", path, code)
			}
			code, page := d.send(authority.Admin, http.MethodPost, path, append(with(c.form, c.fieldB, c.b), "terlihat", shown)...)
			for _, words := range append(c.both, c.says, "Orang lain lebih dulu mengubahnya", "Petugas coordinator") {
				if code != http.StatusConflict || !strings.Contains(page, words) {
					t.Errorf("%s, the second save: %d, lacks %q", path, code, words)
				}
			}
			if changes, err := w.s.history(w.Context(), strings.ToLower(c.form[1])); err != nil || len(changes) != 2 {
				t.Errorf("%s: the second save took effect: %d changes, %v", path, len(changes), err)
			}
			again := shownValue.FindStringSubmatch(page)
			if again == nil || again[1] == shown {
				t.Fatalf("%s: what comes back does not show the newest", path)
			}
			if code, _ := d.send(authority.Admin, http.MethodPost, path, append(with(c.form, c.fieldA, c.a, c.fieldB, c.b), "terlihat", again[1])...); code != http.StatusSeeOther {
				t.Errorf("%s, saved once more: %d", path, code)
			}
			_, kept := d.send(authority.Admin, http.MethodGet, path)
			for _, words := range c.both {
				if !strings.Contains(kept, strings.TrimSuffix(words, " checked")) {
					t.Errorf("%s: %q is not kept", path, words)
				}
			}
			// What is typed as it is kept takes nothing back.
			if code, _ := d.send(authority.Admin, http.MethodPost, path, append(with(c.form, c.fieldA, c.a, c.fieldB, c.b), "terlihat", shown)...); code != http.StatusSeeOther {
				t.Errorf("%s, the same from an old form: %d", path, code)
			}
		}
		report, err := w.l.Verify(w.Context())
		if err != nil || !report.OK() {
			t.Errorf("%+v %v", report, err)
		}
	})
}

// TestTwoTabsOfSettings: each setting is for itself. What a form left as it showed
// it is not taken back; what two changed is refused at its field.
func TestTwoTabsOfSettings(t *testing.T) {
	on(t, func(w *world) {
		w.s.d.Rules, w.s.d.RuleWords = planning, func(_, key string) string { return "Aturan " + key }
		d := w.desk()
		values := func(keys ...string) string {
			set, err := w.s.Values(w.Context(), w.a.System("test"))
			if err != nil {
				w.Fatal(err)
			}
			var out []string
			for _, k := range keys {
				out = append(out, set[k])
			}
			return strings.Join(out, "|")
		}
		const path = "/admin/pengaturan"
		form := []string{"head.name", "Drs. Contoh", "head.title", "Kepala Dinas", "head.nip", "", "office.address", "", "office.phone", "0355 1"}
		if code, _ := d.send(authority.Admin, http.MethodPost, path, form...); code != http.StatusSeeOther {
			t.Fatal(code)
		}
		shown := d.opened(authority.Admin, path)
		send := func(seen string, pairs ...string) (int, string) {
			return d.send(authority.Admin, http.MethodPost, path, append(with(form, pairs...), "terlihat", seen)...)
		}
		if code, _ := send(shown, "head.name", "Dra. Contoh"); code != http.StatusSeeOther {
			t.Errorf("the first save: %d", code)
		}
		if code, _ := send(shown, "office.phone", "0355 2", "office.address", "Jalan 1"); code != http.StatusSeeOther || values("head.name", "office.phone", "office.address") != "Dra. Contoh|0355 2|Jalan 1" {
			t.Errorf("another field: %d, %s", code, values("head.name", "office.phone", "office.address"))
		}
		code, page := send(shown, "head.name", "H. Contoh", "head.title", "Plt. Kepala")
		for _, words := range []string{`value="H. Contoh"`, `value="Plt. Kepala"`, `value="0355 2"`, "Orang lain sudah mengubah ini", "Drs. Contoh → Dra. Contoh"} {
			if code != http.StatusConflict || !strings.Contains(page, words) {
				t.Errorf("the same field: %d, lacks %q", code, words)
			}
		}
		if values("head.name", "head.title") != "Dra. Contoh|Kepala Dinas" {
			t.Errorf("half of a refused form is kept: %s", values("head.name", "head.title"))
		}

		rules := []string{"planner.weight.base", "100", "planner.from", "08.00", "planner.to", "15.00", "planner.days", "1", "planner.days", "2", "planner.on_call", "0"}
		shown = d.opened(authority.Coordinator, rulesPath)
		rule := func(pairs ...string) (int, string) {
			return d.send(authority.Coordinator, http.MethodPost, rulesPath, append(with(rules, pairs...), "terlihat", shown)...)
		}
		if code, _ := rule("planner.weight.base", "50"); code != http.StatusSeeOther {
			t.Errorf("a rule: %d", code)
		}
		if code, _ := rule("planner.from", "07.30"); code != http.StatusSeeOther || values("planner.weight.base", "planner.from") != "50|07:30" {
			t.Errorf("another rule: %d, %s", code, values("planner.weight.base", "planner.from"))
		}
		if code, page := rule("planner.weight.base", "70", "planner.on_call", "1"); code != http.StatusConflict || !strings.Contains(page, `value="70"`) || !strings.Contains(page, "Aturan planner.weight.base") || values("planner.weight.base", "planner.on_call") != "50|" {
			t.Errorf("the same rule: %d, %s", code, values("planner.weight.base", "planner.on_call"))
		}

		look := []string{SettingBrandName, "Satu", SettingOfficeName, "Dinas", SettingPrimary, "", SettingDark, "", SettingLine, ""}
		shown = d.opened(authority.Admin, "/admin/tampilan")
		for _, c := range []struct {
			pair []string
			code int
		}{{[]string{SettingBrandName, "Dua"}, http.StatusSeeOther}, {[]string{SettingBrandName, "Tiga"}, http.StatusConflict}} {
			if code, _ := d.send(authority.Admin, http.MethodPost, "/admin/tampilan", append(with(look, c.pair...), "terlihat", shown)...); code != c.code || values(SettingBrandName) != "Dua" {
				t.Errorf("%v: %d, %s", c.pair, code, values(SettingBrandName))
			}
		}
	})
}

// TestHoursThatTheOfficeChangedMeanwhile: the institution and the office may state
// the hours at the same time; its telephone is not the institution's form.
func TestHoursThatTheOfficeChangedMeanwhile(t *testing.T) {
	on(t, func(w *world) {
		d := w.desk()
		form := []string{"nama", "Panti", "jenis", "care_home", "telepon", "0800", "hari", "1", "dari", "09:00", "sampai", "11:00", "jam", "", "dipakai", "ya"}
		if code, _ := d.send(authority.Coordinator, http.MethodPost, "/admin/lembaga/baru", form...); code != http.StatusSeeOther {
			t.Fatal(code)
		}
		shown := d.opened(authority.Institution, "/jam-kunjungan")
		d.send(authority.Coordinator, http.MethodPost, "/admin/lembaga/panti", with(form, "telepon", "0900")...)
		hours := []string{"hari", "1", "dari", "09:00", "sampai", "12:00", "jam", "", "terlihat", shown}
		if code, _ := d.send(authority.Institution, http.MethodPost, "/jam-kunjungan", hours...); code != http.StatusSeeOther {
			t.Errorf("another field of the institution: %d", code)
		}
		code, page := d.send(authority.Institution, http.MethodPost, "/jam-kunjungan", with(hours, "sampai", "13:00", "jam", "Lewat pos jaga")...)
		for _, words := range []string{`value="13:00"`, `value="Lewat pos jaga"`, "11:00 → 12:00"} {
			if code != http.StatusConflict || !strings.Contains(page, words) {
				t.Errorf("the same hours: %d, lacks %q", code, words)
			}
		}
		e, err := w.s.Entry(w.Context(), w.op(authority.Admin).Scope, Institution, "panti")
		if err != nil || e.VisitTo != "12:00" || e.Phone != "0900" {
			t.Errorf("%+v %v", e, err)
		}
	})
}
