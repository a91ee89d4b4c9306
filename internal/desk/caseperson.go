package desk

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// needs are the documents of the case with their progress.
func (o *opened) needs() any {
	card := web.Card{Title: "desk.needs"}
	if d, ok := o.s.doorAt(DoorNeeds, o.r.Viewer.Role, o.st.Number); ok && !o.st.Closed && o.st.Exit == "" {
		card.Link = d
	}
	var list web.Needs
	for _, n := range o.st.Needs {
		file := o.files[n.Need]
		row := web.Need{Title: "casefile.need." + n.Need, Tag: web.Tag{Tone: web.Info, Text: "casefile.stage." + string(n.Stage), Icon: web.NoIcon},
			Done: file.Done, Total: file.Total}
		switch {
		case n.Declined != "":
			row.Tag, row.Done, row.Total = web.Tag{Tone: web.Neutral, Text: "desk.need.declined"}, 0, 0
		case n.Done():
			row.Tag = web.Tag{Tone: web.Good, Text: "casefile.stage." + string(n.Stage)}
		case n.DeferredUntil != "":
			row.Tag = web.Tag{Tone: web.Neutral, Text: o.r.T("desk.need.deferred", "Date", i18n.ISODate(o.r.Lang, n.DeferredUntil))}
		case n.WaitsFor != "":
			row.Tag = web.Tag{Tone: web.Neutral, Text: "desk.need.waits_" + n.WaitsFor}
			row.Done, row.Total = 0, 0
		case n.WaitingReason != "":
			row.Tag = web.Tag{Tone: web.Warn, Text: label(o.r.Lang, "casefile.waiting.", n.WaitingReason)}
		case n.Stage == casefile.StageReturned:
			row.Tag = web.Tag{Tone: web.Bad, Text: "casefile.stage.returned"}
		case file.Missing > 0 && !o.st.Stage.Before(casefile.StageAccepted) && n.Stage.Before(casefile.StageSubmitted):
			row.Tag = web.Tag{Tone: web.Warn, Text: o.r.T("desk.need.missing", "Missing", file.Missing, "Total", file.Total)}
		}
		if n.Envelope != "" {
			row.Note = o.names[n.Envelope]
		}
		list = append(list, row)
	}
	if len(list) == 0 {
		card.Body = []any{web.Para{Text: "desk.needs.none", Muted: true}}
		return card
	}
	card.Body = []any{list}
	if d, ok := o.s.doorAt(DoorFile, o.r.Viewer.Role, o.st.Number); ok && !o.st.Stage.Before(casefile.StageAccepted) {
		card.Foot = d
	}
	return card
}

// personCard is what is known of the person, for the roles that may read it;
// without an open piece of work it asks what for.
func (o *opened) personCard() any {
	switch {
	case o.st.Erased:
		return web.Card{Title: "desk.person", Body: []any{web.Para{Text: "desk.person.erased", Muted: true}}}
	case o.ask:
		var reasons []web.Option
		for _, code := range account.Reasons {
			reasons = append(reasons, web.Option{Value: code, Label: account.ReasonKey(code)})
		}
		return web.Card{Title: "desk.person", Body: []any{web.Para{Text: "desk.person.ask.text", Muted: true},
			web.Form{Action: o.path() + "/orang", Fields: []any{&web.Select{Label: web.Ask("alasan", "desk.person.ask").Must(), Options: reasons, Blank: "web.choose"}},
				Buttons: []any{web.Button{Label: "desk.person.show", Kind: web.Secondary}}}}}
	case !o.person:
		return web.Card{Title: "desk.person", Body: []any{web.Para{Text: "desk.person.not_yours", Muted: true}}}
	}
	card := web.Card{Title: "desk.person", Body: []any{o.facts()}}
	if d, ok := o.s.doorAt(DoorPerson, o.r.Viewer.Role, o.st.Number); ok {
		d.Icon = "pen"
		card.Link = d
		if fields := o.st.Person.Disputed(); len(fields) > 0 {
			card.Body = append([]any{web.Notice{Tone: web.Warn, Strong: "desk.disputed", Text: web.Link{Label: "desk.disputed.settle", Href: d.Href}}}, card.Body...)
		}
	}
	return card
}

