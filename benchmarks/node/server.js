// A trivial skill on Amazon's Node SDK behind its express adapter, signatures and timestamps verified.
// Run as: node --require ./rehearsal.js server.js, with ANKLE_COACH_PORT
const express = require('express');
const { SkillBuilders } = require('ask-sdk-core');
const { ExpressAdapter } = require('ask-sdk-express-adapter');

const anything = {
  canHandle: () => true,
  handle: ({ responseBuilder }) =>
    responseBuilder.speak('Twenty minutes of ice, and your foot is out.').reprompt('Is your foot out?').getResponse(),
};

const skill = SkillBuilders.custom().addRequestHandlers(anything).create();
const app = express();
app.post('/alexa', new ExpressAdapter(skill, true, true).getRequestHandlers());
app.listen(Number(process.env.ANKLE_COACH_PORT), '127.0.0.1');
