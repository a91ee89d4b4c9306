package authority

// eventLines are the event types of casefile, in its order. A test reads
// casefile's constants and fails on one that is missing here.
var eventLines = []line{
	may("case.reported", "report a person",
		office(Coordinator, Field, System), area(Registrar), agency(Social), inst(Institution), reports(Partner)),
	may("case.need_added", "add a need to a case",
		office(Coordinator, Field), area(Registrar), agency(Social)),
	may("case.need_deferred", "put a need off to a date (recorded at 16, card at 17)",
		office(Coordinator, Field)),
	may("case.need_declined", "decline one need, with the reason", office(Coordinator)),
	// The head only answers what a coordinator proposed: see case.duplicate.
	may("case.identity_decided", "decide whether two records are one person", office(Coordinator, Head)),
	may("case.suspected", "find another case that may be about the same person (made by the second check)", office(System)),
	may("case.accepted", "accept a report", office(Coordinator)),
	may("case.assigned", "assign a case", office(Coordinator)),
	may("case.person_stated", "correct or complete what is known of a person",
		office(Coordinator, Field), area(Registrar), agency(Social)),
	may("case.noted", "write a note on a case",
		office(Coordinator, Field), area(Registrar), agency(Social), inst(Institution)),
	// Blanks and the printer are known only at the desk that issues.
	may("case.waiting", "say what a need waits for", office(Coordinator, Field, Siak)),
	may("case.letter_given", "say under which request letter a person who was reported before is asked for",
		office(Coordinator), area(Registrar), agency(Social)),
	may("case.undone", "take back an assignment or a decision on who somebody is, until somebody acted on it", office(Coordinator)),

	// The field officer where the rest of a day is planned again.
	may("visit.scheduled", "put a person on a published trip", office(Coordinator, Field)),
	may("visit.unscheduled", "take a person off a trip", office(Coordinator, Field)),
	may("visit.not_met", "record an attempt without meeting", office(Field)),
	may("visit.recorded", "record a visit", office(Field)),
	may("visit.biometric", "record the outcome of the biometric check", office(Field)),
	// The second officer of the team approves on the spot, where there is no
	// signal and no head; Separation keeps the operator from approving himself.
	may("visit.exception_approved", "approve that biometrics could not be captured", office(Head, Coordinator, Field)),
	may("visit.exception_refused", "want the kit to come again where biometrics could not be captured", office(Head, Coordinator, Field)),
	may("visit.search_result", "record the result of a pending national search", office(Field)),

	may("visit.corrected", "correct what a visit stated, with the reason", office(Coordinator, Field)),

	may("dossier.item_supplied", "supply a requirement",
		office(Coordinator, Field), area(Registrar), agency(Social)),
	may("dossier.item_removed", "take back a requirement",
		office(Coordinator, Field), area(Registrar), agency(Social)),
	may("dossier.form_filled", "fill a form",
		office(Coordinator, Field), area(Registrar), agency(Social)),
	may("dossier.submitted", "submit a dossier",
		office(Coordinator, Field), area(Registrar), agency(Social)),
	may("dossier.returned", "return a dossier with its faults", office(Verifier)),
	// UU 24/2013 pasal 32 ayat (2): a birth reported after 60 days is recorded on
	// the decision of the head of the office.
	may("dossier.decided", "decide what the law leaves to the head, as a birth reported after 60 days", office(Head)),

	may("issuance.verified", "verify a dossier", office(Verifier)),
	may("issuance.entered", "record what was entered in SIAK and what came back", office(Siak)),
	may("issuance.status_recorded", "record the enrolment status that SIAK shows", office(Siak)),
	may("issuance.issued", "record that a document exists", office(Siak)),
	// Each role its own acts: casefile says which.
	may("issuance.taken_back", "take back what was accepted, returned, entered or issued by mistake, with the reason", office(Verifier, Siak)),
	may("issuance.reprinted", "record that the office's own paper was printed again", office(Siak)),

	may("handover.dispatched", "record that a document left in an envelope", office(Handover)),
	may("handover.came_back", "record that an envelope's documents came back or are lost", office(Handover)),
	may("handover.received", "record that a document is in the person's hand",
		office(Handover), area(Registrar), agency(Social), own(Courier)),

	may("handover.corrected", "correct who received a document, with the reason", office(Handover)),

	may("case.closed", "close a case with its receipt filed", office(Coordinator, Handover)),
	may("case.declined", "decline a report", office(Coordinator)),
	// A second person ends it (Separation); in an office with one coordinator that
	// is the head.
	may("case.duplicate", "end a case as a duplicate that somebody else proposed", office(Coordinator, Head)),
	may("case.not_found", "end a case as not found", office(Coordinator, Field)),
	may("case.deceased", "end a case because the person died", office(Coordinator, Field)),
	may("case.moved", "end a case because the person moved away", office(Coordinator, Field)),
	may("case.refused", "end a case because the person refuses", office(Coordinator, Field)),
	may("case.referred", "refer a case to another agency", office(Coordinator)),
	// The system takes back what an undone list brought.
	may("case.withdrawn", "withdraw a case entered by mistake", office(Coordinator, System)),
	may("case.reopened", "bring a case back from a side exit", office(Coordinator)),
	// The coordinator writes down what an agency without an account answers.
	may("case.referral_answered", "accept or decline a case that was referred", office(Coordinator), agency(Social)),

	may("claim.settled", "settle which event wins a claim (made by the ledger)", office(System)),
	// UU 27/2022 pasal 43: on request by the head, by the job after 30 days for
	// what was withdrawn.
	may("subject.erased", "erase a subject's personal data", office(Head, System)),
	may("clock.received", "record when an event from a wrong clock arrived (made by the ledger)", office(System)),
	may("event.quarantined", "set events aside by id", office(System)),

	may("trip.planned", "plan a trip", office(Coordinator)),
	may("trip.stop_added", "add a stop to a trip", office(Coordinator)),
	may("trip.stop_removed", "remove a stop from a trip", office(Coordinator)),
	may("trip.published", "publish a trip and book the kit", office(Coordinator)),
	may("trip.companion_confirmed", "confirm that a companion will be there",
		office(Coordinator), area(Companion, Registrar), inst(Institution)),
	may("trip.started", "start a trip", office(Field)),
	may("trip.finished", "finish a trip with real cost and kilometres", office(Field)),
	may("trip.cancelled", "call a trip off", office(Coordinator)),
	may("trip.equipment_logged", "log the kit and the vehicle of a trip", office(Coordinator, Field)),
	may("trip.departed", "record that the team leaves", office(Field)),
	may("trip.arrived", "record that the team is there", office(Field)),
	may("trip.checklist_ticked", "tick what was looked at before leaving", office(Field)),
	may("trip.costs_stated", "state what a trip really cost, line by line", office(Coordinator, Field)),
	may("trip.trouble", "say what holds a trip up", office(Coordinator, Field)),
	may("trip.delayed", "tell who waits that the team comes late", office(Coordinator, Field)),
	may("trip.replanned", "accept another rest of a day", office(Coordinator, Field)),

	may("envelope.sealed", "seal an envelope", office(Handover)),
	may("envelope.custody_passed", "sign a custody leg",
		office(Handover), area(Registrar), agency(Social), own(Courier)),
	may("envelope.delivery_failed", "record a failed delivery",
		office(Handover), area(Registrar), agency(Social), own(Courier)),
	may("envelope.returned", "take an envelope back", office(Handover)),
	may("envelope.lost", "record a lost envelope", office(Handover)),
	may("envelope.received", "record that an envelope reached its receiver",
		office(Handover), area(Registrar), agency(Social), own(Courier)),
	may("envelope.receipt_corrected", "correct what a receipt says of the receiver, with the reason", office(Handover)),

	may("target.set", "set a year's target and budget", office(Head, Coordinator)),
	may("budget.spent", "record what was spent of the year's budget", office(Head, Coordinator)),
	may("evaluation.held", "record an evaluation session", office(Head)),
	// The system's part is the one-time set-up and the recovery verb of the
	// command line.
	may("user.changed", "create, change or disable an account", office(Admin, System)),
	may("reference.changed", "change reference data or settings",
		office(Coordinator, Admin, System), inst(Institution)),
	may("list.uploaded", "upload a list of people", office(Coordinator, System), agency(Social)),
	may("list.saved", "save the rows of an uploaded list", office(Coordinator, System), agency(Social)),
	may("list.undone", "undo a saved list", office(Coordinator, System), agency(Social)),
	may("road.stated", "correct how long a way takes, close it and open it again", office(Coordinator)),
	may("road.season_set", "set the wet months and what they cost on the way", office(Coordinator)),
	may("road.table_taken", "take a table of travel times into use, or out of it", office(Coordinator)),
	may("plan.adopted", "go by a plan of visits for the year", office(Coordinator)),
	may("plan.left", "go by no plan for the year any more", office(Coordinator)),
	may("letter.received", "record a formal request letter",
		office(Coordinator), area(Registrar), agency(Social)),
}
