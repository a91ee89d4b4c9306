package i18n

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// TestBothLanguagesAreComplete: every key has a text in both languages with
// the same placeholders.
func TestBothLanguagesAreComplete(t *testing.T) {
	placeholders := regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)
	holes := map[string]map[string][]string{}
	for _, lang := range Langs() {
		holes[lang] = map[string][]string{}
		names, _ := fs.Glob(files, "locales/*."+lang+".toml")
		for _, name := range names {
			text, err := fs.ReadFile(files, name)
			if err != nil {
				t.Fatal(err)
			}
			entries, err := parse(string(text))
			if err != nil {
				t.Fatal(name, err)
			}
			for _, e := range entries {
				var found []string
				for _, m := range placeholders.FindAllStringSubmatch(e.other, -1) {
					found = append(found, m[1])
				}
				sort.Strings(found)
				holes[lang][e.key] = slices.Compact(found)
				if strings.TrimSpace(e.other) != e.other {
					t.Errorf("%s: line %d: space around the text", name, e.line)
				}
				if strings.Count(e.other, "{{") != len(placeholders.FindAllString(e.other, -1)) {
					t.Errorf("%s: line %d: only {{.Name}} may stand in a text", name, e.line)
				}
			}
		}
	}
	for _, key := range Keys() {
		id, hasID := holes[ID][key]
		en, hasEN := holes[EN][key]
		switch {
		case !hasID:
			t.Errorf("%s has no Indonesian text", key)
		case !hasEN:
			t.Errorf("%s has no English text", key)
		case !slices.Equal(id, en):
			t.Errorf("%s: placeholders %v in Indonesian, %v in English", key, id, en)
		}
	}
}

// TestEveryTextTakesItsArguments: with one, none or many, in both languages,
// what is handed in is what is read.
func TestEveryTextTakesItsArguments(t *testing.T) {
	hole := regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)
	for _, lang := range Langs() {
		names, _ := fs.Glob(files, "locales/*."+lang+".toml")
		for _, name := range names {
			text, _ := fs.ReadFile(files, name)
			entries, err := parse(string(text))
			if err != nil {
				t.Fatal(name, err)
			}
			for _, e := range entries {
				for _, n := range []int{0, 1, 2} {
					args := map[string]any{"Count": n}
					for _, m := range hole.FindAllStringSubmatch(e.other+e.one, -1) {
						if m[1] != "Count" {
							args[m[1]] = "isi"
						}
					}
					if got := T(lang, e.key, args); strings.Contains(got, "<no value>") || strings.Contains(got, "{{") {
						t.Errorf("%s in %s with %d: %q", e.key, lang, n, got)
					}
				}
			}
		}
	}
}

// TestFreeIsSaidInOneLanguage: that everything is free of charge stands on every
// page and paper, and each speaks one language.
func TestFreeIsSaidInOneLanguage(t *testing.T) {
	n := 0
	for _, key := range Keys() {
		id, en := strings.ToLower(T(ID, key)), strings.ToLower(T(EN, key))
		if strings.Contains(id, "free of charge") || strings.Contains(en, "gratis") || strings.Contains(en, "tanpa biaya") {
			t.Errorf("%s mixes languages: %q, %q", key, id, en)
		}
		if strings.Contains(en, "free of charge") {
			n++
		}
	}
	if n < 5 {
		t.Errorf("only %d texts say that it is free", n)
	}
}

// TestEveryKeyIsUsed: a text that nothing names is read by nobody, and grows old
// unseen. A key is named whole, or by a beginning that is completed at run time.
func TestEveryKeyIsUsed(t *testing.T) {
	literal := regexp.MustCompile("[\"`](\\.?[a-z][a-z0-9_]*(?:\\.[a-zA-Z0-9_-]*)*)[\"`]")
	whole, begun := map[string]bool{}, map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") || !slices.Contains([]string{".go", ".html", ".sql"}, filepath.Ext(path)) {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range literal.FindAllStringSubmatch(string(text), -1) {
			whole[m[1]] = true // or an end, as ".line", of a key that is used besides
			if strings.HasSuffix(m[1], ".") || strings.HasSuffix(m[1], "_") {
				begun[m[1]] = true
			}
		}
		return err
	})
	if err != nil || len(whole) < 1000 {
		t.Fatal("words read:", len(whole), err)
	}
	for _, key := range Keys() {
		head, end := key[:max(0, strings.LastIndexByte(key, '.'))], key[strings.LastIndexByte(key, '.')+1:]
		used := whole[key] || whole[head] && whole["."+end]
		for i := range key {
			used = used || (key[i] == '.' || key[i] == '_') && begun[key[:i+1]]
		}
		if !used {
			t.Errorf("%s is used nowhere", key)
		}
	}
}

