package browser

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// office is a small program with the manners of the real one, for the harness
// to be tried on.
func office(t *testing.T) string {
	mux := http.NewServeMux()
	page := func(pattern, body string) {
		mux.HandleFunc("GET "+pattern, func(w http.ResponseWriter, _ *http.Request) { show(w, 200, body) })
	}
	page("/masuk", `<form method="post" action="/masuk"><label>Nama pengguna <input name="login" autocomplete="username"></label>
		<label>Kata sandi <input name="password" type="password" autocomplete="current-password"></label><button>Masuk</button></form>`)
	mux.HandleFunc("POST /masuk", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("login") != "koordinator" || r.FormValue("password") != "pagi-sawah" {
			show(w, 422, `<p>Nama atau kata sandi tidak cocok</p>`)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "1", HttpOnly: true, Path: "/"})
		http.Redirect(w, r, "/lapor", http.StatusSeeOther)
	})
	page("/lapor", `<form method="post" action="/lapor" enctype="multipart/form-data">
		<p><label for="nama">Nama lengkap</label> <input id="nama" name="nama"></p>
		<fieldset><legend>Tanggal lahir</legend><label>Hari <input name="hari"></label><label>Tahun <input name="tahun"></label></fieldset>
		<fieldset><legend>Jenis kelamin</legend><label><input type="radio" name="jk" value="P"> Perempuan</label>
		<label><input type="radio" name="jk" value="L"> Laki-laki</label></fieldset>
		<p><label for="desa">Desa</label> <select id="desa" name="desa"><option value="">Pilih</option><option value="2">Pakel, Watulimo</option></select></p>
		<p><label for="ket">Keterangan</label> <textarea id="ket" name="ket"></textarea></p>
		<p><label for="foto">Foto</label> <input id="foto" name="foto" type="file"></p>
		<input type="hidden" name="op" value="rahasia"><button>Simpan laporan</button></form>
		<ul><li>JK-1 <a href="/satu">Buka</a></li><li>JK-2 <a href="/dua">Buka</a></li></ul>`)
	mux.HandleFunc("POST /lapor", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("nama") == "" {
			show(w, 422, `<p>Isi nama atau panggilan</p>`)
			return
		}
		text := ""
		if f, _, err := r.FormFile("foto"); err == nil {
			read, _ := io.ReadAll(f)
			text = string(read)
		}
		show(w, 200, fmt.Sprintf("<p>%s %s %s %s %s %s: %s</p>", r.FormValue("nama"), r.FormValue("hari"),
			r.FormValue("tahun"), r.FormValue("jk"), r.FormValue("desa"), r.FormValue("ket"), text))
	})
	page("/satu", "<p>Kasus satu</p>")
	page("/dua", `<p>Kasus dua</p><p><a href="/surat.pdf">Cetak surat</a></p>
		<form method="post" action="/tabel"><input type="hidden" name="op" value="7"><button name="jenis" value="xlsx">Unduh tabel</button></form>`)
	mux.HandleFunc("GET /surat.pdf", func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("session"); err != nil {
			show(w, 401, "<p>Masuk dahulu</p>")
			return
		}
		w.Header().Set("Content-Type", "application/pdf")
		w.Header().Set("Content-Disposition", `attachment; filename="surat.pdf"`)
		fmt.Fprint(w, "%PDF-1.7")
	})
	mux.HandleFunc("POST /tabel", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/vnd.ms-excel")
		fmt.Fprint(w, r.FormValue("op")+r.FormValue("jenis"))
	})
	page("/konsol", `<p>Salah</p><script src="/salah.js"></script>`)
	mux.HandleFunc("GET /salah.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `console.error("rusak")`)
	})
	page("/lempar", `<p>Salah</p><script src="/lempar.js"></script>`)
	mux.HandleFunc("GET /lempar.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `throw new Error("terlempar")`)
	})
	page("/gaya", `<p style="color:red">Gaya sendiri</p>`)
	page("/hilang", `<p>Tanpa gambar</p><img src="/tidak-ada.png" alt="">`)
	page("/lebar", `<pre>`+strings.Repeat("lebar", 400)+`</pre>`)
	page("/tanpa-label", `<form><input name="x"></form>`)
	// A page that is plain text names no icon, so the browser asks here.
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func show(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; form-action 'self'")
	w.WriteHeader(status)
	fmt.Fprintf(w, `<!doctype html><html lang="id"><head><title>Kantor</title><meta name="viewport" content="width=device-width">
		<link rel="icon" href="data:,"></head><body><main><h1>Kantor</h1>%s</main></body></html>`, body)
}

// trial is a test that may fail without failing the one around it.
type trial struct {
	testing.TB
	mu   sync.Mutex
	said []string
}

func (t *trial) Helper() {}

func (t *trial) Errorf(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.said = append(t.said, fmt.Sprintf(format, args...))
}

func (t *trial) Fatalf(format string, args ...any) {
	t.Errorf(format, args...)
	runtime.Goexit()
}

func (t *trial) Fatal(args ...any) { t.Fatalf("%s", fmt.Sprint(args...)) }

// complaints runs an act as somebody whose test may fail, and returns why it
// did.
func complaints(p *Person, act func()) string {
	inner := &trial{TB: p.tb}
	outer := p.tb
	p.tb = inner
	done := make(chan struct{})
	go func() {
		defer close(done)
		act()
	}()
	<-done
	p.tb = outer
	return strings.Join(inner.said, "\n")
}
