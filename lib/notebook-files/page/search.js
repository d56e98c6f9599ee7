// The search box of an exported page. The index is loaded when the box is first used.
(() => {
  const form = document.querySelector('.search');
  const input = form.querySelector('input');
  const list = form.querySelector('ol');
  const MOST = 12;

  /** A letter without accents, in lower case; a syllable of Korean becomes its letters. */
  const fold = (letter) =>
    letter
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase();
  const plain = (text) => Array.from(text, fold).join('');

  let loading;
  function load() {
    loading ??= new Promise((done, fail) => {
      const script = document.createElement('script');
      script.src = 'assets/search.js';
      script.onload = done;
      script.onerror = fail;
      document.head.append(script);
    });
    return loading;
  }

  /**
   * How well the words describe a section. What is exactly in the title comes first, then what notebooks say, then the
   * rest of the API reference, which would fill the list.
   */
  function scoreOf(page, title, words) {
    const parts = title.split(/[^\p{L}\p{N}]+/u);
    const inTitle = words.map((word) => (parts.includes(word) ? 2 : title.includes(word) ? 1 : 0));
    const sum = inTitle.reduce((total, value) => total + value, 0);
    const isReference = /^api(-|$)/.test(page.name);
    return sum + (title === words.join(' ') ? 3 : 0) - (isReference ? 2 * words.length + 0.5 : 0);
  }

  /** Sections with all the words, the best first. */
  function find(words) {
    const found = [];
    for (const page of window.labSearch) {
      for (const section of page.sections) {
        section.plainTitle ??= plain(section.title);
        section.plainText ??= plain(section.text);
        const { plainTitle, plainText } = section;
        if (!words.every((word) => plainTitle.includes(word) || plainText.includes(word))) continue;
        found.push({ page, section, score: scoreOf(page, plainTitle, words) });
      }
    }
    return found.sort((a, b) => b.score - a.score);
  }

  function excerpt(text, word) {
    const letters = Array.from(text);
    // Where each letter begins in the plain text, which may be longer or shorter.
    const starts = [];
    let length = 0;
    for (const letter of letters) {
      starts.push(length);
      length += fold(letter).length;
    }
    const found = plain(text).indexOf(word);
    const at = Math.max(
      0,
      starts.findLastIndex((start) => start <= found),
    );
    const from = Math.max(0, at - 40);
    const shown = letters.slice(from, at + 80).join('');
    return `${from > 0 ? '…' : ''}${shown}${letters.length > at + 80 ? '…' : ''}`;
  }

  function entry({ page, section }, words) {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = `${encodeURIComponent(page.name)}.html${section.id ? `#${section.id}` : ''}`;
    link.textContent = section.title === page.title ? page.title : `${page.title}: ${section.title}`;
    const text = document.createElement('p');
    text.textContent = excerpt(section.text, words[0]);
    item.append(link, text);
    return item;
  }

  function say(words) {
    const item = document.createElement('li');
    item.textContent = words;
    list.replaceChildren(item);
  }

  async function show() {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    list.hidden = words.length === 0;
    if (words.length === 0) return;
    try {
      await load();
    } catch {
      say('The search needs the folder "assets" beside this page.');
      return;
    }
    const found = find(words);
    if (found.length === 0) say('Nothing found.');
    else list.replaceChildren(...found.slice(0, MOST).map((one) => entry(one, words)));
  }

  input.addEventListener('input', show);
  input.addEventListener('focus', show);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    list.querySelector('a')?.click();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') list.hidden = true;
  });
  document.addEventListener('click', (event) => {
    if (!form.contains(event.target) || event.target.closest('li a')) list.hidden = true;
  });
})();
