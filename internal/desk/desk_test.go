package desk

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
)

const (
	nik       = "3503045708439001" // synthetic: serial 9001
	nikMasked = "3503••••••••9001"
)

// village makes four cases: one in Siki, one of the agency, one of the
// institution, one in another kecamatan.
func (w *world) village() map[string]string {
	w.Helper()
	return map[string]string{
		"siki":    w.file(report{id: "c-siki", name: "Katinem Satiyem", nik: nik, reporter: authority.Partner}),
		"agency":  w.file(report{id: "c-agency", name: "Wagijem", area: pule, agency: "dinsos"}),
		"panti":   w.file(report{id: "c-panti", name: "Boinem", area: pule, institution: "panti-1"}),
		"another": w.file(report{id: "c-another", name: "Katimah", area: pule, urgent: true}),
	}
}

// sees says which of the four cases a role reaches in lists, and how.
var sees = map[authority.Role][]string{
	authority.Coordinator: {"siki", "agency", "panti", "another"},
	authority.Field:       {"siki", "agency", "panti", "another"},
	authority.Verifier:    {"siki", "agency", "panti", "another"},
	authority.Siak:        {"siki", "agency", "panti", "another"},
	authority.Handover:    {"siki", "agency", "panti", "another"},
	authority.Registrar:   {"siki"},
	authority.Social:      {"agency"},
	authority.Institution: {"panti"},
	authority.Partner:     {"siki"},
}

var names = map[string]string{"siki": "Katinem Satiyem", "agency": "Wagijem", "panti": "Boinem", "another": "Katimah"}

func TestEachRoleSeesItsOwnCasesOnly(t *testing.T) {
	on(t, func(w *world) {
		numbers := w.village()
		for _, role := range authority.AccountRoles() {
			reached := map[string]bool{}
			for _, c := range sees[role] {
				reached[c] = true
			}
			listed, list := w.get(role, "/kasus")
			if listed == http.StatusOK != (len(reached) > 0) {
				t.Errorf("%s: list %d", role, listed)
			}
			for c, number := range numbers {
				code, page := w.get(role, "/kasus/"+number)
				if (code == http.StatusOK) != reached[c] {
					t.Errorf("%s opens %s: %d", role, c, code)
				}
				if role == authority.Companion && code != http.StatusNotFound {
					t.Errorf("a companion learns that a case exists: %d", code)
				}
				for what, text := range map[string]string{"list": list, "page": page} {
					named := reached[c] && role != authority.Partner
					if what == "list" && listed != http.StatusOK {
						named = false
					}
					if strings.Contains(text, names[c]) != named {
						t.Errorf("%s, %s: the name of %s is there: %v", role, what, c, !named)
					}
					if strings.Contains(text, nik) {
						t.Errorf("%s, %s: a whole NIK", role, what)
					}
				}
				if role == authority.Partner && reached[c] && (strings.Contains(page, "1943") || !strings.Contains(page, "Dilaporkan")) {
					t.Error("a partner sees more or less than the stage")
				}
			}
		}
	})
}

func TestHomeShowsOwnWorkOnly(t *testing.T) {
	on(t, func(w *world) {
		w.village()
		w.later(5 * 24 * time.Hour)
		for _, role := range authority.AccountRoles() {
			code, page := w.get(role, "/")
			if code != http.StatusOK {
				t.Fatalf("%s: %d", role, code)
			}
			for c, name := range names {
				if strings.Contains(page, name) != (role == authority.Coordinator) {
					t.Errorf("%s: %s on the home page", role, c)
				}
			}
		}
		rows, err := w.work(w.as(authority.Coordinator).scope)
		if err != nil || len(rows) != 4 {
			t.Fatalf("%d rows %v", len(rows), err)
		}
		if rows[0].ID != "c-another" {
			t.Error("the urgent case is due first")
		}
		counts, err := w.s.Counts(t.Context(), w.as(authority.Coordinator).scope)
		if err != nil || counts[casefile.Accepted] != 4 {
			t.Errorf("%v %v", counts, err)
		}
		_, page := w.get(authority.Coordinator, "/")
		for _, want := range []string{"Lewat tenggat", "2 hari lewat", "4 hari lewat", `href="/laporan/JK-2021-`, "sekitar 78 tahun", "Siki, Dongko"} {
			if !strings.Contains(page, want) {
				t.Errorf("the home page lacks %q", want)
			}
		}
		if _, page := w.get(authority.Coordinator, "/?sebab=lewat"); !strings.Contains(page, "Wagijem") {
			t.Error("the link behind a count leads nowhere")
		}
		before := w.logged("page.home")
		w.get(authority.Coordinator, "/")
		if n := w.logged("page.home") - before; n != 1 {
			t.Errorf("a home page with names is %d lines in the access log", n)
		}
	})
}

