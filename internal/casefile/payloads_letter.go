package casefile

// LetterGivenBody is the body of LetterGiven.
type LetterGivenBody struct {
	Letter string `json:"letter"` // its id; "" takes the case out of the letter that was named
	Number string `json:"number"` // of that letter, as the history names it to whoever may not open letters
}
