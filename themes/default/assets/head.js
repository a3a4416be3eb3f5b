/* Before the first paint: theme, size and annotations as the reader left them. */
(function (root) {
  'use strict';
  root.classList.add('js');
  try {
    ['theme', 'size', 'terms'].forEach(function (name) {
      var value = localStorage.getItem('yanlu-' + name);
      if (value) root.setAttribute('data-' + name, value);
    });
  } catch (error) { /* storage is closed: the defaults stand */ }
})(document.documentElement);
