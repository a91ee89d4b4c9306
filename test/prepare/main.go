// prepare makes the databases that the test processes of one run share, writes
// into the file that its argument names where they are, and keeps them until its
// standard input ends.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

func main() {
	if err := prepare(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "prepare:", err)
		os.Exit(1)
	}
}

func prepare(path string) error {
	// Renamed when it is whole: whoever waits for it reads no half.
	f, err := os.Create(path + ".part")
	if err != nil {
		return err
	}
	if err := errors.Join(dbtest.Prepare(f), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+".part", path); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}
