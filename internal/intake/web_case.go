package intake

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) caseRoutes() []web.Route {
	return []web.Route{
		// Whoever may take any side exit may take this one; each exit is checked by itself.
		{Method: get, Pattern: "/kasus/{case}/keluar", Action: casefile.NotFound, Handle: s.exitPage},
		{Method: post, Pattern: "/kasus/{case}/keluar", Action: casefile.NotFound, Handle: s.exitSave, MaxBody: uploads},
		{Method: get, Pattern: "/kasus/{case}/keluar/wilayah", Action: casefile.NotFound, Handle: s.areas},
		{Method: get, Pattern: "/kasus/{case}/buka-kembali", Action: casefile.Reopened, Handle: s.reopenPage},
		{Method: post, Pattern: "/kasus/{case}/buka-kembali", Action: casefile.Reopened, Handle: s.reopenSave},

		{Method: get, Pattern: "/kasus/{case}/data", Action: casefile.PersonStated, Handle: s.dataPage},
		{Method: post, Pattern: "/kasus/{case}/data", Action: casefile.PersonStated, Handle: s.dataSave, MaxBody: uploads},
		{Method: post, Pattern: "/kasus/{case}/data/putuskan", Action: settling, Handle: s.settle},
		{Method: post, Pattern: "/kasus/{case}/batalkan", Action: casefile.Undone, Handle: s.undo},

		{Method: get, Pattern: "/kasus/{case}/kebutuhan", Action: "page.case", Handle: s.needsPage},
		{Method: post, Pattern: "/kasus/{case}/kebutuhan", Action: casefile.NeedAdded, Handle: s.needsAdd},
		{Method: post, Pattern: "/kasus/{case}/kebutuhan/tunda", Action: casefile.NeedDeferred, Handle: s.needsDefer},
		{Method: post, Pattern: "/kasus/{case}/kebutuhan/tolak", Action: casefile.NeedDeclined, Handle: s.needsDecline},
		{Method: post, Pattern: "/kasus/{case}/kebutuhan/menunggu", Action: casefile.Waiting, Handle: s.needsWait},
		{Method: post, Pattern: "/kasus/{case}/kebutuhan/petugas", Action: casefile.Assigned, Handle: s.assign},
		{Method: post, Pattern: "/kasus/{case}/kebutuhan/surat", Action: casefile.LetterGiven, Handle: s.setLetter},
		{Method: post, Pattern: "/kasus/{case}/kebutuhan/catatan", Action: casefile.Noted, Handle: s.note},
	}
}

// history opens a case without its person: stages, needs, exits.
func (s *Service) history(r *web.Request, action authority.Action) (string, casefile.State, error) {
	id, err := s.caseID(r, action)
	if err != nil {
		return "", casefile.State{}, err
	}
	events, err := s.Ledger.History(r.Context(), account.ScopeOf(r), subjectOf(id))
	if err != nil {
		return "", casefile.State{}, err
	}
	return id, casefile.FoldState(id, events), nil
}

func (s *Service) exitPage(r *web.Request) (web.Response, error) { return s.exit(r, nil) }

// exit offers the side exits that the role may take and the case allows; then
// the form of the chosen one.
func (s *Service) exit(r *web.Request, problem error) (web.Response, error) {
	_, st, err := s.history(r, casefile.NotFound)
	if err != nil {
		return nil, err
	}
	here := "/kasus/" + st.Number + "/keluar"
	view := web.View{Title: "intake.exit.title", Lead: joinDots([]string{st.Number, region.Label(region.Code(st.Area))}),
		Shape: web.Narrow, Crumbs: crumbs(st.Number, "intake.exit.title"), Err: problem}
	rule, ok := exitOf(casefile.Exit(r.Text("jalan")))
	if !ok {
		var tasks web.Tasks
		var why []any
		for _, e := range casefile.Exits() {
			if !can(r, authority.Action(e.Event)) {
				continue
			}
			if err := st.May(e.Event); err != nil {
				why = append(why, web.Para{Text: r.T("casefile.exit."+string(e.Exit)) + ": " + r.T(fault.As(err).Key), Small: true, Muted: true})
				continue
			}
			tasks = append(tasks, web.Task{Title: "casefile.exit." + string(e.Exit), Lead: "intake.exit.lead." + string(e.Exit),
				Href: here + "?jalan=" + string(e.Exit), Go: "intake.exit.choose"})
		}
		view.Body = []any{tasks}
		if len(tasks) == 0 {
			view.Body = []any{web.Empty{Icon: "info", Title: "intake.exit.none", Text: "intake.exit.none.text", Button: back(st.Number)}}
		}
		if len(why) > 0 {
			view.Body = append(view.Body, web.Details{Label: "intake.exit.why_not", Body: why})
		}
		return web.Page("", view, nil), nil
	}
	if err := st.May(rule.Event); err != nil {
		return nil, err
	}
	fields, err := s.exitFields(r, rule, st)
	if err != nil {
		return nil, err
	}
	view.Title = "casefile.exit." + string(rule.Exit)
	view.Body = []any{web.Form{Action: here, Files: true, Hidden: []web.Pair{{Name: "jalan", Value: string(rule.Exit)}}, Fields: fields,
		Buttons: []any{web.Button{Label: "intake.exit.save." + string(rule.Exit)}, back(st.Number)}}.Fill(r, problem)}
	view.Aside = []any{web.Card{Title: "intake.exit.after", Body: []any{web.Para{Text: "intake.exit.then." + string(rule.Exit), Small: true}}}}
	return web.Page("", view, nil), nil
}

