package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/resident"
)

// TestSearchByWhatPeopleSay: another name, where somebody is found, and how old
// they look, together or alone.
func TestSearchByWhatPeopleSay(t *testing.T) {
	on(t, func(w *world) {
		w.file(report{id: "c1", name: "Katinem"})
		w.act(authority.Coordinator, "c1", casefile.PersonStated, struct{}{}, casefile.PersonPersonal{Fields: []casefile.Assertion{
			{Field: casefile.FieldOtherName, Element: "Mbah Giyem", Value: "Mbah Giyem"}, {Field: casefile.FieldPlace, Value: "emperan pasar sebelah timur"}}})
		w.file(report{id: "c2", name: "Giyem"})
		if err := w.d.Write(w.Context(), officeID, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO institution (office_id, institution_id, kind, name, village, address, phone, hours, active)
				VALUES ($1, 'panti-1', 'care', 'Panti Werdha Sejahtera', $2, '', '', '', 1)`, officeID, siki)
			return err
		}); err != nil {
			w.Fatal(err)
		}
		w.file(report{id: "c3", name: "Sukiyem", institution: "panti-1"})
		w.act(authority.Coordinator, "c3", casefile.PersonStated, struct{}{}, casefile.PersonPersonal{Fields: []casefile.Assertion{
			{Field: casefile.FieldCompanion, Value: "Bu Lastri"}}})
		age := w.clock().Year() - 1943 // everybody here is born in 1943
		for q, want := range map[string][]string{
			"katinem":                           {"c1"},
			"giyem":                             {"c1", "c2"},
			"dikenal sebagai Mbah Giyem":        {"c1", "c2"},
			"alias giyem":                       {"c1", "c2"},
			"emperan pasar":                     {"c1"},
			"giyem pasar":                       {"c1"},
			fmt.Sprintf("giyem %d tahun", age):  {"c1", "c2"},
			fmt.Sprintf("umur %d pasar", age+2): {"c1"},
			"giyem umur 20":                     nil,
			fmt.Sprintf("%d thn", age-1):        {"c1", "c2", "c3"},
			fmt.Sprintf("%d-an tahun", age):     {"c1", "c2", "c3"},
			"200 tahun":                         nil,
			"tahun":                             nil,
			"katijnem":                          nil,
			"soekijem":                          {"c3"}, // as it was spelt
			"mbok sukiyem":                      {"c3"},
			"panti sejahtera":                   {"c3"},
			"sukiyem panti":                     {"c3"},
			"sukiyem karangan":                  nil,    // another word of hers is no village of hers
			"sukiyem siki":                      {"c3"}, // her village
			"siki lastri":                       {"c3"}, // who is with her
			"perempuan giyem":                   {"c1", "c2"},
			"laki-laki giyem":                   nil,
			"wanita sekitar 78 emperan":         {"c1"},
			"lahir 1944 pasar":                  {"c1"},
			"kelahiran tahun 1999 pasar":        nil,
		} {
			list, err := w.s.Find(w.Context(), w.as(authority.Coordinator).scope, q)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range list {
				got = append(got, c.ID)
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%q finds %v, want %v", q, got, want)
			}
		}
		// A role without names does not learn who is how old.
		if list, err := w.s.Find(w.Context(), w.as(authority.Partner).scope, fmt.Sprintf("%d tahun", age)); err != nil || len(list) > 0 {
			t.Errorf("a partner finds %d by age, %v", len(list), err)
		}
	})
}

// TestSearchUsesItsIndex: also where a word has several spellings, and may be a
// village.
func TestSearchUsesItsIndex(t *testing.T) {
	cond, args := wordsCond(officeID, []way{{begins: []string{"SOEKIJEM", "SUKIEM", "at:SOEKIJEM"}, tokens: []string{"in:a"}, areas: []string{siki}}, byName("GIYEM")})
	plan := dbtest.Plan(t, `SELECT c.case_id FROM case_file c WHERE `+cond+` AND c.office_id = `+param(len(args)+1), append(args, officeID)...)
	if strings.Contains(plan, "SCAN") || !strings.Contains(plan, "search_key_token (office_id=? AND token>? AND token<?)") {
		t.Error(plan)
	}
}

// TestTheListByNameAndAsAFile: people without a name come last, a role without
// names gets no order by them, and no cell of the file is a formula.
func TestTheListByNameAndAsAFile(t *testing.T) {
	on(t, func(w *world) {
		w.file(report{id: "c1", name: "Wagijem"})
		w.file(report{id: "c2", name: ""})
		w.file(report{id: "c3", name: "=HYPERLINK(1)"})
		w.file(report{id: "c4", name: "Katinem"})
		ids := func(role authority.Role) (out []string) {
			list, _, err := w.s.List(w.Context(), w.as(role).scope, "page.cases", Filter{Sort: "nama"}, 0, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range list {
				out = append(out, c.ID)
			}
			return out
		}
		if got := ids(authority.Coordinator); !slices.Equal(got, []string{"c3", "c4", "c1", "c2"}) {
			t.Errorf("by name %v", got)
		}
		_, page := w.get(authority.Coordinator, "/kasus?urut=nama")
		if !strings.Contains(page, "Menurut nama") || !strings.Contains(page, "urut=baru") {
			t.Error("the order is not offered")
		}
		if _, body := w.get(authority.Coordinator, "/kasus/unduh?bentuk=csv"); !strings.Contains(body, ";'=HYPERLINK(1);") {
			t.Error("a cell of the file is a formula")
		}
	})
}

// TestALongHistoryIsFolded: what is older stands behind a line, and nothing of
// it is lost.
func TestALongHistoryIsFolded(t *testing.T) {
	on(t, func(w *world) {
		no := w.file(report{id: "c1", name: "Raden Mas Tumenggung Sosrokusumowardoyo Hadiningrat Kartodikromo"})
		w.do(authority.Coordinator, func(*db.Tx) ([]ledger.Draft, error) {
			var out []ledger.Draft
			for i := range 60 {
				out = append(out, ledger.Draft{Subject: ledger.Subject{Kind: casefile.KindCase, ID: "c1"}, Type: casefile.Noted, Area: siki,
					Body: casefile.NotedBody{About: "general"}, Personal: casefile.NotePersonal{Text: fmt.Sprintf("catatan ke-%d.", i)}})
			}
			return out, nil
		})
		_, page := w.get(authority.Coordinator, "/kasus/"+no)
		for _, want := range []string{"Riwayat sebelumnya (", "catatan ke-0.", "catatan ke-59."} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
	})
}

// What is too long to be looked for is said so, and shortened, not taken for nothing.
func TestASearchTooLong(t *testing.T) {
	on(t, func(w *world) {
		code, _, page := w.post(authority.Coordinator, "/cari", "q", strings.Repeat("Katinem ", 1250))
		if code != 422 || !strings.Contains(page, "terlalu panjang") || !strings.Contains(page, "Katinem Katinem") {
			t.Errorf("%d: a search of 10,000 characters", code)
		}
	})
}

func TestNumberTokens(t *testing.T) {
	for q, want := range map[string]string{
		nik: "nik:" + nik, "JK-2021-00412": "number:JK202100412", "jk 2021 00412": "number:JK202100412", "AMP-2021-0187": "number:AMP20210187", "Katinem": "",
	} {
		got := numberTokens(q)
		if want == "" && got != nil || want != "" && (len(got) == 0 || got[0] != want) {
			t.Errorf("%q: %v", q, got)
		}
	}
	for q, want := range map[string]string{"JK-2021-412": "number:JK202100412", "jk 2021 1506": "number:JK202101506", "AMP-2021-187": "envelope:AMP20210187", "JK-2021-B7": "number:JK2021B0007"} {
		if got := numberTokens(q); !slices.Contains(got, want) {
			t.Errorf("%q, without its zeros: %v", q, got)
		}
	}
	if len(resident.FoldTokens("Siki, Dongko")) != 2 {
		t.Error("a village is words")
	}
}
