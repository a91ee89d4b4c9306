package public

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/account/accounttest"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

const officeID = "3503"

// secrets are what a case is planted with and no page of this room may show.
var secrets = []string{"Rahasia", "JK-2021-00007", "odgj", "Krajan", "35.03.04.2001", "Desa Cakul"}

// world is one office on one engine with its public pages.
type world struct {
	*testing.T
	d   *db.DB
	l   *ledger.Ledger
	a   *account.Accounts
	s   *Service
	srv *httptest.Server
	now time.Time
	log bytes.Buffer
}

func each(t *testing.T, fn func(w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := &world{T: t, d: d, now: time.Date(2021, 6, 14, 1, 0, 0, 0, time.UTC)}
		clock := func() time.Time { return w.now }
		var err error
		w.l, err = ledger.Open(t.Context(), d, ledger.Options{Office: officeID, Replica: "office", IsOffice: true, Clock: clock,
			Kinds: []casefile.Kind{account.Kind(), casefile.NewKind(Steps())}})
		if err != nil {
			t.Fatal(err)
		}
		w.a = account.New(account.Options{HashKiB: 64, Office: officeID, DB: d, Ledger: w.l, Clock: clock})
		w.s = New(Deps{Office: officeID, District: "35.03", DB: d, Accounts: w.a, Clock: clock})
		srv, err := web.New(web.Config{Brand: web.Brand{Name: "Jempol Keren"}, Now: clock, Log: slog.New(slog.NewTextHandler(&w.log, nil)),
			Identify: w.a.Identify, Allow: w.a.Allow, WhoMay: w.a.WhoMay, Zone: region.Hours("")})
		if err != nil {
			t.Fatal(err)
		}
		srv.Handle(w.a.Routes()...)
		srv.Handle(w.s.Routes()...)
		w.srv = httptest.NewServer(srv.Handler())
		t.Cleanup(w.srv.Close)
		fn(w)
	})
}

// plant reports a person and returns the case and its code.
func (w *world) plant() (id, code string) {
	w.Helper()
	id = ledger.NewID()
	got, err := w.l.Do(w.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: w.a.System("test")}, func(*db.Tx) ([]ledger.Draft, error) {
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindCase, ID: id}, Type: casefile.Reported, Area: "35.03.04.2001",
			Body: casefile.ReportedBody{Number: "JK-2021-00007", Channel: "social", Needs: []string{casefile.NeedKK}, Basis: "public_task"},
			Personal: casefile.PersonPersonal{Fields: []casefile.Assertion{{Field: casefile.FieldName, Value: "Rahasia", Certainty: "said"},
				{Field: casefile.FieldVillage, Value: "35.03.04.2001", Certainty: "said"},
				{Field: casefile.FieldPlace, Value: "Krajan", Certainty: "said"}, {Field: casefile.FieldVulnerability, Element: "odgj", Value: "1", Certainty: "said"}}}}}, nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return id, CodeOf(got.Events[0])
}

// act adds an event to a case as one of its roles.
func (w *world) act(id, typ string, role authority.Role, body any) {
	w.Helper()
	scope := w.a.System("test")
	scope.Role, scope.Person = string(role), "u-"+string(role)
	if _, err := w.l.Do(w.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: scope}, func(*db.Tx) ([]ledger.Draft, error) {
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindCase, ID: id}, Type: typ, Area: "35.03.04.2001", Body: body}}, nil
	}); err != nil {
		w.Fatalf("%s: %v", typ, err)
	}
}

func (w *world) browser() *browser {
	return &browser{w, accounttest.Open(w.T, w.srv.URL)}
}

type browser struct {
	*world
	*accounttest.Browser
}

func (b *browser) expect(code int, parts ...string) func(int, string) {
	said := b.Expect(code, parts...)
	return func(got int, page string) {
		b.Helper()
		said(got, page)
		for _, s := range secrets {
			if strings.Contains(page, s) {
				b.Errorf("the page holds %q", s)
			}
		}
	}
}