func (s *Service) exitFields(r *web.Request, rule casefile.ExitRule, st casefile.State) ([]any, error) {
	fields := []any{&web.Radios{Label: web.Ask("sebab", "intake.exit.reason").Must(),
		Options: options("casefile.exit."+string(rule.Exit)+".", byPeople(rule.Reasons), r.Text("alasan"))}}
	if rule.Kept {
		kept := ""
		for _, d := range st.Identity {
			if id, ok := strings.CutPrefix(d.Candidate, casefile.KindCase+":"); ok && d.Decision == casefile.Same {
				n, err := s.numberOf(r.Context(), account.ScopeOf(r), id)
				if err != nil {
					return nil, err
				}
				kept = n
			}
		}
		fields = append(fields, &web.Input{Label: web.Ask("disimpan", "intake.exit.kept", "intake.exit.kept.hint").Must(), Width: "w12", Max: 20, Value: kept})
	}
	if rule.To {
		hint := "intake.exit.to.hint." + string(rule.Exit)
		if rule.Exit == casefile.ExitMoved {
			picker := account.AreaPicker(web.Ask("desa", "intake.exit.to_area", hint), "/kasus/"+st.Number+"/keluar/wilayah", anywhere, "")
			s.fillAnywhere(r, picker)
			fields = append(fields, picker)
		}
		if rule.Exit == casefile.ExitReferred {
			picker, err := s.agencySelect(r)
			if err != nil {
				return nil, err
			}
			fields = append(fields, picker)
		}
		fields = append(fields, &web.Input{Label: web.Ask("ke", "intake.exit.to."+string(rule.Exit), "intake.exit.to_words.hint"), Max: maxLine})
	}
	if rule.Next {
		fields = append(fields, web.Day(web.Ask("berikut", "intake.exit.next", r.T("intake.exit.next.hint", "Count", st.Attempts)).Must(),
			s.now().AddDate(0, 0, 14).Format("2006-01-02")))
	}
	fields = append(fields, &web.TextArea{Label: web.Ask("bukti", "intake.exit.words", "intake.exit.words.hint"), Rows: 3, Max: maxText})
	if can(r, "attachment.write") {
		fields = append(fields, &web.Upload{Label: web.Ask("berkas", "intake.exit.file", "intake.exit.file.hint"), Accept: "image/*,application/pdf", Camera: false})
	}
	return fields, nil
}

// fillAnywhere shows the areas that a typed name can mean, in the whole country.
func (s *Service) fillAnywhere(r *web.Request, f *web.AreaPicker) {
	if r.Text("desa") != "" {
		return // it is known, and shown by its name
	}
	f.Matches = areaOptions(r.Text("desa.text"))
}

// anywhere is no district: each area is said with kabupaten and province.
const anywhere = "-"

func areaOptions(query string) []web.Option {
	var out []web.Option
	for _, a := range region.Search(query, "", 8) {
		out = append(out, account.AreaChoice(a.Code, anywhere))
	}
	return out
}

// areas answers the picker of a place anywhere in the country.
func (s *Service) areas(r *web.Request) (web.Response, error) {
	name := r.Text("bidang")
	query := r.Text(name + ".text")
	return web.Part(web.AreaMatches{Name: name, Query: query, Options: areaOptions(query)}), nil
}

func (s *Service) exitSave(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	rule, ok := exitOf(casefile.Exit(r.Text("jalan")))
	if !ok {
		return nil, fault.At("jalan", "intake.err.choice")
	}
	id, err := s.caseID(r, authority.Action(rule.Event))
	if err != nil {
		return nil, err
	}
	in := Exit{Exit: rule.Exit, Reason: r.Text("sebab"), Agency: r.Text("instansi"), Words: r.Text("bukti"), Evidence: r.Text("bukti_berkas"),
		Kept: r.Text("disimpan"), To: r.Text("ke"), Next: r.Day("berikut")}
	if rule.Exit != casefile.ExitReferred {
		in.Agency = ""
	} else if in.Agency != "" {
		in.To = in.Agency
	}
	if code := r.Text("desa"); rule.Exit == casefile.ExitMoved && code != "" {
		in.To = code
	}
	if in.Evidence == "" {
		if in.Evidence, err = s.keep(r, op, casefile.KindCase, id, "berkas"); fault.Is(err, fault.Invalid) {
			return s.exit(r, err)
		} else if err != nil {
			return nil, err
		}
	}
	if err := in.check(rule, s.now()); err != nil {
		return s.exit(r, err)
	}
	if final(rule.Exit) && r.Text("yakin") == "" {
		return s.confirmExit(r, in), nil
	}
	_, err = s.Leave(r.Context(), op, id, in)
	if fault.Is(err, fault.Invalid) {
		return s.exit(r, err)
	}
	if err != nil {
		return nil, err
	}
	if rule.Exit == casefile.ExitDuplicate {
		stage, number, err := s.stageOf(r.Context(), op.Scope, id)
		if err != nil || stage != "casefile.exit.duplicate" { // the first of two only proposes
			return web.Redirect("/kasus/" + number).Flash(r.T("intake.decision.proposed", "No", number)), err
		}
	}
	return web.Redirect("/kasus/" + r.PathValue("case")).Flash(r.T("intake.exit.saved", "Exit", r.T("casefile.exit."+string(rule.Exit)))), nil
}

