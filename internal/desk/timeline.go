package desk

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// said is everything that the body of any event of a case may hold and that a
// sentence needs: one reading serves all types, and what a body lacks is empty.
type said struct {
	Number, Channel, Need, Until, Reason, Decision, About string
	Trip, Day, Purpose, Next, Outcome, Form, Status       string
	Envelope, Receiver, Proof, Kept, To, Requirement, How string
	Owner, Basis, Corrects, Why, Letter                   string
	Trait, Answer                                         string
	Needs, Got, Sources                                   []string
	Kit, Enrolled, Draft, Recording                       bool
	Device                                                string
	Quality                                               int
	Items                                                 []casefile.ReturnedItem
}

// Sentence says what an event was, in plain words: what happened, and the rest
// of the sentence. It knows every event type; of one that it does not know it
// says so.
func (s *Service) Sentence(lang string, e casefile.Event, names, places map[string]string) (strong, text string) {
	var b said
	_ = json.Unmarshal(e.Body, &b) // a body that does not parse has nothing to say
	t := func(key string, args ...any) string { return i18n.T(lang, key, args...) }
	strong = t("desk.event." + e.Type)
	if !i18n.Has("desk.event." + e.Type) {
		return t("desk.event.unknown"), ""
	}
	needs := func(list []string) string {
		var out []string
		for _, n := range list {
			out = append(out, label(lang, "casefile.need.", n))
		}
		return strings.Join(out, ", ")
	}
	switch e.Type {
	case casefile.Reported:
		text = label(lang, "desk.channel.", b.Channel)
		if len(b.Needs) > 0 {
			text += ". " + t("desk.say.needs", "Needs", needs(b.Needs))
		}
	case casefile.Accepted, casefile.NeedAdded, casefile.Submitted, casefile.Verified:
		text = needs(b.Needs)
	case casefile.Visited:
		text = needs(b.Needs)
		if len(b.Sources) > 0 {
			text = strings.TrimPrefix(text+". ", ". ") + t("desk.say.sources", "Sources", labels(lang, "outreach.source.", b.Sources))
		}
		if b.Recording {
			text = sentences(t("desk.say.recorded")+device(lang, b), text)
		}
	case casefile.NeedDeferred:
		text = t("desk.say.deferred", "Need", needs([]string{b.Need}), "Date", i18n.ISODate(lang, b.Until))
	case casefile.NeedDeclined:
		text = needs([]string{b.Need})
	case casefile.IdentityDecided:
		text = label(lang, "desk.decision.", b.Decision)
	case casefile.Assigned:
		text = names[b.Owner]
	case casefile.LetterGiven:
		text = b.Number
		if b.Letter == "" {
			strong = t("desk.event.letter_taken")
		}
	case casefile.ReferralAnswered:
		text = label(lang, "desk.answer.", b.Answer)
	case casefile.Noted:
		text = label(lang, "desk.note.", b.About)
	case casefile.Waiting:
		text = label(lang, "casefile.waiting.", cmp.Or(b.Reason, casefile.WaitingOver))
		if b.Need != "" {
			text = needs([]string{b.Need}) + ": " + text
		}
	case casefile.Scheduled, casefile.Unscheduled:
		text = t("desk.say.trip", "Date", i18n.ISODate(lang, b.Day))
		if b.Kit {
			text += " " + t("desk.with_kit")
		}
	case casefile.NotMet:
		text = label(lang, "outreach.notmet.", b.Reason)
		if b.Next != "" {
			text += ". " + t("desk.say.next", "Date", i18n.ISODate(lang, b.Next))
		}
	case casefile.Biometric, casefile.Searched:
		text = label(lang, "casefile.biometric.", b.Outcome)
		if b.Enrolled {
			text += ". " + t("desk.say.enrolled")
		}
		if b.Corrects != "" {
			strong, text = t("desk.event.outcome_corrected"), text+". "+label(lang, "outreach.correct.why.", b.Why)
		}
	case casefile.Corrected:
		text = correction(lang, e)
	case casefile.ItemSupplied, casefile.ItemRemoved:
		text = s.requirement(lang, b.Requirement)
	case casefile.Decided:
		var d casefile.DecidedBody
		_ = json.Unmarshal(e.Body, &d) // the fold let it pass
		text = s.requirement(lang, d.Requirement) + ". "
		if d.Answer == casefile.AnswerGranted {
			text += t("desk.say.granted", "Number", d.Number, "Date", i18n.ISODate(lang, d.Day))
		} else {
			text += t("desk.say.refused", "Reason", label(lang, "casefile.refusal.", d.Reason))
		}
	case casefile.ExceptionRefused:
		text = label(lang, "casefile.exception.", b.Reason)
	case casefile.FormFilled:
		text = b.Form
		if f, err := s.Book.Form(b.Form); err == nil && !strings.HasPrefix(b.Form, "F-") {
			text = f.Title.In(lang) // only the numbers of forms are names that officers use
		}
		if b.Draft {
			strong = t("desk.event.draft")
		}
	case casefile.Returned:
		var items []string
		for _, it := range casefile.Worded(b.Items, e.Personal) {
			item := s.requirement(lang, it.Requirement)
			if it.Note != "" {
				item += ": " + it.Note
			}
			items = append(items, item)
		}
		text = strings.Join(items, ", ")
	case casefile.Entered:
		text = needs(b.Needs)
		if slices.Contains(b.Got, casefile.GotNIK) {
			text += ". " + t("desk.say.got_nik")
		}
	case casefile.Status:
		text = b.Status + ". " + label(lang, "casefile.enrolment.", string(casefile.EnrolmentOf(b.Status)))
	case casefile.Issued:
		text = needs([]string{b.Need})
		if b.Number != "" {
			text += " " + b.Number
		}
	case casefile.TakenBack:
		text = label(lang, "casefile.mistake.", b.Reason)
	case casefile.Reopened:
		text = label(lang, "intake.reopen.", b.Reason)
	case casefile.Reprinted:
		text = needs([]string{b.Need}) + " " + b.Number
	case casefile.Dispatched:
		text = t("desk.say.in_envelope", "Needs", needs(b.Needs), "Envelope", names[b.Envelope])
	case casefile.CameBack:
		text = needs(b.Needs) + ". " + label(lang, "desk.came_back.", b.Reason)
	case casefile.HandedOver:
		text = t("desk.say.handed", "Needs", needs(b.Needs), "Receiver", label(lang, "desk.receiver.", b.Receiver))
	case casefile.HandFixed:
		var fixed casefile.HandFixedBody
		_ = json.Unmarshal(e.Body, &fixed) // as above
		text = t("desk.say.corrected", "Was", label(lang, "desk.receiver.", fixed.Was), "Now", label(lang, "desk.receiver.", fixed.Receiver)) +
			". " + label(lang, "casefile.receipt_mistake.", fixed.Reason)
	case casefile.ClaimSettled:
		if b.Number != "" {
			text = t("desk.say.renumbered", "No", b.Number)
		}
	case casefile.Erased:
		text = t("desk.say.erased")
	default:
		if rule, ok := casefile.ExitOf(e.Type); ok {
			text = s.exitText(lang, rule.Exit, b.Reason, b.To, b.Next, places)
		}
	}
	return strong, strings.TrimSpace(text)
}