func TestWorkOfAnotherPersonOrLaterDateIsNotShown(t *testing.T) {
	on(t, func(w *world) {
		w.file(report{id: "c1", name: "Katinem"})
		w.act(authority.Coordinator, "c1", casefile.Assigned, casefile.AssignedBody{Owner: "somebody-else"}, nil)
		if rows, err := w.work(w.as(authority.Coordinator).scope); err != nil || len(rows) != 0 {
			t.Errorf("%v %v", rows, err)
		}
		w.act(authority.Coordinator, "c1", casefile.Assigned, casefile.AssignedBody{Owner: w.as(authority.Coordinator).ID}, nil)
		if rows, _ := w.work(w.as(authority.Coordinator).scope); len(rows) != 1 {
			t.Errorf("%v", rows)
		}
	})
}

func TestSearch(t *testing.T) {
	on(t, func(w *world) {
		numbers := w.village()
		find := func(role authority.Role, q string) (int, string) {
			w.Helper()
			code, to, _ := w.post(role, "/cari", "q", q)
			if code != http.StatusSeeOther {
				return code, ""
			}
			if strings.Contains(strings.ToLower(to), strings.ToLower(strings.Fields(q)[0])) {
				t.Errorf("%s stands in the address", q)
			}
			return w.get(role, to)
		}
		for q, want := range map[string]string{
			"katinem": "siki", "SATIYEM katinem": "siki", "kati sati": "siki", nik: "siki", "3503 0457 0843 9001": "siki",
			numbers["agency"]: "agency", strings.ToLower(numbers["panti"]): "panti", "wagij": "agency", "Siki": "siki", "siki dongko": "siki",
		} {
			code, page := find(authority.Coordinator, q)
			if code != http.StatusOK || !strings.Contains(page, names[want]) || strings.Count(page, `class="what"`) != 1 {
				t.Errorf("%q: %d, %d found", q, code, strings.Count(page, `class="what"`))
			}
			if strings.Contains(page, nik) || strings.Contains(page, "3503 0457") {
				t.Errorf("%q shows a NIK", q)
			}
		}
		if _, page := find(authority.Coordinator, "kati"); strings.Count(page, `class="what"`) != 2 {
			t.Error("a beginning finds all names that begin so")
		}
		if _, page := find(authority.Coordinator, "3503045708439002"); !strings.Contains(page, "Tidak ada yang cocok") {
			t.Error("another NIK is not found")
		}
		for _, role := range authority.AccountRoles() {
			may := authority.Reaches(role, "page.search") != authority.None
			code, page := find(role, "katimah")
			if (code == http.StatusOK) != may {
				t.Errorf("%s searches: %d", role, code)
			}
			sees := authority.Reaches(role, "page.search") == authority.Office
			if strings.Contains(page, "Katimah") != sees {
				t.Errorf("%s finds Katimah: %v", role, !sees)
			}
		}
		_, to, _ := w.post(authority.Coordinator, "/cari", "q", "katinem")
		if code, _ := w.get(authority.Verifier, to); code != http.StatusNotFound {
			t.Errorf("another person opens a saved query: %d", code)
		}
		w.later(61 * time.Minute)
		if code, _ := w.get(authority.Coordinator, to); code != http.StatusNotFound {
			t.Errorf("after an hour: %d", code)
		}
		if code, _, page := w.post(authority.Coordinator, "/cari", "q", " "); code != http.StatusUnprocessableEntity || !strings.Contains(page, "Tulis nama") {
			t.Errorf("nothing to search for: %d", code)
		}
	})
}

