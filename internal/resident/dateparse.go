package resident

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// aboutYears is how far "sekitar" reaches to both sides.
const aboutYears = 3

var (
	about     = regexp.MustCompile(`^(?:sekitar|kira kira|kira2|kurang lebih|kl|±|\+/?-|\+|~|perkiraan|perk|about|around|circa|ca) *(.+)$`)
	ageBefore = regexp.MustCompile(`^(?:umur|usia|age|aged) *(.+)$`)
	clock     = regexp.MustCompile(`^(.*\d{4}|\d{4}-\d{2}-\d{2})[t ] *\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?z?$`)
	ages      = regexp.MustCompile(`^(?:umur |usia |antara )*(\d{1,3}) *(?:-|s/d|s d|sd|sampai|dan|atau|to) *(\d{1,3}) *(?:tahun|thn|th|years old|years|yrs)$`)
	ageYoung  = regexp.MustCompile(`^(?:umur |usia )*(?:(\d{1,2}) *(?:tahun|thn|th|years?) *)?(\d{1,3}) *(bulan|bln|months?|minggu|mgg|weeks?|hari|hr|days?)$`)
	ageAfter  = regexp.MustCompile(`^(\d{1,3}) *(?:tahun|thn|th|years old|years|yrs)$`)
	decadeAge = regexp.MustCompile(`^(\d0) *an(?: (?:tahun|thn|th))?$`)
	decade    = regexp.MustCompile(`^(?:tahun |th |thn )?(\d{3}0) *(?:an|s)$`)
	between   = regexp.MustCompile(`^(?:antara |between )?(\d{4}) *(?:-|s/d|s d|sd|sampai|dan|atau|and|or|to|\.\.) *(\d{4})$`)
	yearOnly  = regexp.MustCompile(`^(?:tahun |th |thn |lahir )?(\d{4})$`)
	numeric   = regexp.MustCompile(`^(\d{1,4})[-/. ](\d{1,4})(?:[-/. ](\d{1,4}))?$`)
	worded    = regexp.MustCompile(`^(?:(\d{1,2}) )?([a-z]+) (\d{2}|\d{4})$`)
	days      = regexp.MustCompile(`^(?:senin|selasa|rabu|kamis|jumat|jum at|sabtu|minggu|ahad) +`)
)

var monthWords = map[string]int{
	"januari": 1, "january": 1, "jan": 1,
	"februari": 2, "pebruari": 2, "february": 2, "feb": 2, "peb": 2,
	"maret": 3, "march": 3, "mar": 3, "mrt": 3,
	"april": 4, "apr": 4,
	"mei": 5, "may": 5,
	"juni": 6, "june": 6, "jun": 6,
	"juli": 7, "july": 7, "jul": 7,
	"agustus": 8, "august": 8, "ags": 8, "agt": 8, "agu": 8, "agst": 8, "agus": 8, "aug": 8,
	"september": 9, "sep": 9, "sept": 9,
	"oktober": 10, "october": 10, "okt": 10, "oct": 10,
	"november": 11, "nopember": 11, "nov": 11, "nop": 11,
	"desember": 12, "december": 12, "des": 12, "dec": 12,
}

var unknownWords = []string{"", "-", "--", "?", "tidak tahu", "tdk tahu", "tidak diketahui", "tdk diketahui", "tidak ada", "unknown", "kosong", "00-00-0000", "00/00/0000"}

// ParseDate reads a birth date as people say and lists write it, on the day
// asked: "17-08-1943", "17/8/1943", "17 Agustus 1943", "Agustus 1943", "1943",
// "78 tahun" (a year or the one before), "sekitar 78", "sekitar 1943",
// "1940-1946", "80-an tahun". Days and months written as 00 are not known.
// What says that nothing is known gives the unknown date. Dates after asked are
// refused, and so is a number alone that can be an age or a year.
func ParseDate(s string, asked time.Time) (Date, error) {
	d, err := parseDate(tidy(s), asked)
	if err != nil {
		return Date{}, err
	}
	if d.after(asked) {
		return Date{}, invalid("resident.date.future")
	}
	return d, nil
}

// What separates the parts of a date; made once, since a list has a hundred
// thousand of them.
var (
	dateMarks = strings.NewReplacer("–", "-", "—", "-", ",", " ", "'", " ", "’", " ", "kira-kira", "kira kira", "-an", "an", "th.", "th ", "thn.", "thn ", "\u00a0", " ")
	gaps      = strings.NewReplacer("-", " ", "/", " ", ".", " ")
)

// tidy lowers the words and takes out what only separates them. Hyphens stay
// between digits, where they mean something.
func tidy(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	s = dateMarks.Replace(s)
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 1 {
		s = strings.TrimRight(s, ". ")
	}
	return days.ReplaceAllString(s, "")
}

