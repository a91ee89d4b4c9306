// Package handover brings what was issued into the hand of the person: papers
// are sealed into a numbered envelope, each change of hands is signed by giver
// and taker, and the case is closed when its receipt is filed.
//
// Who: the handover officer seals, passes on, takes back and records losses;
// village registrars and the social office accept envelopes under their own
// account and hand them over; a courier without account uses a link to one
// envelope that expires; handover officer and coordinator close cases.
//
// Legal basis: UU 24/2013 pasal 79A (every document is free of charge), Perpres
// 96/2018 pasal 26 and 27 (service for residents who cannot come), UU 27/2022
// pasal 16 and 35 (a courier sees the meeting point, a first name and a number,
// and nothing else), PP 60/2008 pasal 18 (who verified does not hand over).
//
// Events in: issuance.issued, subject case, through the table need.
//
// Events out, subject envelope: envelope.sealed (claims its number),
// envelope.custody_passed, envelope.delivery_failed, envelope.returned,
// envelope.lost, envelope.received (claims the receipt),
// envelope.receipt_corrected (who received it, until the receipt is filed).
// Subject case: handover.dispatched, handover.came_back, handover.received,
// handover.corrected, case.closed.
//
// Other rooms read the view handover_v_envelope.
package handover
