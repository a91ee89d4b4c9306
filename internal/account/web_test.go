package account

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// site is the room's pages behind the real server.
type site struct {
	*world
	srv *httptest.Server
	log bytes.Buffer
}

func (w *world) site() *site {
	w.Helper()
	s := &site{world: w}
	server, err := web.New(web.Config{Log: slog.New(slog.NewTextHandler(&s.log, nil)), Now: w.clock,
		Identify: w.a.Identify, Allow: w.a.Allow, WhoMay: w.a.WhoMay, SetLang: w.a.SetLang, Ready: w.a.Ready})
	if err != nil {
		w.Fatal(err)
	}
	server.Handle(w.a.Routes()...)
	server.Handle(web.Route{Method: "GET", Pattern: "/", Action: "page.home", Handle: func(r *web.Request) (web.Response, error) {
		return web.Page("", web.View{Title: "Beranda", Body: []any{web.Para{Text: "rumah " + ScopeOf(r).Role}}}, nil), nil
	}})
	s.srv = httptest.NewServer(server.Handler())
	w.Cleanup(s.srv.Close)
	return s
}

// browser keeps cookies and the last page.
type browser struct {
	*site
	c    *http.Client
	last string
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.Fatal(err)
	}
	return &browser{site: s, c: &http.Client{Jar: jar}}
}

func (b *browser) read(resp *http.Response, err error) (int, string) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.Fatal(err)
	}
	b.last = string(text)
	return resp.StatusCode, b.last
}

