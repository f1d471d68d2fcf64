// A short message service centre over SMPP, made of the npm package smpp, to
// stand behind Kannel.
//
//   node smsc.mjs        prints {"event":"listening","port":…} and then a line
//                        for each thing that happens; takes commands on stdin
//
// It answers submit_sm, and delivers a receipt for those that ask for one.
// Commands, one JSON object a line:
//   {"do":"mo","from":"+254711000111","to":"20880","text":"…","ucs2":true}
//   {"do":"throttle","times":2}   answer the next submit_sm with 0x58
//   {"do":"receipts","stat":"UNDELIV","err":"001"}   from now on
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';

const smpp = createRequire(import.meta.url)('smpp');
const say = (event) => console.log(JSON.stringify(event));

let throttle = 0;
let receipt = { stat: 'DELIVRD', err: '000' };
let count = 0;
let bound = null;
const parts = new Map();

// The text of a submit_sm, whose long ones come in parts.
const text = (pdu) => {
  const m = pdu.short_message.message;
  return typeof m === 'string' ? m : Buffer.from(m).toString('latin1');
};

const server = smpp.createServer({}, (session) => {
  session.on('error', () => {});
  const bind = (pdu) => {
    bound = session;
    session.send(pdu.response({ system_id: 'smsc' }));
    say({ event: 'bound', system: pdu.system_id });
  };
  for (const how of ['bind_transceiver', 'bind_transmitter', 'bind_receiver']) session.on(how, bind);
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => { session.send(pdu.response()); session.close(); });
  session.on('deliver_sm_resp', (pdu) => say({ event: 'heard', status: pdu.command_status }));
  session.on('submit_sm', (pdu) => {
    if (throttle > 0) {
      throttle -= 1;
      session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED }));
      say({ event: 'throttled' });
      return;
    }
    count += 1;
    const id = `s${count}`;
    session.send(pdu.response({ message_id: id }));
    const udh = pdu.short_message.udh ? Buffer.from([].concat(...pdu.short_message.udh.map((u) => [...u]))).toString('hex') : '';
    say({ event: 'submit', id, from: pdu.source_addr, to: pdu.destination_addr, coding: pdu.data_coding, text: text(pdu), udh, long: Boolean(udh), validity: String(pdu.validity_period ?? '') });
    if (pdu.registered_delivery & 1) {
      const body = `id:${id} sub:001 dlvrd:001 submit date:2205100900 done date:2205100901 stat:${receipt.stat} err:${receipt.err} text:`;
      session.deliver_sm({ source_addr: pdu.destination_addr, source_addr_ton: pdu.dest_addr_ton, source_addr_npi: pdu.dest_addr_npi, destination_addr: pdu.source_addr, esm_class: 0x04, short_message: body, receipted_message_id: id, message_state: receipt.stat === 'DELIVRD' ? 2 : 5 });
    }
  });
});

const commands = {
  throttle: ({ times }) => { throttle = times; },
  receipts: ({ stat, err }) => { receipt = { stat, err }; },
  mo: ({ from, to, text: said, ucs2 }) => bound.deliver_sm({
    source_addr: from.replace(/^\+/, ''), source_addr_ton: from.startsWith('+') ? 1 : 0, source_addr_npi: 1,
    destination_addr: to, data_coding: ucs2 ? 8 : 0, short_message: { message: said },
  }),
};
createInterface({ input: process.stdin }).on('line', (line) => {
  const command = JSON.parse(line);
  commands[command.do](command);
}).on('close', () => process.exit(0));

server.listen(0, '127.0.0.1', () => say({ event: 'listening', port: server.address().port }));
