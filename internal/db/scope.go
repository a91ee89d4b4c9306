package db

import (
	"fmt"
	"slices"
	"strings"
)

// Scope says for whom and why something is read. Every store method takes one;
// only the account room makes one.
type Scope struct {
	Office      string
	Areas       []string // area code prefixes; "" is everything
	Role        string
	Person      string // user id
	Agency      string
	Institution string
	Purpose     string
}

// Empty reports that the scope reaches nothing: no office, or neither an area
// nor an agency nor an institution in it.
func (s Scope) Empty() bool {
	return s.Office == "" || len(s.Areas) == 0 && s.Agency == "" && s.Institution == ""
}

// AreaFilter gives a condition that keeps the rows whose column lies in one of
// the scope's areas, its parameters numbered from next. The codes have fixed
// widths, so a prefix is a range, which both engines answer from an index.
func (s Scope) AreaFilter(column string, next int) (string, []any) {
	if s.Office == "" {
		return "1=0", nil
	}
	var parts []string
	var args []any
	for _, a := range s.Areas {
		if a == "" {
			return "1=1", nil
		}
		after, bounded := successor(a)
		if !bounded {
			continue
		}
		parts = append(parts, fmt.Sprintf("(%s >= $%d AND %s < $%d)", column, next+len(args), column, next+len(args)+1))
		args = append(args, a, after)
	}
	if parts == nil {
		return "1=0", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// Covers reports what the condition of AreaFilter keeps.
func (s Scope) Covers(area string) bool {
	return s.Office != "" && slices.ContainsFunc(s.Areas, func(a string) bool {
		if a == "" {
			return true
		}
		_, bounded := successor(a)
		return bounded && strings.HasPrefix(area, a)
	})
}

// successor is the first text after every text that begins with the prefix.
// Area codes are ASCII; anything else has none and reaches nothing.
func successor(prefix string) (string, bool) {
	last := prefix[len(prefix)-1]
	if last >= 0x7f {
		return "", false
	}
	return prefix[:len(prefix)-1] + string(rune(last+1)), true
}
