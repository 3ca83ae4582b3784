/**
 * The command line. {@link org.exeunt.app.Main} ends the process; {@link org.exeunt.app.CommandLineInterface} runs one
 * command of {@link org.exeunt.app.commands} against given streams, so that tests can read its output.
 */
package org.exeunt.app;
