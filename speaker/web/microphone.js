// Push to talk: one utterance is recorded here, as a WAV file of 16 kHz, and recognised by the speaker on this machine.
// A press begins and a second one ends it; so does letting go after holding, and a pause after words.
'use strict';

const RATE = 16000, HELD = 0.5, PAUSE = 1, PATIENCE = 8, LONGEST = 12; // the last four in seconds
const REFUSED = { NotAllowedError: 'The browser keeps the microphone closed. Allow it for this page.', NotFoundError: 'This machine has no microphone.' };
const microphone = $('microphone');
let recording = null;

async function record() {
  const mine = recording = { pieces: [], quietest: 1, silent: 0, end: () => {}, pressed: performance.now() };
  microphone.setAttribute('aria-pressed', 'true');
  hush();
  trouble('');
  const ended = new Promise((done) => { mine.end = done; });
  try {
    const ready = call('microphone').then((answer) => { if (!answer) mine.end(); return answer; });
    const sound = await taped(mine, ended);
    if (await ready) await hear(sound);
  } catch (error) {
    trouble(REFUSED[error.name] || `The microphone failed: ${error.message}`);
  }
  recording = null;
  microphone.setAttribute('aria-pressed', 'false');
  if ($('heard-words').textContent === 'Listening.') tell('');
}

async function taped(mine, ended) {
  if (!navigator.mediaDevices) throw new Error('this browser gives none to this page');
  const context = new AudioContext();
  await context.audioWorklet.addModule('web/tape.js'); // before the microphone opens, or the first word is lost
  const tape = new AudioWorkletNode(context, 'tape', { numberOfOutputs: 0 });
  tape.port.onmessage = ({ data }) => { mine.pieces.push(data); if (isOver(mine, data, data.length / context.sampleRate)) mine.end(); };
  const input = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  context.createMediaStreamSource(input).connect(tape);
  tell('Listening.');
  await ended;
  input.getTracks().forEach((each) => each.stop());
  await context.close();
  return wav(mine.pieces, context.sampleRate);
}

// Words are what is well above the quietest moment so far. Time is counted in samples: the page itself may be late.
function isOver(mine, piece, seconds) {
  const level = Math.sqrt(piece.reduce((sum, each) => sum + each * each, 0) / piece.length);
  mine.quietest = Math.min(mine.quietest, level);
  mine.silent += seconds;
  if (level > Math.max(0.01, 4 * mine.quietest)) [mine.spoken, mine.silent] = [true, 0];
  return mine.pieces.length * seconds > LONGEST || mine.silent > (mine.spoken ? PAUSE : PATIENCE);
}

async function wav(pieces, rate) {
  const length = pieces.reduce((sum, each) => sum + each.length, 0);
  if (!length) return null;
  const slower = new OfflineAudioContext(1, Math.ceil(length * RATE / rate), RATE), whole = slower.createBuffer(1, length, rate);
  let at = 0;
  for (const each of pieces) { whole.copyToChannel(each, 0, at); at += each.length; }
  const source = new AudioBufferSourceNode(slower, { buffer: whole });
  source.connect(slower.destination);
  source.start();
  const samples = Int16Array.from((await slower.startRendering()).getChannelData(0), (each) => 32767 * Math.max(-1, Math.min(1, each)));
  const head = new DataView(new ArrayBuffer(44)), text = (where, word) => [...word].forEach((letter, n) => head.setUint8(where + n, letter.charCodeAt(0)));
  [[0, 'RIFF'], [8, 'WAVEfmt '], [36, 'data']].forEach(([where, word]) => text(where, word));
  [[4, 36 + samples.byteLength], [16, 16], [24, RATE], [28, 2 * RATE], [40, samples.byteLength]].forEach(([where, value]) => head.setUint32(where, value, true));
  [[20, 1], [22, 1], [32, 2], [34, 16]].forEach(([where, value]) => head.setUint16(where, value, true));
  return new Blob([head, samples], { type: 'audio/wav' });
}

async function hear(sound) {
  if (!sound) return;
  const answer = await call('heard', sound);
  if (!answer) return;
  const words = await answer.text();
  if ($('at-once').checked) {
    tell(`Heard: ${words}.`);
    await send(`U: ${words}`);
  } else {
    $('words').value = words;
    $('words').focus();
    tell(`Heard: ${words}. Enter says it; correct it first if it is wrong.`);
  }
}

const tell = (words) => { $('heard-words').textContent = words; };
const isKey = (event) => ['Enter', ' '].includes(event.key);
function press(event) {
  if (event.repeat) return;
  if (recording) recording.end(); else record();
}
function release() {
  if (recording && performance.now() - recording.pressed > 1000 * HELD) recording.end();
}
microphone.onpointerdown = press;
microphone.onpointerup = release;
microphone.onkeydown = (event) => { if (isKey(event)) { event.preventDefault(); press(event); } };
microphone.onkeyup = (event) => { if (isKey(event)) { event.preventDefault(); release(); } };
microphone.onclick = (event) => { if (event.detail === 0) press(event); }; // a screen reader's own press
