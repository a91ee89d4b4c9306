package permission

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/web"
)

func TestEveryRoleOnEveryRouteSQLite(t *testing.T) {
	t.Parallel()
	d := openDistrict(t)
	d.each = 3
	hold(d)
}

// The handlers are the same on PostgreSQL, the filters are not: fewer subjects
// of each kind are enough.
func TestEveryRoleOnEveryRoutePostgres(t *testing.T) {
	t.Parallel()
	d := openDistrict(t, "database="+dbtest.PostgresURL(t))
	d.each = 1
	hold(d)
}

func hold(d *district) {
	d.Helper()
	for _, fault := range untabled(d.routes, eventTypes()) {
		d.say("%s", fault)
	}
	d.reasoning()
	for _, rt := range d.routes {
		if rt.Method == http.MethodGet {
			d.reading(rt)
		} else if rt.Action != web.Public {
			d.acting(rt)
		}
	}
	d.searching()
	d.candidates()
	d.asking()
	d.visiting()
	for _, rt := range d.routes {
		if rt.Method == http.MethodPost && rt.Action != web.Public {
			d.stumbling(rt)
		}
	}
	for _, p := range planted {
		if !d.seen[p.prefix] {
			d.say("no page shows %s %s to those who may see it: the test is blind to it", p.prefix, p.field)
		}
	}
	d.leaks()
	if len(d.garbled) < 40 {
		d.say("only %d sorts of forms were sent with signs that no database holds", len(d.garbled))
	}
}

// rare are pages that only a moment has which the history of the district need
// not hold, or that lead on to another; they are held by the tests of their
// rooms.
var rare = map[string]bool{
	"/perjalanan/{trip}/nota/{hash}":     true, // a photo of a receipt
	"/amplop/{no}/bukti/{hash}":          true, // a photo taken at the door
	"/amplop/{no}/terima":                true, // only while the envelope is with whoever asks
	"/cari/{id}":                         true, // only whoever searched
	"/kasus/{case}/pencarian":            true, // a search that is pending
	"/laporan/impor/{id}/bandingkan":     true, // a row that resembles somebody who has a case
	"/laporan/impor/{id}/kesalahan.xlsx": true,
	"/laporan/surat/{id}/pindaian":       true, // a letter that came with its scan
	"/persetujuan/{case}/setujui":        true, // a failed capture that waits
	"/persetujuan/{case}/tolak":          true, // a failed capture that waits
	"/persetujuan/{case}/bukti":          true, // a photo of a failed capture
}

// more are parameters without which a page has nothing to show.
func (d *district) more(pattern string) []string {
	out := []string{""}
	switch pattern {
	case "/kasus/{case}/formulir/{code}":
		return []string{"", ".pdf"}
	case "/kasus/unduh", "/laporan/penduduk-ganda/unduh":
		return []string{"?bentuk=xlsx", "?bentuk=csv"}
	case "/penyerahan":
		return []string{"", "?bagian=kembali", "?bagian=selesai"}
	case "/kasus":
		return []string{"", "?tahap=selesai", "?tahap=keluar", "?halaman=2"}
	case "/lapor":
		for _, r := range d.rows(1, `SELECT tip_id FROM public_tip`) {
			out = append(out, "?warga="+r[0])
		}
	case "/perjalanan/rencana/mengapa":
		out = nil
		for _, s := range spread(d.cases, d.each) {
			out = append(out, "?kasus="+s.values["case"])
		}
	case "/perjalanan/rencana/kerja/{plan}/hari":
		out = nil
		for _, rute := range []string{"0", "1", "2", "3"} {
			out = append(out, "?rencana=home&rute="+rute)
		}
	case "/penyerahan/baru", "/perjalanan", "/perjalanan/baru", "/lapangan":
		for _, s := range spread(d.cases, 10*d.each) {
			out = append(out, "?kasus="+s.values["case"])
		}
	}
	return out
}

