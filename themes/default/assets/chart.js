/* The page that compares terms: its form, its rows, and the same as a picture and a table of numbers to download. */
(() => {
  'use strict';
  const MOST = 6;
  const ENOUGH = 5;     /* speeches that a year needs for a rate */
  const SVG = 'http://www.w3.org/2000/svg';
  const form = document.getElementById('compare');
  const [root, tree, version] = ['root', 'tree', 'version'].map(name => form.getAttribute(`data-${name}`));
  const isTraditional = document.documentElement.lang === 'zh-Hant';
  const [field, list] = ['compare-add', 'compare-names'].map(id => document.getElementById(id));
  const chosen = form.querySelector('.chosen');
  const rows = document.getElementById('compare-rows');
  const status = document.querySelector('.compare-status');
  const word = (name, values = {}) => {
    const text = document.querySelector(`#compare-words [data-word="${name}"]`).textContent;
    return yanlu.fill(text, values);
  };

  /* ------------------------------------------------------------------ data */

  let archive = null;              /* years, levels, holdings: [year, level, plain, speeches, characters] */
  const terms = new Map();         /* slug → { name, note, reading, uses } */
  const counts = new Map();        /* slug → rows: [year, level, plain, own, all, speeches with own, speeches] */
  window.yanluChart = (years, levels, held) => { archive = { years, levels, held }; };
  window.yanluChartTerms = names => {
    for (const [slug, hans, hant, note, noteHant, reading, uses] of names) {
      terms.set(slug, { slug, hans, name: isTraditional ? hant : hans, note: isTraditional ? noteHant : note, reading, uses });
    }
  };
  window.yanluCounts = (slug, found) => { counts.set(slug, found); };

  const load = address => yanlu.script(`${root}${address}?${version}`);
  const need = slugs => Promise.all(slugs.filter(slug => !counts.has(slug)).map(slug => load(`terms/${slug}/counts.js`)));

  /* ------------------------------------------------------------------ state: in the address */

  let state = { t: [], by: '', level: '', voice: '', all: '' };
  let unknown = [];    /* what an address asks for and the archive does not have */
  const read = () => {
    const asked = new URLSearchParams(location.search);
    const t = asked.has('t') ? asked.get('t').split(',') : [...rows.querySelectorAll('[data-term]')].map(row => row.getAttribute('data-term'));
    state = { t: [...new Set(t)].filter(slug => terms.has(slug)).slice(0, MOST) };
    unknown = t.filter(slug => slug && !terms.has(slug));
    for (const name of ['by', 'level', 'voice', 'all']) {
      const select = form.elements[name];
      if (select) select.value = asked.get(name) || '';
      if (select && select.selectedIndex < 0) select.value = '';
      state[name] = select ? select.value : '';
    }
  };
  const remember = () => {
    const parts = [`t=${state.t.join(',')}`];
    for (const name of ['by', 'level', 'voice', 'all']) if (state[name]) parts.push(`${name}=${state[name]}`);
    history.replaceState(null, '', `?${parts.join('&')}`);
  };

  /* ------------------------------------------------------------------ sums */

  const fits = row => (state.all || row[2]) && (!state.level || archive.levels[row[1]] === state.level);
  const sum = () => {
    const held = archive.years.map(() => ({ speeches: 0, characters: 0 }));
    const left = { other: 0, undated: 0, counted: 0 };
    for (const row of archive.held) {
      if (state.level && archive.levels[row[1]] !== state.level) continue;
      if (!fits(row)) { left.other += row[3]; continue; }
      if (row[0] < 0) { left.undated += row[3]; continue; }
      held[row[0]].speeches += row[3];
      held[row[0]].characters += row[4];
      left.counted += row[3];
    }
    const series = state.t.map(slug => {
      const uses = archive.years.map(() => 0);
      const speeches = archive.years.map(() => 0);
      for (const row of counts.get(slug)) {
        if (!fits(row) || row[0] < 0) continue;
        uses[row[0]] += state.voice ? row[3] : row[4];
        speeches[row[0]] += state.voice ? row[5] : row[6];
      }
      const values = state.by
        ? uses.map((n, i) => (held[i].speeches < ENOUGH || !held[i].characters ? null : (10000 * n) / held[i].characters))
        : uses;
      return { ...terms.get(slug), uses, speeches, values, total: uses.reduce((a, b) => a + b, 0) };
    });
    const most = Math.max(0, ...series.flatMap(one => one.values));
    return { held, left, series, most };
  };
  const shown = value => (value === null ? '·' : state.by ? value.toFixed(2) : String(value));

  /* ------------------------------------------------------------------ rows */

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const draw = (tag, attributes, text) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const marked = i => {
    const { years } = archive;
    const year = Number(years[i]);
    return years.length <= 14 || i === 0 || i === years.length - 1 || (years.length <= 40 && year % 5 === 0) || year % 10 === 0;
  };

  const bar = (value, most) => {
    const height = value && most ? Math.round((840 * value) / most) / 10 : 0;
    const svg = draw('svg', { class: 'bar', width: '100%', height: '100%', 'aria-hidden': 'true', focusable: 'false' });
    const top = `${Math.round(10 * (100 - height)) / 10}%`;
    if (height) svg.append(draw('rect', { class: 'ink', x: 0, y: top, width: '100%', height: `${height}%` }));
    if (height || value === null) svg.append(draw('text', { x: '50%', y: top, dy: -5, 'text-anchor': 'middle' }, shown(value)));
    return svg;
  };

  const row = (one, { held, most }) => {
    const section = make('section', 'compare-row');
    section.setAttribute('data-term', one.slug);
    const head = make('h2');
    const link = make('a', '', one.name);
    link.href = `${tree}terms/${one.slug}/`;
    head.append(link, ' ', make('span', 'n', one.total ? word('uses', { n: one.total }) : word('none')));
    if (one.note) link.after(' ', make('span', 'scope', one.note));
    const { years } = archive;
    const strip = make('ol', `strip${years.length > 24 ? ' dense' : years.length > 8 ? ' many' : ''}`);
    years.forEach((year, i) => {
      const item = make('li', [held[i].speeches ? '' : 'gap', marked(i) ? 'marked' : ''].filter(Boolean).join(' '));
      const name = make('span', 'y', year);
      name.setAttribute('aria-hidden', 'true');
      const said = held[i].speeches ? word('in_year', { year, n: shown(one.values[i]) }) : word('no_speech', { year });
      item.append(held[i].speeches ? bar(one.values[i], most) : bar(0, most), name, make('span', 'vh', said));
      strip.append(item);
    });
    section.append(head, strip);
    return section;
  };

  const table = ({ held, series }) => {
    const [head, body] = [make('thead'), make('tbody')];
    const line = (cells, tag) => {
      const tr = make('tr');
      cells.forEach((cell, i) => {
        const td = make(i && tag === 'td' ? 'td' : 'th', '', cell);
        if (td.tagName === 'TH') td.scope = tag === 'td' ? 'row' : 'col';
        tr.append(td);
      });
      return tr;
    };
    head.append(line([word('year'), ...series.map(one => one.name), word('speeches'), word('characters')], 'th'));
    archive.years.forEach((year, i) => {
      const gap = !held[i].speeches;
      body.append(line([year, ...series.map(one => (gap ? '—' : shown(one.values[i]))), held[i].speeches, held[i].characters], 'td'));
    });
    document.querySelector('.compare-table table').replaceChildren(head, body);
  };

  const note = (name, n) => {
    const element = document.querySelector(`.compare-notes .${name.replace('_', '-')}`);
    element.textContent = word(name, { n });
    element.hidden = !n && name !== 'counted';
  };

  const listChosen = () => {
    chosen.replaceChildren(...state.t.map(slug => {
      const { name } = terms.get(slug);
      const item = make('li');
      const link = make('a', '', name);
      link.href = `${tree}terms/${slug}/`;
      const button = make('button');
      button.type = 'button';
      button.title = word('remove', { term: name });
      button.setAttribute('aria-label', button.title);
      const cross = draw('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' });
      cross.append(draw('path', { d: 'M4 4l8 8M12 4l-8 8' }));
      button.append(cross);
      button.addEventListener('click', () => {
        const at = state.t.indexOf(slug);
        state.t = state.t.filter(other => other !== slug);
        change();
        const buttons = chosen.querySelectorAll('button');
        (buttons[Math.min(at, buttons.length - 1)] || field).focus();
      });
      item.append(link, button);
      return item;
    }));
  };

  let turn = 0;
  let result = null;
  const show = async () => {
    const mine = ++turn;
    listChosen();
    status.setAttribute('data-state', 'loading');
    status.textContent = state.t.every(slug => counts.has(slug)) ? '' : word('loading');
    try {
      await need(state.t);
    } catch {
      if (mine === turn) { status.setAttribute('data-state', 'failed'); status.textContent = word('failed'); }
      return;
    }
    if (mine !== turn) return;
    result = sum();
    rows.replaceChildren(...result.series.map(one => row(one, result)));
    table(result);
    note('counted', result.left.counted);
    note('left_out', result.left.other);
    note('undated', result.left.undated);
    document.querySelector('.compare-notes .hatched').hidden = result.held.every(one => one.speeches);
    document.querySelector('.compare-notes .rule').hidden = !state.by;
    for (const part of document.querySelectorAll('.compare-downloads, .compare-table')) part.hidden = !state.t.length;
    status.textContent = unknown.length ? word('unknown', { names: unknown.join('、') }) : state.t.length ? '' : word('empty');
    status.setAttribute('data-state', 'done');
  };
  const change = () => { unknown = []; remember(); show(); };

  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('change', ({ target }) => {
    if (target.name) { state[target.name] = target.value; change(); }
  });
  addEventListener('popstate', () => { read(); show(); });

  /* ------------------------------------------------------------------ adding a term */

  const found = typed => {
    const plain = typed.replace(/[\s“”‘’"'「」『』]/g, '').toLowerCase();
    if (!plain) return [];
    const isLatin = /^[a-z]+$/.test(plain);
    const place = term => {
      const inName = Math.max(term.name.indexOf(plain), term.hans.indexOf(plain));
      if (inName >= 0 || !isLatin) return inName;
      const syllables = term.reading.split(' ');
      if (syllables.map(one => one[0]).join('').startsWith(plain)) return 0;
      return syllables.join('').startsWith(plain) ? 0 : -1;
    };
    return [...terms.values()]
      .filter(term => !state.t.includes(term.slug))
      .map(term => ({ term, start: place(term) }))
      .filter(({ start }) => start >= 0)
      .sort((a, b) => a.start - b.start || b.term.uses - a.term.uses || a.term.name.length - b.term.name.length)
      .slice(0, 8)
      .map(({ term }) => term);
  };
  const add = slug => {
    state.t = [...state.t, slug];
    field.value = '';
    names.hide();
    change();
  };
  const names = yanlu.combobox(field, list, {
    takesFirst: true,
    ask: () => {
      const isFull = state.t.length >= MOST;
      if (isFull) status.textContent = word('full');
      names.show((isFull ? [] : found(field.value)).map(term => ({
        name: term.note ? `${term.name}（${term.note}）` : term.name,
        note: term.uses,
        choose: () => add(term.slug),
      })));
    },
  });

  /* ------------------------------------------------------------------ downloads */

  const save = (name, type, text) => {
    const link = make('a');
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  const numbers = ({ held, series }) => {
    const quote = value => (/[",\n]/.test(value) ? `"${String(value).replace(/"/g, '""')}"` : value);
    const lines = [['year', 'slug', 'term', 'uses', 'speeches_using', 'speeches', 'characters', 'per_10000']];
    for (const one of series) {
      archive.years.forEach((year, i) => {
        const { speeches, characters } = held[i];
        const rate = speeches < ENOUGH || !characters ? '' : ((10000 * one.uses[i]) / characters).toFixed(4);
        lines.push([year, one.slug, one.name, one.uses[i], one.speeches[i], speeches, characters, rate]);
      });
    }
    return `\ufeff${lines.map(line => line.map(quote).join(',')).join('\r\n')}\r\n`;
  };

  /* A picture that stands alone: its own colours and letters, all in black, grey and cinnabar on white. */
  const picture = ({ held, series, most }) => {
    const { years } = archive;
    const [width, left, high, gap] = [900, 24, 90, 54];
    const step = (width - 2 * left) / years.length;
    const height = 70 + series.length * (high + gap) + 40;
    const svg = draw('svg', { xmlns: SVG, viewBox: `0 0 ${width} ${height}`, width, height, 'font-family': 'Source Han Sans SC, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif' });
    const text = (x, y, size, fill, anchor, words) => svg.append(draw('text', { x, y, 'font-size': size, fill, 'text-anchor': anchor }, words));
    const hatch = draw('pattern', { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' });
    hatch.append(draw('path', { d: 'M0 0V6', stroke: '#b8b2a8', 'stroke-width': 1 }));
    const defs = draw('defs', {});
    defs.append(hatch);
    svg.append(defs, draw('rect', { width, height, fill: '#ffffff' }));
    text(left, 36, 20, '#1c1a17', 'start', `${document.querySelector('h1').textContent} · ${word(state.by ? 'rate' : 'count')}`);
    series.forEach((one, n) => {
      const base = 70 + n * (high + gap) + high + 20;
      text(left, base - high - 6, 16, '#1c1a17', 'start', `${one.name}　${word('uses', { n: one.total })}`);
      years.forEach((year, i) => {
        const x = left + i * step;
        const value = one.values[i];
        const tall = value && most ? ((high - 18) * value) / most : 0;
        if (!held[i].speeches) svg.append(draw('rect', { x, y: base - high + 12, width: step, height: high - 12, fill: 'url(#hatch)' }));
        else if (tall) svg.append(draw('rect', { x: x + step * 0.2, y: base - tall, width: step * 0.6, height: tall, fill: '#a8321f' }));
        if (held[i].speeches && (tall || value === null) && step >= 22) text(x + step / 2, base - tall - 4, 11, '#5b564e', 'middle', shown(value));
        if (marked(i)) text(x + step / 2, base + 15, 11, '#5b564e', 'middle', year);
      });
      svg.append(draw('path', { d: `M${left} ${base}H${width - left}`, stroke: '#5b564e', 'stroke-width': 1 }));
    });
    const notes = [...document.querySelectorAll('.compare-notes span')].filter(one => !one.hidden).map(one => one.textContent.trim());
    text(left, height - 16, 11, '#5b564e', 'start', notes.join('；'));
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;
  };

  document.querySelector('.compare-downloads').addEventListener('click', ({ target }) => {
    const kind = target.getAttribute('data-download');
    const name = `${state.t.join('-').slice(0, 80)}.${kind}`;
    if (kind === 'svg') save(name, 'image/svg+xml', picture(result));
    if (kind === 'csv') save(name, 'text/csv;charset=utf-8', numbers(result));
  });

  /* ------------------------------------------------------------------ begin */

  Promise.all([load('chart/archive.js'), load('chart/terms.js')]).then(() => {
    read();
    if (location.search) remember();    /* without what is unknown */
    form.hidden = false;
    return show();
  }).catch(() => {
    status.setAttribute('data-state', 'failed');
    status.textContent = word('failed');
  });
})();
