package casefile

// Waits reports whether a need can wait for a reason of the lawbook's table
// waiting_reason: KK and deeds are printed on plain paper, only the card has
// blanks (Permendagri 109/2019); what has no paper waits for no printer; a
// national search holds up the identity, no deed. An empty need is the case as
// a whole, which waits for what keeps people from meeting.
func Waits(need, reason string) bool {
	flow, _ := FlowOf(need)
	switch reason {
	case "no_blanks": // what is replaced may be the card
		return need == NeedKTP || need == NeedReplacement
	case "printer":
		return flow.Paper
	case "national_search":
		return need == "" || need == NeedNIK || need == NeedRecording || need == NeedKTP
	}
	return true
}
