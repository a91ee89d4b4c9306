// Package outreach goes to the people: trips are planned, booked and driven, and
// at each stop a visit is recorded.
//
// Who: the coordinator plans and publishes trips; companions, village registrars
// and institutions say whether they will be there, or which other day suits; the
// field officer visits, checks biometrics, records what was found, and corrects
// what was written down wrong; the head, the coordinator or the second officer of
// the team approves that biometrics could not be captured.
//
// Legal basis: Perpres 96/2018 pasal 26 and 27 (service for residents who cannot
// come, by visiting them), UU 24/2013 pasal 13 (one NIK for life: who is
// identified gets no second one), UU 27/2022 pasal 16 (only what the purpose
// needs: a trip holds villages and counts, and of a biometric check only outcome,
// quality, operator, device and time are kept).
//
// Events in: case.accepted, subject case (what may be visited); reference data of
// the office (teams, kits, vehicles) through office_v_*. Erased, of a case: it is
// left out of every plan sheet that is read, and a job takes it out of the tables
// (planner_erase.go; UU 27/2022 pasal 43).
//
// How long ways take stands in travel*.go: Roads.Way asks the sources in their
// order (what the coordinator states, what teams drove, an imported table, the
// estimate by the ground that package tripplan has); Travel is the same for the
// planner, many places at a time.
//
// Events out, subject road: road.stated, road.season_set, road.table_taken.
// Subject plan: plan.adopted, plan.left. Subject trip: trip.planned, trip.stop_added, trip.stop_removed,
// trip.published (claims the kit for the day), trip.companion_confirmed,
// trip.started, trip.finished, trip.cancelled,
// trip.departed, trip.arrived, trip.trouble, trip.delayed, trip.replanned,
// trip.checklist_ticked, trip.costs_stated, trip.equipment_logged. Subject case: visit.scheduled,
// visit.unscheduled, visit.not_met, visit.recorded, visit.biometric,
// visit.exception_approved, visit.exception_refused, visit.search_result, visit.corrected, with case.person_stated and
// case.need_added where the visit shows that something was wrong or missing.
package outreach