func TestFollowAReport(t *testing.T) {
	each(t, func(w *world) {
		id, code := w.plant()
		b := w.browser()
		b.expect(200, "Lacak laporan")(b.Get("/lacak"))
		b.expect(422, "Tulis kode 10 huruf")(b.Post("/lacak", "kode", "JK-2021"))
		b.Get("/lacak")
		b.expect(422, "Kode ini tidak ada")(b.Post("/lacak", "kode", "AAAAA-AAAAA"))
		b.Get("/lacak")
		// As it is read out: small letters, spaces, O for 0.
		typed := strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(code, "-", " "), "0", "o"))
		b.expect(200, code, "Dongko", "Laporan sudah diterima", "14 Juni 2021", "tidak menampilkan nama")(b.Post("/lacak", "kode", typed))
		w.act(id, casefile.Accepted, authority.Coordinator, casefile.AcceptedBody{})
		w.act(id, casefile.Scheduled, authority.Coordinator, casefile.ScheduledBody{Trip: "t", Day: "2021-06-14"})
		w.act(id, casefile.Visited, authority.Field, casefile.VisitedBody{Trip: "t", Day: "2021-06-14"})
		b.expect(200, "Berkas sedang dilengkapi", "Petugas sudah datang")(b.Get("/lacak/" + code))
		w.act(id, casefile.Deceased, authority.Field, casefile.ExitBody{Reason: "deed_exists", Evidence: "seen"})
		_, page := b.Get("/lacak/" + code)
		b.expect(200, "tidak dilanjutkan")(200, page)
		if strings.Contains(strings.ToLower(page), "meninggal") {
			w.Error("a code tells of a death")
		}
		if strings.Contains(w.log.String(), code) {
			w.Error("a log holds a code")
		}
	})
}

// A code shows nothing any more of a case that was withdrawn or erased.
func TestNoCodeOfWhatIsGone(t *testing.T) {
	each(t, func(w *world) {
		id, code := w.plant()
		w.act(id, casefile.Withdrawn, authority.Coordinator, casefile.ExitBody{Reason: "mistake"})
		if _, err := w.s.Track(w.Context(), code); !fault.Is(err, fault.Invalid) {
			w.Errorf("withdrawn: %v", err)
		}
		if err := w.l.Erase(w.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: w.a.System("test")}, ledger.Subject{Kind: casefile.KindCase, ID: id}, "withdrawn"); err != nil {
			w.Fatal(err)
		}
		if _, err := w.s.Track(w.Context(), code); !fault.Is(err, fault.Invalid) {
			w.Errorf("erased: %v", err)
		}
	})
}

func TestGuessingIsSlow(t *testing.T) {
	each(t, func(w *world) {
		b := w.browser()
		busy := 0
		for range codeBurst + 5 {
			if code, _ := b.Get("/lacak/AAAAA-AAAAA"); code == http.StatusServiceUnavailable || code == http.StatusTooManyRequests {
				busy++
			}
		}
		if busy != 5 {
			w.Errorf("%d of 5 tries too many were refused", busy)
		}
		w.now = w.now.Add(time.Minute)
		if code, _ := b.Get("/lacak/AAAAA-AAAAA"); code != http.StatusUnprocessableEntity {
			w.Errorf("a minute later: %d", code)
		}
	})
}

