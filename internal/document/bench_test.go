package document

import (
	"bytes"
	"strconv"
	"testing"
)

func bigList(rows int) List {
	return List{Name: "Daftar", Columns: make([]ListColumn, 12), Rows: func(yield func([]string, error) bool) {
		for i := range rows {
			r := make([]string, 12)
			for j := range r {
				r[j] = "isi sel " + strconv.Itoa(i*12+j)
			}
			if !yield(r, nil) {
				return
			}
		}
	}}
}

func BenchmarkReadXLSX20kRows(b *testing.B) {
	var buf bytes.Buffer
	if err := WriteXLSX(&buf, bigList(20_000)); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		book, err := ReadXLSX(bytes.NewReader(buf.Bytes()), DefaultLimits())
		if err != nil {
			b.Fatal(err)
		}
		if rows, err := read(book, ""); err != nil || len(rows) != 20_001-1 {
			b.Fatal(len(rows), err)
		}
	}
}

func BenchmarkWriteXLSX20kRows(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteXLSX(&bytes.Buffer{}, bigList(20_000)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPaper(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := samplePaper(options()).Bytes(); err != nil {
			b.Fatal(err)
		}
	}
}
