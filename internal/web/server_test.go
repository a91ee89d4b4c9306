package web

import (
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
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
