//go:build race

package union

const raceDetector = true
