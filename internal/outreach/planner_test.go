package outreach_test

import (
	"context"
	"html"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/office"
	"github.com/jempolkeren/jempol/internal/outreach"
)

// jobs does what was asked for until nothing is left.
func (w *world) jobs() {
	w.Helper()
	w.work(w.s.Jobs(), false)
}

// work does it as the kinds say; whether it may fail is said.
func (w *world) work(kinds map[string]job.Kind, mayFail bool) {
	w.Helper()
	ctx, stop := context.WithCancel(w.Context())
	runner := job.New(job.Options{DB: w.d, Kinds: kinds, Clock: w.clock, Poll: 20 * time.Millisecond,
		Offices: func(context.Context) ([]string, error) { return []string{officeID}, nil }})
	over := make(chan struct{})
	go func() { defer close(over); _ = runner.Run(ctx) }()
	defer func() { stop(); <-over }()
	for range 3000 {
		list, err := job.List(ctx, w.d, w.a.System("test"), 100)
		w.must(err)
		open := 0
		for _, st := range list {
			if !st.Over() {
				open++
			} else if st.State == job.Failed && !mayFail {
				w.Fatalf("a job failed: %+v", st)
			}
		}
		if open == 0 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	w.Fatal("the jobs never end")
}

func (w *world) spec() outreach.PlanSpec {
	return outreach.PlanSpec{Period: outreach.Week, From: "2021-06-14", Crews: []outreach.Crew{{Team: "tim-a", Vehicle: "mobil"}}, Kits: []string{"alat-1"}, Budget: -1,
		Points: map[string]string{village: "village_hall"}}
}

// planned is the sheet of a week, computed.
func (w *world) planned() string {
	w.Helper()
	id, err := w.s.AskPlan(w.Context(), w.op(w.coordinator), w.spec())
	w.must(err)
	w.jobs()
	return id
}

var (
	dayLink  = regexp.MustCompile(`hari\?rencana=([a-z]+)&amp;rute=(\d+)`)
	version  = regexp.MustCompile(`name="versi" value="(\d+)"`)
	undoLink = regexp.MustCompile(`/perjalanan/rencana/kerja/[0-9a-f-]+/batal\?[^"]*`)
)

// TestAPlanIsMadeComparedChangedAndAnnounced: the whole way on its pages.
func TestAPlanIsMadeComparedChangedAndAnnounced(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		var ids, numbers []string
		for i, name := range []string{"Ponirah", "Tarmi", "Kasiran", "Suyatno", "Lasmi"} {
			p := person{name: name, birth: "1941"}
			if i > 2 {
				p.area = village2
			}
			id, no := w.waiting(p)
			ids, numbers = append(ids, id), append(numbers, no)
		}
		_, far := w.waiting(person{name: "Entah", birth: "1950", area: "35.03.04"})
		b := s.as("rina")
		b.Expect(200, "Belum ada rencana", "Susun rencana")(b.Get("/perjalanan/rencana"))
		b.Expect(200, "Pringapus, Dongko: 3 warga bisa datang", "Anggaran tahun ini belum diatur", "6 warga")(b.Get("/perjalanan/rencana/baru"))
		b.Expect(422, "Pilih kendaraan untuk satu sampai delapan tim")(b.Post("/perjalanan/rencana/baru", "masa", "week", "mulai", "2021-06-14"))
		b.Expect(422, "Tulis hari libur seperti")(b.Post("/perjalanan/rencana/baru", "masa", "week", "mulai", "2021-06-14", "libur", "kemarin"))
		b.Expect(422, "Tidak ada kasus JK-9")(b.Post("/perjalanan/rencana/baru", "masa", "week", "mulai", "2021-06-14", "kendaraan.tim-a", "mobil", "wajib", "JK-9"))
		b.Expect(422, "Kendaraan ini sudah dipakai tim lain")(b.Post("/perjalanan/rencana/baru", "masa", "week", "mulai", "2021-06-14", "kendaraan.tim-a", "mobil", "kendaraan.tim-b", "mobil"))
		b.Expect(200, "Menyusun rencana untuk 6 warga")(b.Post("/perjalanan/rencana/baru", "masa", "week", "mulai", "2021-06-14", "kendaraan.tim-a", "mobil", "alat", "alat-1",
			"kumpul."+village, "village_hall", "wajib", numbers[0]))
		plan := b.Path
		w.jobs()
		b.Expect(200, "A · Rumah dan titik kumpul", "B · Semua ke rumah", "C · Titik kumpul dahulu", "Disarankan", "Per orang", "Pemerataan", "Letak desa belum diketahui", "Warga terlayani terhadap biaya")(b.Get(plan))
		b.Expect(200, "Entah", "Perbaiki desa", "/kasus/"+far+"/data", "minta admin memasukkan batas")(b.Get(plan + "/tertinggal?rencana=both"))
		_, board := b.Get(plan + "/papan?rencana=both")
		m := dayLink.FindStringSubmatch(board)
		if m == nil {
			w.Fatal("the board has no days")
		}
		// The first day that has visits.
		var route string
		for _, m := range dayLink.FindAllStringSubmatch(board, -1) {
			if _, page := b.Get(plan + "/hari?rencana=both&rute=" + m[2]); strings.Contains(page, "Ponirah") {
				route = m[2]
				break
			}
		}
		if route == "" {
			w.Fatal("no day has visits")
		}
		day := plan + "/hari?rencana=both&rute=" + route
		b.Expect(200, "Peta", "Batas wilayah perkiraan", "rencana lolos pemeriksaan", "Ponirah, ")(b.Get(day))
		v := func() string { return version.FindStringSubmatch(b.Last)[1] }
		old := v()
		b.Expect(200, "ditahan di sini", "Ditahan")(b.Post(plan+"/ubah", "rencana", "both", "versi", old, "warga", numbers[0], "apa", "pin", "rute", route))
		undo := func() string { return html.UnescapeString(undoLink.FindString(b.Last)) }
		undoPin := undo()
		// Somebody who still has the old page is told who changed it.
		b.Expect(409, "Bu rina mengubah rencana ini")(b.Post(plan+"/ubah", "rencana", "both", "versi", old, "warga", numbers[1], "apa", "exclude", "rute", route))
		b.Get(day)
		b.Expect(200, numbers[1]+" dikeluarkan", "menit")(b.Post(plan+"/ubah", "rencana", "both", "versi", v(), "warga", numbers[1], "apa", "exclude", "rute", route))
		undoOut := undo()
		b.Expect(200, "Dikeluarkan dari rencana ini oleh perencana")(b.Get(plan + "/tertinggal?rencana=both"))
		b.Get(day)
		// A bar that still offers to take back what came before takes nothing else back.
		b.Expect(409, "Bu rina mengubah rencana ini")(b.Post(undoPin))
		b.Get(day)
		b.Expect(200, "Perubahan terakhir diurungkan")(b.Post(undoOut))
		b.Expect(200, "!Dikeluarkan dari rencana ini oleh perencana")(b.Get(plan + "/tertinggal?rencana=both"))
		b.Get(day)
		b.Expect(422, "Pilih warga yang ditukar")(b.Post(plan+"/ubah", "rencana", "both", "versi", v(), "warga", numbers[1], "apa", "swap", "rute", route))
		b.Get(day)
		b.Expect(409, "tidak bisa direncanakan")(b.Post(plan+"/ubah", "rencana", "both", "versi", v(), "warga", far, "apa", "move", "rute", route))
		b.Get(plan + "/papan?rencana=both")
		b.Expect(200)(b.Post(plan+"/ulang", "rencana", "both", "versi", v()))
		w.jobs()
		b.Expect(200, "Dioptimalkan lagi", "Umumkan ke desa")(b.Get(plan + "/papan?rencana=both"))
		// Why is Ponirah in it?
		b.Expect(200, "Ikut ", "Bobot menurut aturan prioritas", "Bobot dasar")(b.Get("/perjalanan/rencana/mengapa?kasus=" + numbers[0]))

		// Meanwhile somebody waits no longer.
		w.do(w.coordinator, drop(ids[4]))
		b.Get(plan + "/papan?rencana=both")
		var days []string
		for _, m := range regexp.MustCompile(`name="hari" value="(\d+)"`).FindAllStringSubmatch(b.Last, -1) {
			days = append(days, "hari", m[1])
		}
		if len(days) == 0 {
			w.Fatal("nothing can be announced")
		}
		b.Expect(422, "Pilih paling sedikit satu hari")(b.Post(plan+"/umumkan", "rencana", "both", "versi", v()))
		b.Get(plan + "/papan?rencana=both")
		now := v()
		b.Expect(200, "perjalanan diumumkan", "4 warga dijadwalkan", "tidak ikut karena keadaannya berubah")(b.Post(plan+"/umumkan", append([]string{"rencana", "both", "versi", now}, days...)...))
		if n := w.count(`SELECT COUNT(*) FROM trip WHERE state = 'published'`); n == 0 {
			w.Error("no trip is published")
		}
		for _, id := range ids[:4] {
			if st := w.state(id); st.Booking.Trip == "" {
				w.Errorf("%s is not booked", st.Number)
			}
		}
		// A second time, and by whoever still has the old page, nothing is announced twice.
		trips := w.count(`SELECT COUNT(*) FROM trip`)
		b.Expect(409, "mengubah rencana ini")(b.Post(plan+"/umumkan", append([]string{"rencana", "both", "versi", now}, days...)...))
		b.Get(plan + "/papan?rencana=both")
		if n := w.count(`SELECT COUNT(*) FROM trip`); n != trips {
			w.Errorf("%d trips, %d before", n, trips)
		}
		b.Expect(200, "dibuang")(b.Post(plan + "/buang"))
		b.Expect(404)(b.Get(plan))
		if s.log.Len() > 0 && strings.Contains(s.log.String(), "Ponirah") {
			w.Error("a name is in the log")
		}
	})
}

