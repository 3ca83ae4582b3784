/** What commands print while they work: {@link org.exeunt.app.console.StatusLine}. */
package org.exeunt.app.console;
