package attachment_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
)

var scope = db.Scope{Office: "3503", Areas: []string{""}, Role: "registrar", Person: "p1", Purpose: "dossier"}

func picture(t *testing.T, w, h int) image.Image {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, color.RGBA{R: 40, G: 90, B: 160, A: 255})
			if x < w/2 {
				img.SetRGBA(x, y, color.RGBA{R: 200, G: 30, B: 30, A: 255})
			}
		}
	}
	return img
}

func jpegOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withEXIF puts an EXIF block behind the start of a JPEG: the orientation, and
// words that stand for the place where the photo was taken.
func withEXIF(photo []byte, turn byte) []byte {
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00")
	tiff = append(tiff, turn, 0, 0, 0, 0, 0, 0)
	body := append([]byte("Exif\x00\x00"), tiff...)
	body = append(body, "GPS -8.05 111.70 RAHASIA"...)
	seg := []byte{0xFF, 0xE1, byte((len(body) + 2) >> 8), byte(len(body) + 2)}
	out := append([]byte{}, photo[:2]...)
	out = append(out, append(seg, body...)...)
	return append(out, photo[2:]...)
}

func open(t *testing.T, d *db.DB, encrypted bool) *attachment.Store {
	t.Helper()
	var id *age.X25519Identity
	if encrypted {
		var err error
		if id, err = age.GenerateX25519Identity(); err != nil {
			t.Fatal(err)
		}
	}
	s, err := attachment.Open(d, filepath.Join(t.TempDir(), "attachments"), id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAPhotoIsKeptWithoutItsPlaceAndUpright(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, true)
		ctx := context.Background()
		raw := withEXIF(jpegOf(t, picture(t, 80, 40)), 6)
		f, err := s.Put(ctx, scope, "case", "c1", bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if f.Type != "image/jpeg" {
			t.Fatalf("type %s", f.Type)
		}
		got, err := s.Find(ctx, scope, "case", "c1", f.Hash)
		if err != nil {
			t.Fatal(err)
		}
		content, err := s.Read(got)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte("RAHASIA")) || bytes.Contains(content, []byte("Exif")) {
			t.Fatal("the photo still says where it was taken")
		}
		img, _, err := image.Decode(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		if b := img.Bounds(); b.Dx() != 40 || b.Dy() != 80 {
			t.Fatalf("not upright: %v", b)
		}
		if r, _, b, _ := img.At(20, 10).RGBA(); r < b { // the left half was red; turned by 90° it is on top
			t.Fatal("turned the wrong way")
		}
		stored, err := os.ReadFile(filepath.Join(s.Dir(), attachment.Path(f.Hash)))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(stored, []byte("JFIF")) || !bytes.HasPrefix(stored, []byte("age-encryption.org")) {
			t.Fatal("the file lies in clear on the disk")
		}
		if _, err := s.Find(ctx, scope, "case", "c2", f.Hash); !fault.Is(err, fault.NotFound) {
			t.Fatalf("another case finds the file: %v", err)
		}
	})
}

func TestWhatIsNotTaken(t *testing.T) {
	bigHeader := func() []byte { // a PNG that says it is 20,000 × 20,000
		var b bytes.Buffer
		_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1)))
		raw := b.Bytes()
		copy(raw[16:], []byte{0, 0, 0x4E, 0x20, 0, 0, 0x4E, 0x20})
		return fixCRC(raw)
	}
	cases := []struct {
		name string
		raw  []byte
		kind fault.Kind
		key  string
	}{
		{"nothing", nil, fault.Invalid, "attachment.empty"},
		{"a program named foto.jpg", []byte("MZ\x90\x00" + strings.Repeat("x", 200)), fault.Invalid, "attachment.type"},
		{"a page named foto.jpg", []byte("<html><script>alert(1)</script>"), fault.Invalid, "attachment.type"},
		{"cut in the middle", jpegOf(t, picture(t, 300, 300))[:400], fault.Invalid, ""},
		{"20,000 by 20,000", bigHeader(), fault.TooLarge, "attachment.pixels"},
		{"over 20 MB", bytes.Repeat([]byte("x"), attachment.MaxBytes+1), fault.TooLarge, "attachment.too_large"},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, false)
		for _, c := range cases {
			_, err := s.Put(context.Background(), scope, "case", "c1", bytes.NewReader(c.raw))
			if !fault.Is(err, c.kind) || c.key != "" && fault.As(err).Key != c.key {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		left, err := s.List(context.Background(), scope, "case", "c1")
		if err != nil || len(left) != 0 {
			t.Errorf("something was kept: %v %v", left, err)
		}
	})
}

