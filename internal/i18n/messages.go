package i18n

import (
	"embed"
	"fmt"
	"io/fs"
	"sort"
	"strings"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// The languages of the program; the first is the one to fall back to.
const (
	ID = "id"
	EN = "en"
)

// Langs lists the languages, the default first.
func Langs() []string { return []string{ID, EN} }

// Known returns lang if the program speaks it, else Indonesian.
func Known(lang string) string {
	if lang == EN {
		return EN
	}
	return ID
}

//go:embed locales/*.toml
var files embed.FS

var catalog = mustLoad(files)

// book holds what is read once at start and never changes.
type book struct {
	plain      map[string]map[string]string // lang, key: texts without a placeholder
	known      map[string]map[string]bool
	counted    map[string]map[string]bool // texts with a singular of their own
	localizers map[string]*goi18n.Localizer
}

// mustLoad panics on a broken locale file: the files are compiled in, so only
// a build that no test has seen can carry one.
func mustLoad(fsys fs.FS) *book {
	b, err := load(fsys)
	if err != nil {
		panic("i18n: " + err.Error())
	}
	return b
}

func load(fsys fs.FS) (*book, error) {
	b := &book{
		plain:      map[string]map[string]string{},
		known:      map[string]map[string]bool{},
		counted:    map[string]map[string]bool{},
		localizers: map[string]*goi18n.Localizer{},
	}
	bundle := goi18n.NewBundle(language.Indonesian)
	for _, lang := range Langs() {
		b.plain[lang], b.known[lang], b.counted[lang] = map[string]string{}, map[string]bool{}, map[string]bool{}
		names, err := fs.Glob(fsys, "locales/*."+lang+".toml")
		if err != nil {
			return nil, err
		}
		sort.Strings(names)
		for _, name := range names {
			if err := b.read(bundle, fsys, name, lang); err != nil {
				return nil, err
			}
		}
		b.localizers[lang] = goi18n.NewLocalizer(bundle, lang)
	}
	return b, nil
}

func (b *book) read(bundle *goi18n.Bundle, fsys fs.FS, name, lang string) error {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	entries, err := parse(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	msgs := make([]*goi18n.Message, 0, len(entries))
	for _, e := range entries {
		if b.known[lang][e.key] {
			return fmt.Errorf("%s: line %d: key %q stands twice", name, e.line, e.key)
		}
		b.known[lang][e.key], b.counted[lang][e.key] = true, e.one != ""
		if e.one == "" && !strings.Contains(e.other, "{{") {
			b.plain[lang][e.key] = e.other
		}
		msgs = append(msgs, &goi18n.Message{ID: e.key, One: e.one, Other: e.other})
	}
	return bundle.AddMessages(language.Make(lang), msgs...)
}

// Has reports whether a key has a text in any language.
func Has(key string) bool { return catalog.known[ID][key] || catalog.known[EN][key] }

// Keys lists every known key in order.
func Keys() []string {
	seen := map[string]bool{}
	for _, m := range catalog.known {
		for k := range m {
			seen[k] = true
		}
	}
	out := make([]string, 0, len(seen))
	for k := range seen {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// T returns the text of a key. The arguments are one map[string]any, or pairs
// of name and value, for the placeholders {{.Name}}. "Count" also chooses
// between singular and plural. Whole numbers are quantities and are written in
// the language's way (1.486); pass a year or a reference number as a string.
func T(lang, key string, args ...any) string { return catalog.text(Known(lang), key, args) }

// Or returns the text of a key, or the string itself when it is no key: labels
// of components may be either.
func Or(lang, keyOrText string) string {
	if Has(keyOrText) {
		return T(lang, keyOrText)
	}
	return keyOrText
}

func (b *book) text(lang, key string, args []any) string {
	if s, ok := b.plain[lang][key]; ok {
		return s
	}
	if !b.known[lang][key] {
		if lang == ID || !b.known[ID][key] {
			return key
		}
		return b.text(ID, key, args)
	}
	data, count := arguments(lang, args)
	cfg := &goi18n.LocalizeConfig{MessageID: key, TemplateData: data}
	// A text without a singular reads the same for one: the library would take
	// it without its arguments.
	if count != nil && b.counted[lang][key] {
		cfg.PluralCount = count
	}
	s, err := b.localizers[lang].Localize(cfg)
	if err != nil {
		return key
	}
	return s
}

// arguments makes the template's data of a map or of pairs.
func arguments(lang string, args []any) (map[string]any, any) {
	data := map[string]any{}
	var count any
	put := func(k string, v any) {
		n, whole := asInt(v)
		if k == "Count" && whole {
			count = int(n)
		}
		if whole {
			data[k] = Number(lang, n)
			return
		}
		if both, ok := v.(interface{ In(lang string) string }); ok { // a fault does not know who reads it
			v = both.In(lang)
		}
		data[k] = v
	}
	if len(args) == 1 {
		if m, ok := args[0].(map[string]any); ok {
			for k, v := range m {
				put(k, v)
			}
			return data, count
		}
	}
	for i := 0; i+1 < len(args); i += 2 {
		if k, ok := args[i].(string); ok {
			put(k, args[i+1])
		}
	}
	return data, count
}

func asInt(v any) (int64, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	case int32:
		return int64(n), true
	case uint:
		return int64(n), true
	}
	return 0, false
}
