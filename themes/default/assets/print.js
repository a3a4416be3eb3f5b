/* A speech on paper has the definitions of its terms: they are loaded when the reader asks to print, once a page.
   What the browser's own menu prints without asking has the names alone. */
(() => {
  'use strict';
  const section = document.querySelector('.terms-here');
  const button = document.querySelector('button.print');
  let state = section ? 'names' : 'ready';

  /* One entry from a term's card: name and reading, then its words; a link has no use on paper. */
  const entry = html => {
    const held = document.createElement('template');
    held.innerHTML = html;
    const part = name => held.content.querySelector(name);
    for (const link of held.content.querySelectorAll('a')) link.replaceWith(...link.childNodes);
    const name = document.createElement('dt');
    const reading = part('.card-reading [lang="zh-Latn"]');
    name.append(part('.card-term').textContent, ...(reading ? [reading] : []));
    const words = document.createElement('dd');
    words.append(...['.card-text', '.card-since', '.card-items'].map(part).filter(Boolean));
    return [name, words];
  };

  const fill = cards => {
    const list = document.createElement('dl');
    list.className = 'definitions';
    const order = new Intl.Collator('zh-Hans-u-co-pinyin').compare;
    cards.sort((a, b) => order(a.name, b.name));
    for (const { name, html } of cards) {
      if (html) { list.append(...entry(html)); continue; }
      const alone = document.createElement('dt');
      alone.textContent = name;
      list.append(alone);
    }
    section.append(list);
    section.classList.add('defined');
  };

  const load = () => Promise.all([...section.querySelectorAll('li > a:first-child')].map(link => new Promise(done => {
    const name = link.textContent;
    const slug = new URL(link.getAttribute('href'), location).pathname.split('/').slice(-2)[0];
    yanlu.load(slug, link.href, html => done({ name, html }), () => done({ name }));
  })));

  const ask = () => {
    if (state === 'ready') { print(); return; }
    if (state === 'loading') return;
    state = 'loading';
    button.disabled = true;
    load().then(fill).finally(() => {
      state = 'ready';
      button.disabled = false;
      print();
    });
  };

  button.addEventListener('click', ask);
  document.addEventListener('keydown', event => {
    if (event.key.toLowerCase() !== 'p' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || state === 'ready') return;
    event.preventDefault();
    ask();
  });
})();
