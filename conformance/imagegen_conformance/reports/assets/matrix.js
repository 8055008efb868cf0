// The page of the matrix: filters, folded rows, opened requirements, and the observations of a case.

const data = readData();
const STATES = {
  P: ['passes', 'pass'], F: ['fails', 'fail'], L: ['flaky', 'fail'], E: ['error', 'fail'], B: ['blocked', 'blocked'],
  U: ['unsupported', 'unsupported'], N: ['not claimed', 'not-claimed'], A: ['not applicable', 'not-applicable'],
};
const ALIKE = {
  pass: 'with passes only', fail: 'with failures in every column that judges them', blocked: 'with blocked cases',
  partial: 'with passes and cases that were not judged', unsupported: 'unsupported', none: 'judged in no column',
};
const ANSWERS = 'PFLEBU';
const ANSWER_KINDS = new Set(['pass', 'fail', 'blocked', 'partial', 'unsupported']);
const PAGE_SIZE = 100;
const table = document.querySelector('table.matrix');
const columns = data.columns;
const filters = document.getElementById('filters');
const rows = [...table.querySelectorAll('tr[data-requirement]')].map((element) => ({
  element,
  id: element.dataset.requirement,
  level: element.parentElement.dataset.level,
  text: element.cells[0].textContent.toLowerCase(),
  cells: [...element.cells].slice(1),
  cases: readCases(data.rows[element.dataset.requirement] ?? []),
  limit: PAGE_SIZE,
  showsAlike: false,
  added: [],
}));
const rowsById = new Map(rows.map((row) => [row.id, row]));
const rowsByCase = new Map(rows.flatMap((row) => row.cases.map((item) => [item.id, row])));
const judgedColumns = columns.filter((_, index) => rows.some((row) => ANSWER_KINDS.has(row.cells[index].dataset.kind)));
const state = { all: false, level: '', text: '', visible: new Set(columns.keys()), opened: new Set(), case: '' };

function text(number) {
  const entry = data.texts[number];
  return Array.isArray(entry) ? entry.map(text).join('') : entry;
}

function readCases(entries) {
  let previous = '';
  return entries.map(([shared, rest, states, description, ...observations]) => {
    previous = previous.slice(0, shared) + rest;
    return { id: previous, states, description, observations };
  });
}

function count(number, noun, plural = `${noun}s`) {
  return `${number} ${number === 1 ? noun : plural}`;
}

// The answers of the visible columns to a case, without repetition.
function answers(item) {
  return new Set([...state.visible].map((index) => item.states[index]).filter((letter) => ANSWERS.includes(letter)));
}

function kindsOf(row) {
  return new Set([...state.visible].map((index) => row.cells[index].dataset.kind).filter((kind) => ANSWER_KINDS.has(kind)));
}

function isAlike(row) {
  return kindsOf(row).size <= 1 && !row.cases.some((item) => answers(item).size > 1);
}

function hasVisibleFailure(item) {
  return [...state.visible].some((index) => !'P-'.includes(item.states[index]));
}

// Show the rows, the columns and the cases that the state asks for.
function render() {
  for (const row of table.rows) {
    if (row.cells.length === columns.length + 1) {
      for (const [index, cell] of [...row.cells].slice(1).entries()) cell.hidden = !state.visible.has(index);
    }
  }
  const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
  const alike = new Map();
  let shown = 0, matching = 0;
  for (const row of rows) {
    const matches = (!state.level || row.level === state.level) && words.every((word) => row.text.includes(word));
    const folded = matches && !state.all && !state.opened.has(row.id) && isAlike(row);
    row.element.hidden = !matches || folded;
    if (folded) alike.set(row.level, [...(alike.get(row.level) ?? []), row]);
    matching += matches;
    shown += matches && !folded;
    renderCases(row);
  }
  for (const body of table.tBodies) {
    renderFold(body, alike.get(body.dataset.level) ?? []);
    body.hidden = [...body.rows].slice(1).every((row) => row.hidden);
  }
  document.getElementById('shown').textContent =
    `${shown} of ${count(rows.length, 'requirement')} shown` +
    (matching > shown ? `; ${matching - shown} say the same in every column that judges them` : '') + '.';
}

