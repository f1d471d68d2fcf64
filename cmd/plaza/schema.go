package main

import "plaza/flows"

type schemaCmd struct{}

// Run prints the JSON Schema of flow.yaml, made from the types that read it.
func (schemaCmd) Run(w world) error {
	b, err := flows.Schema()
	if err != nil {
		return err
	}
	_, err = w.out.Write(b)
	return err
}
