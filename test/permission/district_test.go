package permission

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/app"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/config"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/demo"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

const officeID = "3503"

// today is the day on which everybody looks.
var today = time.Date(2021, 8, 16, 9, 0, 0, 0, region.Hours(""))

// district is an installation of the whole program with a history in it, in
// which every personal field of every case holds a word of its own: whatever a
// page shows can be traced to the person it belongs to.
type district struct {
	*testing.T
	app     *app.App
	handler http.Handler
	routes  []web.Route
	people  map[authority.Role]visitor
	nobody  visitor

	each      int // how many subjects of a sort everybody asks for
	cases     []*subject
	byID      map[string]*subject
	envelopes []*subject
	trips     []*subject
	plan      string // the work sheet of a plan

	say  func(format string, args ...any) // a fault that was found
	seen map[string]bool                  // prefixes of planted words that some page showed

	garbled map[string]bool // sorts of forms that were sent with signs that no database holds
}

// openDistrict opens the program on an engine and fills it.
func openDistrict(t *testing.T, flags ...string) *district {
	t.Helper()
	cfg, err := config.Load("", nil, append([]string{"data=" + filepath.Join(t.TempDir(), "data"), "no-encrypt=true"}, flags...)...)
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), app.Options{Config: cfg, Clock: func() time.Time { return today }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	const seed = 7
	if _, err := demo.Build(t.Context(), a.DB, a.Ledger, a.Accounts, a.Register, demo.Options{Residents: 1000, Baseline: 250, Seed: seed, Today: midnight(today)}); err != nil {
		t.Fatal(err)
	}
	site, err := a.Site()
	if err != nil {
		t.Fatal(err)
	}
	d := &district{T: t, app: a, handler: site.Handler(), routes: site.Routes(), people: map[authority.Role]visitor{}, byID: map[string]*subject{}, say: t.Errorf, seen: map[string]bool{}, garbled: map[string]bool{}}
	d.nobody = visitor{d: d, actor: authority.Actor{Role: authority.Public}}
	d.readCases()
	d.plant()
	d.readEnvelopes()
	d.readTrips()
	d.signIn(demo.Logins(seed))
	d.plantPapers()
	d.plantPlan()
	return d
}

func midnight(t time.Time) time.Time {
	y, m, day := t.Date()
	return time.Date(y, m, day, 0, 0, 0, 0, t.Location())
}

// signIn opens a session for one account of every role.
func (d *district) signIn(logins []demo.Login) {
	d.Helper()
	for _, l := range logins {
		token, err := d.app.Accounts.SignIn(d.Context(), l.Login, l.Password, account.Client{Address: "10.0.0." + fmt.Sprint(len(d.people)+1)})
		if err != nil {
			d.Fatalf("%s cannot sign in: %v", l.Role, err)
		}
		p, _, err := d.app.Accounts.Session(d.Context(), token)
		if err != nil {
			d.Fatal(err)
		}
		d.people[l.Role] = visitor{d: d, actor: p.Actor(), token: token}
	}
	for _, r := range authority.AccountRoles() {
		if _, ok := d.people[r]; !ok {
			d.Fatalf("the district has nobody with the role %s", r)
		}
	}
}

// rows reads rows of texts.
func (d *district) rows(columns int, q string, args ...any) (out [][]string) {
	d.Helper()
	rows, err := d.app.DB.Query(d.Context(), q, args...)
	if err != nil {
		d.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		row, into := make([]string, columns), make([]any, columns)
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			d.Fatal(err)
		}
		out = append(out, row)
	}
	if err := rows.Err(); err != nil {
		d.Fatal(err)
	}
	return out
}

func (d *district) count(table string) (n int) {
	d.Helper()
	if err := d.app.DB.QueryRow(d.Context(), `SELECT COUNT(*) FROM `+table).Scan(&n); err != nil {
		d.Fatal(err)
	}
	return n
}

