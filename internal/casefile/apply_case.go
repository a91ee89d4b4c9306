package casefile

import (
	"slices"
	"time"
)

var reported = way[ReportedBody]{
	lacks: func(_ *folder, _ *Event, b *ReportedBody) string { return unknown(b.Needs) },
	do: func(f *folder, e *Event, b *ReportedBody) {
		f.Reported, f.own = true, StageReported
		f.Number, f.NumbersLost = f.numbered("case", b.Number, e)
		f.Channel = b.Channel
		f.Agency, f.Institution, f.Reporter = b.Agency, b.Institution, e.Actor
		f.Letter, f.List, f.ListRow = b.Letter, b.List, b.ListRow
		f.Baseline, f.Urgent, f.Lawbook = b.Baseline, b.Urgent, b.Lawbook
		f.OpenedAt = e.OccurredAt
		for _, n := range b.Needs {
			f.open(n, e)
		}
		for _, r := range b.Reasons {
			f.fact(e, Assertion{Field: FieldReason, Element: r, Value: r})
		}
		f.fact(e, Assertion{Field: FieldBasis, Value: b.Basis})
		if b.Photo != "" {
			f.fact(e, Assertion{Field: FieldPhoto, Value: b.Photo})
		}
		f.person(e)
		f.act(e, b.Needs...)
	},
}

// person takes what an event with PersonPersonal states, and where the person is.
func (f *folder) person(e *Event) {
	if e.Area != "" {
		f.Area = e.Area
	}
	f.stated(e)
}

// stated takes the assertions of the personal part; what else a form holds is
// not read here.
func (f *folder) stated(e *Event) {
	if len(e.Personal) == 0 {
		return
	}
	var p PersonPersonal
	if decode(e.Personal, &p) {
		f.state(e, p.Fields)
	}
}

var needAdded = way[NeedAddedBody]{
	needs: func(b *NeedAddedBody) []string { return b.Needs },
	do: func(f *folder, e *Event, b *NeedAddedBody) {
		for _, n := range b.Needs {
			f.open(n, e)
		}
	},
}

var needDeferred = way[NeedDeferredBody]{
	needs: func(b *NeedDeferredBody) []string { return one(b.Need) },
	lacks: func(_ *folder, _ *Event, b *NeedDeferredBody) string {
		if !isDate(b.Until) {
			return ParkedIncomplete
		}
		return ""
	},
	do: func(f *folder, _ *Event, b *NeedDeferredBody) {
		n := f.need(b.Need)
		n.DeferredUntil, n.DeferReason = b.Until, b.Reason
	},
}

var needDeclined = way[NeedDeclinedBody]{
	needs: func(b *NeedDeclinedBody) []string { return one(b.Need) },
	lacks: func(_ *folder, _ *Event, b *NeedDeclinedBody) string { return absent(b.Reason) },
	do: func(f *folder, _ *Event, b *NeedDeclinedBody) {
		n := f.need(b.Need)
		n.Declined, n.DeferredUntil, n.WaitingReason, n.WaitingUntil = b.Reason, "", "", ""
	},
}

var identityDecided = way[IdentityDecidedBody]{
	lacks: func(_ *folder, _ *Event, b *IdentityDecidedBody) string { return absent(b.Candidate, b.Decision) },
	do: func(f *folder, e *Event, b *IdentityDecidedBody) {
		f.Identity = append(slices.DeleteFunc(f.Identity, func(d Decision) bool {
			return d.Candidate == b.Candidate
		}), Decision{IdentityDecidedBody: *b, Event: e.ID, By: e.Actor, At: e.OccurredAt})
		f.unsuspect(b.Candidate)
	},
}

var suspected = way[SuspectedBody]{
	lacks: func(_ *folder, _ *Event, b *SuspectedBody) string { return absent(b.Candidate) },
	do: func(f *folder, e *Event, b *SuspectedBody) {
		if f.unsuspect(b.Candidate); !b.Over {
			f.Suspects = append(f.Suspects, Suspicion{*b, e.OccurredAt})
		}
	},
}

func (f *folder) unsuspect(candidate string) {
	f.Suspects = slices.DeleteFunc(f.Suspects, func(x Suspicion) bool { return x.Candidate == candidate })
}

var acceptedWay = way[AcceptedBody]{
	lacks: func(_ *folder, _ *Event, b *AcceptedBody) string { return unknown(b.Needs) },
	do: func(f *folder, e *Event, b *AcceptedBody) {
		f.own, f.AcceptedAt = StageAccepted, e.OccurredAt
		for i := range f.Needs {
			if f.Needs[i].Stage == StageReported {
				f.advance(&f.Needs[i], StageAccepted, e)
			}
		}
		for _, n := range b.Needs {
			f.open(n, e)
		}
		f.act(e)
	},
}

// advance moves a need with its case, which does not end what it waits for.
func (f *folder) advance(n *NeedState, to Stage, e *Event) {
	n.Stage, n.StageSince = to, e.OccurredAt
	f.WaitingReason, f.WaitingUntil = "", ""
}

var assigned = way[AssignedBody]{
	do: func(f *folder, _ *Event, b *AssignedBody) { f.Owner = b.Owner },
}

var letterGiven = way[LetterGivenBody]{
	do: func(f *folder, _ *Event, b *LetterGivenBody) { f.Letter = b.Letter },
}

var personStated = way[PersonStatedBody]{
	do: func(f *folder, e *Event, b *PersonStatedBody) {
		for _, a := range b.Facts {
			f.fact(e, a)
		}
		f.person(e)
	},
}

var noted = way[NotedBody]{
	do: func(f *folder, e *Event, b *NotedBody) {
		switch b.About {
		case NoteParked:
			for _, id := range b.Events {
				f.looked[id] = true
			}
		case NoteAnswer: // one answer is about the person, whomever the questions compare with
			for i := range f.Identity {
				if f.Identity[i].Asked() {
					f.Identity[i].AnsweredAt = e.OccurredAt
				}
			}
		}
	},
}

var waiting = way[WaitingBody]{
	needs: func(b *WaitingBody) []string { return one(b.Need) },
	do: func(f *folder, _ *Event, b *WaitingBody) {
		until := b.Until
		if !isDate(until) {
			until = ""
		}
		if n := f.need(b.Need); n != nil {
			n.WaitingReason, n.WaitingUntil = b.Reason, until
			return
		}
		f.WaitingReason, f.WaitingUntil = b.Reason, until
	},
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
