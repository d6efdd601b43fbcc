// The page says on its console what it shows (a note as saved or waiting, a note on the map) and what becomes of its link.
(() => {
  const told = new Set(), say = (what, value) => console.debug('stoliki-torture ' + JSON.stringify([what, value, Date.now()]));
  const once = (what, value) => { if (value && !told.has(what + value)) { told.add(what + value); say(what, value); } };
  const look = () => {
    for (const one of document.querySelectorAll('#waiting .issue-text, #tray blockquote')) once('shown', one.textContent);
    for (const one of document.querySelectorAll('#log .issue-said .issue-text')) { once('shown', one.textContent); once('saved', one.textContent); }
    for (const one of document.querySelectorAll('#map-words li[data-issue-id]')) once('mapped', one.textContent);
  };
  document.addEventListener('stoliki:link', ({ detail }) => say('link', detail.state));
  document.addEventListener('stoliki:disk', ({ detail }) => { if (!detail.ok) say('disk', 'failed'); });
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
})()