func TestPersonIsShownForAPurposeAndLogged(t *testing.T) {
	on(t, func(w *world) {
		no := w.village()["siki"]
		// The coordinator has work on the case, the verifier none.
		if _, page := w.get(authority.Coordinator, "/kasus/"+no); !strings.Contains(page, nikMasked) || !strings.Contains(page, "menurut keluarga") {
			t.Error("the coordinator sees the person, masked")
		}
		_, page := w.get(authority.Verifier, "/kasus/"+no)
		if strings.Contains(page, nikMasked) || !strings.Contains(page, "Untuk apa Anda melihatnya?") {
			t.Error("the verifier is asked first")
		}
		if code, _, _ := w.post(authority.Verifier, "/kasus/"+no+"/orang"); code != http.StatusUnprocessableEntity {
			t.Errorf("without an answer: %d", code)
		}
		if _, _, page = w.post(authority.Verifier, "/kasus/"+no+"/orang", "alasan", "compare"); !strings.Contains(page, nikMasked) {
			t.Error("the verifier answered and sees")
		}
		if _, page = w.get(authority.Verifier, "/kasus/"+no); !strings.Contains(page, nikMasked) {
			t.Error("the verifier is asked again")
		}
		if _, _, page = w.post(authority.Verifier, "/kasus/"+no+"/nomor", "field", "nik"); strings.Contains(page, nik) || !strings.Contains(page, `name="alasan"`) {
			t.Error("the number is asked for")
		}
		_, _, page = w.post(authority.Verifier, "/kasus/"+no+"/nomor", "field", "nik", "alasan", "siak")
		if !strings.Contains(page, nik) || !strings.Contains(page, `http-equiv="refresh"`) {
			t.Error("the number is shown for a minute")
		}
		if _, page = w.get(authority.Verifier, "/kasus/"+no); strings.Contains(page, nik) {
			t.Error("the number stayed")
		}
		for role, want := range map[authority.Role]int{authority.Handover: 403, authority.Partner: 403, authority.Companion: 404, authority.Registrar: 200} {
			if code, _, _ := w.post(role, "/kasus/"+no+"/nomor", "field", "nik", "alasan", "form"); code != want {
				t.Errorf("%s reveals: %d", role, code)
			}
		}
		if w.logged("reveal.nik") != 2 || w.logged("page.person") == 0 {
			t.Errorf("%d reveals in the log", w.logged("reveal.nik"))
		}
		code, page := w.get(authority.Head, "/kasus/"+no+"/jejak")
		for _, want := range []string{"Petugas verifier", "Nomor lengkap", "Mencari di SIAK", "Mencocokkan dengan dokumen", "Pekerjaan terbuka: Diterima"} {
			if code != http.StatusOK || !strings.Contains(page, want) {
				t.Errorf("the trail lacks %q: %d", want, code)
			}
		}
		if strings.Contains(page, "Katinem") {
			t.Error("the trail names the person")
		}
		if code, _ := w.get(authority.Verifier, "/kasus/"+no+"/jejak"); code != http.StatusForbidden {
			t.Errorf("a verifier reads the trail: %d", code)
		}
	})
}

