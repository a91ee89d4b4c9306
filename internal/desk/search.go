package desk

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

const (
	queryFor  = time.Hour
	maxQuery  = 100
	maxFound  = 50
	maxPlaces = 20
)

// search keeps what was typed and leads to its answer under an id that says
// nothing.
func (s *Service) search(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	q := r.Text("q")
	switch n := len([]rune(q)); {
	case n == 0:
		return s.searchPage(r, q, nil, fault.At("q", "fault.desk.query"))
	case n > maxQuery:
		return s.searchPage(r, string([]rune(q)[:maxQuery]), nil, fault.At("q", "fault.desk.query_long"))
	}
	id, sc := ledger.NewID(), account.ScopeOf(r)
	err := s.DB.Write(r.Context(), s.Office, func(tx *db.Tx) error {
		if _, err := tx.Exec(`DELETE FROM saved_query WHERE office_id = $1 AND expires_at <= $2`, s.Office, db.Micros(s.Clock())); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO saved_query (office_id, query_id, user_id, session, query, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			s.Office, id, sc.Person, sessionOf(r), q, db.Micros(s.Clock().Add(queryFor)))
		return err
	})
	if err != nil {
		return nil, fault.Wrap("desk.search", err)
	}
	return web.Redirect("/cari/" + id), nil
}

// sessionOf names the session of the request without holding its secret.
func sessionOf(r *web.Request) string {
	var cookies []string
	for _, c := range r.Cookies() {
		if strings.HasSuffix(c.Name, "jempol") {
			cookies = append(cookies, c.Value)
		}
	}
	sum := sha256.Sum256([]byte(strings.Join(cookies, "\x00")))
	return hex.EncodeToString(sum[:])
}

// found shows what a saved query finds now.
func (s *Service) found(r *web.Request) (web.Response, error) {
	sc := account.ScopeOf(r)
	var q string
	err := s.DB.QueryRow(r.Context(), `SELECT query FROM saved_query WHERE office_id = $1 AND query_id = $2 AND user_id = $3 AND session = $4 AND expires_at > $5`,
		s.Office, r.PathValue("id"), sc.Person, sessionOf(r), db.Micros(s.Clock())).Scan(&q)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "fault.desk.query_gone")
	}
	if err != nil {
		return nil, fault.Wrap("desk.search", err)
	}
	list, err := s.Find(r.Context(), sc, q)
	if err != nil {
		return nil, err
	}
	return s.searchPage(r, q, list, nil)
}

// Find searches the cases that the scope may search: by NIK or KK number in
// full, by case number (an old one too), document or envelope number, by the
// words of a name or of another name in any spelling, by village or institution,
// by words that tell where somebody is found or who is with them, by sex and by
// age. It writes one line into the access log.
func (s *Service) Find(ctx context.Context, sc db.Scope, q string) ([]Case, error) {
	if sc.Empty() || sc.Office != s.Office {
		return nil, nil
	}
	ids, err := s.findIDs(ctx, sc, q)
	if err != nil {
		return nil, err
	}
	found, err := s.Cases(ctx, sc, "page.search", ids)
	if err != nil {
		return nil, err
	}
	var out []*Case
	for _, id := range ids {
		if c, ok := found[id]; ok && c.Exit != casefile.ExitWithdrawn {
			out = append(out, &c)
		}
	}
	if err := s.name(ctx, sc, out, "page.search", "search"); err != nil {
		return nil, err
	}
	list := make([]Case, len(out))
	for i, c := range out {
		list[i] = *c
	}
	return list, s.unnamed(ctx, sc, list)
}

