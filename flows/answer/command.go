package answer

import "strings"

// Command is the word by which people command the software, as {word.skip}
// prints it: the first of the language, in capitals where its script has them.
// It is false where the language has none of that name.
func (w *Words) Command(name string) (string, bool) {
	words := map[string][]string{
		"stop": w.Stop, "start": w.Start, "help": w.Help, "language": w.Language, "back": w.Back,
		"skip": w.Skip, "status": w.Status, "my_data": w.MyData, "erase": w.Erase, "link": w.Link,
		"plan": w.Plan, "follow": w.Follow, "unfollow": w.Unfollow, "updates": w.Updates, "more": w.More,
		"yes": w.Yes, "no": w.No,
	}[name]
	if len(words) == 0 {
		return "", false
	}
	return strings.ToUpper(words[0]), true
}
