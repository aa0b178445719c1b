// The stand-in's chrome does what a panel's own scripts do: a web component, and an old template function with eval.
class SearchBox extends HTMLElement {
  connectedCallback() {
    this.innerHTML =
      '<input class="si-search" type="search" placeholder="Search tools" aria-label="Search tools">';
  }
}
customElements.define('si-search', SearchBox);

// biome-ignore lint/security/noGlobalEval: older panel libraries make functions from text; a policy must let them
const double = eval('(function (number) { return number * 2; })');
window.STAND_IN = { ...window.STAND_IN, evalRan: double(21) === 42, scriptRan: true };

const burger = document.querySelector('.si-burger');
const menu = document.querySelector('.si-menu');
burger?.addEventListener('click', () => {
  const isOpen = menu?.classList.toggle('si-open') ?? false;
  burger.setAttribute('aria-expanded', String(isOpen));
});