// exitText is the reason of a side exit and where it leads.
func (s *Service) exitText(lang string, exit casefile.Exit, reason, to, next string, places map[string]string) string {
	text := label(lang, "casefile.exit."+string(exit)+".", reason)
	switch {
	case to != "" && places[to] != "":
		text += ": " + places[to]
	case to != "":
		if a, ok := region.Get(region.Code(to)); ok {
			text += ": " + region.Label(a.Code)
		}
	case next != "":
		text += ". " + i18n.T(lang, "desk.say.next", "Date", i18n.ISODate(lang, next))
	}
	return text
}

// correction says what of a visit was written down wrong: the old, the new, why.
func correction(lang string, e casefile.Event) string {
	var b casefile.CorrectedBody
	if json.Unmarshal(e.Body, &b) != nil || b.Why == "" {
		return ""
	}
	facts := func(f casefile.VisitFacts) string {
		if f.Reason != "" {
			return label(lang, "outreach.notmet.", f.Reason) + ", " + i18n.ISODate(lang, f.Next)
		}
		return labels(lang, "outreach.source.", f.Sources) + ", " + i18n.T(lang, "desk.say.witnesses", "Count", f.Witnesses)
	}
	return i18n.T(lang, "desk.say.corrected", "Was", facts(b.Was), "Now", facts(b.Now)) + ". " + label(lang, "outreach.correct.why.", b.Why)
}

