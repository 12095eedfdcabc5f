/**
 * The page's script, without which all of it can be read: tables are sorted by a column, the
 * command is copied.
 */
export const SCRIPT = `
'use strict';
for (const table of document.querySelectorAll('table')) {
  table.querySelectorAll('thead th').forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    head.textContent = '';
    head.append(button);
    let up = false;
    button.addEventListener('click', () => {
      up = !up;
      const value = (row) => row.children[column].textContent.trim();
      const number = (text) => (text === '' ? NaN : Number(text.replaceAll(',', '').replace(/%$/, '')));
      const rows = [...table.tBodies[0].rows].sort((a, b) => {
        const [x, y] = [number(value(a)), number(value(b))];
        const order = Number.isNaN(x) || Number.isNaN(y) ? value(a).localeCompare(value(b), 'en', { numeric: true }) : x - y;
        return up ? order : -order;
      });
      table.tBodies[0].append(...rows);
      for (const each of table.querySelectorAll('thead th')) each.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    });
  });
}
for (const call of document.querySelectorAll('.call')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'copy';
  button.addEventListener('click', async () => {
    const text = call.querySelector('pre').textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const range = document.createRange();
      range.selectNodeContents(call.querySelector('pre'));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      document.execCommand('copy');
    }
    button.textContent = 'copied';
  });
  call.append(button);
}
`;
