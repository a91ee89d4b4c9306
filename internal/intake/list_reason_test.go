package intake

import (
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/resident"
)

func TestReasonsInWords(t *testing.T) {
	for text, want := range map[string][2]string{
		"Belum ber-NIK": {"no_nik", ""}, "blm punya NIK": {"no_nik", ""}, "Belum perekaman": {"no_recording", ""}, "Blm rekam KTP": {"no_recording", ""},
		"belum tercantum dalam database": {"not_in_database", ""}, "dokumen hilang krn bencana": {"disaster_documents", ""},
		"Blm KTP": {"", "no_recording"}, "KTP hilang": {"", "no_recording disaster_documents"}, "sakit": {"", ""},
		// Several in one cell.
		"Belum ber-NIK dan belum rekam":                 {"no_nik no_recording", ""},
		"belum rekam, NIK belum ada":                    {"no_nik no_recording", ""},
		"tdk punya NIK/blm perekaman KTP-el":            {"no_nik no_recording", ""},
		"belum/tidak punya NIK":                         {"no_nik", ""},
		"Belum rekam karena tidak punya NIK":            {"no_nik no_recording", ""},
		"Belum rekam karena sakit":                      {"no_recording", ""},
		"Lansia, belum ber-NIK":                         {"no_nik", ""},
		"Belum punya NIK (stroke)":                      {"no_nik", ""},
		"sudah rekam tapi belum tercantum di SIAK":      {"not_in_database", ""},
		"belum rekam dan belum punya KTP":               {"no_recording", ""},
		"KTP dan KK hilang karena bencana":              {"", "no_recording disaster_documents"},
		"Dokumen rusak atau hilang karena bencana":      {"disaster_documents", ""},
		"Belum tercantum dalam basis data kependudukan": {"not_in_database", ""},
		"Data belum ada di database":                    {"not_in_database", ""},
		"N.I.K. belum punya":                            {"no_nik", ""},
		"tanpa nomor NIK":                               {"no_nik", ""},
		"blmrekam":                                      {"no_recording", ""},
		// A negation that negates something else, or nothing that is a reason.
		"Sudah rekam, KTP belum jadi":     {"", ""},
		"Sudah punya NIK, tidak ada KK":   {"", ""},
		"NIK tidak aktif":                 {"", "no_nik"},
		"Tidak ada masalah perekaman":     {"", "no_recording"},
		"Sudah rekam":                     {"", ""},
		"Sudah punya NIK dan sudah rekam": {"", ""},
		"Belum punya NIK, tidak ada KK":   {"", "no_nik"},
		"tidak belum rekam":               {"", "no_recording"},
		"sudah rekam, belum rekam":        {"", "no_recording"},
		"belum tercantum dalam KK":        {"", "not_in_database"},
		"Belum punya NIK dan KTP":         {"", "no_nik no_recording"},
		"rumah rusak karena bencana":      {"", "disaster_documents"},
		"tidak bisa rekam":                {"", "no_recording"},
		"NIK ganda":                       {"", "no_nik"},
		"KTP tidak hilang karena bencana": {"", "no_recording disaster_documents"},
		"-, /":                            {"", ""},
		"belum":                           {"", ""},
	} {
		codes, possible := reasonsOf(text)
		if got := [2]string{strings.Join(codes, " "), strings.Join(possible, " ")}; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Whatever stands in the cell: what is read is what a code can be, and what is
// asked back is no answer.
func FuzzReasons(f *testing.F) {
	f.Add("Sudah rekam, KTP belum jadi")
	f.Add("belum/tidak punya N.I.K karena hilang krn bencana; dan")
	f.Fuzz(func(t *testing.T, text string) {
		codes, possible := reasonsOf(text)
		for _, c := range append(slices.Clone(codes), possible...) {
			if _, err := resident.ParseReason(c); err != nil {
				t.Fatalf("%q: %q", text, c)
			}
		}
		if len(codes) > 0 && len(possible) > 0 {
			t.Fatalf("%q is read and asked back", text)
		}
	})
}

// A person is on the list for all the reasons that the cell gives, and for all
// that somebody chooses where it is not clear.
func TestSeveralReasonsOfARow(t *testing.T) {
	on(t, func(r *rig) {
		id, err := r.upload(authority.Coordinator, []byte("Nama;Umur;Desa;Kec.;Alasan\n"+
			"Sumirah;70;Siki;Dongko;Belum ber-NIK dan belum rekam\nKarto;71;Siki;Dongko;Sudah rekam, KTP belum jadi\nTukinem;72;Siki;Dongko;NIK tidak aktif\n"))
		if err != nil {
			r.Fatal(err)
		}
		rows := r.rows(id)
		for n, want := range map[int]string{3: "", 4: "no_nik"} {
			if p := rows[n].Problems; len(p) != 1 || p[0].Key != "intake.list.p.reason" || strings.Join(p[0].Suggest, " ") != want {
				r.Errorf("row %d: %+v", n, rows[n])
			}
		}
		here := "/laporan/impor/" + id
		r.expect(authority.Coordinator, "GET", here+"?baris=4", nil, 200, "no_nik", "no_recording", "not_in_database", "disaster_documents")
		r.expect(authority.Coordinator, "POST", here+"/pilih", map[string][]string{"baris": {"4"}, "arti": {"alasan"}, "nilai": {"no_recording", "not_in_database"}}, 303)
		r.expect(authority.Coordinator, "GET", here+"?tab=siap", nil, 200, "Belum perekaman biometrik, ")
		r.save(authority.Coordinator, id)
		r.work()
		for n, want := range map[int]string{2: "no_nik no_recording", 4: "no_recording not_in_database"} {
			if st := r.state(rowCase(r.list(id), n)); strings.Join(ordered(st.Reasons), " ") != want {
				r.Errorf("row %d: %v (%s)", n, st.Reasons, st.Person.Value(casefile.FieldName))
			}
		}
		// What was not settled comes back as it was.
		if again, err := r.upload(authority.Coordinator, r.rejects(id)); err != nil || len(r.rows(again)) != 1 || r.list(again).Counts[rowReady] != 0 {
			r.Errorf("%v %v", r.rows(again), err)
		}
	})
}
