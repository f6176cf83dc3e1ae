/** The least and the most room a page is tried with, in CSS pixels. */
export const phoneSize = { width: 360, height: 740 };
export const desktopSize = { width: 1440, height: 900 };
