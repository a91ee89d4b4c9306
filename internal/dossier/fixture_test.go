package dossier

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/web"
)

const (
	office = "3503"
	siki   = "35.03.04.2002"
)

// rig is an office with the real ledger, accounts and attachments.
type rig struct {
	*testing.T
	d   *db.DB
	l   *ledger.Ledger
	acc *account.Accounts
	s   *Service
	who map[authority.Role]string // tokens of those who signed in
	srv http.Handler
}

func on(t *testing.T, fn func(r *rig)) {
	t.Helper()
	clock := func() time.Time { return day }
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(newRig(t, d, clock)) }, func(o *db.Options) { o.Clock = clock })
}

func newRig(t *testing.T, d *db.DB, clock func() time.Time) *rig {
	t.Helper()
	l, err := ledger.Open(t.Context(), d, ledger.Options{Office: office, Replica: "office", IsOffice: true, Clock: clock,
		Kinds: []casefile.Kind{casefile.NewKind(Steps()), account.Kind()}})
	if err != nil {
		t.Fatal(err)
	}
	acc := account.New(account.Options{HashKiB: 64, Office: office, DB: d, Ledger: l, Clock: clock})
	files, err := attachment.Open(d, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	s := New(Deps{DB: d, Ledger: l, Accounts: acc, Attachments: files, Register: register.Open(d, l), Clock: clock})
	srv, err := web.New(web.Config{Log: slog.New(slog.DiscardHandler), Now: clock, Identify: acc.Identify, Allow: acc.Allow, WhoMay: acc.WhoMay})
	if err != nil {
		t.Fatal(err)
	}
	srv.Handle(s.Routes()...)
	return &rig{T: t, d: d, l: l, acc: acc, s: s, who: map[authority.Role]string{}, srv: srv.Handler()}
}

// rightsOf gives each role a place of its own.
func rightsOf(role authority.Role) account.Rights {
	rights := account.Rights{Role: role}
	switch role {
	case authority.Registrar, authority.Companion:
		rights.Areas = []string{siki}
	case authority.Social:
		rights.Agency = "dinsos"
	case authority.Institution, authority.Partner:
		rights.Institution = "panti-1"
	}
	return rights
}

// scope is what account makes of such a person, without the cost of a password.
func (r *rig) scope(role authority.Role) db.Scope {
	in := rightsOf(role)
	sc := db.Scope{Office: office, Role: string(role), Person: "person-" + string(role), Areas: in.Areas, Agency: in.Agency, Institution: in.Institution}
	if authority.Reaches(role, "page.home") == authority.Office {
		sc.Areas = []string{""}
	}
	return sc
}

// token signs somebody of the role in.
func (r *rig) token(role authority.Role) string {
	r.Helper()
	if r.who[role] != "" {
		return r.who[role]
	}
	const password = "kebun jati pagi hari"
	login := "orang-" + string(role)
	_, err := r.acc.Create(r.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: r.acc.System("test")},
		account.NewUser{Login: login, Name: "Petugas " + string(role), Rights: rightsOf(role), Password: password})
	if err != nil {
		r.Fatal(err)
	}
	if r.who[role], err = r.acc.SignIn(r.Context(), login, password, account.Client{}); err != nil {
		r.Fatal(err)
	}
	return r.who[role]
}

func (r *rig) op(role authority.Role) ledger.Op {
	return ledger.Op{ID: ledger.NewOpID(), Scope: r.scope(role)}
}

// happen writes what other steps do.
func (r *rig) happen(role authority.Role, id, kind string, body, personal any, replaces ...string) string {
	r.Helper()
	rec, err := r.l.Do(r.Context(), r.op(role), func(*db.Tx) ([]ledger.Draft, error) {
		return []ledger.Draft{{Subject: subjectOf(id), Type: kind, Area: siki, Body: body, Personal: personal, Replaces: replaces}}, nil
	})
	if err != nil {
		r.Fatalf("%s: %v", kind, err)
	}
	return rec.Events[0]
}

// visited makes a case as the visit left it.
func (r *rig) visited(no string, needs []string, bio string, person ...string) (id string) {
	r.Helper()
	id = ledger.NewID()
	r.happen(authority.Registrar, id, casefile.Reported, casefile.ReportedBody{Number: no, Channel: "registrar", Reasons: []string{"no_nik"}, Needs: needs, Basis: "public_task"},
		says(append([]string{"name", "Katinem", "sex", "P", "village", siki, "birth", "1943-08-17"}, person...)...))
	r.happen(authority.Coordinator, id, casefile.Accepted, casefile.AcceptedBody{}, nil)
	r.happen(authority.Coordinator, id, casefile.Scheduled, casefile.ScheduledBody{Trip: "t1", Stop: id, Day: "2021-06-04", Kit: true}, nil)
	r.happen(authority.Field, id, casefile.Visited, casefile.VisitedBody{Trip: "t1", Stop: id, Day: "2021-06-04", Sources: []string{"kk_old"}}, nil)
	if bio != "" {
		r.happen(authority.Field, id, casefile.Biometric, casefile.BiometricBody{Outcome: bio}, casefile.BiometricPersonal{})
	}
	return id
}

