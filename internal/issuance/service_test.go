package issuance

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	cf "github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document/papertest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/register"
)

var entryA = Entry{Needs: []string{cf.NeedNIK, cf.NeedKK}, NIK: nikA, KK: kkA}

// TestTheWayOfADossier follows NIK, KK and card from the dossier to the papers.
func TestTheWayOfADossier(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		id := w.verified(cf.NeedNIK, cf.NeedKK, cf.NeedRecording, cf.NeedKTP)
		in := entryA
		in.Status = cf.StatusSent
		rec, err := w.s.Enter(ctx, w.op(authority.Siak), id, in)
		if err != nil {
			w.Fatal(err)
		}
		if len(rec.Events) != 3 {
			w.Errorf("%d events, want the entry, the NIK and the status", len(rec.Events))
		}
		w.stage(id, cf.NeedNIK, cf.StageClosed)
		w.stage(id, cf.NeedKK, cf.StageEntered)
		w.stage(id, cf.NeedRecording, cf.StageAwaitingUniqueness)
		_, err = w.s.Issue(ctx, w.op(authority.Siak), id, cf.NeedKTP, "")
		want(w, err, fault.Conflict, "casefile.may.need_waits")

		// The card waits for the one status that makes it printable.
		w.later(8 * 24 * time.Hour)
		if _, err := w.s.RecordStatus(ctx, w.op(authority.Siak), id, "received at central"); err != nil {
			w.Fatal(err)
		}
		if _, err := w.s.RecordStatus(ctx, w.op(authority.Siak), id, "PRR"); err != nil {
			w.Fatal(err)
		}
		w.stage(id, cf.NeedRecording, cf.StageClosed)
		history, err := w.s.Enrolments(ctx, w.role[authority.Siak], id)
		if err != nil {
			w.Fatal(err)
		}
		var told []string
		for _, h := range history {
			told = append(told, h.Status)
		}
		if !slices.Equal(told, []string{cf.StatusPrintReady, "RECEIVED_AT_CENTRAL", cf.StatusSent}) {
			w.Errorf("history %v", told)
		}
		queue, err := w.s.Queue(ctx, w.role[authority.Siak], cf.Issued, true, account.Queue{}, 0, 10)
		if err != nil || queue.Total() != 2 || queue.Rows[0].Arg != cf.NeedKK || queue.Rows[1].Arg != cf.NeedKTP {
			w.Fatalf("ready to print: %+v %v", queue, err)
		}
		for _, need := range []string{cf.NeedKK, cf.NeedKTP} {
			if _, err := w.s.Issue(ctx, w.op(authority.Siak), id, need, ""); err != nil {
				w.Fatal(err)
			}
			w.stage(id, need, cf.StageIssued)
		}
		st := w.state(id)
		if n, _ := st.Need(cf.NeedKK); n.Document != kkA {
			w.Error("the card of the family does not carry its number")
		}
		if len(st.Parked) > 0 {
			w.Errorf("parked: %v", st.Parked)
		}
		if n := w.count(`issuance_v_entry WHERE case_id = $1 AND numbered_at > 0`, id); n != 2 {
			w.Errorf("%d entries", n)
		}
		if n := w.count(`issuance_v_document WHERE case_id = $1 AND number = ''`, id); n != 3 {
			w.Errorf("%d documents", n)
		}
		if n := w.count(`issuance_v_enrolment WHERE case_id = $1 AND is_last = 1`, id); n != 1 {
			w.Errorf("%d last statuses", n)
		}
		report, err := w.l.Verify(ctx)
		if err != nil || !report.OK() {
			w.Errorf("verify: %v %v", report, err)
		}
	})
}

