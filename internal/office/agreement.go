package office

import (
	"time"

	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// endsSoon is how many days before its end an agreement is pointed at: long
// enough to have a new one signed.
const endsSoon = 60

func agreementFields(e Entry) []any {
	return []any{
		&web.Radios{Label: web.Ask("jenis", "office.agreement.kind").Must(), Options: options(AgreementKinds(), "office.agreement.kind.", e.Kind), Two: true},
		&web.Input{Label: web.Ask("mitra", "office.agreement.partner", "office.agreement.partner.hint"), Value: e.Partner, Max: maxWords},
		&web.Input{Label: web.Ask("nomor", "office.agreement.number", "office.agreement.number.hint"), Value: e.Number, Max: 80},
		web.Day(web.Ask("mulai", "office.agreement.from", "office.agreement.from.hint").Must(), e.From),
		web.Day(web.Ask("sampai", "office.agreement.until", "office.agreement.until.hint"), e.Until),
	}
}

// term says in words how long an agreement holds.
func term(r *web.Request, e Entry) string {
	from := i18n.ISODate(r.Lang, e.From)
	if e.Until == "" {
		return r.T("office.agreement.open_end", "From", from)
	}
	return r.T("office.agreement.term", "From", from, "Until", i18n.ISODate(r.Lang, e.Until))
}

// daysLeft is how many days an agreement still holds; ok is false without an
// end.
func daysLeft(r *web.Request, e Entry) (days int, ok bool) {
	end, err := time.Parse(time.DateOnly, e.Until)
	if err != nil {
		return 0, false
	}
	today, _ := time.Parse(time.DateOnly, r.Now().Format(time.DateOnly))
	return int(end.Sub(today).Hours() / 24), true
}

func termTag(r *web.Request, e Entry) web.Tag {
	days, ends := daysLeft(r, e)
	switch {
	case e.From > r.Now().Format(time.DateOnly):
		return web.Tag{Tone: web.Neutral, Text: "office.agreement.state.not_yet"}
	case !ends || days > endsSoon:
		return web.Tag{Tone: web.Good, Text: "office.agreement.state.on"}
	case days < 0:
		return web.Tag{Tone: web.Bad, Text: r.T("office.agreement.state.over", "Days", -days)}
	case days == 0:
		return web.Tag{Tone: web.Warn, Text: "office.agreement.state.today"}
	}
	return web.Tag{Tone: web.Warn, Text: r.T("office.agreement.state.soon", "Days", days)}
}

// ending counts the agreements that somebody must see to.
func ending(r *web.Request, entries []Entry) (n int) {
	for _, e := range entries {
		if days, ends := daysLeft(r, e); e.What == Agreement && e.Active && ends && days <= endsSoon {
			n++
		}
	}
	return n
}

// readOnly shows an entry to whoever may read it and not change it.
func (s *Service) readOnly(r *web.Request, t sort, e Entry) (web.Response, error) {
	facts := web.Facts{{Label: "office.agreement.kind", Value: r.T("office.agreement.kind." + e.Kind)},
		{Label: "office.agreement.partner", Value: or(e.Partner, "–")}, {Label: "office.agreement.number", Value: or(e.Number, "–")},
		{Label: "office.agreement.what", Value: term(r, e)}}
	history, err := s.timeline(r, e.ID)
	if err != nil {
		return nil, err
	}
	return web.Page("", web.View{Title: e.Name, Shape: web.Narrow, Tags: []web.Tag{tagOf(r, e)},
		Crumbs: crumbs(r, web.Crumb{Label: t.key("title"), Href: t.path}, web.Crumb{Label: e.Name}),
		Body:   []any{web.Card{Body: []any{facts}}, web.Card{Title: "office.history", Body: []any{history}}}}, nil), nil
}

// crumbs lead back to the office's data where the viewer may open it.
func crumbs(r *web.Request, more ...web.Crumb) []web.Crumb {
	if mayChange(r) {
		return append([]web.Crumb{{Label: "office.title", Href: "/admin"}}, more...)
	}
	return more
}
