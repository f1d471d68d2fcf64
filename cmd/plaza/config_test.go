package main

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/bot"
)

// example is the file that an operator copies.
const example = "../../deploy/plaza.example.yaml"

func readExample(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestExampleIsTheDefaults holds what the example says without being edited
// against what holds without it.
func TestExampleIsTheDefaults(t *testing.T) {
	got := defaults()
	if err := readConfig("example", []byte(readExample(t)), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(defaults(), got); diff != "" {
		t.Errorf("the example is not the defaults (-defaults +example):\n%s", diff)
	}
}

// TestExampleHasEveryKey takes the comment signs from the settings of the
// example: then every key must be there, be known, and be explained.
func TestExampleHasEveryKey(t *testing.T) {
	src := readExample(t)
	setting := regexp.MustCompile(`(?m)^( *)#?([a-z_]+):( .*)?$`)
	seen := map[string]bool{}
	lines := strings.Split(src, "\n")
	for i, line := range lines {
		m := setting.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		seen[m[2]] = true
		// A section is known by its empty value.
		if m[3] != "" && !strings.Contains(commentAbove(lines, i), "Without") {
			t.Errorf("line %d: the comment of %s does not say what happens without it", i+1, m[2])
		}
	}
	all := setting.ReplaceAllString(src, "$1$2:$3")
	c := defaults()
	if err := readConfig("example", []byte(all), &c); err != nil {
		t.Fatalf("with every key set: %v", err)
	}
	for _, k := range keys(reflect.TypeFor[config](), "") {
		if !seen[k] {
			t.Errorf("the example has no key %s", k)
		}
	}
}

// commentAbove is the block of comment lines before line i.
func commentAbove(lines []string, i int) string {
	j := i
	for j > 0 && strings.HasPrefix(strings.TrimSpace(lines[j-1]), "# ") {
		j--
	}
	return strings.Join(lines[j:i], "\n")
}

func TestConfigRefuses(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"AnUnknownKey", "data: x\nlistn: 127.0.0.1:80\n", `plaza.yaml:2:1: "listn" is no setting, did you mean listen?`},
		{"AnUnknownKeyOfASection", "quiet: {form: '21:00'}\n", `plaza.yaml:1:9: "form" is no setting, did you mean from?`},
		{"ATab", "quiet:\n\tfrom: '21:00'\n", `plaza.yaml:2:1: a tab, or`},
		{"AnUnknownKeyOfAChannel", "channels:\n  sms: {knd: twilio}\n", `plaza.yaml:2:9: "knd" is no setting, did you mean kind?`},
		{"AKeyTwice", "data: x\ndata: y\n", `plaza.yaml:2:1: mapping key "data" already defined at line 1`},
		{"ATimeWithoutUnit", "timeouts: {read: 5}\n", `plaza.yaml:1:18: this should be a time such as 15s or 2m`},
		{"ATokenInTheWrongPlace", "operators:\n  amina: s3cr3ttokenvalue0123456789\n", "plaza.yaml:2:10: this should be another kind of value"},
		{"ASecondDocument", "data: x\n---\ndata: y\n", "expected single document"},
		{"EverythingAtOnce", "foo: 1\nbar: 2\n", "plaza.yaml:2:1"},
		{"AnAddressWithoutPort", "listen: localhost\n", `listen: "localhost" is no address such as 127.0.0.1:8080`},
		{"ABareHost", "public_url: plaza.example.org\n", `public_url: "plaza.example.org" is no address such as https://plaza.example.org`},
		{"ANightOfNoZone", "quiet: {zone: Mars/Olympus}\n", `quiet.zone: "Mars/Olympus" is no time zone`},
		{"AnHourOfNoDay", "quiet: {from: 25:00}\n", `quiet.from: "25:00" is no time of day`},
		{"ABoundThatIsNone", "cap: {messages: 3, days: 0}\n", "cap: 3 messages in 0 days is no bound"},
		{"APriceOfNoChannel", "prices: {currency: USD, channels: {sns: {per: segment, any: 1}}}\n", "prices.channels.sns: there is no channel sns"},
		{"APriceForNothing", "prices: {currency: USD, channels: {sms: {any: 1}}}\n", `prices.channels.sms.per: "" is none of message, segment, template`},
		{"APriceInNoMoney", "prices: {channels: {sms: {per: segment, any: 1}}}\n", `prices.currency: "" is no currency such as USD`},
		{"APriceBelowNothing", "prices: {currency: USD, channels: {sms: {per: segment, to: {'+1': -1}}}}\n", "prices.channels.sms.to.+1: -1 is no sum of money"},
		{"ABudgetWithoutPrices", "budgets: {ogp-strategy: 200}\n", "budgets: nothing has a price"},
		{"AChannelOfNoKind", "channels: {sms: {}}\n", "channels.sms.kind: missing"},
		{"AnUnknownNetwork", "channels: {sms: {kind: pigeon}}\n", `channels.sms.kind: there is no channel "pigeon"`},
		{"TwoTokens", "channels: {sms: {kind: twilio, auth_token: a, auth_token_file: b}}\n", "channels.sms.auth_token and auth_token_file: set one of them"},
		{"TwoSecrets", "channels: {wa: {kind: whatsapp, app_secret: a, app_secret_file: b}}\n", "channels.wa.app_secret and app_secret_file: set one of them"},
		{"AnotherDatabase", "database: mysql://localhost/plaza\n", "database: it is neither a file nor a Postgres address"},
		{"ARegionThatIsNone", "region: Africa\n", `region: "Africa" is no country such as ZA`},
		{"ASpoolOfNoSize", "spool: {max: -1}\n", "spool.max: -1 is no number of megabytes"},
		{"MediaWithoutBound", "media: {max: 5000, daily: 0}\n", "media.max: 5000 is no size from 1 to 100 megabytes"},
		{"ADigestAtNoTime", "updates: {weekly: mondays}\n", `updates.weekly: read the schedule "mondays"`},
		{"ADayThatNeverComes", "updates: {monthly: '0 10 30 2 *'}\n", "no such day ever comes"},
		{"AReminderOfNoZone", "nudges: {zone: Mars/Olympus}\n", `nudges.zone: "Mars/Olympus" is no time zone`},
		{"ANumberOfNoDays", "nudges: {before: [7, -1], weeks: -2}\n", "nudges.before: -1 is no number of days\nnudges.weeks: -2 is no number of weeks"},
		{"AnOfficeOfNoChannel", "nudges: {offices: {Treasury: {channel: sms, address: '+1'}}}\n", "nudges.offices.Treasury.channel: name one of the channels"},
		{"AnOperatorWithoutToken", "operators: {amina: {}}\n", "operators.amina: has neither token nor token_file"},
		{"AnOperatorWithTwoTokens", "operators: {amina: {token: a, token_file: b}}\n", "operators.amina.token and token_file: set one of them"},
		{"AnOperatorOfNoName", "operators: {Amina B: {token: 0123456789abcdef}}\n", "operators.Amina B: an operator's name is of small letters"},
		{"ATokenToGuess", "operators: {amina: {token: secret}}\n", "operators.amina.token: it is shorter than 16 letters"},
		{"ADigestThatIsNone", "operators: {amina: {token: 'sha256:abc'}}\n", "operators.amina.token: after sha256: there are 64 hexadecimal digits"},
		{"OneTokenForTwo", "operators: {amina: {token: 0123456789abcdef}, joseph: {token: 0123456789abcdef}}\n", "operators.joseph.token: it is that of amina too"},
		{"AnUnknownKeyOfAnOperator", "operators: {amina: {tokn: x}}\n", `plaza.yaml:1:21: "tokn" is no setting, did you mean token?`},
		{"AnApprovalThatIsNone", "broadcasts: {approval: maybe}\n", `broadcasts.approval: "maybe" is neither on nor off`},
		{"TwoKeys", "key: a\nkey_file: b\n", "key and key_file: set one of them"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, out, err := loadConfig(t, c.src)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if out != "" {
				t.Errorf("said %q, want nothing", out)
			}
		})
	}
}

