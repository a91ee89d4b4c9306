package outreach_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/outreach"
)

// year is a computed plan until the end of the year, and the plan of a week as it
// is asked for after that.
func (w *world) year() string {
	w.Helper()
	spec := w.spec()
	spec.Period = outreach.Year
	id, err := w.s.AskPlan(w.Context(), w.op(w.coordinator), spec)
	w.must(err)
	w.jobs()
	return id
}

// TestTheYearHandsDownToTheWeek: what a plan of the year gives a week is proposed
// as its money, is a quota of its plan, and the sheet says what of it is met.
func TestTheYearHandsDownToTheWeek(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		for i, name := range []string{"Ponirah", "Tarmi", "Kasiran", "Suyatno"} {
			p := person{name: name, birth: "1941"}
			if i > 1 {
				p.area = village2
			}
			w.waiting(p)
		}
		b := s.as("rina")
		b.Expect(200, "Anggaran tahun ini belum diatur", "tidak ada jatah")(b.Get("/perjalanan/rencana/baru"))
		id := w.year()
		sheet := "/perjalanan/rencana/kerja/" + id
		b.Expect(200, "belum memakai rencana tahunan", "Pakai setahun")(b.Get(sheet))
		if err := w.s.AdoptPlan(w.Context(), w.op(w.officer), id, outreach.VariantHome, 1); !fault.Is(err, fault.Forbidden) {
			w.Errorf("an officer adopts a plan: %v", err)
		}
		w.want(w.s.AdoptPlan(w.Context(), w.op(w.coordinator), id, outreach.VariantHome, 7), fault.Conflict, "fault.outreach.planner.changed")
		b.Expect(200, "Rencana tahunan dipakai", "Kantor memakai rencana tahunan ini", "dipakai oleh Bu rina")(b.Post(sheet+"/pakai", "rencana", "home", "versi", "1"))
		b.Expect(409, "Berhenti memakai dahulu")(b.Post(sheet + "/buang"))

		// The week in which the year visits them gets their money, the week after nothing.
		b.Expect(200, "Rencana tahunan menjatah Rp", "Dongko: 4 warga", "Pringapus", "80% jatah warga")(b.Get("/perjalanan/rencana/baru?mulai=2021-06-14&masa=week"))
		money := regexp.MustCompile(`name="usulan" value="(\d+)"`).FindStringSubmatch(b.Last)
		if money == nil || money[1] == "0" {
			w.Fatalf("no money is proposed: %v", money)
		}
		b.Expect(200, "tidak ada jatah")(b.Get("/perjalanan/rencana/baru?mulai=2021-06-21&masa=week"))
		// Whoever leaves the proposal as the page had it gets that of the period chosen.
		b.Expect(200, "Menyusun rencana")(b.Post("/perjalanan/rencana/baru", "masa", "week", "mulai", "2021-06-14", "kendaraan.tim-a", "mobil", "alat", "alat-1", "anggaran", "", "usulan", ""))
		week := b.Path
		w.jobs()
		b.Expect(200, "Jatah dari rencana tahunan", "memenuhi 4 dari 4 warga dan 2 dari 2 desa", "semua desa dikunjungi", "Sisa anggaran", "perjalanan yang sudah ada Rp\u00a00,")(b.Get(week))

		// Once the days are announced the year's share is used, and met by the trips.
		done, err := w.s.AnnouncePlan(w.Context(), w.op(w.coordinator), strings.TrimPrefix(week, "/perjalanan/rencana/kerja/"), outreach.VariantHome, 1, []int{0, 1, 2, 3, 4})
		w.must(err)
		people := 0
		for _, a := range done {
			people += a.People
		}
		if people != 4 {
			w.Fatalf("%d are announced: %+v", people, done)
		}
		w.waiting(person{name: "Lasmi", birth: "1950"})
		later, err := w.s.AskPlan(w.Context(), w.op(w.coordinator), w.spec())
		w.must(err)
		w.jobs()
		b.Expect(200, "memenuhi 4 dari 4 warga")(b.Get("/perjalanan/rencana/kerja/" + later))
		if strings.Contains(b.Last, "perjalanan yang sudah ada Rp\u00a00,") {
			w.Error("the trips used no money")
		}

		// Another plan of the year takes its place, and can be left.
		other := w.year()
		b.Expect(200, "Kantor memakai rencana tahunan lain")(b.Get("/perjalanan/rencana/kerja/" + other))
		w.must(w.s.AdoptPlan(w.Context(), w.op(w.coordinator), other, outreach.VariantBoth, 1))
		if n := w.count(`SELECT COUNT(*) FROM plan_adoption WHERE ended_at = 0`); n != 1 {
			w.Errorf("%d plans of the year are in use", n)
		}
		b.Expect(200, "tidak dipakai lagi", "belum memakai rencana tahunan")(b.Post("/perjalanan/rencana/kerja/" + other + "/lepas"))
		b.Expect(200, "dibuang")(b.Post(sheet + "/buang"))
	})
}

// TestASheetWhoseWorkFailedSaysSo: in the list too, with why, and is computed when
// it is asked for again.
func TestASheetWhoseWorkFailedSaysSo(t *testing.T) {
	on(t, func(w *world) {
		b := w.site().as("rina")
		w.waiting(person{name: "Ponirah", birth: "1941"})
		id, err := w.s.AskPlan(w.Context(), w.op(w.coordinator), w.spec())
		w.must(err)
		b.Expect(200, "Belum selesai dihitung", "!Hitung lagi")(b.Get("/perjalanan/rencana"))
		kinds := w.s.Jobs()
		whole := kinds[outreach.JobPlan]
		broken := whole
		broken.Handler = func(context.Context, *job.Run) error { return fault.New(fault.Invalid, "fault.internal") }
		w.work(map[string]job.Kind{outreach.JobPlan: broken}, true)
		b.Expect(200, "Gagal dihitung", "kesalahan di pihak kami, bukan pada isian Anda", "Hitung lagi", "!Belum selesai")(b.Get("/perjalanan/rencana"))
		b.Expect(200, "Gagal dihitung", "kesalahan di pihak kami, bukan pada isian Anda", "Hitung lagi")(b.Get("/perjalanan/rencana/kerja/" + id))
		b.Expect(200, "Menyusun rencana")(b.Post("/perjalanan/rencana/kerja/" + id + "/ulang"))
		w.work(map[string]job.Kind{outreach.JobPlan: whole}, true)
		b.Expect(200, "Siap", "!Gagal", "!Hitung lagi")(b.Get("/perjalanan/rencana"))
	})
}