// TestOnePersonOneNIK: two people with one NIK is refused in words, whoever
// holds it, and at the same moment too.
func TestOnePersonOneNIK(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		a, b := w.verified(cf.NeedNIK, cf.NeedKK), w.verified(cf.NeedNIK, cf.NeedKK)
		var wait sync.WaitGroup
		errs := make([]error, 2)
		for i, id := range []string{a, b} {
			wait.Go(func() { _, errs[i] = w.s.Enter(ctx, w.op(authority.Siak), id, entryA) })
		}
		wait.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			w.Fatalf("of two entries with one NIK exactly one may win: %v", errs)
		}
		loser := b
		if errs[0] != nil {
			loser = a
			want(w, errs[0], fault.Invalid, "issuance.err.nik_case")
		} else {
			want(w, errs[1], fault.Invalid, "issuance.err.nik_case")
		}

		other := entryA
		other.NIK = "3503025203499002"
		if _, err := w.s.Register.Load(ctx, w.role[authority.Siak], []register.Record{{ID: "p7", NIK: other.NIK, Name: "Sumini", Sex: "P",
			Birth: "1949-03-12", Village: village, State: "active"}}); err != nil {
			w.Fatal(err)
		}
		_, err := w.s.Enter(ctx, w.op(authority.Siak), loser, other)
		want(w, err, fault.Invalid, "issuance.err.nik_register")

		// People decided that the register's record is this person.
		w.as(authority.Coordinator, loser, cf.IdentityDecided, cf.IdentityDecidedBody{Candidate: "register:p7", Decision: "same"}, nil)
		if _, err := w.s.Enter(ctx, w.op(authority.Siak), loser, other); err != nil {
			w.Fatal(err)
		}
	})
}

// TestOddNumbersAreAsked: a number that does not fit may be right, but somebody
// has to say so.
func TestOddNumbersAreAsked(t *testing.T) {
	on(t, func(w *world) {
		id := w.verified(cf.NeedNIK, cf.NeedKK)
		in := entryA
		in.NIK = "3503021203499003" // a man's
		_, err := w.s.Enter(w.Context(), w.op(authority.Siak), id, in)
		want(w, err, fault.Invalid, "issuance.err.sure")
		in.Sure = true
		if _, err := w.s.Enter(w.Context(), w.op(authority.Siak), id, in); err != nil {
			w.Fatal(err)
		}
	})
}

// TestNumberComesLater: what is entered without a NIK stays, alone, until it
// comes.
func TestNumberComesLater(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		id := w.verified(cf.NeedNIK, cf.NeedKK)
		if _, err := w.s.Enter(ctx, w.op(authority.Siak), id, Entry{Needs: []string{cf.NeedNIK}}); err != nil {
			w.Fatal(err)
		}
		w.stage(id, cf.NeedNIK, cf.StageEntered)
		_, err := w.s.Issue(ctx, w.op(authority.Siak), id, cf.NeedNIK, "")
		want(w, err, fault.Conflict, "casefile.may.no_number")
		st := w.state(id)
		if got := waitingEntry(st); !slices.Equal(got, []string{cf.NeedNIK, cf.NeedKK}) {
			w.Errorf("waits: %v", got)
		}
		w.later(time.Hour)
		if _, err := w.s.Enter(ctx, w.op(authority.Siak), id, entryA); err != nil {
			w.Fatal(err)
		}
		w.stage(id, cf.NeedNIK, cf.StageClosed)
		if n := w.count(`issuance_v_entry WHERE case_id = $1 AND need = 'nik' AND numbered_at > entered_at`, id); n != 1 {
			w.Error("the entry does not say when the number came")
		}
	})
}

// TestTwoDeeds: a child that died needs both deeds, each with its number.
func TestTwoDeeds(t *testing.T) {
	on(t, func(w *world) {
		id := w.verified(cf.NeedBirthDeed, cf.NeedDeathDeed)
		in := Entry{Needs: []string{cf.NeedBirthDeed, cf.NeedDeathDeed},
			Deeds: map[string]string{cf.NeedBirthDeed: "3503-LT-14062021-9001", cf.NeedDeathDeed: "3503-KM-14062021-9002"}}
		if _, err := w.s.Enter(w.Context(), w.op(authority.Siak), id, in); err != nil {
			w.Fatal(err)
		}
		st := w.state(id)
		for need, number := range in.Deeds {
			if n, _ := st.Need(need); n.Document != number {
				w.Errorf("%s: %q", need, n.Document)
			}
		}
	})
}