// drop ends a case: the person waits no longer.
func drop(id string) ledger.Draft {
	return ledger.Draft{Subject: ledger.Subject{Kind: casefile.KindCase, ID: id}, Type: casefile.Moved, Area: village2, Body: casefile.ExitBody{Reason: "other_kabupaten", Evidence: "letter", To: "35.04"}}
}

// TestAKitThatIsTakenMeanwhileIsExplained: the day stays a plan that can be
// changed, and says who has the kit; nothing is lost.
func TestAKitThatIsTakenMeanwhileIsExplained(t *testing.T) {
	on(t, func(w *world) {
		w.site()
		first, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		id := w.planned()
		for _, day := range []string{"2021-06-14", "2021-06-15", "2021-06-16", "2021-06-17", "2021-06-18"} {
			other, _ := w.waiting(person{name: "Lain", birth: "1960"})
			trip := w.planOnTeam(day, "alat-1", "tim-b")
			w.add(trip, outreach.Home, other)
			w.must(w.s.Publish(w.Context(), w.op(w.coordinator), trip))
		}
		var routes []int
		for r := range 5 {
			routes = append(routes, r)
		}
		done, err := w.s.AnnouncePlan(w.Context(), w.op(w.coordinator), id, outreach.VariantHome, 1, routes)
		w.must(err)
		// A first visit goes without a kit where none is free; a recording does not.
		if len(done) != 1 || done[0].Err != nil || w.tripState(done[0].Trip).Plan.Kit != "" {
			w.Fatalf("%+v", done)
		}
		if st := w.state(first); st.Booking.Trip != done[0].Trip {
			w.Error("the person is not booked")
		}
	})
}

