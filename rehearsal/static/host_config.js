// How Teams shows cards, as a host configuration of Microsoft's own library; the colours are those of look.css.

const LIGHT = {
  text: "#242424", subtle: "#616161", accent: "#5b5fc7", good: "#0e700e", warning: "#835b00", attention: "#b10e1c",
  surface: "#ffffff", emphasis: "#f5f5f5", accentBack: "#e8ebfa", goodBack: "#e7f2da", warningBack: "#fbf3d7", attentionBack: "#fcf0f1",
};
const DARK = {
  text: "#ffffff", subtle: "#c8c8c8", accent: "#a6a7fa", good: "#a4cc6c", warning: "#f9d96b", attention: "#f1a3ab",
  surface: "#292929", emphasis: "#333333", accentBack: "#35366b", goodBack: "#2b3a1c", warningBack: "#473a12", attentionBack: "#4a2126",
};

export function hostConfig(dark) {
  const colours = dark ? DARK : LIGHT;
  const style = (backgroundColor) => ({ backgroundColor, foregroundColors: foregrounds(colours) });
  return {
    fontFamily: "'Segoe UI', -apple-system, BlinkMacSystemFont, 'Open Sans', 'Noto Sans', 'Liberation Sans', Arial, sans-serif",
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 300, default: 400, bolder: 600 },
    lineHeights: { small: 16, default: 20, medium: 20, large: 24, extraLarge: 32 },
    supportsInteractivity: true,
    choiceSetInputValueSeparator: ",",
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: dark ? "#3d3d3d" : "#e0e0e0" },
    imageSizes: { small: 32, medium: 52, large: 100 },
    textBlock: { headingLevel: 3 },
    factSet: { title: { weight: "bolder", wrap: true, maxWidth: 150 }, value: { wrap: true }, spacing: 16 },
    inputs: {
      label: {
        inputSpacing: "small",
        requiredInputs: { weight: "bolder", suffix: " *", suffixColor: "attention" },
        optionalInputs: { weight: "bolder" },
      },
      errorMessage: { color: "attention", weight: "default", size: "small", spacing: "small" },
    },
    actions: {
      maxActions: 6,
      spacing: "default",
      buttonSpacing: 8,
      actionsOrientation: "horizontal",
      actionAlignment: "left",
      preExpandSingleShowCardAction: false,
      showCard: { actionMode: "inline", inlineTopMargin: 16, style: "emphasis" },
    },
    containerStyles: {
      default: style(colours.surface),
      emphasis: style(colours.emphasis),
      accent: style(colours.accentBack),
      good: style(colours.goodBack),
      warning: style(colours.warningBack),
      attention: style(colours.attentionBack),
    },
  };
}

function foregrounds(colours) {
  const colour = (value) => ({ default: value, subtle: value === colours.text ? colours.subtle : value });
  return {
    default: colour(colours.text), dark: colour(colours.text), light: colour(colours.text), accent: colour(colours.accent),
    good: colour(colours.good), warning: colour(colours.warning), attention: colour(colours.attention),
  };
}
