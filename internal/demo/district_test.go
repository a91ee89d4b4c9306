package demo

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
)

// Every kabupaten and kota of the country can be shown: its places lie in it,
// and people are drawn in all of its villages.
func TestEveryDistrictHasAProfile(t *testing.T) {
	n := 0
	for _, province := range region.Children("") {
		for _, d := range region.Children(province.Code) {
			n++
			p, ok := profileOf(d.Code)
			if !ok {
				t.Errorf("%s has no profile", d.Label())
				continue
			}
			for what, c := range map[string]region.Code{"home": p.home, "centre": p.centre, "hospital": p.hospital, "care home": p.careHome} {
				if c.Level() != region.Village || !d.Code.Contains(c) {
					t.Errorf("%s: the %s lies in %q", d.Label(), what, c)
				}
			}
			v := newVillages(rand.New(rand.NewPCG(1, 2)), d.Code, p)
			if len(v.list) != len(region.Villages(d.Code)) {
				t.Errorf("%s: %d villages", d.Label(), len(v.list))
			}
			for range 20 {
				v.draw(rand.New(rand.NewPCG(3, 4)))
			}
			if k := neighbour(d.Code); k.Level() != region.Kecamatan || d.Code.Contains(k) {
				t.Errorf("%s: its neighbour is %q", d.Label(), k)
			}
		}
	}
	if n != 514 {
		t.Errorf("%d districts", n)
	}
}

// What happens elsewhere happens elsewhere: nothing of the default district is
// in it. Kepulauan Seribu has six villages, Kediri is a kota, Tambrauw lies far
// east and has many kecamatan with few villages.
func TestAnotherDistrict(t *testing.T) {
	for _, d := range []region.Code{"31.01", "35.71", "96.04", "35.04"} {
		t.Run(region.Label(d), func(t *testing.T) {
			o := Options{District: d, Residents: 1500, Baseline: 200, Seed: 3, Today: day("2021-09-14")}
			if err := o.check(); err != nil {
				t.Fatal(err)
			}
			w := newWorld(account.New(account.Options{Office: strings.ReplaceAll(string(d), ".", "")}), o, func(events []ledger.Event) error {
				for _, e := range events {
					if e.Area != "" && !d.Contains(region.Code(e.Area)) && region.Code(e.Area) != d {
						t.Errorf("%s happened in %s", e.Type, e.Area)
					}
					for _, text := range []string{string(e.Body), string(e.Personal)} {
						if strings.Contains(text, "Trenggalek") || strings.Contains(text, "35.03.") {
							t.Errorf("%s speaks of another district", e.Type)
						}
					}
				}
				return nil
			})
			for _, err := range []error{w.readForms(), w.populate(o.Residents)} {
				if err != nil {
					t.Fatal(err)
				}
			}
			w.employ()
			if err := w.history(context.Background(), o.Baseline); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestNoSuchDistrict(t *testing.T) {
	r := open(t, dbtest.OpenSQLite(t))
	for _, d := range []region.Code{"99.99", "35", "35.03.01", "x"} {
		o := small("2021-06-14")
		o.District = d
		if _, err := Build(context.Background(), r.d, r.l, r.acc, r.reg, o); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", d, err)
		}
	}
}
