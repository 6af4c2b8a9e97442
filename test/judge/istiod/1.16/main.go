// Judges objects as istiod's webhook and istioctl validate of one Istio release do, with its own code: go.mod says which.
package main

import (
	"encoding/json"

	"judge/lines"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	// What istiod has besides: types that patches of EnvoyFilters name.
	_ "istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pkg/config/schema/collection"
	"istio.io/istio/pkg/config/schema/collections"
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
	warnings, err := schema.Resource().ValidateConfig(*converted)
	return lines.Istiod{Errors: lines.Messages(err), Warnings: lines.Messages(warnings)}
}

// The schema of a kind, whatever the version of the object: one schema stands for all of them, as in the webhook.
func schemaOf(group, kind string) (collection.Schema, bool) {
	for _, schema := range collections.Pilot.All() {
		if schema.Resource().Group() == group && schema.Resource().Kind() == kind {
			return schema, true
		}
	}
	return nil, false
}
