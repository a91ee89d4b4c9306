package resident

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/fault"
)

const (
	nikMan   = "3503041708439012" // Dongko, 17-08-1943, a man
	nikWoman = "3503045708439013" // the same day, a woman
)

func TestParseNIK(t *testing.T) {
	for _, in := range []string{nikMan, " 3503 0417 0843 9012 ", "350304-170843-9012", "'" + nikMan, "35.03.04.170843.9012", "３５０３０４１７０８４３９０１２"} {
		if n, err := ParseNIK(in); err != nil || string(n) != nikMan {
			t.Errorf("ParseNIK(%q) failed: %v", in, err)
		}
	}
	for in, key := range map[string]string{
		"":                   "empty",
		"350304170843901":    "length",
		nikMan + "1":         "length",
		"350304170843901O":   "letters",
		"3503041708430000":   "serial",
		"3,50E+15":           "excel",
		"3.50304170843E+15":  "excel",
		"3503041708439010.0": "excel",
		"3E15":               "excel",
	} {
		n, err := ParseNIK(in)
		if n != "" || err == nil || fault.As(err).Key != "resident.nik."+key {
			t.Errorf("ParseNIK(%q): %v, want %s", in, err, key)
		}
		if err != nil && len(in) > 9 && strings.Contains(err.Error(), in) {
			t.Errorf("the error shows the number")
		}
		if in == "" {
			continue
		}
		if k, err := ParseKK(in); k != "" || err == nil || fault.As(err).Key != "resident.kk."+key {
			t.Errorf("ParseKK(%q): %v, want %s", in, err, key)
		}
	}
	if f := Field("nik", invalidArgs("resident.nik.length", map[string]any{"Count": 3})); f.Name != "nik" || f.Args["Count"] != 3 {
		t.Errorf("%+v", f)
	}
}

func keysOf(ws []Warning) string {
	var out []string
	for _, w := range ws {
		out = append(out, strings.TrimPrefix(w.Key, "resident."))
	}
	return strings.Join(out, " ")
}

