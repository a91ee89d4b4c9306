package outreach_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/outreach"
)

// twice is the plan of a month with two days on which a team may go: Tarmi is
// visited on the first and recorded on the second, on which Ponirah is visited.
func (w *world) twice() (plan, tarmi, number string) {
	w.Helper()
	tarmi, number = w.waiting(person{name: "Tarmi", birth: "1963", needs: []string{"nik", "recording"}})
	other, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
	spec := w.spec()
	spec.Period = outreach.Month
	for d := time.Date(2021, 6, 14, 0, 0, 0, 0, time.UTC); d.Month() < 8; d = d.AddDate(0, 0, 1) {
		if on := d.Format(time.DateOnly); on != "2021-06-14" && on != "2021-06-30" {
			spec.Off = append(spec.Off, on)
		}
	}
	plan, err := w.s.AskPlan(w.Context(), w.op(w.coordinator), spec)
	w.must(err)
	w.jobs()
	_, err = w.s.EditPlan(w.Context(), w.op(w.coordinator), plan, outreach.VariantHome, 1, outreach.Edit{What: "move", Case: other, Route: 1})
	w.must(err)
	return plan, tarmi, number
}

// firstVisit drives the first day, after which the NIK is issued.
func (w *world) firstVisit(trip, id string) {
	w.Helper()
	w.now = time.Date(2021, 6, 14, 3, 0, 0, 0, time.UTC)
	w.must(w.s.Start(w.Context(), w.op(w.officer), trip))
	w.must(w.s.Record(w.Context(), w.op(w.officer), trip, id, met(casefile.BioNotFound, "kk", "ktp_el")))
	w.must(w.s.Finish(w.Context(), w.op(w.officer), trip, outreach.FinishedBody{KM: 40}))
	w.now = time.Date(2021, 6, 21, 3, 0, 0, 0, time.UTC)
	w.issueNIK(id)
}

// TestASecondVisitIsBookedWhereTimeWasKeptForIt: it is planned behind the first,
// joins its trip by one press once the NIK is there, is told to the companion and
// driven like any other.
func TestASecondVisitIsBookedWhereTimeWasKeptForIt(t *testing.T) {
	on(t, func(w *world) {
		s, ctx := w.site(), w.Context()
		plan, id, number := w.twice()
		b := s.as("rina")
		b.Get("/perjalanan/rencana/kerja/" + plan + "/papan?rencana=home&minggu=2021-06-28")
		b.Expect(200, "2 perjalanan diumumkan", "1 kunjungan kedua diumumkan nanti, sesudah NIK terbit")(b.Post("/perjalanan/rencana/kerja/"+plan+"/umumkan",
			"rencana", "home", "versi", version.FindStringSubmatch(b.Last)[1], "hari", "0", "hari", "1"))
		var first, second string
		w.must(w.d.QueryRow(ctx, `SELECT trip_id FROM trip WHERE day = '2021-06-14'`).Scan(&first))
		w.must(w.d.QueryRow(ctx, `SELECT trip_id FROM trip WHERE day = '2021-06-30'`).Scan(&second))
		b.Expect(200, "Waktu yang disisihkan untuk perekaman", "Tarmi", "menunggu NIK", "!>Masukkan<")(b.Get("/perjalanan/" + second))
		b.Expect(200, "!Waktu yang disisihkan")(b.Get("/perjalanan/" + first))

		w.firstVisit(first, id)
		b = s.as("rina") // a week later
		b.Expect(200, "Rencana menyisihkan waktu untuk perekaman warga ini pada Rabu, 30 Juni 2021", "/perjalanan/"+second)(b.Get("/perjalanan?kasus=" + number))
		b.Expect(200, "Waktu yang disisihkan", "Masukkan", "!menunggu NIK")(b.Get("/perjalanan/" + second))
		b.Expect(200, "Tarmi", "!Waktu yang disisihkan")(b.Post("/perjalanan/"+second+"/warga", "warga", number, "jenis", "home", "pendamping", "companion"))
		if st := w.state(id); st.Booking.Trip != second || st.Booking.Purpose != outreach.PurposeRecording || !st.Booking.Kit {
			w.Errorf("booked as %+v", st.Booking)
		}
		k := s.as("babinsa")
		k.Expect(200, "Pringapus", "!Tarmi")(k.Get("/perjalanan/" + second + "/hadir"))

		w.now = time.Date(2021, 6, 30, 3, 0, 0, 0, time.UTC)
		f := s.as("bagus")
		f.Expect(200, "2 ")(f.Get("/lapangan"))
		w.must(w.s.Start(ctx, w.op(w.officer), second))
		at := "/lapangan/" + second + "/" + number
		f.Expect(200, "Tarmi")(f.Get(at))
		f.Post(at+"/hadir", "hadir", "yes")
		f.Post(at+"/identitas", "sumber", "family")
		f.Post(at+"/data", "nama", "Tarmi", "jk", "P", "lahir.y", "1963")
		f.Expect(200, "Mutu rekaman", "!direkam")(f.Post(at+"/biometrik", "hasil", "enrolled"))
		f.Expect(422, `value="820"`)(f.Post(at+"/rincian", "alat", "Alat 1", "kualitas", "820"))
		f.Expect(200)(f.Post(at+"/rincian", "alat", "Alat 1", "kualitas", "82"))
		f.Expect(200, "Perekaman berhasil", "Alat 1 · mutu 82")(f.Post(at + "/kebutuhan"))
		f.Expect(200, "Kunjungan tersimpan")(f.Post(at + "/periksa"))
		f.Expect(200, "Perekaman berhasil", "Alat 1 · mutu 82")(f.Get("/kasus/" + number + "/kunjungan"))
		st := w.state(id)
		if n, _ := st.Need(casefile.NeedRecording); n.Stage != casefile.StageAwaitingUniqueness {
			w.Errorf("the recording stands at %s", n.Stage)
		}
	})
}