// reading asks every role for a page, of subjects inside its reach and outside.
func (d *district) reading(rt web.Route) {
	d.Helper()
	if rt.Action == web.Public {
		for _, v := range d.visitors() {
			path := strings.NewReplacer("{token}", "salah", "{kode}", "SALAH", "{id}", "salah").Replace(rt.Pattern)
			d.garble(v, path, d.read(v, path))
		}
		return
	}
	action, all := authority.Action(rt.Action), d.subjects(rt.Pattern)
	if all == nil {
		d.say("%s: the test knows no subject for this address", rt.Pattern)
	}
	for _, v := range d.visitors() {
		in, out := split(all, action, v)
		for _, s := range spread(out, d.each) {
			if path := s.path(rt.Pattern); path != "" {
				d.refused(v, "GET "+path, d.read(v, path))
			}
		}
		shown := 0
		for _, s := range spread(in, 30) {
			path := s.path(rt.Pattern)
			if path == "" || shown >= d.each {
				continue
			}
			for _, query := range d.more(rt.Pattern) {
				a := d.read(v, path+query)
				for range 2 {
					if a.code == http.StatusSeeOther {
						a = d.read(v, a.to)
					}
				}
				switch {
				case a.code == http.StatusOK:
					shown++
					d.garble(v, path+query, a)
				case query != "" && a.code == http.StatusForbidden: // what the parameter names lies outside
				case a.code == http.StatusForbidden, a.code == http.StatusUnauthorized, a.code >= 500:
					d.say("%s GET %s: %d, and the table allows it", v.name(), path+query, a.code)
				}
			}
		}
		if shown == 0 && len(in) > 0 && !rare[rt.Pattern] {
			d.say("%s GET %s: none of %d could be opened", v.name(), rt.Pattern, len(in))
		}
	}
}

// acting lets every role try what it may not do.
func (d *district) acting(rt web.Route) {
	d.Helper()
	action, all := authority.Action(rt.Action), d.subjects(rt.Pattern)
	if all == nil {
		d.say("%s: the test knows no subject for this address", rt.Pattern)
	}
	before := d.kept()
	for _, v := range d.visitors() {
		_, out := split(all, action, v)
		for _, s := range spread(out, d.each) {
			path := s.path(rt.Pattern)
			if path == "" {
				continue
			}
			a := v.post(path, "alasan", account.Reasons[0], "field", "nik", "perhentian", d.stopOf(s), "jawaban", "yes", "keadaan", "intact", "langkah", "simpan")
			d.refused(v, "POST "+path, a)
			d.look(v, path, a)
		}
	}
	if after := d.kept(); after != before {
		d.say("POST %s: somebody who may not changed something: %s, then %s", rt.Pattern, before, after)
	}
}

// stumbling lets every role send empty forms of what it may do: a page that
// says what is missing shows the person again.
func (d *district) stumbling(rt web.Route) {
	d.Helper()
	if strings.HasPrefix(rt.Pattern, "/admin/orang/") || strings.HasPrefix(rt.Pattern, "/akun") {
		return // these would end the sessions of those who ask
	}
	for _, v := range d.visitors() {
		in, _ := split(d.subjects(rt.Pattern), authority.Action(rt.Action), v)
		said := 0
		for _, s := range spread(in, 12) {
			path := s.path(rt.Pattern)
			if path == "" || said >= d.each {
				continue
			}
			logged := d.count("access_log")
			a := v.post(path, "untuk", account.Reasons[0])
			if a.code != http.StatusConflict && a.code != http.StatusNotFound {
				said++
			}
			if d.look(v, path, a) && d.count("access_log") == logged {
				d.say("%s POST %s: %d shows a person without a line in the access log", v.name(), path, a.code)
			}
			if a.code >= 500 {
				d.say("%s POST %s: %d", v.name(), path, a.code)
			}
		}
	}
}

func (d *district) stopOf(s *subject) string {
	d.Helper()
	rows := d.rows(1, `SELECT stop FROM trip_stop WHERE trip_id = $1 ORDER BY position`, s.values["trip"])
	if len(rows) == 0 {
		return ""
	}
	return rows[0][0]
}

func split(all []*subject, action authority.Action, v visitor) (in, out []*subject) {
	for _, s := range all {
		if v.token != "" && within(action, v.actor, s) {
			in = append(in, s)
		} else {
			out = append(out, s)
		}
	}
	return in, out
}

// refused holds the answer to somebody who may not.
func (d *district) refused(v visitor, what string, a answer) {
	d.Helper()
	ok := a.code == http.StatusNotFound || a.code == http.StatusForbidden && !v.actor.Role.Hides()
	if v.token == "" {
		ok = a.code == http.StatusUnauthorized || a.code == http.StatusSeeOther && strings.HasPrefix(a.to, "/masuk")
	}
	if !ok {
		d.say("%s %s: %d %s, and the table refuses it", v.name(), what, a.code, a.to)
	}
	if m := words.FindString(a.text); m != "" {
		d.say("%s %s: the refusal shows %s", v.name(), what, m)
	}
}

// read opens a page, answers its question and holds what it shows.
func (d *district) read(v visitor, path string) answer {
	d.Helper()
	logged := d.count("access_log")
	a := v.get(path)
	why := whyField.FindStringSubmatch(a.text)
	if d.look(v, path, a) && d.count("access_log") == logged {
		d.say("%s GET %s shows a person without a line in the access log", v.name(), path)
	}
	if a.code == http.StatusOK && why != nil && !strings.Contains(path, "?") {
		return d.read(v, path+"?untuk="+why[1])
	}
	return a
}

