// Package papertest reads the text back from the papers that document makes,
// for tests of every room that prints.
package papertest

import (
	"bytes"
	"compress/zlib"
	"io"
	"strings"
	"unicode/utf16"
)

// Text returns the text of a PDF made by document, one printed line a line, in
// printing order. It reads only what document writes: flate streams and UTF-16
// strings.
func Text(pdf []byte) string { return strings.Join(Pages(pdf), "\n") }

// Pages returns the text of each page.
func Pages(pdf []byte) []string {
	var pages []string
	for rest := pdf; ; {
		i := bytes.Index(rest, []byte("stream\n"))
		if i < 0 {
			return pages
		}
		rest = rest[i+len("stream\n"):]
		j := bytes.Index(rest, []byte("\nendstream"))
		if j < 0 {
			return pages
		}
		if body := inflate(rest[:j]); bytes.Contains(body, []byte(" Tj ET")) {
			pages = append(pages, strings.Join(shown(body), "\n"))
		}
		rest = rest[j+len("\nendstream"):]
	}
}

func inflate(b []byte) []byte {
	r, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return b
	}
	out, err := io.ReadAll(r)
	if err != nil {
		return nil
	}
	return out
}

// shown collects the strings that a content stream shows.
func shown(b []byte) []string {
	var out []string
	for i := 0; i < len(b); i++ {
		if b[i] != '(' {
			continue
		}
		var raw []byte
		for i++; i < len(b) && b[i] != ')'; i++ {
			if b[i] == '\\' && i+1 < len(b) {
				i++
				if b[i] == 'r' {
					raw = append(raw, '\r')
					continue
				}
			}
			raw = append(raw, b[i])
		}
		if bytes.HasPrefix(b[min(i, len(b)):], []byte(") Tj")) {
			units := make([]uint16, len(raw)/2)
			for k := range units {
				units[k] = uint16(raw[2*k])<<8 | uint16(raw[2*k+1])
			}
			out = append(out, string(utf16.Decode(units)))
		}
	}
	return out
}
