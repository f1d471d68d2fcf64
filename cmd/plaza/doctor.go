package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"plaza/bot/web"
	"plaza/channels"
)

// What doctor waits for. A provider that takes longer than this is not well.
const (
	diagnoseTime = 20 * time.Second
	knockTime    = 10 * time.Second
)

type doctorCmd struct {
	Channel string `arg:"" optional:"" help:"One channel of the configuration; all of them without it."`
	Mend    bool   `help:"Also set at the provider what can be set by its API: webhooks, menus of commands."`
}

// Run asks each network how we stand with it, and says what is wrong and what
// to paste into the provider's console. It needs no database, so that it works
// before anything else does; where there is one, it tells what a menu offers.
func (cmd doctorCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	c, err := file.load(w, ui)
	if err != nil {
		return err
	}
	names := c.channelNames()
	if cmd.Channel != "" {
		if c.Channels[cmd.Channel] == nil {
			return hint(fmt.Errorf("there is no channel %s in the configuration", cmd.Channel), "it has: "+strings.Join(names, ", "))
		}
		names = []string{cmd.Channel}
	}
	if len(names) == 0 {
		return hint(fmt.Errorf("no channel is configured"), "deploy/plaza.example.yaml shows how a channel is set up")
	}
	ill := false
	if cmd.Channel == "" && c.PublicURL != "" {
		ill = tell(w.out, "public address", []channels.Finding{knock(ctx, c.PublicURL)})
	}
	if f, some := c.approvers(); some && cmd.Channel == "" {
		tell(w.out, "broadcasts", []channels.Finding{f})
	}
	for _, name := range names {
		if tell(w.out, name+" ("+c.Channels[name].Kind+")", c.examine(ctx, w, ui, name, cmd.Mend)) {
			ill = true
		}
	}
	if ill {
		return errSaid
	}
	return nil
}

// examine asks one channel. One that cannot even be made is told like anything
// else that is wrong, so that the others are asked as well.
func (c *config) examine(ctx context.Context, w world, ui ui, name string, mend bool) []channels.Finding {
	var menu []string
	var found []channels.Finding
	if c.Channels[name].hasMenu() {
		menu, found = c.menu(ctx, ui)
	}
	ch, err := c.openChannel(w, name, menu)
	if err != nil {
		f := channels.Finding{Grade: channels.Bad, Says: err.Error()}
		f.Do = strings.Join(hints(err), "; ")
		return []channels.Finding{f}
	}
	doctor, ok := ch.(channels.Doctor)
	if !ok {
		f := channels.Finding{Grade: channels.Doubtful, Says: "this kind of channel cannot be asked how it stands"}
		if _, hook := ch.(channels.WebhookReceiver); hook {
			f.Do, f.Paste = "its provider must call this address:", strings.TrimRight(c.PublicURL, "/")+web.HookPath(name)
		}
		return []channels.Finding{f}
	}
	ctx, cancel := context.WithTimeout(ctx, diagnoseTime)
	defer cancel()
	return append(doctor.Diagnose(ctx, mend), found...)
}

// hasMenu says whether people choose commands of a channel from a menu.
func (c *channelConfig) hasMenu() bool { return c.Kind == "telegram" }

// hasMenu says whether some channel has a menu.
func (c *config) hasMenu() bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(c.Channels)), (*channelConfig).hasMenu)
}

// menu are the commands of a bot: PLAN is among them where an action plan is
// published. Where nobody can tell, there are none, so that what is set stays.
func (c *config) menu(ctx context.Context, ui ui) ([]string, []channels.Finding) {
	menu := []string{"help", "plan", "language", "my_data", "erase", "stop"}
	switch promised, err := c.promised(ctx, ui); {
	case err != nil:
		return nil, []channels.Finding{{
			Grade: channels.Doubtful, Says: "the menu of commands was not looked at: " + err.Error(),
			Do: "it names PLAN where an action plan is published, which the database must tell",
		}}
	case !promised:
		return slices.DeleteFunc(menu, func(command string) bool { return command == "plan" }), nil
	}
	return menu, nil
}

// promised says whether an action plan is published.
func (c *config) promised(ctx context.Context, ui ui) (bool, error) {
	s, _, err := c.openStore(ctx, ui, mustExist)
	if errors.Is(err, errNoDatabase) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer func() { _ = s.Close() }() // nothing was written
	plans, err := s.Plans(ctx, nil)
	if err != nil {
		return false, fmt.Errorf("look for action plans: %w", err)
	}
	return len(plans) > 0, nil
}

// knock calls our own public address as a provider would.
func knock(ctx context.Context, public string) channels.Finding {
	ctx, cancel := context.WithTimeout(ctx, knockTime)
	defer cancel()
	at := strings.TrimRight(public, "/") + "/healthz"
	bad := channels.Finding{
		Grade: channels.Bad, Says: at + " is not answered by plaza",
		Do: "start plaza serve, and let your proxy pass this address on to it; the providers reach you by it",
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at, http.NoBody)
	if err != nil {
		return bad
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		bad.Says += ": " + err.Error()
		return bad
	}
	defer func() { _ = resp.Body.Close() }() // read as far as we want it
	said, err := io.ReadAll(io.LimitReader(resp.Body, 64))
	if err != nil || resp.StatusCode != http.StatusOK || strings.TrimSpace(string(said)) != "alive" {
		bad.Says += fmt.Sprintf(": http %d", resp.StatusCode)
		return bad
	}
	return channels.Finding{Says: at + " is answered by plaza, seen from here"}
}

// tell prints findings and says whether one of them is bad.
func tell(out io.Writer, of string, findings []channels.Finding) (ill bool) {
	fmt.Fprintln(out, of)
	for _, f := range findings {
		fmt.Fprintf(out, "  %-6s %s\n", [...]string{"ok", "doubt", "wrong"}[f.Grade], indent(f.Says))
		if f.Do != "" {
			fmt.Fprintf(out, "  %-6s %s\n", "", indent(f.Do))
		}
		if f.Paste != "" { // alone on its line, from the first column: easy to select
			fmt.Fprintln(out, f.Paste)
		}
		ill = ill || f.Grade == channels.Bad
	}
	return ill
}

func indent(text string) string { return strings.ReplaceAll(text, "\n", "\n         ") }
