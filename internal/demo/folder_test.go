package demo

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

func touch(t *testing.T, dir, name string) string {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// A folder that holds anything else is left alone.
func TestFolderOfAnOffice(t *testing.T) {
	for _, name := range []string{"jempol.db", "attachments.zip"} {
		dir := t.TempDir()
		file := touch(t, dir, name)
		if _, err := OpenFolder(dir); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A start that failed before it wrote anything leaves a lock; the folder is
// free all the same.
func TestFolderOfAFailedStart(t *testing.T) {
	dir := t.TempDir()
	touch(t, dir, db.LockName)
	if _, err := OpenFolder(dir); err != nil {
		t.Error(err)
	}
}

// A demonstration is found again with its seed and its day, and one that was
// broken off is begun anew.
func TestFolderAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	f, err := OpenFolder(dir)
	if err != nil || f.Complete() {
		t.Fatal(err)
	}
	o := Options{Seed: 5, Residents: 300, Today: day("2021-08-16")}
	if err := f.Begin(o, true); err != nil {
		t.Fatal(err)
	}
	half := touch(t, dir, "jempol.db-wal")
	if f, err = OpenFolder(dir); err != nil || f.Complete() {
		t.Fatalf("broken off: %v", err)
	}
	unlock, err := db.LockFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Begin(o, true); !fault.Is(err, fault.Busy) {
		t.Errorf("another process is at it: %v", err)
	}
	if _, err := os.Stat(half); err != nil {
		t.Error("what another process writes was taken away")
	}
	unlock()
	if err := f.Begin(o, true); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(half); err == nil {
		t.Error("what was broken off is still there")
	}
	if err := f.Finish(); err != nil {
		t.Fatal(err)
	}
	touch(t, dir, "jempol.db")
	f, err = OpenFolder(dir)
	if err != nil || !f.Complete() || f.Day() != "2021-08-16" {
		t.Fatalf("again: %v", err)
	}
	if got, want := f.Accounts()[0], Logins(5)[0]; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
