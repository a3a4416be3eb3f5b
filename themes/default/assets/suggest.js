/* Suggestions under the search field: terms and titles, by any part of the name, by pinyin or its first letters. */
(() => {
  'use strict';
  const { data, normalise, reads } = yanluSearch;
  const field = document.getElementById('q');
  const [MOST_TERMS, MOST_TITLES] = [5, 3];
  const word = name => data.form.querySelector(`.search-field [data-word="${name}"]`).textContent;
  let names = null;
  let titles = null;

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

  const lettersOf = typed => (/^[a-z]+$/.test(typed) && typed.length > 1 ? typed : '');
  const termsLike = typed => best(names.terms, ([, , all]) => all, typed, lettersOf(typed), MOST_TERMS);

  const show = () => {
    const typed = normalise(field.value);
    const letters = lettersOf(typed);
    if (!typed || !names) { box.hide(); return; }
    const note = (...parts) => parts.filter(Boolean).join(' · ');
    const terms = termsLike(typed).map(({ thing: [slug, , [label], sense], name }) => {
      const about = [name === label ? '' : label, sense].filter(Boolean).map(data.show);
      // The list of senses goes before them. A sense asks for its label, in the speeches that use it so.
      const isOneSense = sense && name === label && names.terms.find(([, , [first]]) => first === label)[0] !== slug;
      const choose = () => {
        if (isOneSense) { follow(`${field.form.action}?${new URLSearchParams({ q: data.show(name), term: slug })}`); return; }
        field.value = data.show(name);
        box.hide();
        field.form.requestSubmit();
      };
      return { name: data.show(name), note: note(word('term'), ...about), choose };
    });
    const speeches = best(titles || [], title => [title[1]], typed, letters, MOST_TITLES).map(({ thing: [id, title, date] }) => ({
      name: data.show(title),
      note: note(word('speech'), yanlu.say(data.show(date))),
      choose: () => follow(data.speech(id)),
    }));
    const all = { name: field.value.trim(), note: word('all'), choose: () => { box.hide(); field.form.requestSubmit(); } };
    box.show(terms.length + speeches.length ? [...terms, ...speeches, all] : []);
  };

  /* Terms whose name or reading is like what is typed, with the address of the search for each. */
  yanluSearch.suggested = async typed => {
    names = names || await data.names().catch(() => null);
    const plain = normalise(typed);
    const found = names && plain ? termsLike(plain).map(({ name }) => data.show(name)) : [];
    return [...new Set(found)].map(name => ({ name, address: `${field.form.action}?${new URLSearchParams({ q: name })}` }));
  };

  /* As a click on a link does, with the index page's name where there is no server. */
  const follow = address => {
    const link = document.createElement('a');
    link.href = address;
    document.body.append(link);
    link.click();
    link.remove();
  };

  const ask = async isWanted => {
    if (!field.value.trim()) { box.hide(); return; }
    names = names || await data.names().catch(() => null);
    if (isWanted()) show();
    titles = titles || await data.titles().catch(() => null);
    if (isWanted() && document.activeElement === field) show();
  };
  const box = yanlu.combobox(field, document.getElementById('suggestions'), { ask });

  // On a page that asks for this script when typing begins.
  if (field.value && document.activeElement === field) box.begin();
})();
