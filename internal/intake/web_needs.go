package intake

import (
	"slices"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) needsPage(r *web.Request) (web.Response, error) { return s.needs(r, nil) }

// needs draws the documents of a case and what a role may do about them. It
// reads nothing of the person.
func (s *Service) needs(r *web.Request, problem error) (web.Response, error) {
	_, st, err := s.history(r, "page.case")
	if err != nil {
		return nil, err
	}
	here := "/kasus/" + st.Number + "/kebutuhan"
	body := []any{s.needList(r, st)}
	form := func(title, action string, event string, named []string, fields []any, save string) {
		if !can(r, authority.Action(event)) || st.May(event, named...) != nil {
			return
		}
		f := web.Form{Action: action, Fields: fields, Buttons: []any{web.Button{Label: save, Kind: web.Secondary}}}.Fill(r, problem)
		body = append(body, web.Card{Title: title, Body: []any{f}})
	}
	var have, missing, deferrable, declinable, open []string
	for _, n := range st.Needs {
		if n.Declined == "" {
			have = append(have, n.Need)
		}
		if n.Open() {
			open = append(open, n.Need)
		}
		if st.May(casefile.NeedDeferred, n.Need) == nil {
			deferrable = append(deferrable, n.Need)
		}
		if st.May(casefile.NeedDeclined, n.Need) == nil {
			declinable = append(declinable, n.Need)
		}
	}
	addable := s.needOptions(r.Lang, have...)
	for _, o := range addable {
		missing = append(missing, o.Value)
	}
	if len(missing) > 0 {
		form("intake.needs.add", here, casefile.NeedAdded, missing[:1], []any{
			&web.Checks{Label: web.Ask("kebutuhan", "intake.needs.which"), Options: addable, Two: true}}, "intake.needs.add_do")
	}
	if len(deferrable) > 0 {
		form("intake.needs.defer", here+"/tunda", casefile.NeedDeferred, deferrable[:1], []any{
			&web.Select{Label: web.Ask("dokumen_tunda", "intake.needs.document"), Options: needNames(deferrable)},
			web.Day(web.Ask("sampai", "intake.needs.until", "intake.needs.until.hint"), ""),
			&web.Radios{Label: web.Ask("sebab_tunda", "intake.needs.reason"), Options: options("intake.defer.", DeferReasons, ""), Two: true}}, "intake.needs.defer_do")
	}
	if len(declinable) > 0 {
		form("intake.needs.decline", here+"/tolak", casefile.NeedDeclined, declinable[:1], []any{
			&web.Select{Label: web.Ask("dokumen_tolak", "intake.needs.document"), Options: needNames(declinable)},
			&web.Radios{Label: web.Ask("sebab_tolak", "intake.needs.reason"), Options: options("intake.decline.", DeclineReasons, ""), Two: true}}, "intake.needs.decline_do")
	}
	waits := slices.DeleteFunc(s.tableOptions(r.Lang, "waiting_reason"), func(o web.Option) bool {
		return !casefile.Waits("", o.Value) && !slices.ContainsFunc(open, func(n string) bool { return casefile.Waits(n, o.Value) })
	})
	if st.WaitingReason != "" || slices.ContainsFunc(st.Needs, func(n casefile.NeedState) bool { return n.WaitingReason != "" }) {
		waits = append(waits, web.Option{Value: casefile.WaitingOver, Label: "casefile.waiting.over"})
	}
	form("intake.needs.wait", here+"/menunggu", casefile.Waiting, nil, []any{
		&web.Select{Label: web.Ask("dokumen_tunggu", "intake.needs.document"), Blank: "intake.needs.whole", Options: needNames(open)},
		&web.Radios{Label: web.Ask("menunggu", "intake.needs.waits"), Options: waits, Two: true},
		web.Day(web.Ask("menunggu_sampai", "intake.needs.wait_until", "intake.needs.wait_until.hint"), "")}, "intake.needs.wait_do")
	if can(r, casefile.Assigned) {
		people, err := s.owners(r.Context(), account.ScopeOf(r))
		if err != nil {
			return nil, err
		}
		var opts []web.Option
		for _, p := range people {
			opts = append(opts, web.Option{Value: p.ID, Label: p.Name, On: p.ID == st.Owner})
		}
		form("intake.needs.assign", here+"/petugas", casefile.Assigned, nil, []any{
			&web.Select{Label: web.Ask("petugas", "intake.needs.owner"), Options: opts, Blank: "intake.needs.owner_none"}}, "intake.needs.assign_do")
	}
	letter, err := s.letterField(r, &st)
	if err != nil {
		return nil, err
	}
	if letter != nil {
		form("intake.letters.one", here+"/surat", casefile.LetterGiven, nil, []any{letter}, "intake.needs.letter_do")
	}
	note := []any{&web.TextArea{Label: web.Ask("catatan", "intake.needs.note", "intake.needs.note.hint"), Rows: 3, Max: maxText}}
	if len(st.Parked) > 0 && can(r, casefile.Reopened) {
		note = append(note, &web.Check{Label: web.Ask("tentang_tak_berlaku", "intake.needs.parked", "intake.needs.parked.hint")})
	}
	form("intake.needs.note_title", here+"/catatan", casefile.Noted, nil, note, "intake.needs.note_do")
	return web.Page("", web.View{Title: "intake.needs.title", Lead: joinDots([]string{st.Number, region.Label(region.Code(st.Area))}),
		Shape: web.Narrow, Err: problem, Crumbs: crumbs(st.Number, "intake.needs.title"), Body: []any{web.Stack(body)}}, nil), nil
}

