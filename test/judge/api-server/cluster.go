package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensionsv1beta1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1beta1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apimachinery/pkg/util/yaml"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
)

// A cluster knows of each kind in each version what the API server checks before it stores an object.
type cluster struct {
	kinds map[schema.GroupVersionKind]kind
}

type kind struct {
	schema     validation.SchemaCreateValidator
	structural *structuralschema.Structural
	rules      *cel.Validator
	// Whether unknown fields are taken out. CRDs of Istio 1.9 and before may leave them to istiod.
	prunes bool
}

func loadCluster(file string) (*cluster, error) {
	reader, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	found := &cluster{kinds: map[schema.GroupVersionKind]kind{}}
	decoder := yaml.NewYAMLOrJSONDecoder(reader, 1<<19)
	for {
		object := &unstructured.Unstructured{}
		if err := decoder.Decode(object); err == io.EOF {
			return found, nil
		} else if err != nil {
			return nil, err
		}
		if object.GetKind() != "CustomResourceDefinition" {
			continue
		}
		if err := found.add(object); err != nil {
			return nil, fmt.Errorf("%s: %w", object.GetName(), err)
		}
	}
}

func (c *cluster) add(object *unstructured.Unstructured) error {
	inner, err := read(object)
	if err != nil {
		return err
	}
	for _, version := range inner.Spec.Versions {
		definition := version.Schema
		if definition == nil {
			definition = inner.Spec.Validation
		}
		validator, _, err := validation.NewSchemaValidator(definition.OpenAPIV3Schema)
		if err != nil {
			return err
		}
		structural, err := structuralschema.NewStructural(definition.OpenAPIV3Schema)
		if err != nil {
			return err
		}
		c.kinds[schema.GroupVersionKind{Group: inner.Spec.Group, Version: version.Name, Kind: inner.Spec.Names.Kind}] = kind{
			schema: validator, structural: structural, rules: cel.NewValidator(structural, true, celconfig.PerCallLimit),
			prunes: inner.Spec.PreserveUnknownFields == nil || !*inner.Spec.PreserveUnknownFields,
		}
	}
	return nil
}

// CRDs of Istio 1.9 and before have the old form.
func read(object *unstructured.Unstructured) (inner apiextensions.CustomResourceDefinition, err error) {
	convert := runtime.DefaultUnstructuredConverter
	if object.GroupVersionKind().Version == "v1beta1" {
		outer := apiextensionsv1beta1.CustomResourceDefinition{}
		if err = convert.FromUnstructured(object.Object, &outer); err == nil {
			err = apiextensionsv1beta1.Convert_v1beta1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition(&outer, &inner, nil)
		}
		return inner, err
	}
	outer := apiextensionsv1.CustomResourceDefinition{}
	if err = convert.FromUnstructured(object.Object, &outer); err == nil {
		err = apiextensionsv1.Convert_v1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition(&outer, &inner, nil)
	}
	return inner, err
}

func (c *cluster) validate(ctx context.Context, object *unstructured.Unstructured) (bySchema, byRules []string) {
	known, found := c.kinds[object.GroupVersionKind()]
	if !found {
		return []string{fmt.Sprintf("no such kind: %v", object.GroupVersionKind())}, nil
	}
	if known.prunes {
		options := structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}
		for _, path := range pruning.PruneWithOptions(object.Object, known.structural, true, options) {
			bySchema = append(bySchema, fmt.Sprintf("unknown field %q", path))
		}
	}
	defaulting.PruneNonNullableNullsWithoutDefaults(object.Object, known.structural)
	defaulting.Default(object.Object, known.structural)
	errs := validation.ValidateCustomResource(nil, object.Object, known.schema)
	errs = append(errs, listtype.ValidateListSetsAndMaps(nil, known.structural, object.Object)...)
	bySchema = append(bySchema, texts(errs)...)
	// The API server evaluates no rule on what the schema refuses.
	if len(errs) > 0 || known.rules == nil {
		return bySchema, nil
	}
	broken, _ := known.rules.Validate(ctx, nil, known.structural, object.Object, nil, celconfig.RuntimeCELCostBudget)
	return bySchema, texts(broken)
}

func texts(errs field.ErrorList) (found []string) {
	for _, err := range errs {
		found = append(found, err.Error())
	}
	return found
}
