package casefile

import (
	"github.com/jempolkeren/jempol/internal/authority"
)

// whyDeath marks what a death changed, so that a reopening can undo it.
const whyDeath = "deceased"

// leave takes a side exit. Each leaves a reason and evidence; what the exit is
// about (the case kept, where to, when next) must be there too.
var leave = way[ExitBody]{
	lacks: func(_ *folder, e *Event, b *ExitBody) string {
		r, _ := ExitOf(e.Type)
		switch {
		case blank(b.Reason), r.Evidence && blank(b.Evidence), r.Kept && blank(b.Kept),
			r.To && blank(b.To), r.Next && !isDate(b.Next):
			return ParkedIncomplete
		}
		return ""
	},
	do: func(f *folder, e *Event, b *ExitBody) {
		r, _ := ExitOf(e.Type)
		f.unbook(e)
		f.Exit, f.ExitAt = r.Exit, e.OccurredAt
		f.ExitReason, f.ExitEvidence, f.ExitTo, f.Kept = b.Reason, b.Evidence, b.To, b.Kept
		f.Answer, f.AnsweredAt, f.ExitAgency = "", 0, ""
		if r.Exit == ExitReferred {
			f.ExitAgency = b.Agency
		}
		if r.Next {
			f.NextDate = b.Next
			f.Attempts = max(f.Attempts, b.Attempts)
		}
		if r.Exit == ExitDeceased {
			f.die(e, b.Reason)
		}
		f.act(e)
	},
}

// die declines what the person no longer needs and opens the death deed. The
// death was established with evidence, so nobody must be visited for it
// (UU 24/2013 pasal 44: reported by the village or the family).
func (f *folder) die(e *Event, reason string) {
	recorded := reason == ReasonRecorded
	for i := range f.Needs {
		n := &f.Needs[i]
		if n.Open() && (n.Need != NeedDeathDeed || recorded && n.Stage.Before(StageIssued)) {
			n.Declined, n.Exception = whyDeath, whyDeath
		}
	}
	if recorded {
		return
	}
	n := f.need(NeedDeathDeed)
	if n == nil || n.Declined != "" {
		f.open(NeedDeathDeed, e)
		n = f.need(NeedDeathDeed)
		n.Exception = whyDeath
	}
	if n.Stage.Before(StageVisited) {
		f.advance(n, StageVisited, e)
	}
}

var reopened = way[ExitBody]{
	lacks: func(_ *folder, _ *Event, b *ExitBody) string { return absent(b.Reason) },
	do: func(f *folder, e *Event, _ *ExitBody) {
		for i := range f.Needs {
			n := &f.Needs[i]
			switch {
			case n.Exception != whyDeath:
			case n.Declined == whyDeath:
				n.Declined = ""
			case n.Open() && n.Stage.Before(StageIssued):
				n.Declined = "reopened"
			}
			n.Exception = ""
		}
		f.Exit, f.ExitAt, f.ExitReason, f.ExitEvidence, f.ExitTo, f.Kept = "", 0, "", "", "", ""
		f.Answer, f.AnsweredAt, f.ExitAgency = "", 0, ""
		f.act(e)
	},
}

// referralAnswered: the agency takes the case over, declines it, or gives it
// back after it had taken it over.
var referralAnswered = way[ReferralAnsweredBody]{
	lacks: func(f *folder, _ *Event, b *ReferralAnsweredBody) string {
		switch b.Answer {
		case ReferralAccepted, ReferralDeclined:
			if f.Answer != "" {
				return "casefile.may.answered_before"
			}
		case ReferralReturned:
			if f.Answer != ReferralAccepted {
				return "casefile.may.not_taken_over"
			}
		default:
			return ParkedIncomplete
		}
		return ""
	},
	do: func(f *folder, e *Event, b *ReferralAnsweredBody) {
		f.Answer, f.AnsweredAt = b.Answer, e.OccurredAt
		f.act(e)
	},
}

// InHands is the agency that has the case to do with: the one it was referred
// to until that declines it or gives it back, else the one that reported it.
func (s *State) InHands() string {
	if s.Exit == ExitReferred && s.ExitAgency != "" && s.Answer != ReferralDeclined && s.Answer != ReferralReturned {
		return s.ExitAgency
	}
	return s.Agency
}

// Watcher is the agency that reported a case which another one has in hands: it
// goes on seeing how the case stands. "" is none.
func (s *State) Watcher() string {
	if s.InHands() == s.Agency {
		return ""
	}
	return s.Agency
}

// referral is the clock of a referral: the agency answers, the coordinator asks
// where no answer comes, and decides on what comes back.
func (w *workList) referral() {
	s := w.s
	asked := authority.Coordinator // an agency outside this program is asked by telephone
	if s.ExitAgency != "" {
		asked = authority.Social
	}
	switch s.Answer {
	case "":
		w.add(ReferralAnswered, "", asked, s.ExitAt, daysReferral, "referral")
		if asked == authority.Social {
			late := daysLater(s.ExitAt, daysReferral)
			w.add(Reopened, "", authority.Coordinator, late, daysDecide, "referral_late")
		}
	case ReferralAccepted:
		w.add(ReferralAnswered, "", asked, s.AnsweredAt, daysHeld, "referral_held")
	case ReferralDeclined, ReferralReturned:
		w.add(Reopened, "", authority.Coordinator, s.AnsweredAt, daysDecide, "referral_back")
	}
}
