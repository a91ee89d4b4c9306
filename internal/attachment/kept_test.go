package attachment_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
)

// A large file waits encrypted, is read in parts, and leaves nothing behind.
func TestAFileThatWaits(t *testing.T) {
	const name = "0190a000-0000-7000-8000-000000000001"
	text := strings.Repeat("3503045708439001;KATINEM\n", 20_000)
	for _, encrypted := range []bool{false, true} {
		s := open(t, dbtest.OpenSQLite(t), encrypted)
		if size, err := s.Keep(name, strings.NewReader(text), 1<<20); err != nil || size != int64(len(text)) {
			t.Fatal(size, err)
		}
		stored := 0
		_ = filepath.WalkDir(s.Dir(), func(path string, d os.DirEntry, _ error) error {
			if d.IsDir() {
				return nil
			}
			stored++
			if b, err := os.ReadFile(path); err != nil || bytes.Contains(b, []byte("KATINEM")) == encrypted {
				t.Errorf("encrypted %t: the file says otherwise, %v", encrypted, err)
			}
			return nil
		})
		if stored != 1 {
			t.Errorf("%d files", stored)
		}
		k, err := s.OpenKept(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(io.NewSectionReader(k, 0, k.Size))
		if err != nil || string(got) != text {
			t.Errorf("encrypted %t: read back otherwise, %v", encrypted, err)
		}
		if err := errors.Join(k.Close(), s.Forget(name), s.Forget(name)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.OpenKept(name); !fault.Is(err, fault.NotFound) {
			t.Errorf("after it was forgotten: %v", err)
		}
		if _, err := s.Keep(name, strings.NewReader(text), 100); !fault.Is(err, fault.TooLarge) {
			t.Errorf("a file that is too large: %v", err)
		}
		broken := io.MultiReader(strings.NewReader(text), iotest.ErrReader(errors.New("the line is cut")))
		if _, err := s.Keep(name, broken, 1<<20); !fault.Is(err, fault.Invalid) {
			t.Errorf("an upload that broke off: %v", err)
		}
		if _, err := s.Keep("../x", strings.NewReader(text), 1<<20); !fault.Is(err, fault.NotFound) {
			t.Errorf("a name that leads elsewhere: %v", err)
		}
		left, _ := filepath.Glob(filepath.Join(s.Dir(), "*", "*"))
		if len(left) != 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}
