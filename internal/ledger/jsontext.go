package ledger

import (
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

var (
	errJSON      = errors.New("not JSON")
	errUTF8      = errors.New("not UTF-8")
	errNUL       = errors.New("holds a NUL character")
	errSurrogate = errors.New("holds half a character (an unpaired surrogate)")
)

// checkJSON accepts the JSON that every engine and language keeps as it is:
// PostgreSQL cannot store NUL in a text, and readers disagree on what half a
// surrogate pair means.
func checkJSON(b []byte) error {
	if !utf8.Valid(b) {
		return errUTF8
	}
	if !json.Valid(b) {
		return errJSON
	}
	high := false // the escape just read waits for its second half
	for i := 0; i < len(b); {
		c := b[i]
		if c == 0 {
			return errNUL
		}
		if c != '\\' || b[i+1] != 'u' {
			if high {
				return errSurrogate
			}
			if c == '\\' { // the escaped character may itself be a backslash
				i++
			}
			i++
			continue
		}
		n, err := strconv.ParseUint(string(b[i+2:i+6]), 16, 16)
		if err != nil {
			return errJSON
		}
		i += 6
		switch {
		case n == 0:
			return errNUL
		case high:
			if n < 0xdc00 || n > 0xdfff {
				return errSurrogate
			}
			high = false
		case n >= 0xdc00 && n <= 0xdfff:
			return errSurrogate
		case utf16.IsSurrogate(rune(n)):
			high = true
		}
	}
	if high {
		return errSurrogate
	}
	return nil
}