func (o *opened) facts() web.Facts {
	p := &o.st.Person
	var out web.Facts
	add := func(label, field string, show func(string) string) {
		f := p.Get(field)
		if f.Value == "" && !f.Disputed {
			return
		}
		fact := web.Fact{Label: label, Value: show(f.Value), Cert: certain(o.r, f.Certainty)}
		if f.Value == "" {
			fact.Value, fact.Cert = "–", nil
		}
		if f.Disputed {
			fact.Note = o.values(f, show)
		}
		out = append(out, fact)
	}
	same := func(s string) string { return s }
	area := func(s string) string { return region.Label(region.Code(s)) }
	add("desk.field.name", casefile.FieldName, same)
	if others := p.Values(casefile.FieldOtherName); len(others) > 0 {
		out = append(out, web.Fact{Label: "desk.field.other_name", Value: strings.Join(others, ", ")})
	}
	add("desk.field.sex", casefile.FieldSex, func(s string) string { return label(o.r.Lang, "desk.sex.", strings.ToLower(s)) })
	add("desk.field.birth", casefile.FieldBirth, func(s string) string { return birthText(o.r, s) })
	add("desk.field.birth_place", casefile.FieldBirthPlace, same)
	add("desk.field.mother", casefile.FieldMother, same)
	add("desk.field.father", casefile.FieldFather, same)
	out = append(out, o.biometric(), o.number(casefile.FieldNIK, "desk.field.nik"))
	if f := p.Get(casefile.FieldKK); f.Value != "" || f.Disputed {
		out = append(out, o.number(casefile.FieldKK, "desk.field.kk"))
	}
	add("desk.field.village", casefile.FieldVillage, area)
	if home := o.home(); home != "" {
		out = append(out, web.Fact{Label: "desk.field.address", Value: home})
	}
	add("desk.field.place", casefile.FieldPlace, same)
	add("desk.field.directions", casefile.FieldDirections, same)
	add("desk.field.companion", casefile.FieldCompanion, same)
	add("desk.field.phone", casefile.FieldPhone, same)
	add("desk.field.proxy", casefile.FieldProxy, same)
	if classes := p.Elements(casefile.FieldLegalClass); len(classes) > 0 {
		var names []string
		for _, c := range classes {
			names = append(names, o.label("legal_class", c))
		}
		out = append(out, web.Fact{Label: "desk.field.legal_class", Value: strings.Join(names, ", ")})
	}
	return out
}

// values are all that is said of a disputed field; which one is in force stands
// before them.
func (o *opened) values(f casefile.PersonField, show func(string) string) string {
	var list []string
	for _, st := range f.Statements {
		if !st.Current {
			continue
		}
		text := show(st.Value)
		if text == "" {
			text = o.r.T("desk.empty")
		}
		if name := o.names[st.Actor]; name != "" {
			text += " (" + name + ")"
		}
		list = append(list, text)
	}
	return o.r.T("desk.differ", "Values", strings.Join(list, "; "))
}

func (o *opened) biometric() web.Fact {
	b := o.st.Biometric
	out := web.Fact{Label: "desk.field.biometric", Value: o.r.T("desk.biometric.none")}
	switch {
	case b.Disputed:
		out.Value = o.r.T("casefile.work.biometric_disputed")
	case b.Outcome != "":
		out.Value = label(o.r.Lang, "casefile.biometric.", b.Outcome)
		if b.At > 0 {
			out.Cert = &web.Certain{Text: o.r.T("desk.device", "Date", o.s.date(o.r, b.At)), Sure: true}
		}
	}
	return out
}

func (o *opened) home() string {
	var parts []string
	if a := o.st.Person.Value(casefile.FieldAddress); a != "" {
		parts = append(parts, a)
	}
	for _, f := range []struct{ field, word string }{{casefile.FieldRT, "RT "}, {casefile.FieldRW, "RW "}} {
		if v := o.st.Person.Value(f.field); v != "" {
			parts = append(parts, f.word+v)
		}
	}
	return strings.Join(parts, " ")
}

// number is a NIK or family card number, masked unless it was asked for.
func (o *opened) number(field, name string) web.Fact {
	f := o.st.Person.Get(field)
	out := web.Fact{Label: name, Cert: certain(o.r, f.Certainty)}
	if f.Disputed {
		out.Note = o.r.T("desk.number_differs")
	}
	if f.Value == "" {
		out.Value = o.r.T("desk.number_none")
		if !f.Disputed {
			out.Note = "desk.number_none.note"
		}
		return out
	}
	m := web.Masked{Kind: o.r.T(name), Value: resident.MaskNIK(f.Value), Hidden: []web.Pair{{Name: "field", Value: field}}}
	if len(f.Value) > 4 {
		m.Tail = f.Value[len(f.Value)-4:]
	}
	if o.why != "" {
		m.Hidden = append(m.Hidden, web.Pair{Name: "untuk", Value: o.why})
	}
	if can(o.r.Viewer.Role, "reveal.nik") {
		m.Post = o.path() + "/nomor"
	}
	switch field {
	case o.visible:
		m.Shown = f.Value
	case o.reveal:
		for _, code := range account.Reasons {
			m.Reasons = append(m.Reasons, web.Option{Value: code, Label: account.ReasonKey(code)})
		}
	}
	out.Value = m
	return out
}

// safety notes are for the team that visits, and gone with the case.
func (o *opened) safety() (any, bool) {
	note := o.st.Person.Value(casefile.FieldSafety)
	if !o.person || note == "" || !o.st.Open() || !can(o.r.Viewer.Role, "page.safety") {
		return nil, false
	}
	return web.Card{Title: "desk.safety", Body: []any{web.Para{Text: note}}, Foot: web.Para{Text: "desk.safety.who", Muted: true, Small: true}}, true
}
