/** Of the form that can be handed to a sendmail without being read as an option or a second line. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && /^[A-Za-z0-9][A-Za-z0-9._%+=-]*(?:@[A-Za-z0-9.-]+)?$/.test(text);
}
