/* The search page: the query and its filters in the address, results at once, filters with counts, the list of all hits as CSV. */
(() => {
  'use strict';
  const { data, parse, wanted, wordsOf, searcher, spans, sentences, quoted, best, normalise } = yanluSearch;
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
  const told = find('.search-told');
  const entry = find('.search-entry');
  const csv = find('.search-csv');
  const filters = find('#filters');
  const groups = filters.querySelector('.filters-body');
  const clear = filters.querySelector('.filters-clear');

  const FACETS = ['year', 'speaker', 'place', 'level', 'genre', 'status', ...(form.hasAttribute('data-terms') ? ['term'] : [])];
  const [PAGE, FEW, LONGEST, QUOTES] = [10, 8, 84, 3];
  const [MOST_TYPED, MOST_SAID, SLOW] = [300, 20, 8000];

  let facts = null;
  let search = null;
  let turn = 0;
  let answered = { key: null, ranks: null };
  let shown = null;     /* what the page shows: { typed, inTitle, chains, list, ranks, state } */
  const opened = new Set();

  /* ------------------------------------------------------------------ the address */

  const read = () => {
    const asked = new URLSearchParams(location.search);
    const year = name => (/^\d{1,4}$/.test(asked.get(name)) ? asked.get(name) : '');
    return {
      typed: (asked.get('q') || '').slice(0, MOST_TYPED),
      inTitle: asked.get('in') === 'title',
      order: ['new', 'old'].includes(asked.get('sort')) ? asked.get('sort') : '',
      chosen: Object.fromEntries(FACETS.map(facet => [facet, new Set(asked.getAll(facet))])),
      years: [year('from'), year('to')],
    };
  };

  const write = (state, push) => {
    const asked = new URLSearchParams();
    if (state.typed.trim()) asked.set('q', state.typed.trim());
    if (state.inTitle) asked.set('in', 'title');
    if (state.order) asked.set('sort', state.order);
    ['from', 'to'].forEach((name, n) => { if (state.years[n]) asked.set(name, state.years[n]); });
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

  /* What the choice in each facet lets through; of several values one is enough. Years from and to are a choice of their own. */
  const gates = ({ chosen, years }) => {
    const checks = FACETS.filter(facet => chosen[facet].size && facts.facets[facet]).map(facet => {
      const { values } = facts.facets[facet];
      const wanted = new Set(values.flatMap((value, n) => (chosen[facet].has(value) ? [n] : [])));
      return { facet, lets: speech => valuesOf(facet, speech).some(value => wanted.has(value)) };
    });
    if (years.some(Boolean)) {
      const { values, of } = facts.facets.year;
      const [from, to] = [Number(years[0] || 0), Number(years[1] || 9999)];
      checks.push({ facet: 'years', lets: speech => Number(values[of[speech]]) >= Math.min(from, to) && Number(values[of[speech]]) <= Math.max(from, to) });
    }
    return checks;
  };

  const chosenIn = ({ chosen, years }) => FACETS.reduce((sum, facet) => sum + chosen[facet].size, 0) + years.some(Boolean);

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

  const button = (words, act, className = 'plain') => {
    const element = make('button', className, words);
    element.type = 'button';
    element.addEventListener('click', act);
    return element;
  };

  /* From the first year to the last: two fields that stay while the list below them changes. */
  const between = ['from', 'to'].map(name => {
    const input = make('input', '');
    Object.assign(input, { type: 'number', name, inputMode: 'numeric' });
    input.setAttribute('aria-label', say(`year_${name}`));
    return input;
  });
  const drawBetween = ({ years }) => {
    const known = facts.facets.year.values.filter(value => value !== 'undated').sort();
    if (known.length < 3) return [];
    between.forEach((input, n) => {
      [input.min, input.max] = [known[0], known[known.length - 1]];
      input.placeholder = n ? input.max : input.min;
      if (input !== document.activeElement) input.value = years[n];
    });
    return [make('p', 'filter-years', between[0], '—', between[1])];
  };

  const drawFilters = (state, speeches) => {
    const held = document.activeElement;
    const focus = held && groups.contains(held) && [held.name, held.value];
    const checks = gates(state);
    groups.replaceChildren();
    for (const facet of speeches.length ? FACETS : []) {
      const known = facts.facets[facet];
      const group = make('fieldset', `filter filter-${facet}`, make('legend', '', say(`facet_${facet}`)));
      if (!known) {
        const list = () => loadTerms().then(() => draw(current()), error => fail(error, 'terms_failed', list));
        const open = button(say('by_term'), list, 'filter-more');
        open.name = 'term-list';
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
      if (facet === 'year') group.append(...drawBetween(state));
      if (!rows.length && group.children.length < 2) continue;
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
        const open = button(isAll ? say('fewer') : say('rest', { n: count(rows.length - few) }), () => {
          if (isAll) opened.delete(facet); else opened.add(facet);
          drawFilters(state, speeches);
        }, 'filter-more');
        open.name = `${facet}-list`;
        group.append(open);
      }
      groups.append(group);
    }
    const chosen = chosenIn(state);
    clear.hidden = !chosen;
    find('.filters-open').hidden = !speeches.length;
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
    if (between.includes(target)) state.years[between.indexOf(target)] = /^\d{1,4}$/.test(target.value) ? target.value : '';
    else if (target.checked) state.chosen[target.name].add(target.value);
    else state.chosen[target.name].delete(target.value);
    write(state, true);
    run();
  });
  clear.addEventListener('click', () => {
    const state = current();
    for (const facet of FACETS) state.chosen[facet].clear();
    for (const input of between) input.value = '';
    state.years = ['', ''];
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
  const whole = (text, chains) => quoted({ text, marks: spans(text, chains, true) }, Infinity);

  const drawHit = (speech, { typed, inTitle, chains, ranks }) => {
    const item = make('li', 'hit');
    hits.append(item);
    return data.line(speech).then(async about => {
      const [id, title, subtitle, date, speakers, place, statusKey] = about;
      item.setAttribute('data-speech', id);
      const link = make('a', '');
      link.href = data.speech(id, typed, inTitle);
      marked(whole(show(title), chains), link);
      const head = make('h2', 'hit-title', link);
      if (statusKey) {
        const isMild = ['transcript', 'abridged', 'summary'].includes(statusKey);
        head.append(' ', make('span', isMild ? 'tag mild' : 'tag', say(`status_${statusKey}`)));
      }
      const line = make('p', 'hit-facts');
      line.append(make('span', '', yanlu.say(show(date))));
      if (subtitle) line.append(marked(whole(show(subtitle), chains), make('span', 'hit-subtitle')));
      for (const fact of [speakers, place].map(show)) if (fact) line.append(make('span', '', fact));
      const { uses } = ranks.get(speech);
      if (uses) line.append(make('span', 'hit-uses', say('uses', { n: count(uses) })));
      item.append(head, line);
      if (!chains.length) return;
      const list = make('ol', 'quotes');
      item.append(list);
      const text = await data.text(about).catch(() => null);
      if (!text) { item.append(make('p', 'small', say('changed'))); return; }
      const found = best(sentences(data.showBlocks(text), chains), QUOTES);
      for (const sentence of found) {
        const to = make('a', '');
        to.href = data.speech(id, typed, inTitle, sentence.block);
        marked(quoted(sentence, LONGEST), to);
        list.append(make('li', sentence.kind === 'heading' ? 'quote-heading' : '', to));
      }
      if (!found.length) list.remove();
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

  /* What did not come can be asked for again; where that is the answer itself, nothing else on the page is of use. */
  const fail = (error, words = 'failed', again = run) => {
    if (again === run) {
      setState('failed');
      bar.classList.add('empty');
      csv.hidden = true;
    }
    bar.hidden = false;
    status.replaceChildren(say(words), ' ', button(say('retry'), again));
    if (!/did not come/.test(error.message)) throw error;
  };

  /* Names that are like what is typed, and the indexes; articles stand in the menu, too, but list nothing. */
  const advise = async (state, unfiltered) => {
    const item = make('li', 'no-hit');
    hits.replaceChildren(item);
    if (unfiltered) {
      item.append(make('p', '', say('none_filtered', { n: count(unfiltered) }), ' ', button(say('no_filters'), () => clear.click())));
      return;
    }
    const articles = new Set(Array.from(document.querySelectorAll('.foot a'), link => link.href));
    const indexes = [...document.querySelectorAll('.nav a')].filter(link => !articles.has(link.href));
    item.append(make('p', '', say('none_advice')), make('ul', 'counts', ...indexes.map(link => make('li', '', link.cloneNode(true)))));
    help.hidden = false;
    const found = await yanluSearch.suggested(state.typed);
    if (!item.isConnected || !found.length) return;
    const links = found.map(({ name, address }) => {
      const link = make('a', '', name);
      link.href = address;
      return make('li', '', link);
    });
    item.prepend(make('p', '', say('perhaps')), make('ul', 'counts perhaps', ...links));
  };

  const cut = text => ([...text].length > MOST_SAID ? `${[...text].slice(0, MOST_SAID).join('')}…` : text);

  /* How a query was read, in words; nothing where that is plain to see. */
  const tell = (state, query) => {
    if (!state.typed.trim()) return '';
    if (!query.all.length) return say('no_word');
    const isPlain = query.all.every(({ any, not }) => !not && any.length === 1 && any[0].length === 1);
    if (isPlain && query.all.map(({ any: [[{ text }]] }) => text).join('') === normalise(state.typed)) return '';
    const word = ({ typed, title }) => say(title && !state.inTitle ? 'told_title' : 'told_word', { word: cut(typed) });
    const chain = links => links.slice(1).reduce((a, link, n, rest) => {
      if (typeof link === 'number') return a;
      return rest[n - 1] ? say('told_near', { a, b: word(link), n: rest[n - 1] }) : say('told_beside', { a, b: word(link) });
    }, word(links[0]));
    const terms = query.all.map(term => {
      const choice = term.any.map(chain).reduce((a, b) => say('told_or', { a, b }));
      return term.not ? say('told_not', { a: choice }) : choice;
    });
    return say('told', { words: terms.reduce((a, b) => say('told_and', { a, b })) });
  };

  /* Show the answer by the filters and the order of the address. */
  const draw = async state => {
    const ranks = answered.ranks;
    const query = parse(state.typed, state.inTitle);
    const speeches = [...ranks.keys()];
    drawFilters(state, speeches);
    const checks = gates(state);
    const list = sorted(speeches.filter(speech => checks.every(gate => gate.lets(speech))), ranks, state.order);
    const uses = list.reduce((sum, speech) => sum + ranks.get(speech).uses, 0);
    const mine = { typed: state.typed.trim(), inTitle: state.inTitle, chains: wanted(query), list, ranks, state };
    shown = mine;
    hits.replaceChildren();
    help.hidden = true;
    bar.hidden = false;
    bar.classList.toggle('empty', !list.length);
    csv.hidden = !list.length || !mine.chains.length;
    told.textContent = tell(state, query);
    told.hidden = !told.textContent;
    status.textContent = list.length
      ? say(uses ? 'found' : 'found_all', { speeches: count(list.length), uses: count(uses) })
      : say('none', { q: cut(state.typed.trim()) });
    const before = history.state || {};
    if (list.length) await drawMore(0, Math.max(PAGE, Math.min(before.shown || PAGE, 10 * PAGE)));
    else { more.hidden = true; advise(state, speeches.length); }
    if (shown !== mine) return;
    results.setAttribute('data-count', list.length);
    setState('done');
    const held = before.at >= 0 && hits.querySelectorAll('a')[before.at];
    if (held && document.activeElement === document.body) held.focus({ preventScroll: true });
    if (before.y) scrollTo(0, before.y);
    history.replaceState({ ...before, y: 0, at: -1 }, '');
    drawEntry(mine);
  };

  /* Where what is typed is the name of a term, the way to its entry. */
  const drawEntry = async mine => {
    entry.hidden = true;
    if (mine.chains.length !== 1 || mine.chains[0].length !== 1) return;
    const { terms } = await data.names().catch(() => ({ terms: [] }));
    const term = terms.find(([, , names]) => names.some(name => normalise(name) === wordsOf(mine.chains[0])[0].text));
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
    shown = null;
    const slow = setTimeout(() => {
      if (mine !== turn) return;
      bar.hidden = false;
      status.textContent = say(facts ? 'reading' : 'loading');
    }, 120);
    const slower = setTimeout(() => { if (mine === turn) status.textContent = say('slow'); }, SLOW);
    setState('loading');
    results.removeAttribute('data-count');
    try {
      facts = await data.ready();
      search = search || searcher(facts, data);
      const query = parse(state.typed, state.inTitle);
      const isAsked = query.all.length || chosenIn(state);
      if (state.chosen.term && state.chosen.term.size) await loadTerms();
      const key = `${state.inTitle} ${state.typed}`;
      if (answered.key !== key) {
        const ranks = await search.answer(query);
        if (mine !== turn) return;
        answered = { key, ranks };
      }
      if (mine !== turn) return;
      clearTimeout(slow);
      if (isAsked) { await draw(state); return; }
      drawFilters(state, [...answered.ranks.keys()]);
      hits.replaceChildren();
      bar.hidden = more.hidden = entry.hidden = true;
      told.textContent = tell(state, query);
      told.hidden = !told.textContent;
      help.hidden = false;
      setState('idle');
    } catch (error) {
      if (mine === turn) fail(error);
    } finally {
      clearTimeout(slow);
      clearTimeout(slower);
    }
  };

  /* ------------------------------------------------------------------ asking */

  form.addEventListener('submit', event => {
    event.preventDefault();
    settle();
  });

  /* What is typed without a halt of the reader's own is one step back: the first letter of a row makes it, the others change it. Enter, leaving
     the field and emptying it end the row. An address without a query is no step. */
  let typing;
  let isTyping = false;
  const keep = () => {
    const state = current();
    if (state.typed.trim() === read().typed.trim()) return;
    const isEmpty = !state.typed.trim();
    write(state, (isEmpty || !isTyping) && location.search !== '');
    isTyping = !isEmpty;
    run();
  };
  const settle = () => {
    clearTimeout(typing);
    const before = location.search;
    keep();
    isTyping = false;
    if (location.search === before) run();
  };
  const later = () => {
    clearTimeout(typing);
    typing = setTimeout(keep, 350);
  };
  field.addEventListener('blur', () => { isTyping = false; });
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
  addEventListener('popstate', () => {
    clearTimeout(typing);
    isTyping = false;
    run();
  });
  addEventListener('pagehide', () => {
    const at = [...hits.querySelectorAll('a')].indexOf(document.activeElement);
    history.replaceState({ ...history.state, y: scrollY, at }, '');
  });

  /* Keys: down from the field to the first result, up and down among them, Escape back to the field. */
  const links = () => [...hits.querySelectorAll('.hit-title a')];
  find('.to-hits').addEventListener('click', event => {
    event.preventDefault();
    (links()[0] || results).focus();
  });
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

  /* What was asked for, with the filters, as it is typed and chosen. */
  const askedIn = ({ typed, state }) => [
    state.inTitle ? say('told_title', { word: typed }) : typed,
    ...(state.years.some(Boolean) ? [state.years.join('—')] : []),
    ...FACETS.flatMap(facet => [...state.chosen[facet]].map(value => nameOf(facet, value))),
  ].join('；');

  const collect = async (mine, tell) => {
    const rows = [say('csv_head')];
    const asked = askedIn(mine);
    const TOGETHER = 8;
    for (let from = 0; from < mine.list.length; from += TOGETHER) {
      tell(from);
      const some = mine.list.slice(from, from + TOGETHER);
      const parts = await Promise.all(some.map(async (speech, n) => {
        const about = await data.line(speech);
        const [id, title, subtitle, date, speakers, place, statusKey] = about;
        const text = await data.text(about);
        const blocks = [['', 'title', show(title)], ['', 'subtitle', show(subtitle)], ...data.showBlocks(text)];
        const found = sentences(blocks, mine.chains).map(({ block, kind, text: words, uses }) => [
          id, show(title), show(subtitle), show(date), show(speakers), show(place), say(`status_${statusKey || 'record'}`), block || say(`csv_${kind}`),
          words.trim().replace(/\s+/g, ' '), uses, text.citation.replace('{at}', block ? say('csv_at', { n: block.slice(1) }) : ''),
          new URL(data.speech(id, '', false, block), location.href).href, asked,
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
        link.download = `${`${say('csv_name')} ${askedIn(mine)}`.replace(/[\\/:*?"<>|]/g, ' ').slice(0, 80)}.csv`;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      }
      if (shown === mine) status.textContent = before;
    } catch (error) {
      if (shown === mine) fail(error, 'csv_failed', () => csv.click());
    } finally {
      csv.textContent = label;
      mine.isCollecting = false;
    }
  });

  if (!location.search) field.focus({ preventScroll: true });
  run();
})();
