package whatsapp

import "encoding/json"

// The shapes of what Meta sends, as far as we read them (webhooks/reference/messages).
// Names, usernames and profiles have no field here: nobody asked the person for
// them. Elements are read one by one, so that one which cannot be read does not
// take its neighbours along.

type payload struct {
	Object string  `json:"object"`
	Entry  []entry `json:"entry"`
}

type entry struct {
	Changes []change `json:"changes"`
}

type change struct {
	Field string          `json:"field"`
	Value json.RawMessage `json:"value"`
}

type value struct {
	Metadata struct {
		PhoneNumberID string `json:"phone_number_id"`
	} `json:"metadata"`
	Messages    []json.RawMessage `json:"messages"`
	Statuses    []json.RawMessage `json:"statuses"`
	Preferences []json.RawMessage `json:"user_preferences"`
}

type message struct {
	ID        string      `json:"id"`
	From      string      `json:"from"`
	UserID    string      `json:"from_user_id"`
	GroupID   string      `json:"group_id"`
	Timestamp json.Number `json:"timestamp"`
	Type      string      `json:"type"`

	Text struct {
		Body string `json:"body"`
	} `json:"text"`
	Button struct { // a quick reply of a template
		Text    string `json:"text"`
		Payload string `json:"payload"`
	} `json:"button"`
	Interactive struct {
		ButtonReply *reply `json:"button_reply"`
		ListReply   *reply `json:"list_reply"`
	} `json:"interactive"`
	Location struct {
		Latitude  json.Number `json:"latitude"`
		Longitude json.Number `json:"longitude"`
	} `json:"location"`
	Image    *media `json:"image"`
	Sticker  *media `json:"sticker"`
	Audio    *media `json:"audio"`
	Video    *media `json:"video"`
	Document *media `json:"document"`
	System   struct {
		Type     string `json:"type"`
		Previous string `json:"previous_user_id"`
	} `json:"system"`
}

type reply struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type media struct {
	ID      string `json:"id"`
	Type    string `json:"mime_type"`
	Caption string `json:"caption"`
}

type status struct {
	ID        string      `json:"id"`
	Status    string      `json:"status"`
	Timestamp json.Number `json:"timestamp"`
	Recipient string      `json:"recipient_id"`
	UserID    string      `json:"recipient_user_id"`
	Opaque    string      `json:"biz_opaque_callback_data"`
	Errors    []struct {
		Code int `json:"code"`
	} `json:"errors"`
}

type preference struct {
	Number    string      `json:"wa_id"`
	UserID    string      `json:"user_id"`
	Category  string      `json:"category"`
	Value     string      `json:"value"`
	Timestamp json.Number `json:"timestamp"`
}