// One row instead of those in which the visible columns say the same.
function renderFold(body, alike) {
  body.querySelector('tr.fold')?.remove();
  if (!alike.length) return;
  const numbers = new Map();
  for (const row of alike) {
    const [kind = 'none'] = kindsOf(row);
    numbers.set(kind, (numbers.get(kind) ?? 0) + 1);
  }
  const parts = Object.entries(ALIKE).filter(([kind]) => numbers.has(kind))
    .map(([kind, words]) => `${numbers.get(kind)} ${words}`).join(', ');
  const button = create('button', { type: 'button' }, 'Show all rows');
  button.addEventListener('click', () => {
    state.all = true;
    syncFilters();
    update();
    alike[0].element.querySelector('summary').focus();
  });
  const cell = create('td', { colspan: state.visible.size + 1 });
  cell.append(create('span', { class: 'level-name' }, `${count(alike.length, 'row')} alike: ${parts}. `, button));
  body.append(create('tr', { class: 'fold' }, cell));
}

function renderCases(row) {
  for (const element of row.added) element.remove();
  row.added = [];
  const opened = state.opened.has(row.id);
  row.element.classList.toggle('opened', opened);
  if (!row.button) return;
  const visible = row.cases.filter(hasVisibleFailure);
  const label = `${count(visible.length, 'case')} not passed by all`;
  row.button.textContent = label;
  row.button.setAttribute('aria-label', `${label}, of ${row.id}`);
  row.button.setAttribute('aria-expanded', String(opened));
  row.button.hidden = !visible.length;
  if (!opened || row.element.hidden) return;
  const different = visible.filter((item) => answers(item).size > 1 || item.id === state.case);
  const listed = state.all || row.showsAlike || !different.length ? visible : different;
  const chosen = listed.findIndex((item) => item.id === state.case);
  const limit = Math.max(row.limit, chosen + 1);
  for (const item of listed.slice(0, limit)) {
    row.added.push(caseRow(row, item));
    if (item.id === state.case) row.added.push(exchangeRow(row, item));
  }
  const remaining = listed.length - limit;
  if (remaining > 0) {
    row.added.push(foldRow(`${count(remaining, 'more case')}. `, `Show ${Math.min(remaining, PAGE_SIZE)} more`, () => {
      row.limit = limit + PAGE_SIZE;
      return listed[limit].id;
    }));
  }
  if (listed.length < visible.length) {
    const number = visible.length - listed.length;
    row.added.push(foldRow(`${count(number, 'case')} alike in every column that judges them. `, 'Show them', () => {
      row.showsAlike = true;
      return visible.find((item) => !listed.includes(item)).id;
    }));
  }
  row.element.after(...row.added);
}

// A row with a button. The action returns the id of the case that gets the focus.
function foldRow(message, label, action) {
  const button = create('button', { type: 'button' }, label);
  button.addEventListener('click', () => {
    const id = action();
    render();
    table.querySelector(`button[data-case="${CSS.escape(id)}"]`)?.focus();
  });
  const cell = create('td', { colspan: state.visible.size + 1 }, create('span', { class: 'level-name' }, message, button));
  return create('tr', { class: 'fold' }, cell);
}

function caseRow(row, item) {
  const opened = item.id === state.case;
  const button = create('button', { type: 'button', 'aria-expanded': String(opened), 'data-case': item.id }, item.id);
  button.addEventListener('click', () => {
    state.case = opened ? '' : item.id;
    update();
    table.querySelector(`button[data-case="${CSS.escape(item.id)}"]`).focus();
  });
  const cells = columns.map((_, index) => {
    const [word, kind] = STATES[item.states[index]] ?? withoutCase(row.cells[index]);
    const cell = create('td', { 'data-kind': kind }, word);
    const found = item.observations.find(([indices]) => indices.includes(index));
    if (found && found.length > 3) cell.append(create('span', { class: 'cause' }, create('bdi', {}, text(found[4]))));
    cell.hidden = !state.visible.has(index);
    return cell;
  });
  return create('tr', { class: 'case' }, create('th', { scope: 'row' }, button), ...cells);
}

