package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"sort"
	"strings"
	"sync"
)

//go:embed static
var staticFiles embed.FS

// assets are the static files under names that carry their hash, so that a
// browser keeps them for good and an upgrade is seen at once.
type assets struct {
	byName map[string]string // ui.css to /static/ui.1a2b3c4d.css
	byPath map[string]asset
}

type asset struct {
	ctype      string
	plain, zip []byte
}

var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".png": "image/png", ".jpg": "image/jpeg", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
}

// loadAssets gives the program's own files, with the style sheet of the office
// where it has one.
func loadAssets(theme []byte) (*assets, error) {
	own, err := ownAssets()
	if err != nil || len(theme) == 0 {
		return own, err
	}
	a := &assets{byName: maps.Clone(own.byName), byPath: maps.Clone(own.byPath)}
	return a, a.add("theme.css", theme)
}

// ownAssets hashes and compresses every file, once; style sheets come last,
// because they name the others.
var ownAssets = sync.OnceValues(func() (*assets, error) {
	a := &assets{byName: map[string]string{}, byPath: map[string]asset{}}
	entries, err := fs.ReadDir(staticFiles, "static")
	if err != nil {
		return nil, err
	}
	sort.SliceStable(entries, func(i, j int) bool {
		return path.Ext(entries[i].Name()) != ".css" && path.Ext(entries[j].Name()) == ".css"
	})
	for _, e := range entries {
		body, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			return nil, err
		}
		if err := a.add(e.Name(), body); err != nil {
			return nil, err
		}
	}
	return a, nil
})

func (a *assets) add(name string, body []byte) error {
	ext := path.Ext(name)
	if ext == ".css" {
		for n, u := range a.byName {
			body = bytes.ReplaceAll(body, []byte("url("+n+")"), []byte("url("+u+")"))
		}
	}
	sum := sha256.Sum256(body)
	url := "/static/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	as := asset{ctype: assetTypes[ext], plain: body}
	if ext != ".woff2" && ext != ".png" && ext != ".jpg" { // which are small already
		var buf bytes.Buffer
		zw, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
		if err != nil {
			return err
		}
		if _, err := zw.Write(body); err != nil {
			return err
		}
		if err := zw.Close(); err != nil {
			return err
		}
		as.zip = buf.Bytes()
	}
	a.byName[name], a.byPath[url] = url, as
	return nil
}

func (a *assets) url(name string) string { return a.byName[name] }

func (a *assets) has(name string) bool { return a.byName[name] != "" }

// ServeHTTP answers only exact hashed names.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	as, ok := a.byPath[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", as.ctype)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Etag", `"`+path.Base(r.URL.Path)+`"`)
	h.Add("Vary", "Accept-Encoding")
	if r.Header.Get("If-None-Match") == h.Get("Etag") {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := as.plain
	if as.zip != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = as.zip
	}
	_, _ = w.Write(body)
}
