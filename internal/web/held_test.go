package web

import (
	"bytes"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
)

// keeper keeps forms as the home room does: for one person, whose session it was.
type keeper struct {
	person string
	forms  map[string]HeldForm
	sent   []string
}

func (k *keeper) config(c *Config) {
	k.forms = map[string]HeldForm{}
	c.Hold = func(r *Request, f HeldForm) (string, error) {
		if f.Values.Get("nama") == "rusak" {
			return "", fault.New(fault.Unavailable, "fault.unavailable")
		}
		k.forms["d1"] = f
		return "d1", nil
	}
	c.Held = func(r *Request, id string) (HeldForm, error) {
		f, ok := k.forms[id]
		if !ok || r.Viewer.ID != k.person {
			return f, fault.New(fault.NotFound, "fault.web.not_found")
		}
		f.Until = time.Date(2021, 6, 28, 0, 0, 0, 0, time.UTC)
		return f, nil
	}
	c.Draft = func(r *Request, id string) (url.Values, error) { f, err := c.Held(r, id); return f.Values, err }
	c.DraftSent = func(_ *Request, id string) error { k.sent = append(k.sent, id); delete(k.forms, id); return nil }
}

// TestHeldForm: the session ends, the form is sent, and after signing in its
// person gets the content back; whoever else signs in does not.
func TestHeldForm(t *testing.T) {
	k := &keeper{person: "u1"}
	s := testServer(t, nil, Route{Method: "POST", Pattern: "/lapor", Action: "page.x", Handle: func(*Request) (Response, error) { return Redirect("/"), nil }})
	k.config(&s.cfg)
	w := do(s, "POST", "/lapor", "nama=Mbok+Yem&op=x", "Anon", "1")
	if to := w.Header().Get("Location"); w.Code != 303 || to != "/masuk?ke=%2Fisian%2Fd1" {
		t.Fatal(w.Code, to)
	}
	for range 2 { // a page that is loaded again is still there, and is the same act
		w = do(s, "GET", "/isian/d1", "")
		for _, want := range []string{`value="Mbok Yem"`, `action="/lapor"`, `name="op" value="x"`, `name="draf" value="d1"`, "28 Juni 2021", `action="/draf/d1/hapus"`} {
			if w.Code != 200 || !strings.Contains(w.Body.String(), want) || strings.Contains(w.Body.String(), "betulkan dahulu") {
				t.Error(want, w.Code, w.Body)
			}
		}
	}
	k.person = "somebody else"
	if w := do(s, "GET", "/isian/d1", ""); w.Code != 200 || strings.Contains(w.Body.String(), "Yem") || !strings.Contains(w.Body.String(), "akun yang sama") {
		t.Error("another person gets the form:", w.Code, w.Body)
	}
	if w := do(s, "GET", "/isian/d1", "", "Anon", "1"); w.Code != 303 || strings.Contains(w.Body.String(), "Yem") {
		t.Error("nobody gets the form:", w.Code)
	}
	// Where it cannot be kept, or holds a password, signing in goes on.
	for _, body := range []string{"nama=rusak", "nama=Yem&sandi.lama=rahasia"} {
		delete(k.forms, "d1")
		if w := do(s, "POST", "/lapor", body, "Anon", "1"); w.Code != 303 || w.Header().Get("Location") != "/masuk?lepas=1" || len(k.forms) != 0 {
			t.Error(body, w.Code, w.Header().Get("Location"), k.forms)
		}
	}
}

