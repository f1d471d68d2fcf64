// Twilio's own signatures. Reads calls, one JSON object a line: the token, the
// URL, the fields (a list where one comes more than once) and our signature.
// Prints for each what the npm package signs, and whether it accepts ours.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const twilio = createRequire(import.meta.url)('twilio');

for await (const line of createInterface({ input: process.stdin })) {
  const { token, url, fields, ours } = JSON.parse(line);
  console.log(JSON.stringify({
    theirs: twilio.getExpectedTwilioSignature(token, url, fields),
    accepted: twilio.validateRequest(token, ours, url, fields),
  }));
}