// TestASecondVisitWhoseNIKIsThereIsAnnouncedWithItsDay: whoever announces the day
// only then finds the person on the trip.
func TestASecondVisitWhoseNIKIsThereIsAnnouncedWithItsDay(t *testing.T) {
	on(t, func(w *world) {
		w.site()
		ctx := w.Context()
		plan, id, _ := w.twice()
		done, err := w.s.AnnouncePlan(ctx, w.op(w.coordinator), plan, outreach.VariantHome, 2, []int{0})
		w.must(err)
		if len(done) != 1 || done[0].People != 1 {
			w.Fatalf("%+v", done)
		}
		w.firstVisit(done[0].Trip, id)
		done, err = w.s.AnnouncePlan(ctx, w.op(w.coordinator), plan, outreach.VariantHome, 3, []int{1})
		w.must(err)
		if len(done) != 1 || done[0].People != 2 || done[0].Later != 0 || len(done[0].Refused) > 0 {
			w.Fatalf("%+v", done)
		}
		if st := w.state(id); st.Booking.Trip != done[0].Trip || st.Booking.Purpose != outreach.PurposeRecording {
			w.Errorf("booked as %+v", st.Booking)
		}
	})
}

// TestAnOfficeOnCallRecordsInTheSameVisit: the NIK is issued while the team waits,
// and the person is recorded before it drives on.
func TestAnOfficeOnCallRecordsInTheSameVisit(t *testing.T) {
	on(t, func(w *world) {
		s, ctx := w.site(), w.Context()
		id, number := w.waiting(person{name: "Tarmi", birth: "1963", needs: []string{"nik", "recording"}})
		other, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		noon, _ := w.waiting(person{name: "Kasiran", birth: "1944"})
		later := w.plan("", "tim-a")
		w.add(later, outreach.Home, noon)
		w.must(w.s.Publish(ctx, w.op(w.coordinator), later))
		trip := w.trip(id, other)
		w.onTheDay()
		f := s.as("bagus")
		f.Get("/lapangan")
		f.Expect(200, "Di jalan ke 1.")(f.Post("/perjalanan/" + trip + "/berangkat"))
		f.Get("/lapangan")
		if strings.Index(f.Last, trip) > strings.Index(f.Last, later) {
			w.Error("what the team is on its way for stands below what comes later")
		}
		stop, _ := w.tripState(trip).StopOf(id)
		f.Post("/perjalanan/"+trip+"/tiba", "perhentian", stop.ID)
		w.must(w.s.Record(ctx, w.op(w.officer), trip, id, met(casefile.BioNotFound, "kk", "ktp_el")))
		f.Expect(200, "!NIK sudah terbit")(f.Get("/lapangan"))
		w.want(w.s.RecordNow(ctx, w.op(w.officer), trip, id), fault.Conflict, "fault.outreach.no_nik_yet")
		f.Expect(409, "NIK warga ini belum terbit")(f.Post("/perjalanan/"+trip+"/rekam", "warga", number))
		w.now = w.now.Add(25 * time.Minute)
		w.issueNIK(id)
		w.want(w.s.RecordNow(ctx, w.op(w.verifier), trip, id), fault.Forbidden, "fault.authority.forbidden")
		c := s.as("rina")
		c.Expect(200, "NIK sudah terbit", "Rekam sekarang")(c.Get("/perjalanan/" + trip))
		f.Expect(200, "NIK sudah terbit", "Rekam sekarang", "Tarmi")(f.Get("/lapangan"))
		f.Expect(200, "dijadwalkan lagi pada perjalanan ini, untuk perekaman", "Apakah warga ditemui?")(f.Post("/perjalanan/"+trip+"/rekam", "warga", number))
		f.Expect(200, "!Rekam sekarang", "menunggu perekaman", "Batalkan perekaman ini", "/lapangan/"+trip+"/"+number)(f.Get("/lapangan"))
		// The one way back: whoever pressed too early is not kept from ending the trip.
		f.Expect(200, "tidak jadi direkam pada perjalanan ini", "Rekam sekarang", "!Batalkan perekaman ini")(f.Post("/perjalanan/"+trip+"/rekam/batal", "warga", number))
		if st := w.state(id); st.Booking.Trip != "" {
			w.Errorf("is still booked as %+v", st.Booking)
		}
		w.must(w.s.LeaveNow(ctx, w.op(w.coordinator), trip, id)) // pressed twice, or by two
		w.want(w.s.LeaveNow(ctx, w.op(w.officer), trip, other), fault.Conflict, "fault.outreach.not_on_trip")
		w.want(w.s.LeaveNow(ctx, w.op(w.verifier), trip, id), fault.Forbidden, "fault.authority.forbidden")
		c.Expect(200, "dijadwalkan lagi", "Jadwal hari itu", "menunggu perekaman", "Batalkan perekaman ini")(c.Post("/perjalanan/"+trip+"/rekam", "warga", number))
		w.must(w.s.RecordNow(ctx, w.op(w.coordinator), trip, id)) // by two at once
		if st := w.state(id); st.Booking.Trip != trip || st.Booking.Stop != stop.ID || st.Booking.Purpose != outreach.PurposeRecording {
			w.Errorf("booked as %+v", st.Booking)
		}
		if left := len(w.tripState(trip).Stops); left != 2 {
			w.Errorf("%d stops", left)
		}
		w.must(w.s.Record(ctx, w.op(w.officer), trip, id, met(outreach.Enrolled)))
		st := w.state(id)
		if n, _ := st.Need(casefile.NeedRecording); n.Stage != casefile.StageAwaitingUniqueness {
			w.Errorf("the recording stands at %s", n.Stage)
		}
		f.Expect(200, "1 dari 2", "!Rekam sekarang")(f.Get("/lapangan"))
		w.must(w.s.RecordNow(ctx, w.op(w.officer), trip, other)) // is booked, and stays so
		if report, err := w.l.Verify(ctx); err != nil || !report.OK() {
			w.Errorf("%v %+v", err, report)
		}
	})
}

