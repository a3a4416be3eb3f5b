/* Before the first paint: theme, size and annotations as the reader left them. */
(root => {
  'use strict';
  root.classList.add('js');
  try {
    for (const name of ['theme', 'size', 'terms']) {
      const value = localStorage.getItem(`yanlu-${name}`);
      if (value) root.setAttribute(`data-${name}`, value);
    }
  } catch { /* storage is closed: the defaults stand */ }
})(document.documentElement);