func (b *browser) get(path string) (int, string) {
	b.Helper()
	req, err := http.NewRequest(http.MethodGet, b.srv.URL+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	return b.read(b.c.Do(req))
}

var opField = regexp.MustCompile(`name="op" value="([^"]+)"`)

// post sends a form with the operation id of the page it was drawn on.
func (b *browser) post(path string, pairs ...string) (int, string) {
	b.Helper()
	form := url.Values{}
	if m := opField.FindStringSubmatch(b.last); m != nil {
		form.Set("op", m[1])
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	req, err := http.NewRequest(http.MethodPost, b.srv.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.read(b.c.Do(req))
}

func (b *browser) signIn(login string) {
	b.Helper()
	b.get("/masuk")
	if code, page := b.post("/masuk", "login", login, "password", goodPass); code != http.StatusOK || !strings.Contains(page, "rumah") {
		b.Fatalf("%s: %d %s", login, code, page)
	}
}

func (b *browser) expect(code int, parts ...string) func(int, string) {
	return func(got int, page string) {
		b.Helper()
		if got != code {
			b.Errorf("status %d, want %d", got, code)
		}
		for _, p := range parts {
			if no, ok := strings.CutPrefix(p, "!"); ok {
				if strings.Contains(page, no) {
					b.Errorf("the page holds %q", no)
				}
			} else if !strings.Contains(page, p) {
				b.Errorf("the page lacks %q", p)
			}
		}
	}
}

func TestPagesFromSetupToSignOut(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		token, err := w.a.Setup(w.Context())
		if err != nil {
			w.Fatal(err)
		}
		b := s.browser()
		b.expect(404)(b.get("/siapkan/salah"))
		b.expect(200, "Buat administrator")(b.get("/siapkan/" + token))
		b.expect(422, "Kedua isian tidak sama", `value="kepala.it"`, "!"+goodPass)(
			b.post("/siapkan/"+token, "name", "Bu IT", "login", "kepala.it", "password", goodPass, "again", "lain"))
		b.expect(200, "Kata sandi tersimpan")(
			b.post("/siapkan/"+token, "name", "Bu IT", "login", "kepala.it", "password", goodPass, "again", goodPass))
		b.expect(404)(b.get("/siapkan/" + token))
		b.expect(200, "Yang Anda tulis masih tersimpan")(b.get("/masuk?ke=/isian/x"))
		b.expect(200, "!masih tersimpan", "!belum tersimpan")(b.get("/masuk?ke=/akun"))
		b.expect(200, "Yang Anda kirim belum tersimpan")(b.get("/masuk?ke=/akun&lepas=1"))
		b.expect(401, "tidak cocok", `value="kepala.it"`, "!salah sekali")(b.post("/masuk", "login", "kepala.it", "password", "salah sekali", "ke", "/akun"))
		b.expect(200, "Akun saya", "Bu IT", "Perangkat ini")(b.post("/masuk", "login", "kepala.it", "password", goodPass, "ke", "/akun"))
		b.expect(200, "Pengguna", "kepala.it")(b.get("/admin/orang"))

		b.get("/admin/orang/baru")
		b.expect(422, "Isi paling sedikit satu wilayah", `value="Suyanto"`)(
			b.post("/admin/orang/baru", "name", "Suyanto", "login", "suyanto.pringapus", "role", "registrar"))
		b.expect(422, "beberapa")(
			b.post("/admin/orang/baru", "name", "Suyanto", "login", "suyanto.pringapus", "role", "registrar", "areas", "Desa Entah Berantah"))
		_, page := b.post("/admin/orang/baru", "name", "Suyanto", "login", "suyanto.pringapus", "role", "registrar", "areas", "Pringapus, Dongko")
		link := regexp.MustCompile(`/siapkan/([\w-]{43})`).FindStringSubmatch(page)
		if link == nil || !strings.Contains(page, "Belum memilih kata sandi") {
			w.Fatalf("no link on %s", page)
		}
		user := regexp.MustCompile(`/admin/orang/([\w-]{36})/ubah`).FindStringSubmatch(page)[1]
		b.expect(200, "!"+link[1], "Pringapus, Dongko", "Akun dibuat")(b.get("/admin/orang/" + user))

		village := s.browser()
		village.expect(200, "Suyanto", "suyanto.pringapus")(village.get(link[0]))
		village.expect(200)(village.post(link[0], "password", goodPass, "again", goodPass))
		village.signIn("suyanto.pringapus")
		village.expect(403, "Administrator", "!kepala.it")(village.get("/admin/orang"))
		village.expect(403)(village.post("/admin/orang/"+user+"/ubah", "name", "Suyanto", "role", "admin"))

		village.get("/akun/sandi")
		village.expect(422, "tidak cocok")(village.post("/akun/sandi", "old", "bukan ini yang lama", "password", "sawah hijau di lembah", "again", "sawah hijau di lembah"))
		village.expect(200, "Kata sandi diganti")(village.post("/akun/sandi", "old", goodPass, "password", "sawah hijau di lembah", "again", "sawah hijau di lembah"))
		village.expect(200, "Use English")(village.get("/akun"))
		village.expect(200, "My account")(village.post("/bahasa", "bahasa", "en", "ke", "/akun"))
		if u, err := w.a.user(w.Context(), user); err != nil || u.Lang != "en" {
			w.Errorf("language %q %v", u.Lang, err)
		}

		b.get("/admin/orang/" + user + "/nonaktif")
		b.expect(200, "Akun dinonaktifkan", "Nonaktif")(b.post("/admin/orang/" + user + "/nonaktif"))
		village.expect(200, "Sign in", "!suyanto")(village.get("/akun"))
		b.expect(200, "Anda sudah keluar")(b.post("/keluar"))
		b.expect(200, "Masuk", "!kepala.it")(b.get("/akun"))
		for _, secret := range []string{goodPass, token, link[1], "kepala.it", "suyanto", "Suyanto"} {
			if strings.Contains(s.log.String()+w.log.String(), secret) {
				w.Errorf("a log holds %q", secret)
			}
		}
	})
}

// Every role on every page of this room: what it may open, and what must not
// be on what it gets instead.
func TestPagesByRole(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		victim, _ := w.person("rahasia.orang", rightsOf(authority.Admin))
		for _, role := range authority.AccountRoles() {
			w.person("a-"+string(role), rightsOf(role))
			b := s.browser()
			b.signIn("a-" + string(role))
			for _, rt := range w.a.Routes() {
				if rt.Method != http.MethodGet || rt.Action == web.Public {
					continue
				}
				path := strings.ReplaceAll(rt.Pattern, "{id}", victim.ID)
				code, page := b.get(path)
				if authority.Reaches(role, authority.Action(rt.Action)) != authority.None {
					if code != 200 {
						w.Errorf("%s %s: %d", role, path, code)
					}
					continue
				}
				want := http.StatusForbidden
				if role.Hides() {
					want = http.StatusNotFound
				}
				if code != want || strings.Contains(page, "rahasia.orang") {
					w.Errorf("%s %s: %d", role, path, code)
				}
			}
		}
		stranger := s.browser()
		for _, rt := range w.a.Routes() {
			if rt.Action == web.Public || rt.Method != http.MethodGet {
				continue
			}
			code, page := stranger.get(strings.ReplaceAll(rt.Pattern, "{id}", victim.ID))
			if code != 200 || !strings.Contains(page, `name="password"`) || strings.Contains(page, "rahasia.orang") {
				w.Errorf("a stranger gets %d on %s", code, rt.Pattern)
			}
		}
	})
}

func TestRoutesAreInTheTable(t *testing.T) {
	for _, rt := range New(Options{Office: office}).Routes() {
		if rt.Action != web.Public && !authority.Action(rt.Action).Known() {
			t.Errorf("%s %s has the action %q, which is in no table", rt.Method, rt.Pattern, rt.Action)
		}
	}
}

func TestCookie(t *testing.T) {
	plain, secure := New(Options{Office: office}), New(Options{Office: office, Secure: true})
	c := secure.cookie("t", authority.Registrar)
	if c.Name != "__Host-jempol" || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" ||
		c.SameSite != http.SameSiteLaxMode || c.MaxAge != int((67*24*time.Hour).Seconds()) {
		t.Errorf("%+v", c)
	}
	if c := secure.cookie("t", authority.Verifier); c.MaxAge != 0 {
		t.Errorf("the cookie of a desk outlives the window: %+v", c)
	}
	if c := plain.cookie("t", authority.Verifier); c.Name != "jempol" || c.Secure || !c.HttpOnly {
		t.Errorf("%+v", c)
	}
	if c := plain.noCookie(); c.MaxAge >= 0 || c.Value != "" {
		t.Errorf("%+v", c)
	}
}

