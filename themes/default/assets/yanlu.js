/* Every page: settings, scripts that are asked for later, copying, links of a site that is opened from a folder, printing. */
(() => {
  'use strict';
  const root = document.documentElement;

  /* Settings: radio buttons whose values stand on <html> and in the browser's storage. */
  const defaults = { theme: 'auto', size: 'm', spacing: 'mid', terms: 'on', language: 'zh' };
  const settings = document.getElementById('settings');

  const paintBrowser = () => {
    const paper = getComputedStyle(root).getPropertyValue('--paper').trim();
    for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.content = paper;
  };

  for (const input of settings.querySelectorAll('input')) {
    input.checked = (root.getAttribute(`data-${input.name}`) || defaults[input.name]) === input.value;
  }
  const keep = (name, value) => {
    root.setAttribute(`data-${name}`, value);
    try { localStorage.setItem(`yanlu-${name}`, value); } catch { /* it holds for this page */ }
    paintBrowser();
    if (name === 'language') location.reload();
  };
  settings.addEventListener('change', ({ target }) => keep(target.name, target.value));

  /* The interface in English: english.js is asked for by head.js, so it is there before this script or not at all. */
  const english = window.yanluEnglish;
  const toEnglish = document.querySelector('.to-english');
  toEnglish.setAttribute('aria-pressed', Boolean(english));
  toEnglish.addEventListener('click', () => keep('language', english ? 'zh' : 'en'));
  const fill = english ? english.fill : (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
  const say = text => (english && english.speak(text)) || text;
  document.addEventListener('click', event => {
    if (settings.open && !settings.contains(event.target)) settings.open = false;
  });
  settings.addEventListener('focusout', event => {
    if (event.relatedTarget && !settings.contains(event.relatedTarget)) settings.open = false;
  });
  settings.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !settings.open) return;
    settings.open = false;
    settings.querySelector('summary').focus();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paintBrowser);
  if (root.hasAttribute('data-theme')) paintBrowser();

  /* A folder that is opened from a disk has no index page: links name the file. */
  const toFile = link => {
    if (link.protocol === 'file:' && link.pathname.endsWith('/')) link.pathname += 'index.html';
  };
  for (const kind of ['click', 'auxclick', 'contextmenu']) {
    document.addEventListener(kind, event => {
      const link = event.target.closest('a[href]');
      if (!link) return;
      toFile(link);
      if (!link.matches('.scripts a')) return;
      try { localStorage.setItem('yanlu-script', link.hreflang); } catch { /* it holds for this visit */ }
    }, true);
  }

  /* A page that has moved. */
  const moved = document.querySelector('a.moved-to');
  if (moved) {
    toFile(moved);
    location.replace(moved.href + location.hash);
  }

  /* A script that is wanted later: done when it has run, failed where it has not come in time; it may be asked for again. */
  const script = (address, patience = 20000) => new Promise((done, fail) => {
    const element = document.createElement('script');
    const settle = ({ type }) => {
      clearTimeout(late);
      element.remove();
      if (type === 'load') done(); else fail(new Error(`${address} did not come`));
    };
    const late = setTimeout(settle, patience, {});
    element.onload = element.onerror = settle;
    element.src = address;
    document.head.append(element);
  });

  /* To the clipboard, also where the page is no secure context. */
  const copy = text => {
    if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
    const held = document.activeElement;
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    if (held) held.focus();
    return done ? Promise.resolve() : Promise.reject(new Error('copy refused'));
  };

  for (const button of document.querySelectorAll('button[data-copy]')) {
    const source = document.getElementById(button.getAttribute('data-copy'));
    const [idle, done] = [button.querySelector('.idle'), button.querySelector('.done')];
    const say = isDone => { idle.hidden = isDone; done.hidden = !isDone; };
    button.addEventListener('click', () => {
      copy(source.textContent).then(() => {
        say(true);
        setTimeout(say, 2000, false);
      }, () => getSelection().selectAllChildren(source));
    });
  }

  /* What is folded on the screen is printed; the page's title runs on every sheet but the first. */
  let folded = [];
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('main details:not([open])')];
    for (const details of folded) details.open = true;
    const title = document.querySelector('h1');
    if (title) root.style.setProperty('--running', JSON.stringify(title.textContent.trim()));
  });
  addEventListener('afterprint', () => {
    for (const details of folded) details.open = false;
  });

  window.yanlu = { copy, fill, say, script };
})();