// A column has no such case for the reason that its cell of the requirement states, or the run does not have it.
function withoutCase(cell) {
  const kind = cell.dataset.kind;
  return ANSWER_KINDS.has(kind) ? ['not in this run', 'outside'] : [cell.textContent, kind];
}

// The request and the permitted outcomes once, and the observation of each column.
function exchangeRow(row, item) {
  const wide = create('div', { class: 'wide' });
  const description = text(item.description);
  if (description) wide.append(create('p', {}, description));
  const exchanges = new Map();
  const described = (observation) => observation.length > 3;
  for (const observation of [...item.observations.filter(described), ...item.observations.filter((found) => !described(found))]) {
    const key = described(observation) ? `${observation[1]} ${observation[2]}` : '';
    exchanges.set(key, [...(exchanges.get(key) ?? []), observation]);
  }
  for (const [key, observations] of exchanges) {
    if (key) {
      const [, sent, expected] = observations[0];
      wide.append(create('dl', {}, create('dt', {}, 'sent'), create('dd', {}, create('pre', {}, text(sent))),
        create('dt', {}, 'expected'), create('dd', {}, create('pre', {}, text(expected)))));
    }
    const sides = observations.map((observation) => side(row, item, observation)).filter(Boolean);
    wide.append(create('div', { class: 'sides' }, ...sides));
  }
  const passing = [...state.visible].filter((index) => item.states[index] === 'P');
  if (passing.length) {
    const names = passing.map((index) => columns[index].name).join(', ');
    wide.append(create('p', {}, create('span', { class: 'key', 'data-kind': 'pass' }, 'passes: '), create('bdi', {}, names)));
  }
  return create('tr', { class: 'exchange' }, create('td', { colspan: state.visible.size + 1 }, wide));
}

function side(row, item, [indices, ...texts]) {
  const shown = indices.filter((index) => state.visible.has(index));
  if (!shown.length) return null;
  const names = create('bdi', {}, shown.map((index) => columns[index].name).join(', '));
  const [word, kind] = STATES[item.states[shown[0]]];
  const box = create('div', { class: 'side' }, create('h3', {}, create('span', { class: 'key', 'data-kind': kind }, word), ' ', names));
  if (texts.length < 3) {
    const [blocker, reason] = texts.map(text);
    const link = create('a', { href: fragmentOf(new Map([...stateMap(), ['case', blocker]])) }, blocker);
    box.append(create('p', {}, 'by its prerequisite ', link), ...reasonOf(reason));
    return box;
  }
  const [, , actual, cause, strength, reason] = texts.map(text);
  box.append(create('p', {}, create('bdi', {}, cause), ` (${strength})`), create('pre', {}, actual), ...reasonOf(reason));
  for (const index of shown) {
    const template = columns[index].rerun;
    if (!template) continue;
    const command = template.replaceAll('{level}', row.level).replaceAll('{case}', item.id);
    const button = create('button', { type: 'button' }, 'Copy the command');
    button.addEventListener('click', () => copyText(command, 'command'));
    const label = shown.length > 1 ? `rerun ${columns[index].name}: ` : 'rerun: ';
    box.append(create('p', {}, label, create('code', {}, command), ' ', button));
  }
  return box;
}

function reasonOf(reason) {
  return reason ? [create('p', {}, 'listed as expected: ', create('bdi', {}, reason))] : [];
}

// The state in the fragment. Names in a list are separated by commas.
function listed(names) {
  return names.map((name) => name.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',');
}

function stateMap() {
  const all = state.visible.size === columns.length;
  return new Map([
    ['rows', state.all === allByDefault() ? '' : state.all ? 'all' : 'different'],
    ['level', state.level],
    ['text', state.text],
    ['columns', all ? '' : listed([...state.visible].map((index) => columns[index].name))],
    ['open', listed([...state.opened])],
    ['case', state.case],
  ]);
}

function allByDefault() {
  return judgedColumns.length < 2;
}

