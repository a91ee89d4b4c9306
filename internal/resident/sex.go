package resident

import "strings"

// Sex is the recorded sex, as lists and SIAK screens abbreviate it.
type Sex string

// The sexes; the empty one is not known.
const (
	Male   Sex = "L"
	Female Sex = "P"
)

// ParseSex reads what lists write; empty is not known.
func ParseSex(s string) (Sex, error) {
	switch strings.ReplaceAll(Fold(s), " ", "") {
	case "L", "LK", "LAKI", "LAKILAKI", "PRIA", "M", "MALE":
		return Male, nil
	case "P", "PR", "PEREMPUAN", "WANITA", "F", "FEMALE":
		return Female, nil
	}
	switch strings.TrimSpace(s) {
	case "1":
		return Male, nil
	case "2":
		return Female, nil
	case "", "-", "?":
		return "", nil
	}
	return "", invalid("resident.sex")
}
