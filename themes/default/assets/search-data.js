/* What searching reads: scripts under /search/ and text.js beside each speech, each loaded once, and what they show in this page's script. */
(() => {
  'use strict';
  const form = document.getElementById('search-form');
  const [root, tree, version] = ['data-root', 'data-tree', 'data-version'].map(name => form.getAttribute(name));
  const isTraditional = document.documentElement.lang === 'zh-Hant';
  const held = new Map();      /* name of a file → what it gave */
  const waiting = new Map();
  const simple = new Map();    /* traditional → simplified, one character each, and the other way */
  const traditional = new Map();
  const odd = new Map();       /* texts with a traditional form of their own */
  const PATIENCE = 20000;

  const load = (name, address) => {
    if (held.has(name)) return Promise.resolve(held.get(name));
    if (waiting.has(name)) return waiting.get(name);
    const asked = new Promise((done, fail) => {
      const script = document.createElement('script');
      const settle = () => {
        clearTimeout(late);
        script.remove();
        waiting.delete(name);
        if (held.has(name)) done(held.get(name)); else fail(new Error(`${name} did not come`));
      };
      const late = setTimeout(settle, PATIENCE);
      script.onload = script.onerror = settle;
      script.src = address;
      document.head.append(script);
    });
    waiting.set(name, asked);
    return asked;
  };
  const ours = name => load(name, `${root}search/${name}.js?${version}`);

  const pair = (map, from, to) => {
    const targets = [...to];
    [...from].forEach((character, n) => map.set(character, targets[n]));
  };
  const learn = more => { for (const [text, right] of Object.entries(more)) odd.set(text, right); };

  window.yanluFold = (from, to) => {
    yanluSearch.setFold(from, to);
    pair(simple, from, to);
    held.set('fold', true);
  };
  window.yanluTraditional = (from, to) => {
    pair(traditional, from, to);
    held.set('traditional', true);
  };
  window.yanluFacts = facts => { learn(facts.odd); held.set('facts', facts); };
  window.yanluShard = (name, runs) => held.set(name, runs);
  window.yanluLines = (number, lines, more) => { learn(more); held.set(`lines/${number}`, lines); };
  window.yanluTerms = (terms, of, more) => { learn(more); held.set('terms', { terms, of }); };
  window.yanluNames = (terms, readings, more) => { learn(more); held.set('names', { terms, readings: new Map(Object.entries(readings).map(([character, all]) => [character, all.split(' ')])) }); };
  window.yanluTitles = (titles, more) => { learn(more); held.set('titles', titles); };
  window.yanluText = (id, citation, size, packed) => held.set(`text/${id}`, unpacked(size, packed).then(text => ({ citation, ...text })));

  /* A text, as generator/derive/packed.py packs it: bytes by DEFLATE, as characters of 15 bits. */
  const unpacked = async (size, packed) => {
    const bytes = new Uint8Array(size);
    let [bits, width] = [0, 0];
    for (let i = 0, at = 0; i < packed.length; i++) {
      bits = (bits & 0xff) << 15 | (packed.charCodeAt(i) - 0x3400);
      for (width += 15; width >= 8 && at < size; at++) bytes[at] = bits >> (width -= 8);
    }
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const all = new TextDecoder('utf-16be').decode(await new Response(plain).arrayBuffer());
    const [runs, headings, texts, lang, places, characters] = JSON.parse(all);
    const isHeading = new Set(headings);
    const ids = runs.flatMap(([first, many]) => (many === 1 ? [first] : Array.from({ length: many }, (_, n) => `p${Number(first.slice(1)) + n}`)));
    return { blocks: texts.map((text, n) => [ids[n], isHeading.has(n) ? 'heading' : '', text]), lang, places, characters };
  };

  const through = (map, text) => Array.from(text, character => map.get(character) || character).join('');

  /* A name, title or date, given in simplified characters, as this page shows it. */
  const show = text => {
    if (!isTraditional) return text;
    return odd.has(text) ? odd.get(text) : through(traditional, text);
  };

  /* The paragraphs of a speech as they are compared: headings, and the others. */
  const compared = ([, title, subtitle], { blocks }) => {
    const of = isHeading => blocks.filter(([, kind]) => (kind === 'heading') === isHeading).map(([, , text]) => yanluSearch.normalise(text));
    return { headings: [...[title, subtitle].map(yanluSearch.normalise), ...of(true)], rest: of(false) };
  };

  /* The blocks of a speech in this page's script: character by character, but where the index says otherwise. */
  const showBlocks = ({ blocks, lang, places, characters }) => {
    if ((lang === 'zh-Hant') === isTraditional) return blocks;
    const map = lang === 'zh-Hant' ? simple : traditional;
    const all = Array.from(blocks.map(block => block[2]).join('\n'), character => map.get(character) || character);
    [...characters].forEach((character, n) => { all[places[n]] = character; });
    const texts = all.join('').split('\n');
    return joined(blocks, texts);
  };

  /* A block may hold line breaks of its own. */
  const joined = (blocks, lines) => {
    let at = 0;
    return blocks.map(([id, kind, text]) => {
      const size = text.split('\n').length;
      at += size;
      return [id, kind, lines.slice(at - size, at).join('\n')];
    });
  };

  const tables = () => [ours('fold'), ...(isTraditional ? [ours('traditional')] : [])];

  /* The line of a speech: id, title, subtitle, date, speakers, place, status, digest of its text. */
  const line = position => {
    const { lines } = held.get('facts');
    return ours(`lines/${Math.floor(position / lines)}`).then(some => some[position % lines]);
  };
  const text = ([id, , , , , , , digest]) => load(`text/${id}`, `${root}speeches/${id}/text.js?${digest}`);

  const data = {
    form,
    ready: () => Promise.all([ours('facts'), ...tables()]).then(([facts]) => facts),
    shards: names => Promise.all(names.map(ours)),
    line,
    terms: () => ours('terms'),
    names: () => Promise.all([ours('names'), ...tables()]).then(([names]) => names),
    titles: () => ours('titles'),
    text,
    paragraphs: position => line(position).then(about => text(about).then(found => compared(about, found))),
    forget: ([id]) => held.delete(`text/${id}`),
    speech: (id, typed, inTitle, block) => `${tree}speeches/${id}/${typed ? `?q=${encodeURIComponent(typed)}${inTitle ? '&in=title' : ''}` : ''}${block ? `#${block}` : ''}`,
    term: slug => `${tree}terms/${slug}/`,
    show,
    showBlocks,
  };
  yanluSearch.data = data;
})();