// health are the words for why somebody is vulnerable.
var health = func() (out []string) {
	t, err := lawbook.Current().Table("vulnerability")
	if err != nil {
		panic(err)
	}
	for _, c := range t.Codes {
		out = append(out, strings.ToLower(lawbook.Current().Label("vulnerability", c.Code, i18n.ID)))
	}
	return out
}()

// look holds every word of an answer against the reach of whoever reads it, and
// says whether it shows a person.
func (d *district) look(v visitor, path string, a answer) (person bool) {
	d.Helper()
	d.identify(v, path, a)
	seen := map[string]bool{}
	for _, m := range words.FindAllStringSubmatch(a.text, -1) {
		if seen[m[0]] {
			continue
		}
		seen[m[0]] = true
		prefix, n := m[1], 0
		if action, ok := papers[prefix]; ok {
			if authority.Reaches(v.actor.Role, action) != authority.Office {
				d.say("%s %s shows %q", v.name(), path, m[0])
			}
			continue
		}
		person = true
		if m[3] != "" {
			prefix = m[3]
			n, _ = strconv.Atoi(m[4])
			n -= 9_000_000
		} else {
			for i := 2; i >= 0; i-- {
				n = n*20 + int(m[2][i]-'a')
			}
		}
		if n >= len(d.cases) {
			if m[3] != "" {
				continue // a number of the demonstration that looks like a planted one
			}
			d.say("%s %s shows %q, which is nobody's word", v.name(), path, m[0])
			continue
		}
		d.seen[prefix] = true
		if !d.mayKnow(v, prefix, n) {
			d.say("%s %s shows %q of %s", v.name(), path, m[0], d.caseWord(n))
		}
	}
	if nik := wholeNIK.FindString(a.text); nik != "" && !(authority.Reaches(v.actor.Role, "page.siak") != authority.None && strings.HasPrefix(path, "/siak/")) {
		d.say("%s %s shows a whole number", v.name(), path)
	}
	if a.code == http.StatusOK && authority.Reaches(v.actor.Role, "page.person") == authority.None {
		for _, part := range []string{"/kasus/", "/amplop/", "/perjalanan/", "/persetujuan", "/penyerahan", "/cari/"} {
			for _, w := range health {
				if strings.HasPrefix(path, part) && strings.Contains(a.text, w) {
					d.say("%s %s says %q", v.name(), path, w)
				}
			}
		}
	}
	return person
}

func (d *district) caseWord(n int) string {
	return fmt.Sprintf("%s (%s)", d.cases[n].values["case"], d.cases[n].kind)
}

// searching looks for people by name, by case number and by NIK.
func (d *district) searching() {
	d.Helper()
	for _, v := range d.visitors() {
		if v.token == "" || authority.Reaches(v.actor.Role, "page.search") == authority.None {
			continue
		}
		in, out := split(d.cases, "page.search", v)
		for _, s := range spread(out, 2*d.each) {
			queries := []string{word("qna", s.n), s.values["case"]}
			for _, r := range d.rows(2, `SELECT nik, kk FROM case_person WHERE case_id = $1`, s.caseID) {
				queries = append(queries, r...)
			}
			for _, q := range queries {
				if q == "" {
					continue
				}
				a := d.search(v, q)
				if q != s.values["case"] && strings.Contains(a.text, strings.ToLower(s.values["case"])) || strings.Contains(a.text, `href="/kasus/`+strings.ToLower(s.values["case"])) {
					d.say("%s finds %s, which lies outside", v.name(), s.values["case"])
				}
			}
		}
		for _, s := range spread(in, 2) {
			if a := d.search(v, word("qna", s.n)); !strings.Contains(a.text, strings.ToLower(s.values["case"])) && !strings.Contains(s.kind, "withdrawn") {
				d.say("%s does not find %s (%s)", v.name(), s.values["case"], s.kind)
			}
		}
	}
}

func (d *district) search(v visitor, q string) answer {
	d.Helper()
	a := v.post("/cari", "q", q)
	if a.code != http.StatusSeeOther || strings.Contains(a.to, q) {
		d.Fatalf("%s searches: %d %s", v.name(), a.code, a.to)
	}
	found := d.read(visitor{v.d, v.actor, v.token, q}, a.to)
	for _, other := range d.visitors() {
		if other.actor.Role != v.actor.Role {
			if b := other.get(a.to); b.code == http.StatusOK {
				d.say("%s opens what %s searched for", other.name(), v.name())
			}
		}
	}
	return found
}