// unable says what of a person could not be captured, and why: words about
// health, for those who may read the person.
func unable(lang string, e casefile.Event) string {
	var b said
	if e.Type != casefile.Biometric || json.Unmarshal(e.Body, &b) != nil || b.Trait == "" {
		return ""
	}
	text := labels(lang, "outreach.trait.", strings.Split(b.Trait, ","))
	if b.Reason != "" {
		text += ": " + label(lang, "outreach.why.", b.Reason)
	}
	return text
}

// device says with what a recording was made, and how good it is, as far as it
// was said.
func device(lang string, b said) (text string) {
	if b.Device != "" {
		text += ", " + i18n.T(lang, "desk.say.device", "Device", b.Device)
	}
	if b.Quality > 0 {
		text += ", " + i18n.T(lang, "desk.say.quality", "Quality", b.Quality)
	}
	return text
}

// heldBy names the kabupaten that holds the record of somebody found elsewhere,
// for those who may read the person.
func heldBy(lang string, e casefile.Event) string {
	var p casefile.BiometricPersonal
	if e.Type != casefile.Biometric && e.Type != casefile.Searched || len(e.Personal) == 0 || json.Unmarshal(e.Personal, &p) != nil || p.Kabupaten == "" {
		return ""
	}
	return i18n.T(lang, "form.field.elsewhere") + ": " + region.Label(region.Code(p.Kabupaten))
}

func labels(lang, prefix string, codes []string) string {
	var out []string
	for _, c := range codes {
		out = append(out, label(lang, prefix, c))
	}
	return strings.Join(out, ", ")
}

// label is the text of a code; an unknown code shows as itself.
func label(lang, prefix, code string) string {
	if code == "" {
		return ""
	}
	if i18n.Has(prefix + code) {
		return i18n.T(lang, prefix+code)
	}
	return code
}

func (s *Service) requirement(lang, code string) string {
	if s.Book == nil {
		return code
	}
	req, err := s.Book.Requirement(code)
	if err != nil {
		return code
	}
	return req.Label.In(lang)
}

// momentKind is the sign of an event in the timeline.
func momentKind(eventType string) string {
	switch eventType {
	case casefile.Reported, casefile.Accepted, casefile.Scheduled, casefile.Visited, casefile.Submitted, casefile.Verified,
		casefile.Entered, casefile.Issued, casefile.Dispatched, casefile.HandedOver, casefile.Closed:
		return "stage"
	case casefile.NotMet, casefile.Returned, casefile.CameBack, casefile.Unscheduled:
		return "failed"
	}
	if _, ok := casefile.ExitOf(eventType); ok {
		return "failed"
	}
	return "note"
}

