package outreach_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/ledger"
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
		number := ""
		for i, name := range []string{"Ponirah", "Tarmi", "Kasiran", "Suyatno"} {
			p := person{name: name, birth: "1941"}
			if i > 1 {
				p.area = village2
			}
			_, number = w.waiting(p)
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
		w.now = w.now.Add(time.Minute) // the newest sheet is asked why
		b.Expect(200, "Menyusun rencana")(b.Post("/perjalanan/rencana/baru", "masa", "week", "mulai", "2021-06-14", "kendaraan.tim-a", "mobil", "alat", "alat-1", "anggaran", "", "usulan", ""))
		week := b.Path
		w.jobs()
		b.Expect(200, "Jatah dari rencana tahunan", "memenuhi 4 dari 4 warga dan 2 dari 2 desa", "semua desa dikunjungi", "Sisa anggaran", "perjalanan yang sudah ada Rp\u00a00,")(b.Get(week))

		b.Expect(200, "Ikut ", "Rencana tahunan menjatah desanya untuk masa ini: bobotnya ditambah 40.")(b.Get("/perjalanan/rencana/mengapa?kasus=" + number))
		b.Expect(200, "mendapat tambahan bobot 40, sampai ada perjalanan ke desanya")(b.Get(week + "/tertinggal?rencana=home"))

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
		_, lasmi := w.waiting(person{name: "Lasmi", birth: "1950"})
		_, far := w.waiting(person{name: "Paini", birth: "1950", area: village3})
		w.now = w.now.Add(time.Minute)
		later, err := w.s.AskPlan(w.Context(), w.op(w.coordinator), w.spec())
		w.must(err)
		w.jobs()
		b.Expect(200, "memenuhi 4 dari 4 warga")(b.Get("/perjalanan/rencana/kerja/" + later))
		if strings.Contains(b.Last, "perjalanan yang sudah ada Rp\u00a00,") {
			w.Error("the trips used no money")
		}
		b.Expect(200, "menjatah desanya untuk masa ini, tetapi sudah ada perjalanan ke sana")(b.Get("/perjalanan/rencana/mengapa?kasus=" + lasmi))
		b.Expect(200, "Rencana tahunan tidak menjatah desanya untuk masa ini")(b.Get("/perjalanan/rencana/mengapa?kasus=" + far))

		// Another plan of the year takes its place, and can be left.
		other := w.year()
		b.Expect(200, "Kantor memakai rencana tahunan lain")(b.Get("/perjalanan/rencana/kerja/" + other))
		w.must(w.s.AdoptPlan(w.Context(), w.op(w.coordinator), other, outreach.VariantBoth, 1))
		if n := w.count(`SELECT COUNT(*) FROM plan_year WHERE ended_at = 0`); n != 1 {
			w.Errorf("%d plans of the year are in use", n)
		}
		b.Expect(200, "tidak dipakai lagi", "belum memakai rencana tahunan")(b.Post("/perjalanan/rencana/kerja/" + other + "/lepas"))
		b.Expect(200, "dibuang")(b.Post(sheet + "/buang"))
	})
}

// TestAdoptingAPlanIsAnEvent: who adopted which version and who left it stands in
// the ledger, once however often it is pressed; and what was adopted before that
// was an event counts until an event ends it.
func TestAdoptingAPlanIsAnEvent(t *testing.T) {
	on(t, func(w *world) {
		b := w.site().as("rina")
		w.waiting(person{name: "Ponirah", birth: "1941"})
		id := w.year()
		sheet := "/perjalanan/rencana/kerja/" + id
		events := func(id string) (types []string) {
			list, err := w.l.Events(w.Context(), w.a.System("test"), ledger.Subject{Kind: casefile.KindPlan, ID: id})
			w.must(err)
			for _, e := range list {
				types = append(types, e.Type)
			}
			return types
		}
		op := w.op(w.coordinator)
		for range 2 {
			w.must(w.s.AdoptPlan(w.Context(), op, id, outreach.VariantHome, 1))
		}
		w.must(w.s.AdoptPlan(w.Context(), w.op(w.coordinator), id, outreach.VariantBoth, 1))
		for range 2 {
			w.must(w.s.LeavePlan(w.Context(), w.op(w.coordinator), id))
		}
		if got := events(id); !slices.Equal(got, []string{casefile.PlanAdopted, casefile.PlanAdopted, casefile.PlanLeft}) {
			w.Errorf("%v", got)
		}
		if n := w.count(`SELECT COUNT(*) FROM plan_year WHERE ended_at > 0 AND ended_by = 'u-rina' AND adopted_by = 'u-rina'`); n != 2 {
			w.Errorf("%d rows tell who adopted and who left", n)
		}
		w.want(w.s.LeavePlan(w.Context(), w.op(w.officer), id), fault.Forbidden, "fault.authority.forbidden")

		// A row of the time before.
		old := w.year()
		w.must(w.d.Write(w.Context(), officeID, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO plan_adoption (office_id, plan_id, adopted_at, adopted_by, variant, version, asked_at, from_on, to_on, shares, ended_at, ended_by)
				VALUES ($1, $2, 1, 'u-rina', 'home', 1, 1, '2021-06-10', '2021-12-31', '[{"d":"2021-06-15","k":"35.03.04","r":900000,"v":{"35.03.04.2010":3}}]', 0, '')`, officeID, old)
			return err
		}))
		b.Expect(200, "Rencana tahunan menjatah Rp", "Dongko: 3 warga")(b.Get("/perjalanan/rencana/baru?mulai=2021-06-14&masa=week"))
		b.Expect(200, "Kantor memakai rencana tahunan lain")(b.Get(sheet))
		b.Expect(409, "Berhenti memakai dahulu")(b.Post("/perjalanan/rencana/kerja/" + old + "/buang"))
		w.must(w.s.AdoptPlan(w.Context(), w.op(w.coordinator), id, outreach.VariantHome, 1))
		if got := events(old); !slices.Equal(got, []string{casefile.PlanLeft}) {
			w.Errorf("the older plan: %v", got)
		}
		b.Expect(200, "Kantor memakai rencana tahunan ini")(b.Get(sheet))
		if n := w.count(`SELECT COUNT(*) FROM outreach_v_plan_year`); n != 1 {
			w.Errorf("%d plans of the year are in use", n)
		}
		if report, err := w.l.Verify(w.Context()); err != nil || !report.OK() {
			w.Errorf("%v %+v", err, report)
		}
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
		w.must(w.d.Write(w.Context(), officeID, func(tx *db.Tx) error { // as a month later
			_, err := tx.Exec(`DELETE FROM job WHERE office_id = $1`, officeID)
			return err
		}))
		for _, page := range []string{"", "/kerja/" + id} {
			b.Expect(200, "Penghitungan berhenti", "lebih dari 30 hari lalu", "Hitung lagi", "!Gagal dihitung")(b.Get("/perjalanan/rencana" + page))
		}
		b.Expect(200, "Menyusun rencana")(b.Post("/perjalanan/rencana/kerja/" + id + "/ulang"))
		w.work(map[string]job.Kind{outreach.JobPlan: whole}, true)
		b.Expect(200, "Siap", "!Gagal", "!Hitung lagi")(b.Get("/perjalanan/rencana"))
	})
}
