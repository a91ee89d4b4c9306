package demo

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// markName is the file that says that a folder holds a demonstration.
const markName = "demo.json"

// Folder is a data folder that holds a demonstration, or will.
type Folder struct {
	dir  string
	mark mark
}

// mark is what the file says.
type mark struct {
	Note      string `json:"note"`
	Complete  bool   `json:"complete"`
	District  string `json:"district"`
	Seed      uint64 `json:"seed"`
	Residents int    `json:"residents"`
	Today     string `json:"today"`
	Fixed     bool   `json:"fixed"` // somebody chose the day: it stays that day
}

// OpenFolder looks at a data folder before anything is opened. A folder with a
// database that is no demonstration is refused: it may be somebody's real work.
// A demonstration that was not finished is no demonstration: Begin it again.
func OpenFolder(dir string) (*Folder, error) {
	f := &Folder{dir: dir}
	text, err := os.ReadFile(filepath.Join(dir, markName))
	switch {
	case err == nil:
		if err := json.Unmarshal(text, &f.mark); err != nil {
			return nil, fault.New(fault.Invalid, "demo.mark").WithArgs(map[string]any{"Dir": dir}).Because(err)
		}
	case !errors.Is(err, os.ErrNotExist):
		return nil, fault.New(fault.Unavailable, "demo.folder").WithArgs(map[string]any{"Dir": dir}).Because(err)
	default:
		return f, f.mustBeFree()
	}
	return f, nil
}

// mustBeFree refuses a folder in which anything lies that may be data.
func (f *Folder) mustBeFree() error {
	entries, err := os.ReadDir(f.dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fault.New(fault.Unavailable, "demo.folder").WithArgs(map[string]any{"Dir": f.dir}).Because(err)
	}
	for _, e := range entries {
		// A start that failed at once leaves its lock and nothing else.
		if e.Name() != ".gitkeep" && e.Name() != db.LockName {
			return fault.New(fault.Conflict, "demo.real_data").WithArgs(map[string]any{"Dir": f.dir})
		}
	}
	return nil
}

// clear takes away what a demonstration that was broken off had written.
func (f *Folder) clear() error {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return fault.New(fault.Unavailable, "demo.folder").WithArgs(map[string]any{"Dir": f.dir}).Because(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "jempol.db") {
			if err := os.Remove(filepath.Join(f.dir, e.Name())); err != nil {
				return fault.New(fault.Unavailable, "demo.folder").WithArgs(map[string]any{"Dir": f.dir}).Because(err)
			}
		}
	}
	return nil
}

// Complete reports whether the demonstration is there already.
func (f *Folder) Complete() bool { return f.mark.Complete }

// Begin says that the folder will hold a demonstration, before anything is
// written there, and takes away what one that was broken off had written. A
// folder in which another process builds one is busy. fixed: somebody chose
// the day.
func (f *Folder) Begin(o Options, fixed bool) error {
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return fault.New(fault.Unavailable, "demo.folder").WithArgs(map[string]any{"Dir": f.dir}).Because(err)
	}
	unlock, err := db.LockFolder(f.dir)
	if err != nil {
		return err
	}
	defer unlock()
	if err := f.clear(); err != nil {
		return err
	}
	f.mark = mark{Note: "Folder peragaan Jempol Keren: orang-orang di dalamnya tidak ada. Demonstration: its people do not exist.",
		District: string(o.District), Seed: o.Seed, Residents: o.Residents, Today: o.Today.Format(time.DateOnly), Fixed: fixed}
	return f.write()
}

// Finish says that the demonstration is whole.
func (f *Folder) Finish() error {
	f.mark.Complete = true
	return f.write()
}

func (f *Folder) write() error {
	text, err := json.MarshalIndent(f.mark, "", "  ")
	if err == nil {
		err = os.WriteFile(filepath.Join(f.dir, markName), append(text, '\n'), 0o600)
	}
	if err != nil {
		return fault.New(fault.Unavailable, "demo.folder").WithArgs(map[string]any{"Dir": f.dir}).Because(err)
	}
	return nil
}

// Accounts are those of the demonstration that is there.
func (f *Folder) Accounts() []Login { return Logins(f.mark.Seed) }

// District is the district of the demonstration that is there; "" if there is
// none.
func (f *Folder) District() string {
	if f.mark.Complete && f.mark.District == "" { // made before there was a choice
		return string(Default)
	}
	return f.mark.District
}

// Day is the day that was chosen for the demonstration; "" if none was.
func (f *Folder) Day() string {
	if f.mark.Fixed {
		return f.mark.Today
	}
	return ""
}

// Lines are the accounts as the command prints them: role, login and password,
// three words a line.
func Lines(accounts []Login) []string {
	var out []string
	for _, l := range accounts {
		out = append(out, string(l.Role)+" "+l.Login+" "+l.Password)
	}
	return slices.Clip(out)
}
