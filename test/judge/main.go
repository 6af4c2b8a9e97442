// Judges manifests as a cluster with Istio would: the CRDs' schema and CEL rules as kube-apiserver applies them, and Istio's own validation.
//
// Reads manifests from standard input, one JSON object a line, and writes one verdict a line, in the same order. Usage: judge CRDS.yaml
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/hashicorp/go-multierror"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	utiljson "k8s.io/apimachinery/pkg/util/json"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/schema/collections"
	_ "istio.io/istio/pkg/config/validation/envoyfilter"
	"istio.io/istio/pkg/log"
)

// Verdict holds the messages of each judge, empty where it has nothing against the manifest.
type Verdict struct {
	// The structural schema, defaults applied; unknown fields are refused, as kubectl asks for.
	Schema []string `json:"schema,omitempty"`
	// x-kubernetes-validations. Not evaluated where the schema is broken, as in the API server.
	Cel []string `json:"cel,omitempty"`
	// Why Istio cannot read the manifest at all.
	Parse []string `json:"parse,omitempty"`
	// What istiod's webhook and istioctl validate refuse and warn of.
	Errors   []string `json:"errors,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: judge CRDS.yaml < manifests.ndjson")
		os.Exit(2)
	}
	cluster, err := loadCluster(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	// Istio's log goes to standard output, where the verdicts go.
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<26)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for in.Scan() {
		if err := out.Encode(judge(cluster, in.Bytes())); err != nil {
			os.Exit(3)
		}
	}
	if in.Err() != nil {
		fmt.Fprintln(os.Stderr, in.Err())
		os.Exit(3)
	}
}

func judge(cluster *cluster, line []byte) (verdict Verdict) {
	// Istio's code has been seen to panic on nulls: the API server reports that as an error of the webhook.
	defer func() {
		if caught := recover(); caught != nil {
			verdict.Errors = append(verdict.Errors, fmt.Sprintf("panic: %v", caught))
		}
	}()
	object := &unstructured.Unstructured{}
	if err := utiljson.Unmarshal(line, &object.Object); err != nil {
		verdict.Parse = []string{err.Error()}
		return verdict
	}
	// What istiod's webhook sees has been through the API server: nulls and unknown fields are gone.
	verdict.Schema, verdict.Cel = cluster.validate(context.Background(), object)
	istio(object, &verdict)
	return verdict
}

// What istioctl validate does with one document of one of Istio's kinds, and istiod's webhook with one object.
func istio(object *unstructured.Unstructured, verdict *Verdict) {
	group := object.GroupVersionKind()
	schema, known := collections.Pilot.FindByGroupVersionAliasesKind(config.GroupVersionKind{
		Group: group.Group, Version: group.Version, Kind: group.Kind,
	})
	if !known {
		return
	}
	data, err := json.Marshal(object.Object)
	if err != nil {
		verdict.Parse = []string{err.Error()}
		return
	}
	kind := crd.IstioKind{}
	if err := json.Unmarshal(data, &kind); err != nil {
		verdict.Parse = []string{err.Error()}
		return
	}
	converted, err := crd.ConvertObject(schema, &kind, "cluster.local")
	if err != nil {
		verdict.Parse = []string{err.Error()}
		return
	}
	if converted.Namespace == "" {
		converted.Namespace = "default"
	}
	warnings, err := schema.ValidateConfig(*converted)
	verdict.Errors = messages(err)
	verdict.Warnings = messages(warnings)
}

func messages(err error) []string {
	if err == nil {
		return nil
	}
	var many *multierror.Error
	if errors.As(err, &many) {
		found := []string{}
		for _, one := range many.Errors {
			found = append(found, messages(one)...)
		}
		return found
	}
	return []string{strings.TrimSpace(err.Error())}
}
