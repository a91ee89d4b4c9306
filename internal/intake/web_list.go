package intake

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

func (s *Service) listRoutes() []web.Route {
	return []web.Route{
		{Method: get, Pattern: "/laporan/impor", Action: "list.import", Handle: s.listsPage},
		{Method: post, Pattern: "/laporan/impor", Action: casefile.ListUploaded, Handle: s.listUpload, MaxBody: uploads},
		{Method: get, Pattern: "/laporan/impor/{id}", Action: "list.import", Handle: s.listPage},
		{Method: post, Pattern: "/laporan/impor/{id}/kolom", Action: casefile.ListUploaded, Handle: s.listColumns},
		{Method: post, Pattern: "/laporan/impor/{id}/pilih", Action: casefile.ListUploaded, Handle: s.listFix},
		{Method: post, Pattern: "/laporan/impor/{id}/simpan", Action: casefile.ListSaved, Handle: s.listSave},
		{Method: post, Pattern: "/laporan/impor/{id}/berhenti", Action: casefile.ListSaved, Handle: s.listStop},
		{Method: post, Pattern: "/laporan/impor/{id}/lanjut", Action: casefile.ListSaved, Handle: s.listResume},
		{Method: post, Pattern: "/laporan/impor/{id}/batal", Action: casefile.ListUndone, Handle: s.listUndo},
		{Method: get, Pattern: "/laporan/impor/{id}/bandingkan", Action: "list.import", Handle: s.listCompare},
		{Method: get, Pattern: "/laporan/impor/{id}/kesalahan.xlsx", Action: "list.import", Handle: s.listRejected},
	}
}

const listsPath = "/laporan/impor"

func (s *Service) listsPage(r *web.Request) (web.Response, error) { return s.lists(r, nil) }

func (s *Service) lists(r *web.Request, problem error) (web.Response, error) {
	all, err := s.Lists(r.Context(), account.ScopeOf(r), 50)
	if err != nil {
		return nil, err
	}
	letters, err := s.letterOptions(r)
	if err != nil {
		return nil, err
	}
	table := web.Table{Caption: "intake.list.recent", Head: []web.Col{{Label: "intake.list.when"}, {Label: "intake.list.rows", Right: true},
		{Label: "intake.list.state_ready", Right: true}, {Label: "intake.list.left", Right: true}},
		Empty: &web.Empty{Icon: "file", Title: "intake.list.none", Text: "intake.list.none.text"}}
	for _, l := range all {
		left := any("–")
		saved := any("–")
		switch {
		case !l.UndoneAt.IsZero():
			saved = web.Tag{Text: "intake.list.state_undone"}
		case !l.SavedAt.IsZero():
			saved, left = l.Saved, l.Left
		}
		table.Rows = append(table.Rows, web.TableRow{Cells: []any{web.Two{Top: i18n.DateTime(r.Lang, r.At(l.UploadedAt)),
			Sub: r.T("intake.list.name", "Code", l.Digest[:6]), Href: listsPath + "/" + l.ID}, l.Rows, saved, left}})
	}
	f := web.Form{Action: listsPath, Files: true, Fields: []any{
		&web.Upload{Label: web.Ask("berkas", "intake.list.file", r.T("intake.list.file.hint", "Limit", maxRows)).Must(), Accept: ".xlsx,.csv", Most: 32 << 20},
		&web.Select{Label: web.Ask("alasan", "intake.list.reason", "intake.list.reason.hint"), Blank: "intake.list.reason_none", Options: s.tableOptions(r.Lang, "case_reason")},
		&web.Select{Label: web.Ask("surat", "intake.report.letter"), Blank: "intake.report.no_letter", Options: letters},
		&web.Check{Label: web.Ask("awal", "intake.list.baseline", "intake.list.baseline.hint")},
	}, Buttons: []any{web.Button{Label: "intake.list.read"}}}.Fill(r, problem)
	return web.Page("", web.View{Title: "intake.list.title", Lead: "intake.list.lead", Err: problem,
		Crumbs: append(s.reportCrumbs(r)[:1], web.Crumb{Label: "intake.list.title"}),
		Body:   []any{web.Card{Title: "intake.list.upload", Body: []any{f}}, web.Card{Title: "intake.list.recent", Body: []any{table}, Flush: true}},
		Aside:  []any{web.Card{Title: "intake.help.title", Body: []any{web.Para{Text: "intake.list.help", Small: true}, web.Para{Text: "intake.list.help_nik", Small: true}}}}}, nil), nil
}

