package postgres

import "plaza/store"

// fewestCopies is how many messages must be alike, of all that are enqueued
// together, so that a statement for each kind is worth it.
const fewestCopies = 16

// likeness is what messages have in common that differ only in who gets them.
type likeness struct {
	key, channel, text, extras, lang, flow, run string
	priority                                    store.Priority
	due, expires, at                            int64
	last                                        bool
}

func likenessOf(m *store.Message) likeness {
	return likeness{
		key: m.Key, channel: m.Channel, text: m.Text, extras: string(m.Extras), lang: m.Lang, flow: m.Flow, run: m.Run,
		priority: m.Priority, due: dueAt(m).UnixMicro(), expires: m.Expires.UnixMicro(), at: m.At.UnixMicro(), last: m.Last,
	}
}

// copies parts new messages into copies of one each, as a broadcast makes
// them: what those share travels once. It returns none when they are not that
// much alike.
func (t *tx) copies(rows []*store.Message) [][]*store.Message {
	if len(rows) < fewestCopies || len(t.fates) > 0 {
		return nil
	}
	var parts [][]*store.Message
	at := map[likeness]int{}
	for _, m := range rows {
		like := likenessOf(m)
		n, ok := at[like]
		if !ok {
			if (len(parts)+1)*fewestCopies > len(rows) {
				return nil
			}
			n = len(parts)
			at[like], parts = n, append(parts, nil)
		}
		parts[n] = append(parts[n], m)
	}
	return parts
}

func (t *tx) copyColumns(rows []*store.Message) []any {
	type row = store.Message
	m := rows[0]
	return []any{t.shard, texts(rows, messageContact),
		texts(rows, func(m *row) string { return m.ID }),
		numbers(rows, func(m *row) int64 { return t.db.seq.Next(m.At) }),
		store.Storable(m.Text), m.Lang, dueAt(m), m.Key, m.Channel, int16(m.Priority), m.Extras, m.Flow, m.Run,
		stamp(m.Expires), stamp(m.At), m.Last}
}
