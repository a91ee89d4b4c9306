package app

import (
	"bufio"
	"bytes"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Keys open the data of an installation. The zero Keys leave everything in
// clear, as the demonstration does.
type Keys struct {
	Database    []byte              // 32 bytes, of the database file at rest
	Attachments *age.X25519Identity // of photos and scans
}

// drafts is the key that seals forms which wait for their person; nil where
// nothing is encrypted. It is made from the key of the database, so there is no
// second one to lose.
func (k Keys) drafts() ([]byte, error) {
	if k.Database == nil {
		return nil, nil
	}
	return hkdf.Key(sha256.New, k.Database, nil, "jempol form_draft", 32)
}

// KeySource says where the keys are: a file that lies outside the data folder,
// or one inside it that a passphrase opens. Neither means no encryption.
type KeySource struct {
	File       string
	Passphrase string
}

// wrappedKeys is the key file that a passphrase opens; without the passphrase
// it may lie, and be copied, beside the data.
const wrappedKeys = "jempol.key.age"

// LoadKeys reads the keys of a data folder, and makes them where the folder
// holds no database yet. A folder with a database and no key is refused: a new
// key would not open it.
func LoadKeys(dataDir string, from KeySource) (Keys, error) {
	switch {
	case from.Passphrase != "":
		return wrapped(dataDir, from.Passphrase)
	case from.File != "":
		return plain(dataDir, from.File)
	}
	return Keys{}, nil
}

func plain(dataDir, file string) (Keys, error) {
	inside, err := filepath.Rel(dataDir, file)
	if err == nil && !strings.HasPrefix(inside, "..") {
		return Keys{}, fault.New(fault.Invalid, "app.key.inside").WithArgs(map[string]any{"File": file})
	}
	raw, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return makeKeys(dataDir, func(text []byte) error { return writeNew(file, text) })
	}
	if err != nil {
		return Keys{}, fault.New(fault.Unavailable, "app.key.unreadable").WithArgs(map[string]any{"File": file}).Because(err)
	}
	return parseKeys(raw)
}

func wrapped(dataDir, passphrase string) (Keys, error) {
	file := filepath.Join(dataDir, wrappedKeys)
	raw, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return makeKeys(dataDir, func(text []byte) error {
			to, err := age.NewScryptRecipient(passphrase)
			if err != nil {
				return err
			}
			var sealed bytes.Buffer
			w, err := age.Encrypt(&sealed, to)
			if err != nil {
				return err
			}
			if _, err := w.Write(text); err != nil {
				return err
			}
			if err := w.Close(); err != nil {
				return err
			}
			return writeNew(file, sealed.Bytes())
		})
	}
	if err != nil {
		return Keys{}, fault.New(fault.Unavailable, "app.key.unreadable").WithArgs(map[string]any{"File": file}).Because(err)
	}
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return Keys{}, fault.Wrap("app.key", err)
	}
	r, err := age.Decrypt(bytes.NewReader(raw), id)
	if err != nil {
		return Keys{}, fault.New(fault.Invalid, "app.key.passphrase").Because(err)
	}
	text, err := io.ReadAll(io.LimitReader(r, 1<<16))
	if err != nil {
		return Keys{}, fault.New(fault.Invalid, "app.key.passphrase").Because(err)
	}
	return parseKeys(text)
}

// makeKeys makes the keys of a folder that holds no data yet and stores them
// before they are used: keys that were lost would take the data with them.
func makeKeys(dataDir string, store func([]byte) error) (Keys, error) {
	if _, err := os.Stat(filepath.Join(dataDir, databaseFile)); err == nil {
		return Keys{}, fault.New(fault.Unavailable, "app.key.missing").WithArgs(map[string]any{"Dir": dataDir})
	}
	k := Keys{Database: make([]byte, 32)}
	if _, err := rand.Read(k.Database); err != nil {
		return Keys{}, fault.Wrap("app.key", err)
	}
	var err error
	if k.Attachments, err = age.GenerateX25519Identity(); err != nil {
		return Keys{}, fault.Wrap("app.key", err)
	}
	text := fmt.Sprintf("# Kunci data Jempol Keren. Tanpa berkas ini data tidak dapat dibuka lagi.\n"+
		"# Simpan salinannya di tempat lain yang aman, jangan di folder data.\n"+
		"# Keys of Jempol Keren. Without this file the data cannot be opened again.\n"+
		"database = %s\nattachments = %s\n", hex.EncodeToString(k.Database), k.Attachments)
	if err := store([]byte(text)); err != nil {
		return Keys{}, fault.New(fault.Unavailable, "app.key.unwritable").Because(err)
	}
	return k, nil
}

func parseKeys(text []byte) (Keys, error) {
	var k Keys
	bad := func(err error) (Keys, error) {
		return Keys{}, fault.New(fault.Invalid, "app.key.form").Because(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, _ := strings.Cut(line, "=")
		value = strings.TrimSpace(value)
		var err error
		switch strings.TrimSpace(name) {
		case "database":
			k.Database, err = hex.DecodeString(value)
		case "attachments":
			k.Attachments, err = age.ParseX25519Identity(value)
		default:
			err = errors.New("an unknown line")
		}
		if err != nil {
			return bad(errors.New("a line of the key file does not parse")) // its text is a secret
		}
	}
	if err := lines.Err(); err != nil {
		return bad(err)
	}
	if len(k.Database) != 32 || k.Attachments == nil {
		return bad(errors.New("the key file is not complete"))
	}
	return k, nil
}

func writeNew(file string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.Write(text); err != nil {
		f.Close()
		return err
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
