/** The vendor's package is an optional dependency: type checks must pass without it. */
declare module '@cpanel/api' {
  type CpanelApiPackage = import('./cpanel-codec.ts').CpanelApiPackage;
  export const WhmApiType: CpanelApiPackage['WhmApiType'];
  export const WhmApiRequest: CpanelApiPackage['WhmApiRequest'];
  export const WhmApiResponse: CpanelApiPackage['WhmApiResponse'];
}
