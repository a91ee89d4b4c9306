package issuance

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	cf "github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/lawbook"
)

// sent is a form that was sent.
type sent map[string]string

func (s sent) Text(name string) string { return strings.TrimSpace(s[name]) }
func (s sent) Texts(name string) []string {
	if s[name] == "" {
		return nil
	}
	return strings.Split(s[name], "|")
}

func TestReadEntry(t *testing.T) {
	both := []string{cf.NeedNIK, cf.NeedKK}
	for _, c := range []struct {
		name    string
		waiting []string
		form    sent
		wrong   string // "" is fine, else field=key
		needs   []string
		nik     string
		status  string
	}{
		{"both", both, sent{"kebutuhan": "nik|kk", "nik": "3503 0252 0349 9001", "kk": kkA}, "", both, nikA, ""},
		{"nothing chosen", both, sent{"nik": nikA}, "kebutuhan=issuance.err.needs", nil, "", ""},
		{"what does not wait is not entered", []string{cf.NeedKK}, sent{"kebutuhan": "nik|kk", "nik": nikA, "kk": kkA}, "", []string{cf.NeedKK}, "", ""},
		{"no NIK", both, sent{"kebutuhan": "nik|kk", "kk": kkA}, "nik=resident.nik.empty", both, "", ""},
		{"fifteen digits", both, sent{"kebutuhan": "nik", "nik": "350302520349900"}, "nik=resident.nik.length", both[:1], "", ""},
		{"later, alone", both, sent{"kebutuhan": "nik|kk", "nik_belum": "ya", "kk": ""}, "", both[:1], "", ""},
		{"later and here", both, sent{"kebutuhan": "nik|kk", "nik_belum": "ya", "nik": nikA}, "nik=issuance.err.nik_and_later", both[:1], "", ""},
		{"the NIK twice", both, sent{"kebutuhan": "nik|kk", "nik": nikA, "kk": nikA}, "kk=issuance.err.nik_is_kk", both, nikA, ""},
		{"a deed", []string{cf.NeedBirthDeed}, sent{"kebutuhan": cf.NeedBirthDeed, cf.NeedBirthDeed: " 3503-lt-14062021-9001"}, "", []string{cf.NeedBirthDeed}, "", ""},
		{"a NIK for a deed", []string{cf.NeedBirthDeed}, sent{"kebutuhan": cf.NeedBirthDeed, cf.NeedBirthDeed: nikA}, cf.NeedBirthDeed + "=issuance.err.deed", []string{cf.NeedBirthDeed}, "", ""},
		{"a deed without number", []string{cf.NeedDeathDeed}, sent{"kebutuhan": cf.NeedDeathDeed}, cf.NeedDeathDeed + "=issuance.err.deed", []string{cf.NeedDeathDeed}, "", ""},
		{"a status", []string{cf.NeedKIA}, sent{"kebutuhan": cf.NeedKIA, "status": cf.StatusSent}, "", []string{cf.NeedKIA}, "", cf.StatusSent},
		{"a status of SIAK's own", []string{cf.NeedKIA}, sent{"kebutuhan": cf.NeedKIA, "status": "other", "status_lain": "packet retry"}, "", []string{cf.NeedKIA}, "", "PACKET_RETRY"},
		{"no words", []string{cf.NeedKIA}, sent{"kebutuhan": cf.NeedKIA, "status": "other"}, "status_lain=issuance.err.status_text", []string{cf.NeedKIA}, "", ""},
		{"a made-up choice", []string{cf.NeedKIA}, sent{"kebutuhan": cf.NeedKIA, "status": "GO"}, "status=issuance.err.choice", []string{cf.NeedKIA}, "", ""},
	} {
		got, err := ReadEntry(c.form, c.waiting)
		wrong := ""
		if err != nil {
			f := fault.As(err).Fields[0]
			wrong = f.Name + "=" + f.Key
		}
		if wrong != c.wrong || !slices.Equal(got.Needs, c.needs) || got.NIK != c.nik || got.Status != c.status {
			t.Errorf("%s: %q %+v", c.name, wrong, got)
		}
	}
}

