package app

import (
	"slices"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/dossier"
	"github.com/jempolkeren/jempol/internal/handover"
	"github.com/jempolkeren/jempol/internal/intake"
	"github.com/jempolkeren/jempol/internal/issuance"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/monitoring"
	"github.com/jempolkeren/jempol/internal/office"
	"github.com/jempolkeren/jempol/internal/outreach"
	"github.com/jempolkeren/jempol/internal/public"
)

// foldVersion is raised when a fold gives other rows than before for the same
// events: at the next start every subject is folded again. Changed tables and
// event types are noticed without it.
const foldVersion = "10"

// Kinds says which room folds which subject: the case in casefile with the
// rows of each step, everything else in the room whose subject it is.
func Kinds() []casefile.Kind {
	return slices.Concat([]casefile.Kind{
		casefile.NewKind(outreach.Steps(), dossier.Steps(), issuance.Steps(), public.Steps()),
		outreach.Kind(),
		outreach.RoadKind(),
		outreach.PlanKind(),
		handover.Kind(),
		office.Kind(),
		account.Kind(),
	}, intake.Kinds(), monitoring.Kinds())
}

// coarse gives the counting codes that survive the erasure of a case.
func coarse(s ledger.Subject, events []casefile.Event) casefile.ErasedBody {
	if s.Kind != casefile.KindCase {
		return casefile.ErasedBody{}
	}
	st := casefile.FoldState(s.ID, events)
	return st.Figures()
}
