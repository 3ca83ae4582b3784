/**
 * Output to consoles: escaping ({@link org.exeunt.app.console.ConsoleStream}) and progress
 * ({@link org.exeunt.app.console.StatusLine}).
 */
package org.exeunt.app.console;
