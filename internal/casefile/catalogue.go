package casefile

// EventType is one line of the catalogue of event types.
type EventType struct {
	Type     string
	Kind     string // subject kind; "" if any subject may carry it
	Version  int    // the newest that this program knows
	Body     any    // zero value of the payload; nil where the room that folds it has it
	Personal any    // zero value of the personal part; nil if there is none
}

// Catalogue lists every event type.
func Catalogue() []EventType {
	person := PersonPersonal{}
	out := []EventType{
		{Type: Reported, Body: ReportedBody{}, Personal: person},
		{Type: NeedAdded, Body: NeedAddedBody{}},
		{Type: NeedDeferred, Body: NeedDeferredBody{}},
		{Type: NeedDeclined, Body: NeedDeclinedBody{}},
		{Type: IdentityDecided, Body: IdentityDecidedBody{}},
		{Type: Suspected, Body: SuspectedBody{}},
		{Type: Accepted, Body: AcceptedBody{}},
		{Type: Assigned, Body: AssignedBody{}},
		{Type: PersonStated, Body: PersonStatedBody{}, Personal: person},
		{Type: Noted, Body: NotedBody{}, Personal: NotePersonal{}},
		{Type: Waiting, Body: WaitingBody{}},
		{Type: LetterGiven, Body: LetterGivenBody{}},
		{Type: Undone, Body: UndoneBody{}},
		{Type: Scheduled, Body: ScheduledBody{}},
		{Type: Unscheduled, Body: ScheduledBody{}},
		{Type: NotMet, Body: NotMetBody{}},
		{Type: Visited, Body: VisitedBody{}, Personal: person},
		{Type: Biometric, Body: BiometricBody{}, Personal: BiometricPersonal{}},
		{Type: Exception, Body: ExceptionBody{}},
		{Type: ExceptionRefused, Body: ExceptionRefusedBody{}},
		{Type: Searched, Body: SearchedBody{}, Personal: BiometricPersonal{}},
		{Type: Corrected, Body: CorrectedBody{}, Personal: NotePersonal{}},
		{Type: ItemSupplied, Body: ItemSuppliedBody{}},
		{Type: ItemRemoved, Body: ItemRemovedBody{}},
		{Type: FormFilled, Body: FormFilledBody{}, Personal: FormPersonal{}},
		{Type: Submitted, Body: SubmittedBody{}},
		{Type: Returned, Body: ReturnedBody{}, Personal: ReturnedPersonal{}},
		{Type: Decided, Body: DecidedBody{}},
		{Type: Verified, Body: VerifiedBody{}},
		{Type: Entered, Body: EnteredBody{}, Personal: EnteredPersonal{}},
		{Type: Status, Body: StatusBody{}},
		{Type: Issued, Body: IssuedBody{}, Personal: IssuedPersonal{}},
		{Type: TakenBack, Body: TakenBackBody{}},
		{Type: Reprinted, Body: ReprintedBody{}},
		{Type: Dispatched, Body: DispatchedBody{}},
		{Type: CameBack, Body: DispatchedBody{}},
		{Type: HandedOver, Body: HandedOverBody{}, Personal: ReceiverPersonal{}},
		{Type: HandFixed, Body: HandFixedBody{}},
		{Type: Closed, Body: ClosedBody{}},
		{Type: Declined, Body: ExitBody{}},
		{Type: Duplicate, Body: ExitBody{}},
		{Type: NotFound, Body: ExitBody{}},
		{Type: Deceased, Body: ExitBody{}},
		{Type: Moved, Body: ExitBody{}},
		{Type: Refused, Body: ExitBody{}},
		{Type: Referred, Body: ExitBody{}},
		{Type: Withdrawn, Body: ExitBody{}},
		{Type: Reopened, Body: ExitBody{}},
		{Type: ReferralAnswered, Body: ReferralAnsweredBody{}},
	}
	for i := range out {
		out[i].Kind = KindCase
	}
	out = append(out,
		EventType{Type: ClaimSettled, Body: ClaimSettledBody{}},
		EventType{Type: Erased, Body: ErasedBody{}},
		EventType{Type: ClockReceived, Body: ClockReceivedBody{}},
		EventType{Type: Quarantined, Body: QuarantinedBody{}},
	)
	for kind, types := range map[string][]string{
		KindTrip: {TripPlanned, StopAdded, StopRemoved, TripPublished, TripConfirmed,
			TripStarted, TripFinished, TripCancelled, TripEquipment, TripDeparted, TripArrived,
			TripTrouble, TripDelayed, TripReplanned, TripChecked, TripCosts},
		KindEnvelope: {EnvelopeSealed, CustodyPassed, DeliveryFailed, EnvelopeReturned,
			EnvelopeLost, EnvelopeReceived, ReceiptCorrected},
		KindTarget:     {TargetSet, BudgetSpent},
		KindEvaluation: {EvaluationHeld},
		KindUser:       {UserChanged},
		KindReference:  {ReferenceChanged},
		KindList:       {ListUploaded, ListSaved, ListUndone},
		KindLetter:     {LetterReceived},
		KindRoad:       {RoadStated, RoadSeason, RoadTable},
		KindPlan:       {PlanAdopted, PlanLeft},
	} {
		for _, t := range types {
			out = append(out, EventType{Type: t, Kind: kind})
		}
	}
	for i := range out {
		out[i].Version = 1
	}
	return out
}
