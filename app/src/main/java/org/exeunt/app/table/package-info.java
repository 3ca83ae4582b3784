/**
 * Tables of results ({@link org.exeunt.app.table.Table}) and their formats, console, Markdown, LaTeX, CSV and JSON, and
 * charts, which pages draw ({@link org.exeunt.app.table.Chart}).
 */
package org.exeunt.app.table;
