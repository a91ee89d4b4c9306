package intake

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
)

// EvidenceNote is the evidence code of an exit whose evidence is told in words:
// the words are a note of the same act, since they may name people.
const EvidenceNote = "note"

// Exit is a side exit that somebody wants to take.
type Exit struct {
	Exit     casefile.Exit
	Reason   string
	Words    string // what was seen or heard; personal
	Evidence string // hash of a scan or photo
	Kept     string // number of the case that is kept
	To       string // village code, agency, or a place in words
	Agency   string // referred: code of an agency that has an account
	Next     string // ISO date
}

// exitOf finds the rule of an exit by its name.
func exitOf(e casefile.Exit) (casefile.ExitRule, bool) {
	for _, r := range casefile.Exits() {
		if r.Exit == e {
			return r, true
		}
	}
	return casefile.ExitRule{}, false
}

// byPeople are the reasons that a person may give: that a list was undone is
// said by undoing it.
func byPeople(reasons []string) []string {
	return slices.DeleteFunc(slices.Clone(reasons), func(s string) bool { return s == ReasonListUndone })
}

// final reports whether an exit must be asked for twice: what follows from it
// does not come back by reopening (needs of the dead are declined, the data of
// a mistake is erased).
func final(e casefile.Exit) bool { return e == casefile.ExitWithdrawn || e == casefile.ExitDeceased }

