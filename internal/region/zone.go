package region

import "time"

// The three time zones of the country (Keppres 41/1987). None has had summer
// time since 1964, so fixed zones are exact, and a fold needs no time zone
// files. This is their one definition: a day is the office's, never the
// program's.
var (
	western = time.FixedZone("WIB", 7*60*60)
	central = time.FixedZone("WITA", 8*60*60)
	eastern = time.FixedZone("WIT", 9*60*60)
)

// Zone is the time zone of the province in which an area lies, by its name in
// the time zone database. What is no area is in the west.
func Zone(c Code) string {
	switch hours(string(c)) {
	case central:
		return "Asia/Makassar"
	case eastern:
		return "Asia/Jayapura"
	}
	return "Asia/Jakarta"
}

// Hours is the time of an office, by its id: the code of its kabupaten without
// dots. Every event says of which office it is, so every replica of it finds
// the same days in it.
func Hours(office string) *time.Location { return hours(office) }

func hours(code string) *time.Location {
	if len(code) < 2 {
		return western
	}
	switch code[:2] {
	case "51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76":
		return central
	case "81", "82", "91", "92", "93", "94", "95", "96":
		return eastern
	}
	return western
}
