package outreach_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/office"
	"github.com/jempolkeren/jempol/internal/outreach"
	"github.com/jempolkeren/jempol/internal/region"
)

const homeArea = "35.03.11"

func roadOf(a, b, shown string) outreach.RoadIn { return outreach.RoadIn{A: a, B: b, Shown: shown} }

// newest is the last statement of a way, as a form would show it.
func (w *world) newest() (event string) {
	w.Helper()
	w.must(w.d.QueryRow(w.Context(), `SELECT event FROM road WHERE road_id = $1`, village+"~"+homeArea).Scan(&event))
	return event
}

// TestAWayIsCorrectedClosedAndOpened: what the coordinator says of a way holds
// at once, everywhere, can be taken back, and two who say it at a time do not
// overwrite each other.
func TestAWayIsCorrectedClosedAndOpened(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		way := func() outreach.Way {
			r, err := w.s.Roads(ctx)
			w.must(err)
			return r.Way(day, homeArea, village)
		}
		usual := way().Minutes
		in := roadOf(village, homeArea, "")
		in.Minutes, in.Metres = 95, 31_500
		w.want(w.s.CorrectRoad(ctx, w.op(w.officer), in), fault.Forbidden, "fault.authority.forbidden")
		w.must(w.s.CorrectRoad(ctx, w.op(w.coordinator), in))
		if got := way(); got.Minutes != 95 || got.KM != 31.5 || got.Source != outreach.FromPeople {
			w.Errorf("%+v", got)
		}
		w.want(w.s.CorrectRoad(ctx, w.op(w.coordinator), in), fault.Conflict, "fault.outreach.road_changed") // the second tab
		shut := roadOf(homeArea, village, w.newest())
		shut.From, shut.Reason = "2021-06-15", "landslide"
		w.must(w.s.CloseRoad(ctx, w.op(w.coordinator), shut))
		if got := way(); got.Closed == nil || got.Minutes != 95 {
			w.Errorf("%+v", got)
		}
		w.must(w.s.UndoRoad(ctx, w.op(w.coordinator), roadOf(homeArea, village, w.newest())))
		if got := way(); got.Closed != nil || got.Minutes != 95 {
			w.Errorf("%+v", got)
		}
		w.must(w.s.UndoRoad(ctx, w.op(w.coordinator), roadOf(homeArea, village, w.newest()))) // and forth again
		if way().Closed == nil {
			w.Error("what was taken back twice does not hold")
		}
		w.must(w.s.OpenRoad(ctx, w.op(w.coordinator), roadOf(homeArea, village, w.newest())))
		w.want(w.s.OpenRoad(ctx, w.op(w.coordinator), roadOf(homeArea, village, w.newest())), fault.Conflict, "fault.outreach.not_closed")
		free := roadOf(homeArea, village, w.newest())
		w.must(w.s.CorrectRoad(ctx, w.op(w.coordinator), free))
		if got := way(); got.Minutes != usual {
			w.Errorf("%+v", got)
		}
		for key, bad := range map[string]outreach.RoadIn{
			"fault.outreach.road_ends":     {A: village, B: village},
			"fault.outreach.way_minutes":   {A: village, B: village2, RoadBody: outreach.RoadBody{Minutes: 721}},
			"fault.outreach.way_km":        {A: village, B: village2, RoadBody: outreach.RoadBody{Minutes: 20, Metres: 500_001}},
			"fault.outreach.closed_from":   {A: village, B: village2, RoadBody: outreach.RoadBody{Reason: "flood"}},
			"fault.outreach.closed_order":  {A: village, B: village2, RoadBody: outreach.RoadBody{From: day, Until: "2021-06-01", Reason: "flood"}},
			"fault.outreach.closed_reason": {A: village, B: village2, RoadBody: outreach.RoadBody{From: day}},
		} {
			act := w.s.CloseRoad
			if strings.Contains(key, "way_") || strings.Contains(key, "ends") {
				act = w.s.CorrectRoad
			}
			w.want(act(ctx, w.op(w.coordinator), bad), fault.Invalid, key)
		}
		w.must(w.s.SetSeason(ctx, w.op(w.coordinator), outreach.SeasonBody{Months: []int{6}, Percent: 150}))
		if got := way(); got.Minutes < usual*1.49 || got.Minutes > usual*1.51 {
			w.Errorf("%v in the wet season, %v in the dry one", got.Minutes, usual)
		}
		w.want(w.s.SetSeason(ctx, w.op(w.coordinator), outreach.SeasonBody{Months: []int{13}, Percent: 120}), fault.Invalid, "fault.outreach.months")
		if n := w.count(`SELECT COUNT(*) FROM road_change`); n != 7 {
			w.Errorf("%d changes are told", n)
		}
		report, err := w.l.Verify(ctx)
		w.must(err)
		if !report.OK() {
			w.Errorf("%v", report.Findings)
		}
	})
}

