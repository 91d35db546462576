// Checks APL documents against Amazon's schema: a JSON list of documents in, a list of lists of findings out.
'use strict';
console.warn = console.log = () => {}; // the suggester talks of what its schema lacks
const { StaticAplTemplateValidator } = require('apl-suggester/dist/src/index.js');

const documents = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const validator = new StaticAplTemplateValidator();
(async () => {
  const findings = [];
  for (const each of documents) findings.push((await validator.validate(each)).map(({ path, errorMessage }) => `${path}: ${errorMessage}`));
  process.stdout.write(JSON.stringify(findings));
})();