// TestSeparation: nobody checks their own work, nobody acts in another's role.
func TestSeparation(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		id := w.submitted(cf.NeedNIK, cf.NeedKK)
		needs := []string{cf.NeedNIK, cf.NeedKK}
		own := w.op(authority.Verifier)
		own.Scope.Person = w.role[authority.Registrar].Person // the registrar became verifier meanwhile
		_, err := w.s.Verify(ctx, own, id, needs)
		want(w, err, fault.Conflict, "fault.authority.separation.captured_verified")
		_, err = w.s.Return(ctx, own, id, []cf.ReturnedItem{{Requirement: "BIO-1", Reason: "unreadable"}})
		want(w, err, fault.Conflict, "fault.authority.separation.captured_verified")
		for _, r := range authority.AccountRoles() {
			kind := fault.Forbidden
			if r.Hides() {
				kind = fault.NotFound
			}
			if r != authority.Verifier {
				if _, err := w.s.Verify(ctx, w.op(r), id, needs); !fault.Is(err, kind) {
					w.Errorf("%s verifies: %v", r, err)
				}
			}
			if r != authority.Siak {
				if _, err := w.s.Enter(ctx, w.op(r), id, entryA); !fault.Is(err, kind) {
					w.Errorf("%s enters: %v", r, err)
				}
				if _, err := w.s.Issue(ctx, w.op(r), id, cf.NeedKK, ""); !fault.Is(err, kind) {
					w.Errorf("%s issues: %v", r, err)
				}
				if _, err := w.s.RecordStatus(ctx, w.op(r), id, "PRR"); !fault.Is(err, kind) {
					w.Errorf("%s records a status: %v", r, err)
				}
			}
		}
		_, err = w.s.Enter(ctx, w.op(authority.Siak), id, entryA)
		want(w, err, fault.Conflict, "casefile.may.not_verified")
	})
}

// TestReturnAndAsk: items and reasons go back to who submitted; the operator
// gives back to the verifier only.
func TestReturnAndAsk(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		id := w.verified(cf.NeedNIK, cf.NeedKK)
		if _, err := w.s.AskVerifier(ctx, w.op(authority.Siak), id); err != nil {
			w.Fatal(err)
		}
		back, err := w.s.Back(ctx, w.role[authority.Verifier])
		if err != nil || len(back) != 2 || back[0].Stage != cf.StageVerified {
			w.Fatalf("%+v %v", back, err)
		}
		_, err = w.s.Return(ctx, w.op(authority.Siak), id, []cf.ReturnedItem{{Requirement: "BIO-1", Reason: "contradicts"}})
		want(w, err, fault.Forbidden, "fault.authority.forbidden")
		if _, err := w.s.Return(ctx, w.op(authority.Verifier), id, []cf.ReturnedItem{{Requirement: "BIO-1", Reason: "contradicts"}}); err != nil {
			w.Fatal(err)
		}
		for _, need := range []string{cf.NeedNIK, cf.NeedKK} {
			w.stage(id, need, cf.StageReturned)
			st := w.state(id)
			if n, _ := st.Need(need); len(n.Returned) != 1 || n.Returned[0].Requirement != "BIO-1" {
				w.Errorf("%s: %v", need, n.Returned)
			}
		}
		_, err = w.s.Return(ctx, w.op(authority.Verifier), id, []cf.ReturnedItem{{Requirement: "BIO-1", Reason: "contradicts"}})
		want(w, err, fault.Conflict, "casefile.may.not_submitted")
		w.as(authority.Registrar, id, cf.Submitted, cf.SubmittedBody{Needs: []string{cf.NeedNIK, cf.NeedKK}, Lawbook: "2021-08"}, nil)
		if _, err := w.s.Verify(ctx, w.op(authority.Verifier), id, []string{cf.NeedNIK, cf.NeedKK}); err != nil {
			w.Fatal(err)
		}
	})
}

