/* The popover of term links: one a page, beside the link on a wide window, a sheet from below on a narrow one.
   Its content is card.js beside the term's page, which calls yanlu.card(slug, html). Where that fails, the link is followed. */
(() => {
  'use strict';
  const root = document.documentElement;
  const card = document.getElementById('card');
  const body = card.querySelector('.card-body');
  const narrow = matchMedia('(max-width: 56.24em)');
  const cards = new Map();
  const waiting = new Map();

  let link = null;      /* the link whose card is shown */
  let pinned = false;   /* opened by click, tap or key: it stays when the pointer leaves */
  let shownAt = 0;
  let opening;
  let closing;

  const isSheet = () => card.classList.contains('sheet');
  const isOff = () => root.getAttribute('data-terms') === 'off';

  yanlu.card = (slug, html) => cards.set(slug, html);

  /* Load a term's card once; `done` gets its HTML, `fail` is called where there is none within four seconds. */
  const load = (slug, address, done, fail) => {
    if (cards.has(slug)) { done(cards.get(slug)); return; }
    if (waiting.has(slug)) { waiting.get(slug).push([done, fail]); return; }
    waiting.set(slug, [[done, fail]]);
    const settle = () => {
      const asked = waiting.get(slug) || [];
      waiting.delete(slug);
      for (const [found, missing] of asked) {
        if (cards.has(slug)) found(cards.get(slug)); else missing();
      }
    };
    yanlu.script(new URL('card.js', address), 4000).then(settle, settle);
  };

  yanlu.load = load;

  /* Addresses in a card are relative to the term's page. */
  const fill = (html, address) => {
    body.innerHTML = html;
    if (window.yanluEnglish) yanluEnglish.walk(body);
    for (const inside of body.querySelectorAll('a[href]')) inside.href = new URL(inside.getAttribute('href'), address);
    body.scrollTop = 0;
  };

  /* Whether there is more below than is in sight. */
  const cut = () => card.classList.toggle('cut', body.scrollTop + body.clientHeight < body.scrollHeight - 2);
  body.addEventListener('scroll', cut);

  /* Under the line of the link, or over it where there is more room; never on it. */
  const place = x => {
    const [gap, edge] = [10, 12];
    const lines = [...link.getClientRects()];
    const line = lines.find(box => x >= box.left - 1 && x <= box.right + 1) || lines[0];
    card.style.maxHeight = '';
    const below = innerHeight - lines[lines.length - 1].bottom - gap - edge;
    const above = lines[0].top - gap - edge;
    const isUnder = card.offsetHeight <= below || below >= above;
    card.style.maxHeight = `${Math.max(isUnder ? below : above, 160)}px`;
    const top = isUnder ? lines[lines.length - 1].bottom + gap : lines[0].top - gap - card.offsetHeight;
    const left = Math.max(edge, Math.min(line.left - 24, document.body.clientWidth - card.offsetWidth - edge));
    card.style.top = `${top + scrollY}px`;
    card.style.left = `${left + scrollX}px`;
  };

  /* Under a sheet the page moves up, so that the line stays in sight above it; and down again when it has gone. */
  let raised = null;
  const raise = () => {
    const [lines, from] = [[...link.getClientRects()], scrollY];
    const over = lines[lines.length - 1].bottom + 8 - (innerHeight - card.offsetHeight);
    if (over <= 0) return;
    scrollBy({ top: Math.min(over, Math.max(lines[0].top, 0)), behavior: 'instant' });
    raised = { from, to: scrollY };
  };
  const lower = () => {
    if (raised && scrollY === raised.to) scrollTo({ top: raised.from, behavior: 'instant' });
    raised = null;
  };

  const hide = returnFocus => {
    clearTimeout(opening);
    clearTimeout(closing);
    if (!link) return;
    const term = link;
    link = null;
    term.setAttribute('aria-expanded', 'false');
    card.style.transform = '';
    if (card.open) card.close();
    lower();
    if (returnFocus) term.focus({ preventScroll: true });
  };

  const show = (term, { pin, x, takeFocus = false, isWanted = () => true, fail }) => {
    clearTimeout(closing);
    load(term.getAttribute('data-term'), term.href, html => {
      if (!isWanted()) return;
      if (link !== term) hide();
      fill(html, term.href);
      link = term;
      pinned = pin;
      shownAt = performance.now();
      term.setAttribute('aria-expanded', 'true');
      card.classList.toggle('sheet', narrow.matches);
      card.style.cssText = '';
      if (narrow.matches) {
        card.showModal();
        cut();
        raise();
      } else {
        card.setAttribute('open', '');
        place(x);
        cut();
        if (takeFocus) card.focus({ preventScroll: true });
      }
    }, fail);
  };

  /* Time to get from the link into the card. */
  const hideSoon = () => {
    clearTimeout(opening);
    if (link && !pinned) closing = setTimeout(() => hide(card.contains(document.activeElement)), 300);
  };

  const onClick = event => {
    const term = event.currentTarget;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button || isOff()) return;
    const isShown = link === term;
    if (isShown && (pinned || performance.now() - shownAt > 600)) return;
    event.preventDefault();
    clearTimeout(opening);
    if (isShown) { pinned = true; return; }
    show(term, { pin: true, x: event.clientX, takeFocus: event.detail === 0, fail: () => { location.href = term.href; } });
  };

  const onEnter = event => {
    const term = event.currentTarget;
    if (event.pointerType !== 'mouse' || narrow.matches || isOff()) return;
    clearTimeout(closing);
    clearTimeout(opening);
    if (link === term || (link && pinned)) return;
    let isOver = true;
    term.addEventListener('pointerleave', () => { isOver = false; }, { once: true });
    opening = setTimeout(() => {
      show(term, { pin: false, x: event.clientX, isWanted: () => isOver && link !== term, fail: () => { /* a click will follow */ } });
    }, 300);
  };

  for (const term of document.querySelectorAll('main a.term')) {
    term.setAttribute('aria-haspopup', 'dialog');
    term.setAttribute('aria-expanded', 'false');
    term.addEventListener('click', onClick);
    term.addEventListener('pointerenter', onEnter);
    term.addEventListener('pointerleave', hideSoon);
    term.addEventListener('pointerdown', () => clearTimeout(opening));
  }

  card.addEventListener('pointerenter', () => clearTimeout(closing));
  card.addEventListener('pointerleave', event => { if (event.pointerType === 'mouse' && !isSheet()) hideSoon(); });
  card.addEventListener('close', () => { if (!card.open) hide(); });
  card.querySelector('.close').addEventListener('click', () => hide(true));

  /* Beside the link: a press elsewhere, Escape, a new width, or Tab past its last link closes it. */
  document.addEventListener('pointerdown', event => {
    if (link && !isSheet() && !card.contains(event.target) && !link.contains(event.target)) hide();
  });
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !link || isSheet()) return;
    event.stopPropagation();
    hide(card.contains(document.activeElement));
  }, true);
  addEventListener('resize', () => { if (!isSheet()) hide(); });
  card.addEventListener('keydown', event => {
    if (event.key !== 'Tab' || isSheet()) return;
    const stops = [...card.querySelectorAll('a[href], button')];
    const edges = event.shiftKey ? [card, stops[0]] : [stops[stops.length - 1]];
    if (!edges.includes(document.activeElement)) return;
    if (event.shiftKey) event.preventDefault();
    hide(true);
  });

  /* The sheet: a tap above it or a swipe down closes it, and Escape as with every dialog. */
  card.addEventListener('click', event => {
    if (isSheet() && event.target === card && event.clientY < card.getBoundingClientRect().top) hide();
  });
  let startY = null;
  let moved = 0;
  card.addEventListener('touchstart', event => {
    startY = isSheet() && body.scrollTop <= 0 ? event.touches[0].clientY : null;
    moved = 0;
  }, { passive: true });
  card.addEventListener('touchmove', event => {
    if (startY === null) return;
    moved = Math.max(0, event.touches[0].clientY - startY);
    card.style.transform = `translateY(${moved}px)`;
  }, { passive: true });
  card.addEventListener('touchend', () => {
    if (startY === null) return;
    card.style.transform = '';
    if (moved > 64) hide();
  });
})();
