/** Tables of results ({@link org.exeunt.app.table.Table}), and their formats: console, Markdown, LaTeX, CSV and JSON. */
package org.exeunt.app.table;
