package db

import (
	"strings"
	"sync"
)

// rewrites remembers the SQLite form of each text; the program has some
// hundreds of texts, all constant or built from few parts.
var rewrites sync.Map

const maxRewrites = 4096

var rewriteCount struct {
	sync.Mutex
	n int
}

// rewrite turns $1 into ?1, because SQLite takes $1 for a name and numbers
// names by first appearance, which silently swaps arguments.
func rewrite(q string) string {
	if !strings.Contains(q, "$") {
		return q
	}
	if r, ok := rewrites.Load(q); ok {
		return r.(string)
	}
	r := rewriteText(q)
	rewriteCount.Lock()
	if rewriteCount.n < maxRewrites {
		rewriteCount.n++
		rewrites.Store(q, r)
	}
	rewriteCount.Unlock()
	return r
}

func rewriteText(q string) string {
	var b strings.Builder
	b.Grow(len(q))
	for i := 0; i < len(q); {
		if n := skip(q[i:]); n > 0 {
			b.WriteString(q[i : i+n])
			i += n
			continue
		}
		if q[i] == '$' && i+1 < len(q) && isDigit(q[i+1]) && (i == 0 || !isWord(q[i-1])) {
			b.WriteByte('?')
		} else {
			b.WriteByte(q[i])
		}
		i++
	}
	return b.String()
}

// skip returns the length of the literal, quoted name or comment that s begins
// with, or 0.
func skip(s string) int {
	end := func(from int, mark string) int {
		if j := strings.Index(s[from:], mark); j >= 0 {
			return from + j + len(mark)
		}
		return len(s)
	}
	switch {
	case s[0] == '\'':
		return end(1, "'")
	case s[0] == '"':
		return end(1, `"`)
	case strings.HasPrefix(s, "--"):
		return end(2, "\n")
	case strings.HasPrefix(s, "/*"):
		return end(2, "*/")
	}
	return 0
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWord(c byte) bool {
	return isDigit(c) || c == '_' || c == '$' || (c|0x20 >= 'a' && c|0x20 <= 'z')
}
