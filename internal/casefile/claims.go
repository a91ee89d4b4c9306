package casefile

import "encoding/json"

// Claims names the keys of which only one event may win: the case's number, a
// number that the office gives to its own papers, a hand-over, a closing.
func Claims(caseID string, e Event) []string {
	switch e.Type {
	case Reported:
		var b ReportedBody
		if json.Unmarshal(e.Body, &b) == nil && b.Number != "" {
			return []string{numberClaim("case", b.Number)}
		}
	case Issued:
		var b IssuedBody
		if json.Unmarshal(e.Body, &b) != nil || b.Number == "" {
			return nil
		}
		if flow, _ := FlowOf(b.Need); flow.Own {
			return []string{numberClaim(b.Need, b.Number)}
		}
	case HandedOver:
		var b HandedOverBody
		if json.Unmarshal(e.Body, &b) != nil {
			return nil
		}
		var keys []string
		for _, n := range b.Needs {
			keys = append(keys, handoverClaim(caseID, n))
		}
		return keys
	case Closed:
		return []string{closingClaim(caseID)}
	}
	return nil
}

func numberClaim(series, number string) string { return "number:" + series + ":" + number }
func handoverClaim(caseID, need string) string { return "handover:" + caseID + ":" + need }
func closingClaim(caseID string) string        { return "closing:" + caseID }
