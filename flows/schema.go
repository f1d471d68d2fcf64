package flows

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
)

// Schema returns the JSON Schema (draft 2020-12) of flow.yaml, for editors:
// completion, a word about each key, and red ink under a fault of shape.
//
// It is made from the same types, key tags and rules that Parse reads by, so
// it cannot fall behind them. A generator such as invopop/jsonschema would
// see little of that: nearly every value here has two forms (a text is bare
// or a map of languages, an option is a text or a map, a step is whichever
// verb it has), so nearly every type would have had to write its own schema.
//
// The schema allows what Parse allows, and where a text stands also a number
// and a truth value: an editor takes TRUE for the one and 12 for the other
// long before our reader, to whom both are texts, sees them.
func Schema() ([]byte, error) {
	b := &schemaBuilder{rules: rules()}
	root := b.object(reflect.TypeFor[Flow]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "A consultation of Plaza"
	root["$defs"] = map[string]any{
		"scalar":    bareText(),
		"text":      b.text(),
		"words":     b.words(),
		"condition": described(bareText(), "NAME is VALUE, NAME is one of A, B, NAME includes A, NAME is answered, NAME < 3; joined by and, or, parentheses."),
		"duration":  object{"type": "string", "pattern": durationForm.String(), "description": "A number and minutes, hours, days, weeks, months or years."},
		"moment":    object{"type": "string", "pattern": dayForm.String(), "description": "A day, 2026-05-31, or day and time, 2026-05-31 18:00."},
		"options":   b.options(),
		"step":      b.step(),
	}
	out, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the schema: %w", err)
	}
	return append(out, '\n'), nil
}

// object is a schema, or a part of one. encoding/json sorts its keys, so the
// same types give the same bytes.
type object map[string]any

type schemaBuilder struct{ rules map[string]rule }

func ref(name string) object { return object{"$ref": "#/$defs/" + name} }

func described(o object, about string) object {
	if about != "" {
		o["description"] = about
	}
	return o
}

func requires(keys ...string) object { return object{"required": keys} }

// bareText is anything an editor may take a text for.
func bareText() object {
	return object{"type": []string{"string", "number", "boolean"}, "minLength": 1}
}

func (b *schemaBuilder) text() object {
	return object{"anyOf": []object{
		ref("scalar"),
		{"type": "object", "minProperties": 1, "propertyNames": object{"pattern": tag.pattern()}, "additionalProperties": ref("scalar")},
	}}
}

func (b *schemaBuilder) words() object {
	list := object{"type": "array", "items": ref("scalar")}
	return object{"anyOf": []object{
		{"type": "array", "minItems": 1, "items": ref("scalar")},
		{"type": "object", "minProperties": 1, "propertyNames": object{"pattern": tag.pattern()}, "additionalProperties": list},
	}}
}

func (b *schemaBuilder) options() object {
	long := object{
		"type": "object", "additionalProperties": false, "required": []string{"text"},
		"properties": object{
			"text":  described(ref("text"), b.rules["Option.text"].about),
			"words": described(ref("words"), b.rules["Option.words"].about),
		},
	}
	return object{
		"type": "object", "minProperties": 1, "propertyNames": object{"pattern": word.pattern()},
		"additionalProperties": object{"anyOf": []object{ref("text"), long}},
	}
}

// step allows the keys of the verb that the step has, and a when.
func (b *schemaBuilder) step() object {
	var verb, cases []object
	for _, v := range verbs() {
		name := v.verb()
		o := b.object(reflect.TypeOf(v).Elem())
		o["properties"].(object)["when"] = described(ref("condition"), b.rules["Step.when"].about)
		switch v.(type) {
		case *Group:
			o["required"] = append(o["required"].([]string), "when")
		case *Ask:
			o["oneOf"] = []object{requires("options"), requires("answer")}
			o["allOf"] = b.askCases()
		}
		verb = append(verb, requires(name))
		cases = append(cases, object{"if": requires(name), "then": o})
	}
	return object{"type": "object", "anyOf": verb, "allOf": cases}
}

