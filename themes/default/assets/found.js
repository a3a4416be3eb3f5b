/* On arrival from a search: marks its words in a text. arrive.js asks for it, behind search-core.js. */
(() => {
  'use strict';
  const here = document.currentScript.src;
  const typed = new URLSearchParams(location.search).get('q');
  const text = document.getElementById('text');

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
  yanlu.script(new URL('../search/fold.js', here)).then(mark, () => { /* the text is there all the same */ });
})();
