package permission

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// visitor is somebody with a browser.
type visitor struct {
	d     *district
	actor authority.Actor
	token string // "" has no account
	typed string // what a page may say back, because this person wrote it
}

func (v visitor) name() string { return string(v.actor.Role) }

// answer is what came back.
type answer struct {
	code int
	to   string // where a redirect leads
	kind string
	text string // in small letters
	page string // as it was sent
}

func (v visitor) send(req *http.Request) answer {
	v.d.Helper()
	req.Header.Set("Accept", "text/html")
	if v.token != "" {
		req.AddCookie(&http.Cookie{Name: "jempol", Value: v.token})
	}
	w := httptest.NewRecorder()
	v.d.handler.ServeHTTP(w, req)
	resp := w.Result()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.Header.Get("Content-Encoding") == "gzip" {
		var z *gzip.Reader
		if z, err = gzip.NewReader(bytes.NewReader(body)); err == nil {
			body, err = io.ReadAll(z)
		}
	}
	if err != nil {
		v.d.Fatal(err)
	}
	a := answer{code: resp.StatusCode, to: resp.Header.Get("Location"), kind: resp.Header.Get("Content-Type")}
	a.page = string(body)
	a.text = strings.ToLower(a.page)
	if bytes.HasPrefix(body, []byte("PK\x03\x04")) {
		a.text = strings.ToLower(v.unzip(body))
	}
	if bytes.HasPrefix(body, []byte("%PDF-")) {
		a.text += " " + strings.ToLower(inflate(body))
	}
	if v.typed != "" {
		a.text = strings.ReplaceAll(a.text, `value="`+strings.ToLower(v.typed)+`"`, "")
	}
	return a
}

// unzip reads what lies in a spreadsheet.
func (v visitor) unzip(body []byte) string {
	v.d.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		v.d.Fatal(err)
	}
	var b strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			v.d.Fatal(err)
		}
		if _, err := io.Copy(&b, r); err != nil {
			v.d.Fatal(err)
		}
		_ = r.Close() // only read
	}
	return b.String()
}

// streams are the parts of a PDF that are pressed together.
var streams = regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`)

// inflate reads the text that a PDF of this program prints: two bytes a letter.
func inflate(body []byte) string {
	var out []byte
	for _, m := range streams.FindAllSubmatch(body, -1) {
		z, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			continue // a picture
		}
		text, _ := io.ReadAll(z) // a font may end early; what could be read is held
		out = append(out, bytes.ReplaceAll(text, []byte{0}, nil)...)
	}
	return string(out)
}

func (v visitor) get(path string) answer {
	v.d.Helper()
	return v.send(httptest.NewRequest(http.MethodGet, path, nil))
}

func (v visitor) post(path string, pairs ...string) answer {
	v.d.Helper()
	form := url.Values{"op": {ledger.NewOpID()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.send(req)
}

// whyField is the question what somebody wants to see a person for.
var whyField = regexp.MustCompile(`type="radio"[^>]*name="untuk"[^>]*value="([^"]+)"`)

// words finds the planted words of an answer.
var words = regexp.MustCompile(`\b(q(?:na|mo|fa|ad|pl|di|co|pr|sa|no|sn|ti|le))([a-t]{3})x|\b(0800)(9\d{6})\b`)

// wholeNIK is a number of the district, written with or without gaps.
var wholeNIK = regexp.MustCompile(`\b3503[ .]?\d{4}[ .]?\d{4}[ .]?9\d{3}\b`)
