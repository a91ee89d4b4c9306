package db

import (
	"strconv"
	"strings"
)

// Params are n parameters from a number on, with commas between: what stands in
// an IN of one size, so that one text serves all questions.
func Params(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(from+i))
	}
	return b.String()
}