// TestAClosedRoadStopsATrip: a village that cannot be reached is said so, in
// words, before anybody is promised a visit.
func TestAClosedRoadStopsATrip(t *testing.T) {
	on(t, func(w *world) {
		s, ctx := w.site(), w.Context()
		id, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		trip := w.plan("alat-1", "tim-a")
		w.add(trip, outreach.Home, id)
		shut := roadOf("35.03", village, "")
		shut.From, shut.Until, shut.Reason = "2021-06-14", "2021-06-20", "bridge"
		w.must(w.s.CloseRoad(ctx, w.op(w.coordinator), shut))
		w.want(w.s.Publish(ctx, w.op(w.coordinator), trip), fault.Conflict, "fault.outreach.road_closed")
		b := s.as("rina")
		b.Expect(200, "tidak bisa dilalui pada hari itu", "jembatan rusak. Keluarkan perhentiannya")(b.Get("/perjalanan/" + trip))
		b.Expect(409, "ditutup pada hari itu", "pilih hari lain")(b.Post("/perjalanan/" + trip + "/umumkan"))
		b.Expect(200, "Semua tempat", "ditutup 14 Juni 2021 sampai 20 Juni 2021: jembatan rusak")(b.Get("/perjalanan/waktu?bagian=ditutup"))
		var event string
		w.must(w.d.QueryRow(ctx, `SELECT event FROM road`).Scan(&event))
		w.must(w.s.OpenRoad(ctx, w.op(w.coordinator), roadOf("35.03", village, event)))
		w.must(w.s.Publish(ctx, w.op(w.coordinator), trip))
	})
}

// driven lets the team drive one trip to the village and back, each way in so
// many minutes.
func (w *world) driven(on time.Time, minutes int) string {
	w.Helper()
	ctx := w.Context()
	w.now = on.Add(-48 * time.Hour)
	id, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
	trip := w.planOn(on.Format(time.DateOnly), "alat-1")
	w.add(trip, outreach.Home, id)
	w.must(w.s.Publish(ctx, w.op(w.coordinator), trip))
	stop := w.tripState(trip).Stops[0].ID
	w.now = on
	w.must(w.s.Start(ctx, w.op(w.officer), trip))
	w.now = w.now.Add(time.Duration(minutes) * time.Minute)
	w.must(w.s.Arrive(ctx, w.op(w.officer), trip, outreach.DriveIn{Stop: stop, KM: 33}))
	w.must(w.s.Record(ctx, w.op(w.officer), trip, id, outreach.Answers{Present: outreach.No, Reason: "away", Next: "2021-12-30"}))
	w.now = w.now.Add(20 * time.Minute)
	w.must(w.s.Depart(ctx, w.op(w.officer), trip, outreach.DriveIn{Stop: stop}))
	w.now = w.now.Add(time.Duration(minutes) * time.Minute)
	w.must(w.s.Arrive(ctx, w.op(w.officer), trip, outreach.DriveIn{}))
	w.must(w.s.Finish(ctx, w.op(w.officer), trip, outreach.FinishedBody{KM: 66, Cost: 165_000}))
	return trip
}

