package outreach_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/office"
	"github.com/jempolkeren/jempol/internal/outreach"
)

const village3 = "35.03.04.2003"

// at moves the clock to a time of the trip's day.
func (w *world) at(clock string) {
	w.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, time.FixedZone("WIB", 7*3600))
	w.must(err)
	w.now = t.UTC()
}

// hidden is the value that a page's form carries.
func hidden(page, name string) string {
	_, rest, _ := strings.Cut(page, `name="`+name+`" value="`)
	value, _, _ := strings.Cut(rest, `"`)
	return strings.NewReplacer("&#34;", `"`, "&amp;", "&", "&#39;", "'").Replace(value)
}

// lastOf is the newest event of a trip.
func (w *world) lastOf(trip string) string {
	w.Helper()
	events, err := w.l.History(w.Context(), w.coordinator, ledger.Subject{Kind: casefile.KindTrip, ID: trip})
	w.must(err)
	return events[len(events)-1].ID
}

func (w *world) absent(trip, id string) {
	w.Helper()
	w.must(w.s.Record(w.Context(), w.op(w.officer), trip, id, outreach.Answers{Present: outreach.No, Reason: "away", Next: "2021-06-23"}))
}

// TestADayWithAFlatTyre: the team is told where to go next, whoever waits is told
// that it comes late, and the rest of the day is proposed in words; nothing is
// lost by accepting it.
func TestADayWithAFlatTyre(t *testing.T) {
	on(t, func(w *world) {
		s, ctx := w.site(), w.Context()
		_, err := w.a.Create(ctx, w.op(w.a.System("test")), account.NewUser{Login: "suyanto", Name: "Pak Suyanto", Phone: "0800-0000-001", Password: goodPass,
			Rights: account.Rights{Role: authority.Companion, Areas: []string{village2}}})
		w.must(err)
		one, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		two, _ := w.waiting(person{name: "Tarmi", birth: "1963", area: village2})
		near, _ := w.waiting(person{name: "Sumini", birth: "1950", area: village})
		trip := w.plan("alat-1", "tim-a")
		w.add(trip, outreach.Home, one, two)
		w.must(w.s.Publish(ctx, w.op(w.coordinator), trip))
		stops := w.tripState(trip).Stops
		if stops[0].Told == 0 || stops[1].Told <= stops[0].Told {
			w.Errorf("told %d, %d", stops[0].Told, stops[1].Told)
		}
		w.at("08:00")
		b := s.as("bagus")
		b.Expect(200, "Berangkat")(b.Get("/lapangan"))
		b.Expect(200, "Di jalan ke 1. Pringapus", "Berangkat 08.00", "Sudah tiba", "Nomor telepon belum ada", "Ada kendala")(b.Post("/perjalanan/" + trip + "/berangkat"))
		// The tyre: an hour. The stops ahead are late, and their companions see it.
		b.Get("/perjalanan/" + trip + "/kendala")
		b.Expect(422, "Pilih apa kendalanya", "Tulis menit")(b.Post("/perjalanan/"+trip+"/kendala", "menit", "900"))
		b.Expect(200, "Kendala tercatat: Kendaraan, 60 menit", "Sisa hari ini", "Perhentian berikutnya")(b.Post("/perjalanan/"+trip+"/kendala", "sebab", "vehicle", "menit", "60"))
		if n := w.count(`SELECT COUNT(*) FROM work WHERE subject_id = $1 AND reason = 'outreach.work.late' AND role = 'companion'`, trip); n != 2 {
			w.Errorf("%d are told that the team is late", n)
		}
		k := s.as("suyanto")
		k.Expect(200, "Tim terlambat ", "kira-kira tiba ", "!Tarmi")(k.Get("/perjalanan/" + trip + "/hadir"))
		w.at("10:15")
		b = s.as("bagus")
		b.Get("/lapangan")
		b.Expect(200, "Jam tiba dicatat", "Di 1. Pringapus", "1 warga di sini belum dicatat")(b.Post("/perjalanan/"+trip+"/tiba", "perhentian", stops[0].ID))
		w.absent(trip, one)
		// Nobody was there: the time is spent near by, on somebody who needs no appointment.
		began := time.Now()
		code, page := b.Get("/perjalanan/" + trip + "/sisa")
		w.Logf("the rest of the day took %s", time.Since(began))
		b.Expect(200, "Sumini", "Tambahan, dekat dari sini", "Ini usulan", "Pakai susunan ini")(code, page)
		b.Expect(200, "Sumini", "Tambahan, dekat dari sini", "Ini usulan", "Pakai susunan ini")(code, page)
		// Somebody else changes the trip meanwhile: the proposal is looked at again.
		w.must(w.s.Trouble(ctx, w.op(w.coordinator), trip, outreach.TroubleWeather, 0))
		b.Expect(409, "baru saja berubah", "Pakai susunan ini")(b.Post("/perjalanan/"+trip+"/sisa", "susunan", hidden(page, "susunan"), "lihat", hidden(page, "lihat")))
		b.Expect(200, "Sisa hari ini disusun ulang", "Sumini")(b.Post("/perjalanan/"+trip+"/sisa", "susunan", hidden(b.Last, "susunan"), "lihat", hidden(b.Last, "lihat")))
		if st := w.state(near); st.Booking.Trip != trip {
			w.Error("who was added is not booked")
		}
		w.want(w.s.Accept(ctx, w.op(w.officer), trip, w.lastOf(trip), outreach.ReplannedBody{Order: []string{"x"}}), fault.Conflict, "fault.outreach.rest")
		// The day goes on: the next stops, then home.
		for _, clock := range []string{"11:00", "13:00"} {
			tr := w.tripState(trip)
			var next outreach.Stop
			for _, x := range tr.Stops {
				if x.ArrivedAt == 0 {
					next = x
					break
				}
			}
			from := ""
			for _, x := range tr.Stops {
				if x.ArrivedAt > 0 && x.LeftAt == 0 {
					from = x.ID
				}
			}
			w.at(clock)
			w.must(w.s.Depart(ctx, w.op(w.officer), trip, outreach.DriveIn{Stop: from}))
			w.now = w.now.Add(25 * time.Minute)
			w.must(w.s.Arrive(ctx, w.op(w.officer), trip, outreach.DriveIn{Stop: next.ID, KM: 9}))
			for _, id := range next.Cases {
				w.absent(trip, id)
			}
		}
		w.at("16:00")
		w.must(w.s.Depart(ctx, w.op(w.officer), trip, outreach.DriveIn{Stop: w.tripState(trip).Stops[2].ID}))
		w.at("17:10")
		w.must(w.s.Arrive(ctx, w.op(w.officer), trip, outreach.DriveIn{}))
		w.must(w.s.Finish(ctx, w.op(w.officer), trip, outreach.FinishedBody{KM: 88, Cost: 240_000}))
		c := s.as("rina")
		c.Expect(200, "Rencana dan kenyataan", "termasuk kendala 60 menit", "Di jalan: rencana", "kenyataan 88 km", "240.000")(c.Get("/perjalanan/" + trip))
		c.Expect(200, "Ada kendala di jalan")(c.Get("/perjalanan/waktu?bagian=disisihkan"))
		if n := w.count(`SELECT COUNT(*) FROM work WHERE subject_id = $1`, trip); n != 0 {
			w.Errorf("%d pieces of work are left of a trip that is over", n)
		}
		for _, id := range []string{one, two, near} {
			if st := w.state(id); st.Attempts != 1 || st.Booking.Trip != "" {
				w.Errorf("%d attempts, booked on %q", st.Attempts, st.Booking.Trip)
			}
		}
		report, err := w.l.Verify(ctx)
		w.must(err)
		if !report.OK() {
			w.Errorf("%v", report.Findings)
		}
	})
}

