package intake

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/web"
)

// weigh runs the job.
func (r *rig) weigh() {
	r.Helper()
	if err := r.s.match(r.Context(), r.acc.System(matcher), "", nil, func(int64, int64) error { return nil }); err != nil {
		r.Fatal(err)
	}
}

func (r *rig) pairs(f PairFilter) []Pair {
	r.Helper()
	out, err := r.s.Pairs(r.Context(), r.as(authority.Coordinator).scope, f, nil, 50, 0)
	if err != nil {
		r.Fatal(err)
	}
	n, err := r.s.CountPairs(r.Context(), r.as(authority.Coordinator).scope, f)
	if err != nil || n != len(out) {
		r.Errorf("%d pairs, counted %d, %v", len(out), n, err)
	}
	home, since, err := r.s.WaitingPairs(r.Context(), r.as(authority.Coordinator).scope)
	if err != nil || f == (PairFilter{}) && home != n || (home > 0) != (since > 0) {
		r.Errorf("%d pairs, at home %d since %d, %v", n, home, since, err)
	}
	return out
}

// Each open case stands in the review with its most probable candidate; a
// decision takes it out, from whichever side it was made, and taking the
// decision back brings it in again.
func TestWhoIsReviewed(t *testing.T) {
	on(t, func(r *rig) {
		r.resident("p1", "3503034308439001", "SUMIRAH", "1943-08-03")
		_, first := r.file(authority.Registrar)
		_, second := r.file(authority.Partner, "nama", "Soemirah")
		_, other := r.file(authority.Registrar, "nama", "Kasiyan Budi", "jk", "L", "lahir.y", "1990", "ibu", "Wagirah")
		r.weigh()
		found := map[string][]string{}
		for _, p := range r.pairs(PairFilter{}) {
			found[p.CaseID] = append(found[p.CaseID], p.Candidate)
		}
		if len(found[first]) != 1 || found[first][0] != "register:p1" || len(found[second]) != 1 || len(found[other]) != 0 {
			r.Errorf("first %v, second %v, other %v", found[first], found[second], found[other])
		}
		if nobody, waiting, err := r.s.Unmatched(r.Context(), r.as(authority.Coordinator).scope, ""); err != nil || nobody != 1 || waiting != 0 {
			r.Errorf("%d are like nobody, %d wait, %v", nobody, waiting, err)
		}
		act := r.op(authority.Coordinator)
		if _, err := r.s.Decide(r.Context(), act, first, Verdict{Candidate: "register:p1", Decision: casefile.Same}); err != nil {
			r.Fatal(err)
		}
		has := func(caseID, candidate string) bool {
			for _, p := range r.pairs(PairFilter{}) {
				if p.CaseID == caseID && p.Candidate == candidate {
					return true
				}
			}
			return false
		}
		if has(first, "register:p1") {
			r.Error("what is decided is still reviewed")
		}
		// What is left is decided too: of two cases from the other one's side.
		for range 5 {
			for _, p := range r.pairs(PairFilter{}) {
				on, against := p.CaseID, p.Candidate
				if id, isCase := strings.CutPrefix(p.Candidate, "case:"); isCase {
					on, against = id, "case:"+p.CaseID
				}
				if _, err := r.s.Decide(r.Context(), r.op(authority.Coordinator), on, Verdict{Candidate: against, Decision: casefile.Different}); err != nil {
					r.Fatal(err)
				}
			}
		}
		r.weigh() // deciding changed the cases; the decisions hold
		if left := r.pairs(PairFilter{}); len(left) != 0 {
			r.Errorf("left: %+v", left)
		}
		st := r.state(first)
		if d, _ := st.Decided("register:p1"); d.Probability <= 0 || d.Model == "" {
			r.Errorf("what the program thought is not kept: %+v", d.IdentityDecidedBody)
		}
		if _, err := r.s.Undo(r.Context(), r.op(authority.Coordinator), first, act.ID); err != nil {
			r.Fatal(err)
		}
		r.weigh()
		if !has(first, "register:p1") {
			r.Error("a decision that was taken back is not reviewed again")
		}
	})
}

