// What moved on a page by itself, and what made it move.

/**
 * To be run in a page before anything else: records each layout shift with the elements that moved, from where and to
 * where. Shifts caused by the reader's input do not count.
 */
export const KEEP_SHIFTS = `(() => {
  window.shifts = [];
  const nameOf = (node) => {
    if (node === null) return 'gone';
    const element = node.nodeType === 1 ? node : node.parentElement;
    if (element === null) return 'gone';
    const id = element.closest('[id]')?.id ?? '';
    const own = element.id === id ? '' : ' ' + element.localName + [...element.classList].map((name) => '.' + name).join('');
    return (id === '' ? '' : '#' + id) + own;
  };
  const placeOf = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(' ');
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, sources, startTime, value } of list.getEntries()) {
      if (hadRecentInput) continue;
      const moved = sources.map(({ node, previousRect, currentRect }) =>
        nameOf(node) + ' [' + placeOf(previousRect) + ' → ' + placeOf(currentRect) + ']');
      window.shifts.push({ at: Math.round(startTime), value, moved });
    }
  }).observe({ type: 'layout-shift', buffered: true });
})()`;

/**
 * @param {readonly { value: number }[]} shifts
 * @returns how far everything moved, all together
 */
export function sumOf(shifts) {
  return shifts.reduce((sum, { value }) => sum + value, 0);
}

/**
 * @param {readonly { at: number, value: number, moved: readonly string[] }[]} shifts
 * @returns the worst of them, a line each
 */
export function worstOf(shifts, most = 8) {
  return [...shifts]
    .sort((one, other) => other.value - one.value)
    .slice(0, most)
    .map(
      ({ at, value, moved }) =>
        `${value.toFixed(4)} after ${(at / 1000).toFixed(1)} s: ${moved.join(', ')}`,
    );
}