func TestCheckAPaper(t *testing.T) {
	each(t, func(w *world) {
		if err := w.d.Write(w.Context(), officeID, func(tx *db.Tx) error {
			for _, need := range []string{casefile.NeedSKPTI, casefile.NeedKK} {
				if _, err := tx.Exec(`INSERT INTO document_issued (office_id, case_id, need, event_id, number, code, issued_at, issued_by)
					VALUES ($1, $2, $3, 'e', $4, $5, $6, 'u-siak')`, officeID, "case-"+need, need, "NO-"+need,
					map[string]string{casefile.NeedSKPTI: "0123456789AB", casefile.NeedKK: "BA9876543210"}[need], w.now.UnixMicro()); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			w.Fatal(err)
		}
		b := w.browser()
		b.expect(200, "Periksa surat", "Ditjen Dukcapil")(b.Get("/periksa"))
		b.expect(200, "SKPTI", "NO-skpti", "14 Juni 2021", "Surat ini diterbitkan Dinas")(b.Post("/periksa", "kode", "0123 4567 89ab"))
		b.expect(200, "NO-skpti")(b.Get("/periksa/0123456789AB"))
		// The Ministry's papers are the Ministry's to check.
		b.expect(422, "Tidak ada surat dengan kode ini", "Ditjen Dukcapil")(b.Get("/periksa/BA9876543210"))
		b.expect(422, "12 huruf")(b.Get("/periksa/x"))

		// The receipt of a report: kind and date, and no more than its code shows.
		_, code := w.plant()
		_, page := b.Get("/periksa/" + strings.ToLower(code))
		for _, want := range []string{"Tanda terima laporan", "14 Juni 2021", "Surat ini diterbitkan Dinas"} {
			if !strings.Contains(page, want) {
				w.Errorf("the receipt of a report lacks %q", want)
			}
		}
		for _, secret := range secrets {
			if strings.Contains(page, secret) {
				w.Errorf("the receipt of a report shows %q", secret)
			}
		}
	})
}

func (w *world) person(role authority.Role) *browser {
	w.Helper()
	return &browser{w, accounttest.SignedIn(w.T, w.a, w.srv.URL, role)}
}

func TestATipIsReadBySomebodyAndThenGone(t *testing.T) {
	each(t, func(w *world) {
		b := w.browser()
		b.expect(200, "Kirim laporan")(b.Get("/lapor-warga"))
		b.expect(200, "Sukorejo, Gandusari", "Sukorejo, Tugu")(b.Get("/lapor-warga/desa?bidang=desa&desa.text=sukorejo"))
		b.Get("/lapor-warga")
		b.expect(422, "Pilih desa", "Tulis siapa orangnya", "Sukorejo, Tugu")(b.Post("/lapor-warga", "desa.text", "sukorejo"))
		b.expect(200, "Terima kasih")(b.Post("/lapor-warga", "desa", "35.03.04.2002", "cerita", "Mbok Uji, kira-kira 80", "tempat", "utara masjid", "telepon", "080012345678"))
		if strings.Contains(b.Last, "Mbok Uji") {
			w.Error("what was told is shown back")
		}
		for _, role := range authority.AccountRoles() {
			p := w.person(role)
			code, page := p.Get("/laporan-warga")
			may := role == authority.Coordinator
			if (code == 200) != may || strings.Contains(page, "Mbok Uji") != may {
				w.Errorf("%s: %d", role, code)
			}
			if code, _ := p.Get("/lapor-warga/desa?bidang=desa&desa.text=sukorejo"); code != 200 {
				w.Errorf("%s: the picker answers %d", role, code)
			}
			if !may {
				continue
			}
			logged := w.count("access_log", "action = 'page.tips'")
			if logged == 0 {
				w.Error("the queue was read without a trace")
			}
			id := regexp.MustCompile(`/laporan-warga/([\w-]{36})`).FindStringSubmatch(page)[1]
			if code, _ := p.Post("/laporan-warga/"+id, "hasil", "lain"); code != 422 {
				w.Errorf("an unknown outcome: %d", code)
			}
			p.Get("/laporan-warga")
			p.expect(422, "Pilih mengapa", `href="#sebab-`+id+`"`)(p.Post("/laporan-warga/"+id, "hasil", TipDismissed))
			if n := w.count("public_tip", "outcome = ''"); n != 1 {
				w.Errorf("closed without a reason: %d wait", n)
			}
			p.Get("/laporan-warga")
			p.expect(200, "isinya dihapus", "Tidak ada laporan warga")(p.Post("/laporan-warga/"+id, "hasil", TipDismissed, "sebab-"+id, "unclear"))
			if n := w.count("public_tip", "outcome = 'dismissed' AND reason = 'unclear'"); n != 1 {
				w.Error("the reason is not kept")
			}
			if n := w.count("public_tip", "words <> '' OR phone <> '' OR place <> ''"); n != 0 {
				w.Errorf("%d tips keep their words", n)
			}
			if code, _ := p.Post("/laporan-warga/"+id, "hasil", TipReported, "op", ledger.NewOpID()); code != 409 {
				w.Errorf("settled twice: %d", code)
			}
		}
		if strings.Contains(w.log.String(), "Mbok") || strings.Contains(w.log.String(), "0800") {
			w.Error("a log holds what was told")
		}
	})
}

func (w *world) count(table, where string) (n int) {
	w.Helper()
	if err := w.d.QueryRow(w.Context(), `SELECT COUNT(*) FROM `+table+` WHERE `+where).Scan(&n); err != nil {
		w.Fatal(err)
	}
	return n
}

func TestTipsAreFewFromOneAddress(t *testing.T) {
	each(t, func(w *world) {
		b := w.browser()
		for i := range tipBurst + 1 {
			b.Get("/lapor-warga")
			code, _ := b.Post("/lapor-warga", "desa", "35.03.04.2002", "cerita", "Mbok Uji")
			if (code == 200) != (i < tipBurst) {
				w.Errorf("tip %d: %d", i, code)
			}
		}
		if n := w.count("public_tip", "outcome = ''"); n != tipBurst {
			w.Errorf("%d tips", n)
		}
	})
}

func TestPickerKnowsTheOwnKabupaten(t *testing.T) {
	s := New(Deps{Office: officeID, District: "35.03"})
	if got := s.matches("pringapus"); len(got) != 1 || got[0].Label != "Pringapus, Dongko" {
		t.Errorf("%+v", got)
	}
	if got := s.matches(""); got != nil {
		t.Errorf("%+v", got)
	}
}

func TestCodesSurviveTheTelephone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := CodeOf(rapid.String().Draw(t, "event"))
		said := strings.Map(func(r rune) rune {
			switch r {
			case '0':
				return rapid.SampledFrom([]rune("0Oo")).Draw(t, "zero")
			case '1':
				return rapid.SampledFrom([]rune("1lIiL")).Draw(t, "one")
			case '-':
				return rapid.SampledFrom([]rune("- .")).Draw(t, "dash")
			}
			return r
		}, strings.ToLower(code))
		if got := trackCode(" " + said + "\n"); got != code {
			t.Fatalf("%q became %q, not %q", said, got, code)
		}
	})
}

