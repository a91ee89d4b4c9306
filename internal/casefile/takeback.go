package casefile

import (
	"slices"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/fault"
)

// takes says what each role may take back of its own step.
var takes = map[authority.Role][]string{
	authority.Verifier: {Verified, Returned},
	authority.Siak:     {Entered, Status, Issued},
}

// Recorded is an act of an office step that may have been recorded by mistake.
type Recorded struct {
	Op     string
	Events []Event
	// Why it can no longer be taken back, as a message key; "" if it can.
	Why string
	// Then is the type of the act that was built on it, where there is one.
	Then string
}

// Recordings lists the acts that a role may take back, the last one first, each
// with the reason if it no longer can.
func Recordings(caseID string, events []Event, role authority.Role) []Recorded {
	_, done := foldCase(caseID, Order(events))
	var out []Recorded
	for i := range done {
		e := &done[i]
		if e.OpID == "" || !slices.Contains(takes[role], e.Type) {
			continue
		}
		at := slices.IndexFunc(out, func(r Recorded) bool { return r.Op == e.OpID })
		if at < 0 {
			at = len(out)
			out = append(out, Recorded{Op: e.OpID})
		}
		out[at].Events = append(out[at].Events, *e)
	}
	for i := range out {
		out[i].Why, out[i].Then = standsOn(done, ids(out[i].Events), role)
	}
	slices.Reverse(out)
	return out
}

// MayTakeBack lists the events of an act that a role may take back, or says why
// it may not. Its fault is a Conflict.
func MayTakeBack(caseID string, events []Event, role authority.Role, op string) ([]string, error) {
	for _, r := range Recordings(caseID, events, role) {
		if r.Op == op {
			if r.Why != "" {
				return nil, fault.New(fault.Conflict, r.Why)
			}
			return ids(r.Events), nil
		}
	}
	if st := FoldState(caseID, events); st.undoneBefore(events, op) {
		return nil, fault.New(fault.Conflict, "casefile.may.undone_before")
	}
	return nil, fault.New(fault.Conflict, "casefile.may.not_taken")
}

func ids(events []Event) (out []string) {
	for i := range events {
		out = append(out, events[i].ID)
	}
	return out
}

// Added here because it asks how the case would fold without the act.
func init() { handlers[TakenBack] = takenBack.apply }

// takenBack takes an act of verification or issuance back.
var takenBack = way[TakenBackBody]{
	lacks: func(f *folder, e *Event, b *TakenBackBody) string {
		if key := absent(b.Reason); key != "" || len(b.Events) == 0 {
			return ParkedIncomplete
		}
		return f.lackUndo(e, b.Events, func(done []Event, ids []string) string {
			key, _ := standsOn(done, ids, authority.Role(e.Role))
			return key
		})
	},
	do: func(f *folder, e *Event, b *TakenBackBody) { f.undo(e, b.Events) },
}

// standsOn says why an act cannot be taken back, of a history that has had
// effect so far. It may be while everything else of the history would have
// happened without it: what was entered on the strength of a verification, or
// issued on that of an entry, must be taken back first. then is the type of the
// first act that stands on it.
func standsOn(done []Event, ids []string, role authority.Role) (key, then string) {
	var rest []Event
	op, act, found := "", 0, 0
	for i := range done {
		if slices.Contains(ids, done[i].ID) {
			if op = done[i].OpID; !slices.Contains(takes[role], done[i].Type) {
				return "casefile.may.not_taken", ""
			}
		}
	}
	for i := range done {
		e := &done[i]
		if e.OpID == op && slices.Contains(takes[role], e.Type) {
			act++
		}
		if slices.Contains(ids, e.ID) {
			found++
		} else if e.Type != Undone && e.Type != TakenBack {
			// What takes back has had its effect: its acts are not in this history.
			rest = append(rest, *e)
		}
	}
	if op == "" || found != len(ids) || act != len(ids) {
		return "casefile.may.not_taken", "" // not this role's, or half an act
	}
	st, _ := foldCase("", rest)
	for _, p := range st.Parked {
		for i := range rest {
			if rest[i].ID == p.EventID {
				return "casefile.may.built_on", rest[i].Type
			}
		}
	}
	return "", ""
}
