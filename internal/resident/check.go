package resident

import (
	"time"

	"github.com/jempolkeren/jempol/internal/region"
)

// ReadNIK reads a NIK that somebody writes down or copies: as ParseNIK does, and
// what no office can have given is refused. asked is the day of the question.
func ReadNIK(s string, asked time.Time) (NIK, error) {
	n, err := ParseNIK(s)
	if err != nil {
		return n, err
	}
	return n, n.Possible(asked)
}

// ReadKK reads the number of a family card in the same way.
func ReadKK(s string) (KK, error) {
	k, err := ParseKK(s)
	if err != nil {
		return k, err
	}
	return k, k.Possible()
}

// Possible refuses a number of a province that does not exist. Its date is no
// hard rule: offices have written other numbers there.
func (k KK) Possible() error {
	if _, ok := region.Get(k.Area().At(region.Province)); !ok {
		return invalid("resident.kk.province")
	}
	return nil
}
