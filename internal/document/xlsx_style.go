package document

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"time"
)

// cellStyle is what a number format means for reading.
type cellStyle struct {
	date bool
	pad  int // "000" shows RT 3 as 003
}

// maxStyles bounds a styles part; Excel itself allows 65,490.
const maxStyles = 70_000

func (x *xlsx) readStyles(part string) error {
	custom := map[int]string{}
	inXfs := false
	return x.walk(part, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			if id, err := strconv.Atoi(attr(e, "numFmtId")); err == nil && len(custom) < maxStyles {
				custom[id] = attr(e, "formatCode")
			}
		case "cellXfs":
			inXfs = true
		case "cellStyles", "dxfs":
			inXfs = false
		case "xf":
			if inXfs && len(x.styles) < maxStyles {
				id, err := strconv.Atoi(attr(e, "numFmtId"))
				if err != nil {
					id = 0
				}
				x.styles = append(x.styles, styleOf(id, custom[id]))
			}
		}
		return nil
	})
}

// styleOf knows the built-in formats by number and reads the others.
func styleOf(id int, code string) cellStyle {
	if code != "" {
		return cellStyle{date: isDateFormat(code), pad: zeros(code)}
	}
	date := id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
	return cellStyle{date: date}
}

// zeros is the number of digits of a format made of zeros only.
func zeros(code string) int {
	if strings.Trim(code, "0") == "" && len(code) <= 20 {
		return len(code)
	}
	return 0
}

// isDateFormat looks for the letters of days and hours outside of quoted text,
// escapes and brackets.
func isDateFormat(code string) bool {
	code, _, _ = strings.Cut(code, ";")
	if strings.EqualFold(code, "General") {
		return false
	}
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return false
			}
			i += end + 1
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return false
			}
			// [h]:mm counts hours; [Red] and [$Rp-421] are no dates.
			if in := strings.Trim(strings.ToLower(code[i+1:i+end]), "hms"); in == "" && end > 1 {
				return true
			}
			i += end
		case 'd', 'm', 'y', 'h', 's', 'D', 'M', 'Y', 'H', 'S':
			return true
		}
	}
	return false
}

// excelEpoch is day 0 of Excel's calendar for days after February 1900, which
// Excel believes to have had 29 days.
var excelEpoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// serialDate turns a day number into a date text; ok is false outside Excel's
// calendar.
func serialDate(v float64, date04 bool) (string, bool) {
	if date04 {
		v += 1462
	}
	if !(v >= 0) || v >= 2958466 {
		return "", false
	}
	days := math.Floor(v)
	seconds := int(math.Round((v - days) * 86400))
	if v < 1 {
		return time.Time{}.Add(time.Duration(seconds) * time.Second).Format(time.TimeOnly), true
	}
	if days < 60 {
		days++ // before the 29 February 1900 that never was
	}
	t := excelEpoch.AddDate(0, 0, int(days)).Add(time.Duration(seconds) * time.Second)
	if seconds == 0 {
		return t.Format(time.DateOnly), true
	}
	return t.Format("2006-01-02T15:04:05"), true
}
