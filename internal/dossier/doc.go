// Package dossier makes an application complete: requirements met by papers,
// substitutes, forms or facts, and the whole handed to the verifier.
//
// Who: field officer, village registrar, social officer, coordinator; the
// verifier and the SIAK operator read. The head decides what the law leaves to
// the head, once everything else of the document is there.
//
// Legal basis: UU 24/2013 (a birth reported late), Perpres 96/2018 (requirements), Permendagri 109/2019 (forms),
// Permendagri 96/2019 (vulnerable residents), SE Dirjen Dukcapil 470/13287
// (house owner's declaration, unrecorded marriage, biometric check). The
// checklists themselves are data of the lawbook.
//
// Events in: visit.* (what the check found decides what is needed),
// dossier.returned (what must be mended), issuance.entered and
// issuance.issued (a document that another one asks for).
// Events out: dossier.item_supplied, dossier.item_removed,
// dossier.form_filled, dossier.submitted, dossier.decided (the head),
// case.person_stated (circumstances that only a person can tell).
//
// Whatever follows from facts is computed here and never typed: the outcome of
// the biometric check, a form that is filled in, a document of the same case.
// Views for other steps: dossier_v_item, dossier_v_need, dossier_v_form.
package dossier
