// Package intake is the first step: a report or a list arrives, the coordinator
// decides whether it is a new person, and lets it in or shows it out.
//
// Who: village registrar, social officer, institution contact, partner, field
// officer and coordinator report; the coordinator triages, decides duplicates
// and takes side exits; registrar and social officer complete the person's data.
//
// Legal basis: residents who cannot come are registered by the office going to
// them (UU 23/2006 pasal 25; Permendagri 96/2019); each report says on which
// basis of UU 27/2022 pasal 20 the data is processed.
//
// Events in: none; this is where a case begins.
// Events out: case.reported, case.need_added, case.need_deferred,
// case.need_declined, case.identity_decided, case.accepted, case.assigned, case.letter_given,
// case.person_stated, case.noted, case.waiting, the side exits and
// case.reopened, case.referral_answered, case.undone; list.uploaded,
// list.saved, list.undone and letter.received on subjects of their own.
package intake
