// A small renderer of APL, Amazon's language for screens: the part of it that skill/screen/coach.json uses.
// Boxes become CSS boxes, as APL's are Yoga's. What it does not know, or what makes no sense, is a fault and not a guess.
//
//   const screen = drawApl(element, document, datasources, viewport, { now, send });
//   screen.tick();      // again and again: what hangs on the clock is drawn anew
//   screen.faults();    // what is wrong, with the layout as it is now; empty when all is well
//
// viewport: {width, height, shape: "rectangle" | "round", mode, theme: "dark" | "light"}; send(arguments) hears touches.
'use strict';

function drawApl(root, document_, datasources, viewport, { now = Date.now, send = () => {} } = {}) {
  const found = new Set(), live = [], leaves = [], mounted = [], resources = {}, compiled = {};
  let usesClock = false;
  const fault = (text) => { found.add(text); };

  // --- expressions ------------------------------------------------------------------------------
  const TOKEN = /\s*(?:(\d+(?:\.\d+)?)(?:dp)?|'([^']*)'|(@?[A-Za-z_]\w*)|(\|\||&&|[=!<>]=|[-+*/%!<>?:.,()[\]]))/y;
  const BINDS = { '||': 1, '&&': 2, '==': 3, '!=': 3, '<': 4, '>': 4, '<=': 4, '>=': 4, '+': 5, '-': 5, '*': 6, '/': 6, '%': 6 };
  const OPERATE = {
    '==': (a, b) => a === b, '!=': (a, b) => a !== b, '<': (a, b) => a < b, '>': (a, b) => a > b, '<=': (a, b) => a <= b,
    '>=': (a, b) => a >= b, '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b, '%': (a, b) => a % b,
  };
  const LITERALS = { true: true, false: false, null: null };

  function parse(source) {
    const tokens = [];
    for (TOKEN.lastIndex = 0; source.slice(TOKEN.lastIndex).trim();) {
      const match = TOKEN.exec(source);
      if (!match) throw new Error('bad expression');
      tokens.push(match);
    }
    let at = 0;
    const take = (operator) => (tokens[at] && tokens[at][4] === operator ? ++at : 0);
    const need = (operator) => { if (!take(operator)) throw new Error(`bad expression, no ${operator}`); };
    const list = (end) => { const all = []; while (!take(end)) { if (all.length) need(','); all.push(whole()); } return all; };
    function whole() {
      const test = binary(1);
      if (!take('?')) return test;
      const yes = whole(); need(':'); const no = whole();
      return (scope) => (test(scope) ? yes(scope) : no(scope));
    }
    function binary(least) {
      let left = unary();
      for (let sign; (sign = tokens[at] && tokens[at][4]) && BINDS[sign] >= least;) {
        at += 1;
        const a = left, b = binary(BINDS[sign] + 1);
        left = sign === '||' ? (s) => a(s) || b(s) : sign === '&&' ? (s) => a(s) && b(s) : (s) => OPERATE[sign](a(s), b(s));
      }
      return left;
    }
    function unary() {
      if (take('!')) { const of = unary(); return (s) => !of(s); }
      if (take('-')) { const of = unary(); return (s) => -of(s); }
      let of = primary();
      for (;;) {
        const owner = of;
        if (take('.')) { const name = (tokens[at++] || [])[3]; of = (s) => member(owner(s), name, source); }
        else if (take('[')) { const key = whole(); need(']'); of = (s) => member(owner(s), key(s), source); }
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
      return (scope) => (name in LITERALS ? LITERALS[name] : lookUp(scope, name));
    }
    const all = whole();
    if (at < tokens.length) throw new Error('bad expression');
    return all;
  }
  function member(owner, name, source) {
    if (owner === null || owner === undefined || !(Object(owner) === owner || name === 'length') || !(name in Object(owner))) {
      throw new Error(`missing data: ${String(name)}`);
    }
    return owner[name];
  }
  function lookUp(scope, name) {
    if (name[0] === '@') { if (!(name in resources)) throw new Error(`unknown resource ${name}`); return resources[name]; }
    if (name === 'utcTime') { usesClock = true; return now(); }
    if (!(name in scope)) throw new Error(`unknown name ${name}`);
    return scope[name];
  }
  function evaluate(value, scope) {
    if (Array.isArray(value)) return value.map((each) => evaluate(each, scope));
    if (typeof value !== 'string') return value;
    if (/^@\w+$/.test(value)) value = '${' + value + '}';
    if (!value.includes('${')) return value;
    const one = (source) => {
      try {
        const result = (compiled[source] = compiled[source] || parse(source))(scope);
        if (result === undefined || Number.isNaN(result)) throw new Error('no value');
        return result;
      } catch (error) { fault(`${error.message} in ${source}`); return ''; }
    };
    const alone = /^\$\{([^}]*)\}$/.exec(value);
    const filled = alone ? one(alone[1]) : value.replace(/\$\{([^}]*)\}/g, (_, source) => one(source));
    if (typeof filled === 'string' && filled.includes('${')) fault(`bad expression in ${value}`);
    return filled;
  }
  function timeFormat(pattern, ms) {
    if (pattern !== 'mmm:ss') fault(`unknown pattern ${pattern}`);
    return `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;
  }
  const globals = { Math, Time: { format: timeFormat }, Array: { slice: (list, from, to) => list.slice(from, to) }, viewport };

  // --- values -----------------------------------------------------------------------------------
  function size(value) {
    if (typeof value === 'number') return `${value}px`;
    const match = /^(-?[\d.]+)(dp|px|vw|vh|%)$/.exec(value) || [];
    const part = { vw: viewport.width / 100, vh: viewport.height / 100, dp: 1, px: 1 }[match[2]];
    if (match[2] === '%' || value === 'auto') return value;
    if (!part) { fault(`bad size ${value}`); return '0'; }
    return `${match[1] * part}px`;
  }
  function colour(value) {
    if (!CSS.supports('color', value)) fault(`bad colour ${value}`);
    return value;
  }
  const choice = (map) => (value) => { if (!(value in map)) fault(`bad value ${value}`); return map[value]; };
  const same = (...names) => choice(Object.fromEntries(names.map((name) => [name, name])));
  const ALIGN = choice({ start: 'flex-start', end: 'flex-end', center: 'center', stretch: 'stretch' });
  const JUSTIFY = choice({ start: 'flex-start', end: 'flex-end', center: 'center', spaceBetween: 'space-between', spaceAround: 'space-around' });
  const EVERY = {
    width: size, height: size, minWidth: size, minHeight: size, maxWidth: size, paddingLeft: size, paddingRight: size, paddingTop: size,
    paddingBottom: size, top: size, left: size, right: size, bottom: size, opacity: Number,
    grow: ['flexGrow', Number], shrink: ['flexShrink', Number], position: same('absolute', 'relative'), alignSelf: ALIGN,
  };
  const STYLED = {
    Container: { direction: ['flexDirection', same('row', 'column')], alignItems: ALIGN, justifyContent: JUSTIFY, wrap: ['flexWrap', choice({ wrap: 'wrap', noWrap: 'nowrap' })] },
    Frame: { backgroundColor: colour, borderColor: colour, borderWidth: size, borderRadius: size },
    TouchWrapper: {},
    Text: { fontSize: size, fontWeight: String, color: colour, textAlign: same('left', 'right', 'center') },
    VectorGraphic: {},
  };
  const OTHER = {
    Container: ['items', 'item', 'data'], Frame: ['item', 'items', 'style'], TouchWrapper: ['item', 'items', 'onPress'],
    Text: ['text', 'maxLines', 'textAlignVertical'], VectorGraphic: ['source', 'scale'],
  };
  const ALWAYS = ['type', 'when', 'bind', 'id', 'role', 'accessibilityLabel', 'inheritParentState', 'onMount'];
  const children = (node) => [].concat(node.items || node.item || []);

  // --- components -------------------------------------------------------------------------------
  // Sets something now, and at every tick when it hangs on the clock.
  function keep(set) { usesClock = false; set(); if (usesClock) live.push(set); }

  function make(node, scope, state) {
    if ('when' in node && !evaluate(node.when, scope)) return null;
    const layout = (document_.layouts || {})[node.type];
    if (layout) return makeLayout(node, layout, scope, state);
    if (!(node.type in STYLED)) { fault(`unknown component ${node.type}`); return null; }
    const inner = bound(node.bind, scope), element = document.createElement(node.type === 'TouchWrapper' ? 'button' : 'div');
    checkNames(node);
    Object.assign(element.style, { boxSizing: 'border-box', minWidth: 0, minHeight: 0, flexShrink: 0, position: 'relative' });
    if (node.id) element.dataset.id = evaluate(node.id, inner);
    if (node.accessibilityLabel) element.setAttribute('aria-label', evaluate(node.accessibilityLabel, inner));
    if (node.role) element.dataset.role = node.role;
    for (const command of node.onMount || []) mounted.push(read(command, inner));
    const own = node.inheritParentState ? state : { pressed: false, focused: false, again: [] };
    const style = () => setStyle(element, node, inner, own);
    keep(style); own.again.push(style);
    ({ Container: fill, Frame: fill, TouchWrapper: touch, Text: write, VectorGraphic: draw })[node.type](element, node, inner, own);
    return element;
  }
  function makeLayout(node, layout, scope, state) {
    const inner = Object.create(scope);
    for (const name of Object.keys(node)) if (!['type', 'when', ...layout.parameters].includes(name)) fault(`unknown parameter ${name} of ${node.type}`);
    for (const name of layout.parameters) {
      if (!(name in node)) fault(`no ${name} for ${node.type}`);
      Object.defineProperty(inner, name, { get: () => evaluate(node[name], scope) });
    }
    return make(first(children(layout), inner), inner, state);
  }
  const first = (nodes, scope) => nodes.find((node) => !('when' in node) || evaluate(node.when, scope)) || fault('nothing to show') || { type: 'Container' };
  function bound(bindings, scope) {
    for (const { name, value } of bindings || []) {
      const outer = scope;
      scope = Object.defineProperty(Object.create(outer), name, { get: () => evaluate(value, outer) });
    }
    return scope;
  }
  function checkNames(node) {
    const graphic = node.type === 'VectorGraphic' && (document_.graphics || {})[node.source];
    const parameters = graphic ? graphic.parameters : node.type === 'VectorGraphic' ? COLOURS : [];
    const known = [...ALWAYS, ...Object.keys(EVERY), ...Object.keys(STYLED[node.type]), ...OTHER[node.type], ...parameters];
    for (const name of Object.keys(node)) if (!known.includes(name)) fault(`unknown property ${name} of ${node.type}`);
    if (node.type === 'TouchWrapper' && !(node.role && node.accessibilityLabel)) fault('a touch without role and label');
  }
  function setStyle(element, node, scope, state) {
    const named = node.style ? (document_.styles || {})[node.style] || fault(`unknown style ${node.style}`) : null;
    const values = named ? named.values.filter((each) => !each.when || evaluate(each.when, Object.create(scope, { state: { value: state } }))) : [];
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
    if (!('data' in node)) { children(node).forEach((child) => add(make(child, scope, state))); return; }
    [].concat(evaluate(node.data, scope)).forEach((data, index) => {
      const each = Object.create(scope, { data: { value: data }, index: { value: index } });
      add(make(first(children(node), each), each, state));
    });
  }
  function touch(element, node, scope, state) {
    Object.assign(element.style, { border: 0, padding: 0, background: 'none', font: 'inherit', textAlign: 'inherit', cursor: 'pointer' });
    element.type = 'button';
    leaves.push({ element, kind: 'touch' });
    const commands = node.onPress.map((command) => read(command, scope));
    element.addEventListener('click', () => commands.forEach((command) => send(command.arguments)));
    const becomes = (name, is, ...events) => events.forEach((event) => element.addEventListener(event, () => { state[name] = is; state.again.forEach((set) => set()); }));
    becomes('focused', true, 'focus'); becomes('focused', false, 'blur');
    becomes('pressed', true, 'pointerdown'); becomes('pressed', false, 'pointerup', 'pointerleave');
    fill(element, node, scope, state);
  }
  function write(element, node, scope) {
    const span = document.createElement('span'), lines = evaluate(node.maxLines || 0, scope);
    element.append(span);
    element.style.lineHeight = '1.25';
    element.style.whiteSpace = 'pre-wrap';
    if (lines) span.style.cssText = `display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:${lines};overflow:hidden`;
    if (node.textAlignVertical === 'center') Object.assign(element.style, { display: 'flex', flexDirection: 'column', justifyContent: 'center' });
    keep(() => { const text = String(evaluate(node.text, scope)); if (span.textContent !== text) span.textContent = text; });
    leaves.push({ element, span, kind: 'text' });
  }

  // --- vector graphics --------------------------------------------------------------------------
  const COLOURS = ['line', 'tone', 'fill', 'share'];
  const PATH = { fill: 'fill', stroke: 'stroke', strokeWidth: 'stroke-width', strokeLineCap: 'stroke-linecap', strokeLineJoin: 'stroke-linejoin', strokeDashArray: 'stroke-dasharray', strokeDashOffset: 'stroke-dashoffset', pathLength: 'pathLength', pathData: 'd' };
  function draw(element, node, scope) {
    const name = evaluate(node.source, scope), graphic = (document_.graphics || {})[name];
    if (!graphic) { fault(`unknown graphic ${name}`); return; }
    leaves.push({ element, kind: 'graphic' });
    keep(() => {
      const given = Object.create(globals);
      for (const each of graphic.parameters) given[each] = each in node ? evaluate(node[each], scope) : fault(`no ${each} for ${name}`);
      const paths = graphic.items.map((item) => path(item, given)).join('');
      element.innerHTML = `<svg viewBox="0 0 ${graphic.width} ${graphic.height}" style="display:block;width:100%;height:100%;fill:none">${paths}</svg>`;
    });
  }
  function path(item, scope) {
    const written = Object.entries(item).filter(([name]) => name !== 'type').map(([name, value]) => {
      if (!(name in PATH)) fault(`unknown property ${name} of a path`);
      const is = evaluate(value, scope);
      if (name === 'fill' || name === 'stroke') colour(is);
      return `${PATH[name]}="${is}"`;
    });
    if (item.type !== 'path') fault(`unknown graphic item ${item.type}`);
    return `<path ${written.join(' ')}/>`;
  }
  function read(command, scope) {
    if (!['SendEvent', 'Idle'].includes(command.type)) fault(`unknown command ${command.type}`);
    return Object.fromEntries(Object.entries(command).map(([name, value]) => [name, evaluate(value, scope)]));
  }

  // --- what is cut, outside, or on top of something else -----------------------------------------
  function layoutFaults() {
    const frame = root.getBoundingClientRect(), middle = [frame.left + frame.width / 2, frame.top + frame.height / 2];
    const isOut = (x, y) => (viewport.shape === 'round' ? Math.hypot(x - middle[0], y - middle[1]) > frame.width / 2 + 1
      : x < frame.left - 1 || x > frame.right + 1 || y < frame.top - 1 || y > frame.bottom + 1);
    const boxes = [];
    for (const { element, span, kind } of leaves) {
      const name = kind === 'text' ? `text "${span.textContent}"` : `${kind} ${element.getAttribute('aria-label') || element.dataset.id || ''}`;
      const box = element.getBoundingClientRect();
      if (kind === 'text' && (span.scrollHeight > span.clientHeight + 1 && span.style.overflow || element.scrollHeight > element.clientHeight + 1
          || element.scrollWidth > element.clientWidth + 1)) fault(`cut ${name}`);
      const parts = kind === 'text' ? lines(span) : [box];
      for (const { left, right, top, bottom } of parts) {
        const x = (left + right) / 2, y = (top + bottom) / 2;
        const corners = kind === 'text' ? [[left, top], [right, top], [left, bottom], [right, bottom]] : [[left, y], [right, y], [x, top], [x, bottom]];
        if (corners.some(([across, down]) => isOut(across, down))) fault(`outside: ${name}`);
      }
      if (kind === 'touch' && Math.min(box.width, box.height) < 44) fault(`too small to touch: ${name}`);
      boxes.push(...parts.map((part) => ({ part, name, element })));
    }
    for (const [n, a] of boxes.entries()) for (const b of boxes.slice(n + 1)) if (collide(a, b)) fault(`${a.name} lies on ${b.name}`);
  }
  function lines(span) {
    const range = document.createRange();
    range.selectNodeContents(span);
    return span.textContent.trim() ? [...range.getClientRects()] : [];
  }
  function collide(a, b) {
    const isMeant = a.element === b.element || a.element.contains(b.element) || b.element.contains(a.element) || a.element.parentElement === b.element.parentElement && [a, b].some((each) => each.element.style.position === 'absolute');
    const apart = a.part.right <= b.part.left + 1 || b.part.right <= a.part.left + 1 || a.part.bottom <= b.part.top + 1 || b.part.bottom <= a.part.top + 1;
    return !isMeant && !apart;
  }

  for (const block of document_.resources || []) {
    if ('when' in block && !evaluate(block.when, globals)) continue;
    for (const kind of ['numbers', 'booleans', 'dimensions', 'colors', 'strings']) {
      for (const [name, value] of Object.entries(block[kind] || {})) resources[`@${name}`] = evaluate(value, globals);
    }
  }
  const scope = Object.create(globals);
  for (const name of document_.mainTemplate.parameters) scope[name] = name === 'payload' ? datasources : datasources[name];
  Object.assign(root.style, { position: 'relative', overflow: 'hidden', width: `${viewport.width}px`, height: `${viewport.height}px`, borderRadius: viewport.shape === 'round' ? '50%' : '0', fontFamily: '"Amazon Ember", "Liberation Sans", Arial, sans-serif' });
  root.replaceChildren(make(first(children(document_.mainTemplate), scope), scope) || '');
  return { mounted, tick: () => live.forEach((set) => set()), faults: () => { layoutFaults(); return [...found]; } };
}
