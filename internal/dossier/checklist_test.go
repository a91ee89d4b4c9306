package dossier

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/lawbook"
)

var day = time.Date(2021, 6, 4, 3, 0, 0, 0, time.UTC)

// story is a case told in events.
type story struct{ events []casefile.Event }

func (s *story) add(kind string, body, personal any, replaces ...string) *story {
	n := len(s.events)
	raw := func(v any) json.RawMessage {
		if v == nil {
			return nil
		}
		b, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return b
	}
	s.events = append(s.events, casefile.Event{ID: fmt.Sprintf("e%03d", n), OpID: fmt.Sprintf("op%03d", n), Type: kind, Version: 1, Area: "35.03.08.2004",
		Actor: "field1", Role: "field", OccurredAt: day.Add(time.Duration(n) * time.Minute).UnixMicro(), HLC: uint64(n + 1), Replaces: replaces,
		Body: raw(body), Personal: raw(personal)})
	return s
}

func says(pairs ...string) casefile.PersonPersonal {
	var p casefile.PersonPersonal
	for i := 0; i+1 < len(pairs); i += 2 {
		field, element, _ := strings.Cut(pairs[i], "/")
		p.Fields = append(p.Fields, casefile.Assertion{Field: field, Element: element, Value: pairs[i+1], Certainty: casefile.CertaintySaid})
	}
	return p
}

// visitedCase is a case as the visit left it.
func visitedCase(needs []string, bio string, sources []string, person ...string) *story {
	s := &story{}
	s.add(casefile.Reported, casefile.ReportedBody{Number: "JK-2021-00001", Channel: "registrar", Reasons: []string{"no_nik"}, Needs: needs, Basis: "public_task"}, says(person...))
	s.add(casefile.Accepted, casefile.AcceptedBody{}, nil)
	s.add(casefile.Scheduled, casefile.ScheduledBody{Trip: "t1", Stop: "1", Day: "2021-06-04", Kit: true}, nil)
	s.add(casefile.Visited, casefile.VisitedBody{Trip: "t1", Stop: "1", Day: "2021-06-04", Sources: sources}, nil)
	if bio != "" {
		s.add(casefile.Biometric, casefile.BiometricBody{Outcome: bio}, casefile.BiometricPersonal{})
	}
	return s
}

func (s *story) check(t testing.TB) (casefile.State, Checklist) {
	t.Helper()
	st := casefile.FoldState("c1", s.events)
	if len(st.Parked) > 0 {
		t.Fatalf("parked: %v", st.Parked)
	}
	return st, Check(&st, s.events, day)
}

// short writes the checklist of a need: "BIO-1- BIO-6+", with + have, = substitute,
// - missing, > later; what is not needed is left out.
func (c Checklist) short(need string) string {
	sign := map[State]string{Have: "+", Substitute: "=", Missing: "-", Later: ">"}
	var out []string
	for _, g := range c.Groups {
		for _, i := range g.Items {
			if g.Need.Need == need && i.State != NotNeeded {
				out = append(out, i.Code+sign[i.State])
			}
		}
	}
	return strings.Join(out, " ")
}

var (
	old   = []string{"birth", "1943-08-17", "marital", "6"}
	child = []string{"birth", "2018-05-01"}
	seen  = []string{"kk_old"}
	heard = []string{"family"}
)

func with(list []string, more ...string) []string { return append(slices.Clone(list), more...) }

