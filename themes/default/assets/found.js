/* On arrival from a search: marks its words in a text. arrive.js asks for it, behind search-core.js. */
(() => {
  'use strict';
  const here = document.currentScript.src;
  const asked = new URLSearchParams(location.search);
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

  const ranges = (element, chains) => {
    const nodes = nodesOf(element);
    const found = yanluSearch.spans(nodes.map(node => node.data).join(''), chains, element.matches('h1, .subtitle, .heading'));
    const pieces = [];
    let start = 0;
    for (const node of nodes) {
      for (const [first, end] of found) {
        const [from, to] = [Math.max(first - start, 0), Math.min(end - start, node.length)];
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
    const chains = yanluSearch.wanted(yanluSearch.parse(asked.get('q'), asked.get('in') === 'title'));
    const blocks = [...document.querySelectorAll('main h1, main .subtitle'), ...text.querySelectorAll('.block, tr, .notes li')];
    const found = blocks.flatMap(block => ranges(block, chains));
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
