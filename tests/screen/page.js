// The tests' page: draws screens with drawApl, and finds what is cut, outside, on top of something else, too small to touch.
'use strict';

function drawAll(cases) {
  const root = document.querySelector('#screen');
  return JSON.parse(cases).map(([document_, data, viewport, now, wide]) => {
    root.style.letterSpacing = wide ? '0.03em' : 'normal';
    window.now = now;
    window.touches = [];
    window.apl = drawApl(root, document_, data, viewport, { now: () => window.now, send: (event) => window.touches.push(event) });
    return [...window.apl.faults, ...layoutFaults(root, window.apl.leaves, viewport)];
  });
}

// A contact sheet: a row for each screen, a picture for each viewport.
function drawSheet(page) {
  const [rows, viewports, theme, now, height] = JSON.parse(page), place = (parent, css) => {
    parent.append(document.createElement('div'));
    parent.lastChild.style.cssText = css;
    return parent.lastChild;
  };
  document.body.style.cssText = 'margin:8px;background:#777;font:14px sans-serif;color:#fff;width:max-content';
  document.body.replaceChildren();
  for (const [name, document_, data] of rows) {
    const row = place(document.body, 'display:flex;gap:8px;margin-bottom:8px;align-items:center');
    place(row, 'width:90px').textContent = name;
    for (const viewport of viewports) {
      const scale = height / viewport.height * (viewport.height > viewport.width ? 1.6 : 1);
      const cell = place(row, `width:${viewport.width * scale}px;height:${viewport.height * scale}px;flex:none`);
      drawApl(place(cell, `transform:scale(${scale});transform-origin:0 0`), document_, data, { ...viewport, theme }, { now: () => now });
    }
  }
}

function layoutFaults(root, leaves, viewport) {
  const faults = new Set(), boxes = [], frame = root.getBoundingClientRect();
  const across = frame.left + frame.width / 2, down = frame.top + frame.height / 2;
  const isOut = (x, y) => (viewport.shape === 'round' ? Math.hypot(x - across, y - down) > frame.width / 2 + 1
    : x < frame.left - 1 || x > frame.right + 1 || y < frame.top - 1 || y > frame.bottom + 1);
  for (const { element, span, kind } of leaves) {
    const name = kind === 'text' ? `text "${span.textContent}"` : `${kind} ${element.getAttribute('aria-label') || ''}`;
    const box = element.getBoundingClientRect();
    if (kind === 'text' && (span.scrollHeight > span.clientHeight + 1 && span.style.overflow || element.scrollHeight > element.clientHeight + 1
      || element.scrollWidth > element.clientWidth + 1)) faults.add(`cut ${name}`);
    if (kind === 'touch' && Math.min(box.width, box.height) < 48) faults.add(`too small to touch: ${name}`);
    const parts = kind === 'text' ? lines(span) : [box];
    for (const { left, right, top, bottom } of parts) {
      const x = (left + right) / 2, y = (top + bottom) / 2;
      const edges = kind === 'text' ? [[left, top], [right, top], [left, bottom], [right, bottom]] : [[left, y], [right, y], [x, top], [x, bottom]];
      if (edges.some(([toX, toY]) => isOut(toX, toY))) faults.add(`outside: ${name}`);
    }
    boxes.push(...parts.map((part) => ({ part, name, element })));
  }
  for (const [n, a] of boxes.entries()) for (const b of boxes.slice(n + 1)) if (collide(a, b)) faults.add(`${a.name} lies on ${b.name}`);
  return [...faults];
}

function lines(span) {
  const range = document.createRange();
  range.selectNodeContents(span);
  return span.textContent.trim() ? [...range.getClientRects()] : [];
}

function collide(a, b) {
  const isNested = a.element === b.element || a.element.contains(b.element) || b.element.contains(a.element);
  const isMeant = a.element.parentElement === b.element.parentElement && [a, b].some((each) => each.element.style.position === 'absolute');
  const apart = a.part.right <= b.part.left + 1 || b.part.right <= a.part.left + 1 || a.part.bottom <= b.part.top + 1 || b.part.bottom <= a.part.top + 1;
  return !isNested && !isMeant && !apart;
}
