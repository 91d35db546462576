// The page of script/talk --web. Every control sends one line of a dialogue (see speaker/dialogue.py); what happens comes
// back as server-sent events, to all tabs alike. The token is in the address after the #, which no other page sees.
'use strict';

const TOKEN = location.hash.slice(1) || sessionStorage.getItem('token') || '';
sessionStorage.setItem('token', TOKEN);
const $ = (id) => document.getElementById(id);
const DAY = 86400000;
const FAULTS = { ok: 'work', 401: 'refused (401)', 403: 'not on this device (403)', 429: 'too many calls (429)', 503: 'down (503)', hang: 'no answer', late: 'too late', garbage: 'nonsense' };
const ZONES = ['America/New_York', 'America/Chicago', 'America/Los_Angeles', 'America/Toronto', 'Europe/London', 'Europe/Berlin', 'Asia/Kolkata', 'Asia/Tokyo', 'Australia/Sydney', 'Pacific/Auckland', 'UTC'];
const COUNTRIES = { 'en-US': 'United States', 'en-GB': 'Britain', 'en-CA': 'Canada', 'en-AU': 'Australia', 'en-IN': 'India' };
const WHO = { said: 'You', answer: 'Speaker', ring: 'Rings', failure: 'The skill failed', note: '', control: '', remark: '' };

// What to say next: words that fit what was heard last. Only hints; the model understands much more.
const HINTS = [
  [/permission to use/, ['yes', 'no']],
  [/four steps on it/, ['yes', 'no', 'only limping', 'what do you mean?']],
  [/foot in the water\?$/, ['yes', 'not yet', 'how cold should it be?']],
  [/remind you.*\?$/, ['yes', 'no', 'not at nine', 'only tomorrow']],
  [/0 to 10|zero to ten|how sore/i, ['two', 'four', 'seven', 'it is worse']],
  [/(take|is) your foot out/i, ['my foot is out', 'it is still in', 'my toes are white']],
  [/\?$/, ['yes', 'no', "I don't know", 'what do you mean?']],
];
const IN_THE_ICE = ['how much longer?', "it's too cold", 'pause', 'my foot is out', 'coach me through it'];
const AT_FIRST = ['my ankles are sore', 'what can I do now?', 'can I go for a run?', 'alexa, open ankle coach'];

let run = null, state = null, told = 0, first = 0, past = [], turns = [], playing = null;

// --- calls ---------------------------------------------------------------------------------------
async function call(path, body) {
  const options = { headers: { 'X-Token': TOKEN } };
  if (body) Object.assign(options, { method: 'POST', body: body instanceof Blob ? body : new Blob([JSON.stringify(body)], { type: 'application/json' }) });
  const answer = await fetch(path, options).catch(() => null);
  if (!answer) return trouble('The speaker does not answer. Start script/talk --web again.');
  if (answer.ok) return answer;
  return trouble(answer.status === 400 ? await answer.text()
    : answer.status === 403 ? 'The speaker refused. Open the address that script/talk --web printed last.'
      : `The speaker failed (${answer.status}). Reload the page, or start script/talk --web again.`);
}

const send = (line) => { trouble(''); return call('line', { line }); };

function trouble(text) {
  $('trouble').textContent = text;
  $('trouble').hidden = !text;
}

function follow() {
  const events = new EventSource(`events?token=${encodeURIComponent(TOKEN)}`);
  events.onopen = () => trouble('');
  events.onmessage = (event) => show(JSON.parse(event.data));
  events.onerror = () => trouble(events.readyState === EventSource.CLOSED
    ? 'This page belongs to an earlier start of the speaker. Open the address that script/talk --web printed last.'
    : 'The speaker does not answer. Start script/talk --web again; this page goes on by itself.');
}

// --- what happened -------------------------------------------------------------------------------
function show(news) {
  if (news.run !== run) {
    run = news.run;
    [past, turns, first] = [[], [], news.entries.length ? news.entries[0].at : news.state.now];
    [...$('log').querySelectorAll('p:not(:first-child)')].forEach((each) => each.remove());
    $('turn').replaceChildren();
    showTurn(null);
  }
  [state, told] = [news.state, performance.now()];
  news.entries.forEach(add);
  if (news.entries.length) $('log').scrollTop = $('log').scrollHeight;
  showState();
  tick();
}

