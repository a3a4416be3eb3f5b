/* Searching without a page: what is typed to a query, shards of the index to places, texts to sentences.
   No function here touches the document; shards and texts come by a function that the caller gives. */
(() => {
  'use strict';

  /* Comparing: NFKC of each character, lower case, folded to simplified, letters and numerals only; as generator/derive/search.py does. */
  const folded = new Map();
  const known = new Map();
  const isKept = /[\p{L}\p{N}]/u;

  const setFold = (from, to) => {
    const targets = [...to];
    [...from].forEach((character, n) => folded.set(character, targets[n]));
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

  /* A text as it is compared, and for each of its code units where it came from: [from, to) in the text. */
  const mapped = text => {
    let plain = '';
    const from = [];
    const to = [];
    let at = 0;
    for (const character of text) {
      const part = compare(character);
      for (let i = 0; i < part.length; i++) { from.push(at); to.push(at + character.length); }
      plain += part;
      at += character.length;
    }
    return { plain, from, to };
  };

  /* What is typed. Words apart by spaces are all wanted; OR and | give a choice; - excludes; ~N and NEAR/N ask for at most N
     characters between two; quotation marks hold spaces together; 题: asks in titles and headings only.
     Gives rows of choices, each a row of links [word, N, word …]: { all: [{ any: [chain], not }] }. */
  const TITLE = /^(?:title|题名?|題名?|标题|標題)[:：]/i;
  const NEAR = /^(?:NEAR\/?|[~～])(\d{1,3})$/;
  const MOST_APART = 100;

  const tokens = typed => {
    const found = [];
    let token = '';
    let quote = '';
    for (const character of typed) {
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
        const close = { '"': '"', '“': '”', '「': '」', '『': '』', '＂': '＂' }[character];
        if (close) quote = close;
        token += character;
      }
    }
    if (token) found.push(token);
    return found;
  };

  const parse = (typed, inTitle = false) => {
    const all = [];
    let joins = '';
    for (const token of tokens(typed)) {
      const near = NEAR.exec(token);
      const isTerm = all.length > 0;
      if (token === 'OR') { if (isTerm) joins = 'or'; continue; }
      if (token === 'AND') continue;
      if (near && isTerm) { joins = Math.min(Number(near[1]), MOST_APART); continue; }
      const not = /^[-－−]./u.test(token);
      const bare = not ? token.slice(1) : token;
      const word = { text: normalise(bare.replace(TITLE, '')), title: inTitle || TITLE.test(bare) };
      word.characters = [...word.text];
      if (!word.text) continue;
      const last = all[all.length - 1];
      if (joins === 'or' && !not) last.any.push([word]);
      else if (typeof joins === 'number' && !not) last.any[last.any.length - 1].push(joins, word);
      else all.push({ any: [[word]], not });
      joins = '';
    }
    return { all };
  };

  /* The words that are wanted, each once: they are marked and quoted. */
  const wanted = query => {
    const found = new Map();
    for (const term of query.all) {
      if (term.not) continue;
      for (const chain of term.any) for (const word of chain) if (word.text) found.set(word.text, word);
    }
    return [...found.values()];
  };

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
  const postings = (lists, places, block, isWanted, isThere = () => true, code = GRAMS) => {
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
          let speech = n * block - 1;
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
    const { families, classes, block } = facts;
    const shardOf = (first, second) => (first % families) * classes + second % classes;

    const single = character => {
      const code = rotated(character);
      const name = `singles/${(code % families).toString(16)}`;
      return load([name]).then(([lists]) => postings(lists, null, block, group => group === Math.floor(code / families)));
    };

    const gram = (pair, withPlaces) => {
      const [first, second] = pair.map(rotated);
      const number = shardOf(first, second).toString(16);
      const names = withPlaces ? [`grams/${number}`, `places/${number}`] : [`grams/${number}`];
      const isWanted = (group, other) => group === Math.floor(first / families) && other === Math.floor(second / classes);
      return load(names).then(([lists, places]) => postings(lists, places, block, isWanted));
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
        return load(names).then(([lists, places]) => postings(lists, places, block, group => group === Math.floor(code / families), file.isThere, LISTS));
      }
      const numbers = Array.from({ length: classes }, (_, n) => ((code % families) * classes + n).toString(16));
      return load(numbers.flatMap(n => [`grams/${n}`, `places/${n}`])).then(shards => {
        const found = new Map();
        numbers.forEach((_, n) => {
          for (const [key, places] of postings(shards[2 * n], shards[2 * n + 1], block, group => group === Math.floor(code / families))) {
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

    const wordsOf = chain => chain.filter((_, i) => i % 2 === 0);

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
        return { not: term.not, lists };
      }));
      let ranks = null;
      const total = facts.lengths.length;
      const mean = facts.lengths.reduce((sum, length) => sum + length, 0) / (total || 1) || 1;
      for (const { not, lists } of terms) {
        if (not) continue;
        const sums = new Map();
        for (const list of lists) {
          const speeches = new Set(Array.from(list.keys(), key => key >> 1)).size;
          const rarity = Math.log(1 + (total - speeches + 0.5) / (speeches + 0.5));
          for (const [key, uses] of list) {
            const held = sums.get(key >> 1) || { rank: 0, uses: 0 };
            const weighed = key % 2 ? uses * 4 : uses;
            const length = 0.4 + 0.6 * facts.lengths[key >> 1] / mean;
            held.rank += rarity * weighed * 2.2 / (weighed + 1.2 * length);
            held.uses += uses;
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

  /* All places of words in a text, as [start, end) of the text, sorted; those that lie over each other are joined. */
  const spans = (text, words) => {
    const { plain, from, to } = mapped(text);
    const found = [];
    words.forEach((word, n) => {
      for (let at = plain.indexOf(word.text); at >= 0; at = plain.indexOf(word.text, at + 1)) {
        found.push({ start: from[at], end: to[at + word.text.length - 1], words: new Set([n]) });
      }
    });
    found.sort((a, b) => a.start - b.start || b.end - a.end);
    const joined = [];
    for (const span of found) {
      const last = joined[joined.length - 1];
      if (last && span.start < last.end) {
        last.end = Math.max(last.end, span.end);
        for (const n of span.words) last.words.add(n);
      } else {
        joined.push(span);
      }
    }
    return joined;
  };

  /* The sentences of a text that hold one of the words: [{ block, kind, text, marks, words }]. */
  const END = /[。！？；!?\n\t][”’」』）)]*/g;
  const sentences = (blocks, words) => {
    const found = [];
    for (const [block, kind, text] of blocks) {
      const here = spans(text, words.filter(word => !word.title || kind === 'heading' || kind === 'title'));
      if (!here.length) continue;
      const ends = Array.from(text.matchAll(END), match => match.index + match[0].length);
      if (ends[ends.length - 1] !== text.length) ends.push(text.length);
      let start = 0;
      let n = 0;
      for (let i = 0; i < ends.length && n < here.length; i++) {
        let end = ends[i];
        const marks = [];
        const seen = new Set();
        while (n < here.length && here[n].start < end) {
          while (here[n].end > end) end = ends[++i];
          marks.push([here[n].start - start, here[n].end - start]);
          for (const word of here[n].words) seen.add(word);
          n++;
        }
        if (marks.length) found.push({ block, kind, text: text.slice(start, end), marks, words: seen });
        start = end;
      }
    }
    return found;
  };

  /* A sentence cut around its marks, so that it has at most `most` characters: pieces of text, every second one marked. */
  const quoted = ({ text, marks }, most) => {
    let [start, end] = [0, text.length];
    if (text.length > most) {
      const shown = marks.filter(([, to]) => to - marks[0][0] <= most);
      const last = shown.length ? shown[shown.length - 1][1] : marks[0][1];
      const room = Math.max(0, most - (last - marks[0][0]));
      start = Math.max(0, marks[0][0] - Math.floor(room / 2));
      end = Math.min(text.length, Math.max(start + most, last));
      start = Math.max(0, Math.min(start, end - most));
    }
    const pieces = [];
    let at = start;
    for (const [from, to] of marks) {
      if (to > end || from < start) continue;
      pieces.push(text.slice(at, from), text.slice(from, to));
      at = to;
    }
    pieces.push(text.slice(at, end));
    pieces[0] = start > 0 ? `…${pieces[0].replace(/^[\s，、；：。”’」』）]+/, '')}` : pieces[0].trimStart();
    pieces[pieces.length - 1] = pieces[pieces.length - 1].trimEnd() + (end < text.length ? '…' : '');
    return pieces;
  };

  /* Three sentences that show most: of words not shown yet first, then of most words, then in the order of the text. */
  const best = (found, count) => {
    const rest = [...found];
    const chosen = [];
    const seen = new Set();
    while (chosen.length < count && rest.length) {
      const value = ({ words }) => 100 * [...words].filter(word => !seen.has(word)).length + words.size;
      let at = 0;
      rest.forEach((sentence, n) => { if (value(sentence) > value(rest[at])) at = n; });
      const [sentence] = rest.splice(at, 1);
      for (const word of sentence.words) seen.add(word);
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

  window.yanluSearch = { setFold, normalise, mapped, parse, wanted, searcher, spans, sentences, quoted, best, reads };
})();
