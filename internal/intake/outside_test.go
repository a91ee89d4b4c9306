package intake

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/register"
)

// Beside a candidate stand brothers, sisters and parents on other family cards,
// and who lives at the same address, each with why and without numbers.
func TestOutsideTheFamilyCard(t *testing.T) {
	on(t, func(r *rig) {
		person := func(id, kk, name, sex, birth, mother, father, at string) register.Record {
			p := register.Record{ID: id, NIK: "350304" + id + "9001", KK: "350304010108" + kk, Name: name, Sex: sex, Birth: birth, Village: siki, Mother: mother, Father: father, State: register.StateActive}
			p.RT, p.RW, p.Address, _ = cut3(at)
			return p
		}
		elsewhere := person("100008", "9008", "WAGIRAH", "P", "1948", "SAINEM", "KARSO", "")
		elsewhere.Village = "35.03.04.2001"
		away := person("100009", "9009", "TUMINAH", "P", "1949", "SAINEM", "KARSO", "")
		away.Village = "35.03.01.2001"
		dead := person("100012", "9012", "TUKIMIN", "L", "1946", "SAINEM", "KARSO", "")
		dead.State = register.StateDead
		if _, err := r.s.Register.Load(r.Context(), r.acc.System("test"), []register.Record{
			person("100001", "9001", "SUMIRAH", "P", "1943-02-01", "SAINEM", "KARSO", "003/002/DUSUN KRAJAN"),
			person("100002", "9001", "SUTRISNO", "L", "1970-05-05", "SUMIRAH", "", "003/002/DUSUN KRAJAN"),
			person("100003", "9003", "PONIRAH", "P", "1950-01-01", "SOEMIRAH", "KARSO", "004/002/"), // another mother
			person("100004", "9004", "PONIMAN", "L", "1950-01-01", "SAENEM", "KARSO", "004/002/"),
			person("100005", "9005", "SAINEM", "P", "1921", "RAKIYEM", "", ""),
			person("100006", "9006", "SAINEM", "P", "1940", "GINEM", "", ""), // too young to be the mother
			person("100007", "9007", "KARSO", "L", "1918", "GINEM", "", ""),
			elsewhere, away, dead,
			person("100010", "9010", "JUMADI", "L", "1960", "TUMI", "", "3/2/dusun krajan"),
			person("100011", "9010", "KATINI", "P", "1962", "TUMI", "", "3/2/dusun krajan"),
			person("100013", "9013", "BEJO", "L", "1962", "TUMI", "", "3/2/Dusun Karang"), // another house
			person("100014", "9014", "MARNI", "P", "1962", "TUMI", "", "3/2/"),
		}); err != nil {
			t.Fatal(err)
		}
		no, _ := r.file(authority.Coordinator)
		_, _, page := r.send(authority.Coordinator, "GET", "/laporan/"+no+"?calon=register:100001", nil)
		_, card, ok := strings.Cut(page, "Keluarga dan tetangga pada kartu keluarga lain")
		if !ok {
			t.Fatal("the card is missing")
		}
		card, _, _ = strings.Cut(card, "</section>")
		var at []int
		for _, want := range [][2]string{{"TUKIMIN", "seibu dan sebapak"}, {"WAGIRAH", "seibu dan sebapak"}, {"SAINEM", "mungkin ibunya"}, {"KARSO", "mungkin ayahnya"},
			{"JUMADI", "alamat sama"}, {"MARNI", "RT/RW sama"}} {
			i := strings.Index(card, want[0])
			if i < 0 || !strings.Contains(card[i:min(len(card), i+700)], want[1]) {
				t.Errorf("%s is not there as %s", want[0], want[1])
			}
			at = append(at, i)
		}
		if at[0] > at[2] || at[2] > at[4] || at[4] > at[5] {
			t.Errorf("in the order %v", at)
		}
		if !strings.Contains(card, "sekartu dengan KATINI") || strings.Count(card, "SAINEM") != 1 {
			t.Error("who is on a neighbour's card is missing, or somebody too young is the mother")
		}
		for _, other := range []string{"PONIRAH", "TUMINAH", "BEJO", "SUTRISNO", "3503041"} {
			if strings.Contains(card, other) {
				t.Errorf("%s is there", other)
			}
		}
	})
}

func cut3(s string) (a, b, c string, ok bool) {
	a, s, _ = strings.Cut(s, "/")
	b, c, ok = strings.Cut(s, "/")
	return a, b, c, ok
}

// A neighbourhood of hundreds of cards costs no more than a page may.
func TestOutsideIsQuick(t *testing.T) {
	r := onOne(t)
	var people []register.Record
	for i := range 2_000 {
		people = append(people, register.Record{ID: fmt.Sprintf("p%05d", i), KK: fmt.Sprintf("350304010108%04d", 1_000+i/2), Name: "SITI " + fmt.Sprint(i), Sex: "P",
			Birth: "1960", Village: siki, Mother: "SITI", Father: "SLAMET", RT: "1", RW: "1", State: register.StateActive})
	}
	if _, err := r.s.Register.Load(r.Context(), r.acc.System("test"), people); err != nil {
		t.Fatal(err)
	}
	scope := r.op(authority.Coordinator).Scope
	began := time.Now()
	out, more, err := r.s.outside(r.Context(), scope, people[0], people[:2])
	if err != nil || len(out) != 2*mostOutside || more == 0 || time.Since(began) > 2*time.Second {
		t.Errorf("%d people and %d more in %s, %v", len(out), more, time.Since(began), err)
	}
	t.Log(time.Since(began))
}
