package main

import (
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/types/descriptorpb"
)

type types struct {
	// By full name.
	Messages map[string]message `json:"messages"`
	// The names of the values.
	Enums map[string][]string `json:"enums"`
}

type message struct {
	// Its file is marked as belonging to a version of the API that is frozen.
	Frozen bool    `json:"frozen,omitempty"`
	Fields []field `json:"fields"`
}

type field struct {
	Name string `json:"name"`
	// Only where it is not what the name gives.
	JSONName string `json:"jsonName,omitempty"`
	// A scalar's name, or a full name behind a dot. Of a map, the type of its values.
	Type     string `json:"type"`
	Repeated bool   `json:"repeated,omitempty"`
	// The type of a map's keys.
	Key   string `json:"key,omitempty"`
	Oneof string `json:"oneof,omitempty"`
}

func (t *types) add(file *descriptorpb.FileDescriptorProto) {
	scope := ""
	if file.GetPackage() != "" {
		scope = file.GetPackage() + "."
	}
	t.addAll(scope, isFrozen(file.GetOptions()), file.MessageType, file.EnumType)
}

func (t *types) addAll(scope string, frozen bool, messages []*descriptorpb.DescriptorProto, enums []*descriptorpb.EnumDescriptorProto) {
	for _, one := range enums {
		names := []string{}
		for _, value := range one.Value {
			names = append(names, value.GetName())
		}
		t.Enums[scope+one.GetName()] = names
	}
	for _, one := range messages {
		name := scope + one.GetName()
		maps := map[string]*descriptorpb.DescriptorProto{}
		nested := []*descriptorpb.DescriptorProto{}
		for _, inner := range one.NestedType {
			if inner.GetOptions().GetMapEntry() {
				maps["."+name+"."+inner.GetName()] = inner
			} else {
				nested = append(nested, inner)
			}
		}
		fields := []field{}
		for _, each := range one.Field {
			fields = append(fields, fieldOf(each, one, maps))
		}
		t.Messages[name] = message{Frozen: frozen, Fields: fields}
		t.addAll(name+".", frozen, nested, one.EnumType)
	}
}

func fieldOf(one *descriptorpb.FieldDescriptorProto, holder *descriptorpb.DescriptorProto, maps map[string]*descriptorpb.DescriptorProto) field {
	found := field{Name: one.GetName(), Type: typeOf(one)}
	if one.GetJsonName() != camelCase(one.GetName()) {
		found.JSONName = one.GetJsonName()
	}
	if entry := maps[one.GetTypeName()]; entry != nil {
		found.Key, found.Type = typeOf(entry.Field[0]), typeOf(entry.Field[1])
	} else {
		found.Repeated = one.GetLabel() == descriptorpb.FieldDescriptorProto_LABEL_REPEATED
	}
	if one.OneofIndex != nil && !one.GetProto3Optional() {
		found.Oneof = holder.OneofDecl[one.GetOneofIndex()].GetName()
	}
	return found
}

func typeOf(one *descriptorpb.FieldDescriptorProto) string {
	if one.GetTypeName() != "" {
		return one.GetTypeName()
	}
	return strings.ToLower(strings.TrimPrefix(one.GetType().String(), "TYPE_"))
}

// The name in JSON that protoc gives a field.
func camelCase(name string) string {
	found := strings.Builder{}
	upper := false
	for _, letter := range name {
		if letter == '_' {
			upper = true
			continue
		}
		if upper {
			found.WriteString(strings.ToUpper(string(letter)))
		} else {
			found.WriteRune(letter)
		}
		upper = false
	}
	return found.String()
}

// The option (udpa.annotations.file_status).package_version_status = FROZEN.
func isFrozen(options *descriptorpb.FileOptions) bool {
	const fileStatus, packageVersionStatus, frozen = 222707719, 2, 1
	status := fieldIn(options.ProtoReflect().GetUnknown(), fileStatus, protowire.BytesType)
	value := fieldIn(status, packageVersionStatus, protowire.VarintType)
	number, read := protowire.ConsumeVarint(value)
	return read > 0 && number == frozen
}

func fieldIn(message []byte, wanted protowire.Number, kind protowire.Type) []byte {
	var found []byte
	for len(message) > 0 {
		number, is, read := protowire.ConsumeTag(message)
		if read < 0 {
			break
		}
		message = message[read:]
		size := protowire.ConsumeFieldValue(number, is, message)
		if size < 0 {
			break
		}
		if number == wanted && is == kind {
			found = message[:size]
			if kind == protowire.BytesType {
				found, _ = protowire.ConsumeBytes(found)
			}
		}
		message = message[size:]
	}
	return found
}
