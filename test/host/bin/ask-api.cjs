// Asks the running stand-in cpsrvd in the name of `whmapi1`: node ask-api.cjs URL FUNCTION [arguments of whmapi1]
const { request } = require('node:http');

const [, , base, name, ...words] = process.argv;
const fields = new URLSearchParams();
if (process.env.STAND_IN_BODY) {
  for (const [key, value] of Object.entries(JSON.parse(process.env.STAND_IN_BODY))) {
    fields.append(key, String(value));
  }
}
// The real command wants its values URL-encoded; a lone % in them is taken as it is.
const decode = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
for (const word of words) {
  const at = word.indexOf('=');
  if (!word.startsWith('--') && at > 0) {
    fields.append(decode(word.slice(0, at)), decode(word.slice(at + 1)));
  }
}
const call = request(
  `${base}/${name}`,
  { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  (answer) => answer.pipe(process.stdout),
);
call.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
call.end(fields.toString());