// rooms are the names that begin a key: those of the locale files.
func rooms(t *testing.T) map[string]bool {
	t.Helper()
	names, err := fs.Glob(files, "locales/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, n := range names {
		room, _, _ := strings.Cut(filepath.Base(n), ".")
		out[room] = true
	}
	return out
}

// names are the strings of the rooms whose dotted names are no keys: actions
// and event types.
func names(t *testing.T, inGo *regexp.Regexp) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, pattern := range []string{"../authority/*.go", "../casefile/events*.go"} {
		paths, _ := filepath.Glob(pattern)
		for _, p := range paths {
			text, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range inGo.FindAllStringSubmatch(string(text), -1) {
				if !strings.HasPrefix(m[1], "authority.") && !strings.HasPrefix(m[1], "fault.") {
					out[m[1]] = true
				}
			}
		}
	}
	return out
}

// TestUsedKeysExist reads the whole program for keys: {{t "key"}} in templates,
// and in Go every string of the form "room.x" or "fault.room.x" whose room has
// a locale file. Not keys are actions and event types, what fault.Wrap names
// for the log, and beginnings that are completed at run time.
func TestUsedKeysExist(t *testing.T) {
	inHTML := regexp.MustCompile(`(?:\{\{-?\s*|\()tr?\s+"([a-z][\w.-]*\.[\w.-]*\w)"`)
	inGo := regexp.MustCompile("[\"`]([a-z][a-z0-9_]*(?:\\.[a-z][a-z0-9_-]*)+)[\"`]")
	file := regexp.MustCompile(`\.(go|html|toml|sql|css|js|svg|db|pdf|xlsx|csv|json|age|crt|key|tar|zip|txt|png|jpg|webp)$`)
	wrapped := regexp.MustCompile(`fault\.Wrap\("[^"]*"`)
	room, other := rooms(t), names(t, inGo)
	var walked int
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		var found *regexp.Regexp
		switch {
		case strings.HasSuffix(path, ".html"):
			found = inHTML
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			found = inGo
		default:
			return nil
		}
		walked++
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for n, line := range strings.Split(string(text), "\n") {
			if i := strings.Index(line, "//"); i >= 0 && found == inGo {
				line = line[:i]
			}
			line = wrapped.ReplaceAllString(line, "")
			for _, m := range found.FindAllStringSubmatch(line, -1) {
				key := m[1]
				head, rest, _ := strings.Cut(key, ".")
				if head == "fault" {
					head, _, _ = strings.Cut(rest, ".")
				}
				if found == inGo && (!room[head] || other[key] || strings.HasSuffix(key, "_") || file.MatchString(key)) || Has(key) {
					continue
				}
				t.Errorf("%s:%d: no text for %q", filepath.ToSlash(path)[3:], n+1, key)
			}
		}
		return nil
	})
	if err != nil || walked < 10 {
		t.Fatal(walked, err)
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct{ lang, key, want string }{
		{ID, "web.undo", "Batalkan"}, {EN, "web.undo", "Undo"}, {"fr", "web.undo", "Batalkan"}, {ID, "no.such.key", "no.such.key"},
	} {
		if got := T(c.lang, c.key); got != c.want {
			t.Errorf("%s %s: %q", c.lang, c.key, got)
		}
	}
	for _, c := range []struct {
		lang string
		n    int
		want string
	}{{ID, 1, "1 hari"}, {ID, 1486, "1.486 hari"}, {EN, 1, "1 day"}, {EN, 1486, "1,486 days"}, {EN, 0, "0 days"}} {
		if got := T(c.lang, "i18n.days", "Count", c.n); got != c.want {
			t.Errorf("%s %d: %q", c.lang, c.n, got)
		}
		if got := T(c.lang, "i18n.days", map[string]any{"Count": int64(c.n)}); got != c.want {
			t.Errorf("map: %s %d: %q", c.lang, c.n, got)
		}
	}
	if Or(ID, "Katinem") != "Katinem" || Or(ID, "web.undo") != "Batalkan" {
		t.Error("Or")
	}
}

