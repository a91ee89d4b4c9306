package web

import (
	"bytes"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
)

// Shape is the outline of a page.
type Shape string

// The outlines.
const (
	Wide     Shape = ""         // lists, cases, tables: the full width
	Narrow   Shape = "form"     // a form or a text: one column, an aside beside it
	Question Shape = "question" // one question of several: no navigation, no tabs
)

// View is what surrounds a page's own content. Every label and text may be a
// message key or already translated text.
type View struct {
	Title   string // h1 and, with the brand, the window's title
	Lead    string // the line below it
	Crumbs  []Crumb
	Back    *Link // "Kembali" above the title, for phones and questions
	Step    *Stepper
	Tags    []Tag // beside the title
	Actions []any // buttons beside the title
	Body    []any // components, before the template's content
	Aside   []any // components of the right column
	Shape   Shape
	Err     error // a fault of Invalid: error summary and status 422
	Status  int   // else 200
	Refresh *Refresh
	Offline string // the amber line below the header
	Plain   bool   // no navigation and search although somebody is signed in
}

// Crumb is a step of the way to a page; the last one has no Href.
type Crumb struct{ Label, Href string }

// Refresh loads a page again by itself, with JavaScript and without: a long work,
// a number that hides itself after its minute.
type Refresh struct {
	Seconds int
	Href    string // empty: the same page
}

// Content is the value of the meta element.
func (r Refresh) Content() string {
	if r.Href == "" {
		return strconv.Itoa(r.Seconds)
	}
	return strconv.Itoa(r.Seconds) + ";url=" + LocalPath(r.Href)
}

// frame is what the layout template sees.
type frame struct {
	View
	R         *Request
	Viewer    Viewer
	Brand     Brand
	Cfg       *Config
	Summary   []Problem
	Main      template.HTML
	Nav       []navLink
	Tabs      []navLink
	Menu      bool // navigation and tabs are shown
	Search    bool // and the search, to whom may search
	Guide     bool // there is a guide for the viewer
	WindowT   string
	Path      string
	Initials  string
	FlashT    string
	FlashUndo string
	Langs     []string
	Printed   string
}

type navLink struct {
	NavItem
	Current bool
}

// Problem is one line of the error summary.
type Problem struct{ Field, Text string }

// Problems lists what is wrong in a fault's fields, in the viewer's language.
func Problems(lang string, err error) []Problem {
	if err == nil {
		return nil
	}
	f := fault.As(err)
	var out []Problem
	for _, fl := range f.Fields {
		out = append(out, Problem{Field: fl.Name, Text: i18n.T(lang, fl.Key, fl.Args)})
	}
	if len(out) == 0 {
		out = append(out, Problem{Text: i18n.T(lang, f.Key, f.Args)})
	}
	return out
}

// inOrder puts the lines of the summary in the order in which their fields stand on
// the page; what belongs to no field of it comes first.
func inOrder(problems []Problem, page string) []Problem {
	at := map[string]int{}
	for _, p := range problems {
		at[p.Field] = strings.Index(page, ` id="`+template.HTMLEscapeString(p.Field)+`"`)
	}
	slices.SortStableFunc(problems, func(a, b Problem) int { return at[a.Field] - at[b.Field] })
	return problems
}

func (vs *views) page(r *Request, name string, v View, data any) ([]byte, error) {
	set, err := vs.set(r.Lang)
	if err != nil {
		return nil, err
	}
	var main bytes.Buffer
	for _, c := range v.Body {
		html, err := set.render(c)
		if err != nil {
			return nil, err
		}
		main.WriteString(string(html))
	}
	if name != "" {
		page := set.pages[name]
		if page == nil {
			return nil, fault.Wrap("fault.internal", errNoPage(name))
		}
		t, err := page()
		if err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		if err := t.Execute(&main, data); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
	}
	f := vs.frame(r, v, &main)
	f.Main = template.HTML(main.String()) // #nosec: made by html/template above
	var out bytes.Buffer
	if err := set.base.ExecuteTemplate(&out, "layout", f); err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	return out.Bytes(), nil
}