func (s *Service) findIDs(ctx context.Context, sc db.Scope, q string) ([]string, error) {
	if tokens := numberTokens(withoutAge(q)); len(tokens) > 0 {
		in, args := inList(tokens, 1)
		return s.ids(ctx, sc, `c.case_id IN (SELECT k.subject_id FROM search_key k WHERE k.office_id = `+param(len(args)+1)+` AND k.subject_kind = 'case' AND k.token IN `+in+`)`,
			append(args, s.Office))
	}
	personal := can(sc.Role, "page.person") // who does not read the person learns nothing of age, sex and place either
	a := read(q, s.Clock().In(s.Zone))
	find := func(cond string, args []any) ([]string, error) {
		if personal {
			more, with := a.person(len(args))
			cond, args = cond+more, append(args, with...)
		}
		return s.ids(ctx, sc, cond, args)
	}
	if len(a.words) == 0 {
		if !personal || a.sex == "" && a.from == "" {
			return nil, nil
		}
		return find(`1=1`, nil)
	}
	// By name, then by village, then by words of which some tell where the
	// person is found.
	var ids []string
	add := func(more []string, err error) error {
		for _, id := range more {
			if len(ids) < maxFound && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		return err
	}
	names, places := make([]way, len(a.words)), make([]way, len(a.words))
	called, err := s.places(ctx)
	if err != nil {
		return nil, err
	}
	for i, w := range a.words {
		names[i] = byName(w)
		places[i] = s.byPlace(w, names[i], called, personal, len(a.words) > 1)
	}
	cond, args := wordsCond(s.Office, names)
	if err := add(find(cond, args)); err != nil || len(ids) == maxFound {
		return ids, err
	}
	if codes := s.villages(strings.Join(a.words, " ")); len(codes) > 0 {
		in, args := inList(codes, 1)
		if err := add(find(`c.area IN `+in, args)); err != nil || len(ids) == maxFound {
			return ids, err
		}
	}
	cond, args = wordsCond(s.Office, places)
	return ids, add(find(cond, args))
}

// villages are the codes of the office's villages that a name may mean.
func (s *Service) villages(name string) (codes []string) {
	for _, a := range region.SearchVillages(name, region.Code(dotted(s.Office)), maxPlaces) {
		codes = append(codes, string(a.Code))
	}
	return codes
}

// dotted is the area code of an office that is named by its kabupaten: 3503.
func dotted(office string) string {
	if len(office) == 4 {
		return office[:2] + "." + office[2:]
	}
	return ""
}

// ids are the cases of a condition in reach, open ones first, the newest in
// front. The condition's parameters come first.
func (s *Service) ids(ctx context.Context, sc db.Scope, cond string, args []any) ([]string, error) {
	where, more := account.Filter(sc, "page.search", "c", len(args)+1)
	out, err := db.Column[string](s.DB.Query(ctx, `SELECT c.case_id FROM case_file c WHERE `+cond+` AND `+where+
		` AND c.exit <> 'withdrawn' ORDER BY c.is_open DESC, c.opened_at DESC, c.case_id LIMIT `+param(len(args)+len(more)+1), append(append(args, more...), maxFound)...))
	return out, fault.Wrap("desk.search", err)
}

// numberTokens are the tokens of what was typed, if it is a number: 16 digits
// are a NIK or a family card, other digits and letters with digits a case, an
// envelope or a document.
func numberTokens(q string) []string {
	plain := casefile.TokenOf("", q)
	digits := 0
	for _, c := range plain {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	switch {
	case digits == 0:
		return nil
	case digits == 16 && len(plain) == 16:
		return []string{casefile.TokenNIK + plain, casefile.TokenKK + plain, casefile.TokenPaper + plain}
	}
	return slices.Concat(casefile.TokensOf(casefile.TokenNumber, plain), casefile.TokensOf(casefile.TokenEnvelope, plain), []string{casefile.TokenPaper + plain})
}

func (s *Service) searchPage(r *web.Request, q string, list []Case, problem error) (web.Response, error) {
	if t := numberTokens(q); len(t) > 0 && strings.HasPrefix(t[0], casefile.TokenNIK) {
		q = "" // a NIK is not shown whole, not even to who typed it: the page may be printed
	}
	f := web.Form{Action: "/cari", Fields: []any{&web.Input{Label: web.Ask("q", "desk.search.what", "desk.search.hint"), Value: q, Type: "search", Max: maxQuery}},
		Buttons: []any{web.Button{Label: "desk.search.again", Kind: web.Secondary}}}
	web.FillFields(r.Lang, nil, problem, f.Fields...)
	body := []any{f}
	lead := ""
	if problem == nil {
		var named []Case
		var others []any
		for _, c := range list {
			if c.Name == "" && can(r.Viewer.Role, "page.person") {
				others = append(others, s.recognised(r, c))
			} else {
				named = append(named, c)
			}
		}
		table := s.caseTable(r, named)
		table.Empty = &web.Empty{Icon: "search", Title: "desk.search.none", Text: "desk.search.none.text"}
		for _, st := range s.Starts {
			if can(r.Viewer.Role, st.Action) {
				table.Empty.Button = web.Button{Label: st.Text, Href: st.Path, Kind: web.Secondary}
				break
			}
		}
		if len(others) > 0 {
			body = append([]any{web.Card{Title: "desk.unnamed", Body: others}}, body...)
		}
		if len(named) > 0 || len(others) == 0 {
			body = append([]any{web.Card{Body: []any{table}, Flush: true}}, body...)
		}
		lead = r.T("desk.search.found", "Count", len(list))
		if len(list) == maxFound {
			lead = r.T("desk.search.many", "Count", len(list))
		}
	}
	return web.Page("", web.View{Title: "desk.search.title", Lead: lead, Err: problem, Body: []any{web.Stack(body)},
		Crumbs: []web.Crumb{{Label: "desk.home", Href: "/"}, {Label: "desk.search.title"}}}, nil), nil
}
