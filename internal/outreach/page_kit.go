package outreach

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// kitReady is the condition of a kit that can go along; what else Choice.Note may
// say of one is the end of the key of a text.
const kitReady = "ready"

// kitTrouble says why a kit cannot be counted on: "repair", or "retired" where the
// office uses it no more; "" for one that is ready.
func kitTrouble(ref Reference, kit string) string {
	for _, k := range ref.Kits {
		if k.ID == kit && k.Note != kitReady {
			return k.Note
		}
	}
	return ""
}

// kitNote warns of a trip that carries a kit which is in repair or out of use, and
// says what can be done about it. It forbids nothing: the kit may be ready in time.
func kitNote(r *web.Request, v tripView) []any {
	why := kitTrouble(v.ref, v.Plan.Kit)
	if why == "" || !v.Open() || v.KitLost {
		return nil
	}
	text := web.Row{web.Para{Text: r.T("outreach.kit.out."+v.State, "Day", i18n.ISODate(r.Lang, v.Plan.Day))}}
	if plans(account.ScopeOf(r)) {
		switch v.State {
		case Planned:
			text = append(text, web.Link{Label: "outreach.kit.other", Href: "/perjalanan/" + v.ID + "/ubah"})
		case Published:
			text = append(text, web.Link{Label: "outreach.cancel", Href: "/perjalanan/" + v.ID + "/batal"})
		}
	}
	return []any{web.Notice{Tone: web.Warn, Strong: r.T("outreach.kit.out."+why, "Kit", nameOf(v.ref.Kits, v.Plan.Kit)), Text: text}}
}

// planKitNote warns of a plan that counts on kits which went into repair or out of
// use after it was made, before somebody announces its days.
func (s *Service) planKitNote(r *web.Request, ref Reference, sh *sheet) []any {
	var out []string
	ready := false
	for _, k := range sh.Input.Spec.Kits {
		why := kitTrouble(ref, k)
		if why == "" {
			ready = true
			continue
		}
		out = append(out, r.T("outreach.kit.out."+why, "Kit", nameOf(ref.Kits, k)))
	}
	if len(out) == 0 || sh.To < s.today() {
		return nil
	}
	text := "outreach.planner.kit.none"
	if ready {
		text = "outreach.planner.kit.fewer"
	}
	return []any{web.Notice{Tone: web.Warn, Strong: strings.Join(out, " "), Text: web.Row{web.Para{Text: text},
		web.Link{Label: "outreach.planner.new", Href: planPath + "/baru"}}}}
}

// kitCell names the kit of a trip in a list.
func kitCell(r *web.Request, ref Reference, t TripRow) any {
	open := t.State == Planned || t.State == Published || t.State == Started
	switch why := kitTrouble(ref, t.Kit); {
	case t.KitLost:
		return r.T("outreach.kit.lost")
	case t.Kit == "":
		return r.T("outreach.kit.none")
	case why != "" && open:
		return web.Tag{Tone: web.Warn, Text: nameOf(ref.Kits, t.Kit) + ": " + r.T("outreach.kit.is."+why)}
	}
	return nameOf(ref.Kits, t.Kit)
}

// kitChoices are the kits that can go along, and the one that the trip carries
// whatever became of it: a form that is only opened must not take it off.
func (s *Service) kitChoices(r *web.Request, all Reference, chosen string) (kits []web.Option, err error) {
	kits = []web.Option{{Value: "", Label: "outreach.kit.none", Hint: "outreach.kit.none.hint", On: chosen == ""}}
	for _, k := range all.Kits {
		if k.Note != kitReady && k.ID != chosen {
			continue
		}
		o := web.Option{Value: k.ID, Label: k.Name, On: k.ID == chosen}
		if o.Hint, err = s.lastWords(r, "kit", k.ID); err != nil {
			return nil, err
		}
		if k.Note != kitReady {
			o.Hint = r.T("outreach.kit.is." + k.Note)
		}
		kits = append(kits, o)
	}
	return kits, nil
}
