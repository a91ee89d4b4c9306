package union

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/handover"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// Two trips announced with the one kit for the same day: one has it, the other
// is told and can be called off; after that its day is free of it.
func TestTheKitGoesWithOneTrip(t *testing.T) {
	engines(t, func(t *testing.T, office, station *replica) {
		station.publish("trip-b", "K1", "2021-09-20")
		office.publish("trip-a", "K1", "2021-09-20")
		office.publish("trip-c", "K1", "2021-09-21")
		if _, err := office.try(authority.Coordinator, announced("trip-d", "K1", "2021-09-20")); err == nil {
			t.Error("a kit that is away is promised again")
		}
		union(t, office, station)
		for _, r := range []*replica{office, station} {
			// The office had settled for its own before it heard of the other.
			if got := r.rows(`SELECT trip_id, state, kit_lost FROM trip ORDER BY trip_id`); got != "trip-a|published|0\ntrip-b|published|1\ntrip-c|published|0" {
				t.Errorf("the trips: %s", got)
			}
			if got := r.rows(`SELECT subject_id, role, reason FROM work WHERE action = 'trip.cancelled'`); got != "trip-b|coordinator|outreach.work.kit_lost" {
				t.Errorf("who is told: %q", got)
			}
		}
	})
}

// twins are two stations that began as one copy: they give the same numbers.
func twins(t *testing.T, office *replica) (one, two *replica) {
	w := newWatch()
	one, two = fresh(t, "sqlite", "B", w.now), fresh(t, "sqlite", "B", w.now)
	one.take(office.all())
	two.take(office.all())
	return one, two
}

// found lists the subjects that a number finds.
func (r *replica) found(prefix, number string) string {
	r.t.Helper()
	return r.rows(`SELECT subject_id FROM search_key WHERE token = $1 ORDER BY subject_id`, casefile.TokenOf(prefix, number))
}

// Case, paper and envelope carry numbers that were given twice. One keeps it,
// the other gets the next; the old number finds both.
func TestANumberGivenTwice(t *testing.T) {
	engines(t, func(t *testing.T, office, _ *replica) {
		office.report("seed", "Kasinem", casefile.NeedKK)
		one, two := twins(t, office)
		var cases, papers, envelopes []string
		for i, r := range []*replica{one, two} {
			id := []string{"a", "b"}[i]
			r.verified(id, "Sumiyem")
			papers = append(papers, r.issue(id))
			envelopes = append(envelopes, r.seal(id, "envelope-"+id))
			cases = append(cases, r.state(id).Number)
		}
		for _, n := range [][]string{cases, papers, envelopes} {
			if n[0] != n[1] {
				t.Fatalf("the twins gave different numbers: %v", n)
			}
		}
		union(t, office, one, two)
		for _, r := range []*replica{office, one, two} {
			r.numbersDiffer(cases[0], papers[0], envelopes[0])
		}
	})
}

// numbersDiffer checks the cases a and b, whose three numbers were once equal.
func (r *replica) numbersDiffer(caseNumber, paper, envelope string) {
	r.t.Helper()
	for _, c := range []struct{ prefix, number, q, want string }{
		{casefile.TokenNumber, caseNumber, `SELECT number FROM case_file WHERE case_id IN ('a', 'b') ORDER BY case_id`, "a\nb"},
		{casefile.TokenPaper, paper, `SELECT document_number FROM need WHERE case_id IN ('a', 'b') AND need = 'skpti' ORDER BY case_id`, "a\nb"},
		{casefile.TokenEnvelope, envelope, `SELECT number FROM envelope WHERE case_id IN ('a', 'b') ORDER BY envelope_id`, "envelope-a\nenvelope-b"},
	} {
		now := strings.Split(r.rows(c.q), "\n")
		if len(now) != 2 || now[0] == now[1] || slices.Contains(now, "") || !slices.Contains(now, c.number) {
			r.t.Errorf("%s: the numbers are now %v", c.number, now)
		}
		if got := r.found(c.prefix, c.number); got != c.want {
			r.t.Errorf("%s finds %q", c.number, got)
		}
		for i, n := range now {
			if got := r.found(c.prefix, n); !strings.Contains(got, strings.Split(c.want, "\n")[i]) {
				r.t.Errorf("%s finds %q", n, got)
			}
		}
	}
}

