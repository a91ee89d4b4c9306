package outreach

import (
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/tripplan"
)

// Place is where a planned visit is made. Together says that whoever is visited
// there is at one spot.
type Place struct {
	Area     region.Code
	Together bool
}

// Travels are the travel times of a horizon.
type Travels struct{ Tables []*tripplan.Table }

// Table is the entry of Tables that holds on a day of the horizon.
func (t *Travels) Table(int) int { return 0 }

// estimated are the ways as the timetable of a trip estimates them.
func estimated(_ []string, places []Place) (*Travels, error) {
	t, err := tripplan.NewTable(len(places), func(from, to int) (float64, float64) {
		if from == to && places[from].Together {
			return 0, 0
		}
		km := roadKM(places[from].Area, places[to].Area)
		return float64(driveMinutes(km)), km
	})
	return &Travels{Tables: []*tripplan.Table{t}}, err
}

func travelsOf(t *tripplan.Table) *Travels { return &Travels{Tables: []*tripplan.Table{t}} }
