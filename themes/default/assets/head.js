/* Before the first paint: theme, size, spacing and annotations as the reader left them. Who comes from elsewhere is led on to the
   script that they chose; steps inside the site, back or again are the reader's own. */
(root => {
  'use strict';
  const script = document.currentScript;
  root.classList.add('js');
  try {
    for (const name of ['theme', 'size', 'spacing', 'terms', 'language']) {
      const value = localStorage.getItem(`yanlu-${name}`);
      if (value) root.setAttribute(`data-${name}`, value);
    }
    const twin = script.getAttribute('data-twin');
    const [visit] = performance.getEntriesByType('navigation');
    const isFrom = document.referrer.startsWith(new URL('..', script.src));
    if (twin && !isFrom && visit && visit.type === 'navigate'
        && localStorage.getItem('yanlu-script') === (root.lang === 'zh-Hant' ? 'zh-Hans' : 'zh-Hant')) {
      const isFolder = location.protocol === 'file:' && twin.endsWith('/');
      root.hidden = true;
      location.replace(twin + (isFolder ? 'index.html' : '') + location.search + location.hash);
    }
  } catch { /* storage is closed: the defaults stand */ }
  /* Only so does a script that few readers want come before the other deferred ones. */
  if (root.getAttribute('data-language') === 'en') {
    document.write(`<script src="${script.getAttribute('data-english')}" defer><\/script>`);
  }
})(document.documentElement);
