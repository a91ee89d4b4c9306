package web

import (
	"net/url"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
)

// What nobody has to fill stays closed until something in it is wrong or stands
// in it; a choice that was made beforehand is nothing that somebody filled in.
func TestMoreOpensWhereItMust(t *testing.T) {
	for name, tt := range map[string]struct {
		sent url.Values
		err  error
		open bool
	}{
		"nothing sent":         {nil, nil, false},
		"sent as it was":       {url.Values{"dasar": {"tugas"}, "rt": {""}, "surat": {""}}, nil, false},
		"a text":               {url.Values{"dasar": {"tugas"}, "rt": {"03"}}, nil, true},
		"another choice":       {url.Values{"dasar": {"izin"}}, nil, true},
		"one of a list":        {url.Values{"dasar": {"tugas"}, "surat": {"s1"}}, nil, true},
		"wrong inside a group": {url.Values{"dasar": {"tugas"}}, fault.At("rt", "web.choose"), true},
		"wrong in its date":    {url.Values{"dasar": {"tugas"}}, fault.At("lahir.m", "web.choose"), true},
		"wrong elsewhere":      {url.Values{"dasar": {"tugas"}}, fault.At("nama", "web.choose"), false},
	} {
		m := &More{Title: "x", Fields: []any{
			&Group{Fields: []any{&Input{Label: Ask("rt", "RT")}}}, &DateParts{Label: Ask("lahir", "Lahir")},
			&Radios{Label: Ask("dasar", "Dasar"), Options: []Option{{Value: "tugas", On: true}, {Value: "izin"}}},
			&Select{Label: Ask("surat", "Surat"), Blank: "x", Options: []Option{{Value: "s1"}}}}}
		FillFields(i18n.ID, tt.sent, tt.err, &Input{Label: Ask("nama", "Nama")}, m)
		if m.Open != tt.open {
			t.Errorf("%s: open is %v", name, m.Open)
		}
	}
}

// A form that comes back from inside what is hidden is seen.
func TestDetailsOpenOverAMistake(t *testing.T) {
	f := Form{Fields: []any{&Input{Label: Ask("sebab", "Sebab")}}}
	d := Details{Body: []any{Stack{f}}}
	if d.Open() {
		t.Error("open without a mistake")
	}
	FillFields(i18n.ID, url.Values{"sebab": {""}}, fault.At("sebab", "web.choose"), f.Fields...)
	if !d.Open() {
		t.Error("the mistake stays hidden")
	}
	s := &Server{}
	vs, err := newViews(s)
	if err != nil {
		t.Fatal(err)
	}
	html, err := vs.component(i18n.ID, d)
	if err != nil || !strings.HasPrefix(string(html), "<details open>") {
		t.Errorf("%s %v", html, err)
	}
}
