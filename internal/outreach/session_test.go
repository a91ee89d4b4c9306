package outreach_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/document/papertest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/office"
	"github.com/jempolkeren/jempol/internal/outreach"
)

// TestASessionHasAListToTick: many people at one stop, whoever did not come is
// ticked off in one act, and all or nothing of it is kept.
func TestASessionHasAListToTick(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		ctx := w.Context()
		var ids, numbers []string
		for i := range 6 {
			id, no := w.waiting(person{name: fmt.Sprintf("Warga %c", 'A'+i), birth: "1950"})
			ids, numbers = append(ids, id), append(numbers, no)
		}
		trip := w.plan("alat-1", "tim-a")
		w.add(trip, outreach.Gathering, ids...)
		w.must(w.s.Publish(ctx, w.op(w.coordinator), trip))
		if stops := w.tripState(trip).Stops; len(stops) != 1 || stops[0].Minutes != 150 {
			w.Fatalf("%+v", stops)
		}
		stop := w.tripState(trip).Stops[0].ID
		list := "/lapangan/" + trip + "/daftar?perhentian=" + stop
		w.onTheDay()
		b := s.as("bagus")
		b.Expect(200, "Buka daftar", "0 dari 6 dicatat", "!Warga A")(b.Get("/lapangan"))
		b.Expect(200, "Warga A", "Warga F", "Siapa yang tidak datang?", "Waktu tidak cukup untuk semua", "dari 6 warga yang belum dicatat")(b.Get(list))
		act := strings.Split(list, "?")[0]
		b.Expect(422, "Centang sedikitnya satu warga", "Warga A")(b.Post(act, "perhentian", stop, "sebab", "away", "lagi", "2021-06-30"))
		b.Expect(422, "Pilih sebabnya", `value="`+numbers[1]+`" checked`)(b.Post(act, "perhentian", stop, "warga", numbers[1], "lagi", "2021-06-30"))
		b.Expect(200, "3 warga dicatat tidak datang", "3 dari 6 dicatat")(b.Post(act, "perhentian", stop, "warga", numbers[1], "warga", numbers[2], "warga", numbers[4], "sebab", "away", "lagi", "2021-06-30"))
		for i, id := range ids {
			st := w.state(id)
			if missed := i == 1 || i == 2 || i == 4; missed != (st.Attempts == 1 && st.Booking.Trip == "" && st.NextDate == "2021-06-30") {
				w.Errorf("%s: %d attempts, booked on %q", numbers[i], st.Attempts, st.Booking.Trip)
			}
		}
		// The same person ticked twice was missed once.
		w.must(w.s.RecordAbsent(ctx, w.op(w.officer), trip, []string{ids[5], ids[5]}, outreach.Answers{Reason: "away", Next: "2021-06-30"}))
		if st := w.state(ids[5]); st.Attempts != 1 {
			w.Errorf("%d attempts of one", st.Attempts)
		}
		// One of them is not on the trip any more: nothing of the act is kept.
		w.want(w.s.RecordAbsent(ctx, w.op(w.officer), trip, []string{ids[0], ids[1]}, outreach.Answers{Reason: "away", Next: "2021-06-30"}),
			fault.Conflict, "fault.outreach.not_on_trip")
		if st := w.state(ids[0]); st.Attempts != 0 {
			w.Error("half of a refused list was kept")
		}
		w.want(w.s.RecordAbsent(ctx, w.op(w.coordinator), trip, ids[:1], outreach.Answers{Reason: "away", Next: "2021-06-30"}), fault.Forbidden, "fault.authority.forbidden")
	})
}

func TestADayThatIsTooLongIsNotPublished(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		var ids []string
		for range 20 {
			id, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
			ids = append(ids, id)
		}
		trip := w.plan("", "tim-a")
		w.add(trip, outreach.Home, ids...)
		err := w.s.Publish(ctx, w.op(w.coordinator), trip)
		w.want(err, fault.Conflict, "fault.outreach.day_full")
		b := w.site().as("rina")
		b.Expect(200, "Terlalu panjang untuk satu hari", "Urutkan jalan terpendek", "Hari sudah penuh")(b.Get("/perjalanan/" + trip))
		b.Expect(409, "lebih dari 12 jam")(b.Post("/perjalanan/" + trip + "/umumkan"))
		for _, stop := range w.tripState(trip).Stops[:12] {
			w.must(w.s.RemoveStop(ctx, w.op(w.coordinator), trip, stop.ID, ""))
		}
		w.must(w.s.OrderStops(ctx, w.op(w.coordinator), trip))
		w.must(w.s.Publish(ctx, w.op(w.coordinator), trip))
	})
}

