package register_test

import (
	"maps"
	"testing"

	"github.com/jempolkeren/jempol/internal/register"
)

// Two people with one NIK keep their ids, in whatever order the next file has
// them, whoever comes and whoever goes; so do their search keys.
func TestPeopleOfOneNIKKeepTheirIDs(t *testing.T) {
	row := func(name, sex, birth string) string {
		return ";3503045708439001;" + name + ";" + sex + ";TRENGGALEK;" + birth + ";SATIYEM;KARSO;DUSUN KRAJAN;3;2;PRINGAPUS;DONGKO;BELUM REKAM"
	}
	katinem, sumini := row("KATINEM", "2", "17-08-1943"), row("SUMINI", "2", "17-08-1951")
	desks(t, func(d *desk) {
		who := func(rows ...string) map[string]string {
			i := d.bring(siak, "", siakRows(append(rows, mujiono)...))
			if i = d.loadAll(i.ID); i.Loaded != int64(len(rows)+1) {
				d.Fatalf("%d of %d rows are loaded", i.Loaded, len(rows)+1)
			}
			list, err := d.r.Lacking(d.Context(), d.scope, register.Lacking{What: register.LacksRecording, Area: "35.03.04"}, 50)
			if err != nil {
				d.Fatal(err)
			}
			out := map[string]string{}
			for _, p := range list {
				got, err := d.r.Get(d.Context(), d.scope, p.ID)
				if err != nil || got.Name != p.Name {
					d.Errorf("%s is %s by the id, %v", p.Name, got.Name, err)
				}
				found, err := d.r.Candidates(d.Context(), d.scope, register.Query{Name: p.Name, Birth: p.Birth})
				if err != nil || len(found) == 0 || found[0].Ref != "register:"+p.ID {
					d.Errorf("%s is not found by name under the id: %v", p.Name, err)
				}
				out[p.Name] = p.ID
			}
			return out
		}
		first := who(katinem)
		ids := who(sumini, katinem) // somebody new stands before her
		if ids["KATINEM"] != first["KATINEM"] || ids["SUMINI"] == ids["KATINEM"] || ids["SUMINI"] == "" {
			d.Fatalf("with another before her %v, before that %v", ids, first)
		}
		if got := who(katinem, sumini); !maps.Equal(got, ids) {
			d.Errorf("the other way round %v, not %v", got, ids)
		}
		for range 2 { // also where nobody shares the number any more
			if got := who(sumini); got["SUMINI"] != ids["SUMINI"] {
				d.Errorf("alone %v, not %v", got, ids)
			}
		}
		// A name that was corrected is told by birth and sex. Who left and who is
		// another gets no id that somebody had.
		got := who(row("GIMIN", "1", "03-03-1960"), row("SUMINI BINTI KARSO", "2", "17-08-1951"))
		if got["SUMINI BINTI KARSO"] != ids["SUMINI"] || got["GIMIN"] == "" || got["GIMIN"] == ids["SUMINI"] || got["GIMIN"] == ids["KATINEM"] {
			d.Errorf("corrected %v, before %v", got, ids)
		}
	})
}