// kept is what a refused act must not have changed.
func (d *district) kept() string {
	d.Helper()
	var out []string
	for _, table := range []string{"event", "attachment", "visit_draft", "courier_link", "envelope_pin", "saved_query", "form_draft", "list_row", "public_tip", "public_complaint", "account_user"} {
		out = append(out, fmt.Sprint(table, " ", d.count(table)))
	}
	return strings.Join(out, ", ")
}

// planted are the fields that get a word of their own, with what is put before
// it. Which reach shows a field is said by needs.
var planted = []struct {
	field, prefix string
	needs         []authority.Action // one of these shows it
	team          bool               // for the visiting team, gone with the case
}{
	{casefile.FieldName, "qna", []authority.Action{"page.cases", "page.stage"}, false},
	{casefile.FieldMother, "qmo", ofPerson, false},
	{casefile.FieldFather, "qfa", ofPerson, false},
	{casefile.FieldAddress, "qad", ofPerson, false},
	{casefile.FieldPlace, "qpl", ofPerson, false},
	{casefile.FieldDirections, "qdi", ofPerson, false},
	{casefile.FieldCompanion, "qco", ofPerson, false},
	{casefile.FieldProxy, "qpr", ofPerson, false},
	{casefile.FieldSafety, "qsa", []authority.Action{"page.safety"}, true},
	{casefile.FieldPhone, "0800", ofPerson, false},
	{"", "qno", ofPerson, false}, // a note
	{"", "qsn", []authority.Action{"page.safety"}, true},
}

var ofPerson = []authority.Action{"page.person", "page.dossier"}

// letters writes a number in letters, so that no folding or parsing of names
// takes it apart.
func letters(n int) string {
	var b []byte
	for range 3 {
		b = append(b, byte('a'+n%20))
		n /= 20
	}
	return string(b) + "x"
}

// word is what is planted in a field of a case.
func word(prefix string, n int) string {
	if prefix == "0800" {
		return fmt.Sprintf("0800%07d", 9000000+n) // the demonstration's own begin with 1
	}
	return strings.ToUpper(prefix[:1]) + prefix[1:] + letters(n)
}

// plant states every personal field of every case anew, many cases an act.
func (d *district) plant() {
	d.Helper()
	who := d.rows(1, `SELECT user_id FROM account_user WHERE role = 'coordinator' ORDER BY login`)[0][0]
	scope := db.Scope{Office: officeID, Areas: []string{""}, Role: string(authority.Coordinator), Person: who, Purpose: "test"}
	var fields []string
	for _, p := range planted {
		if p.field != "" {
			fields = append(fields, p.field)
		}
	}
	for part := range slices.Chunk(d.cases, 25) {
		_, err := d.app.Ledger.Do(d.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: scope}, func(tx *db.Tx) ([]ledger.Draft, error) {
			var drafts []ledger.Draft
			for _, c := range part {
				s := ledger.Subject{Kind: casefile.KindCase, ID: c.caseID}
				events, err := d.app.Ledger.EventsTx(tx, scope, s)
				if err != nil {
					return nil, err
				}
				st := casefile.FoldState(c.caseID, events)
				if st.Erased {
					continue
				}
				var says casefile.PersonPersonal
				for _, p := range planted {
					if p.field == "" {
						continue
					}
					says.Fields = append(says.Fields, casefile.Assertion{Field: p.field, Value: word(p.prefix, c.n)})
				}
				drafts = append(drafts, ledger.Draft{Subject: s, Type: casefile.PersonStated, Area: st.Area, Replaces: st.Person.Shown(fields...),
					Body: struct{}{}, Personal: says},
					ledger.Draft{Subject: s, Type: casefile.Noted, Area: st.Area, Body: casefile.NotedBody{}, Personal: casefile.NotePersonal{Text: word("qno", c.n)}},
					ledger.Draft{Subject: s, Type: casefile.Noted, Area: st.Area, Body: casefile.NotedBody{About: "safety"}, Personal: casefile.NotePersonal{Text: word("qsn", c.n)}})
			}
			return drafts, nil
		})
		if err != nil {
			d.Fatal(err)
		}
	}
	if n := d.count("parked"); n > 0 {
		d.Fatalf("%d events have no effect", n)
	}
	for _, c := range d.cases {
		f, err := d.app.Attachments.Put(d.Context(), scope, casefile.KindCase, c.caseID, strings.NewReader("%PDF-1.4 "+word("qna", c.n)+"\nstartxref\n0\n%%EOF"))
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
			continue // erased
		}
		if err != nil {
			d.Fatal(err)
		}
		if d.supply(scope, c.caseID, f.Hash) {
			c.values["hash"] = f.Hash
		}
	}
}

