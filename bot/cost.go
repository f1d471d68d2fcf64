package bot

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"plaza/channels"
	"plaza/store"
)

// Prices are what messages cost.
type Prices struct {
	Currency string           // three letters, as networks write it
	Channels map[string]Price // by configured name; one that is not here costs nothing
}

// Price is what one channel costs, in millionths of the currency.
type Price struct {
	Per Unit
	Any int64            // to an address of which To says nothing
	To  map[string]int64 // by how the address begins; the longest beginning counts
}

// Unit is what is paid for.
type Unit uint8

// What networks charge for.
const (
	PerMessage  Unit = iota
	PerSegment       // of an SMS
	PerTemplate      // only what opens a conversation
)

// price is what a message is about to cost, by the table.
func (b *Bot) price(m *store.Message) int64 {
	p, ok := b.Prices.Channels[m.Channel]
	if !ok {
		return 0
	}
	each := p.Any
	for n := len(m.Address); n > 0; n-- {
		if here, ok := p.To[m.Address[:n]]; ok {
			each = here
			break
		}
	}
	switch p.Per {
	case PerSegment:
		n, _ := channels.Segments(m.Text)
		return each * int64(n)
	case PerTemplate:
		var out channels.Outbound
		open := b.Now().Before(m.SeenAt.Add(b.caps[m.Channel].Session))
		if open || unpack(m.Extras, &out) != nil || out.Template == nil {
			return 0
		}
	}
	return each
}

// told reads what a network says that something cost, such as "0.0075 USD", in
// millionths. It counts only in our currency: nobody knows today's rate.
func (p Prices) told(said string) (int64, bool) {
	fields := strings.Fields(said)
	if len(fields) != 2 || p.Currency == "" || !strings.EqualFold(fields[1], p.Currency) {
		return 0, false
	}
	n, err := strconv.ParseFloat(strings.TrimPrefix(fields[0], "-"), 64) // some write it as what they take from us
	if err != nil || !(n >= 0 && n < 1e6) {
		return 0, false
	}
	return int64(math.Round(n * 1e6)), true
}

// charge is what an attempt cost that left or may have: what the network said,
// or else the price. The price of an attempt before it that turned out not to
// have left stands for this one.
func (b *Bot) charge(m *store.Message, r channels.Receipt, err error, instead bool) int64 {
	for _, not := range []error{channels.ErrTemporary, channels.ErrPermanent, channels.ErrStopped} {
		if errors.Is(err, not) {
			return 0
		}
	}
	cost, ok := b.Prices.told(r.Cost)
	if !ok {
		cost = b.price(m)
	}
	if instead {
		return max(0, cost-m.Cost)
	}
	return cost
}
