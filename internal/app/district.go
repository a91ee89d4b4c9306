package app

import (
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/config"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
)

// Settle completes a configuration by what follows from its district: how the
// office is called and which time it keeps. A district that does not exist,
// or a zone with another hour than its own, is refused before anything is opened.
func Settle(cfg config.Config) (config.Config, error) {
	code := region.Code(cfg.District)
	if a, ok := region.Get(code); !ok || a.Level != region.Kabupaten {
		return cfg, fault.New(fault.Invalid, "app.district").WithArgs(map[string]any{"Code": cfg.District})
	}
	if strings.TrimSpace(cfg.Office) == "" {
		cfg.Office = "Dinas Kependudukan dan Pencatatan Sipil " + region.Label(code)
	}
	if cfg.Zone == "" {
		cfg.Zone = region.Zone(code)
	}
	if own := region.Hours(strings.ReplaceAll(cfg.District, ".", "")); !sameHours(cfg.Location(), own) {
		return cfg, fault.New(fault.Invalid, "app.zone").WithArgs(map[string]any{"Zone": cfg.Zone, "District": region.Label(code), "Want": region.Zone(code)})
	}
	return cfg, nil
}

// sameHours reports whether two zones keep the same hour all year round: what
// the folds compute is in the district's (decision 0012), and a page must not
// say another day.
func sameHours(a, b *time.Location) bool {
	for _, month := range []time.Month{time.January, time.July} {
		at := time.Date(2021, month, 1, 0, 0, 0, 0, time.UTC)
		_, x := at.In(a).Zone()
		_, y := at.In(b).Zone()
		if x != y {
			return false
		}
	}
	return true
}
