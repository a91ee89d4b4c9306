package i18n

import (
	"strconv"
	"strings"
)

// Whole reads a whole number as people write it in either language: "1217",
// "45.000.000", "45,000,000", "Rp 45 000 000". A separator stands before three
// digits, each time the same one: "12.5" km is refused and never read as 125.
func Whole(s string) (int64, bool) {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\u00a0", " "))
	s = strings.TrimSpace(strings.TrimPrefix(s, "Rp"))
	if i := strings.IndexAny(s, "., "); i >= 0 {
		groups := strings.Split(s, s[i:i+1])
		for k, g := range groups {
			if k == 0 && (g == "" || len(g) > 3) || k > 0 && len(g) != 3 {
				return 0, false
			}
		}
		s = strings.Join(groups, "")
	}
	if strings.Trim(s, "0123456789") != "" {
		return 0, false // ParseInt takes a sign
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}
