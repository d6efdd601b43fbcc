// @ts-check
// A pause that good news may end.

export function naps() {
  let wake = () => {};
  return {
    wake: () => wake(),
    /** @param {number} ms */
    rest: (ms) => new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => { clearTimeout(timer); resolve(undefined); };
    }),
  };
}
