package attachment

import (
	"bytes"
	"encoding/binary"
)

// segments walks the headers of a JPEG up to its picture and ends where visit
// says so or the bytes make no sense.
func segments(raw []byte, visit func(marker byte, body []byte) bool) {
	for at := 2; at+4 <= len(raw) && raw[at] == 0xFF; {
		marker, size := raw[at+1], int(binary.BigEndian.Uint16(raw[at+2:]))
		if marker == 0xDA || size < 2 || at+2+size > len(raw) || !visit(marker, raw[at+4:at+2+size]) {
			return
		}
		at += 2 + size
	}
}

// progressive reports whether a JPEG comes in passes (ITU-T T.81, SOF2).
func progressive(raw []byte) (in bool) {
	segments(raw, func(marker byte, _ []byte) bool {
		in = marker == 0xC2
		return !in
	})
	return in
}

// orientation reads the EXIF orientation of a JPEG (JEITA CP-3451, tag 0x0112):
// 1 to 8, and 1 where there is none or the bytes make no sense.
func orientation(raw []byte) int {
	turn := 1
	segments(raw, func(marker byte, body []byte) bool {
		if marker != 0xE1 || !bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
			return true
		}
		turn = tiffOrientation(body[6:])
		return false
	})
	return turn
}

func tiffOrientation(t []byte) int {
	if len(t) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(t[:2]) {
	case "II":
		order = binary.LittleEndian
	case "MM":
		order = binary.BigEndian
	default:
		return 1
	}
	ifd := int64(order.Uint32(t[4:]))
	if ifd+2 > int64(len(t)) {
		return 1
	}
	n := int64(order.Uint16(t[ifd:]))
	for i := range n {
		at := ifd + 2 + 12*i
		if at+12 > int64(len(t)) {
			return 1
		}
		if order.Uint16(t[at:]) == 0x0112 {
			if v := int(order.Uint16(t[at+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}