// TestDrivenWaysTeach: what teams drove becomes what plans are made with; what
// cannot be is kept aside and shown.
func TestDrivenWaysTeach(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		way := func() outreach.Way {
			r, err := w.s.Roads(ctx)
			w.must(err)
			return r.Way("2021-08-02", homeArea, village)
		}
		guess := way()
		w.driven(time.Date(2021, 6, 16, 1, 0, 0, 0, time.UTC), 70)
		if got := way(); got.Source == outreach.FromDrive {
			w.Errorf("two ways decide: %+v", got)
		}
		w.driven(time.Date(2021, 6, 21, 1, 0, 0, 0, time.UTC), 80)
		got := way()
		if got.Source != outreach.FromDrive || got.Minutes != 80 || got.Seen != 4 || got.KM != 33 || got.Asof != "2021-06-21" {
			w.Errorf("%+v, and the guess was %+v", got, guess)
		}
		odd := w.driven(time.Date(2021, 6, 28, 1, 0, 0, 0, time.UTC), 2) // pressed on arrival
		if got := way(); got.Seen != 4 {
			w.Errorf("%+v", got)
		}
		s := w.site()
		b := s.as("rina")
		b.Expect(200, "Kurang dari sepertiga perkiraan", odd)(b.Get("/perjalanan/waktu?bagian=disisihkan"))
		b.Expect(200, "4 perjalanan lalu", "Pringapus, Dongko")(b.Get("/perjalanan/waktu?bagian=dari-perjalanan"))
		b.Expect(200, "4 kali: biasanya 75 menit, tiga dari empat paling lama 80 menit", "Kurang dari sepertiga perkiraan", "Betulkan waktu")(
			b.Get("/perjalanan/waktu/ruas?dari=" + homeArea + "&ke=" + village))
		id, _ := w.waiting(person{name: "Tarmi", birth: "1963"})
		trip := w.planOn("2021-08-02", "alat-1")
		w.add(trip, outreach.Home, id)
		b.Expect(200, "Waktu tempuh: 2 ruas dari perjalanan lalu.", "09.20–")(b.Get("/perjalanan/" + trip))
	})
}

func TestDepartAndArrive(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		id, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		trip := w.trip(id)
		stop := w.tripState(trip).Stops[0].ID
		w.want(w.s.Arrive(ctx, w.op(w.officer), trip, outreach.DriveIn{Stop: stop}), fault.Conflict, "fault.outreach.not_started")
		w.onTheDay() // 10.00 here
		w.must(w.s.Start(ctx, w.op(w.officer), trip))
		for key, in := range map[string]outreach.DriveIn{"fault.outreach.clock": {Stop: stop, Clock: "siang"}, "fault.outreach.clock_ahead": {Stop: stop, Clock: "23:00"},
			"fault.outreach.before_departure": {Stop: stop, Clock: "06:00"}, "fault.outreach.way_km": {Stop: stop, KM: 501}} {
			w.want(w.s.Arrive(ctx, w.op(w.officer), trip, in), fault.Invalid, key)
		}
		w.want(w.s.Arrive(ctx, w.op(w.officer), trip, outreach.DriveIn{Stop: "x"}), fault.NotFound, "fault.outreach.no_stop")
		w.want(w.s.Arrive(ctx, w.op(w.coordinator), trip, outreach.DriveIn{Stop: stop}), fault.Forbidden, "fault.authority.forbidden")
		w.now = w.now.Add(2 * time.Hour)
		w.must(w.s.Arrive(ctx, w.op(w.officer), trip, outreach.DriveIn{Stop: stop, Clock: "11:10"}))
		w.must(w.s.Arrive(ctx, w.op(w.officer), trip, outreach.DriveIn{Stop: stop, Clock: "11:05", KM: 30})) // said anew
		w.want(w.s.Depart(ctx, w.op(w.officer), trip, outreach.DriveIn{Stop: stop, Clock: "11:00"}), fault.Invalid, "fault.outreach.before_arrival")
		legs := w.tripState(trip).Driven
		if len(legs) != 1 || legs[0].KM != 30 || (legs[0].Arrived-legs[0].Departed)/60e6 != 65 || legs[0].ToArea != village || legs[0].FromArea != homeArea {
			w.Errorf("%+v", legs)
		}
		// What is corrected once the team has driven on moves no team.
		w.must(w.s.Depart(ctx, w.op(w.officer), trip, outreach.DriveIn{Stop: stop, Clock: "11:40"}))
		w.want(w.s.Arrive(ctx, w.op(w.officer), trip, outreach.DriveIn{Stop: stop, Clock: "09:30"}), fault.Invalid, "fault.outreach.before_departure")
		w.must(w.s.Arrive(ctx, w.op(w.officer), trip, outreach.DriveIn{Stop: stop, Clock: "11:00"}))
		t := w.tripState(trip)
		if t.Away == nil || len(t.Driven) != 1 || t.Driven[0].KM != 30 || (t.Driven[0].Arrived-t.Driven[0].Departed)/60e6 != 60 {
			w.Errorf("%+v, %+v", t.Away, t.Driven)
		}
		w.must(w.s.Arrive(ctx, w.op(w.officer), trip, outreach.DriveIn{}))
		w.want(w.s.Arrive(ctx, w.op(w.officer), trip, outreach.DriveIn{Stop: stop, Clock: "11:50"}), fault.Invalid, "fault.outreach.after_leaving")
		w.must(w.s.Depart(ctx, w.op(w.officer), trip, outreach.DriveIn{Stop: stop, Clock: "11:45"}))
		if t = w.tripState(trip); t.Away != nil || len(t.Driven) != 2 || t.Driven[1].Departed-t.Driven[0].Arrived != 45*60e6 {
			w.Errorf("%+v, %+v", t.Away, t.Driven)
		}
	})
}

