package casefile

import (
	"slices"

	"github.com/jempolkeren/jempol/internal/fault"
)

// MayUndo lists the events of an act that may still be taken back, or says why
// it may not: the acceptance of a report, an assignment, or a decision on who
// somebody is with what it brought about, the exit as a duplicate too, as long
// as nobody has acted on it. Its fault is a Conflict.
func MayUndo(caseID string, events []Event, op string) ([]string, error) {
	st, done := foldCase(caseID, Order(events))
	if st.undoneBefore(events, op) {
		return nil, fault.New(fault.Conflict, "casefile.may.undone_before")
	}
	var ids []string
	for i := range done {
		if done[i].OpID == op {
			ids = append(ids, done[i].ID)
		}
	}
	if key := mayUndo(done, ids); key != "" {
		return nil, fault.New(fault.Conflict, key)
	}
	return ids, nil
}

// undoneBefore reports whether an act was taken back: whoever is the second to
// ask for it is told so, and not that it never can be.
func (s *State) undoneBefore(events []Event, op string) bool {
	return op != "" && slices.ContainsFunc(events, func(e Event) bool { return e.OpID == op && s.Undone[e.ID] != "" })
}

// Undoable lists the acts that may still be taken back.
func Undoable(caseID string, events []Event) map[string]bool {
	_, done := foldCase(caseID, Order(events))
	ops := map[string][]string{}
	for i := range done {
		ops[done[i].OpID] = append(ops[done[i].OpID], done[i].ID)
	}
	out := map[string]bool{}
	for op, ids := range ops {
		if mayUndo(done, ids) == "" {
			out[op] = true
		}
	}
	return out
}

// undone takes an act back.
var undone = way[UndoneBody]{
	lacks: func(f *folder, e *Event, b *UndoneBody) string { return f.lackUndo(e, b.Events, mayUndo) },
	do:    func(f *folder, e *Event, b *UndoneBody) { f.undo(e, b.Events) },
}

// lackUndo says why the named events cannot be taken back by e. What is named
// is checked where it stands in the history, so that an act which arrives later
// and comes before it is heard.
func (f *folder) lackUndo(e *Event, ids []string, may func([]Event, []string) string) string {
	for _, id := range ids {
		switch f.undone[id] {
		case "":
		case e.ID:
			return "" // this is the second reading
		default:
			return "casefile.may.undone_before"
		}
	}
	return may(f.done, ids)
}

func (f *folder) undo(e *Event, ids []string) {
	if f.undone[ids[0]] != e.ID {
		f.undoing = append([]string{e.ID}, ids...)
	}
}

// mayUndo says why the events cannot be taken back, of a history that has had
// effect so far; "" if they can. They must be one whole act.
func mayUndo(done []Event, ids []string) string {
	first, found := -1, 0
	for i := range done {
		e := &done[i]
		named := slices.Contains(ids, e.ID)
		if named {
			found++
		}
		switch {
		case first < 0 && !named:
		case first < 0 && (e.OpID == "" || !undoable(e.Type)):
			return "casefile.may.not_undoable"
		case first < 0:
			first = i
		case named != (e.OpID == done[first].OpID):
			return "casefile.may.not_undoable"
		case !named && actsOn(e, &done[first]):
			return "casefile.may.acted_on"
		}
	}
	if found == 0 || found != len(ids) {
		return "casefile.may.not_undoable"
	}
	return ""
}

// undoable reports whether an act that begins with such an event may be taken
// back at all.
func undoable(eventType string) bool {
	return eventType == Assigned || eventType == IdentityDecided || eventType == Accepted || eventType == Duplicate
}

// actsOn reports whether somebody went on from an act. Notes, the letter that
// came later and what the program writes by itself do not, nor does a decision
// on somebody else; after an acceptance everything else does.
func actsOn(later, act *Event) bool {
	switch later.Type {
	case Noted, Suspected, LetterGiven, Undone, TakenBack, ClaimSettled, ClockReceived, Quarantined:
		return false
	}
	if act.Type == Accepted {
		return true
	}
	switch later.Type {
	case Assigned:
		return act.Type == Assigned
	case IdentityDecided:
		var a, b IdentityDecidedBody
		decode(later.Body, &a)
		decode(act.Body, &b)
		return act.Type == IdentityDecided && a.Candidate == b.Candidate
	}
	return true
}
