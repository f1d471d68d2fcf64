package main

import "plaza/flows"

type readCmd struct {
	folderArg
	Lang string `help:"The language to read it in (the consultation's first)." aliases:"language" placeholder:"LANG"`
}

// Run prints the whole conversation in one language, for whoever reviews the
// words and not the file. It reads what there is, also of a folder that the
// checker complains about.
func (cmd readCmd) Run(w world) error {
	folder, err := cmd.open()
	if err != nil {
		return err
	}
	f, problems := flows.Parse(folder)
	if err := within(folder, problems).Err(); err != nil {
		return hint(err, "plaza check "+cmd.Folder+" says everything")
	}
	lang := cmd.Lang
	if lang == "" {
		lang = f.Languages[0].Value
	}
	return flows.Read(w.out, f, lang)
}
