/** Runs as text, as pages and as comparisons without a file, and what a run will cost. */
package org.exeunt.app.runs;