// A hand-over that was recorded twice counts once, for the case and for the
// envelope; people look at the other one.
func TestAHandOverRecordedTwice(t *testing.T) {
	engines(t, func(t *testing.T, office, station *replica) {
		office.verified("a", "Sumiyem")
		office.issue("a")
		office.seal("a", "e")
		union(t, office, station)
		lost := station.do(authority.Handover, handed("a", "e", "Wagirah")...)
		won := office.do(authority.Handover, handed("a", "e", "Sumiyem")...)
		if _, err := office.try(authority.Handover, handed("a", "e", "Lain")...); err == nil {
			t.Error("the office records it twice")
		}
		union(t, office, station)
		for _, r := range []*replica{office, station} {
			if got := r.rows(`SELECT state, taken_by FROM envelope`); got != "received|Sumiyem" {
				t.Errorf("the envelope: %s", got)
			}
			if got := r.rows(`SELECT event_id, reason FROM parked WHERE subject_kind = 'case'`); got != lost+"|"+casefile.ParkedClaimLost || lost == won {
				t.Errorf("in the case is parked: %s", got)
			}
			if n := r.rows(`SELECT COUNT(*) FROM parked WHERE subject_kind = 'envelope' AND reason = $1`, casefile.ParkedClaimLost); n != "1" {
				t.Errorf("%s hand-overs of the envelope lost", n)
			}
		}
		told(t, "a", office, station)
	})
}

// A case that was closed twice is closed once.
func TestAClosingTwice(t *testing.T) {
	engines(t, func(t *testing.T, office, station *replica) {
		office.verified("a", "Sumiyem")
		office.issue("a")
		office.seal("a", "e")
		proof := office.do(authority.Handover, handed("a", "e", "Sumiyem")...)
		union(t, office, station)
		station.do(authority.Coordinator, on("a", casefile.Closed, casefile.ClosedBody{Receipt: "sha256-of-another-scan"}))
		office.do(authority.Handover, on("a", casefile.Closed, casefile.ClosedBody{Receipt: "proof:" + proof}))
		union(t, office, station)
		for _, r := range []*replica{office, station} {
			if got := r.rows(`SELECT stage, is_open, receipt, parked FROM case_file`); got != "closed|0|proof:"+proof+"|1" {
				t.Errorf("the case: %s", got)
			}
		}
		told(t, "a", office, station)
	})
}

// Two copies of the office went on by themselves: each gave the same numbers,
// booked the same kit, recorded the same hand-over and settled for its own.
// After the union they agree, with one winner each, and go on agreeing.
func TestAForkOfTheOffice(t *testing.T) {
	for _, e := range dbEngines {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			w := newWatch()
			one, two := fresh(t, e, "office", w.now), fresh(t, "sqlite", "office", w.now)
			one.verified("a0", "Kasinem")
			one.issue("a0")
			one.seal("a0", "e0")
			two.take(one.all())
			var paper, envelope, number string
			for i, r := range []*replica{one, two} {
				id := []string{"a", "b"}[i]
				r.verified(id, "Sumiyem")
				paper, envelope = r.issue(id), r.seal(id, "envelope-"+id)
				number = r.state(id).Number
				r.publish("trip-"+id, "K1", "2021-09-20")
				r.do(authority.Handover, handed("a0", "e0", "Penerima "+id)...)
			}
			union(t, one, two)
			for _, r := range []*replica{one, two} {
				r.numbersDiffer(number, paper, envelope)
				if got := r.rows(`SELECT COUNT(*), SUM(kit_lost) FROM trip`); got != "2|1" {
					t.Errorf("trips, without their kit: %s", got)
				}
				if got := r.rows(`SELECT COUNT(*) FROM work WHERE action = 'trip.cancelled'`); got != "1" {
					t.Errorf("%s are told that the kit is away", got)
				}
				if got := r.rows(`SELECT state, taken_by FROM envelope WHERE envelope_id = 'e0'`); got != "received|Penerima a" {
					t.Errorf("the earlier settlement should count: %s", got)
				}
			}
			told(t, "a0", one, two)
			for i, r := range []*replica{one, two} {
				r.report(fmt.Sprint("later-", i), "Paijo", casefile.NeedKK)
				union(t, one, two)
			}
			if n := one.rows(`SELECT COUNT(*) - COUNT(DISTINCT number) FROM case_file`); n != "0" {
				t.Errorf("%s numbers belong to two cases", n)
			}
		})
	}
}

