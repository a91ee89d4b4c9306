package form

import (
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/document/papertest"
)

func printed(t *testing.T, code string, v Values) []string {
	t.Helper()
	pdf, err := PDF(definition(t, code), v, meta)
	if err != nil {
		t.Fatal(err)
	}
	return papertest.Pages(pdf)
}

// Where four sign, the place and the day stand above the couple who declare.
func TestPlaceAndDayStandAboveWhoDeclares(t *testing.T) {
	for code, last := range map[string]string{"F-1.05": "Saksi I", "F-2.04": "Saksi I", "F-2.03": "Yang membuat pernyataan"} {
		lines := strings.Split(printed(t, code, Values{})[0], "\n")
		slices.Reverse(lines)
		place, role := slices.Index(lines, "Trenggalek, 14 Maret 2021"), slices.Index(lines, last)
		if place < 0 || role < 0 || place < role {
			t.Errorf("%s: the place does not come before %q", code, last)
		}
	}
}

// A paper that says on which day it was signed says no other day beside the
// signature, and leaves a line as long as nobody knows.
func TestOneDayOnAPaper(t *testing.T) {
	for _, code := range []string{"F-1.04", "PENDATAAN"} {
		for day, want := range map[string]string{"2021-06-04": "Trenggalek, 4 Juni 2021", "": "Trenggalek, ....."} {
			pages := printed(t, code, Values{"date": day})
			last := pages[len(pages)-1]
			if !strings.Contains(last, want) || strings.Contains(last, "Trenggalek, 14 Maret 2021") {
				t.Errorf("%s of %q lacks %q", code, day, want)
			}
		}
	}
}

// What is ticked is said above the boxes, so they stay on one page with it.
func TestBoxesToTickStayTogether(t *testing.T) {
	for _, page := range printed(t, "PENDATAAN", Values{}) {
		first, last := strings.Contains(page, "Lansia (usia jompo)"), strings.Contains(page, "Hambatan lain")
		if label := strings.Contains(page, "Kerentanan"); first != last || first && !label {
			t.Error("the vulnerabilities are torn apart")
		}
	}
}

// What the report said needs no asking again: why somebody is on the list, and
// that who has an address can be found there.
func TestPendataanBeginsWithWhatTheReportSaid(t *testing.T) {
	d := definition(t, "PENDATAAN")
	p := casefile.Person{Fields: []casefile.PersonField{
		{Field: casefile.FieldAddress, Value: "Dusun Krajan"},
		{Field: casefile.FieldReason, Element: "no_nik", Value: "no_nik"}, {Field: casefile.FieldReason, Element: "no_recording", Value: "no_recording"},
	}}
	if v := Prefill(d, Disputable(p)); v["case_reason"] != "no_nik,no_recording" || v["address"] != "Dusun Krajan" {
		t.Errorf("%v", map[string]string(v))
	}
	p.Fields = slices.Insert(p.Fields, 1, casefile.PersonField{Field: casefile.FieldPlace, Value: "kolong jembatan", Disputed: true})
	if v := Prefill(d, Disputable(p)); v["address"] != "" {
		t.Errorf("a place in dispute was settled by the address: %q", v["address"])
	}
}
