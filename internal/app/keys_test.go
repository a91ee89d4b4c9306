package app

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/fault"
)

func TestKeysAreMadeOnceAndOpenTheSameDataAgain(t *testing.T) {
	for name, from := range map[string]func(dir string) KeySource{
		"file":       func(dir string) KeySource { return KeySource{File: filepath.Join(dir, "kunci", "jempol.key")} },
		"passphrase": func(string) KeySource { return KeySource{Passphrase: "kereta api lewat sawah"} },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			data := filepath.Join(dir, "data")
			first, err := LoadKeys(data, from(dir))
			if err != nil {
				t.Fatal(err)
			}
			again, err := LoadKeys(data, from(dir))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(first.Database, again.Database) || first.Attachments.String() != again.Attachments.String() {
				t.Fatal("the second start made other keys")
			}
		})
	}
}

func TestWhatIsWrongWithAKeyIsSaid(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	if _, err := LoadKeys(data, KeySource{File: filepath.Join(data, "jempol.key")}); fault.As(err).Key != "app.key.inside" {
		t.Errorf("a key inside the data folder: %v", err)
	}
	if _, err := LoadKeys(data, KeySource{Passphrase: "satu dua tiga"}); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadKeys(data, KeySource{Passphrase: "satu dua empat"}); fault.As(err).Key != "app.key.passphrase" {
		t.Errorf("a wrong passphrase: %v", err)
	}
	if err := os.WriteFile(filepath.Join(data, databaseFile), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadKeys(data, KeySource{File: filepath.Join(dir, "hilang.key")}); fault.As(err).Key != "app.key.missing" {
		t.Errorf("data without its key: %v", err)
	}
	broken := filepath.Join(dir, "rusak.key")
	if err := os.WriteFile(broken, []byte("database = 00ff\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := LoadKeys(data, KeySource{File: broken})
	if fault.As(err).Key != "app.key.form" || strings.Contains(err.Error(), "00ff") {
		t.Errorf("a broken key file: %v", err)
	}
}

func FuzzParseKeys(f *testing.F) {
	f.Add([]byte("database = 00\nattachments = AGE-SECRET-KEY-1\n"))
	f.Add([]byte("# nothing\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		k, err := parseKeys(text)
		if err == nil && (len(k.Database) != 32 || k.Attachments == nil) {
			t.Fatal("half a key was taken")
		}
	})
}
