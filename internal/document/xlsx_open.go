package document

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"path"
	"strings"

	"github.com/jempolkeren/jempol/internal/fault"
)

// The reader is our own: excelize gives a row as strings, in which a NIK that
// became a number, a date and the result of a formula look alike, and asking
// for each cell loads the whole sheet. Reading is one pass over the sheet's
// XML; writing is excelize's.

type xlsx struct {
	files  map[string]*zip.File
	lim    Limits
	shared string // part names
	sheets []string
	date04 bool
	styles []cellStyle
	texts  sharedTexts
	loaded bool
}

func damaged(err error) error {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f
	}
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		// Its message may quote the file, which holds personal data.
		err = errors.New("XML is malformed at line " + itoa(syntax.Line))
	}
	return fault.New(fault.Invalid, "document.xlsx.damaged").Because(err)
}

// maxParts is more than any honest workbook has.
const maxParts = 5000

func openXLSX(data io.ReaderAt, size int64, lim Limits) (*Book, error) {
	head := make([]byte, min(size, sniffed))
	if _, err := data.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, unreadable(err)
	}
	if key := foreign(data, head, size); key != "" {
		return nil, fault.New(fault.Invalid, key)
	}
	if !isZip(head) {
		return nil, fault.New(fault.Invalid, "document.file.text")
	}
	z, err := zip.NewReader(data, size)
	if err != nil {
		return nil, damaged(err)
	}
	x := &xlsx{files: make(map[string]*zip.File, len(z.File)), lim: lim}
	var total uint64
	for _, f := range z.File {
		if total += f.UncompressedSize64; total > uint64(lim.Uncompressed) || f.UncompressedSize64 > uint64(lim.Uncompressed) || len(z.File) > maxParts {
			return nil, bomb(lim)
		}
		x.files[strings.TrimPrefix(f.Name, "/")] = f
	}
	if key := x.foreign(); key != "" {
		return nil, fault.New(fault.Invalid, key)
	}
	b := &Book{Format: "xlsx", lim: lim}
	if b.Sheets, err = x.workbook(); err != nil {
		return nil, damaged(err)
	}
	b.read = func(sheet int) iter.Seq2[Row, error] {
		return func(yield func(Row, error) bool) {
			if err := x.rows(x.sheets[sheet], yield); err != nil {
				yield(Row{}, damaged(err))
			}
		}
	}
	return b, nil
}

func bomb(lim Limits) error {
	return fault.New(fault.TooLarge, "document.xlsx.bomb").WithArgs(map[string]any{"mb": lim.Uncompressed >> 20})
}

// foreign recognises other documents that are zip files too.
func (x *xlsx) foreign() string {
	has := func(name string) bool { _, ok := x.files[name]; return ok }
	switch {
	case has("xl/workbook.bin"):
		return "document.file.xlsb"
	case has("content.xml") && has("mimetype"):
		return "document.file.ods"
	case has("word/document.xml"):
		return "document.file.word"
	case !has("[Content_Types].xml"):
		return "document.file.unknown"
	}
	return ""
}

// open reads one part, however long its header claims it to be.
func (x *xlsx) open(name string) (*xmlReader, io.Closer, error) {
	f, ok := x.files[name]
	if !ok {
		return nil, nil, errors.New("part is missing: " + name)
	}
	rc, err := f.Open()
	if err != nil {
		return nil, nil, err
	}
	return newXMLReader(rc, x.lim), rc, nil
}

// walk calls start for every element of a part.
func (x *xlsx) walk(name string, start func(e xml.StartElement) error) error {
	r, c, err := x.open(name)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	for {
		tok, err := r.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := tok.(xml.StartElement); ok {
			if err := start(e); err != nil {
				return err
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// workbook reads the list of sheets and finds the parts.
func (x *xlsx) workbook() ([]Sheet, error) {
	book := "xl/workbook.xml"
	// A writer may call the part otherwise; the root relations name it.
	if _, ok := x.files["_rels/.rels"]; ok {
		err := x.walk("_rels/.rels", func(e xml.StartElement) error {
			if e.Name.Local == "Relationship" && strings.HasSuffix(attr(e, "Type"), "/officeDocument") {
				book = strings.TrimPrefix(path.Clean("/"+attr(e, "Target")), "/")
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	targets := map[string]string{}
	var styles string
	rels := path.Join(path.Dir(book), "_rels", path.Base(book)+".rels")
	err := x.walk(rels, func(e xml.StartElement) error {
		if e.Name.Local != "Relationship" {
			return nil
		}
		target := attr(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", path.Dir(book), target)
		}
		target = strings.TrimPrefix(path.Clean(target), "/")
		targets[attr(e, "Id")] = target
		switch kind := attr(e, "Type"); {
		case strings.HasSuffix(kind, "/sharedStrings"):
			x.shared = target
		case strings.HasSuffix(kind, "/styles"):
			styles = target
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var sheets []Sheet
	err = x.walk(book, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			x.date04 = isTrue(attr(e, "date1904"))
		case "sheet":
			part := targets[relID(e)]
			if _, ok := x.files[part]; !ok || strings.Contains(part, "chartsheets/") {
				return nil
			}
			sheets = append(sheets, Sheet{Name: attr(e, "name"), Hidden: attr(e, "state") != "" && attr(e, "state") != "visible"})
			x.sheets = append(x.sheets, part)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(sheets) == 0 {
		return nil, errors.New("no sheet")
	}
	// Where every sheet is hidden the first one is meant.
	visible := false
	for _, s := range sheets {
		visible = visible || !s.Hidden
	}
	sheets[0].Hidden = sheets[0].Hidden && visible
	if styles != "" && x.files[styles] != nil {
		return sheets, x.readStyles(styles)
	}
	return sheets, nil
}

// relID is the r:id attribute, not the sheet's own number.
func relID(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

func isTrue(s string) bool { return s == "1" || s == "true" }
