// What `npm run dev`, and nothing else, adds after the page's own script: the page reloads when there is a new build.

/**
 * Requests the script itself, which changes with every build: the page's policy allows nothing but its own server.
 *
 * @param {string | number} build changes with every build
 */
export function reloader(build) {
  return `
// build ${build}
{
  const own = document.currentScript?.src;
  let known = null;
  const look = async () => {
    try {
      const answer = await fetch(own, { cache: 'no-store' });
      const now = answer.ok ? await answer.text() : known;
      if (known !== null && now !== known) return location.reload();
      known = now;
    } catch {
      // Between two builds, or the preview has ended.
    }
    setTimeout(look, 700);
  };
  if (own) look();
}
`;
}
