package zone_test

import (
	"slices"
	"strings"
	"testing"
	_ "time/tzdata"

	"plaza/bot/zone"
)

func TestOf(t *testing.T) {
	var table zone.Table
	for _, c := range []struct{ name, address, want string }{
		{"AFixedLine", "+59829001234", "America/Montevideo"},
		{"AMobile", "+254712345678", "Africa/Nairobi"},
		{"TheSameAgain", "+254712345678", "Africa/Nairobi"},
		{"MoroccoIsNoCanaryIsland", "+212650123456", "Africa/Casablanca"},
		{"AlgeriaHasNoSummerTime", "+213551234567", "Africa/Algiers"},
		{"ACountryOfTwo", "+243812345678", "Africa/Kinshasa Africa/Lubumbashi"},
		{"NoCountry", "+9990000000001", ""},
		{"NoPlus", "254712345678", ""},
		{"AName", "+254ana", ""},
		{"TooShort", "+25471", ""},
		{"Nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var names []string
			for _, z := range table.Of(c.address) {
				names = append(names, z.String())
			}
			slices.Sort(names)
			if got := strings.Join(names, " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	if got := len(table.Of("+15005550001")); got < 10 {
		t.Errorf("a number of all North America has %d zones", got)
	}
}
