declare const __VERSION__: string | undefined;

/** The version of the package, put in by the build; "0.0.0" where the sources run without one (tests). */
export const VERSION = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0';
