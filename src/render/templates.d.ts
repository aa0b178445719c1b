/** Made by `scripts/handlebars.mjs`: Handlebars' runtime and the precompiled templates by name ("session/status"). */
declare module 'virtual:templates' {
  type Handlebars = typeof import('handlebars');
  export const runtime: Handlebars;
  export const specifications: Record<string, () => TemplateSpecification>;
}
