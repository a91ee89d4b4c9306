package casefile

import "slices"

// Changes is what of a form's statement differs from what is in force: only
// that is stated, so that a corrected address does not repeat an old name as if
// it had been asked again. What is in force of the fields that the form covers
// and was not given again was emptied, and is stated as empty. A dispute that
// the form leaves as it stands is left to who settles it. corrects reports
// whether something that was known is replaced.
func (p Person) Changes(given []Assertion, covers []string) (out []Assertion, corrects bool) {
	for _, a := range given {
		old := p.Element(a.Field, a.Element)
		if old.Value == a.Value && (old.Event != "" || a.Value == "") {
			continue
		}
		corrects = corrects || old.Value != "" && (a.Element == "" || a.Value == "")
		out = append(out, a)
	}
	for _, f := range p.Fields {
		if f.Value == "" || !slices.Contains(covers, f.Field) ||
			slices.ContainsFunc(given, func(a Assertion) bool { return a.Field == f.Field && a.Element == f.Element }) {
			continue
		}
		corrects = true
		out = append(out, Assertion{Field: f.Field, Element: f.Element, Certainty: CertaintySaid})
	}
	return out, corrects
}

// AsShown is the person as a page showed it that named these events: what was
// stated since is not in it. A page that names none showed only what nobody had
// stated yet.
//
// Only so can be told what somebody changed from what somebody else did
// meanwhile: the untouched lines of a page that is out of date would otherwise
// take back what they never showed.
func AsShown(caseID string, events []Event, shown []string) Person {
	last := 0
	for i := range events {
		if slices.Contains(shown, events[i].ID) {
			last = i + 1
		}
	}
	return FoldState(caseID, events[:last]).Person
}

// Since leaves out of what a page stated what is in force by now, said by
// somebody else.
func (p Person) Since(stated []Assertion) []Assertion {
	return slices.DeleteFunc(stated, func(a Assertion) bool {
		now := p.Element(a.Field, a.Element)
		return now.Value == a.Value && !now.Disputed && (now.Event != "" || a.Value == "")
	})
}

// Rivals parts what somebody states who need not be the one to choose between
// values that stand side by side. free is stated over what the page showed;
// beside stands next to the values in dispute until they are settled. It is over
// none of them but own, of those shown, and over what they all replace, which so
// stays in force meanwhile.
func (p Person) Rivals(stated []Assertion, actor string, shown []string, settles func(Assertion) bool) (free, beside []Assertion, over []string) {
	for _, a := range stated {
		now := p.Element(a.Field, a.Element)
		if !now.Disputed || settles(a) {
			free = append(free, a)
			continue
		}
		beside = append(beside, a)
		for _, st := range now.Statements {
			own := st.Current && st.Actor == actor && slices.Contains(shown, st.Event)
			if (own || !st.Current && st.InForce) && !slices.Contains(over, st.Event) {
				over = append(over, st.Event)
			}
		}
	}
	return free, beside, over
}

// Stated makes body and personal part of a PersonStated; where nothing
// personal is stated there is no personal part.
func Stated(why string, stated []Assertion) (body PersonStatedBody, personal any) {
	body.Why = why
	var fields []Assertion
	for _, a := range stated {
		if isFact(a.Field) {
			body.Facts = append(body.Facts, a)
		} else {
			fields = append(fields, a)
		}
	}
	if len(fields) > 0 {
		personal = PersonPersonal{Fields: fields}
	}
	return body, personal
}
