// What Amazon's express adapter sees of the world in a rehearsal, and nothing else of it is changed:
// - its one `https.get` of the certificate chain reads the file of the same path below BENCH_MIRROR;
// - `tls.rootCertificates` ends with the certificate in BENCH_ROOT.
// The adapter asks for both once per chain and remembers the outcome, so its work per request stays as it is.
const fs = require('fs');
const https = require('https');
const Module = require('module');
const path = require('path');
const { Readable } = require('stream');
const tls = require('tls');

const VERIFIER = path.join('ask-sdk-express-adapter', 'dist', 'verifier', 'index.js');

function get(url, answered) {
  const file = fs.createReadStream(path.join(process.env.BENCH_MIRROR, new URL(url).pathname));
  file.on('open', () => answered(Object.assign(file, { statusCode: 200 })));
  file.on('error', () => answered(Object.assign(Readable.from([]), { statusCode: 404 })));
  return { on() {}, end() {} };
}

const roots = [...tls.rootCertificates, fs.readFileSync(process.env.BENCH_ROOT, 'utf8')];
const seen = {
  https: { ...https, get },
  tls: { ...tls, rootCertificates: roots },
};
const load = Module._load;
Module._load = function (name, parent, ...rest) {
  return name in seen && parent && parent.filename.endsWith(VERIFIER) ? seen[name] : load.call(this, name, parent, ...rest);
};
