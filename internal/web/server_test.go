package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
)

// testServer is a server with a signed-in coordinator, unless the request
// carries the header Anon.
func testServer(t *testing.T, pages fstest.MapFS, routes ...Route) *Server {
	t.Helper()
	s, err := New(Config{
		Brand: Brand{Name: "Jempol Keren", Office: "Dinas Dukcapil Kabupaten Trenggalek"},
		Log:   slog.New(slog.NewTextHandler(io.Discard, nil)),
		Now:   func() time.Time { return time.Date(2021, 6, 14, 1, 0, 0, 0, time.UTC) },
		Identify: func(r *http.Request) (Viewer, error) {
			if r.Header.Get("Anon") != "" {
				return Viewer{}, fault.New(fault.Unauthenticated, "fault.web.sign_in")
			}
			return Viewer{ID: "u1", Name: "Rina Wulandari", Role: "coordinator", RoleLabel: "Koordinator", Outsider: r.Header.Get("Outsider") != ""}, nil
		},
		Allow: func(v Viewer, action string) error {
			if action == "page.secret" {
				return fault.New(fault.Forbidden, "fault.web.forbidden")
			}
			return nil
		},
		WhoMay: func(string) []string { return []string{"Kepala Dinas"} },
		Pages:  map[string]fs.FS{"room": pages},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Handle(routes...)
	return s
}

func do(s *Server, method, target, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

func TestPageOfATemplate(t *testing.T) {
	s := testServer(t, fstest.MapFS{"hello.html": {Data: []byte(`<p>{{t "web.free"}} {{.Name}} {{c .Tag}}</p>`)}},
		Route{Method: "GET", Pattern: "/", Action: "page.home", Handle: func(r *Request) (Response, error) {
			return Page("room/hello.html", View{Title: "Selamat pagi"}, map[string]any{"Name": "<b>", "Tag": Tag{Good, "Siap", ""}}), nil
		}})
	w := do(s, "GET", "/", "")
	if w.Code != 200 {
		t.Fatal(w.Code, w.Body)
	}
	for _, want := range []string{"<h1>Selamat pagi</h1>", "&lt;b&gt;", `class="tag ok"`, "Rina Wulandari", `lang="id"`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %q in\n%s", want, w.Body)
		}
	}
}

func failing(f *fault.Fault) Route {
	return Route{Method: "GET", Pattern: "/" + string(f.Kind), Action: "page.x", Handle: func(*Request) (Response, error) { return nil, f }}
}

func TestFaultsBecomePages(t *testing.T) {
	var routes []Route
	want := map[fault.Kind]int{fault.Invalid: 422, fault.Forbidden: 403, fault.NotFound: 404, fault.Conflict: 409,
		fault.TooLarge: 413, fault.Busy: 429, fault.Unavailable: 503, fault.Internal: 500}
	for k := range want {
		routes = append(routes, failing(fault.New(k, "").Because(io.ErrUnexpectedEOF)))
	}
	routes = append(routes, Route{Method: "GET", Pattern: "/panic", Action: "page.x", Handle: func(*Request) (Response, error) { panic("Katinem 3503") }},
		Route{Method: "GET", Pattern: "/rahasia", Action: "page.secret", Handle: func(*Request) (Response, error) { return nil, nil }})
	s := testServer(t, nil, routes...)
	ref := regexp.MustCompile(`R-[0-9A-Z]{4}`)
	for k, status := range want {
		w := do(s, "GET", "/"+string(k), "")
		if w.Code != status {
			t.Errorf("%s: status %d, want %d", k, w.Code, status)
		}
		if has := ref.MatchString(w.Body.String()); has != (k == fault.Internal || k == fault.Unavailable) {
			t.Errorf("%s: reference number shown: %v", k, has)
		}
		if strings.Contains(w.Body.String(), "unexpected EOF") {
			t.Errorf("%s: the cause is shown", k)
		}
		if strings.Contains(w.Body.String(), "web.err.") {
			t.Errorf("%s: a text is missing", k)
		}
	}
	if w := do(s, "GET", "/panic", ""); w.Code != 500 || strings.Contains(w.Body.String(), "Katinem") {
		t.Error("panic:", w.Code)
	}
	if w := do(s, "GET", "/rahasia", ""); w.Code != 403 || !strings.Contains(w.Body.String(), "Kepala Dinas") {
		t.Error("403 does not name who may:", w.Code)
	}
	if w := do(s, "GET", "/rahasia", "", "Outsider", "1"); w.Code != 404 {
		t.Error("an outsider sees that the page exists:", w.Code)
	}
	if w := do(s, "GET", "/tidak/ada", ""); w.Code != 404 {
		t.Error("no route:", w.Code)
	}
	if w := do(s, "POST", "/panic", ""); w.Code != 405 || w.Header().Get("Allow") == "" {
		t.Error("method:", w.Code)
	}
	if w := do(s, "GET", "/rahasia", "", "Cookie", "bahasa=en"); !strings.Contains(w.Body.String(), "You may not open this page") {
		t.Error("the error page does not speak English")
	}
}

func TestLogHoldsNothingOfAPerson(t *testing.T) {
	var log bytes.Buffer
	s := testServer(t, nil, Route{Method: "GET", Pattern: "/k/{token}", Action: Public, Handle: func(*Request) (Response, error) { panic("Katinem") }})
	s.cfg.Log = slog.New(slog.NewTextHandler(&log, nil))
	do(s, "GET", "/k/rahasia123?nama=Katinem", "")
	if strings.Contains(log.String(), "Katinem") || strings.Contains(log.String(), "rahasia123") {
		t.Error(log.String())
	}
	if !strings.Contains(log.String(), "/k/{token}") || !strings.Contains(log.String(), "R-") {
		t.Error("the log lacks route or reference:", log.String())
	}
}

// Whoever leaves while a page is made breaks off what it reads; that is no fault
// of the program.
func TestWhoLeavesIsNoError(t *testing.T) {
	var log bytes.Buffer
	ctx, leave := context.WithCancel(t.Context())
	s := testServer(t, nil, Route{Method: "GET", Pattern: "/k", Action: Public, Handle: func(r *Request) (Response, error) {
		leave()
		return nil, fault.Wrap("fault.internal", errors.New("interrupted"))
	}})
	s.cfg.Log = slog.New(slog.NewTextHandler(&log, nil))
	s.Handler().ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/k", nil).WithContext(ctx))
	if strings.Contains(log.String(), "level=ERROR") {
		t.Error(log.String())
	}
	do(s, "GET", "/k", "")
	if !strings.Contains(log.String(), "level=ERROR") {
		t.Error("what fails while somebody waits is not in the log")
	}
}

func TestHeaders(t *testing.T) {
	s := testServer(t, nil, Route{Method: "POST", Pattern: "/simpan", Action: "page.x", Handle: func(*Request) (Response, error) { return Redirect("/"), nil }})
	w := do(s, "GET", "/healthz", "")
	for name, want := range map[string]string{"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	csp := w.Header().Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		t.Error(csp)
	}
	if w := do(s, "POST", "/simpan", "", "Sec-Fetch-Site", "cross-site"); w.Code != 403 {
		t.Error("another site's form was taken:", w.Code)
	}
	if w := do(s, "POST", "/simpan", "", "Sec-Fetch-Site", "same-origin"); w.Code != 303 {
		t.Error("own form:", w.Code)
	}
}

func TestAssets(t *testing.T) {
	s := testServer(t, nil)
	url := s.assets.url("ui.css")
	w := do(s, "GET", url, "", "Accept-Encoding", "gzip")
	if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Encoding") != "gzip" {
		t.Error(w.Code, w.Header())
	}
	if w := do(s, "GET", url, "", "If-None-Match", w.Header().Get("Etag")); w.Code != 304 {
		t.Error("not 304:", w.Code)
	}
	if body := do(s, "GET", url, "").Body.String(); !strings.Contains(body, "url(/static/inter.") {
		t.Error("the font's name carries no hash")
	}
	if w := do(s, "GET", "/static/ui.css", ""); w.Code != 404 {
		t.Error("a name without hash is served:", w.Code)
	}
	icon := do(s, "GET", "/favicon.ico", "").Header().Get("Location")
	if w := do(s, "GET", icon, ""); w.Code != 200 || w.Header().Get("Content-Type") != "image/svg+xml" {
		t.Errorf("the icon is at %q: %d", icon, w.Code)
	}
}

func TestFlashIsSealedAndShownOnce(t *testing.T) {
	s := testServer(t, nil, Route{Method: "POST", Pattern: "/simpan", Action: "page.x", Handle: func(*Request) (Response, error) {
		return Redirect("/").Flash("Wagijem ditandai.").Undo("/batal"), nil
	}}, Route{Method: "GET", Pattern: "/lama", Action: "page.x", Handle: func(*Request) (Response, error) { return Redirect("/"), nil }},
		Route{Method: "GET", Pattern: "/", Action: "page.x", Handle: func(*Request) (Response, error) { return Page("", View{Title: "Beranda"}, nil), nil }})
	cookie := do(s, "POST", "/simpan", "").Header().Get("Set-Cookie")
	if strings.Contains(cookie, "Wagijem") || !strings.Contains(cookie, "HttpOnly") {
		t.Error(cookie)
	}
	w := do(s, "GET", "/", "", "Cookie", cookie, "Accept", "text/html")
	if !strings.Contains(w.Body.String(), "Wagijem ditandai.") || !strings.Contains(w.Body.String(), `action="/batal"`) {
		t.Error("the message is not shown")
	}
	if w := do(s, "GET", "/lama", "", "Cookie", cookie, "Accept", "text/html"); w.Header().Get("Set-Cookie") != "" {
		t.Error("a redirect in between loses the message")
	}
	if !strings.Contains(w.Header().Get("Set-Cookie"), "Max-Age=0") {
		t.Error("the message would be shown twice:", w.Header().Get("Set-Cookie"))
	}
}

func TestReadyAndSize(t *testing.T) {
	s := testServer(t, nil, Route{Method: "POST", Pattern: "/kecil", Action: "page.x", MaxBody: 100, Handle: func(r *Request) (Response, error) { return nil, r.Parse() }})
	s.cfg.Ready = func(context.Context) error { return io.EOF }
	if w := do(s, "GET", "/readyz", ""); w.Code != 503 {
		t.Error(w.Code)
	}
	if w := do(s, "GET", "/healthz", ""); w.Code != 200 {
		t.Error(w.Code)
	}
	if w := do(s, "POST", "/kecil", "nama="+strings.Repeat("a", 200)); w.Code != 413 {
		t.Error(w.Code)
	}
	if w := do(s, "POST", "/kecil", "nama=%00"); w.Code != 422 {
		t.Error("NUL:", w.Code)
	}
}

func TestBrokenTemplateIsRefused(t *testing.T) {
	for _, text := range []string{"{{nope}}", "{{", `<a href="{{if .}}x">{{end}}`} {
		s, err := New(Config{Pages: map[string]fs.FS{"room": fstest.MapFS{"p.html": {Data: []byte(text)}}}})
		if err != nil {
			t.Fatal(err)
		}
		if s.CheckPages() == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

func FuzzLocalPath(f *testing.F) {
	for _, s := range []string{"/", "/kasus/JK-2021-00412?x=1", "//evil", "https://evil", "/\\evil", "javascript:x", "/a\nb", "/%2f%2fevil"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := LocalPath(s)
		if !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.HasPrefix(got, "/\\") || strings.ContainsAny(got, "\r\n") {
			t.Errorf("%q leads to %q", s, got)
		}
	})
}

// TestOtherFormOfThePage: revealing a number must not empty the form beside it.
func TestOtherFormOfThePage(t *testing.T) {
	var f Form
	s := testServer(t, nil, Route{Method: "POST", Pattern: "/x", Action: "page.x", Handle: func(r *Request) (Response, error) {
		f = Form{Action: "/x", Fields: []any{&Check{Label: Ask("setuju", "Setuju"), On: true}, &Input{Label: Ask("nama", "Nama"), Value: "Katinem"}}}.Fill(r, fault.At("nama", "fault.form"))
		return Page("", View{Title: "X", Body: []any{f}}, nil), nil
	}})
	do(s, "POST", "/x", "isian=ungkap&alasan=kk")
	if !f.Fields[0].(*Check).On || f.Fields[1].(*Input).Value != "Katinem" {
		t.Error("the form beside was emptied")
	}
	do(s, "POST", "/x", "isian=/x&nama=Sarmin")
	if f.Fields[0].(*Check).On || f.Fields[1].(*Input).Value != "Sarmin" || f.Fields[1].(*Input).Error == "" {
		t.Error("what was sent did not come back")
	}
}

func TestRenderPlainValues(t *testing.T) {
	type name string
	s := testServer(t, nil)
	for _, c := range []struct {
		in   any
		want string
	}{{name("<Mbok> Yem"), "&lt;Mbok&gt; Yem"}, {1486, "1.486"}, {int64(7), "7"}, {Count(2028), "2.028"}, {nil, ""}, {(*Tag)(nil), ""},
		{"web.undo", "Batalkan"}, {[]any{"a", " ", "<"}, "a &lt;"}, {time.March, "March"}} {
		got, err := s.views.component("id", c.in)
		if err != nil || string(got) != c.want {
			t.Errorf("%v: %q %v", c.in, got, err)
		}
	}
	if _, err := s.views.component("id", struct{}{}); err == nil {
		t.Error("a value that is no component was drawn")
	}
}

// TestOurFaultKeepsTheForm: the page of our own fault sends the same content
// again under the same operation id, but never holds a password.
func TestOurFaultKeepsTheForm(t *testing.T) {
	s := testServer(t, nil, Route{Method: "POST", Pattern: "/lapor", Action: "page.x", Handle: func(*Request) (Response, error) { return nil, io.ErrUnexpectedEOF }})
	w := do(s, "POST", "/lapor", "nama=Mbok+Yem&op=0197-op")
	for _, want := range []string{`value="Mbok Yem"`, `name="op" value="0197-op"`, `action="/lapor"`} {
		if w.Code != 500 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%d: no %s", w.Code, want)
		}
	}
	if w := do(s, "POST", "/lapor", "sandi=rahasia"); strings.Contains(w.Body.String(), "rahasia") {
		t.Error("a password stands in the page")
	}
}

// TestFormOfSomebodyUnknown: where nobody can be asked who it is, as while the
// database is away, and where nobody needs to be, the form comes back as well.
func TestFormOfSomebodyUnknown(t *testing.T) {
	away := fault.New(fault.Unavailable, "fault.unavailable")
	fails := func(*Request) (Response, error) { return nil, away }
	s := testServer(t, nil, Route{Method: "POST", Pattern: "/lapor", Action: "page.x", Handle: fails},
		Route{Method: "POST", Pattern: "/lapor-warga", Action: Public, Handle: fails})
	for path, asked := range map[string]error{"/lapor": away, "/lapor-warga": nil} {
		s.cfg.Identify = func(*http.Request) (Viewer, error) { return Viewer{}, asked }
		w := do(s, "POST", path, "nama=Mbok+Yem&op=0197-op")
		for _, want := range []string{`value="Mbok Yem"`, `name="op" value="0197-op"`, `action="` + path + `"`} {
			if w.Code != 503 || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s %d: no %s", path, w.Code, want)
			}
		}
		if w := do(s, "POST", path, "nama=a&password=rahasia"); strings.Contains(w.Body.String(), "rahasia") {
			t.Error(path, "a password stands in the page")
		}
	}
}