func parseDate(s string, asked time.Time) (Date, error) {
	if slices.Contains(unknownWords, s) {
		return Date{}, nil
	}
	if m := between.FindStringSubmatch(s); m != nil {
		return Between(number(m[1]), number(m[2]))
	}
	if m := clock.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	if m := ages.FindStringSubmatch(s); m != nil {
		return betweenAges(number(m[1]), number(m[2]), asked)
	}
	if m := ageYoung.FindStringSubmatch(s); m != nil {
		return parseYoung(m, asked)
	}
	if m := decade.FindStringSubmatch(s); m != nil {
		return Between(number(m[1]), number(m[1])+9)
	}
	if m := about.FindStringSubmatch(s); m != nil {
		return parseAbout(m[1], asked)
	}
	if m := ageBefore.FindStringSubmatch(s); m != nil {
		return parseAge(m[1], asked)
	}
	if ageAfter.MatchString(s) || decadeAge.MatchString(s) {
		return parseAge(s, asked)
	}
	if m := yearOnly.FindStringSubmatch(s); m != nil {
		return NewDate(number(m[1]), 0, 0)
	}
	if m := numeric.FindStringSubmatch(s); m != nil {
		return parseNumeric(m, asked)
	}
	if m := worded.FindStringSubmatch(gaps.Replace(s)); m != nil {
		return parseWorded(m, asked)
	}
	switch n := number(s); {
	case n >= 0 && n <= 130:
		return Date{}, invalid("resident.date.bare")
	case n >= 1000 && n < 110_000:
		return Date{}, invalid("resident.date.serial")
	}
	return Date{}, invalid("resident.date.form")
}

// parseAbout reads what follows "sekitar": a year, or an age.
func parseAbout(s string, asked time.Time) (Date, error) {
	if m := yearOnly.FindStringSubmatch(s); m != nil {
		y := number(m[1])
		return Between(y-aboutYears, min(y+aboutYears, max(y, asked.Year())))
	}
	s = ageBefore.ReplaceAllString(s, "$1")
	if decadeAge.MatchString(s) {
		return parseAge(s, asked)
	}
	if m := ageAfter.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	if n := number(s); n >= 0 && n <= 130 {
		return FromAge(n, aboutYears, asked)
	}
	// An exact date that is only supposed to be right is worth its year.
	d, err := parseDate(s, asked)
	if err != nil || d.Precision() == Range || d.Precision() == Unknown {
		return Date{}, invalid("resident.date.form")
	}
	return Between(int(d.year)-1, min(int(d.year)+1, max(int(d.year), asked.Year())))
}

func parseAge(s string, asked time.Time) (Date, error) {
	if m := about.FindStringSubmatch(s); m != nil {
		return parseAbout(m[1], asked)
	}
	if m := decadeAge.FindStringSubmatch(s); m != nil {
		age := number(m[1])
		return Between(asked.Year()-age-10, asked.Year()-age)
	}
	if m := ageAfter.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	n := number(s)
	if n < 0 {
		return Date{}, invalid("resident.date.form")
	}
	return FromAge(n, 0, asked)
}

// betweenAges is somebody of whom two ages are said: born between both.
func betweenAges(young, old int, asked time.Time) (Date, error) {
	if old > 130 {
		return Date{}, invalid("resident.date.age")
	}
	if young > old {
		return Date{}, invalid("resident.date.ages")
	}
	return Between(asked.Year()-old-1, asked.Year()-young)
}

// parseYoung reads the age of a small child: "8 bulan", "1 tahun 6 bulan", "10
// hari". It gives the years in which the child can be born.
func parseYoung(m []string, asked time.Time) (Date, error) {
	years, n := max(0, number(m[1])), number(m[2])
	unit := func(n int) time.Time {
		switch m[3][0] {
		case 'b':
			return monthsBefore(asked, 12*years+n)
		case 'w':
			return asked.AddDate(-years, 0, -7*n)
		case 'h', 'd':
			return asked.AddDate(-years, 0, -n)
		}
		if m[3][1] == 'o' { // months
			return monthsBefore(asked, 12*years+n)
		}
		return asked.AddDate(-years, 0, -7*n) // minggu
	}
	return Between(unit(n+1).Year(), unit(n).Year())
}

// monthsBefore is a day in the month so many months before; the day of a month
// must not carry it into the next.
func monthsBefore(t time.Time, n int) time.Time {
	return time.Date(t.Year(), t.Month()-time.Month(n), min(t.Day(), 28), 0, 0, 0, 0, time.UTC)
}

// parseNumeric reads day, month, year, or year, month, day where the year
// comes first with four digits; or month and year.
func parseNumeric(m []string, asked time.Time) (Date, error) {
	p := []string{m[1], m[2]}
	if m[3] != "" {
		p = append(p, m[3])
	}
	if len(p[0]) < 3 {
		slices.Reverse(p)
	}
	if len(p) == 2 {
		p = append(p, "0")
	}
	if len(p[0]) == 3 || len(p[1]) > 2 || len(p[2]) > 2 {
		return Date{}, invalid("resident.date.form")
	}
	year, err := fullYear(p[0], asked)
	if err != nil {
		return Date{}, err
	}
	month, day := number(p[1]), number(p[2])
	if year == 0 {
		if month == 0 && day == 0 {
			return Date{}, nil
		}
		return Date{}, invalid("resident.date.year")
	}
	if month == 0 {
		day = 0 // a day without a month says nothing
	}
	return NewDate(year, month, day)
}

func parseWorded(m []string, asked time.Time) (Date, error) {
	month, ok := monthWords[m[2]]
	if !ok {
		return Date{}, invalid("resident.date.month")
	}
	year, err := fullYear(m[3], asked)
	if err != nil {
		return Date{}, err
	}
	day := 0
	if m[1] != "" {
		if day = number(m[1]); day == 0 {
			return NewDate(year, month, 0)
		}
	}
	return NewDate(year, month, day)
}

// fullYear reads a year. One of two digits is of the last century where this
// one cannot be meant; otherwise it is refused, since a grandmother must not
// become a child.
func fullYear(s string, asked time.Time) (int, error) {
	n := number(s)
	if len(s) == 4 {
		return n, nil
	}
	if len(s) == 2 && 2000+n > asked.Year() {
		return 1900 + n, nil
	}
	return 0, invalid("resident.date.century")
}
