package casefile

// The checks of the table's lines on the case and its visit.

func notExited(s *State) string {
	if s.Exit != "" {
		return "casefile.may.exited"
	}
	return ""
}

func (s *State) mayAdd(needs []string) string {
	for _, name := range needs {
		if _, ok := FlowOf(name); !ok {
			return "casefile.may.unknown_need"
		}
		if n := s.need(name); n != nil && n.Declined == "" {
			return "casefile.may.has_need"
		}
	}
	return ""
}

func mayDefer(_ *State, n *NeedState, _ Flow) string {
	switch {
	case !n.Open():
		return "casefile.may.need_ended"
	case !n.Stage.Before(StageIssued):
		return "casefile.may.issued_before"
	}
	return ""
}

func mayDecline(_ *State, n *NeedState, _ Flow) string {
	switch {
	case !n.Open():
		return "casefile.may.need_ended"
	case n.Stage == StageInDelivery:
		return "casefile.may.in_delivery"
	}
	return ""
}

func mayAccept(s *State) string {
	switch {
	case s.Exit != "":
		return "casefile.may.exited"
	case s.accepted():
		return "casefile.may.accepted_before"
	}
	return ""
}

// maySchedule: the first visit; another one only where the kit must come again
// or a dossier came back.
func maySchedule(s *State) string {
	switch {
	case s.Exit != "":
		return "casefile.may.exited"
	case s.Booking.Trip != "":
		return "casefile.may.scheduled_before"
	case !s.visited(), s.wantsRecording(), s.wantsBiometric():
		return ""
	}
	for i := range s.Needs {
		if s.Needs[i].Open() && s.Needs[i].Stage == StageReturned {
			return ""
		}
	}
	return "casefile.may.visited_before"
}

// wantsRecording reports whether a visit with the kit must record biometrics:
// the NIK is there and the recording is not.
func (s *State) wantsRecording() bool {
	n := s.need(NeedRecording)
	return n != nil && n.Open() && n.WaitsFor == "" && n.Stage.Before(StageSubmitted)
}

// wantsBiometric reports whether the biometric check must be made again.
func (s *State) wantsBiometric() bool {
	b := s.Biometric
	return b.Disputed || b.Outcome == BioRepeat || b.Outcome == BioPending || b.Outcome == BioFailed
}

func mayUnschedule(s *State) string {
	if s.Booking.Trip == "" {
		return "casefile.may.not_scheduled"
	}
	return ""
}

func mayExcept(s *State) string {
	switch {
	case s.Biometric.Disputed || s.Biometric.Outcome != BioFailed:
		return "casefile.may.no_failed_capture"
	case s.Biometric.Approved:
		return "casefile.may.approved_before"
	}
	return ""
}

func mayRefuseException(s *State) string {
	if s.Biometric.Refused != "" {
		return "casefile.may.refused_before"
	}
	return mayExcept(s)
}

func maySearch(s *State) string {
	if s.Biometric.Disputed || s.Biometric.Outcome == BioPending {
		return ""
	}
	return "casefile.may.no_pending_search"
}

// mayCorrect: a visit that was written down can be corrected, and after the case
// has ended too, since its history is read for years.
func mayCorrect(s *State) string {
	if len(s.visits) == 0 {
		return "casefile.may.no_visit"
	}
	return ""
}

// at is the check of a need that must stand at one stage and can move. Who comes
// second is told so, and not that it is too early.
func at(stage Stage, key string) func(*State, *NeedState, Flow) string {
	return func(_ *State, n *NeedState, _ Flow) string {
		if n.Declined != "" {
			return "casefile.may.need_ended"
		}
		if n.Stage != stage && n.Stage != StageReturned && stage.Before(n.Stage) {
			return "casefile.may.done_before"
		}
		if n.Stage != stage {
			return key
		}
		return ""
	}
}
