package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
)

// Public is the action of a route that anybody may open. It is written out, so
// that a route without an action is a mistake and not an open door.
const Public = "public"

// Viewer is who asks: plain strings, because web knows no accounts. The zero
// Viewer is somebody who has not signed in.
type Viewer struct {
	ID        string // the account; empty when nobody is signed in
	Name      string // as shown in the header
	Role      string // the role's name, for logs and tests
	RoleLabel string // message key of the role
	Office    string // office id
	Place     string // where the person works, as shown: "Desa Pringapus, Kecamatan Dongko"
	Lang      string // the person's own choice; empty means the office's
	Outsider  bool   // what is forbidden to an outsider is shown as not found
	Seat      any    // what Identify knows beyond this; only account looks inside
}

// SignedIn reports whether somebody is signed in.
func (v Viewer) SignedIn() bool { return v.ID != "" }

// Brand is what a kabupaten puts on the header.
type Brand struct {
	Name   string // "Jempol Keren"
	Office string // "Dinas Dukcapil Kabupaten Trenggalek"
	Phone  string // asked for help on error pages; may be empty
}

// NavItem is one place of the navigation row and of the "Lainnya" page.
type NavItem struct {
	Route string // GET path, "/laporan"
	Label string // message key
	Count int    // work waiting for this person; 0 shows nothing
	Icon  string // for the tab on a phone
	Tab   bool   // one of the first three tabs on a phone
	Quiet bool   // not in the wide row: only as a tab or on "Lainnya"
}

// Config is what app hands in. Identify, Allow and Nav may be nil: then nobody
// is signed in, only public routes answer, and there is no navigation.
type Config struct {
	Brand    Brand
	Lang     string // the office's language; default Indonesian
	Zone     *time.Location
	Log      *slog.Logger
	Now      func() time.Time
	Demo     bool
	Secure   bool   // the outside is reached by TLS: HSTS and Secure cookies
	SignIn   string // path of the sign-in page; default /masuk
	SignOut  string // POST path; default /keluar
	Account  string // path of the person's own page; default /akun
	Search   string // POST path of the search; default /cari
	ThemeCSS []byte // the kabupaten's override of the tokens
	Key      []byte // 32 bytes that seal cookies; random when nil

	// Identify says who asks. An error is a fault and becomes an error page.
	Identify func(*http.Request) (Viewer, error)
	// Allow says whether the viewer may do a route's action at all.
	Allow func(Viewer, string) error
	// WhoMay names the roles (message keys) that may do an action.
	WhoMay func(action string) []string
	// Nav lists the places of a viewer, at most eight not Quiet.
	Nav func(context.Context, Viewer) []NavItem
	// Ready returns nil exactly when a person can sign in.
	Ready func(context.Context) error
	// SetLang stores the language a signed-in person chose; may be nil.
	SetLang func(r *Request, lang string) error

	// Draft reads a form that its person put aside; DraftSent forgets it after it
	// was sent. Without them no form can be put aside.
	Draft     func(r *Request, id string) (url.Values, error)
	DraftSent func(r *Request, id string) error
	// Hold keeps a form that was sent when its session was over, as a draft of the
	// person whose session it was, and returns its id; "" where nobody knows whose
	// it was, or it is too large. Held reads it for that person; for everybody else
	// it is not there (fault.NotFound). Without them nothing is kept.
	Hold func(r *Request, f HeldForm) (id string, err error)
	Held func(r *Request, id string) (HeldForm, error)

	// Pages holds each room's html folder: Pages["intake"] has *.html at its root.
	Pages map[string]fs.FS
}

// Handler answers one request with a response or a fault.
type Handler func(*Request) (Response, error)

// Route is one address of the program.
type Route struct {
	Method  string // GET or POST
	Pattern string // as in http.ServeMux, without the method: "/kasus/{no}"
	Action  string // the authority action, or Public
	Handle  Handler
	MaxBody int64  // of the request in bytes; 0 means 1 MiB
	From    string // of a POST: pattern of the page of its form, where that is neither its own path nor one above it
}

// Get is a page.
func Get(pattern, action string, h Handler) Route {
	return Route{Method: http.MethodGet, Pattern: pattern, Action: action, Handle: h}
}

// Post is what a form is sent to.
func Post(pattern, action string, h Handler) Route {
	return Route{Method: http.MethodPost, Pattern: pattern, Action: action, Handle: h}
}

// Server holds the routes and everything pages need. Make it with New, add
// routes with Handle, serve Handler.
type Server struct {
	cfg    Config
	mux    *http.ServeMux
	routes []Route
	views  *views
	assets *assets
	seal   *sealer
	look   atomic.Pointer[dressed]

	answering atomic.Int64 // requests
}

