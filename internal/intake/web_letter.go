package intake

import (
	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) letterRoutes() []web.Route {
	return []web.Route{
		{Method: get, Pattern: "/laporan/surat", Action: "page.letters", Handle: s.lettersPage},
		{Method: post, Pattern: "/laporan/surat", Action: casefile.LetterReceived, Handle: s.letterSave, MaxBody: uploads},
		{Method: get, Pattern: "/laporan/surat/{id}", Action: "page.letters", Handle: s.letterPage},
		{Method: post, Pattern: "/laporan/surat/{id}/warga", Action: casefile.LetterGiven, Handle: s.letterGive, From: "/laporan/surat/{id}"},
		{Method: post, Pattern: "/laporan/surat/{id}/pindaian", Action: casefile.LetterReceived, Handle: s.letterScanSave, MaxBody: uploads, From: "/laporan/surat/{id}"},
		{Method: get, Pattern: "/laporan/surat/{id}/pindaian", Action: "attachment.letter", Handle: s.letterScan},
	}
}

// newestLetters is how many letters the page lists and a form offers.
const newestLetters = 100

func (s *Service) lettersPage(r *web.Request) (web.Response, error) { return s.letters(r, nil) }

func (s *Service) letters(r *web.Request, problem error) (web.Response, error) {
	list, err := s.Letters(r.Context(), account.ScopeOf(r), newestLetters)
	if err != nil {
		return nil, err
	}
	table := web.Table{Caption: "intake.letters.title", Head: []web.Col{{Label: "intake.letters.number"}, {Label: "intake.letters.sender"},
		{Label: "intake.letters.day"}, {Label: "intake.letters.people", Right: true}, {Label: "intake.letters.scan"}},
		Empty: &web.Empty{Icon: "file", Title: "intake.letters.empty", Text: "intake.letters.empty.text"}}
	for _, l := range list {
		var scan any = "–"
		if l.Scan != "" && can(r, "attachment.letter") {
			scan = web.Link{Label: "intake.letters.view", Href: "/laporan/surat/" + l.ID + "/pindaian"}
		} else if l.Scan == "" && can(r, casefile.LetterReceived) {
			scan = web.Link{Label: "intake.letters.add", Href: "/laporan/surat/" + l.ID}
		}
		var people any = l.Cases
		if l.Cases > 0 && can(r, "page.cases") {
			people = web.Link{Label: i18n.Number(r.Lang, int64(l.Cases)), Href: casesUnder(l.ID)} // with stage, print and file
		}
		table.Rows = append(table.Rows, web.TableRow{Cells: []any{web.Two{Top: l.Number, Href: "/laporan/surat/" + l.ID}, l.Sender, i18n.ISODate(r.Lang, l.Day), people, scan}})
	}
	f := web.Form{Action: "/laporan/surat", Files: true, Fields: []any{
		&web.Input{Label: web.Ask("nomor", "intake.letters.number", "intake.letters.number.hint").Must(), Max: maxLine},
		web.Day(web.Ask("tanggal", "intake.letters.day", "intake.letters.day.hint").Must(), ""),
		&web.Input{Label: web.Ask("pengirim", "intake.letters.sender", "intake.letters.sender.hint").Must(), Max: maxLine},
		&web.Upload{Label: web.Ask("pindaian", "intake.letters.scan", "intake.letters.scan.hint"), Accept: "image/*,application/pdf"},
	}, Buttons: []any{web.Button{Label: "intake.letters.save"}}}.Fill(r, problem)
	return web.Page("", web.View{Title: "intake.letters.title", Lead: "intake.letters.lead", Err: problem,
		Crumbs: append(s.reportCrumbs(r)[:1], web.Crumb{Label: "intake.letters.title"}),
		Body:   append(there(problem), web.Card{Body: []any{table}, Flush: true}),
		Aside:  []any{web.Card{Title: "intake.letters.new", Body: []any{f}}}}, nil), nil
}

// casesUnder is the address of the list of who was reported under a letter,
// whatever became of them.
func casesUnder(letter string) string { return "/kasus?surat=" + letter + "&tahap=semua" }

// there leads to the letter that a refused one is.
func there(problem error) []any {
	if problem == nil {
		return nil
	}
	for _, f := range fault.As(problem).Fields {
		if id, ok := f.Args[letterIs].(string); ok {
			return []any{web.NextAction{Title: "intake.letters.there", Text: "intake.letters.there.text",
				Buttons: []any{web.Button{Label: "intake.letters.open", Href: "/laporan/surat/" + id, Kind: web.Secondary}}}}
		}
	}
	return nil
}

func (s *Service) letterPage(r *web.Request) (web.Response, error) { return s.letter(r, nil) }

