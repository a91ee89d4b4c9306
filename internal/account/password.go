package account

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/jempolkeren/jempol/internal/fault"
)

const (
	minPassword = 10  // characters
	maxPassword = 500 // bytes: more only costs time
)

//go:embed common.txt
var commonText string

var common = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(commonText) {
		set[strings.TrimSpace(line)] = true
	}
	return set
})

// normal makes a password the same whichever keyboard wrote it.
func normal(password string) string { return norm.NFC.String(password) }

// CheckPassword refuses a password that is too short, the login name, or one
// of those that everybody tries first. There are no rules about digits and
// signs: they make passwords that people write on paper.
func CheckPassword(field, login, password string) error {
	p := strings.ToLower(normal(password))
	squeezed := strings.Map(letterOrDigit, p)
	bare := strings.Map(letterOrDigit, foldLogin(login))
	switch {
	case utf8.RuneCountInString(normal(password)) < minPassword:
		return fault.At(field, "fault.account.password_short")
	case len(password) > maxPassword:
		return fault.At(field, "fault.account.password_long")
	case p == foldLogin(login), bare != "" && strings.Trim(strings.ReplaceAll(squeezed, bare, ""), "0123456789") == "" && strings.Contains(squeezed, bare):
		return fault.At(field, "fault.account.password_login")
	case common()[p], common()[strings.TrimRight(p, "0123456789!.@#*")], onlyOne(p):
		return fault.At(field, "fault.account.password_common")
	}
	return nil
}

func letterOrDigit(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// onlyOne reports a password of a single character, as often as you like.
func onlyOne(p string) bool {
	first, _ := utf8.DecodeRuneInString(p)
	return strings.Trim(p, string(first)) == ""
}
