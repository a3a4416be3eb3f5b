/* A speech: controls and contents that follow the reader, and from one use of a term to the next. */
(() => {
  'use strict';
  const text = document.getElementById('text');
  const blocks = [...text.querySelectorAll('.block[id], tr[id]')];
  const contents = document.querySelector('.contents');
  const entries = new Map();

  /* When the head of the page has gone up, its controls stand above the text, beside the title. */
  const controls = document.querySelector('.controls');
  controls.setAttribute('data-title', document.querySelector('h1').textContent);
  new IntersectionObserver(seen => controls.classList.toggle('aloft', !seen.pop().isIntersecting)).observe(controls.parentNode);

  /* Contents: open beside the text, folded above it where there is no room beside. */
  if (contents) {
    const details = contents.firstElementChild;
    const isBeside = () => getComputedStyle(contents).position === 'sticky';
    let beside = null;
    const fold = () => {
      if (isBeside() === beside) return;
      beside = isBeside();
      details.open = beside;
      details.firstElementChild.tabIndex = beside ? -1 : 0;
    };
    fold();
    addEventListener('resize', fold);
    document.addEventListener('change', fold);
    contents.addEventListener('click', event => {
      if (event.target.closest('a') && !beside) details.open = false;
    });
    for (const link of contents.querySelectorAll('a')) entries.set(link.hash.slice(1), link);
  }

  const mark = link => {
    const held = contents && contents.querySelector('[aria-current]');
    if (held === link) return;
    if (held) held.removeAttribute('aria-current');
    if (!link) return;
    link.setAttribute('aria-current', 'location');
    const [box, place] = [contents.getBoundingClientRect(), link.getBoundingClientRect()];
    if (place.top < box.top || place.bottom > box.bottom) contents.scrollTop += place.top - box.top - box.height / 3;
  };

  /* The block that is being read: the first one in the upper third of the window. */
  const order = new Map();
  const heading = new Map();
  let last = null;
  blocks.forEach((block, n) => {
    last = entries.get(block.id) || last;
    order.set(block, n);
    heading.set(block, last);
  });
  const inView = new Set();
  let current = null;
  const watch = new IntersectionObserver(changes => {
    for (const { isIntersecting, target } of changes) {
      if (isIntersecting) inView.add(target); else inView.delete(target);
    }
    if (!inView.size) return;
    current = [...inView].reduce((first, block) => order.get(block) < order.get(first) ? block : first);
    mark(heading.get(current));
  }, { rootMargin: '-12% 0px -66% 0px' });
  for (const block of blocks) watch.observe(block);

  /* The other script opens at the same paragraph. */
  const other = document.querySelector('.scripts .other');
  if (other) {
    other.addEventListener('click', () => {
      if (current && scrollY > innerHeight / 3) other.hash = current.id;
    });
  }

  /* From one use of a term to the next. */
  const walker = document.querySelector('.walker');
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const canHighlight = 'highlights' in (window.CSS || {});
  let walk = null;

  /* A use is block.start.end, in characters of the text, which numbers and marks of notes are no part of. */
  const range = use => {
    const [id, start, end] = use.split('.');
    const nodes = document.createTreeWalker(document.getElementById(id), NodeFilter.SHOW_TEXT);
    const found = new Range();
    let at = 0;
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      if (node.parentNode.closest('.pid, .noteref')) continue;
      const characters = [...node.data];
      const next = at + characters.length;
      const offset = place => characters.slice(0, place - at).join('').length;
      if (start >= at && start < next) found.setStart(node, offset(start));
      if (end > at && end <= next) found.setEnd(node, offset(end));
      at = next;
    }
    return found;
  };

  const show = () => {
    const use = walk.uses[walk.at];
    const [id] = use.split('.');
    const words = range(use);
    walker.querySelector('.walker-place').textContent = `${walk.at + 1} / ${walk.uses.length}`;
    if (canHighlight) CSS.highlights.set('use', new Highlight(words));
    for (const other of blocks) other.classList.toggle('here', other.id === id);
    history.replaceState(history.state, '', `#${id}`);
    const box = words.getBoundingClientRect();
    scrollBy({ top: box.top + (box.height - innerHeight) / 2, behavior: still.matches ? 'auto' : 'smooth' });
  };

  const leave = () => {
    const isIn = walker.contains(document.activeElement);
    walker.hidden = true;
    for (const block of blocks) block.classList.remove('here');
    if (canHighlight) CSS.highlights.delete('use');
    if (isIn) walk.link.focus({ preventScroll: true });
  };

  /* What a number leads to, in words: each would stand in the page a hundred times. */
  const [numberName, walkName] = [...walker.querySelectorAll('span[hidden]')].map(span => span.textContent);
  for (const link of text.querySelectorAll('.pid')) link.setAttribute('aria-label', yanlu.fill(numberName, { n: link.textContent }));

  for (const link of document.querySelectorAll('.terms-here a + a')) {
    const term = link.parentNode.firstElementChild;
    const uses = link.getAttribute('data-uses').split(' ');
    link.setAttribute('aria-label', yanlu.fill(walkName, { term: term.textContent, n: link.textContent }));
    link.addEventListener('click', event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      walk = { link, at: 0, uses };
      walker.querySelector('.walker-term').textContent = term.textContent;
      walker.hidden = false;
      walker.querySelector('.on').focus({ preventScroll: true });
      show();
    });
  }
  walker.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.classList.contains('close')) { leave(); return; }
    const step = button.classList.contains('on') ? 1 : -1;
    walk.at = (walk.at + step + walk.uses.length) % walk.uses.length;
    show();
  });
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && !walker.hidden && !document.querySelector('dialog[open], .settings[open]')) leave();
  });
})();
