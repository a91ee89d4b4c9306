package app

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/config"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
)

// Settle completes a configuration by what follows from its district: how the
// office is called and which time it keeps. A district that does not exist is
// refused before anything is opened.
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
	return cfg, nil
}