// TestAKitThatBreaksAtNoon: who came for biometrics alone is told why the visit
// is not made, and waits again; the others are visited. A kit that works again is
// said as easily.
func TestAKitThatBreaksAtNoon(t *testing.T) {
	on(t, func(w *world) {
		s, ctx := w.site(), w.Context()
		first, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		trip := w.trip(first)
		w.onTheDay()
		w.must(w.s.Record(ctx, w.op(w.officer), trip, first, met(casefile.BioNotFound, casefile.NeedNIK, casefile.NeedRecording)))
		w.must(w.s.Finish(ctx, w.op(w.officer), trip, outreach.FinishedBody{KM: 60, Cost: 1}))
		w.issueNIK(first)
		other, _ := w.waiting(person{name: "Tarmi", birth: "1963"})
		later := "2021-06-23"
		trip = w.planOn(later, "alat-1")
		w.add(trip, outreach.Home, first, other)
		w.must(w.s.Publish(ctx, w.op(w.coordinator), trip))
		w.now = time.Date(2021, 6, 23, 1, 5, 0, 0, time.UTC)
		b := s.as("bagus")
		b.Get("/lapangan")
		b.Expect(200, "Di jalan ke 1. Pringapus")(b.Post("/perjalanan/" + trip + "/berangkat"))
		w.now = w.now.Add(4 * time.Hour)
		b.Expect(200, "Alat biometrik rusak", "Mulai sekarang cek biometrik tidak bisa dilakukan", "!Alat biometrik bisa dipakai lagi")(b.Get("/perjalanan/" + trip + "/kendala"))
		b.Expect(200, "Kendala dicatat. Lihat sisa hari ini di bawah", "Kendala tercatat: Alat biometrik rusak", "Tidak sempat hari ini (1)")(b.Post("/perjalanan/"+trip+"/kendala", "sebab", "kit"))
		if w.tripState(trip).HasKit() {
			w.Error("a broken kit is had")
		}
		door := "/lapangan/" + trip + "/" + w.state(first).Number
		b.Get(door)
		b.Post(door+"/hadir", "hadir", "yes")
		b.Post(door+"/identitas", "sumber", "family")
		b.Post(door+"/data", "nama", "Ponirah", "lahir.y", "1941")
		b.Expect(200, "Belum dicek, alat rusak", "Alat tercatat rusak hari ini", "!alat tidak dibawa", "!Ikuti yang tampil di alat")(b.Get(door + "/biometrik"))
		code, page := b.Get("/perjalanan/" + trip + "/sisa")
		b.Expect(200, "Alat biometrik rusak", "Tidak sempat hari ini (1)", "Ponirah", "Kunjungannya memerlukan alat biometrik, dan alatnya rusak", "Mereka kembali menunggu jadwal")(code, page)
		b.Expect(200, "Alat biometrik bisa dipakai lagi")(b.Get("/perjalanan/" + trip + "/kendala"))
		b.Get("/perjalanan/" + trip + "/sisa")
		b.Expect(200, "disusun ulang")(b.Post("/perjalanan/"+trip+"/sisa", "susunan", hidden(page, "susunan"), "lihat", hidden(page, "lihat")))
		if st := w.state(first); st.Booking.Trip != "" {
			w.Error("who was dropped is still booked")
		}
		if n := w.count(`SELECT COUNT(*) FROM work WHERE subject_id = $1 AND action = 'visit.scheduled' AND role = 'coordinator'`, first); n != 1 {
			w.Errorf("who was dropped has %d pieces of work", n)
		}
		if st := w.state(other); st.Booking.Trip != trip {
			w.Error("who needs no kit was dropped")
		}
		// The trip goes on with whoever needs no kit; who was dropped is on it no more, and
		// waits for another.
		c := s.as("rina")
		c.Expect(200, "Tarmi", "!Ponirah", "Alat 1")(c.Get("/perjalanan/" + trip))
		b.Get("/perjalanan/" + trip + "/kendala")
		b.Expect(200, "Kendala tercatat: Alat biometrik bisa dipakai lagi")(b.Post("/perjalanan/"+trip+"/kendala", "sebab", "kit_back"))
		if !w.tripState(trip).HasKit() {
			w.Error("the kit that works again is not had")
		}
	})
}

