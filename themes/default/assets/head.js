/* Before the first paint: theme, size, spacing and annotations as the reader left them. */
(root => {
  'use strict';
  const script = document.currentScript;
  root.classList.add('js');
  try {
    for (const name of ['theme', 'size', 'spacing', 'terms', 'language']) {
      const value = localStorage.getItem(`yanlu-${name}`);
      if (value) root.setAttribute(`data-${name}`, value);
    }
  } catch { /* storage is closed: the defaults stand */ }
  /* Only so does a script that few readers want come before the other deferred ones. */
  if (root.getAttribute('data-language') === 'en') {
    document.write(`<script src="${script.getAttribute('data-english')}" defer><\/script>`);
  }
})(document.documentElement);