// check says what an exit still lacks.
func (in Exit) check(r casefile.ExitRule, now time.Time) error {
	f := fault.New(fault.Invalid, "fault.form")
	if !slices.Contains(byPeople(r.Reasons), in.Reason) {
		f.With("sebab", "intake.err.exit_reason")
	}
	if r.Evidence && in.Evidence == "" && strings.TrimSpace(in.Words) == "" {
		f.With("bukti", "intake.err.evidence")
	}
	if len([]rune(in.Words)) > maxText {
		f.With("bukti", "intake.err.too_long")
	}
	if r.Kept && in.Kept == "" {
		f.With("disimpan", "intake.err.kept")
	}
	if r.To {
		in.checkTo(r, f)
	}
	if r.Next {
		day, err := time.ParseInLocation(time.DateOnly, in.Next, now.Location())
		if err != nil || !day.After(now) {
			f.With("berikut", "intake.err.next")
		}
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// checkTo: a move names an area, so that the other office can be told; abroad
// has none, and a referral names an agency.
func (in Exit) checkTo(r casefile.ExitRule, f *fault.Fault) {
	_, known := region.Get(region.Code(in.To))
	switch {
	case r.Exit == casefile.ExitMoved && in.Reason != "abroad" && !known:
		f.With("ke", "intake.err.to_area")
	case in.To == "":
		f.With("ke", "intake.err.to")
	case len([]rune(in.To)) > maxLine:
		f.With("ke", "intake.err.too_long")
	}
}

// Leave takes a side exit, with its reason and evidence.
func (s *Service) Leave(ctx context.Context, op ledger.Op, caseID string, in Exit) (ledger.Receipt, error) {
	r, ok := exitOf(in.Exit)
	if !ok {
		return ledger.Receipt{}, fault.At("jalan", "intake.err.choice")
	}
	in.Words = strings.TrimSpace(in.Words)
	if err := in.check(r, s.now()); err != nil {
		return ledger.Receipt{}, err
	}
	body := casefile.ExitBody{Reason: in.Reason, Evidence: in.Evidence, To: in.To, Next: in.Next}
	if body.Evidence == "" && in.Words != "" {
		body.Evidence = EvidenceNote
	}
	if !r.To {
		body.To = ""
	}
	if in.Agency != "" && in.Exit == casefile.ExitReferred {
		agencies, err := s.agencies(ctx, op.Scope)
		if err != nil {
			return ledger.Receipt{}, err
		}
		if _, ok := agencies[in.Agency]; !ok {
			return ledger.Receipt{}, fault.At("instansi", "intake.err.choice")
		}
		body.Agency = in.Agency
	}
	if !r.Next {
		body.Next = ""
	}
	if r.Kept {
		kept, err := s.Accounts.CaseByNumber(ctx, op.Scope, casefile.Duplicate, strings.ToUpper(strings.TrimSpace(in.Kept)))
		if fault.Is(err, fault.NotFound) || err == nil && kept == caseID {
			return ledger.Receipt{}, fault.At("disimpan", "intake.err.kept_unknown")
		}
		if err != nil {
			return ledger.Receipt{}, err
		}
		body.Kept = casefile.KindCase + ":" + kept
	}
	if in.Evidence != "" {
		if _, err := s.Attachments.Find(ctx, op.Scope, casefile.KindCase, caseID, in.Evidence); err != nil {
			return ledger.Receipt{}, err
		}
	}
	var found register.Explanation
	if r.Exit == casefile.ExitDuplicate {
		var err error
		if found, err = s.weighedAgainst(ctx, op.Scope, caseID, body.Kept); err != nil {
			return ledger.Receipt{}, err
		}
	}
	return s.change(ctx, op, caseID, r.Event, nil, func(_ *db.Tx, st casefile.State) ([]ledger.Draft, error) {
		if r.Exit == casefile.ExitNotFound {
			body.Attempts = st.Attempts
		}
		if r.Exit == casefile.ExitDuplicate {
			drafts, err := s.endOrPropose(op.Scope, st, body, found)
			return withNote(drafts, op.Scope, in.Words), err
		}
		return withNote([]ledger.Draft{{Type: r.Event, Body: body}}, op.Scope, in.Words), nil
	})
}

// withNote adds the words of an act as a note; a role that writes no notes has
// no words to add.
func withNote(drafts []ledger.Draft, scope db.Scope, words string) []ledger.Draft {
	if words == "" || authority.Reaches(authority.Role(scope.Role), casefile.Noted) == authority.None {
		return drafts
	}
	return append(drafts, ledger.Draft{Type: casefile.Noted, Body: casefile.NotedBody{About: "general"},
		Personal: casefile.NotePersonal{Text: words}})
}

// ReopenReasons are why a case comes back from any side exit; the texts are
// "intake.reopen.<code>".
var ReopenReasons = []string{"found_again", "mistake", "new_facts", "returned", "asks_again"}

// reopenReasons are the reasons that fit how a case left: only of a referral is
// there an agency that does not take it.
func reopenReasons(exit casefile.Exit) []string {
	if exit == casefile.ExitReferred {
		return append([]string{"agency"}, ReopenReasons...)
	}
	return ReopenReasons
}

// ReopenDecisions are what whoever reopens a duplicate says of its person and
// the one of the case that was kept; the texts are "intake.reopen.person.<code>".
var ReopenDecisions = []string{casefile.Different, casefile.Unsure}

// Reopening is why a case comes back from its side exit.
type Reopening struct {
	Reason string
	Words  string // who said so, and what; personal
	Person string // duplicate: one of ReopenDecisions
}

func (in Reopening) check(st casefile.State) error {
	f := fault.New(fault.Invalid, "fault.form")
	if !slices.Contains(reopenReasons(st.Exit), in.Reason) {
		f.With("sebab", "intake.err.exit_reason")
	}
	if st.Exit == casefile.ExitDuplicate && !slices.Contains(ReopenDecisions, in.Person) {
		f.With("putusan", "intake.err.reopen_person")
	}
	if len([]rune(in.Words)) > maxText {
		f.With("bukti", "intake.err.too_long")
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// Reopen brings a case back to where it left. A duplicate comes back with a new
// decision on the case that was kept: the one that ended it would propose the
// same end at once.
func (s *Service) Reopen(ctx context.Context, op ledger.Op, caseID string, in Reopening) (ledger.Receipt, error) {
	in.Words = strings.TrimSpace(in.Words)
	return s.change(ctx, op, caseID, casefile.Reopened, nil, func(tx *db.Tx, st casefile.State) ([]ledger.Draft, error) {
		if err := in.check(st); err != nil {
			return nil, err
		}
		drafts := []ledger.Draft{{Type: casefile.Reopened, Body: casefile.ExitBody{Reason: in.Reason}}}
		if st.Exit == casefile.ExitDuplicate && st.Kept != "" {
			if err := s.Accounts.Check(tx, op.Scope, casefile.IdentityDecided, caseID); err != nil {
				return nil, err
			}
			drafts = append(drafts, ledger.Draft{Type: casefile.IdentityDecided,
				Body: casefile.IdentityDecidedBody{Candidate: st.Kept, Decision: in.Person}})
		}
		return withNote(drafts, op.Scope, in.Words), nil
	})
}
