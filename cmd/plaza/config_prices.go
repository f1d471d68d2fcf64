package main

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"plaza/bot"
)

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// priceUnits are what a price may be for, as the configuration says it.
func priceUnits() map[string]bot.Unit {
	return map[string]bot.Unit{"message": bot.PerMessage, "segment": bot.PerSegment, "template": bot.PerTemplate}
}

// checkPrices finds what is wrong with prices and budgets.
func (c *config) checkPrices() (wrong []error) {
	no := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	sum := func(key string, v float64) {
		if !(v >= 0 && v <= 1e9) {
			no("%s: %v is no sum of money", key, v)
		}
	}
	priced := len(c.Prices.Channels) > 0
	if (priced || c.Prices.Currency != "") && !currencyCode.MatchString(c.Prices.Currency) {
		no("prices.currency: %q is no currency such as USD", c.Prices.Currency)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Prices.Channels)) {
		key, p := "prices.channels."+name, c.Prices.Channels[name]
		if c.Channels[name] == nil {
			no("%s: there is no channel %s%s", key, name, guess(name, c.channelNames()))
		}
		if p == nil {
			no("%s: says nothing", key)
			continue
		}
		if _, ok := priceUnits()[p.Per]; !ok {
			no("%s.per: %q is none of message, segment, template", key, p.Per)
		}
		sum(key+".any", p.Any)
		for _, to := range slices.Sorted(maps.Keys(p.To)) {
			sum(key+".to."+to, p.To[to])
			if to == "" || strings.TrimSpace(to) != to {
				no("%s.to: %q is no beginning of an address; any is what the others cost", key, to)
			}
		}
	}
	for _, flow := range slices.Sorted(maps.Keys(c.Budgets)) {
		sum("budgets."+flow, c.Budgets[flow])
	}
	if len(c.Budgets) > 0 && !priced {
		no("budgets: nothing has a price, so nothing would ever be stopped; prices says what messages cost")
	}
	return wrong
}

// prices is the table as the runtime takes it; checkPrices has read it before.
func (c *config) prices() bot.Prices {
	p := bot.Prices{Currency: c.Prices.Currency, Channels: map[string]bot.Price{}}
	for name, ch := range c.Prices.Channels {
		price := bot.Price{Per: priceUnits()[ch.Per], Any: millionths(ch.Any), To: map[string]int64{}}
		for to, each := range ch.To {
			price.To[to] = millionths(each)
		}
		p.Channels[name] = price
	}
	return p
}

// budgets are what consultations may spend, as the runtime takes it.
func (c *config) budgets() map[string]int64 {
	b := map[string]int64{}
	for flow, limit := range c.Budgets {
		b[flow] = millionths(limit)
	}
	return b
}

func millionths(sum float64) int64 { return int64(math.Round(sum * 1e6)) }
