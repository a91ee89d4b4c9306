// Package i18n turns message keys into the person's language and writes
// numbers, dates, ages and money the way that language does.
//
// Every room keeps its own pair of files here, locales/<room>.id.toml and
// locales/<room>.en.toml. Indonesian comes first: a key that English lacks
// falls back to Indonesian, and one that nobody knows shows as itself, so that
// a mistake is visible and never an empty button. A test keeps both languages
// complete.
package i18n
