package outreach_test

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/document/papertest"
	"github.com/jempolkeren/jempol/internal/office"
	"github.com/jempolkeren/jempol/internal/outreach"
)

// house is an institution that takes visits on Mondays, with people in it.
func (w *world) house(id, name, area string, people int) (ids, numbers []string) {
	w.Helper()
	w.reference(id, office.ChangedBody{What: office.Institution, Name: name, Kind: "care_home", Village: area,
		VisitDays: []string{"1"}, VisitFrom: "09:00", VisitTo: "11:00", Active: true})
	for i := range people {
		c, no := w.waiting(person{name: "Warga " + string(rune('A'+i)), birth: "1950", institution: id, area: area})
		ids, numbers = append(ids, c), append(numbers, no)
	}
	return ids, numbers
}

// TestALetterNamesWhereItLeads: a team that is asked in another kecamatan shows
// a letter that sends it there, and somebody at an institution may sign it.
func TestALetterNamesWhereItLeads(t *testing.T) {
	on(t, func(w *world) {
		b := w.site().as("rina")
		ids, _ := w.house("panti-1", "Panti Satu", "35.03.12.2001", 1)
		home, _ := w.waiting(person{name: "Ponirah", birth: "1941"})
		trip := w.plan("alat-1", "tim-a")
		w.add(trip, outreach.Home, home)
		w.must(w.s.AddStops(w.Context(), w.op(w.coordinator), trip, outreach.StopIn{Cases: ids, Kind: outreach.Institution, Companion: "institution"}))
		w.must(w.s.Publish(w.Context(), w.op(w.coordinator), trip))
		for paper, want := range map[string]string{"surat-tugas": "Kepala Desa, Lurah, atau Pimpinan Lembaga", "biaya": "PERKIRAAN BIAYA"} {
			code, pdf := b.Get("/perjalanan/" + trip + "/" + paper + ".pdf")
			text := strings.Join(strings.Fields(papertest.Text([]byte(pdf))), " ")
			for _, part := range []string{"Kecamatan Dongko, Kecamatan Pogalan", want} {
				if code != 200 || !strings.Contains(text, part) {
					w.Errorf("%s lacks %q:\n%s", paper, part, text)
				}
			}
		}
	})
}

// TestASessionIsPutTogether: who looks at an institution's people means to go
// there, and what was ticked stays where a choice is refused.
func TestASessionIsPutTogether(t *testing.T) {
	on(t, func(w *world) {
		for range 13 { // more than are suggested without a filter, and longer waiting
			w.waiting(person{name: "Ponirah", birth: "1941"})
		}
		_, inside := w.house("panti-1", "Panti Satu", village2, 2)
		_, home := w.waiting(person{name: "Tarmi", birth: "1963", area: village2})
		trip := "/perjalanan/" + w.plan("alat-1", "tim-a")
		b := w.site().as("rina")
		w.reference("dinas-1", office.ChangedBody{What: office.Institution, Name: "Dinas Satu", Kind: "agency", Village: village2, Active: true})
		b.Expect(200, `<option value="panti-1"`)(b.Get(trip))
		if strings.Contains(b.Last, "Dinas Satu") {
			w.Error("nobody lives in an agency")
		}
		b.Expect(200, `value="home" id="jenis" checked`, `value="registrar" selected`)(b.Get(trip + "?tempat=" + village2))
		b.Expect(200, `value="institution" checked`, `value="institution" selected`, inside[0])(b.Get(trip + "?tempat=panti-1"))
		// Not all of them live there.
		b.Expect(409, "tidak bisa ikut", `value="`+inside[1]+`" checked`, `value="`+home+`" checked`, `value="`+village2+`" selected`)(b.Post(trip+"/warga",
			"tempat", village2, "warga", inside[1], "warga", home, "jenis", "institution", "titik", "village_hall", "pendamping", "institution"))
		b.Expect(200, "2 warga ditambahkan")(b.Post(trip+"/warga", "tempat", "panti-1", "warga", inside[0], "warga", inside[1],
			"jenis", "institution", "titik", "village_hall", "pendamping", "institution"))
	})
}

// TestADayAtAnInstitution: the team reads on the card of the day when it is let
// in, and each visit that is recorded leads back to the list it came from.
func TestADayAtAnInstitution(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		ids, numbers := w.house("panti-1", "Panti Satu", village, 4)
		home, alone := w.waiting(person{name: "Ponirah", birth: "1941"})
		trip := w.plan("alat-1", "tim-a")
		w.add(trip, outreach.Home, home)
		w.must(w.s.AddStops(w.Context(), w.op(w.coordinator), trip, outreach.StopIn{Cases: ids, Kind: outreach.Institution, Companion: "institution"}))
		k := s.as("rina")
		k.Expect(200, "Di luar jam kunjungan Panti Satu", "Ubah hari, jam berangkat, atau urutan")(k.Get("/perjalanan/" + trip))
		w.must(w.s.Publish(w.Context(), w.op(w.coordinator), trip))
		// What is announced has its day and its departure.
		k.Expect(200, "Di luar jam kunjungan Panti Satu", "Hubungi lembaga", "!Ubah hari")(k.Get("/perjalanan/" + trip))
		w.onTheDay()
		b := s.as("bagus")
		b.Expect(200, "Buka daftar", "Senin 09.00–11.00", "0 dari 4 dicatat")(b.Get("/lapangan"))
		w.must(w.s.Start(w.Context(), w.op(w.officer), trip))
		visit := func(number string, list bool) {
			at := "/lapangan/" + trip + "/" + number
			b.Expect(200)(b.Get(at))
			b.Expect(200)(b.Post(at+"/hadir", "hadir", "no"))
			code, page := b.Post(at+"/tidak-bertemu", "sebab", "away", "lagi", "2021-06-30", "nanti", "ya")
			if code != 200 || strings.Contains(page, "Siapa yang tidak datang?") != list {
				w.Errorf("kept for later: %d, on the list is not %v", code, list)
			}
			b.Expect(200)(b.Post(at+"/tidak-bertemu", "sebab", "away", "lagi", "2021-06-30"))
			code, page = b.Post(at + "/periksa")
			if code != 200 || !strings.Contains(page, "Kunjungan tersimpan") || strings.Contains(page, "Siapa yang tidak datang?") != list {
				w.Errorf("saved: %d, on the list is not %v", code, list)
			}
		}
		visit(numbers[0], true)
		visit(numbers[1], true)
		visit(alone, false)
	})
}
