package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"plaza/civic/broadcast"
	"plaza/flows/source"
)

// beginCast begins a broadcast whose time has come, if it may still be sent.
// Days may lie between its approval and now, in which people were erased, took
// their answers back, or a promise slipped. What does not hold any more pauses
// it, and whoever resumes it has it looked at again.
func (b *Bot) beginCast(ctx context.Context, c *cast, now time.Time) error {
	err := b.Broadcasts().passes(ctx, c)
	problems, wrong := errors.AsType[source.Problems](err)
	switch {
	case errors.Is(err, ErrTooFew):
		return b.actCast(ctx, c, broadcast.Hold, fmt.Sprintf("its audience depends on what people answered, and has fewer than %d of them now", b.Fewest))
	case wrong:
		return b.actCast(ctx, c, broadcast.Hold, "it does not pass its check any more: "+problems.Errors()[0].Message)
	case err != nil:
		return err
	}
	// First the work, then the word: a node that is killed in between has
	// begun nothing, and the next one adds nothing twice.
	if err := b.addCastJobs(ctx, jobCast, c.ID, now); err != nil {
		return err
	}
	return b.actCast(ctx, c, broadcast.Begin, "")
}
