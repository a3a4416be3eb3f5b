/* A field with a list of suggestions below it, by the pattern of https://www.w3.org/WAI/ARIA/apg/patterns/combobox/:
   arrows go through the list, Enter takes, Escape closes. */
'use strict';
yanlu.combobox = (field, list, { ask, takesFirst = false }) => {
  let turn = 0;
  let at = -1;
  let choices = [];

  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', list.id);

  const select = n => {
    at = n;
    [...list.children].forEach((item, i) => item.setAttribute('aria-selected', i === n));
    if (n < 0) { field.removeAttribute('aria-activedescendant'); return; }
    list.children[n].scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', list.children[n].id);
  };

  const open = isOpen => {
    list.hidden = !isOpen;
    field.setAttribute('aria-expanded', isOpen);
  };

  const hide = () => {
    turn++;
    open(false);
    select(-1);
  };

  /* Show choices, { name, note, choose } each. What the reader has selected by then stays selected. */
  const show = found => {
    const selected = at < 0 ? null : list.children[at].textContent;
    choices = found;
    list.replaceChildren(...found.map(({ name, note }, n) => {
      const item = document.createElement('li');
      item.id = `${list.id}-${n}`;
      item.setAttribute('role', 'option');
      const [text, mark] = [name, note].map(words => {
        const span = document.createElement('span');
        span.textContent = words;
        return span;
      });
      mark.className = 'n';
      item.append(text, mark);
      return item;
    }));
    open(found.length > 0);
    select([...list.children].findIndex(item => item.textContent === selected));
  };

  /* What is asked for has a way to tell whether it is still wanted when it comes. */
  const begin = () => {
    const mine = ++turn;
    ask(() => mine === turn);
  };

  field.addEventListener('input', event => { if (!event.isComposing) begin(); });
  field.addEventListener('compositionend', begin);
  field.addEventListener('keydown', event => {
    if (event.isComposing || event.keyCode === 229 || list.hidden) return; /* 229: the key that ends composing, in Safari */
    const [step, size] = [{ ArrowDown: 1, ArrowUp: -1 }[event.key], choices.length];
    if (step) select((at + step + 1 + size + 1) % (size + 1) - 1);
    else if (event.key === 'Enter' && (at >= 0 || takesFirst)) choices[Math.max(at, 0)].choose();
    else if (event.key === 'Escape') hide();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  field.addEventListener('blur', hide);
  if (field.form) field.form.addEventListener('submit', hide);
  list.addEventListener('pointerdown', event => event.preventDefault());
  list.addEventListener('click', event => {
    const item = event.target.closest('li');
    if (item) choices[[...list.children].indexOf(item)].choose();
  });

  hide();
  return { begin, show, hide };
};