// TestOwnPapers: SKPTI and SKPS have numbers of the office's own series, one
// each, never shaped like a NIK, and print as a letter.
func TestOwnPapers(t *testing.T) {
	shape := regexp.MustCompile(`^SKPTI-2021-\d{4,}$`)
	on(t, func(w *world) {
		ctx := w.Context()
		numbers := map[string]bool{}
		for range 3 {
			id := w.verified(cf.NeedSKPTI)
			_, err := w.s.Enter(ctx, w.op(authority.Siak), id, Entry{Needs: []string{cf.NeedSKPTI}})
			want(w, err, fault.Conflict, "casefile.may.no_entry")
			op := w.op(authority.Siak)
			if _, err := w.s.Issue(ctx, op, id, cf.NeedSKPTI, ""); err != nil {
				w.Fatal(err)
			}
			if rec, err := w.s.Issue(ctx, op, id, cf.NeedSKPTI, ""); err != nil || !rec.Repeated {
				w.Errorf("a second press: %v %v", rec, err)
			}
			st := w.state(id)
			n, _ := st.Need(cf.NeedSKPTI)
			if !shape.MatchString(n.Document) || numbers[n.Document] {
				w.Errorf("number %q", n.Document)
			}
			numbers[n.Document] = true
			if c := w.count(`issuance_v_document WHERE case_id = $1 AND number = $2 AND code <> ''`, id, n.Document); c != 1 {
				w.Error("the number does not stand in the view")
			}
			pdf, err := w.s.Interim(ctx, w.acc.With(w.role[authority.Siak], "test"), st, cf.NeedSKPTI, "https://contoh.example")
			if err != nil {
				w.Fatal(err)
			}
			text := papertest.Text(pdf)
			var code string
			if err := w.d.QueryRow(ctx, `SELECT code FROM issuance_v_document WHERE case_id = $1 AND number = $2`, id, n.Document).Scan(&code); err != nil {
				w.Fatal(err)
			}
			for _, part := range []string{"https://contoh.example/periksa/" + code, n.Document, "TUMIRAH", "belum ada", "12 Maret 1949", "Gratis"} {
				if !strings.Contains(text, part) {
					w.Errorf("the letter lacks %q", part)
				}
			}
			if regexp.MustCompile(`\d{16}`).MatchString(text) {
				w.Error("the letter holds something shaped like a NIK")
			}
			if _, err := w.s.Interim(ctx, w.acc.With(w.role[authority.Siak], "test"), st, cf.NeedKK, ""); !fault.Is(err, fault.NotFound) {
				w.Errorf("a KK is none of the office's own papers: %v", err)
			}
		}
	})
}

// A paper that was lost on its way, or came back wrong, is issued again, more than
// once if it must be; what counts is the last one.
func TestIssuedAgain(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		for _, why := range []string{cf.CameLost, cf.CameWrong} {
			id := w.verified(cf.NeedKK, cf.NeedSKPTI)
			if _, err := w.s.Enter(ctx, w.op(authority.Siak), id, Entry{Needs: []string{cf.NeedKK}, KK: kkA}); err != nil {
				w.Fatal(err)
			}
			numbers := map[string]bool{}
			for time := range 3 {
				for _, need := range []string{cf.NeedKK, cf.NeedSKPTI} {
					if _, err := w.s.Issue(ctx, w.op(authority.Siak), id, need, ""); err != nil {
						w.Fatal(why, time, need, err)
					}
					w.stage(id, need, cf.StageIssued)
				}
				if n := w.count(`issuance_v_document WHERE case_id = $1`, id); n != 2 {
					w.Errorf("%s: %d papers", why, n)
				}
				st := w.state(id)
				n, _ := st.Need(cf.NeedSKPTI)
				if numbers[n.Document] || w.count(`issuance_v_document WHERE case_id = $1 AND number = $2`, id, n.Document) != 1 {
					w.Errorf("%s: %s again, or not in the view", why, n.Document)
				}
				numbers[n.Document] = true
				envelope := ledger.NewID()
				needs := []string{cf.NeedKK, cf.NeedSKPTI}
				w.as(authority.Handover, id, cf.Dispatched, cf.DispatchedBody{Needs: needs, Envelope: envelope}, nil)
				w.as(authority.Handover, id, cf.CameBack, cf.DispatchedBody{Needs: needs, Envelope: envelope, Reason: why}, nil)
			}
		}
		if report, err := w.l.Verify(ctx); err != nil || !report.OK() {
			w.Errorf("verify: %v %v", report, err)
		}
	})
}

