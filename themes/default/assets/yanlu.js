/* Every page: the settings, copying, links of a site opened from a folder, the switch of scripts. */
(function () {
  'use strict';
  var root = document.documentElement;
  var defaults = { theme: 'auto', size: 'm', terms: 'on' };

  /* Settings: radio buttons whose values stand on <html> and in the browser's storage. */
  var settings = document.getElementById('settings');
  if (settings) {
    settings.querySelectorAll('input').forEach(function (input) {
      input.checked = (root.getAttribute('data-' + input.name) || defaults[input.name]) === input.value;
    });
    settings.addEventListener('change', function (event) {
      var name = event.target.name, value = event.target.value;
      root.setAttribute('data-' + name, value);
      try { localStorage.setItem('yanlu-' + name, value); } catch (error) { /* it holds for this page */ }
    });
    document.addEventListener('click', function (event) {
      if (settings.open && !settings.contains(event.target)) settings.open = false;
    });
    settings.addEventListener('keydown', function (event) {
      if (event.key !== 'Escape' || !settings.open) return;
      settings.open = false;
      settings.querySelector('summary').focus();
    });
    settings.addEventListener('focusout', function (event) {
      if (event.relatedTarget && !settings.contains(event.relatedTarget)) settings.open = false;
    });
  }

  /* A folder has no index page when it is opened from a disk. */
  if (location.protocol === 'file:') {
    ['click', 'auxclick', 'contextmenu'].forEach(function (kind) {
      document.addEventListener(kind, function (event) {
        var link = event.target.closest && event.target.closest('a[href]');
        if (link && link.protocol === 'file:' && link.pathname.slice(-1) === '/') link.pathname += 'index.html';
      }, true);
    });
  }

  /* A page that has moved: at once, and from a disk to the file itself. */
  var moved = document.querySelector('a.moved-to');
  if (moved) {
    if (moved.protocol === 'file:' && moved.pathname.slice(-1) === '/') moved.pathname += 'index.html';
    location.replace(moved.href + location.hash);
  }

  /* To the clipboard, also where the page is no secure context. */
  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    var field = document.createElement('textarea');
    var held = document.activeElement;
    field.value = text;
    document.body.append(field);
    field.select();
    var done = document.execCommand('copy');
    field.remove();
    if (held) held.focus();
    return done ? Promise.resolve() : Promise.reject();
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('button[data-copy]');
    if (!button) return;
    copy(document.getElementById(button.getAttribute('data-copy')).textContent.trim()).then(function () {
      var idle = button.querySelector('.idle'), done = button.querySelector('.done');
      idle.hidden = true;
      done.hidden = false;
      setTimeout(function () { idle.hidden = false; done.hidden = true; }, 2000);
    }, function () { getSelection().selectAllChildren(document.getElementById(button.getAttribute('data-copy'))); });
  });

  /* What is folded on the screen is printed. */
  var folded = [];
  addEventListener('beforeprint', function () {
    folded = Array.prototype.slice.call(document.querySelectorAll('main details:not([open])'));
    folded.forEach(function (details) { details.open = true; });
  });
  addEventListener('afterprint', function () {
    folded.forEach(function (details) { details.open = false; });
  });

  window.yanlu = { copy: copy };
})();
