// A second opinion on WhatsApp's Cloud API. Reads one JSON object a line and
// prints what others make of it:
//
//	{secret, body, ours}   the signature that node's crypto makes of the bytes,
//	                       and whether the npm package whatsapp-api-js accepts ours;
//	{token, query}         what the package answers to a challenge;
//	{webhook}              the people, ids and taps that the package reads in it;
//	{draw}                 the message that the package builds, and would send.
import { createHmac } from 'node:crypto';
import { createInterface } from 'node:readline';
import { WhatsAppAPI } from 'whatsapp-api-js';
import {
  Text, Interactive, Body, ActionButtons, Button, ActionList, ListSection, Row, ActionLocation,
  Template, BodyComponent, BodyParameter,
} from 'whatsapp-api-js/messages';

const api = (settings) => new WhatsAppAPI({ token: 'x', appSecret: 'x', webhookVerifyToken: 'x', v: 'v25.0', ...settings });

async function signature({ secret, body, ours }) {
  return {
    theirs: 'sha256=' + createHmac('sha256', secret).update(Buffer.from(body, 'utf8')).digest('hex'),
    accepted: await api({ appSecret: secret }).verifyRequestSignature(body, ours),
  };
}

function challenge({ token, query }) {
  try {
    return { echo: api({ webhookVerifyToken: token }).get(query) };
  } catch (e) {
    return { refused: e.constructor.name };
  }
}

async function read({ webhook }) {
  const heard = [];
  const wa = api({ secure: false });
  wa.on.message = ({ recipient, message }) => heard.push({
    user: recipient.bsuid, id: message.id, text: message.text?.body, tap: (message.interactive?.button_reply ?? message.interactive?.list_reply)?.id,
  });
  wa.on.status = ({ id, status, biz_opaque_callback_data, recipient }) => heard.push({ user: recipient?.bsuid, id, status, opaque: biz_opaque_callback_data });
  await wa.post(webhook);
  return { heard };
}

async function draw({ draw: m }) {
  const rows = (m.options ?? []).map(({ id, title }) => m.list ? new Row(id, title) : new Button(id, title));
  const message = m.template ? new Template(m.template, m.lang, ...(m.vars ? [new BodyComponent(...m.vars.map((v) => new BodyParameter(v)))] : []))
    : m.list ? new Interactive(new ActionList(m.list, new ListSection(undefined, ...rows)), new Body(m.text))
    : rows.length ? new Interactive(new ActionButtons(...rows), new Body(m.text))
    : m.place ? new Interactive(new ActionLocation(), new Body(m.text))
    : new Text(m.text);
  let sent;
  const wa = api({ secure: false, ponyfill: { fetch: async (url, { method, body }) => {
    sent = { method, path: new URL(url).pathname, body: JSON.parse(body) };
    return { json: async () => ({ messages: [{ id: 'wamid.x' }] }) };
  } } });
  await wa.sendMessage(m.phone, m.user ? { bsuid: m.user } : { phone: m.number }, message, undefined, m.opaque);
  return sent;
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const answer = asked.draw ? draw : asked.webhook ? read : asked.query ? challenge : signature;
  console.log(JSON.stringify(await answer(asked)));
}
