package bot

import (
	"errors"
	"strings"
	"testing"
	"time"

	"plaza/channels"
	"plaza/store"
)

func TestPrice(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	b := &Bot{
		Config: Config{Now: func() time.Time { return now }, Prices: Prices{Currency: "USD", Channels: map[string]Price{
			"sms":  {Per: PerSegment, Any: 60_000, To: map[string]int64{"+1": 7_900, "+1868": 40_000, "+254": 0}},
			"flat": {Any: 1_000},
			"wa":   {Per: PerTemplate, Any: 50_000},
		}}},
		caps: map[string]channels.Capabilities{"wa": {Session: 24 * time.Hour}},
	}
	template, err := pack(extras{Template: &channels.Template{Name: "x"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		m    store.Message
		want int64
	}{
		{"NoBeginningMatches", store.Message{Channel: "sms", Address: "+491500"}, 60_000},
		{"TheBeginningMatches", store.Message{Channel: "sms", Address: "+15005550001"}, 7_900},
		{"TheLongestBeginningMatches", store.Message{Channel: "sms", Address: "+18685550001"}, 40_000},
		{"FreeOfCharge", store.Message{Channel: "sms", Address: "+254712345678"}, 0},
		{"EachSegment", store.Message{Channel: "sms", Address: "+15005550001", Text: strings.Repeat("x", 161)}, 15_800},
		{"EachMessage", store.Message{Channel: "flat", Address: "+15005550001", Text: strings.Repeat("x", 161)}, 1_000},
		{"AnotherChannel", store.Message{Channel: "telegram", Address: "1"}, 0},
		{"ATemplateOutsideTheSession", store.Message{Channel: "wa", Address: "+1", Extras: template, SeenAt: now.Add(-25 * time.Hour)}, 50_000},
		{"ATemplateInTheSession", store.Message{Channel: "wa", Address: "+1", Extras: template, SeenAt: now.Add(-time.Hour)}, 0},
		{"NoTemplate", store.Message{Channel: "wa", Address: "+1"}, 0},
	} {
		if tt.m.Text == "" {
			tt.m.Text = "x"
		}
		if got := b.price(&tt.m); got != tt.want {
			t.Errorf("%s: got %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestCharge(t *testing.T) {
	b := &Bot{Config: Config{Prices: Prices{Currency: "USD", Channels: map[string]Price{"sms": {Any: 7_900}}}}}
	for _, tt := range []struct {
		name    string
		cost    string
		err     error
		instead bool
		before  int64
		want    int64
	}{
		{"ByTheTable", "", nil, false, 0, 7_900},
		{"AsTheNetworkSays", "0.0075 usd", nil, false, 0, 7_500},
		{"AsTheNetworkTakesIt", "-0.0075 USD", nil, false, 0, 7_500},
		{"InAnotherCurrency", "0.0075 KES", nil, false, 0, 7_900},
		{"InNoCurrency", "0.0075", nil, false, 0, 7_900},
		{"InNoNumber", "NaN USD", nil, false, 0, 7_900},
		{"InATrillion", "1e12 USD", nil, false, 0, 7_900},
		{"ItMayHaveLeft", "", errors.New("time-out"), false, 0, 7_900},
		{"ItDidNotLeave", "", channels.ErrTemporary, false, 0, 0},
		{"ItNeverWill", "", channels.ErrDead, false, 0, 0},
		{"TheFirstMayHaveLeftToo", "", nil, false, 7_900, 7_900},
		{"TheFirstDidNotLeave", "", nil, true, 7_900, 0},
		{"TheFirstWasNeverRecorded", "", nil, true, 0, 7_900},
	} {
		m := &store.Message{Channel: "sms", Address: "+1", Text: "x", Cost: tt.before}
		if got := b.charge(m, channels.Receipt{Cost: tt.cost}, tt.err, tt.instead); got != tt.want {
			t.Errorf("%s: got %d, want %d", tt.name, got, tt.want)
		}
	}
}