func (vs *views) frame(r *Request, v View, main *bytes.Buffer) *frame {
	cfg := &r.srv.cfg
	f := &frame{View: v, R: r, Viewer: r.Viewer, Brand: r.srv.brand(), Cfg: cfg, Langs: i18n.Langs(),
		Path: pathOnly(r), Initials: initials(r.Viewer.Name),
		Menu:    r.Viewer.SignedIn() && v.Shape != Question && !v.Plain,
		Printed: i18n.DateTime(r.Lang, r.Now())}
	f.Search = f.Menu && r.srv.may(r.Viewer, "POST", cfg.Search)
	f.WindowT = i18n.Or(r.Lang, v.Title) + " – " + f.Brand.Name
	f.Guide = r.srv.may(r.Viewer, "GET", guidePath)
	if v.Err != nil {
		f.Summary = inOrder(Problems(r.Lang, v.Err), main.String())
		f.WindowT = r.T("web.error_prefix") + " " + f.WindowT
	}
	if r.flash != nil {
		f.FlashT, f.FlashUndo = r.flash.Text, r.flash.Undo
	}
	if f.Menu && cfg.Nav != nil {
		f.Nav = navLinks(cfg.Nav(r.Context(), r.Viewer), whereabouts(r.URL.Path, v.Crumbs))
		for _, n := range f.Nav {
			if n.Tab && len(f.Tabs) < 3 {
				f.Tabs = append(f.Tabs, n)
			}
		}
		// A role without reports or cases of its own finds its first places there.
		for _, n := range f.Nav {
			if !n.Tab && !n.Quiet && len(f.Tabs) < 3 {
				f.Tabs = append(f.Tabs, n)
			}
		}
	}
	return f
}

// whereabouts is the path by which the navigation says where a page belongs: the
// way to it that the page itself names, as an envelope stands under Penyerahan.
func whereabouts(path string, crumbs []Crumb) string {
	for _, c := range crumbs {
		if to, _, _ := strings.Cut(c.Href, "?"); to != "" && to != "/" && !strings.HasPrefix(path, to+"/") {
			return to
		} else if to != "/" {
			break
		}
	}
	return path
}

// navLinks marks the place with the longest route that leads to the path.
func navLinks(items []NavItem, path string) []navLink {
	best, out := -1, make([]navLink, len(items))
	for i, it := range items {
		out[i].NavItem = it
		here := it.Route == path || it.Route != "/" && strings.HasPrefix(path, it.Route+"/")
		if here && (best < 0 || len(it.Route) > len(items[best].Route)) {
			best = i
		}
	}
	if best >= 0 {
		out[best].Current = true
	}
	return out
}

// pathOnly is where the language switch comes back to: a page, never the
// answer to a POST.
func pathOnly(r *Request) string {
	if r.Method != http.MethodGet {
		return "/"
	}
	return r.URL.RequestURI()
}

func initials(name string) string {
	var out []rune
	for _, w := range strings.Fields(name) {
		first := []rune(w)[0]
		if strings.HasSuffix(w, ".") || !unicode.IsLetter(first) {
			continue // Drs., H.
		}
		out = append(out, unicode.ToUpper(first))
	}
	if len(out) > 2 {
		out = out[:2]
	}
	return string(out)
}

// guidePath is where the help for the viewer's role stands, if there is any.
const guidePath = "/panduan"

// more is the page behind the fourth tab: every place, the account, the language.
func (s *Server) more(r *Request) (Response, error) {
	if !r.Viewer.SignedIn() {
		return Redirect(s.cfg.SignIn), nil
	}
	var links []Task
	if s.cfg.Nav != nil {
		for _, n := range s.cfg.Nav(r.Context(), r.Viewer) {
			links = append(links, Task{Title: n.Label, Href: n.Route, Count: n.Count})
		}
	}
	if s.may(r.Viewer, "GET", guidePath) {
		links = append(links, Task{Title: "web.guide", Href: guidePath})
	}
	links = append(links, Task{Title: "web.account", Lead: r.Viewer.Name, Href: s.cfg.Account})
	return Page("", View{Title: "web.more", Lead: r.Viewer.Place, Body: []any{Tasks(links), switches{
		SignOut: s.cfg.SignOut, To: "/lainnya", Lang: r.Lang}}, Shape: Narrow}, nil), nil
}

// switches are the sign-out and language buttons of the "Lainnya" page.
type switches struct{ SignOut, To, Lang string }
