// Judges objects as istiod's webhook and istioctl validate of one Istio release do, with its own code: go.mod says which.
package main

import (
	"encoding/json"

	"judge/lines"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/config/schema/resource"
	"istio.io/pkg/log"
)

func main() {
	// Istio's log goes to standard output, where the verdicts go.
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
	lines.Run(func(line []byte) interface{} { return lines.Ask(func() lines.Istiod { return judge(line) }) })
}

func judge(line []byte) lines.Istiod {
	object := crd.IstioKind{}
	if err := json.Unmarshal(line, &object); err != nil {
		return lines.Istiod{Parse: lines.Messages(err)}
	}
	schema, known := schemaOf(object.GroupVersionKind().Group, object.Kind)
	if !known {
		return lines.Istiod{}
	}
	converted, err := crd.ConvertObject(schema, &object, "cluster.local")
	if err != nil {
		return lines.Istiod{Parse: lines.Messages(err)}
	}
	if converted.Namespace == "" {
		converted.Namespace = "default"
	}
	warnings, err := schema.ValidateConfig(*converted)
	return lines.Istiod{Errors: lines.Messages(err), Warnings: lines.Messages(warnings)}
}

// The schema of a kind, whatever the version of the object: one schema stands for all of them, as in the webhook.
func schemaOf(group, kind string) (resource.Schema, bool) {
	for _, schema := range collections.Pilot.All() {
		if schema.Group() == group && schema.Kind() == kind {
			return schema, true
		}
	}
	return nil, false
}
