package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
)

// A session may end while somebody fills in a form. What was sent is then kept
// among the drafts of whoever the session was of, and waits for that person
// alone, in whatever browser they sign in next: sent as it is with one button,
// which keeps the number of the act, so that sent twice it is done once; or
// looked at first, on the form's own page. Once the form has led on, it is gone.
// Files are not kept, and the page says so; nor is a form with a password.

// HeldPath is where a kept form waits for its sender to sign in.
const HeldPath = "/isian/"

// NotKept is 1 in the address of the sign-in page where a form was sent that could
// not be kept: nobody knows whose it was.
const NotKept = "lepas"

// HeldForm is a form that was sent when its session was over.
type HeldForm struct {
	To     string     // the address it was sent to, with its query
	Page   string     // path of its own page, where it can be looked at; "" for a button on some page
	Title  string     // what the form is called (message key); "" where it says nothing
	Values url.Values // what was sent, the number of the act too
	Files  bool       // there were some
	Until  time.Time  // as long as it is kept; whoever keeps it decides
}

// hold keeps the form of a request; "" where it cannot be kept.
func (s *Server) hold(r *Request) string {
	if s.cfg.Hold == nil || r.Parse() != nil && !r.kept() {
		return ""
	}
	f := HeldForm{To: r.URL.RequestURI(), Title: r.PostForm.Get(DraftTitle), Values: r.PostForm, Files: r.BringsFiles()}
	for name := range f.Values {
		if secret(name) {
			return ""
		}
	}
	if page := s.pageOf(r); page != nil && (page.Path == r.URL.Path || r.URL.Path == DraftPath) {
		f.Page = page.Path
	}
	id, err := s.cfg.Hold(r, f)
	if err != nil { // signing in comes first
		s.cfg.Log.Warn("a form was not kept", "ref", r.Ref, "err", fault.As(err).Error())
	}
	return id
}

// askToSignIn sends somebody without a session to the sign-in page and
// remembers where they wanted to go, with what they had written.
func (s *Server) askToSignIn(w http.ResponseWriter, r *Request) {
	if r.Partial() {
		// What a page asks by itself while somebody writes would take along all
		// that is written: what they send then is kept.
		w.WriteHeader(http.StatusNoContent)
		return
	}
	to, q := r.URL.RequestURI(), url.Values{}
	if r.Method == http.MethodPost {
		to = s.backTo(r)
		if id := s.hold(r); id != "" {
			to = HeldPath + id
		} else {
			q.Set(NotKept, "1")
		}
	}
	if to != "/" {
		q.Set("ke", to)
	}
	target := s.cfg.SignIn
	if len(q) > 0 {
		target += "?" + q.Encode()
	}
	w.Header().Set("Location", target)
	w.WriteHeader(http.StatusSeeOther)
}

// heldForm gives a kept form back to the person who sent it.
func (s *Server) heldForm(r *Request) (Response, error) {
	if !r.Viewer.SignedIn() {
		return nil, fault.New(fault.Unauthenticated, "fault.web.sign_in")
	}
	id := r.PathValue("id")
	f, err := HeldForm{}, error(fault.New(fault.NotFound, "fault.web.not_found"))
	if s.cfg.Held != nil {
		f, err = s.cfg.Held(r, id)
	}
	if fault.Is(err, fault.NotFound) { // sent meanwhile, or somebody else's
		return Page("", View{Title: "web.held.none", Lead: "web.held.none.lead", Shape: Narrow, Body: []any{Button{Label: "web.held.home", Href: "/"}}}, nil), nil
	}
	if err != nil {
		return nil, err
	}
	b := Button{Label: "web.held.send", Post: f.To, Op: f.Values.Get("op"), Hidden: []Pair{{DraftID, id}}}
	for k, vs := range f.Values {
		for _, v := range vs {
			if k != "op" && k != DraftID {
				b.Hidden = append(b.Hidden, Pair{k, v})
			}
		}
	}
	slices.SortStableFunc(b.Hidden, func(a, b Pair) int { return strings.Compare(a.Name, b.Name) })
	lead, row := "web.held.lead", Row{b}
	if f.Page != "" {
		to, err := url.Parse(f.To)
		if err != nil {
			return nil, err
		}
		q := to.Query()
		q.Set(DraftID, id)
		lead, row = "web.held.lead_look", append(row, Button{Label: "web.held.look", Href: (&url.URL{Path: f.Page, RawQuery: q.Encode()}).String(), Kind: Secondary})
	}
	body := Stack{append(row, Button{Label: "web.held.drop", Post: DraftPath + "/" + url.PathEscape(id) + "/hapus", Kind: Quiet})}
	if f.Files {
		body = append(Stack{Notice{Tone: Warn, Text: "web.held.files"}}, body...)
	}
	until := i18n.Date(r.Lang, r.At(f.Until))
	return Page("", View{Title: "web.held.title", Lead: r.T(lead, "Until", until), Shape: Narrow, Body: []any{body}}, nil), nil
}
