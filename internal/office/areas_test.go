package office

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
)

const district = region.Code("35.03")

// listOf writes the areas in force as a list, with some lines changed: "" takes
// one away.
func listOf(changed map[string]string, more ...string) []byte {
	var b strings.Builder
	b.WriteString("Kode;Nama;Asal\r\n")
	line := func(a region.Area) {
		name, ok := changed[string(a.Code)]
		switch {
		case !ok:
			fmt.Fprintf(&b, "%s;%s;\r\n", a.Code, a.Name)
		case name != "":
			fmt.Fprintf(&b, "%s;%s;\r\n", a.Code, name)
		}
	}
	for _, k := range region.Children(district) {
		line(k)
		for _, v := range region.Villages(k.Code) {
			line(v)
		}
	}
	for _, m := range more {
		b.WriteString(m + "\r\n")
	}
	return []byte(b.String())
}

func TestReadAreas(t *testing.T) {
	list, err := readAreas(listOf(nil, "35.04.01.2001;Tetangga;"), district)
	if err != nil || len(list) != 171 {
		t.Fatalf("%d %v", len(list), err)
	}
	for key, file := range map[string][]byte{
		"fault.office.areas.head":       []byte("a;b\r\n1;2\r\n"),
		"fault.office.areas.code":       listOf(nil, "35.3;Salah;"),
		"fault.office.areas.name":       listOf(nil, "35.03.04.2099;x;"),
		"fault.office.areas.twice":      listOf(nil, "35.03.04.2010;Pringapus;"),
		"fault.office.areas.from":       listOf(nil, "35.03.04.2099;Baru;35.03.04.2998"),
		"fault.office.areas.parent":     listOf(nil, "35.03.77.2001;Baru;"),
		"fault.office.areas.none":       []byte("kode;nama\r\n35.04.01;Lain\r\n"),
		"fault.office.areas.incomplete": []byte("kode;nama\r\n35.03.04;Dongko\r\n"),
		"document.file.empty":           []byte(" "),
	} {
		_, err := readAreas(file, district)
		if !fault.Is(err, fault.Invalid) || fault.As(err).Fields[0].Name != "berkas" || fault.As(err).Fields[0].Key != key {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func FuzzAreas(f *testing.F) {
	f.Add([]byte("kode;nama\r\n35.03.04;Dongko\r\n"))
	f.Add([]byte("kode,nama,asal\n3503042010,\"Pri\nngapus\",35\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		list, err := readAreas(file, district)
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		for _, l := range list {
			if !district.Contains(region.Code(l.Code)) {
				t.Fatalf("%+v", l)
			}
		}
	})
}

func TestCompareAreas(t *testing.T) {
	file := listOf(map[string]string{"35.03.04.2010": "Pringapus Jaya", "35.03.04.2002": ""}, "35.03.04.2099;Pringapus Wetan;35.03.04.2010",
		"35.03.15;Dongko Timur;", "35.03.15.2001;"+region.Name("35.03.04.2002")+";")
	list, err := readAreas(file, district)
	if err != nil {
		t.Fatal(err)
	}
	c := compareAreas(list, district)
	got := map[string]AreaChange{}
	for _, a := range c.Changes {
		got[a.Code] = a
	}
	old := region.Name("35.03.04.2002")
	for code, want := range map[string]AreaChange{
		"35.03.04.2010": {Code: "35.03.04.2010", Change: AreaRenamed, Name: "Pringapus Jaya", Old: "Pringapus"},
		"35.03.04.2002": {Code: "35.03.04.2002", Change: AreaGone, Name: old, Old: old},
		"35.03.04.2099": {Code: "35.03.04.2099", Change: AreaNew, Name: "Pringapus Wetan", From: "35.03.04.2010"},
		"35.03.15":      {Code: "35.03.15", Change: AreaNew, Name: "Dongko Timur"},
		"35.03.15.2001": {Code: "35.03.15.2001", Change: AreaNew, Name: old, From: "35.03.04.2002"},
	} {
		if got[code] != want {
			t.Errorf("%s: %+v, want %+v", code, got[code], want)
		}
	}
	if len(got) != 5 || c.Same != 169 {
		t.Errorf("%d changes, %d the same", len(got), c.Same)
	}
}

// A newer list is in force once it is taken, after a start as well; and a file
// that was only looked at changes nothing.
func TestAreasOnThePage(t *testing.T) {
	on(t, func(w *world) {
		w.Cleanup(func() { region.Apply(nil) })
		region.Apply(nil)
		d := w.desk()
		file := listOf(map[string]string{"35.03.04.2010": "Pringapus Jaya", "35.03.04.2002": ""}, "35.03.04.2099;Pringapus Wetan;35.03.04.2010")
		if _, err := w.a.Create(w.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: w.a.System("test")},
			account.NewUser{Login: "reg.siki", Name: "Bu Registrar", Rights: account.Rights{Role: authority.Registrar, Areas: []string{"35.03.04.2002"}}}); err != nil {
			w.Fatal(err)
		}
		code, page := d.sendFile("/admin/wilayah", "berkas", "wilayah.csv", file)
		for _, want := range []string{"Hasil pemeriksaan", "tidak ada lagi dalam daftar baru: Bu Registrar", "Belum ada yang diubah. 169", "Pringapus Jaya", "Pemekaran dari", "Tidak ada lagi", "Pakai daftar ini", `name="edisi" value="wilayah"`} {
			if code != http.StatusOK || !strings.Contains(page, want) {
				w.Errorf("%d: the report lacks %q", code, want)
			}
		}
		if region.Name("35.03.04.2010") != "Pringapus" {
			w.Error("looking at a list changed it")
		}
		if code, page = d.sendFile("/admin/wilayah", "berkas", "wilayah.csv", []byte("x")); code != http.StatusUnprocessableEntity || !strings.Contains(page, "kolom kode dan nama") {
			w.Errorf("no list: %d", code)
		}
		list, err := readAreas(file, district)
		if err != nil {
			w.Fatal(err)
		}
		if code, _ = d.send(authority.Admin, http.MethodPost, "/admin/wilayah/simpan", "daftar", `[{"c":"35.04.01","n":"Lain"}]`); code != http.StatusUnprocessableEntity {
			w.Errorf("a list that was tampered with: %d", code)
		}
		if code, page = d.send(authority.Admin, http.MethodPost, "/admin/wilayah/simpan", "edisi", "Wilayah 2022", "daftar", pack(list)); code != http.StatusSeeOther {
			w.Fatalf("%d %s", code, page)
		}
		if err := w.s.ApplyAreas(w.Context()); err != nil { // the program does it after the change, and at its start
			w.Fatal(err)
		}
		if region.Name("35.03.04.2010") != "Pringapus Jaya" || region.Name("35.03.04.2099") != "Pringapus Wetan" || !region.Gone("35.03.04.2002") || region.Name("35.03.04.2002") == "" {
			w.Error("the list is not in force")
		}
		if _, page = d.sendFile("/admin/wilayah", "berkas", "wilayah.csv", file); !strings.Contains(page, "Tidak ada yang berubah") {
			w.Error("the same list again changes something")
		}
		if _, page = d.send(authority.Admin, http.MethodGet, "/admin/wilayah"); !strings.Contains(page, "Petugas admin") || !strings.Contains(page, "Pringapus Wetan") {
			w.Error("the page does not say who changed what")
		}
		if _, page = d.send(authority.Admin, http.MethodGet, "/admin/riwayat"); !strings.Contains(page, "Daftar: bawaan program") ||
			!strings.Contains(page, "Daftar: Wilayah 2022; Yang berubah: Baru 1, Nama baru 1, Tidak ada lagi 1") || strings.Contains(page, "Sedang dipakai") {
			w.Error("the history does not say from which list to which, and how many areas that concerned")
		}
		if code, _ = d.send(authority.Coordinator, http.MethodGet, "/admin/wilayah"); code != http.StatusForbidden {
			w.Errorf("the coordinator: %d", code)
		}
		for _, r := range authority.AccountRoles() {
			if _, err := w.s.SaveAreas(w.Context(), w.op(r), "", list); (err == nil) != (r == authority.Admin) {
				w.Errorf("%s: %v", r, err)
			}
		}
		if report, err := w.l.Verify(w.Context()); err != nil || !report.OK() {
			w.Errorf("%+v %v", report, err)
		}
	})
}