// TestSureIsForTheseNumbers: an answer to a question about other numbers is
// none.
func TestSureIsForTheseNumbers(t *testing.T) {
	f := sent{"kebutuhan": "nik", "nik": nikA, "yakin": "ya", "yakin_untuk": nikA + "/"}
	if e, err := ReadEntry(f, []string{cf.NeedNIK}); err != nil || !e.Sure {
		t.Errorf("%+v %v", e, err)
	}
	f["nik"] = "3503025203499009"
	if e, err := ReadEntry(f, []string{cf.NeedNIK}); err != nil || e.Sure {
		t.Errorf("%+v %v", e, err)
	}
}

// FuzzReadEntry: whatever is sent, only whole numbers come out, and only for
// needs that wait.
func FuzzReadEntry(f *testing.F) {
	f.Add("nik|kk", nikA, kkA, "3503-LT-1", "other", "SFE")
	f.Add("", "3.50302520349900E+15", "'3503", "", "PRR", "")
	f.Add("kk|akta_kelahiran", "", "35030214062190010000", "\x00", "other", "a(b")
	f.Fuzz(func(t *testing.T, needs, nik, kk, deed, status, words string) {
		waiting := []string{cf.NeedNIK, cf.NeedKK, cf.NeedBirthDeed}
		e, err := ReadEntry(sent{"kebutuhan": needs, "nik": nik, "kk": kk, cf.NeedBirthDeed: deed, "status": status, "status_lain": words}, waiting)
		for _, n := range []string{e.NIK, e.KK} {
			if n != "" && (len(n) != 16 || strings.Trim(n, "0123456789") != "") {
				t.Errorf("a number of %d signs", len(n))
			}
		}
		if e.Status != "" && !statusForm.MatchString(e.Status) {
			t.Errorf("status %q", e.Status)
		}
		for _, n := range e.Needs {
			if !slices.Contains(waiting, n) {
				t.Errorf("need %q", n)
			}
		}
		if err == nil && len(e.Needs) == 0 {
			t.Error("nothing was entered, and nothing is wrong")
		}
	})
}

