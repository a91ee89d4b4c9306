package public

import (
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

func moment(r *web.Request, at int64) time.Time { return time.UnixMicro(at).In(r.Now().Location()) }

func date(r *web.Request, at int64) string { return i18n.Date(r.Lang, moment(r, at)) }

// now says in plain words where a report stands and whether there is anything
// to do. A side exit is not named: that somebody died or refused is not for
// whoever holds a code.
func now(r *web.Request, p Progress) (title, text string) {
	switch {
	case p.Ended:
		return r.T("public.now.ended"), r.T("public.now.ended.text")
	case p.Again:
		return r.T("public.now.again"), r.T("public.now.again.text")
	}
	key := "public.now." + string(p.Stage)
	text = r.T(key + ".text")
	if p.Stage != casefile.StageClosed && p.Stage != casefile.StageHandedOver {
		if days := i18n.Days(moment(r, p.Since), r.Now(), r.Now().Location()); days > 0 {
			text += " " + r.T("public.now.since", "Waiting", i18n.Waiting(r.Lang, days))
		}
	}
	return r.T(key), text
}

// steps are the way of a report in six lines, with the days on which they were
// reached.
func steps(r *web.Request, p Progress) web.Timeline {
	central := p.Stage == casefile.StageEntered || p.Stage == casefile.StageAwaitingUniqueness
	type step struct {
		key  string
		at   int64
		done bool
		now  bool
	}
	list := []step{
		{"reported", p.Opened, p.Opened != 0, p.Stage.Before(casefile.StageAccepted)},
		{"visited", p.Visited, p.Visited != 0, p.Stage == casefile.StageAccepted || p.Stage == casefile.StageScheduled},
		{"submitted", p.Submitted, p.Submitted != 0, p.Stage == casefile.StageVisited || p.Stage == casefile.StageReturned},
		{"central", p.Since, p.Issued != 0, central || p.Stage == casefile.StageSubmitted || p.Stage == casefile.StageVerified},
		{"issued", p.Issued, p.Issued != 0, false},
		{"handed", p.Handed, p.Handed != 0, p.Stage == casefile.StageIssued || p.Stage == casefile.StageInDelivery},
	}
	var out web.Timeline
	for i, s := range list {
		m := web.Moment{Strong: r.T("public.step." + s.key)}
		switch {
		case s.done && s.key == "central":
			m.Kind = "stage" // its own day is not kept: the next step's says it
		case s.done:
			m.Kind, m.Meta = "stage", date(r, s.at)
		case s.now && i > 0 && !p.Again:
			m.Kind, m.Meta = "note", r.T("public.step.since", "Day", date(r, p.Since))
		default:
			m.Kind, m.Meta = "next", r.T("public.step.not_yet")
		}
		out = append(out, m)
	}
	return out
}
