package desk

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// needs are the documents of the case with their progress.
func (o *opened) needs() any {
	card := web.Card{Title: "desk.needs"}
	if d, ok := o.door(DoorNeeds); ok && !o.st.Closed && o.st.Exit == "" {
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
	if d, ok := o.door(DoorFile); ok && !o.st.Stage.Before(casefile.StageAccepted) {
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
		return web.Card{Title: "desk.person", Body: []any{web.Para{Text: "account.why.lead", Muted: true},
			web.Form{Action: o.path() + "/orang", Fields: []any{&web.Select{Label: web.Ask("alasan", "desk.person.ask").Must(), Options: account.ReasonOptions(), Blank: "web.choose"}},
				Buttons: []any{web.Button{Label: "desk.person.show", Kind: web.Secondary}}}}}
	case !o.person:
		return web.Card{Title: "desk.person", Body: []any{web.Para{Text: "desk.person.not_yours", Muted: true}}}
	}
	card := web.Card{Title: "desk.person", Body: []any{o.facts()}}
	if o.st.Person.Value(casefile.FieldName) == "" {
		card.Body = append([]any{o.recognised()}, card.Body...)
	}
	if d := o.difficulties(); d != nil {
		card.Body = append(card.Body, d)
	}
	if d, ok := o.door(DoorPerson); ok {
		d.Icon = "pen"
		card.Link = d
	}
	if d, ok := o.door(DoorFamily); ok {
		card.Foot = d
	}
	return card
}

// book is the lawbook that the codes of the case are of: the version under which
// it was opened, if the case and the program know it.
func (o *opened) book() *lawbook.Book {
	if o.st.Lawbook != "" {
		if b, err := lawbook.At(o.st.Lawbook); err == nil {
			return b
		}
	}
	return o.s.Book
}

// told says in words what is known of the person.
func (o *opened) told() form.Told {
	return form.Told{Book: o.book(), Lang: o.r.Lang, Zone: o.s.Zone, Places: o.places}
}

// disputes are the values that stand side by side, for who may choose; others
// see them beside the field (facts).
func (o *opened) disputes() []any {
	d, ok := o.door(DoorPerson)
	if !ok || !o.person || o.st.Erased || !can(o.r.Viewer.Role, "page.settle") {
		return nil
	}
	var hidden []string
	if !o.seesSafety() {
		hidden = append(hidden, casefile.FieldSafety)
	}
	return o.told().Disputes(o.st.Person, o.names, d.Href+"/putuskan", hidden...)
}

func (o *opened) facts() web.Facts {
	p, t := &o.st.Person, o.told()
	var out web.Facts
	add := func(label, field string, more ...string) {
		f := p.Get(field)
		if f.Value == "" && !f.Disputed {
			return
		}
		fact := web.Fact{Label: label, Value: "–", Note: strings.Join(more, " · ")}
		if f.Value != "" {
			fact.Value, fact.Cert = t.Value(field, f.Value), certain(o.r, f.Certainty)
		}
		if f.Disputed {
			fact.Note = o.values(f, t)
		}
		out = append(out, fact)
	}
	list := func(label, table string, codes []string) {
		if len(codes) == 0 {
			return
		}
		var names []string
		for _, c := range codes {
			names = append(names, o.label(table, c))
		}
		out = append(out, web.Fact{Label: label, Value: strings.Join(names, ", ")})
	}
	var called []string
	if others := p.Values(casefile.FieldOtherName); len(others) > 0 {
		called = append(called, o.r.T("desk.also_called", "Names", strings.Join(others, ", ")))
	}
	if p.Value(casefile.FieldName) == "" && len(called) > 0 {
		out = append(out, web.Fact{Label: "form.field.other_name", Value: strings.Join(p.Values(casefile.FieldOtherName), ", ")})
	}
	add("desk.field.name", casefile.FieldName, called...)
	add("form.field.sex", casefile.FieldSex)
	add("desk.field.birth", casefile.FieldBirth, o.s.years(o.r, o.head.Birth))
	add("form.field.birth_place", casefile.FieldBirthPlace)
	add("form.field.mother", casefile.FieldMother)
	add("form.field.father", casefile.FieldFather)
	out = append(out, o.biometric())
	add("form.field.elsewhere", casefile.FieldElsewhere)
	out = append(out, o.number(casefile.FieldNIK, "form.field.nik"))
	if f := p.Get(casefile.FieldKK); f.Value != "" || f.Disputed {
		out = append(out, o.number(casefile.FieldKK, "form.field.kk"))
	}
	if kk := p.Value(casefile.FieldHostKK); kk != "" {
		add("form.field.host", casefile.FieldHost, resident.MaskNIK(kk))
	} else {
		add("form.field.host", casefile.FieldHost)
	}
	add("form.field.village", casefile.FieldVillage)
	if home := o.home(); home != "" {
		out = append(out, web.Fact{Label: "form.field.address", Value: home})
	}
	add("form.field.place", casefile.FieldPlace)
	add("desk.field.directions", casefile.FieldDirections)
	add("form.field.institution", casefile.FieldInstitution)
	add("form.field.point", casefile.FieldPoint)
	add("form.field.companion", casefile.FieldCompanion)
	add("form.field.phone", casefile.FieldPhone)
	list("form.field.reason", "case_reason", o.st.Reasons)
	list("form.field.legal_class", "legal_class", p.Elements(casefile.FieldLegalClass))
	list("form.field.vulnerability", "vulnerability", p.Elements(casefile.FieldVulnerability))
	var capacity []string
	for _, f := range []string{casefile.FieldProxyAs, casefile.FieldProxyWhy} {
		if v := p.Value(f); v != "" {
			capacity = append(capacity, t.Value(f, v))
		}
	}
	if p.Value(casefile.FieldProxy) == "" && len(capacity) > 0 {
		out = append(out, web.Fact{Label: "form.field.proxy", Value: strings.Join(capacity, " · ")})
	}
	add("form.field.proxy", casefile.FieldProxy, capacity...)
	add("form.field.basis", casefile.FieldBasis)
	if o.st.Lawbook != "" {
		out = append(out, web.Fact{Label: "desk.field.lawbook", Value: o.st.Lawbook})
	}
	if p.Value(casefile.FieldPhoto) != "" {
		out = append(out, web.Fact{Label: "form.field.photo", Value: web.Link{Label: "desk.photo", Href: o.path() + "/foto"}})
	}
	return out
}

// recognised is how a person without a name is known, with the photo.
func (o *opened) recognised() web.Evidence {
	c := o.head
	c.Directions = o.st.Person.Value(casefile.FieldDirections)
	c.Photo = o.st.Person.Value(casefile.FieldPhoto) != "" && can(o.r.Viewer.Role, "attachment.read")
	e := o.s.recognised(o.r, c)
	e.Action, e.State = nil, nil
	return e
}

// difficulties are the answers to the questions of the Washington Group, which
// are for figures only and hidden until they are asked for.
func (o *opened) difficulties() any {
	var out web.Facts
	for _, d := range resident.Domains() {
		if v := o.st.Person.Difficulty(string(d)); v != "" {
			out = append(out, web.Fact{Label: o.label("difficulty", string(d)), Value: o.told().Value(casefile.FieldDifficulty, v)})
		}
	}
	if len(out) == 0 {
		return nil
	}
	return web.Details{Label: "desk.difficulties", Body: []any{out}}
}

// values are all that is said of a disputed field, and which is in force.
func (o *opened) values(f casefile.PersonField, t form.Told) string {
	var list []string
	for _, st := range f.Statements {
		if st.Current {
			list = append(list, t.Value(f.Field, st.Value)+" ("+t.Source(st, o.names)+")")
		}
	}
	return o.r.T("desk.differ", "Values", strings.Join(list, "; ")) + ". " + t.InForce(f) + " " + o.r.T("form.dispute.who")
}

func (o *opened) biometric() web.Fact {
	b := o.st.Biometric
	out := web.Fact{Label: "form.field.biometric", Value: o.r.T("desk.biometric.none")}
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
	if can(o.r.Viewer.Role, "reveal.nik") {
		m.Post = o.path() + "/nomor"
	}
	switch field {
	case o.visible:
		m.Shown = f.Value
	case o.reveal:
		m.Reasons = account.ReasonOptions()
	}
	out.Value = m
	return out
}

// seesSafety: notes for the visiting team are for those who visit, and gone with
// the case.
func (o *opened) seesSafety() bool { return o.person && o.st.Open() && o.visits }

// safety is the card with the note for the visiting team.
func (o *opened) safety() (any, bool) {
	note := o.st.Person.Value(casefile.FieldSafety)
	if note == "" || !o.seesSafety() {
		return nil, false
	}
	return web.Card{Title: "desk.safety", Body: []any{web.Para{Text: note}}, Foot: web.Para{Text: "desk.safety.who", Muted: true, Small: true}}, true
}