// letter shows one letter, and asks for its scan where there is none.
func (s *Service) letter(r *web.Request, problem error) (web.Response, error) {
	l, err := s.Letter(r.Context(), account.ScopeOf(r), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	var people any = l.Cases
	if l.Cases > 0 && can(r, "page.cases") {
		people = web.Link{Label: r.T("intake.letters.see", "Count", l.Cases), Href: casesUnder(l.ID)}
	}
	facts := web.Facts{{Label: "intake.letters.number", Value: l.Number}, {Label: "intake.letters.sender", Value: l.Sender},
		{Label: "intake.letters.day", Value: i18n.ISODate(r.Lang, l.Day)}, {Label: "intake.letters.people", Value: people}}
	body := []any{}
	switch {
	case l.Scan != "" && can(r, "attachment.letter"):
		facts = append(facts, web.Fact{Label: "intake.letters.scan", Value: web.Link{Label: "intake.letters.view", Href: "/laporan/surat/" + l.ID + "/pindaian"}})
	case l.Scan == "" && can(r, casefile.LetterReceived):
		f := web.Form{Action: "/laporan/surat/" + l.ID + "/pindaian", Files: true, Fields: []any{
			&web.Upload{Label: web.Ask("pindaian", "intake.letters.scan", "intake.letters.scan.hint").Must(), Accept: "image/*,application/pdf"},
		}, Buttons: []any{web.Button{Label: "intake.letters.add"}}}.Fill(r, problem)
		body = append(body, web.Card{Title: "intake.letters.add", Body: []any{f}})
	}
	if can(r, casefile.LetterGiven) {
		under, err := s.letterPeople(r, l, problem)
		if err != nil {
			return nil, err
		}
		body = append(body, under)
	}
	return web.Page("", web.View{Title: "intake.letters.one", Lead: l.Number + " · " + l.Sender, Shape: web.Narrow, Err: problem,
		Crumbs: append(s.reportCrumbs(r)[:1], web.Crumb{Label: "intake.letters.title", Href: "/laporan/surat"}, web.Crumb{Label: l.Number}),
		Body:   append([]any{web.Card{Body: []any{facts}}}, body...)}, nil), nil
}

// letterScanSave takes the scan of a letter that was recorded without one.
func (s *Service) letterScanSave(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	l, err := s.Letter(r.Context(), op.Scope, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	hash, err := s.keep(r, op, casefile.KindLetter, l.ID, "pindaian")
	if err == nil && hash == "" {
		err = fault.At("pindaian", "intake.err.letter_scan")
	}
	if err == nil {
		_, err = s.AddScan(r.Context(), op, l.ID, hash)
	}
	if fault.Is(err, fault.Invalid) {
		return s.letter(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/laporan/surat/" + l.ID).Flash(r.T("intake.letters.added")), nil
}

func (s *Service) letterSave(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	in := LetterBody{Number: r.Text("nomor"), Sender: r.Text("pengirim"), Day: r.Day("tanggal")}
	if in.Scan, err = s.keep(r, op, casefile.KindLetter, letterID(op.ID), "pindaian"); err == nil {
		_, err = s.Receive(r.Context(), op, ownArea(r), in)
	}
	if fault.Is(err, fault.Invalid) {
		return s.letters(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect("/laporan/surat").Flash(r.T("intake.letters.saved", "No", in.Number)), nil
}

// letterScan opens the scan of a letter, after the line in the access log: a
// letter names the people it asks for. They are reported from it, which is what
// it is read for.
func (s *Service) letterScan(r *web.Request) (web.Response, error) {
	ctx, id := r.Context(), r.PathValue("id")
	scope := s.Accounts.With(account.ScopeOf(r), "work:"+casefile.Reported)
	hash, err := s.scanOf(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	if err := s.Accounts.Log(ctx, scope, account.AccessEntry{Action: "attachment.letter", Kind: casefile.KindLetter, ID: id}); err != nil {
		return nil, err
	}
	file, err := s.Attachments.Find(ctx, scope, casefile.KindLetter, id, hash)
	if err != nil {
		return nil, err
	}
	content, err := s.Attachments.Read(file)
	if err != nil {
		return nil, err
	}
	out := web.File{Type: file.Type, Bytes: content, Foreign: true}
	if file.Type != "image/jpeg" {
		out.Name = r.T("intake.letters.file") + "-" + hash[:min(len(hash), 12)] + ".pdf"
	}
	return out, nil
}

// ownArea is the area that a registrar's letter belongs to.
func ownArea(r *web.Request) string {
	if areas := account.PersonOf(r).Areas; len(areas) > 0 {
		return areas[0]
	}
	return ""
}