// TestATableIsLookedAtBeforeItIsUsed: a file of travel times changes nothing
// until somebody has seen what it says; a wrong one says where it is wrong.
func TestATableIsLookedAtBeforeItIsUsed(t *testing.T) {
	on(t, func(w *world) {
		s, ctx := w.site(), w.Context()
		b := s.as("rina")
		b.Expect(200, "Belum ada tabel", "Unduh daftar titik")(b.Get("/perjalanan/waktu/tabel"))
		b.Expect(422, "Pilih berkas tabel")(b.Post("/perjalanan/waktu/tabel"))
		b.Expect(422, "Baris 2: “35.99” bukan kode")(b.Upload("/perjalanan/waktu/tabel", "berkas", []byte("dari;ke;menit\n35.03.11;35.99;60\n")))
		list := fmt.Sprintf("dari;ke;menit;km\n%s;%s;61;30\n%s;%s;63;30\n", homeArea, village, village, homeArea)
		b.Expect(200, "Belum ada yang diubah", "Pakai tabel ini", "63")(b.Upload("/perjalanan/waktu/tabel", "berkas", []byte(list)))
		at := strings.Index(b.Last, `name="tabel" value="`) + len(`name="tabel" value="`)
		id := b.Last[at : at+36]
		way := func() outreach.Way {
			r, err := w.s.Roads(ctx)
			w.must(err)
			return r.Way(day, homeArea, village)
		}
		if way().Source == outreach.FromTable {
			w.Error("the table counts before it is taken")
		}
		b.Expect(200, "Tabel jalan dipakai.", "2 tempat, 2 ruas")(b.Post("/perjalanan/waktu/tabel/pakai", "tabel", id))
		if got := way(); got.Source != outreach.FromTable || got.Minutes != 61 || got.KM != 30 {
			w.Errorf("%+v", got)
		}
		b.Expect(200, "tabel jalan")(b.Get("/perjalanan/waktu?ke=35.03.04"))
		b.Get("/perjalanan/waktu/tabel")
		b.Expect(200, "tidak dipakai lagi")(b.Post("/perjalanan/waktu/tabel/pakai", "lepas", "ya"))
		if way().Source == outreach.FromTable {
			w.Error("the table counts after it was left")
		}
		b.Expect(422, "Tabel itu sudah tidak ada")(b.Post("/perjalanan/waktu/tabel/pakai", "tabel", "x"))
	})
}