func TestNIKWarnings(t *testing.T) {
	born := func(s string) Date {
		d, err := DateOf(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, tt := range []struct {
		nik   NIK
		sex   Sex
		birth string
		want  string
	}{
		{nikMan, Male, "1943-08-17", ""},
		{nikMan, "", "", ""},
		{nikMan, Male, "1940..1946", ""},
		{nikMan, Female, "1943", "nik.sex"},
		{nikWoman, Female, "1943-08", ""},
		{nikWoman, Male, "1950", "nik.sex nik.birth"},
		{"3503043208439012", "", "", "nik.date"},
		{"3503044008439012", Male, "1943", "nik.date"},
		{"3503041713439012", "", "", "nik.date"},
		{"3503042902439012", "", "", "nik.date"},
		{"3504011708439012", "", "", "nik.elsewhere"},
		{"3503991708439012", "", "", "nik.area"},
		{"3503041708109012", "", "2010-08-17", ""},
		{"3503041708309012", "", "1930", ""},
	} {
		got := keysOf(tt.nik.Warnings(Known{Sex: tt.sex, Birth: born(tt.birth), District: "35.03", Asked: asked}))
		if got != tt.want {
			t.Errorf("%s %s %s: %q, want %q", MaskNIK(string(tt.nik)), tt.sex, tt.birth, got, tt.want)
		}
	}
	if NIK("").Warnings(Known{}) != nil || KK("").Warnings(Known{}) != nil {
		t.Error("nothing is odd about a number that is not known")
	}
	if n := len(NIK("3503041708109012").BirthDates(asked)); n != 2 {
		t.Errorf("the century is ambiguous, got %d dates", n)
	}
	if NIK(nikMan).Area() != "35.03.04" {
		t.Error("area of first registration")
	}
	if got := keysOf(KK(nikWoman).Warnings(Known{District: "35.03"})); got != "kk.date" {
		t.Errorf("a NIK in the place of a KK number: %q", got)
	}
	if got := keysOf(KK("3504010108189001").Warnings(Known{District: "35.03"})); got != "kk.elsewhere" {
		t.Error(got)
	}
}

func TestName(t *testing.T) {
	for _, tt := range []struct{ in, want, warnings, strict string }{
		{"  Siti   Aminah ", "Siti Aminah", "", ""},
		{"Paimin", "Paimin", "name.one_word", ""},
		{"M. Slamet", "M. Slamet", "name.abbreviated name.marks", "punctuation"},
		{"Hj. Siti Aminah", "Hj. Siti Aminah", "name.title name.marks", "punctuation"},
		{"Siti Ma'rufah", "Siti Ma'rufah", "name.marks", "punctuation"},
		{"Slamet 2", "Slamet 2", "name.marks", "digits"},
		{"Слава Иванов", "Слава Иванов", "name.marks", "latin"},
	} {
		n, err := ParseName(tt.in)
		if err != nil || string(n) != tt.want || keysOf(n.Warnings()) != tt.warnings {
			t.Errorf("%q: %q, %v, %q", tt.in, n, err, keysOf(n.Warnings()))
		}
		strict := ""
		if err := n.CheckNew(); err != nil {
			strict = strings.TrimPrefix(fault.As(err).Key, "resident.name.")
		}
		if strict != tt.strict {
			t.Errorf("%q as a new name: %q", tt.in, strict)
		}
	}
	for in, key := range map[string]string{
		" ": "empty", strings.Repeat("a ", 31): "long", "a\x00b": "unreadable", "\xff": "unreadable", "12": "letters",
	} {
		if _, err := ParseName(in); err == nil || fault.As(err).Key != "resident.name."+key {
			t.Errorf("%q: %v", in, err)
		}
	}
	if Fold("  Hj. Siti Ma’rufah-Nur, S.Ag. ") != "HJ SITI MARUFAH NUR S AG" || Fold("José") != "JOSE" {
		t.Error(Fold("  Hj. Siti Ma’rufah-Nur, S.Ag. "))
	}
	if got := FoldTokens("Hj. Siti Siti"); !slices.Equal(got, []string{"SITI"}) {
		t.Error(got)
	}
	if got := FoldTokens("H"); !slices.Equal(got, []string{"H"}) {
		t.Error(got)
	}
	if Name("Siti Aminah").FirstName() != "Siti" {
		t.Error("first name")
	}
}

func TestMasks(t *testing.T) {
	if got := NIK(nikMan).Masked(); got != "3503••••••••9012" {
		t.Error(got)
	}
	if MaskNIK("12345") != "•••••" || MaskNIK("") != "" {
		t.Error("what is no NIK is hidden whole")
	}
	if got := MaskName("Siti Aminah"); got != "S••• A•••" {
		t.Error(got)
	}
	if got := MaskPhone("080012345678"); got != "•••••••••678" || MaskPhone("08") != "••" {
		t.Error(got)
	}
}

func TestContactAndSex(t *testing.T) {
	for in, want := range map[string]Phone{
		"0800-1234-5678": "080012345678", "+62 800 1234 5678": "080012345678", "80012345678": "080012345678", "": "", "-": "", "(0355) 800123": "0355800123",
	} {
		if p, err := ParsePhone(in); err != nil || p != want {
			t.Errorf("%q: %v", in, err)
		}
	}
	for _, in := range []string{"0800x", "12", "1234567", strings.Repeat("0", 20)} {
		if _, err := ParsePhone(in); err == nil {
			t.Errorf("%q was taken", in)
		}
	}
	for in, want := range map[string][2]string{
		"03/02": {"003", "002"}, "RT 3 RW 2": {"003", "002"}, "rt.003/rw.002": {"003", "002"}, "RT 12": {"012", ""}, "": {}, "7": {"007", ""},
	} {
		rt, rw, err := ParseRTRW(in)
		if err != nil || rt != want[0] || rw != want[1] {
			t.Errorf("%q: %q %q %v", in, rt, rw, err)
		}
	}
	if _, _, err := ParseRTRW("krajan"); err == nil {
		t.Error("krajan is no RT")
	}
	for in, want := range map[string]Sex{"L": Male, "laki-laki": Male, "1": Male, "p": Female, "Perempuan": Female, "2": Female, "": "", "-": ""} {
		if s, err := ParseSex(in); err != nil || s != want {
			t.Errorf("%q: %q, %v", in, s, err)
		}
	}
	if _, err := ParseSex("x"); err == nil {
		t.Error("x is no sex")
	}
}

func TestCodes(t *testing.T) {
	for _, v := range Vulnerabilities() {
		if got, err := ParseVulnerability(string(v)); err != nil || got != v {
			t.Error(v, err)
		}
	}
	for _, c := range []func(string) error{
		func(s string) error { _, err := ParseVulnerability(s); return err },
		func(s string) error { _, err := ParseReason(s); return err },
		func(s string) error { _, err := ParseLegalClass(s); return err },
	} {
		if !fault.Is(c("nonsense"), fault.Invalid) {
			t.Error("nonsense was taken")
		}
	}
	if !MentalIllness.Health() || Elderly.Health() || !ChronicallyIll.Health() {
		t.Error("what is specific personal data")
	}
}

func TestNothingPersonalReachesALog(t *testing.T) {
	d, err := DateOf("1943-08-17")
	if err != nil {
		t.Fatal(err)
	}
	p := Person{Name: "Siti Aminah", NIK: nikWoman, KK: nikMan, Birth: d, Phone: "080012345678", Place: "di bawah jembatan", OtherNames: []Name{"Mbah Ti"}}
	var b bytes.Buffer
	for _, h := range []slog.Handler{slog.NewJSONHandler(&b, nil), slog.NewTextHandler(&b, nil)} {
		slog.New(h).Info("x", "nik", p.NIK, "kk", p.KK, "name", p.Name, "birth", p.Birth, "phone", p.Phone, "person", p, "pointer", &p)
	}
	for _, secret := range []string{"Siti", nikWoman, nikMan, "1943", "0800", "jembatan", "Mbah"} {
		if strings.Contains(b.String(), secret) {
			t.Errorf("the log shows %q", secret)
		}
	}
}

func TestPerson(t *testing.T) {
	p := Person{OtherNames: []Name{"Mbah Ti"}}
	if p.HasNIK() || p.Called() != "Mbah Ti" || (Person{}).Called() != "" {
		t.Error("what a person without a name is called")
	}
	p = Person{Name: "Siti Aminah", NIK: nikMan, Sex: Female}
	if got := keysOf(p.Warnings("35.03", Known{Asked: asked})); got != "nik.sex" {
		t.Error(got)
	}
}

// Every message key of this package and of region has its text in both languages.
func TestMessagesAreTranslated(t *testing.T) {
	key := regexp.MustCompile(`"((?:resident|region)\.[a-z_]+(?:\.[a-z_]+)*)"`)
	var keys []string
	for _, dir := range []string{".", "../region"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			src, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range key.FindAllStringSubmatch(string(src), -1) {
				keys = append(keys, m[1])
			}
		}
	}
	for _, what := range []string{"nik", "kk"} {
		for _, end := range []string{"empty", "excel", "letters", "length", "serial", "area", "elsewhere"} {
			keys = append(keys, "resident."+what+"."+end)
		}
	}
	if len(keys) < 30 {
		t.Fatalf("only %d keys found", len(keys))
	}
	for _, lang := range []string{"id", "en"} {
		var text string
		for _, room := range []string{"resident", "region"} {
			b, err := os.ReadFile("../i18n/locales/" + room + "." + lang + ".toml")
			if err != nil {
				t.Fatal(err)
			}
			text += string(b)
		}
		for _, k := range keys {
			if !strings.Contains(text, `"`+k+`" = "`) {
				t.Errorf("%s: %s has no text", lang, k)
			}
		}
	}
}

func FuzzParseNIK(f *testing.F) {
	for _, s := range []string{nikMan, "3,50E+15", "", "３５", "35.03.04"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseNIK(s)
		if err != nil {
			if n != "" || !fault.Is(err, fault.Invalid) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if again, err := ParseNIK(string(n)); err != nil || again != n || len(n) != 16 {
			t.Fatalf("%q is read as something else: %v", s, err)
		}
		n.Warnings(Known{District: "35.03", Asked: asked})
		KK(n).Warnings(Known{})
		if strings.Contains(n.Masked(), string(n[4:12])) {
			t.Fatal("the mask shows the birth date")
		}
	})
}

func FuzzParseName(f *testing.F) {
	for _, s := range []string{"Siti Aminah", "ŉ", "ß", "İ", "a\u0301", "ﬁ", "H. Slamet"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if once := Fold(s); Fold(once) != once {
			t.Fatalf("%q folds to %q and then to %q", s, once, Fold(once))
		}
		n, err := ParseName(s)
		if err != nil {
			return
		}
		if again, err := ParseName(string(n)); err != nil || again != n {
			t.Fatalf("%q is read as %q: %v", n, again, err)
		}
		if len(FoldTokens(s)) == 0 {
			t.Fatalf("%q cannot be searched", s)
		}
		n.Warnings()
		MaskName(n)
	})
}

func FuzzContact(f *testing.F) {
	f.Add("0800-1234-5678")
	f.Add("RT 03/RW 02")
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := ParsePhone(s); err == nil {
			if again, err := ParsePhone(string(p)); err != nil || again != p {
				t.Fatalf("%q: %v", s, err)
			}
		}
		if rt, rw, err := ParseRTRW(s); err == nil && rt != "" {
			if a, b, err := ParseRTRW(rt + "/" + rw); rw != "" && (err != nil || a != rt || b != rw) {
				t.Fatalf("%q: %v", s, err)
			}
		}
		ParseSex(s)
	})
}
