// Package region knows the administrative areas of Indonesia: 38 provinces,
// 514 kabupaten and kota, 7,285 kecamatan and 83,762 desa and kelurahan, by
// their official codes.
//
// The names are loaded at first use and held as one string with offsets, about
// 4 MB for the whole country. A village name alone is ambiguous (ten occur
// twice in Trenggalek alone), so people are always shown the village with its
// kecamatan (Label), and everything is keyed by Code.
//
// Codes and names come from the npm package idn-area-data 4.0.1 (data under
// ODbL-1.0, see NOTICE); go generate rebuilds areas.gz from it.
package region

//go:generate go run ./gen -out areas.gz

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Code is the official code of an area with its dots: "35" (province), "35.03"
// (kabupaten or kota), "35.03.04" (kecamatan), "35.03.04.2010" (desa or
// kelurahan). A Code says nothing about whether such an area exists; Get does.
type Code string

// Level is the depth of an area. Greater is deeper.
type Level int

// The levels; None is that of a malformed code.
const (
	None Level = iota
	Province
	Kabupaten // a kabupaten or a kota
	Kecamatan
	Village // a desa or a kelurahan
)

// String is the Indonesian word for the level, in the language-neutral form
// that is used in keys.
func (l Level) String() string {
	switch l {
	case Province:
		return "provinsi"
	case Kabupaten:
		return "kabupaten"
	case Kecamatan:
		return "kecamatan"
	case Village:
		return "village"
	}
	return "none"
}

// Level is the level that the shape of the code says, None if it has none.
func (c Code) Level() Level {
	var l Level
	switch len(c) {
	case 2:
		l = Province
	case 5:
		l = Kabupaten
	case 8:
		l = Kecamatan
	case 13:
		l = Village
	default:
		return None
	}
	for i := range len(c) {
		dot := i == 2 || i == 5 || i == 8
		if dot != (c[i] == '.') || !dot && (c[i] < '0' || c[i] > '9') {
			return None
		}
	}
	return l
}

// Valid reports whether the code has the shape of a code at any level.
func (c Code) Valid() bool { return c.Level() != None }

// Parent is the code one level up, "" for a province and for a malformed code.
func (c Code) Parent() Code {
	if !c.Valid() {
		return ""
	}
	if i := strings.LastIndexByte(string(c), '.'); i > 0 {
		return c[:i]
	}
	return ""
}

// At is the ancestor at the level, or the code itself if it is of that level;
// "" if the code is above it or malformed.
func (c Code) At(l Level) Code {
	for c.Level() > l {
		c = c.Parent()
	}
	if c.Level() != l {
		return ""
	}
	return c
}

// Digits is the code without its dots, as NIK and SIAK write it: "350304".
func (c Code) Digits() string { return strings.ReplaceAll(string(c), ".", "") }

// Prefix is the beginning that the codes of all areas below this one share:
// "35.03.". It is meant for a LIKE or a range in a query. For a village it is
// the code itself, for a malformed code it is empty.
func (c Code) Prefix() string {
	switch c.Level() {
	case None:
		return ""
	case Village:
		return string(c)
	default:
		return string(c) + "."
	}
}

// Contains reports whether other is this area or lies in it. The empty code
// contains nothing: a missing area must never widen what somebody may see.
func (c Code) Contains(other Code) bool {
	if !c.Valid() || !other.Valid() {
		return false
	}
	return c == other || len(other) > len(c) && other[:len(c)] == c && other[len(c)] == '.'
}

// Parse reads a code as people and files write it: with dots, or as bare
// digits of 2, 4, 6 or 10. It checks the shape, not whether the area exists.
func Parse(s string) (Code, error) {
	s = strings.TrimSpace(s)
	if c := Code(s); c.Valid() {
		return c, nil
	}
	var cut []int
	switch len(s) {
	case 2:
	case 4:
		cut = []int{2}
	case 6:
		cut = []int{2, 4}
	case 10:
		cut = []int{2, 4, 6}
	default:
		return "", fault.New(fault.Invalid, "region.code.shape")
	}
	var b strings.Builder
	from := 0
	for _, to := range cut {
		b.WriteString(s[from:to])
		b.WriteByte('.')
		from = to
	}
	b.WriteString(s[from:])
	if c := Code(b.String()); c.Valid() {
		return c, nil
	}
	return "", fault.New(fault.Invalid, "region.code.shape")
}

// key orders codes so that an area comes before what lies in it and all that
// lies in it follows without a gap.
type key uint64

// span is the key range of a code: the area itself and all below it.
func (c Code) span() (lo, hi key) {
	l := c.Level()
	if l == None {
		return 1, 0
	}
	for i := range len(c) {
		if c[i] != '.' {
			lo = lo*10 + key(c[i]-'0')
		}
	}
	width := [...]key{Province: 1e8, Kabupaten: 1e6, Kecamatan: 1e4, Village: 1}[l]
	lo *= width
	return lo, lo + width - 1
}

func (k key) code() Code {
	b := [13]byte{2: '.', 5: '.', 8: '.'}
	n := k
	for i := 12; i >= 0; i-- {
		if i == 8 || i == 5 || i == 2 {
			continue
		}
		b[i] = byte('0' + n%10)
		n /= 10
	}
	return Code(b[:k.level().width()])
}

func (k key) level() Level {
	switch {
	case k%1e4 != 0:
		return Village
	case k%1e6 != 0:
		return Kecamatan
	case k%1e8 != 0:
		return Kabupaten
	default:
		return Province
	}
}

func (l Level) width() int {
	return [...]int{Province: 2, Kabupaten: 5, Kecamatan: 8, Village: 13}[l]
}