// supply names a scan in the case's dossier, where one of its needs still takes
// papers: other scans of a case are not opened there.
func (d *district) supply(scope db.Scope, caseID, hash string) (done bool) {
	d.Helper()
	_, err := d.app.Ledger.Do(d.Context(), ledger.Op{ID: ledger.NewOpID(), Scope: scope}, func(tx *db.Tx) ([]ledger.Draft, error) {
		done = false
		s := ledger.Subject{Kind: casefile.KindCase, ID: caseID}
		events, err := d.app.Ledger.EventsTx(tx, scope, s)
		if err != nil {
			return nil, err
		}
		st := casefile.FoldState(caseID, events)
		for _, n := range st.Needs {
			if st.May(casefile.ItemSupplied, n.Need) == nil {
				done = true
				return []ledger.Draft{{Subject: s, Type: casefile.ItemSupplied, Area: st.Area, Body: casefile.ItemSuppliedBody{
					Need: n.Need, Requirement: "BIO-2", How: "document", Attachments: []string{hash}}}}, nil
			}
		}
		return nil, nil
	})
	if err != nil {
		d.Fatal(err)
	}
	return done
}

// papers are words in what is no case, and the action that shows them; only
// the office has sent these.
var papers = map[string]authority.Action{"qti": "page.tips", "qpg": "page.complaints", "qle": "page.letters"}

// plantPapers sends a tip and a complaint, as anybody can, and a letter that the office got.
func (d *district) plantPapers() {
	d.Helper()
	village := d.cases[0].targets[0].Area
	if a := d.nobody.post("/lapor-warga", "desa", village, "tempat", word("qti", 1), "cerita", word("qti", 2), "telepon", "08002234567"); a.code != http.StatusSeeOther {
		d.Fatalf("a tip: %d", a.code)
	}
	if a := d.nobody.post("/pengaduan", "tentang", "slow", "aduan", word("qpg", 1), "telepon", "08002234568"); a.code != http.StatusSeeOther {
		d.Fatalf("a complaint: %d", a.code)
	}
	if !strings.Contains(d.people[authority.Head].get("/pengaduan-masuk").text, "qpg") {
		d.Fatal("the complaint does not reach the head")
	}
	c := d.people[authority.Coordinator]
	if a := c.post("/laporan/surat", "nomor", "470/12/2021", "tanggal.d", "2", "tanggal.m", "8", "tanggal.y", "2021", "pengirim", word("qle", 1)); a.code != http.StatusSeeOther {
		d.Fatalf("a letter: %d %s", a.code, words.FindString(a.text))
	}
	for path, prefix := range map[string]string{"/laporan-warga": "qti", "/laporan/surat": "qle"} {
		if !strings.Contains(c.get(path).text, prefix) {
			d.Fatalf("%s does not show what was planted", path)
		}
	}
}

// visitors lists who asks: everybody with an account and somebody without.
func (d *district) visitors() []visitor {
	out := []visitor{d.nobody}
	for _, r := range authority.AccountRoles() {
		out = append(out, d.people[r])
	}
	return out
}
