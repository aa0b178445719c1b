export interface IssueExplanation { title: string; meaning: string; breaks: 'yes' | 'maybe' | 'no'; action: string; noise: boolean }
export function explanationOf(_group: { kind: string; module: string | null; function: string | null; template: string }): IssueExplanation | null {
  return null;
}