func TestErasureTakesTheFileUnlessAnotherSubjectHasIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, true)
		ctx := context.Background()
		pdf := []byte("%PDF-1.4 surat untuk dua orang\nstartxref\n0\n%%EOF")
		alone := []byte("%PDF-1.4 surat untuk satu orang\nstartxref\n0\n%%EOF")
		shared, err := s.Put(ctx, scope, "case", "c1", bytes.NewReader(pdf))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Put(ctx, scope, "case", "c2", bytes.NewReader(pdf)); err != nil {
			t.Fatal(err)
		}
		own, err := s.Put(ctx, scope, "case", "c1", bytes.NewReader(alone))
		if err != nil {
			t.Fatal(err)
		}
		err = d.Write(ctx, scope.Office, func(tx *db.Tx) error { return s.Purge(tx, scope.Office, "case", "c1") })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Read(own); !fault.Is(err, fault.NotFound) {
			t.Fatalf("the erased file is still there: %v", err)
		}
		if _, err := s.Read(shared); err != nil {
			t.Fatalf("another person's file is gone: %v", err)
		}
	})
}

func TestADamagedFileIsNoticed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, false)
		f, err := s.Put(context.Background(), scope, "case", "c1", strings.NewReader("%PDF-1.4 x\nstartxref\n0\n%%EOF"))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(s.Dir(), attachment.Path(f.Hash))
		if err := os.WriteFile(path, []byte("%PDF-1.4 y\nstartxref\n0\n%%EOF"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Read(f); fault.As(err).Key != "attachment.damaged" {
			t.Fatalf("a flipped byte went unnoticed: %v", err)
		}
	})
}

// corners is a picture whose four quarters differ, so that every turn shows.
func corners() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, 80, 40))
	for y := range 40 {
		for x := range 80 {
			c := color.RGBA{A: 255}
			switch {
			case x < 40 && y < 20:
				c.R = 255
			case y < 20:
				c.G = 255
			case x < 40:
				c.B = 255
			default:
				c.R, c.G, c.B = 255, 255, 255
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// nameOf says which quarter a colour is of.
func nameOf(c color.Color) string {
	r, g, b, _ := c.RGBA()
	switch r, g, b := r > 0x8000, g > 0x8000, b > 0x8000; {
	case r && g && b:
		return "white"
	case r:
		return "red"
	case g:
		return "green"
	case b:
		return "blue"
	}
	return "black"
}

// TestEveryOrientationIsKept: what stands first is the corner that is top left
// on the screen of the phone, then top right (JEITA CP-3451, tag 0x0112).
func TestEveryOrientationIsKept(t *testing.T) {
	want := map[byte][2]string{1: {"red", "green"}, 2: {"green", "red"}, 3: {"white", "blue"}, 4: {"blue", "white"},
		5: {"red", "blue"}, 6: {"blue", "red"}, 7: {"white", "green"}, 8: {"green", "white"}}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, false)
		for turn, corner := range want {
			f, err := s.Put(context.Background(), scope, "case", "c1", bytes.NewReader(withEXIF(jpegOf(t, corners()), turn)))
			if err != nil {
				t.Fatal(err)
			}
			content, err := s.Read(f)
			if err != nil {
				t.Fatal(err)
			}
			img, _, err := image.Decode(bytes.NewReader(content))
			if err != nil {
				t.Fatal(err)
			}
			w, h := img.Bounds().Dx(), img.Bounds().Dy()
			if wide := turn < 5; wide != (w == 80) || h == w {
				t.Errorf("orientation %d is %d × %d", turn, w, h)
			}
			if got := [2]string{nameOf(img.At(3, 3)), nameOf(img.At(w-4, 3))}; got != corner {
				t.Errorf("orientation %d shows %v on top, want %v", turn, got, corner)
			}
		}
	})
}

