package resident

import "fmt"

var monthNames = map[string][12]string{
	"id": {"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"},
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

// Format is the date as people read it in Indonesian ("id") or English ("en"):
// "17 Agustus 1943", "Agustus 1943", "1943", "1942 atau 1943", "sekitar 1943";
// empty for the unknown date, since each page has its own word for that.
func (d Date) Format(lang string) string {
	if lang != "en" {
		lang = "id"
	}
	switch d.precision {
	case Exact:
		return fmt.Sprintf("%d %s %d", d.day, monthNames[lang][d.month-1], d.year)
	case Month:
		return fmt.Sprintf("%s %d", monthNames[lang][d.month-1], d.year)
	case Year:
		return fmt.Sprint(d.year)
	case Range:
		or, about := "atau", "sekitar"
		if lang == "en" {
			or, about = "or", "about"
		}
		if d.last-d.year == 1 {
			return fmt.Sprintf("%d %s %d", d.year, or, d.last)
		}
		return fmt.Sprintf("%s %d", about, (int(d.year)+int(d.last))/2)
	}
	return ""
}

// SIAK is the date as SIAK's screens and the forms want it, "17-08-1943". Only
// an exact date has one: a guessed day must not enter the population data.
func (d Date) SIAK() string {
	if d.precision != Exact {
		return ""
	}
	return fmt.Sprintf("%02d-%02d-%04d", d.day, d.month, d.year)
}
