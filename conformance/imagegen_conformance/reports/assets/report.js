// The page of one run: it filters the cases, lists the ids of those without details, and follows links to cases.

const data = readData();
const form = document.getElementById('filter');
const shown = document.getElementById('shown');
const noMatch = document.getElementById('no-match');
const controls = new Map(['text', 'level', 'result'].map((name) => [name, document.getElementById(`filter-${name}`)]));

// The ids of the cases without details, as objects with an id and, if it is blocked, the id of the case that blocks it.
function otherCases(requirement, result) {
  const ids = data.others[requirement]?.[result] ?? [];
  if (Array.isArray(ids)) return ids.map((id) => ({ id }));
  return Object.entries(ids).flatMap(([blockedBy, blocked]) => blocked.map((id) => ({ id, blockedBy })));
}

const requirements = Array.from(document.querySelectorAll('section.requirement'), (section) => {
  const id = section.dataset.requirement;
  const statement = section.querySelector('.statement').textContent;
  return {
    id,
    section,
    text: `${id}\n${statement}`.toLowerCase(),
    level: section.dataset.level,
    row: null,
    cases: Array.from(section.querySelectorAll('details.case'), (element) => ({
      id: element.dataset.case,
      result: element.dataset.result,
      text: element.firstElementChild.textContent.toLowerCase(),
      element,
    })),
    others: Array.from(section.querySelectorAll('details.others'), (element) => ({
      result: element.dataset.result,
      summary: element.firstElementChild.textContent,
      cases: otherCases(id, element.dataset.result),
      element,
      matching: null, // the cases that match the filters
      listed: null, // the cases in the list
    })),
  };
});
const byRequirement = new Map(requirements.map((requirement) => [requirement.id, requirement]));
for (const row of document.querySelectorAll('.overview tbody tr')) byRequirement.get(row.dataset.requirement).row = row;
const groups = Array.from(document.querySelectorAll('section.group'));

function filterState() {
  return new Map([...controls].map(([name, control]) => [name, control.value.trim()]));
}

function isFiltered(state) {
  return [...controls.keys()].some((name) => state.get(name));
}

// Hide what does not match a requirement's filters, and return the number of its cases that match.
function filterRequirement(requirement, text, level, result) {
  const all = !text || requirement.text.includes(text);
  const matches = (level === '' || level === requirement.level)
    ? (id, itsText, itsResult) => (result === '' || result === itsResult) && (all || itsText.includes(text))
    : () => false;
  let number = 0;
  for (const item of requirement.cases) {
    const match = matches(item.id, item.text, item.result);
    item.element.hidden = !match;
    number += match;
  }
  for (const item of requirement.others) {
    const matching = item.cases.filter(({ id }) => matches(id, id, item.result));
    item.matching = matching;
    item.element.hidden = matching.length === 0;
    item.element.firstElementChild.textContent = matching.length === item.cases.length
      ? item.summary : `${item.summary}, of which ${matching.length} match the filters`;
    if (item.element.open) list(item);
    number += matching.length;
  }
  requirement.section.hidden = number === 0;
  if (requirement.row) requirement.row.hidden = number === 0;
  return number;
}

function applyFilters() {
  const state = filterState();
  let cases = 0;
  let matching = 0;
  for (const requirement of requirements) {
    const number = filterRequirement(
      requirement, state.get('text').toLowerCase(), state.get('level'), state.get('result'),
    );
    cases += number;
    matching += number > 0;
  }
  for (const group of groups) {
    group.hidden = isFiltered(state) && !group.querySelector(':scope > section.requirement:not([hidden])');
  }
  noMatch.hidden = cases > 0 || data.total === 0;
  const message = isFiltered(state)
    ? `${cases} of ${data.total} cases match, of ${matching} of ${requirements.length} requirements`
    : `All ${data.total} cases of ${requirements.length} requirements`;
  if (shown.textContent !== message) shown.textContent = message;
}

function caseLink(id) {
  return create('a', { href: `#case=${encode(id)}` }, create('code', {}, id));
}

