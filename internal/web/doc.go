// Package web is the ground under every page: routing by authority action,
// sign-in state, forms, templates and components, error pages, security
// headers, static files, and listening under the TLS rule.
//
// It knows nothing of cases. Rooms hand it routes and a file system of pages;
// app hands it functions that say who is asking (Identify), what they may do
// (Allow) and where they can go (Nav). Pages are composed of the components of
// this package and have no CSS of their own; /komponen shows each in every
// state.
package web
