// Cuts Twilio's description of its API down to messages and their media, with
// the schemas they need:
//
//	node trim.mjs twilio_api_v2010.json > testdata/twilio_messages.json
import { readFileSync } from 'node:fs';

const whole = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const paths = Object.fromEntries(Object.entries(whole.paths).filter(([path]) =>
  /^\/2010-04-01\/Accounts\/\{AccountSid\}\/Messages(\.json|\/\{Sid\}\.json|\/\{MessageSid\}\/Media(\.json|\/\{Sid\}\.json))$/.test(path)));

const schemas = {};
const follow = (node) => {
  if (node === null || typeof node !== 'object') return;
  const name = /^#\/components\/schemas\/(.*)$/.exec(node.$ref ?? '')?.[1];
  if (name && !(name in schemas)) {
    schemas[name] = whole.components.schemas[name];
    follow(schemas[name]);
  }
  Object.values(node).forEach(follow);
};
follow(paths);

const { openapi, info, servers, security } = whole;
const kept = { openapi, info, servers, security, paths, components: { securitySchemes: whole.components.securitySchemes, schemas } };
console.log(JSON.stringify(kept, null, 1));
