package desk

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

// What a chip, a menu or a figure counts is what the list behind it holds,
// whatever happened to the cases.
func TestCountsAreWhatTheListsHold(t *testing.T) {
	w := &world{}
	w.open(t, dbtest.OpenSQLite(t))
	n := 0
	for seed := range uint64(3) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		for range 12 {
			n++
			id := fmt.Sprintf("c%d", n)
			w.file(report{id: id, name: "Warga", area: []string{siki, pule}[rnd.IntN(2)], urgent: rnd.IntN(2) == 0})
			switch rnd.IntN(4) {
			case 1:
				w.act(authority.Coordinator, id, casefile.Accepted, casefile.AcceptedBody{}, nil)
			case 2:
				w.act(authority.Coordinator, id, casefile.Declined, casefile.ExitBody{Reason: "has_papers", Evidence: "seen"}, nil)
			case 3:
				w.act(authority.Coordinator, id, casefile.Withdrawn, casefile.ExitBody{Reason: "practice"}, nil)
			}
		}
		ctx, sc := w.Context(), w.as(authority.Coordinator).scope
		f := Filter{Area: []string{"", siki, "35.03.06"}[seed]}
		counts, err := w.s.partCounts(ctx, sc, f)
		if err != nil {
			t.Fatal(err)
		}
		parts := []string{"", partWaiting, partProcess, partDone, partExit}
		for _, p := range casefile.Phases() {
			parts = append(parts, string(p))
		}
		for _, p := range parts {
			f.Part = p
			list, total, err := w.s.List(ctx, sc, "page.cases", f, 0, 10000)
			if err != nil || total != len(list) || total != counts[p] {
				t.Fatalf("%q: counted %d, listed %d of %d, %v", p, counts[p], len(list), total, err)
			}
			for _, c := range list {
				if c.Exit == casefile.ExitWithdrawn {
					t.Fatal("a case entered by mistake stands in a list")
				}
			}
		}
		rows, err := w.work(sc)
		if err != nil {
			t.Fatal(err)
		}
		byAction, err := w.s.Counts(ctx, sc)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			byAction[r.Action]--
		}
		for action, left := range byAction {
			if left != 0 {
				t.Fatalf("%s: the menu counts %d more than the home page shows", action, left)
			}
		}
		figures, err := w.s.totals(ctx, sc)
		if err != nil || figures.baseline != 0 || figures.served != 0 {
			t.Fatalf("%+v %v", figures, err)
		}
	}
}

// Whom the first list still holds is counted as on the page of figures: who
// left it for a reason is not left, who was not found is.
func TestLeftOfTheFirstListIsNotWhoLeftIt(t *testing.T) {
	w := &world{}
	w.open(t, dbtest.OpenSQLite(t))
	for _, id := range []string{"stays", "declined", "deceased", "later"} {
		w.file(report{id: id, name: "Warga", baseline: id != "later"})
	}
	w.act(authority.Coordinator, "declined", casefile.Declined, casefile.ExitBody{Reason: "has_papers", Evidence: "seen"}, nil)
	w.act(authority.Coordinator, "deceased", casefile.Deceased, casefile.ExitBody{Reason: "family", Evidence: "seen"}, nil)
	figures, err := w.s.totals(w.Context(), w.as(authority.Coordinator).scope)
	if err != nil || figures.baseline != 3 || figures.baselineLeft != 1 {
		t.Fatalf("%+v %v", figures, err)
	}
	_, home := w.get(authority.Coordinator, "/")
	if want := "Sisa di daftar awal: 1 dari 3 warga; 2 keluar dari daftar dengan alasan."; !strings.Contains(home, want) {
		t.Errorf("home does not say %q", want)
	}
}

// A village with nobody in a part is told none, and not left to guess.
func TestNobodyIsWrittenAsZero(t *testing.T) {
	w := &world{}
	w.open(t, dbtest.OpenSQLite(t))
	w.file(report{id: "c1", name: "Warga", reporter: authority.Registrar})
	_, home := w.get(authority.Registrar, "/")
	_, line, found := strings.Cut(home, `href="/kasus?tahap=selesai"`)
	if line, _, _ = strings.Cut(line, "</dl>"); !found || !strings.Contains(line, ">0<") {
		t.Errorf("the line of those who are done says %.200q", line)
	}
}
