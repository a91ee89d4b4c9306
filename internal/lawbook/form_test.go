package lawbook

import (
	"strconv"
	"strings"
	"testing"
)

func TestForms(t *testing.T) {
	everyBook(t, func(t *testing.T, b *Book) {
		for _, f := range b.Forms() {
			for _, s := range f.Signatures {
				if _, err := f.Field(s.Who); err != nil && s.Who != SignHead || s.ID == "" || s.EN == "" {
					t.Errorf("%s: %q signs as %q", f.Code, s.ID, s.Who)
				}
			}
			if f.Signed && (!f.Fillable() || f.Statement.ID == "" || len(f.Signatures) == 0) {
				t.Errorf("%s is a declaration without words or signers", f.Code)
			}
			if f.Mark == Uncertain && f.Fillable() && (!f.Reconstructed || f.Note.ID == "") {
				t.Errorf("%s was not seen and does not say so", f.Code)
			}
			keys := map[string]bool{}
			for _, s := range f.Sections {
				if s.Title.ID == "" || s.Title.EN == "" || len(s.Fields) == 0 {
					t.Errorf("%s %s is incomplete", f.Code, s.Key)
				}
				for _, fl := range s.Fields {
					if keys[fl.Key] {
						t.Errorf("%s: %s twice", f.Code, fl.Key)
					}
					keys[fl.Key] = true
				}
			}
			for _, s := range f.Sections {
				for _, fl := range s.Fields {
					where := f.Code + " " + fl.Key
					if fl.Label.ID == "" || fl.Label.EN == "" || (fl.Hint.ID == "") != (fl.Hint.EN == "") {
						t.Errorf("%s: labels", where)
					}
					switch fl.Kind {
					case Choice, Ticks:
						if _, err := b.Table(fl.Table); err != nil {
							t.Errorf("%s: %v", where, err)
						}
					case Text, Date, NIK, KK, Number, Phone, Email, Area:
						if fl.Table != "" {
							t.Errorf("%s: a table for a %s", where, fl.Kind)
						}
					default:
						t.Errorf("%s: kind %q", where, fl.Kind)
					}
					if key, values, ok := strings.Cut(fl.Required, "="); ok {
						if !keys[key] || values == "" {
							t.Errorf("%s is required when %q", where, fl.Required)
						}
						other, err := f.Field(key)
						if err != nil || other.Kind != Choice {
							t.Errorf("%s leans on %s", where, key)
							continue
						}
						tab, err := b.Table(other.Table)
						if err != nil {
							t.Fatal(err)
						}
						for _, v := range strings.Split(values, "|") {
							if !tab.Has(v) {
								t.Errorf("%s leans on %s=%s", where, key, v)
							}
						}
					} else if fl.Required != "" && fl.Required != "always" {
						t.Errorf("%s: required %q", where, fl.Required)
					}
				}
			}
		}
	})
}

func TestF101HasItsColumns(t *testing.T) {
	f, err := Current().Form("F-1.01")
	if err != nil || !f.Fillable() {
		t.Fatal(err)
	}
	member, err := f.Section("member")
	if err != nil || member.Repeat != 10 {
		t.Fatalf("%+v, %v", member, err)
	}
	for i, fl := range member.Fields {
		if fl.Number != strconv.Itoa(i+1) {
			t.Errorf("column %d is numbered %s", i+1, fl.Number)
		}
	}
	if len(member.Fields) != 41 {
		t.Errorf("%d columns", len(member.Fields))
	}
	fills := func(mode string) (n int) {
		for _, fl := range member.Fields {
			if fl.For(mode) && !fl.Auto {
				n++
			}
		}
		return n
	}
	for mode, want := range map[string]int{"WNI": 5 + 22 + 4, "OA": 12 + 27, "LN": 30 + 4} {
		if got := fills(mode); got != want {
			t.Errorf("%s fills in %d columns, want %d", mode, got, want)
		}
	}
	if got := f.InSIAK(); len(got) != 40 || got[0].Key != "name" {
		t.Errorf("%d fields for SIAK", len(got))
	}
	deed, err := f.Field("birth_deed_number")
	if err != nil || deed.RequiredIn(map[string]string{"birth_deed": "2"}) || !deed.RequiredIn(map[string]string{"birth_deed": "1"}) {
		t.Errorf("%+v, %v", deed, err)
	}
	if fl, ok := f.ForPerson("mother"); !ok || fl.Number != "39" || !fl.RequiredIn(map[string]string{"mode": "WNI"}) || fl.RequiredIn(map[string]string{"mode": "OA"}) {
		t.Errorf("%+v", fl)
	}
	if _, ok := f.ForPerson("nik"); ok {
		t.Error("F-1.01 has no column for the member's own NIK")
	}
	p, err := Current().Form("PENDATAAN")
	if err != nil || !p.Reconstructed || p.Mark != Uncertain {
		t.Errorf("%+v, %v", p, err)
	}
	abroad, err := f.Section("abroad")
	if err != nil || abroad.For("WNI") || !abroad.For("LN") {
		t.Error("the address abroad is for citizens abroad")
	}
}
