/**
 * Formatting of figures on the console, in reports and on pages ({@link org.exeunt.app.text.Figures}), and text files
 * of the class path.
 */
package org.exeunt.app.text;
