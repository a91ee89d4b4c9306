//go:build !race

package union

const raceDetector = false
