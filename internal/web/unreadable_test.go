package web

import (
	"bytes"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// letterForm is a page with one form on it, which is sent to the path under it.
func letterForm(t *testing.T, taken *int) *Server {
	return testServer(t, nil,
		Route{Method: "GET", Pattern: "/surat/{no}", Action: "page.x", Handle: func(r *Request) (Response, error) {
			f := Form{Action: "/surat/" + r.PathValue("no"), Files: true, Fields: []any{
				&Input{Label: Ask("pengirim", "Pengirim")}, &TextArea{Label: Ask("isi", "Isi")}, &Radios{Label: Ask("jalan", "Jalan"), Options: []Option{{Value: "pos", Label: "Pos"}, {Value: "kurir", Label: "Kurir"}}},
				&AreaPicker{Label: Ask("desa", "Desa")}, &DateParts{Label: Ask("tanggal", "Tanggal")}, &More{Title: "Lain", Fields: []any{&Input{Label: Ask("telepon", "Telepon")}}},
				&Input{Label: Ask("sandi", "Sandi"), Type: "password"},
			}}.Fill(r, nil)
			note := Form{Action: "/surat/" + r.PathValue("no") + "/catatan", Fields: []any{&Input{Label: Ask("catatan", "Catatan")}}}.Fill(r, nil)
			return Page("", View{Title: "Surat " + r.PathValue("no"), Body: []any{f, note}}, nil), nil
		}},
		Route{Method: "POST", Pattern: "/surat/{no}", Action: "page.x", Handle: func(r *Request) (Response, error) { *taken++; return Redirect("/"), r.Parse() }},
		Route{Method: "POST", Pattern: "/surat/{no}/catatan", Action: "page.x", Handle: func(r *Request) (Response, error) { *taken++; return Redirect("/"), r.Parse() }},
		Route{Method: "POST", Pattern: "/cari-cepat", Action: "page.x", Handle: func(r *Request) (Response, error) { *taken++; return Redirect("/"), r.Parse() }})
}

// What no database holds is refused beside the field, on the page of the form,
// with all that was typed; the handler never sees it.
func TestWhatNoDatabaseHoldsIsRefusedAtItsField(t *testing.T) {
	taken := 0
	s := letterForm(t, &taken)
	values := url.Values{"op": {"0197-op"}, "isian": {"/surat/7"}, "pengirim": {"Desa\x00 Siki"}, "isi": {"Warga kami \xff\xfe sakit"}, "jalan": {"kurir"},
		"desa.text": {"Si\x00ki"}, "tanggal.m": {"\x006"}, "telepon": {"0800\x0012"}, "sandi": {"rahasia\x00"}}
	w := do(s, "POST", "/surat/7?asal=desa", values.Encode())
	body := w.Body.String()
	for _, want := range []string{"<h1>Surat 7</h1>", `value="Desa Siki"`, "Warga kami  sakit", `value="kurir" checked`, `value="Siki"`, `value="6"`, `value="080012"`, "Kesalahan",
		`href="#pengirim"`, `href="#isi"`, `href="#desa"`, `href="#tanggal.m"`, `href="#telepon"`, `id="sandi-err"`, "<details class=\"card\" open>"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	if w.Code != 422 || taken != 0 || strings.Contains(body, "rahasia") || strings.Contains(body, "\x00") || strings.Contains(body, "0197-op") {
		t.Errorf("%d, taken %d\n%s", w.Code, taken, body)
	}
	values = url.Values{"isian": {"/surat/7/catatan"}, "catatan": {"Datang\x00 lagi"}}
	if body := do(s, "POST", "/surat/7/catatan", values.Encode()).Body.String(); !strings.Contains(body, `value="Datang lagi"`) || !strings.Contains(body, `id="catatan-err"`) ||
		strings.Contains(body, `id="pengirim-err"`) {
		t.Errorf("the form that stands on the page above it:\n%s", body)
	}
	for name, list := range values {
		values[name] = []string{readable(list[0])}
	}
	if w := do(s, "POST", "/surat/7/catatan", values.Encode()); w.Code != 303 || taken != 1 {
		t.Error("sent again:", w.Code)
	}
}

func TestWhatNoDatabaseHoldsInAFormWithFiles(t *testing.T) {
	taken := 0
	s := letterForm(t, &taken)
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	_ = m.WriteField("isian", "/surat/7")
	_ = m.WriteField("pengirim", "Desa\x00 Siki")
	file, _ := m.CreateFormFile("foto", "surat.jpg")
	_, _ = file.Write([]byte("x\x00"))
	_ = m.Close()
	w := do(s, "POST", "/surat/7", body.String(), "Content-Type", m.FormDataContentType())
	for _, want := range []string{`value="Desa Siki"`, `href="#pengirim"`, "pilih lagi fotonya"} {
		if w.Code != 422 || taken != 0 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%d, no %s:\n%s", w.Code, want, w.Body)
		}
	}
}

// Where no page shows the field, one of its own does, and sends the rest along.
func TestWhatNoPageShowsIsShownByItself(t *testing.T) {
	taken := 0
	s := letterForm(t, &taken)
	w := do(s, "POST", "/cari-cepat?halaman=2", "q=Wa%00gi&tahap=kunjungan&op=0197-op&sandi=rahasia")
	for _, want := range []string{`<form class="frm" method="post" novalidate>`, `name="q"`, ">Wagi</textarea>", `href="#q"`, `name="tahap" value="kunjungan"`} {
		if w.Code != 422 || taken != 0 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%d, no %s:\n%s", w.Code, want, w.Body)
		}
	}
	if strings.Contains(w.Body.String(), "rahasia") || strings.Contains(w.Body.String(), "0197-op") {
		t.Error("a password or an old act stands in the page")
	}
	// A field that is no field of the page that takes the form.
	w = do(s, "POST", "/surat/7", "isian=/surat/7&pengirim=Desa&gelap=%00x")
	if !strings.Contains(w.Body.String(), `name="gelap"`) || !strings.Contains(w.Body.String(), `name="pengirim" value="Desa"`) {
		t.Errorf("something is lost:\n%s", w.Body)
	}
	// An address holds nothing that could be kept: it is read without the signs.
	for path, code := range map[string]int{"/surat/7?cari=%00%ff": 200, "/surat/%00": 404, "/surat/%ff": 404} {
		if w := do(s, "GET", path, ""); w.Code != code || strings.Contains(w.Body.String(), "\x00") {
			t.Error(path, w.Code)
		}
	}
}