// TestACompanionDeclinesTheNightBefore: the stop is proposed to be left out, with
// the reason, and the day is full again with somebody who needs nobody.
func TestACompanionDeclinesTheNightBefore(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		one, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		two, _ := w.waiting(person{name: "Tarmi", birth: "1963", area: village2})
		trip := w.trip(one, two)
		near, _ := w.waiting(person{name: "Sumini", birth: "1950", area: village2})
		stop, _ := w.tripState(trip).StopOf(one)
		w.now = time.Date(2021, 6, 15, 13, 0, 0, 0, time.UTC)
		k := s.as("babinsa")
		k.Expect(200, "Saya hadir", "Usulkan hari lain", "Tidak bisa hadir", "!Ponirah")(k.Get("/perjalanan/" + trip + "/hadir"))
		k.Expect(200, "Tercatat. Koordinator akan mencari pendamping lain")(k.Post("/perjalanan/"+trip+"/hadir", "perhentian", stop.ID, "jawaban", "no"))
		if n := w.count(`SELECT COUNT(*) FROM work WHERE subject_id = $1 AND role = 'coordinator' AND reason = 'outreach.work.companion_away'`, trip); n != 1 {
			w.Errorf("the coordinator has %d pieces of work about it", n)
		}
		b := s.as("rina")
		b.Expect(200, "Tidak bisa hadir", "Sisa hari ini")(b.Get("/perjalanan/" + trip))
		b.Expect(200, "Tidak sempat hari ini (1)", "Ponirah", "Pendampingnya tidak bisa hadir", "Sumini", "Tambahan, dekat dari sini")(b.Get("/perjalanan/" + trip + "/sisa"))
		b.Expect(200, "disusun ulang")(b.Post("/perjalanan/"+trip+"/sisa", "susunan", hidden(b.Last, "susunan"), "lihat", hidden(b.Last, "lihat")))
		tr := w.tripState(trip)
		if _, on := tr.StopOf(one); on || len(tr.Stops) != 2 {
			w.Errorf("%+v", tr.Stops)
		}
		if w.state(near).Booking.Trip != trip || w.state(one).Booking.Trip != "" || w.state(two).Booking.Trip != trip {
			w.Error("the wrong people are booked")
		}
		k.Expect(404)(k.Get("/perjalanan/" + trip + "/hadir")) // no stop of the trip is theirs any more
		b.Expect(200, "Ponirah", "Sumini")(b.Get("/perjalanan/" + trip))
	})
}