func FuzzCodes(f *testing.F) {
	for _, s := range []string{"7QK4M-2XDAB", "0123 4567 89ab", "", "€€€€€", "ABCD-EFGH-JKMN", "\x00\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if c := trackCode(s); c != "" && trackCode(c) != c {
			t.Errorf("%q is not stable: %q", s, c)
		}
		if c := paperCodes(s); c[0] != "" && (len(c[0]) != 12 || paperCodes(c[1]) != c) {
			t.Errorf("%q: %q", s, c)
		}
	})
}

// A telephone that is none is refused beside its field, and one that is kept is
// kept as it is dialled.
func TestTheTelephoneOfATipIsOne(t *testing.T) {
	s := &Service{d: Deps{District: "35.03"}}
	for in, want := range map[string]string{"abc": "", "12": "", "+62 812-3456-7890": "081234567890", "": "", "-": ""} {
		tip := Tip{Village: "35.03.04.2002", Words: "Mbok Uji", Phone: in}
		err := s.CheckTip(&tip)
		wrong := in == "abc" || in == "12"
		if wrong != (err != nil) || wrong && fault.As(err).Fields[0].Name != "telepon" || !wrong && tip.Phone != want {
			t.Errorf("%q: %v, kept as %q", in, err, tip.Phone)
		}
	}
}
