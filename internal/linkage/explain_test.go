package linkage

import (
	"reflect"
	"testing"
)

func TestExplain(t *testing.T) {
	ix := indexOf(village(3000))
	p := Person{Name: "SOEKIRMAN HADI", Mother: "TUMINAH", Sex: 'L', Birth: Date{1948, 3, 9}, BirthPlace: "TRENGGALEK", Village: "PULE", District: "PULE"}
	for _, tc := range []struct {
		what string
		r    Report
		want map[string]string
		word []WordPair
	}{
		{"the same", Report{Name: "Soekirman Hadi", Mother: "Tuminah", Sex: 'L', Birth: Date{1948, 3, 9}, BirthPlace: "Trenggalek", Village: "Pule", District: "Pule"},
			map[string]string{FieldName: LevelSame, FieldMother: LevelSame, FieldSex: LevelSame, FieldBirth: LevelSame, FieldPlace: LevelSame, FieldVillage: LevelSame}, nil},
		{"another spelling, a year, another village of the district", Report{Name: "Sukirman", Mother: "Tumini", Birth: Date{Year: 1949}, Village: "SUKOREJO", District: "PULE"},
			map[string]string{FieldName: LevelSpelling, FieldMother: LevelNear, FieldSex: LevelMissing, FieldBirth: LevelNext, FieldPlace: LevelMissing, FieldVillage: LevelDistrict},
			[]WordPair{{"SUKIRMAN", "SOEKIRMAN", LevelSpelling}, {"", "HADI", LevelLeft}}},
		{"nothing", Report{Name: "Zubaidah", Sex: 'P', Birth: Date{1999, 1, 1}, Village: "DEPOK", District: "TUGU"},
			map[string]string{FieldName: LevelOther, FieldMother: LevelMissing, FieldSex: LevelOther, FieldBirth: LevelOther, FieldPlace: LevelMissing, FieldVillage: LevelOther}, nil},
		{"one word of two", Report{Name: "Sukirman Zubaidah"}, map[string]string{FieldName: LevelSome, FieldMother: LevelMissing, FieldSex: LevelMissing, FieldBirth: LevelMissing, FieldPlace: LevelMissing, FieldVillage: LevelMissing}, nil},
		{"day and month swapped", Report{Name: "S. Hadi", Birth: Date{1948, 9, 3}}, map[string]string{FieldName: LevelPart, FieldMother: LevelMissing, FieldSex: LevelMissing, FieldBirth: LevelSwapped, FieldPlace: LevelMissing, FieldVillage: LevelMissing}, nil},
	} {
		reasons, _ := Explain(DefaultModel(), ix, tc.r, p)
		got := map[string]string{}
		for _, r := range reasons {
			got[r.Field] = r.Level
			if (r.Level == LevelMissing) != (r.Bits == 0) && r.Level != LevelSome {
				t.Errorf("%s: %+v", tc.what, r)
			}
			if r.Level == LevelSame && r.Bits < -.3 || r.Level == LevelOther && r.Bits > 0 {
				t.Errorf("%s: %+v", tc.what, r)
			}
			if r.Field == FieldName && tc.word != nil && !reflect.DeepEqual(r.Words, tc.word) {
				t.Errorf("%s: words %+v", tc.what, r.Words)
			}
		}
		if !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: %v, not %v", tc.what, got, tc.want)
		}
	}
}

// What is explained is what was weighed: the sum is the bits of the match.
func TestExplainIsSearch(t *testing.T) {
	people := village(3000)
	ix := indexOf(people)
	byID := map[string]Person{}
	for _, p := range people {
		byID[p.ID] = p
	}
	for _, r := range questions {
		for _, m := range mustSearch(t, ix, DefaultModel(), r) {
			if _, bits := Explain(DefaultModel(), ix, r, byID[m.ID]); bits-m.Bits > .01 || m.Bits-bits > .01 {
				t.Errorf("%+v: %s %v, explained %v", r, m.ID, m.Bits, bits)
			}
		}
	}
}
