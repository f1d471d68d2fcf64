package bot

import (
	"encoding/json"
	"fmt"

	"plaza/channels"
)

// extras is what goes with a message besides its text, as it waits in the outbox.
type extras struct {
	Buttons  []channels.Button  `json:",omitempty"`
	Wants    string             `json:",omitempty"`
	Template *channels.Template `json:",omitempty"`
	Open     bool               `json:",omitempty"` // a session is kept for what the person says to it
}

// pack writes extras for the outbox; nothing at all is nil.
func pack(e extras) ([]byte, error) {
	if len(e.Buttons) == 0 && e.Wants == "" && e.Template == nil && !e.Open {
		return nil, nil
	}
	packed, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("keep what goes with a message: %w", err)
	}
	return packed, nil
}

// unpack adds what was packed to the message that leaves.
func unpack(packed []byte, out *channels.Outbound) error {
	if packed == nil {
		return nil
	}
	var e extras
	if err := json.Unmarshal(packed, &e); err != nil {
		return fmt.Errorf("read what goes with a message: %w", err)
	}
	out.Buttons, out.Wants, out.Template = e.Buttons, e.Wants, e.Template
	return nil
}

// opens says whether a session is kept after a message.
func opens(packed []byte) (bool, error) {
	if packed == nil {
		return false, nil
	}
	var e extras
	if err := json.Unmarshal(packed, &e); err != nil {
		return false, fmt.Errorf("read what goes with a message: %w", err)
	}
	return e.Open, nil
}
