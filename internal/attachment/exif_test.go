package attachment

import (
	"image"
	"testing"
)

func FuzzOrientation(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00"))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00II*\x00\xff\xff\xff\xff"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		if turn := orientation(raw); turn < 1 || turn > 8 {
			t.Fatalf("orientation %d", turn)
		}
	})
}

// weights: a photo of a phone leaves room for a sign-in beside it, and what
// comes in passes is weighed with its passes.
func TestWeight(t *testing.T) {
	baseline := []byte("\xff\xd8\xff\xe0\x00\x02\xff\xc0\x00\x02\xff\xda\x00\x02")
	passes := []byte("\xff\xd8\xff\xe0\x00\x02\xff\xc2\x00\x02\xff\xda\x00\x02")
	for _, tt := range []struct {
		w, h   int
		format string
		raw    []byte
		want   int64
	}{
		{4000, 3000, "jpeg", baseline, 79},
		{4000, 3000, "jpeg", passes, 216},
		{8000, 5000, "png", nil, 350},
		{1, 1, "png", nil, 1},
	} {
		if got := weight(image.Config{Width: tt.w, Height: tt.h}, tt.format, tt.raw); got != tt.want {
			t.Errorf("%d × %d %s: %d MiB, want %d", tt.w, tt.h, tt.format, got, tt.want)
		}
	}
}
