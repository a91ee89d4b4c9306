package casefile

// Subject kinds.
const (
	KindCase       = "case"
	KindTrip       = "trip"
	KindEnvelope   = "envelope"
	KindTarget     = "target"     // a year's target and budget line
	KindEvaluation = "evaluation" // a six-monthly evaluation session
	KindUser       = "user"
	KindReference  = "reference" // an institution, team, kit, vehicle or setting of the office
	KindList       = "list"      // an uploaded list and what became of it
	KindLetter     = "letter"    // a formal request letter
	KindRoad       = "road"      // the way between two areas, the wet season, or the table of travel times
	KindPlan       = "plan"      // a plan of visits for a year
)

// Event types of a case, in the order in which a case travels. Every event
// type is also an action of the authority table.
const (
	Reported        = "case.reported"
	NeedAdded       = "case.need_added"
	NeedDeferred    = "case.need_deferred"
	NeedDeclined    = "case.need_declined"
	IdentityDecided = "case.identity_decided"
	Suspected       = "case.suspected" // the office's second check: another case may be about the same person
	Accepted        = "case.accepted"
	Assigned        = "case.assigned"
	PersonStated    = "case.person_stated" // correct, complete or settle what is known of the person
	Noted           = "case.noted"
	Waiting         = "case.waiting"
	LetterGiven     = "case.letter_given" // the request letter came after the report, or is another
	Undone          = "case.undone"       // takes an act back on which nobody has acted

	Scheduled   = "visit.scheduled"   // a stop of a published trip
	Unscheduled = "visit.unscheduled" // the trip was called off or the stop taken out
	NotMet      = "visit.not_met"     // an attempt: not there, and when next
	Visited     = "visit.recorded"    // met: identity verified by which sources and witnesses
	Biometric   = "visit.biometric"   // one outcome of the biometric check
	Exception   = "visit.exception_approved"
	// The second person does not let the failed capture stand.
	ExceptionRefused = "visit.exception_refused"
	Searched         = "visit.search_result" // the later result of a pending national search
	Corrected        = "visit.corrected"     // what a visit stated was wrong: old, new and why

	ItemSupplied = "dossier.item_supplied" // a requirement met, by itself or by a substitute
	ItemRemoved  = "dossier.item_removed"
	FormFilled   = "dossier.form_filled"
	Submitted    = "dossier.submitted"
	Returned     = "dossier.returned"
	Decided      = "dossier.decided" // by the head, on what the law leaves to the head

	Verified = "issuance.verified"
	Entered  = "issuance.entered"         // entered in SIAK: NIK, KK number, deed number that came back
	Status   = "issuance.status_recorded" // enrolment status as SIAK shows it
	Issued   = "issuance.issued"          // the document exists

	TakenBack = "issuance.taken_back" // what was accepted, returned, entered or issued by mistake, with the reason
	Reprinted = "issuance.reprinted"  // the office printed its own paper again

	Dispatched = "handover.dispatched" // the document left the office in an envelope
	CameBack   = "handover.came_back"  // the envelope returned or was lost
	HandedOver = "handover.received"   // in the person's or a lawful receiver's hand
	HandFixed  = "handover.corrected"  // who received it was written down wrong

	Closed    = "case.closed"
	Declined  = "case.declined"
	Duplicate = "case.duplicate"
	NotFound  = "case.not_found"
	Deceased  = "case.deceased"
	Moved     = "case.moved"
	Refused   = "case.refused"
	Referred  = "case.referred"
	Withdrawn = "case.withdrawn"
	Reopened  = "case.reopened" // the way back from a side exit

	ReferralAnswered = "case.referral_answered" // by the agency that the case was referred to

	// Events that any subject may carry; the ledger makes them.
	ClaimSettled  = "claim.settled"
	Erased        = "subject.erased"
	ClockReceived = "clock.received"
	Quarantined   = "event.quarantined"
)

// Event types of a trip (folded in outreach).
const (
	TripPlanned   = "trip.planned" // team, day, vehicle, kit or none
	StopAdded     = "trip.stop_added"
	StopRemoved   = "trip.stop_removed"
	TripPublished = "trip.published" // books the kit for the day (a claim)
	TripConfirmed = "trip.companion_confirmed"
	TripStarted   = "trip.started"
	TripFinished  = "trip.finished" // with real cost and kilometres
	TripCancelled = "trip.cancelled"
	TripEquipment = "trip.equipment_logged" // the kit's hours, battery and faults; the vehicle
	TripDeparted  = "trip.departed"         // the team leaves the office or a stop
	TripArrived   = "trip.arrived"          // the team is at a stop, or home again
	TripChecked   = "trip.checklist_ticked" // what was looked at before leaving
	TripCosts     = "trip.costs_stated"     // what a trip really cost, line by line
	TripTrouble   = "trip.trouble"          // a tyre, the kit, the road, the weather, a person
	TripDelayed   = "trip.delayed"          // which stops are told that the team comes late
	TripReplanned = "trip.replanned"        // the rest of the day is another one
)

// Event types of an envelope (folded in handover).
const (
	EnvelopeSealed   = "envelope.sealed" // number, seal and content
	CustodyPassed    = "envelope.custody_passed"
	DeliveryFailed   = "envelope.delivery_failed"
	EnvelopeReturned = "envelope.returned"
	EnvelopeLost     = "envelope.lost"
	EnvelopeReceived = "envelope.received"
	ReceiptCorrected = "envelope.receipt_corrected" // what the receipt says of the receiver was wrong
)

// Other event types.
const (
	TargetSet        = "target.set"
	BudgetSpent      = "budget.spent"
	EvaluationHeld   = "evaluation.held"
	UserChanged      = "user.changed"
	ReferenceChanged = "reference.changed"
	ListUploaded     = "list.uploaded"
	ListSaved        = "list.saved"
	ListUndone       = "list.undone"
	LetterReceived   = "letter.received"
	RoadStated       = "road.stated"      // how long a way takes, and from when until when it is closed
	RoadSeason       = "road.season_set"  // the wet months, and how much longer ways take in them
	RoadTable        = "road.table_taken" // a table of travel times came in force, or none is
	PlanAdopted      = "plan.adopted"     // the office goes by a plan for the year
	PlanLeft         = "plan.left"        // and does so no more
)
