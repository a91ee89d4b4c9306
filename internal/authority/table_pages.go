package authority

// pageLines are the pages and verbs: what shows, prints, exports or runs
// something without being an event.
var pageLines = []line{
	may("page.home", "the open work of the role",
		office(Head, Coordinator, Field, Verifier, Siak, Handover, Admin),
		area(Registrar, Companion), agency(Social), inst(Institution), reports(Partner)),
	may("page.account", "own sessions, password and language",
		own(Head, Coordinator, Field, Verifier, Siak, Handover, Admin, Registrar, Companion, Social, Institution, Partner)),
	may("page.search", "search by name, case, village, envelope or NIK",
		office(Coordinator, Field, Verifier, Siak, Handover), area(Registrar), agency(Social), inst(Institution)),
	may("page.cases", "the list of cases",
		office(Coordinator, Field, Verifier, Siak, Handover), area(Registrar), agency(Social), inst(Institution), reports(Partner)),
	may("page.stage", "the stage of a case and nothing else of it",
		office(Coordinator, Field, Verifier, Siak, Handover), area(Registrar), agency(Social), inst(Institution), reports(Partner)),
	may("page.case", "a case: stage, next action, history",
		office(Coordinator, Field, Verifier, Siak, Handover), area(Registrar), agency(Social), inst(Institution)),
	may("page.person", "everything known of the person of a case",
		office(Coordinator, Field, Verifier, Siak), area(Registrar), agency(Social)),
	// Gone with the case, and never part of the person page.
	may("page.safety", "safety notes for the visiting team", office(Coordinator, Field)),

	may("page.report", "the form that reports a person",
		office(Coordinator, Field), area(Registrar), agency(Social), inst(Institution), reports(Partner)),
	may("page.reports", "the queue of reports to triage", office(Coordinator)),
	may("page.tips", "the queue of tips from the public", office(Coordinator)),
	may("page.letters", "formal request letters", office(Coordinator), area(Registrar), agency(Social)),
	may("page.compare", "compare a report with whom it may be", office(Coordinator)),
	may("register.candidates", "who in the register may this be", office(Coordinator, Field, System)),
	may("register.import", "load the population register", office(System)),
	may("list.import", "upload, map and save a list", office(Coordinator, System), agency(Social)),

	may("page.trips", "trips and their stops",
		office(Coordinator, Field), area(Registrar, Companion), inst(Institution)),
	may("page.trip_plan", "plan and publish a trip", office(Coordinator)),
	may("page.visit", "today's stops and their questions", office(Field)),
	may("page.approvals", "exceptions that wait for the second person", office(Head, Coordinator, Field)),

	may("page.dossier", "the dossier of a case",
		office(Coordinator, Field, Verifier, Siak), area(Registrar), agency(Social)),
	may("page.verify", "the queue of dossiers to verify", office(Verifier)),
	may("page.siak", "the SIAK work-list and its copy screen, with the whole NIK", office(Siak)),
	may("page.handover", "the queue of documents to hand over",
		office(Handover), area(Registrar), agency(Social)),
	may("page.envelope", "an envelope and its custody",
		office(Handover), area(Registrar), agency(Social), own(Courier)),

	// "Social office and Camat see the figures of their own scope": the Camat
	// is a companion.
	may("page.monitoring", "figures and charts",
		office(Head, Coordinator, System), area(Companion), agency(Social)),
	may("page.evaluation", "evaluation sessions", office(Head, Coordinator)),
	may("page.targets", "targets and budget", office(Head, Coordinator)),
	may("export.figures", "figures as a file", office(Head, Coordinator, System), area(Companion), agency(Social)),
	may("export.cases", "cases as a file", office(Coordinator), agency(Social)),

	may("page.office", "institutions, teams, kits, vehicles", office(Coordinator, Admin)),
	may("institution.hours", "an institution's visiting hours", office(Coordinator), inst(Institution)),
	may("page.admin", "settings and the state of the installation", office(Admin)),
	may("page.users", "accounts and their rights", office(Admin)),
	// Ids and times, never names of residents: the administrator has no case data.
	may("page.access_log", "the access log of the office", office(Head, Admin)),
	// UU 27/2022 pasal 32: the person may ask who saw what.
	may("page.access_case", "who saw what of a case", office(Head, Coordinator)),
	may("data.backup", "back up", office(Admin, System)),
	may("data.restore", "restore", office(System)),
	may("data.verify", "check the ledger against its tables", office(Admin, System)),
	may("data.export", "exchange events with a station", office(System)),

	may("reveal.nik", "see a whole NIK or KK number, with a reason",
		office(Coordinator, Field, Verifier, Siak), area(Registrar), agency(Social)),
	may("attachment.read", "open a scan of the dossier",
		office(Coordinator, Field, Verifier, Siak), area(Registrar), agency(Social)),
	may("attachment.evidence", "open the evidence of a biometric exception",
		office(Head, Coordinator, Field, Verifier)),
	may("attachment.receipt", "open the proof of a hand-over",
		office(Coordinator, Handover), area(Registrar), agency(Social)),
	may("attachment.letter", "open the scan of a request letter",
		office(Head, Coordinator), area(Registrar), agency(Social)),
	may("attachment.write", "add a photo or scan",
		office(Coordinator, Field, Handover), area(Registrar), agency(Social), own(Courier)),

	may("paper.report", "print the receipt of a report",
		office(Coordinator, Field), area(Registrar), agency(Social), inst(Institution), reports(Partner)),
	may("paper.form", "print a filled form",
		office(Coordinator, Field, Verifier, Siak, System), area(Registrar), agency(Social)),
	may("paper.trip", "print itinerary, letter of assignment, notice and cost", office(Coordinator, Field)),
	may("paper.interim", "print an SKPTI or SKPS", office(Siak)),
	may("paper.envelope", "print an envelope", office(Handover)),
	may("paper.receipt", "print a receipt of hand-over",
		office(Handover), area(Registrar), agency(Social)),
	may("paper.figures", "print the office's reports", office(Head, Coordinator, System)),

	may("page.courier", "pick up and deliver one envelope", own(Courier)),
	may("page.track", "follow a case by its code", own(Public)),
	may("page.check", "verify a paper by its code", own(Public)),
	may("page.tip", "report a neighbour", own(Public)),
}
