package intake

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/register"
)

const (
	ownKK    = "3503040101089001"
	motherKK = "3503040101089002"
)

func familyOf(r *rig) {
	r.Helper()
	person := func(id, kk, name, sex, birth, mother, state string) register.Record {
		return register.Record{ID: id, NIK: "350304" + id + "9001", KK: kk, Name: name, Sex: sex, Birth: birth, Village: siki, Mother: mother, State: state}
	}
	if _, err := r.s.Register.Load(r.Context(), r.acc.System("test"), []register.Record{
		person("100001", ownKK, "SUMIRAH", "P", "1943-02-01", "SAINEM", register.StateActive),
		person("100002", ownKK, "KARTO", "L", "1938", "BOINAH", register.StateDead),
		person("100003", ownKK, "SUTRISNO", "L", "1970-05-05", "SOEMIRAH", register.StateActive),
		person("100004", motherKK, "SAINEM", "P", "1921", "RAKIYEM", register.StateActive),
		person("100005", motherKK, "PONIRAH", "P", "1950-01-01", "SAINEM", register.StateActive),
		person("100006", "3503040101089003", "SAINEM", "P", "1960", "GINEM", register.StateActive), // too young to be the mother
	}); err != nil {
		r.Fatal(err)
	}
}

// TestTheHouseholdOfAPerson: the own KK by the candidate that is the person,
// the mother's by her name, and how each member stands to the person.
func TestTheHouseholdOfAPerson(t *testing.T) {
	on(t, func(r *rig) {
		familyOf(r)
		_, id := r.file(authority.Coordinator)
		op := r.op(authority.Coordinator)
		scope := r.acc.With(op.Scope, "test")
		found := func() map[string]string {
			list, err := r.s.families(r.Context(), scope, r.state(id))
			if err != nil {
				t.Fatal(err)
			}
			out := map[string]string{}
			for _, f := range list {
				for _, m := range f.members {
					out[m.Name] = f.how + " " + m.kin
				}
				if f.how == familyOwn && (f.alone() || len(f.dead()) != 1 || f.eldest().Name != "SUMIRAH") {
					t.Errorf("alone %v, dead %d, eldest %s", f.alone(), len(f.dead()), f.eldest().Name)
				}
			}
			return out
		}
		if got := found(); len(got) != 2 || got["SAINEM"] != "mother mother" || got["PONIRAH"] != "mother sibling" {
			t.Errorf("before anybody decided: %v", got)
		}
		if _, err := r.s.Decide(r.Context(), op, id, Verdict{Candidate: "register:100001", Decision: casefile.Same}); err != nil {
			t.Fatal(err)
		}
		if got := found(); len(got) != 5 || got["SUMIRAH"] != "own self" || got["KARTO"] != "own household" || got["SUTRISNO"] != "own child" {
			t.Errorf("once she is known: %v", got)
		}
		if list, err := r.s.families(r.Context(), r.op(authority.Registrar).Scope, r.state(id)); err != nil || list != nil {
			t.Errorf("a registrar looks into the register: %d, %v", len(list), err)
		}
	})
}

