/**
 * Streams, progress and tables on consoles: escaping ({@link org.exeunt.app.console.ConsoleStream}), progress ({@link
 * org.exeunt.app.console.StatusLine}) and requests to stop ({@link org.exeunt.app.console.StopSignals}).
 */
package org.exeunt.app.console;