function readState() {
  const fragment = readFragment();
  const list = (key) => (fragment.get(key) ?? '').split(',').filter(Boolean).map(decode);
  const names = list('columns');
  const chosen = [...columns.keys()].filter((index) => names.includes(columns[index].name));
  state.all = fragment.has('rows') ? fragment.get('rows') === 'all' : allByDefault();
  state.level = fragment.get('level') ?? '';
  state.text = fragment.get('text') ?? '';
  state.visible = new Set(chosen.length ? chosen : columns.keys());
  state.opened = new Set(list('open').filter((id) => rowsById.has(id)));
  state.case = currentId(fragment.get('case') ?? '', data.renamed);
  const unknown = names.filter((name) => !columns.some((column) => column.name === name));
  if (unknown.length) announce(`There is no column ${unknown.join(', ')}.`);
  const row = rowsByCase.get(state.case);
  if (row) state.opened.add(row.id);
  else if (state.case) {
    announce(`${state.case} has no entry: it passes in every column that judges it, or there is no such case.`);
    state.case = '';
  }
  syncFilters();
  render();
  if (row) {
    if (row.element.hidden) {
      state.level = '';
      state.text = '';
      syncFilters();
      render();
    }
    const button = table.querySelector(`button[data-case="${CSS.escape(state.case)}"]`);
    (button ?? row.element).scrollIntoView({ block: 'center' });
    button?.focus({ preventScroll: true });
  }
}

function update() {
  writeFragment(stateMap());
  render();
}

const controls = {};

function syncFilters() {
  controls.different.checked = !state.all;
  controls.level.value = state.level;
  controls.text.value = state.text;
  controls.columns.forEach((box, index) => { box.checked = state.visible.has(index); });
  controls.summary.textContent = `Columns: ${state.visible.size} of ${columns.length}`;
}

function chooseColumns(indices) {
  const chosen = [...indices];
  if (!chosen.length) announce('At least one column is shown.');
  state.visible = new Set(chosen.length ? chosen : state.visible);
  syncFilters();
  update();
}

function buildColumnChoice() {
  controls.columns = columns.map(() => create('input', { type: 'checkbox' }));
  const labels = columns.map((column, index) => create('label', {}, controls.columns[index], create('bdi', {}, column.name)));
  controls.columns.forEach((box) => box.addEventListener('change', () => {
    chooseColumns([...columns.keys()].filter((index) => controls.columns[index].checked));
  }));
  const all = create('button', { type: 'button' }, 'All columns');
  all.addEventListener('click', () => chooseColumns(columns.keys()));
  const judged = create('button', { type: 'button' }, 'Columns with verdicts');
  judged.addEventListener('click', () => chooseColumns(judgedColumns.map((column) => columns.indexOf(column))));
  controls.summary = create('summary', {});
  return create('details', {}, controls.summary,
    create('fieldset', {}, create('legend', { class: 'visually-hidden' }, 'Columns'), create('div', { class: 'choices' }, ...labels),
      create('div', { class: 'choices-buttons' }, all, judged)));
}

function buildFilters() {
  controls.different = create('input', { type: 'checkbox' });
  controls.level = create('select', {}, create('option', { value: '' }, 'all'));
  for (const body of table.tBodies) controls.level.append(create('option', {}, body.dataset.level));
  controls.text = create('input', { type: 'search' });
  filters.append(
    create('label', {}, controls.different, 'Only requirements that differ'),
    create('label', {}, 'Level', controls.level),
    create('label', {}, 'Text', controls.text),
    buildColumnChoice());
  controls.different.addEventListener('change', () => { state.all = !controls.different.checked; update(); });
  controls.level.addEventListener('change', () => { state.level = controls.level.value; update(); });
  controls.text.addEventListener('input', delayed(() => { state.text = controls.text.value; update(); }));
  filters.hidden = false;
}

function buildToggles() {
  for (const row of rows) {
    if (!row.cases.length) continue;
    row.button = create('button', { type: 'button', 'aria-expanded': 'false' });
    row.button.addEventListener('click', () => {
      if (!state.opened.delete(row.id)) state.opened.add(row.id);
      else if (rowsByCase.get(state.case) === row) state.case = '';
      row.limit = PAGE_SIZE;
      update();
      row.button.focus();
    });
    row.element.cells[0].append(row.button);
  }
}

buildFilters();
buildToggles();
readState();
window.addEventListener('hashchange', readState);
