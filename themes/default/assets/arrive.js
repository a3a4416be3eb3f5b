/* On every page: “/” leads to the search field, search forms work from a folder, and the words of a search are marked on arrival. */
(() => {
  'use strict';
  const here = document.currentScript.src;
  const isFile = location.protocol === 'file:';
  const inTree = document.documentElement.lang === 'zh-Hant' ? '../zh-hant/search/' : '../search/';
  const page = new URL(inTree + (isFile ? 'index.html' : ''), here);

  document.addEventListener('keydown', event => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest('input, textarea, select, [contenteditable]')) return;
    event.preventDefault();
    const field = document.querySelector('#q, input[name="q"]');
    if (!field) { location.href = page; return; }
    field.focus();
    field.select();
  });

  /* A folder on a disk has no index page. */
  if (isFile) {
    for (const form of document.querySelectorAll('form[role="search"]')) form.action = page;
  }

  const typed = new URLSearchParams(location.search).get('q');
  const text = document.getElementById('text');
  if (!typed || !text) return;

  /* The pieces of text of an element, what is not of the text left out, and a range over [start, end) of them. */
  const nodesOf = element => {
    const nodes = [];
    const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (!node.parentNode.closest('.pid, .noteref, .vh')) nodes.push(node);
    }
    return nodes;
  };

  const ranges = (element, words) => {
    const nodes = nodesOf(element);
    const found = yanluSearch.spans(nodes.map(node => node.data).join(''), words);
    const pieces = [];
    let start = 0;
    for (const node of nodes) {
      for (const span of found) {
        const [from, to] = [Math.max(span.start - start, 0), Math.min(span.end - start, node.length)];
        if (from >= to) continue;
        const range = new Range();
        range.setStart(node, from);
        range.setEnd(node, to);
        pieces.push(range);
      }
      start += node.length;
    }
    return pieces;
  };

  const mark = () => {
    const words = yanluSearch.wanted(yanluSearch.parse(typed));
    const blocks = [...document.querySelectorAll('main h1'), ...text.querySelectorAll('.block, tr, .notes li')];
    const found = blocks.flatMap(block => ranges(block, words.filter(word => !word.title || block.matches('h1, .heading'))));
    if ('highlights' in (window.CSS || {})) {
      CSS.highlights.set('found', new Highlight(...found));
    } else {
      for (const range of found.reverse()) range.surroundContents(document.createElement('mark'));
    }
    text.setAttribute('data-found', found.length);
  };

  window.yanluFold = (from, to) => yanluSearch.setFold(from, to);
  const load = name => yanlu.script(new URL(name, here));
  load('search-core.js').then(() => load('../search/fold.js')).then(mark, () => { /* the text is there all the same */ });
})();
