package casefile

import (
	"encoding/json"
	"reflect"
	"testing"
)

// FuzzQuick: what is read without reflection is what encoding/json reads.
func FuzzQuick(f *testing.F) {
	for _, s := range []string{
		`{"fields":[{"field":"name","value":"Suparman","certainty":"said"},{"field":"other_name","element":"Mbah Nem","value":"Mbah Nem"}]}`,
		`{"fields":[],"values":{"a":"b","c":""}}`, `{"values":{},"fields":[{}]}`, `{"fields":[{"value":"é","value":"b"}]}`,
		`{"fields":null}`, `{"Fields":[{"FIELD":"x"}]}`, `{"fields":[{"field":"a\u0041"}]}`, `{"fields":[1]}`, `{"fields":[{"field":"a"},]}`,
		`{"need":"kk","requirement":"KK-1","how":"document","attachments":["aa","bb"]}`, `{"need":1}`, `{"how":{"a":1},"need":"x"}`,
		`{"about":"parked","events":["a","b"]}`, `{"about":"general"}`, `{"about":"a","events":[],"events":["b"]}`, ` {"about":"a"}`,
		`{"about":"a"} x`, `{`, `{"about"`, `{"about":"a"`, `{"about":"a",}`, "{\"about\":\"\xff\"}", `[]`, `null`, `{}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		raw := json.RawMessage(s)
		for _, pair := range [][2]quick{
			{&PersonPersonal{}, &PersonPersonal{}}, {&itemBody{}, &itemBody{}}, {&NotedBody{}, &NotedBody{}},
		} {
			fast, slow := pair[0], pair[1]
			zero := reflect.New(reflect.TypeOf(fast).Elem()).Interface()
			if !fast.quick(raw) {
				if !reflect.DeepEqual(fast, zero) {
					t.Errorf("%T is left half filled by %q", fast, s)
				}
				continue
			}
			if err := json.Unmarshal(raw, slow); err != nil || !reflect.DeepEqual(fast, slow) {
				t.Errorf("%q: %+v, encoding/json says %+v, %v", s, fast, slow, err)
			}
		}
	})
}

// The usual bodies must not fall back to the long way unnoticed.
func TestTheUsualFormIsQuick(t *testing.T) {
	for _, v := range []quick{
		&PersonPersonal{Fields: []Assertion{{Field: FieldName, Value: "Siti Nurhaliza", Certainty: CertaintySaid}, {Field: FieldOtherName, Element: "Mbok Yem", Value: "Mbok Yem"}}},
		&NotedBody{About: NoteParked, Events: []string{"a"}},
		&itemBody{Need: NeedKK, Requirement: "KK-1"},
	} {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		got := reflect.New(reflect.TypeOf(v).Elem()).Interface().(quick)
		if !got.quick(raw) || !reflect.DeepEqual(got, v) {
			t.Errorf("%s is not read the quick way: %+v", raw, got)
		}
	}
	raw, _ := json.Marshal(ItemSuppliedBody{Need: NeedKK, Requirement: "KK-1", How: "document", Attachments: []string{"ab"}})
	if b := new(itemBody); !b.quick(raw) || b.Requirement != "KK-1" {
		t.Errorf("%s is not read the quick way", raw)
	}
}
