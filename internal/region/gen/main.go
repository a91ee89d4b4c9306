// Command gen writes region's area table from the npm package idn-area-data
// 4.0.1 (data under ODbL-1.0). Given no unpacked package folder, it fetches the
// package with npm pack.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const source = "idn-area-data@4.0.1"

func main() {
	log.SetFlags(0)
	out := flag.String("out", "areas.gz", "file to write")
	flag.Parse()
	if err := run(flag.Arg(0), *out); err != nil {
		log.Fatal("gen: ", err)
	}
}

func run(folder, out string) error {
	if folder == "" {
		tmp, err := os.MkdirTemp("", "idn-area-data")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp)
		if folder, err = fetch(tmp); err != nil {
			return err
		}
	}
	names := map[string]string{}
	for _, file := range []string{"provinces", "regencies", "districts", "villages"} {
		if err := read(filepath.Join(folder, "data", file+".csv"), names); err != nil {
			return err
		}
	}
	text, err := encode(names)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	zw, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := zw.Write(text); err != nil {
		return err
	}
	if err := zw.Close(); err != nil {
		return err
	}
	log.Printf("%d areas, %d bytes", len(names), b.Len())
	return os.WriteFile(out, b.Bytes(), 0o644)
}

func fetch(dir string) (string, error) {
	for _, args := range [][]string{
		{"npm", "pack", source, "--pack-destination", dir},
		{"tar", "xzf", filepath.Join(dir, "idn-area-data-4.0.1.tgz"), "-C", dir},
	} {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Stderr = os.Stderr
		if err := cmd.Run(); err != nil {
			return "", fmt.Errorf("%s: %w", args[0], err)
		}
	}
	return filepath.Join(dir, "package"), nil
}

func read(file string, into map[string]string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return err
	}
	for _, row := range rows[1:] {
		name, err := clean(row[0], row[len(row)-1])
		if err != nil {
			return err
		}
		into[row[0]] = name
	}
	return nil
}

// clean takes the kind off the name of a kabupaten or kota, because the code
// says it, and brings the three ways in which the source writes a glottal stop
// (Ra"as in 35.29.22, Regapu’u in 53.07.01.2021, Ra'as) to one.
func clean(code, name string) (string, error) {
	name = strings.NewReplacer(`"`, "'", "’", "'", "*", "").Replace(name)
	name = strings.Join(strings.Fields(name), " ")
	if len(code) == 5 {
		kind := "Kabupaten "
		if code[3:] >= "71" {
			kind = "Kota "
		}
		bare, ok := strings.CutPrefix(name, kind)
		if !ok {
			return "", fmt.Errorf("%s is not a %s", code, kind)
		}
		name = bare
	}
	if strings.ContainsAny(name[:1], "=-.") {
		return "", fmt.Errorf("%s: its name begins like the mark of a level", code)
	}
	for _, r := range name {
		if r > 126 || r == '|' {
			return "", fmt.Errorf("%s: unexpected letter %q in its name", code, r)
		}
	}
	return name, nil
}

func encode(names map[string]string) ([]byte, error) {
	codes := make([]string, 0, len(names))
	for c := range names {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	var b bytes.Buffer
	last := [5]int{}
	for _, c := range codes {
		parts := strings.Split(c, ".")
		l := len(parts)
		if l > 1 && names[strings.Join(parts[:l-1], ".")] == "" {
			return nil, fmt.Errorf("%s has no parent", c)
		}
		own, err := strconv.Atoi(parts[l-1])
		if err != nil {
			return nil, err
		}
		if l < 4 {
			b.WriteByte("?=-."[l])
		}
		if own != last[l]+1 {
			b.WriteString(parts[l-1] + "|")
		}
		b.WriteString(names[c] + "\n")
		last[l] = own
		for deeper := l + 1; deeper < 5; deeper++ {
			last[deeper] = 0
		}
		if l == 3 {
			last[4] = 2000
		}
	}
	return b.Bytes(), nil
}