func TestPagesOfTravelTimes(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		b := s.as("rina")
		b.Expect(200, "Waktu tempuh", "Kantor Dinas (Trenggalek)", "perkiraan jalan gunung", "November", "20 persen lebih lama")(b.Get("/perjalanan/waktu"))
		b.Expect(200, "!Kantor Dinas (Trenggalek) –")(b.Get("/perjalanan/waktu?dari=35.03.04&ke=35.03.04"))
		b.Expect(200, "Tidak ada ruas di sini")(b.Get("/perjalanan/waktu?bagian=dibetulkan"))
		code, csv := b.Get("/perjalanan/waktu.csv?ke=35.03.04")
		if code != 200 || !strings.Contains(csv, "dari;ke;menit;km") || !strings.Contains(csv, "35.03.11;35.03.04.2010;") {
			w.Errorf("%d %.300s", code, csv)
		}
		path := "/perjalanan/waktu/ruas?dari=" + homeArea + "&ke=" + village
		b.Expect(200, "Waktu tempuh")(b.Get("/perjalanan/waktu/ruas?dari=x&ke=y"))
		for _, id := range []string{"dari", "ke", "asal", "tujuan"} {
			if n := strings.Count(b.Last, ` id="`+id+`"`); n != 1 {
				w.Errorf("%d fields with the id %q", n, id)
			}
		}
		b.Expect(200, `name="lihat"`)(b.Get("/perjalanan/waktu/ruas?asal=" + homeArea + "&tujuan=" + village))
		b.Expect(200, "Yang dipakai sekarang", "Betulkan waktu", "Jalan tidak bisa dilalui", "Belum ada yang mengubah")(b.Get(path))
		b.Expect(422, "Tulis menit, 1 sampai 720")(b.Post("/perjalanan/waktu/ruas", "dari", homeArea, "ke", village, "menit", "0"))
		b.Expect(200, "Waktu tempuh dibetulkan", "dibetulkan koordinator", "95 menit, 31,5 km", "Urungkan yang terakhir")(
			b.Post("/perjalanan/waktu/ruas", "dari", homeArea, "ke", village, "menit", "95", "km", "31,5"))
		b.Expect(409, "baru saja diubah orang lain")(b.Post("/perjalanan/waktu/ruas", "dari", homeArea, "ke", village, "menit", "80"))
		b.Expect(422, "Pilih sebab jalan ditutup")(b.Post("/perjalanan/waktu/tutup", "dari", homeArea, "ke", village, "lihat", w.newest(), "mulai", day))
		b.Expect(200, "Jalan ditutup", "tanah longsor", "Buka lagi jalan ini")(b.Post("/perjalanan/waktu/tutup", "dari", homeArea, "ke", village, "lihat", w.newest(), "mulai", "2021-06-10", "sebab", "landslide"))
		b.Expect(200, "Perubahan terakhir diurungkan", "!Buka lagi jalan ini")(b.Post("/perjalanan/waktu/urung", "dari", homeArea, "ke", village, "lihat", w.newest()))
		b.Expect(200, "Hapus pembetulan", "Waktu dibetulkan")(b.Get(path))
		b.Expect(200, "Pembetulan dihapus", "Sumber lain dipakai lagi")(b.Post("/perjalanan/waktu/ruas", "dari", homeArea, "ke", village, "lihat", w.newest(), "lepas", "ya"))
		b.Expect(422, "Tulis persen, 0 sampai 200")(b.Post("/perjalanan/waktu/musim", "persen", "900"))
		b.Expect(200, "Musim hujan disimpan", "Februari: 35 persen lebih lama")(b.Post("/perjalanan/waktu/musim", "bulan", "2", "persen", "35"))
		b.Expect(200, "Musim hujan diubah")(b.Get("/perjalanan/waktu/musim"))
		code, csv = b.Get("/perjalanan/waktu/titik.csv")
		if code != 200 || !strings.Contains(csv, "0;35.03.01;") {
			w.Errorf("%d %.200s", code, csv)
		}
		f := s.as("bagus")
		f.Expect(403)(f.Get("/perjalanan/waktu"))
	})
}

// TestRoadEventsAreTotal: what nobody can read is parked and changes nothing.
func TestRoadEventsAreTotal(t *testing.T) {
	kind := outreach.RoadKind()
	for _, id := range []string{"", "musim", "tabel", village + "~" + homeArea, homeArea + "~" + village} {
		var events []casefile.Event
		for i, body := range []string{`{`, `[]`, `{}`, `{"minutes":-1}`, `{"percent":0}`, `{"months":[99],"percent":120}`, `{"closed":true}`} {
			for j, typ := range kind.Types {
				events = append(events, casefile.Event{ID: fmt.Sprint(i, j), Type: typ, Body: []byte(body)})
			}
		}
		res := kind.Fold(id, events)
		counted := 0
		for _, r := range res.Rows {
			if r.Table == "road_change" {
				counted++
			}
		}
		if counted+len(res.Parked) != len(events) {
			t.Errorf("%q: %d told and %d parked of %d", id, counted, len(res.Parked), len(events))
		}
	}
}