// A kept form can be looked at and corrected on its own page, and once it led on
// it is not offered to be sent a second time.
func TestHeldFormIsLookedAtFirst(t *testing.T) {
	form := func(r *Request) (Response, error) {
		return Page("", View{Title: "Lapor", Body: []any{Form{Action: "/lapor", Fields: []any{&Input{Label: Ask("nama", "Nama")}}}.Fill(r, nil),
			Form{Action: "/lain", Fields: []any{&Input{Label: Ask("kota", "Kota")}}}.Fill(r, nil)}}, nil), nil
	}
	k := &keeper{person: "u1"}
	s := testServer(t, nil, Route{Method: "GET", Pattern: "/lapor", Action: "page.x", Handle: form},
		Route{Method: "POST", Pattern: "/lapor", Action: "page.x", Handle: func(r *Request) (Response, error) { return Redirect("/"), r.Parse() }})
	k.config(&s.cfg)
	do(s, "POST", "/lapor?desa=1", "nama=Mbok+Yem&op=x&isian=/lapor", "Anon", "1")
	look := "/lapor?desa=1&draf=d1"
	if w := do(s, "GET", "/isian/d1", ""); !strings.Contains(w.Body.String(), `href="`+strings.ReplaceAll(look, "&", "&amp;")+`"`) {
		t.Fatal("the form cannot be looked at:", w.Body)
	}
	w := do(s, "GET", look, "")
	if body := w.Body.String(); !strings.Contains(body, `value="Mbok Yem"`) || strings.Contains(body, `name="op" value="x"`) || strings.Count(body, `name="draf" value="d1"`) != 1 {
		t.Error(body)
	}
	do(s, "POST", "/lapor", "nama=Mbok+Yem&op=y&isian=/lapor&draf=d1")
	if w := do(s, "GET", "/isian/d1", ""); len(k.sent) != 1 || strings.Contains(w.Body.String(), "Mbok Yem") || !strings.Contains(w.Body.String(), "sudah terkirim") {
		t.Error("the same form can be sent again as another act:", k.sent, w.Body)
	}
}

// What a page asks by itself leads nobody away from what they are writing.
func TestNothingIsLostByWhatAPageAsks(t *testing.T) {
	s := testServer(t, nil, Route{Method: "GET", Pattern: "/desa", Action: "page.x", Handle: func(*Request) (Response, error) { return Redirect("/"), nil }})
	w := do(s, "GET", "/desa?q=Pri", "", "Anon", "1", "HX-Request", "true")
	if w.Code != 204 || w.Header().Get("HX-Redirect") != "" || w.Header().Get("Location") != "" {
		t.Error(w.Code, w.Header())
	}
	if w := do(s, "GET", "/desa?q=Pri", "", "Anon", "1"); w.Code != 303 || w.Header().Get("Location") != "/masuk?ke=%2Fdesa%3Fq%3DPri" {
		t.Error(w.Code, w.Header())
	}
}

// Where nobody knows whose the form was, the sign-in page says that it is not kept.
func TestWhatIsNotKeptIsSaid(t *testing.T) {
	s := testServer(t, nil, Route{Method: "GET", Pattern: "/lapor", Action: "page.x", Handle: func(*Request) (Response, error) { return Redirect("/"), nil }},
		Route{Method: "POST", Pattern: "/lapor", Action: "page.x", Handle: func(*Request) (Response, error) { return Redirect("/"), nil }})
	s.cfg.Hold = func(*Request, HeldForm) (string, error) { return "", nil }
	if to := do(s, "POST", "/lapor", "nama=Mbok+Yem&op=x", "Anon", "1").Header().Get("Location"); to != "/masuk?ke=%2Flapor&lepas=1" {
		t.Error(to)
	}
}

// A form with a photo keeps everything else, and says that the photo is gone.
func TestHeldFormWithAPhoto(t *testing.T) {
	k := &keeper{person: "u1"}
	s := testServer(t, nil, Route{Method: "POST", Pattern: "/surat", Action: "page.home", Handle: func(r *Request) (Response, error) { return Redirect("/"), nil }})
	k.config(&s.cfg)
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	_ = m.WriteField("pengirim", "Desa Pringapus")
	part, _ := m.CreateFormFile("pindaian", "surat.jpg")
	_, _ = part.Write([]byte("foto"))
	_ = m.Close()
	w := do(s, "POST", "/surat", body.String(), "Anon", "1", "Content-Type", m.FormDataContentType())
	if to := w.Header().Get("Location"); to != "/masuk?ke=%2Fisian%2Fd1" {
		t.Fatalf("the form is not kept: %q", to)
	}
	page := do(s, "GET", "/isian/d1", "")
	for _, want := range []string{`action="/surat"`, `name="pengirim" value="Desa Pringapus"`, "pilih lagi fotonya"} {
		if !strings.Contains(page.Body.String(), want) {
			t.Errorf("the kept form lacks %s:\n%s", want, page.Body)
		}
	}
}