func needNames(needs []string) []web.Option {
	var out []web.Option
	for _, n := range needs {
		out = append(out, web.Option{Value: n, Label: "casefile.need." + n})
	}
	return out
}

func (s *Service) needList(r *web.Request, st casefile.State) any {
	if len(st.Needs) == 0 {
		return web.Notice{Strong: "intake.needs.none", Text: "intake.needs.none.text"}
	}
	var list web.Needs
	for _, n := range st.Needs {
		tag := web.Tag{Tone: web.Info, Text: "casefile.stage." + string(n.Stage), Icon: web.NoIcon}
		note := ""
		switch {
		case n.Declined != "":
			tag = web.Tag{Tone: web.Bad, Text: "intake.needs.declined"}
			note = i18n.Or(r.Lang, "intake.decline."+n.Declined)
			if !i18n.Has("intake.decline." + n.Declined) {
				note = ""
			}
		case n.DeferredUntil != "":
			tag = web.Tag{Tone: web.Warn, Text: "intake.needs.deferred"}
			note = r.T("intake.needs.comes_back", "Day", i18n.ISODate(r.Lang, n.DeferredUntil))
		case n.WaitsFor != "":
			note = r.T("intake.needs.after", "Need", r.T("casefile.need."+n.WaitsFor))
		case n.Done():
			tag.Tone, tag.Icon = web.Good, ""
		}
		if n.WaitingReason != "" {
			note = joinDots([]string{note, r.T("casefile.waiting." + n.WaitingReason)})
		}
		list = append(list, web.Need{Title: "casefile.need." + n.Need, Note: note, Tag: tag})
	}
	return web.Card{Title: "intake.needs.list", Body: []any{list}}
}

// act is the way of the small forms of this page.
func (s *Service) act(r *web.Request, action authority.Action, flash string, do func(op ledger.Op, id string) (ledger.Receipt, error)) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	id, err := s.caseID(r, action)
	if err != nil {
		return nil, err
	}
	if _, err := do(op, id); fault.Is(err, fault.Invalid) && can(r, "page.case") {
		return s.needs(r, err)
	} else if err != nil {
		return nil, err
	}
	return web.Redirect("/kasus/" + r.PathValue("case") + "/kebutuhan").Flash(r.T(flash)), nil
}

func (s *Service) needsAdd(r *web.Request) (web.Response, error) {
	return s.act(r, casefile.NeedAdded, "intake.needs.added", func(op ledger.Op, id string) (ledger.Receipt, error) {
		return s.AddNeeds(r.Context(), op, id, r.Texts("kebutuhan"))
	})
}

func (s *Service) needsDefer(r *web.Request) (web.Response, error) {
	return s.act(r, casefile.NeedDeferred, "intake.needs.deferred_done", func(op ledger.Op, id string) (ledger.Receipt, error) {
		return s.Defer(r.Context(), op, id, r.Text("dokumen_tunda"), r.Day("sampai"), r.Text("sebab_tunda"))
	})
}

func (s *Service) needsDecline(r *web.Request) (web.Response, error) {
	return s.act(r, casefile.NeedDeclined, "intake.needs.declined_done", func(op ledger.Op, id string) (ledger.Receipt, error) {
		return s.DeclineNeed(r.Context(), op, id, r.Text("dokumen_tolak"), r.Text("sebab_tolak"))
	})
}

func (s *Service) needsWait(r *web.Request) (web.Response, error) {
	return s.act(r, casefile.Waiting, "intake.needs.waiting_done", func(op ledger.Op, id string) (ledger.Receipt, error) {
		return s.Wait(r.Context(), op, id, r.Text("dokumen_tunggu"), r.Text("menunggu"), r.Day("menunggu_sampai"))
	})
}

func (s *Service) assign(r *web.Request) (web.Response, error) {
	var act string
	answer, err := s.act(r, casefile.Assigned, "intake.needs.assigned", func(op ledger.Op, id string) (ledger.Receipt, error) {
		act = op.ID
		return s.Assign(r.Context(), op, id, r.Text("petugas"))
	})
	if done, ok := answer.(*web.RedirectResponse); ok {
		return done.Undo(undoPath(r.PathValue("case"), act)), err
	}
	return answer, err
}

func (s *Service) setLetter(r *web.Request) (web.Response, error) {
	return s.act(r, casefile.LetterGiven, "intake.needs.letter_done", func(op ledger.Op, id string) (ledger.Receipt, error) {
		return s.SetLetter(r.Context(), op, id, r.Text("surat"))
	})
}

func (s *Service) note(r *web.Request) (web.Response, error) {
	about := "general"
	if r.Text("tentang_tak_berlaku") != "" {
		about = casefile.NoteParked
	}
	return s.act(r, casefile.Noted, "intake.needs.noted", func(op ledger.Op, id string) (ledger.Receipt, error) {
		return s.Note(r.Context(), op, id, about, r.Text("catatan"))
	})
}
