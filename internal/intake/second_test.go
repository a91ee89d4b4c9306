package intake

import (
	"html"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// second runs the second check of a case.
func (r *rig) second(id string) {
	r.Helper()
	scope := r.acc.System(matcher)
	now, err := r.s.Register.Moment(r.Context(), scope, nil)
	if err == nil {
		err = r.s.second(r.Context(), scope, waited, now, []string{id})
	}
	if err != nil {
		r.Fatal(err)
	}
}

// suspects are the cases that a case is asked about.
func (r *rig) suspects(id string) (out []string) {
	r.Helper()
	for _, x := range r.state(id).Suspects {
		out = append(out, x.Candidate)
	}
	return out
}

func (r *rig) asks(id string, other ...string) {
	r.Helper()
	got := r.suspects(id)
	if len(got) != len(other) {
		r.Fatalf("the case asks about %v, want %v", got, other)
	}
	for i := range other {
		if got[i] != refOf(other[i]) {
			r.Fatalf("the case asks about %v, want %v", got, other)
		}
	}
}

// TestTheSecondCheck: another agency reports the same woman in another spelling;
// the later case asks once, whichever of the two is looked at; what is decided
// stays decided until names, birth or NIK change.
func TestTheSecondCheck(t *testing.T) {
	on(t, func(r *rig) {
		firstNo, first := r.file(authority.Coordinator, "nama", "Wagiyem Sulastri", "lahir.y", "1953", "lahir.m", "7", "lahir.d", "12", "ibu", "Tukinem")
		r.others(60)
		no, later := r.file(authority.Social, "nama", "Wagijem Soelastri", "lahir.y", "1953", "lahir.m", "7", "lahir.d", "12", "ibu", "Toekinem")
		if first > later { // opened in one moment: by their ids
			first, later, no = later, first, firstNo
		}
		for range 2 { // a check that runs again asks nothing twice
			r.second(first)
			r.second(later)
		}
		r.asks(first)
		r.asks(later, first)
		work := func() (n int) {
			for _, w := range ptr(r.state(later)).Work() {
				if w.Action == casefile.IdentityDecided && w.Arg == refOf(first) && w.Role == authority.Coordinator {
					n++
				}
			}
			return n
		}
		if work() != 1 {
			t.Fatal("nobody is asked to decide")
		}
		to := "/laporan/" + no + "?calon=" + url.QueryEscape(refOf(first))
		code, _, page := r.send(authority.Coordinator, "GET", twicePath, nil)
		for _, want := range []string{"Wagiyem Sulastri", "Wagijem Soelastri", "Mungkin orang yang sama", html.EscapeString(to), "Dilaporkan"} {
			if !strings.Contains(page, want) {
				t.Errorf("the list answers %d and lacks %q", code, want)
			}
		}
		if code, _, page := r.send(authority.Coordinator, "GET", to, nil); code != 200 || !strings.Contains(page, "Wagiyem Sulastri") {
			t.Errorf("the review answers %d", code)
		}
		if _, err := r.s.Decide(r.Context(), r.op(authority.Coordinator), later, Verdict{Candidate: refOf(first), Decision: casefile.Different}); err != nil {
			t.Fatal(err)
		}
		r.second(first)
		r.second(later)
		r.asks(later)
		// What is stated later of a name, a birth or a NIK opens the question again.
		st := r.state(later)
		op := r.op(authority.Coordinator)
		op.OccurredAt = start.Add(time.Hour)
		in := Person{Fields: []casefile.Assertion{{Field: casefile.FieldOtherName, Element: "Mbok Giyem", Value: "Mbok Giyem"}}, Keep: dataFields}
		if _, err := r.s.State(r.Context(), op, later, in, st.Person.Shown()); err != nil {
			t.Fatal(err)
		}
		r.second(first) // the earlier one asks on the later one
		r.asks(first)
		r.asks(later, first)
		// A case that was entered by mistake is nobody's double.
		if _, err := r.l.Do(r.Context(), r.op(authority.Coordinator), func(*db.Tx) ([]ledger.Draft, error) {
			return []ledger.Draft{{Subject: subjectOf(first), Type: casefile.Withdrawn, Area: siki, Body: casefile.ExitBody{Reason: "mistake", Evidence: "x"}}}, nil
		}); err != nil {
			t.Fatal(err)
		}
		r.second(later)
		r.asks(later)
	})
}

// others are people of the village who are nobody else: how much a name says
// depends on who there is.
func (r *rig) others(n int) {
	first, last := strings.Fields("Bejo Lastri Darmi Yatemi Mujiono Ponirah Hartono Giyarti Sumardi Kasiran"), strings.Fields("Santoso Utami Rahayu Wibowo Lestari Astuti")
	for i := range n {
		r.file(authority.Coordinator, "nama", first[i%len(first)]+" "+last[i/len(first)%len(last)], "ibu", first[(i+3)%len(first)]+"ah", "lahir.y", strconv.Itoa(1930+i), "jk", []string{"L", "P"}[i%2])
	}
}

func ptr[T any](v T) *T { return &v }

// TestTwinsAreNotSuspected: mother, village and day are the same, the names are
// not.
func TestTwinsAreNotSuspected(t *testing.T) {
	on(t, func(r *rig) {
		r.others(60)
		var ids []string
		for _, name := range []string{"Siti Aminah", "Siti Rohmah", "Budi Hariyanto", "Joko Hariyanto"} {
			_, id := r.file(authority.Coordinator, "nama", name, "ibu", "Maryati", "lahir.y", "1980", "lahir.m", "5", "lahir.d", "5")
			ids = append(ids, id)
		}
		for _, id := range ids {
			r.second(id)
		}
		for _, id := range ids {
			r.asks(id)
		}
	})
}

// TestWhatArrivesIsCheckedOnce: the job that weighs whom a case may be about asks
// about other cases too, and asks no more once the other has ended.
func TestWhatArrivesIsCheckedOnce(t *testing.T) {
	on(t, func(r *rig) {
		r.others(60)
		about := []string{"nama", "Wagiyem Sulastri", "lahir.y", "1953", "lahir.m", "7", "lahir.d", "12", "ibu", "Tukinem"}
		_, first := r.file(authority.Coordinator, about...)
		_, later := r.file(authority.Social, about...)
		if first > later { // opened in one moment: by their ids
			first, later = later, first
		}
		for range 2 {
			r.weigh()
			r.asks(first)
			r.asks(later, first)
			if _, waiting, err := r.s.Unmatched(r.Context(), r.acc.System(matcher), ""); err != nil || waiting != 0 {
				t.Errorf("%d cases wait to be weighed because they were asked about, %v", waiting, err)
			}
		}
		if _, err := r.l.Do(r.Context(), r.op(authority.Coordinator), func(*db.Tx) ([]ledger.Draft, error) {
			return []ledger.Draft{{Subject: subjectOf(first), Type: casefile.Withdrawn, Area: siki, Body: casefile.ExitBody{Reason: "mistake", Evidence: "x"}}}, nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := r.d.Write(r.Context(), office, func(tx *db.Tx) error {
			return r.s.Ended(tx, ledger.Event{Office: office, ID: ledger.NewID(), Subject: subjectOf(first)})
		}); err != nil {
			t.Fatal(err)
		}
		r.weigh()
		r.asks(later)
	})
}
