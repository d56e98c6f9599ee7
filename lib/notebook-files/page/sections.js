// The contents and the sections that are closed at first, on an exported page.
(() => {
  // A link into a closed section opens it.
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    target?.closest('details.aside')?.setAttribute('open', '');
  };
  open();
  window.addEventListener('hashchange', open);
  for (const aside of document.querySelectorAll('details.aside')) {
    // Plots that were drawn in a closed section have a width to find.
    aside.addEventListener('toggle', () => window.dispatchEvent(new Event('resize')));
    window.addEventListener('beforeprint', () => aside.setAttribute('open', ''));
  }

  // On a narrow screen, the contents would push the page out of sight.
  const contents = document.querySelector('.contents');
  if (contents && window.innerWidth < 1300) contents.open = false;
})();
