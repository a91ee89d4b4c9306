package resident

import (
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"
)

// Precision is how sure a date is.
type Precision string

// The precisions, from the surest.
const (
	Exact   Precision = "exact"
	Month   Precision = "month"
	Year    Precision = "year"
	Range   Precision = "range" // some year between two
	Unknown Precision = ""
)

// Date is a date with its certainty. The zero Date is unknown. Dates are
// comparable: equal dates with equal certainty are ==.
type Date struct {
	precision  Precision
	year, last int16 // last is the last year of a range, else 0
	month, day int8
}

const (
	firstYear = 1850
	lastYear  = 2199
)

// NewDate is an exact date, or one with less certainty where month or day is 0.
func NewDate(year, month, day int) (Date, error) {
	if year < firstYear || year > lastYear {
		return Date{}, invalid("resident.date.year")
	}
	d := Date{precision: Year, year: int16(year)}
	if month == 0 && day == 0 {
		return d, nil
	}
	if month < 1 || month > 12 {
		return Date{}, invalid("resident.date.month")
	}
	d.precision, d.month = Month, int8(month)
	if day == 0 {
		return d, nil
	}
	if day < 1 || day > daysIn(year, month) {
		return Date{}, invalid("resident.date.day")
	}
	d.precision, d.day = Exact, int8(day)
	return d, nil
}

// Between is a date in one of the years from first to last.
func Between(first, last int) (Date, error) {
	if first == last {
		return NewDate(first, 0, 0)
	}
	if first < firstYear || last > lastYear || last < first {
		return Date{}, invalid("resident.date.year")
	}
	return Date{precision: Range, year: int16(first), last: int16(last)}, nil
}

// FromAge is the birth date of somebody who is said to be age years old on the
// day asked. spread widens it by so many years to both sides.
func FromAge(age, spread int, asked time.Time) (Date, error) {
	if age < 0 || age > 130 || spread < 0 {
		return Date{}, invalid("resident.date.age")
	}
	born := asked.Year() - age
	if spread == 0 {
		return Between(born-1, born)
	}
	return Between(born-spread, min(born+spread, max(born, asked.Year())))
}

// FromTime is the exact date of a time.
func FromTime(t time.Time) (Date, error) { return NewDate(t.Year(), int(t.Month()), t.Day()) }

// FromExcelSerial reads the number that a spreadsheet keeps for a date, in the
// 1900 system. Spreadsheets believe in a 29 February 1900; that serial is
// refused and those before it are put right.
func FromExcelSerial(serial float64) (Date, error) {
	if !(serial >= 1 && serial < 110_000) {
		return Date{}, invalid("resident.date.serial")
	}
	n := int(serial)
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case n == 60:
		return Date{}, invalid("resident.date.serial")
	case n < 60:
		n++
	}
	return FromTime(epoch.AddDate(0, 0, n))
}

// Precision is how sure the date is.
func (d Date) Precision() Precision { return d.precision }

// Known reports whether anything is known.
func (d Date) Known() bool { return d.precision != Unknown }

// Parts are year, month and day; a part that is not known is 0, and the year
// of a range is its first.
func (d Date) Parts() (year, month, day int) { return int(d.year), int(d.month), int(d.day) }

// BirthYearRange is the first and last year that the date can lie in.
func (d Date) BirthYearRange() (from, to int, ok bool) {
	if d.precision == Range {
		return int(d.year), int(d.last), true
	}
	return int(d.year), int(d.year), d.precision != Unknown
}

// Bounds are the first and last day that it can be.
func (d Date) Bounds() (first, last time.Time, ok bool) {
	from, to, ok := d.BirthYearRange()
	if !ok {
		return time.Time{}, time.Time{}, false
	}
	m1, m2, d1 := 1, 12, 1
	if d.month != 0 {
		m1, m2 = int(d.month), int(d.month)
	}
	d2 := daysIn(to, m2)
	if d.day != 0 {
		d1, d2 = int(d.day), int(d.day)
	}
	return time.Date(from, time.Month(m1), d1, 0, 0, 0, 0, time.UTC),
		time.Date(to, time.Month(m2), d2, 0, 0, 0, 0, time.UTC), true
}

// AgeOn is the least and greatest age, in whole years, that somebody born then
// can have on the day.
func (d Date) AgeOn(day time.Time) (least, greatest int, ok bool) {
	first, last, ok := d.Bounds()
	if !ok {
		return 0, 0, false
	}
	return max(0, years(last, day)), max(0, years(first, day)), true
}

func years(born, day time.Time) int {
	n := day.Year() - born.Year()
	if day.Month() < born.Month() || day.Month() == born.Month() && day.Day() < born.Day() {
		n--
	}
	return n
}

// Overlaps reports whether both can be the same day. The unknown date overlaps
// every other.
func (d Date) Overlaps(other Date) bool {
	f1, l1, ok1 := d.Bounds()
	f2, l2, ok2 := other.Bounds()
	return !ok1 || !ok2 || !f1.After(l2) && !f2.After(l1)
}

// after reports whether the whole of the date lies after the day.
func (d Date) after(day time.Time) bool {
	first, _, ok := d.Bounds()
	y, m, dd := day.Date()
	return ok && first.After(time.Date(y, m, dd, 0, 0, 0, 0, time.UTC))
}

// Text is the canonical form that is stored: "1943-08-17", "1943-08", "1943",
// "1940..1946", "".
func (d Date) Text() string {
	switch d.precision {
	case Exact:
		return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
	case Month:
		return fmt.Sprintf("%04d-%02d", d.year, d.month)
	case Year:
		return fmt.Sprintf("%04d", d.year)
	case Range:
		return fmt.Sprintf("%04d..%04d", d.year, d.last)
	}
	return ""
}

// DateOf reads the canonical form, and only that.
func DateOf(text string) (Date, error) {
	if text == "" {
		return Date{}, nil
	}
	var d Date
	var err error
	if from, to, ok := strings.Cut(text, ".."); ok {
		d, err = Between(number(from), number(to))
	} else {
		part := strings.Split(text, "-")
		var n [3]int
		if len(part) > 3 {
			return Date{}, invalid("resident.date.form")
		}
		for i, p := range part {
			if n[i] = number(p); n[i] < 1 {
				return Date{}, invalid("resident.date.form")
			}
		}
		d, err = NewDate(n[0], n[1], n[2])
	}
	if err != nil {
		return Date{}, err
	}
	if d.Text() != text {
		return Date{}, invalid("resident.date.form")
	}
	return d, nil
}

// MarshalText is Text, for JSON.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.Text()), nil }

// UnmarshalText is DateOf, for JSON.
func (d *Date) UnmarshalText(b []byte) error {
	got, err := DateOf(string(b))
	if err == nil {
		*d = got
	}
	return err
}

// LogValue keeps the date out of logs.
func (d Date) LogValue() slog.Value { return slog.StringValue("[date]") }

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// number is the value of plain digits, -1 for anything else.
func number(s string) int {
	if s == "" || len(s) > 9 || strings.Trim(s, "0123456789") != "" {
		return -1
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}