// TestTwoPlannersAnnounceOneDayOnce: the second is told, by whichever way.
func TestTwoPlannersAnnounceOneDayOnce(t *testing.T) {
	on(t, func(w *world) {
		w.site()
		w.waiting(person{name: "Ponirah", birth: "1941"})
		one, other := w.planned(), w.planned()
		all := []int{0, 1, 2, 3, 4}
		a, err := w.s.AnnouncePlan(w.Context(), w.op(w.coordinator), one, outreach.VariantHome, 1, all)
		w.must(err)
		if len(a) != 1 || a[0].Err != nil || a[0].People != 1 {
			w.Fatalf("%+v", a)
		}
		b, err := w.s.AnnouncePlan(w.Context(), w.op(w.coordinator), other, outreach.VariantHome, 1, all)
		w.must(err)
		if len(b) != 1 || b[0].Err == nil || fault.As(b[0].Err).Key != "fault.outreach.planner.nobody_left" || len(b[0].Refused) != 1 {
			w.Fatalf("%+v", b)
		}
		_, err = w.s.AnnouncePlan(w.Context(), w.op(w.coordinator), one, outreach.VariantHome, 1, all)
		w.want(err, fault.Conflict, "fault.outreach.planner.changed")
		if n := w.count(`SELECT COUNT(*) FROM trip WHERE state = 'published'`); n != 1 {
			w.Errorf("%d trips are announced", n)
		}
	})
}

// TestOnlyPlannersPlan: an officer of the field has no sheet.
func TestOnlyPlannersPlan(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		w.reference("motor", office.ChangedBody{What: office.Vehicle, Name: "Motor", Kind: "motorcycle", Seats: 2, RupiahKM: 800, Active: true})
		_, err := w.s.AskPlan(w.Context(), w.op(w.officer), w.spec())
		w.want(err, fault.Forbidden, fault.As(err).Key)
		b := s.as("bagus")
		b.Expect(403)(b.Get("/perjalanan/rencana"))
		spec := w.spec()
		spec.Crews = nil
		spec.From = "2021-01-01"
		_, err = w.s.AskPlan(w.Context(), w.op(w.coordinator), spec)
		w.want(err, fault.Invalid, "fault.outreach.day_past")
		w.want(err, fault.Invalid, "fault.outreach.planner.crews")
		spec = w.spec()
		spec.Off = []string{"2021-06-14", "2021-06-15", "2021-06-16", "2021-06-17", "2021-06-18"}
		_, err = w.s.AskPlan(w.Context(), w.op(w.coordinator), spec)
		w.want(err, fault.Invalid, "fault.outreach.planner.no_days")
	})
}
