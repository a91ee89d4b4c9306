package i18n

import (
	"math"
	"strconv"
	"strings"
	"time"
)

var monthNames = map[string][12]string{
	ID: {"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"},
	EN: {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

var dayNames = map[string][7]string{
	ID: {"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"},
	EN: {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
}

// Month returns the name of a month.
func Month(lang string, m time.Month) string {
	if m < 1 || m > 12 {
		return ""
	}
	return monthNames[Known(lang)][m-1]
}

// Weekday returns the name of a day.
func Weekday(lang string, d time.Weekday) string { return dayNames[Known(lang)][d] }

// Date writes 14 Maret 2021. The time is taken as it is: bring it to the
// office's zone first, or use ISODate for a calendar date.
func Date(lang string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.Itoa(t.Day()) + " " + Month(lang, t.Month()) + " " + strconv.Itoa(t.Year())
}

// ISODate writes a stored calendar date: "2021-03-14", "2021-03" or "2021".
// What is no such date comes back unchanged.
func ISODate(lang, iso string) string {
	if t, err := time.Parse("2006-01-02", iso); err == nil {
		return Date(lang, t)
	}
	if t, err := time.Parse("2006-01", iso); err == nil {
		return Month(lang, t.Month()) + " " + strconv.Itoa(t.Year())
	}
	return iso
}

// LongDate writes Senin, 14 Juni 2021.
func LongDate(lang string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return Weekday(lang, t.Weekday()) + ", " + Date(lang, t)
}

// Clock writes 10.40 (10:40 in English).
func Clock(lang string, t time.Time) string {
	if Known(lang) == EN {
		return t.Format("15:04")
	}
	return t.Format("15.04")
}

// DateTime writes 4 Juni 2021, 10.40.
func DateTime(lang string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return Date(lang, t) + ", " + Clock(lang, t)
}

// Number writes 1.486.
func Number(lang string, n int64) string {
	s := strconv.FormatInt(n, 10)
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	sep := "."
	if Known(lang) == EN {
		sep = ","
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	if neg {
		return "−" + s
	}
	return s
}

// Decimal writes 6,4 with the given number of places.
func Decimal(lang string, f float64, places int) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "–"
	}
	s := strconv.FormatFloat(math.Abs(f), 'f', places, 64)
	whole, frac, _ := strings.Cut(s, ".")
	if n, err := strconv.ParseInt(whole, 10, 64); err == nil {
		whole = Number(lang, n)
	}
	point := ","
	if Known(lang) == EN {
		point = "."
	}
	if frac != "" {
		whole += point + frac
	}
	if f < 0 && strings.Trim(s, "0.") != "" {
		return "−" + whole
	}
	return whole
}

// Percent writes 45% of a part and a whole; a whole of nothing is a dash.
func Percent(lang string, part, whole int64) string {
	if whole == 0 {
		return "–"
	}
	return Decimal(lang, 100*float64(part)/float64(whole), 0) + "%"
}

// Money writes Rp 486.000 with a space that does not break.
func Money(lang string, rupiah int64) string {
	if rupiah < 0 {
		return "−Rp\u00a0" + Number(lang, -rupiah)
	}
	return "Rp\u00a0" + Number(lang, rupiah)
}

// Days counts the calendar days from one moment to another in a zone: what
// people mean by "12 hari", not blocks of 24 hours.
func Days(from, to time.Time, zone *time.Location) int {
	a, b := from.In(zone), to.In(zone)
	start := time.Date(a.Year(), a.Month(), a.Day(), 0, 0, 0, 0, time.UTC)
	end := time.Date(b.Year(), b.Month(), b.Day(), 0, 0, 0, 0, time.UTC)
	return int(end.Sub(start).Hours() / 24)
}

// Waiting writes how long something has waited: hari ini, 12 hari.
func Waiting(lang string, days int) string {
	if days <= 0 {
		return T(lang, "i18n.today")
	}
	return T(lang, "i18n.days", "Count", days)
}

// Due writes how a deadline stands, days counted from today: 2 hari lagi,
// hari ini, 5 hari lewat.
func Due(lang string, days int) string {
	switch {
	case days < 0:
		return T(lang, "i18n.late", "Count", -days)
	case days == 0:
		return T(lang, "i18n.today")
	}
	return T(lang, "i18n.left", "Count", days)
}
