package desk

import (
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// age says how old somebody is, as far as the birth date tells.
func (s *Service) age(r *web.Request, birth resident.Date) string {
	least, most, ok := birth.AgeOn(s.Clock().In(s.Zone))
	switch {
	case !ok:
		return ""
	case least == most:
		return r.T("desk.age", "Count", least)
	}
	return r.T("desk.age_about", "Count", (least+most+1)/2)
}

// title is the person of a case as a list shows them; without a name, or for a
// role that may not read it, the case's number.
func (s *Service) title(r *web.Request, c Case) string {
	if c.Name == "" {
		c.Name, _, _ = strings.Cut(c.Others, ", ")
	}
	switch {
	case c.Name == "" && can(r.Viewer.Role, "page.case"):
		return r.T("desk.no_name", "No", c.Number)
	case c.Name == "":
		return r.T("desk.case_no", "No", c.Number)
	}
	if age := s.age(r, c.Birth); age != "" {
		return c.Name + ", " + age
	}
	return c.Name
}

// place is where the case is: the person's village, or the area of the report.
func place(c Case) string {
	if c.Village != "" {
		return region.Label(region.Code(c.Village))
	}
	if c.Area == "" {
		return ""
	}
	return region.Label(region.Code(c.Area))
}

func needsText(r *web.Request, needs []string) string {
	var out []string
	for _, n := range needs {
		out = append(out, r.T("casefile.need."+n))
	}
	return strings.Join(out, ", ")
}

// waiting is how long something waits at the office, in days.
func (s *Service) waiting(r *web.Request, since int64) string {
	return i18n.Waiting(r.Lang, s.days(since))
}

func (s *Service) days(since int64) int {
	return i18n.Days(db.FromMicros(since), s.Clock(), s.Zone)
}

func (s *Service) date(r *web.Request, at int64) string {
	return i18n.Date(r.Lang, db.FromMicros(at).In(s.Zone))
}

// soon is how many days before its date a piece of work is marked.
const soon = 2

// ageOf is the age of a piece of work: how far it is over its date, else how
// long it waits.
func (s *Service) ageOf(r *web.Request, w WorkRow) web.Age {
	left, ok := s.daysUntil(w.Due)
	switch {
	case ok && left < 0:
		return web.Age{Text: i18n.Due(r.Lang, left), Tone: web.Bad}
	case ok && left <= soon:
		return web.Age{Text: s.waiting(r, w.From), Tone: web.Warn}
	}
	return web.Age{Text: s.waiting(r, w.From)}
}

// stageText is the stage, or the side exit, in words.
func stageText(r *web.Request, stage casefile.Stage, exit casefile.Exit) string {
	if exit != "" {
		return r.T("casefile.exit." + string(exit))
	}
	return r.T("casefile.stage." + string(stage))
}

func stageTone(c Case) web.Tag {
	switch {
	case c.Exit != "":
		return web.Tag{Tone: web.Neutral}
	case c.Stage == casefile.StageClosed, c.Stage == casefile.StageHandedOver:
		return web.Tag{Tone: web.Good}
	case c.Stage == casefile.StageReturned:
		return web.Tag{Tone: web.Warn}
	}
	return web.Tag{Tone: web.Info, Icon: web.NoIcon}
}

// greeting by the hour of the office.
func (s *Service) greeting() string {
	switch h := s.Clock().In(s.Zone).Hour(); {
	case h < 4 || h >= 18:
		return "desk.hello.evening"
	case h < 11:
		return "desk.hello.morning"
	case h < 15:
		return "desk.hello.noon"
	}
	return "desk.hello.afternoon"
}

// week is the Monday and the Sunday of the office's present week.
func (s *Service) week() (from, to string) {
	now := s.Clock().In(s.Zone)
	monday := now.AddDate(0, 0, -((int(now.Weekday()) + 6) % 7))
	return monday.Format(time.DateOnly), monday.AddDate(0, 0, 6).Format(time.DateOnly)
}