// One goes through all pairs by pressing: each decision and each skip leads to
// the next, and the last one back to the list. Nothing of the people stands in
// the address.
func TestReviewInTurn(t *testing.T) {
	on(t, func(r *rig) {
		r.resident("p1", "3503034308439001", "SUMIRAH", "1943-08-03")
		r.resident("p2", "3503034405519002", "PONIYEM", "1951-05-04")
		r.resident("p3", "3503034405619003", "WAGIYATI", "1961-05-04")
		for _, name := range []string{"Sumirah", "Poniyem", "Wagiyati"} {
			r.file(authority.Registrar, "nama", name, "lahir.y", map[string]string{"Sumirah": "1943", "Poniyem": "1951", "Wagiyati": "1961"}[name])
		}
		r.expect(authority.Coordinator, "GET", "/laporan/tinjau", nil, 200, "3 laporan belum dibandingkan", "Semua sudah diputuskan")
		r.weigh()
		r.expect(authority.Coordinator, "GET", "/laporan/tinjau", nil, 200, "Mulai meninjau", "PONIYEM", "Tidak ada yang mirip")
		for _, role := range []authority.Role{authority.Registrar, authority.Head, authority.Field} {
			r.expect(role, "GET", "/laporan/tinjau", nil, 403)
			r.expect(role, "POST", "/laporan/tinjau/terima", url.Values{}, 403)
		}
		at := r.expect(authority.Coordinator, "GET", "/laporan/tinjau/berikut", nil, 303)
		seen := map[string]bool{}
		for range 3 {
			if low := strings.ToLower(at); strings.Contains(low, "iyem") || strings.Contains(low, "3503034") {
				r.Errorf("the address tells of a person: %s", at)
			}
			page := r.expect(authority.Coordinator, "GET", at, nil, 200, "Apakah ini orang yang sama?", "3 pasangan menunggu", "Lewati", "Kemungkinan orang yang sama", `data-key="1"`)
			seen[between(page, "<b>", "</b>")] = true
			skip := between(between(page, reviewPath+"/berikut", "Lewati"), "?", `"`)
			at = r.expect(authority.Coordinator, "GET", reviewPath+"/berikut?"+strings.ReplaceAll(skip[:strings.IndexByte(skip, '"')], "&amp;", "&"), nil, 303)
		}
		// Who presses keys without meaning to switches them off, and on again.
		for _, on := range []string{"", "ya"} {
			req := httptest.NewRequest("POST", web.KeysPath, strings.NewReader(url.Values{"ke": {at}, "nyala": {on}}.Encode()))
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set("Sec-Fetch-Site", "same-origin")
			w := httptest.NewRecorder()
			r.srv.ServeHTTP(w, req)
			page := httptest.NewRequest("GET", at, nil)
			page.AddCookie(&http.Cookie{Name: "jempol", Value: r.as(authority.Coordinator).token})
			for _, c := range w.Result().Cookies() {
				page.AddCookie(c)
			}
			if w.Code != 303 || w.Header().Get("Location") != at {
				r.Errorf("the switch answers %d and leads to %s", w.Code, w.Header().Get("Location"))
			}
			shown := httptest.NewRecorder()
			r.srv.ServeHTTP(shown, page)
			if has := strings.Contains(shown.Body.String(), "data-key"); shown.Code != 200 || has != (on != "") {
				r.Errorf("nyala=%q: %d, keys %v", on, shown.Code, has)
			}
		}
		u, _ := url.Parse(at)
		for i, decision := range []string{"same", "different", "unsure"} {
			form := u.Query()
			form.Set("putusan", decision)
			form.Set("tanya", "ya")
			at = r.expect(authority.Coordinator, "POST", u.Path+"/identitas", form, 303)
			if i == 2 {
				break
			}
			if u, _ = url.Parse(at); u.Query().Get("antre") == "" {
				r.Fatalf("after %s: %s", decision, at)
			}
		}
		if at != reviewPath {
			r.Errorf("after the last: %s", at)
		}
		r.expect(authority.Coordinator, "GET", at, nil, 200, "Semua sudah diputuskan")
	})
}

// The number of somebody of the register is masked, shown for a reason, and the
// log has it.
func TestTheCandidatesNumber(t *testing.T) {
	on(t, func(r *rig) {
		r.resident("p1", "3503034308439001", "SUMIRAH", "1943-08-03")
		no, _ := r.file(authority.Registrar)
		here := "/laporan/" + no + "/nomor"
		ask := func(reason string) url.Values { return url.Values{"calon": {"register:p1"}, "alasan": {reason}} }
		if page := r.expect(authority.Coordinator, "GET", "/laporan/"+no, nil, 200, "3503••••••••9001", "Tampilkan"); strings.Contains(page, "3503034308439001") {
			r.Error("the whole number")
		}
		if page := r.expect(authority.Coordinator, "POST", here, ask(""), 200, "Tampilkan 60 detik"); strings.Contains(page, "3503034308439001") {
			r.Error("the whole number before the reason")
		}
		r.expect(authority.Coordinator, "POST", here, ask("compare"), 200, "3503034308439001")
		r.expect(authority.Coordinator, "POST", here, ask("iseng"), 422)
		r.expect(authority.Registrar, "POST", here, ask("compare"), 403)
		var n int
		if err := r.d.QueryRow(r.Context(), `SELECT COUNT(*) FROM access_log WHERE office_id = $1 AND action = 'reveal.nik' AND subject_kind = 'resident' AND subject_id = 'p1'`, office).Scan(&n); err != nil || n != 1 {
			r.Errorf("%d lines in the log, %v", n, err)
		}
	})
}

