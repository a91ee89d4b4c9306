package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whoever compares the register reads exit codes: 0 nobody stands twice, 1
// somebody does, 2 nothing could be said.
func TestRegisterDuplicates(t *testing.T) {
	dir := t.TempDir()
	data, out := filepath.Join(dir, "data"), filepath.Join(dir, "ganda.csv")
	serve(t, data)
	compare := func(more ...string) (int, string, string) {
		return verb(t, append([]string{"register", "duplicates", "--data", data}, more...)...)
	}
	if code, said, complaint := compare("--out", out); code != 0 || !strings.Contains(said, "0 orang") || !strings.Contains(complaint, "Membaca data penduduk") {
		t.Errorf("an empty register: %d %s%s", code, said, complaint)
	}
	if info, err := os.Stat(out); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the file: %v", err)
	}
	for name, args := range map[string][]string{"ganda.pdf": {"--out", "ganda.pdf"}, out: {"--out", out}, "reveal": {"--reveal", "penasaran"}, "least": {"--least", "2"}} {
		if code, _, complaint := compare(args...); code != 2 || !strings.Contains(complaint, name) && !strings.Contains(complaint, ".xlsx") {
			t.Errorf("%v: %d %s", args, code, complaint)
		}
	}
}
