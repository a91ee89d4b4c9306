package web

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"reflect"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
)

//go:embed html/*.html
var ownHTML embed.FS

// views are the templates, one set a language, so that a template translates
// without being told the language each time.
type views struct{ sets map[string]*viewSet }

// viewSet parses a page when it is first shown: a program that starts, and each
// of a thousand tests, shows few of them. Server.CheckPages looks at them all.
type viewSet struct {
	lang  string
	base  *template.Template // layout and components
	pages map[string]func() (*template.Template, error)
}

func errNoPage(name string) error { return fmt.Errorf("web: no page %q", name) }

func newViews(s *Server) (*views, error) {
	vs := &views{sets: map[string]*viewSet{}}
	for _, lang := range i18n.Langs() {
		set := &viewSet{lang: lang, pages: map[string]func() (*template.Template, error){}}
		var err error
		if set.base, err = template.New("").Funcs(s.funcs(set)).ParseFS(ownHTML, "html/*.html"); err != nil {
			return nil, err
		}
		for room, fsys := range s.cfg.Pages {
			if err := set.addRoom(s, room, fsys); err != nil {
				return nil, err
			}
		}
		vs.sets[lang] = set
	}
	return vs, nil
}

// addRoom makes one template of each file; files that begin with "_" are
// shared by the pages of their room.
func (set *viewSet) addRoom(s *Server, room string, fsys fs.FS) error {
	names, err := fs.Glob(fsys, "*.html")
	if err != nil {
		return err
	}
	sort.Strings(names)
	shared := sync.OnceValues(func() (*template.Template, error) {
		t := template.New("").Funcs(s.funcs(set))
		for _, name := range names {
			if strings.HasPrefix(name, "_") {
				if _, err := t.ParseFS(fsys, name); err != nil {
					return nil, fmt.Errorf("%s: %w", room, err)
				}
			}
		}
		return t, nil
	})
	for _, name := range names {
		if strings.HasPrefix(name, "_") {
			continue
		}
		set.pages[path.Join(room, name)] = sync.OnceValues(func() (*template.Template, error) {
			common, err := shared()
			if err != nil {
				return nil, err
			}
			text, err := fs.ReadFile(fsys, name)
			if err != nil {
				return nil, err
			}
			t, err := common.Clone()
			if err != nil {
				return nil, err
			}
			if t, err = t.New(name).Parse(string(text)); err != nil {
				return nil, fmt.Errorf("%s: %w", room, err)
			}
			return t, nil
		})
	}
	return nil
}