// timeline is what happened, newest first, with what is next on top. events
// carry personal data only where the viewer may read it, which person says.
func (o *opened) timeline() web.Timeline {
	s, r, st, events, names, places, person := o.s, o.r, &o.st, o.events, o.names, o.places, o.person
	changed := changes(o.told(), events, o.seesSafety())
	parked := map[string]string{}
	for _, p := range st.Parked {
		parked[p.EventID] = p.Reason
	}
	var out web.Timeline
	here := map[string]bool{}
	for _, e := range events {
		here[e.ID] = true
	}
	undoable, undoers := map[string]bool{}, map[string]string{}
	if can(r.Viewer.Role, casefile.Undone) {
		undoable = casefile.Undoable(st.ID, events)
	}
	for _, by := range st.Undone {
		undoers[by] = ""
	}
	for _, e := range events {
		if _, ok := undoers[e.ID]; ok {
			undoers[e.ID] = s.meta(r, e, names)
		}
	}
	words, told := together(o.seesSafety(), events)
	for _, e := range events {
		if routine(e, here) || told[e.ID] && parked[e.ID] == "" {
			continue
		}
		strong, text := s.Sentence(r.Lang, e, names, places)
		m := web.Moment{Kind: momentKind(e.Type), Strong: strong, Text: text, Meta: s.meta(r, e, names)}
		m.Lines = changed[e.ID]
		if by, gone := st.Undone[e.ID]; gone {
			m.Kind, m.Lines = "note", append(m.Lines, r.T("desk.say.undone", "By", undoers[by]))
		} else if undoable[e.OpID] && undoes(e.Type) {
			m.Action = web.Button{Label: "desk.undo", Kind: web.Quiet, Small: true, Post: "/kasus/" + st.Number + "/batalkan",
				Hidden: []web.Pair{{Name: "tindakan", Value: e.OpID}}}
		}
		if e.Type == casefile.Noted {
			m.Text = noteText(o.seesSafety(), e, m.Text)
		}
		if e.Type == casefile.Corrected {
			m.Text = sentences(m.Text, noteText(o.seesSafety(), e, ""))
		}
		if person {
			m.Text = sentences(m.Text, unable(r.Lang, e))
			m.Text = sentences(m.Text, heldBy(r.Lang, e))
		}
		m.Text = sentences(m.Text, words[e.ID])
		if first, _ := utf8.DecodeRuneInString(m.Text); unicode.IsUpper(first) {
			m.Strong += "."
		}
		if why, ok := parked[e.ID]; ok {
			m.Kind = "note"
			m.Text = strings.TrimSpace(m.Text + " " + r.T("desk.say.parked", "Why", r.T(why)))
		}
		out = append(out, m)
	}
	if work := s.caseWork(st); len(work) > 0 && st.Open() {
		out = append(out, web.Moment{Kind: "next", Strong: r.T(work[0].Reason), Meta: r.T("desk.not_yet")})
	}
	slices.Reverse(out)
	return out
}

// undoes reports whether the act as a whole is taken back at this event's line.
func undoes(eventType string) bool {
	return eventType == casefile.Assigned || eventType == casefile.IdentityDecided || eventType == casefile.Accepted
}

// sentences sets one text after another.
func sentences(first, then string) string {
	switch {
	case first == "":
		return then
	case then == "":
		return first
	}
	return strings.TrimRight(first, ". ") + ". " + then
}

// together finds the words that were written with an act, an exit above all:
// they belong to its line and need none of their own. words are those by the
// act's id, told the notes that they come from.
func together(safety bool, events []casefile.Event) (words map[string]string, told map[string]bool) {
	words, told = map[string]string{}, map[string]bool{}
	acts := map[string]casefile.Event{}
	for _, e := range events {
		if _, has := acts[e.OpID]; !has && e.Type != casefile.Noted {
			acts[e.OpID] = e
		}
	}
	for _, e := range events {
		act, ok := acts[e.OpID]
		if e.Type != casefile.Noted || !ok || e.OpID == "" {
			continue
		}
		told[e.ID] = true
		words[act.ID] = sentences(words[act.ID], noteText(safety, e, ""))
	}
	return words, told
}

// routine reports whether an event is the program's own book-keeping: that a
// number of this case counts is no news, that another case has it is.
func routine(e casefile.Event, here map[string]bool) bool {
	if e.Type == casefile.ClockReceived {
		return true
	}
	var b casefile.ClaimSettledBody
	return e.Type == casefile.ClaimSettled && json.Unmarshal(e.Body, &b) == nil && here[b.Winner]
}

// noteText is the note's own words for those who may read the person; safety
// notes are for the visiting team, and gone with the case.
func noteText(safety bool, e casefile.Event, otherwise string) string {
	var b casefile.NotedBody
	var p casefile.NotePersonal
	if json.Unmarshal(e.Body, &b) != nil || len(e.Personal) == 0 || json.Unmarshal(e.Personal, &p) != nil || p.Text == "" {
		return otherwise
	}
	if b.About == "safety" && !safety {
		return otherwise
	}
	return p.Text
}

func (s *Service) meta(r *web.Request, e casefile.Event, names map[string]string) string {
	who := names[e.Actor]
	if who == "" {
		who = label(r.Lang, "role.", e.Role)
	}
	at := i18n.DateTime(r.Lang, db.FromMicros(e.OccurredAt).In(s.Zone))
	if who == "" {
		return at
	}
	return at + " · " + who
}

// certain is the chip beside a value.
func certain(r *web.Request, certainty string) *web.Certain {
	if certainty == "" {
		return nil
	}
	return &web.Certain{Text: label(r.Lang, "casefile.certainty.", certainty), Sure: certainty != casefile.CertaintySaid}
}
