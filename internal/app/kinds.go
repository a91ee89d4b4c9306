package app

import (
	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// foldVersion is raised when a fold gives other rows than before for the same
// events: at the next start every subject is folded again. Changed tables and
// event types are noticed without it.
const foldVersion = "1"

// Kinds says which room folds which subject: the case in casefile with the
// rows of each step, everything else in the room whose subject it is.
func Kinds() []casefile.Kind {
	return []casefile.Kind{
		casefile.NewKind(),
		account.Kind(),
	}
}

// coarse gives the counting codes that survive the erasure of a case.
func coarse(s ledger.Subject, events []casefile.Event) casefile.ErasedBody {
	if s.Kind != casefile.KindCase {
		return casefile.ErasedBody{}
	}
	st := casefile.FoldState(s.ID, events)
	return st.Figures()
}
