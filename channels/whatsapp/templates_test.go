package whatsapp_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plaza/channels"
	"plaza/channels/whatsapp/whatsapptest"
)

func TestPutTemplate(t *testing.T) {
	n := newTown(t, whatsapptest.Config{}, nil)
	ctx := deadline(t)
	text := channels.TemplateText{Name: "plaza_OGP-main_age_1a2b", Lang: "pt", Body: "\"{{1}}\" ainda espera a sua resposta.", Samples: []string{"OGP"}}
	put, err := n.channel.PutTemplate(ctx, text)
	if err != nil || put.Name != "plaza_ogp_main_age_1a2b" || put.Lang != "pt" {
		t.Fatalf("got %+v, %v, want it under a name that Meta takes", put, err)
	}
	want := []whatsapptest.Template{{Name: put.Name, Lang: "pt_BR", Category: "UTILITY", Body: text.Body, Status: "PENDING", Samples: text.Samples}}
	if d := cmp.Diff(want, n.Templates()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if _, err := n.channel.PutTemplate(ctx, text); err != nil || len(n.Templates()) != 1 {
		t.Errorf("the same again: got %v and %d templates, want it found", err, len(n.Templates()))
	}
	other := text
	other.Body = "\"{{1}}\" espera por si."
	if _, err := n.channel.PutTemplate(ctx, other); err == nil || !strings.Contains(err.Error(), "another text") {
		t.Errorf("another text: got %v, want an error that says so", err)
	}
	bad := text
	bad.Name, bad.Body = "ends", "espera {{1}}"
	if _, err := n.channel.PutTemplate(ctx, bad); err == nil || !strings.Contains(err.Error(), "Variables can't be at the start or end") {
		t.Errorf("a text that Meta refuses: got %v, want Meta's reason", err)
	}
	if _, err := n.channel.PutTemplate(ctx, channels.TemplateText{Name: "x", Lang: "en"}); err == nil {
		t.Error("no text: got none, want an error")
	}
}

// TestTemplates reads three pages of them.
func TestTemplates(t *testing.T) {
	n := newTown(t, whatsapptest.Config{}, nil)
	var want []channels.TemplateState
	for i, tt := range []struct{ lang, status, why, tag, state, says string }{
		{"es", "APPROVED", "", "es", "approved", ""},
		{"pt_BR", "PENDING", "", "pt", "pending", ""},
		{"pt_PT", "REJECTED", "INVALID_FORMAT", "pt-PT", "rejected", "INVALID_FORMAT"},
		{"en_US", "PAUSED", "", "en-US", "paused", ""},
		{"sw", "DISABLED", "", "sw", "rejected", "disabled"},
	} {
		name := "t" + string(rune('a'+i))
		n.PutTemplate(whatsapptest.Template{Name: name, Lang: tt.lang, Category: "UTILITY", Body: "x", Status: tt.status, Why: tt.why})
		want = append(want, channels.TemplateState{Template: channels.Template{Name: name, Lang: tt.tag}, State: tt.state, Why: tt.says})
	}
	got, err := n.channel.Templates(deadline(t))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