// The search stands only where it may be used, and a page whose own address
// lies elsewhere is marked under the place that its crumbs name.
func TestOnlyWhatLeadsSomewhere(t *testing.T) {
	nav := func(context.Context, Viewer) []NavItem {
		return []NavItem{{Route: "/", Label: "Beranda", Tab: true}, {Route: "/penyerahan", Label: "Penyerahan"}, {Route: "/admin", Label: "Data kantor", Quiet: true}}
	}
	page := Route{Method: "GET", Pattern: "/amplop/{no}", Action: "page.x", Handle: func(*Request) (Response, error) {
		return Page("", View{Title: "Amplop", Crumbs: []Crumb{{"Beranda", "/"}, {"Penyerahan", "/penyerahan?bagian=jalan"}, {"AMP-1", ""}}}, nil), nil
	}}
	none := func(*Request) (Response, error) { return Redirect("/"), nil }
	for action, offered := range map[string]bool{"page.search": true, "page.secret": false, "": false} {
		s := testServer(t, nil, page)
		s.cfg.Nav = nav
		if action != "" {
			s.Handle(Route{Method: "POST", Pattern: "/cari", Action: action, Handle: none})
		}
		body := do(s, "GET", "/amplop/AMP-1", "").Body.String()
		if got := strings.Contains(body, `action="/cari"`); got != offered {
			t.Errorf("search of %q: offered %v", action, got)
		}
		// Once in the row, once as a tab: a role with few places has all of them there.
		if n := strings.Count(body, `<a href="/penyerahan" aria-current="page">`); n != 2 {
			t.Errorf("the place is marked %d times\n%s", n, body)
		}
		if strings.Count(body, `href="/admin"`) != 0 {
			t.Error("a quiet place stands in the row")
		}
	}
}