function add(entry) {
  const byItself = entry.number === 0 && entry.kind === 'control';
  const line = make('p', { className: entry.kind, hidden: byItself });
  const moved = !past.length || past.at(-1).hidden || past.at(-1).clock !== entry.clock;
  const head = [WHO[entry.kind], moved && entry.clock].filter(Boolean).join(', ');
  line.append(...(head ? [make('small', { textContent: head }), ' '] : []), entry.kind === 'remark' ? entry.text.replace(/^#\s*/, '') : entry.text);
  if (told && $('loud').checked && ['answer', 'ring'].includes(entry.kind)) speak(entry.number);
  past.push({ ...entry, hidden: byItself });
  $('log').append(line);
  (entry.turns || []).forEach((turn) => addTurn(turn, entry));
}

let speaking = Promise.resolve(), hush = () => {};
function speak(number) {
  speaking = speaking.then(async () => {
    const answer = await call(`voice/${number}`);
    if (!answer) { $('loud').checked = false; return; }
    const sound = new Audio(URL.createObjectURL(await answer.blob()));
    hush = () => sound.pause();
    await sound.play().then(() => new Promise((done) => { sound.onpause = done; })).catch(() => {});
  });
}

function hints() {
  const last = state.question || (past.findLast((each) => ['answer', 'ring'].includes(each.kind)) || { text: '' }).text;
  const found = (state.listening || /foot out/.test(last)) && HINTS.find(([pattern]) => pattern.test(last));
  return found ? found[1] : state.timers.length ? IN_THE_ICE : AT_FIRST;
}

function showState() {
  $('place').textContent = `in ${state.zone}, ${COUNTRIES[state.locale] || state.locale}`;
  $('mark').textContent = state.listening ? 'Answer' : 'Say';
  $('words').placeholder = state.listening ? 'Alexa listens' : hints()[0];
  $('silent').hidden = !state.listening;
  $('status').textContent = state.busy ? 'Alexa thinks …' : state.listening ? 'Alexa listens; time waits for you.' : '';
  $('permission').hidden = !state.question;
  $('question').textContent = state.question;
  $('hints').hidden = Boolean(state.question);
  if (hints().join() !== [...$('hints').children].map((each) => each.textContent).join()) {
    $('hints').replaceChildren(...hints().map((words) => make('button', { type: 'button', textContent: words, onclick: say })));
  }
  if (state.busy) return; // what was chosen is on its way
  document.querySelectorAll('[name=who]').forEach((each) => { each.checked = each.value === state.speaking; });
  document.querySelectorAll('[data-fault]').forEach((each) => choose(each, state.faults[each.dataset.fault]));
  choose($('zone'), state.zone);
  $('may-timers').checked = state.may.timers;
  $('may-reminders').checked = state.may.reminders;
  $('enabled').checked = state.enabled;
  $('reminders').replaceChildren(...(state.reminders.length ? state.reminders : [{ text: 'none' }]).map((each) =>
    make('li', { textContent: (each.at ? `${clock(each.at)}: ` : '') + each.text })));
  $('has-screen').checked = state.has_screen;
  showScreen(state.shown);
}

let drawn = '', screen = null;
const VIEWPORT = { width: 960, height: 600, shape: 'rectangle', mode: 'hub', theme: 'dark' };
function showScreen(directive) {
  $('screen').hidden = !directive;
  if (!directive || drawn === JSON.stringify(directive)) return;
  drawn = JSON.stringify(directive);
  const stage = make('div', {});
  if ($('screen').querySelector(':focus-visible')) $('words').focus(); // the button that was pressed goes
  $('screen').replaceChildren(stage);
  screen = drawApl(stage, directive.document, directive.datasources, VIEWPORT, { now, send: (given) => send(`T: ${given[0]}`) });
  fit();
}

function fit() {
  const scale = $('screen').clientWidth / VIEWPORT.width;
  $('screen').style.height = `${scale * VIEWPORT.height}px`;
  if ($('screen').firstChild) Object.assign($('screen').firstChild.style, { transform: `scale(${scale})`, transformOrigin: '0 0' });
}

// --- time ----------------------------------------------------------------------------------------
const now = () => state.now + (performance.now() - told) * state.speed;
const format = (options) => (at) => new Intl.DateTimeFormat('en-GB', { timeZone: state.zone, ...options }).format(at);
const clock = (at) => format({ weekday: 'short', hour: '2-digit', minute: '2-digit' })(at).replace(',', '');
const dueNext = () => Math.min(...state.timers.filter((each) => each.due).map((each) => each.due), ...state.reminders.map((each) => each.at));

function tick() {
  if (!state) return;
  $('clock').textContent = clock(now());
  const left = (timer) => (timer.due ? Math.max(0, timer.due - now()) : timer.left);
  const timer = [...state.timers].sort((a, b) => left(a) - left(b))[0];
  const seconds = timer ? Math.ceil(left(timer) / 1000) : 0;
  $('left').textContent = timer ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` : 'no timer';
  $('label').textContent = timer ? timer.label + (timer.due ? '' : ', paused') : '';
  $('arc').style.strokeDashoffset = timer ? 1 - left(timer) / timer.total : 1;
  if (screen && !$('screen').hidden) screen.tick();
  showLine();
}

let lined = '';
function showLine() {
  const from = Math.max(first, now() - 3 * DAY), to = from + 4 * DAY, at = Math.max(now(), Number($('lens').value));
  const key = [Math.round(now() / 60000), Math.round(at / 60000), past.length, state.zone, dueNext()].join();
  if (key === lined) return;
  lined = key;
  const lens = $('lens');
  const moved = Number(lens.value) > now() && lens.dataset.moved === run;
  [lens.min, lens.max] = [from, to];
  if (!moved) lens.value = now();
  lens.setAttribute('aria-valuetext', clock(Number(lens.value)));
  $('go').textContent = moved ? `Go to ${clock(Number(lens.value))}` : 'Go there';
  const mark = (className, when) => make('i', { className, style: `left:${100 * (when - from) / (to - from)}%` });
  const days = [0, 1, 2, 3, 4].map((n) => midnight(from + n * DAY)).filter((when) => when >= from && when < to - DAY / 8)
    .map((when) => make('span', { className: 'day', style: `left:${100 * (when - from) / (to - from)}%`, textContent: format({ weekday: 'short' })(when) }));
  $('line').replaceChildren(...days,
    ...past.filter((each) => ['said', 'ring'].includes(each.kind) && each.at >= from).map((each) => mark('happened', each.at)),
    ...state.reminders.map((each) => mark('rings', each.at)), ...state.timers.filter((each) => each.due).map((each) => mark('rings', each.due)),
    ...(moved ? [mark('lens', Number(lens.value))] : []), mark('now', now()));
}

function midnight(at) {
  const [hours, minutes] = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })(at).split(':').map(Number);
  return at - at % 60000 - (60 * hours + minutes) * 60000;
}

function goTo(at) {
  const seconds = Math.ceil((at - now()) / 1000);
  if (!Number.isFinite(seconds)) trouble('No timer and no reminder is set: nothing will ring.');
  else if (seconds > 0) send(`+ ${seconds} s`);
}

// --- the four days -------------------------------------------------------------------------------
async function play() {
  if (playing) { playing.stopped = true; return; }
  const mine = playing = { stopped: false };
  $('play').setAttribute('aria-pressed', 'true');
  $('play').textContent = 'Stop playing';
  await call('begin', { locale: 'en-US' });
  const lines = await (await call('story')).json();
  for (const line of lines.filter((each) => !/^[AR]:/.test(each))) {
    if (mine.stopped || !await send(line)) break;
    await new Promise((done) => setTimeout(done, /^[U#]/.test(line) ? 700 : 150));
  }
  playing = null;
  $('play').setAttribute('aria-pressed', 'false');
  $('play').textContent = 'Play the four days';
}

// --- for developers ------------------------------------------------------------------------------
function addTurn(turn, entry) {
  turns.push(turn);
  const request = turn.request.request;
  const name = request.intent ? request.intent.name : request.type;
  $('turn').prepend(make('option', { value: turns.length - 1, textContent: `${turns.length}: ${name}, ${entry.clock}` }));
  $('turn').value = turns.length - 1;
  showTurn(turn);
}

function showTurn(turn) {
  const request = turn && turn.request.request;
  const percent = ([name, share]) => `${name} ${Math.round(100 * share)} %`;
  const slots = Object.values((request && request.intent && request.intent.slots) || {}).filter((each) => each.value);
  $('heard').textContent = !turn ? 'nothing yet' : [
    request.intent ? request.intent.name : request.type,
    ...slots.map((each) => `${each.name} = ${each.value}`),
    ...(turn.shares ? [`by similarity: ${turn.shares.map(percent).join(', ')}`] : []),
    `answered in ${Math.round(1000 * turn.seconds)} ms`].join(' · ');
  $('request').textContent = turn ? JSON.stringify(turn.request, null, 2) : '';
  $('response').textContent = turn ? JSON.stringify(turn.response, null, 2) : '';
  const before = turn && flat({ kept: turn.kept_before, session: (turn.request.session || {}).attributes });
  const after = turn && flat({ kept: turn.kept_after, session: turn.response.sessionAttributes });
  const fields = turn ? [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((each) => before[each] !== after[each]).sort() : [];
  rows('changes', fields.map((each) => [each, before[each] ?? '–', after[each] ?? '–']));
  rows('calls', ((turn && turn.calls) || []).map((each) => [`${each.method} ${each.path}`, each.status, `${Math.round(1000 * each.seconds)} ms`]));
}

function flat(value, path = '', into = {}) {
  if (value && typeof value === 'object') Object.entries(value).forEach(([key, each]) => flat(each, path ? `${path}.${key}` : key, into));
  else if (value !== undefined && value !== null) into[path] = String(value);
  return into;
}

const rows = (id, all) => document.querySelector(`#${id} tbody`).replaceChildren(...all.map((cells) => {
  const row = make('tr', {});
  row.append(...cells.map((cell) => make('td', { textContent: cell })));
  return row;
}));

