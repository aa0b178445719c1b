export function killRounds(options: {
  rounds: number;
  seed: number;
  say?: (text: string) => void;
  dist?: string;
}): Promise<{ wrong: number[]; kills: number; changes: number }>;