func TestConfigReads(t *testing.T) {
	t.Run("NothingAtAll", func(t *testing.T) {
		got, _, err := loadConfig(t, "# only a comment\n")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(defaults(), got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("TheEnvironmentOverTheFile", func(t *testing.T) {
		got, _, err := loadConfig(t, "listen: 127.0.0.1:1\nforum: {name: File}\ntimeouts: {read: 1s, write: 2s}\n",
			"PLAZA_LISTEN=127.0.0.1:2", "PLAZA_FORUM_CONTACT=here", "PLAZA_TIMEOUTS_READ=3s")
		if err != nil {
			t.Fatal(err)
		}
		if got.Listen != "127.0.0.1:2" || got.Forum.Name != "File" || got.Forum.Contact != "here" ||
			got.Timeouts.Read != 3*time.Second || got.Timeouts.Write != 2*time.Second {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("ASecretOfAChannel", func(t *testing.T) {
		got, _, err := loadConfig(t, "channels:\n  sms-za: {kind: twilio, account_sid: AC1, from: '+27'}\n", "PLAZA_CHANNEL_SMS_ZA_AUTH_TOKEN=secret")
		if err != nil {
			t.Fatal(err)
		}
		if s, err := got.Channels["sms-za"].opened(); s["auth_token"] != "secret" || err != nil {
			t.Errorf("got token %q, %v", s["auth_token"], err)
		}
	})
	t.Run("AChannelOfTheEnvironmentAlone", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "token")
		if err := os.WriteFile(file, []byte("from a file\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		got, _, err := loadConfig(t, "", "PLAZA_CHANNEL_SMS_KIND=twilio", "PLAZA_CHANNEL_SMS_ACCOUNT_SID=AC1",
			"PLAZA_CHANNEL_SMS_FROM=+1", "PLAZA_CHANNEL_SMS_AUTH_TOKEN_FILE="+file)
		if err != nil {
			t.Fatal(err)
		}
		if s, err := got.Channels["sms"].opened(); s["auth_token"] != "from a file" || err != nil {
			t.Errorf("got token %q, %v", s["auth_token"], err)
		}
	})
	t.Run("PricesAndBudgets", func(t *testing.T) {
		got, _, err := loadConfig(t, "channels:\n  sms: {kind: twilio}\nprices:\n  currency: USD\n  channels:\n    sms: {per: segment, any: 0.06, to: {'+1': 0.0079}}\nbudgets: {parks: 10.5}\n")
		if err != nil {
			t.Fatal(err)
		}
		want := bot.Prices{Currency: "USD", Channels: map[string]bot.Price{"sms": {Per: bot.PerSegment, Any: 60_000, To: map[string]int64{"+1": 7_900}}}}
		if diff := cmp.Diff(want, got.prices()); diff != "" {
			t.Errorf("prices (-want +got):\n%s", diff)
		}
		if got := got.budgets()["parks"]; got != 10_500_000 {
			t.Errorf("got a budget of %d millionths", got)
		}
	})
	t.Run("AMisspeltVariableIsTold", func(t *testing.T) {
		_, out, err := loadConfig(t, "", "PLAZA_LISTN=x")
		if err != nil {
			t.Fatal(err)
		}
		if want := "plaza: PLAZA_LISTN is no setting, did you mean PLAZA_LISTEN?\n"; out != want {
			t.Errorf("said %q, want %q", out, want)
		}
	})
}

// loadConfig loads a file of this content with these variables set.
func loadConfig(t *testing.T, src string, vars ...string) (config, string, error) {
	t.Helper()
	dir := t.TempDir()
	name := filepath.Join(dir, "plaza.yaml")
	if err := os.WriteFile(name, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	c, err := configFile(name).load(world{env: vars}, ui{err: &said})
	return c, said.String(), err
}

func TestDatabase(t *testing.T) {
	for where, want := range map[string]bool{
		"": false, "plaza.db": false, "/var/lib/plaza/plaza.db": false, `C:\plaza\plaza.db`: false, "host-of-things.db": false,
		"postgres://plaza@localhost/plaza": true, "postgresql:///plaza": true,
		"host=/run/postgresql dbname=plaza": true, "dbname=plaza": true, "user = plaza": true,
	} {
		c := config{Database: where}
		if _, got := c.database(); got != want {
			t.Errorf("%q: got Postgres %v, want %v", where, got, want)
		}
	}
	for _, dsn := range []string{"postgres://plaza:secret@localhost/plaza", "host=localhost password=secret dbname=plaza", "postgres://plaza:secret@[broken"} {
		if got := withoutPassword(dsn); strings.Contains(got, "secret") {
			t.Errorf("%s is shown as %q", dsn, got)
		}
	}
}
