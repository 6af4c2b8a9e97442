// Prints the protobuf types of Go packages and of all packages that these import, read from their sources: nothing of them is compiled.
//
// Reads {"modules": {"import path": "folder"}, "roots": ["import path", …]} from standard input. Packages of other modules are left out.
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"
)

type question struct {
	Modules map[string]string `json:"modules"`
	Roots   []string          `json:"roots"`
}

func main() {
	asked := question{}
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		fail(err)
	}
	found := types{Messages: map[string]message{}, Enums: map[string][]string{}}
	seen := map[string]bool{}
	queue := asked.Roots
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if seen[path] {
			continue
		}
		seen[path] = true
		folder := folderOf(asked.Modules, path)
		if folder == "" {
			continue
		}
		files, _ := filepath.Glob(filepath.Join(folder, "*.pb.go"))
		sort.Strings(files)
		for _, file := range files {
			imports, descriptors, err := read(file)
			if err != nil {
				fail(err)
			}
			queue = append(queue, imports...)
			for _, descriptor := range descriptors {
				found.add(descriptor)
			}
		}
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	if err := out.Encode(found); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(3)
}

// The folder of a package: of the module with the longest path that it begins with.
func folderOf(modules map[string]string, path string) string {
	best := ""
	for module := range modules {
		if (path == module || strings.HasPrefix(path, module+"/")) && len(module) > len(best) {
			best = module
		}
	}
	if best == "" {
		return ""
	}
	return filepath.Join(modules[best], strings.TrimPrefix(path, best))
}

// What protoc-gen-go wrote into a file: the descriptor as bytes, or in newer releases as a text.
func read(file string) (imports []string, found []*descriptorpb.FileDescriptorProto, err error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, nil, err
	}
	for _, one := range parsed.Imports {
		path, _ := strconv.Unquote(one.Path.Value)
		imports = append(imports, path)
	}
	for _, declaration := range parsed.Decls {
		general, ok := declaration.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, one := range general.Specs {
			value, ok := one.(*ast.ValueSpec)
			if !ok || len(value.Values) != 1 || !strings.HasSuffix(value.Names[0].Name, "_rawDesc") {
				continue
			}
			descriptor := &descriptorpb.FileDescriptorProto{}
			if err := proto.Unmarshal(bytesOf(value.Values[0]), descriptor); err != nil {
				return nil, nil, fmt.Errorf("%s: %w", file, err)
			}
			found = append(found, descriptor)
		}
	}
	return imports, found, nil
}

func bytesOf(expression ast.Expr) []byte {
	switch node := expression.(type) {
	case *ast.BinaryExpr:
		return append(bytesOf(node.X), bytesOf(node.Y)...)
	case *ast.BasicLit:
		text, err := strconv.Unquote(node.Value)
		if err != nil {
			fail(err)
		}
		return []byte(text)
	case *ast.CompositeLit:
		found := make([]byte, 0, len(node.Elts))
		for _, element := range node.Elts {
			one, err := strconv.ParseUint(element.(*ast.BasicLit).Value, 0, 8)
			if err != nil {
				fail(err)
			}
			found = append(found, byte(one))
		}
		return found
	}
	fail(fmt.Errorf("a descriptor that is written as %T", expression))
	return nil
}
