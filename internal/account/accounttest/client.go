// Package accounttest gives the tests of a room's pages somebody who reads and
// sends them over HTTP, signed in or not.
package accounttest

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// Password is that of everybody whom SignedIn makes.
const Password = "kebun jati pagi hari"

// Browser is one person with cookies and the page seen last.
type Browser struct {
	// Last is the text of the page seen last, Path its path.
	Last, Path string

	t   testing.TB
	url string
	c   *http.Client
}

// Open is somebody without an account at the address of a site.
func Open(t testing.TB, url string) *Browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Browser{t: t, url: url, c: &http.Client{Jar: jar}}
}

// WithToken is somebody with the token of a session.
func WithToken(t testing.TB, address, token string) *Browser {
	t.Helper()
	b := Open(t, address)
	at, err := url.Parse(address)
	b.must(err)
	b.c.Jar.SetCookies(at, []*http.Cookie{{Name: "jempol", Value: token, Path: "/"}})
	return b
}

// SignedIn makes an account of the role, with a place where the role needs one,
// and signs in with it.
func SignedIn(t testing.TB, a *account.Accounts, url string, role authority.Role) *Browser {
	t.Helper()
	in := account.Rights{Role: role}
	switch authority.Reaches(role, "page.home") {
	case authority.OwnArea:
		in.Areas = []string{"35.03.02"}
	case authority.OwnAgency:
		in.Agency = "dinsos"
	case authority.OwnInstitution, authority.OwnReports:
		in.Institution = "panti-1"
	}
	login := "a-" + string(role)
	if _, err := a.Create(t.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: a.System("test")},
		account.NewUser{Login: login, Name: "Bu Uji", Rights: in, Password: Password}); err != nil {
		t.Fatal(err)
	}
	b := Open(t, url)
	b.Get("/masuk")
	b.Post("/masuk", "login", login, "password", Password)
	return b
}

var opField = regexp.MustCompile(`name="op" value="([^"]+)"`)

// Get opens a path.
func (b *Browser) Get(path string) (int, string) {
	b.t.Helper()
	return b.Send(http.MethodGet, path, nil)
}

// Post sends a form of names and values.
func (b *Browser) Post(path string, pairs ...string) (int, string) {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.Send(http.MethodPost, path, form)
}

// Send asks for a path. A form without the number of an act gets that of the
// page seen last, as in a browser.
func (b *Browser) Send(method, path string, form url.Values) (int, string) {
	b.t.Helper()
	if m := opField.FindStringSubmatch(b.Last); m != nil && form != nil && !form.Has("op") {
		form.Set("op", m[1])
	}
	return b.do(method, path, strings.NewReader(form.Encode()), "application/x-www-form-urlencoded")
}

// Upload sends a form with a file in a field, and the number of the act that the
// page seen last has.
func (b *Browser) Upload(path, field string, file []byte, pairs ...string) (int, string) {
	b.t.Helper()
	if m := opField.FindStringSubmatch(b.Last); m != nil {
		pairs = append(pairs, "op", m[1])
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		b.must(form.WriteField(pairs[i], pairs[i+1]))
	}
	part, err := form.CreateFormFile(field, "file.jpg")
	b.must(err)
	_, err = part.Write(file)
	b.must(err)
	b.must(form.Close())
	return b.do(http.MethodPost, path, &body, form.FormDataContentType())
}

func (b *Browser) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *Browser) do(method, path string, body io.Reader, kind string) (int, string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, body)
	b.must(err)
	req.Header.Set("Accept", "text/html")
	if method == http.MethodPost {
		req.Header.Set("Content-Type", kind)
	}
	resp, err := b.c.Do(req)
	b.must(err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	b.must(err)
	b.Last, b.Path = string(text), resp.Request.URL.Path
	return resp.StatusCode, b.Last
}

// Ids hold any digits, those of a year too: they are not looked at.
var ids = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// Expect checks the status and what the page must say; what begins with "!" it
// must not.
func (b *Browser) Expect(code int, parts ...string) func(int, string) {
	return func(got int, page string) {
		b.t.Helper()
		if got != code {
			b.t.Errorf("%s: status %d, want %d", b.Path, got, code)
		}
		for _, p := range parts {
			if no, ok := strings.CutPrefix(p, "!"); ok {
				if strings.Contains(ids.ReplaceAllString(page, ""), no) {
					b.t.Errorf("%s holds %q", b.Path, no)
				}
			} else if !strings.Contains(page, p) {
				b.t.Errorf("%s lacks %q", b.Path, p)
			}
		}
	}
}
