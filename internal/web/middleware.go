package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
)

// record is what the log says about a request: never its query, its real path
// (a courier's link is a secret) or anything of a person.
type record struct {
	ref, pattern, role, fault string
	status                    int
	bytes                     int64
	wrote                     bool
}

type recordKey struct{}

func recordOf(r *http.Request) *record {
	rec, _ := r.Context().Value(recordKey{}).(*record)
	return rec
}

// newRef makes a reference number that a person can read out on the phone: no
// letters that look like digits.
func newRef() string {
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)]
	}
	return "R-" + string(b[:])
}

// Handler is the whole program as an http.Handler: health, static files and
// every route, inside the middleware.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		_ = send(w, "text/plain; charset=utf-8", http.StatusOK, []byte("ok\n"))
	})
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("GET /static/", s.static)
	// A browser that shows one of our PDFs asks for an icon by itself.
	mux.Handle("GET /favicon.ico", http.RedirectHandler(s.assets.url("logo.svg"), http.StatusFound))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if readable(r.URL.Path) != r.URL.Path {
			s.failPlain(w, r, fault.New(fault.NotFound, "fault.web.not_found"), http.StatusNotFound)
			return
		}
		h, pattern := s.mux.Handler(r)
		if pattern == "" {
			s.noRoute(h, w, r)
			return
		}
		s.mux.ServeHTTP(w, r)
	})
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.failPlain(w, r, fault.New(fault.Forbidden, "fault.web.cross_origin"), http.StatusForbidden)
	}))
	return s.logged(s.recovered(s.secured(compressed(cross.Handler(mux)))))
}

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	if s.cfg.Ready != nil {
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
		defer cancel()
		if err := s.cfg.Ready(ctx); err != nil {
			s.cfg.Log.Warn("not ready", "err", fault.As(err).Error())
			_ = send(w, "text/plain; charset=utf-8", http.StatusServiceUnavailable, []byte("not ready\n"))
			return
		}
	}
	_ = send(w, "text/plain; charset=utf-8", http.StatusOK, []byte("ready\n"))
}

// noRoute answers what no route takes: 404, or 405 with the methods that ServeMux
// names.
func (s *Server) noRoute(h http.Handler, w http.ResponseWriter, hr *http.Request) {
	probe := &statusProbe{header: http.Header{}}
	h.ServeHTTP(probe, hr)
	if allow := probe.header.Get("Allow"); allow != "" {
		w.Header().Set("Allow", allow)
		s.failPlain(w, hr, fault.New(fault.NotFound, "fault.web.method"), http.StatusMethodNotAllowed)
		return
	}
	if loc := probe.header.Get("Location"); loc != "" && probe.status < 400 {
		http.Redirect(w, hr, LocalPath(loc), probe.status)
		return
	}
	s.failPlain(w, hr, fault.New(fault.NotFound, "fault.web.not_found"), http.StatusNotFound)
}

type statusProbe struct {
	header http.Header
	status int
}

func (p *statusProbe) Header() http.Header         { return p.header }
func (p *statusProbe) Write(b []byte) (int, error) { return len(b), nil }
func (p *statusProbe) WriteHeader(code int)        { p.status = code }

// failPlain shows a fault's page outside any route, still to whoever is signed
// in and in their language.
func (s *Server) failPlain(w http.ResponseWriter, hr *http.Request, f *fault.Fault, status int) {
	r := s.request(hr)
	if s.cfg.Identify != nil {
		if v, err := s.cfg.Identify(hr); err == nil {
			r.Viewer = v
		}
	}
	r.Lang = s.lang(r)
	v := s.errorView(r, f)
	body, err := s.views.page(r, "", v, nil)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if rec := recordOf(hr); rec != nil {
		rec.fault = string(f.Kind) + " " + f.Key
	}
	_ = s.sendPage(w, r, status, body)
}

// logged gives every request its reference number and writes one line about it.
func (s *Server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &record{ref: newRef()}
		start := s.cfg.Now()
		r = r.WithContext(context.WithValue(r.Context(), recordKey{}, rec))
		s.answering.Add(1)
		defer s.answering.Add(-1)
		next.ServeHTTP(&recorder{ResponseWriter: w, rec: rec}, r)
		if rec.pattern == "" && strings.HasPrefix(r.URL.Path, "/static/") && rec.status < 400 {
			return
		}
		args := []any{"ref", rec.ref, "method", r.Method, "route", rec.pattern, "status", rec.status,
			"bytes", rec.bytes, "ms", s.cfg.Now().Sub(start).Milliseconds(), "role", rec.role}
		if rec.fault != "" {
			args = append(args, "fault", rec.fault)
		}
		s.cfg.Log.Info("request", args...)
	})
}

// Answering is how many requests are being answered now.
func (s *Server) Answering() int { return int(s.answering.Load()) }

// recorder notes status and size for the log.
type recorder struct {
	http.ResponseWriter
	rec *record
}

func (w *recorder) WriteHeader(code int) {
	if !w.rec.wrote {
		w.rec.status, w.rec.wrote = code, true
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *recorder) Write(b []byte) (int, error) {
	if !w.rec.wrote {
		w.rec.status, w.rec.wrote = http.StatusOK, true
	}
	n, err := w.ResponseWriter.Write(b)
	w.rec.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// recovered turns a panic into our fault. The panic's value may hold personal
// data and is not logged; the stack names the place.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			rec := recordOf(r)
			s.cfg.Log.Error("panic", "ref", rec.ref, "route", rec.pattern, "stack", frames(debug.Stack()))
			if !rec.wrote {
				s.failPlain(w, r, fault.New(fault.Internal, "fault.internal"), http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// frames keeps the file:line of each call and drops the arguments, which are
// addresses at best and data at worst.
func frames(stack []byte) string {
	var out []string
	for _, line := range strings.Split(string(stack), "\n") {
		if rest, ok := strings.CutPrefix(line, "\t"); ok {
			place, _, _ := strings.Cut(rest, " +0x")
			out = append(out, place)
		}
	}
	return strings.Join(out, " < ")
}

// policy is the content security policy: everything from here, nothing inline.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// secured sets the headers that every answer carries.
func (s *Server) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if s.cfg.Secure || r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}
