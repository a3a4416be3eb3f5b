/* A speech: contents that follow the reader, links of paragraphs, from one use of a term to the next. */
(function () {
  'use strict';
  var text = document.getElementById('text');
  var blocks = Array.prototype.slice.call(text.querySelectorAll('.block[id], tr[id]'));
  var still = matchMedia('(prefers-reduced-motion: reduce)');
  var current = null;

  /* Contents: open beside the text, folded above it on a narrow window. */
  var contents = document.querySelector('.contents');
  var entries = {};
  if (contents) {
    var beside = function () { return getComputedStyle(contents).position === 'sticky'; };
    var was = null;
    var fold = function () {
      if (beside() === was) return;
      was = beside();
      contents.firstElementChild.open = was;
    };
    fold();
    addEventListener('resize', fold);
    document.addEventListener('change', fold);
    contents.querySelectorAll('a').forEach(function (link) { entries[link.hash.slice(1)] = link; });
    contents.addEventListener('click', function (event) {
      if (event.target.closest('a') && !beside()) contents.firstElementChild.open = false;
    });
  }

  function mark(id) {
    var held = contents && contents.querySelector('[aria-current]');
    var link = entries[id];
    if (held === link) return;
    if (held) held.removeAttribute('aria-current');
    if (!link) return;
    link.setAttribute('aria-current', 'location');
    var box = contents.getBoundingClientRect(), place = link.getBoundingClientRect();
    if (place.top < box.top || place.bottom > box.bottom) contents.scrollTop += place.top - box.top - box.height / 3;
  }

  /* The block that is being read: the first one in the upper third of the window. */
  var head = {}, last = null, seen = new Set();
  blocks.forEach(function (block) {
    if (entries[block.id]) last = block.id;
    head[block.id] = last;
  });
  var order = new Map(blocks.map(function (block, n) { return [block, n]; }));
  var watch = new IntersectionObserver(function (changes) {
    changes.forEach(function (change) { seen[change.isIntersecting ? 'add' : 'delete'](change.target); });
    var first = null;
    seen.forEach(function (block) { if (!first || order.get(block) < order.get(first)) first = block; });
    if (!first) return;
    current = first;
    mark(head[first.id]);
  }, { rootMargin: '-12% 0px -66% 0px' });
  blocks.forEach(function (block) { watch.observe(block); });

  /* The other script opens at the same paragraph. */
  var other = document.querySelector('.scripts .other');
  if (other) {
    other.addEventListener('click', function () {
      if (current && scrollY > 200) other.hash = current.id;
    });
  }

  /* A paragraph's number copies its citation; the link itself still works. */
  var toast = document.querySelector('.toast'), fading;
  text.addEventListener('click', function (event) {
    var number = event.target.closest('.pid');
    if (!number || event.ctrlKey || event.metaKey || event.shiftKey) return;
    var citation = document.getElementById('citation').textContent.trim();
    yanlu.copy(citation + ' ' + number.getAttribute('aria-label') + ' ' + number.href).then(function () {
      toast.firstElementChild.hidden = false;
      clearTimeout(fading);
      fading = setTimeout(function () { toast.firstElementChild.hidden = true; }, 2000);
    }, function () { /* the address bar has it */ });
  });

  /* From one use to the next. */
  var walker = document.querySelector('.walker');
  var places = [], at = 0, from = null;

  function ranges(block, word) {
    var found = [], nodes = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), node;
    while ((node = nodes.nextNode())) {
      for (var start = node.data.indexOf(word); start >= 0; start = node.data.indexOf(word, start + word.length)) {
        var range = document.createRange();
        range.setStart(node, start);
        range.setEnd(node, start + word.length);
        found.push(range);
      }
    }
    return found;
  }

  function show() {
    var block = document.getElementById(places[at]);
    walker.querySelector('.walker-place').textContent = (at + 1) + ' / ' + places.length;
    if (!block) return;
    block.scrollIntoView({ block: 'center', behavior: still.matches ? 'auto' : 'smooth' });
    if (window.CSS && CSS.highlights && window.Highlight) {
      CSS.highlights.set('use', new Highlight(...ranges(block, from.term)));
    }
    history.replaceState(history.state, '', '#' + places[at]);
  }

  function leave() {
    walker.hidden = true;
    if (window.CSS && CSS.highlights) CSS.highlights.delete('use');
    if (from) from.link.focus({ preventScroll: true });
  }

  document.querySelectorAll('.jump').forEach(function (link) {
    link.addEventListener('click', function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      var blocksOf = link.getAttribute('data-blocks').split(' ');
      places = blocksOf.filter(function (id, n) { return blocksOf.indexOf(id) === n; });
      at = 0;
      from = { link: link, term: link.parentNode.firstElementChild.textContent };
      walker.querySelector('.walker-term').textContent = from.term;
      walker.hidden = false;
      walker.querySelector('.on').focus({ preventScroll: true });
      show();
    });
  });
  walker.addEventListener('click', function (event) {
    var button = event.target.closest('button');
    if (!button) return;
    if (button.className === 'close') { leave(); return; }
    at = (at + (button.className === 'on' ? 1 : places.length - 1)) % places.length;
    show();
  });
  walker.addEventListener('keydown', function (event) { if (event.key === 'Escape') leave(); });
})();