func (s *Service) listUpload(r *web.Request) (web.Response, error) {
	op, err := operation(r)
	if err != nil {
		return nil, err
	}
	sent := r.Attached("berkas")
	if sent == nil {
		return s.lists(r, fault.At("berkas", "intake.err.file"))
	}
	file, err := sent.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	id, err := s.Upload(r.Context(), op, file, r.Text("surat"), r.Text("alasan"), r.Text("awal") != "")
	if fault.Is(err, fault.Invalid) {
		return s.lists(r, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect(listsPath + "/" + id), nil
}

// tabs are the groups of rows that a page can show.
var listTabs = []struct {
	name   string
	states []string
}{
	{"lihat", []string{rowChoose, rowWrong}}, {"pilih", []string{rowChoose}}, {"salah", []string{rowWrong}}, {"ada", []string{rowKnown}}, {"siap", []string{rowReady}}, {oddTab, []string{rowReady}},
}

// oddTab shows the ready rows whose numbers contradict what else they say.
const oddTab = "periksa"

const listPageSize = 20

func (s *Service) listPage(r *web.Request) (web.Response, error) { return s.list(r, nil) }

func (s *Service) list(r *web.Request, problem error) (web.Response, error) {
	ctx, scope, id := r.Context(), account.ScopeOf(r), r.PathValue("id")
	l, err := s.ListOf(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	here := listsPath + "/" + id
	view := web.View{Title: "intake.list.check_title", Err: problem,
		Lead:   r.T("intake.list.lead_one", "Code", l.Digest[:6], "Rows", l.Rows, "When", i18n.DateTime(r.Lang, r.At(l.UploadedAt))),
		Crumbs: append(s.reportCrumbs(r)[:1], web.Crumb{Label: "intake.list.title", Href: listsPath}, web.Crumb{Label: "intake.list.check_title"})}
	working, err := s.working(r, here, l, &view)
	if err != nil {
		return nil, err
	}
	if working {
		return web.Page("", view, nil), nil
	}
	if err := s.Accounts.Log(ctx, scope, account.AccessEntry{Action: "list.import", Kind: account.AccessList, Detail: "rows"}); err != nil {
		return nil, err
	}
	columns, reason, err := s.listColumnsOf(ctx, scope.Office, id)
	if err != nil {
		return nil, err
	}
	tab := listTabs[0]
	for _, t := range listTabs {
		if t.name == r.Text("tab") {
			tab = t
		}
	}
	after := r.Int("dari", 0) - 1
	and := ""
	if tab.name == oddTab {
		and = isOdd
	}
	rows, err := s.rowsWhere(ctx, scope.Office, id, tab.states, and, after, listPageSize+1)
	if err != nil {
		return nil, err
	}
	next := 0
	if len(rows) > listPageSize {
		next = rows[listPageSize].Number
		rows = rows[:listPageSize]
	}
	chosen := pick(rows, r.Int("baris", 0))
	side := append(s.rowCard(r, here, tab.name, columns, chosen, problem), s.saveCard(r, here, l))
	table := []any{s.listTable(r, here, tab.name, columns, rows, chosen, l, next), s.columnsCard(r, here, columns, reason, problem)}
	view.Body = []any{listNotice(r, l, columns)}
	sheets, err := s.sheetsOf(ctx, scope.Office, id)
	if err != nil {
		return nil, err
	}
	if len(sheets) > 1 {
		view.Body = append(view.Body, web.Notice{Tone: web.Warn, Strong: r.T("intake.list.sheet_read", "Sheet", quoted(sheets[:1])),
			Text: r.T("intake.list.sheets_left", "Sheets", quoted(sheets[1:]))})
	}
	switch {
	case !l.UndoneAt.IsZero():
		kept, err := s.keptCard(r, l)
		if err != nil {
			return nil, err
		}
		view.Body = append(view.Body, kept)
	case !named(columns): // until that is said there is nothing to look at
		view.Body = append(view.Body, s.columnsCard(r, here, columns, reason, problem))
	default:
		odd, err := s.oddRows(ctx, scope.Office, id)
		if err != nil {
			return nil, err
		}
		if odd > 0 {
			view.Body = append(view.Body, web.Notice{Tone: web.Warn, Strong: r.T("intake.list.odd", "Count", odd),
				Text: web.Stack{web.Para{Text: "intake.list.odd.text"}, web.Link{Label: "intake.list.odd.see", Href: here + "?tab=" + oddTab, Small: true}}})
		}
		view.Body = append(view.Body, s.listStats(r, l, here, tab.name), web.Columns{Cols: [][]any{table, side}})
	}
	if l.Counts[rowWrong]+l.Counts[rowChoose]+l.Counts[rowKnown] > 0 {
		view.Actions = []any{web.Button{Label: "intake.list.download", Kind: web.Quiet, Icon: "download", Href: here + "/kesalahan.xlsx"}}
	}
	if l.Counts[rowSaved] > 0 && l.UndoneAt.IsZero() && can(r, "page.compare") {
		view.Actions = append(view.Actions, web.Button{Label: "intake.review.title", Kind: web.Secondary, Href: PairFilter{List: id}.href(reviewPath)})
	}
	return web.Page("", view, nil), nil
}

// pick is the row to settle: the one asked for, else the first that can be.
func pick(rows []ListRow, asked int) *ListRow {
	for i := range rows {
		if rows[i].Number == asked {
			return &rows[i]
		}
	}
	for i := range rows {
		if rows[i].State == rowChoose || rows[i].State == rowWrong {
			return &rows[i]
		}
	}
	return nil
}

func (s *Service) listStats(r *web.Request, l List, here, tab string) any {
	num := func(state string) string { return i18n.Number(r.Lang, int64(l.Counts[state])) }
	return web.Stats{
		{Label: "intake.list.ready", Value: num(rowReady), Note: "intake.list.ready.note", Href: here + "?tab=siap", On: tab == "siap"},
		{Label: "intake.list.known", Value: num(rowKnown), Note: "intake.list.known.note", Href: here + "?tab=ada", On: tab == "ada"},
		{Label: "intake.list.choose", Value: num(rowChoose), Note: "intake.list.choose.note", Href: here + "?tab=pilih", On: tab == "pilih"},
		{Label: "intake.list.wrong", Value: num(rowWrong), Note: "intake.list.wrong.note", Href: here + "?tab=salah", On: tab == "salah", Late: l.Counts[rowWrong] > 0},
	}
}

func (s *Service) listTable(r *web.Request, here, tab string, columns []column, rows []ListRow, chosen *ListRow, l List, next int) any {
	t := web.Table{Caption: "intake.list.rows_title", Head: []web.Col{{Label: "intake.list.row"}, {Label: "form.field.name"}, {Label: "intake.list.born"},
		{Label: "form.field.village"}, {Label: "intake.list.why"}, {Label: "intake.list.todo"}},
		Empty: &web.Empty{Icon: "check", Title: "intake.list.tab_empty", Text: "intake.list.tab_empty.text"}}
	for _, row := range rows {
		cellOf := func(means ...string) any {
			for _, m := range means {
				if p := problemAt(row, m); p != nil {
					text := row.Value(columns, m)
					if text == "" {
						text = r.T("form.value.empty")
					}
					tone := web.Bad
					if p.Choose || row.State == rowKnown || row.State == rowReady {
						tone = web.Warn
					}
					short, full := shorten(s.cellText(r, m, text))
					return web.Mark{Text: short, Tone: tone, Full: full}
				}
			}
			for _, m := range means {
				if v := row.Value(columns, m); v != "" {
					short, full := shorten(s.cellText(r, m, v))
					if full != "" {
						return web.Short{Text: short, Full: full}
					}
					return short
				}
			}
			return ""
		}
		tr := web.TableRow{Cells: []any{web.Two{Top: strconv.Itoa(row.Number), Href: here + "?tab=" + tab + "&baris=" + strconv.Itoa(row.Number)},
			cellOf(meansName), cellOf(meansBirth, meansAge), cellOf(meansVillage), cellOf(meansReason), s.todo(r, here, tab, columns, row)}}
		switch {
		case chosen != nil && chosen.Number == row.Number:
			tr.Tone = web.Info
		case row.State == rowWrong:
			tr.Tone = web.Bad
		case row.State == rowChoose:
			tr.Tone = web.Warn
		}
		t.Rows = append(t.Rows, tr)
	}
	card := web.Card{Title: "intake.list.rows_title", Body: []any{t}, Flush: true,
		Link: web.Link{Label: r.T("intake.list.see_all", "Count", l.Counts[rowChoose]+l.Counts[rowWrong]), Href: here, Small: true}}
	if next > 0 {
		card.Foot = web.Link{Label: "intake.list.next", Href: here + "?tab=" + tab + "&dari=" + strconv.Itoa(next)}
	}
	return card
}

// cellText shows a cell; a number that identifies is masked and a code is named.
func (s *Service) cellText(r *web.Request, means, text string) string {
	switch {
	case means == meansNIK || means == meansKK:
		return resident.MaskNIK(text)
	case means == meansVillage && region.Code(text).Valid():
		return region.Label(region.Code(text))
	case means == meansReason:
		return s.reasonText(r, text)
	case means == meansBirth && cellDate.MatchString(text): // as a spreadsheet keeps it
		if d, err := resident.DateOf(text[:len(time.DateOnly)]); err == nil {
			return d.Format(r.Lang)
		}
	}
	return text
}

// reasonText names the reasons that somebody chose; what the file says stays.
func (s *Service) reasonText(r *web.Request, text string) string {
	codes := reasonCodes(text)
	if codes == nil {
		return text
	}
	for i, c := range codes {
		codes[i] = s.Book.Label("case_reason", c, r.Lang)
	}
	return strings.Join(codes, ", ")
}

// reasonOptions are all reasons, those first that the words may mean: there may
// be several.
func (s *Service) reasonOptions(r *web.Request, first []string) []web.Option {
	out := s.tableOptions(r.Lang, "case_reason")
	slices.SortStableFunc(out, func(a, b web.Option) int {
		at := func(o web.Option) int { return (slices.Index(first, o.Value) + len(first) + 1) % (len(first) + 1) }
		return at(a) - at(b)
	})
	return out
}

// cellDate is a date cell of a spreadsheet, also one with a time of day.
var cellDate = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2})?$`)

// shown is how much of a cell its page shows, in characters: a text without
// spaces would make the table as wide as itself.
const shown = 80

// shorten shows the beginning of a long text; full is "" where it is whole.
func shorten(text string) (short, full string) {
	if utf8.RuneCountInString(text) <= shown {
		return text, ""
	}
	return strings.TrimSpace(clip(text, shown-1)) + "…", text
}

func problemAt(row ListRow, means string) *Problem {
	for i := range row.Problems {
		if row.Problems[i].Means == means {
			return &row.Problems[i]
		}
	}
	return nil
}

// todo says what must be done about a row, at which cell.
func (s *Service) todo(r *web.Request, here, tab string, columns []column, row ListRow) any {
	if len(row.Problems) == 0 {
		return ""
	}
	p := row.Problems[0]
	sub := ""
	for i, c := range columns {
		if c.Means == p.Means && p.Means != "" {
			sub = r.T("intake.list.cell", "Cell", document.Ref(i+1, row.Number))
		}
	}
	if p.Case != "" {
		sub = joinDots([]string{p.Case, sub})
	}
	if len(row.Problems) > 1 {
		sub = joinDots([]string{sub, r.T("intake.list.more", "Count", len(row.Problems)-1)})
	}
	what := web.Two{Top: i18n.T(r.Lang, p.Key, p.Args), Sub: sub}
	if resembles(row) {
		return web.Stack{what, web.Link{Label: "intake.list.compare.do", Href: comparePath(here, tab, row.Number), Small: true}}
	}
	return what
}

// rowCard settles one row: its first problem.
func (s *Service) rowCard(r *web.Request, here, tab string, columns []column, row *ListRow, problem error) []any {
	if row == nil || len(row.Problems) == 0 {
		return nil
	}
	p := row.Problems[0]
	hidden := []web.Pair{{Name: "baris", Value: strconv.Itoa(row.Number)}, {Name: "tab", Value: tab}, {Name: "arti", Value: p.Means}}
	var fields []any
	said := row.Value(columns, p.Means)
	if p.Means == meansBeyond {
		said = row.beyond(columns)
	}
	says, whole := shorten(s.cellText(r, p.Means, orEmpty(r, said)))
	context := []any{web.Para{Text: r.T("intake.list.says", "Value", says), Small: true, Muted: true}}
	if whole != "" {
		context[0] = web.Para{Text: web.Short{Text: r.T("intake.list.says", "Value", says), Full: whole}, Small: true, Muted: true}
	}
	if a := joinDots([]string{row.Value(columns, meansAddress), row.Value(columns, meansRT), row.Value(columns, meansKecamatan)}); a != "" {
		a, _ = shorten(a)
		context = append(context, web.Para{Text: r.T("intake.list.address", "Value", a), Small: true, Muted: true})
	}
	title := r.T("intake.list.row_title", "Row", strconv.Itoa(row.Number)) + ": " + i18n.T(r.Lang, p.Key, p.Args)
	if resembles(*row) {
		context = append(context, web.Link{Label: "intake.list.compare.do", Href: comparePath(here, tab, row.Number), Small: true})
	}
	if p.Case != "" || p.Means == meansName && row.State == rowKnown {
		fields = append(fields, &web.Radios{Label: web.Ask("pilihan", "intake.list.which_person").Must(), Options: []web.Option{
			{Value: "skip", Label: "intake.list.same_person", Hint: p.Case}, {Value: "new", Label: "intake.list.other_person"}}})
		hidden[2].Value = ""
	} else {
		if len(p.Suggest) > 0 && p.Means != meansReason {
			var opts []web.Option
			for _, v := range p.Suggest {
				opts = append(opts, web.Option{Value: v, Label: s.cellText(r, p.Means, v), Hint: v})
				if p.Means == meansVillage {
					opts[len(opts)-1].Hint = ""
				}
			}
			fields = append(fields, &web.Radios{Label: web.Ask("nilai", "intake.list.which").Must(), Options: opts})
		} else {
			switch p.Means {
			case meansBeyond:
				fields = append(fields, &web.Radios{Label: web.Ask("nilai", "intake.list.which", "intake.list.beyond.hint").Must(), Options: []web.Option{{Value: "-", Label: "intake.list.beyond.leave"}}})
			case meansReason:
				fields = append(fields, &web.Checks{Label: web.Ask("nilai", "intake.report.reasons", "intake.report.reasons.hint").Must(), Options: s.reasonOptions(r, p.Suggest)})
			case meansVillage:
				picker := account.AreaPicker(web.Ask("desa", "intake.report.village", "intake.report.village.hint").Must(), "/laporan/desa", string(s.District), "")
				s.fillVillage(r, picker)
				fields = append(fields, picker)
			default:
				fields = append(fields, &web.Input{Label: web.Ask("nilai", "form.field."+fieldOf(p.Means), "intake.list.write").Must(), Max: maxLine})
			}
		}
		if p.Means == meansVillage || p.Means == meansReason {
			fields = append(fields, &web.Check{Label: web.Ask("semua", r.T("intake.list.same_everywhere", "Value", says))})
		}
	}
	f := web.Form{Action: here + "/pilih", Hidden: hidden, Fields: fields, Buttons: []any{web.Button{Label: "intake.list.choose_go", Full: true}}}.Fill(r, problem)
	return []any{web.Card{ID: "baris", Title: title, Body: append(context, f)}}
}

func orEmpty(r *web.Request, text string) string {
	if text == "" {
		return r.T("form.value.empty")
	}
	return text
}

// fieldOf is the field of a person that a column means, for its name.
func fieldOf(means string) string {
	switch means {
	case meansName:
		return casefile.FieldName
	case meansOther:
		return casefile.FieldOtherName
	case meansNIK, meansKK, meansRT, meansRW:
		return means
	case meansSex:
		return casefile.FieldSex
	case meansBirth, meansAge:
		return casefile.FieldBirth
	case meansPlaceOf:
		return casefile.FieldBirthPlace
	case meansMother:
		return casefile.FieldMother
	case meansVillage:
		return casefile.FieldVillage
	case meansAddress:
		return casefile.FieldAddress
	case meansPhone:
		return casefile.FieldPhone
	case meansCompanion:
		return casefile.FieldCompanion
	}
	return casefile.FieldPlace
}

func (s *Service) saveCard(r *web.Request, here string, l List) any {
	n := l.Counts[rowReady]
	left := l.Counts[rowChoose] + l.Counts[rowWrong]
	body := []any{web.Para{Text: "intake.list.save_none", Small: true}}
	if n > 0 {
		body = []any{web.Para{Text: r.T("intake.list.save_text", "New", n, "Left", left), Small: true},
			web.Button{Label: r.T("intake.list.save", "N", i18n.Number(r.Lang, int64(n))), Kind: web.Secondary, Full: true, Post: here + "/simpan"},
			web.Para{Text: r.T("intake.list.save_undo", "When", i18n.DateTime(r.Lang, s.now().Add(undoable))), Small: true, Muted: true}}
	}
	if until := l.UndoUntil(s.now()); !until.IsZero() && can(r, casefile.ListUndone) {
		body = append(body, web.Button{Label: r.T("intake.list.undo", "N", i18n.Number(r.Lang, int64(l.Saved))), Kind: web.Quiet, Icon: "undo", Full: true, Post: here + "/batal"},
			web.Para{Text: r.T("intake.list.undo_until", "When", i18n.DateTime(r.Lang, r.At(until))), Small: true, Muted: true})
	}
	return web.Card{Title: "intake.list.save_title", Body: body}
}

// columnsCard shows how each column is read, and lets it be changed.
func (s *Service) columnsCard(r *web.Request, here string, columns []column, reason string, problem error) any {
	var fields []any
	for i, c := range columns {
		opts := make([]web.Option, 0, len(meanings))
		for _, m := range meanings {
			opts = append(opts, web.Option{Value: m, Label: "intake.means." + m, On: m == c.Means})
		}
		title := c.Title
		if title == "" {
			title = r.T("intake.list.column", "Column", strings.TrimRight(document.Ref(i+1, 1), "1"))
		}
		fields = append(fields, &web.Select{Label: web.Ask("kolom."+strconv.Itoa(i), title), Blank: "intake.list.not_read", Options: opts})
	}
	fields = append(fields, &web.Select{Label: web.Ask("alasan_kosong", "intake.list.reason", "intake.list.reason.hint"), Blank: "intake.list.reason_none",
		Options: s.tableOptions(r.Lang, "case_reason", reason)})
	f := web.Form{Action: here + "/kolom", Fields: fields, Buttons: []any{web.Button{Label: "intake.list.recheck", Kind: web.Secondary}}}.Fill(r, problem)
	if !named(columns) {
		return web.Card{Title: "intake.list.columns", Body: []any{web.Para{Text: "intake.list.columns.text", Small: true}, f}}
	}
	return web.Card{Body: []any{web.Details{Label: "intake.list.columns", Body: []any{web.Para{Text: "intake.list.columns.text", Small: true}, f}}}}
}
