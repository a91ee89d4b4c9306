package web

import (
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
)

// Request is an http.Request with who asks, in which language, and the
// reference number that the log line of this request carries.
type Request struct {
	*http.Request
	Viewer Viewer
	Lang   string
	Ref    string // R-48D2
	Route  Route

	srv     *Server
	parsed  bool
	wrong   error      // why the form could not be read
	garbled []string   // fields whose text held what cannot be kept
	sent    *sentAgain // this page shows a form again that was sent so
	filled  bool       // with the content of a draft
	flash   *flash
	files   map[string][]*Attached // by field
	large   []string               // fields whose files were too large, and are gone
	cut     bool                   // what came after the last of these was not read
}

func (s *Server) request(hr *http.Request) *Request {
	if q := hr.URL.Query(); len(mend(q)) > 0 {
		hr.URL.RawQuery = q.Encode()
	}
	r := &Request{Request: hr, srv: s, Lang: s.cfg.Lang}
	r.takeSent()
	if rec := recordOf(hr); rec != nil {
		r.Ref = rec.ref
	}
	r.flash = s.readFlash(hr)
	return r
}

// T translates a key into the viewer's language; see i18n.T.
func (r *Request) T(key string, args ...any) string { return i18n.T(r.Lang, key, args...) }

// Now is the program's clock in the office's zone.
func (r *Request) Now() time.Time { return r.srv.cfg.Now().In(r.srv.cfg.Zone) }

// At is a time as the clocks of the office show it.
func (r *Request) At(t time.Time) time.Time { return t.In(r.srv.cfg.Zone) }

// Parse reads the form of the body (urlencoded or multipart) and of the
// address. What no database holds is not in it any more: a form that brought it
// does not reach its handler (see unreadable). Calling it again costs nothing.
func (r *Request) Parse() error {
	if !r.parsed {
		r.wrong = r.parse()
		r.parsed = true
	}
	return r.wrong
}

func (r *Request) parse() error {
	err := r.ParseForm()
	if err == nil {
		err = r.readMultipart()
	}
	var big *http.MaxBytesError
	if r.cut = errors.As(err, &big); r.cut || err == nil {
		mend(r.Form)
		r.garbled = mend(r.PostForm)
		r.mendFiles()
	}
	switch {
	case r.cut || len(r.large) > 0:
		return fault.New(fault.TooLarge, "fault.web.too_large").WithArgs(map[string]any{"Limit": (r.room() - 1) >> 20})
	case err != nil && fault.Is(err, fault.Internal): // the disk
		return err
	case err != nil:
		return fault.New(fault.Invalid, "fault.web.form").Because(err)
	}
	return nil
}

// room is how much a form may bring; where no route says it, any amount.
func (r *Request) room() int64 {
	if r.Route.MaxBody == 0 {
		return math.MaxInt64
	}
	return r.Route.MaxBody
}

// Text returns a form or address value without space around it. Parse first
// for a POST; a broken form reads as empty.
func (r *Request) Text(name string) string {
	if r.Parse() != nil {
		return ""
	}
	return strings.TrimSpace(r.Form.Get(name))
}

// Clock is a time of day as "07:30", whichever way it was written: 07.30, as
// Indonesian writes it and every page shows it, 7.30 or 7:30. What is no time
// comes back as it is, for the page to say so.
func (r *Request) Clock(name string) string {
	text := r.Text(name)
	if t, err := time.Parse("15:04", strings.Replace(text, ".", ":", 1)); err == nil {
		return t.Format("15:04")
	}
	return text
}

// Texts returns every value of a name, for checkboxes.
func (r *Request) Texts(name string) []string {
	if r.Parse() != nil {
		return nil
	}
	return r.Form[name]
}

// Values returns what was sent, for Fill.
func (r *Request) Values() url.Values {
	if r.Parse() != nil {
		return url.Values{}
	}
	return r.Form
}

// Sent reports whether the request carries a form that was filled in: one that
// is sent, was put aside, or is shown again.
func (r *Request) Sent() bool { return r.Method == http.MethodPost || r.filled }

// Int returns a whole number of the address, or def.
func (r *Request) Int(name string, def int) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil {
		return def
	}
	return n
}

// Op returns the operation id that the form was drawn with: a double click
// sends the same one twice, and the ledger makes one effect of it.
func (r *Request) Op() (string, error) {
	id, err := uuid.Parse(r.Text("op"))
	if err != nil || id.Version() != 7 {
		return "", fault.New(fault.Invalid, "fault.web.op")
	}
	return id.String(), nil
}

// newOp makes the operation id of a form.
func newOp() string { return uuid.Must(uuid.NewV7()).String() }

// Partial reports whether htmx asks for a part of a page.
func (r *Request) Partial() bool { return r.Header.Get("HX-Request") == "true" }

// Origin is how whoever asks reaches this program, without a path: a link for
// somebody else and the address in a QR code are best written the same way.
func (r *Request) Origin() string {
	if r.srv.cfg.Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// Client is the address of whoever asks, for rate limits; never for a log.
func (r *Request) Client() string {
	host := r.RemoteAddr
	if i := strings.LastIndexByte(host, ':'); i > 0 {
		host = host[:i]
	}
	return strings.Trim(host, "[]")
}

const langCookie = "bahasa"

// lang chooses: what the browser was told, what the account says, the office.
func (s *Server) lang(r *Request) string {
	if c, err := r.Cookie(langCookie); err == nil && (c.Value == i18n.ID || c.Value == i18n.EN) {
		return c.Value
	}
	if r.Viewer.Lang != "" {
		return i18n.Known(r.Viewer.Lang)
	}
	return i18n.Known(s.cfg.Lang)
}

func (s *Server) setLang(r *Request) (Response, error) {
	lang := i18n.Known(r.Text("bahasa"))
	if s.cfg.SetLang != nil && r.Viewer.SignedIn() {
		if err := s.cfg.SetLang(r, lang); err != nil {
			return nil, err
		}
	}
	resp := Redirect(LocalPath(r.Text("ke")))
	resp.SetCookie(s.cookie(langCookie, lang, 365*24*time.Hour))
	return resp, nil
}

// keysCookie holds "mati" where somebody wants no single keys: who speaks to the
// machine, or types beside the page, presses them without meaning to (WCAG 2.1.4).
const keysCookie = "tombol"

// KeysPath takes whether single keys work, as nyala=ya or nothing, and goes back
// to ke.
const KeysPath = "/tombol-angka"

// Key gives a key that works by itself, or "" where whoever asks wants none.
func (r *Request) Key(key string) string {
	if c, err := r.Cookie(keysCookie); err == nil && c.Value == "mati" {
		return ""
	}
	return key
}

func (s *Server) setKeys(r *Request) (Response, error) {
	value := "mati"
	if r.Text("nyala") != "" {
		value = "nyala"
	}
	resp := Redirect(LocalPath(r.Text("ke")))
	resp.SetCookie(s.cookie(keysCookie, value, 365*24*time.Hour))
	return resp, nil
}

// cookie makes one of the program's own cookies.
func (s *Server) cookie(name, value string, age time.Duration) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int(age.Seconds()),
		HttpOnly: true, Secure: s.cfg.Secure, SameSite: http.SameSiteLaxMode}
}

// LocalPath keeps a path of this program and turns anything else, such as
// another site's address, into the home page.
func LocalPath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(to, "/") ||
		strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	return to
}