// --- controls ------------------------------------------------------------------------------------
function make(name, properties) {
  const element = document.createElement(name);
  return Object.assign(element, properties);
}

function choose(select, value) {
  if (![...select.options].some((each) => each.value === value)) select.append(make('option', { value, textContent: value }));
  select.value = value;
}

// Who works the keyboard goes on in the input; a button that was pressed may be gone.
const home = (event) => { if (event.detail === 0) $('words').focus(); };
function say(event) { send(`U: ${event.target.textContent}`); home(event); }

const consent = (word) => (event) => { send(`C: ${word}${$('card').checked ? ', card' : ''}`); home(event); };
$('accept').onclick = consent('yes');
$('deny').onclick = consent('no');
$('say').onsubmit = (event) => {
  event.preventDefault();
  if ($('words').value.trim()) send($('words').value);
  $('words').value = $('heard-words').textContent = '';
};
$('remark').onsubmit = (event) => {
  event.preventDefault();
  send(`# ${$('remark-words').value}`);
  $('remark-words').value = '';
};
document.querySelectorAll('[data-line]').forEach((each) => each.addEventListener('click', (event) => {
  send(each.dataset.line);
  if (each.closest('#talk')) home(event);
}));
document.querySelectorAll('[name=who]').forEach((each) => { each.onchange = () => send(`P: ${each.value}`); });
document.querySelectorAll('[data-fault]').forEach((each) => {
  Object.entries(FAULTS).forEach(([value, textContent]) => each.append(make('option', { value, textContent })));
  if (each.dataset.fault === 'settings') each.append(make('option', { value: 'none', textContent: 'never set' }));
  each.onchange = () => send(`! ${each.dataset.fault} ${each.value}`);
});
ZONES.forEach((zone) => choose($('zone'), zone));
$('zone').onchange = () => send(`Z: ${$('zone').value}`);
Object.entries(COUNTRIES).forEach(([value, textContent]) => $('country').append(make('option', { value, textContent })));
$('may-timers').onchange = (event) => send(`! permission timers ${event.target.checked ? 'given' : 'withdrawn'}`);
$('may-reminders').onchange = (event) => send(`! permission reminders ${event.target.checked ? 'given' : 'withdrawn'}`);
$('enabled').onchange = (event) => send(`! ${event.target.checked ? 'enable' : 'disable'} skill`);
$('has-screen').onchange = (event) => send(`! screen ${event.target.checked ? 'on' : 'off'}`);
$('again').onclick = () => {
  $('status').textContent = 'Beginning again …'; // another locale is learnt for some seconds
  call('begin', { locale: $('country').value });
};
$('turn').onchange = () => showTurn(turns[$('turn').value]);
$('lens').oninput = () => { $('lens').dataset.moved = run; showLine(); };
$('go').onclick = () => goTo(Number($('lens').value));
$('next').onclick = () => goTo(dueNext());
$('play').onclick = play;
$('save').onclick = async () => {
  const answer = await call('saved');
  if (!answer) return;
  const name = answer.headers.get('Content-Disposition').split('filename=')[1];
  const link = make('a', { href: URL.createObjectURL(await answer.blob()), download: name });
  link.click();
};
new ResizeObserver(fit).observe($('screen'));
setInterval(tick, 250);
follow();
