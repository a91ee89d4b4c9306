package outreach_test

import (
	"bytes"
	"image"
	stdjpeg "image/jpeg"
)

// photo is a small picture as a telephone sends it.
func photo() []byte {
	var b bytes.Buffer
	if err := stdjpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 40, 30)), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}
