/* The orders of a concordance. Rows that stand in the page are moved; those of several pages come from the term's uses.js, which calls
   yanluUses. The order stands in the address (?order=left), so that it can be sent to others. */
(() => {
  'use strict';
  const box = document.querySelector('.concordance');
  const buttons = box ? [...box.querySelectorAll('.orders button')] : [];
  if (!buttons.length) return;
  const ORDERS = buttons.map(button => button.getAttribute('data-order'));
  const isTraditional = document.documentElement.lang === 'zh-Hant';
  const byDate = box.querySelector('.by-date');
  const sorted = document.createElement('div');
  sorted.className = 'by-order';
  sorted.hidden = true;
  byDate.after(sorted);

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  const word = name => box.querySelector(`[data-word="${name}"]`);
  const say = said => {
    for (const span of box.querySelectorAll('.ordered [data-said]')) span.hidden = span.getAttribute('data-said') !== said;
  };

  /* A row knows its line, the words that it is sorted by, and where it came from. */
  const inPage = () => [...byDate.querySelectorAll('.kwic > li')].map(line => {
    const use = line.closest('.use');
    const title = use.querySelector('.use-title > a');
    const all = use.querySelector('.all');
    const date = use.querySelector('.use-title > :is(time, .day)');
    const names = use.querySelector('.speakers');
    const status = use.querySelector('.use-title > .tag');
    return {
      line,
      home: line.parentNode,
      left: line.querySelector('.left').textContent,
      right: line.querySelector('.right').textContent,
      speaker: names ? names.textContent : '',
      years: use.getAttribute('data-years').replace('-', '–'),
      from: { title: title.textContent, date: date ? date.textContent : '', href: (all || title).getAttribute('href'), status },
    };
  });

  /* The rows of uses.js, in this page's script. */
  const fromFile = ([speeches, rows, places, characters, odd], table) => {
    let texts = rows.flatMap(row => row.slice(2, 5));
    if (isTraditional) {
      const all = Array.from(texts.join('\n'), character => table.get(character) || character);
      [...characters].forEach((character, n) => { all[places[n]] = character; });
      texts = all.join('').split('\n');
    }
    const show = text => {
      if (!isTraditional) return text;
      return odd[text] || Array.from(text, character => table.get(character) || character).join('');
    };
    const home = box.getAttribute('data-speeches');
    return rows.map(([number, block, , , , voice], n) => {
      const [id, title, date, years, names, status, , forms] = speeches[number];
      const [left, surface, right] = texts.slice(3 * n, 3 * n + 3);
      const line = element('li');
      const key = element('a', 'key', surface);
      key.href = `${home}${id}/#${block}`;
      line.append(element('span', 'left', left), key, element('span', 'right', right));
      const kind = ['', 'quoted', 'title'][voice % 4];
      for (const name of [kind, voice > 3 ? 'part' : '']) if (name) line.append(word(name).cloneNode(true));
      return {
        line,
        left,
        right,
        speaker: show(names),
        years,
        from: { title: show(title), date: show(date), href: `${home}${id}/${forms ? `?q=${forms}` : ''}`, status: status && word(status) },
      };
    });
  };

  /* Characters are compared as they are read; what is no letter counts for nothing. On the left the nearest counts first. */
  const collator = new Intl.Collator('zh-Hans-CN-u-co-pinyin', { ignorePunctuation: true, numeric: true });
  const keys = {
    left: row => Array.from(row.left).reverse().join(''),
    right: row => row.right,
    speaker: row => row.speaker,
  };
  const isLetter = /[\p{L}\p{N}]/u;
  const inOrder = (rows, order) => {
    const plain = text => Array.from(text).filter(character => isLetter.test(character)).join('');
    const keyed = rows.map((row, n) => ({ row, n, key: plain(keys[order](row)) }));
    keyed.sort((a, b) => !a.key - !b.key || collator.compare(a.key, b.key) || a.n - b.n);
    return keyed.map(({ row }) => row);
  };

  /* What a row says of its speech where it stands apart from it. */
  const dress = row => {
    if (row.when) return;
    row.when = element('span', 'when', row.years || word('undated').textContent);
    row.tail = element('span', 'from');
    const link = element('a', '', row.from.title);
    link.href = row.from.href;
    link.title = [row.from.date, row.speaker, row.from.title].filter(Boolean).join('　');
    row.tail.append(link);
    if (row.from.status) {
      const status = row.from.status.cloneNode(true);
      status.removeAttribute('data-word');
      row.tail.append(' ', status);
    }
  };
  const list = rows => {
    const made = element('ol', 'kwic flat');
    for (const row of rows) {
      dress(row);
      row.line.prepend(row.when);
      row.line.append(row.tail);
      made.append(row.line);
    }
    return made;
  };
  const show = (rows, order) => {
    sorted.replaceChildren();
    if (order !== 'speaker') {
      sorted.append(list(inOrder(rows, order)));
      return;
    }
    const groups = new Map();
    for (const row of inOrder(rows, order)) groups.set(row.speaker, [...(groups.get(row.speaker) || []), row]);
    const level = byDate.querySelector('.group-name');
    for (const [name, some] of groups) {
      const section = element('section', 'group');
      section.append(element(level ? level.localName : 'h3', 'group-name', name || word('unnamed').textContent), list(some));
      sorted.append(section);
    }
  };

  /* Back to the order of dates: every row to its own list again. */
  const restore = rows => {
    for (const row of rows) {
      if (!row.home) continue;
      if (row.when) { row.when.remove(); row.tail.remove(); }
      row.home.append(row.line);
    }
    sorted.replaceChildren();
  };

  let held = null;
  const read = () => {
    const file = box.getAttribute('data-uses');
    if (!file) return Promise.resolve(inPage());
    let given = null;
    const table = new Map();
    window.yanluUses = (...values) => { given = values; };
    window.yanluTraditional = (from, to) => {
      const targets = [...to];
      [...from].forEach((character, n) => table.set(character, targets[n]));
    };
    const files = [file, ...(isTraditional ? [box.getAttribute('data-traditional')] : [])];
    return Promise.all(files.map(address => yanlu.script(address))).then(() => {
      if (!given) throw new Error(`${file} gave nothing`);
      return fromFile(given, table);
    });
  };

  /* The other script's page gets the same order. */
  const write = order => {
    const address = new URL(location.href);
    if (order === 'date') address.searchParams.delete('order'); else address.searchParams.set('order', order);
    if (address.search !== location.search) history.replaceState(history.state, '', address.search + address.hash || address.pathname);
    const other = document.querySelector('.scripts .other');
    if (other) other.search = address.search;
  };

  let wanted = 'date';
  const choose = async (order, isTold) => {
    wanted = order;
    for (const button of buttons) button.setAttribute('aria-pressed', button.getAttribute('data-order') === order);
    write(order);
    if (order !== 'date' && !held) {
      say('loading');
      try {
        held = await read();
      } catch {
        if (wanted === order) {
          say('failed');
          for (const button of buttons) button.setAttribute('aria-pressed', button.getAttribute('data-order') === 'date');
          write('date');
          wanted = 'date';
        }
        return;
      }
      if (wanted !== order) return;
    }
    if (held) restore(held);
    if (order !== 'date') show(held, order);
    byDate.hidden = order !== 'date';
    sorted.hidden = order === 'date';
    say(isTold ? order : '');
  };

  for (const button of buttons) {
    button.addEventListener('click', () => choose(button.getAttribute('data-order'), true));
  }
  const asked = new URLSearchParams(location.search).get('order');
  if (ORDERS.includes(asked) && asked !== 'date') choose(asked, true);
})();
