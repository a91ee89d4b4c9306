package casefile

import (
	"time"

	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Odd says where the numbers of a person contradict what else is stated: another
// sex or birth in the NIK, a place or a day that is not known. Every page and
// list judges by it, so that all say the same. A NIK keeps what was once typed:
// nobody is stopped. value gives a field, "" where it is unknown or in dispute;
// district is the office's own, "" where another is nothing to tell.
func Odd(value func(field string) string, district region.Code, asked time.Time) []resident.Warning {
	nik, kk := resident.NIK(value(FieldNIK)), resident.KK(value(FieldKK))
	if nik == "" && kk == "" {
		return nil
	}
	known := resident.Known{Sex: resident.Sex(value(FieldSex)), District: district, Asked: asked}
	if d, err := resident.DateOf(value(FieldBirth)); err == nil {
		known.Birth = d
	}
	return append(nik.Warnings(known), kk.Warnings(known)...)
}
