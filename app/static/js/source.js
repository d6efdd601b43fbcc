// @ts-check
// The page as the server wrote it, before any script has touched it: what is kept for a reload without network is made of it.

export const source = document.documentElement.outerHTML;
