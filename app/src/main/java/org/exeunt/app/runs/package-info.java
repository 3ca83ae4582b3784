/** Finished runs as text: tables of results and differences between two runs. */
package org.exeunt.app.runs;
