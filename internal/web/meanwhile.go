package web

import (
	"net/http"
	"net/url"
)

// Two people may have the same form open, and so may one person in two tabs.
// Each form carries what it showed (FirstShown). Where something else is kept
// when it comes back, nothing is saved: the form is given again with what was
// typed, and with what others changed where nothing was typed.

// Settled is Fill for such a form: it was made with what was sent and what others
// changed, so nothing sent is put into it once more, least of all what it showed.
func (f Form) Settled(r *Request, err error) Form {
	f.draft = r.Text(DraftID)
	fillAll(f.Fields, url.Values{}, problemsAt(r.Lang, err))
	return f
}

// Meanwhile makes the page of such a form say what happened and who changed what.
func (v View) Meanwhile(changes Timeline) View {
	said := []any{Notice{Tone: Warn, Strong: "web.meanwhile", Text: "web.meanwhile.text"}}
	if len(changes) > 0 {
		said = append(said, Card{Title: "web.meanwhile.changes", Body: []any{changes}})
	}
	v.Status, v.Err, v.Body = http.StatusConflict, nil, append(said, v.Body...)
	return v
}
