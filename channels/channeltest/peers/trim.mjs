// Cuts Twilio's descriptions of its APIs down to what we call, with the schemas
// that it needs: messages and their media, or content and its approval.
//
//	node trim.mjs twilio_api_v2010.json > testdata/twilio_messages.json
//	node trim.mjs twilio_content_v1.json > testdata/twilio_content.json
import { readFileSync } from 'node:fs';

const whole = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const called = [
  /^\/2010-04-01\/Accounts\/\{AccountSid\}\/Messages(\.json|\/\{Sid\}\.json|\/\{MessageSid\}\/Media(\.json|\/\{Sid\}\.json))$/,
  /^\/v1\/(Content|ContentAndApprovals|Content\/\{ContentSid\}\/ApprovalRequests\/whatsapp)$/,
];
const paths = Object.fromEntries(Object.entries(whole.paths).filter(([path]) => called.some((c) => c.test(path))));

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
