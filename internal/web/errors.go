package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	pathpkg "path"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
)

// errGone says that the browser went away while it was being answered; there
// is nobody left to tell.
var errGone = errors.New("web: the connection is gone")

// statusOf is the HTTP status of a kind of fault.
func statusOf(k fault.Kind) int {
	switch k {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.Busy:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// fail answers with the page of a fault. What went wrong inside goes to the
// log under the same reference number that the page shows.
func (s *Server) fail(w http.ResponseWriter, r *Request, err error) {
	// What was broken off because nobody waits for it any more is no fault.
	if errors.Is(err, errGone) || errors.Is(r.Context().Err(), context.Canceled) {
		return
	}
	f := fault.As(err)
	rec := recordOf(r.Request)
	if rec != nil {
		rec.fault = string(f.Kind) + " " + f.Key
		if f.Kind == fault.Internal || f.Kind == fault.Unavailable {
			s.cfg.Log.Error("request failed", "ref", r.Ref, "route", r.Route.Pattern, "err", f.Error())
		}
		if rec.wrote {
			return // half an answer is out: the broken connection says the rest
		}
	}
	if f.Kind == fault.Forbidden && (r.Viewer.Outsider || !r.Viewer.SignedIn()) {
		f = fault.New(fault.NotFound, "fault.web.not_found")
	}
	if f.Kind == fault.Unauthenticated {
		s.askToSignIn(w, r)
		return
	}
	v, status := s.errorView(r, f), statusOf(f.Kind)
	if f.Kind == fault.Busy || f.Kind == fault.Unavailable {
		w.Header().Set("Retry-After", "30")
	}
	body, err := s.views.page(r, "", v, nil)
	if err != nil { // the error page itself is broken: plain words, same number
		s.cfg.Log.Error("error page failed", "ref", r.Ref, "err", err)
		_ = send(w, "text/plain; charset=utf-8", http.StatusInternalServerError, []byte(r.T("web.err.internal.title")+" "+r.Ref+"\n"))
		return
	}
	_ = s.sendPage(w, r, status, body)
}

// errorView is one page for all faults: what happened, what to do, and for our
// own faults a number to name.
func (s *Server) errorView(r *Request, f *fault.Fault) View {
	kind := string(f.Kind)
	e := Empty{Title: "web.err." + kind + ".title", Text: "web.err." + kind + ".text", Icon: "warn",
		Button: Button{Label: "web.err.home", Href: "/", Kind: Secondary}}
	var notes []any
	head := "web.err." + kind + ".head"
	switch next := f.Key + ".next"; f.Kind {
	case fault.Forbidden:
		e.Icon = "lock"
		if i18n.Has(next) { // it is not the role that is in the way
			head, e.Text = "web.err.forbidden.not_you", next
			break
		}
		e.Text = r.T("web.err.forbidden.role", "Role", i18n.Or(r.Lang, r.Viewer.RoleLabel))
		if who := s.whoMay(r); who != "" {
			e.Text += " " + r.T("web.err.forbidden.who", "Roles", who)
		}
	case fault.NotFound:
		e.Icon = "search"
	case fault.Busy:
		e.Icon = "clock"
	case fault.Internal, fault.Unavailable:
		e.Text = "web.err.reload"
		notes = append(notes, Notice{Tone: Bad, Strong: "web.err.reference", Text: r.T("web.err.tell", "Ref", r.Ref)})
	}
	// A room's own words are better than the general ones.
	if f.Kind != fault.Internal && i18n.Has(f.Key) && f.Key != "fault.form" {
		e.Title = r.T(f.Key, f.Args)
	}
	for _, p := range f.Fields {
		notes = append(notes, Notice{Tone: Warn, Text: r.T(p.Key, p.Args)})
	}
	if f.Kind == fault.Forbidden && !i18n.Has(f.Key+".next") && s.mayElsewhere(r) {
		head, e.Text = "web.err.forbidden.elsewhere", "web.err.forbidden.text"
	}
	if r.Method == http.MethodPost {
		e.Button = Button{Label: "web.err.back", Href: s.backTo(r), Kind: Secondary}
	} else if f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		head = "web.err.not_shown"
	}
	if again := retry(r); again != nil && (f.Kind == fault.Internal || f.Kind == fault.Unavailable || f.Kind == fault.Busy) {
		e.Text, e.Button = "web.err.kept", again
	} else if r.Method == http.MethodPost && (f.Kind == fault.Internal || f.Kind == fault.Unavailable) {
		e.Text = "web.err.refill"
	}
	return View{Title: e.Title, Body: append([]any{Empty{Icon: e.Icon, Title: head, Text: e.Text, Button: e.Button}}, notes...),
		Shape: Narrow, Status: statusOf(f.Kind), Plain: f.Kind == fault.Internal || f.Kind == fault.Unavailable}
}

// retry is the button that sends a form again with all it held and under the
// same operation id, so that what was saved after all is not saved twice. Files
// cannot be given back, and what holds a password is not written into a page.
func retry(r *Request) any {
	if r.Method != http.MethodPost || r.Parse() != nil || r.BringsFiles() {
		return nil
	}
	b := Button{Label: "web.err.again", Post: r.URL.Path, Op: r.PostForm.Get("op")}
	for name, vals := range r.PostForm {
		if secret(name) {
			return nil
		}
		for _, v := range vals {
			if name != "op" {
				b.Hidden = append(b.Hidden, Pair{name, v})
			}
		}
	}
	return b
}

// secret reports whether a field holds what is not written into a page.
func secret(name string) bool {
	return strings.Contains(name, "sandi") || strings.Contains(name, "password") || name == "pin" || strings.HasPrefix(name, "pin.")
}

// mayElsewhere reports that the viewer's role may do this, only not here.
func (s *Server) mayElsewhere(r *Request) bool {
	return s.cfg.WhoMay != nil && r.Viewer.RoleLabel != "" && slices.Contains(s.cfg.WhoMay(r.Route.Action), r.Viewer.RoleLabel)
}

func (s *Server) whoMay(r *Request) string {
	if s.cfg.WhoMay == nil {
		return ""
	}
	out := ""
	for _, key := range s.cfg.WhoMay(r.Route.Action) {
		if out != "" {
			out += ", "
		}
		out += i18n.Or(r.Lang, key)
	}
	return out
}

// backTo is the page a form most likely came from: the one that its route names,
// or the same path or the nearest one above it that can be opened. The browser
// sends no referrer.
func (s *Server) backTo(r *Request) string {
	if r.Route.From != "" {
		parts := strings.Split(r.Route.From, "/")
		for i, part := range parts {
			if name, ok := strings.CutPrefix(part, "{"); ok {
				parts[i] = r.PathValue(strings.TrimSuffix(name, "}"))
			}
		}
		return LocalPath(strings.Join(parts, "/"))
	}
	for path := r.URL.Path; path != "/" && path != "."; path = pathpkg.Dir(path) {
		get := &http.Request{Method: http.MethodGet, Host: r.Host, URL: &url.URL{Path: path}}
		if _, pattern := s.mux.Handler(get); pattern != "" {
			return LocalPath(path)
		}
	}
	return "/"
}