// candidates types the data of somebody in the register and of a case into the
// form of a report: who may not ask the register learns nothing of it.
func (d *district) candidates() {
	d.Helper()
	r := d.rows(5, `SELECT nik, name, village, mother, birth FROM resident_record WHERE village <> '35.03.04.2010' AND mother <> '' ORDER BY person_id`)[0]
	for _, v := range d.visitors() {
		a := v.post("/lapor/kandidat", "nama", r[1], "nik", r[0], "desa", r[2], "lahir", r[4])
		if v.token == "" || authority.Reaches(v.actor.Role, "page.report") == authority.None {
			d.refused(v, "POST /lapor/kandidat", a)
			continue
		}
		told := strings.Contains(a.text, r[0][12:]) || r[3] != "" && strings.Contains(a.text, strings.ToLower(r[3]))
		if told != (authority.Reaches(v.actor.Role, "register.candidates") != authority.None) {
			d.say("%s POST /lapor/kandidat: %d, hears of the register: %v", v.name(), a.code, told)
		}
		d.look(v, "/lapor/kandidat", a)
		for _, s := range spread(d.cases, 2*d.each) {
			d.look(v, "/lapor/kandidat", v.post("/lapor/kandidat", "nama", word("qna", s.n), "desa", s.targets[0].Area))
		}
	}
}

// asking answers the question of the case page, which is a POST.
func (d *district) asking() {
	d.Helper()
	for _, v := range d.visitors() {
		in, _ := split(d.cases, "page.person", v)
		for _, s := range spread(in, d.each) {
			path, logged := "/kasus/"+s.values["case"]+"/orang", d.count("access_log")
			a := v.post(path, "alasan", account.Reasons[0])
			if d.look(v, path, a); a.code != http.StatusOK || d.count("access_log") == logged {
				d.say("%s POST %s: %d, %d lines in the access log", v.name(), path, a.code, d.count("access_log")-logged)
			}
		}
	}
}

// reasoning says once what a case is read for: the pages of every room go on with
// it and log each look, for this person and this case.
func (d *district) reasoning() {
	d.Helper()
	v, other, held := d.people[authority.Coordinator], d.people[authority.Verifier], 0
	for _, s := range d.cases {
		at := "/kasus/" + s.values["case"]
		first, pages := at+"/berkas", []string{at + "/data", at + "/berkas", at}
		if held >= 2*d.each || !within("page.dossier", v.actor, s) || !whyField.MatchString(v.get(at+"/data").text) || !whyField.MatchString(v.get(first).text) {
			continue
		}
		held++
		if held%2 == 0 {
			v.post(at+"/orang", "alasan", "check")
		} else if a := v.get(first + "?untuk=check"); a.code != http.StatusOK {
			d.say("%s: %d", first, a.code)
		}
		for _, page := range pages {
			logged := d.count("access_log WHERE purpose = 'asked:check'")
			if a := v.get(page); a.code != http.StatusOK || whyField.MatchString(a.text) || page == at && strings.Contains(a.text, `name="alasan"`) {
				d.say("%s asks again what for: %d", page, a.code)
			}
			if d.count("access_log WHERE purpose = 'asked:check'") != logged+1 {
				d.say("%s is not logged with the reason", page)
			}
		}
		if a := other.get(first); within("page.dossier", other.actor, s) && a.code == http.StatusOK && !whyField.MatchString(a.text) && d.count("work WHERE role = 'verifier' AND subject_id = '"+s.caseID+"'") == 0 {
			d.say("%s: the reason of somebody else is taken", first)
		}
	}
	if held == 0 {
		d.say("no page asks what a case is read for")
	}
}

// visiting answers the questions of a visit that is under way: each page of it
// names the person.
func (d *district) visiting() {
	d.Helper()
	v, asked := d.people[authority.Field], 0
	for _, s := range d.cases {
		at := "/lapangan/" + s.values["trip"] + "/" + s.values["case"]
		if asked >= 2*d.each || !strings.HasSuffix(s.kind, " due") || v.get(at).code != http.StatusSeeOther {
			continue
		}
		asked++
		for _, answer := range [][]string{{"hadir", "hadir", "yes"}, {"identitas", "sumber", "family", "saksi", "2"}} {
			a := v.post(at+"/"+answer[0], answer[1:]...)
			if a.code == http.StatusSeeOther {
				d.garble(v, a.to, d.read(v, a.to))
			}
		}
	}
	if asked == 0 {
		d.say("nobody is to be visited today")
	}
}
