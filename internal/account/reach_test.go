package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// planted is a case with a secret in its person, so that what is read can be
// searched for what must not be there.
type planted struct {
	id, number, secret string
	target             authority.Target
}

// plant reports a person through the ledger, as somebody in that scope does.
func (w *world) plant(s db.Scope, n int, area, agency, institution string) planted {
	w.Helper()
	p := planted{id: ledger.NewID(), number: fmt.Sprintf("JK-2021-%05d", n), secret: fmt.Sprintf("Rahasia%d", n),
		target: authority.Target{Area: area, Agency: agency, Institution: institution, Reporter: s.Person}}
	_, err := w.l.Do(w.Context(), w.op(s), func(*db.Tx) ([]ledger.Draft, error) {
		return []ledger.Draft{{
			Subject: ledger.Subject{Kind: casefile.KindCase, ID: p.id}, Type: casefile.Reported, Area: area,
			Body: casefile.ReportedBody{Number: p.number, Channel: "office", Agency: agency, Institution: institution, Basis: "public_task"},
			Personal: casefile.PersonPersonal{Fields: []casefile.Assertion{
				{Field: casefile.FieldName, Value: p.secret, Certainty: "said"},
				{Field: casefile.FieldVillage, Value: area, Certainty: "said"}}},
		}}, nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return p
}

// refer gives a case to another agency.
func (w *world) refer(p planted, agency string) planted {
	w.Helper()
	_, coordinator := w.person("perujuk-"+p.number, rightsOf(authority.Coordinator))
	for _, d := range []ledger.Draft{{Type: casefile.Accepted, Body: casefile.AcceptedBody{}},
		{Type: casefile.Referred, Body: casefile.ExitBody{Reason: "social", Evidence: "note", To: agency, Agency: agency}}} {
		d.Subject, d.Area = ledger.Subject{Kind: casefile.KindCase, ID: p.id}, p.target.Area
		if _, err := w.l.Do(w.Context(), w.op(coordinator), func(*db.Tx) ([]ledger.Draft, error) { return []ledger.Draft{d}, nil }); err != nil {
			w.Fatal(err)
		}
	}
	p.target.Watcher, p.target.Agency = p.target.Agency, agency
	return p
}

// listed reads what a list page would.
func (w *world) listed(s db.Scope, filter string, args []any) []string {
	w.Helper()
	rows, err := w.d.Query(w.Context(), `SELECT c.case_id FROM case_file c WHERE c.office_id = $1 AND `+filter+` ORDER BY c.case_id`,
		append([]any{s.Office}, args...)...)
	if err != nil {
		w.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			w.Fatal(err)
		}
		out = append(out, id)
	}
	return out
}

// Every role × every action × cases of every kind of place: what Check allows
// is what the table says, and a list shows exactly what Check allows.
func TestRolesActionsAreas(t *testing.T) {
	on(t, func(w *world) {
		scopes := map[authority.Role]db.Scope{}
		actors := map[authority.Role]authority.Actor{}
		for _, role := range authority.AccountRoles() {
			p, s := w.person("orang-"+string(role), rightsOf(role))
			scopes[role], actors[role] = s, p.Actor()
		}
		scopes[authority.Public], scopes[authority.Courier] = w.a.Public(), w.a.Courier("e1")
		scopes[authority.System] = w.a.System("test")
		for _, r := range []authority.Role{authority.Public, authority.Courier, authority.System} {
			actors[r] = ActorOf(scopes[r])
		}
		office := scopes[authority.Coordinator]
		cases := []planted{
			w.plant(office, 1, "35.03.02.2010", "", ""),
			w.plant(office, 2, "35.03.02.2011", "", ""),
			w.plant(office, 3, "35.03.04.2001", "dinsos", ""),
			w.plant(scopes[authority.Social], 4, "35.03.02.2010", "dinsos", ""),
			w.plant(office, 5, "35.03.04.2001", "dinkes", "panti-1"),
			w.plant(scopes[authority.Institution], 6, "35.03.04.2001", "", "panti-1"),
			w.plant(office, 7, "35.03.04.2001", "", "panti-2"),
			w.plant(scopes[authority.Partner], 8, "35.03.02.2011", "", "panti-9"),
			w.plant(scopes[authority.Registrar], 9, "35.03.02.2010", "", ""),
		}
		// One that the social officer's agency reported is with another agency now,
		// and one of that agency's is with it.
		cases = append(cases, w.refer(w.plant(office, 10, "35.03.04.2001", "dinsos", ""), "dinkes"), w.refer(w.plant(office, 11, "35.03.04.2001", "dinkes", ""), "dinsos"))
		cells, open := 0, 0
		for _, role := range authority.Roles() {
			s := scopes[role]
			for _, action := range append(authority.Actions(), "page.unlisted") {
				var may []string
				err := w.d.View(w.Context(), func(tx *db.Tx) error {
					for _, c := range cases {
						cells++
						got := w.a.Check(tx, s, action, c.id)
						want := authority.Allowed(action, actors[role], c.target)
						if (got == nil) != (want == nil) {
							w.Errorf("%s %s on %s: %v, the table says %v", role, action, c.number, got, want)
						}
						if got == nil {
							may = append(may, c.id)
							continue
						}
						if kind := fault.As(got).Kind; role.Hides() && kind != fault.NotFound || !role.Hides() && kind != fault.Forbidden {
							w.Errorf("%s %s is refused with %v", role, action, got)
						}
						if strings.Contains(got.Error(), "Rahasia") {
							w.Errorf("a refusal names the person: %v", got)
						}
					}
					return nil
				})
				if err != nil {
					w.Fatal(err)
				}
				open += len(may)
				filter, args := Filter(s, action, "c", 2)
				shown := w.listed(s, filter, args)
				slices.Sort(may)
				var reached []string
				for _, c := range cases {
					if Reach(s, action)(c.target) {
						reached = append(reached, c.id)
					}
				}
				if slices.Sort(reached); !slices.Equal(reached, shown) {
					w.Errorf("%s %s: Reach keeps %d, Filter %d", role, action, len(reached), len(shown))
				}
				if role == authority.System { // a job's list is its purpose
					if len(shown) != len(cases) {
						w.Errorf("a job sees %d cases", len(shown))
					}
					continue
				}
				if !slices.Equal(may, shown) {
					w.Errorf("%s %s: Check allows %d, the list shows %d", role, action, len(may), len(shown))
				}
			}
		}
		w.Logf("%d cells, %d open", cells, open)

		// The same by content: what stands in a list is what the role may list.
		expect := map[authority.Role][]int{
			authority.Coordinator: {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, authority.Field: {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
			authority.Verifier: {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, authority.Siak: {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
			authority.Handover: {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, authority.Registrar: {1, 4, 9}, authority.Social: {3, 4, 10, 11},
			authority.Institution: {5, 6}, authority.Partner: {8},
			authority.Head: nil, authority.Admin: nil, authority.Companion: nil, authority.Courier: nil, authority.Public: nil,
		}
		for role, numbers := range expect {
			filter, args := CaseFilter(scopes[role], "c", 2)
			page := w.names(scopes[role], filter, args)
			for i, c := range cases {
				if shown, may := strings.Contains(page, c.secret+";"), slices.Contains(numbers, i+1); shown != may {
					w.Errorf("%s: %s shown %v, may %v", role, c.number, shown, may)
				}
			}
		}
	})
}

func (w *world) names(s db.Scope, filter string, args []any) string {
	w.Helper()
	rows, err := w.d.Query(w.Context(), `SELECT p.name FROM case_file c JOIN case_person p ON p.office_id = c.office_id AND p.case_id = c.case_id
		WHERE c.office_id = $1 AND `+filter+` ORDER BY p.name`, append([]any{s.Office}, args...)...)
	if err != nil {
		w.Fatal(err)
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			w.Fatal(err)
		}
		b.WriteString(name + ";")
	}
	return b.String()
}

func TestEmptyAndForeignScopesReachNothing(t *testing.T) {
	on(t, func(w *world) {
		_, office := w.person("koor", rightsOf(authority.Coordinator))
		c := w.plant(office, 1, "35.03.02.2010", "", "")
		foreign := office
		foreign.Office = "3504"
		noArea := db.Scope{Office: office.Office, Role: "registrar", Person: "x"}
		everything := db.Scope{Office: office.Office, Role: "registrar", Person: "x", Areas: []string{""}}
		for name, s := range map[string]db.Scope{"zero": {}, "no role": {Office: office.Office, Areas: []string{""}},
			"another office": foreign, "registrar without an area": noArea, "registrar of everything": everything,
			"social without an agency":          {Office: office.Office, Role: "social", Person: "x"},
			"institution without one":           {Office: office.Office, Role: "institution", Person: "x"},
			"partner without a name":            {Office: office.Office, Role: "partner"},
			"courier of an envelope not theirs": w.a.Courier("e9")} {
			filter, args := CaseFilter(s, "c", 2)
			if n := len(w.listed(db.Scope{Office: office.Office}, filter, args)); n != 0 {
				w.Errorf("%s lists %d cases", name, n)
			}
			err := w.d.View(w.Context(), func(tx *db.Tx) error { return w.a.Check(tx, s, "page.case", c.id) })
			if err == nil {
				w.Errorf("%s opens the case", name)
			}
		}
	})
}

func TestCaseByNumber(t *testing.T) {
	on(t, func(w *world) {
		_, office := w.person("koor", rightsOf(authority.Coordinator))
		_, far := w.person("jauh", Rights{Role: authority.Registrar, Areas: []string{"35.03.05"}})
		c := w.plant(office, 12, "35.03.02.2010", "", "")
		id, err := w.a.CaseByNumber(w.Context(), office, "page.case", c.number)
		if err != nil || id != c.id {
			w.Errorf("%q %v", id, err)
		}
		for _, typed := range []string{"JK-2021-12", "jk 2021 012", "jk202100012"} {
			if id, err = w.a.CaseByNumber(w.Context(), office, "page.case", typed); err != nil || id != c.id {
				w.Errorf("%s finds %q: %v", typed, id, err)
			}
		}
		_, err = w.a.CaseByNumber(w.Context(), office, "page.case", "JK-2021-1")
		want(w.T, err, fault.NotFound, "fault.account.case")
		_, err = w.a.CaseByNumber(w.Context(), office, "page.case", "JK-2021-99999")
		want(w.T, err, fault.NotFound, "fault.account.case")
		_, err = w.a.CaseByNumber(w.Context(), far, "page.case", c.number)
		want(w.T, err, fault.Forbidden, "fault.authority.out_of_reach.own_area")
		_, err = w.a.CaseByNumber(w.Context(), w.a.Public(), "page.case", "JK-2021-99999")
		want(w.T, err, fault.NotFound, "fault.authority.not_found")
	})
}

func TestAccessLog(t *testing.T) {
	on(t, func(w *world) {
		me, office := w.person("koor", rightsOf(authority.Coordinator))
		_, verifier := w.person("veri", rightsOf(authority.Verifier))
		_, head := w.person("kadis", rightsOf(authority.Head))
		c := w.plant(office, 1, "35.03.02.2010", "", "")
		entry := AccessEntry{Action: "page.person", Kind: casefile.KindCase, ID: c.id}

		want(w.T, w.a.Log(w.Context(), verifier, entry), fault.Invalid, "fault.account.purpose")
		want(w.T, w.a.Log(w.Context(), db.Scope{}, entry), fault.Internal, "fault.account.log")
		want(w.T, w.a.Log(w.Context(), office, AccessEntry{Action: "page.unlisted", Kind: "case", ID: c.id}), fault.Internal, "fault.account.log")

		// A fresh report is the coordinator's open work, and nobody else's.
		_, mine, err := w.a.ForWork(w.Context(), verifier, casefile.KindCase, c.id)
		if err != nil || mine {
			w.Errorf("the verifier has work on a report: %v %v", mine, err)
		}
		s, mine, err := w.a.ForWork(w.Context(), office, casefile.KindCase, c.id)
		if err != nil || !mine || !strings.HasPrefix(s.Purpose, "work:") {
			w.Fatalf("%q %v %v", s.Purpose, mine, err)
		}
		if err := w.a.Log(w.Context(), s, entry); err != nil {
			w.Fatal(err)
		}
		w.later(1e9)
		if err := w.a.Log(w.Context(), w.a.With(verifier, "asked by phone"), AccessEntry{Action: "page.dossier", Kind: casefile.KindCase, ID: c.id, Detail: "F-1.01"}); err != nil {
			w.Fatal(err)
		}
		if err := w.a.Log(w.Context(), verifier, AccessEntry{Action: "page.search", Kind: AccessList}); err != nil {
			w.Fatal(err)
		}
		for _, reader := range []db.Scope{office, head} {
			list, _, _, err := w.a.AccessOf(w.Context(), reader, c.id, LogFilter{}, 0, 10)
			if err != nil || len(list) != 2 {
				w.Fatalf("%d lines, %v", len(list), err)
			}
			if list[0].Purpose != "asked by phone" || list[0].Detail != "F-1.01" || list[1].Person != me.Name || list[1].Role != authority.Coordinator || list[1].Action != "page.person" {
				w.Errorf("%+v", list)
			}
		}
		_, _, _, err = w.a.AccessOf(w.Context(), verifier, c.id, LogFilter{}, 0, 10)
		want(w.T, err, fault.Forbidden, "fault.authority.forbidden")
		// A request that went away before the row was durable shows nothing.
		gone, cancel := context.WithCancel(w.Context())
		cancel()
		if err := w.a.Log(gone, s, entry); err == nil {
			w.Error("an unlogged page would have been shown")
		}
	})
}

func TestReveal(t *testing.T) {
	on(t, func(w *world) {
		_, siak := w.person("siak", rightsOf(authority.Siak))
		_, other := w.person("siak2", rightsOf(authority.Siak))
		_, handover := w.person("serah", rightsOf(authority.Handover))
		_, near := w.person("dekat", rightsOf(authority.Registrar))
		_, office := w.person("koor", rightsOf(authority.Coordinator))
		c := w.plant(office, 1, "35.03.04.2001", "", "")
		shown := func(s db.Scope, field string) bool {
			until, err := w.a.Revealed(w.Context(), s, casefile.KindCase, c.id, field)
			if err != nil {
				w.Fatal(err)
			}
			return !until.IsZero()
		}
		nik := casefile.FieldNIK
		want(w.T, w.a.Reveal(w.Context(), siak, casefile.KindCase, c.id, nik, ""), fault.Invalid, "fault.account.purpose")
		want(w.T, w.a.Reveal(w.Context(), siak, casefile.KindCase, c.id, nik, ReasonMore), fault.Invalid, "fault.account.purpose")
		want(w.T, w.a.Reveal(w.Context(), siak, casefile.KindCase, c.id, casefile.FieldMother, "siak"), fault.Invalid, "fault.account.reveal_field")
		want(w.T, w.a.Reveal(w.Context(), handover, casefile.KindCase, c.id, nik, "compare"), fault.Forbidden, "fault.authority.forbidden")
		want(w.T, w.a.Reveal(w.Context(), near, casefile.KindCase, c.id, nik, "form"), fault.Forbidden, "fault.authority.out_of_reach.own_area")
		if n := w.count("access_log", "1 = 1"); n != 0 {
			w.Errorf("%d rows of refused reveals", n)
		}
		if err := w.a.Reveal(w.Context(), siak, casefile.KindCase, c.id, nik, "siak"); err != nil {
			w.Fatal(err)
		}
		if !shown(siak, nik) || shown(siak, casefile.FieldKK) || shown(other, nik) {
			w.Error("a reveal shows one number to one person")
		}
		w.later(RevealFor - 1e6)
		if !shown(siak, nik) {
			w.Error("gone before the minute is over")
		}
		if err := w.a.Reveal(w.Context(), siak, casefile.KindCase, c.id, nik, ReasonMore); err != nil {
			w.Fatal(err)
		}
		w.later(RevealFor)
		if shown(siak, nik) {
			w.Error("still there after the minute")
		}
		want(w.T, w.a.Reveal(w.Context(), siak, casefile.KindCase, c.id, nik, ReasonMore), fault.Invalid, "fault.account.purpose")
		if n := w.count("access_log", "action = 'reveal.nik' AND detail = 'nik' AND subject_id = $1", c.id); n != 2 {
			w.Errorf("%d rows in the access log", n)
		}
	})
}

func TestSeparationFromEvents(t *testing.T) {
	events := []casefile.Event{{Type: casefile.Biometric, Actor: "u1"}, {Type: casefile.Submitted, Actor: "u2"}, {Type: casefile.Verified, Actor: "u3"}}
	for _, c := range []struct {
		person string
		act    authority.Action
		key    string
	}{
		{"u1", casefile.Verified, "fault.authority.separation.captured_verified"},
		{"u2", casefile.Verified, "fault.authority.separation.captured_verified"},
		{"u3", casefile.HandedOver, "fault.authority.separation.verified_handed_over"},
		{"u1", casefile.Exception, "fault.authority.separation.captured_approved"},
		{"u4", casefile.Verified, ""}, {"u1", casefile.HandedOver, ""}, {"u2", casefile.Exception, ""},
	} {
		err := Separation(db.Scope{Person: c.person}, c.act, events)
		if c.key == "" && err != nil {
			t.Errorf("%s %s: %v", c.person, c.act, err)
		}
		if c.key != "" {
			want(t, err, fault.Conflict, c.key)
		}
	}
}