func TestKitAndVehicleAreLogged(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		ctx := w.Context()
		id, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		trip := w.trip(id)
		good := outreach.EquipmentBody{Minutes: 210, Battery: 35, Faults: []string{"iris"}, Condition: "service"}
		w.want(w.s.LogEquipment(ctx, w.op(w.officer), trip, good), fault.Conflict, "fault.outreach.not_started")
		w.onTheDay()
		w.must(w.s.Start(ctx, w.op(w.officer), trip))
		for key, change := range map[string]func(*outreach.EquipmentBody){
			"fault.outreach.kit_hours":  func(b *outreach.EquipmentBody) { b.Minutes = 1441 },
			"fault.outreach.battery":    func(b *outreach.EquipmentBody) { b.Battery = 101 },
			"fault.outreach.kit_faults": func(b *outreach.EquipmentBody) { b.Faults = []string{"ghost"} },
			"fault.outreach.condition":  func(b *outreach.EquipmentBody) { b.Condition = "" },
		} {
			bad := good
			change(&bad)
			w.want(w.s.LogEquipment(ctx, w.op(w.officer), trip, bad), fault.Invalid, key)
		}
		w.want(w.s.LogEquipment(ctx, w.op(w.verifier), trip, good), fault.Forbidden, "fault.authority.forbidden")
		b := s.as("bagus")
		b.Expect(200, "Alat 1", "Pemindai iris", "Mobil layanan (AG 0000 XX)", "Belum ada catatan")(b.Get("/perjalanan/" + trip + "/alat"))
		b.Expect(422, "Tulis jam, 0 sampai 24", "Pilih keadaan kendaraan")(b.Post("/perjalanan/"+trip+"/alat", "jam", "tiga", "baterai", "35"))
		b.Expect(200, "Catatan alat dan kendaraan disimpan", "3 jam 30 menit", "baterai 35 %", "Pemindai iris", "Perlu servis")(b.Post("/perjalanan/"+trip+"/alat",
			"jam", "3,5", "baterai", "35", "gangguan", "iris", "kendaraan", "service"))
		if n := w.count(`SELECT COUNT(*) FROM trip_equipment WHERE kit = 'alat-1' AND vehicle = 'mobil' AND minutes = 210 AND battery = 35`); n != 1 {
			w.Errorf("%d entries", n)
		}
		// Who plans the next trip sees it before the kit goes out again.
		k := s.as("rina")
		k.Expect(200, "baterai 35 %", "Pemindai iris", "Perlu servis")(k.Get("/perjalanan/baru"))
	})
}

