/* Citations of a speech and its paragraphs, in six forms; the menu of a paragraph's number. All that is cited stands in the page. */
(() => {
  'use strict';
  const line = document.getElementById('citation');
  const metas = name => [...document.querySelectorAll(`meta[name="${name}"]`)].map(meta => meta.content);
  const meta = name => metas(name)[0] || '';
  const site = document.querySelector('meta[property="og:site_name"]').content;
  const address = document.querySelector('meta[property="og:url"]');
  const title = meta('citation_title');
  const cited = line.querySelector('cite').textContent;
  const code = line.querySelector('code');
  const edition = code ? code.textContent : '';
  const notes = cited.slice(title.length + 1);
  const behalf = Array.from(notes.matchAll(/受(.+?)委[托託]/g), found => `on behalf of ${found[1]}`);
  const authors = metas('citation_author');
  const place = meta('eprints.event_location');
  const meeting = meta('eprints.event_title');
  const date = line.querySelector('data').value;
  const when = line.querySelector('data').textContent;
  const language = document.documentElement.lang;
  const id = /([^/]+)\/(?:index\.html)?$/.exec(location.pathname)[1];
  const status = {
    transcript: 'transcript', abridged: 'abridged', summary: 'summary', template: 'circulated as a template, not a record',
    composite: 'composite text, not a record', disputed: 'disputed text',
  }[line.getAttribute('data-status')];

  /* What has no field of its own. */
  const more = [...behalf, ...(status ? [status] : [])];

  /* Where to find it: the site's own address, else nothing that another reader could use. */
  const url = at => address ? address.content + (at ? `#${at.id}` : '') : '';
  const today = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  };
  const iso = parts => parts.map(part => String(part).padStart(2, '0')).join('-');
  const numbers = text => text.replace(/\?/g, '').split('-').map(Number);
  const isSure = /^[\d-]+$/.test(date);
  const [first, second] = date.split('/');

  /* GB/T 7714. Of 2015: other online text, half-width signs. Of 2025: web pages are [EB/OL]; but for full stop and brackets all
     signs are full-width (its section 7). */
  const gb = isNew => at => {
    const [comma, colon, open, close] = isNew ? ['，', '：', '（', '）'] : [', ', ': ', '(', ')'];
    const names = [...authors.slice(0, 3), ...(authors.length > 3 ? ['等'] : [])].join(comma);
    const where = url(at);
    const type = where ? (isNew ? 'EB/OL' : 'Z/OL') : 'Z';
    return [
      ...(names ? [names] : []),
      `${cited}[${type}]`,
      ...(edition ? [`版本${edition}`] : []),
      `${site}${at ? `${colon}第${at.n}段` : ''}${open}${when}${close}${where ? `[${iso(today())}]` : ''}`,
      ...(where ? [where] : []),
      '',
    ].join('. ').trim();
  };

  /* Dates in English: May 6, 2020; ca. 2020; between 2022 and 2023; 2018 or later; n.d. */
  const months = 'January February March April May June July August September October November December'.split(' ');
  const point = text => {
    const [year, month, day] = numbers(text);
    const words = `${month ? `${months[month - 1]} ` : ''}${day ? `${day}, ` : ''}${year}`;
    return text.includes('?') ? `ca. ${words}` : words;
  };
  const inEnglish = () => {
    if (!date) return 'n.d.';
    if (!second) return point(first);
    if (second === '..') return `${point(first)} or later`;
    return first === '..' ? `${point(second)} or earlier` : `between ${point(first)} and ${point(second)}`;
  };

  /* The Chicago Manual of Style, 18th edition, a full note: the form that names a place in a text. */
  const chicago = at => {
    const names = authors.length > 2 ? `${authors[0]} et al.` : authors.join(' and ');
    const inner = title.replace(/[“”‘’]/g, sign => ({ '“': '‘', '”': '’', '‘': '“', '’': '”' })[sign]).replace(/"([^"]*)"/g, '‘$1’');
    const about = ['speech', ...(place ? [place] : []), inEnglish()].join(', ');
    return [
      ...(names ? [names] : []),
      `“${inner}” (${[about, ...more].join('; ')})`,
      ...(at ? [`para. ${at.n}`] : []),
      site,
      ...(edition ? [`edition ${edition}`] : []),
      ...(url(at) ? [`accessed ${point(iso(today()))}`, url(at)] : []),
    ].join(', ') + '.';
  };

  const remarks = at => [...more, ...(at ? [`paragraph ${at.n}`] : []), ...(edition ? [`edition ${edition}`] : [])].join('; ');
  const key = at => id + (at ? `-${at.id}` : '');

  /* BibTeX counts braces even behind a backslash: a brace is spelt by name. An open date is for biblatex, and in words in the note. */
  const tex = text => text.replace(/[\\{}]|[&%$#_]|[~^]/g, sign => ({
    '\\': '\\textbackslash{}', '{': '\\textbraceleft{}', '}': '\\textbraceright{}', '~': '\\textasciitilde{}', '^': '\\textasciicircum{}',
  })[sign] || `\\${sign}`);
  const bibtex = at => {
    const [year, month, day] = isSure ? numbers(date) : [];
    const fields = [
      ['author', authors.map(name => `{${tex(name)}}`).join(' and ')],
      ['title', `{${tex(title)}}`],
      ['howpublished', tex(['Speech', ...(meeting ? [meeting] : []), ...(place ? [place] : [])].join(', '))],
      ['year', year], ['month', month && months[month - 1].slice(0, 3).toLowerCase()], ['day', day],
      ['date', !isSure && date.replace(/\.\./, '')],
      ['note', tex([site, ...(isSure ? [] : [inEnglish()]), remarks(at)].filter(Boolean).join('; '))],
      ['url', url(at).replace(/[{}\\]/g, encodeURIComponent)], ['urldate', url(at) && iso(today())],
      ['langid', 'chinese'],
    ];
    const lines = fields.filter(field => field[1]).map(([name, value]) => `  ${name} = ${name === 'month' ? value : `{${value}}`},\n`);
    return `@misc{${key(at)},\n${lines.join('')}}`;
  };

  /* RIS: the type that Zotero writes and reads for a talk. */
  const ris = at => {
    const parts = isSure ? numbers(date).map(part => String(part).padStart(2, '0')) : [];
    const year = /\d{4}/.exec(date);
    const day = isSure ? [0, 1, 2].map(n => parts[n] || '').join('/') + '/' : year && `${year[0]}///${inEnglish()}`;
    const lines = [
      ['TY', 'SLIDE'], ...authors.map(name => ['AU', name]), ['TI', title], ['T2', meeting], ['CY', place], ['PY', year && year[0]], ['DA', day],
      ['M3', 'Speech'], ['DB', site], ['ET', edition], ['SP', at && `para. ${at.n}`], ['N1', remarks(at)], ['LA', language],
      ['UR', url(at)], ['Y2', url(at) && iso(today()).replace(/-/g, '/')], ['ID', key(at)],
    ];
    return lines.filter(one => one[1]).map(([tag, value]) => `${tag}  - ${value}\r\n`).join('') + 'ER  - \r\n';
  };

  /* CSL-JSON: a list of one. An open date has no parts that a style could print: it is given in words. */
  const csl = at => {
    const parts = date && !/\.\./.test(date) && { 'date-parts': date.split('/').map(numbers), ...(isSure ? {} : { circa: true }) };
    const facts = {
      id: key(at), type: 'speech', title, author: authors.map(literal => ({ literal })), issued: parts || (date && { literal: inEnglish() }),
'event-title': meeting, event: meeting, 'event-place': place, genre: 'Speech', archive: site, version: edition, note: remarks(at), language,
      URL: url(at), accessed: url(at) && { 'date-parts': [today()] },
    };
    const lines = Object.entries(facts).filter(([, value]) => value && value.length !== 0);
    return `[{\n${lines.map(pair => `  ${pair.map(one => JSON.stringify(one)).join(': ')}`).join(',\n')}\n}]`;
  };

  const forms = {
    'GB/T 7714—2015': gb(false), 'GB/T 7714—2025': gb(true), Chicago: chicago, BibTeX: bibtex, RIS: ris, 'CSL-JSON': csl,
  };
  const isData = name => ['BibTeX', 'RIS', 'CSL-JSON'].includes(name);
  let form = window.yanluEnglish ? 'Chicago' : 'GB/T 7714—2015';
  try { form = localStorage.getItem('yanlu-citation') || form; } catch { /* storage is closed */ }
  if (!Object.keys(forms).includes(form)) [form] = Object.keys(forms);

  /* The section at the end: the chosen form; it is what its button copies. */
  const section = document.querySelector('.cite');
  const label = section.querySelector('.format');
  for (const name of Object.keys(forms)) label.lastElementChild.add(new Option(name, name));
  let selects = [label.lastElementChild];
  const show = () => {
    for (const select of selects) select.value = form;
    line.textContent = forms[form](null);
    line.classList.toggle('code', isData(form));
  };
  const choose = event => {
    form = event.target.value;
    try { localStorage.setItem('yanlu-citation', form); } catch { /* it holds for this page */ }
    show();
  };

  /* The menu of a number: made anew each time, since the interface may have changed its language. */
  const toast = document.querySelector('.toast').firstElementChild;
  let menu = null;
  let number = null;
  let fading;

  const here = () => ({ id: number.hash.slice(1), n: number.textContent });

  const hide = returnFocus => {
    if (!number) return;
    const held = number;
    number = null;
    held.removeAttribute('aria-expanded');
    menu.close();
    menu.remove();
    selects = [label.lastElementChild];
    if (returnFocus) held.focus({ preventScroll: true });
  };

  const say = () => {
    toast.hidden = false;
    clearTimeout(fading);
    fading = setTimeout(() => { toast.hidden = true; }, 2000);
  };

  const give = (text, then = () => {}) => yanlu.copy(text).then(() => { then(); say(); }, () => { /* it stays to be copied by hand */ });

  const make = () => {
    const made = document.createElement('dialog');
    menu = made;
    menu.className = 'card pid-menu';
    menu.tabIndex = -1;
    const button = (like, text) => {
      const one = document.createElement('button');
      one.type = 'button';
      one.textContent = section.querySelector(like).textContent;
      one.addEventListener('click', () => give(text(), () => hide(true)));
      return one;
    };
    const choice = label.cloneNode(true);
    choice.className = 'format';
    selects.push(choice.lastElementChild);
    choice.addEventListener('change', choose);
    const name = number.getAttribute('aria-label');
    const head = document.createElement('h2');
    head.textContent = name;
    menu.setAttribute('aria-label', name);
    menu.append(
      head,
      button('.link', () => address ? url(here()) : number.href),
      button('.copy .idle', () => forms[form](here())),
      choice,
    );
    document.body.append(menu);
    menu.addEventListener('close', () => { if (menu === made) hide(true); });
    menu.addEventListener('click', event => {
      if (event.target === menu && event.clientY < menu.getBoundingClientRect().top) hide(true);
    });
    menu.addEventListener('keydown', event => {
      if (event.key !== 'Tab' || menu.classList.contains('sheet')) return;
      const stops = [...menu.querySelectorAll('button, select')];
      if (document.activeElement !== (event.shiftKey ? stops[0] : stops[stops.length - 1])) return;
      event.preventDefault();
      hide(true);
    });
    show();
  };

  const open = (wanted, takeFocus) => {
    hide();
    number = wanted;
    number.setAttribute('aria-expanded', 'true');
    make();
    /* Beside the column, so that it covers no line; where there is no room for that, a sheet. */
    const edge = text.firstElementChild.getBoundingClientRect().right;
    const room = document.body.clientWidth - edge - 14;
    const isSheet = room < 8 * parseFloat(getComputedStyle(document.documentElement).fontSize);
    menu.classList.toggle('sheet', isSheet);
    if (isSheet) { menu.showModal(); return; }
    menu.style.maxWidth = `${room}px`;
    menu.setAttribute('open', '');
    const box = number.getBoundingClientRect();
    const under = box.bottom + menu.offsetHeight + 8 < innerHeight || box.top < menu.offsetHeight;
    menu.style.top = `${scrollY + (under ? box.bottom : box.top - menu.offsetHeight)}px`;
    menu.style.left = `${scrollX + Math.min(edge + 10, document.body.clientWidth - menu.offsetWidth - 8)}px`;
    if (takeFocus) menu.querySelector('button').focus({ preventScroll: true });
  };

  const text = document.getElementById('text');
  for (const each of text.querySelectorAll('.pid')) each.setAttribute('aria-haspopup', 'dialog');
  text.addEventListener('click', event => {
    const wanted = event.target.closest('.pid');
    if (!wanted || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (wanted === number) { hide(); return; }
    history.replaceState(history.state, '', wanted.hash); /* the address, without a jump of the page */
    open(wanted, event.detail === 0);
  });
  document.addEventListener('pointerdown', event => {
    if (number && !menu.classList.contains('sheet') && !menu.contains(event.target) && !number.contains(event.target)) hide();
  });
  document.addEventListener('keydown', event => { if (event.key === 'Escape' && number && !menu.classList.contains('sheet')) hide(true); });
  addEventListener('resize', () => { if (number && !menu.classList.contains('sheet')) hide(); });

  label.addEventListener('change', choose);
  section.querySelector('.link').addEventListener('click', () => give(address ? address.content : location.href.split('#')[0]));
  show();
})();
