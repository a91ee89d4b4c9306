package document

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf16"

	"github.com/jempolkeren/jempol/internal/fault"
)

// readLimited reads a whole file that may not be larger than the limit.
func readLimited(r io.Reader, lim Limits) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, lim.Bytes+1))
	if err != nil {
		// The network broke off, or the request was too large for the server.
		var f *fault.Fault
		if errors.As(err, &f) {
			return nil, f
		}
		return nil, fault.New(fault.Invalid, "document.file.broken_off").Because(err)
	}
	if int64(len(data)) > lim.Bytes {
		return nil, fault.New(fault.TooLarge, "document.file.large").WithArgs(map[string]any{"mb": lim.Bytes >> 20})
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, fault.New(fault.Invalid, "document.file.empty")
	}
	return data, nil
}

// foreign names what a file is that is neither a spreadsheet nor plain text, as
// a message key; "" where it may be a table. data is its beginning. People rename files, and offices'
// programs save HTML under .xls.
func foreign(file io.ReaderAt, data []byte, size int64) string {
	head := data[:min(len(data), 4096)]
	switch {
	case bytes.HasPrefix(data, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		all, _ := io.ReadAll(io.NewSectionReader(file, 0, min(size, DefaultLimits().Bytes)))
		if bytes.Contains(all, utf16le("EncryptedPackage")) {
			return "document.xlsx.encrypted"
		}
		return "document.file.old_xls"
	case bytes.HasPrefix(data, []byte("%PDF-")):
		return "document.file.pdf"
	case bytes.HasPrefix(data, []byte("\x89PNG")), bytes.HasPrefix(data, []byte{0xff, 0xd8, 0xff}), bytes.HasPrefix(data, []byte("GIF8")):
		return "document.file.picture"
	}
	low := bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))))
	for _, tag := range []string{"<!doctype html", "<html", "<table", "<?xml", "<meta", "<style"} {
		if bytes.HasPrefix(low, []byte(tag)) {
			return "document.file.html"
		}
	}
	return ""
}

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

func isZip(data []byte) bool {
	return bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("PK\x05\x06"))
}

// ReadTable opens a list by its content, whatever its name says: an Excel file
// or a CSV file.
func ReadTable(r io.Reader, lim Limits) (*Book, error) {
	data, err := readLimited(r, lim)
	if err != nil {
		return nil, err
	}
	return OpenTable(bytes.NewReader(data), int64(len(data)), lim)
}

// OpenTable is ReadTable for a file that is too large for memory. It is read as
// often as its rows are.
func OpenTable(file io.ReaderAt, size int64, lim Limits) (*Book, error) {
	if size > lim.Bytes {
		return nil, fault.New(fault.TooLarge, "document.file.large").WithArgs(map[string]any{"mb": lim.Bytes >> 20})
	}
	head := make([]byte, min(size, 4))
	if _, err := file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, unreadable(err)
	}
	if isZip(head) {
		return openXLSX(file, size, lim)
	}
	return openCSV(file, size, lim)
}

// ReadXLSX opens an Excel file (.xlsx).
func ReadXLSX(r io.Reader, lim Limits) (*Book, error) {
	data, err := readLimited(r, lim)
	if err != nil {
		return nil, err
	}
	return openXLSX(bytes.NewReader(data), int64(len(data)), lim)
}

// ReadCSV opens a CSV file; delimiter and encoding are recognised.
func ReadCSV(r io.Reader, lim Limits) (*Book, error) {
	data, err := readLimited(r, lim)
	if err != nil {
		return nil, err
	}
	return openCSV(bytes.NewReader(data), int64(len(data)), lim)
}
