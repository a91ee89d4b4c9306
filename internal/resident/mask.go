package resident

import (
	"strings"
	"unicode/utf8"
)

const dot = "•"

// MaskNIK shows the kabupaten and the serial of a NIK or KK number:
// "3503••••••••0012". The birth date in the middle is what it hides. Anything
// that has not 16 digits is hidden whole.
func MaskNIK(n string) string {
	if len(n) != 16 {
		return strings.Repeat(dot, utf8.RuneCountInString(n))
	}
	return n[:4] + strings.Repeat(dot, 8) + n[12:]
}

// Masked is MaskNIK of the number.
func (n NIK) Masked() string { return MaskNIK(string(n)) }

// Masked is MaskNIK of the number.
func (k KK) Masked() string { return MaskNIK(string(k)) }

// MaskName keeps the first letter of each word, for pages that the public
// sees: "S••• R•••". All words get the same length, which says nothing.
func MaskName(n Name) string {
	words := strings.Fields(string(n))
	for i, w := range words {
		_, size := utf8.DecodeRuneInString(w)
		words[i] = w[:size] + strings.Repeat(dot, 3)
	}
	return strings.Join(words, " ")
}

// MaskPhone keeps the last three digits.
func MaskPhone(p Phone) string {
	if len(p) < 6 {
		return strings.Repeat(dot, len(p))
	}
	return strings.Repeat(dot, len(p)-3) + string(p[len(p)-3:])
}
