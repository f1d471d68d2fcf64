package main

import (
	"maps"
	"path"
	"slices"

	"plaza/flows"
	"plaza/flows/flowtest"
)

// played is one transcript's file and how it went.
type played struct {
	file string
	flowtest.Result
}

// playAll plays every transcript of a folder against its program, by name. The
// places in a result are told with the folder before the file.
func playAll(folder *flows.Folder, p *flows.Program, env flows.Env) ([]played, error) {
	lib, err := flows.NewLibrary(env.Lexicon, p)
	if err != nil {
		return nil, err
	}
	var results []played
	for _, name := range slices.Sorted(maps.Keys(folder.Files)) {
		if path.Ext(name) == ".chat" {
			results = append(results, played{name, flowtest.Run(p, lib, path.Join(folder.Name, name), folder.Files[name])})
		}
	}
	return results, nil
}
