/* On every page: “/” leads to the search field, search forms work from a folder, and the words of a search are marked on arrival. */
(() => {
  'use strict';
  const here = document.currentScript.src;
  const isFile = location.protocol === 'file:';
  const inTree = document.documentElement.lang === 'zh-Hant' ? '../zh-hant/search/' : '../search/';
  const page = new URL(inTree + (isFile ? 'index.html' : ''), here);

  document.addEventListener('keydown', event => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest('input, textarea, select, [contenteditable]')) return;
    event.preventDefault();
    const field = document.querySelector('#q, input[name="q"]');
    if (!field) { location.href = page; return; }
    field.focus();
    field.select();
  });

  /* A folder on a disk has no index page. */
  if (isFile) {
    for (const form of document.querySelectorAll('form[role="search"]')) form.action = page;
  }

  /* What a search led to: its words are marked when the script for that has come. */
  if (!new URLSearchParams(location.search).get('q') || !document.getElementById('text')) return;
  const load = name => yanlu.script(new URL(name, here));
  load('search-core.js').then(() => load('found.js')).catch(() => { /* the text is there all the same */ });
})();
