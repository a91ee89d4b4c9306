// Package document makes and reads the papers of an office: PDF letters and
// forms, Excel and CSV lists, QR codes, and the small drawings (charts, dot
// maps) that pages and papers share.
//
// It is ground: it knows nothing of cases. Texts arrive translated; what goes
// wrong leaves as a fault whose key is in the language files
// (internal/i18n/locales/document.*.toml). It is the only room that holds a PDF
// or spreadsheet library.
//
// Everything it makes is deterministic: the same input gives the same bytes, so
// a paper can be hashed, signed for and compared.
package document
