/** What commands print while they work: {@link org.exeunt.app.console.StatusLine} and the amounts in it. */
package org.exeunt.app.console;
