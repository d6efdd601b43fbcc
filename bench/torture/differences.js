// How the page differs from a fresh GET of it: the live blocks without what scripts paint over them (log.js), which is this viewer's own.
async () => {
  const own = new Set(['data-turn', 'data-open', 'data-picked', 'data-ask', 'data-note', 'data-over', 'aria-expanded', 'aria-pressed', 'class', 'hidden', 'open']);
  const flat = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent.trim();
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches('[data-said], [data-hands], [data-out-of], [data-clock]')) return '';
    const names = node.getAttributeNames().filter((name) => !own.has(name)).sort().map((name) => `${name}=${node.getAttribute(name)}`);
    return `<${[node.localName, ...names].join(' ')}>${[...node.childNodes].map(flat).filter(Boolean).join('')}`;
  };
  const blocks = (page) => [...page.querySelectorAll('[data-live][id]')].flatMap((one) => one.localName === 'ol' ? [...one.children] : [one]).map(flat);
  const voices = (page) => [...page.querySelectorAll('#map-words li[data-issue-id]')].map((one) =>
    [one.closest('[data-theme-id]')?.dataset.themeId, one.closest('[data-place]')?.dataset.place, one.dataset.issueId, one.textContent].join(' ')).sort();
  const answer = await fetch(location.href.split('#')[0], { headers: { 'X-Stoliki-Heal': '1' }, cache: 'no-store', signal: AbortSignal.timeout(8000) });
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (!answer.ok || !fresh.body.dataset.epoch) return ['no fresh page: ' + answer.status];
  const ours = [...blocks(document), ...voices(document)], theirs = [...blocks(fresh), ...voices(fresh)];
  if (ours.join() === theirs.join()) return [];
  return [...ours.filter((one) => !theirs.includes(one)).map((one) => 'only here: ' + one),
    ...theirs.filter((one) => !ours.includes(one)).map((one) => 'only there: ' + one), 'or another order'];
}
