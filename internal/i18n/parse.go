package i18n

import (
	"fmt"
	"strconv"
	"strings"
)

// entry is one message of a locale file.
type entry struct {
	key, one, other string
	line            int
}

// parse reads the flat part of TOML that locale files use: comments,
// key = "text" with a bare, dotted or quoted key, and a table [key] with
// one = and other = for a text with a plural. A library would accept more than
// a translator should write, and none names the line of a key that stands
// twice across files.
func parse(text string) ([]entry, error) {
	var out []entry
	plural := -1
	for i, raw := range strings.Split(text, "\n") {
		line, n := strings.TrimSpace(raw), i+1
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			key, rest, err := parseKey(strings.TrimSpace(line[1:]))
			if err != nil || !strings.HasPrefix(rest, "]") || !blank(rest[1:]) {
				return nil, fmt.Errorf("line %d: not a table [key]", n)
			}
			out = append(out, entry{key: key, line: n})
			plural = len(out) - 1
			continue
		}
		key, rest, err := parseKey(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		value, ok := strings.CutPrefix(rest, "=")
		if !ok {
			return nil, fmt.Errorf("line %d: no = after the key", n)
		}
		s, err := parseString(strings.TrimSpace(value))
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		switch {
		case plural < 0:
			out = append(out, entry{key: key, other: s, line: n})
		case key == "one" && out[plural].one == "":
			out[plural].one = s
		case key == "other" && out[plural].other == "":
			out[plural].other = s
		default:
			return nil, fmt.Errorf("line %d: a table holds one = and other = once each; ordinary keys stand before the first table", n)
		}
	}
	for _, e := range out {
		if e.other == "" {
			return nil, fmt.Errorf("line %d: %q has no text", e.line, e.key)
		}
	}
	return out, nil
}

// parseKey takes a key off the front and returns what follows it.
func parseKey(s string) (key, rest string, err error) {
	if strings.HasPrefix(s, `"`) {
		q, err := strconv.QuotedPrefix(s)
		if err != nil {
			return "", "", fmt.Errorf("the key's quotation mark is not closed")
		}
		key, rest = q[1:len(q)-1], s[len(q):]
	} else {
		end := strings.IndexFunc(s, func(r rune) bool { return !keyRune(r) })
		if end < 0 {
			end = len(s)
		}
		key, rest = s[:end], s[end:]
	}
	for _, r := range key {
		if !keyRune(r) {
			return "", "", fmt.Errorf("a key has letters, digits, dot, dash and underscore only")
		}
	}
	if key == "" {
		return "", "", fmt.Errorf("no key")
	}
	return key, strings.TrimSpace(rest), nil
}

func keyRune(r rune) bool {
	return r == '.' || r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// parseString reads "basic" with escapes or 'literal', then only a comment.
func parseString(s string) (string, error) {
	if rest, ok := strings.CutPrefix(s, "'"); ok {
		text, after, ok := strings.Cut(rest, "'")
		if !ok || !blank(after) {
			return "", fmt.Errorf("the text is not closed")
		}
		return text, nil
	}
	if !strings.HasPrefix(s, `"`) {
		return "", fmt.Errorf("the text is not in quotation marks")
	}
	q, err := strconv.QuotedPrefix(s)
	if err != nil || !blank(s[len(q):]) {
		return "", fmt.Errorf("the text is not closed")
	}
	return strconv.Unquote(q)
}

func blank(s string) bool {
	s = strings.TrimSpace(s)
	return s == "" || s[0] == '#'
}
