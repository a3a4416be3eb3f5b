/* The popover of term links: one a page, beside the link on a wide window, a sheet from below on a narrow one.
   Its content is <term's page>/card.js, which calls yanlu.card(slug, html); where that fails, the link is followed. */
(function () {
  'use strict';
  var card = document.getElementById('card');
  var body = card.querySelector('.card-body');
  var narrow = matchMedia('(max-width: 56.24em)');
  var cards = {}, waiting = {};
  var link = null;       /* whose card is shown */
  var pinned = false;    /* opened by click, tap or key: it does not close when the pointer leaves */
  var since = 0, opening, closing;

  yanlu.card = function (slug, html) { cards[slug] = html; };

  function load(term, done, fail) {
    var slug = term.getAttribute('data-term');
    if (cards[slug]) { done(cards[slug]); return; }
    if (waiting[slug]) { waiting[slug].push([done, fail]); return; }
    waiting[slug] = [[done, fail]];
    var script = document.createElement('script');
    var settle = function () {
      if (!waiting[slug]) return;
      clearTimeout(late);
      var all = waiting[slug];
      delete waiting[slug];
      all.forEach(function (pair) { if (cards[slug]) pair[0](cards[slug]); else pair[1](); });
    };
    var late = setTimeout(settle, 4000);
    script.onload = script.onerror = function () { script.remove(); settle(); };
    script.src = new URL('card.js', term.href);
    document.head.append(script);
  }

  function fill(html, address) {
    body.innerHTML = html;
    body.querySelectorAll('a[href]').forEach(function (part) { part.href = new URL(part.getAttribute('href'), address); });
    body.scrollTop = 0;
  }

  /* Under the line of the link, or over it where there is more room; never on it. */
  function place(x) {
    var lines = Array.prototype.slice.call(link.getClientRects());
    var line = lines.find(function (box) { return x >= box.left - 1 && x <= box.right + 1; }) || lines[0];
    var first = lines[0], end = lines[lines.length - 1], gap = 10, edge = 12;
    card.style.maxHeight = '';
    var width = card.offsetWidth, height = card.offsetHeight;
    var below = innerHeight - end.bottom - gap - edge, above = first.top - gap - edge;
    var under = height <= below || below >= above;
    var room = Math.max(under ? below : above, 160);
    if (height > room) { card.style.maxHeight = room + 'px'; height = room; }
    var left = Math.min(Math.max(line.left - 24, edge), document.body.clientWidth - width - edge);
    card.style.left = left + scrollX + 'px';
    card.style.top = (under ? end.bottom + gap : first.top - gap - height) + scrollY + 'px';
  }

  function show(term, options) {
    clearTimeout(closing);
    load(term, function (html) {
      if (options.wanted && !options.wanted()) return;
      if (link && link !== term) hide();
      fill(html, term.href);
      link = term;
      pinned = options.pin;
      since = performance.now();
      term.setAttribute('aria-expanded', 'true');
      if (narrow.matches) {
        card.style.cssText = '';
        card.classList.add('sheet');
        card.showModal();
      } else {
        card.classList.remove('sheet');
        card.setAttribute('open', '');
        place(options.x);
        if (options.focus) card.focus({ preventScroll: true });
      }
    }, options.fail);
  }

  function hide(focus) {
    clearTimeout(opening);
    clearTimeout(closing);
    if (!link) return;
    var term = link;
    link = null;
    term.setAttribute('aria-expanded', 'false');
    if (card.open) card.close();
    card.style.transform = '';
    if (focus) term.focus({ preventScroll: true });
  }

  function hidden() { return document.documentElement.getAttribute('data-terms') === 'off'; }

  document.querySelectorAll('main a.term').forEach(function (term) {
    term.setAttribute('aria-haspopup', 'dialog');
    term.setAttribute('aria-expanded', 'false');

    term.addEventListener('click', function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button || hidden()) return;
      var shown = link === term;
      if (shown && (pinned || performance.now() - since > 600)) return;
      event.preventDefault();
      clearTimeout(opening);
      if (shown) { pinned = true; return; }
      show(term, {
        pin: true, x: event.clientX, focus: event.detail === 0,
        fail: function () { location.href = term.href; }
      });
    });

    term.addEventListener('pointerenter', function (event) {
      if (event.pointerType !== 'mouse' || narrow.matches || hidden()) return;
      clearTimeout(closing);
      clearTimeout(opening);
      if (link === term || (link && pinned)) return;
      var x = event.clientX, over = true;
      term.addEventListener('pointerleave', function () { over = false; }, { once: true });
      opening = setTimeout(function () {
        show(term, { pin: false, x: x, wanted: function () { return over; }, fail: function () { /* a click will follow */ } });
      }, 300);
    });
    term.addEventListener('pointerleave', soon);
  });

  /* Time to get from the link into the card. */
  function soon() {
    clearTimeout(opening);
    if (link && !pinned) closing = setTimeout(function () { hide(card.contains(document.activeElement)); }, 300);
  }
  card.addEventListener('pointerenter', function () { clearTimeout(closing); });
  card.addEventListener('pointerleave', function (event) { if (event.pointerType === 'mouse') soon(); });

  card.querySelector('.close').addEventListener('click', function () { hide(true); });
  document.addEventListener('pointerdown', function (event) {
    if (link && !card.classList.contains('sheet') && !card.contains(event.target) && !link.contains(event.target)) hide();
  });
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && link && !card.classList.contains('sheet')) {
      event.stopPropagation();
      hide(card.contains(document.activeElement));
    }
  }, true);
  addEventListener('resize', function () { if (link && !card.classList.contains('sheet')) hide(); });

  /* From the last link of the card, Tab goes back to the text. */
  card.addEventListener('keydown', function (event) {
    if (event.key !== 'Tab' || card.classList.contains('sheet')) return;
    var stops = card.querySelectorAll('a[href], button');
    var edge = event.shiftKey ? [stops[0], card] : [stops[stops.length - 1]];
    if (edge.indexOf(document.activeElement) < 0) return;
    if (event.shiftKey) event.preventDefault();
    hide(true);
  });

  /* The sheet: Escape and the dialog's own ways of closing, a tap outside, a swipe down. */
  card.addEventListener('close', function () { hide(); });
  card.addEventListener('click', function (event) {
    if (event.target !== card || !card.classList.contains('sheet')) return;
    if (event.clientY < card.getBoundingClientRect().top) hide();
  });
  var startY = null, moved = 0;
  card.addEventListener('touchstart', function (event) {
    startY = card.classList.contains('sheet') && body.scrollTop <= 0 ? event.touches[0].clientY : null;
    moved = 0;
  }, { passive: true });
  card.addEventListener('touchmove', function (event) {
    if (startY === null) return;
    moved = Math.max(0, event.touches[0].clientY - startY);
    card.style.transform = 'translateY(' + moved + 'px)';
  }, { passive: true });
  card.addEventListener('touchend', function () {
    if (startY === null) return;
    card.style.transform = '';
    if (moved > 64) hide();
  });
})();
