/** Formatting of figures on the console, in reports and on pages; see {@link org.exeunt.app.text.Figures}. */
package org.exeunt.app.text;