// What the search is sure of by itself is accepted together by whoever presses,
// each as a decision of its own; two cases never are.
func TestAcceptingWhatIsSure(t *testing.T) {
	on(t, func(r *rig) {
		// Among so few that a search cannot be sure of anybody it is sure of nobody.
		people := []register.Record{{ID: "p1", NIK: "3503034308439001", Name: "SUMIRAH KARTOREJO", Sex: "P", Birth: "1943-08-03", Village: siki, Mother: "SAINEM", State: register.StateActive}}
		names := []string{"WAGIMAN", "PONIRAN", "KASIYEM", "TUKIJO", "SARMIN", "LEGINAH", "MARSUDI", "RUBIYAH", "DARMAJI", "SUPRAPTI", "JUMADI", "KEMIS"}
		for i := range 900 {
			people = append(people, register.Record{ID: "x" + strconv.Itoa(i), Name: names[i%12] + " " + names[(i/12)%11], Sex: []string{"L", "P"}[i%2],
				Birth: strconv.Itoa(1930+i%80) + "-0" + strconv.Itoa(1+i%9) + "-1" + strconv.Itoa(i%10), Village: []string{siki, "35.03.02.2010", "35.03.03.2005"}[i%3], Mother: names[(i+5)%12], State: register.StateActive})
		}
		if _, err := r.s.Register.Load(r.Context(), r.acc.System("test"), people); err != nil {
			r.Fatal(err)
		}
		_, first := r.file(authority.Registrar, "nama", "Sumirah Kartorejo", "lahir.m", "8", "lahir.d", "3", "nik", "3503034308439001")
		_, doubtful := r.file(authority.Registrar, "nama", "Soemirah", "lahir.y", "1950", "ibu", "")
		r.weigh()
		// Weighing many says of each what looking at one says.
		for _, name := range []string{"Soemirah Kartoredjo", "Wagiman Poniran", "Sumirah", "Legina"} {
			q := register.Query{Name: name, Village: siki, Sex: "P"}
			whole, err := r.s.Register.Candidates(r.Context(), r.as(authority.Coordinator).scope, q)
			if err != nil {
				r.Fatal(err)
			}
			now, err := r.s.Register.Moment(r.Context(), r.as(authority.Coordinator).scope, nil)
			if err != nil {
				r.Fatal(err)
			}
			few, err := now.Weigh(r.Context(), q)
			if err != nil {
				r.Fatal(err)
			}
			at := map[string]float64{}
			for _, c := range whole {
				at[c.Ref] = c.Probability
			}
			for _, c := range few[0] {
				if p, ok := at[c.Ref]; !ok && len(whole) < register.MaxCandidates || ok && p != c.Probability {
					r.Errorf("%s: %s is %v, looked at %v", name, c.Ref, c.Probability, p)
				}
			}
		}
		_, err := r.s.AcceptSure(r.Context(), r.op(authority.Registrar), PairFilter{})
		wantKind(r.TB, err, fault.Forbidden, "")
		made, err := r.s.AcceptSure(r.Context(), r.op(authority.Coordinator), PairFilter{})
		if err != nil {
			r.Fatal(err)
		}
		st := r.state(first)
		if made != 1 || decided(st, "register:p1") != casefile.Same {
			r.Errorf("%d accepted, decided %q", made, decided(st, "register:p1"))
		}
		if st := r.state(doubtful); len(st.Identity) != 0 {
			r.Errorf("a doubtful one is decided: %+v", st.Identity)
		}
		for _, d := range append(r.state(first).Identity, r.state(doubtful).Identity...) {
			if strings.HasPrefix(d.Candidate, "case:") {
				r.Errorf("two cases are made one by a press: %+v", d)
			}
		}
	})
}
