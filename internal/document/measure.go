package document

import (
	"strings"

	"golang.org/x/image/math/fixed"
)

func ppem(v float64) fixed.Int26_6 { return fixed.Int26_6(v*64 + 0.5) }

// wrap breaks a text into lines no wider than limit, where width measures a
// text in the same unit. It breaks at spaces, and inside a word only when the
// word alone is too wide, so a long name is never cut off.
func wrap(s string, limit float64, width func(string) float64) []string {
	var lines []string
	for _, para := range strings.Split(s, "\n") {
		line := ""
		for _, word := range strings.Fields(para) {
			for {
				joined := word
				if line != "" {
					joined = line + " " + word
				}
				if width(joined) <= limit {
					line = joined
					break
				}
				if line != "" {
					lines = append(lines, line)
					line = ""
					continue
				}
				head, rest := cut(word, limit, width)
				if rest == "" {
					line = head
					break
				}
				lines = append(lines, head)
				word = rest
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// cut splits a word at the last character that fits; at least one is taken, so
// that a narrow column ends.
func cut(word string, limit float64, width func(string) float64) (head, rest string) {
	end := 0
	for i, r := range word {
		next := i + len(string(r))
		if i > 0 && width(word[:next]) > limit {
			break
		}
		end = next
	}
	return word[:end], word[end:]
}
