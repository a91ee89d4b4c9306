package account

import (
	"context"
	"strings"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// placeOf is where a person works, as the header and the list of people show it.
func (a *Accounts) placeOf(ctx context.Context, p Person) (string, error) {
	if p.Agency == "" && p.Institution == "" {
		var names []string
		for _, code := range p.Areas {
			names = append(names, region.Label(region.Code(code)))
		}
		return strings.Join(names, "; "), nil
	}
	places, err := a.places(ctx)
	if err != nil {
		return "", fault.Wrap("fault.internal", err)
	}
	for _, pl := range places {
		if pl.Agency && pl.Code == p.Agency || !pl.Agency && pl.Code == p.Institution {
			return pl.Name, nil
		}
	}
	return p.Agency + p.Institution, nil
}

// placeField asks for an agency or an institution: chosen from the office's
// list where there is one.
func placeField(label web.Label, places []Place, agency bool, value string) any {
	sel := &web.Select{Label: label, Blank: "account.place.none"}
	known := false
	for _, pl := range places {
		if pl.Agency == agency {
			sel.Options = append(sel.Options, web.Option{Value: pl.Code, Label: pl.Name, On: pl.Code == value})
			known = known || pl.Code == value
		}
	}
	if len(sel.Options) == 0 {
		return &web.Input{Label: label, Value: value, Max: 60}
	}
	if value != "" && !known { // gone from the list, and still this person's
		sel.Options = append(sel.Options, web.Option{Value: value, Label: value, On: true})
	}
	return sel
}