// TestPapersOfATrip: notice and estimate say what villages and the office need,
// and nothing of any resident.
func TestPapersOfATrip(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		w.reference("panti-1", office.ChangedBody{What: office.Institution, Name: "Panti Asuhan dan Rehabilitasi Sosial Lanjut Usia Al-Muhajirin Trenggalek", Kind: "care_home",
			Village: village, VisitDays: []string{"1"}, VisitFrom: "09:00", VisitTo: "11:00", Active: true})
		var ids []string
		for range 3 {
			id, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
			ids = append(ids, id)
		}
		boinem, _ := w.waiting(person{name: "Boinem", birth: "1950", institution: "panti-1", area: village2})
		trip := w.plan("alat-1", "tim-a")
		w.add(trip, outreach.Home, ids[0])
		w.add(trip, outreach.Gathering, ids[1:]...)
		w.must(w.s.AddStops(w.Context(), w.op(w.coordinator), trip, outreach.StopIn{Cases: []string{boinem}, Kind: outreach.Institution, Companion: "institution"}))
		b := s.as("rina")
		b.Expect(409)(b.Get("/perjalanan/" + trip + "/pemberitahuan.pdf"))
		b.Get("/perjalanan/" + trip)
		b.Expect(200, "Di luar jam kunjungan Panti")(b.Get("/perjalanan/" + trip)) // a Wednesday
		b.Expect(200, "Perjalanan diumumkan", "Pemberitahuan ke desa", "Perkiraan biaya")(b.Post("/perjalanan/" + trip + "/umumkan"))
		code, pdf := b.Get("/perjalanan/" + trip + "/pemberitahuan.pdf")
		pages := papertest.Pages([]byte(pdf))
		if code != 200 || len(pages) != 2 {
			w.Fatalf("%d, %d pages", code, len(pages))
		}
		for page, parts := range [][]string{
			{"Kepala Desa Pringapus, Dongko", "Rumah warga", "Balai desa", "Tiga pilar", "AG 0000 XX", "listrik"},
			{"Pimpinan Panti Asuhan", "Pringapus", "Petugas lembaga"},
		} {
			for _, part := range parts {
				if !strings.Contains(pages[page], part) {
					w.Errorf("page %d of the notice lacks %q", page+1, part)
				}
			}
		}
		for _, page := range pages {
			if !strings.Contains(page, "Halaman 1 dari 1") {
				w.Error("a letter counts the pages of the other addressees")
			}
		}
		b.Expect(200)(b.Post("/bahasa", "bahasa", "en", "ke", "/"))
		code, letter := b.Get("/perjalanan/" + trip + "/surat-tugas.pdf")
		words := strings.Join(strings.Fields(papertest.Text([]byte(letter))), " ")
		for _, part := range []string{"(Rumah)", "(Titik kumpul)", "Senin 09.00"} {
			if code != 200 || !strings.Contains(words, part) {
				w.Errorf("whoever reads English prints a letter without %q:\n%s", part, words)
			}
		}
		code, cost := b.Get("/perjalanan/" + trip + "/biaya.pdf")
		money := papertest.Text([]byte(cost))
		for _, part := range []string{"PERKIRAAN BIAYA", "Rp 2.500", "Jumlah seluruhnya", "Per warga"} {
			if code != 200 || !strings.Contains(money, part) {
				w.Errorf("the estimate lacks %q", part)
			}
		}
		for _, name := range []string{"Ponirah", "Boinem", "RT 09", "JK-2021"} {
			if strings.Contains(strings.Join(pages, " ")+money, name) {
				w.Errorf("a paper says %q", name)
			}
		}
	})
}

// TestPapersPromiseNoBiometricsWithoutTheKit: a village that reads of recording
// gathers people for it.
func TestPapersPromiseNoBiometricsWithoutTheKit(t *testing.T) {
	on(t, func(w *world) {
		b := w.site().as("rina")
		for kit, want := range map[string][2]string{
			"alat-1": {"mencocokkan data dan merekam warga", "dan mengecek biometrik"},
			"":       {"Kali ini tidak ada perekaman biometrik", "tanpa cek atau perekaman biometrik"},
		} {
			child, _ := w.waiting(person{name: "Bagus", birth: "2012"})
			trip := w.planOn(map[bool]string{true: day, false: "2021-06-25"}[kit != ""], kit)
			w.add(trip, outreach.Home, child)
			b.Get("/perjalanan/" + trip)
			b.Expect(200)(b.Post("/perjalanan/" + trip + "/umumkan"))
			for i, paper := range []string{"/pemberitahuan.pdf", "/surat-tugas.pdf"} {
				code, pdf := b.Get("/perjalanan/" + trip + paper)
				text := strings.Join(strings.Fields(papertest.Text([]byte(pdf))), " ")
				if code != 200 || !strings.Contains(text, want[i]) || !strings.Contains(text, "AG 0000 XX") {
					w.Errorf("kit %q: %s does not say %q:\n%s", kit, paper, want[i], text)
				}
			}
		}
	})
}

