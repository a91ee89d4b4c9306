package web

import (
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
)

// A session may end while somebody fills in a form. What was sent is then kept
// in memory for an hour, and after signing in the same browser gets it back, as
// often as the page is loaded: sent as it is with one button, which keeps the
// number of the act, so that sent twice it is done once; or looked at first, on
// the form's own page. Once the form has led on, it is not offered again. It
// never touches the disk; files are not kept, and the page says so.

// HeldPath is where a kept form waits for its sender to sign in.
const HeldPath = "/isian/"

// heldAgain asks the page of a form to show what was kept of it.
const heldAgain = "kembali"

const (
	heldCookie = "isian"
	heldFor    = time.Hour
	heldMost   = 200
	heldBytes  = 64 << 10
)

type heldForm struct {
	path   string
	page   *url.URL // of its own, where it can be looked at; nil for a button on some page
	values url.Values
	done   bool // was sent since
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
func (h *heldForms) keep(f heldForm) string {
	size := 0
	for k, vs := range f.values {
		for _, v := range vs {
			size += len(k) + len(v)
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.now()
	for id, old := range h.forms {
		if now.After(old.until) {
			delete(h.forms, id)
		}
	}
	if size == 0 || size > heldBytes || len(h.forms) >= heldMost {
		return ""
	}
	id := uuid.NewString()
	f.until = now.Add(heldFor)
	h.forms[id] = f
	return id
}

// led notes that a form led on, so that it is not done a second time from the
// page on which it waited.
func (h *heldForms) led(id string, path string, values url.Values) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if f, ok := h.forms[id]; ok && f.path == path && f.values.Get("isian") == values.Get("isian") {
		f.done = true
		h.forms[id] = f
	}
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
			f := heldForm{path: r.URL.Path, values: r.PostForm, files: r.BringsFiles()}
			if page := s.pageOf(r); page != nil && (page.Path == r.URL.Path || r.URL.Path == DraftPath) {
				f.page = page
			}
			if id := s.held.keep(f); id != "" {
				http.SetCookie(w, s.cookie(heldCookie, id, heldFor))
				to = HeldPath + id
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
	f, ok := s.heldBy(r, id)
	if !ok {
		return nil, fault.New(fault.NotFound, "fault.web.not_found")
	}
	if f.done {
		return Page("", View{Title: "web.held.done", Lead: "web.held.done.lead", Shape: Narrow, Body: []any{Button{Label: "web.held.home", Href: "/"}}}, nil), nil
	}
	b := Button{Label: "web.held.send", Post: f.path, Op: f.values.Get("op")}
	for k, vs := range f.values {
		for _, v := range vs {
			if k != "op" {
				b.Hidden = append(b.Hidden, Pair{k, v})
			}
		}
	}
	lead, body := "web.held.lead", Stack{Row{b}}
	if f.page != nil {
		to, q := *f.page, f.page.Query()
		q.Set(heldAgain, id)
		to.RawQuery = q.Encode()
		lead, body = "web.held.lead_look", Stack{Row{b, Button{Label: "web.held.look", Href: to.String(), Kind: Secondary}}}
	}
	if f.files {
		body = append(Stack{Notice{Tone: Warn, Text: "web.held.files"}}, body...)
	}
	until := i18n.Clock(r.Lang, r.At(f.until))
	return Page("", View{Title: "web.held.title", Lead: r.T(lead, "Until", until), Shape: Narrow, Body: []any{body}}, nil), nil
}

// heldBy finds a kept form for the browser that sent it.
func (s *Server) heldBy(r *Request, id string) (heldForm, bool) {
	c, err := r.Cookie(heldCookie)
	if err != nil || c.Value != id {
		return heldForm{}, false
	}
	return s.held.get(id)
}

// openHeld fills the request for a form's page with what was kept of it, as if
// it had been sent and come back.
func (r *Request) openHeld() error {
	if r.Method != http.MethodGet || !r.Viewer.SignedIn() || r.sent != nil {
		return nil
	}
	f, ok := r.srv.heldBy(r, r.URL.Query().Get(heldAgain))
	if !ok || f.done {
		return nil
	}
	if err := r.Parse(); err != nil {
		return err
	}
	for k, v := range f.values {
		if k != "op" && k != "langkah" { // of the act that was not done
			r.Form[k] = v
		}
	}
	r.filled = true
	return nil
}

// heldSent notes that a kept form led on.
func (r *Request) heldSent(resp Response) {
	if _, led := resp.(*RedirectResponse); !led || r.Method != http.MethodPost || !r.parsed {
		return
	}
	if c, err := r.Cookie(heldCookie); err == nil {
		r.srv.held.led(c.Value, r.URL.Path, r.PostForm)
	}
}