// TestWhoCouldNotBeRecordedIsNotOfferedAtOnce: that a NIK is there has nothing to
// do with what the team has just tried in vain, or what still waits for an answer.
func TestWhoCouldNotBeRecordedIsNotOfferedAtOnce(t *testing.T) {
	on(t, func(w *world) {
		site, outcomes := w.site(), []string{casefile.BioFailed, casefile.BioPending}
		other, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		ids := []string{other}
		for i := range outcomes {
			id, _ := w.waiting(person{name: "Tarmi", birth: "1963", needs: []string{"recording"}})
			body, personal := casefile.Stated("document_seen", []casefile.Assertion{{Field: casefile.FieldNIK, Value: "350304410163900" + strconv.Itoa(i+1)}})
			w.do(w.coordinator, ledger.Draft{Subject: ledger.Subject{Kind: casefile.KindCase, ID: id}, Type: casefile.PersonStated, Area: village, Body: body, Personal: personal})
			ids = append(ids, id)
		}
		trip := w.trip(ids...)
		w.onTheDay()
		w.must(w.s.Start(w.Context(), w.op(w.officer), trip))
		for i, outcome := range outcomes {
			w.must(w.s.Record(w.Context(), w.op(w.officer), trip, ids[i+1], met(outcome, "ktp_el")))
		}
		f := site.as("bagus")
		f.Expect(200, "Ponirah", "!Rekam sekarang")(f.Get("/lapangan"))
	})
}
