import { withoutNews } from './address.ts';
import { listenForTimes, startClock, updateAges } from './ages.ts';
import { Banner } from './banner.ts';
import { listenForCopying } from './copying.ts';
import { FaultReports } from './fault-reports.ts';
import { listenForPageKeys } from './keys.ts';
import { LiveView } from './live-view.ts';
import { listenForMarks } from './marking.ts';
import { Notifier } from './notifier.ts';
import { Parts } from './parts.ts';
import { Polling } from './polling.ts';
import { listenForPrinting } from './printing.ts';
import { Reader } from './reader.ts';
import { RowOpener } from './row-opener.ts';
import { listenForScripts } from './script-box.ts';
import { Suggestions } from './suggestions.ts';
import { showSign } from './tab-sign.ts';
import { startLogView } from './viewer.ts';

const TICK_MS = 1_000;
const TICKS_PER_AGE = 3;

/** Starts the script's part of the page. Without it the page shows the same things, after a reload. */
function start(root: HTMLElement, connection: HTMLElement): void {
  const banner = new Banner(connection);
  const reports = new FaultReports(root, banner);
  reports.listen();
  const parts = new Parts(root, new Reader(root));
  const clock = startClock(Number(root.dataset.now));
  listenForCopying(root, banner);
  listenForPrinting(root);
  for (const field of root.querySelectorAll<HTMLInputElement>('input[data-suggest]')) {
    new Suggestions(field);
  }
  listenForPageKeys(root, listenForTimes(root, clock));
  showSign(root);
  const telling = Notifier.start(root, banner);
  const search = withoutNews(location.search);
  if (search !== location.search) {
    history.replaceState(history.state, '', location.pathname + search + location.hash);
  }
  let ticks = 0;
  setInterval(() => {
    ticks += 1;
    parts.settle();
    if (ticks % TICKS_PER_AGE === 0) updateAges(root, clock);
  }, TICK_MS);
  if (root.dataset.view === 'log') startLogView(root, banner, reports);
  else if (root.dataset.poll) {
    const opening = new RowOpener(root);
    const view = new LiveView(root, parts, () => {
      opening.refresh();
      showSign(root);
      telling?.look();
    });
    const polling = new Polling(root, view, banner, reports);
    listenForMarks(root, () => {
      polling.askNow();
      opening.refresh(true);
    });
    listenForScripts(root);
    watchHero(root);
    polling.start();
  }
}

/** Once the card is out of sight, the tabs say in one line what it says. */
function watchHero(root: HTMLElement): void {
  const hero = root.querySelector('#tm-hero');
  if (hero === null) return;
  // On a busy machine several arrive at once: the last one is valid.
  new IntersectionObserver((entries) => {
    const entry = entries.at(-1);
    root.classList.toggle('tm-past-hero', entry !== undefined && !entry.isIntersecting);
  }).observe(hero);
}

const root = document.getElementById('tm-root');
const connection = root?.querySelector<HTMLElement>('[data-connection]');
if (root && connection) start(root, connection);
