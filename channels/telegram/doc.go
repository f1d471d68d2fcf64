// Package telegram sends and receives messages by one Telegram bot.
//
//	person ── Telegram ──► getUpdates │ POST /hooks/NAME/ ──► Sink ──► stored ──► offset moved │ 200
//	person ◄── Telegram ◄── sendMessage ◄── Send
//
// What the adapter rests on, and where that stands written:
//
// Messages come in one of two ways, which exclude each other. Polling asks for
// them and works from a laptop; the offset of the next request, which is what
// tells Telegram to forget them, moves only after the sink has stored them. A
// webhook is called by Telegram, in up to 40 requests at once; 503 lets it call
// again. It keeps the order of one chat by itself: it calls with a person's
// next message only after it was thanked for the last, and with their taps
// likewise, and only a message and a tap may overtake each other
// (tdlib/telegram-bot-api, WebhookActor.cpp and the webhook_queue_id of
// Client.cpp). An update that cannot be read is passed over and logged by its
// number: refused, it would come for a day and hold up all behind it.
//
// A bot is found by nobody who has not written to it, so its addresses are its
// own: Scope is the bot's number, which is the part of the token before the
// colon. To start therefore needs no call, and serve starts while Telegram is
// away.
//
// Of an update only what a consultation needs is decoded. Names, user names,
// pictures of people, the names of files and places, and what was forwarded or
// answered to never enter a variable of ours. The structs of the library know
// all of them, and are of 2021; they are used for what we send.
//
// The library (go-telegram-bot-api v5.5.1) knows no context and prints the URL,
// which holds the token, with every network error. So each call gets an HTTP
// client of its own (attempt), which carries the context, bounds the answer,
// follows no redirect, and whose errors are cleaned of the token.
//
// 429 can be said to any method, and means the bot and not the one chat
// (grammy.dev/advanced/flood). Until the time it names has passed, nothing
// calls: Send refuses with the rest of the time, and polling waits.
//
// Buttons. The data of an inline button is the id of the option, which comes
// back as Tap. It may have 64 bytes; a longer id becomes a digest, and the tap
// then answers with the label, which Telegram sends along with the tap. After a
// tap is stored its keyboard is taken away, and with it the trace of what was
// chosen: phones are shared and seized. A second tap under the same question, or
// one under a question before it, is passed over. A typed answer leaves the
// keyboard where it is, for it may have been a word such as MY DATA, after
// which nothing is asked again; it goes when the next buttons are sent to the
// person. All of this is remembered in memory, for as many chats as matter: a
// restart leaves old keyboards standing. They are as harmless as an old letter,
// for the id of a button says which question it stands under, and the runtime
// takes it for an answer to no other.
//
// The button that shares a number or a place exists only on the keyboard below
// the chat. It is taken away with the next message. A message cannot do that
// and carry buttons of its own, so options asked then are drawn on that
// keyboard in its place, and come back as the text of their label. A number is
// taken only when it is the sender's own.
//
// Albums come as one message for each picture, and are taken as such.
package telegram
