package dossier

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/web"
)

// returnReason is why an item came back: the verifier's words after the reason
// of the list, which alone may say nothing.
func returnReason(r *web.Request, book *lawbook.Book, reason, note string) string {
	label := strings.ToLower(book.Label("return_reason", reason, r.Lang))
	switch {
	case note == "":
		return label
	case reason == casefile.ReturnOther:
		return note
	}
	return label + ", " + note
}

func returnedText(r *web.Request, g Group) string {
	var out []string
	for _, back := range g.Need.Returned {
		label := back.Requirement
		if q, err := g.Book.Requirement(back.Requirement); err == nil {
			if q.Need != g.Need.Need {
				continue
			}
			label = q.Label.In(r.Lang)
		}
		out = append(out, label+": "+strings.TrimRight(returnReason(r, g.Book, back.Reason, back.Note), "."))
	}
	if len(out) == 0 { // it came back with another need whose items are to be mended
		return r.T("dossier.returned.along")
	}
	return strings.Join(out, ". ") + "."
}
