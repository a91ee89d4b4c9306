package intake

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/web"
)

// JobDoubles compares the whole register with itself.
const JobDoubles = "register-doubles"

// doublesWeight is what a comparison takes of the memory that heavy work shares.
const doublesWeight = 96

const doublesPath = "/laporan/penduduk-ganda"

func (s *Service) doublesRoutes() []web.Route {
	return []web.Route{
		{Method: get, Pattern: doublesPath, Action: "page.doubles", Handle: s.doublesPage},
		{Method: post, Pattern: doublesPath, Action: "page.doubles", Handle: s.doublesBegin},
		{Method: get, Pattern: doublesPath + "/unduh", Action: "export.doubles", Handle: s.doublesExport},
	}
}

func (s *Service) doublesJob(ctx context.Context, run *job.Run) error {
	scope := s.Accounts.System(matcher)
	found, err := s.Register.Doubles(ctx, scope, register.LeastDouble, func(done int, key string) error {
		return run.Progress(ctx, int64(done), register.DoublesSteps, key)
	})
	if err == nil {
		err = s.Register.KeepDoubles(ctx, scope, found)
	}
	if err != nil {
		return err
	}
	return run.Progress(ctx, register.DoublesSteps, register.DoublesSteps, register.DoublesWrite)
}

// doublesPage says how many people the register may hold twice, as far as it was
// compared; names stand in the file alone.
func (s *Service) doublesPage(r *web.Request) (web.Response, error) {
	ctx, scope := r.Context(), account.ScopeOf(r)
	found, made, err := s.Register.KeptDoubles(ctx, scope)
	if err != nil {
		return nil, err
	}
	view := web.View{Title: "intake.doubles.title", Lead: "intake.doubles.lead", Shape: web.Narrow, Crumbs: []web.Crumb{{Label: "intake.home", Href: "/"}, {Label: "intake.doubles.title"}}}
	last, err := job.Newest(ctx, s.DB, scope, JobDoubles, "doubles/")
	switch {
	case err != nil && !fault.Is(err, fault.NotFound):
		return nil, err
	case err == nil && !last.Over():
		title := "intake.doubles.waiting"
		if last.NoteKey != "" {
			title = last.NoteKey
		}
		view.Body = append(view.Body, web.LongWork{Title: title, Done: int(last.Done), Total: register.DoublesSteps})
		view.Refresh = &web.Refresh{Seconds: 2}
		return web.Page("", view, nil), nil
	case err == nil && last.State == job.Failed:
		view.Body = append(view.Body, web.Notice{Tone: web.Bad, Strong: "intake.doubles.failed", Text: "register.doubles"})
	}
	begin := web.Button{Label: "intake.doubles.begin", Post: doublesPath}
	if made.IsZero() {
		view.Body = append(view.Body, web.Card{Body: []any{web.Para{Text: "intake.doubles.never"}, begin}})
		return web.Page("", view, nil), nil
	}
	begin.Label, begin.Kind = "intake.doubles.again", web.Secondary
	entries := 0
	for _, c := range found {
		entries += len(c.IDs)
	}
	view.Body = append(view.Body, web.Stats{
		{Label: "intake.doubles.people", Value: i18n.Number(r.Lang, int64(len(found))), Note: r.T("intake.doubles.made", "When", i18n.DateTime(r.Lang, r.At(made)))},
		{Label: "intake.doubles.entries", Value: i18n.Number(r.Lang, int64(entries)), Note: r.T("intake.doubles.least", "Percent", i18n.Percent(r.Lang, int64(100*register.LeastDouble), 100))}})
	if len(found) > 0 && can(r, "export.doubles") {
		view.Body = append(view.Body, web.Card{Title: "intake.doubles.file", Body: []any{web.Form{Get: true, Action: doublesPath + "/unduh", Fields: []any{
			&web.Select{Label: web.Ask("alasan", "intake.doubles.why", "intake.doubles.why.hint"), Options: account.ReasonOptions(), Blank: "intake.doubles.masked"}},
			Buttons: []any{web.Button{Label: "intake.doubles.xlsx", Name: "bentuk", Value: "xlsx"}, web.Button{Label: "intake.doubles.csv", Name: "bentuk", Value: "csv", Kind: web.Secondary}}}}})
	}
	view.Body = append(view.Body, web.Card{Body: []any{web.Para{Text: "intake.doubles.again.text", Small: true}, begin}})
	return web.Page("", view, nil), nil
}

func (s *Service) doublesBegin(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	err = s.DB.Write(r.Context(), op.Scope.Office, func(tx *db.Tx) error {
		return job.Enqueue(tx, op.Scope.Office, JobDoubles, "doubles/"+op.ID, nil, time.Time{})
	})
	return web.Redirect(doublesPath), fault.Wrap("fault.internal", err)
}

// doublesExport gives the file. Who takes it, and why with whole numbers, stands
// in the access log before it is read.
func (s *Service) doublesExport(r *web.Request) (web.Response, error) {
	ctx, scope, format, why := r.Context(), account.ScopeOf(r), r.Text("bentuk"), r.Text("alasan")
	if format != "xlsx" && format != "csv" {
		return nil, fault.New(fault.NotFound, "register.doubles.format")
	}
	detail := "doubles"
	if why != "" {
		if !slices.Contains(account.Reasons, why) || !can(r, "reveal.nik") {
			return nil, fault.At("alasan", "fault.account.purpose")
		}
		scope, detail = s.Accounts.With(scope, "reveal:"+why), "doubles whole"
	}
	if err := s.Accounts.Log(ctx, scope, account.AccessEntry{Action: "export.doubles", Kind: account.AccessList, Detail: detail}); err != nil {
		return nil, err
	}
	kept, _, err := s.Register.KeptDoubles(ctx, scope)
	if err != nil {
		return nil, err
	}
	found, err := s.Register.Read(ctx, scope, kept)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := register.WriteDoubles(&out, format, r.Lang, found, why != ""); err != nil {
		return nil, err
	}
	types := map[string]string{"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
	return web.File{Name: r.T("intake.doubles.name", "Day", s.now().Format(time.DateOnly)) + "." + format, Type: types[format], Bytes: out.Bytes()}, nil
}
