package issuance

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/web"
)

var waitCrumb = web.Crumb{Label: "issuance.wait.queue", Href: "/siak/menunggu"}

// statusQueue lists the recordings whose status must be looked at: as SIAK
// writes it, how long it takes, and what to do.
func (s *Service) statusQueue(r *web.Request) (web.Response, error) {
	queue, pages, err := s.waits(r, casefile.Status, false)
	if err != nil {
		return nil, err
	}
	if err := s.listed(r, "page.siak", casefile.Status); err != nil {
		return nil, err
	}
	t := web.Table{Caption: "issuance.wait.queue", Head: []web.Col{{Label: "issuance.col.person"}, {Label: "issuance.col.place"},
		{Label: "issuance.col.status"}, {Label: "issuance.col.age"}, {Label: "issuance.col.seen"}, {Label: "issuance.col.act", Hidden: true, Right: true}}}
	zone := r.Now().Location()
	for _, q := range queue.Rows {
		status, todo := s.status(r, q.Enrolment)
		if strings.HasPrefix(q.Reason, "casefile.waiting.") {
			todo = r.T(q.Reason) + ". " + todo
		}
		seen := any(r.T("issuance.wait.never"))
		if q.Enrolment != "" {
			seen = i18n.Waiting(r.Lang, i18n.Days(q.EnrolmentAt, r.Now(), zone))
		}
		t.Rows = append(t.Rows, web.TableRow{Cells: []any{
			web.Two{Top: named(r, q.Name), Sub: q.Number, Href: "/siak/" + q.Number + "/status"},
			place(q.Area), web.Two{Top: status, Sub: todo},
			s.waited(r, q), seen,
			web.Button{Label: "issuance.do.status", Kind: web.Secondary, Small: true, Href: "/siak/" + q.Number + "/status"}}})
	}
	body := queue.Show(r, queue.Held, "issuance.sort.due", func(sorts any, title string) any {
		card := web.Card{Title: title, Link: sorts, Flush: true, Body: []any{t}}
		if pages.Total > pageSize {
			card.Foot = pages
		}
		return card
	}, web.Empty{Icon: "check", Title: "issuance.wait.none", Text: "issuance.wait.none.text",
		Button: web.Button{Label: "issuance.print.queue", Href: "/siak/siap-cetak", Kind: web.Secondary}})
	return web.Page("", web.View{Title: "issuance.wait.queue", Lead: "issuance.wait.lead", Body: []any{body}}, nil), nil
}

// waited is how long a recording waits, and how much too late the next look is.
func (s *Service) waited(r *web.Request, q QueueRow) any {
	due := s.age(r, q.From, q.Due)
	whole := i18n.Waiting(r.Lang, i18n.Days(q.From, r.Now(), r.Now().Location()))
	if due.Tone != web.Bad {
		return due
	}
	return web.Two{Top: web.Age{Text: whole, Tone: web.Bad}, Sub: due.Text}
}

// status is an enrolment status as SIAK writes it, coloured by what it asks,
// and one sentence of what to do.
func (s *Service) status(r *web.Request, code string) (web.Tag, string) {
	if code == "" {
		return web.Tag{Tone: web.Outline, Text: "issuance.status.none", Icon: web.NoIcon}, r.T("issuance.status.none.todo")
	}
	known, err := s.Book.Status(code)
	if err != nil {
		return web.Tag{Tone: web.Warn, Text: code}, r.T("casefile.enrolment.unknown")
	}
	tone := map[lawbook.Class]web.Tone{lawbook.Act: web.Warn, lawbook.Wait: web.Info, lawbook.Stop: web.Bad, lawbook.Ready: web.Good, lawbook.Done: web.Good}
	return web.Tag{Tone: tone[known.Class], Text: known.Code}, known.Action.In(r.Lang) + "."
}

