// Prints every protobuf message and enum that the judge knows, and so istiod's validation: one JSON object a line.
package main

import (
	"encoding/json"
	"os"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	_ "istio.io/istio/pkg/config/validation/envoyfilter"
)

// Type is a message with its fields, or an enum with its values.
type Type struct {
	Name string `json:"name"`
	// "name jsonName type", with the full name of a message or an enum; "*" before the type of a list, and "kind:" before that of a map's values.
	Fields []string `json:"fields,omitempty"`
	Values []string `json:"values,omitempty"`
}

func main() {
	out := json.NewEncoder(os.Stdout)
	protoregistry.GlobalTypes.RangeMessages(func(message protoreflect.MessageType) bool {
		fields := message.Descriptor().Fields()
		found := Type{Name: string(message.Descriptor().FullName())}
		for i := 0; i < fields.Len(); i++ {
			found.Fields = append(found.Fields, text(fields.Get(i)))
		}
		return out.Encode(found) == nil
	})
	protoregistry.GlobalTypes.RangeEnums(func(enum protoreflect.EnumType) bool {
		values := enum.Descriptor().Values()
		found := Type{Name: string(enum.Descriptor().FullName())}
		for i := 0; i < values.Len(); i++ {
			found.Values = append(found.Values, string(values.Get(i).Name()))
		}
		return out.Encode(found) == nil
	})
}

func text(field protoreflect.FieldDescriptor) string {
	names := string(field.Name()) + " " + field.JSONName() + " "
	if field.IsMap() {
		return names + field.MapKey().Kind().String() + ":" + kind(field.MapValue())
	}
	if field.IsList() {
		return names + "*" + kind(field)
	}
	return names + kind(field)
}

func kind(field protoreflect.FieldDescriptor) string {
	if field.Message() != nil {
		return string(field.Message().FullName())
	}
	if field.Enum() != nil {
		return string(field.Enum().FullName())
	}
	return field.Kind().String()
}
