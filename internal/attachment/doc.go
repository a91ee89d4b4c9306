// Package attachment keeps photos and scans: each by the SHA-256 of its
// content, encrypted at rest with age, in a folder beside the database.
//
// An attachment belongs to a subject (a case, an envelope, a trip); who may
// read the subject may read it, and every reading is logged before the answer.
// Photos are decoded, turned upright and encoded anew, so that the place where
// they were taken and everything else a camera writes beside the picture never
// reaches the store (UU 27/2022 pasal 35).
//
// The ledger's events name attachments by hash and never wait for them: the
// file is put first, then the act that refers to it. A file that no event came
// to name is swept after a day.
package attachment
