# What each target does stands in the script that it calls.

.PHONY: build demo test quick fuzz pictures fmt

build:
	CGO_ENABLED=0 go build -trimpath -o jempol ./cmd/jempol

demo:
	go run ./cmd/jempol demo

test:
	./scripts/test

# While you work: formatting, vet and the tests without the race detector.
quick:
	./scripts/quick

fuzz:
	./scripts/fuzz 100000x

# Makes the pictures in docs/screens anew.
pictures:
	JEMPOL_PICTURES=1 go test -count=1 -timeout 40m ./test/browser/...

fmt:
	gofmt -w cmd internal test