// askCases allows the keys that go with the kind of answer, and no others.
func (b *schemaBuilder) askCases() []object {
	every := allAskKeys()
	var cases []object
	for _, kind := range append([]string{"options"}, answerKinds()...) {
		may, must := askKeys(kind)
		others := object{}
		for _, k := range every {
			if !slices.Contains(may, k) {
				others[k] = false
			}
		}
		is := requires("options")
		if kind != "options" {
			is = object{"required": []string{"answer"}, "properties": object{"answer": object{"const": kind}}}
		}
		then := object{"properties": others}
		if len(must) > 0 {
			then["required"] = must
		}
		cases = append(cases, object{"if": is, "then": then})
	}
	return cases
}

// object is the schema of a struct of keys.
func (b *schemaBuilder) object(t reflect.Type) object {
	properties := object{}
	required := []string{}
	for _, k := range keysOf(t) {
		at := t.Name() + "." + k.name
		properties[k.name] = described(b.value(t.Field(k.field).Type, at), b.rules[at].about)
		if k.required {
			required = append(required, k.name)
		}
	}
	o := object{"type": "object", "additionalProperties": false, "properties": properties, "required": required}
	switch t {
	case reflect.TypeFor[Part]():
		o["oneOf"] = []object{requires("start"), requires("begins")}
	case reflect.TypeFor[TableDecl]():
		o["oneOf"] = []object{requires("file"), requires("plan")}
	}
	return o
}

// value is the schema of what may stand under a key.
func (b *schemaBuilder) value(t reflect.Type, at string) object {
	switch t {
	case reflect.TypeFor[Name]():
		return b.name(at)
	case reflect.TypeFor[Flag]():
		return object{"enum": []string{"yes", "no"}}
	case reflect.TypeFor[Text]():
		return ref("text")
	case reflect.TypeFor[Words]():
		return ref("words")
	case reflect.TypeFor[Duration]():
		return ref("duration")
	case reflect.TypeFor[Moment]():
		return ref("moment")
	case reflect.TypeFor[[]Name]():
		return object{"type": "array", "minItems": 1, "items": b.name(at)}
	case reflect.TypeFor[[]Duration]():
		return object{"type": "array", "minItems": 1, "items": ref("duration")}
	case reflect.TypeFor[[]*Step]():
		return object{"type": "array", "minItems": 1, "items": ref("step")}
	case reflect.TypeFor[*Condition]():
		return ref("condition")
	case reflect.TypeFor[*Begins]():
		return object{"type": "string", "anyOf": []object{{"pattern": afterForm.String()}, {"pattern": dayForm.String()}, {"pattern": eventForm.String()}}}
	case reflect.TypeFor[*Pick]():
		return object{"anyOf": []object{{"type": "integer", "minimum": 1}, {"const": "any"}, {"type": "string", "pattern": pickForm.String()}}}
	case reflect.TypeFor[*OptionList]():
		if at == "Flow.lists" {
			return ref("options")
		}
		return object{"anyOf": []object{ref("options"), {"type": "string", "pattern": word.pattern()}}}
	}
	if t.Kind() == reflect.Pointer {
		return b.object(t.Elem())
	}
	// What is left is a Map of one of the above.
	by, ok := t.FieldByName("By")
	if !ok {
		panic("flows: no schema for " + t.String())
	}
	o := object{"type": "object", "minProperties": 1, "additionalProperties": b.value(by.Type.Elem(), at)}
	if p := b.rules[at+".*"].form.pattern(); p != "" {
		o["propertyNames"] = object{"pattern": p}
	}
	return o
}

// name is the schema of one word, by the rule of its key.
func (b *schemaBuilder) name(at string) object {
	switch r := b.rules[at]; r.form {
	case free:
		return bareText()
	case oneOf:
		return object{"enum": r.values}
	case whole, bound, slug:
		return object{"type": []string{"string", "number"}, "pattern": r.form.pattern()}
	default:
		return object{"type": "string", "pattern": r.form.pattern()}
	}
}
