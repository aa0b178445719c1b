import { type Address, pageHref } from './link.ts';
import { formatCount } from './size.ts';

/** "101 to 200 of 5,000" and links to other pages; a `null` link has no target. */
export interface Pager {
  words: string;
  /** The address names a page beyond the last one: what is shown instead. */
  beyond: { words: string; href: string } | null;
  previousHref: string | null;
  nextHref: string | null;
  links: { label: string; href: string; isCurrent: boolean; isGap: boolean }[];
}

/** The pager of a list; null when it is empty, or fits on one page. `page` counts from 1 and may be beyond the end. */
export function buildPager(
  address: Address,
  paging: { page: number; perPage: number; total: number },
): Pager | null {
  const { perPage, total } = paging;
  const pages = Math.max(1, Math.ceil(total / perPage));
  if (total === 0 || (pages === 1 && paging.page === 1)) return null;
  const page = Math.min(Math.max(1, paging.page), pages);
  const isBeyond = paging.page > pages;
  const href = (to: number) => pageHref({ ...address, page: to });
  const first = (page - 1) * perPage + 1;
  return {
    words: isBeyond
      ? `${formatCount(total)} in all`
      : `${formatCount(first)} to ${formatCount(Math.min(total, page * perPage))} of ${formatCount(total)}`,
    beyond: isBeyond
      ? { words: `There is no page ${formatCount(paging.page)}.`, href: href(pages) }
      : null,
    previousHref: page > 1 && !isBeyond ? href(page - 1) : null,
    nextHref: page < pages ? href(page + 1) : null,
    links: pageNumbers(page, pages).map((entry) => ({
      label: entry === null ? '…' : formatCount(entry),
      href: entry === null ? '' : href(entry),
      isCurrent: entry === page && !isBeyond,
      isGap: entry === null,
    })),
  };
}

/** First, last and neighbours of the current page; null stands for a gap. */
function pageNumbers(page: number, pages: number): (number | null)[] {
  const wanted = [1, page - 1, page, page + 1, pages].filter((n) => n >= 1 && n <= pages);
  const sorted = [...new Set(wanted)].sort((a, b) => a - b);
  return sorted.flatMap((n, index) => {
    const before = sorted[index - 1];
    if (before === undefined || n === before + 1) return [n];
    return n === before + 2 ? [before + 1, n] : [null, n];
  });
}
