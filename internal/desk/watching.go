package desk

import (
	"context"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/web"
)

// watching reports whether the viewer's agency reported the case and another
// agency has it: it goes on seeing how the case stands, and may write a note.
func (s *Service) watching(ctx context.Context, sc db.Scope, id string) (bool, error) {
	if sc.Agency == "" || authority.Reaches(authority.Role(sc.Role), "page.case") != authority.OwnAgency {
		return false, nil
	}
	var n int
	err := s.DB.QueryRow(ctx, `SELECT COUNT(*) FROM case_file WHERE office_id = $1 AND case_id = $2 AND watcher = $3`, s.Office, id, sc.Agency).Scan(&n)
	return n > 0, fault.Wrap("desk.cases", err)
}

// watchingNotice says so, and until when.
func (o *opened) watchingNotice() []any {
	if !o.watching {
		return nil
	}
	to := o.st.ExitTo
	if name, ok := o.places[to]; ok {
		to = name
	}
	text := "desk.watching.asked"
	if o.st.Answer == casefile.ReferralAccepted {
		text = "desk.watching.taken"
	}
	return []any{web.Notice{Tone: web.Info, Strong: o.r.T("desk.watching", "To", to), Text: o.r.T(text, "To", to)}}
}

// door is a way on that the viewer has; who only watches has the note.
func (o *opened) door(at string) (web.Link, bool) {
	if o.watching && at != DoorNote {
		return web.Link{}, false
	}
	return o.s.doorAt(at, o.r.Viewer.Role, o.st.Number)
}