// Fill the list of a requirement's ids with those that match the filters. A list that is up to date keeps its focus.
function list(item) {
  if (item.listed === item.matching) return;
  item.listed = item.matching;
  const lines = item.matching.map(({ id, blockedBy }) => {
    const line = create('li', { id: `case=${id}`, tabindex: '-1' }, caseLink(id));
    if (blockedBy) line.append(' blocked by ', caseLink(blockedBy));
    return line;
  });
  item.element.replaceChildren(item.element.firstElementChild, create('ul', { class: 'ids' }, ...lines));
}

const byElement = new Map(requirements.flatMap(({ others }) => others.map((item) => [item.element, item])));

// Add the controls of a case when it is opened for the first time.
function addActions(element) {
  if (element.querySelector('.actions')) return;
  const actions = create('p', { class: 'actions screen-only' });
  const command = element.querySelector('dd.rerun');
  if (command) {
    const button = create('button', { type: 'button' }, 'Copy the command');
    button.addEventListener('click', () => copyText(command.textContent, 'command'));
    actions.append(button);
  }
  actions.append(create('a', { href: `#case=${encode(element.dataset.case)}` }, 'Link to this case'));
  element.lastElementChild.append(actions);
}

document.addEventListener('toggle', ({ target }) => {
  if (!target.open) return;
  if (target.matches('details.case')) addActions(target);
  else if (byElement.has(target)) list(byElement.get(target));
}, true);
document.querySelectorAll('details.case[open]').forEach(addActions);

function find(id) {
  for (const requirement of requirements) {
    for (const item of requirement.cases) if (item.id === id) return { requirement };
    for (const item of requirement.others) if (item.cases.some((other) => other.id === id)) return { requirement, item };
  }
  return null;
}

function resetFilters() {
  for (const control of controls.values()) control.value = '';
  applyFilters();
}

// Open the case of a link. If the filters hide it, they are reset.
function showCase(id) {
  const current = currentId(id, data.renamed);
  const found = find(current);
  if (!found) {
    const name = current.split(':')[0];
    const removed = Object.hasOwn(data.removed, name) ? data.removed[name] : undefined;
    announce(removed
      ? `The case ${id} was removed in release ${removed}.`
      : `The report has no evidence of a case ${id}.`);
    return;
  }
  const isHidden = () => found.requirement.section.hidden
    || (found.item ? !found.item.matching.some((other) => other.id === current)
      : document.getElementById(`case=${current}`).closest('details').hidden);
  if (isHidden()) resetFilters();
  if (found.item) {
    found.item.element.open = true;
    list(found.item);
  }
  const target = document.getElementById(`case=${current}`);
  reveal(target, found.item ? target : target.closest('details').firstElementChild);
  if (current !== id) announce(`The case ${id} was renamed. Its id is ${current}.`);
}

function showRequirement(id) {
  const requirement = byRequirement.get(id);
  if (!requirement) {
    announce(`The report has no evidence of a requirement ${id}.`);
    return;
  }
  if (requirement.section.hidden) resetFilters();
  const heading = requirement.section.querySelector('h3');
  heading.tabIndex = -1;
  reveal(heading);
}

// Follow the state in the address: the filters, and then the case or the requirement of a link.
function follow() {
  const state = readFragment();
  if ([...controls.keys()].some((name) => state.has(name))) {
    for (const [name, control] of controls) {
      control.value = state.get(name) ?? '';
      if (control.value !== (state.get(name) ?? '')) {
        control.value = '';
        announce(`The report has no ${name} ${state.get(name)}.`);
      }
    }
  }
  applyFilters();
  if (state.get('case')) showCase(state.get('case'));
  else if (state.get('requirement')) showRequirement(state.get('requirement'));
}

function filterChanged() {
  writeFragment(filterState());
  applyFilters();
}

form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('input', delayed(filterChanged));
form.addEventListener('reset', () => {
  setTimeout(filterChanged);
});
addEventListener('hashchange', follow);
addEventListener('beforeprint', () => {
  for (const element of document.querySelectorAll('details.case:not([open])')) {
    element.open = true;
    element.dataset.printed = '';
  }
});
addEventListener('afterprint', () => {
  for (const element of document.querySelectorAll('details.case[data-printed]')) {
    element.open = false;
    delete element.dataset.printed;
  }
});
document.getElementById('filter-section').hidden = false;
follow();
