package casefile

// The checks of the table's lines on papers, closing and side exits.

func maySupply(_ *State, n *NeedState, _ Flow) string {
	switch {
	case !n.Open():
		return "casefile.may.need_ended"
	case !n.Stage.Before(StageVerified):
		return "casefile.may.verified_before"
	}
	return ""
}

func mayRemove(_ *State, n *NeedState, _ Flow) string {
	switch {
	case !n.Open():
		return "casefile.may.need_ended"
	case !n.Stage.Before(StageSubmitted):
		return "casefile.may.submitted_before"
	}
	return ""
}

// mayBeDecided: the head decides before the verifier looks, and may decide anew
// until then.
func mayBeDecided(_ *State, n *NeedState, _ Flow) string {
	switch {
	case !n.Open():
		return "casefile.may.need_ended"
	case n.Stage.Before(StageVisited):
		return "casefile.may.not_visited"
	case n.Stage != StageVisited && n.Stage != StageReturned:
		return "casefile.may.submitted_before"
	}
	return ""
}

func maySubmit(s *State, n *NeedState, flow Flow) string {
	switch {
	case !n.Open():
		return "casefile.may.need_ended"
	case !flow.Has(StageSubmitted):
		return "casefile.may.no_dossier"
	case n.WaitsFor != "":
		return "casefile.may.need_waits"
	case n.Stage.Before(StageVisited):
		return "casefile.may.not_visited"
	case n.Stage != StageVisited && n.Stage != StageReturned:
		return "casefile.may.submitted_before"
	case n.Need == NeedNIK:
		return s.mayNewNIK()
	}
	return ""
}

// mayNewNIK: nobody gets a second NIK (UU 24/2013 pasal 13: one for life), and
// a capture that failed does not say that there is none.
func (s *State) mayNewNIK() string {
	b := s.Biometric
	switch {
	case b.Disputed:
		return "casefile.may.nik_disputed"
	case b.Outcome == BioPending:
		return "casefile.may.nik_search_pending"
	case b.Outcome == BioLocal:
		return "casefile.may.nik_local"
	case b.Outcome == BioElsewhere:
		return "casefile.may.nik_elsewhere"
	case b.Outcome == BioRepeat:
		return "casefile.may.nik_repeat"
	case b.Outcome == BioFailed && !b.Approved:
		return "casefile.may.nik_not_captured"
	}
	return ""
}

func mayReturn(_ *State, n *NeedState, _ Flow) string {
	switch {
	case n.Declined != "":
		return "casefile.may.need_ended"
	case n.Stage != StageSubmitted && n.Stage != StageVerified:
		return "casefile.may.not_submitted"
	}
	return ""
}

func mayVerify(s *State, n *NeedState, flow Flow) string {
	if n.Stage == StageReturned && n.Declined == "" {
		return "casefile.may.returned_before"
	}
	if key := at(StageSubmitted, "casefile.may.not_submitted")(s, n, flow); key != "" {
		return key
	}
	if n.Need == NeedNIK {
		return s.mayNewNIK() // a search may have answered since the dossier went in
	}
	return ""
}

func mayEnter(s *State, n *NeedState, flow Flow) string {
	switch {
	case n.Declined != "":
		return "casefile.may.need_ended"
	case !flow.Has(StageEntered):
		return "casefile.may.no_entry"
	case n.Need == NeedNIK && n.Stage == StageEntered && !n.Numbered:
		return "" // entered earlier, the number came back later
	case n.Stage != StageVerified && !n.Stage.Before(StageEntered):
		return "casefile.may.done_before"
	case n.Stage != StageVerified:
		return "casefile.may.not_verified"
	case n.Need == NeedNIK:
		return s.mayNewNIK()
	}
	return ""
}

func mayStatus(s *State) string {
	rec, card := s.need(NeedRecording), s.need(NeedKTP)
	switch {
	case !s.visited() && (rec == nil || rec.Stage != StageAwaitingUniqueness):
		return "casefile.may.not_visited"
	case rec != nil && rec.Open() && rec.WaitsFor != "":
		return "casefile.may.need_waits"
	case rec != nil && rec.Open(), card != nil && card.Open():
		return ""
	}
	return "casefile.may.no_recording"
}

func mayIssue(s *State, n *NeedState, flow Flow) string {
	switch {
	case n.Declined != "":
		return "casefile.may.need_ended"
	case !flow.Has(StageIssued):
		return "casefile.may.no_document"
	case !n.Stage.Before(StageIssued):
		return "casefile.may.issued_before"
	case n.WaitsFor != "":
		return "casefile.may.need_waits"
	case n.Need == NeedKTP && !s.PrintReady():
		return "casefile.may.not_print_ready"
	case n.Stage != flow.Before(StageIssued):
		if flow.Has(StageEntered) {
			return "casefile.may.not_entered"
		}
		if flow.Has(StageVerified) {
			return "casefile.may.not_verified"
		}
		return "casefile.may.not_visited"
	case n.Need == NeedNIK && !n.Numbered:
		return "casefile.may.no_number"
	}
	return ""
}

func mayReprint(_ *State, n *NeedState, _ Flow) string {
	if !n.Misprinted() {
		return "casefile.may.not_misprinted"
	}
	return ""
}

// mayComeBack: an envelope may also bring back what was declined meanwhile.
func mayComeBack(_ *State, n *NeedState, _ Flow) string {
	if n.Stage != StageInDelivery {
		return "casefile.may.not_in_delivery"
	}
	return ""
}

// mayFixReceipt: with the closing the receipt is filed as it is.
func mayFixReceipt(s *State) string {
	if !s.Served() {
		return "casefile.may.not_in_delivery"
	}
	return ""
}

func mayHandOver(_ *State, n *NeedState, _ Flow) string {
	switch {
	case n.Declined != "":
		return "casefile.may.need_ended"
	case n.Done():
		return "casefile.may.handed_over_before"
	case n.Stage != StageInDelivery:
		return "casefile.may.not_in_delivery"
	}
	return ""
}

func mayClose(s *State) string {
	switch {
	case s.OpenNeeds():
		return "casefile.may.needs_open"
	case len(s.Needs) == 0 && !s.visited():
		return "casefile.may.not_visited"
	}
	return ""
}

// mayLeave: a document on its way must arrive or come back first.
func mayLeave(s *State) string {
	if s.Exit != "" {
		return "casefile.may.exited"
	}
	for i := range s.Needs {
		if s.Needs[i].Stage == StageInDelivery && s.Needs[i].Declined == "" {
			return "casefile.may.in_delivery"
		}
	}
	return ""
}

func mayGiveUp(s *State) string {
	if s.Attempts == 0 {
		return "casefile.may.no_attempt"
	}
	return mayLeave(s)
}

// mayWithdraw: what led to a document was no mistake.
func mayWithdraw(s *State) string {
	if s.IssuedAt != 0 {
		return "casefile.may.issued_before"
	}
	return mayLeave(s)
}

func mayReopen(s *State) string {
	switch {
	case s.Closed:
		return "casefile.may.closed"
	case s.Exit == "":
		return "casefile.may.not_exited"
	case s.Erased:
		return "casefile.may.erased"
	}
	return ""
}

func mayAnswer(s *State) string {
	switch {
	case s.Exit != ExitReferred:
		return "casefile.may.not_referred"
	case s.Answer == ReferralDeclined, s.Answer == ReferralReturned:
		return "casefile.may.answered_before"
	}
	return ""
}
