/** The style sheet, of the parts in `styles/`, as one text. */
export function bundleStyles(): string;
