/** A message to people, as text. */
export interface Mail {
  to: readonly string[];
  subject: string;
  body: string;
  /** Stable over retries, letters and digits: receivers can tell a repetition by it. */
  id: string;
  /** Epoch seconds. */
  date: number;
  /** The server's name, for the sender's address. */
  server: string;
}
