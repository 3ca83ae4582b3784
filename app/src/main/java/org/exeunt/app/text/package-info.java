/** Figures as text, alike on the console, in reports and on pages. Start at {@link org.exeunt.app.text.Figures}. */
package org.exeunt.app.text;