func TestReadable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		got := readable(s)
		if !utf8.ValidString(got) || strings.Contains(got, "\x00") || readable(got) != got || len(got) > len(s) {
			t.Fatalf("%q became %q", s, got)
		}
		if clean := rapid.StringMatching(`[^\x00]*`).Draw(t, "clean"); utf8.ValidString(clean) && readable(clean) != clean {
			t.Fatalf("%q was changed", clean)
		}
	})
}

// A form that comes back stands for what it showed when it was opened: what
// somebody else said meanwhile is not taken for seen.
func TestAFormStandsForWhatItFirstShowed(t *testing.T) {
	now := "a1"
	draw := func(r *Request) (Response, error) {
		f := Form{Action: "/data", Fields: []any{Stack{Card{Body: []any{&Input{Label: Ask("nama", "Nama"), Value: "Katinem"}}}}, &FirstShown{"dilihat", now}}}.Fill(r, nil)
		return Page("", View{Title: "Data", Body: []any{f}}, nil), nil
	}
	s := testServer(t, nil, Route{Method: "GET", Pattern: "/data", Action: "page.x", Handle: draw}, Route{Method: "POST", Pattern: "/data", Action: "page.x", Handle: draw})
	if body := do(s, "GET", "/data", "").Body.String(); !strings.Contains(body, `name="dilihat" value="a1"`) {
		t.Error(body)
	}
	now = "b2"
	for _, sent := range []string{"isian=/data&nama=Sarmin&dilihat=a1", "isian=/data&nama=Sar%00min&dilihat=a1", "isian=/data&nama=Sarmin&dilihat="} {
		body := do(s, "POST", "/data", sent).Body.String()
		if strings.Contains(body, `value="b2"`) || !strings.Contains(body, `value="Sarmin"`) {
			t.Errorf("%s:\n%s", sent, body)
		}
	}
	if body := do(s, "POST", "/data", "isian=ungkap&dilihat=a1").Body.String(); !strings.Contains(body, `value="b2"`) {
		t.Error("another form of the page is taken for this one")
	}
}
