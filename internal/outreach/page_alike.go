package outreach

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// alike tells the team, where it asks who the person is, of somebody very much
// alike on whom nobody has decided: at the door it can be found out. The person
// is the team's to ask, the decision the coordinator's.
func (s *Service) alike(r *web.Request, x *sitting) ([]any, error) {
	scope := s.Accounts.With(account.ScopeOf(r), "work:"+casefile.Visited)
	c, found, err := s.Register.Unsettled(r.Context(), scope, &x.st)
	if err != nil || !found {
		return nil, err
	}
	err = s.Accounts.Log(r.Context(), scope, account.AccessEntry{Action: "register.candidates", Kind: account.AccessList, Detail: "visit"})
	if err != nil {
		return nil, err
	}
	var parts []string
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	if d, err := resident.DateOf(c.Birth); err == nil && d.Known() {
		add(d.Format(r.Lang))
	}
	if c.Mother != "" {
		add(r.T("outreach.alike.mother", "Name", c.Mother))
	}
	if c.Village != "" {
		add(region.Label(region.Code(c.Village)))
	}
	add(c.Number)
	return []any{web.Notice{Tone: web.Warn, Strong: r.T("outreach.alike", "Name", c.Name),
		Text: strings.Join(parts, " · ") + ". " + r.T("outreach.alike.ask")}}, nil
}