// TestHold: a paper that waits for blanks comes back on its date.
func TestHold(t *testing.T) {
	on(t, func(w *world) {
		ctx := w.Context()
		id := w.verified(cf.NeedKK)
		if _, err := w.s.Enter(ctx, w.op(authority.Siak), id, Entry{Needs: []string{cf.NeedKK}, KK: kkA}); err != nil {
			w.Fatal(err)
		}
		for _, c := range []struct{ reason, until, key string }{
			{"bored", "", "issuance.err.choice"}, {"no_blanks", "", "issuance.err.choice"}, {"printer", "besok", "issuance.err.date"}, {"printer", "2021-06-01", "issuance.err.date_past"},
		} {
			_, err := w.s.Hold(ctx, w.op(authority.Siak), id, cf.NeedKK, c.reason, c.until)
			want(w, err, fault.Invalid, c.key)
		}
		if _, err := w.s.Hold(ctx, w.op(authority.Siak), id, cf.NeedKK, "printer", "2021-06-20"); err != nil {
			w.Fatal(err)
		}
		count := func() int {
			q, err := w.s.Queue(ctx, w.role[authority.Siak], cf.Issued, true, account.Queue{}, 0, 10)
			if err != nil {
				w.Fatal(err)
			}
			return q.Total()
		}
		if count() != 0 {
			w.Error("it waits, and is shown as work")
		}
		w.later(8 * 24 * time.Hour)
		if count() != 1 {
			w.Error("it did not come back")
		}
	})
}

// TestQueueScopes: no scope, no rows; another role's work is not mine.
func TestQueueScopes(t *testing.T) {
	on(t, func(w *world) {
		w.submitted(cf.NeedNIK)
		for _, s := range []db.Scope{{}, {Office: officeID}, w.role[authority.Siak], w.role[authority.Companion]} {
			if q, err := w.s.Queue(w.Context(), s, cf.Verified, false, account.Queue{}, 0, 10); err != nil || len(q.Held) != 0 || len(q.Rows) != 0 {
				w.Errorf("%s: %+v %v", s.Role, q, err)
			}
		}
		q, err := w.s.Queue(w.Context(), w.role[authority.Verifier], cf.Verified, false, account.Queue{}, 0, 10)
		if err != nil || q.Total() != 1 || q.Rows[0].Name != "Tumirah" {
			w.Errorf("%+v %v", q, err)
		}
	})
}

// TestBodiesHoldNoNumbers: what erasure cannot empty must not name anybody.
func TestBodiesHoldNoNumbers(t *testing.T) {
	on(t, func(w *world) {
		id := w.verified(cf.NeedNIK, cf.NeedKK)
		if _, err := w.s.Enter(w.Context(), w.op(authority.Siak), id, entryA); err != nil {
			w.Fatal(err)
		}
		events, err := w.l.History(w.Context(), w.role[authority.Siak], ledger.Subject{Kind: cf.KindCase, ID: id})
		if err != nil {
			w.Fatal(err)
		}
		for _, e := range events {
			for _, secret := range []string{nikA, kkA, "Tumirah"} {
				if bytes.Contains(e.Body, []byte(secret)) {
					w.Errorf("%s holds %s", e.Type, secret)
				}
			}
		}
	})
}