// TestWhyTheRestLeavesSomebodyOut: the hours of the institution decide, in
// words; a closed road likewise.
func TestWhyTheRestLeavesSomebodyOut(t *testing.T) {
	on(t, func(w *world) {
		s, ctx := w.site(), w.Context()
		w.reference("panti-1", office.ChangedBody{What: office.Institution, Name: "Panti Uji", Kind: "care_home", Village: village3, Active: true,
			VisitDays: []string{"1", "2", "3", "4", "5"}, VisitFrom: "08:00", VisitTo: "11:00", Phone: "0355-000000"})
		home, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		inside, _ := w.waiting(person{name: "Tarmi", birth: "1963", area: village3, institution: "panti-1"})
		cut, _ := w.waiting(person{name: "Kasiran", birth: "1955", area: village2})
		trip := w.plan("alat-1", "tim-a")
		w.add(trip, outreach.Home, home, cut)
		w.must(w.s.AddStops(ctx, w.op(w.coordinator), trip, outreach.StopIn{Cases: []string{inside}, Kind: outreach.Institution, Companion: "institution"}))
		w.must(w.s.Publish(ctx, w.op(w.coordinator), trip))
		w.at("08:00")
		w.must(w.s.Start(ctx, w.op(w.officer), trip))
		w.at("11:30")
		shut := roadOf("35.03", village2, "")
		shut.From, shut.Reason = day, "landslide"
		w.must(w.s.CloseRoad(ctx, w.op(w.coordinator), shut))
		b := s.as("bagus")
		b.Expect(200, "Jam kunjungan lembaga sudah lewat", "Jalannya ditutup", "Tidak sempat hari ini (2)")(b.Get("/perjalanan/" + trip + "/sisa"))
		w.at("19:30")
		b = s.as("bagus")
		b.Expect(200, "Waktu hari ini tidak cukup sampai jam pulang", "Tidak sempat hari ini (3)", "Tidak ada perhentian lagi")(b.Get("/perjalanan/" + trip + "/sisa"))
		w.want(w.s.Accept(ctx, w.op(w.verifier), trip, "", outreach.ReplannedBody{}), fault.Forbidden, "fault.authority.forbidden")
	})
}

func TestAnInstitutionIsCalled(t *testing.T) {
	on(t, func(w *world) {
		s, ctx := w.site(), w.Context()
		w.reference("panti-1", office.ChangedBody{What: office.Institution, Name: "Panti Uji", Kind: "care_home", Village: village3, Active: true, Phone: "0355 000-000"})
		inside, _ := w.waiting(person{name: "Tarmi", birth: "1963", area: village3, institution: "panti-1"})
		trip := w.plan("alat-1", "tim-a")
		w.must(w.s.AddStops(ctx, w.op(w.coordinator), trip, outreach.StopIn{Cases: []string{inside}, Kind: outreach.Institution, Companion: "institution"}))
		w.must(w.s.Publish(ctx, w.op(w.coordinator), trip))
		w.at("08:00")
		w.must(w.s.Start(ctx, w.op(w.officer), trip))
		b := s.as("bagus")
		b.Expect(200, `href="tel:0355000000"`, `href="sms:0355000000"`, "Panti Uji", "!body=")(b.Get("/lapangan"))
		// Afterwards: times and the odometer.
		stop := w.tripState(trip).Stops[0].ID
		w.at("12:00")
		b = s.as("bagus")
		b.Expect(200, "Jam dan jarak", "Simpan jam tiba")(b.Get("/perjalanan/" + trip + "/jam"))
		b.Expect(422, "Jam itu belum tiba")(b.Post("/perjalanan/"+trip+"/tiba", "perhentian", stop, "pukul", "13.00", "dari-jam", "ya"))
		b.Expect(200, "Jam tiba dicatat", "09.25", "31")(b.Post("/perjalanan/"+trip+"/tiba", "perhentian", stop, "pukul", "09.25", "km", "31", "dari-jam", "ya"))
	})
}