func TestFormats(t *testing.T) {
	at := time.Date(2021, 3, 14, 3, 40, 0, 0, time.UTC).In(wib)
	for got, want := range map[string]string{
		Date(ID, at): "14 Maret 2021", Date(EN, at): "14 March 2021", Clock(ID, at): "10.40", Clock(EN, at): "10:40",
		DateTime(ID, at): "14 Maret 2021, 10.40", LongDate(ID, at): "Minggu, 14 Maret 2021",
		ISODate(ID, "1943-08-17"): "17 Agustus 1943", ISODate(EN, "1943-08"): "August 1943", ISODate(ID, "1943"): "1943", ISODate(ID, "x"): "x",
		Money(ID, 486000): "Rp\u00a0486.000", Money(EN, 486000): "Rp\u00a0486,000", Money(ID, -5): "−Rp\u00a05",
		Number(ID, 1486): "1.486", Number(EN, 1234567): "1,234,567", Number(ID, -1000): "−1.000", Number(ID, 999): "999",
		Decimal(ID, 6.4, 1): "6,4", Decimal(EN, 1234.56, 1): "1,234.6", Decimal(ID, -1.6, 1): "−1,6", Decimal(ID, -0.01, 1): "0,0",
		Percent(ID, 45, 100): "45%", Percent(ID, 1, 0): "–", Waiting(ID, 12): "12 hari", Waiting(ID, 0): "hari ini",
		Due(ID, -5): "5 hari lewat", Due(ID, 2): "2 hari lagi", Due(EN, -1): "1 day overdue", Due(ID, 0): "hari ini",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	late := time.Date(2021, 3, 13, 23, 59, 0, 0, wib)
	if d := Days(late, late.Add(2*time.Minute), wib); d != 1 {
		t.Error("two minutes over midnight are one day, got", d)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		`"a" "b"`, `"a = "b"`, `a = b`, `a = "b" c`, `a = "b`, `[a`, "[a]\nthree = \"x\"", "[a]\nother = \"x\"\nother = \"y\"", `[a]`, `= "x"`, `"a b" = "x"`, `a = 'b`,
	} {
		if _, err := parse(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
	got, err := parse("# note\na.b = \"x \\\"y\\\"\" # z\n\"c\" = 'd'\n[\"e.f\"]\none = \"1\"\nother = \"2\"")
	if err != nil || len(got) != 3 || got[0].other != `x "y"` || got[2].one != "1" || got[2].key != "e.f" {
		t.Error(got, err)
	}
}

func TestDuplicateKeyIsRefused(t *testing.T) {
	for _, fsys := range []fstest.MapFS{
		{"locales/a.id.toml": {Data: []byte("\"x\" = \"1\"\n\"x\" = \"2\"")}},
		{"locales/a.id.toml": {Data: []byte("\"x\" = \"1\"")}, "locales/b.id.toml": {Data: []byte("\"x\" = \"2\"")}},
	} {
		if _, err := load(fsys); err == nil || !strings.Contains(err.Error(), "twice") {
			t.Error(err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"a = \"b\"", "[a]\nother = \"x\"", "# c\n\"a.b\" = 'c'", "\"a\" = \"\\u00e9\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		entries, err := parse(s)
		for _, e := range entries {
			if err == nil && (e.key == "" || e.other == "") {
				t.Errorf("an entry without key or text from %q", s)
			}
		}
	})
}

var wib = time.FixedZone("WIB", 7*3600)