func TestChecklistOfEachNeedInItsCircumstances(t *testing.T) {
	for _, tt := range []struct {
		name   string
		need   string
		more   []string // other needs of the case
		bio    string
		from   []string
		person []string
		want   string
	}{
		{"adult, not found", "nik", nil, "not_found", seen, old, "BIO-1- BIO-2- BIO-3- BIO-4- BIO-6+"},
		{"adult, not checked", "nik", nil, "", seen, old, "BIO-1- BIO-2- BIO-3- BIO-4- BIO-6-"},
		{"adult, search pending", "nik", nil, "search_pending", seen, old, "BIO-1- BIO-2- BIO-3- BIO-4- BIO-6-"},
		{"adult, capture failed", "nik", nil, "not_captured", seen, old, "BIO-1- BIO-2- BIO-3- BIO-4- BIO-6-"},
		{"adult, known here", "nik", nil, "local", seen, old, "BIO-1- BIO-2- BIO-3- BIO-4- BIO-6-"},
		{"nothing known of the age asks for both", "nik", nil, "", seen, nil, "BIO-1- BIO-2- BIO-3- BIO-4- BIO-6-"},
		{"child", "nik", nil, "", seen, child, "BIO-1- BIO-2- BIO-3-"},
		{"newborn", "nik", nil, "", seen, with(child, "circumstance/newborn", "1"), "BIO-1- BIO-3-"},
		{"foundling", "nik", nil, "", seen, with(child, "circumstance/foundling", "1"), "BIO-1- BIO-2- BIO-3- BIO-9-"},
		{"taken in, as told", "nik", nil, "not_found", seen, with(old, "circumstance/hosted", "1"), "BIO-1- BIO-2- BIO-3- BIO-4- BIO-5- BIO-6+"},
		{"taken in, by place in the family", "nik", nil, "not_found", seen, with(old, "shdk", "9"), "BIO-1- BIO-2- BIO-3- BIO-4- BIO-5- BIO-6+"},
		{"in an institution", "nik", nil, "not_found", seen, with(old, "vulnerability/institutional_care", "1"), "BIO-1- BIO-2- BIO-3- BIO-4- BIO-5- BIO-6+"},
		{"marriage not recorded", "nik", nil, "not_found", seen, []string{"birth", "1960", "marital", "3"}, "BIO-1- BIO-2- BIO-3- BIO-4- BIO-6+ BIO-8-"},
		{"neglected without a paper", "nik", nil, "not_found", heard, with(old, "legal_class/neglected", "1"), "BIO-1- BIO-2- BIO-3- BIO-4- BIO-6+ BIO-7-"},
		{"neglected with a paper", "nik", nil, "not_found", seen, with(old, "legal_class/neglected", "1"), "BIO-1- BIO-2- BIO-3- BIO-4- BIO-6+"},

		{"family card of one without a NIK", "kk", []string{"nik"}, "not_found", seen, old, "KK-1- KK-2- KK-4-"},
		{"family card of one identified", "kk", nil, "local", seen, old, "KK-1- KK-4- KK-6-"},
		{"family card, old one lost", "kk", nil, "local", seen, with(old, "circumstance/lost", "1"), "KK-1- KK-4-"},
		{"family card of a disaster victim", "kk", nil, "local", seen, []string{"birth", "1943", "legal_class/natural_disaster", "1"}, "KK-1- KK-3- KK-6-"},
		{"family card of a disaster victim with SKPTI", "kk", []string{"skpti"}, "local", seen, []string{"birth", "1943", "legal_class/natural_disaster", "1"}, "KK-1- KK-3> KK-6-"},
		{"family card of one taken in", "kk", nil, "not_found", seen, []string{"birth", "1943", "circumstance/hosted", "1"}, "KK-1- KK-2- KK-5-"},

		{"recording", "recording", []string{"nik"}, "not_found", seen, old, "REC-1> REC-2>"},
		{"card", "ktp_el", []string{"nik", "kk"}, "not_found", seen, old, "KTP-1+ KTP-2> KTP-3>"},
		{"card of a child", "ktp_el", []string{"nik", "kk"}, "not_found", seen, child, "KTP-1> KTP-2> KTP-3>"},

		{"birth deed, late", "akta_kelahiran", nil, "", seen, child, "AKL-1- AKL-2- AKL-3- AKL-4- AKL-6-"},
		{"birth deed, in time", "akta_kelahiran", nil, "", seen, []string{"birth", "2021-05-20"}, "AKL-1- AKL-2- AKL-3- AKL-4-"},
		{"birth deed with the family card of the case", "akta_kelahiran", []string{"kk"}, "", seen, []string{"birth", "2021-05-20"}, "AKL-1- AKL-2- AKL-3- AKL-4>"},
		{"birth deed of a foundling", "akta_kelahiran", nil, "", seen, []string{"birth", "2021-05-20", "circumstance/foundling", "1"}, "AKL-1- AKL-4- AKL-5-"},

		{"child card together with deed and family card", "kia", []string{"akta_kelahiran", "kk"}, "", seen, child, "KIA-1> KIA-2> KIA-3-"},
		{"child card alone", "kia", nil, "", seen, []string{"birth", "2012-01-01"}, "KIA-1- KIA-2- KIA-3- KIA-4-"},

		{"replacement, nobody said why", "replacement", nil, "local", seen, old, "GTI-1- GTI-2-"},
		{"replacement of a spoilt paper", "replacement", nil, "local", seen, with(old, "circumstance/damaged", "1"), "GTI-1- GTI-3-"},
		{"replacement after a disaster", "replacement", nil, "local", seen, with(old, "legal_class/natural_disaster", "1"), "GTI-1- GTI-4-"},
		{"replacement, lost in a disaster", "replacement", nil, "local", seen, with(old, "legal_class/natural_disaster", "1", "circumstance/lost", "1"), "GTI-1- GTI-4-"},

		{"family card, head died", "kk", nil, "local", seen, with(old, "circumstance/head_died", "1"), "KK-1- KK-4- KK-6- KK-7-"},
		{"family card, leaves the old one", "kk", nil, "local", seen, with(old, "circumstance/split", "1"), "KK-1- KK-4- KK-6- KK-8-"},
		{"family card, data change", "kk", nil, "local", seen, with(old, "circumstance/data_change", "1"), "KK-1- KK-4- KK-6- KK-9- KK-10-"},
		{"move that leaves children", "pindah", nil, "local", seen, with(old, "circumstance/minors_remain", "1"), "PIN-1- PIN-2- PIN-6-"},
		{"move inside", "pindah", nil, "local", seen, old, "PIN-1- PIN-2-"},
		{"move of one who belongs elsewhere", "pindah", nil, "elsewhere", seen, with(old, "circumstance/hosted", "1"), "PIN-1- PIN-3- PIN-4- PIN-5-"},

		{"death deed", "akta_kematian", nil, "local", seen, old, "AKM-1- AKM-2- AKM-3-"},
		{"death deed without a paper", "akta_kematian", nil, "", heard, old, "AKM-1- AKM-2-"},
		{"death deed, identity unclear", "akta_kematian", nil, "", heard, with(old, "circumstance/identity_unclear", "1", "circumstance/body_not_found", "1"), "AKM-1- AKM-2- AKM-4- AKM-5-"},

		{"interim paper of one identified", "skpti", nil, "local", seen, old, "SKI-1- SKI-3+ SKI-4-"},
		{"interim paper of one not found", "skpti", nil, "not_found", seen, old, "SKI-2- SKI-3+ SKI-4-"},
		{"interim paper of one not checked", "skpti", nil, "", seen, old, "SKI-2- SKI-3- SKI-4-"},
		{"interim deed paper of one identified", "skps", nil, "elsewhere", seen, old, "SKS-1- SKS-3+ SKS-4-"},
		{"interim deed paper of a child", "skps", nil, "", seen, child, "SKS-2- SKS-4-"},
	} {
		t.Run(tt.need+": "+tt.name, func(t *testing.T) {
			_, list := visitedCase(append([]string{tt.need}, tt.more...), tt.bio, tt.from, tt.person...).check(t)
			if got := list.short(tt.need); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// Every need of the service has its line above, and every fact its item.
func TestFactsAreItemsOfTheBook(t *testing.T) {
	for _, v := range lawbook.Versions() {
		b, err := lawbook.At(v)
		if err != nil {
			t.Fatal(err)
		}
		for code := range facts {
			if _, err := b.Requirement(code); err != nil {
				t.Errorf("%s: %v", v, err)
			}
		}
		for _, n := range b.Needs() {
			for _, r := range b.Checklist(n.Code) {
				if onlyFact(r.Code) && facts[r.Code] == nil {
					t.Errorf("%s: nobody can meet %s", v, r.Code)
				}
				if flow, _ := casefile.FlowOf(n.Code); !flow.Has(casefile.StageSubmitted) && !onlyFact(r.Code) {
					t.Errorf("%s: %s is never submitted and asks a person for %s", v, n.Code, r.Code)
				}
			}
		}
		for _, c := range b.Circumstances() {
			if slices.Contains(told, lawbook.Circumstance(c.Code)) == slices.Contains([]string{"adult", "child", "under_five", "married", "late_birth", "in_database", "neglected", "disaster", "elsewhere"}, c.Code) {
				t.Errorf("%s: %s is either told or follows from the case", v, c.Code)
			}
		}
	}
}

func supplied(need, code, how, substitute string) casefile.ItemSuppliedBody {
	return casefile.ItemSuppliedBody{Need: need, Requirement: code, How: how, Substitute: substitute, Attachments: []string{"ab"}}
}

func TestItemsAreSuppliedRemovedReturnedAndMended(t *testing.T) {
	s := visitedCase([]string{"nik"}, "not_found", seen, old...)
	s.add(casefile.ItemSupplied, supplied("nik", "BIO-2", HowDocument, ""), nil)
	s.add(casefile.ItemSupplied, supplied("nik", "BIO-3", HowSubstitute, "F-1.04"), nil)
	s.add(casefile.ItemSupplied, supplied("nik", "BIO-4", HowSubstitute, "F-1.05"), nil) // does not stand in
	s.add(casefile.ItemSupplied, supplied("nik", "BIO-6", HowDocument, ""), nil)         // a fact is not typed
	s.add(casefile.FormFilled, casefile.FormFilledBody{Form: "F-1.01", Version: "1", Draft: true}, casefile.FormPersonal{})
	st, list := s.check(t)
	if got := list.short("nik"); got != "BIO-1- BIO-2+ BIO-3= BIO-4- BIO-6+" {
		t.Fatal(got)
	}
	if i, _ := list.Find("nik", "BIO-6"); i.How != HowFact {
		t.Errorf("%+v", i)
	}
	if ready, lacking := Ready(&st, list); len(ready) != 0 || len(lacking) != 1 || len(lacking[0].Missing()) != 2 {
		t.Errorf("%v %v", ready, lacking)
	}
	s.add(casefile.FormFilled, casefile.FormFilledBody{Form: "F-1.01", Version: "1"}, casefile.FormPersonal{})
	s.add(casefile.ItemRemoved, casefile.ItemRemovedBody{Need: "nik", Requirement: "BIO-3", Reason: "other"}, nil)
	s.add(casefile.ItemSupplied, supplied("nik", "BIO-4", HowDocument, ""), nil)
	if _, list := s.check(t); list.short("nik") != "BIO-1+ BIO-2+ BIO-3- BIO-4+ BIO-6+" {
		t.Fatal(list.short("nik"))
	}
	s.add(casefile.ItemSupplied, supplied("nik", "BIO-3", HowDocument, ""), nil)
	st, list = s.check(t)
	if ready, _ := Ready(&st, list); len(ready) != 1 {
		t.Fatalf("not ready: %s", list.short("nik"))
	}
	s.add(casefile.Submitted, casefile.SubmittedBody{Needs: []string{"nik"}, Lawbook: lawbook.Current().Version}, nil)
	s.add(casefile.Returned, casefile.ReturnedBody{Needs: []string{"nik"}, Items: []casefile.ReturnedItem{{Requirement: "BIO-2", Reason: "unreadable"}, {Requirement: "BIO-1", Reason: "incomplete"}, {Requirement: "BIO-6", Reason: "other"}}}, nil)
	if _, list := s.check(t); list.short("nik") != "BIO-1- BIO-2- BIO-3+ BIO-4+ BIO-6+" {
		t.Fatal(list.short("nik"))
	}
	s.add(casefile.ItemSupplied, supplied("nik", "BIO-2", HowDocument, ""), nil)
	s.add(casefile.FormFilled, casefile.FormFilledBody{Form: "F-1.01", Version: "1"}, casefile.FormPersonal{})
	st, list = s.check(t)
	if ready, _ := Ready(&st, list); len(ready) != 1 {
		t.Fatalf("not ready again: %s", list.short("nik"))
	}
}

func TestWhatIsSubmittedStaysUnderItsDay(t *testing.T) {
	s := visitedCase([]string{"nik"}, "", seen, "birth", "2004-06-05")
	for _, c := range []string{"BIO-2", "BIO-3"} {
		s.add(casefile.ItemSupplied, supplied("nik", c, HowDocument, ""), nil)
	}
	s.add(casefile.FormFilled, casefile.FormFilledBody{Form: "F-1.01", Version: "1"}, casefile.FormPersonal{})
	s.add(casefile.Submitted, casefile.SubmittedBody{Needs: []string{"nik"}, Lawbook: lawbook.Current().Version}, nil)
	st := casefile.FoldState("c1", s.events)
	later := Check(&st, s.events, day.AddDate(1, 0, 0)) // seventeen meanwhile
	if got := later.short("nik"); got != "BIO-1+ BIO-2+ BIO-3+" {
		t.Error(got)
	}
}

func TestApprovedExceptionStandsIn(t *testing.T) {
	s := visitedCase([]string{"nik"}, "not_captured", seen, old...)
	bio := s.events[len(s.events)-1].ID
	s.add(casefile.Exception, casefile.ExceptionBody{Biometric: bio}, nil)
	s.events[len(s.events)-1].Actor = "head1"
	if _, list := s.check(t); !strings.Contains(list.short("nik"), "BIO-6=") {
		t.Error(list.short("nik"))
	}
}

// More that is not known, or told, never shortens what is asked for below what
// the law asks of everybody, and nothing is missing of a need that is ready.
func TestChecklistHoldsTogether(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		need := rapid.SampledFrom(casefile.Flows()).Draw(rt, "need").Need
		bio := rapid.SampledFrom([]string{"", "local", "elsewhere", "not_found", "search_pending", "not_captured", "repeat"}).Draw(rt, "bio")
		var person []string
		for _, c := range told {
			if rapid.Bool().Draw(rt, string(c)) {
				person = append(person, "circumstance/"+string(c), "1")
			}
		}
		if rapid.Bool().Draw(rt, "birth") {
			person = append(person, "birth", fmt.Sprint(rapid.IntRange(1930, 2021).Draw(rt, "year")))
		}
		s := visitedCase([]string{need}, bio, seen, person...)
		for _, r := range lawbook.Current().Checklist(need) {
			switch {
			case !rapid.Bool().Draw(rt, r.Code):
			case r.Form == "F-1.01" || r.Form == "PENDATAAN":
				s.add(casefile.FormFilled, casefile.FormFilledBody{Form: r.Form, Version: "1"}, casefile.FormPersonal{})
			default:
				s.add(casefile.ItemSupplied, supplied(need, r.Code, HowDocument, ""), nil)
			}
		}
		st, list := s.check(t)
		g := list.Groups[0]
		if len(g.Items) != len(lawbook.Current().Checklist(need)) || g.Done() > g.Total() || g.Done()+len(g.Missing()) > g.Total() {
			rt.Fatalf("%s: %d of %d, %d missing, %d items", need, g.Done(), g.Total(), len(g.Missing()), len(g.Items))
		}
		for _, i := range g.Items {
			if i.State == NotNeeded && len(i.Unless) == 0 {
				rt.Fatalf("%s is not needed and nothing says why", i.Code)
			}
			if i.How == HowFact && i.Why == "" {
				rt.Fatalf("%s: a fact without words", i.Code)
			}
		}
		ready, _ := Ready(&st, list)
		if len(ready) > 0 && (len(g.Missing()) > 0 || need == "nik" && bio != "" && bio != "not_found") {
			rt.Fatalf("%s after %q is ready: %s", need, bio, list.short(need))
		}
		if got := rows(st, s.events); len(got) < len(g.Items)+1 {
			rt.Fatalf("%d rows", len(got))
		}
	})
}
