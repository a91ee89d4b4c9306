package account

import (
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
)

// Rights is what an administrator gives a person.
type Rights struct {
	Role        authority.Role
	Areas       []string
	Agency      string
	Institution string
}

// normal drops what the role has no use for, so that a registrar who becomes
// a verifier keeps no village in a corner, and puts the areas in order.
func (r Rights) normal() Rights {
	r.Agency, r.Institution = strings.TrimSpace(r.Agency), strings.TrimSpace(r.Institution)
	if !r.byArea() {
		r.Areas = nil
	}
	r.Areas = slices.Compact(slices.Sorted(slices.Values(r.Areas)))
	if !r.byAgency() {
		r.Agency = ""
	}
	if !r.byInstitution() {
		r.Institution = ""
	}
	return r
}

func (r Rights) byArea() bool   { return r.home() == authority.OwnArea }
func (r Rights) byAgency() bool { return r.home() == authority.OwnAgency }

// byInstitution also holds for a partner: the organisation stands in the same
// list as the institutions, though what it reaches is its own reports.
func (r Rights) byInstitution() bool {
	return r.home() == authority.OwnInstitution || r.home() == authority.OwnReports
}

func (r Rights) home() authority.Reach { return authority.Reaches(r.Role, "page.home") }

// check refuses rights that reach nothing, or an area that does not exist.
func (r Rights) check() *fault.Fault {
	f := fault.New(fault.Invalid, "fault.form")
	if !slices.Contains(authority.AccountRoles(), r.Role) {
		f.With("role", "fault.account.role")
	}
	if r.byArea() && len(r.Areas) == 0 {
		f.With("areas", "fault.account.areas")
	}
	for _, code := range r.Areas {
		if _, ok := region.Get(region.Code(code)); !ok {
			f.With("areas", "fault.account.area_unknown")
			break
		}
	}
	if r.byAgency() && r.Agency == "" {
		f.With("agency", "fault.account.agency")
	}
	if r.byInstitution() && r.Institution == "" {
		f.With("institution", "fault.account.institution")
	}
	return f
}

func (r Rights) equal(o Rights) bool {
	return r.Role == o.Role && slices.Equal(r.Areas, o.Areas) && r.Agency == o.Agency && r.Institution == o.Institution
}

func (p Person) rights() Rights {
	return Rights{Role: p.Role, Areas: p.Areas, Agency: p.Agency, Institution: p.Institution}.normal()
}
