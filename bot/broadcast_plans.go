package bot

import "plaza/civic/broadcast"

// castPlans adds what is known of plans to what a broadcast is checked against.
func (b *Bot) castPlans(*broadcast.Env) {}
