type Attributes = Record<string, string | number>;

/** Markup that is finished: made by `element` only, so that whatever was untrusted in it is escaped. */
export class Markup {
  readonly html: string;
  private constructor(html: string) {
    this.html = html;
  }

  /** One element; texts and attribute values are escaped, numbers shortened to three decimals. `name` and the attributes' names are ours. */
  static element(name: string, attributes: Attributes, children: (Markup | string)[] = []): Markup {
    const head = Object.entries(attributes)
      .map(([key, value]) => ` ${key}="${escapeText(formatValue(value))}"`)
      .join('');
    const body = children
      .map((child) => (child instanceof Markup ? child.html : escapeText(child)))
      .join('');
    return new Markup(`<${name}${head}>${body}</${name}>`);
  }
}

export const element = Markup.element;

/** Escapes for text and for attribute values in double or single quotes. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"'`=]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function formatValue(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : value;
}
