/* Of the development server only: load the page again when the site has changed, and show what is wrong at its foot.
   A browser opens few connections to one host, so a tab that nobody sees holds none. */
(function () {
  'use strict';
  var site = document.currentScript.getAttribute('data-site');
  var events = null;

  function element(name, text) {
    var made = document.createElement(name);
    made.textContent = text || '';
    return made;
  }

  function show(said) {
    var old = document.getElementById('yanlu-problems');
    if (old && old.hasAttribute('data-whole')) return; // the page is nothing but problems: only another one replaces it
    if (!said.problems.length) {
      if (old) old.remove();
      return;
    }
    var panel = element('details');
    panel.id = 'yanlu-problems';
    panel.className = said.refused ? 'error' : 'warning';
    panel.open = said.refused || Boolean(old && old.open && old.className === panel.className);
    panel.append(element('summary', said.title));
    var list = element('ol');
    said.problems.forEach(function (problem) {
      var item = element('li', problem.text);
      item.className = problem.level;
      list.append(item);
    });
    panel.append(list);
    if (old) old.replaceWith(panel);
    else document.body.append(panel);
  }

  function listen() {
    if (events || document.hidden) return;
    events = new EventSource('/-/events');
    events.onmessage = function (event) {
      var said = JSON.parse(event.data);
      if (said.site === site) show(said);
      else location.reload();
    };
  }

  function rest() {
    if (events) events.close();
    events = null;
  }

  document.addEventListener('visibilitychange', function () {
    if (document.hidden) rest();
    else listen();
  });
  addEventListener('pagehide', rest);
  addEventListener('pageshow', listen);
  listen();
})();
