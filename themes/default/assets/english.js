/* The interface in English, for readers who chose it: head.js asks for this file, and the build puts the table of words behind it.
   Words are marked in the page: an empty comment (or one with the word's key) before a text, data-t on an element of which an
   attribute is one. What is not marked is content, and stays as it is. Runs before all other scripts that wait for the page, so
   that they, too, find English words. */
(() => {
  'use strict';
  const column = document.documentElement.lang === 'zh-Hant' ? 1 : 0;
  const byKey = new Map();
  const byText = new Map();
  const patterns = [];
  const ATTRIBUTES = ['aria-label', 'title', 'placeholder', 'alt', 'label'];
  const INNER = new Set(['date', 'rest', 'first', 'second', 'name']);   /* fields that hold words of the interface themselves */
  const MONTHS = 'January February March April May June July August September October November December'.split(' ');
  const HAN = /\p{Script=Han}/u;

  /* {n} is the value; {n|speech|speeches} the first word for 1, else the second. */
  const fill = (text, values) => text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (all, name, one, many) => {
    if (!(name in values)) return all;
    if (one === undefined) return values[name];
    return String(values[name]) === '1' ? one : many;
  });

  const FIELD = /\{(\w+)(:,)?\}/g;
  const learn = rows => {
    for (const row of rows) {
      const [text, english, key] = [row[column] || row[0], row[2], row[3]];
      const names = [];
      const literal = text.replace(FIELD, '').length;
      let pattern = text.replace(/[.*+?^$()[\]\\|]/g, '\\$&');
      pattern = pattern.replace(FIELD, (_, name, isNumber) => {
        names.push(name);
        return isNumber ? '([\\d,]+)' : '(.+?)';
      });
      const word = { english, names, literal, pattern: names.length ? new RegExp(`^${pattern}$`) : null };
      if (key) byKey.set(key, word);
      /* What is not to be converted stands in simplified characters on the other page, too. */
      for (const form of [text, row[0]]) if (!byText.has(form)) byText.set(form, word);
      if (word.pattern) patterns.push(word);
    }
    patterns.sort((a, b) => b.literal - a.literal);
  };

  /* 2017年2月19日; 约2020年; 2018年以后; 2022年至2023年; 2019年2月至5月. */
  const POINT = '(\\d+)年(?:(\\d+)月(?:(\\d+)日)?)?';
  const DATE = new RegExp(`^([约約])?${POINT}(?:(以前|以[后後])|至${POINT})?$`);
  const point = (year, month, day) => [day, MONTHS[month - 1], year].filter(Boolean).join(' ');
  const inDate = text => {
    const found = DATE.exec(text);
    if (!found) {
      const days = text.split('—').map(day => DATE.test(day) && inDate(day));
      return days.length === 2 && days.every(Boolean) ? days.join(' to ') : null;
    }
    const [, about, year, month, day, side, year2, month2, day2] = found;
    const first = point(year, month, day);
    const words = side ? (side === '以前' ? `before or in ${first}` : `${first} or later`)
      : year2 ? `${first} to ${point(year2, month2, day2)}` : first;
    return (about ? 'about ' : '') + words;
  };

  const fitted = (word, text) => {
    const found = word.pattern && word.pattern.exec(text);
    if (!found) return null;
    const values = {};
    word.names.forEach((name, n) => {
      values[name] = (INNER.has(name) && speak(found[n + 1])) || found[n + 1];
    });
    return fill(word.english, values);
  };

  /* The English of a word, or null where it is none. A text with its fields still open stays so, for scripts that fill them. */
  function speak(text, key) {
    if (!HAN.test(text)) return null;
    const word = byKey.get(key) || byText.get(text);
    if (word && (byText.get(text) || !word.pattern)) return word.english;
    const said = word && fitted(word, text);
    if (said) return said;
    const date = inDate(text);
    if (date) return date;
    for (const other of patterns) {
      const found = fitted(other, text);
      if (found) return found;
    }
    return null;
  }

  /* The next node that shows something, and whether a space is wanted before it. */
  const beside = (node, way) => {
    let next = node[way];
    while (next && (next.nodeType === 8 || next.hidden)) next = next[way];
    if (!next) return false;
    const text = next.textContent;
    return way === 'nextSibling' ? !/^[\s%.,;:!?)）：，。、；]/.test(text) : !/[\s(（]$/.test(text);
  };
  const INLINE = new Set(['OPTION']);
  const SIGNS = { '：': ': ', '，': ', ', '、': ', ', '；': '; ' };
  const write = (node, english) => {
    const said = english.trim();
    const [before, after] = [/^\s*/.exec(node.data)[0], /\s*$/.exec(node.data)[0]];
    const parent = node.parentElement;
    const isAlone = ![...parent.childNodes].some(other => other !== node && other.nodeType !== 8 && other.textContent.trim());
    if ((isAlone && !HAN.test(parent.title)) || INLINE.has(parent.tagName)) {
      node.data = before + said + after;
      parent.lang = 'en';
      return;
    }
    /* A sign behind a word is of the interface, too. */
    const next = after ? null : node.nextSibling && (node.nextSibling.nodeType === 8 ? node.nextSibling.nextSibling : node.nextSibling);
    if (next && next.nodeType === 3) next.data = next.data.replace(/^[：，、；]/, sign => SIGNS[sign]);
    const span = document.createElement('span');
    span.lang = 'en';
    span.textContent = said;
    const [gap, space] = [beside(node, 'previousSibling'), beside(node, 'nextSibling')];
    node.replaceWith(before || (gap ? ' ' : ''), span, after || (space ? ' ' : ''));
  };

  const ARIA = '.notes .back';
  const LISTS = '.facts dd, .source dd, .shared-facts span';
  const TEXTS = '.text > .gone, .notes > h2';
  const walk = root => {
    const texts = [];
    const comments = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
    for (let mark = comments.nextNode(); mark; mark = comments.nextNode()) {
      const node = mark.nextSibling;
      if (mark.data !== '/' && node && node.nodeType === 3) texts.push([node, mark.data]);
    }
    for (const list of root.querySelectorAll(LISTS)) {
      for (const node of list.childNodes) if (node.data === '、') node.data = ', ';
    }
    for (const element of root.querySelectorAll(TEXTS)) texts.push([element.firstChild, '']);
    for (const [node, key] of texts) {
      const english = speak(node.data.trim(), key);
      if (english !== null) write(node, english);
    }
    for (const element of root.querySelectorAll(`[data-t], ${ARIA}`)) {
      for (const name of ATTRIBUTES) {
        const text = element.getAttribute(name);
        const english = text && speak(text, element.getAttribute('data-t'));
        if (!english) continue;
        element.setAttribute(name, english.trim());
        if (element.matches('a, button, input, img') && !HAN.test(element.textContent)) element.lang = 'en';
      }
    }
  };

  /* The page's title is made of words that stand in the page, too: where they have become English, so does it. */
  const retitle = before => {
    let title = document.title;
    for (const [element, text] of before) {
      const english = element.textContent.trim();
      if (english !== text) title = title.replace(text, english).replace(/（(.*?)）/, ' ($1)').replace('，', ', ').replace('：', ': ');
    }
    document.title = title;
  };

  window.yanluEnglish = {
    fill,
    speak,
    walk,
    learn: rows => {
      learn(rows);
      const titled = Array.from(document.querySelectorAll('h1, .tabs [aria-current], .above [aria-current]'), element => [element, element.textContent.trim()]);
      walk(document.body);
      retitle(titled);
    },
  };
})();
