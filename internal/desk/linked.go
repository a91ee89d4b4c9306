package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/web"
)

// How another case belongs to this one, in words through "desk.linked.*".
const (
	linkedKept    = "kept"    // this case ended as its duplicate
	linkedHere    = "here"    // it ended as the duplicate of this one
	linkedSame    = "same"    // somebody found them to be about one person
	linkedSuspect = "suspect" // they may be; nobody has decided
)

// linked is another case about the same person. Nothing is ever merged: both
// keep their history, and each shows the other.
type linked struct{ id, how string }

// links finds the other cases about the person, whichever of the two says so.
func (o *opened) links(ctx context.Context) ([]linked, error) {
	var out []linked
	add := func(candidate, how string) {
		id, ok := strings.CutPrefix(candidate, casefile.KindCase+":")
		if ok && id != o.id && !slices.ContainsFunc(out, func(l linked) bool { return l.id == id }) {
			out = append(out, linked{id, how})
		}
	}
	if o.st.Exit == casefile.ExitDuplicate {
		add(o.st.Kept, linkedKept)
	}
	for _, d := range o.st.Identity {
		if d.Decision == casefile.Same {
			add(d.Candidate, linkedSame)
		}
	}
	for _, x := range o.st.Suspects {
		add(x.Candidate, linkedSuspect)
	}
	rows, err := o.s.DB.Query(ctx, `SELECT d.case_id, f.exit, f.kept FROM identity_decision d
		JOIN case_file f ON f.office_id = d.office_id AND f.case_id = d.case_id
		WHERE d.office_id = $1 AND d.candidate = $2 AND d.decision = $3 ORDER BY d.case_id`,
		o.s.Office, casefile.KindCase+":"+o.id, casefile.Same)
	if err != nil {
		return nil, fault.Wrap("desk.read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, exit, kept string
		if err := rows.Scan(&id, &exit, &kept); err != nil {
			return nil, fault.Wrap("desk.read", err)
		}
		how := linkedSame
		if casefile.Exit(exit) == casefile.ExitDuplicate && kept == casefile.KindCase+":"+o.id {
			how = linkedHere
		}
		add(casefile.KindCase+":"+id, how)
	}
	return out, fault.Wrap("desk.read", rows.Err())
}

// loadLinks reads those of them that the viewer may open.
func (o *opened) loadLinks(ctx context.Context) error {
	found, err := o.links(ctx)
	if err != nil || len(found) == 0 {
		return err
	}
	var ids []string
	for _, l := range found {
		ids = append(ids, l.id)
	}
	cases, err := o.s.Cases(ctx, o.scope, "page.case", ids)
	if err != nil {
		return err
	}
	for _, l := range found {
		if c, ok := cases[l.id]; ok && c.Exit != casefile.ExitWithdrawn {
			o.linked = append(o.linked, linkedCase{c, l.how})
		}
	}
	return nil
}

// linkedCase is one that the viewer may open.
type linkedCase struct {
	Case
	how string
}

// linkedCard shows the other cases about the same person, with the way to each.
func (o *opened) linkedCard() (any, bool) {
	if len(o.linked) == 0 {
		return nil, false
	}
	var rows web.Stack
	for _, c := range o.linked {
		sub := strings.Join([]string{o.r.T("desk.linked." + c.how), stageText(o.r, c.Stage, c.Exit), place(c.Case),
			o.r.T("desk.linked.opened", "Date", o.s.date(o.r, c.OpenedAt))}, " · ")
		rows = append(rows, web.Two{Top: c.Number, Sub: sub, Href: "/kasus/" + c.Number})
	}
	return web.Card{Title: "desk.linked", Body: []any{rows}, Foot: web.Para{Text: "desk.linked.both", Muted: true, Small: true}}, true
}
