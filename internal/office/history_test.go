package office

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/fault"
)

// Every change is told with who, what it was before and what it is after.
func TestChangesSayOldAndNew(t *testing.T) {
	on(t, func(w *world) {
		ctx, d := w.Context(), w.desk()
		id, err := w.s.Save(ctx, w.op(authority.Admin), "", ChangedBody{What: Kit, Name: "Alat satu", Active: true, Condition: KitReady, Serial: "A-1"})
		if err != nil {
			w.Fatal(err)
		}
		if _, err := w.s.Save(ctx, w.op(authority.Coordinator), id, ChangedBody{What: Kit, Name: "Alat satu", Active: true, Condition: KitRepair, Serial: "A-1", Note: "Sensor diganti"}); err != nil {
			w.Fatal(err)
		}
		for _, name := range []string{"Bu Kepala", "Pak Kepala"} {
			if err := w.s.SaveSettings(ctx, w.op(authority.Admin), map[string]string{SettingHeadName: name}, nil); err != nil {
				w.Fatal(err)
			}
		}
		history, err := w.s.history(ctx, id)
		if err != nil || len(history) != 2 || history[0].First || !history[1].First || history[0].Old.Condition != KitReady || history[0].Now.Condition != KitRepair {
			w.Fatalf("%+v %v", history, err)
		}
		code, page := d.send(authority.Admin, http.MethodGet, "/admin/riwayat")
		for _, want := range []string{"Siap dipakai", "Sedang diperbaiki", "Sensor diganti", "Bu Kepala", "Pak Kepala", "Nama Kepala Dinas", "Peran: Administrator"} {
			if code != http.StatusOK || !strings.Contains(page, want) {
				w.Errorf("status %d: the history lacks %q", code, want)
			}
		}
		// A link for a new password changes no right: no pair of two nothings.
		before := strings.Count(page, "(belum ada)")
		if _, err := w.a.Link(ctx, w.op(authority.Admin), w.officer("dewi")); err != nil {
			w.Fatal(err)
		}
		if _, page := d.send(authority.Admin, http.MethodGet, "/admin/riwayat"); !strings.Contains(page, "Tautan kata sandi dibuat") || strings.Count(page, "(belum ada)") != before+1 {
			w.Errorf("a link: %d times nothing, before %d", strings.Count(page, "(belum ada)"), before)
		}
		if _, page := d.send(authority.Admin, http.MethodGet, "/admin/riwayat?jenis=setting"); strings.Contains(page, "Sensor diganti") || !strings.Contains(page, "Pak Kepala") {
			w.Error("the history of settings shows something else")
		}
		if _, page := d.send(authority.Coordinator, http.MethodGet, "/admin/alat/"+id); !strings.Contains(page, "Siap dipakai → Sedang diperbaiki") {
			w.Error("the kit's own page does not say what changed")
		}
		if code, _ := d.send(authority.Coordinator, http.MethodGet, "/admin/riwayat"); code != http.StatusForbidden {
			w.Errorf("the coordinator reads who changed rights: %d", code)
		}
	})
}

func TestAgreements(t *testing.T) {
	on(t, func(w *world) {
		d := w.desk()
		day := func(off int) string { return time.Now().AddDate(0, 0, off).Format(time.DateOnly) }
		if _, page := d.send(authority.Head, http.MethodGet, "/perjanjian"); !strings.Contains(page, "Belum ada perjanjian") || strings.Contains(page, "/perjanjian/baru") {
			w.Error("the head is offered what the head may not do")
		}
		code, page := d.send(authority.Coordinator, http.MethodPost, "/perjanjian/baru", "nama", "Panti", "jenis", "mou", "mulai", day(-300), "sampai", day(-301))
		if code != http.StatusUnprocessableEntity || !strings.Contains(page, "Tanggal akhir harus setelah tanggal mulai") {
			w.Errorf("an end before the beginning: %d", code)
		}
		for name, until := range map[string]string{"MoU panti": day(20), "MoU rutan": day(-3), "SK tim": "", "MoU RSUD": day(400)} {
			if code, page := d.send(authority.Coordinator, http.MethodPost, "/perjanjian/baru", "nama", name, "jenis", "mou", "mitra", "Mitra", "mulai", day(-300), "sampai", until); code != http.StatusSeeOther {
				w.Fatalf("%s: %d %s", name, code, page)
			}
		}
		_, page = d.send(authority.Head, http.MethodGet, "/perjanjian")
		for _, want := range []string{"2 perjanjian habis", "hari lagi", "hari lalu", "tanpa batas", "Berlaku"} {
			if !strings.Contains(page, want) {
				w.Errorf("the list lacks %q", want)
			}
		}
		if code, page := d.send(authority.Head, http.MethodGet, "/perjanjian/mou-panti"); code != http.StatusOK || strings.Contains(page, "Simpan perjanjian") || !strings.Contains(page, "Ditambahkan") {
			w.Errorf("the head's view of one: %d", code)
		}
		if code, _ := d.send(authority.Head, http.MethodPost, "/perjanjian/baru", "nama", "Lain", "jenis", "mou", "mulai", day(0)); code != http.StatusForbidden {
			w.Errorf("the head adds one: %d", code)
		}
		if _, err := w.s.Save(w.Context(), w.op(authority.Head), "", ChangedBody{What: Agreement, Name: "Lain", Kind: "mou", From: day(0)}); !fault.Is(err, fault.Forbidden) {
			w.Errorf("the head adds one: %v", err)
		}
	})
}
