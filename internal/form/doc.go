// Package form renders one definition of a form four ways and reads it back:
// the page that a person fills, the paper that is signed, the check of what was
// sent, and the ordered list that the SIAK operator copies from.
//
// A definition is data (lawbook). Every field of it appears on the page and on
// the paper; a test holds that for every form. A field that nobody knows, or
// about which two sources disagree, is printed blank, and so is the NIK of a
// person who has none: a made-up number never stands in its place.
package form