// TestAScanLosesItsWords: a PNG carries comments, and a transparent one would
// turn black.
func TestAScanLosesItsWords(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 20, 10))); err != nil { // transparent everywhere
		t.Fatal(err)
	}
	raw := b.Bytes()
	words := []byte("tEXtLocation\x00-8.05 111.70 RAHASIA")
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(words)-4))
	chunk = append(chunk, words...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(words))
	raw = append(raw[:33:33], append(chunk, raw[33:]...)...)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, false)
		f, err := s.Put(context.Background(), scope, "case", "c1", bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		content, err := s.Read(f)
		if err != nil || bytes.Contains(content, []byte("RAHASIA")) || f.Type != "image/jpeg" {
			t.Fatalf("%s %v", f.Type, err)
		}
		img, _, err := image.Decode(bytes.NewReader(content))
		if err != nil || nameOf(img.At(5, 5)) != "white" {
			t.Errorf("a transparent scan is %s: %v", nameOf(img.At(5, 5)), err)
		}
	})
}

// What only begins as a PDF is none, and where a photo is asked for none is taken.
func TestAPDFHasAnEndAndIsNoPhoto(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, false)
		pdf := "%PDF-1.4\n1 0 obj\nendobj\nxref\ntrailer\nstartxref\n9\n%%EOF\n"
		for name, c := range map[string]struct {
			raw, put, photo string // what is taken, or the key of why not
		}{
			"whole":          {pdf, "", "attachment.photo"},
			"with some more": {pdf + strings.Repeat(" ", 900), "", "attachment.photo"},
			"eleven bytes":   {"%PDF-1.4 xx", "attachment.pdf_broken", "attachment.photo"},
			"cut off":        {pdf[:len(pdf)-7], "attachment.pdf_broken", "attachment.photo"},
			"no contents":    {"%PDF-1.4\n%%EOF", "attachment.pdf_broken", "attachment.photo"},
			"words":          {"halo", "attachment.type", "attachment.type"},
		} {
			for key, put := range map[string]func(context.Context, db.Scope, string, string, io.Reader) (attachment.File, error){c.put: s.Put, c.photo: s.PutPhoto} {
				if c.put == c.photo {
					put = s.PutPhoto
				}
				f, err := put(context.Background(), scope, "case", "c1", strings.NewReader(c.raw))
				if key == "" && (err != nil || f.Type != "application/pdf") || key != "" && (err == nil || fault.As(err).Key != key || !fault.Is(err, fault.Invalid)) {
					t.Errorf("%s: %v, want %q", name, err, key)
				}
			}
		}
	})
}

// Files that are opened with the wrong key are not called damaged.
func TestTheWrongKeyIsNotDamage(t *testing.T) {
	d := dbtest.OpenSQLite(t)
	mine, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name       string
		made, read *age.X25519Identity
		want       string
	}{
		{"plain files and a key", nil, mine, "attachment.plain"},
		{"encrypted files and no key", mine, nil, "attachment.locked"},
		{"another key", mine, other, "attachment.other_key"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			s, err := attachment.Open(d, dir, tt.made)
			if err != nil {
				t.Fatal(err)
			}
			f, err := s.Put(context.Background(), scope, "case", "c1", strings.NewReader("%PDF-1.4 x\nstartxref\n0\n%%EOF"))
			if err != nil {
				t.Fatal(err)
			}
			if s, err = attachment.Open(d, dir, tt.read); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Read(f); !fault.Is(err, fault.Unavailable) || fault.As(err).Key != tt.want {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
}
