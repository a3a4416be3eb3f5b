/* Suggestions under the search field: terms and titles, by any part of the name, by pinyin or its first letters. */
(() => {
  'use strict';
  const { data, normalise, reads } = yanluSearch;
  const field = document.getElementById('q');
  const list = document.getElementById('suggestions');
  const [MOST_TERMS, MOST_TITLES] = [6, 4];
  const word = name => document.querySelector(`#search-words [data-word="${name}"]`).textContent;
  let names = null;
  let titles = null;
  let asked = 0;
  let at = -1;

  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', 'suggestions');
  field.setAttribute('aria-expanded', 'false');

  const hide = () => {
    asked++;
    list.hidden = true;
    at = -1;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  };

  const place = (name, typed, letters) => {
    const found = normalise(name).indexOf(typed);
    return found < 0 && letters ? reads(normalise(name), letters, names.readings) : found;
  };

  /* The best of some things: those whose name begins so first, then by use, then the shorter name. */
  const best = (things, namesOf, typed, letters, most) => {
    const found = [];
    things.forEach((thing, n) => {
      let held = null;
      for (const name of namesOf(thing)) {
        const start = place(name, typed, letters);
        if (start >= 0 && (!held || start < held.start)) held = { thing, name, start, n };
      }
      if (held) found.push(held);
    });
    // Senses stand behind their label, which has the uses of all.
    const all = new Map();
    for (const { thing: [, uses, [label]] } of found) if (typeof uses === 'number') all.set(label, Math.max(uses, all.get(label) || 0));
    const usesOf = ({ thing: [, , [label]] }) => all.get(label) || 0;
    found.sort((a, b) => a.start - b.start || usesOf(b) - usesOf(a) || a.name.length - b.name.length || a.n - b.n);
    return found.slice(0, most);
  };

  const option = (kind, name, note, n) => {
    const item = document.createElement('li');
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', 'false');
    item.id = `suggestion-${n}`;
    const text = document.createElement('span');
    text.textContent = name;
    const mark = document.createElement('span');
    mark.className = 'n';
    mark.textContent = [kind, note].filter(Boolean).join(' · ');
    item.append(text, mark);
    return item;
  };

  const show = () => {
    const typed = normalise(field.value);
    const letters = /^[a-z]+$/.test(typed) && typed.length > 1 ? typed : '';
    if (!typed || !names) { hide(); return; }
    const terms = best(names.terms, ([, , all]) => all, typed, letters, MOST_TERMS);
    const speeches = titles ? best(titles, title => [title[1]], typed, letters, MOST_TITLES) : [];
    const chosen = at < 0 ? null : list.children[at].textContent;
    list.replaceChildren();
    for (const { thing: [slug, , [label], note], name } of terms) {
      const about = [name === label ? '' : label, note].filter(Boolean).map(data.show).join(' · ');
      const item = option(word('suggest_term'), data.show(name), about, list.children.length);
      // The list of senses goes before them. A sense asks for its label, in the speeches that use it so.
      const isOneSense = note && name === label && names.terms.find(([, , [first]]) => first === label)[0] !== slug;
      item.choose = () => {
        if (isOneSense) { follow(`?${new URLSearchParams({ q: data.show(name), term: slug })}`); return; }
        field.value = data.show(name);
        hide();
        field.form.requestSubmit();
      };
      list.append(item);
    }
    for (const { thing } of speeches) {
      const item = option(word('suggest_speech'), data.show(thing[1]), data.show(thing[2]), list.children.length);
      item.choose = () => { follow(data.speech(thing[0])); };
      list.append(item);
    }
    list.hidden = !list.children.length;
    field.setAttribute('aria-expanded', String(!list.hidden));
    // Titles come in after terms: what the reader has chosen by then stays chosen.
    select([...list.children].findIndex(item => item.textContent === chosen));
  };

  /* As a click on a link does, with the index page's name where there is no server. */
  const follow = address => {
    const link = document.createElement('a');
    link.href = address;
    document.body.append(link);
    link.click();
    link.remove();
  };

  const ask = async () => {
    const turn = ++asked;
    if (!field.value.trim()) { hide(); return; }
    names = names || await data.names().catch(() => null);
    if (turn === asked) show();
    titles = titles || await data.titles().catch(() => null);
    if (turn === asked && document.activeElement === field) show();
  };

  const select = n => {
    const options = [...list.children];
    if (at >= 0 && options[at]) options[at].setAttribute('aria-selected', 'false');
    at = n;
    if (at < 0) { field.removeAttribute('aria-activedescendant'); return; }
    options[at].setAttribute('aria-selected', 'true');
    options[at].scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', options[at].id);
  };

  const move = step => {
    const next = (at + step + list.children.length + 1) % (list.children.length + 1);
    select(next === list.children.length ? -1 : next);
  };

  field.addEventListener('input', event => { if (!event.isComposing) ask(); });
  field.addEventListener('compositionend', ask);
  field.addEventListener('keydown', event => {
    if (event.isComposing || list.hidden) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      event.stopImmediatePropagation();
      move(event.key === 'ArrowDown' ? 1 : at < 0 ? list.children.length : -1);
    } else if (event.key === 'Enter' && at >= 0) {
      event.preventDefault();
      list.children[at].choose();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopImmediatePropagation();
      hide();
    }
  });
  field.form.addEventListener('submit', hide);
  field.addEventListener('blur', hide);
  list.addEventListener('pointerdown', event => event.preventDefault());
  list.addEventListener('click', event => {
    const item = event.target.closest('li');
    if (item) item.choose();
  });
})();
