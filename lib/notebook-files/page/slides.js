// Shows an exported notebook as slides: one for each heading, with the cells below it.
(() => {
  const main = document.querySelector('main');
  if (!main.querySelector(':scope > .cell.code')) return;
  const isTitle = (part) => part.matches('.aside') || part.querySelector(':scope > :is(h1, h2, h3)');
  const slides = [];
  for (const part of main.children) {
    if (slides.length === 0 || isTitle(part)) slides.push([]);
    slides.at(-1).push(part);
  }
  let at = 0;

  const bar = document.createElement('nav');
  bar.className = 'slide-bar';
  bar.setAttribute('aria-label', 'Slides');
  const place = document.createElement('span');
  place.setAttribute('aria-live', 'polite');
  bar.append(
    button('‹', 'Previous slide', () => show(at - 1)),
    place,
  );
  bar.append(
    button('›', 'Next slide', () => show(at + 1)),
    button('✕', 'Leave the slides', leave),
  );
  const start = button('Slides', 'Show this page as slides', () => {
    document.body.classList.add('slides');
    // Where the reader is.
    const ended = slides.findIndex((parts) => parts.at(-1).getBoundingClientRect().bottom > 0);
    show(Math.max(0, ended));
  });
  start.className = 'present';
  document.querySelector('header .search').before(start);

  function button(text, title, act) {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = text;
    made.title = title;
    made.setAttribute('aria-label', title);
    made.addEventListener('click', act);
    return made;
  }

  function show(wanted) {
    at = Math.max(0, Math.min(slides.length - 1, wanted));
    for (const [n, parts] of slides.entries()) for (const part of parts) part.hidden = n !== at;
    for (const part of slides[at]) if (part.matches('.aside')) part.open = true;
    place.textContent = `${at + 1} / ${slides.length}`;
    document.body.append(bar);
    window.scrollTo(0, 0);
    window.dispatchEvent(new Event('resize')); // plots find their width
  }

  function leave() {
    document.body.classList.remove('slides');
    for (const part of main.children) part.hidden = false;
    bar.remove();
    slides[at][0].scrollIntoView();
    window.dispatchEvent(new Event('resize'));
  }

  document.addEventListener('keydown', (event) => {
    if (!document.body.matches('.slides') || event.target.matches('input')) return;
    const steps = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
    if (event.key === 'Escape') leave();
    else if (steps[event.key] && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      show(at + steps[event.key]);
    }
  });
})();
