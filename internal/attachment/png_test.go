package attachment_test

import (
	"encoding/binary"
	"hash/crc32"
)

// fixCRC makes the header block of a PNG valid again after its size was changed.
func fixCRC(raw []byte) []byte {
	binary.BigEndian.PutUint32(raw[29:], crc32.ChecksumIEEE(raw[12:29]))
	return raw
}
