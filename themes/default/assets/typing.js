/* The home page's field: what suggests terms and titles is asked for when the reader begins to type, and not before. */
(() => {
  'use strict';
  const field = document.getElementById('q');
  const files = field.form.getAttribute('data-scripts').split(' ');

  const begin = async () => {
    field.removeEventListener('input', begin);
    try {
      for (; files.length; files.shift()) await yanlu.script(files[0]);
    } catch {
      field.addEventListener('input', begin); /* perhaps at the next letter */
    }
  };
  field.addEventListener('input', begin);
})();
