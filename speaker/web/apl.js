// A small renderer of APL, Amazon's language for screens: the part of it that skill/screen/coach.json uses.
// Boxes become CSS boxes, as APL's are Yoga's. What it does not know, or what makes no sense, is a fault and not a guess.
//
//   const screen = drawApl(element, document, datasources, viewport, { now, send });
//   screen.tick();    // again and again: what hangs on the clock is drawn anew
//   screen.faults     // what is wrong with the document or its data; empty when all is well
//
// viewport: {width, height, shape: "rectangle" | "round", mode, theme: "dark" | "light"}; send(arguments) hears touches.
'use strict';

// --- expressions: parsed once, evaluated in a scope that has every name ---------------------------
const APL_TOKEN = /\s*(?:(\d+(?:\.\d+)?)(?:dp)?|'([^']*)'|(@?[A-Za-z_]\w*)|(\|\||&&|[=!<>]=|[-+*/%!<>?:.,()[\]]))/y;
const APL_BINDS = { '||': 1, '&&': 2, '==': 3, '!=': 3, '<': 4, '>': 4, '<=': 4, '>=': 4, '+': 5, '-': 5, '*': 6, '/': 6, '%': 6 };
const APL_OPERATE = {
  '==': (a, b) => a === b, '!=': (a, b) => a !== b, '<': (a, b) => a < b, '>': (a, b) => a > b, '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b, '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b, '%': (a, b) => a % b,
};
const APL_LITERALS = { true: true, false: false, null: null };
const aplParsed = new Map();

function parseApl(source) {
  const tokens = [];
  let at = 0;
  for (APL_TOKEN.lastIndex = 0; source.slice(APL_TOKEN.lastIndex).trim();) {
    const match = APL_TOKEN.exec(source);
    if (!match) throw new Error('bad expression');
    tokens.push(match);
  }
  const take = (operator) => (tokens[at] && tokens[at][4] === operator ? ++at : 0);
  const need = (operator) => { if (!take(operator)) throw new Error(`bad expression, no ${operator}`); };
  const list = (end) => { const all = []; while (!take(end)) { if (all.length) need(','); all.push(whole()); } return all; };
  function whole() {
    const test = binary(1);
    if (!take('?')) return test;
    const yes = whole(); need(':'); const no = whole();
    return (s) => (test(s) ? yes(s) : no(s));
  }
  function binary(least) {
    let left = unary();
    for (let sign; (sign = tokens[at] && tokens[at][4]) && APL_BINDS[sign] >= least;) {
      at += 1;
      const a = left, b = binary(APL_BINDS[sign] + 1);
      left = sign === '||' ? (s) => a(s) || b(s) : sign === '&&' ? (s) => a(s) && b(s) : (s) => APL_OPERATE[sign](a(s), b(s));
    }
    return left;
  }
  function unary() {
    if (take('!')) { const of = unary(); return (s) => !of(s); }
    if (take('-')) { const of = unary(); return (s) => -of(s); }
    let of = primary();
    for (;;) {
      const owner = of;
      if (take('.')) { const name = (tokens[at++] || [])[3]; of = (s) => memberOf(owner(s), name); }
      else if (take('[')) { const key = whole(); need(']'); of = (s) => memberOf(owner(s), key(s)); }
      else if (take('(')) { const given = list(')'); of = (s) => owner(s)(...given.map((each) => each(s))); }
      else return of;
    }
  }
  function primary() {
    if (take('(')) { const inner = whole(); need(')'); return inner; }
    const [, number, text, name] = tokens[at++] || [];
    if (number !== undefined) return () => Number(number);
    if (text !== undefined) return () => text;
    if (name === undefined) throw new Error('bad expression');
    if (name in APL_LITERALS) return () => APL_LITERALS[name];
    return (s) => { if (!(name in s)) throw new Error(`unknown name ${name}`); return s[name]; };
  }
  function memberOf(owner, name) {
    if (owner === null || owner === undefined || !(name in Object(owner))) throw new Error(`missing data: ${String(name)}`);
    return owner[name];
  }
  const all = whole();
  if (at < tokens.length) throw new Error('bad expression');
  return all;
}

