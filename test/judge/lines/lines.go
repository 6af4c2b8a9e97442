// Package lines is what the judges share: they read objects of JSON from standard input, one a line, and write one verdict a line, in the same order.
package lines

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
)

// Run hands each line of standard input to judge and prints the verdict. It ends the program with 3 where that cannot be done.
func Run(judge func(line []byte) interface{}) {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<26)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for in.Scan() {
		if err := out.Encode(judge(in.Bytes())); err != nil {
			Fail(err)
		}
	}
	if in.Err() != nil {
		Fail(in.Err())
	}
}

// Fail ends the program.
func Fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(3)
}

// Messages gives the errors in an error of go-multierror, or the one that it is, as text.
func Messages(err error) []string {
	if err == nil {
		return nil
	}
	var many interface{ WrappedErrors() []error }
	if errors.As(err, &many) {
		found := []string{}
		for _, one := range many.WrappedErrors() {
			found = append(found, Messages(one)...)
		}
		return found
	}
	return []string{strings.TrimSpace(err.Error())}
}

// Istiod holds what istiod has against an object, empty where that is nothing.
type Istiod struct {
	// Why Istio cannot read the object at all.
	Parse []string `json:"parse,omitempty"`
	// What istiod's webhook and istioctl validate refuse and warn of.
	Errors   []string `json:"errors,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
}

// Ask asks istiod's code, which has been seen to panic on nulls: the API server reports that as an error of the webhook.
func Ask(ask func() Istiod) (verdict Istiod) {
	defer func() {
		if caught := recover(); caught != nil {
			verdict = Istiod{Errors: []string{fmt.Sprintf("panic: %v", caught)}}
		}
	}()
	return ask()
}
