package resident

import (
	"log/slog"
	"time"

	"github.com/jempolkeren/jempol/internal/region"
)

// NIK is the 16-digit number that a person keeps for life: six digits for the
// area of first registration, the birth date with the day plus 40 for women,
// and a serial. It is never changed because the person moves or because the
// birth date was corrected, so neither part proves anything.
// UU 24/2013 pasal 13
type NIK string

// ParseNIK reads a NIK as people and spreadsheets write it. Only what cannot be
// a NIK is refused: not 16 digits, serial 0000, a number that a spreadsheet has
// rounded. Ask Warnings for the rest.
func ParseNIK(s string) (NIK, error) {
	digits, err := sixteen(s, "nik")
	return NIK(digits), err
}

// Area is the kecamatan in which the person was first registered.
func (n NIK) Area() region.Code { return kecamatanOf(string(n)) }

// Sex is the sex that the day part says, "" if the day is impossible.
func (n NIK) Sex() Sex {
	if len(n) != 16 {
		return ""
	}
	switch d := twoDigits(string(n[6:])); {
	case d >= 1 && d <= 31:
		return Male
	case d >= 41 && d <= 71:
		return Female
	}
	return ""
}

// BirthDates are the dates that the date part can mean; the century is not in
// the number. There are none if the part is impossible, and none in the future
// of asked.
func (n NIK) BirthDates(asked time.Time) []Date {
	if len(n) != 16 {
		return nil
	}
	d := twoDigits(string(n[6:]))
	if n.Sex() == Female {
		d -= 40
	}
	m, y := twoDigits(string(n[8:])), twoDigits(string(n[10:]))
	var out []Date
	for _, century := range []int{1900, 2000} {
		if b, err := NewDate(century+y, m, d); err == nil && !b.after(asked) {
			out = append(out, b)
		}
	}
	return out
}

// Possible refuses a number that no office can have given: of a province that
// does not exist, or of a day that does not. What is only odd is for Warnings.
func (n NIK) Possible(asked time.Time) error {
	if _, ok := region.Get(n.Area().At(region.Province)); !ok {
		return invalid("resident.nik.province")
	}
	if len(n.BirthDates(asked)) == 0 {
		return invalid("resident.nik.date")
	}
	return nil
}

// Known is what else is known of a person when a number is judged.
type Known struct {
	Sex      Sex
	Birth    Date
	District region.Code // the office's own kabupaten; "" for no opinion
	Asked    time.Time   // the day on which it is judged
}

// Warnings says what is odd about the number beside what else is known.
func (n NIK) Warnings(k Known) []Warning {
	if len(n) != 16 {
		return nil
	}
	out := areaWarnings(string(n), "nik", k.District)
	dates := n.BirthDates(k.Asked)
	if len(dates) == 0 {
		return append(out, Warning{Key: "resident.nik.date"})
	}
	if k.Sex != "" && n.Sex() != k.Sex {
		out = append(out, Warning{Key: "resident.nik.sex"})
	}
	agrees := k.Birth.Precision() == Unknown
	for _, d := range dates {
		agrees = agrees || d.Overlaps(k.Birth)
	}
	if !agrees {
		out = append(out, Warning{Key: "resident.nik.birth"})
	}
	return out
}

// LogValue keeps the number out of logs.
func (n NIK) LogValue() slog.Value { return slog.StringValue("[nik]") }

// KK is the 16-digit number of a family card: area, date of recording, serial.
// It changes when a family moves, splits or gets another head.
type KK string

// ParseKK reads a KK number under the same hard rules as ParseNIK.
func ParseKK(s string) (KK, error) {
	digits, err := sixteen(s, "kk")
	return KK(digits), err
}

// Area is the kecamatan in which the card was first recorded.
func (k KK) Area() region.Code { return kecamatanOf(string(k)) }

// Warnings says what is odd about the number. It has no sex in it, so a day
// above 31 is odd too: most often a NIK was typed in its place.
func (k KK) Warnings(known Known) []Warning {
	if len(k) != 16 {
		return nil
	}
	out := areaWarnings(string(k), "kk", known.District)
	d, m, y := twoDigits(string(k[6:])), twoDigits(string(k[8:])), twoDigits(string(k[10:]))
	if _, err := NewDate(2000+y, m, d); err != nil {
		if _, err := NewDate(1900+y, m, d); err != nil {
			out = append(out, Warning{Key: "resident.kk.date"})
		}
	}
	return out
}

// LogValue keeps the number out of logs.
func (k KK) LogValue() slog.Value { return slog.StringValue("[kk]") }
