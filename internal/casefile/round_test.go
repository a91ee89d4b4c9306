package casefile_test

import (
	"slices"
	"testing"

	cf "github.com/jempolkeren/jempol/internal/casefile"
)

// A dossier that came back twice tells both times, the last one first, with
// what was done in between and nothing of other documents.
func TestRoundsTellWhatCameBackAndWhatChanged(t *testing.T) {
	h := begin(t, cf.NeedKK, cf.NeedKIA).met()
	if len(cf.Rounds(h.events)) != 0 {
		t.Error("nothing came back yet")
	}
	h.did(cf.ItemSupplied, cf.ItemSuppliedBody{Need: cf.NeedKK, Requirement: "KK-1"}, by("registrar"))
	h.submit(cf.NeedKK)
	h.did(cf.Returned, cf.ReturnedBody{Needs: []string{cf.NeedKK}, Items: []cf.ReturnedItem{{Requirement: "KK-1", Reason: "unreadable"}, {Requirement: "KK-2", Reason: "missing"}}}, by("verifier"))
	h.did(cf.ItemSupplied, cf.ItemSuppliedBody{Need: cf.NeedKK, Requirement: "KK-1"}, by("registrar"))
	h.did(cf.ItemSupplied, cf.ItemSuppliedBody{Need: cf.NeedKIA, Requirement: "KIA-3"}, by("registrar"))
	h.did(cf.FormFilled, cf.FormFilledBody{Form: "F-1.01", Draft: true}, by("registrar"))
	h.did(cf.FormFilled, cf.FormFilledBody{Form: "F-1.01"}, by("registrar"))
	h.did(cf.PersonStated, struct{}{}, says(cf.FieldMother, "Painem"), by("registrar"))
	h.submit(cf.NeedKK)
	h.did(cf.ItemSupplied, cf.ItemSuppliedBody{Need: cf.NeedKK, Requirement: "KK-2"}, by("registrar"))
	h.did(cf.Returned, cf.ReturnedBody{Needs: []string{cf.NeedKK}, Items: []cf.ReturnedItem{{Requirement: "KK-2", Reason: "missing"}}}, by("verifier2"))
	rounds := cf.Rounds(h.events)
	if len(rounds) != 2 || rounds[0].ReturnedBy != "verifier2" || rounds[0].Again != 0 || len(rounds[0].Changes) != 0 {
		t.Fatalf("%+v", rounds)
	}
	first := rounds[1]
	var types []string
	for _, c := range first.Changes {
		types = append(types, c.Type)
	}
	if !slices.Equal(types, []string{cf.ItemSupplied, cf.FormFilled, cf.PersonStated}) || len(first.Items) != 2 || first.Again == 0 || first.ReturnedBy != "verifier" {
		t.Errorf("%+v", first)
	}
	if c := first.Changes[2]; !slices.Equal(c.Fields, []string{cf.FieldMother}) || c.By != "registrar" {
		t.Errorf("%+v", c)
	}
}
