package db

import (
	"strings"
	"testing"
)

func TestRewrite(t *testing.T) {
	for in, want := range map[string]string{
		`SELECT 1`:                           `SELECT 1`,
		`WHERE b = $2 AND a = $1`:            `WHERE b = ?2 AND a = ?1`,
		`x = '$1' AND y = $1`:                `x = '$1' AND y = ?1`,
		`x = 'it''s $1' || $12`:              `x = 'it''s $1' || ?12`,
		`"col$1" = $1`:                       `"col$1" = ?1`,
		"a -- costs $1\n= $1":                "a -- costs $1\n= ?1",
		`a /* $1 */ = $1`:                    `a /* $1 */ = ?1`,
		`col$1 = $1`:                         `col$1 = ?1`,
		`VALUES ($1,$2), ($3,$4)`:            `VALUES (?1,?2), (?3,?4)`,
		`unfinished 'string $1`:              `unfinished 'string $1`,
		`money $`:                            `money $`,
		`unfinished /* comment $1`:           `unfinished /* comment $1`,
		`CAST($1 AS BIGINT) - 1 = $2 / ($3)`: `CAST(?1 AS BIGINT) - 1 = ?2 / (?3)`,
	} {
		for range 2 { // the second comes from the cache
			if got := rewrite(in); got != want {
				t.Errorf("rewrite(%q) = %q, want %q", in, got, want)
			}
		}
	}
}

func FuzzRewrite(f *testing.F) {
	for _, s := range []string{`a = $1`, `'$1'`, `"$1" -- $2`, `/* $1 */ $2`, `'`, `$`, `--`, `é$1'$2`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, q string) {
		got := rewriteText(q)
		if len(got) != len(q) {
			t.Fatalf("length changed: %q to %q", q, got)
		}
		for i := range len(q) {
			if q[i] != got[i] && (q[i] != '$' || got[i] != '?' || !isDigit(q[i+1])) {
				t.Fatalf("%q became %q", q, got)
			}
		}
		if again := rewriteText(got); again != got {
			t.Fatalf("not stable: %q, %q", got, again)
		}
		if quoted := `'` + strings.ReplaceAll(q, `'`, `''`) + `'`; rewriteText(quoted) != quoted {
			t.Fatalf("a literal changed: %q", quoted)
		}
	})
}