// TestAnInstitutionSeesItsOwnSessions and nobody's home.
func TestAnInstitutionSeesItsOwnSessions(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		w.reference("panti-1", office.ChangedBody{What: office.Institution, Name: "Panti Satu", Kind: "care_home", Village: village, Active: true})
		_, err := w.a.Create(w.Context(), w.op(w.a.System("test")), account.NewUser{Login: "panti", Name: "Bu Panti",
			Rights: account.Rights{Role: authority.Institution, Institution: "panti-1"}, Password: goodPass})
		w.must(err)
		home, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		id, _ := w.waiting(person{name: "Boinem", birth: "1950", institution: "panti-1"})
		trip := w.plan("alat-1", "tim-a")
		w.add(trip, outreach.Home, home)
		w.must(w.s.AddStops(w.Context(), w.op(w.coordinator), trip, outreach.StopIn{Cases: []string{id}, Kind: outreach.Institution, Companion: "institution"}))
		b := s.as("panti")
		b.Expect(404)(b.Get("/perjalanan/" + trip))
		w.must(w.s.Publish(w.Context(), w.op(w.coordinator), trip))
		// The list counts what it shows them: the office waits for two answers.
		b.Expect(200, "Dongko", "1 kabar ditunggu", "!2 kabar ditunggu")(b.Get("/perjalanan"))
		all := s.as("rina")
		all.Expect(200, "2 kabar ditunggu")(all.Get("/perjalanan"))
		path := "/perjalanan/" + trip + "/hadir"
		b.Expect(200, "Panti Satu", "Usulkan hari lain", "!Ponirah", "!Rumah")(b.Get(path))
		stop := w.tripState(trip).Stops[1].ID
		b.Expect(200, "Hari apa yang bisa?")(b.Get(path + "?perhentian=" + stop))
		b.Expect(422, "Pilih hari sesudah hari ini")(b.Post(path, "perhentian", stop, "jawaban", "other_day", "hari.d", "1", "hari.m", "6", "hari.y", "2021"))
		b.Expect(200, "Usul hari lain terkirim", "Usul 18 Juni 2021")(b.Post(path, "perhentian", stop, "jawaban", "other_day", "hari.d", "18", "hari.m", "6", "hari.y", "2021"))
		b.Expect(403)(b.Post(path, "perhentian", w.tripState(trip).Stops[0].ID, "jawaban", "yes"))
		k := s.as("rina")
		k.Expect(200, "Panti Satu mengusulkan Jumat, 18 Juni 2021", "hari=2021-06-18")(k.Get("/perjalanan/" + trip))
		k.Expect(200, `value="18"`)(k.Get("/perjalanan/baru?hari=2021-06-18&kecamatan=" + dongko))
	})
}

func TestACorrectionOnItsPage(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		id, number := w.waiting(person{name: "Ponirah", birth: "1941"})
		trip := w.trip(id)
		w.onTheDay()
		w.must(w.s.Record(w.Context(), w.op(w.officer), trip, id, met(casefile.BioNotFound, "nik")))
		b := s.as("dewi")
		path := "/kasus/" + number + "/kunjungan"
		b.Expect(200, "Keluarga", "Perbaiki catatan", "Tidak ditemukan", "Perbaiki hasil biometrik")(b.Get(path))
		b.Expect(200, "Mengapa diperbaiki?")(b.Get(path + "?ke=1"))
		m := w.meetings(id)[0]
		b.Expect(422, "Pilih sebab perbaikan", `value="letter" checked`)(b.Post(path, "kejadian", m.Event, "dilihat", m.Shown, "sumber", "letter", "saksi", "2"))
		b.Expect(200, "Perbaikan disimpan", "Surat keterangan")(b.Post(path, "kejadian", m.Event, "dilihat", m.Shown, "sumber", "letter", "saksi", "2", "alasan", "typed_wrong"))
		b.Get(path + "?ke=1")
		b.Expect(409, "Orang lain baru saja")(b.Post(path, "kejadian", m.Event, "dilihat", m.Shown, "sumber", "deed", "saksi", "2", "alasan", "typed_wrong"))

		bio := "/kasus/" + number + "/biometrik"
		b.Expect(200, "Sekarang tercatat: Tidak ditemukan", "!3503044101639001")(b.Get(bio))
		b.Expect(200, "Sebabnya", "!Kabupaten atau kota asal")(b.Get(bio + "?hasil=not_captured"))
		b.Expect(200, "Kabupaten atau kota asal", "!Sebabnya")(b.Get(bio + "?hasil=elsewhere"))
		shown := strings.Join(w.state(id).Person.Shown(casefile.FieldBiometric), " ")
		b.Expect(422, "Berkas kosong")(b.Upload(bio, "bukti", nil, "hasil", "not_captured", "bagian", "iris", "sebab", "cataract", "alasan", "typed_wrong", "dilihat", shown))
		b.Expect(422, "Foto bukti")(b.Post(bio, "hasil", "not_captured", "bagian", "iris", "sebab", "cataract", "alasan", "typed_wrong", "dilihat", shown))
		b.Expect(422, "Hanya foto")(b.Upload(bio, "bukti", []byte("MZ program"), "hasil", "not_captured", "bagian", "iris", "sebab", "cataract", "alasan", "typed_wrong", "dilihat", shown))
		_, page := b.Upload(bio, "bukti", jpeg, "hasil", "not_captured", "bagian", "iris", "sebab", "cataract", "alasan", "typed_wrong", "dilihat", shown)
		if st := w.state(id); st.Biometric.Outcome != casefile.BioFailed || st.Biometric.Approved {
			w.Errorf("%+v\n%s", st.Biometric, page[:min(len(page), 300)])
		}
	})
}
