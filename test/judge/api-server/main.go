// Judges manifests as a kube-apiserver with the given CRDs does, before it asks istiod's webhook: structural schema and CEL rules.
//
// Reads manifests from standard input, one JSON object a line, and writes one verdict a line, in the same order. Usage: api-server CRDS.yaml
package main

import (
	"context"
	"fmt"
	"os"

	"judge/lines"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	utiljson "k8s.io/apimachinery/pkg/util/json"
)

// Verdict holds the messages of each judge, empty where it has nothing against the manifest.
type Verdict struct {
	Parse []string `json:"parse,omitempty"`
	// The structural schema, defaults applied; unknown fields are refused, as kubectl asks for.
	Schema []string `json:"schema,omitempty"`
	// x-kubernetes-validations. Not evaluated where the schema is broken, as in the API server.
	Cel []string `json:"cel,omitempty"`
	// What a webhook would be shown: nulls and unknown fields are gone.
	Object map[string]any `json:"object,omitempty"`
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: api-server CRDS.yaml < manifests.ndjson")
		os.Exit(2)
	}
	cluster, err := loadCluster(os.Args[1])
	if err != nil {
		lines.Fail(err)
	}
	lines.Run(func(line []byte) interface{} { return judge(cluster, line) })
}

func judge(cluster *cluster, line []byte) (verdict Verdict) {
	object := &unstructured.Unstructured{}
	if err := utiljson.Unmarshal(line, &object.Object); err != nil {
		verdict.Parse = []string{err.Error()}
		return verdict
	}
	verdict.Schema, verdict.Cel = cluster.validate(context.Background(), object)
	verdict.Object = object.Object
	return verdict
}
