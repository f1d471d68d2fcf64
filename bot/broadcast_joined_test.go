package bot_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"plaza/store"
)

// TestWhoJoinsWhileItIsWrittenGetsOneCopy: one of their channels has its copy
// already, and the other is looked at when they are one person.
func TestWhoJoinsWhileItIsWrittenGetsOneCopy(t *testing.T) {
	for name, asks := range map[string]int{"ItAsksForTheCode": 0, "ItBringsTheCode": 1} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			first, late := w.settle("+10", resident{}), (*someone)(nil)
			for i := 1; late == nil; i++ { // of another shard
				if p := w.person(fmt.Sprint("+1", i)); w.store.Shard(p.contact()) != w.store.Shard(first.contact()) {
					late = w.settle(p.number, resident{})
				}
			}
			r := w.approved(news)
			if _, err := w.Broadcasts().Schedule(t.Context(), r.ID, "asha", time.Time{}); err != nil {
				t.Fatal(err)
			}
			var begun atomic.Int64
			w.line.failing = func(shard int) bool {
				return begun.Add(1) > int64(w.store.Shards()) && shard == w.store.Shard(late.contact())
			}
			if err := w.Tick(t.Context()); err == nil {
				t.Fatal("nothing failed")
			}
			w.line.failing = nil
			if got := w.copies(r.ID)[store.Queued]; got != 1 {
				t.Fatalf("%d copies are queued, want that of the first", got)
			}
			both := []*someone{first, late}
			both[1-asks].says("LINK " + both[asks].code("LINK"))
			if !together(first, late) {
				t.Fatal("they are not joined")
			}
			w.wait(time.Minute)
			w.wait(time.Minute)
			if got := w.copies(r.ID); got[store.Sent] != 1 || got[store.Queued] != 0 {
				t.Errorf("got %v, want one copy", got)
			}
		})
	}
}
