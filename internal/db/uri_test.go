package db

import (
	"net/url"
	"testing"
)

func TestSQLiteURIOfEachSystemsPaths(t *testing.T) {
	for path, want := range map[string]string{
		"/var/lib/jempol/jempol.db":    "file:/var/lib/jempol/jempol.db?mode=ro",
		"C:/jempol/jempol.db":          "file:C:/jempol/jempol.db?mode=ro",
		"//kantor/data/jempol.db":      "file:////kantor/data/jempol.db?mode=ro",
		"/data kantor/50%?#/jempol.db": "file:/data%20kantor/50%25%3F%23/jempol.db?mode=ro",
		"C:/Dokumen Saya/jk/jempol.db": "file:C:/Dokumen%20Saya/jk/jempol.db?mode=ro",
		"data/di-sini/jempol.db":       "file:data/di-sini/jempol.db?mode=ro",
	} {
		if got := sqliteURI(path, url.Values{"mode": {"ro"}}); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