func TestSignInNeverLeadsAway(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		w.person("ratna", rightsOf(authority.Field))
		b := s.browser()
		b.c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		for _, to := range []string{"https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)"} {
			b.get("/masuk?ke=" + url.QueryEscape(to))
			resp, err := b.c.PostForm(b.srv.URL+"/masuk", url.Values{"login": {"ratna"}, "password": {goodPass}, "ke": {to}})
			if err != nil {
				w.Fatal(err)
			}
			resp.Body.Close()
			if got := resp.Header.Get("Location"); got != "/" {
				w.Errorf("after %q: %q", to, got)
			}
		}
	})
}

// A new sign-in in a browser takes the place of the session it had.
func TestSignInRotates(t *testing.T) {
	on(t, func(w *world) {
		s := w.site()
		w.person("ratna", rightsOf(authority.Field))
		b := s.browser()
		b.signIn("ratna")
		b.signIn2("ratna")
		if n := w.count("account_session", "office_id = $1", office); n != 1 {
			w.Errorf("%d sessions", n)
		}
	})
}

func (b *browser) signIn2(login string) {
	b.Helper()
	if code, _ := b.post("/masuk", "login", login, "password", goodPass); code != http.StatusOK {
		b.Errorf("status %d", code)
	}
}

func TestTextsOfDerivedKeys(t *testing.T) {
	var keys []string
	for _, r := range authority.Roles() {
		keys = append(keys, r.Key())
	}
	for reach := authority.None; reach <= authority.Office; reach++ {
		if reach != authority.None && reach != authority.Office {
			keys = append(keys, "fault.authority.out_of_reach."+reach.String())
		}
	}
	for _, reason := range Reasons {
		keys = append(keys, ReasonKey(reason))
	}
	for _, c := range []string{ChangeCreated, ChangeRights, ChangeDisabled, ChangeEnabled, ChangeLink} {
		keys = append(keys, "account.change."+c)
	}
	for _, lang := range i18n.Langs() {
		keys = append(keys, "account.language."+lang, "account.language.to_"+lang)
		for _, k := range keys {
			if i18n.T(lang, k) == k {
				t.Errorf("%s has no text in %s", k, lang)
			}
		}
	}
}

// TestOneselfIsNotOfferedWhatIsRefused: administrators are not led to change their
// own rights, and where they try, are told why and not that somebody was first.
func TestOneselfIsNotOfferedWhatIsRefused(t *testing.T) {
	on(t, func(w *world) {
		me, _ := w.person("admin", rightsOf(authority.Admin))
		w.person("lain", rightsOf(authority.Admin))
		b := w.site().browser()
		b.signIn("admin")
		own := "/admin/orang/" + me.ID
		b.expect(200, "Ini akun Anda", "!"+own+"/nonaktif", "!"+own+"/ubah", "!"+own+"/tautan")(b.get(own))
		says := []string{"Anda tidak dapat mengubah hak Anda sendiri", "administrator lain", "!Orang lain lebih dulu", "!untuk peran lain"}
		for _, path := range []string{"/nonaktif", "/ubah"} {
			b.expect(200, "Hak dan keadaan akun seorang administrator", "!untuk peran lain")(b.get(own + path))
		}
		b.get("/admin/orang/baru")
		b.expect(403, says...)(b.post(own + "/nonaktif"))
		b.get("/admin/orang/baru")
		b.expect(403, says...)(b.post(own+"/ubah", "name", "Bu admin", "role", "coordinator"))
		if u, err := w.a.user(w.Context(), me.ID); err != nil || u.Disabled || u.Role != authority.Admin {
			w.Errorf("%+v %v", u, err)
		}
	})
}

// TestAllThatIsWrongIsSaidInTheOrderOfTheForm: the summary follows the fields, and
// an area that nobody knows does not hide what else is wrong.
func TestAllThatIsWrongIsSaidInTheOrderOfTheForm(t *testing.T) {
	on(t, func(w *world) {
		w.person("admin", rightsOf(authority.Admin))
		b := w.site().browser()
		b.signIn("admin")
		line := regexp.MustCompile(`<li><a href="#(\w+)">`)
		for _, c := range []struct {
			pairs []string
			want  string
		}{
			{nil, "name login role"},
			{[]string{"role", "registrar", "areas", "Desa Entah Berantah", "phone", "x"}, "name login areas phone"},
		} {
			b.get("/admin/orang/baru")
			b.expect(422)(b.post("/admin/orang/baru", c.pairs...))
			var got []string
			for _, m := range line.FindAllStringSubmatch(b.last, -1) {
				got = append(got, m[1])
			}
			if strings.Join(got, " ") != c.want {
				w.Errorf("%v: the summary lists %v, want %s", c.pairs, got, c.want)
			}
		}
	})
}
