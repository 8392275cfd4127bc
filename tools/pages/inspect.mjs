/* global document, getComputedStyle, Event */
/** Runs in the page: what is wrong with its layout, a sentence each. */
export function inspectLayout() {
  const problems = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) problems.push(`the page is ${scrollWidth} px wide in a window of ${clientWidth}`);
  for (const box of document.querySelectorAll('.scroll'))
    if (box.scrollWidth > box.clientWidth + 1)
      problems.push(`table '${box.closest('section').id}' is clipped: ${box.scrollWidth} px in ${box.clientWidth}`);
  for (const cell of document.querySelectorAll('th, td'))
    if (cell.scrollWidth > cell.clientWidth + 1)
      problems.push(`a cell of '${cell.closest('section').id}' is clipped: ${cell.textContent}`);
  for (const svg of document.querySelectorAll('figure svg')) {
    const name = svg.closest('figure').id;
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')]
      .filter((text) => text.textContent.trim() !== '' && getComputedStyle(text).opacity !== '0')
      .map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }));
    for (const { words, box } of texts)
      if (
        box.left < frame.left - 1 ||
        box.right > frame.right + 1 ||
        box.top < frame.top - 1 ||
        box.bottom > frame.bottom + 1
      )
        problems.push(`figure '${name}': '${words}' is cut off`);
    texts.forEach(({ words, box }, k) => {
      for (const other of texts.slice(k + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        // Boxes of lines of text are taller than their letters.
        if (across > 1 && down > box.height / 3) problems.push(`figure '${name}': '${words}' lies on '${other.words}'`);
      }
    });
  }
  return problems;
}

/** Runs in the page: whether tables can be sorted and filtered with the keyboard's events, a sentence for each that cannot. */
export function tryTables() {
  const problems = [];
  for (const section of document.querySelectorAll('section.wide')) {
    const table = section.querySelector('table');
    if (!table) continue;
    const head = table.querySelector('th');
    const texts = () => [...table.tBodies[0].rows].map((row) => row.cells[0].textContent);
    const before = texts();
    head.querySelector('button').click();
    if (head.getAttribute('aria-sort') !== 'ascending') problems.push(`'${section.id}' is not sorted by a click`);
    head.querySelector('button').click();
    if (head.getAttribute('aria-sort') !== 'descending') problems.push(`'${section.id}' is not sorted the other way`);
    if ([...before].sort().join() !== texts().sort().join())
      problems.push(`'${section.id}' has other rows once it is sorted`);
    const input = section.querySelector('input');
    if (!input) continue;
    input.value = 'no such row';
    input.dispatchEvent(new Event('input'));
    const { textContent } = section.querySelector('[role=status]');
    if (!textContent.startsWith('0 of ')) problems.push(`'${section.id}' is not filtered: ${textContent}`);
    input.value = '';
    input.dispatchEvent(new Event('input'));
  }
  return problems;
}
