package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/fault"
)

// No database holds NUL or bytes that are no UTF-8. A telephone, a paste or a
// broken program sends them all the same, and whoever typed the rest should not
// lose it. A form that brings them does not reach its handler, so nothing is
// kept of it: its page is shown again as it was filled in, without those signs,
// and says beside each field that they were taken out, because what they stood
// for may be missing now. Where the page cannot show the field, a page of its
// own does.

// readable is a text without what no database holds.
func readable(s string) string {
	if utf8.ValidString(s) && !strings.ContainsRune(s, 0) {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
}

// mend makes values readable and names those that were not.
func mend(values url.Values) []string {
	var garbled []string
	for name, list := range values {
		whole := true
		for i, v := range list {
			if list[i] = readable(v); list[i] != v {
				whole = false
			}
		}
		if clean := readable(name); clean != name { // none of our fields
			delete(values, name)
			values[clean] = append(values[clean], list...)
			name, whole = clean, false
		}
		if !whole {
			garbled = append(garbled, name)
		}
	}
	slices.Sort(garbled)
	return slices.Compact(garbled)
}

// mendFiles makes the names of sent files readable; their content is bytes.
func (r *Request) mendFiles() {
	for _, list := range r.files {
		for _, file := range list {
			file.Filename = readable(file.Filename)
		}
	}
}

// unreadable reports whether a form must be shown again because of its signs.
// What htmx asks while somebody types keeps nothing and is answered for what
// can be read. A form that is wrong altogether is the handler's to refuse.
func (r *Request) unreadable() bool {
	return r.Method == http.MethodPost && !r.Partial() && r.Parse() == nil && len(r.garbled) > 0
}

// tooLarge reports whether a form must be shown again because a file that came
// with it is too large. Where no field of a file is known, the fault says it.
func (r *Request) tooLarge() bool {
	return r.Method == http.MethodPost && !r.Partial() && fault.Is(r.Parse(), fault.TooLarge) && len(r.large) > 0
}

// unreadable answers with the page of the form.
type unreadable struct{}

type sentKey struct{}

func (unreadable) write(s *Server, w http.ResponseWriter, r *Request) error {
	sent := &sentAgain{path: r.URL.Path, query: r.URL.RawQuery, values: r.Form, posted: r.PostForm, garbled: r.garbled,
		large: r.large, cut: r.cut, files: len(r.files)+len(r.large) > 0}
	page := r.WithContext(context.WithValue(r.Context(), sentKey{}, sent))
	page.Method, page.Body, page.URL = http.MethodGet, http.NoBody, s.pageOf(r)
	if page.URL == nil {
		return sent.alone(r).write(s, w, r)
	}
	s.mux.ServeHTTP(w, page)
	return nil
}

// pageOf is the address of the page on which the form of a request stands.
func (s *Server) pageOf(r *Request) *url.URL {
	to := &url.URL{Path: r.URL.Path, RawQuery: r.URL.RawQuery}
	if r.URL.Path == DraftPath {
		to = &url.URL{Path: LocalPath(r.PostForm.Get(DraftOf))}
	}
	if s.routed(http.MethodGet, to.EscapedPath()) {
		return to
	}
	to = &url.URL{Path: s.backTo(r)}
	if to.Path == "/" {
		return nil
	}
	return to
}

// sentAgain is a form whose text held what cannot be kept, or whose file was too
// large.
type sentAgain struct {
	path, query string
	values      url.Values // with those of the address
	posted      url.Values
	files       bool
	garbled     []string // fields, by name
	large       []string
	cut         bool
	said        []fault.Field
	told        map[string]bool
}

// takeSent fills the request for a page with the form that was sent.
func (r *Request) takeSent() {
	if r.sent, _ = r.Context().Value(sentKey{}).(*sentAgain); r.sent == nil {
		return
	}
	r.sent.told = map[string]bool{}
	r.Form, r.PostForm = url.Values{}, url.Values{}
	for name, list := range r.sent.values {
		if name != "op" && name != "langkah" { // of the act that was not done
			r.Form[name] = list
		}
	}
	r.parsed, r.filled = true, true
}

// at finds what is said beside a field, and remembers that it was said. The text
// of an area and the certainty of a value are parts of their field.
func (f *sentAgain) at(lang string) func(string) string {
	return func(name string) string {
		found := false
		for _, part := range []string{name, name + ".text", name + ".cert"} {
			if slices.Contains(f.garbled, part) || slices.Contains(f.large, part) {
				found, f.told[part] = true, true
			}
		}
		if !found {
			return ""
		}
		one := fault.Field{Name: name, Key: "fault.web.unreadable"}
		if slices.Contains(f.large, name) {
			one.Key = "fault.web.file_large"
		}
		f.said = append(f.said, one)
		return Problems(lang, &fault.Fault{Kind: fault.Invalid, Fields: []fault.Field{one}})[0].Text
	}
}

// showAgain is the page that a handler made of the form, when it says beside each
// field what is wrong, and else the page of its own.
func (r *Request) showAgain(resp Response, err error) Response {
	page, is := resp.(*pageResponse)
	if err != nil || !is || len(r.sent.told) < len(r.sent.wrong()) {
		return r.sent.alone(r)
	}
	page.view.Err, page.view.Status = &fault.Fault{Kind: fault.Invalid, Key: "fault.form", Fields: r.sent.said}, 0
	page.view.Body = append(r.sent.notes(), page.view.Body...)
	return page
}

// wrong are the fields that cannot be taken as they are.
func (f *sentAgain) wrong() []string {
	all := slices.Concat(f.garbled, f.large)
	slices.Sort(all)
	return slices.Compact(all)
}

// notes say above the form what of it is not there any more.
func (f *sentAgain) notes() []any {
	var out []any
	if f.files {
		out = append(out, Notice{Tone: Warn, Text: "web.held.files"})
	}
	if f.cut {
		out = append(out, Notice{Tone: Bad, Text: "web.held.cut"})
	}
	return out
}

// alone is the page that shows the fields by themselves and sends the rest along.
func (f *sentAgain) alone(r *Request) Response {
	wrong := &fault.Fault{Kind: fault.Invalid, Key: "fault.form"}
	form := Form{Action: (&url.URL{Path: f.path, RawQuery: f.query}).String(), Buttons: []any{Button{Label: "web.err.again"}}}
	if is := f.posted.Get("isian"); is == "" || LocalPath(is) == f.path {
		form.Action = is // the handler knows its form by it
	}
	for name, list := range f.posted {
		for _, v := range list {
			switch {
			case slices.Contains(f.garbled, name):
				wrong.With(name, "fault.web.unreadable")
				if secret(name) {
					form.Fields = append(form.Fields, &Input{Label: Ask(name, "web.unreadable.field"), Type: "password"})
				} else {
					form.Fields = append(form.Fields, &TextArea{Label: Ask(name, "web.unreadable.field"), Value: v, Rows: 2})
				}
			case name != "op" && name != "isian" && !secret(name):
				form.Hidden = append(form.Hidden, Pair{name, v})
			}
		}
	}
	for _, name := range f.large {
		wrong.With(name, "fault.web.file_large")
		form.Fields, form.Files = append(form.Fields, &Upload{Label: Ask(name, "web.unreadable.file")}), true
	}
	FillFields(r.Lang, nil, wrong, form.Fields...)
	body := f.notes()
	return Page("", View{Title: "web.unreadable.title", Lead: "web.unreadable.lead", Shape: Narrow, Err: wrong, Body: []any{Stack(append(body, form))}}, nil)
}