// New makes a site without routes but its own. Pages are parsed when they are
// first shown; CheckPages, which a test calls, parses them all.
func New(cfg Config) (*Server, error) {
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	for p, def := range map[*string]string{
		&cfg.SignIn: "/masuk", &cfg.SignOut: "/keluar", &cfg.Account: "/akun", &cfg.Search: "/cari",
		&cfg.Lang: i18n.ID, &cfg.Brand.Name: "Jempol Keren",
	} {
		if *p == "" {
			*p = def
		}
	}
	if cfg.Key == nil {
		cfg.Key = make([]byte, 32)
		if _, err := rand.Read(cfg.Key); err != nil {
			return nil, err
		}
	}
	s := &Server{cfg: cfg, mux: http.NewServeMux()}
	var err error
	if s.seal, err = newSealer(cfg.Key); err != nil {
		return nil, err
	}
	if err = CheckTheme(cfg.ThemeCSS); err != nil {
		return nil, err
	}
	if s.assets, err = loadAssets(cfg.ThemeCSS); err != nil {
		return nil, err
	}
	if s.views, err = newViews(s); err != nil {
		return nil, err
	}
	s.Handle(
		Route{Method: "POST", Pattern: "/bahasa", Action: Public, Handle: s.setLang},
		Route{Method: "POST", Pattern: KeysPath, Action: Public, Handle: s.setKeys},
		Route{Method: "GET", Pattern: "/lainnya", Action: Public, Handle: s.more},
		Route{Method: "GET", Pattern: "/isian/{id}", Action: Public, Handle: s.heldForm},
	)
	return s, nil
}

// Handle adds routes. Like ServeMux it panics on a mistake of the program: a
// route without method, action or handler, or one that is there already.
func (s *Server) Handle(routes ...Route) {
	for _, rt := range routes {
		if rt.Method == "" || rt.Action == "" || rt.Handle == nil {
			panic(fmt.Sprintf("web: route %q needs a method, an action and a handler", rt.Pattern))
		}
		if rt.MaxBody == 0 {
			rt.MaxBody = 1 << 20
		}
		s.routes = append(s.routes, rt)
		pattern := rt.Pattern
		if pattern == "/" {
			pattern = "/{$}"
		}
		s.mux.HandleFunc(rt.Method+" "+pattern, func(w http.ResponseWriter, r *http.Request) {
			s.serve(rt, w, r)
		})
	}
}

// Routes lists every route, for the test that holds each against the table of
// authority.
func (s *Server) Routes() []Route {
	out := append([]Route(nil), s.routes...)
	sort.Slice(out, func(i, j int) bool {
		return out[i].Pattern+out[i].Method < out[j].Pattern+out[j].Method
	})
	return out
}

// may says whether the viewer could use a route: what nobody handles or what
// this role may not do is not offered.
func (s *Server) may(v Viewer, method, pattern string) bool {
	for _, rt := range s.routes {
		if rt.Method == method && rt.Pattern == pattern {
			return rt.Action == Public || s.cfg.Allow != nil && s.cfg.Allow(v, rt.Action) == nil
		}
	}
	return false
}

// serve is the one path from a route to its answer.
func (s *Server) serve(rt Route, w http.ResponseWriter, hr *http.Request) {
	most := rt.MaxBody
	if strings.HasPrefix(hr.Header.Get("Content-Type"), "multipart/form-data") {
		most += readOn
	}
	hr.Body = http.MaxBytesReader(w, hr.Body, most)
	r := s.request(hr)
	defer r.forget()
	r.Route = rt
	resp, err := s.answer(rt, r)
	if r.sent != nil {
		resp, err = r.showAgain(resp, err), nil
	}
	if err == nil {
		err = resp.write(s, w, r)
	}
	if err != nil {
		s.fail(w, r, err)
	}
}

func (s *Server) answer(rt Route, r *Request) (Response, error) {
	if s.cfg.Identify != nil {
		v, err := s.cfg.Identify(r.Request)
		switch {
		case fault.Is(err, fault.Unauthenticated): // an expired session reads public pages like anybody
		case err != nil:
			return nil, err
		default:
			r.Viewer = v
		}
	}
	r.Lang = s.lang(r)
	if rec := recordOf(r.Request); rec != nil {
		rec.role, rec.pattern = r.Viewer.Role, rt.Pattern
	}
	if rt.Action != Public {
		if !r.Viewer.SignedIn() {
			return nil, fault.New(fault.Unauthenticated, "fault.web.sign_in")
		}
		if s.cfg.Allow == nil {
			return nil, fault.New(fault.Forbidden, "fault.web.forbidden")
		}
		if err := s.cfg.Allow(r.Viewer, rt.Action); err != nil {
			return nil, err
		}
	}
	if r.unreadable() || r.tooLarge() {
		return unreadable{}, nil
	}
	if err := r.openDraft(); err != nil {
		return nil, err
	}
	resp, err := rt.Handle(r)
	if err == nil {
		err = r.draftSent(resp)
	}
	return resp, err
}
