package issuance

import (
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// earlier tells the verifier what was given back before, why, and what was done
// about it: whoever looks the second time need not look for it.
func (s *Service) earlier(r *web.Request, rounds []casefile.Round, names map[string]string) any {
	meta := func(at int64, by string) string {
		when := i18n.DateTime(r.Lang, micros(r, at))
		if names[by] == "" {
			return when
		}
		return when + " · " + names[by]
	}
	var line web.Timeline
	for _, round := range rounds {
		if round.Again != 0 {
			line = append(line, web.Moment{Kind: "stage", Strong: "issuance.again", Meta: meta(round.Again, round.AgainBy)})
		}
		for _, c := range slices.Backward(round.Changes) {
			line = append(line, web.Moment{Kind: "note", Strong: "issuance.change." + c.Type, Text: s.changed(r, c), Meta: meta(c.At, c.By)})
		}
		var items []string
		for _, i := range round.Items {
			items = append(items, s.requirement(r, i.Requirement)+": "+s.reason(r, i))
		}
		line = append(line, web.Moment{Kind: "failed", Strong: "issuance.was_returned", Text: strings.Join(items, "; "), Meta: meta(round.ReturnedAt, round.ReturnedBy)})
	}
	return web.Card{Title: "issuance.earlier", Body: []any{line}}
}

// changed says what a change was about.
func (s *Service) changed(r *web.Request, c casefile.Change) string {
	switch {
	case c.Requirement != "":
		return s.requirement(r, c.Requirement)
	case c.Form != "":
		return s.formName(r, c.Form)
	}
	var out []string
	for _, f := range c.Fields {
		if key := "desk.field." + f; i18n.Has(key) {
			out = append(out, r.T(key))
		}
	}
	return strings.Join(out, ", ")
}

// reason is why an item came back: the verifier's words where there are any
// after the reason of the list, which alone may say nothing.
func (s *Service) reason(r *web.Request, i casefile.ReturnedItem) string {
	label := strings.ToLower(s.Book.Label("return_reason", i.Reason, r.Lang))
	switch {
	case i.Note == "":
		return label
	case i.Reason == casefile.ReturnOther:
		return i.Note
	}
	return label + ", " + i.Note
}

func (s *Service) requirement(r *web.Request, code string) string {
	if q, err := s.Book.Requirement(code); err == nil {
		return q.Label.In(r.Lang)
	}
	return code
}

func (s *Service) formName(r *web.Request, code string) string {
	if def, err := s.Book.Form(code); err == nil && def.Title.In(r.Lang) != "" {
		return code + " · " + def.Title.In(r.Lang)
	}
	return code
}

// since says of an item that came back last time whether anything was done
// about it.
func (s *Service) since(r *web.Request, rounds []casefile.Round, i Item) string {
	if len(rounds) == 0 || !slices.Contains(rounds[0].Needs, i.Need) {
		return ""
	}
	round := rounds[0]
	at := slices.IndexFunc(round.Items, func(b casefile.ReturnedItem) bool { return b.Requirement == i.Requirement })
	if at < 0 {
		return ""
	}
	key := "issuance.since.same"
	if slices.ContainsFunc(round.Changes, func(c casefile.Change) bool {
		return c.Requirement == i.Requirement && c.Need == i.Need || c.Form != "" && c.Form == i.Form
	}) {
		key = "issuance.since.changed"
	}
	return r.T(key, "Date", i18n.Date(r.Lang, micros(r, round.ReturnedAt)), "Reason", s.reason(r, round.Items[at]))
}

// whoTook lists who took part in the rounds.
func whoTook(rounds []casefile.Round) (ids []string) {
	for _, round := range rounds {
		ids = append(ids, round.ReturnedBy, round.AgainBy)
		for _, c := range round.Changes {
			ids = append(ids, c.By)
		}
	}
	return ids
}