func TestReturns(t *testing.T) {
	book := lawbook.Current()
	items := func(codes ...string) []cf.ReturnedItem {
		var out []cf.ReturnedItem
		for _, c := range codes {
			out = append(out, cf.ReturnedItem{Requirement: c, Reason: "unreadable"})
		}
		return out
	}
	kk := book.Requirements(cf.NeedKK, nil)[0].Code
	for _, c := range []struct {
		name    string
		items   []cf.ReturnedItem
		waiting []string
		want    map[string]int // need to number of items
	}{
		{"one need", items(kk), []string{cf.NeedNIK, cf.NeedKK}, map[string]int{cf.NeedKK: 1}},
		{"the NIK takes all along", items("BIO-1", "BIO-2"), []string{cf.NeedNIK, cf.NeedKK, cf.NeedBirthDeed}, map[string]int{cf.NeedNIK: 2, cf.NeedKK: 2, cf.NeedBirthDeed: 2}},
		{"each with its own", items("BIO-1", kk), []string{cf.NeedNIK, cf.NeedKK}, map[string]int{cf.NeedNIK: 1, cf.NeedKK: 1}},
		{"not waiting any more", items("BIO-1"), []string{cf.NeedKK}, map[string]int{}},
	} {
		got := map[string]int{}
		for _, b := range returns(book, c.items, c.waiting) {
			got[b.Needs[0]] = len(b.Items)
		}
		if !maps.Equal(got, c.want) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	for _, bad := range [][]cf.ReturnedItem{nil, {{Requirement: "NO-1", Reason: "missing"}}, {{Requirement: "BIO-1", Reason: "ugly"}}} {
		if err := returnable(book, bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

// TestRows: whatever order the step's events come in, one row a need, and
// exactly one status is the last.
func TestRows(t *testing.T) {
	needs := []string{cf.NeedNIK, cf.NeedKK, cf.NeedSKPTI}
	rapid.Check(t, func(t *rapid.T) {
		var events []cf.Event
		n := rapid.IntRange(0, 12).Draw(t, "n")
		statuses := 0
		for i := range n {
			e := cf.Event{ID: strings.Repeat("a", 12) + string(rune('a'+i)), Actor: "u", OccurredAt: int64(i + 1)}
			var body any
			switch rapid.IntRange(0, 2).Draw(t, "type") {
			case 0:
				e.Type, body = cf.Entered, cf.EnteredBody{Needs: []string{rapid.SampledFrom(needs).Draw(t, "need")}}
			case 1:
				statuses++
				e.Type, body = cf.Status, cf.StatusBody{Status: rapid.SampledFrom(cf.Statuses()).Draw(t, "status")}
			case 2:
				// A document is issued once; the case parks a second one.
				e.Type, body = cf.Issued, cf.IssuedBody{Need: cf.NeedKK + string(rune('a'+i))}
			}
			e.Body, _ = json.Marshal(body)
			events = append(events, e)
		}
		keys, last := map[string]bool{}, 0
		for _, r := range rows(cf.State{}, events) {
			key := r.Table + "/" + r.Values[0].(string)
			if keys[key] {
				t.Fatalf("%s twice", key)
			}
			keys[key] = true
			if r.Table == "enrolment" && r.Values[6] == int64(1) {
				last++
			}
		}
		if last != min(statuses, 1) {
			t.Fatalf("%d statuses, %d of them the last", statuses, last)
		}
	})
}

// TestCurrentForm: a correction after the form is what is typed, a dispute is
// left empty, and what the form alone says stays.
func TestCurrentForm(t *testing.T) {
	def, err := form.Define(lawbook.Current(), formBiodata)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := json.Marshal(cf.ReportedBody{Number: "JK-2021-00001", Channel: "office", Reasons: []string{"elderly"}, Basis: "public_task"})
	state := func(id string, hlc uint64, typ string, body any, replaces []string, pairs ...string) cf.Event {
		b, _ := json.Marshal(body)
		p, _ := json.Marshal(said(pairs...))
		return cf.Event{ID: id, OpID: id, Type: typ, Version: 1, HLC: hlc, Body: b, Personal: p, Replaces: replaces, OccurredAt: time.Now().UnixMicro()}
	}
	events := []cf.Event{
		{ID: "r", OpID: "r", Type: cf.Reported, Version: 1, HLC: 1, Body: body},
		state("a", 2, cf.Accepted, cf.AcceptedBody{}, nil),
		state("f", 3, cf.FormFilled, cf.FormFilledBody{Form: formBiodata, Version: "2021-08"}, nil, cf.FieldName, "Tumira", cf.FieldMother, "Sarinem", cf.FieldBirthPlace, "Dongko"),
		state("c", 4, cf.PersonStated, struct{}{}, []string{"f"}, cf.FieldName, "Tumirah"),
		state("d", 5, cf.PersonStated, struct{}{}, nil, cf.FieldMother, "Sariyem"),
	}
	st := cf.FoldState("x", events)
	known := form.Prefill(def, form.Disputable(st.Person))
	place := map[string]string{}
	for _, p := range def.Places(1) {
		place[p.Field.Key] = p.Name()
	}
	v := form.Values{place["name"]: "Tumira", place["mother"]: "Sarinem", place["birth_place"]: "Dongko", place["belief"]: "kejawen"}
	got := current(def, v, known, st.Person, "f", said(cf.FieldName, "Tumira", cf.FieldMother, "Sarinem", cf.FieldBirthPlace, "Dongko").Fields)
	for key, want := range map[string]string{"name": "Tumirah", "mother": "", "birth_place": "Dongko", "belief": "kejawen"} {
		if got[place[key]] != want {
			t.Errorf("%s: %q, want %q", key, got[place[key]], want)
		}
	}
}
