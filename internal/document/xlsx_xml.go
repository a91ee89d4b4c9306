package document

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
)

// maxDepth is deeper than any spreadsheet nests; each open element costs
// memory.
const maxDepth = 64

// xmlReader reads tokens and bounds what each may cost: a file that claims to
// be small, nests without end or holds one endless tag stops with a fault.
type xmlReader struct {
	d     *xml.Decoder
	src   *countingReader
	depth int
}

type countingReader struct {
	r     *bufio.Reader
	token int64 // bytes since the last token
	total int64
	most  int64
	limit int64
	lim   Limits
}

func newXMLReader(r io.Reader, lim Limits) *xmlReader {
	src := &countingReader{r: bufio.NewReaderSize(r, 64<<10), most: max(1<<20, int64(lim.Cell)*16), limit: lim.Uncompressed, lim: lim}
	d := xml.NewDecoder(src)
	d.Strict = true
	return &xmlReader{d: d, src: src}
}

// ReadByte makes the decoder read through the counter and not past it.
func (c *countingReader) ReadByte() (byte, error) {
	if c.token++; c.token > c.most {
		return 0, bomb(c.lim)
	}
	if c.total++; c.total > c.limit {
		return 0, bomb(c.lim)
	}
	return c.r.ReadByte()
}

func (c *countingReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := c.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = b
	return 1, nil
}

// next returns the next token; its bytes are valid until the call after.
func (x *xmlReader) next() (xml.Token, error) {
	x.src.token = 0
	tok, err := x.d.RawToken()
	if err != nil {
		return nil, err
	}
	switch tok.(type) {
	case xml.StartElement:
		if x.depth++; x.depth > maxDepth {
			return nil, errors.New("elements nest too deep")
		}
	case xml.EndElement:
		if x.depth--; x.depth < 0 {
			return nil, errors.New("an element ends that never began")
		}
	}
	return tok, nil
}