// TestTravelForThePlanner: the matrix holds what the chain says, a closed way is
// none, days that are alike share a table, and 200 places are quick.
func TestTravelForThePlanner(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		shut := roadOf(homeArea, village, "")
		shut.From, shut.Until, shut.Reason = "2021-06-15", "2021-06-17", "landslide"
		w.must(w.s.CloseRoad(ctx, w.op(w.coordinator), shut))
		places := []outreach.Place{{Area: homeArea}, {Area: village}, {Area: village, Together: true}}
		days := []string{"2021-06-14", day, "2021-06-18", "2021-12-01"}
		got, err := w.s.Travel(ctx, w.coordinator, days, places)
		w.must(err)
		r, err := w.s.Roads(ctx)
		w.must(err)
		for d, iso := range days {
			table := got.Tables[got.Table(d)]
			want := r.Way(iso, homeArea, village).Minutes
			if iso == day {
				want = math.Inf(1)
			}
			if table.Minutes(0, 1) != want || table.Minutes(1, 0) != want || table.Minutes(2, 2) != 0 || table.Minutes(1, 1) <= 0 {
				w.Errorf("%s: %v there, %v back, want %v", iso, table.Minutes(0, 1), table.Minutes(1, 0), want)
			}
		}
		if len(got.Tables) != 3 || got.Table(0) != got.Table(2) || got.Source(0, 1) != outreach.FromHills {
			w.Errorf("%d tables", len(got.Tables))
		}
		if _, err := w.s.Travel(ctx, db.Scope{}, days, places); err == nil {
			w.Error("nobody gets travel times")
		}
		places = places[:0]
		for i, all := 0, region.Villages("35.03"); i < 200; i++ {
			places = append(places, outreach.Place{Area: all[i%len(all)].Code})
		}
		began := time.Now()
		_, err = w.s.Travel(ctx, w.coordinator, days[:1], places)
		w.must(err)
		if took := time.Since(began); took > 500*time.Millisecond {
			w.Errorf("%s for 200 places", took)
		} else {
			w.Logf("%s for 200 places", took)
		}
	})
}

// TestAnInstitutionLiesAtItsOwnPoint: the day of a trip and the planner go by it,
// and the map marks it beside its village; without one all is as before.
func TestAnInstitutionLiesAtItsOwnPoint(t *testing.T) {
	on(t, func(w *world) {
		s, ctx := w.site(), w.Context()
		lat, lon, _ := region.Point(village)
		place := func(id, point string) {
			w.reference(id, office.ChangedBody{What: office.Institution, Name: "Panti " + id, Kind: "care_home", Village: village, Active: true, Point: point})
		}
		place("panti-1", "")
		place("panti-2", "")
		one, _ := w.waiting(person{name: "Tarmi", birth: "1963", institution: "panti-1"})
		two, _ := w.waiting(person{name: "Sumini", birth: "1950", institution: "panti-2"})
		trip := w.plan("alat-1", "tim-a")
		for _, id := range []string{one, two} {
			w.must(w.s.AddStops(ctx, w.op(w.coordinator), trip, outreach.StopIn{Cases: []string{id}, Kind: outreach.Institution, Companion: "institution"}))
		}
		day := func() outreach.Timetable {
			r, err := w.s.Roads(ctx)
			w.must(err)
			return r.Estimate(day, homeArea, "08:00", w.tripState(trip).Stops)
		}
		marks := func() int {
			b := s.as("rina")
			_, page := b.Get("/perjalanan/" + trip)
			return strings.Count(page, `r="12"`)
		}
		before, marked := day(), marks()
		place("panti-2", region.Position{Lat: lat + 0.05, Lon: lon}.Text())
		after := day()
		if before.Slots[1].Way.Source != outreach.FromWithin || after.Slots[1].Way.Source != outreach.FromHills {
			w.Errorf("the way between the two is known from %q, then from %q", before.Slots[1].Way.Source, after.Slots[1].Way.Source)
		}
		if d := after.Slots[1].Way.KM; d < 5.5 || d > 13 || after.Slots[1].Arrive <= before.Slots[1].Arrive {
			w.Errorf("it is %v km, and %d instead of %d o'clock", d, after.Slots[1].Arrive, before.Slots[1].Arrive)
		}
		if got := marks(); got != 2*marked { // for wide and for narrow screens
			w.Errorf("%d marks on the map, %d where both lay in the village", got, marked)
		}
		r, err := w.s.Roads(ctx)
		w.must(err)
		at := region.Position{Lat: lat + 0.05, Lon: lon}
		tr, err := r.Travels([]string{"2021-06-16"}, []outreach.Place{{Area: village, Together: true}, {Area: village, Together: true, At: at}})
		w.must(err)
		if got := tr.Tables[0].Minutes(0, 1); got < 10 || tr.Tables[0].Minutes(1, 1) != 0 {
			w.Errorf("the planner plans with %v minutes between them", got)
		}
		// The plan of the week leads to both, with the way between them.
		w.must(w.s.RemoveStop(ctx, w.op(w.coordinator), trip, w.tripState(trip).Stops[0].ID, ""))
		w.must(w.s.RemoveStop(ctx, w.op(w.coordinator), trip, w.tripState(trip).Stops[0].ID, ""))
		b := s.as("rina")
		id := w.planned()
		b.Expect(200, "2 warga")(b.Get("/perjalanan/rencana/kerja/" + id))
	})
}
