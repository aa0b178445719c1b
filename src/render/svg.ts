type Attributes = Record<string, string | number>;

/** Finished markup: made by `element` only, so that everything untrusted in it is escaped. */
export class Markup {
  readonly html: string;
  private constructor(html: string) {
    this.html = html;
  }

  /** One element; texts and attribute values are escaped, numbers shortened to three decimals. `name` and the attributes' names are ours. */
  static element(name: string, attributes: Attributes, children: (Markup | string)[] = []): Markup {
    let html = `<${name}`;
    for (const key in attributes) {
      const value = attributes[key] ?? '';
      html += ` ${key}="${typeof value === 'number' ? formatNumber(value) : escapeText(value)}"`;
    }
    html += '>';
    for (const child of children) html += child instanceof Markup ? child.html : escapeText(child);
    return new Markup(`${html}</${name}>`);
  }
}

export const element = Markup.element;

/** Escapes for text and for attribute values in double or single quotes. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"'`=]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function formatNumber(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
