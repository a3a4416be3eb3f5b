/* The search page: the query and its filters in the address, results at once, filters with counts, the list of all hits as CSV. */
(() => {
  'use strict';
  const { data, parse, wanted, searcher, spans, sentences, quoted, best, normalise } = yanluSearch;
  const { form, show } = data;
  const find = selector => document.querySelector(selector);
  const words = new Map(Array.from(document.querySelectorAll('#search-words [data-word]'), item => [item.getAttribute('data-word'), item.textContent]));
  const say = (name, values = {}) => yanlu.fill(words.get(name), values);
  const count = number => number.toLocaleString('en');

  const field = find('#q');
  const results = find('#search-results');
  const bar = find('.search-bar');
  const status = find('.search-status');
  const order = find('.search-order select');
  const hits = find('.hits');
  const more = find('.search-more');
  const help = find('.search-help');
  const entry = find('.search-entry');
  const csv = find('.search-csv');
  const filters = find('#filters');
  const groups = filters.querySelector('.filters-body');
  const clear = filters.querySelector('.filters-clear');

  const FACETS = ['year', 'speaker', 'place', 'level', 'genre', 'status', ...(form.hasAttribute('data-terms') ? ['term'] : [])];
  const [PAGE, FEW, LONGEST, QUOTES] = [10, 8, 84, 3];

  let facts = null;
  let search = null;
  let turn = 0;
  let answered = { key: null, ranks: null };
  let shown = null;     /* what the page shows: { query, list, ranks, typed } */
  const opened = new Set();

  /* ------------------------------------------------------------------ the address */

  const read = () => {
    const asked = new URLSearchParams(location.search);
    return {
      typed: asked.get('q') || '',
      inTitle: asked.get('in') === 'title',
      order: ['new', 'old'].includes(asked.get('sort')) ? asked.get('sort') : '',
      chosen: Object.fromEntries(FACETS.map(facet => [facet, new Set(asked.getAll(facet))])),
    };
  };

  const write = (state, push) => {
    const asked = new URLSearchParams();
    if (state.typed.trim()) asked.set('q', state.typed.trim());
    if (state.inTitle) asked.set('in', 'title');
    if (state.order) asked.set('sort', state.order);
    for (const facet of FACETS) for (const value of state.chosen[facet]) asked.append(facet, value);
    const text = String(asked);
    const address = text ? `?${text}` : location.pathname;
    if (text === location.search.slice(1)) return;
    history[push ? 'pushState' : 'replaceState']({ shown: PAGE }, '', address);
    carry();
  };

  /* The other script's page gets the same query. */
  const carry = () => {
    const other = find('.scripts .other');
    if (other) other.search = location.search;
  };

  const fill = state => {
    if (field.value.trim() !== state.typed.trim()) field.value = state.typed;
    form.elements.in.value = state.inTitle ? 'title' : '';
    order.value = state.order;
  };

  const current = () => ({ ...read(), typed: field.value, inTitle: form.elements.in.value === 'title', order: order.value });

  /* ------------------------------------------------------------------ filters */

  const valuesOf = (facet, speech) => {
    const value = facts.facets[facet].of[speech];
    return Array.isArray(value) ? value : [value];
  };

  /* What the choice in each facet lets through; of several values one is enough. */
  const gates = chosen => FACETS.filter(facet => chosen[facet].size && facts.facets[facet]).map(facet => {
    const { values } = facts.facets[facet];
    const wanted = new Set(values.flatMap((value, n) => (chosen[facet].has(value) ? [n] : [])));
    return { facet, lets: speech => valuesOf(facet, speech).some(value => wanted.has(value)) };
  });

  const nameOf = (facet, value) => {
    if (facet === 'year') return value === 'undated' ? say('undated') : value;
    if (facet === 'status') return say(`status_${value}`);
    if (facet === 'term') return show(facts.facets.term.names[value]);
    const made = (facts.labels[facet] || {})[value];
    return made ? yanlu.say(show(made)) : show(value);
  };

  const loadTerms = async () => {
    if (facts.facets.term) return;
    const { terms, of } = await data.terms();
    facts.facets.term = { values: terms.map(([slug]) => slug), names: Object.fromEntries(terms), of };
  };

  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };

  const drawFilters = (state, speeches) => {
    const held = document.activeElement;
    const focus = held && groups.contains(held) && [held.name, held.value];
    const checks = gates(state.chosen);
    groups.replaceChildren();
    for (const facet of speeches.length ? FACETS : []) {
      const known = facts.facets[facet];
      const group = make('fieldset', `filter filter-${facet}`, make('legend', '', say(`facet_${facet}`)));
      if (!known) {
        const open = make('button', 'filter-more', say('by_term'));
        open.type = 'button';
        open.name = 'term-list';
        open.addEventListener('click', () => loadTerms().then(() => draw(current()), fail));
        group.append(open);
        groups.append(group);
        continue;
      }
      const others = checks.filter(gate => gate.facet !== facet);
      const counts = new Map();
      for (const speech of speeches) {
        if (!others.every(gate => gate.lets(speech))) continue;
        for (const value of valuesOf(facet, speech)) counts.set(value, (counts.get(value) || 0) + 1);
      }
      const rows = known.values
        .map((value, n) => ({ value, count: counts.get(n) || 0, isChosen: state.chosen[facet].has(value), n }))
        .filter(row => row.count || row.isChosen);
      if (!rows.length) continue;
      if (facet === 'year') rows.sort((a, b) => (a.value === 'undated') - (b.value === 'undated') || b.value.localeCompare(a.value));
      else if (facet !== 'level') rows.sort((a, b) => b.isChosen - a.isChosen || b.count - a.count || a.n - b.n);
      const few = facet === 'year' ? 2 * FEW : FEW;
      const isAll = opened.has(facet) || rows.length <= few + 1;
      const list = make('ul', '');
      for (const row of isAll ? rows : rows.filter((one, n) => n < few || one.isChosen)) {
        const box = make('input', '');
        box.type = 'checkbox';
        box.name = facet;
        box.value = row.value;
        box.checked = row.isChosen;
        list.append(make('li', '', make('label', '', box, make('span', 'filter-name', nameOf(facet, row.value)), make('span', 'n', count(row.count)))));
      }
      group.append(list);
      if (rows.length > few + 1) {
        const open = make('button', 'filter-more', isAll ? say('fewer') : say('rest', { n: count(rows.length - few) }));
        open.type = 'button';
        open.name = `${facet}-list`;
        open.addEventListener('click', () => {
          if (isAll) opened.delete(facet); else opened.add(facet);
          drawFilters(state, speeches);
        });
        group.append(open);
      }
      groups.append(group);
    }
    const chosen = FACETS.reduce((sum, facet) => sum + state.chosen[facet].size, 0);
    clear.hidden = !chosen;
    find('.filters-open').textContent = chosen ? say('filters_n', { n: chosen }) : words.get('filters');
    if (focus) {
      const again = [...groups.querySelectorAll('input, button')].find(one => one.name === focus[0] && one.value === focus[1]);
      if (again) again.focus({ preventScroll: true });
    }
  };

  /* Beside the results on a wide page, a sheet from below on a narrow one. */
  const wide = matchMedia('(min-width: 56.25em)');
  const placeFilters = () => {
    if (filters.open) filters.close();
    if (wide.matches) filters.setAttribute('open', '');
  };
  placeFilters();
  wide.addEventListener('change', placeFilters);
  find('.filters-open').addEventListener('click', () => filters.showModal());
  filters.querySelector('.filters-close').addEventListener('click', () => filters.close());
  filters.addEventListener('click', event => {
    if (event.target === filters && !wide.matches && event.clientY < filters.getBoundingClientRect().top) filters.close();
  });
  groups.addEventListener('change', ({ target }) => {
    const state = current();
    if (target.checked) state.chosen[target.name].add(target.value); else state.chosen[target.name].delete(target.value);
    write(state, true);
    run();
  });
  clear.addEventListener('click', () => {
    const state = current();
    for (const facet of FACETS) state.chosen[facet].clear();
    write(state, true);
    run();
    const first = groups.querySelector('input');
    if (first) first.focus();
  });

  /* ------------------------------------------------------------------ results */

  const marked = (pieces, element) => {
    pieces.forEach((piece, n) => { if (piece) element.append(n % 2 ? make('mark', '', piece) : piece); });
    return element;
  };

  /* A text whose words are marked, whole. */
  const whole = (text, wordsHere) => quoted({ text, marks: spans(text, wordsHere).map(({ start, end }) => [start, end]) }, Infinity);

  const drawHit = (speech, { typed, wordsHere, ranks }) => {
    const item = make('li', 'hit');
    hits.append(item);
    return data.line(speech).then(async about => {
      const [id, title, subtitle, date, speakers, place, statusKey] = about;
      item.setAttribute('data-speech', id);
      const link = make('a', '');
      link.href = data.speech(id, typed);
      marked(whole(show(title), wordsHere), link);
      const head = make('h2', 'hit-title', link);
      if (statusKey) {
        const isMild = ['transcript', 'abridged', 'summary'].includes(statusKey);
        head.append(' ', make('span', isMild ? 'tag mild' : 'tag', say(`status_${statusKey}`)));
      }
      const line = make('p', 'hit-facts');
      for (const fact of [yanlu.say(show(date)), ...[subtitle, speakers, place].map(show)]) if (fact) line.append(make('span', '', fact));
      const { uses } = ranks.get(speech);
      if (uses) line.append(make('span', 'hit-uses', say('uses', { n: count(uses) })));
      item.append(head, line);
      if (!wordsHere.length) return;
      const list = make('ol', 'quotes');
      item.append(list);
      const text = await data.text(about).catch(() => null);
      if (!text) { item.append(make('p', 'small', say('changed'))); return; }
      const found = best(sentences(data.showBlocks(text), wordsHere), QUOTES);
      for (const sentence of found) {
        const to = make('a', '');
        to.href = data.speech(id, typed, sentence.block);
        marked(quoted(sentence, LONGEST), to);
        list.append(make('li', sentence.kind === 'heading' ? 'quote-heading' : '', to));
      }
      if (!found.length) list.remove();
      else link.href = data.speech(id, typed);
    });
  };

  const drawMore = async (from, to) => {
    const { list } = shown;
    const mine = shown;
    await Promise.all(list.slice(from, to).map(speech => drawHit(speech, mine)));
    if (mine !== shown) return;
    const left = list.length - hits.children.length;
    more.hidden = left <= 0;
    more.firstElementChild.textContent = say('more', { n: Math.min(PAGE, left), total: count(list.length) });
  };

  more.firstElementChild.addEventListener('click', async () => {
    const from = hits.children.length;
    more.hidden = true;
    setState('loading');
    await drawMore(from, from + PAGE);
    setState('done');
    history.replaceState({ ...history.state, shown: hits.children.length }, '');
    const link = hits.children[from] && hits.children[from].querySelector('a');
    if (link) link.focus({ preventScroll: true });
  });

  const sorted = (list, ranks, how) => {
    const years = facts.facets.year;
    const isUndated = speech => years.values[years.of[speech]] === 'undated';
    if (how === 'new') return list.sort((a, b) => isUndated(a) - isUndated(b) || b - a);
    if (how === 'old') return list.sort((a, b) => a - b);
    return list.sort((a, b) => ranks.get(b).rank - ranks.get(a).rank || a - b);
  };

  const setState = name => results.setAttribute('data-state', name);

  const fail = error => {
    setState('failed');
    bar.hidden = false;
    status.replaceChildren(say('failed'), ' ');
    const retry = make('button', 'plain', say('retry'));
    retry.type = 'button';
    retry.addEventListener('click', run);
    status.append(retry);
    if (!/did not come/.test(error.message)) throw error;
  };

  const advise = (state, unfiltered) => {
    const lines = [];
    if (unfiltered) lines.push(make('p', '', say('none_filtered', { n: count(unfiltered) })));
    else {
      lines.push(make('p', '', say('none_advice')));
      lines.push(make('ul', 'counts', ...Array.from(document.querySelectorAll('.nav a'), link => make('li', '', link.cloneNode(true)))));
    }
    hits.replaceChildren(make('li', 'no-hit', ...lines));
  };

  /* Show the answer by the filters and the order of the address. */
  const draw = async state => {
    const ranks = answered.ranks;
    const query = parse(state.typed, state.inTitle);
    const speeches = [...ranks.keys()];
    drawFilters(state, speeches);
    const checks = gates(state.chosen);
    const list = sorted(speeches.filter(speech => checks.every(gate => gate.lets(speech))), ranks, state.order);
    const uses = list.reduce((sum, speech) => sum + ranks.get(speech).uses, 0);
    const mine = { typed: state.typed.trim(), wordsHere: wanted(query), list, ranks };
    shown = mine;
    hits.replaceChildren();
    help.hidden = true;
    bar.hidden = false;
    bar.classList.toggle('empty', !list.length);
    csv.hidden = !list.length || !mine.wordsHere.length;
    status.textContent = list.length
      ? say(uses ? 'found' : 'found_all', { speeches: count(list.length), uses: count(uses) })
      : say('none', { q: state.typed.trim() });
    const before = history.state || {};
    if (list.length) await drawMore(0, Math.max(PAGE, Math.min(before.shown || PAGE, 10 * PAGE)));
    else { more.hidden = true; advise(state, speeches.length); }
    if (shown !== mine) return;
    results.setAttribute('data-count', list.length);
    setState('done');
    if (before.y) scrollTo(0, before.y);
    history.replaceState({ ...before, y: 0 }, '');
    drawEntry(mine);
  };

  /* Where what is typed is the name of a term, the way to its entry. */
  const drawEntry = async mine => {
    entry.hidden = true;
    if (mine.wordsHere.length !== 1) return;
    const { terms } = await data.names().catch(() => ({ terms: [] }));
    const term = terms.find(([, , names]) => names.some(name => normalise(name) === mine.wordsHere[0].text));
    if (!term || shown !== mine) return;
    const link = entry.querySelector('a');
    link.href = data.term(term[0]);
    link.textContent = show(term[2][0]) + (term[3] ? `（${show(term[3])}）` : '');
    entry.hidden = false;
  };

  const run = async () => {
    const mine = ++turn;
    const state = read();
    fill(state);
    carry();
    const isAsked = state.typed.trim() || FACETS.some(facet => state.chosen[facet].size);
    shown = null;
    const slow = setTimeout(() => {
      if (mine !== turn) return;
      bar.hidden = false;
      status.textContent = say(facts ? 'reading' : 'loading');
    }, 120);
    setState('loading');
    results.removeAttribute('data-count');
    try {
      facts = await data.ready();
      search = search || searcher(facts, data);
      if (state.chosen.term && state.chosen.term.size) await loadTerms();
      const key = `${state.inTitle} ${state.typed}`;
      if (answered.key !== key) {
        const ranks = await search.answer(parse(state.typed, state.inTitle));
        if (mine !== turn) return;
        answered = { key, ranks };
      }
      if (mine !== turn) return;
      clearTimeout(slow);
      if (isAsked) { await draw(state); return; }
      drawFilters(state, [...answered.ranks.keys()]);
      hits.replaceChildren();
      bar.hidden = more.hidden = entry.hidden = true;
      help.hidden = false;
      setState('idle');
    } catch (error) {
      if (mine === turn) fail(error);
    } finally {
      clearTimeout(slow);
    }
  };

  /* ------------------------------------------------------------------ asking */

  form.addEventListener('submit', event => {
    event.preventDefault();
    clearTimeout(typing);
    const state = current();
    write(state, true);
    run();
  });
  let typing;
  const later = () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      const state = current();
      if (state.typed.trim() === read().typed.trim()) return;
      write(state, false);
      run();
    }, 350);
  };
  field.addEventListener('input', event => { if (!event.isComposing) later(); });
  field.addEventListener('compositionend', later);
  form.addEventListener('change', event => {
    if (event.target === field) return;
    write(current(), true);
    run();
  });
  order.addEventListener('change', () => {
    write(current(), true);
    run();
  });
  addEventListener('popstate', run);
  addEventListener('pagehide', () => history.replaceState({ ...history.state, y: scrollY }, ''));

  /* Keys: down from the field to the first result, up and down among them, Escape back to the field. */
  const links = () => [...hits.querySelectorAll('.hit-title a')];
  field.addEventListener('keydown', event => {
    if (event.key !== 'ArrowDown' || event.isComposing || !links().length) return;
    event.preventDefault();
    links()[0].focus();
  });
  hits.addEventListener('keydown', event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') { field.focus(); field.select(); return; }
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = links();
    const here = event.target.closest('.hit');
    const at = all.findIndex(link => here && here.contains(link));
    event.preventDefault();
    const next = event.target.closest('.quotes') && step < 0 ? at : at + step;
    if (next < 0) field.focus();
    else if (all[next]) all[next].focus();
  });

  /* ------------------------------------------------------------------ every hit as CSV */

  const quotedCell = value => (/[",\n]/.test(value) ? `"${String(value).replace(/"/g, '""')}"` : String(value));

  const collect = async (mine, tell) => {
    const rows = [say('csv_head')];
    const TOGETHER = 8;
    for (let from = 0; from < mine.list.length; from += TOGETHER) {
      tell(from);
      const some = mine.list.slice(from, from + TOGETHER);
      const parts = await Promise.all(some.map(async (speech, n) => {
        const about = await data.line(speech);
        const [id, title, , date, speakers, place] = about;
        const text = await data.text(about);
        const blocks = [['', 'title', show(title)], ...data.showBlocks(text)];
        const found = sentences(blocks, mine.wordsHere).map(sentence => [
          id, show(title), show(date), show(speakers), show(place), sentence.block, sentence.text.trim().replace(/\s+/g, ' '),
          sentence.marks.length, text.citation, new URL(data.speech(id, '', sentence.block), location.href).href,
        ].map(quotedCell).join(','));
        if (from + n >= 10 * PAGE) data.forget(about);
        return found;
      }));
      rows.push(...parts.flat());
      if (shown !== mine || mine.isStopped) return null;
    }
    return `\uFEFF${rows.join('\r\n')}\r\n`;
  };

  csv.addEventListener('click', async () => {
    const mine = shown;
    if (!mine || mine.isCollecting) { if (mine) mine.isStopped = true; return; }
    const label = csv.textContent;
    mine.isCollecting = true;
    mine.isStopped = false;
    const before = status.textContent;
    try {
      csv.textContent = say('stop');
      const text = await collect(mine, done => {
        if (shown === mine) status.textContent = say('collecting', { done: count(done), total: count(mine.list.length) });
      });
      if (text) {
        const link = make('a', '');
        link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
        link.download = `${say('csv_name')} ${mine.typed}.csv`.replace(/[\\/:*?"<>|]/g, ' ');
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      }
      if (shown === mine) status.textContent = before;
    } catch (error) {
      if (shown === mine) fail(error);
    } finally {
      csv.textContent = label;
      mine.isCollecting = false;
    }
  });

  if (!location.search) field.focus({ preventScroll: true });
  run();
})();
