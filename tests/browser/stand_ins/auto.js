/** Shows any result as text, for tests of the page alone. */
export default {
  render({ model, el }) {
    const show = () => {
      const shown = model.get("value");
      el.textContent = shown === null ? "" : String(shown.value?.text ?? shown.value);
    };
    model.on("change:value", show);
    show();
  },
};
