package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The check is tried on both kinds, made from the same few lines: resolving a
// user goes through C as soon as cgo is allowed.
func TestCheckTellsTheKindsApart(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "main.go")
	text := "package main\n\nimport \"os/user\"\n\nfunc main() { u, _ := user.Current(); println(u.Uid) }\n"
	if err := os.WriteFile(source, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		cgo    string
		static bool
	}{{"0", true}, {"1", false}} {
		t.Run("CGO_ENABLED="+tt.cgo, func(t *testing.T) {
			out := filepath.Join(dir, "with"+tt.cgo)
			build := exec.Command("go", "build", "-o", out, source)
			build.Env = append(os.Environ(), "GOOS=linux", "CGO_ENABLED="+tt.cgo)
			if msg, err := build.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, msg)
			}
			if err := check(out); (err == nil) != tt.static {
				t.Errorf("check: %v", err)
			}
		})
	}
	if check(source) == nil {
		t.Error("a text file passes for a program")
	}
}
