package office

import (
	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/web"
)

// alsoWrong adds what else is wrong with an entry to what could not be read of it,
// so that all of it is said at once.
func (s *Service) alsoWrong(r *web.Request, b ChangedBody, unread *fault.Fault) error {
	people, err := s.people(r.Context(), account.ScopeOf(r))
	if err != nil {
		return err
	}
	if err := b.check(people); err != nil {
		said := map[string]bool{}
		for _, f := range unread.Fields {
			said[f.Name] = true
		}
		for _, f := range fault.As(err).Fields {
			// Without its village a point cannot be judged.
			if !said[f.Name] && !(said["desa"] && f.Key == "fault.office.point_village") {
				unread.Fields = append(unread.Fields, f)
			}
		}
	}
	return unread
}
