package intake

import (
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// working shows a list on which a job works, and a job that gave up with the
// way on.
func (s *Service) working(r *web.Request, here string, l List, view *web.View) (bool, error) {
	kind, title, done, total := "", "", 0, 0
	stop := ""
	switch {
	case l.Counts[rowNew] > 0:
		kind, title, done, total = JobCheck, "intake.list.checking", l.Rows-l.Counts[rowNew], l.Rows
	case l.Counts[rowSaving] > 0:
		kind, title, done, total = JobSave, "intake.list.saving", l.Counts[rowSaved], l.Counts[rowSaved]+l.Counts[rowSaving]
		stop = here + "/berhenti"
	case !l.UndoneAt.IsZero():
		kind, title = JobUndo, "intake.list.undoing"
	default:
		return false, nil
	}
	st, err := job.Newest(r.Context(), s.DB, account.ScopeOf(r), kind, l.ID+"/")
	if err != nil && !fault.Is(err, fault.NotFound) {
		return false, err
	}
	if kind == JobUndo {
		if err != nil || st.State == job.Done {
			return false, nil
		}
		made, err := s.made(r.Context(), account.ScopeOf(r).Office, l.ID)
		if err != nil {
			return false, err
		}
		done, total = int(st.Done), made
	}
	view.Title = title
	if err != nil || st.Over() && st.State != job.Done {
		key := "intake.list.halted.text"
		if st.ErrorKey != "" && i18n.Has(st.ErrorKey) {
			key = st.ErrorKey
		}
		view.Body = []any{web.Notice{Tone: web.Bad, Strong: "intake.list.halted", Text: key},
			web.Card{Body: []any{web.Para{Text: r.T("intake.list.halted.at", "Done", done, "Total", total)},
				web.Button{Label: "intake.list.go_on", Post: here + "/lanjut"}}}}
		if stop != "" {
			view.Body = append(view.Body, web.Button{Label: "intake.list.take_back", Kind: web.Quiet, Post: stop})
		}
		return true, nil
	}
	view.Body = []any{web.LongWork{Title: title, Done: done, Total: total, Left: timeLeft(r, st, s.now()), Stop: stop}}
	view.Refresh = &web.Refresh{Seconds: 2}
	return true, nil
}

// timeLeft estimates when a job is done, by what it has done; "" while that
// says nothing yet.
func timeLeft(r *web.Request, st job.Status, now time.Time) string {
	left, ok := st.Left(now)
	if !ok {
		return ""
	}
	if left < time.Minute {
		return r.T("intake.list.seconds_left", "Count", max(1, int(left.Seconds())))
	}
	return r.T("intake.list.minutes_left", "Count", int(left.Minutes()+0.5))
}

// named reports whether a column says who, or where to find them.
func named(columns []column) bool {
	return slices.ContainsFunc(columns, func(c column) bool { return c.Means == meansName || c.Means == meansNote })
}

// listNotice says what of the list is done, first what needs somebody.
func listNotice(r *web.Request, l List, columns []column) web.Notice {
	switch {
	case !l.UndoneAt.IsZero():
		return web.Notice{Tone: web.Good, Strong: r.T("intake.list.undone", "When", i18n.DateTime(r.Lang, r.At(l.UndoneAt))), Text: "intake.list.undone.text"}
	case !named(columns):
		return web.Notice{Tone: web.Warn, Strong: "intake.list.no_name", Text: "intake.list.no_name.text"}
	case l.Counts[rowSaved] > 0:
		return web.Notice{Tone: web.Good, Strong: r.T("intake.list.saved_count", "Count", l.Counts[rowSaved]), Text: "intake.list.saved_count.text"}
	}
	return web.Notice{Strong: "intake.list.nothing_saved", Text: "intake.list.nothing_saved.text"}
}

// keptShown is how many cases that stay are listed.
const keptShown = 200

// keptCard lists what stays of a list that was undone.
func (s *Service) keptCard(r *web.Request, l List) (any, error) {
	kept, total, err := s.keptCases(r.Context(), account.ScopeOf(r).Office, l.ID, keptShown)
	if err != nil {
		return nil, err
	}
	t := web.Table{Caption: "intake.list.kept", Head: []web.Col{{Label: "intake.list.row", Right: true}, {Label: "intake.list.case"}, {Label: "form.field.village"}, {Label: "intake.list.stage"}},
		Empty: &web.Empty{Icon: "check", Title: "intake.list.kept_none", Text: "intake.list.kept_none.text"}}
	for _, c := range kept {
		stage := "casefile.stage." + c.Stage
		if c.Exit != "" {
			stage = "casefile.exit." + c.Exit
		}
		t.Rows = append(t.Rows, web.TableRow{Cells: []any{c.Row, web.Link{Label: c.Number, Href: "/kasus/" + c.Number}, region.Label(region.Code(c.Area)), r.T(stage)}})
	}
	card := web.Card{Title: r.T("intake.list.kept_count", "Count", total), Body: []any{t}, Flush: true}
	if total > len(kept) {
		card.Foot = web.Para{Text: r.T("intake.list.kept_more", "Count", total-len(kept)), Small: true}
	}
	return card, nil
}
