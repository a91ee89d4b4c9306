package casefile

import (
	"slices"
	"testing"
)

func TestTokensOf(t *testing.T) {
	for typed, want := range map[string][]string{
		"JK-2021-00412": {"number:JK202100412"},
		"jk 2021 412":   {"number:JK2021412", "number:JK20210412", "number:JK202100412"},
		"JK-2021-1506":  {"number:JK20211506", "number:JK202101506"},
		"JK-2021-B7":    {"number:JK2021B7", "number:JK2021B0007", "number:JK2021B00007"},
		"412":           {"number:412"},
	} {
		if got := TokensOf(TokenNumber, typed); !slices.Equal(got, want) {
			t.Errorf("%s: %v, not %v", typed, got, want)
		}
	}
}