func photo(shade uint8) []byte {
	img := image.NewGray(image.Rect(0, 0, 40, 30))
	for i := range img.Pix {
		img.Pix[i] = shade
	}
	img.SetGray(3, 3, color.Gray{Y: 255 - shade})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func (r *rig) scan(role authority.Role, id string, shade uint8) string {
	r.Helper()
	a, err := r.s.Attachments.Put(r.Context(), r.scope(role), casefile.KindCase, id, bytes.NewReader(photo(shade)))
	if err != nil {
		r.Fatal(err)
	}
	return a.Hash
}

func (r *rig) open(id string) File {
	r.Helper()
	f, err := r.s.Open(r.Context(), r.acc.With(r.scope(authority.Coordinator), "work:test"), id)
	if err != nil {
		r.Fatal(err)
	}
	return f
}

// biodata is an F-1.01 that can be saved.
func (r *rig) biodata(change ...string) form.Values {
	r.Helper()
	d, err := form.Define(lawbook.Current(), "F-1.01")
	if err != nil {
		r.Fatal(err)
	}
	v := form.Values{"mode": "WNI", "head_name": "Katinem", "head_address": "Dusun Krajan", "village": siki,
		"member.1.name": "Katinem", "member.1.sex": "2", "member.1.birth_place": "Trenggalek", "member.1.birth": "1943-08-17", "member.1.citizenship": "WNI",
		"member.1.birth_deed": "2", "member.1.religion": "1", "member.1.marital": "6", "member.1.shdk": "1", "member.1.impairment": "2",
		"member.1.education": "1", "member.1.occupation": "9", "member.1.mother": "Sainem"}
	for i := 0; i+1 < len(change); i += 2 {
		v[change[i]] = change[i+1]
	}
	back, wrong := form.Parse(d, sentForm(v), day)
	if wrong != nil {
		for _, f := range wrong.Fields {
			r.Errorf("%s: %s", f.Name, f.Key)
		}
	}
	return back
}

// sentForm is a filled form as a browser sends it.
func sentForm(v form.Values) url.Values {
	sent := url.Values{}
	for name, value := range v {
		if y, rest, ok := strings.Cut(value, "-"); ok && strings.HasSuffix(name, "birth") {
			m, d, _ := strings.Cut(rest, "-")
			sent.Set(name+".y", y)
			sent.Set(name+".m", m)
			sent.Set(name+".d", d)
			continue
		}
		sent.Set(name, value)
	}
	return sent
}

// complete puts everything into the dossier of a NIK that only people can put.
func (r *rig) complete(role authority.Role, id string) {
	r.Helper()
	if _, err := r.s.Fill(r.Context(), r.op(role), id, Fill{Code: "F-1.01", Values: r.biodata(), Shown: r.open(id).State.Person.Shown()}); err != nil {
		r.Fatal(err)
	}
	for i, in := range []Supply{{Need: "nik", Requirement: "BIO-2"}, {Need: "nik", Requirement: "BIO-3", Substitute: "F-1.04"}, {Need: "nik", Requirement: "BIO-4", Substitute: "F-1.04"}} {
		in.Attachments = []string{r.scan(role, id, uint8(10+i))}
		if _, err := r.s.Supply(r.Context(), r.op(role), id, in); err != nil {
			r.Fatal(err)
		}
	}
}

func (r *rig) want(err error, kind fault.Kind, key string) {
	r.Helper()
	if err == nil {
		r.Errorf("no fault, want %s", key)
		return
	}
	f := fault.As(err)
	got := f.Key
	if len(f.Fields) > 0 {
		got = f.Fields[0].Key
	}
	if f.Kind != kind || got != key {
		r.Errorf("%v (%s), want %s", err, got, key)
	}
}

// send asks a page as somebody of the role.
func (r *rig) send(role authority.Role, method, path string, sent url.Values) *httptest.ResponseRecorder {
	r.Helper()
	var body io.Reader
	if sent != nil {
		if !sent.Has("op") {
			sent.Set("op", ledger.NewOpID())
		}
		body = strings.NewReader(sent.Encode())
	}
	return r.raw(role, method, path, "application/x-www-form-urlencoded", body)
}

// upload sends a photo with a form.
func (r *rig) upload(role authority.Role, path string, fields url.Values, files ...[]byte) *httptest.ResponseRecorder {
	r.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if !fields.Has("op") {
		fields.Set("op", ledger.NewOpID())
	}
	for name, list := range fields {
		for _, v := range list {
			if err := w.WriteField(name, v); err != nil {
				r.Fatal(err)
			}
		}
	}
	for _, f := range files {
		part, err := w.CreateFormFile("berkas", "foto.exe")
		if err != nil {
			r.Fatal(err)
		}
		if _, err := part.Write(f); err != nil {
			r.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		r.Fatal(err)
	}
	return r.raw(role, http.MethodPost, path, w.FormDataContentType(), &b)
}

func (r *rig) raw(role authority.Role, method, path, ctype string, body io.Reader) *httptest.ResponseRecorder {
	r.Helper()
	req := httptest.NewRequest(method, path, body)
	req.Header.Set("Content-Type", ctype)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.AddCookie(&http.Cookie{Name: "jempol", Value: r.token(role)})
	w := httptest.NewRecorder()
	r.srv.ServeHTTP(w, req)
	return w
}

// expect checks status and words of an answer.
func (r *rig) expect(w *httptest.ResponseRecorder, status int, has ...string) string {
	r.Helper()
	text := w.Body.String()
	if i, j := strings.Index(text, "<main"), strings.LastIndex(text, "</main>"); i >= 0 && j > i {
		text = text[i:j]
	}
	if w.Code != status {
		r.Errorf("status %d, want %d\n%.1500s", w.Code, status, text)
	}
	for _, h := range has {
		if no, ok := strings.CutPrefix(h, "!"); ok == strings.Contains(text, no) && (ok || !strings.Contains(text, h)) {
			r.Errorf("%q\n%.2500s", h, text)
		}
	}
	return text
}

func (r *rig) count(table, where string, args ...any) (n int) {
	r.Helper()
	if err := r.d.QueryRow(r.Context(), `SELECT COUNT(*) FROM `+table+` WHERE `+where, args...).Scan(&n); err != nil {
		r.Fatal(err)
	}
	return n
}
