// Functions that the scripts of all documents share.

const statusLine = document.getElementById('status');
let statusTimer = 0;

// Show a message for some seconds, and let screen readers say it.
function announce(message) {
  clearTimeout(statusTimer);
  statusLine.textContent = message;
  statusTimer = setTimeout(() => { statusLine.textContent = ''; }, 8000);
}

// Return the data of the document, and remove its text from the document.
function readData() {
  const block = document.getElementById('data');
  const data = JSON.parse(block.textContent);
  block.remove();
  return data;
}

// Return the id that a case has now: the registry renames source cases, and the ids that are derived from them.
function currentId(id, renamed) {
  let [source, ...suffix] = id.split(':');
  for (const seen = new Set(); Object.hasOwn(renamed, source) && !seen.has(source);) {
    seen.add(source);
    source = renamed[source];
  }
  return [source, ...suffix].join(':');
}

// Create an element with attributes and children. Texts become text, never markup.
function create(name, attributes = {}, ...children) {
  const created = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, value);
  created.append(...children);
  return created;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// Return a text for a fragment. It can contain the separators of ids.
function encode(text) {
  return encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%2C', ',');
}

// Return the state in the fragment of the address: "#case=ID&level=wire" is a map with two keys.
function readFragment() {
  const parts = location.hash.slice(1).split('&').filter((part) => part.includes('='));
  return new Map(parts.map((part) => {
    const at = part.indexOf('=');
    return [decode(part.slice(0, at)), decode(part.slice(at + 1))];
  }));
}

// Return the fragment with a state, without the keys whose values are empty.
function fragmentOf(state) {
  const parts = [...state].filter(([, value]) => value).map(([key, value]) => `${encode(key)}=${encode(value)}`);
  return `#${parts.join('&')}`;
}

// Put a state into the address, without a new entry in the history and without scrolling.
function writeFragment(state) {
  history.replaceState(null, '', fragmentOf(state));
}

// Call a function after the last of many events.
function delayed(action, milliseconds = 120) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds);
  };
}

// Whether the reader has used a key, a mouse or a touch screen. From then on, loading does not move the focus.
let hasInput = false;
for (const type of ['keydown', 'pointerdown']) addEventListener(type, () => { hasInput = true; }, true);

// Open everything that contains an element, and focus an element of it, or the element itself.
function reveal(target, focused = target) {
  for (let parent = target.parentElement; parent; parent = parent.parentElement) {
    if (parent.tagName === 'DETAILS') parent.open = true;
  }
  const show = () => {
    focused.scrollIntoView({ block: 'start' });
    focused.focus({ preventScroll: true });
  };
  show();
  // When a page has loaded, browsers go to the element of the fragment by themselves, and move the focus.
  if (document.readyState === 'complete') return;
  addEventListener('load', () => setTimeout(() => { if (!hasInput) show(); }), { once: true });
}

// Copy a text, also in a document that was opened from a file.
async function copyText(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    announce(`Copied the ${what}.`);
  } catch {
    announce(`The browser does not allow copying. Select the ${what} instead.`);
  }
}

// The fragment holds state, so that the skip link must not replace it.
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  document.getElementById('main').focus();
});
