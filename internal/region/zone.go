package region

// Zone is the time zone of the province in which an area lies, by its name in
// the time zone database (Keppres 41/1987). What is no area is in the west.
func Zone(c Code) string {
	switch c.At(Province) {
	case "51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76":
		return "Asia/Makassar"
	case "81", "82", "91", "92", "93", "94", "95", "96":
		return "Asia/Jayapura"
	}
	return "Asia/Jakarta"
}