// statusFields ask for the status as SIAK shows it; other takes one
// that is not in the list as well.
func (s *Service) statusFields(r *web.Request, now string, other bool) []any {
	var options []web.Option
	for _, st := range s.Book.Statuses() {
		options = append(options, web.Option{Value: st.Code, Label: st.Code, On: st.Code == now})
	}
	var meanings web.Facts
	for _, st := range s.Book.Statuses() {
		meanings = append(meanings, web.Fact{Label: st.Code, Value: st.Meaning.In(r.Lang) + ". " + st.Action.In(r.Lang) + "."})
	}
	if other {
		options = append(options, web.Option{Value: "other", Label: "issuance.status.other"})
	}
	out := []any{&web.Select{Label: web.Ask("status", "issuance.status", "issuance.status.hint"), Options: options, Blank: "issuance.status.blank"}}
	if other {
		out = append(out, &web.Input{Label: web.Ask("status_lain", "issuance.status.text", "issuance.status.text.hint"), Max: 60})
	}
	return append(out, web.Details{Label: "issuance.status.meanings", Body: []any{meanings}})
}

func (s *Service) statusPage(r *web.Request) (web.Response, error) { return s.showStatus(r, nil) }

func (s *Service) showStatus(r *web.Request, wrong error) (web.Response, error) {
	o, err := s.open(r, "page.siak", "enrolment", casefile.StageAwaitingUniqueness)
	if err != nil {
		return nil, err
	}
	if o.idle || o.st.May(casefile.Status) != nil {
		return s.idlePage(r, waitCrumb), nil
	}
	history, err := s.Enrolments(r.Context(), o.scope, o.id)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, h := range history {
		ids = append(ids, h.By)
	}
	names, err := s.Accounts.Names(r.Context(), o.scope, ids)
	if err != nil {
		return nil, err
	}
	no := o.st.Number
	f := web.Form{Action: "/siak/" + no + "/status", Fields: s.statusFields(r, o.st.Enrolment, true), Buttons: []any{
		web.Button{Label: "issuance.status.save"}, web.Button{Label: "issuance.cancel", Kind: web.Quiet, Href: "/siak/menunggu"}}}
	var body []any
	if o.st.Enrolment != "" {
		tag, todo := s.status(r, o.st.Enrolment)
		body = append(body, web.Notice{Strong: tag.Text, Text: todo, Tone: tag.Tone})
	}
	facts := web.Facts{{Label: "issuance.fact.name", Value: o.name(r)}}
	if nik := o.st.Person.Printable(casefile.FieldNIK); nik != "" {
		facts = append(facts, web.Fact{Label: "issuance.fact.nik", Value: web.Row{web.Para{Text: nik}, web.CopyButton{Value: nik}}})
	} else {
		facts = append(facts, web.Fact{Label: "issuance.fact.nik", Value: r.T("issuance.unknown")})
	}
	body = append(body, web.Card{Title: "issuance.status.look", Body: []any{facts}}, web.Card{Title: "issuance.status.record", Body: []any{f.Fill(r, wrong)}})
	aside := web.Card{Title: "issuance.status.history", Body: []any{web.Para{Text: "issuance.status.none.todo", Muted: true}}}
	if len(history) > 0 {
		var line web.Timeline
		for _, h := range history {
			_, todo := s.status(r, h.Status)
			line = append(line, web.Moment{Kind: "note", Strong: h.Status, Text: todo,
				Meta: i18n.DateTime(r.Lang, h.At.In(r.Now().Location())) + " · " + names[h.By]})
		}
		line[0].Kind = "stage"
		aside.Body = []any{line}
	}
	if len(history) > 0 {
		aside.Foot = web.Link{Label: "issuance.mend", Href: "/siak/" + no + "/betulkan", Small: true}
	}
	return web.Page("", web.View{Title: r.T("issuance.status.title", "Name", o.name(r)), Crumbs: []web.Crumb{waitCrumb, {Label: no}},
		Lead: "issuance.status.lead", Err: wrong, Body: []any{web.Stack(body)}, Aside: []any{aside}}, nil), nil
}

func (s *Service) statusSave(r *web.Request) (web.Response, error) {
	caseID, op, err := s.act(r, casefile.Status)
	if err != nil {
		return nil, err
	}
	status, err := readStatus(r)
	if err == nil && status == "" {
		err = fault.At("status", "issuance.err.status")
	}
	if err == nil {
		_, err = s.RecordStatus(r.Context(), op, caseID, status)
	}
	if fault.Is(err, fault.Invalid) {
		return s.showStatus(r, err)
	}
	if err != nil {
		return nil, err
	}
	_, todo := s.status(r, status)
	return web.Redirect("/siak/menunggu").Flash(r.T("issuance.status.saved", "No", r.PathValue("case"), "Status", status) + " " + todo), nil
}
