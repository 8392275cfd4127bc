/* global document, getComputedStyle, Event */
/** Runs in the page: what is wrong with its layout, a sentence each. */
export function inspectLayout() {
  const problems = [];
  /** Corners of a text, and the angle in which it is written. */
  const frameOf = (text) => {
    const { x, y, width, height } = text.getBBox();
    const matrix = text.getScreenCTM();
    // Boxes of lines of text are taller than their letters.
    const corners = [x, x + width].flatMap((across) =>
      [y + height / 5, y + (4 * height) / 5].map((down) => [across, down]),
    );
    const placed = corners.map(([u, v]) => [
      matrix.a * u + matrix.c * v + matrix.e,
      matrix.b * u + matrix.d * v + matrix.f,
    ]);
    return { corners: placed, angle: Math.atan2(matrix.b, matrix.a) };
  };
  /** Whether two rectangles meet, by the axes of both. */
  const isOn = (one, other) =>
    [one.angle, other.angle].every((angle) =>
      [angle, angle + Math.PI / 2].every((axis) => {
        const along = ({ corners }) => corners.map(([x, y]) => x * Math.cos(axis) + y * Math.sin(axis));
        const [a, b] = [along(one), along(other)];
        return Math.min(Math.max(...a), Math.max(...b)) - Math.max(Math.min(...a), Math.min(...b)) > 1;
      }),
    );
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
      .map((text) => ({ words: text.textContent, box: text.getBoundingClientRect(), lines: frameOf(text) }));
    for (const { words, box } of texts)
      if (
        box.left < frame.left - 1 ||
        box.right > frame.right + 1 ||
        box.top < frame.top - 1 ||
        box.bottom > frame.bottom + 1
      )
        problems.push(`figure '${name}': '${words}' is cut off`);
    texts.forEach(({ words, lines }, k) => {
      for (const other of texts.slice(k + 1))
        if (isOn(lines, other.lines)) problems.push(`figure '${name}': '${words}' lies on '${other.words}'`);
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
