// Package issuance is the fourth step: another pair of eyes checks the dossier,
// the operator types it into SIAK and records what came back, the enrolment is
// followed until the national data call the person unique, and the documents
// are issued.
//
// Who: the verifier accepts or returns; the SIAK operator does the rest. Who
// captured, filled or submitted anything of a case may not verify it.
//
// Legal basis: NIK, KK, deeds and KTP-el are issued by the office after
// verification and validation (Perpres 96/2018 pasal 2); one NIK for life
// (UU 24/2013 pasal 13); the KTP-el only once the enrolment says the person is
// unique (status PRINT_READY_RECORD); the interim papers SKPTI and SKPS are the
// office's own (Perpres 25/2008 pasal 46-47, the wording of 2019 was not seen).
// SIAK has no interface that a kabupaten may write to, so people type.
//
// Events in: dossier.submitted, dossier.form_filled, visit.*.
// Events out: issuance.verified, dossier.returned, issuance.entered,
// issuance.status_recorded, issuance.issued, issuance.taken_back (what was
// recorded by mistake, while nothing stands on it), issuance.reprinted (a paper
// of the office whose number another one won); case.waiting where blanks or the
// printer are missing, or the operator asks the verifier to look again.
package issuance