// TestWhoseKK: the choice is stated, the dossier's circumstance follows, and it
// can be changed; what does not fit is refused beside its field.
func TestWhoseKK(t *testing.T) {
	on(t, func(r *rig) {
		familyOf(r)
		no, id := r.file(authority.Coordinator, "kebutuhan", casefile.NeedNIK)
		here := "/kasus/" + no + "/keluarga"
		_, _, page := r.send(authority.Coordinator, "GET", here, nil)
		for _, want := range []string{"KK yang mungkin ibunya (3503", "SAINEM", "PONIRAH", "Mungkin saudaranya, seibu", `value="kk:100004"`, "Pernyataan tidak keberatan", "F-1.02"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		for _, secret := range []string{motherKK, "3503041000049001"} {
			if strings.Contains(page, secret) {
				t.Errorf("the page holds %s", secret)
			}
		}
		join := func(role authority.Role, pairs ...string) (int, string) {
			form := url.Values{"tampil": {strings.Join(r.state(id).Person.Shown(hostFields...), " ")}}
			for i := 0; i < len(pairs); i += 2 {
				form.Set(pairs[i], pairs[i+1])
			}
			code, _, body := r.send(role, "POST", here, form)
			return code, body
		}
		for _, bad := range [][]string{{}, {"ikut", "kk:100006", "hubungan", "9"}, {"ikut", "kk:100004"}, {"ikut", "kk:100004", "hubungan", "1"}, {"ikut", "lembaga", "hubungan", "9"},
			{"ikut", "lain", "hubungan", "9"}, {"ikut", "lain", "siapa", "Bu Lastri", "hubungan", "9", "kk", "123"}} {
			if code, _ := join(authority.Coordinator, bad...); code != 422 {
				t.Errorf("%v is answered with %d", bad, code)
			}
		}
		if code, _ := join(authority.Coordinator, "ikut", "kk:100004", "hubungan", "4"); code != 303 {
			t.Fatalf("the choice is answered with %d", code)
		}
		p := r.state(id).Person
		if p.Value(casefile.FieldHost) != "SAINEM" || p.Value(casefile.FieldHostKK) != motherKK || p.Value(casefile.FieldSHDK) != "4" ||
			!slices.Contains(p.Elements(casefile.FieldCircumstance), string(lawbook.Hosted)) {
			t.Errorf("stated %q %q %v", p.Value(casefile.FieldHost), p.Value(casefile.FieldSHDK), p.Elements(casefile.FieldCircumstance))
		}
		// A registrar writes down who takes her in, without seeing the register.
		_, _, page = r.send(authority.Registrar, "GET", here+"?untuk=form", nil)
		if strings.Contains(page, "PONIRAH") || !strings.Contains(page, "Ikut KK SAINEM") {
			t.Error("a registrar reads the register, or not what is decided")
		}
		if code, _ := join(authority.Registrar, "ikut", "lain", "siapa", "Bu Lastri", "hubungan", "9"); code != 303 {
			t.Errorf("a registrar's choice is answered with %d", code)
		}
		if code, _ := join(authority.Coordinator, "ikut", "sendiri", "meninggal", "ya"); code != 303 {
			t.Errorf("a KK of her own is answered with %d", code)
		}
		p = r.state(id).Person
		if len(p.Disputed()) > 0 || p.Value(casefile.FieldHost) != "" || p.Value(casefile.FieldHostKK) != "" || p.Value(casefile.FieldSHDK) != "1" ||
			!slices.Equal(p.Elements(casefile.FieldCircumstance), []string{string(lawbook.HeadDied)}) {
			t.Errorf("in the end %q, %q, %v, disputed %v", p.Value(casefile.FieldHost), p.Value(casefile.FieldSHDK), p.Elements(casefile.FieldCircumstance), p.Disputed())
		}
		if code, _ := join(authority.Coordinator, "ikut", "sendiri", "meninggal", "ya"); code != 303 {
			t.Error("nothing changed, and that is an error")
		}
	})
}

// TestKin: how a member stands to the person, as far as names and ages tell.
func TestKin(t *testing.T) {
	p := casefile.Person{Fields: []casefile.PersonField{{Field: casefile.FieldBirth, Value: "1980"}, {Field: casefile.FieldFather, Value: "Djoko"},
		{Field: casefile.FieldMother, Value: "Soeminah"}, {Field: casefile.FieldName, Value: "Wagijem"}}}
	for want, m := range map[string]register.Record{
		kinSelf:      {ID: "r1"},
		kinMother:    {ID: "r2", Name: "SUMINAH", Sex: "P", Birth: "1955"},
		kinFather:    {ID: "r2", Name: "JOKO", Sex: "L"},
		kinChild:     {ID: "r2", Mother: "WAGIYEM", Birth: "2001"},
		kinSibling:   {ID: "r2", Name: "WAGIYEM", Mother: "SUMINAH", Birth: "1980"}, // a twin is no self
		kinHousehold: {ID: "r2", Name: "SUMINAH", Sex: "P", Birth: "1979", Mother: ""},
	} {
		if got := kinOf(p, []string{"r1"}, m); got != want {
			t.Errorf("%s is %s", want, got)
		}
	}
}