// Each copy of the office renumbers somebody else to the same next number: a
// number that was given instead may be lost as well.
func TestANumberIsLostTwice(t *testing.T) {
	for _, e := range dbEngines {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			w := newWatch()
			one, two := fresh(t, e, "office", w.now), fresh(t, "sqlite", "office", w.now)
			one.report("seed", "Kasinem", casefile.NeedKK)
			two.take(one.all())
			var number, paper, envelope string
			for i, r := range []*replica{two, one} {
				own, other := []string{"a", "c"}[i], []string{"b", "d"}[i]
				r.verified(own, "Sumiyem")
				number, paper, envelope = r.state(own).Number, r.issue(own), r.seal(own, "envelope-"+own)
				stray := fresh(t, "sqlite", "X", w.now)
				stray.verifiedAs(other, "Paijo", number)
				stray.issueAs(other, paper)
				stray.sealAs(other, "envelope-"+other, envelope)
				r.take(stray.all())
			}
			union(t, one, two)
			for _, r := range []*replica{one, two} {
				for _, q := range []string{
					`SELECT COUNT(*), COUNT(DISTINCT number) FROM case_file WHERE case_id <> 'seed'`,
					`SELECT COUNT(*), COUNT(DISTINCT document_number) FROM need WHERE need = 'skpti' AND document_number <> ''`,
					`SELECT COUNT(*), COUNT(DISTINCT number) FROM envelope`,
				} {
					if got := r.rows(q); got != "4|4" {
						t.Errorf("%s: %s", q, got)
					}
				}
				for prefix, n := range map[string]string{casefile.TokenNumber: number, casefile.TokenPaper: paper, casefile.TokenEnvelope: envelope} {
					if got := r.found(prefix, n); strings.Count(got, "\n") != 3 {
						t.Errorf("%s should find all four who ever had it: %q", n, got)
					}
				}
			}
		})
	}
}

// The registrar had the envelope, and the office, which had not heard of it,
// wrote that it gave it out. When it hears, its own word has no effect, and what
// the registrar did is not lost with it.
func TestAWinnerWithoutEffectWinsNothing(t *testing.T) {
	engines(t, func(t *testing.T, office, station *replica) {
		office.verified("a", "Sumiyem")
		office.issue("a")
		office.seal("a", "e")
		union(t, office, station)
		taker := handover.Party{Kind: handover.PartyUser, ID: "user-registrar", Role: string(authority.Registrar)}
		pass := ledger.Draft{Subject: envelopeOf("e"), Type: casefile.CustodyPassed, Area: village,
			Body: handover.PassedBody{Side: handover.SideGiver, Giver: handover.Party{Kind: handover.PartyOffice}, Taker: taker, Proof: handover.ByAccount}}
		leg := station.do(authority.Handover, pass)
		body := pass.Body.(handover.PassedBody)
		body.Leg, body.Side, body.Condition = leg, handover.SideTaker, handover.Intact
		pass.Body = body
		station.do(authority.Registrar, pass)
		station.do(authority.Registrar, handed("a", "e", "Wagirah")...)
		office.do(authority.Handover, handed("a", "e", "Sumiyem")...)
		union(t, office, station)
		for _, r := range []*replica{office, station} {
			if got := r.rows(`SELECT state, taken_by FROM envelope`); got != "received|Wagirah" {
				t.Errorf("the envelope: %s", got)
			}
			if got := r.rows(`SELECT stage, served FROM case_file`); got != "handed_over|1" {
				t.Errorf("the case: %s", got)
			}
			if got := r.rows(`SELECT COUNT(*) FROM work WHERE subject_kind = 'envelope'`); got != "0" {
				t.Errorf("%s still wait for the envelope", got)
			}
		}
		told(t, "a", office, station)
	})
}
