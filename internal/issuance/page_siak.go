package issuance

import (
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

var siakCrumb = web.Crumb{Label: "issuance.siak.queue", Href: "/siak"}

func named(r *web.Request, name string) string {
	if name == "" {
		return r.T("issuance.nameless")
	}
	return name
}

func split(arg string) []string {
	return strings.FieldsFunc(arg, func(c rune) bool { return c == ',' })
}

func micros(r *web.Request, at int64) time.Time { return db.FromMicros(at).In(r.Now().Location()) }

func (s *Service) entryQueue(r *web.Request) (web.Response, error) {
	q, pages, err := s.waits(r, casefile.Entered, false)
	if err != nil {
		return nil, err
	}
	if err := s.listed(r, "page.siak", casefile.Entered); err != nil {
		return nil, err
	}
	list := s.workList(r, q, pages, nil, func(w QueueRow) web.WorkRow {
		return web.WorkRow{Title: named(r, w.Name), Note: w.Number + " · " + needsText(r, split(w.Arg)) + " · " + r.T(w.Reason), Place: place(w.Area),
			Age: s.age(r, w.From, w.Due), Href: "/siak/" + w.Number + q.Query(), Button: "issuance.do.enter", Urgent: w.Urgent}
	}, web.Empty{Icon: "check", Title: "issuance.siak.none", Text: "issuance.siak.none.text",
		Button: web.Button{Label: "issuance.wait.queue", Href: "/siak/menunggu", Kind: web.Secondary}})
	return web.Page("", web.View{Title: "issuance.siak.queue", Lead: "issuance.siak.lead", Body: []any{list},
		Actions: append([]any{web.Button{Label: "issuance.done.queue", Href: "/siak/tercatat", Kind: web.Secondary}}, firstOf(q, "issuance.do.enter_first", "/siak/")...)}, nil), nil
}

// firstOf leads to the top of a queue: who works without a mouse does not go
// through its filters for every case.
func firstOf(q Queue, label, path string) []any {
	if len(q.Rows) == 0 {
		return nil
	}
	return []any{web.Button{Label: label, Href: path + q.Rows[0].Number + q.Query()}}
}

func (s *Service) entryPage(r *web.Request) (web.Response, error) { return s.showEntry(r, nil) }

// copyData is what the page's template shows.
type copyData struct {
	Copy   Copy
	Groups []copyGroup
	Count  int
}

// copyGroup is one person of the family.
type copyGroup struct {
	Title string
	Rows  []copyRow
}

// copyRow is a column with its copy button.
type copyRow struct {
	CopyLine
	Button web.CopyButton
}

func (s *Service) showEntry(r *web.Request, wrong error) (web.Response, error) {
	o, err := s.open(r, "page.siak", formBiodata, casefile.StageVerified)
	if err != nil {
		return nil, err
	}
	waiting := waitingEntry(o.st)
	if o.idle || len(waiting) == 0 {
		return s.idlePage(r, siakCrumb), nil
	}
	c, err := s.copyOf(r.Context(), o.scope, o.st, o.events)
	if err != nil {
		return nil, err
	}
	data := copyData{Copy: c}
	lines := c.Lines()
	for _, row := range lines {
		if row.Text != "" {
			data.Count++
		}
		if g := len(data.Groups); g == 0 || data.Groups[g-1].Rows[0].Row != row.Row {
			title := ""
			if row.Row > 0 && lines[len(lines)-1].Row > 1 {
				title = r.T("issuance.copy.member", "N", row.Row)
			}
			data.Groups = append(data.Groups, copyGroup{Title: title})
		}
		g := &data.Groups[len(data.Groups)-1]
		g.Rows = append(g.Rows, copyRow{row, web.CopyButton{Value: row.Text}})
	}
	no := o.st.Number
	view := web.View{Title: r.T("issuance.siak.title", "Name", o.name(r)), Crumbs: []web.Crumb{siakCrumb, {Label: no}}, Err: wrong}
	if view.Lead, err = s.verifiedBy(r, o, waiting); err != nil {
		return nil, err
	}
	if view.Actions, err = s.nextInQueue(r, no); err != nil {
		return nil, err
	}
	if len(c.Disputed) > 0 {
		view.Body = append(view.Body, web.Notice{Tone: web.Warn, Strong: "issuance.copy.disputed", Text: "issuance.copy.disputed.text"})
	}
	if !c.Filled {
		view.Body = append(view.Body, web.Notice{Text: "issuance.copy.not_filled"})
	}
	view.Aside = []any{s.resultCard(r, o, waiting, wrong),
		web.Card{Tight: true, Body: []any{web.Row{web.Link{Label: "issuance.dossier", Href: "/kasus/" + no + "/berkas", Icon: "file"}}}}}
	return web.Page("issuance/copy.html", view, data), nil
}

// verifiedBy says what is to be entered, who checked it, and how long it waits.
func (s *Service) verifiedBy(r *web.Request, o *opened, waiting []string) (string, error) {
	n, _ := o.st.Need(waiting[0])
	names, err := s.Accounts.Names(r.Context(), o.scope, []string{n.VerifiedBy})
	if err != nil {
		return "", err
	}
	since := micros(r, n.StageSince)
	if names[n.VerifiedBy] == "" || n.Stage != casefile.StageVerified {
		return needsText(r, waiting), nil
	}
	return r.T("issuance.siak.by", "Needs", needsText(r, waiting), "Name", names[n.VerifiedBy], "Date", i18n.Date(r.Lang, since),
		"Age", i18n.Waiting(r.Lang, i18n.Days(since, r.Now(), r.Now().Location()))), nil
}

// nextInQueue leads to the case that comes after this one in the list as it was
// asked for.
func (s *Service) nextInQueue(r *web.Request, no string) ([]any, error) {
	q, err := s.Queue(r.Context(), account.ScopeOf(r), casefile.Entered, false, account.ReadQueue(r), 0, 200)
	if err != nil {
		return nil, err
	}
	rows := q.Rows
	i := slices.IndexFunc(rows, func(q QueueRow) bool { return q.Number == no })
	if i < 0 {
		return nil, nil
	}
	out := []any{web.Para{Text: r.T("issuance.siak.nth", "N", i+1, "Total", q.Total()), Muted: true, Small: true}}
	if i+1 < len(rows) {
		out = append(out, web.Button{Label: "issuance.siak.next", Kind: web.Secondary, Href: "/siak/" + rows[i+1].Number + q.Query()})
	}
	return out, nil
}

// resultCard is the form for what came back.
func (s *Service) resultCard(r *web.Request, o *opened, waiting []string, wrong error) any {
	no := o.st.Number
	f := web.Form{Action: "/siak/" + no + account.ReadQueue(r).Query(), Fields: []any{
		&web.FirstShown{Name: "terlihat", Value: strings.Join(o.st.Person.Shown(casefile.FieldNIK, casefile.FieldKK), " ")}}}
	if len(waiting) == 1 {
		f.Hidden = append(f.Hidden, web.Pair{Name: "kebutuhan", Value: waiting[0]})
	} else {
		var options []web.Option
		for _, n := range waiting {
			options = append(options, web.Option{Value: n, Label: "casefile.need." + n, On: true})
		}
		f.Fields = append(f.Fields, &web.Checks{Label: web.Ask("kebutuhan", "issuance.entry.needs"), Options: options})
	}
	for _, need := range waiting {
		switch need {
		case casefile.NeedNIK:
			f.Fields = append(f.Fields, &web.Input{Label: web.Ask("nik", "NIK", "issuance.entry.nik.hint"), Number: true, Max: 24},
				&web.Check{Label: web.Ask("nik_belum", "issuance.entry.later", "issuance.entry.later.hint")})
		case casefile.NeedKK:
			f.Fields = append(f.Fields, &web.Input{Label: web.Ask("kk", "issuance.entry.kk", "issuance.entry.kk.hint"), Number: true, Max: 24})
		case casefile.NeedBirthDeed, casefile.NeedDeathDeed:
			f.Fields = append(f.Fields, &web.Input{Label: web.Ask(need, "issuance.entry."+need, "issuance.entry.deed.hint"), Max: 40})
		}
	}
	if s.statusAfter(o.st, waiting) {
		f.Fields = append(f.Fields, s.statusFields(r, o.st.Enrolment, false)...)
	}
	button := web.Stack{web.Button{Label: "issuance.entry.save", Full: true}}
	f = f.Fill(r, wrong)
	if r.Sent() {
		if ask := s.sure(r, o, waiting); len(ask) > 0 {
			web.FillFields(r.Lang, nil, wrong, ask...)
			f.Fields = append([]any{web.Stack(ask)}, f.Fields...)
		}
	}
	f.Buttons = []any{button}
	card := web.Card{ID: "hasil", Title: "issuance.entry", Body: []any{f}}
	if o.st.May(casefile.Waiting, waiting...) == nil && slices.ContainsFunc(o.st.Needs, func(n casefile.NeedState) bool {
		return n.Stage == casefile.StageVerified && n.WaitingReason != casefile.WaitingVerifier
	}) {
		card.Foot = web.Button{Label: "issuance.ask_verifier", Kind: web.Danger, Post: "/siak/" + no + "/verifikator", Full: true}
	}
	return card
}

// statusAfter reports whether the enrolment may have a status once the needs
// are entered.
func (s *Service) statusAfter(st casefile.State, waiting []string) bool {
	if st.May(casefile.Status) == nil {
		return true
	}
	rec, ok := st.Need(casefile.NeedRecording)
	return ok && rec.Open() && rec.WaitsFor == casefile.NeedNIK && slices.Contains(waiting, casefile.NeedNIK)
}

// sure asks about what is odd in the numbers that were sent.
func (s *Service) sure(r *web.Request, o *opened, waiting []string) []any {
	e, _ := ReadEntry(r, waiting)
	warnings := e.Warnings(o.st.Person, s.District, s.today())
	if len(warnings) == 0 {
		return nil
	}
	var lines web.Stack
	for _, w := range warnings {
		lines = append(lines, web.Para{Text: r.T(w.Key, w.Args)})
	}
	return []any{web.Notice{Tone: web.Warn, Strong: "issuance.entry.odd", Text: lines},
		&web.HiddenField{Name: "yakin_untuk", Value: e.fingerprint()},
		&web.Check{Label: web.Ask("yakin", "issuance.entry.sure")}}
}

func (s *Service) entrySave(r *web.Request) (web.Response, error) {
	caseID, op, err := s.act(r, casefile.Entered)
	if err != nil {
		return nil, err
	}
	events, err := s.Ledger.Events(r.Context(), op.Scope, subjectOf(caseID))
	if err != nil {
		return nil, err
	}
	before := casefile.FoldState(caseID, events)
	in, err := ReadEntry(r, enterable(before))
	if err == nil {
		_, err = s.Enter(r.Context(), op, caseID, in)
	}
	if fault.Is(err, fault.Invalid) {
		return s.showEntry(r, err)
	}
	if err != nil {
		return nil, err
	}
	no := r.PathValue("case")
	text := r.T("issuance.entered", "No", no, "Needs", needsText(r, in.Needs))
	if fits(in.NIK, before.Person, s.District, s.today()) {
		text = r.T("issuance.entered.fits", "No", no, "Needs", needsText(r, in.Needs))
	}
	if in.NIK != "" {
		text += " " + r.T("issuance.entered.nik", "Nik", resident.MaskNIK(in.NIK))
	}
	return web.Redirect("/siak" + account.ReadQueue(r).Query()).Flash(text), nil
}

func (s *Service) askSave(r *web.Request) (web.Response, error) {
	caseID, op, err := s.act(r, casefile.Waiting)
	if err != nil {
		return nil, err
	}
	if _, err := s.AskVerifier(r.Context(), op, caseID); err != nil {
		return nil, err
	}
	return web.Redirect("/siak").Flash(r.T("issuance.asked", "No", r.PathValue("case"))), nil
}
