/* Searching without a page: what is typed to a query, shards of the index to places, texts to sentences.
   No function here touches the document; shards and texts come by a function that the caller gives. */
(() => {
  'use strict';

  /* Comparing: NFKC of each character, lower case, forms of one character folded together, letters and numerals only; as generator/derive/compared.py does. */
  const folded = new Map();
  const known = new Map();
  const isKept = /[\p{L}\p{N}]/u;

  const setFold = (from, to) => {
    const targets = [...to];
    [...from].forEach((character, n) => folded.set(character, targets[n]));
    known.clear();
  };

  const compare = character => {
    let plain = known.get(character);
    if (plain === undefined) {
      plain = [...character.normalize('NFKC').toLowerCase()].map(c => folded.get(c) || c).filter(c => isKept.test(c)).join('');
      known.set(character, plain);
    }
    return plain;
  };

  const normalise = text => Array.from(text, compare).join('');

  /* A text as it is compared, and for each character of that where it came from: [from, to) in the text. */
  const mapped = text => {
    let plain = '';
    const from = [];
    const to = [];
    let at = 0;
    for (const character of text) {
      const part = compare(character);
      for (const _ of part) { from.push(at); to.push(at + character.length); }
      plain += part;
      at += character.length;
    }
    return { plain, from, to };
  };

  /* What is typed. Words apart by spaces are all wanted; OR and | give a choice; - and NOT exclude; ~N and NEAR/N ask for at most N
     characters between two, NEAR for 10; quotation marks hold spaces together; 题: asks in titles and headings only. Small letters make an
     operator between two words only; one without a word before or behind it says nothing. What is asked twice is asked once.
     Gives rows of choices, each a row of links [word, N, word …]: { all: [{ any: [chain], not }] }. */
  const TITLE = /^(?:title|题名?|題名?|标题|標題)[:：]/i;
  const NEAR = /^(?:NEAR\/?|[~～])(\d{1,3})$|^NEAR$/i;
  const OPERATOR = /^(?:OR|AND|NOT|NEAR|(?:NEAR\/?|[~～])\d{1,3})$/i;
  const [NEARBY, MOST_APART] = [10, 100];
  const CLOSES = { '"': '"', '“': '”', '「': '」', '『': '』', '＂': '＂' };

  const tokens = typed => {
    const found = [];
    let token = '';
    let quote = '';
    let at = 0;
    for (const character of typed) {
      at += character.length;
      if (quote) {
        if (character === quote) quote = '';
        token += character;
      } else if (/\s/.test(character)) {
        if (token) found.push(token);
        token = '';
      } else if (character === '|' || character === '｜') {
        if (token) found.push(token);
        found.push('OR');
        token = '';
      } else {
        const close = CLOSES[character];
        if (close && typed.includes(close, at)) quote = close;
        token += character;
      }
    }
    if (token) found.push(token);
    return found;
  };

  const parse = (typed, inTitle = false) => {
    const all = [];
    let joins = '';
    let excludes = false;
    const row = tokens(typed);
    for (const [n, token] of row.entries()) {
      const isBetween = n > 0 && n < row.length - 1;
      if (OPERATOR.test(token) && (isBetween || token === token.toUpperCase())) {
        const near = NEAR.exec(token);
        if (/^not$/i.test(token)) excludes = true;
        else if (all.length && /^or$/i.test(token)) joins = 'or';
        else if (all.length && near) joins = Math.min(Number(near[1] || NEARBY), MOST_APART);
        continue;
      }
      const isMinus = /^[-－−]./u.test(token);
      const not = isMinus || excludes;
      const bare = isMinus ? token.slice(1) : token;
      const typedWord = bare.replace(TITLE, '');
      const word = { text: normalise(typedWord), title: inTitle || TITLE.test(bare), typed: typedWord.replace(/["“”「」『』＂]/g, '').trim() };
      word.characters = [...word.text];
      if (!word.text) continue;
      const last = all[all.length - 1];
      if (joins === 'or' && !not) last.any.push([word]);
      else if (typeof joins === 'number' && !not) last.any[last.any.length - 1].push(joins, word);
      else all.push({ any: [[word]], not });
      joins = '';
      excludes = false;
    }
    const once = (things, key) => [...new Map(things.map(thing => [key(thing), thing])).values()];
    for (const term of all) term.any = once(term.any, keyOf);
    return { all: once(all, ({ any, not }) => `${not} ${any.map(keyOf).join('|')}`) };
  };

  const keyOf = chain => chain.map(link => (typeof link === 'number' ? `~${link}~` : `${link.title ? ':' : ''}${link.text}`)).join('');

  /* The chains that are wanted, each once: their words are marked and quoted where they stand as the chain asks. */
  const wanted = query => {
    const chains = query.all.filter(term => !term.not).flatMap(term => term.any);
    return [...new Map(chains.map(chain => [keyOf(chain), chain])).values()];
  };
  const wordsOf = chain => chain.filter((_, i) => i % 2 === 0);

  /* Numbers in shards: see generator/derive/postings.py. */
  const BASE = 93;
  const symbols = new Uint8Array(127);
  let next = 0;
  for (let code = 32; code < 127; code++) if (code !== 34 && code !== 92) symbols[code] = next++;

  class Reader {
    constructor(run, one, two, three) {
      Object.assign(this, { run, at: 0, one, two: one + two, three: one + two + three, base: one + two * BASE });
    }

    symbol() { return symbols[this.run.charCodeAt(this.at++)]; }

    number() {
      const lead = this.symbol();
      if (lead < this.one) return lead;
      if (lead < this.two) return this.one + (lead - this.one) * BASE + this.symbol();
      if (lead < this.three) return this.base + ((lead - this.two) * BASE + this.symbol()) * BASE + this.symbol();
      return ((this.symbol() * BASE + this.symbol()) * BASE + this.symbol()) * BASE + this.symbol();
    }

    /* How many there are of what follows; `step` is how far it lies from the one before. */
    count() {
      const packed = this.number();
      this.step = Math.floor(packed / 3);
      const told = packed % 3 + 1;
      return told < 3 ? told : told + this.number();
    }

    get isDone() { return this.at >= this.run.length; }
  }

  /* Postings of the grams for which `isWanted(group, gram)` holds: Map of speech and zone (speech * 2 + zone) to uses, or where
     places are given to the list of places. Those are of the grams for which `isThere(group)` holds, in the code that `code` says. */
  const GRAMS = [0, 86, 6];
  const LISTS = [80, 10, 2];
  const postings = (lists, places, blocks, isWanted, isThere = () => true, code = GRAMS) => {
    const found = new Map();
    lists.forEach((run, n) => {
      const list = new Reader(run, ...LISTS);
      const row = places && new Reader(places[n], ...code);
      let group = 0;
      while (!list.isDone) {
        let grams = list.count();
        group += list.step;
        let gram = 0;
        for (; grams > 0; grams--) {
          let speeches = list.count();
          gram += list.step;
          const take = isWanted(group >> 1, gram);
          const reads = row && isThere(group >> 1);
          let speech = blocks[n] - 1;
          for (; speeches > 0; speeches--) {
            let uses = list.count();
            speech += list.step + 1;
            const key = speech * 2 + (group & 1);
            if (!reads) {
              if (take && !row) found.set(key, (found.get(key) || 0) + uses);
              continue;
            }
            let held = null;
            if (take) {
              held = found.get(key);
              if (!held) found.set(key, held = []);
            }
            let place = 0;
            for (; uses > 0; uses--) {
              place += row.number();
              if (held) held.push(place);
            }
          }
        }
      }
    });
    return found;
  };

  const rotated = character => {
    const code = character === '' ? 0 : character.codePointAt(0);
    return code < 0xA000 ? (code - 0x4E00 + 0xA000) % 0xA000 : code;
  };

  const unrotated = code => (code < 0xA000 ? (code + 0x4E00) % 0xA000 : code);

  /* Bytes that come over the wire: of one text, per byte of a shard and of a character's places, the part of a shard that is places; and
     texts that are read anyway. */
  const [TEXT, PACKED, ALONE, PLACES, QUOTED] = [8000, 0.7, 0.6, 0.65, 10];

  /* A searcher over an index: `facts` says how it is made; `files.shards(names)` gives shards, `files.paragraphs(speech)` the text of one
     speech as it is compared. */
  const searcher = (facts, files) => {
    const load = files.shards;
    const { families, classes, blocks } = facts;
    const shardOf = (first, second) => (first % families) * classes + second % classes;

    const single = character => {
      const code = rotated(character);
      const name = `singles/${(code % families).toString(16)}`;
      return load([name]).then(([lists]) => postings(lists, null, blocks, group => group === Math.floor(code / families)));
    };

    const gram = (pair, withPlaces) => {
      const [first, second] = pair.map(rotated);
      const number = shardOf(first, second).toString(16);
      const names = withPlaces ? [`grams/${number}`, `places/${number}`] : [`grams/${number}`];
      const isWanted = (group, other) => group === Math.floor(first / families) && other === Math.floor(second / classes);
      return load(names).then(([lists, places]) => postings(lists, places, blocks, isWanted));
    };

    /* Of a single character the file that has its places, and a test of which groups of its family are in that; null where there is none. */
    const fileOf = character => {
      const code = rotated(character);
      const family = (code % families).toString(16);
      if (!(family in facts.characters)) return null;
      const own = `u${character.codePointAt(0).toString(16)}`;
      if (own in facts.characters) return { name: own, isThere: group => group === Math.floor(code / families) };
      const isOwn = group => `u${unrotated(group * families + code % families).toString(16)}` in facts.characters;
      return { name: family, isThere: group => !isOwn(group) };
    };

    /* Places of a single character: from a file of its own or of its family; else those of all grams that begin with it. */
    const singlePlaces = character => {
      const code = rotated(character);
      const file = fileOf(character);
      if (file) {
        const names = [`singles/${(code % families).toString(16)}`, `characters/${file.name}`];
        return load(names).then(([lists, places]) => postings(lists, places, blocks, group => group === Math.floor(code / families), file.isThere, LISTS));
      }
      const numbers = Array.from({ length: classes }, (_, n) => ((code % families) * classes + n).toString(16));
      return load(numbers.flatMap(n => [`grams/${n}`, `places/${n}`])).then(shards => {
        const found = new Map();
        numbers.forEach((_, n) => {
          for (const [key, places] of postings(shards[2 * n], shards[2 * n + 1], blocks, group => group === Math.floor(code / families))) {
            found.set(key, (found.get(key) || []).concat(places));
          }
        });
        for (const places of found.values()) places.sort((a, b) => a - b);
        return found;
      });
    };

    const weighSingle = character => {
      const file = fileOf(character);
      if (file) return ALONE * facts.characters[file.name];
      const first = (rotated(character) % families) * classes;
      return PACKED * facts.sizes.slice(first, first + classes).reduce((sum, size) => sum + 2 ** (size / 2), 0);
    };
    const weigh = (characters, i) => 2 ** (facts.sizes[shardOf(rotated(characters[i]), rotated(characters[i + 1]))] / 2);

    /* Grams that cover a phrase, the lightest row of them: each character stands in one at least. */
    const cover = characters => {
      const weight = i => weigh(characters, i);
      const best = [{ cost: 0, row: [] }];
      best[2] = { cost: weight(0), row: [0] };
      for (let end = 3; end <= characters.length; end++) {
        const [a, b] = [best[end - 1], best[end - 2]];
        const before = !b || !b.row.length || (a && a.cost < b.cost) ? a : b;
        best[end] = { cost: before.cost + weight(end - 2), row: [...before.row, end - 2] };
      }
      return best[characters.length].row;
    };

    const isInZone = (key, word) => !word.title || key % 2 === 1;

    const keep = (found, word) => {
      if (word.title) for (const key of found.keys()) if (!isInZone(key, word)) found.delete(key);
      return found;
    };

    /* Those of `held` (speech and zone to starts of the phrase) at which the grams stand that are listed in `row`. */
    const atAll = async (characters, row, keys, held) => {
      const found = await Promise.all(row.map(i => gram([characters[i], characters[i + 1]], true)));
      const both = new Map();
      for (const key of keys) {
        let starts = held && held.get(key);
        row.forEach((i, n) => {
          const here = found[n].get(key) || [];
          if (!starts) { starts = here.map(place => place - i); return; }
          if (!starts.length) return;
          const known = new Set(here);
          starts = starts.filter(start => known.has(start + i));
        });
        if (starts.length) both.set(key, starts);
      }
      return both;
    };

    const speechesOf = keys => new Set(Array.from(keys, key => key >> 1));

    /* Where a word of two characters or more stands: speech and zone to places. Of a long one the two lightest grams come first, which
       leave few speeches. With `mayRead` it ends where reading the texts of those is less than reading on; the second value is then false. */
    const placesOf = async (word, mayRead) => {
      const { characters } = word;
      const weight = i => PACKED * weigh(characters, i);
      const row = cover(characters).sort((a, b) => weight(a) - weight(b));
      const [first, rest] = [row.slice(0, 2), row.slice(2)];
      const sum = some => some.reduce((total, i) => total + weight(i), 0);
      const lists = await Promise.all(first.map(i => gram([characters[i], characters[i + 1]], false)));
      const keys = [...lists[0].keys()].filter(key => isInZone(key, word) && lists.every(list => list.has(key)));
      const isSure = !keys.length || !mayRead || speechesOf(keys).size * TEXT > PLACES * sum(first);
      if (!isSure || !keys.length) return [new Map(keys.map(key => [key, []])), isSure];
      const held = await atAll(characters, first, keys, null);
      if (!rest.length || !held.size) return [held, true];
      if (mayRead && (speechesOf(held.keys()).size - QUOTED) * TEXT < sum(rest)) return [held, false];
      return [await atAll(characters, rest, held.keys(), held), true];
    };

    /* Places of the last word of a chain that stand near one of the word before, and so on; `places` gives those of each word, sorted. */
    const follow = (chain, places) => {
      const words = wordsOf(chain);
      let held = places(0);
      for (let n = 1; n < words.length && held.length; n++) {
        held = near(held, words[n - 1].characters.length, places(n), words[n].characters.length, chain[2 * n - 1]);
      }
      return held;
    };

    /* The answer to a chain among some speeches, from their texts. */
    const readTexts = async (keys, chain) => {
      const found = new Map();
      const words = wordsOf(chain);
      await Promise.all(Array.from(speechesOf(keys), async speech => {
        const { headings, rest } = await files.paragraphs(speech);
        [words.some(word => word.title) ? [] : rest, headings].forEach((paragraphs, zone) => {
          const times = paragraphs.reduce((sum, paragraph) => sum + follow(chain, n => placesIn(paragraph, words[n].text)).length, 0);
          if (times) found.set(speech * 2 + zone, times);
        });
      }));
      return found;
    };

    /* How often a word stands in each speech and zone. */
    const uses = async word => {
      const { characters } = word;
      if (characters.length === 1) return keep(await single(characters[0]), word);
      if (characters.length === 2) return keep(await gram(characters, false), word);
      let [found, isSure] = await placesOf(word, true);
      if (!isSure) {
        try {
          return await readTexts(found.keys(), [word]);
        } catch {
          [found] = await placesOf(word, false);
        }
      }
      return new Map(Array.from(found, ([key, starts]) => [key, starts.length]));
    };

    /* Words that stand near each other, in the order of the chain's links: each pair at most N characters apart, in one paragraph, in
       either order, and not over each other. Where a single character stands is dear to know: first come the speeches that have it. */
    const isSingle = word => word.characters.length === 1;
    const chained = async chain => {
      const words = wordsOf(chain);
      if (words.length === 2 && chain[1] === 0 && words.some(isSingle)) return besides(...words);
      const found = await Promise.all(words.map(async word => (isSingle(word) ? keep(await single(word.characters[0]), word) : (await placesOf(word, false))[0])));
      let keys = [...found[0].keys()].filter(key => found.every(list => list.has(key)));
      for (let n = 1; n < words.length; n++) {
        if (isSingle(words[n]) || isSingle(words[n - 1])) continue;
        const pair = chain.slice(2 * n - 2, 2 * n + 1);
        keys = keys.filter(key => follow(pair, i => found[n - 1 + i].get(key)).length);
      }
      if (!keys.length) return new Map();
      const dear = words.filter(isSingle);
      if (dear.length && speechesOf(keys).size * TEXT < dear.reduce((sum, word) => sum + weighSingle(word.characters[0]), 0)) {
        const read = await readTexts(keys, chain).catch(() => null);
        if (read) return read;
      }
      await Promise.all(words.map(async (word, n) => {
        if (isSingle(word)) found[n] = await singlePlaces(word.characters[0]);
      }));
      const uses = keys.map(key => [key, follow(chain, n => found[n].get(key)).length]);
      return new Map(uses.filter(([, times]) => times));
    };

    /* Words side by side, one of them a single character: the two phrases that they make. Gives the places of the second word. */
    const besides = async (one, other) => {
      const title = one.title || other.title;
      const phrase = (...words) => ({ title, text: words.map(word => word.text).join(''), characters: words.flatMap(word => word.characters) });
      const [[behind], [before]] = await Promise.all([phrase(one, other), phrase(other, one)].map(word => placesOf(word, false)));
      const found = new Map(Array.from(before, ([key, places]) => [key, new Set(places)]));
      for (const [key, places] of behind) {
        const held = found.get(key) || new Set();
        for (const place of places) held.add(place + one.characters.length);
        found.set(key, held);
      }
      return new Map(Array.from(found, ([key, places]) => [key, places.size]));
    };

    const evaluate = chain => (chain.length === 1 ? uses(chain[0]) : chained(chain));

    /* The query's answer: Map of speech to its rank's value. Without a wanted word every speech is an answer of rank 0. */
    const answer = async query => {
      const terms = await Promise.all(query.all.map(async term => {
        const lists = await Promise.all(term.any.map(evaluate));
        return { ...term, lists };
      }));
      const counted = new Set();
      let ranks = null;
      const total = facts.lengths.length;
      const mean = facts.lengths.reduce((sum, length) => sum + length, 0) / (total || 1) || 1;
      for (const { not, any, lists } of terms) {
        if (not) continue;
        const sums = new Map();
        for (const [n, list] of lists.entries()) {
          const isNew = !counted.has(keyOf(any[n]));
          counted.add(keyOf(any[n]));
          const speeches = new Set(Array.from(list.keys(), key => key >> 1)).size;
          const rarity = Math.log(1 + (total - speeches + 0.5) / (speeches + 0.5));
          for (const [key, uses] of list) {
            const held = sums.get(key >> 1) || { rank: 0, uses: 0 };
            const weighed = key % 2 ? uses * 4 : uses;
            const length = 0.4 + 0.6 * facts.lengths[key >> 1] / mean;
            held.rank += rarity * weighed * 2.2 / (weighed + 1.2 * length);
            if (isNew) held.uses += uses;
            sums.set(key >> 1, held);
          }
        }
        if (!ranks) { ranks = sums; continue; }
        for (const [speech, held] of ranks) {
          const more = sums.get(speech);
          if (!more) { ranks.delete(speech); continue; }
          held.rank += more.rank;
          held.uses += more.uses;
        }
      }
      if (!ranks) ranks = new Map(facts.lengths.map((_, speech) => [speech, { rank: 0, uses: 0 }]));
      for (const { not, lists } of terms) {
        if (not) for (const list of lists) for (const key of list.keys()) ranks.delete(key >> 1);
      }
      return ranks;
    };

    return { answer };
  };

  /* Those of `others` that have one of `held` at most `apart` characters before or behind; both rows sorted. */
  const near = (held, heldSize, others, size, apart) => {
    const found = [];
    let low = 0;
    for (const other of others) {
      while (low < held.length && held[low] + heldSize + apart < other) low++;
      for (let i = low; i < held.length && held[i] <= other + size + apart; i++) {
        if (held[i] + heldSize <= other || other + size <= held[i]) { found.push(other); break; }
      }
    }
    return found;
  };

  /* Where a phrase begins in a paragraph, both as they are compared: by characters, as the index counts. */
  const placesIn = (paragraph, phrase) => {
    const found = [];
    for (let at = paragraph.indexOf(phrase); at >= 0; at = paragraph.indexOf(phrase, at + 1)) found.push(at);
    if (!found.length || !/[\ud800-\udbff]/.test(paragraph)) return found;
    return found.map(at => [...paragraph.slice(0, at)].length);
  };

  /* The uses of a chain in a paragraph, as it is compared: of each place of the last word that stands as the chain asks, the places of
     all words; of several of a word that are near enough, the nearest. */
  const traced = (paragraph, chain) => {
    const words = wordsOf(chain);
    const held = [placesIn(paragraph, words[0].text)];
    for (let n = 1; n < words.length; n++) {
      held[n] = near(held[n - 1], words[n - 1].characters.length, placesIn(paragraph, words[n].text), words[n].characters.length, chain[2 * n - 1]);
    }
    return held[words.length - 1].map(last => {
      const places = [last];
      for (let n = words.length - 1; n > 0; n--) {
        const between = place => (place < places[0] ? places[0] - place - words[n - 1].characters.length : place - places[0] - words[n].characters.length);
        const free = held[n - 1].filter(place => between(place) >= 0);
        places.unshift(free.reduce((one, other) => (between(other) < between(one) ? other : one)));
      }
      return places;
    });
  };

  /* The uses of chains in a text, sorted: which chain, and its words as [start, end) of the text. */
  const usesIn = (text, chains, isHeading) => {
    const { plain, from, to } = mapped(text);
    const found = chains.flatMap((chain, n) => {
      const words = wordsOf(chain);
      if (!isHeading && words.some(word => word.title)) return [];
      return traced(plain, chain).map(places => {
        const marks = joined(places.map((place, i) => [from[place], to[place + words[i].characters.length - 1]]));
        return { chain: n, marks, start: marks[0][0], end: marks[marks.length - 1][1] };
      });
    });
    return found.sort((a, b) => a.start - b.start || b.end - a.end);
  };

  /* Spans sorted; those that lie over each other as one. */
  const joined = spans => {
    const found = [];
    for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
      const last = found[found.length - 1];
      if (last && start < last[1]) last[1] = Math.max(last[1], end);
      else found.push([start, end]);
    }
    return found;
  };

  /* What is marked of a text. */
  const spans = (text, chains, isHeading) => joined(usesIn(text, chains, isHeading).flatMap(use => use.marks));

  const HEADINGS = new Set(['heading', 'title', 'subtitle']);

  /* The sentences of a text that hold a use, or several from its first word to its last: [{ block, kind, text, marks, first, uses, chains }],
     `first` being the marks of the first use. */
  const END = /[。！？；!?\n\t][”’」』）)]*/g;
  const sentences = (blocks, chains) => {
    const found = [];
    for (const [block, kind, text] of blocks) {
      const here = usesIn(text, chains, HEADINGS.has(kind));
      if (!here.length) continue;
      const ends = Array.from(text.matchAll(END), match => match.index + match[0].length);
      if (ends[ends.length - 1] !== text.length) ends.push(text.length);
      let start = 0;
      let n = 0;
      for (let i = 0; i < ends.length && n < here.length; i++) {
        let end = ends[i];
        const some = [];
        for (; n < here.length && here[n].start < end; n++) {
          while (here[n].end > end) end = ends[++i];
          some.push(here[n]);
        }
        if (some.length) {
          const begin = start;
          const shifted = spans => spans.map(span => span.map(place => place - begin));
          const [first, marks] = [some[0].marks, joined(some.flatMap(use => use.marks))].map(shifted);
          found.push({ block, kind, text: text.slice(start, end), marks, first, uses: some.length, chains: new Set(some.map(use => use.chain)) });
        }
        start = end;
      }
    }
    return found;
  };

  /* What of a text is shown in at most so many characters, or few more: all; or around its first use and what else there is room for; or, where
     that is long, around each of its words. */
  const windows = ({ text, marks, first = marks }, most) => {
    if (text.length <= most || !marks.length) return [[0, text.length]];
    const begin = first[0][0];
    if (first[first.length - 1][1] - begin > most) {
      const room = Math.max(6, Math.floor((most - first.reduce((sum, [from, to]) => sum + to - from, 0)) / first.length / 2));
      return joined(first.map(([from, to]) => [Math.max(0, from - room), Math.min(text.length, to + room)]));
    }
    const last = marks.reduce((end, [, to]) => (to - begin <= most ? Math.max(end, to) : end), first[first.length - 1][1]);
    const start = Math.max(0, begin - Math.floor(Math.max(0, most - (last - begin)) / 2));
    const end = Math.min(text.length, Math.max(start + most, last));
    return [[Math.max(0, Math.min(start, end - most)), end]];
  };

  /* A sentence cut around its marks: pieces of text, every second one marked. */
  const quoted = (sentence, most) => {
    const { text, marks } = sentence;
    const shown = windows(sentence, most);
    const pieces = [];
    let plain = '';
    for (const [start, end] of shown) {
      let at = start;
      if (start) plain += '…';
      for (const [from, to] of marks) {
        if (from < at || to > end) continue;
        pieces.push(plain + text.slice(at, from), text.slice(from, to));
        [plain, at] = ['', to];
      }
      plain += text.slice(at, end);
    }
    pieces.push(plain);
    const isCut = shown[shown.length - 1][1] < text.length;
    pieces[0] = pieces[0].trimStart().replace(/^…[\s，、；：。”’」』）]+/, '…');
    pieces[pieces.length - 1] = pieces[pieces.length - 1].trimEnd() + (isCut ? '…' : '');
    return pieces;
  };

  /* Three sentences that show most: of chains not shown yet first, then of most chains, then in the order of the text. */
  const best = (found, count) => {
    const rest = [...found];
    const chosen = [];
    const seen = new Set();
    while (chosen.length < count && rest.length) {
      const value = ({ chains }) => 100 * [...chains].filter(chain => !seen.has(chain)).length + chains.size;
      let at = 0;
      rest.forEach((sentence, n) => { if (value(sentence) > value(rest[at])) at = n; });
      const [sentence] = rest.splice(at, 1);
      for (const chain of sentence.chains) seen.add(chain);
      chosen.push(sentence);
    }
    return chosen.sort((a, b) => found.indexOf(a) - found.indexOf(b));
  };

  /* Suggestions. Whether what is typed in Latin letters reads as part of a name: of each character its first letter, or its whole
     syllable, or at the end of what is typed a part of it. `readings` maps a character to its syllables. */
  const reads = (name, typed, readings) => {
    const characters = [...name];
    const follow = (at, left) => {
      if (!left) return true;
      if (at >= characters.length) return false;
      const syllables = readings.get(characters[at]) || [compare(characters[at])];
      return syllables.some(syllable => {
        if (!syllable) return follow(at + 1, left);
        if (syllable.startsWith(left)) return true;
        if (left.startsWith(syllable) && follow(at + 1, left.slice(syllable.length))) return true;
        return left[0] === syllable[0] && follow(at + 1, left.slice(1));
      });
    };
    for (let at = 0; at < characters.length; at++) {
      if (follow(at, typed)) return at;
    }
    return -1;
  };

  window.yanluSearch = { setFold, normalise, mapped, parse, wanted, wordsOf, searcher, spans, sentences, quoted, best, reads };
})();