function drawApl(root, document_, datasources, viewport, { now = Date.now, send = () => {} } = {}) {
  const found = new Set(), live = [], leaves = [], mounted = [];
  let usesClock = false;
  const fault = (text) => { found.add(text); };
  const time = { format(pattern, ms) {
    if (pattern !== 'mmm:ss') fault(`unknown pattern ${pattern}`);
    return `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;
  } };
  const globals = { Math, Time: time, Array: { slice: (all, from, to) => all.slice(from, to) }, viewport, get utcTime() { usesClock = true; return now(); } };
  const inner = (scope, names) => Object.defineProperties(Object.create(scope), Object.fromEntries(Object.entries(names).map(([name, get]) => [name, { get }])));

  function evaluate(value, scope) {
    if (Array.isArray(value)) return value.map((each) => evaluate(each, scope));
    if (typeof value !== 'string') return value;
    if (/^@\w+$/.test(value)) value = '${' + value + '}';
    if (!value.includes('${')) return value;
    const one = (source) => {
      try {
        if (!aplParsed.has(source)) aplParsed.set(source, parseApl(source));
        const result = aplParsed.get(source)(scope);
        if (result === undefined || Number.isNaN(result)) throw new Error('no value');
        return result;
      } catch (error) { fault(`${error.message} in ${source}`); return ''; }
    };
    const alone = /^\$\{([^}]*)\}$/.exec(value);
    const filled = alone ? one(alone[1]) : value.replace(/\$\{([^}]*)\}/g, (_, source) => one(source));
    if (typeof filled === 'string' && filled.includes('${')) fault(`bad expression in ${value}`);
    return filled;
  }

  // --- values: what APL's mean in CSS -------------------------------------------------------------
  function size(value) {
    if (typeof value === 'number') return `${value}px`;
    const [, number, unit] = /^(-?[\d.]+)(dp|px|vw|vh|%)$/.exec(value) || [];
    if (unit === '%') return value;
    if (!unit) fault(`bad size ${value}`);
    return `${number * ({ vw: viewport.width / 100, vh: viewport.height / 100 }[unit] || 1)}px`;
  }
  const colour = (value) => { if (!CSS.supports('color', value)) fault(`bad colour ${value}`); return value; };
  const choice = (map) => (value) => { if (!(value in map)) fault(`bad value ${value}`); return map[value]; };
  const same = (...names) => choice(Object.fromEntries(names.map((name) => [name, name])));
  const ALIGN = choice({ start: 'flex-start', end: 'flex-end', center: 'center', stretch: 'stretch' });
  const JUSTIFY = choice({ start: 'flex-start', end: 'flex-end', center: 'center', spaceBetween: 'space-between' });
  const EVERY = { grow: ['flexGrow', Number], shrink: ['flexShrink', Number], position: same('absolute', 'relative') };
  for (const name of ['width', 'height', 'minWidth', 'paddingLeft', 'paddingRight', 'paddingTop', 'paddingBottom', 'left', 'top']) EVERY[name] = size;
  const STYLED = {
    Container: { direction: ['flexDirection', same('row', 'column')], alignItems: ALIGN, justifyContent: JUSTIFY, wrap: ['flexWrap', same('wrap')] },
    Frame: { backgroundColor: colour, borderColor: colour, borderWidth: size, borderRadius: size },
    TouchWrapper: {},
    Text: { fontSize: size, fontWeight: String, color: colour, textAlign: same('left', 'right', 'center') },
    VectorGraphic: {},
  };
  const OTHER = {
    Container: ['items', 'item', 'data'], Frame: ['item', 'style'], TouchWrapper: ['item', 'onPress'],
    Text: ['text', 'maxLines', 'textAlignVertical'], VectorGraphic: ['source', 'scale', 'line', 'tone', 'share'],
  };
  const ALWAYS = ['type', 'when', 'bind', 'id', 'role', 'accessibilityLabel', 'inheritParentState', 'onMount'];
  const PATH = {
    pathData: 'd', fill: 'fill', stroke: 'stroke', strokeWidth: 'stroke-width', strokeLineCap: 'stroke-linecap', strokeLineJoin: 'stroke-linejoin',
    strokeDashArray: 'stroke-dasharray', strokeDashOffset: 'stroke-dashoffset', pathLength: 'pathLength',
  };

  // --- components ---------------------------------------------------------------------------------
  const children = (node) => [].concat(node.items || node.item || []);
  const isShown = (node, scope) => !('when' in node) || evaluate(node.when, scope);
  const first = (nodes, scope) => nodes.find((node) => isShown(node, scope)) || fault('nothing to show') || { type: 'Container' };
  const known = (names, allowed, where) => { for (const name of names) if (!allowed.includes(name)) fault(`unknown property ${name} of ${where}`); };
  function keep(set) { usesClock = false; set(); if (usesClock) live.push(set); } // now, and at every tick when it hangs on the clock

  function make(node, scope, state) {
    if (!isShown(node, scope)) return null;
    const layout = (document_.layouts || {})[node.type];
    if (layout) {
      known(Object.keys(node), ['type', 'when', ...layout.parameters], node.type);
      const names = layout.parameters.map((name) => [name, () => (name in node ? evaluate(node[name], scope) : fault(`no ${name} for ${node.type}`))]);
      const own = inner(scope, Object.fromEntries(names));
      return make(first(children(layout), own), own, state);
    }
    if (!(node.type in STYLED)) { fault(`unknown component ${node.type}`); return null; }
    known(Object.keys(node), [...ALWAYS, ...Object.keys(EVERY), ...Object.keys(STYLED[node.type]), ...OTHER[node.type]], node.type);
    for (const { name, value } of node.bind || []) { const outer = scope; scope = inner(outer, { [name]: () => evaluate(value, outer) }); }
    const element = document.createElement(node.type === 'TouchWrapper' ? 'button' : 'div');
    Object.assign(element.style, { boxSizing: 'border-box', minWidth: 0, minHeight: 0, flexShrink: 0, position: 'relative' });
    if (node.role) element.dataset.role = node.role;
    if (['image', 'progressbar'].includes(node.role)) element.setAttribute('role', 'img');
    const label = node.accessibilityLabel && evaluate(node.accessibilityLabel, scope);
    if (label && node.type !== 'Text') element.setAttribute('aria-label', label); // a text is read itself: it may change
    for (const command of node.onMount || []) mounted.push(read(command, scope));
    const own = node.inheritParentState ? state : { pressed: false, focused: false, again: [] };
    const style = () => setStyle(element, node, scope, own);
    own.again.push(style);
    keep(style);
    ({ Container: fill, Frame: fill, TouchWrapper: touch, Text: write, VectorGraphic: draw })[node.type](element, node, scope, own);
    return element;
  }
  function setStyle(element, node, scope, state) {
    const named = node.style && ((document_.styles || {})[node.style] || fault(`unknown style ${node.style}`));
    const values = named ? named.values.filter((each) => isShown(each, inner(scope, { state: () => state }))) : [];
    const all = Object.assign({}, ...values, node);
    for (const [name, rule] of Object.entries({ ...EVERY, ...STYLED[node.type] })) {
      if (!(name in all)) continue;
      const [property, convert] = Array.isArray(rule) ? rule : [name, rule];
      element.style[property] = convert(evaluate(all[name], scope));
    }
    if (element.style.borderWidth) element.style.borderStyle = 'solid';
  }
  function fill(element, node, scope, state) {
    element.style.display = 'flex';
    if (!element.style.flexDirection) element.style.flexDirection = 'column';
    if (node.type !== 'Container') element.style.alignItems = 'flex-start';
    const add = (child) => child && element.append(child);
    if (!('data' in node)) children(node).forEach((child) => add(make(child, scope, state)));
    else for (const data of [].concat(evaluate(node.data, scope))) {
      const each = inner(scope, { data: () => data });
      add(make(first(children(node), each), each, state));
    }
  }
  function touch(element, node, scope, state) {
    Object.assign(element.style, { border: 0, padding: 0, background: 'none', font: 'inherit', letterSpacing: 'inherit', cursor: 'pointer' });
    leaves.push({ element, kind: 'touch' });
    if (!(node.role && node.accessibilityLabel)) fault('a touch without role and label');
    const commands = node.onPress.map((command) => read(command, scope));
    element.addEventListener('click', () => commands.forEach((command) => send(command.arguments)));
    const becomes = (name, is, event) => element.addEventListener(event, () => { state[name] = is; state.again.forEach((set) => set()); });
    becomes('focused', true, 'focus'); becomes('focused', false, 'blur'); becomes('pressed', true, 'pointerdown'); becomes('pressed', false, 'pointerup');
    fill(element, node, scope, state);
  }
  function read(command, scope) {
    if (!['SendEvent', 'Idle'].includes(command.type)) fault(`unknown command ${command.type}`);
    const heard = inner(scope, { event: () => ({ source: {} }) }); // hides what else has this name
    return Object.fromEntries(Object.entries(command).map(([name, value]) => [name, evaluate(value, heard)]));
  }
  function write(element, node, scope) {
    const span = document.createElement('span'), lines = evaluate(node.maxLines || 0, scope);
    element.append(span);
    Object.assign(element.style, { lineHeight: '1.25', whiteSpace: 'pre-wrap' });
    if (lines) span.style.cssText = `display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:${lines};overflow:hidden`;
    if (node.textAlignVertical === 'center') Object.assign(element.style, { display: 'flex', flexDirection: 'column', justifyContent: 'center' });
    keep(() => { const text = String(evaluate(node.text, scope)); if (span.textContent !== text) span.textContent = text; });
    leaves.push({ element, span, kind: 'text' });
  }
  function draw(element, node, scope) {
    const name = evaluate(node.source, scope), graphic = (document_.graphics || {})[name];
    leaves.push({ element, kind: 'graphic' });
    if (!graphic) { fault(`unknown graphic ${name}`); return; }
    keep(() => {
      const given = inner(globals, Object.fromEntries(graphic.parameters.map((each) => [each, () => (each in node ? evaluate(node[each], scope) : fault(`no ${each} for ${name}`))])));
      element.innerHTML = `<svg viewBox="0 0 ${graphic.width} ${graphic.height}" style="display:block;width:100%;height:100%;fill:none">${graphic.items.map((item) => path(item, given)).join('')}</svg>`;
    });
  }
  function path({ type, ...item }, scope) {
    if (type !== 'path') fault(`unknown graphic item ${type}`);
    known(Object.keys(item), Object.keys(PATH), 'a path');
    return `<path ${Object.entries(item).map(([name, value]) => {
      const is = evaluate(value, scope);
      return `${PATH[name]}="${name === 'fill' || name === 'stroke' ? colour(is) : is}"`;
    }).join(' ')}/>`;
  }

  for (const block of document_.resources || []) {
    if (!isShown(block, globals)) continue;
    for (const kind of ['booleans', 'numbers', 'dimensions', 'colors']) {
      for (const [name, value] of Object.entries(block[kind] || {})) globals[`@${name}`] = evaluate(value, globals);
    }
  }
  const scope = inner(globals, Object.fromEntries(document_.mainTemplate.parameters.map((name) => [name, () => (name === 'payload' ? datasources : datasources[name])])));
  Object.assign(root.style, { position: 'relative', overflow: 'hidden', width: `${viewport.width}px`, height: `${viewport.height}px` });
  Object.assign(root.style, { borderRadius: viewport.shape === 'round' ? '50%' : '0', fontFamily: '"Amazon Ember", "Liberation Sans", Arial, sans-serif' });
  root.replaceChildren(make(first(children(document_.mainTemplate), scope), scope) || '');
  return { mounted, leaves, tick: () => live.forEach((set) => set()), get faults() { return [...found]; } };
}
