package outreach

import (
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// lookedAt is the field in which a form says for which NIK its contradictions
// were shown.
const lookedAt = "nik.lihat"

// lookFirst is the notice before an outcome with a NIK is kept outside of a
// visit: nil where nothing is odd, or the same number is sent a second time
// after it was shown. look travels with the form.
func (s *Service) lookFirst(r *web.Request, action string, a Answers) (notice []any, look []web.Pair, err error) {
	nik := a.identified().NIK
	if !Identified(a.Outcome) || nik == "" || r.Text(lookedAt) == nik || s.impossible(nik) {
		return nil, nil, nil
	}
	_, st, err := s.openCase(r, action)
	if err != nil {
		return nil, nil, err
	}
	warnings := a.oddities(&st, s.District, s.Clock().In(s.Zone))
	if len(warnings) == 0 {
		return nil, nil, nil
	}
	return []any{oddNotice(r, "outreach.nik_odd.once", warnings, web.Para{Text: "outreach.nik_odd.again", Small: true})},
		[]web.Pair{{Name: lookedAt, Value: nik}}, nil
}

// impossible is a number that is refused beside its field.
func (s *Service) impossible(nik string) bool { return resident.NIK(nik).Possible(s.Clock()) != nil }