func TestExitIsASentenceWithAWayBack(t *testing.T) {
	on(t, func(w *world) {
		no := w.file(report{id: "c1", name: "Katinem", reporter: authority.Partner})
		w.act(authority.Coordinator, "c1", casefile.Moved, casefile.ExitBody{Reason: "within_kabupaten", Evidence: "seen", To: pule}, nil)
		_, page := w.get(authority.Coordinator, "/kasus/"+no)
		for _, want := range []string{"Keluar dari alur: Pindah, 14 Juni 2021.", "Pindah di dalam kabupaten", "/buka-kembali"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		if _, page = w.get(authority.Partner, "/kasus/"+no); strings.Contains(page, "di dalam kabupaten") || strings.Contains(page, "/buka-kembali") {
			t.Error("a partner learns why")
		}
		if _, page = w.get(authority.Coordinator, "/kasus"); strings.Contains(page, no) {
			t.Error("an ended case is not open")
		}
		if _, page = w.get(authority.Coordinator, "/kasus?tahap=keluar&keluar=moved"); !strings.Contains(page, no) {
			t.Error("the filter does not find it")
		}
	})
}

func TestFiltersAndExport(t *testing.T) {
	on(t, func(w *world) {
		numbers := w.village()
		w.later(10 * 24 * time.Hour)
		young := w.file(report{id: "c-young", name: "Painem"})
		for query, want := range map[string][]string{
			"?wilayah=35.03.04":           {numbers["siki"], young},
			"?wilayah=" + siki:            {numbers["siki"], young},
			"?lama=7":                     {numbers["siki"], numbers["agency"], numbers["panti"], numbers["another"]},
			"?butuh=nik&wilayah=35.03.06": {numbers["agency"], numbers["panti"], numbers["another"]},
			"?butuh=kk":                   {},
			"?tahap=report":               {numbers["siki"], numbers["agency"], numbers["panti"], numbers["another"], young},
			"?tahap=proses":               {},
			"?tahap=nonsense":             {},
			"?lama=x&butuh=x&wilayah=x":   {numbers["siki"], numbers["agency"], numbers["panti"], numbers["another"], young},
		} {
			_, page := w.get(authority.Coordinator, "/kasus"+query)
			got := strings.Count(page, `href="/kasus/JK-`)
			if got != len(want) {
				t.Errorf("%s: %d cases, want %d", query, got, len(want))
			}
			for _, no := range want {
				if !strings.Contains(page, no) {
					t.Errorf("%s lacks %s", query, no)
				}
			}
		}
		if _, page := w.get(authority.Coordinator, "/kasus?urut=baru"); strings.Index(page, young) > strings.Index(page, numbers["siki"]) {
			t.Error("the newest is not first")
		}
		for _, format := range []string{"xlsx", "csv"} {
			code, _, body := w.send(authority.Coordinator, http.MethodGet, "/kasus/unduh?wilayah=35.03.04&bentuk="+format, nil)
			if code != http.StatusOK {
				t.Fatalf("%s: %d", format, code)
			}
			book, err := document.ReadTable(bytes.NewReader([]byte(body)), document.DefaultLimits())
			if err != nil {
				t.Fatalf("%s: %v", format, err)
			}
			_ = book
			if format == "csv" && (!strings.Contains(body, nikMasked) || strings.Contains(body, nik) || !strings.Contains(body, "Katinem") || strings.Contains(body, "Wagijem")) {
				t.Errorf("the export: %s", body)
			}
		}
		if w.logged("export.cases") != 2 {
			t.Error("an export is not in the access log")
		}
		for role, want := range map[authority.Role]int{authority.Field: 403, authority.Registrar: 403, authority.Companion: 404, authority.Social: 200} {
			if code, body := w.get(role, "/kasus/unduh?bentuk=csv"); code != want || strings.Contains(body, "Katinem") {
				t.Errorf("%s exports: %d", role, code)
			}
		}
		if code, _ := w.get(authority.Coordinator, "/kasus/unduh?bentuk=exe"); code != http.StatusNotFound {
			t.Errorf("another format: %d", code)
		}
	})
}

func TestEveryEventHasASentence(t *testing.T) {
	s := New(Deps{Book: lawbook.Current()})
	bodies := map[string]string{
		casefile.Reported:  `{"channel":"registrar","needs":["nik"]}`,
		casefile.NotMet:    `{"reason":"away","next":"2021-06-20"}`,
		casefile.Moved:     `{"reason":"within_kabupaten","to":"35.03.06.2001"}`,
		casefile.Biometric: `{"outcome":"not_found"}`, casefile.Status: `{"status":"SENT_FOR_ENROLLMENT"}`,
	}
	seen := map[string]map[string]string{i18n.ID: {}, i18n.EN: {}}
	for _, et := range casefile.Catalogue() {
		for _, lang := range i18n.Langs() {
			if !i18n.Has("desk.event." + et.Type) {
				t.Errorf("%s has no sentence", et.Type)
			}
			for _, body := range []string{`{}`, `[]`, bodies[et.Type]} {
				strong, text := s.Sentence(lang, casefile.Event{Type: et.Type, Body: []byte(body)}, nil, nil)
				if strong == "" || strings.Contains(strong+text, "desk.") || strings.Contains(strong+text, "casefile.") || strings.Contains(strong+text, "<no value>") {
					t.Errorf("%s %s %s: %q %q", lang, et.Type, body, strong, text)
				}
				if other, twice := seen[lang][strong]; twice && other != et.Type {
					t.Errorf("%s and %s are both %q", et.Type, other, strong)
				}
				seen[lang][strong] = et.Type
			}
		}
	}
	if strong, text := s.Sentence(i18n.ID, casefile.Event{Type: casefile.NotMet, Body: []byte(bodies[casefile.NotMet])}, nil, nil); strong+". "+text != "Tidak ditemui. Sedang pergi. Dicoba lagi 20 Juni 2021" {
		t.Errorf("%q %q", strong, text)
	}
	for body, want := range map[string]string{`{"letter":"s1","number":"470/9"}`: "Surat permohonan dicatat. 470/9", `{"letter":"","number":"470/9"}`: "Surat permohonan dilepas. 470/9"} {
		if strong, text := s.Sentence(i18n.ID, casefile.Event{Type: casefile.LetterGiven, Body: []byte(body)}, nil, nil); strong+". "+text != want {
			t.Errorf("%q, %q", strong, text)
		}
	}
	if strong, _ := s.Sentence(i18n.ID, casefile.Event{Type: "case.future"}, nil, nil); strong != "Catatan jenis baru" {
		t.Errorf("an unknown type: %q", strong)
	}
}

func TestTimelineNamesActors(t *testing.T) {
	on(t, func(w *world) {
		no := w.file(report{id: "c1", name: "Katinem"})
		w.act(authority.Coordinator, "c1", casefile.Accepted, casefile.AcceptedBody{}, nil)
		w.act(authority.Coordinator, "c1", casefile.Noted, casefile.NotedBody{About: "general"}, casefile.NotePersonal{Text: "Rumah di belakang langgar"})
		w.act(authority.Coordinator, "c1", casefile.Noted, casefile.NotedBody{About: "safety"}, casefile.NotePersonal{Text: "Anjing galak"})
		_, page := w.get(authority.Coordinator, "/kasus/"+no)
		for _, want := range []string{"Diterima", "Petugas coordinator", "belakang langgar", "Anjing galak", "14 Juni 2021, 08.30"} {
			if !strings.Contains(page, want) {
				t.Errorf("the history lacks %q", want)
			}
		}
		_, _, page = w.post(authority.Registrar, "/kasus/"+no+"/orang", "alasan", "phone")
		if strings.Contains(page, "Anjing galak") || !strings.Contains(page, "belakang langgar") {
			t.Error("a safety note is for the visiting team")
		}
		_, _, page = w.post(authority.Field, "/kasus/"+no+"/orang", "alasan", "phone")
		if strings.Contains(page, "Anjing galak") || !strings.Contains(page, "belakang langgar") {
			t.Error("a safety note is shown in the field to who does not go there")
		}
		w.visits(authority.Field, "c1")
		if _, page = w.get(authority.Field, "/kasus/"+no); !strings.Contains(page, "Anjing galak") {
			t.Error("the team that goes there does not see the safety note")
		}
		if _, page = w.get(authority.Handover, "/kasus/"+no); strings.Contains(page, "langgar") {
			t.Error("a note's words are personal")
		}
	})
}

func TestTimelineSaysCodesInWordsAndWordsWithTheirAct(t *testing.T) {
	on(t, func(w *world) {
		no := w.file(report{id: "c1", name: "Katinem"})
		subject := ledger.Subject{Kind: casefile.KindCase, ID: "c1"}
		w.act(authority.Coordinator, "c1", casefile.Accepted, casefile.AcceptedBody{}, nil)
		w.act(authority.Field, "c1", casefile.Visited, casefile.VisitedBody{Day: "2021-06-14", Sources: []string{"kk_old", "neighbour"}}, nil)
		w.act(authority.Field, "c1", casefile.Biometric, casefile.BiometricBody{Outcome: casefile.BioFailed, Trait: "iris,face", Reason: "cataract"}, nil)
		w.act(authority.Registrar, "c1", casefile.FormFilled, casefile.FormFilledBody{Form: "F-1.01", Version: "2019", Draft: true}, nil)
		w.do(authority.Coordinator, func(*db.Tx) ([]ledger.Draft, error) {
			return []ledger.Draft{{Subject: subject, Type: casefile.Moved, Area: siki, Body: casefile.ExitBody{Reason: "within_kabupaten", Evidence: "note", To: pule}},
				{Subject: subject, Type: casefile.Noted, Area: siki, Body: casefile.NotedBody{About: "general"}, Personal: casefile.NotePersonal{Text: "Ikut anaknya"}}}, nil
		})
		_, _, page := w.post(authority.Registrar, "/kasus/"+no+"/orang", "alasan", "phone")
		for _, want := range []string{"Identitas dari KK lama, Tetangga", "Iris mata, Wajah: Katarak", "Draf formulir disimpan", "Kayen, Karangan. Ikut anaknya"} {
			if !strings.Contains(page, want) {
				t.Errorf("the history lacks %q", want)
			}
		}
		if strings.Contains(page, "Catatan umum") {
			t.Error("the words of the exit stand in a line of their own")
		}
		if _, page = w.get(authority.Handover, "/kasus/"+no); strings.Contains(page, "Katarak") || strings.Contains(page, "anaknya") {
			t.Error("health and words are for those who may read the person")
		}
		w.act(authority.Coordinator, "c1", casefile.Reopened, casefile.ExitBody{Reason: "returned"}, nil)
		if _, page = w.get(authority.Coordinator, "/kasus/"+no); !strings.Contains(page, "Warga kembali") {
			t.Error("the history does not say why the case was reopened")
		}
	})
}

func TestNeedsSayHowManyItemsAreMissing(t *testing.T) {
	on(t, func(w *world) {
		no := w.file(report{id: "c1", name: "Katinem"})
		w.act(authority.Coordinator, "c1", casefile.Accepted, casefile.AcceptedBody{}, nil)
		err := w.d.Write(w.Context(), officeID, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO dossier_need (office_id, case_id, need, lawbook, done, total, missing, ready)
				VALUES ($1, 'c1', 'nik', '2019', 5, 6, 1, 0)`, officeID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, page := w.get(authority.Coordinator, "/kasus/"+no); !strings.Contains(page, "Kurang 1 dari 6") {
			t.Error("nobody learns what the application file lacks")
		}
	})
}

func TestWhoIsLeftBehindIsAList(t *testing.T) {
	on(t, func(w *world) {
		old := w.file(report{id: "c1", name: "Katinem"})
		w.act(authority.Coordinator, "c1", casefile.Accepted, casefile.AcceptedBody{}, nil)
		w.later(90 * 24 * time.Hour)
		// The stage changes on the way; that nobody came since does not.
		w.act(authority.Coordinator, "c1", casefile.Scheduled, casefile.ScheduledBody{Trip: "t1", Stop: "s1", Day: "2021-09-20", Purpose: "first"}, nil)
		seen := w.file(report{id: "c2", name: "Wagijem"})
		w.act(authority.Coordinator, "c2", casefile.Accepted, casefile.AcceptedBody{}, nil)
		w.act(authority.Field, "c2", casefile.Visited, casefile.VisitedBody{Day: "2021-09-12", Sources: []string{"family"}}, nil)
		list := func(part, over, has, lacks string) {
			t.Helper()
			code, page := w.get(authority.Coordinator, "/kasus?tahap="+part+"&lama="+over)
			if code != http.StatusOK || has != "" && !strings.Contains(page, has) || lacks != "" && strings.Contains(page, lacks) {
				t.Errorf("%s over %s days: %d, wants %q without %q", part, over, code, has, lacks)
			}
		}
		list("belum-dikunjungi", "0", old, seen)
		list("belum-dikunjungi", "90", "", old) // ninety days are not more than ninety
		w.later(24 * time.Hour)
		list("belum-dikunjungi", "90", old, seen)
		list("belum-dikunjungi", "90", "Belum dikunjungi", "")
		list("belum-diajukan", "0", seen, old)
		list("belum-diajukan", "14", "", seen)
		list("belum-diserahkan", "0", "", old)
		list("belum-diserahkan", "7", "", seen)
	})
}

func TestEveryWaitingNeedHasWords(t *testing.T) {
	for _, f := range casefile.Flows() {
		if f.WaitsFor != "" && !i18n.Has("desk.need.waits_"+f.WaitsFor) {
			t.Errorf("%s waits for %s without words", f.Need, f.WaitsFor)
		}
	}
}