// confirmExit asks once more, on a page, for what does not simply come back.
func (s *Service) confirmExit(r *web.Request, in Exit) web.Response {
	number := r.PathValue("case")
	hidden := []web.Pair{{Name: "jalan", Value: string(in.Exit)}, {Name: "sebab", Value: in.Reason}, {Name: "bukti", Value: in.Words},
		{Name: "bukti_berkas", Value: in.Evidence}, {Name: "ke", Value: in.To}, {Name: "berikut", Value: in.Next}, {Name: "yakin", Value: "ya"}}
	name := string(in.Exit)
	return web.Page("", web.View{Title: "intake.exit.sure." + name, Lead: number, Shape: web.Narrow, Crumbs: crumbs(number, "intake.exit.title"),
		Body: []any{web.Notice{Tone: web.Warn, Text: "intake.exit.sure_text." + name},
			web.Card{Body: []any{web.Facts{{Label: "intake.exit.reason", Value: r.T("casefile.exit." + name + "." + in.Reason)}}}},
			web.Form{Action: "/kasus/" + number + "/keluar", Hidden: hidden,
				Buttons: []any{web.Button{Label: "intake.exit.yes." + name, Kind: web.Danger}, back(number)}}}}, nil)
}

// photoField asks for the photo of the person.
const photoField = "foto"

// keep stores an uploaded scan and gives its hash; "" if none was sent. In the
// field of a person's photo it takes a picture only.
func (s *Service) keep(r *web.Request, op ledger.Op, kind, id, field string) (string, error) {
	sent := r.Attached(field)
	if sent == nil {
		return "", nil // nothing was chosen; what was chosen and is empty is refused
	}
	file, err := sent.Open()
	if err != nil {
		return "", fault.At(field, "attachment.unreadable")
	}
	defer file.Close()
	put := s.Attachments.Put
	if field == photoField {
		put = s.Attachments.PutPhoto
	}
	f, err := put(r.Context(), op.Scope, kind, id, file)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
		return "", fault.At(field, fault.As(err).Key)
	}
	return f.Hash, err
}

func (s *Service) reopenPage(r *web.Request) (web.Response, error) { return s.reopen(r, nil) }

func (s *Service) reopen(r *web.Request, problem error) (web.Response, error) {
	_, st, err := s.history(r, casefile.Reopened)
	if err != nil {
		return nil, err
	}
	if err := st.May(casefile.Reopened); err != nil {
		return nil, err
	}
	fields := []any{&web.Radios{Label: web.Ask("sebab", "intake.reopen.reason").Must(), Options: options("intake.reopen.", reopenReasons(st.Exit), "")}}
	if st.Exit == casefile.ExitDuplicate {
		kept, err := s.numberOf(r.Context(), account.ScopeOf(r), strings.TrimPrefix(st.Kept, casefile.KindCase+":"))
		if err != nil {
			return nil, err
		}
		fields = append(fields, &web.Radios{Label: web.Ask("putusan", r.T("intake.reopen.person", "Kept", kept), "intake.reopen.person.hint").Must(),
			Options: options("intake.reopen.person.", ReopenDecisions, "")})
	}
	fields = append(fields, &web.TextArea{Label: web.Ask("bukti", "intake.reopen.words", "intake.reopen.words.hint"), Rows: 3, Max: maxText})
	return web.Page("", web.View{Title: "intake.reopen.title", Lead: joinDots([]string{st.Number, r.T("casefile.exit." + string(st.Exit))}),
		Shape: web.Narrow, Err: problem, Crumbs: crumbs(st.Number, "intake.reopen.title"),
		Body: []any{web.Form{Action: "/kasus/" + st.Number + "/buka-kembali", Fields: fields,
			Buttons: []any{web.Button{Label: "intake.reopen.do"}, back(st.Number)}}.Fill(r, problem)}}, nil), nil
}

func (s *Service) reopenSave(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	id, err := s.caseID(r, casefile.Reopened)
	if err != nil {
		return nil, err
	}
	_, err = s.Reopen(r.Context(), op, id, Reopening{Reason: r.Text("sebab"), Words: r.Text("bukti"), Person: r.Text("putusan")})
	if fault.Is(err, fault.Invalid) {
		return s.reopen(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/kasus/" + r.PathValue("case")).Flash(r.T("intake.reopen.saved")), nil
}