// CheckPages parses and escapes every page and component in every language: a
// template that parses can still be refused when it is first executed. The error
// of missing data is not what is looked for.
func (s *Server) CheckPages() error {
	var refused *template.Error
	for _, set := range s.views.sets {
		for name, page := range set.pages {
			t, err := page()
			if err != nil {
				return err
			}
			if err := t.Execute(io.Discard, nil); errors.As(err, &refused) {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		for _, t := range set.base.Templates() {
			if err := t.Execute(io.Discard, nil); errors.As(err, &refused) {
				return fmt.Errorf("%s: %w", t.Name(), err)
			}
		}
	}
	return nil
}

func (vs *views) set(lang string) (*viewSet, error) {
	if s := vs.sets[i18n.Known(lang)]; s != nil {
		return s, nil
	}
	return nil, fault.Wrap("fault.internal", errNoPage(lang))
}

func (vs *views) component(lang string, c any) (template.HTML, error) {
	set, err := vs.set(lang)
	if err != nil {
		return "", err
	}
	return set.render(c)
}

// render draws a component: text is escaped, HTML is taken as it is, and a
// type of this package is drawn by the template "c-<type>".
func (set *viewSet) render(c any) (template.HTML, error) {
	switch v := c.(type) {
	case nil:
		return "", nil
	case template.HTML:
		return v, nil
	case string:
		return template.HTML(template.HTMLEscapeString(i18n.Or(set.lang, v))), nil
	case []any:
		var all strings.Builder
		for _, one := range v {
			h, err := set.render(one)
			if err != nil {
				return "", err
			}
			all.WriteString(string(h))
		}
		return template.HTML(all.String()), nil
	}
	rv := reflect.ValueOf(c)
	if rv.Kind() == reflect.Pointer {
		if rv.IsNil() {
			return "", nil
		}
		rv = rv.Elem()
	}
	t := rv.Type()
	name := "c-" + strings.ToLower(t.Name())
	if set.base.Lookup(name) == nil {
		if text, ok := plain(set.lang, c, rv); ok {
			return template.HTML(template.HTMLEscapeString(text)), nil
		}
		return "", fault.Wrap("fault.internal", fmt.Errorf("web: %T is no component", c))
	}
	var buf bytes.Buffer
	if err := set.base.ExecuteTemplate(&buf, name, c); err != nil {
		return "", fault.Wrap("fault.internal", err)
	}
	return template.HTML(buf.String()), nil
}

// plain writes a value that is no component: a type of another room that knows
// its own text, a named string, a whole number.
func plain(lang string, c any, rv reflect.Value) (string, bool) {
	switch s, ok := c.(fmt.Stringer); {
	case ok:
		return s.String(), true
	case rv.Kind() == reflect.String:
		return rv.String(), true
	case rv.CanInt(), rv.CanUint():
		return i18n.Number(lang, int64Of(c)), true
	}
	return "", false
}

// funcs are what templates may call.
func (s *Server) funcs(set *viewSet) template.FuncMap {
	lang := set.lang
	return template.FuncMap{
		"t":        func(key string, args ...any) string { return i18n.T(lang, key, args...) },
		"tr":       func(keyOrText string) string { return i18n.Or(lang, keyOrText) },
		"lang":     func() string { return lang },
		"c":        set.render,
		"icon":     icon,
		"smallico": smallIcon,
		"op":       newOp,
		"num":      func(n any) string { return i18n.Number(lang, int64Of(n)) },
		"dec":      func(f float64, places int) string { return i18n.Decimal(lang, f, places) },
		"pct":      func(part, whole any) string { return i18n.Percent(lang, int64Of(part), int64Of(whole)) },
		"money":    func(n any) string { return i18n.Money(lang, int64Of(n)) },
		"date":     func(t time.Time) string { return i18n.Date(lang, s.local(t)) },
		"datetime": func(t time.Time) string { return i18n.DateTime(lang, s.local(t)) },
		"clock":    func(t time.Time) string { return i18n.Clock(lang, s.local(t)) },
		"longdate": func(t time.Time) string { return i18n.LongDate(lang, s.local(t)) },
		"isodate":  func(iso string) string { return i18n.ISODate(lang, iso) },
		"waiting":  func(days any) string { return i18n.Waiting(lang, int(int64Of(days))) },
		"due":      func(days any) string { return i18n.Due(lang, int(int64Of(days))) },
		"since":    func(t time.Time) string { return i18n.Waiting(lang, i18n.Days(t, s.cfg.Now(), s.cfg.Zone)) },
		"asset":    s.asset,
		"logo":     s.ownLogo,
		"theme":    s.hasTheme,
		"seq":      func(n int) []int { return make([]int, n) },
		"signed":   func(f float64) string { return signed(lang, f) },
		"column":   column,
		"meter":    func(done, total int) Meter { return Meter{Done: done, Total: total} },
		"undo":     func(text, post string) Undo { return Undo{Text: text, Post: post} },
		"areas":    func(name string, opts []Option) AreaMatches { return AreaMatches{Name: name, Options: opts} },
		"searchid": func(f *frame, id string) searchBox { return searchBox{f.Cfg, id} },
	}
}

// searchBox is the search form, which stands twice in a page: once for wide
// screens, once behind a button on phones.
type searchBox struct {
	Cfg *Config
	Id  string
}

// column is the heading a cell stands under; cells beyond the last have none.
func column(head []Col, i int) Col {
	if i < len(head) {
		return head[i]
	}
	return Col{Hidden: true}
}

func signed(lang string, f float64) string {
	s := i18n.Decimal(lang, f, 1)
	switch {
	case s == i18n.Decimal(lang, 0, 1):
		return "0"
	case f > 0:
		return "+" + s
	}
	return s
}

// local brings a moment into the office's zone and leaves "never" alone.
func (s *Server) local(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(s.cfg.Zone)
}

func int64Of(v any) int64 {
	rv := reflect.ValueOf(v)
	switch {
	case rv.CanInt():
		return rv.Int()
	case rv.CanUint():
		return int64(rv.Uint())
	case rv.CanFloat():
		return int64(rv.Float())
	}
	return 0
}
