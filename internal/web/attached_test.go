package web

import (
	"bytes"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// form makes a multipart request of fields and files, by turns name and content.
func form(t *testing.T, fields []string, files ...string) *Request {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	for i := 0; i < len(files); i += 2 {
		part, err := w.CreateFormFile(files[i], "berkas.csv")
		if err == nil {
			_, err = io.WriteString(part, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	hr := httptest.NewRequest("POST", "/?di=alamat", &b)
	hr.Header.Set("Content-Type", w.FormDataContentType())
	return &Request{Request: hr}
}

// What a form brings is read back as it was, from anywhere and more than once,
// whether it fits into memory or waits on disk; on disk nobody can read it, and
// nothing is left of it when the request is answered.
func TestFilesOfAForm(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir)
	line := "3503044305431234;SUMIRAH;1943-05-03\n"
	big, small := strings.Repeat(line, 6<<20/len(line)), line
	r := form(t, []string{"desa", "35.03.04.2002", "desa", "lagi"}, "foto", small, "berkas", big, "berkas", small)
	if err := r.Parse(); err != nil {
		t.Fatal(err)
	}
	if got := r.Texts("desa"); len(got) != 2 || r.Text("di") != "alamat" || r.PostForm.Get("di") != "" || !r.BringsFiles() || r.Attached("lain") != nil {
		t.Errorf("fields %v %v", got, r.Form)
	}
	// It has no name where the system allows that; its content is seen through
	// the open file all the same.
	kept := r.Attached("berkas").kept
	if kept == nil || r.Attached("foto").kept != nil {
		t.Fatal("the wrong files wait on disk")
	}
	raw := make([]byte, len(big))
	if _, err := kept.f.ReadAt(raw, 0); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte("SUMIRAH")) || bytes.Contains(raw, []byte("3503044305431234")) {
		t.Error("who is in the file can be read on disk")
	}
	for i, want := range []string{big, small} {
		u := r.AllAttached("berkas")[i]
		for range 2 {
			f, err := u.Open()
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(f); err != nil || string(got) != want || u.Size != int64(len(want)) {
				t.Fatalf("file %d: %d bytes of %d, %v", i, len(got), len(want), err)
			}
			for range 50 {
				at := rand.IntN(len(want))
				part := make([]byte, min(len(want)-at, 1+rand.IntN(100)))
				if _, err := f.ReadAt(part, int64(at)); err != nil || string(part) != want[at:at+len(part)] {
					t.Fatalf("from %d: %q, %v", at, part, err)
				}
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	r.forget()
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 0 {
		t.Errorf("left on disk: %v", left)
	}
	if _, err := kept.f.Stat(); err == nil {
		t.Error("the file is still open")
	}
	_ = os.RemoveAll(dir)
}

// A form that breaks off, has a part too many or texts without end is refused.
func TestFormsThatAreNotTaken(t *testing.T) {
	cut := form(t, []string{"nama", "Sumirah"}, "berkas", "x")
	body, _ := io.ReadAll(cut.Body)
	cut.Body = io.NopCloser(bytes.NewReader(body[:len(body)-30]))
	many := make([]string, 0, 2*mostParts+2)
	for range mostParts + 1 {
		many = append(many, "n", "1")
	}
	for name, r := range map[string]*Request{"cut": cut, "many": form(t, many), "long": form(t, []string{"nama", strings.Repeat("a", textBytes+1)})} {
		if r.Parse() == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// A file that is too large takes nothing with it: its form is shown again with
// all that was typed above and below it, and says beside the file what is wrong.
// Where the sending was broken off, it says that what came after is missing.
func TestAFileThatIsTooLargeTakesNothingWithIt(t *testing.T) {
	taken := 0
	page := func(r *Request) (Response, error) {
		f := Form{Action: "/lapor", Files: true, Fields: []any{&Input{Label: Ask("nama", "Nama")},
			&More{Title: "Lain", Fields: []any{&Upload{Label: Ask("foto", "Foto"), Accept: "image/*"}}}, &Input{Label: Ask("dasar", "Dasar")}}}.Fill(r, nil)
		return Page("", View{Title: "Lapor", Body: []any{f}}, nil), nil
	}
	take := func(r *Request) (Response, error) { taken++; return Redirect("/"), r.Parse() }
	s := testServer(t, nil, Route{Method: "GET", Pattern: "/lapor", Action: "page.x", Handle: page},
		Route{Method: "POST", Pattern: "/lapor", Action: "page.x", Handle: take, MaxBody: 2 << 20},
		Route{Method: "POST", Pattern: "/lain", Action: "page.x", Handle: take, MaxBody: 2 << 20})
	send := func(path string, size int64, field string) *httptest.ResponseRecorder {
		var head, tail bytes.Buffer
		w := multipart.NewWriter(&head)
		for _, pair := range [][2]string{{"op", "0197-op"}, {"isian", "/lapor"}, {"nama", "Sumirah"}} {
			_ = w.WriteField(pair[0], pair[1])
		}
		_, _ = w.CreateFormFile(field, "foto.jpg")
		end := multipart.NewWriter(&tail)
		_ = end.SetBoundary(w.Boundary())
		_ = end.WriteField("dasar", "layanan")
		_ = end.Close()
		hr := httptest.NewRequest("POST", path, io.MultiReader(&head, io.LimitReader(endless{}, size), strings.NewReader("\r\n"), &tail))
		hr.Header.Set("Content-Type", w.FormDataContentType())
		out := httptest.NewRecorder()
		s.Handler().ServeHTTP(out, hr)
		return out
	}
	if w := send("/lapor", 1<<20, "foto"); w.Code != 303 || taken != 1 {
		t.Fatalf("a file that fits: %d", w.Code)
	}
	for size, below := range map[int64]bool{50 << 20: true, readOn + 3<<20: false} {
		w := send("/lapor", size, "foto")
		body := w.Body.String()
		if w.Code != 422 || taken != 1 || !strings.Contains(body, `value="Sumirah"`) || !strings.Contains(body, `id="foto-err"`) || strings.Contains(body, "0197-op") ||
			!strings.Contains(body, `<details class="card" open>`) || strings.Contains(body, `value="layanan"`) != below || strings.Contains(body, "tidak terbaca") == below {
			t.Errorf("%d MB: %d\n%s", size>>20, w.Code, body)
		}
	}
	w := send("/lain", 50<<20, "berkas")
	if body := w.Body.String(); w.Code != 422 || !strings.Contains(body, `name="nama" value="Sumirah"`) || !strings.Contains(body, `name="dasar" value="layanan"`) ||
		!strings.Contains(body, `type="file" id="berkas"`) || !strings.Contains(body, "multipart/form-data") {
		t.Errorf("a form without a page: %d\n%s", w.Code, body)
	}
}

// endless is a file without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { clear(p); return len(p), nil }
