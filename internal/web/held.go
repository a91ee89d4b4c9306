package web

import (
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/fault"
)

// A session may end while somebody fills in a form. What was sent is then kept
// in memory for an hour, and after signing in the same browser gets it back
// with one button, as often as the page is loaded: it keeps the number of the
// act, so sent twice it is done once. It never touches the disk; files are not
// kept, and the page says so.

const (
	heldCookie = "isian"
	heldFor    = time.Hour
	heldMost   = 200
	heldBytes  = 64 << 10
)

type heldForm struct {
	path   string
	values url.Values
	files  bool // there were some
	until  time.Time
}

type heldForms struct {
	mu    sync.Mutex
	now   func() time.Time
	forms map[string]heldForm
}

func newHeldForms(now func() time.Time) *heldForms {
	return &heldForms{now: now, forms: map[string]heldForm{}}
}

// keep returns the id under which a form waits, or "" when it is too large or
// too many wait already.
func (h *heldForms) keep(path string, values url.Values, files bool) string {
	size := 0
	for k, vs := range values {
		for _, v := range vs {
			size += len(k) + len(v)
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.now()
	for id, f := range h.forms {
		if now.After(f.until) {
			delete(h.forms, id)
		}
	}
	if size == 0 || size > heldBytes || len(h.forms) >= heldMost {
		return ""
	}
	id := uuid.NewString()
	h.forms[id] = heldForm{path: path, values: values, files: files, until: now.Add(heldFor)}
	return id
}

func (h *heldForms) get(id string) (heldForm, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f, ok := h.forms[id]
	return f, ok && h.now().Before(f.until)
}

// askToSignIn sends somebody without a session to the sign-in page and
// remembers where they wanted to go, with what they had written.
func (s *Server) askToSignIn(w http.ResponseWriter, r *Request) {
	to := r.URL.RequestURI()
	if r.Method == http.MethodPost {
		to = s.backTo(r)
		if r.Parse() == nil {
			files := r.MultipartForm != nil && len(r.MultipartForm.File) > 0
			if id := s.held.keep(r.URL.Path, r.PostForm, files); id != "" {
				http.SetCookie(w, s.cookie(heldCookie, id, heldFor))
				to = "/isian/" + id
			}
		}
	}
	target := s.cfg.SignIn
	if to != "/" {
		target += "?ke=" + url.QueryEscape(to)
	}
	if r.Partial() {
		w.Header().Set("HX-Redirect", target)
		w.WriteHeader(http.StatusOK)
		return
	}
	w.Header().Set("Location", target)
	w.WriteHeader(http.StatusSeeOther)
}

// heldForm gives a kept form back to the browser that sent it.
func (s *Server) heldForm(r *Request) (Response, error) {
	if !r.Viewer.SignedIn() {
		return nil, fault.New(fault.Unauthenticated, "fault.web.sign_in")
	}
	id := r.PathValue("id")
	c, err := r.Cookie(heldCookie)
	if err != nil || c.Value != id {
		return nil, fault.New(fault.NotFound, "fault.web.not_found")
	}
	f, ok := s.held.get(id)
	if !ok {
		return nil, fault.New(fault.NotFound, "fault.web.not_found")
	}
	b := Button{Label: "web.held.send", Post: f.path, Op: f.values.Get("op")}
	for k, vs := range f.values {
		for _, v := range vs {
			if k != "op" {
				b.Hidden = append(b.Hidden, Pair{k, v})
			}
		}
	}
	body := []any{b}
	if f.files {
		body = []any{Stack{Notice{Tone: Warn, Text: "web.held.files"}, b}}
	}
	return Page("", View{Title: "web.held.title", Lead: "web.held.lead", Shape: Narrow, Body: body}, nil), nil
}
