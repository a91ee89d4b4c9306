package casefile

// StepRows is what one step of the service makes of a case: its own tables, and
// a pure function from the folded case and its events to their rows. The events
// are those with effect, in order; parked ones are not among them.
type StepRows struct {
	Tables []Table
	Rows   func(State, []Event) []Row
}

// WorkRoute says where the work of one action is done and how it is called.
type WorkRoute struct {
	Action string // of the work row
	Arg    string // a work row's Arg, if one needs its own page; "" is all others
	Path   string // with {case}, {arg}
	Text   string // key of the button: verb and object
}

// NewKind makes the subject kind of cases, with the rows of the steps.
func NewKind(steps ...StepRows) Kind {
	k := Kind{Name: KindCase, Tables: tables(), Claims: Claims}
	for _, t := range Catalogue() {
		if t.Kind == KindCase || t.Kind == "" {
			k.Types = append(k.Types, t.Type)
		}
	}
	for _, s := range steps {
		k.Tables = append(k.Tables, s.Tables...)
	}
	k.Fold = func(caseID string, events []Event) Result {
		st, effective := foldCase(caseID, Order(events))
		res := Result{Parked: st.Parked, Area: st.Area}
		if !st.Reported {
			return res
		}
		res.Rows = st.rows()
		for _, s := range steps {
			res.Rows = append(res.Rows, s.Rows(st, effective)...)
		}
		return res
	}
	return k
}
