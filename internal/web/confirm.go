package web

// Confirm asks before what cannot be undone, in a page of its own: what it is
// about, what will happen, and the one button that does it. What can be undone
// is done at once and offers the way back instead (RedirectResponse.Undo).
//
// The button sends ConfirmName with ConfirmYes. Where something was filled in
// before, the way back sends ConfirmBack with it, so that the form has it again.
type Confirm struct {
	Title, Lead string
	Crumbs      []Crumb
	About       any    // a component; nil for none
	Happens     string // what will happen
	Action      string // where the button posts to
	Hidden      []Pair // what was filled in before, sent along either way
	Do          string // the button: verb and object
	Back        string // address of the way back, where nothing was filled in
	Aside       []any
}

// What the buttons of the page send.
const (
	ConfirmName = "yakin"
	ConfirmYes  = "ya"
	ConfirmBack = "kembali"
)

// Page is the page that asks.
func (c Confirm) Page() Response {
	body := Stack{}
	if c.About != nil {
		body = append(body, c.About)
	}
	back := Button{Label: "web.confirm.back", Kind: Quiet, Href: c.Back}
	if len(c.Hidden) > 0 {
		back = Button{Label: "web.confirm.back", Kind: Quiet, Name: ConfirmName, Value: ConfirmBack}
	}
	body = append(body, Notice{Tone: Warn, Strong: "web.confirm.final", Text: c.Happens},
		Form{Action: c.Action, Hidden: c.Hidden, Buttons: []any{Button{Label: c.Do, Name: ConfirmName, Value: ConfirmYes}, back}})
	return Page("", View{Title: c.Title, Lead: c.Lead, Shape: Narrow, Crumbs: c.Crumbs, Body: []any{body}, Aside: c.Aside}, nil)
}
