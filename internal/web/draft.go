package web

import (
	"net/http"
	"net/url"
	"strings"
)

// A long form can be put aside and finished another day. A form with a Draft
// title has a second button that sends it to DraftPath; whoever handles that
// keeps the fields. The address of the form with ?draf=ID shows it again as it
// was, and when it is sent for good, the draft is forgotten.

// DraftPath takes a form that is put aside.
const DraftPath = "/draf"

// The fields that travel with a form that can be put aside.
const (
	DraftID    = "draf"       // of the draft that it was before
	DraftOf    = "draf.jalan" // path of the form
	DraftTitle = "draf.judul" // message key
)

// draftable says whether a path shows a form and takes it.
func (s *Server) draftable(path string) bool {
	return s.routed(http.MethodGet, path) && s.routed(http.MethodPost, path)
}

func (s *Server) routed(method, path string) bool {
	r, err := http.NewRequest(method, path, nil)
	if err != nil {
		return false
	}
	_, pattern := s.mux.Handler(r)
	return strings.HasPrefix(pattern, method+" ")
}

// PutAside is what DraftPath was sent: ok is false for what is no form of this
// program.
func (r *Request) PutAside() (path, title string, content url.Values, ok bool) {
	if r.Parse() != nil {
		return "", "", nil, false
	}
	path, title = LocalPath(r.Text(DraftOf)), r.Text(DraftTitle)
	content = url.Values{}
	for k, v := range r.PostForm {
		if k != "op" && k != "langkah" && !strings.HasPrefix(k, DraftID) {
			content[k] = v
		}
	}
	return path, title, content, r.srv.draftable(path)
}

// openDraft fills the request for a form with what its person had put aside,
// as if it had been sent and come back.
func (r *Request) openDraft() error {
	if r.Method != http.MethodGet || r.srv.cfg.Draft == nil || !r.Viewer.SignedIn() || r.sent != nil {
		return nil
	}
	id := r.URL.Query().Get(DraftID)
	if id == "" {
		return nil
	}
	if err := r.Parse(); err != nil {
		return err
	}
	content, err := r.srv.cfg.Draft(r, id)
	if err != nil {
		return err
	}
	for k, v := range content {
		if k != "op" && k != "langkah" { // of an act that was not done
			r.Form[k] = v
		}
	}
	r.filled = true
	return nil
}

// draftSent forgets the draft of a form that led on.
func (r *Request) draftSent(resp Response) error {
	if _, led := resp.(*RedirectResponse); !led || r.Method != http.MethodPost || r.srv.cfg.DraftSent == nil ||
		!r.parsed || strings.HasPrefix(r.URL.Path, DraftPath) || r.PostForm.Get(DraftID) == "" {
		return nil
	}
	return r.srv.cfg.DraftSent(r, r.PostForm.Get(DraftID))
}
