package register_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/register"
)

// crowd is a village full of people who are nobody's double.
func crowd(n int) (out []register.Record) {
	first := strings.Fields("KATINEM MUJIONO SUTRISNO WAGIRAH PONIRAN SRIATUN BEJO LASTRI TUKIMIN GIYARTI HARTONO NINGSIH SUMARDI YATEMI KASIRAN RUKMINI DARSONO PARTINAH")
	last := strings.Fields("WIBOWO LESTARI SANTOSO RAHAYU PRABOWO UTAMI NUGROHO HANDAYANI SAPUTRA WULANDARI KURNIAWAN SUSANTI HIDAYAT ASTUTI")
	for i := range n {
		out = append(out, register.Record{ID: fmt.Sprintf("p%04d", i), NIK: fmt.Sprintf("350304%06d%04d", i, 9001), KK: fmt.Sprintf("3503040101%06d", i/3),
			Name: first[i%len(first)] + " " + last[i/7%len(last)], Mother: first[i/5%len(first)] + "AH " + last[i/11%len(last)], Sex: []string{"L", "P"}[i%2],
			Birth: fmt.Sprintf("%d-%02d-%02d", 1935+i*13%80, 1+i%12, 1+i*7%28), Village: []string{pringapus, pakelPule}[i/40%2], State: register.StateActive})
	}
	return out
}

// TestTheRegisterComparedWithItself finds who is written twice, in another
// spelling and with another NIK, and tells twins apart.
func TestTheRegisterComparedWithItself(t *testing.T) {
	people := crowd(600)
	twice := register.Record{ID: "w1", NIK: "3503044107539001", Name: "WAGIYEM SULASTRI", Mother: "TUKINEM SARI", Sex: "P", Birth: "1953-07-01", BirthPlace: "TRENGGALEK", Village: pringapus, State: register.StateActive}
	other := twice
	other.ID, other.NIK, other.Name, other.RT = "w2", "3503044107539002", "WAGIJEM SOELASTRI", "03"
	twin := register.Record{ID: "t1", NIK: "3503040505809001", Name: "BUDI HARIYANTO", Mother: "SRI MARYATI", Sex: "L", Birth: "1980-05-05", Village: pakelPule, State: register.StateActive}
	brother := twin
	brother.ID, brother.NIK, brother.Name = "t2", "3503040505809002", "JOKO HARIYANTO"
	people = append(people, twice, other, twin, brother)
	on(t, func(r *rig) {
		t := r.T
		if _, err := r.r.Load(r.Context(), r.scope, people); err != nil {
			t.Fatal(err)
		}
		var steps []string
		found, err := r.r.Doubles(r.Context(), r.scope, register.LeastDouble, func(_ int, key string) error { steps = append(steps, key); return nil })
		if err != nil || len(steps) != register.DoublesSteps {
			t.Fatalf("%v, steps %v", err, steps)
		}
		if len(found) != 1 || !slices.Equal(found[0].IDs, []string{"w1", "w2"}) || found[0].Probability < register.LeastDouble {
			t.Fatalf("found %+v", found)
		}
		if err := r.r.KeepDoubles(r.Context(), r.scope, found); err != nil {
			t.Fatal(err)
		}
		kept, made, err := r.r.KeptDoubles(r.Context(), r.scope)
		if err != nil || made.IsZero() || len(kept) != 1 || !slices.Equal(kept[0].IDs, found[0].IDs) {
			t.Fatalf("kept %+v, %v", kept, err)
		}
		list, err := r.r.Read(r.Context(), r.scope, append(kept, kept[0]))
		if err != nil || len(list) != 2 {
			t.Fatalf("%d, %v", len(list), err)
		}
		for _, format := range []string{"csv", "xlsx"} {
			var masked, whole bytes.Buffer
			if err := register.WriteDoubles(&masked, format, "id", list, false); err != nil {
				t.Fatal(err)
			}
			if err := register.WriteDoubles(&whole, format, "id", list, true); err != nil {
				t.Fatal(err)
			}
			if format == "csv" && (strings.Contains(masked.String(), twice.NIK) || !strings.Contains(whole.String(), twice.NIK) ||
				!strings.Contains(masked.String(), "1;") || !strings.Contains(masked.String(), "WAGIJEM SOELASTRI")) {
				t.Errorf("the file is %s", masked.String())
			}
		}
		if err := register.WriteDoubles(&bytes.Buffer{}, "pdf", "id", list, false); err == nil {
			t.Error("a file of another format is written")
		}
		for _, least := range []float64{0, -1, 1.1} {
			if _, err := r.r.Doubles(r.Context(), r.scope, least, func(int, string) error { return nil }); err == nil {
				t.Errorf("a probability of %v is taken", least)
			}
		}
		if found, err := r.r.Doubles(r.Context(), db.Scope{}, .9, nil); found != nil || err != nil {
			t.Error("an empty scope compares")
		}
	})
}

// TestAnEmptyRegisterHasNobodyTwice: before anything was imported.
func TestAnEmptyRegisterHasNobodyTwice(t *testing.T) {
	on(t, func(r *rig) {
		if found, err := r.r.Doubles(r.Context(), r.scope, .9, func(int, string) error { return nil }); err != nil || len(found) > 0 {
			r.Errorf("%v, %v", found, err)
		}
	})
}
