package register

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/i18n"
)

var asked = time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)

// What the program brings with it can be read, and names meanings that there
// are.
func TestHeadingsAndWords(t *testing.T) {
	for title, m := range headings() {
		if letters(title) != title || !slices.Contains(Meanings(), m) {
			t.Errorf("heading %q means %q", title, m)
		}
	}
	for w, v := range words() {
		if w[1] != strings.ToUpper(w[1]) || !slices.Contains([]string{MeansState, MeansRecording, MeansDisabled}, w[0]) {
			t.Errorf("word %q", w)
		}
		if w[0] == MeansState && !slices.Contains([]string{StateActive, StateDead, StateMoved}, v) {
			t.Errorf("%q is %q", w, v)
		}
	}
	for _, m := range Meanings() {
		if !i18n.Has("register.means." + m) {
			t.Errorf("no words for %s", m)
		}
	}
}

func row(cells ...string) document.Row {
	r := document.Row{Number: 2}
	for _, c := range cells {
		r.Cells = append(r.Cells, document.Cell{Text: c, Kind: document.KindText})
	}
	return r
}

func columns(means ...string) []Column {
	var out []Column
	for _, m := range means {
		out = append(out, Column{m, m})
	}
	return out
}

// A village is found by a code in one piece or in SIAK's parts, by its name
// with its kecamatan, by what the office said; and is never guessed.
func TestVillages(t *testing.T) {
	answers := map[string]string{"SEBERANG|": "35.03.04.2010", "LUAR|": ""}
	for _, c := range []struct {
		name, kec, code, kecCode string
		want, wrong              string
	}{
		{"Pringapus", "Dongko", "", "", "35.03.04.2010", ""},
		{"Desa Pringapus", "", "", "", "35.03.04.2010", ""},
		{"", "", "3503042010", "", "35.03.04.2010", ""},
		{"", "", "35.03.04.2010", "", "35.03.04.2010", ""},
		{"", "", "2010", "4", "35.03.04.2010", ""},
		{"Pringapus", "Dongko", "2010", "", "35.03.04.2010", ""},
		{"seberang", "", "", "", "35.03.04.2010", ""},
		{"luar", "", "", "", "", "register.row.left_out"},
		{"Pringapuz", "Dongko", "", "", "", "register.row.village_unknown"},
		{"", "", "9999", "99", "", "register.row.village_unknown"},
		{"", "", "", "", "", "register.row.no_village"},
		{"-", "Dongko", "", "", "", "register.row.no_village"},
	} {
		rd := newRowReader(columns(MeansName, MeansVillage, MeansKecamatan, MeansCode, MeansKecCode), "35.03", "", answers, asked)
		p, wrong := rd.read(row("KATINEM", c.name, c.kec, c.code, c.kecCode))
		key := ""
		if len(wrong) > 0 {
			key = wrong[0].Key
		}
		if p.Village != c.want || key != c.wrong {
			t.Errorf("%+v: %q %q", c, p.Village, key)
		}
		if asks := c.wrong == "register.row.village_unknown"; asks != (len(rd.questions()) == 1) {
			t.Errorf("%+v: %d questions", c, len(rd.questions()))
		}
	}
}

// The same person has the same id whatever stands beside the NIK; who has none
// is known by family card, name, birth and village; nobody can make an id
// without the secret.
func TestIDs(t *testing.T) {
	a, b := newIdentifier([]byte("one")), newIdentifier([]byte("another"))
	p := Record{NIK: "3503045708439001", Name: "Katinem"}
	moved := p
	moved.Village, moved.Name = "35.03.04.2010", "Katinem binti Karso"
	id := a.id(&p)
	if again := newIdentifier([]byte("one")).id(&moved); again != id || len(id) != 24 {
		t.Errorf("%s and %s", id, again)
	}
	if twin := a.id(&p); twin != id+"-2" {
		t.Errorf("the second of a NIK is %s", twin)
	}
	if b.id(&p) == id {
		t.Error("another secret gives the same id")
	}
	q := Record{Name: "Sumini", Village: "35.03.04.2010", Birth: "1951"}
	r := q
	r.Birth = "1952"
	if a.id(&q) == a.id(&r) {
		t.Error("two people without a NIK have one id")
	}
}

// FuzzRows: whatever a file holds, each row is taken or refused with a reason
// that has words, and what is taken can be stored and found.
func FuzzRows(f *testing.F) {
	f.Add([]byte("NIK;NAMA;TGL_LHR;JK;NAMA_KEL;RT;STATUS_REKAM;CACAT\n3503045708439001;KATINEM;17-08-1943;2;PRINGAPUS;3/2;SUDAH;7\n"))
	f.Add([]byte("nama,desa,umur\n\"A\nB\",Pakel,\x00\n"))
	f.Add([]byte("sep=;\nNAMA;NO_KEL;NO_KEC\n;2010;4\nx;y;z\n"))
	f.Add([]byte("\xff\xfeN\x00I\x00K\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		lim := limits()
		lim.Rows, lim.Uncompressed = 200, 1<<20
		book, err := document.OpenTable(bytes.NewReader(file), int64(len(file)), lim)
		if err != nil {
			return
		}
		var top []document.Row
		for r, err := range book.Rows("") {
			if err != nil {
				return
			}
			top = append(top, r)
		}
		at := header(top[:min(len(top), headerWithin)])
		if at < 0 {
			return
		}
		rd := newRowReader(columnsOf(top[at]), "35.03", "", nil, asked)
		ids := newIdentifier([]byte("secret"))
		for _, r := range top[at+1:] {
			p, wrong := rd.read(r)
			for _, w := range wrong {
				if !i18n.Has(w.Key) || !i18n.Has("register.means."+w.Means) {
					t.Fatalf("no words for %s at %s", w.Key, w.Means)
				}
			}
			if len(wrong) > 0 {
				continue
			}
			if p.Name == "" || p.Village == "" || p.NIK != "" && len(p.NIK) != 16 || ids.id(&p) == "" {
				t.Fatalf("taken: %+v", p)
			}
			for _, s := range []string{p.Name, p.BirthPlace, p.Mother, p.Father, p.Address, p.Disability} {
				if strings.ContainsRune(s, 0) || !utf8.ValidString(s) {
					t.Fatalf("%q cannot be stored", s)
				}
			}
			var keys terms
			keys.add(&p, p.row)
			keys.sort()
		}
		rd.questions()
	})
}
